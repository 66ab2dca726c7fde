"""Runs and the ledger of pages that a run still owes an answer for."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from typing import Any

from sqlite_utils import Database

from linkcrawler.models import Agreement, DuePage, Fingerprint, KnownBacklink, LastSight
from linkcrawler.states import (
    Countability,
    LinkState,
    PageState,
    Placement,
    Reason,
    RunCause,
    RunOutcome,
)
from linkcrawler.store.cases import settle_cases
from linkcrawler.store.due import owe_due, owe_listed
from linkcrawler.store.outbox import Recipient, mass_loss_of, put_alerts
from linkcrawler.store.readings import readings_of
from linkcrawler.store.schema import RUN_COUNTS
from linkcrawler.store.times import read_day, read_stamp, stamp
from linkcrawler.store.undo import forget_robots, forget_states, take_back_all, undo_run
from linkcrawler.store.writing import writing

RESUME_WITHIN = timedelta(hours=24)
"""An interrupted run older than this is not resumed: its first answers would be stale."""


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
    to those that are the most likely to have changed; the others stay due. ``target`` narrows
    what is due to the backlinks of that site or URL. ``recipients`` are told of a run that is
    closed only now. Returns ``None`` where nothing is due.
    """
    with writing(db):
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
            if cause_of(db, run_id) is not None:  # it ended while our line was down
                take_back_all(db, run_id)
                forget_robots(db, run_id)
        if listed:
            owe_listed(db, run_id)
        else:
            owe_due(db, now, target=target, budget=budget, resumes=run_id if resumed else None)
        owed = _one(db, "SELECT count(*) FROM owed")
        if owed == 0 and not resumed:
            db.execute("DELETE FROM run WHERE id = ?", [run_id])
            return None
        answered_pages, answered = _answered(db, run_id) if resumed else (0, 0)
        backlinks = answered + _owed_backlinks(db, run_id)
        db.execute(
            "UPDATE run SET outcome = ?, finished_at = NULL, cause = NULL, pages = ?, backlinks = ?"
            " WHERE id = ?",
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
    *,
    cause: RunCause | None = None,
) -> dict[str, int]:
    """Close a run and return its counts by link state, ``newly_lost`` and ``events`` included.

    What competitors lost is no loss of ours: it is not in ``newly_lost``.

    What it has to tell is put into the outbox with it, unless it will be gone on with. A run that
    was not healthy, by ``cause``, leaves no state worse than it was.
    """
    counts = dict.fromkeys(RUN_COUNTS, 0)
    with writing(db):
        if outcome is RunOutcome.UNHEALTHY:
            undo_run(db, run_id)
        if outcome is not RunOutcome.INTERRUPTED:
            forget_states(db)
        counts |= states_of(db, run_id)
        counts["newly_lost"] = _one(
            db,
            "SELECT count(*) FROM event JOIN backlink ON backlink.id = event.backlink_id"
            " JOIN target ON target.id = backlink.target_id"
            " WHERE run_id = ? AND kind = 'lost' AND target.role = 'own'",
            run_id,
        )
        counts["events"] = _one(db, "SELECT count(*) FROM event WHERE run_id = ?", run_id)
        db.table("run").update(
            run_id, {"outcome": outcome.value, "finished_at": stamp(now), **counts}
        )
        if outcome is not RunOutcome.INTERRUPTED:
            put_alerts(db, run_id, outcome, now, recipients)
            if mass_loss_of(db, run_id) is not None:
                cause = cause or RunCause.MASS_LOSS
            suspect_run(db, run_id, cause)
            settle_cases(db, run_id, now)
    return counts


def states_of(db: Database, run_id: int) -> dict[str, int]:
    """Return the answers of a run, counted by link state."""
    return dict(
        db.execute(
            "SELECT link_state, count(*) FROM backlink_state WHERE run_id = ? GROUP BY 1", [run_id]
        ).fetchall()
    )


def suspect_run(db: Database, run_id: int, cause: RunCause | None) -> None:
    """Note what may be wrong with a run, ``None``: nothing; in the caller's transaction.

    It is noted while it goes on too, so that a run that is killed meanwhile is not trusted.
    """
    db.execute("UPDATE run SET cause = ? WHERE id = ?", [cause, run_id])


def cause_of(db: Database, run_id: int) -> RunCause | None:
    """Return what was wrong with a run; ``None``: nothing that is known."""
    found = db.execute("SELECT cause FROM run WHERE id = ?", [run_id]).fetchone()
    return RunCause(found[0]) if found and found[0] else None


def last_causes(db: Database, before_run: int, limit: int) -> list[RunCause | None]:
    """Return what was wrong with the runs before, the last one first; ``None``: nothing."""
    rows = db.execute(
        "SELECT cause FROM run WHERE id < ? ORDER BY id DESC LIMIT ?", [before_run, limit]
    )
    return [RunCause(cause) if cause else None for (cause,) in rows.fetchall()]


def answered_before(db: Database, limit: int) -> list[tuple[str, str]]:
    """Return (URL, IP address) of pages that answered at their last looks, the latest first."""
    kept = "json_extract(look, '$.final_url'), json_extract(look, '$.ip_address')"
    return list(
        db.execute(
            "SELECT final_url, ip_address FROM ("
            "SELECT final_url, ip_address, checked_at FROM page_look"
            f" UNION ALL SELECT {kept}, json_extract(look, '$.checked_at') FROM look_before)"
            " WHERE final_url IS NOT NULL AND ip_address IS NOT NULL"
            " ORDER BY checked_at DESC LIMIT ?",
            [limit],
        ).fetchall()
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
    return _owed(db, f"{where} ORDER BY owed.domain_id, owed.page_id LIMIT ?", values)


def owed_of(db: Database, page_ids: Iterable[int]) -> list[DuePage]:
    """Return those of the pages that are owed, as ``owed_pages`` does."""
    chosen = json.dumps(list(page_ids))
    by_key = (
        "(owed.domain_id, owed.page_id) IN (SELECT domain_id, id FROM page"
        " WHERE id IN (SELECT value FROM json_each(?)))"
    )
    found = _owed(db, by_key, [chosen])
    return [page for _, page in found]


def _owed(db: Database, where: str, values: Sequence[object]) -> list[tuple[int, DuePage]]:
    rows = db.execute(
        "SELECT owed.domain_id, owed.page_id, page.url, domain.name, page.changed_at, look.good_at,"
        " look.good_title, look.good_text_sketch, look.good_template_sketch FROM owed"
        " JOIN page ON page.id = owed.page_id JOIN domain ON domain.id = owed.domain_id"
        " LEFT JOIN page_look AS look ON look.page_id = page.id"
        f" WHERE {where}",
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
                changed_at=read_stamp(changed_at),
                reading=readings.get(page),
                good=_fingerprint(*good) if good_at else None,
                good_at=read_stamp(good_at),
            ),
        )
        for domain, page, url, name, changed_at, good_at, *good in rows
    ]


def _fingerprint(
    title: str | None, text_sketch: str | None, template_sketch: str | None
) -> Fingerprint:
    return Fingerprint(title=title, text_sketch=text_sketch, template_sketch=template_sketch)


def _backlinks_of(db: Database, page_ids: Sequence[int]) -> dict[int, list[KnownBacklink]]:
    known: dict[int, list[KnownBacklink]] = {}
    marks = ",".join("?" * len(page_ids))
    for page_id, *row in db.execute(
        "SELECT backlink.page_id, backlink.id, target.target, agreement.until, agreement.target,"
        " agreement.anchor_text, agreement.rel, import.at,"
        " state.link_state, state.page_state, state.reason, state.known_state,"
        " state.first_checked_at, state.last_present_at, state.missing_since_at,"
        " state.absent_at, state.absences, state.rechecks, state.known_at, state.entry_url,"
        " state.observation_id,"
        " state.url, state.anchor_text, state.rel, state.countability, state.placement,"
        " look.page_language"
        " FROM backlink JOIN target ON target.id = backlink.target_id"
        " LEFT JOIN agreement ON agreement.backlink_id = backlink.id"
        " LEFT JOIN import ON import.id = agreement.import_id"
        " LEFT JOIN backlink_state AS state ON state.backlink_id = backlink.id"
        " LEFT JOIN page_look AS look ON look.page_id = backlink.page_id"
        f" WHERE backlink.page_id IN ({marks})"
        " AND state.run_id IS NOT (SELECT max(id) FROM run) ORDER BY backlink.id",
        page_ids,
    ):
        backlink_id, target, until, agreed_target, agreed_anchor, agreed_rel, told_at, *state = row
        last = _last_sight(state) if state[0] is not None else None
        known.setdefault(page_id, []).append(
            KnownBacklink(
                id=backlink_id,
                target=target,
                last=last,
                agreed_until=read_day(until),
                agreement=Agreement(
                    target=agreed_target, anchor_text=agreed_anchor, rel=agreed_rel, until=until
                ),
                agreed_at=read_stamp(told_at),
            )
        )
    return known


def _last_sight(state: list[Any]) -> LastSight:
    link, page, reason, known, first, present, missing, absent, absences, *more = state
    asked, known_at, entry_url, observation, *link_facts = more
    url, anchor_text, rel, countability, placement, language = link_facts
    return LastSight(
        link_state=LinkState(link),
        page_state=PageState(page),
        reason=Reason(reason),
        known_state=LinkState(known) if known else None,
        first_checked_at=read_stamp(first),
        last_present_at=read_stamp(present),
        missing_since_at=read_stamp(missing),
        absent_at=read_stamp(absent),
        absences=int(absences or 0),
        rechecks=int(asked or 0),
        known_at=read_stamp(known_at),
        entry_url=entry_url,
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
        cause = cause_of(db, run_id)
        finish_run(
            db, run_id, RunOutcome.UNHEALTHY if cause else outcome, now, recipients, cause=cause
        )
    last = db.execute("SELECT id, outcome FROM run ORDER BY id DESC LIMIT 1").fetchone()
    if last is not None and last[1] == RunOutcome.INTERRUPTED:
        cause = cause_of(db, last[0])
        if cause is not None:
            finish_run(db, last[0], RunOutcome.UNHEALTHY, now, recipients, cause=cause)
        else:
            put_alerts(db, last[0], RunOutcome.INTERRUPTED, now, recipients)
    forget_states(db)
    db.execute("DELETE FROM owed")


def _answered(db: Database, run_id: int) -> tuple[int, int]:
    """Return the pages and the backlinks that a run has answered for."""
    pages = _one(
        db,
        "SELECT count(*) FROM page_look WHERE run_id = ?"
        " AND page_id NOT IN (SELECT page_id FROM owed)",
        run_id,
    )
    return pages, _one(db, "SELECT count(*) FROM backlink_state WHERE run_id = ?", run_id)


def _owed_backlinks(db: Database, run_id: int) -> int:
    return _one(
        db,
        "SELECT count(*) FROM owed JOIN backlink ON backlink.page_id = owed.page_id"
        " LEFT JOIN backlink_state AS state ON state.backlink_id = backlink.id"
        " WHERE state.run_id IS NOT ?",
        run_id,
    )


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
