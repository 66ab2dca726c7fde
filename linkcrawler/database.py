"""Where the database is, and holding it for one run; light, so that a second start ends at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from linkcrawler.errors import DatabaseBusyError, DatabaseError

DEFAULT_DB = "backlinks.db"
"""In the working directory."""

HOLD_WITHIN_S = 0.2
"""Longer than ``doctor`` looks whether the lock is free."""


@contextmanager
def hold(path: Path) -> Iterator[None]:
    """Hold the database for one run; a lock left by a dead process is free by itself.

    Raises ``DatabaseBusyError`` where another run holds it.
    """
    if not path.parent.is_dir():  # the lock would make it
        raise DatabaseError(f"{path}: the folder {path.parent} does not exist")
    lock = FileLock(f"{path}.lock")
    try:
        lock.acquire(timeout=HOLD_WITHIN_S, poll_interval=0.05)
    except Timeout as error:
        raise DatabaseBusyError(f"{path}: another run holds the database; wait for it") from error
    except (OSError, NotImplementedError) as error:  # the latter: no flock on this file system
        raise DatabaseError(f"{path}: the folder can't be written ({error})") from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def hold_known(path: Path) -> Iterator[bool]:
    """Hold a database that is there, before a list is read for it; yield whether it is held.

    One that is not there is held once it is known that a list can be used, so that a bad list
    leaves nothing behind. Raises as ``hold`` does.
    """
    if not path.exists():
        yield False
        return
    with hold(path):
        yield True
