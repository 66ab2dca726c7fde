"""How much memory the processes of our browser's pages take; Linux only, elsewhere nothing is seen.

V8's own limit holds for a page's objects alone; buffers, canvases and the DOM grow beside it.
"""

import os
from collections import deque
from contextlib import suppress
from pathlib import Path

MAX_PAGE_BYTES = 1_500 << 20
"""Memory in use by one page's process; real pages take a tenth of it."""

_PROC = Path("/proc")
_PAGE_MARK = b"--type=renderer"


def pages_over(limit_bytes: int, ancestor: int | None = None) -> list[int]:
    """Return the ids of page processes under ``ancestor`` (default: us) that take more memory."""
    found = []
    waiting = deque([ancestor or os.getpid()])
    while waiting:
        process = waiting.popleft()
        waiting.extend(_children(process))
        if _resident_bytes(process) > limit_bytes and _PAGE_MARK in _read(process, "cmdline"):
            found.append(process)
    return found


def _children(process: int) -> list[int]:
    children: list[int] = []
    with suppress(OSError):
        for thread in (_PROC / str(process) / "task").iterdir():
            with suppress(OSError):
                children += map(int, (thread / "children").read_text().split())
    return children


def _resident_bytes(process: int) -> int:
    fields = _read(process, "statm").split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") if len(fields) > 1 else 0


def _read(process: int, name: str) -> bytes:
    try:
        return (_PROC / str(process) / name).read_bytes()
    except OSError:  # it has ended, or this system has no such files
        return b""
