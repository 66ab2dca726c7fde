"""Two nights over pages that hardly change: what each way of sparing work saves in the second.

    python benchmarks/second_night.py --pages 2000 --hosts 400 --changed 2

A quarter of the hosts has entity tags, a quarter dates of change, a quarter nothing of the kind,
and a quarter nothing and pages that differ each time in a comment, a script and a token. After the
first night so many percent of the pages lose their link. The second night is run from copies of the
first one's database, in which more and more is kept; "asked" are the bytes of the hosts that can be
asked. CPU is that of the crawl, all in one process; the server is another. Served on loopback under
``*.localhost`` names; nothing leaves the machine.
"""

import argparse
import asyncio
import gzip
import hashlib
import os
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

TARGET = "https://target.example/guide"
LINK = f'<a href="{TARGET}">the guide</a>'
WORDS = (
    "road climbs larch woods old customs house riders fill bottles look back lake below them snow "
    "stays beside pass until June wind turns evening train leaves valley twice hour"
).split()
KINDS = ("tag", "date", "bare", "noisy")
VARIANTS = {
    "nothing kept": "DELETE FROM reading",
    "equal bytes": "UPDATE reading SET etag = NULL, last_modified = NULL, plain_hash = NULL",
    "and noise": "UPDATE reading SET etag = NULL, last_modified = NULL",
    "and 304": "SELECT 1",
}


def page(number: int, kind: str, *, night: int, is_changed: bool) -> bytes:
    """Return a page of about 50 KB; the noisy kind is another one each night."""
    chance = random.Random(number)
    menu = "".join(f'<li><a href="/section/{n}">Section {n}</a></li>' for n in range(60))
    text = "".join(f"<p>{' '.join(chance.choices(WORDS, k=60))}.</p>" for _ in range(90))
    script = "".join(f"var a{n} = {chance.random()};" for n in range(300))
    noise = ""
    if kind == "noisy":
        made = hashlib.md5(f"{number} {night}".encode()).hexdigest()
        noise = f'<!-- {made} --><script>t="{made}"</script><input type=hidden value={made}>'
    link = "a guide that is gone" if is_changed and night == 2 else LINK
    return (
        f"<!doctype html><html lang=en><title>Page {number}</title><script>{script}</script>"
        f"<nav><ul>{menu}</ul></nav><main><h1>Page {number}</h1>{text}<p>See {link}, which is worth"
        f" the time it takes to read it.</p></main>{noise}</html>"
    ).encode()


@dataclass
class Web:
    """The server: which night it is, and what it sent."""

    pages: int
    hosts: int
    changed: frozenset[int]
    night: int = 1
    sent_bytes: dict[str, int] = field(default_factory=dict)
    not_modified: int = 0

    def kind(self, number: int) -> str:
        """Return the kind of the page's host."""
        return KINDS[number % self.hosts % len(KINDS)]

    def answer(self, head: bytes) -> bytes:
        """Return the answer to one request."""
        lines = dict(line.lower().partition(b": ")[::2] for line in head.split(b"\r\n")[1:])
        path = head.split(b" ", 2)[1]
        if path == b"/robots.txt":
            return b"HTTP/1.1 404 X\r\nContent-Length: 0\r\n\r\n"
        number = int(path.rpartition(b"/")[2])
        kind, is_changed = self.kind(number), number in self.changed
        version = b"2" if is_changed and self.night == 2 else b"1"
        validator, condition = {
            "tag": (b'ETag: "%d-%s"' % (number, version), b"if-none-match"),
            "date": (
                b"Last-Modified: Tue, 0%s Nov 2026 01:00:00 GMT" % version,
                b"if-modified-since",
            ),
        }.get(kind, (b"X-Kind: none", b""))
        if lines.get(condition) == validator.partition(b": ")[2].lower():
            self.not_modified += 1
            found = b"HTTP/1.1 304 X\r\n%s\r\n\r\n" % validator
        else:
            body = gzip.compress(page(number, kind, night=self.night, is_changed=is_changed), 5)
            found = (
                b"HTTP/1.1 200 X\r\nContent-Type: text/html; charset=utf-8\r\n"
                b"Content-Encoding: gzip\r\nContent-Length: %d\r\n%s\r\n\r\n%s"
                % (len(body), validator, body)
            )
        self.sent_bytes[kind] = self.sent_bytes.get(kind, 0) + len(found)
        return found


class Server(asyncio.Protocol):
    """Answers requests one after the other."""

    def __init__(self, web: Web) -> None:
        self._web = web

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        self._transport = transport

    def data_received(self, received: bytes) -> None:
        """Answer one request."""
        self._transport.write(self._web.answer(received))


async def crawl(db: Path, *more: str) -> tuple[float, float]:
    """Run the spider in a process of its own; returns its CPU seconds and how long it took."""
    scrapy = str(Path(sys.executable).parent / "scrapy")
    pace = ("DOWNLOAD_DELAY=0", "LOG_LEVEL=WARNING", "CONCURRENT_REQUESTS_PER_DOMAIN=8")
    own = ("LINKCRAWLER_PARSE_WORKERS=0", "LINKCRAWLER_RENDER=0", "LINKCRAWLER_PAGES_PER_ADDRESS=0")
    settings = [word for setting in (*pace, *own) for word in ("-s", setting)]
    command = [scrapy, "crawl", "verify", "-a", f"db={db}", *more, *settings]
    environment = {**os.environ, "LINKCRAWLER_ALLOW_PRIVATE": "1"}
    started, before = time.monotonic(), os.times()
    process = await asyncio.create_subprocess_exec(
        *command, env=environment, stdout=asyncio.subprocess.DEVNULL
    )
    code = await process.wait()
    after = os.times()
    if code not in (0, 1):
        sys.exit(f"the crawl ended with {code}")
    cpu = (
        after.children_user + after.children_system - before.children_user - before.children_system
    )
    return cpu, time.monotonic() - started


def ask(db: Path, sql: str) -> list[tuple[object, ...]]:
    """Return what a statement gives, and keep what it changes."""
    with closing(sqlite3.connect(db)) as connection, connection:
        return connection.execute(sql).fetchall()


def spared(before: Path, after: Path) -> dict[str, int]:
    """Return how many pages each way answered for in the second night."""
    known = {
        row[0]: row[1:] for row in ask(before, "SELECT page_id, read_at, body_hash FROM reading")
    }
    ways = dict.fromkeys(("304", "bytes", "noise", "read"), 0)
    for page_id, read_at, body, detail in ask(
        after,
        "SELECT page_id, read_at, body_hash, detail FROM reading JOIN page_look USING (page_id)",
    ):
        if str(detail).startswith("not modified"):
            ways["304"] += 1
        elif known.get(page_id) == (read_at, body):
            ways["noise"] += 1
        else:
            ways["bytes" if known.get(page_id, ("", b""))[1] == body else "read"] += 1
    return ways


async def main() -> None:
    """Serve, verify, change, verify again."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=2_000)
    parser.add_argument("--hosts", type=int, default=400)
    parser.add_argument("--changed", type=float, default=2.0, metavar="PERCENT")
    options = parser.parse_args()
    changed = random.Random(1).sample(
        range(options.pages), round(options.pages * options.changed / 100)
    )
    web = Web(options.pages, options.hosts, frozenset(changed))
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Server(web), "127.0.0.1", 0, backlog=1_024)
    port = server.sockets[0].getsockname()[1]
    with tempfile.TemporaryDirectory() as name:
        links, first = Path(name) / "links.csv", Path(name) / "first.db"
        rows = [
            f"http://host{number % options.hosts}.localhost:{port}/page/{number},{TARGET}\n"
            for number in range(options.pages)
        ]
        links.write_text("source_url,target_url\n" + "".join(rows))
        cpu, took = await crawl(first, "-a", f"links={links}")
        whole = sum(web.sent_bytes.values())
        with_validators = web.sent_bytes["tag"] + web.sent_bytes["date"]
        print(f"first night: {cpu:.1f} CPU s, {took:.1f} s, {whole / 1e6:.1f} MB")
        ask(first, "UPDATE page SET next_check_at = NULL")
        ask(first, "PRAGMA wal_checkpoint(TRUNCATE)")
        web.night = 2
        print("second night   CPU s of it    MB of it asked   304 bytes noise  read missed")
        for variant, change in VARIANTS.items():
            web.sent_bytes.clear()
            db, before = Path(name) / "second.db", Path(name) / "before.db"
            for copy in (db, before):
                shutil.copy(first, copy)
                ask(copy, change)
            again, _ = await crawl(db)
            sent = sum(web.sent_bytes.values())
            of_validators = web.sent_bytes.get("tag", 0) + web.sent_bytes.get("date", 0)
            ways = spared(before, db)
            missed = ask(db, "SELECT count(*) FROM event WHERE kind = 'missing'")[0][0]
            shares = f"{sent / whole:6.0%}{of_validators / with_validators:6.0%}"
            counts = "".join(f"{number:6,}" for number in ways.values())
            print(
                f"{variant:<13}{again:7.1f}{again / cpu:6.0%}{sent / 1e6:6.1f}{shares}{counts}"
                f" {missed} of {len(changed)}"
            )
    server.close()


asyncio.run(main())
