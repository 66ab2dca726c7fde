"""Worker processes: a page that takes too long costs its worker, and nothing else."""

import asyncio
import gc
import os
import subprocess
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from linkcrawler.crawl.readers import Readers, UnreadableError
from linkcrawler.page import Answer
from tests.conftest import ROOT
from tests.site import LINK, TARGET, document

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def answer(body: str) -> Answer:
    return Answer(url="http://a.test/", status=200, headers=(), body=body.encode())


def sleep(seconds: float) -> str:
    time.sleep(seconds)
    return f"slept {seconds}"


def end(code: int) -> str:
    os._exit(code)


def hoard(megabytes: int) -> int:
    return len(bytearray(megabytes << 20))


def ran_main_again() -> bool:
    return hasattr(sys.modules["__main__"], "__file__")


@pytest.mark.parametrize("workers", [0, 1, 2])
def test_a_page_is_read_the_same_here_and_in_a_worker(workers):
    with Readers(workers) as readers:
        facts, seen = asyncio.run(readers.read(answer(document(LINK)), [TARGET], NOW))

    assert facts.title == "A page"
    assert seen[TARGET].proves


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_results_come_in_order_and_a_lost_one_is_told():
    with Readers(2, deadline_s=2.0) as readers:
        told = list(readers.map(sleep, [(0.0,), (30.0,), (0.1,)]))

    assert (told[0], told[2]) == ("slept 0.0", "slept 0.1")
    assert isinstance(told[1], UnreadableError)
    assert "more than 2 s" in str(told[1])


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_worker_that_dies_is_started_anew():
    with Readers(1) as readers:
        (dead,) = readers.map(end, [(3,)])
        (alive,) = readers.map(sleep, [(0.0,)])

    assert isinstance(dead, UnreadableError)
    assert alive == "slept 0.0"


@pytest.mark.skipif(os.name != "posix", reason="the limit is the system's")
def test_a_worker_has_an_end_of_memory():
    with Readers(1) as readers:
        (hoarded,) = readers.map(hoard, [(4_096,)])

    assert isinstance(hoarded, UnreadableError)


def test_a_page_that_could_not_be_read_leaves_nothing_in_memory():
    bomb = answer("<x-y>" * 40_000)

    async def give_up_on(readers: Readers) -> int:
        before = sys.getrefcount(bomb)
        with suppress(UnreadableError):
            await readers.read(bomb, [], NOW)
        await readers.read(answer(document(LINK)), [], NOW)  # the pool holds on to its last page
        return sys.getrefcount(bomb) - before

    gc.collect()
    gc.disable()  # or the collector may tidy up what the test is about
    try:
        with Readers(1) as readers:
            assert asyncio.run(give_up_on(readers)) == 0
    finally:
        gc.enable()


def test_a_page_bomb_is_unreadable_in_this_process_too():
    bomb = answer("<x-y>" * 40_000)
    with Readers(0) as readers, pytest.raises(UnreadableError):
        asyncio.run(readers.read(bomb, [TARGET], NOW))


def test_a_worker_runs_no_main_program():
    main = sys.modules["__main__"]
    with Readers(1) as readers:
        assert list(readers.map(ran_main_again, [()])) == [False]

    assert sys.modules["__main__"] is main


def test_who_reads_no_page_loads_nothing_that_does():
    told = "import sys, spiders.verify; print('linkcrawler.page.reading' in sys.modules)"
    shown = subprocess.run(
        [sys.executable, "-c", told], capture_output=True, encoding="utf-8", check=True, cwd=ROOT
    )

    assert shown.stdout == "False\n"
