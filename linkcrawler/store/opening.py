"""Opening the database: ours, whole, of a version we know, and held by one run at a time."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlite_utils import Database

from linkcrawler.errors import DatabaseBusyError, DatabaseError
from linkcrawler.store.schema import APPLICATION_ID, VERSION, migrations

BUSY_TIMEOUT_S = 30


def open_database(path: Path) -> Database:
    """Open the database for writing; create it, or bring it up to date, where needed.

    Raises ``DatabaseError`` where the file is not ours, is damaged, is of a newer version or
    can't be written. The file is then left as it was.
    """
    is_new = not path.exists()
    if not is_new:
        _check_file(path)
    try:
        connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        db = Database(connection)
        if is_new or _pragma(connection, "user_version") < VERSION:
            migrations.apply(db)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
            connection.commit()
    except sqlite3.Error as error:
        raise DatabaseError(f"{path}: the database can't be written ({error})") from error
    return db


def open_reader(path: Path) -> Database:
    """Open an existing database for reading alone.

    Raises ``DatabaseError`` where there is none or it can't be used.
    """
    if not path.exists():
        raise DatabaseError(
            f"{path}: no such database; 'linkcrawler import' or 'linkcrawler verify' makes one"
        )
    _check_file(path)
    try:
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro",
            uri=True,
            timeout=BUSY_TIMEOUT_S,
            check_same_thread=False,
        )
    except sqlite3.Error as error:
        raise DatabaseError(f"{path}: the database can't be read ({error})") from error
    return Database(connection)


@contextmanager
def hold(path: Path) -> Iterator[None]:
    """Hold the database for one run; a lock left by a dead process is free by itself.

    Raises ``DatabaseBusyError`` where another run holds it.
    """
    if not path.parent.is_dir():  # the lock would make it
        raise DatabaseError(f"{path}: the folder {path.parent} does not exist")
    lock = FileLock(f"{path}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise DatabaseBusyError(f"{path}: another run holds the database; wait for it") from error
    except OSError as error:
        raise DatabaseError(f"{path}: the folder can't be written ({error})") from error
    try:
        yield
    finally:
        lock.release()


def _check_file(path: Path) -> None:
    """Refuse what is not a whole database of ours, before anything is written to it."""
    if not path.is_file():
        raise DatabaseError(f"{path}: not a file; a SQLite database is expected")
    try:
        if path.stat().st_size == 0:
            raise DatabaseError(
                f"{path}: the file is empty (0 bytes), which no linkcrawler database is; "
                "restore a backup, or delete the file to start anew"
            )
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            identity = _pragma(connection, "application_id")
            version = _pragma(connection, "user_version")
        finally:
            connection.close()
    except (sqlite3.Error, OSError) as error:
        raise DatabaseError(f"{path}: not a readable SQLite database ({error})") from error
    if identity != APPLICATION_ID:
        raise DatabaseError(
            f"{path}: a SQLite database of another program; name another file with db= or --db"
        )
    if version > VERSION:
        raise DatabaseError(
            f"{path}: made by a newer linkcrawler (schema {version}, this one knows {VERSION}); "
            "install the newer version"
        )


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
