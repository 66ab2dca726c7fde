"""What a process needs to work unattended: its standard streams, enough files, little memory."""

import ctypes
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache

ENOUGH_FILES = 4_096
OTHER_FILES = 40
"""Open files besides the connections: database, workers, log, libraries."""

FEW_FILES = 4
"""What resolving a name and opening one connection take."""

LARGE_BYTES = 256 << 10
"""A block of memory from here on is a large one; few pages are."""

_TOP_BYTES = 4 << 20
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
"""Numbers of glibc's ``mallopt``. Source: malloc.h."""


def open_missing_streams() -> None:
    """Put nothing in the place of standard streams that are closed.

    Without it the next file that is opened has their number, and what is meant for the terminal
    is written into it.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest free number, which is this one
    for name, number in (("stdout", 1), ("stderr", 2)):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(number, "w", encoding="utf-8", closefd=False))


def give_up_output() -> None:
    """Put nothing in the place of an output that takes no more; Python would complain of it."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def signals_put_off() -> Iterator[None]:
    """Have SIGINT and SIGTERM wait; an import that is cut short fails in ways of its own."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def processors() -> int:
    """Return how many processors this process may use, which may be fewer than there are."""
    if hasattr(os, "sched_getaffinity"):  # Linux
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def open_file_limit() -> int | None:
    """Return how many files may be open; ``None``: any number, or this system does not tell."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return None
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return None if soft == resource.RLIM_INFINITY else soft


def raise_open_file_limit() -> None:
    """Have as many open files as are enough, where the system lets us."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = ENOUGH_FILES if hard == resource.RLIM_INFINITY else min(ENOUGH_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def is_short_of_files() -> bool:
    """Tell whether hardly a file more may be open."""
    try:
        number = os.open(os.devnull, os.O_RDONLY)
    except OSError:
        return True
    os.close(number)
    return not is_room_after(number)


def is_room_after(number: int) -> bool:
    """Tell whether some more files may be open; ``number`` is that of one opened just now."""
    limit = open_file_limit()
    return limit is None or number < limit - FEW_FILES


def pages_that_fit(limit: int | None) -> int | None:
    """Return how many pages can be open at once under a limit of files; ``None``: any number."""
    return None if limit is None else max(1, (limit - OTHER_FILES) // 2)


def return_large_blocks() -> None:
    """Have each large block of memory go back to the system once it is freed; glibc only.

    Else glibc takes them for usual after the first, and keeps their place among small ones: some
    large pages at once would have their memory for good.
    """
    set_option = getattr(_c_library(), "mallopt", None)
    if set_option is not None:
        set_option(_M_MMAP_THRESHOLD, LARGE_BYTES)
        set_option(_M_TRIM_THRESHOLD, _TOP_BYTES)  # by itself it would be small from now on


def give_memory_back() -> None:
    """Return free memory to the system, which glibc keeps for long; elsewhere do nothing."""
    trim = getattr(_c_library(), "malloc_trim", None)
    if trim is not None:
        trim(0)


@cache
def _c_library() -> ctypes.CDLL | None:
    return ctypes.CDLL(None) if sys.platform == "linux" else None
