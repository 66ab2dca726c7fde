"""Merging what a crawl elsewhere made of a shard, by the one process that writes the database.

A page is merged while the ledger owes it, and struck off in the same transaction. So a shard that
is merged twice changes nothing, and one whose merging was cut off is gone on with.
"""

from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from sqlite_utils import Database

from linkcrawler.errors import DatabaseError
from linkcrawler.states import RunCause, RunOutcome
from linkcrawler.store.due import unanswered
from linkcrawler.store.opening import AnyDatabaseError, check_fit, open_database
from linkcrawler.store.runs import cause_of
from linkcrawler.store.undo import columns_of, keep_replaced, take_back_all
from linkcrawler.store.writing import writing

PAGES_AT_ONCE = 20_000
"""Of one transaction; a few seconds."""

_OF_PAGES = ("page_look", "reading", "page_trait")
_OF_PAGE = (
    "next_check_at",
    "urgent",
    "first_checked_at",
    "checked_at",
    "changed_at",
    "changes",
)
_CHOSEN_PAGES = "(SELECT page_id FROM temp.merged_page)"
_CHOSEN = "(SELECT backlink_id FROM temp.merged_backlink)"


@dataclass(slots=True)
class Merged:
    """What a shard came to."""

    pages: int = 0
    """Pages that were merged now."""

    left: int = 0
    """Pages of the shard that are owed still."""

    states: Counter[str] = field(default_factory=Counter)
    """Answers of the run that are new in the database, by link state."""

    cause: RunCause | None = None
    """Why the shard's crawl can't be trusted, so that it made no state worse."""


def merge_shard(
    db: Database,
    shard: Path,
    run_id: int,
    *,
    takes_doubtful: bool = True,
    pages_at_once: int = PAGES_AT_ONCE,
) -> Merged:
    """Take the answers of a shard into the database that it was cut from; safe to do twice.

    Of a crawl that can't be trusted nothing is taken unless ``takes_doubtful``: then what it saw
    is, all else stays as it was before, and its pages are due at once.

    Raises ``DatabaseError`` where the shard is damaged or not of this run; nothing of it is taken
    then. ``sqlite3.Error`` where the database takes nothing.
    """
    merged = Merged(cause=_settle(shard, run_id))
    if merged.cause is not None and not takes_doubtful:
        return merged
    db.conn.execute("ATTACH ? AS shard", [str(shard)])
    try:
        for name, key in (("merged_page", "page_id"), ("merged_backlink", "backlink_id")):
            db.conn.execute(f"CREATE TEMP TABLE {name} ({key} INTEGER PRIMARY KEY)")
        db.conn.execute("CREATE TEMP TABLE renumbered (old INTEGER PRIMARY KEY, new INTEGER)")
        _merge_sites(db)
        pages = _pages_of(db, is_over=merged.cause is not None)
        for first in range(0, len(pages), pages_at_once):
            batch = pages[first : first + pages_at_once]
            with writing(db):
                _merge_pages(db, run_id, batch)
                _strike(db, run_id, is_over=merged.cause is not None)
                merged.states.update(_states(db, run_id))
            merged.pages += len(batch)
        merged.left = int(
            db.execute(
                "SELECT count(*) FROM shard.owed JOIN main.owed USING (domain_id, page_id)"
            ).fetchone()[0]
        )
    finally:
        for name in ("merged_page", "merged_backlink", "renumbered"):
            db.conn.execute(f"DROP TABLE IF EXISTS temp.{name}")
        db.conn.execute("DETACH shard")
    return merged


def _settle(shard: Path, run_id: int) -> RunCause | None:
    """Return why a shard that is over can't be trusted; one that ended in doubt asks again."""
    check_fit(shard)
    try:
        with closing(open_database(shard)) as db:
            found = db.execute("SELECT id, outcome FROM run ORDER BY id DESC LIMIT 1").fetchone()
            if found is None or found[0] != run_id:
                raise DatabaseError(f"{shard}: a shard of another run, so it is not merged")
            cause = cause_of(db, run_id)
            if found[1] == RunOutcome.UNHEALTHY:
                return cause or RunCause.INTERNAL
            if found[1] in (RunOutcome.RUNNING, RunOutcome.INTERRUPTED) and cause is not None:
                with writing(db):
                    take_back_all(db, run_id)
            db.conn.execute("PRAGMA journal_mode = DELETE")  # it is attached for reading alone
    except AnyDatabaseError as error:
        raise DatabaseError(f"{shard}: the shard can't be read ({error})") from error
    return None


def _pages_of(db: Database, *, is_over: bool) -> list[int]:
    """Return the pages of the shard that are owed here, and not by the shard's own crawl."""
    answered = "" if is_over else " AND page.id NOT IN (SELECT page_id FROM shard.owed)"
    rows = db.execute(
        "SELECT page.id FROM shard.page JOIN main.page AS here"
        " ON here.id = page.id AND here.url = page.url JOIN main.owed"
        " ON owed.domain_id = here.domain_id AND owed.page_id = here.id"
        f" WHERE true{answered} ORDER BY page.id"
    )
    return [page_id for (page_id,) in rows.fetchall()]


def _merge_pages(db: Database, run_id: int, page_ids: list[int]) -> None:
    for name in ("merged_page", "merged_backlink", "renumbered"):
        db.execute(f"DELETE FROM temp.{name}")
    db.conn.executemany("INSERT INTO merged_page VALUES (?)", [(each,) for each in page_ids])
    db.execute(
        "INSERT INTO merged_backlink SELECT id FROM shard.backlink"
        f" WHERE page_id IN {_CHOSEN_PAGES}"
    )
    keep_replaced(db, run_id)
    _forget_part(db, run_id)
    _copy_observations(db, run_id)
    _copy_states(db)
    for table in _OF_PAGES:
        _replace(db, table, "page_id", _CHOSEN_PAGES)
    here = ", ".join(_OF_PAGE)
    there = ", ".join(f"there.{name}" for name in _OF_PAGE)
    db.execute(
        f"UPDATE main.page SET ({here}) = (SELECT {there} FROM shard.page AS there"
        f" WHERE there.id = main.page.id) WHERE id IN {_CHOSEN_PAGES}"
    )


def _forget_part(db: Database, run_id: int) -> None:
    """Forget what the run said of these pages before they were cut out: the shard holds it too."""
    partly = (
        f"SELECT backlink_id FROM main.backlink_state WHERE run_id = ? AND backlink_id IN {_CHOSEN}"
    )
    if db.execute(f"SELECT EXISTS ({partly})", [run_id]).fetchone()[0]:
        observations = (
            f"SELECT id FROM main.observation WHERE run_id = ? AND backlink_id IN ({partly})"
        )
        values = [run_id, run_id]
        db.execute(f"DELETE FROM main.sighting WHERE observation_id IN ({observations})", values)
        db.execute(f"DELETE FROM main.observation WHERE id IN ({observations})", values)
        db.execute(f"DELETE FROM main.event WHERE run_id = ? AND backlink_id IN ({partly})", values)


def _copy_observations(db: Database, run_id: int) -> None:
    """Copy what the run observed under numbers of this database, and the events in their order."""
    db.execute(
        "INSERT INTO renumbered SELECT observation.id,"
        " (SELECT coalesce(max(id), 0) FROM main.observation)"
        " + row_number() OVER (ORDER BY observation.id)"
        " FROM merged_backlink CROSS JOIN shard.observation USING (backlink_id)"
        " WHERE observation.run_id = ?",
        [run_id],
    )
    names = [name for name in columns_of(db, "observation") if name != "id"]
    db.execute(
        f"INSERT INTO main.observation (id, {', '.join(names)})"
        f" SELECT renumbered.new, {', '.join(f'seen.{name}' for name in names)}"
        " FROM renumbered JOIN shard.observation AS seen ON seen.id = renumbered.old"
    )
    names = [name for name in columns_of(db, "sighting") if name != "observation_id"]
    db.execute(
        f"INSERT INTO main.sighting (observation_id, {', '.join(names)})"
        f" SELECT renumbered.new, {', '.join(f'seen.{name}' for name in names)}"
        " FROM renumbered JOIN shard.sighting AS seen ON seen.observation_id = renumbered.old"
    )
    names = [name for name in columns_of(db, "event") if name != "id"]
    db.execute(
        f"INSERT INTO main.event ({', '.join(names)}) SELECT {', '.join(names)} FROM shard.event"
        f" WHERE run_id = ? AND backlink_id IN {_CHOSEN} ORDER BY id",
        [run_id],
    )


def _copy_states(db: Database) -> None:
    names = [name for name in columns_of(db, "backlink_state") if name != "observation_id"]
    db.execute(
        f"DELETE FROM main.backlink_state WHERE backlink_id IN {_CHOSEN}"
        " AND backlink_id NOT IN (SELECT backlink_id FROM shard.backlink_state)"
    )
    db.execute(
        f"INSERT OR REPLACE INTO main.backlink_state ({', '.join(names)}, observation_id)"
        f" SELECT {', '.join(f'state.{name}' for name in names)},"
        " coalesce(renumbered.new, state.observation_id) FROM merged_backlink"
        " CROSS JOIN shard.backlink_state AS state USING (backlink_id)"
        " LEFT JOIN renumbered ON renumbered.old = state.observation_id"
    )


def _replace(db: Database, table: str, key: str, chosen: str) -> None:
    names = ", ".join(columns_of(db, table))
    db.execute(
        f"DELETE FROM main.{table} WHERE {key} IN {chosen}"
        f" AND {key} NOT IN (SELECT {key} FROM shard.{table})"
    )
    db.execute(
        f"INSERT OR REPLACE INTO main.{table} ({names})"
        f" SELECT {names} FROM shard.{table} WHERE {key} IN {chosen}"
    )


def _merge_sites(db: Database) -> None:
    """Take what is newer of robots.txt and of distrust; several shards may know of an origin."""
    with writing(db):
        for table, time in (("robots", "fetched_at"), ("distrusted", "at")):
            names = ", ".join(columns_of(db, table))
            db.execute(
                f"INSERT OR REPLACE INTO main.{table} ({names}) SELECT {names}"
                f" FROM shard.{table} AS there WHERE NOT EXISTS (SELECT 1 FROM main.{table} AS here"
                f" WHERE here.origin = there.origin AND here.{time} >= there.{time})"
            )


def _strike(db: Database, run_id: int, *, is_over: bool) -> None:
    """Strike the pages off; one that got another backlink meanwhile stays, for that."""
    answered = "" if is_over else f" AND NOT {unanswered('owed.page_id')}"
    db.execute(
        "DELETE FROM main.owed WHERE (domain_id, page_id) IN (SELECT page.domain_id, page.id"
        f" FROM merged_page JOIN main.page ON page.id = merged_page.page_id){answered}",
        {"run": run_id},
    )


def _states(db: Database, run_id: int) -> dict[str, int]:
    return dict(
        db.execute(
            "SELECT state.link_state, count(*) FROM merged_backlink"
            " JOIN main.backlink_state AS state USING (backlink_id)"
            " WHERE state.run_id = ? GROUP BY 1",
            [run_id],
        ).fetchall()
    )
