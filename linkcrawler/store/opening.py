"""Opening the database: ours, whole, of a version we know, and held by one run at a time."""

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from linkcrawler.database import hold
from linkcrawler.errors import DatabaseBusyError, DatabaseError
from linkcrawler.store.copying import copy_whole
from linkcrawler.store.schema import APPLICATION_ID, VERSION, migrations

BUSY_TIMEOUT_S = 30
StorageError = sqlite3.OperationalError
"""What SQLite raises where the file takes nothing: full, locked, read-only, gone."""

AnyDatabaseError = sqlite3.Error
"""Whatever SQLite raises."""

# Source: SQLite, "Database File Format", "The Database Header".
_MAGIC = b"SQLite format 3\x00"
_HEADER_BYTES = 100

_MOST_WAL_BYTES = 64 << 20
"""What the -wal keeps of the disk once it is emptied: a list of millions of rows fills gigabytes.

Source: SQLite, "PRAGMA journal_size_limit".
"""

_ADVICE = "restore a backup"


def open_database(path: Path) -> Database:
    """Open the database for writing; create it, or bring it up to date, where needed.

    Raises ``DatabaseError`` where the file is not ours, is damaged, is of a newer version or
    can't be written. The file is then left as it was.
    """
    if path.exists():
        check_fit(path)
    connection = None
    try:
        if not path.exists():
            _make_file(path)
        connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA journal_size_limit = {_MOST_WAL_BYTES}")
        db = Database(connection)
        version = _pragma(connection, "user_version")
        if version < VERSION:
            _migrate(db, path, version)
        else:
            _prove_writable(connection)
    except (sqlite3.Error, OSError) as error:
        if connection is not None:
            connection.close()
        raise DatabaseError(f"{path}: the database can't be written ({error})") from error
    return db


def check_fit(path: Path) -> None:
    """Raise ``DatabaseError`` unless the file is ours, whole, and of a version that we know."""
    _check_file(path)
    _check_whole(path)


def open_reader(path: Path) -> Database:
    """Open an existing database for reading alone; one of an older version is brought up to date.

    Raises ``DatabaseError`` where there is none or it can't be used.
    """
    if not path.exists():
        raise DatabaseError(
            f"{path}: no such database; 'linkcrawler import' or 'linkcrawler verify' makes one"
        )
    _check_file(path)
    version = int(_ask(path, "user_version"))
    if version < VERSION:
        try:
            with hold(path):  # its views lack columns that are asked for
                open_database(path).close()
        except DatabaseBusyError:
            raise
        except DatabaseError as error:
            raise DatabaseError(
                f"{path}: made by an older linkcrawler (schema {version}, this one knows {VERSION})"
                f" and can't be brought up to date: {error}"
            ) from error
    try:
        connection = connect_reading(path)
    except sqlite3.Error as error:
        raise DatabaseError(f"{path}: the database can't be read ({error})") from error
    return Database(connection)


def open_beside(path: Path) -> Database:
    """Open for reading a database that this process has open for writing already.

    Its file must not be opened by anything but SQLite now: closing that would let go of the locks
    of this process, and the next reader that ends would take the WAL away from under the writer.
    Source: SQLite, "How To Corrupt An SQLite Database File", 2.2.
    """
    return Database(connect_reading(path))


def connect_reading(path: Path) -> sqlite3.Connection:
    """Connect for reading alone, also where the folder takes no file beside the database.

    Raises ``sqlite3.Error``. A database in WAL mode wants to make its files anew where they are
    gone. Where it can't, and there is no WAL, nothing can be writing, so the file is read alone.
    Source: SQLite, "Write-Ahead Logging", "Read-Only Databases".
    """
    address = f"{path.resolve().as_uri()}?mode=ro"
    connection = _connect_uri(address)
    try:
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        connection.close()
        if _size(Path(f"{path}-wal")) or _takes_files(path.parent):
            raise
        connection = _connect_uri(f"{address}&immutable=1")
    return connection


def _connect_uri(address: str) -> sqlite3.Connection:
    return sqlite3.connect(address, uri=True, timeout=BUSY_TIMEOUT_S, check_same_thread=False)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _takes_files(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def backup_name(path: Path, version: int) -> Path:
    """Return where the database as it was before a migration is kept."""
    return path.with_name(f"{path.name}.before-{version}")


def _migrate(db: Database, path: Path, version: int) -> None:
    """Bring the tables up to date in one transaction, after a copy where there is something."""
    if version and db.execute("SELECT EXISTS (SELECT 1 FROM backlink)").fetchone()[0]:
        keep = backup_name(path, VERSION)
        copy_whole(db.conn, keep)
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        migrations.apply(db)
        db.conn.execute(f"PRAGMA user_version = {VERSION}")
        db.conn.execute("COMMIT")
    except BaseException:
        db.rollback()
        raise


def _prove_writable(connection: sqlite3.Connection) -> None:
    """Write a page as it is: what takes nothing has to say so before the first request."""
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")


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
        raise DatabaseError(f"{path}: the database is damaged ({found}); {_ADVICE}")
    if _size(Path(f"{path}-wal")) and not _is_own_wal(path):
        raise DatabaseError(
            f"{path}: the file {path.name}-wal beside it is of another database; move it away,"
            " or restore a backup"
        )


def _is_own_wal(path: Path) -> bool:
    """Tell whether the WAL goes on from the file; SQLite takes any, whole or in parts.

    The file without its WAL is older, so the WAL's rows go on from its rows. Where the file can't
    be read by itself, as after a checkpoint that was cut short, nothing is said against the WAL.
    """
    questions = (
        "SELECT at || name FROM import ORDER BY id LIMIT 1",
        "SELECT url FROM page ORDER BY id LIMIT 1",
        "SELECT added_at FROM backlink ORDER BY id LIMIT 1",
    )
    address = f"{path.resolve().as_uri()}?mode=ro"
    try:
        with (
            closing(_connect_uri(f"{address}&immutable=1")) as alone,
            closing(_connect_uri(address)) as both,
        ):
            for question in questions:
                before = alone.execute(question).fetchone()
                if before is not None and before != both.execute(question).fetchone():
                    return False
    except sqlite3.Error:
        return True
    return True


def _ask(path: Path, pragma: str) -> str:
    """Return the answer of a database that is only read; ``DatabaseError`` if it can't be."""
    try:
        with closing(connect_reading(path)) as connection:
            return str(connection.execute(f"PRAGMA {pragma}").fetchone()[0])
    except sqlite3.OperationalError as error:
        raise DatabaseError(f"{path}: the database can't be read ({error})") from error
    except sqlite3.DatabaseError as error:
        raise DatabaseError(f"{path}: the database is damaged ({error}); {_ADVICE}") from error


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
