"""What a look into the database tells of its health; nothing is changed, nothing is made."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from linkcrawler.database import hold
from linkcrawler.errors import DatabaseBusyError, DatabaseError
from linkcrawler.states import RunCause
from linkcrawler.store.opening import check_fit, connect_reading
from linkcrawler.store.pruning import table_sizes
from linkcrawler.store.schema import VERSION
from linkcrawler.store.times import stamp

SQLITE_VERSION = sqlite3.sqlite_version

_CAUSES_SINCE = 6
"""Version of the schema in which runs have a cause; an older one is examined as it is."""

LONG_UNKNOWN = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRun:
    """The run that was begun last."""

    id: int
    outcome: str
    started_at: str
    finished_at: str | None
    pages: int
    cause: RunCause | None = None
    """What was wrong with it; ``None``: nothing that is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """The database as it stands."""

    version: int
    knows: int = VERSION
    """The version that this linkcrawler makes."""

    size_bytes: int
    wal_bytes: int
    free_bytes: int
    """Room in the file that nothing takes."""

    tables: dict[str, int] = field(default_factory=dict)
    """About the bytes of each table, greatest first."""

    backlinks: int
    most_backlinks: int
    """Of one run; there were never fewer than that, for a backlink is never deleted."""

    long_unknown: int
    """Backlinks that are unknown, and were last seen, or first looked for, that long ago."""

    unknown_since: str | None
    last_run: LastRun | None
    is_held: bool
    """A run is going on."""


def examine(path: Path, now: datetime) -> Health:
    """Look into the database; raises ``DatabaseError`` where it can't be used, and says why."""
    check_fit(path)
    try:
        with closing(connect_reading(path)) as connection:
            return _examine(connection, path, now)
    except sqlite3.Error as error:
        raise DatabaseError(f"{path}: the database can't be read ({error})") from error


def _examine(connection: sqlite3.Connection, path: Path, now: datetime) -> Health:
    def row(sql: str, values: Sequence[object] = ()) -> tuple[object, ...] | None:
        found: tuple[object, ...] | None = connection.execute(sql, values).fetchone()
        return found

    def number(sql: str) -> int:
        return int(connection.execute(sql).fetchone()[0])

    since = "coalesce(last_present_at, first_checked_at)"
    unknown = row(
        f"SELECT count(*), min({since}) FROM backlink_state"
        f" WHERE link_state = 'unknown' AND {since} < ?",
        [stamp(now - LONG_UNKNOWN)],
    )
    is_old = number("PRAGMA user_version") < _CAUSES_SINCE
    cause = "NULL" if is_old else "cause"
    last = row(
        f"SELECT id, outcome, started_at, finished_at, pages, {cause} FROM run ORDER BY id DESC"
    )
    wal = Path(f"{path}-wal")
    return Health(
        version=number("PRAGMA user_version"),
        size_bytes=path.stat().st_size,
        wal_bytes=wal.stat().st_size if wal.exists() else 0,
        free_bytes=number("PRAGMA freelist_count") * number("PRAGMA page_size"),
        tables=table_sizes(connection),
        backlinks=number("SELECT count(*) FROM backlink"),
        most_backlinks=number("SELECT coalesce(max(backlinks), 0) FROM run"),
        long_unknown=int(str(unknown[0])) if unknown else 0,
        unknown_since=str(unknown[1]) if unknown and unknown[1] else None,
        last_run=LastRun(
            id=int(str(last[0])),
            outcome=str(last[1]),
            started_at=str(last[2]),
            finished_at=str(last[3]) if last[3] else None,
            pages=int(str(last[4])),
            cause=RunCause(str(last[5])) if last[5] else None,
        )
        if last
        else None,
        is_held=_is_held(path),
    )


def _is_held(path: Path) -> bool:
    """Tell whether a run holds the database; it is let go of before a start notices."""
    if not Path(f"{path}.lock").exists():
        return False
    try:
        with hold(path):
            return False
    except DatabaseBusyError:
        return True
    except DatabaseError:  # the lock is another user's, or nothing can be written here
        return False
