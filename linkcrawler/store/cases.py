"""Removals as cases: opened and moved by a person, closed and reopened by what a run sees."""

from collections.abc import Iterable, Sequence, Set
from datetime import datetime
from typing import NamedTuple

from sqlite_utils import Database

from linkcrawler.audit.cases import CLOSED, CaseState, Step
from linkcrawler.audit.desk import Case
from linkcrawler.audit.disavowal import LinkingPage
from linkcrawler.audit.drafts import DraftKind, DraftLink
from linkcrawler.domains import site_of
from linkcrawler.errors import InputError
from linkcrawler.store.staging import page_url
from linkcrawler.store.times import stamp
from linkcrawler.store.writing import writing
from linkcrawler.urls import parse_web, without_credentials

_CASES = """
SELECT id, referring_domain, referring_page, state, state_at, asked_at, note, contact, reminders,
    refused_at
FROM removal_cases WHERE target_site = ?
"""

_MAX_DIGITS = 18
"""Of a number that SQLite takes."""

_STATE_TIMES = {
    CaseState.CONTACT_FOUND: "contact_found_at",
    CaseState.ASKED: "asked_at",
    CaseState.REMINDED: "reminded_at",
    CaseState.REMOVED: "removed_at",
    CaseState.REFUSED: "refused_at",
    CaseState.NO_REPLY: "no_reply_at",
    CaseState.CANDIDATE: "candidate_at",
    CaseState.EXPORTED: "exported_at",
}
_ANSWERS = "reminders = 0, reminded_at = NULL, refused_at = NULL, no_reply_at = NULL"

# By the index on the pages of a domain, or by the page's own number: never over all backlinks.
_LINKS_OF = """
FROM page
JOIN backlink ON backlink.page_id = page.id
JOIN target ON target.id = backlink.target_id AND target.site = :site AND target.role = 'own'
LEFT JOIN backlink_state AS state ON state.backlink_id = backlink.id
"""
_OF_DOMAIN = "WHERE page.domain_id = :domain_id"
_OF_PAGE = "WHERE page.id = :page_id"


class Subject(NamedTuple):
    """What a case is about."""

    site: str
    domain_id: int
    domain: str
    page_id: int | None
    """``None``: the whole domain."""

    page: str | None


def find_cases(db: Database, site: str, states: Sequence[str] = ()) -> list[Case]:
    """Return the cases of a site, by domain and page; empty ``states``: in any state."""
    where = f" AND state IN ({','.join('?' * len(states))})" if states else ""
    rows = db.execute(
        f"{_CASES}{where} ORDER BY referring_domain, referring_page", [site, *states]
    ).fetchall()
    return [_case(row) for row in rows]


def _case(row: Sequence[object]) -> Case:
    number, domain, page, state, at, asked_at, note, contact, reminders, refused_at = row
    return Case(
        domain=str(domain),
        page=None if page is None else without_credentials(str(page)),
        state=str(state),
        at=str(at),
        asked_at=asked_at,  # type: ignore[arg-type] # as the view has it
        note=str(note),
        id=int(str(number)),
        contact=contact,  # type: ignore[arg-type]
        reminders=int(str(reminders)),
        refused_at=refused_at,  # type: ignore[arg-type]
    )


def steps_of(db: Database, case_id: int) -> list[Step]:
    """Return the history of a case, the first step first."""
    rows = db.execute(
        "SELECT at, state, note, run_id, contact FROM removal_step WHERE case_id = ? ORDER BY id",
        [case_id],
    )
    return [Step(*row) for row in rows.fetchall()]


def subject_of(db: Database, site: str, text: str) -> Subject:
    """Return what a domain, a page or the number of a backlink names.

    Raises ``InputError`` where the store knows no backlink from it to the site.
    """
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS:
        page_id = _one(db, "SELECT page_id FROM backlink WHERE id = ?", int(text))
        unknown = f"{text}: there is no backlink of that number"
        return _page_subject(db, site, page_id, unknown)
    if "/" in text:
        page_id = _one(
            db,
            "SELECT id FROM page WHERE url = ?"
            " UNION SELECT page_id FROM backlink WHERE given = ? AND given <> ''"
            " UNION SELECT id FROM page WHERE url = ?",
            text,
            text,
            page_url(text),
        )
        return _page_subject(
            db,
            site,
            page_id,
            f"{text}: no page with known backlinks; a domain is named without '/'",
        )
    return _domain_subject(db, site, text)


def _page_subject(db: Database, site: str, page_id: int | None, unknown: str) -> Subject:
    row = db.execute(
        "SELECT page.domain_id, domain.name, page.id, page.url FROM page"
        " JOIN domain ON domain.id = page.domain_id WHERE page.id = ?",
        [page_id],
    ).fetchone()
    if row is None:
        raise InputError(unknown)
    return _linking(db, Subject(site, row[0], row[1], row[2], row[3]))


def _domain_subject(db: Database, site: str, text: str) -> Subject:
    address = parse_web(f"http://{text}")
    if address is None:
        raise InputError(f"{text!r} is no domain, page or number of a backlink; spam.example is")
    domain = site_of(address.host)
    if address.host not in (domain, f"www.{domain}"):
        raise InputError(
            f"{text} is a part of {domain}; name {domain}, or a page such as https://{text}/page"
        )
    number = _one(db, "SELECT id FROM domain WHERE name = ?", domain)
    if number is None:
        raise InputError(f"{domain}: no backlinks from it are known")
    return _linking(db, Subject(site, number, domain, None, None))


def _linking(db: Database, subject: Subject) -> Subject:
    found = db.execute(
        f"SELECT 1 {_LINKS_OF} {_of(subject.page_id)} LIMIT 1", subject._asdict()
    ).fetchone()
    if found is None:
        name = without_credentials(subject.page or subject.domain)
        raise InputError(f"{name}: no backlinks from it to {subject.site} are known")
    return subject


def case_of(db: Database, subject: Subject) -> Case | None:
    """Return the case of a domain or page; ``None``: there is none."""
    number = _one(
        db,
        "SELECT id FROM removal_case WHERE site = ? AND domain_id = ? AND coalesce(page_id, 0) = ?",
        subject.site,
        subject.domain_id,
        subject.page_id or 0,
    )
    if number is None:
        return None
    return _case(db.execute(f"{_CASES} AND id = ?", [subject.site, number]).fetchone())


def open_case(db: Database, subject: Subject, now: datetime) -> Case:
    """Return the case of a domain or page; where there is none it begins as ``review``."""
    found = case_of(db, subject)
    if found is not None:
        return found
    with writing(db):
        db.execute(
            "INSERT INTO removal_case (site, domain_id, page_id, state, at, opened_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [
                subject.site,
                subject.domain_id,
                subject.page_id,
                CaseState.REVIEW,
                stamp(now),
                stamp(now),
            ],
        )
    opened = case_of(db, subject)
    assert opened is not None
    return opened


def move_case(  # noqa: PLR0913 - what a step says
    db: Database,
    case_id: int,
    state: CaseState,
    at: datetime,
    *,
    note: str = "",
    contact: str | None = None,
    run_id: int | None = None,
) -> None:
    """Bring a case to a state, and add the step to its history; whether it may is not asked.

    A ``contact`` of ``None`` and an empty note leave those that are there.
    """
    sets = ["state = :state", "at = :at"]
    if note:
        sets.append("note = :note")
    if contact is not None:
        sets.append("contact = :contact")
    if state is CaseState.ASKED:
        sets.append(_ANSWERS)
    if state is CaseState.REMINDED:
        sets.append("reminders = reminders + 1")
    if state is CaseState.REMOVED:
        sets.append("removed_by_run = :run")
    if (column := _STATE_TIMES.get(state)) is not None:
        sets.append(f"{column} = :at")
    values = {
        "id": case_id,
        "state": state,
        "at": stamp(at),
        "note": note,
        "contact": contact,
        "run": run_id,
    }
    with writing(db):
        db.execute(f"UPDATE removal_case SET {', '.join(sets)} WHERE id = :id", values)
        _add_step(db, values)


def annotate_case(
    db: Database, case_id: int, at: datetime, *, note: str = "", contact: str | None = None
) -> None:
    """Add a note or a contact to a case, which stays in its state."""
    values = {"id": case_id, "at": stamp(at), "note": note, "contact": contact, "run": None}
    with writing(db):
        db.execute(
            "UPDATE removal_case SET note = coalesce(nullif(:note, ''), note),"
            " contact = coalesce(:contact, contact) WHERE id = :id",
            values,
        )
        state = db.execute("SELECT state FROM removal_case WHERE id = ?", [case_id]).fetchone()[0]
        _add_step(db, {**values, "state": state})


def _add_step(db: Database, values: dict[str, object]) -> None:
    db.execute(
        "INSERT INTO removal_step (case_id, at, state, note, contact, run_id)"
        " VALUES (:id, :at, :state, :note, :contact, :run)",
        values,
    )


def settle_cases(db: Database, run_id: int, now: datetime) -> None:
    """Close cases whose links are all confirmed gone, and reopen those with one that is back.

    In the transaction that ends the run. One sighting reopens a case. A run that is in doubt
    closes none; nor does a link whose last look was in such a run.
    """
    is_trusted = db.execute(
        "SELECT outcome = 'finished' AND cause IS NULL FROM run WHERE id = ?", [run_id]
    ).fetchone()[0]
    if is_trusted:
        for case_id, values in _cases_at(db, set(CaseState) - CLOSED):
            links = f"{_LINKS_OF} {_of(values['page_id'])}"
            count, gone = db.execute(
                f"SELECT EXISTS (SELECT 1 {links}), NOT EXISTS (SELECT 1 {links} AND NOT {_GONE})",
                values,
            ).fetchone()
            if count and gone:
                note = f"All of its links are gone, confirmed by run {run_id}."
                move_case(db, case_id, CaseState.REMOVED, now, note=note, run_id=run_id)
    for case_id, values in _cases_at(db, {CaseState.REMOVED}):
        back = db.execute(
            f"SELECT backlink.id {_LINKS_OF} {_of(values['page_id'])}"
            " AND state.link_state IN ('present', 'elsewhere') LIMIT 1",
            values,
        ).fetchone()
        if back is not None:
            _reopen(db, case_id, back[0], run_id, now)


def _cases_at(db: Database, states: Set[CaseState]) -> list[tuple[int, dict[str, object]]]:
    rows = db.execute(
        "SELECT id, site, domain_id, page_id FROM removal_case"
        f" WHERE state IN ({','.join('?' * len(states))})",
        sorted(states),
    )
    return [(row[0], {"site": row[1], "domain_id": row[2], "page_id": row[3]}) for row in rows]


# An unknown or a missing link is no removal, nor is one that only a doubtful run calls lost.
_GONE = (
    "(coalesce(state.link_state, 'unknown') = 'lost' AND NOT EXISTS ("
    "SELECT 1 FROM run WHERE run.id = state.run_id"
    " AND (run.cause IS NOT NULL OR run.outcome = 'unhealthy')))"
)


def _reopen(db: Database, case_id: int, backlink_id: int, run_id: int, now: datetime) -> None:
    note = f"Backlink {backlink_id} is there again, seen by run {run_id} at the latest."
    move_case(db, case_id, CaseState.REVIEW, now, note=note, run_id=run_id)
    db.execute(
        f"UPDATE removal_case SET {_ANSWERS}, asked_at = NULL, candidate_at = NULL,"
        " exported_at = NULL, removed_at = NULL, removed_by_run = NULL WHERE id = ?",
        [case_id],
    )


def linking_pages(db: Database, site: str, case_id: int) -> list[LinkingPage]:
    """Return the pages of a case's domain that link to the site, with what the audit says of them.

    Of a case about a page: that page alone.
    """
    domain_id, page_id = db.execute(
        "SELECT domain_id, page_id FROM removal_case WHERE id = ?", [case_id]
    ).fetchone()
    rows = db.execute(
        "SELECT page.url, min(backlink.id), min(state.link_state IS 'lost'),"
        " max(state.link_state = 'present' AND found.quality IN ('A', 'B')),"
        " max(state.link_state = 'present' AND found.quality = 'X'), count(*)"
        f" {_LINKS_OF} LEFT JOIN audit_link AS found ON found.backlink_id = backlink.id"
        f" {_of(page_id)} GROUP BY page.id ORDER BY page.url",
        {"site": site, "domain_id": domain_id, "page_id": page_id},
    )
    return [
        LinkingPage(without_credentials(url), number, bool(gone), bool(good), bool(bad), links)
        for url, number, gone, good, bad, links in rows.fetchall()
    ]


def domain_signs(db: Database, site: str) -> dict[str, str]:
    """Return the signs of each referring domain of a site, as the last audit found them."""
    rows = db.execute(
        "SELECT referring_domain, signs FROM audited_domains WHERE target_site = ?", [site]
    )
    return {str(domain): str(signs) for domain, signs in rows.fetchall()}


def mark_exported(db: Database, case_ids: Iterable[int], at: datetime, note: str) -> None:
    """Note that candidates were written into a disavow file; the others stay as they are."""
    with writing(db):
        candidates = {
            number
            for (number,) in db.execute(
                "SELECT id FROM removal_case WHERE state = ?", [CaseState.CANDIDATE]
            ).fetchall()
        }
        for case_id in sorted(candidates.intersection(case_ids)):
            move_case(db, case_id, CaseState.EXPORTED, at, note=note)


def _of(page_id: object) -> str:
    return _OF_DOMAIN if page_id is None else _OF_PAGE


def _one(db: Database, sql: str, *values: object) -> int | None:
    row = db.execute(sql, values).fetchone()
    return None if row is None else int(row[0])


class Named(NamedTuple):
    """The links that a text to an owner names."""

    links: list[DraftLink]
    languages: list[str | None]
    """Of their pages."""

    contact: str | None
    """Of the case, or else of a list."""


_DRAFTED = {
    DraftKind.REMOVAL: "state.link_state IN ('present', 'elsewhere')",
    DraftKind.RECLAIM: "state.link_state = 'lost' AND state.last_present_at IS NOT NULL",
    DraftKind.NOFOLLOW: "state.link_state = 'present' AND state.countability = 'nofollow'",
    DraftKind.TARGET: "state.link_state = 'elsewhere'",
}


def links_to_name(db: Database, subject: Subject, kind: DraftKind, limit: int) -> Named:
    """Return the links of a domain or page that a text of that kind is about."""
    rows = db.execute(
        "SELECT page.url, target.target, state.anchor_text,"
        " date(coalesce(CASE state.link_state WHEN 'elsewhere' THEN state.last_checked_at END,"
        " state.last_present_at)),"
        " CASE state.link_state WHEN 'elsewhere' THEN state.url END, look.page_language,"
        f" agreement.contact {_LINKS_OF}"
        " LEFT JOIN page_look AS look ON look.page_id = page.id"
        " LEFT JOIN agreement ON agreement.backlink_id = backlink.id"
        f" {_of(subject.page_id)} AND {_DRAFTED[kind]} ORDER BY backlink.id LIMIT :limit",
        {**subject._asdict(), "limit": limit},
    ).fetchall()
    links = [
        DraftLink(without_credentials(page), without_credentials(target), anchor, day, linked)
        for page, target, anchor, day, linked, _, _ in rows
    ]
    case = case_of(db, subject)
    contacts = [case.contact if case else None, *(row[6] for row in rows)]
    return Named(links, [row[5] for row in rows], next((each for each in contacts if each), None))
