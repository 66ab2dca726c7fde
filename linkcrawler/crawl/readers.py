"""Reading pages in worker processes, each page with a deadline; the only user of ``pebble``.

Every parser is quadratic somewhere, and C code can't be interrupted. So a page that takes too long
costs its worker, which is started anew, and never the crawl.
"""

import asyncio
import importlib
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as DeadlineError
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from linkcrawler import page as page_room
from linkcrawler.crawl.bare import bare_context
from linkcrawler.models import PageFacts, Sighting
from linkcrawler.page import Answer, CostlyPageError
from linkcrawler.page.fingerprints import may_compare_plain, plain_hash
from linkcrawler.process import LARGE_BYTES, give_memory_back, return_large_blocks

DEADLINE_S = 5.0
"""Time a page may take; real ones take milliseconds."""

MEMORY_BYTES = 2 << 30
"""Address space of a worker, where the system can limit it."""

QUEUE_S = 60.0
"""Time a page may wait for a worker, after which something is wrong with the workers."""

_AHEAD = 4

_UNREADABLE = (DeadlineError, ProcessExpired, MemoryError, CostlyPageError)

Result = TypeVar("Result")


class _NoAnswerError(Exception):
    """No worker took the page."""


@dataclass(frozen=True, slots=True)
class FullReading:
    """A page that was read, with the fingerprint that a later one may be compared by."""

    facts: PageFacts
    seen: dict[str, Sighting]
    plain_hash: bytes | None
    """``None``: a link is missing, or what may be left out of the page can't be told."""


class UnreadableError(Exception):
    """A page that could not be read in time or in memory."""


class Readers:
    """A pool of worker processes; with ``workers=0`` everything is done in this process."""

    def __init__(self, workers: int, deadline_s: float = DEADLINE_S) -> None:
        self._deadline_s = deadline_s
        self._workers = workers
        self._pool: ProcessPool | None = _new_pool(workers) if workers else None

    def __enter__(self) -> Self:
        """Return the readers."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the workers."""
        self.close()

    def warm_up(self) -> None:
        """Start the workers and let them load what the first page would wait for."""
        if self._pool is not None:
            for _ in range(self._workers):
                self._pool.schedule(_warm_up, timeout=60)

    async def read(
        self, answer: Answer, targets: Iterable[str], now: datetime
    ) -> tuple[PageFacts, dict[str, Sighting]]:
        """Read a page as ``read_page`` does; raises ``UnreadableError`` past the deadline."""
        return await self._call(_read, (answer, tuple(targets), now))

    async def read_linked(self, answer: Answer, now: datetime) -> tuple[PageFacts, tuple[str, ...]]:
        """Read a page as ``read_with_domains`` does; raises ``UnreadableError`` as ``read``."""
        return await self._call(_read_linked, (answer, now))

    async def read_to_keep(
        self, answer: Answer, targets: Iterable[str], now: datetime, *, with_plain: bool
    ) -> "FullReading":
        """Read a page, and take what later ones are compared by; raises ``UnreadableError``.

        Without ``with_plain`` its plain fingerprint, which takes time, is left out.
        """
        return await self._call(_read_to_keep, (answer, tuple(targets), now, with_plain))

    async def _call(self, function: Callable[..., Result], arguments: tuple[Any, ...]) -> Result:
        try:
            if self._pool is None:
                return function(*arguments)
            try:
                return await self._in_worker(self._pool, function, arguments)
            except (RuntimeError, _NoAnswerError):
                # A worker that is killed from outside can leave the whole pool lame.
                return await self._in_worker(self._renewed(self._pool), function, arguments)
        except (*_UNREADABLE, RuntimeError, _NoAnswerError) as error:
            raise UnreadableError(_why(error, self._deadline_s)) from error

    async def _in_worker(
        self, pool: ProcessPool, function: Callable[..., Result], arguments: tuple[Any, ...]
    ) -> Result:
        task = pool.schedule(function, args=arguments, timeout=self._deadline_s)
        waited = asyncio.wrap_future(task)
        try:
            if not (await asyncio.wait([waited], timeout=QUEUE_S + self._deadline_s))[0]:
                waited.cancel()
                raise _NoAnswerError
            result: Result = waited.result()
            return result
        finally:
            # The error's traceback would hold what holds the error, and the page with them.
            del task, waited

    def _renewed(self, broken: ProcessPool) -> ProcessPool:
        """Return a working pool in place of a broken one; the first to notice makes it."""
        if self._pool is broken or self._pool is None:
            broken.stop()  # type: ignore[no-untyped-call]  # pebble's
            self._pool = _new_pool(self._workers)
        return self._pool

    def map(
        self, function: Callable[..., Result], calls: Iterable[tuple[Any, ...]]
    ) -> Iterator[Result | UnreadableError]:
        """Yield the results of the calls in their order; an error in place of a lost one."""
        if self._pool is None:
            for arguments in calls:
                try:
                    yield function(*arguments)
                except _UNREADABLE as error:
                    yield UnreadableError(_why(error, self._deadline_s))
            return
        under_way: deque[Future[Any]] = deque()
        for arguments in calls:
            under_way.append(
                self._pool.schedule(function, args=arguments, timeout=self._deadline_s)
            )
            if len(under_way) >= _AHEAD * self._workers:
                yield self._result(under_way.popleft())
        while under_way:
            yield self._result(under_way.popleft())

    def _result(self, task: "Future[Any]") -> Any:
        try:
            return task.result(timeout=QUEUE_S + self._deadline_s)
        except Exception as error:  # noqa: BLE001 - one page must not end the thousands after it
            return UnreadableError(_why(error, self._deadline_s))

    def close(self) -> None:
        """Stop the workers; what they have in hand is dropped."""
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]  # pebble's
            self._pool.join(timeout=10)
            self._pool = None


def _new_pool(workers: int) -> ProcessPool:
    context = bare_context(["linkcrawler.crawl.readers", "linkcrawler.crawl.warm"])
    return ProcessPool(
        max_workers=workers, initializer=_prepare, initargs=(MEMORY_BYTES,), context=context
    )


def _why(error: BaseException, deadline_s: float) -> str:
    match error:
        case DeadlineError():
            return f"the page took more than {deadline_s:g} s to read"
        case MemoryError():
            return "the page took more memory than is allowed"
        case CostlyPageError():
            return str(error)
        case ProcessExpired():
            return "the page ended the process that read it"
        case _NoAnswerError():
            return "no process could be had to read the page"
        case _:
            return f"{type(error).__name__}: {error}"[:300]


def _prepare(memory_bytes: int) -> None:
    """Set up a worker: Ctrl-C is the parent's, and memory has an end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return_large_blocks()
    if sys.platform == "linux":
        import resource  # noqa: PLC0415 - there is no such module elsewhere

        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def _read(
    answer: Answer, targets: tuple[str, ...], now: datetime
) -> tuple[PageFacts, dict[str, Sighting]]:
    """Read a page in a worker, which gives back the memory that a large one took."""
    try:
        return page_room.read_page(answer, targets, now)
    finally:
        if len(answer.body) > LARGE_BYTES:
            give_memory_back()


def _read_linked(answer: Answer, now: datetime) -> tuple[PageFacts, tuple[str, ...]]:
    return page_room.read_with_domains(answer, now)


def _read_to_keep(
    answer: Answer, targets: tuple[str, ...], now: datetime, with_plain: bool
) -> FullReading:
    facts, seen = _read(answer, targets, now)
    is_comparable = with_plain and may_compare_plain(facts, seen)
    return FullReading(facts, seen, plain_hash(answer) if is_comparable else None)


def _warm_up() -> None:
    importlib.import_module("linkcrawler.crawl.warm")
