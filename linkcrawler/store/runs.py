"""Runs and the ledger of pages that a run still owes an answer for."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from typing import Any

from sqlite_utils import Database

from linkcrawler.models import DuePage, KnownBacklink, LastSight
from linkcrawler.page.match import Target, parse_target
from linkcrawler.states import (
    Countability,
    LinkState,
    PageState,
    Placement,
    Reason,
    RunOutcome,
)
from linkcrawler.store.outbox import Recipient, put_alerts
from linkcrawler.store.readings import readings_of
from linkcrawler.store.schema import RUN_COUNTS
from linkcrawler.store.times import read_stamp, stamp

RESUME_WITHIN = timedelta(hours=24)
"""An interrupted run older than this is not resumed: its first answers would be stale."""

CLOCK_WAS_AHEAD = timedelta(days=1, hours=12)
"""No next check is set further ahead than this by a clock that is right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One crawl."""

    id: int
    started_at: datetime
    pages: int
    """Pages the run has an answer for or owes one."""

    backlinks: int
    resumed: bool = False
    answered: int = 0
    """Backlinks that already had their answer when the run was resumed."""


def begin_run(  # noqa: PLR0913 - each says something else of the run
    db: Database,
    now: datetime,
    *,
    listed: bool,
    target: str | None,
    links: str | None = None,
    recipients: Sequence[Recipient] = (),
    budget: int | None = None,
) -> Run | None:
    """Start a run over the list just taken, or over what is due; resume an interrupted one.

    ``links`` is the name of the list, for the record. ``budget`` bounds the pages that are owed
    to those whose last look is the longest ago; the others stay due. ``target`` narrows what is due
    to the backlinks of that site or URL. ``recipients`` are told of a run that is closed only
    now. Returns ``None`` where nothing is due.
    """
    with db.atomic():
        resumable = _resumable(db, now)
        resumed = resumable is not None
        if resumable is None:
            _close_stale(db, now, recipients)
            run_id = db.execute(
                "INSERT INTO run (started_at, outcome, links, versions)"
                " VALUES (?, ?, ?, ?) RETURNING id",
                [stamp(now), RunOutcome.RUNNING.value, links, _versions()],
            ).fetchone()[0]
            started_at = now
        else:
            run_id, started_at = resumable
        if listed:
            _owe_listed(db, run_id)
        else:
            _owe_due(db, run_id, now, target=target, budget=budget)
        owed = _one(db, "SELECT count(*) FROM owed")
        if owed == 0 and not resumed:
            db.execute("DELETE FROM run WHERE id = ?", [run_id])
            return None
        answered_pages = _one(
            db,
            "SELECT count(*) FROM page_look WHERE run_id = ?"
            " AND page_id NOT IN (SELECT page_id FROM owed)",
            run_id,
        )
        answered = _one(db, "SELECT count(*) FROM backlink_state WHERE run_id = ?", run_id)
        backlinks = answered + _one(
            db,
            "SELECT count(*) FROM owed JOIN backlink ON backlink.page_id = owed.page_id"
            " LEFT JOIN backlink_state AS state ON state.backlink_id = backlink.id"
            " WHERE state.run_id IS NOT ?",
            run_id,
        )
        db.execute(
            "UPDATE run SET outcome = ?, finished_at = NULL, pages = ?, backlinks = ? WHERE id = ?",
            [RunOutcome.RUNNING.value, owed + answered_pages, backlinks, run_id],
        )
    return Run(
        id=run_id,
        started_at=started_at,
        pages=owed + answered_pages,
        backlinks=backlinks,
        resumed=resumed,
        answered=answered,
    )


def finish_run(
    db: Database,
    run_id: int,
    outcome: RunOutcome,
    now: datetime,
    recipients: Sequence[Recipient] = (),
) -> dict[str, int]:
    """Close a run and return its counts by link state, ``newly_lost`` and ``events`` included.

    What it has to tell is put into the outbox with it, unless it will be gone on with.
    """
    counts = dict.fromkeys(RUN_COUNTS, 0)
    with db.atomic():
        counts |= dict(
            db.execute(
                "SELECT link_state, count(*) FROM backlink_state WHERE run_id = ? GROUP BY 1",
                [run_id],
            ).fetchall()
        )
        counts["newly_lost"] = _one(
            db, "SELECT count(*) FROM event WHERE run_id = ? AND kind = 'lost'", run_id
        )
        counts["events"] = _one(db, "SELECT count(*) FROM event WHERE run_id = ?", run_id)
        db.table("run").update(
            run_id, {"outcome": outcome.value, "finished_at": stamp(now), **counts}
        )
        if outcome is not RunOutcome.INTERRUPTED:
            put_alerts(db, run_id, outcome, now, recipients)
    return counts


def due_again(db: Database, run_id: int) -> None:
    """Make the pages of a run fall due at once: what it saw says nothing of them."""
    with db.atomic():
        db.execute(
            "UPDATE page SET next_check_at = NULL"
            " WHERE id IN (SELECT page_id FROM page_look WHERE run_id = ?)",
            [run_id],
        )


def next_due(db: Database) -> str | None:
    """Return when the next page falls due; ``None`` if the store holds none."""
    found = db.execute("SELECT min(next_check_at) FROM page").fetchone()[0]
    return None if found is None else str(found)


def heavy_keys(db: Database, more_than: int) -> list[tuple[int, str, int]]:
    """Return ``(domain id, name, owed pages)`` of the domains with the most, most first."""
    return list(
        db.execute(
            "SELECT domain.id, domain.name, count(*) FROM owed"
            " JOIN domain ON domain.id = owed.domain_id"
            " GROUP BY domain.id HAVING count(*) > ? ORDER BY count(*) DESC",
            [more_than],
        ).fetchall()
    )


def owed_pages(
    db: Database, after: tuple[int, int], limit: int, domain_id: int | None = None
) -> list[tuple[int, DuePage]]:
    """Return the next owed pages, each with its domain's id, in the order of the ledger.

    ``after`` is the (domain id, page id) the last call ended with. With ``domain_id`` the pages
    are of that domain alone. A page comes with the backlinks that the run has no answer for yet.
    """
    if domain_id is None:
        where, values = "(owed.domain_id, owed.page_id) > (?, ?)", [*after, limit]
    else:
        where, values = "owed.domain_id = ? AND owed.page_id > ?", [domain_id, after[1], limit]
    rows = db.execute(
        "SELECT owed.domain_id, owed.page_id, page.url, domain.name FROM owed"
        " JOIN page ON page.id = owed.page_id JOIN domain ON domain.id = owed.domain_id"
        f" WHERE {where} ORDER BY owed.domain_id, owed.page_id LIMIT ?",
        values,
    ).fetchall()
    pages = [row[1] for row in rows]
    known, readings = _backlinks_of(db, pages), readings_of(db, pages)
    return [
        (
            domain,
            DuePage(
                id=page,
                url=url,
                key=name,
                backlinks=tuple(known.get(page, ())),
                reading=readings.get(page),
            ),
        )
        for domain, page, url, name in rows
    ]


def _backlinks_of(db: Database, page_ids: Sequence[int]) -> dict[int, list[KnownBacklink]]:
    known: dict[int, list[KnownBacklink]] = {}
    marks = ",".join("?" * len(page_ids))
    for page_id, *row in db.execute(
        "SELECT backlink.page_id, backlink.id, target.target, state.link_state, state.page_state,"
        " state.reason, state.known_state, state.last_present_at, state.missing_since_at,"
        " state.absent_at, state.absences, state.observation_id, state.url, state.anchor_text,"
        " state.rel, state.countability, state.placement, look.page_language"
        " FROM backlink JOIN target ON target.id = backlink.target_id"
        " LEFT JOIN backlink_state AS state ON state.backlink_id = backlink.id"
        " LEFT JOIN page_look AS look ON look.page_id = backlink.page_id"
        f" WHERE backlink.page_id IN ({marks})"
        " AND state.run_id IS NOT (SELECT max(id) FROM run) ORDER BY backlink.id",
        page_ids,
    ):
        backlink_id, target, *state = row
        last = _last_sight(state) if state[0] is not None else None
        known.setdefault(page_id, []).append(
            KnownBacklink(id=backlink_id, target=target, last=last)
        )
    return known


def _last_sight(state: list[Any]) -> LastSight:
    link, page, reason, known, present, missing, absent, absences, observation, *link_facts = state
    url, anchor_text, rel, countability, placement, language = link_facts
    return LastSight(
        link_state=LinkState(link),
        page_state=PageState(page),
        reason=Reason(reason),
        known_state=LinkState(known) if known else None,
        last_present_at=read_stamp(present),
        missing_since_at=read_stamp(missing),
        absent_at=read_stamp(absent),
        absences=int(absences or 0),
        observation_id=int(observation or 0),
        url=url,
        anchor_text=anchor_text,
        rel=rel,
        countability=Countability(countability) if countability else None,
        placement=Placement(placement) if placement else None,
        page_language=language,
    )


def _resumable(db: Database, now: datetime) -> tuple[int, datetime] | None:
    """Return the last run if it was left unfinished a short while ago and still owes answers."""
    row = db.execute("SELECT id, started_at, outcome FROM run ORDER BY id DESC LIMIT 1").fetchone()
    if row is None or row[2] not in (RunOutcome.RUNNING, RunOutcome.INTERRUPTED):
        return None
    started_at = read_stamp(row[1])
    owes = _one(db, "SELECT EXISTS (SELECT 1 FROM owed)")
    if not owes or started_at is None or abs(now - started_at) > RESUME_WITHIN:
        return None
    return int(row[0]), started_at


def _close_stale(db: Database, now: datetime, recipients: Sequence[Recipient]) -> None:
    """Close runs that were killed; one that owed nothing any more was only not closed.

    The last run, where it was interrupted, is gone on with no more: what it saw is told now.
    """
    owes = _one(db, "SELECT EXISTS (SELECT 1 FROM owed)")
    outcome = RunOutcome.INTERRUPTED if owes else RunOutcome.FINISHED
    killed = db.execute("SELECT id FROM run WHERE outcome = ?", [RunOutcome.RUNNING.value])
    for (run_id,) in killed.fetchall():
        finish_run(db, run_id, outcome, now, recipients)
    last = db.execute("SELECT id, outcome FROM run ORDER BY id DESC LIMIT 1").fetchone()
    if last is not None and last[1] == RunOutcome.INTERRUPTED:
        put_alerts(db, last[0], RunOutcome.INTERRUPTED, now, recipients)
    db.execute("DELETE FROM owed")


_UNANSWERED = (
    " AND EXISTS (SELECT 1 FROM backlink LEFT JOIN backlink_state AS state"
    " ON state.backlink_id = backlink.id"
    " WHERE backlink.page_id = page.id AND state.run_id IS NOT ?)"
)


def _owe_listed(db: Database, run_id: int) -> None:
    """Write the pages of the list into the ledger, but for those that are answered."""
    db.execute(
        "INSERT OR IGNORE INTO owed SELECT DISTINCT page.domain_id, page.id FROM listed"
        " JOIN backlink ON backlink.id = listed.backlink_id"
        f" JOIN page ON page.id = backlink.page_id WHERE 1{_UNANSWERED}",
        [run_id],
    )


def _owe_due(
    db: Database, run_id: int, now: datetime, *, target: str | None, budget: int | None
) -> None:
    """Write the pages that are due into the ledger, but for those that are answered."""
    # A page is due at its time, when the clock was ahead at its last look, or for a new backlink.
    due = (
        "(page.next_check_at IS NULL OR page.next_check_at <= ? OR page.next_check_at > ?"
        " OR EXISTS (SELECT 1 FROM backlink LEFT JOIN backlink_state AS state"
        " ON state.backlink_id = backlink.id"
        " WHERE backlink.page_id = page.id AND state.backlink_id IS NULL))"
    )
    wanted, values = "", [stamp(now), stamp(now + CLOCK_WAS_AHEAD), run_id]
    if target is not None:
        wanted = (
            " AND EXISTS (SELECT 1 FROM backlink WHERE backlink.page_id = page.id"
            " AND backlink.target_id IN (SELECT value FROM json_each(?)))"
        )
        values.append(json.dumps(_targets_at(db, target)))
    limit = ""
    if budget is not None:
        room = max(0, budget - _one(db, "SELECT count(*) FROM owed"))
        limit = (
            " AND page.id NOT IN (SELECT page_id FROM owed)"
            " ORDER BY (SELECT checked_at FROM page_look WHERE page_id = page.id) NULLS FIRST,"
            f" page.id LIMIT {room:d}"
        )
    db.execute(
        "INSERT OR IGNORE INTO owed SELECT page.domain_id, page.id FROM page"
        f" WHERE {due}{_UNANSWERED}{wanted}{limit}",
        values,
    )


def _targets_at(db: Database, written: str) -> list[int]:
    """Return the ids of the targets on a site, or of one page, however each is spelled."""
    wanted = parse_target(written)
    if wanted is None:
        return []
    return [
        number
        for number, given in db.execute("SELECT id, target FROM target")
        if _is_at(parse_target(given), wanted)
    ]


def _is_at(target: Target | None, wanted: Target) -> bool:
    """Tell whether a target lies on what is wanted: a site, a host or a page."""
    if target is None:
        return False
    if wanted.whole_site and "." in wanted.host:
        return target.host == wanted.host or target.host.endswith(f".{wanted.host}")
    if wanted.whole_site or wanted.equivalent == f"{wanted.host}?":
        return target.host == wanted.host
    return not target.whole_site and target.equivalent == wanted.equivalent


def _versions() -> str:
    """Return the versions that a changed result may come from."""
    names = ("linkcrawler", "scrapy", "selectolax", "ada-url", "pycurl", "langdetect")
    return json.dumps({name: version(name) for name in names})


def _one(db: Database, sql: str, *values: int) -> int:
    return int(db.execute(sql, values).fetchone()[0])


def iterate(db: Database, sql: str, values: Sequence[object] = ()) -> Iterator[dict[str, object]]:
    """Yield the rows of a query as dictionaries, without holding them all."""
    cursor = db.execute(sql, values)
    names = [column[0] for column in cursor.description]
    for row in cursor:
        yield dict(zip(names, row, strict=True))
