"""A crawl whose work is counted: ``python -m tests.counting REPORT.json scrapy crawl verify ...``.

Counts are taken between two pages of the crawl, so that its start and its end are left out. What
goes by time is put out of reach: batches are full ones, and the machine's load changes nothing.
"""

import asyncio
import gc
import json
import logging
import sqlite3
import sys
from collections import Counter
from multiprocessing.connection import Connection
from pathlib import Path

from scrapy import signals
from scrapy.signalmanager import SignalManager

from linkcrawler.crawl.session import Session
from pipelines import store
from tests import probes

BATCH_PAGES = 20
FIRST, LAST = 39, 119
"""Pages after which counting starts and ends: each the last before a batch is full, so that the
one before is written by then."""

PAGES = 120

counts: Counter[str] = Counter()
pages = 0
before: Counter[str] = Counter()
report: dict[str, float] = {}


def main(path: str) -> None:
    """Count, and crawl."""
    store.BATCH_PAGES, store.FLUSH_AFTER_S = BATCH_PAGES, 3_600.0
    count_statements()
    count_tasks()
    count_log_records()
    count_signals()
    count_bytes_between_processes()
    count_calls_of_the_writer()
    probes.answer(is_up=True)
    from scrapy.cmdline import execute  # noqa: PLC0415 - it is to find what is counted

    try:
        execute()
    finally:
        Path(path).write_text(json.dumps(report))


def see_page() -> None:
    """Take note of a page that came through the pipelines."""
    global pages, before  # noqa: PLW0603 - there is one crawl
    pages += 1
    if pages == FIRST:
        sys.setprofile(count_call)
        gc.collect()
        before = counts + Counter(blocks_kept=sys.getallocatedblocks())
    elif pages == LAST:
        sys.setprofile(None)
        gc.collect()
        after = counts + Counter(blocks_kept=sys.getallocatedblocks())
        names = {*before, *after, "log_records", "bytes_to_readers", "bytes_from_readers"}
        report.update({name: (after[name] - before[name]) / (LAST - FIRST) for name in names})


def count_call(_frame: object, event: str, _argument: object) -> None:
    """Count calls of functions, in Python and in C."""
    if event in ("call", "c_call"):
        counts["calls"] += 1


def count_statements() -> None:
    real = sqlite3.connect

    def connect(*arguments: object, **named: object) -> sqlite3.Connection:
        connection = real(*arguments, **named)
        connection.set_trace_callback(see)
        return connection

    def see(statement: str) -> None:
        counts["statements"] += 1
        counts["commits"] += statement.upper().startswith("COMMIT")

    sqlite3.connect = connect


def count_tasks() -> None:
    real = asyncio.BaseEventLoop.create_task

    def create_task(self, *arguments, **named):
        counts["tasks"] += 1
        return real(self, *arguments, **named)

    asyncio.BaseEventLoop.create_task = create_task


def count_log_records() -> None:
    real = logging.getLogRecordFactory()

    def make(*arguments, **named):
        counts["log_records"] += 1
        return real(*arguments, **named)

    logging.setLogRecordFactory(make)


def count_signals() -> None:
    send, send_async = SignalManager.send_catch_log, SignalManager.send_catch_log_async

    def send_catch_log(self, signal, **named):
        counts["signals"] += 1
        return send(self, signal, **named)

    async def send_catch_log_async(self, signal, **named):
        counts["signals"] += 1
        found = await send_async(self, signal, **named)
        if signal is signals.item_scraped:
            see_page()
        return found

    SignalManager.send_catch_log = send_catch_log
    SignalManager.send_catch_log_async = send_catch_log_async


def count_bytes_between_processes() -> None:
    send, receive = Connection._send_bytes, Connection._recv_bytes

    def send_bytes(self, buffer):
        counts["bytes_to_readers"] += len(buffer)
        return send(self, buffer)

    def recv_bytes(self, *arguments):
        found = receive(self, *arguments)
        counts["bytes_from_readers"] += found.getbuffer().nbytes
        return found

    Connection._send_bytes, Connection._recv_bytes = send_bytes, recv_bytes


def count_calls_of_the_writer() -> None:
    real = Session.write

    def write(self, looks):
        before_it = sys.getprofile()
        sys.setprofile(count_call if FIRST <= pages < LAST else None)
        try:
            return real(self, looks)
        finally:
            sys.setprofile(before_it)

    Session.write = write


if __name__ == "__main__":
    path, _scrapy = sys.argv.pop(1), sys.argv.pop(1)
    main(path)
