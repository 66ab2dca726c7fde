"""What a run worsens is kept as it was before, until the run is known to be healthy.

The rows of before are written in the transaction that overwrites them, so a kill at any moment
leaves either both or neither, and the run that goes on can still go back.
"""

from collections.abc import Iterable, Sequence

from sqlite_utils import Database

from linkcrawler.judge.confirm import AFTER_DOUBT
from linkcrawler.models import Check, Look
from linkcrawler.states import LinkState
from linkcrawler.store.due import unanswered

_OF_PAGE = ("first_checked_at", "checked_at", "changed_at", "changes", "urgent")
"""What is kept of the page itself; when it falls due again is set anew."""


class StatesBefore:
    """Keeps the states that a run overwrites."""

    def __init__(self, db: Database, run_id: int) -> None:
        self._db = db
        self._run_id = run_id
        self._keep_state = _keeping(db, "state_before", "state", "backlink_state", "backlink_id")
        look = _as_json(db, "page_look", "page_look")
        page = ", ".join(f"'{name}', page.{name}" for name in _OF_PAGE)
        self._keep_look = (
            "INSERT OR IGNORE INTO look_before (page_id, run_id, look, page)"
            f" SELECT page_look.page_id, :run, {look}, json_object({page}) FROM page_look"
            " JOIN page ON page.id = page_look.page_id"
            " WHERE page_look.page_id = :id AND page_look.run_id <> :run"
        )

    def keep(self, looks: Iterable[Look]) -> None:
        """Keep what the looks are about to make worse; in the transaction that does so."""
        states: list[dict[str, int]] = []
        pages: list[dict[str, int]] = []
        for look in looks:
            worse = [check.backlink.id for check in look.checks if _may_worsen(check)]
            states += [{"id": backlink_id, "run": self._run_id} for backlink_id in worse]
            if worse:
                pages.append({"id": look.evidence.page.id, "run": self._run_id})
        self._db.conn.executemany(self._keep_look, pages)
        self._db.conn.executemany(self._keep_state, states)


def _may_worsen(check: Check) -> bool:
    """Tell whether there is a state to go back to, and this look may be worse than it.

    An unknown that stays what it was is left out: old lists are full of them.
    """
    last, verdict = check.backlink.last, check.verdict
    if last is None or verdict.link_state is LinkState.PRESENT:
        return False
    is_same = (last.link_state, last.page_state, last.reason) == (
        verdict.link_state,
        verdict.page_state,
        verdict.reason,
    )
    return not (is_same and verdict.link_state is LinkState.UNKNOWN)


def keep_replaced(db: Database, run_id: int) -> None:
    """Keep what a shard is about to make worse, as ``StatesBefore`` does for looks.

    In the transaction that merges it: ``temp.merged_backlink`` and the schema ``shard`` are there.
    """
    state = _as_json(db, "backlink_state", "state")
    db.execute(
        "INSERT OR IGNORE INTO main.state_before (backlink_id, run_id, state)"
        f" SELECT state.backlink_id, :run, {state} FROM temp.merged_backlink"
        " CROSS JOIN main.backlink_state AS state USING (backlink_id)"
        " JOIN shard.backlink_state AS new USING (backlink_id)"
        f" WHERE state.run_id <> :run AND new.run_id = :run AND {_IS_WORSE}",
        {"run": run_id},
    )
    look = _as_json(db, "page_look", "page_look")
    page = ", ".join(f"'{name}', page.{name}" for name in _OF_PAGE)
    db.execute(
        "INSERT OR IGNORE INTO main.look_before (page_id, run_id, look, page)"
        f" SELECT page_look.page_id, :run, {look}, json_object({page}) FROM main.page_look"
        " JOIN main.page ON page.id = page_look.page_id"
        " WHERE page_look.run_id <> :run AND page_look.page_id IN ("
        "SELECT backlink.page_id FROM temp.merged_backlink"
        " CROSS JOIN shard.backlink ON backlink.id = merged_backlink.backlink_id"
        " JOIN shard.backlink_state AS new ON new.backlink_id = backlink.id"
        " JOIN main.backlink_state AS state ON state.backlink_id = backlink.id"
        f" WHERE new.run_id = :run AND {_IS_WORSE})",
        {"run": run_id},
    )


# The same as ``_may_worsen``, of rows.
_IS_WORSE = (
    "new.link_state <> 'present' AND NOT (new.link_state = 'unknown'"
    " AND (state.link_state, state.page_state, state.reason)"
    " = (new.link_state, new.page_state, new.reason))"
)


def take_back(db: Database, run_id: int, page_ids: Iterable[int]) -> None:
    """Undo what a run answered for these pages, and owe them again.

    The caller has begun a transaction. A first look is forgotten; an unknown that stayed what it
    was counts as not looked at in this run.
    """
    _choose(db, page_ids)
    _take_back_chosen(db, run_id)


def take_back_all(db: Database, run_id: int) -> None:
    """Undo all that a run did not see as present, and owe it again; in a transaction."""
    _choose_doubtful(db, run_id)
    _take_back_chosen(db, run_id)


def _take_back_chosen(db: Database, run_id: int) -> None:
    _restore(db, run_id)
    db.execute(
        "UPDATE backlink_state SET run_id = 0, checks = checks - 1"
        f" WHERE run_id = ? AND checks > 1 AND link_state <> 'present' AND {_CHOSEN}",
        [run_id],
    )
    _forget_first_looks(db, run_id, "link_state <> 'present'")
    # A link found one step on is seen, though its page is in doubt: there is nothing to ask again.
    db.execute(
        "INSERT OR IGNORE INTO owed SELECT page.domain_id, page.id FROM chosen"
        " CROSS JOIN page ON page.id = chosen.page_id"
        f" WHERE {unanswered('page.id')}",
        {"run": run_id},
    )
    db.execute("DROP TABLE chosen")


def undo_run(db: Database, run_id: int) -> None:
    """Let no state be worse for a run that was not healthy; in the transaction that ends it.

    What had no state before keeps an unknown with its reason, and nothing else. All the pages
    of the run fall due at once.
    """
    db.execute(
        "UPDATE page SET next_check_at = NULL"
        " WHERE id IN (SELECT page_id FROM page_look WHERE run_id = ?)"
        " OR id IN (SELECT page_id FROM owed)",
        [run_id],
    )
    _choose_doubtful(db, run_id)
    _restore(db, run_id)
    # A night without a look that tells something: the link may have been back meanwhile.
    db.execute(
        f"UPDATE backlink_state SET rechecks = max(rechecks, ?) WHERE absences > 0 AND {_CHOSEN}",
        [AFTER_DOUBT],
    )
    _forget_first_looks(db, run_id, "link_state NOT IN ('present', 'unknown')")
    db.execute("DROP TABLE chosen")
    forget_robots(db, run_id)


def forget_robots(db: Database, run_id: int) -> None:
    """Forget each robots.txt that a run read: it may be a portal's, or that of a block."""
    db.execute(
        "DELETE FROM robots WHERE fetched_at >= (SELECT started_at FROM run WHERE id = ?)",
        [run_id],
    )


def forget_states(db: Database) -> None:
    """Forget the states of before: the run that changed them is trusted."""
    db.execute("DELETE FROM state_before")
    db.execute("DELETE FROM look_before")


_CHOOSING = "CREATE TEMP TABLE chosen (page_id INTEGER PRIMARY KEY)"
_CHOSEN = (  # from the few that are chosen, and not from the millions that may be
    "backlink_id IN (SELECT backlink.id FROM chosen"
    " CROSS JOIN backlink ON backlink.page_id = chosen.page_id)"
)


def _choose(db: Database, page_ids: Iterable[int]) -> None:
    db.execute(_CHOOSING)
    db.conn.executemany("INSERT OR IGNORE INTO chosen VALUES (?)", [(each,) for each in page_ids])


def _choose_doubtful(db: Database, run_id: int) -> None:
    """Choose all pages of which a run did not see a link as present; they may be millions."""
    db.execute(_CHOOSING)
    db.execute(
        "INSERT OR IGNORE INTO chosen SELECT backlink.page_id FROM backlink_state AS state"
        " JOIN backlink ON backlink.id = state.backlink_id"
        " WHERE state.run_id = ? AND state.link_state <> 'present'",
        [run_id],
    )


def _restore(db: Database, run_id: int) -> None:
    """Put back the rows of before, of the chosen pages; what the run said of them goes."""
    kept = f"SELECT backlink_id FROM state_before WHERE run_id = ? AND {_CHOSEN}"
    _forget_answers(db, run_id, kept)
    _put_back(db, "backlink_state", "state_before", "state", f"run_id = ? AND {_CHOSEN}", run_id)
    looks = "run_id = ? AND page_id IN (SELECT page_id FROM chosen)"
    db.execute(
        "DELETE FROM reading WHERE read_at >= (SELECT started_at FROM run WHERE id = ?)"
        " AND page_id IN (SELECT page_id FROM chosen)",
        [run_id],
    )
    db.execute(
        "DELETE FROM page_trait WHERE page_id IN (SELECT page_look.page_id FROM chosen"
        " CROSS JOIN page_look ON page_look.page_id = chosen.page_id"
        " JOIN run ON run.id = page_look.run_id"
        " WHERE run.id = ? AND page_look.seen_at >= run.started_at)",
        [run_id],
    )
    for name in _OF_PAGE:
        db.execute(
            f"UPDATE page SET {name} = json_extract(before.page, '$.{name}')"
            " FROM look_before AS before WHERE before.page_id = page.id AND before.run_id = ?"
            " AND page.id IN (SELECT page_id FROM chosen)",
            [run_id],
        )
    _put_back(db, "page_look", "look_before", "look", looks, run_id)
    db.execute(f"DELETE FROM state_before WHERE run_id = ? AND {_CHOSEN}", [run_id])
    db.execute(f"DELETE FROM look_before WHERE {looks}", [run_id])


def _forget_first_looks(db: Database, run_id: int, where: str) -> None:
    """Forget the states that a run made where there were none, of the chosen pages."""
    first = (
        f"SELECT backlink_id FROM backlink_state WHERE run_id = ? AND checks = 1 AND {where}"
        f" AND {_CHOSEN}"
    )
    _forget_answers(db, run_id, first)
    db.execute(f"DELETE FROM backlink_state WHERE backlink_id IN ({first})", [run_id])
    db.execute(
        "DELETE FROM page_look WHERE run_id = ? AND page_id IN (SELECT page_id FROM chosen)"
        " AND NOT EXISTS (SELECT 1 FROM backlink"
        " JOIN backlink_state AS state ON state.backlink_id = backlink.id"
        " WHERE backlink.page_id = page_look.page_id)",
        [run_id],
    )


def _forget_answers(db: Database, run_id: int, backlinks: str) -> None:
    """Delete what a run observed of the backlinks, and its events; the query takes the run."""
    observations = f"SELECT id FROM observation WHERE run_id = ? AND backlink_id IN ({backlinks})"
    values = [run_id, run_id]
    db.execute(f"DELETE FROM sighting WHERE observation_id IN ({observations})", values)
    db.execute(f"DELETE FROM observation WHERE id IN ({observations})", values)
    db.execute(f"DELETE FROM event WHERE run_id = ? AND backlink_id IN ({backlinks})", values)


def columns_of(db: Database, table: str) -> list[str]:
    """Return the names of a table's columns, in their order."""
    return [str(row[1]) for row in db.execute(f"PRAGMA table_info({table})").fetchall()]


def _as_json(db: Database, table: str, source: str) -> str:
    """Return the SQL of a row as JSON; read from the schema, so that no column is left out."""
    pairs = (f"'{name}', {source}.{name}" for name in columns_of(db, table))
    return f"json_object({', '.join(pairs)})"


def _keeping(db: Database, into: str, column: str, table: str, key: str) -> str:
    return (
        f"INSERT OR IGNORE INTO {into} ({key}, run_id, {column})"
        f" SELECT {key}, :run, {_as_json(db, table, table)} FROM {table}"
        f" WHERE {key} = :id AND run_id <> :run"
    )


def _put_back(db: Database, table: str, kept: str, column: str, where: str, run_id: int) -> None:
    names: Sequence[str] = columns_of(db, table)
    values = ", ".join(f"json_extract({column}, '$.{name}')" for name in names)
    db.execute(
        f"INSERT OR REPLACE INTO {table} ({', '.join(names)})"
        f" SELECT {values} FROM {kept} WHERE {where}",
        [run_id],
    )
