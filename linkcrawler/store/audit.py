"""What an audit reads, and keeping what it found. It reads one moment of the database."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlite_utils import Database

from linkcrawler.audit.desk import LostLink, Week
from linkcrawler.audit.material import Referrer, SeenLink, SeenPage, SourceClaim, TargetPage
from linkcrawler.audit.study import DomainStudy, LinkFinding
from linkcrawler.store.writing import writing
from linkcrawler.urls import without_credentials

# The order is that of the index on the pages of a domain: nothing is sorted, nothing is held.
_LINKS = """
SELECT
    page.domain_id, domain.name,
    page.id, page.url, look.page_title, look.page_language, look.declared_language, look.words,
    look.links_on_page, look.external_links_on_page, trait.external_domains, look.noindex_from,
    look.canonical, look.ip_address, coalesce(look.template_sketch, look.good_template_sketch),
    trait.terms, trait.disclosure, trait.guest, trait.offers, trait.owner_ids, trait.compression,
    backlink.id, target.target, target.site, target.role, state.page_state,
    coalesce(state.link_state, 'unknown'), coalesce(state.reason, 'not_checked'),
    CASE state.link_state WHEN 'present' THEN state.countability END,
    CASE state.link_state WHEN 'present' THEN state.not_counted_because END,
    CASE state.link_state WHEN 'present' THEN state.nofollow_from END,
    state.rel, state.anchor_text, state.anchor_source, state.placement, state.comment_platform,
    coalesce(seen.left_context, ''), coalesce(seen.right_context, ''),
    state.first_seen_at, state.first_checked_at, state.last_checked_at, state.last_present_at,
    state.missing_since_at, state.lost_at, backlink.added_at,
    (SELECT json_group_array(json_array(source, first_seen, last_seen, lost, lost_at, rel, metrics))
     FROM claim WHERE claim.backlink_id = backlink.id),
    (SELECT json_group_array(label) FROM label WHERE label.backlink_id = backlink.id),
    agreement.contact, agreement.cost
FROM page
CROSS JOIN domain ON domain.id = page.domain_id
CROSS JOIN backlink ON backlink.page_id = page.id
CROSS JOIN target ON target.id = backlink.target_id
LEFT JOIN backlink_state AS state ON state.backlink_id = backlink.id
LEFT JOIN observation AS seen ON seen.id = state.observation_id
LEFT JOIN page_look AS look ON look.page_id = page.id
LEFT JOIN page_trait AS trait ON trait.page_id = page.id
LEFT JOIN agreement ON agreement.backlink_id = backlink.id
WHERE target.site IN (SELECT value FROM json_each(?))
ORDER BY page.domain_id, page.id
"""
_PAGE_AT, _LINK_AT = 2, 21
_REPEATED = [
    SeenLink._fields.index(name) - SeenLink._fields.index("target") - 1
    for name in ("site", "role", "link_state", "countability", "placement")
]
_LANGUAGE_AT = SeenPage._fields.index("language") - SeenPage._fields.index("url") - 1
_NONE = "[]"

_NAMES = """
SELECT DISTINCT domain.name FROM target
JOIN backlink ON backlink.target_id = target.id
JOIN page ON page.id = backlink.page_id
JOIN domain ON domain.id = page.domain_id
WHERE target.site IN (SELECT value FROM json_each(?))
"""

_ROLES = """
SELECT site, max(role) FROM target
WHERE site IN (SELECT value FROM json_each(?)) GROUP BY site
"""

_METRICS = """
SELECT DISTINCT domain.name, claim.metrics FROM target
JOIN backlink ON backlink.target_id = target.id
JOIN claim ON claim.backlink_id = backlink.id
JOIN page ON page.id = backlink.page_id
JOIN domain ON domain.id = page.domain_id
WHERE target.site IN (SELECT value FROM json_each(?)) AND claim.metrics <> ''
"""

_TARGETS = """
SELECT target.id, target.target, target.site, look.checked_at, look.page_state, look.http_status,
    look.final_url, look.reason, look.canonical, coalesce(look.canonical_away, 0),
    look.noindex_from, look.page_title, look.page_language, look.terms, look.linked_domains
FROM target LEFT JOIN target_look AS look ON look.target_id = target.id
WHERE target.site = ? ORDER BY target.id
"""

_WEEKS = """
WITH told AS (
    SELECT event.at AS at, event.kind AS kind FROM event
    JOIN backlink ON backlink.id = event.backlink_id
    JOIN target ON target.id = backlink.target_id
    WHERE target.site = :site AND event.kind IN ('recovered', 'lost', 'changed')
    UNION ALL
    SELECT state.first_seen_at, 'found' FROM target
    JOIN backlink ON backlink.target_id = target.id
    JOIN backlink_state AS state ON state.backlink_id = backlink.id
    WHERE target.site = :site AND state.first_seen_at IS NOT NULL
)
SELECT date(at, 'weekday 0', '-6 days') AS monday,
    sum(kind IN ('found', 'recovered')), sum(kind = 'lost'), sum(kind = 'changed')
FROM told GROUP BY monday ORDER BY monday
"""

_LOST_FROM = """
backlink_state AS state
JOIN backlink ON backlink.id = state.backlink_id
JOIN target ON target.id = backlink.target_id
JOIN page ON page.id = backlink.page_id
JOIN domain ON domain.id = page.domain_id
LEFT JOIN agreement ON agreement.backlink_id = backlink.id
WHERE state.link_state = 'lost' AND state.last_present_at IS NOT NULL AND target.site = ?
"""
_LOST = f"""
SELECT backlink.id, page.url, domain.name, target.target, state.lost_at, state.last_present_at,
    state.reason, state.anchor_text, agreement.contact
FROM {_LOST_FROM}
ORDER BY state.lost_at DESC, backlink.id
LIMIT ?
"""


QUERIES: Mapping[str, tuple[str, Callable[[str], object]]] = {
    "links": (_LINKS, lambda site: [json.dumps([site])]),
    "targets": (_TARGETS, lambda site: [site]),
    "weeks": (_WEEKS, lambda site: {"site": site}),
    "lost": (_LOST, lambda site: [site, 1]),
}
"""The queries that grow with the store, each with its values for a site, to look at their plans."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedSite:
    """A site that backlinks of the store point at."""

    site: str
    role: str
    backlinks: int


@contextmanager
def one_moment(db: Database) -> Iterator[None]:
    """Read the database as it is now, whatever other processes write meanwhile."""
    db.conn.execute("BEGIN")
    try:
        yield
    finally:
        db.conn.commit()


def audited_sites(db: Database) -> list[AuditedSite]:
    """Return the sites of all targets, those with the most backlinks first."""
    rows = db.execute(
        "SELECT target.site, target.role, count(*) FROM backlink"
        " JOIN target ON target.id = backlink.target_id WHERE target.site <> ''"
        " GROUP BY target.site, target.role ORDER BY count(*) DESC, target.site"
    )
    return [AuditedSite(site=site, role=role, backlinks=count) for site, role, count in rows]


def referrers(db: Database, sites: Sequence[str]) -> Iterator[Referrer]:
    """Yield each referring domain once for each of the sites that it has known links to.

    A site has one role: it is an own one if one of its targets is.
    """
    roles = dict(db.execute(_ROLES, [json.dumps(list(sites))]).fetchall())
    rows = db.execute(_LINKS, [json.dumps(list(sites))])
    for (domain_id, domain), of_domain in groupby(rows, key=lambda row: (row[0], row[1])):
        links = sorted(_links(of_domain), key=attrgetter("site"))
        for site, group in groupby(links, key=attrgetter("site")):
            yield Referrer(domain_id, domain, site, roles[site], tuple(group))


def _links(rows: Iterable[Sequence[Any]]) -> Iterator[SeenLink]:
    page: SeenPage | None = None
    for row in rows:
        if page is None or page.id != row[_PAGE_AT]:
            page = _page(row[_PAGE_AT:_LINK_AT])
        number, target, *plain, claims, labels, contact, cost = row[_LINK_AT:]
        for place in _REPEATED:
            plain[place] = _once(plain[place])
        claimed = tuple(map(_claim, json.loads(claims))) if claims != _NONE else ()
        labelled = tuple(json.loads(labels)) if labels != _NONE else ()
        told = (claimed, labelled, contact, cost)
        yield SeenLink._make((number, page, _shown(target), *plain, *told))


@lru_cache(maxsize=4_096)
def _once(text: str | None) -> str | None:
    """Return the one text of those that are alike, since studies keep them by the million."""
    return text


_shown = lru_cache(maxsize=4_096)(without_credentials)


def _page(row: Sequence[Any]) -> SeenPage:
    number, url, *facts, terms, disclosure, guest, offers, owner_ids, compression = row
    traits = (_words(terms), disclosure, guest, offers, _words(owner_ids), compression)
    facts[_LANGUAGE_AT] = _once(facts[_LANGUAGE_AT])
    return SeenPage._make((number, without_credentials(url), *facts, *traits))


def _claim(claim: Sequence[Any]) -> SourceClaim:
    *plain, lost, lost_at, rel, metrics = claim
    numbers = json.loads(metrics) if metrics else {}
    is_lost = None if lost is None else bool(lost)
    return SourceClaim._make((*plain, is_lost, lost_at, rel, numbers))


def _words(text: str | None) -> tuple[str, ...]:
    return tuple((text or "").split())


def referring_domains(db: Database, sites: Sequence[str]) -> set[str]:
    """Return the names of all domains with known links to the sites."""
    rows = db.execute(_NAMES, [json.dumps(list(sites))])
    return {str(row[0]) for row in rows}


def ratings(db: Database, sites: Sequence[str]) -> dict[str, dict[str, float]]:
    """Return the best value of each of the tools' metrics, by domain with links to the sites.

    A domain that no list rates has none.
    """
    found: dict[str, dict[str, float]] = {name: {} for name in referring_domains(db, sites)}
    for name, written in db.execute(_METRICS, [json.dumps(list(sites))]):
        best = found[name]
        for metric, value in json.loads(written).items():
            best[metric] = max(value, best.get(metric, value))
    return found


def target_pages(db: Database, site: str) -> list[TargetPage]:
    """Return the pages of a site that backlinks point at, with the last look at each."""
    return [_target(row) for row in db.execute(_TARGETS, [site])]


def _target(row: Sequence[Any]) -> TargetPage:
    number, target, *seen = row
    *plain, away, noindex, title, language, terms, domains = seen
    last = (bool(away), noindex, title, language, _words(terms), _words(domains))
    return TargetPage._make((number, without_credentials(target), *plain, *last))


def weeks_of(db: Database, site: str) -> list[Week]:
    """Return what changed in each week from the first change to the last one, without gaps."""
    told = {str(row[0]): Week(*row) for row in db.execute(_WEEKS, {"site": site})}
    if not told:
        return []
    monday, last = date.fromisoformat(min(told)), date.fromisoformat(max(told))
    weeks = []
    while monday <= last:
        weeks.append(told.get(monday.isoformat(), Week(monday.isoformat(), 0, 0, 0)))
        monday += timedelta(days=7)
    return weeks


def lost_links(db: Database, site: str, limit: int) -> list[LostLink]:
    """Return links that were there and are lost, the last lost one first."""
    return [
        LostLink(row[0], without_credentials(row[1]), row[2], without_credentials(row[3]), *row[4:])
        for row in db.execute(_LOST, [site, limit])
    ]


def last_run_at(db: Database) -> str | None:
    """Return when the last run that can be trusted ended; ``None``: there was none."""
    row = db.execute("SELECT max(finished_at) FROM run WHERE outcome = 'finished'").fetchone()
    return str(row[0]) if row[0] else None


def totals(db: Database, site: str) -> dict[str, int]:
    """Return counts that no look over the links gives: runs, and checks of this site's links."""
    runs = db.execute("SELECT count(*) FROM run WHERE outcome = 'finished'").fetchone()[0]
    checks = db.execute(
        "SELECT coalesce(sum(state.checks), 0) FROM target"
        " JOIN backlink ON backlink.target_id = target.id"
        " JOIN backlink_state AS state ON state.backlink_id = backlink.id WHERE target.site = ?",
        [site],
    ).fetchone()[0]
    lost = db.execute(f"SELECT count(*) FROM {_LOST_FROM}", [site]).fetchone()[0]
    return {"runs": int(runs), "checks": int(checks), "lost_seen": int(lost)}


def last_figures(db: Database, site: str, at: str | None = None) -> tuple[str, dict[str, float]]:
    """Return time and figures of the last audit of a site, or of the last one up to ``at``.

    The time is empty where there is none.
    """
    row = db.execute(
        "SELECT at, figures FROM audit WHERE site = ? AND at <= coalesce(?, '9')"
        " ORDER BY at DESC, id DESC LIMIT 1",
        [site, at],
    ).fetchone()
    return (row[0], json.loads(row[1])) if row else ("", {})


_LINK_COLUMNS = "backlink_id, quality, anchor_class, relevance, matched_terms, signs, anchor"
_DOMAIN_COLUMNS = (
    "domain_id, site, role, quality, signs, pages, links, present, followed, authority,"
    " authority_from, relevance, country, gained_on, gained_from, lost_on,"
    " linking_pages, pairs"
)


class Findings:
    """Gathers what an audit finds beside the database, and puts it into it at the end.

    Beside it, since another process may want to write while the audit thinks.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        for table, columns in (("found_link", _LINK_COLUMNS), ("found_domain", _DOMAIN_COLUMNS)):
            db.execute(f"DROP TABLE IF EXISTS temp.{table}")
            db.execute(f"CREATE TEMP TABLE {table} ({columns})")

    def add(self, study: DomainStudy, findings: Sequence[LinkFinding]) -> None:
        """Take in what was found of one domain."""
        self._db.conn.executemany(
            "INSERT INTO temp.found_link VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    found.backlink_id,
                    found.quality,
                    found.anchor_class,
                    found.relevance,
                    " ".join(found.matched_terms),
                    " ".join(found.signs),
                    found.anchor,
                )
                for found in findings
            ],
        )
        self._db.conn.execute(
            f"INSERT INTO temp.found_domain VALUES ({', '.join('?' * 18)})",
            [
                study.domain_id,
                study.site,
                study.role,
                study.quality,
                " ".join(study.signs),
                study.pages,
                study.links,
                study.present,
                study.followed,
                study.authority,
                study.authority_from,
                study.relevance,
                study.country,
                study.gained_on,
                study.gained_from,
                study.lost_on,
                study.linking_pages,
                study.pairs,
            ],
        )

    def keep(self, site: str, at: str, figures: Mapping[str, float | None]) -> int:
        """Make this the last audit of the site, all or nothing; return its number."""
        with writing(self._db):
            audit_id = int(
                self._db.execute(
                    "INSERT INTO audit (site, at, figures) VALUES (?, ?, ?) RETURNING id",
                    [site, at, json.dumps(dict(figures))],
                ).fetchone()[0]
            )
            sites = "SELECT DISTINCT site FROM temp.found_domain"
            self._db.execute(f"DELETE FROM audit_domain WHERE site IN ({sites})")
            self._db.execute(
                f"INSERT INTO audit_domain (audit_id, {_DOMAIN_COLUMNS})"
                " SELECT ?, * FROM temp.found_domain",
                [audit_id],
            )
            self._db.execute(
                f"INSERT OR REPLACE INTO audit_link (audit_id, {_LINK_COLUMNS})"
                " SELECT ?, * FROM temp.found_link",
                [audit_id],
            )
        return audit_id
