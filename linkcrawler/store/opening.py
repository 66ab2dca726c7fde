"""Opening the database: ours, whole, of a version we know, and held by one run at a time."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlite_utils import Database

from linkcrawler.errors import DatabaseBusyError, DatabaseError
from linkcrawler.store.schema import APPLICATION_ID, VERSION, migrations

BUSY_TIMEOUT_S = 30

StorageError = sqlite3.OperationalError
"""What SQLite raises where the file takes nothing: full, locked, read-only, gone."""

# Source: SQLite, "Database File Format", "The Database Header".
_MAGIC = b"SQLite format 3\x00"
_HEADER_BYTES = 100


def open_database(path: Path) -> Database:
    """Open the database for writing; create it, or bring it up to date, where needed.

    Raises ``DatabaseError`` where the file is not ours, is damaged, is of a newer version or
    can't be written. The file is then left as it was.
    """
    if path.exists():
        _check_file(path)
        _check_whole(path)
    connection = None
    try:
        if not path.exists():
            _make_file(path)
        connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        db = Database(connection)
        if _pragma(connection, "user_version") < VERSION:
            migrations.apply(db)
            connection.execute(f"PRAGMA user_version = {VERSION}")
    except (sqlite3.Error, OSError) as error:
        if connection is not None:
            connection.close()
        raise DatabaseError(f"{path}: the database can't be written ({error})") from error
    return db


def open_reader(path: Path) -> Database:
    """Open an existing database for reading alone; one of an older version is brought up to date.

    Raises ``DatabaseError`` where there is none or it can't be used.
    """
    if not path.exists():
        raise DatabaseError(
            f"{path}: no such database; 'linkcrawler import' or 'linkcrawler verify' makes one"
        )
    _check_file(path)
    if int(_ask(path, "user_version")) < VERSION:
        with hold(path):  # its views lack columns that are asked for
            open_database(path).close()
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


def _make_file(path: Path) -> None:
    """Put an empty database with our mark in place at once: a kill leaves it, or nothing."""
    place = path.resolve()
    draft = place.with_name(f"{place.name}.new")
    draft.unlink(missing_ok=True)
    with closing(sqlite3.connect(draft)) as connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    draft.replace(place)


def _check_file(path: Path) -> None:
    """Refuse what is not a database of ours, before SQLite may touch it."""
    if not path.is_file():
        raise DatabaseError(f"{path}: not a file; a SQLite database is expected")
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER_BYTES)
    except OSError as error:
        raise DatabaseError(f"{path}: the database can't be read ({error})") from error
    if not header:
        raise DatabaseError(
            f"{path}: the file is empty (0 bytes), which no linkcrawler database is; "
            "restore a backup, or delete the file to start anew"
        )
    if not header.startswith(_MAGIC):
        raise DatabaseError(f"{path}: not a SQLite database; name another file with db= or --db")
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise DatabaseError(
            f"{path}: a SQLite database of another program; name another file with db= or --db"
        )
    version = _ask(path, "user_version")
    if int(version) > VERSION:
        raise DatabaseError(
            f"{path}: made by a newer linkcrawler (schema {version}, this one knows {VERSION}); "
            "install the newer version"
        )


def _check_whole(path: Path) -> None:
    """Refuse a damaged database; it reads the file whole, a second or so for a gigabyte."""
    found = _ask(path, "quick_check(1)")
    if found != "ok":
        raise DatabaseError(f"{path}: the database is damaged ({found}); restore a backup")


def _ask(path: Path, pragma: str) -> str:
    """Return the answer of a database that is only read; ``DatabaseError`` if it can't be."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            return str(connection.execute(f"PRAGMA {pragma}").fetchone()[0])
    except sqlite3.OperationalError as error:
        raise DatabaseError(f"{path}: the database can't be read ({error})") from error
    except sqlite3.DatabaseError as error:
        raise DatabaseError(
            f"{path}: the database is damaged ({error}); restore a backup"
        ) from error


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
