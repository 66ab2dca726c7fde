"""Copies of the database: whole, on disk, and in their place at once."""

import os
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from linkcrawler.errors import DatabaseError, InputError


def copy_whole(source: sqlite3.Connection, to: Path) -> int:
    """Copy a database by SQLite's backup API and return the copy's bytes.

    The copy is one file by itself, as of one moment, also while another process writes. It gets
    its name once it is on disk and was read through; a kill leaves a file ``.part`` at most.

    Raises ``DatabaseError`` where it can't be written or isn't whole.
    """
    place = to.resolve()
    draft = place.with_name(f"{place.name}.part")
    try:
        _remove(draft)
        with closing(sqlite3.connect(draft)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            found = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise DatabaseError(f"{to}: the copy is damaged ({found}), so it was thrown away")
        _sync(draft)
        draft.replace(place)
        sync_folder(place.parent)
    except (sqlite3.Error, OSError) as error:
        raise DatabaseError(f"{to}: the copy can't be written ({error})") from error
    finally:
        _remove(draft)
    return place.stat().st_size


def back_up(path: Path, to: Path, source: sqlite3.Connection, *, force: bool) -> int:
    """Copy the database at ``path`` and return the copy's bytes; a run may go on meanwhile.

    Raises ``InputError`` where ``to`` can't be the copy's name, ``DatabaseError`` as
    ``copy_whole``.
    """
    if to.resolve() == path.resolve():
        raise InputError(f"{to}: that is the database itself; name another file with --to")
    if to.is_dir():
        raise InputError(f"{to}: a folder; name a file with --to")
    if not to.resolve().parent.is_dir():
        raise InputError(f"{to}: the folder {to.parent} does not exist")
    if to.exists() and not force:
        raise InputError(f"{to}: there is such a file; --force writes over it")
    size = copy_whole(source, to)
    shutil.copymode(path, to)
    return size


def _remove(draft: Path) -> None:
    for suffix in ("", "-journal", "-wal", "-shm"):
        Path(f"{draft}{suffix}").unlink(missing_ok=True)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Put the new name on disk; Windows has no such call and does not need it."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
