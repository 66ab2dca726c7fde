"""Which pages a run owes an answer for: those of a list, or those that are due."""

import json
from datetime import datetime, timedelta

from sqlite_utils import Database

from linkcrawler.judge.due import PRIOR_CHANGES, PRIOR_DAYS
from linkcrawler.page.match import lies_at, parse_target
from linkcrawler.store.times import stamp

CLOCK_MAY_DIFFER = timedelta(hours=2)
"""A last look that lies further ahead was made under a clock that was wrong."""

# A page is due at its time, and where its last look was made under a clock that was ahead.
_DUE = (
    "(page.next_check_at IS NULL OR page.next_check_at <= :now OR page.checked_at > :clock_ahead)"
)
_UNANSWERED = (
    "EXISTS (SELECT 1 FROM backlink LEFT JOIN backlink_state AS state"
    " ON state.backlink_id = backlink.id"
    " WHERE backlink.page_id = {page} AND state.run_id IS NOT :run)"
)
_AT_TARGET = (
    " AND EXISTS (SELECT 1 FROM backlink WHERE backlink.page_id = page.id"
    " AND backlink.target_id IN (SELECT value FROM json_each(:targets)))"
)
_LONGEST_WAIT_FIRST = (
    "coalesce(page.checked_at,"
    " (SELECT min(added_at) FROM backlink WHERE backlink.page_id = page.id)), page.id"
)
_UNSEEN_DAYS = "(julianday(:now) - julianday(page.checked_at))"
# The same as ``judge.due.expected_delay``.
EXPECTED_DELAY = (
    f"(page.changes + {PRIOR_CHANGES:.1f})"
    f" / (julianday(:now) - julianday(page.first_checked_at) + {PRIOR_DAYS:.1f})"
    f" * {_UNSEEN_DAYS} * {_UNSEEN_DAYS} / 2"
)
_MOST_EXPECTED_FIRST = (
    f"page.urgent DESC, page.next_check_at IS NULL DESC, {EXPECTED_DELAY} DESC, page.id"
)


def unanswered(page: str) -> str:
    """Return the condition that run ``:run`` has no answer yet for a backlink of a page.

    ``page`` is what the query calls the page's id.
    """
    return _UNANSWERED.format(page=page)


def owe_listed(db: Database, run_id: int) -> None:
    """Write the pages of the list into the ledger, but for those that are answered."""
    db.execute(
        "INSERT OR IGNORE INTO owed SELECT DISTINCT page.domain_id, page.id FROM listed"
        " JOIN backlink ON backlink.id = listed.backlink_id"
        f" JOIN page ON page.id = backlink.page_id WHERE {unanswered('page.id')}",
        {"run": run_id},
    )


def owe_due(
    db: Database,
    now: datetime,
    *,
    target: str | None = None,
    budget: int | None = None,
    resumes: int | None = None,
) -> None:
    """Write the pages that are due into the ledger, but for those that a resumed run answered.

    ``budget`` bounds the ledger. A quarter of it is for those that have waited the longest, so
    that none waits for ever; the rest for those of which the most is expected.
    """
    wanted = _DUE
    values: dict[str, object] = {"now": stamp(now), "clock_ahead": stamp(now + CLOCK_MAY_DIFFER)}
    if resumes is not None:
        wanted, values["run"] = f"{wanted} AND {unanswered('page.id')}", resumes
    if target is not None:
        wanted, values["targets"] = wanted + _AT_TARGET, json.dumps(targets_at(db, target))
    owe = f"INSERT OR IGNORE INTO owed SELECT page.domain_id, page.id FROM page WHERE {wanted}"
    if budget is None:
        db.execute(owe, values)
        return
    room = max(0, budget - int(db.execute("SELECT count(*) FROM owed").fetchone()[0]))
    shares = {_LONGEST_WAIT_FIRST: -(-room // 4), _MOST_EXPECTED_FIRST: room - -(-room // 4)}
    for order, share in shares.items():
        db.execute(
            f"{owe} AND page.id NOT IN (SELECT page_id FROM owed) ORDER BY {order} LIMIT {share:d}",
            values,
        )


def targets_at(db: Database, written: str) -> list[int]:
    """Return the ids of the targets on a site, or of one page, however each is spelled."""
    wanted = parse_target(written)
    if wanted is None:
        return []
    return [
        number
        for number, given in db.execute("SELECT id, target FROM target")
        if lies_at(parse_target(given), wanted)
    ]
