"""Writing looks: rows, events and ledger in one transaction, by one writer, in batches."""

import json
from collections.abc import Sequence

from sqlite_utils import Database

from linkcrawler.judge.due import next_look, shows_change
from linkcrawler.models import Check, Evidence, Fetch, LinkObservation, Look
from linkcrawler.states import LinkState, PageState
from linkcrawler.store.due import unanswered
from linkcrawler.store.evidence import evidence_of
from linkcrawler.store.readings import keep_readings
from linkcrawler.store.robots import KeptRobots, keep_robots
from linkcrawler.store.times import read_stamp, stamp
from linkcrawler.store.traits import keep_traits
from linkcrawler.store.undo import StatesBefore
from linkcrawler.store.writing import writing

_READ = frozenset({PageState.OK, PageState.MOVED})

Row = dict[str, object]


class LookWriter:
    """Writes the looks of one run; the only thing that writes while a run goes on."""

    def __init__(self, db: Database, run_id: int) -> None:
        self._db = db
        self._run_id = run_id
        self._before = StatesBefore(db, run_id)
        began = db.execute("SELECT started_at FROM run WHERE id = ?", [run_id]).fetchone()
        self._began_at = read_stamp(began[0] if began else None)
        self._next_observation = 1 + int(
            db.execute("SELECT coalesce(max(id), 0) FROM observation").fetchone()[0]
        )

    def write(self, looks: Sequence[Look], robots: Sequence[KeptRobots] = ()) -> None:
        """Store the looks and strike their pages off the ledger, all or nothing."""
        pages: list[Row] = []
        states: list[Row] = []
        observations: list[Row] = []
        sightings: list[Row] = []
        events: list[Row] = []
        next_observation = self._next_observation
        for look in looks:
            facts = _facts_columns(look)
            pages.append({**self._page_row(look.evidence), **facts, **_good_columns(look, facts)})
            for check in look.checks:
                observation_id = _unchanged(check)
                if observation_id is None:
                    observation_id = next_observation
                    next_observation += 1
                    row = self._observation_row(observation_id, look, check)
                    observations.append({**row, "evidence": evidence_of(look, check)})
                    sightings += _sighting_rows(observation_id, check.links)
                states.append(self._state_row(observation_id, look, check))
            events += self._event_rows(look)
        with writing(self._db):
            self._before.keep(looks)
            for look, page in zip(looks, pages, strict=True):  # a page may have two looks
                self._db.conn.execute(_PAGE_UPDATE, self._due_row(look))
                self._db.conn.execute(_LOOK_UPSERT, page)
            self._db.table("observation").insert_all(observations)
            self._db.table("sighting").insert_all(sightings)
            self._db.conn.executemany(_STATE_UPSERT, states)
            self._db.table("event").insert_all(events)
            self._strike(looks)
            keep_robots(self._db, robots)
            keep_readings(self._db, looks)
            were_read = zip(looks, pages, strict=True)
            keep_traits(self._db, (look for look, page in were_read if page["words"] is not None))
        self._next_observation = next_observation

    def _strike(self, looks: Sequence[Look]) -> None:
        """Strike off the pages that no backlink is owed of any more: one may have two looks."""
        self._db.conn.executemany(
            "DELETE FROM owed WHERE page_id = :id"
            " AND domain_id = (SELECT domain_id FROM page WHERE id = :id)"
            f" AND NOT {unanswered(':id')}",
            [{"id": look.evidence.page.id, "run": self._run_id} for look in looks],
        )

    def _due_row(self, look: Look) -> Row:
        at = look.evidence.checked_at
        due = next_look(look, self._began_at or at)
        return {
            "page_id": look.evidence.page.id,
            "run_id": self._run_id,
            "at": stamp(at),
            "next_check_at": stamp(due.at),
            "urgent": int(due.is_urgent),
            "changes": int(shows_change(look.events)),
        }

    def _page_row(self, evidence: Evidence) -> Row:
        fetch = evidence.fetch
        return {
            "page_id": evidence.page.id,
            "run_id": self._run_id,
            "checked_at": stamp(evidence.checked_at),
            "outcome": fetch.outcome.value,
            "http_status": fetch.status,
            "final_url": fetch.final_url,
            "hops": json.dumps([[hop.url, hop.status] for hop in fetch.hops])
            if fetch.hops
            else None,
            "incomplete": fetch.incomplete,
            "tls_error": fetch.tls_error,
            "detail": _detail(evidence),
            "body_bytes": fetch.body_bytes,
            "elapsed_s": fetch.elapsed_s,
            "ip_address": fetch.ip_address,
            "original_look": _how_it_ended(evidence.original.fetch) if evidence.original else None,
        }

    def _state_row(self, observation_id: int, look: Look, check: Check) -> Row:
        verdict, now = check.verdict, stamp(look.evidence.checked_at)
        is_present = verdict.link_state is LinkState.PRESENT
        is_known = verdict.link_state is not LinkState.UNKNOWN
        return {
            "backlink_id": check.backlink.id,
            "run_id": self._run_id,
            "page_state": verdict.page_state.value,
            "link_state": verdict.link_state.value,
            "known_state": verdict.link_state.value if is_known else None,
            "known_at": now if is_known else None,
            "reason": verdict.reason.value,
            **_link_columns(verdict.link if is_present else None),
            "entry_url": verdict.link.entry_url if is_present and verdict.link else None,
            "countability": verdict.countability,
            "rendered": int(is_present and verdict.link is not None and verdict.link.rendered),
            "nofollow_from": verdict.nofollow_from,
            "not_counted_because": verdict.not_counted_because,
            "now": now,
            "present_at": now if is_present else None,
            "missing_since_at": stamp(check.missing_since_at) if check.missing_since_at else None,
            "absent_at": stamp(check.absent_at) if check.absent_at else None,
            "absences": check.absences,
            "rechecks": check.rechecks,
            "unverifiable_since_at": None if is_known else now,
            "lost_at": now if verdict.link_state is LinkState.LOST else None,
            "observation_id": observation_id,
        }

    def _observation_row(self, observation_id: int, look: Look, check: Check) -> Row:
        verdict, fetch = check.verdict, look.evidence.fetch
        link = verdict.link
        return {
            "id": observation_id,
            "backlink_id": check.backlink.id,
            "run_id": self._run_id,
            "at": stamp(look.evidence.checked_at),
            "page_state": verdict.page_state.value,
            "link_state": verdict.link_state.value,
            "reason": verdict.reason.value,
            "http_status": fetch.status,
            "final_url": verdict.found_at or fetch.final_url,
            "detail": _detail(look.evidence),
            **_link_columns(link),
            "countability": verdict.countability,
            "nofollow_from": verdict.nofollow_from,
            "not_counted_because": verdict.not_counted_because,
            "placement_rule": link.placement_rule if link else None,
            "left_context": link.left_context if link else None,
            "right_context": link.right_context if link else None,
        }

    def _event_rows(self, look: Look) -> list[Row]:
        return [
            {
                "at": stamp(look.evidence.checked_at),
                "run_id": self._run_id,
                "backlink_id": event.backlink_id,
                "kind": event.kind.value,
                "field": event.field,
                "old": event.old,
                "new": event.new,
                "reason": event.reason.value,
            }
            for event in look.events
        ]


def _how_it_ended(fetch: Fetch) -> str:
    """Return the status of the answer, or else the closed word for why none came."""
    return str(fetch.status) if fetch.status is not None else fetch.outcome.value


def _link_columns(link: LinkObservation | None) -> Row:
    """Return the columns that say what the link looks like; all ``None`` where none was seen."""
    return {
        "url": link.url if link else None,
        "match_level": link.match_level if link else None,
        "anchor_text": link.anchor_text if link else None,
        "anchor_source": link.anchor_source if link else None,
        "rel": " ".join(link.rel) if link else None,
        "placement": link.placement if link else None,
        "comment_platform": link.comment_platform if link else None,
        "evidence_html": link.html if link else None,
        "dom_path": link.dom_path if link else None,
    }


def _detail(evidence: Evidence) -> str | None:
    """Return the message of a failure, or what came instead of the page was known by."""
    known_by = evidence.facts.recognised if evidence.facts else None
    return evidence.fetch.detail[:500] or (f"known by {known_by}" if known_by else None)


# ``words`` is NULL where the page was not read; then the facts of the last time it was stay.
_FACTS_COLUMNS = (
    "page_title",
    "canonical",
    "page_language",
    "declared_language",
    "language_conflict",
    "noindex_from",
    "text_sketch",
    "template_sketch",
    "comment_widget",
    "words",
    "links_on_page",
    "external_links_on_page",
)
_FETCH_COLUMNS = (
    "run_id",
    "checked_at",
    "outcome",
    "http_status",
    "final_url",
    "hops",
    "incomplete",
    "tls_error",
    "detail",
    "body_bytes",
    "elapsed_s",
    "ip_address",
    "original_look",
)
# ``good_at`` is NULL where the look does not change what is kept of the last good one.
_GOOD_COLUMNS = ("good_at", "good_title", "good_text_sketch", "good_template_sketch")
_LOOK_COLUMNS = ("page_id", *_FETCH_COLUMNS, *_FACTS_COLUMNS, *_GOOD_COLUMNS, "seen_at")
_LOOK_UPSERT = f"""
INSERT INTO page_look ({", ".join(_LOOK_COLUMNS)})
VALUES ({", ".join(f":{name}" for name in _LOOK_COLUMNS)})
ON CONFLICT (page_id) DO UPDATE SET
    {", ".join(f"{name} = excluded.{name}" for name in _FETCH_COLUMNS)},
    {
    ", ".join(
        f"{name} = CASE WHEN excluded.words IS NULL AND words IS NOT NULL"
        f" THEN {name} ELSE excluded.{name} END"
        for name in _FACTS_COLUMNS
    )
},
    {
    ", ".join(
        f"{name} = CASE WHEN excluded.good_at IS NULL THEN {name} ELSE excluded.{name} END"
        for name in _GOOD_COLUMNS
    )
},
    seen_at = coalesce(excluded.seen_at, seen_at)
"""
# Written before the look itself: a page that this run has answered for, but for a backlink that
# is new or was seen on the way, keeps what the others ask for. Times that lie ahead are of a clock
# that was wrong.
_PAGE_UPDATE = """
UPDATE page SET
    next_check_at = CASE WHEN partly THEN min(next_check_at, :next_check_at)
        ELSE :next_check_at END,
    urgent = CASE WHEN partly THEN max(urgent, :urgent) ELSE :urgent END,
    checked_at = :at,
    first_checked_at = min(coalesce(first_checked_at, :at), :at),
    changed_at = CASE WHEN :changes THEN :at ELSE min(changed_at, :at) END,
    changes = changes + :changes
FROM (SELECT EXISTS (
    SELECT 1 FROM page_look WHERE page_id = :page_id AND run_id = :run_id) AS partly)
WHERE id = :page_id
"""
_SEEN_COLUMNS = (
    *_link_columns(None),
    "entry_url",
    "rendered",
    "countability",
    "nofollow_from",
    "not_counted_because",
)
_STATE_UPSERT = f"""
INSERT INTO backlink_state (
    backlink_id, run_id, page_state, link_state, known_state, reason, {", ".join(_SEEN_COLUMNS)},
    first_seen_at, first_checked_at, last_checked_at, last_present_at, missing_since_at, absent_at,
    absences, rechecks, known_at, unverifiable_since_at, lost_at, checks, observation_id)
VALUES (
    :backlink_id, :run_id, :page_state, :link_state, :known_state, :reason,
    {", ".join(f":{name}" for name in _SEEN_COLUMNS)},
    :present_at, :now, :now, :present_at, :missing_since_at, :absent_at,
    :absences, :rechecks, :known_at, :unverifiable_since_at, :lost_at, 1, :observation_id)
ON CONFLICT (backlink_id) DO UPDATE SET
    run_id = excluded.run_id,
    page_state = excluded.page_state,
    link_state = excluded.link_state,
    known_state = CASE WHEN known_state = 'lost' AND excluded.link_state <> 'present'
        THEN known_state ELSE coalesce(excluded.known_state, known_state) END,
    reason = excluded.reason,
    {
    ", ".join(
        f"{name} = CASE excluded.link_state WHEN 'present' THEN excluded.{name} ELSE {name} END"
        for name in _SEEN_COLUMNS
    )
},
    first_seen_at = coalesce(first_seen_at, excluded.first_seen_at),
    last_checked_at = excluded.last_checked_at,
    last_present_at = coalesce(excluded.last_present_at, last_present_at),
    missing_since_at = excluded.missing_since_at,
    absent_at = excluded.absent_at,
    absences = excluded.absences,
    rechecks = excluded.rechecks,
    known_at = coalesce(excluded.known_at, known_at),
    unverifiable_since_at = CASE excluded.link_state
        WHEN 'unknown' THEN coalesce(unverifiable_since_at, excluded.unverifiable_since_at) END,
    lost_at = CASE excluded.link_state
        WHEN 'lost' THEN coalesce(lost_at, excluded.lost_at)
        WHEN 'unknown' THEN lost_at END,
    checks = checks + 1,
    observation_id = excluded.observation_id
"""


def _facts_columns(look: Look) -> Row:
    """Return what the page said of itself; all ``None`` where no page came.

    What came in its place (a bot wall, a soft 404) is told as well, but without ``words``.
    """
    fetch, facts = look.evidence.fetch, look.evidence.facts
    if fetch.status is None or not 200 <= fetch.status < 300 or not (facts and facts.encoding):
        return dict.fromkeys((*_FACTS_COLUMNS, "seen_at"))
    was_read = any(
        check.verdict.link_state is LinkState.PRESENT or check.verdict.page_state in _READ
        for check in look.checks
    )
    return {
        "page_title": facts.title,
        "canonical": facts.canonical,
        "page_language": facts.language,
        "declared_language": facts.declared_language,
        "language_conflict": facts.language_conflict,
        "noindex_from": facts.robots.noindex_from,
        "text_sketch": facts.text_sketch if was_read else None,
        "template_sketch": facts.template_sketch if was_read else None,
        "comment_widget": facts.comment_widget if was_read else None,
        "words": facts.words if was_read else None,
        "links_on_page": facts.links_on_page,
        "external_links_on_page": facts.external_links_on_page,
        "seen_at": stamp(look.evidence.checked_at) if was_read and not fetch.not_modified else None,
    }


def _good_columns(look: Look, facts: Row) -> Row:
    """Return the page's fingerprint, if it is one that links were seen on; else all ``None``.

    While a link of the page is missing and not yet confirmed as lost, that of before stays: it is
    what the page without the link is compared with.
    """
    verdicts = [(check.backlink.last, check.verdict.link_state) for check in look.checks]
    has_link = any(state is LinkState.PRESENT for _, state in verdicts)
    misses_one = any(
        state is LinkState.MISSING and last is not None and last.last_present_at is not None
        for last, state in verdicts
    )
    if not has_link or misses_one or facts["words"] is None:
        return dict.fromkeys(_GOOD_COLUMNS)
    return {
        "good_at": stamp(look.evidence.checked_at),
        "good_title": facts["page_title"],
        "good_text_sketch": facts["text_sketch"],
        "good_template_sketch": facts["template_sketch"],
    }


def _sighting_rows(observation_id: int, links: Sequence[LinkObservation]) -> list[Row]:
    return [
        {
            "observation_id": observation_id,
            "position": link.position,
            "url": link.url,
            "match_level": link.match_level,
            "anchor_text": link.anchor_text,
            "anchor_source": link.anchor_source,
            "rel": " ".join(link.rel),
            "placement": link.placement,
            "dom_path": link.dom_path,
        }
        for link in links
    ]


def _unchanged(check: Check) -> int | None:
    """Return the observation that still holds; ``None`` if this look differs from the last one."""
    last, verdict, link = check.backlink.last, check.verdict, check.verdict.link
    if last is None or last.observation_id is None:
        return None
    same_state = (last.link_state, last.page_state, last.reason) == (
        verdict.link_state,
        verdict.page_state,
        verdict.reason,
    )
    if not same_state:
        return None
    if verdict.link_state is LinkState.PRESENT and link is not None:
        seen = (
            link.url,
            link.anchor_text,
            " ".join(link.rel),
            verdict.countability,
            link.placement,
        )
        if seen != (last.url, last.anchor_text, last.rel, last.countability, last.placement):
            return None
    return last.observation_id
