"""Cutting a part of a run out of the database, as a database of its own that a crawl works through.

It holds the pages that are owed and what is known of them, under the same numbers, and the run as
one that was interrupted: a crawl that is started on it goes on with that run.
"""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from linkcrawler.states import LinkState, PageState, Reason, RunOutcome
from linkcrawler.store.copying import copy_whole
from linkcrawler.store.opening import connect_reading, open_database
from linkcrawler.store.runs import RESUME_WITHIN
from linkcrawler.store.times import read_stamp, stamp
from linkcrawler.store.undo import columns_of
from linkcrawler.store.writing import writing
from linkcrawler.urls import parse_web

_RUNS_BEFORE = 3
"""Runs whose causes a run looks back at."""

_OF_PAGES = ("page_look", "reading", "page_trait", "look_before")
_OF_BACKLINKS = ("backlink_state", "agreement", "state_before")
_PAGES = "(SELECT id FROM main.page)"
_BACKLINKS = "(SELECT id FROM main.backlink)"


def owed_domains(db: Database) -> list[tuple[int, int, int]]:
    """Return (domain id, owed pages, their backlinks) of each domain that is owed an answer."""
    return list(
        db.execute(
            "SELECT owed.domain_id, count(DISTINCT owed.page_id), count(*) FROM owed"
            " JOIN backlink ON backlink.page_id = owed.page_id GROUP BY 1"
        ).fetchall()
    )


def cut_shard(whole: Path, to: Path, run_id: int, domain_ids: Iterable[int], now: datetime) -> None:
    """Write what a run owes of some domains into a new database; the whole one stays as it is.

    Raises ``DatabaseError`` or ``sqlite3.Error`` where it can't be written.
    """
    with closing(open_database(to)) as db:
        db.conn.execute("PRAGMA synchronous = OFF")  # cut anew after a power failure
        db.conn.create_function("origin_of", 1, _origin, deterministic=True)
        db.conn.execute("ATTACH ? AS whole", [str(whole)])
        db.conn.execute("CREATE TEMP TABLE chosen (domain_id INTEGER PRIMARY KEY)")
        with writing(db):
            db.conn.executemany("INSERT INTO chosen VALUES (?)", ((each,) for each in domain_ids))
            _copy_ledger(db)
            _copy_known(db, run_id)
            _copy_run(db, run_id, now)
            _begin_observations(db, now)
        db.conn.execute("DETACH whole")
        db.conn.execute("PRAGMA journal_mode = DELETE")  # one file, that can be sent


def _copy_ledger(db: Database) -> None:
    _copy(db, "owed", "domain_id IN (SELECT domain_id FROM temp.chosen)")
    _copy(db, "domain", "id IN (SELECT domain_id FROM temp.chosen)")
    _copy(db, "page", "id IN (SELECT page_id FROM main.owed)")
    _copy(db, "backlink", f"page_id IN {_PAGES}")
    _copy(db, "target", "id IN (SELECT target_id FROM main.backlink)")


def _copy_known(db: Database, run_id: int) -> None:
    for table in _OF_PAGES:
        _copy(db, table, f"page_id IN {_PAGES}")
    for table in _OF_BACKLINKS:
        _copy(db, table, f"backlink_id IN {_BACKLINKS}")
    _copy(db, "import", "id IN (SELECT import_id FROM main.agreement)")
    _copy(db, "distrusted", "true")
    _copy(db, "robots", "origin IN (SELECT DISTINCT origin_of(url) FROM main.page)")
    # Of pages that the run has answered in part, what it has said so far.
    partly = f"(SELECT backlink_id FROM main.backlink_state WHERE run_id = {run_id:d})"
    _copy(db, "observation", f"backlink_id IN {partly} AND run_id = {run_id:d}")
    _copy(db, "sighting", "observation_id IN (SELECT id FROM main.observation)")
    _copy(db, "event", f"backlink_id IN {partly} AND run_id = {run_id:d}")


def _copy_run(db: Database, run_id: int, now: datetime) -> None:
    _copy(db, "run", f"id BETWEEN {run_id - _RUNS_BEFORE:d} AND {run_id:d}")
    db.execute(
        "UPDATE main.run SET outcome = ?, finished_at = NULL, cause = NULL WHERE id = ?",
        [RunOutcome.INTERRUPTED.value, run_id],
    )
    began = db.execute("SELECT started_at FROM main.run WHERE id = ?", [run_id]).fetchone()[0]
    if now - (read_stamp(began) or now) > RESUME_WITHIN / 2:
        # A run of many shards may last longer than one that was interrupted is gone on with.
        db.execute("UPDATE main.run SET started_at = ? WHERE id = ?", [stamp(now), run_id])


def _begin_observations(db: Database, now: datetime) -> None:
    """Let new observations be numbered above those of the whole, which the states name."""
    db.execute(
        "INSERT OR IGNORE INTO main.observation"
        " (id, backlink_id, run_id, at, page_state, link_state, reason)"
        " SELECT (SELECT max(id) FROM whole.observation), min(id), 0, ?, ?, ?, ?"
        " FROM main.backlink HAVING (SELECT max(id) FROM whole.observation) > 0",
        [stamp(now), PageState.OK, LinkState.UNKNOWN, Reason.NOT_ANSWERED],
    )


def _copy(db: Database, table: str, where: str) -> None:
    names = ", ".join(f'"{name}"' for name in columns_of(db, table))
    db.execute(
        f'INSERT INTO main."{table}" ({names}) SELECT {names} FROM whole."{table}" WHERE {where}'
    )


def _origin(url: str) -> str | None:
    address = parse_web(url)
    return address.origin if address else None


@contextmanager
def reading_shard(path: Path) -> Iterator["ShardProgress"]:
    """Follow a shard that another process works on."""
    with closing(connect_reading(path)) as connection:
        yield ShardProgress(Database(connection))


class ShardProgress:
    """How far a shard is."""

    def __init__(self, db: Database) -> None:
        self._db = db

    @property
    def owes(self) -> bool:
        """Tell whether there is anything left to do."""
        return bool(self._db.execute("SELECT EXISTS (SELECT 1 FROM owed)").fetchone()[0])

    def states(self) -> dict[str, int]:
        """Return the answers so far, by link state."""
        return dict(
            self._db.execute(
                "SELECT link_state, count(*) FROM backlink_state"
                " WHERE run_id = (SELECT max(id) FROM run) GROUP BY 1"
            ).fetchall()
        )

    def copy_to(self, path: Path) -> None:
        """Write the shard as of this moment into one file; raises ``DatabaseError``."""
        copy_whole(self._db.conn, path)
