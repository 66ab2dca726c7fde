"""What a database may forget: history that nothing builds on any more."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from linkcrawler.states import RunOutcome
from linkcrawler.store.outbox import AlertState
from linkcrawler.store.times import stamp
from linkcrawler.store.writing import writing

# An observation stays while the state stands on it, or may go back to it, or where it is the last
# that saw the link.
_OBSERVATIONS = """
SELECT observation.id FROM observation
WHERE observation.at < :before
  AND NOT EXISTS (SELECT 1 FROM backlink_state AS state
                  WHERE state.backlink_id = observation.backlink_id
                    AND state.observation_id = observation.id)
  AND observation.id NOT IN (SELECT json_extract(state, '$.observation_id') FROM state_before)
  AND observation.id IS NOT (SELECT max(good.id) FROM observation AS good
                             WHERE good.backlink_id = observation.backlink_id
                               AND good.link_state = 'present')
"""
_OWED_ALERTS = ", ".join(
    f"'{state.value}'" for state in (AlertState.HELD, AlertState.PENDING, AlertState.SENDING)
)
# The last run stays, and so does one that is not closed: a run may go on with it. And so does one
# that somebody has still to be told of.
_RUNS = f"""
SELECT id FROM run
WHERE finished_at < :before AND outcome <> '{RunOutcome.RUNNING.value}'
  AND id <> (SELECT max(id) FROM run)
  AND id NOT IN (SELECT run_id FROM outbox WHERE state IN ({_OWED_ALERTS}))
  AND id NOT IN (SELECT run_id FROM alert_hold WHERE settled_by IS NULL)
"""
# What the last list of each name could not use stays: it is what is to be put right.
_REFUSED = """
FROM refused_row WHERE import_id IN (
    SELECT id FROM import WHERE at < :before
        AND id NOT IN (SELECT max(id) FROM import GROUP BY name, source, report))
"""
_GOING = {  # in the order in which they go
    "sighting": "SELECT count(*) FROM sighting WHERE observation_id IN temp.old_observation",
    "observation": "SELECT count(*) FROM temp.old_observation",
    "event": "SELECT count(*) FROM event WHERE run_id IN temp.old_run",
    "outbox": "SELECT count(*) FROM outbox WHERE run_id IN temp.old_run",
    "alert_hold": "SELECT count(*) FROM alert_hold WHERE run_id IN temp.old_run",
    "run": "SELECT count(*) FROM temp.old_run",
    "robots": "SELECT count(*) FROM robots WHERE fetched_at < :before",
    "refused_row": f"SELECT count(*) {_REFUSED}",
}
_DELETES = {
    "sighting": "DELETE FROM sighting WHERE observation_id IN temp.old_observation",
    "observation": "DELETE FROM observation WHERE id IN temp.old_observation",
    "event": "DELETE FROM event WHERE run_id IN temp.old_run",
    "outbox": "DELETE FROM outbox WHERE run_id IN temp.old_run",
    "alert_hold": "DELETE FROM alert_hold WHERE run_id IN temp.old_run",
    "run": "DELETE FROM run WHERE id IN temp.old_run",
    "robots": "DELETE FROM robots WHERE fetched_at < :before",
    "refused_row": f"DELETE {_REFUSED}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """What of a table goes, or went."""

    table: str
    rows: int
    of: int
    """Rows of the table before."""

    size_bytes: int
    """About what the rows take."""


def find_prunable(db: Database, before: datetime) -> list[Pruned]:
    """Return what is older than ``before`` and may go; nothing is changed."""
    _mark(db, before)
    sizes = table_sizes(db.conn)
    found = []
    for table, sql in _GOING.items():
        rows = _one(db, sql, before)
        total = _one(db, f"SELECT count(*) FROM {table}", before)
        size = round(sizes.get(table, 0) * rows / total) if total else 0
        found.append(Pruned(table=table, rows=rows, of=total, size_bytes=size))
    return found


def prune(db: Database, before: datetime) -> list[Pruned]:
    """Delete what ``find_prunable`` finds, in one transaction, and return it."""
    with writing(db):
        found = find_prunable(db, before)
        for sql in _DELETES.values():
            db.conn.execute(sql, {"before": stamp(before)})
    return found


def shrink(db: Database) -> None:
    """Give the room of what was deleted back to the disk; it takes the file's size meanwhile."""
    db.conn.execute("VACUUM")
    db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def table_sizes(connection: sqlite3.Connection) -> dict[str, int]:
    """Return about how many bytes each table takes, greatest first.

    Indexes are in it where SQLite was built to tell; else it is the bytes of the values.
    """
    try:
        rows = connection.execute(
            "SELECT coalesce(master.tbl_name, stat.name), sum(stat.pgsize) FROM dbstat AS stat"
            " LEFT JOIN sqlite_master AS master ON master.name = stat.name"
            " WHERE stat.aggregate = 1 GROUP BY 1"
        ).fetchall()
    except sqlite3.OperationalError:
        rows = [(name, _value_bytes(connection, name)) for name in _tables(connection)]
    ordered = sorted(rows, key=lambda row: (-int(row[1]), str(row[0])))
    return {str(name): int(size) for name, size in ordered}


def _tables(connection: sqlite3.Connection) -> list[str]:
    sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite^_%'"
    return [row[0] for row in connection.execute(f"{sql} ESCAPE '^'")]


def _value_bytes(connection: sqlite3.Connection, table: str) -> int:
    columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
    of_row = "+".join(f'coalesce(length(CAST("{name}" AS BLOB)), 0) + 1' for name in columns)
    return int(
        connection.execute(f'SELECT coalesce(sum({of_row}), 0) FROM "{table}"').fetchone()[0]
    )


def _mark(db: Database, before: datetime) -> None:
    for name, sql in (("old_observation", _OBSERVATIONS), ("old_run", _RUNS)):
        db.conn.execute(f"CREATE TEMP TABLE IF NOT EXISTS {name} (id INTEGER PRIMARY KEY)")
        db.conn.execute(f"DELETE FROM temp.{name}")
        db.conn.execute(f"INSERT INTO temp.{name} {sql}", {"before": stamp(before)})


def _one(db: Database, sql: str, before: datetime) -> int:
    return int(db.conn.execute(sql, {"before": stamp(before)}).fetchone()[0])
