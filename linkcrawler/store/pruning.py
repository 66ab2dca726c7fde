"""What a database may forget: history that nothing builds on any more."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from linkcrawler.states import RunOutcome
from linkcrawler.store.times import stamp

# An observation stays while the state stands on it, or where it is the last that saw the link.
_OBSERVATIONS = """
SELECT observation.id FROM observation
WHERE observation.at < :before
  AND NOT EXISTS (SELECT 1 FROM backlink_state AS state
                  WHERE state.backlink_id = observation.backlink_id
                    AND state.observation_id = observation.id)
  AND observation.id IS NOT (SELECT max(good.id) FROM observation AS good
                             WHERE good.backlink_id = observation.backlink_id
                               AND good.link_state = 'present')
"""
# The last run stays, and so does one that is not closed: a run may go on with it.
_RUNS = f"""
SELECT id FROM run
WHERE finished_at < :before AND outcome <> '{RunOutcome.RUNNING.value}'
  AND id <> (SELECT max(id) FROM run)
"""
_GOING = {  # in the order in which they go
    "sighting": "SELECT count(*) FROM sighting WHERE observation_id IN temp.old_observation",
    "observation": "SELECT count(*) FROM temp.old_observation",
    "event": "SELECT count(*) FROM event WHERE run_id IN temp.old_run",
    "run": "SELECT count(*) FROM temp.old_run",
    "robots": "SELECT count(*) FROM robots WHERE fetched_at < :before",
}
_DELETES = {
    "sighting": "DELETE FROM sighting WHERE observation_id IN temp.old_observation",
    "observation": "DELETE FROM observation WHERE id IN temp.old_observation",
    "event": "DELETE FROM event WHERE run_id IN temp.old_run",
    "run": "DELETE FROM run WHERE id IN temp.old_run",
    "robots": "DELETE FROM robots WHERE fetched_at < :before",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """What of a table goes, or went."""

    table: str
    rows: int
    of: int
    """Rows of the table before."""

    size_bytes: int | None
    """About what the rows take; ``None``: this SQLite can't tell."""


def find_prunable(db: Database, before: datetime) -> list[Pruned]:
    """Return what is older than ``before`` and may go; nothing is changed."""
    _mark(db, before)
    sizes = table_sizes(db.conn) or {}
    found = []
    for table, sql in _GOING.items():
        rows = _one(db, sql, before)
        total = _one(db, f"SELECT count(*) FROM {table}", before)
        size = round(sizes[table] * rows / total) if table in sizes and total else None
        found.append(Pruned(table=table, rows=rows, of=total, size_bytes=0 if rows == 0 else size))
    return found


def prune(db: Database, before: datetime) -> list[Pruned]:
    """Delete what ``find_prunable`` finds, in one transaction, and return it."""
    with db.atomic():
        found = find_prunable(db, before)
        for sql in _DELETES.values():
            db.conn.execute(sql, {"before": stamp(before)})
    return found


def shrink(db: Database) -> None:
    """Give the room of what was deleted back to the disk; it takes the file's size meanwhile."""
    db.conn.execute("VACUUM")
    db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def table_sizes(connection: sqlite3.Connection) -> dict[str, int] | None:
    """Return bytes by table, indexes included, greatest first; ``None``: this SQLite can't tell."""
    try:
        rows = connection.execute(
            "SELECT coalesce(master.tbl_name, stat.name), sum(stat.pgsize) FROM dbstat AS stat"
            " LEFT JOIN sqlite_master AS master ON master.name = stat.name"
            " WHERE stat.aggregate GROUP BY 1 ORDER BY 2 DESC, 1"
        ).fetchall()
    except sqlite3.OperationalError:  # the table is an option of SQLite's build
        return None
    return {str(name): int(size) for name, size in rows}


def _mark(db: Database, before: datetime) -> None:
    for name, sql in (("old_observation", _OBSERVATIONS), ("old_run", _RUNS)):
        db.conn.execute(f"CREATE TEMP TABLE IF NOT EXISTS {name} (id INTEGER PRIMARY KEY)")
        db.conn.execute(f"DELETE FROM temp.{name}")
        db.conn.execute(f"INSERT INTO temp.{name} {sql}", {"before": stamp(before)})


def _one(db: Database, sql: str, before: datetime) -> int:
    return int(db.conn.execute(sql, {"before": stamp(before)}).fetchone()[0])
