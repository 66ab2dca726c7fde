"""The machine: versions, rights, limits, room, clock, environment."""

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from linkcrawler.doctor.finding import Finding, failure, ok, warning
from linkcrawler.process import ENOUGH_FILES, open_file_limit, pages_that_fit

LEAST_PYTHON = (3, 11)
LEAST_SQLITE = (3, 35, 0)
"""The first with RETURNING."""

# Source: SQLite, "Write-Ahead Logging", "The WAL-Reset Bug": two connections that write or
# checkpoint at once. Here one process writes, and readers open the file for reading alone.
_WAL_RESET_FIXED = (3, 51, 3)
_WAL_RESET_BACKPORTS: dict[tuple[int, ...], int] = {(3, 44): 6, (3, 50): 7}

_ENOUGH_BYTES = 256 << 20
_LEAST_BYTES = 16 << 20
_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
_FIRST_YEAR = 2026


def check_machine(
    sqlite_version: str, environ: Mapping[str, str], pages_wanted: int
) -> Iterator[Finding]:
    """Yield what the versions, the user, the limits and the environment come to."""
    yield _python(sys.version_info[:3])
    yield sqlite(sqlite_version)
    yield _user()
    yield open_files(open_file_limit(), pages_wanted)
    yield proxies(environ)


def _python(version: tuple[int, ...]) -> Finding:
    told = f"Python {'.'.join(map(str, version))} on {platform.system()}"
    if version < LEAST_PYTHON:
        return failure("python", f"{told} is too old.", "Install Python 3.11 or newer.")
    return ok("python", f"{told}.")


def sqlite(version: str) -> Finding:
    """Return what is known of a version of SQLite."""
    parts = tuple(int(part) for part in version.split("."))
    if parts < LEAST_SQLITE:
        return failure(
            "sqlite", f"SQLite {version} is too old.", "Install a Python with SQLite 3.35 or newer."
        )
    backport = _WAL_RESET_BACKPORTS.get(parts[:2])
    if parts >= _WAL_RESET_FIXED or (backport is not None and parts[2] >= backport):
        return ok("sqlite", f"SQLite {version}.")
    return ok(
        "sqlite",
        f"SQLite {version}. It has the WAL-reset bug (mended in 3.51.3), which takes two programs"
        " that write at once: linkcrawler writes from one, so let no other write to the database.",
    )


def _user() -> Finding:
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return warning(
            "user",
            "You are root, so what a hostile page might break out of has all rights.",
            "Run linkcrawler as a user of its own.",
        )
    return ok("user", "The user is not root.")


def open_files(limit: int | None, pages_wanted: int) -> Finding:
    """Return whether so many pages can be open at once; ``None``: there is no limit."""
    fitting = pages_that_fit(limit)
    if limit is None or fitting is None:
        return ok("open_files", "Open files are not limited.")
    if fitting < pages_wanted:
        return warning(
            "open_files",
            f"{limit} open files are few: {fitting} pages at once and not {pages_wanted}.",
            f"Allow more: ulimit -n {ENOUGH_FILES}, or LimitNOFILE= of the service.",
        )
    return ok("open_files", f"{limit} open files.")


def proxies(environ: Mapping[str, str]) -> Finding:
    """Return that a proxy of the environment is not used; its address may hold a password."""
    named = sorted({name.upper() for name in _PROXIES if environ.get(name)})
    if named:
        return warning(
            "proxy",
            f"The environment names a proxy ({', '.join(named)}), which is not used.",
            "Nothing, where the web is reached without it; else no page can be reached from here.",
        )
    return ok("proxy", "The environment names no proxy.")


def check_room(path: Path) -> Iterator[Finding]:
    """Yield whether the folder of the database takes files, and how much."""
    folder = path.resolve().parent
    if not folder.is_dir():
        yield failure("folder", f"The folder {folder} does not exist.", "Make it, or name another.")
        return
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        yield failure(
            "folder",
            f"The folder {folder} takes no files ({error.strerror}).",
            "Give the user the right to write there. Reading commands work without it.",
        )
    else:
        unwritable = _not_writable(path)
        if unwritable:
            yield failure(
                "folder",
                f"{unwritable} can't be written.",
                "Give the file to the user that runs linkcrawler.",
            )
        else:
            yield ok("folder", f"The folder {folder} can be written.")
    yield room(shutil.disk_usage(folder).free, path.stat().st_size if path.exists() else 0)


def _not_writable(path: Path) -> Path | None:
    beside = (Path(f"{path}{suffix}") for suffix in ("", "-wal", "-shm", ".lock"))
    return next((each for each in beside if each.exists() and not os.access(each, os.W_OK)), None)


def room(free: int, database_bytes: int) -> Finding:
    """Return whether the free bytes are enough for a database of that size."""
    told = f"{free / 1e9:,.1f} GB are free."
    if free < _LEAST_BYTES:
        return failure("room", told, "Make room: a run could not store what it sees.")
    if free < _ENOUGH_BYTES + database_bytes:
        return warning(
            "room", told, "Make room for the database to grow, and for a copy of it beside it."
        )
    return ok("room", told)


def check_clock(now: datetime, known: Iterable[str | None]) -> Finding:
    """Return whether the clock may be right, given the times that runs have stored."""
    told = f"It is {now.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    advice = "Set the clock, and have it kept, by systemd-timesyncd for one."
    if now.year < _FIRST_YEAR:
        return failure("clock", f"{told}, which can't be.", advice)
    last = max((text for text in known if text), default=None)
    if last is not None and now < datetime.fromisoformat(last):
        return warning("clock", f"{told}, and the last run was after that, at {last}.", advice)
    return ok("clock", f"{told}.")
