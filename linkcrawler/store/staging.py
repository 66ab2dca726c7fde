"""Rows of a list on their way into the tables: first all of a batch, then one statement a table."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from functools import lru_cache

from sqlite_utils import Database

from linkcrawler.domains import site_of
from linkcrawler.models import Backlink, Claim
from linkcrawler.store.times import stamp
from linkcrawler.urls import web_host, web_href, without_fragment

CLAIMED = (
    "anchor_text",
    "rel",
    "first_seen",
    "last_seen",
    "link_kind",
    "lost",
    "lost_at",
    "lost_reason",
    "metrics",
)
"""What a tool can say of a backlink, as the table ``claim`` has it."""

OWN = "linkcrawler"
"""The source of what our own exports say."""

_AGREED = ("target", "anchor_text", "rel", "until", "cost", "campaign", "contact")
_TERMS = ("target", "anchor_text", "rel", "until")
_COLUMNS = (
    *("id INTEGER PRIMARY KEY", "url", "given", "domain", "target", "site", "role", "tags"),
    "claims",
    *(f"claim_{name}" for name in CLAIMED),
    *(f"agreed_{name}" for name in _AGREED),
)
_INSERT = f"INSERT INTO staged VALUES (NULL{', ?' * (len(_COLUMNS) - 1)})"


def prepare(db: Database) -> None:
    """Make room for a list; which backlinks it holds is kept in ``listed``."""
    db.execute("CREATE TEMP TABLE IF NOT EXISTS listed (backlink_id INTEGER PRIMARY KEY)")
    db.execute(f"CREATE TEMP TABLE IF NOT EXISTS staged ({', '.join(_COLUMNS)})")
    db.execute(
        "CREATE TEMP TABLE IF NOT EXISTS placed"
        " (staged_id INTEGER PRIMARY KEY, backlink_id INTEGER NOT NULL)"
    )
    db.execute("DELETE FROM listed")


def stage(
    db: Database, backlinks: Iterable[Backlink], import_id: int, source: str, now: datetime
) -> set[str]:
    """Take a batch of rows into the tables; return the sites that they link to."""
    db.conn.executemany(_INSERT, _staged_rows(backlinks))
    db.execute("INSERT OR IGNORE INTO domain (name) SELECT domain FROM staged")
    db.execute(
        "INSERT OR IGNORE INTO target (target, site, role) SELECT target, site,"
        " coalesce((SELECT role FROM target AS other"
        " WHERE other.site = staged.site AND other.site <> '' LIMIT 1), role, 'own') FROM staged"
        " GROUP BY target"
    )
    db.execute(
        "INSERT OR IGNORE INTO page (url, domain_id)"
        " SELECT url, domain.id FROM staged JOIN domain ON domain.name = staged.domain"
    )
    joined = (
        " FROM staged JOIN page ON page.url = staged.url"
        " JOIN target ON target.target = staged.target"
    )
    db.execute(
        "INSERT OR IGNORE INTO backlink (page_id, target_id, given, added_at)"
        f" SELECT page.id, target.id, staged.given, ?{joined}",
        [stamp(now)],
    )
    db.execute(
        f"INSERT INTO placed SELECT staged.id, backlink.id{joined}"
        " JOIN backlink ON backlink.page_id = page.id AND backlink.target_id = target.id"
        " AND backlink.given = staged.given"
    )
    db.execute("INSERT OR IGNORE INTO listed SELECT backlink_id FROM placed")
    _take_claims(db, import_id, source)
    _take_agreements(db, import_id)
    sites = {str(row[0]) for row in db.execute("SELECT DISTINCT site FROM staged")}
    db.execute("DELETE FROM staged")
    db.execute("DELETE FROM placed")
    return sites


def _take_claims(db: Database, import_id: int, source: str) -> None:
    """Keep what a source says now in place of what it said before; silence takes nothing back."""
    nothing = f"coalesce({', '.join(f'excluded.{name}' for name in CLAIMED)}) IS NULL"
    kept = ", ".join(f"{name} = iif({nothing}, {name}, excluded.{name})" for name in CLAIMED)
    db.execute(
        f"INSERT INTO claim (backlink_id, source, import_id, {', '.join(CLAIMED)})"
        f" SELECT backlink_id, ?, ?, {', '.join(f'claim_{name}' for name in CLAIMED)}"
        " FROM placed JOIN staged ON staged.id = placed.staged_id WHERE true ORDER BY staged.id"
        " ON CONFLICT (backlink_id, source)"
        f" DO UPDATE SET import_id = excluded.import_id, {kept}",
        [source, import_id],
    )
    # An export of ours says what tools said then; what they say themselves is newer.
    told = ", ".join(f"json_extract(told.value, '$.{name}')" for name in CLAIMED)
    db.execute(
        f"INSERT OR IGNORE INTO claim (backlink_id, source, import_id, {', '.join(CLAIMED)})"
        f" SELECT backlink_id, json_extract(told.value, '$.source'), ?, {told}"
        " FROM staged JOIN placed ON placed.staged_id = staged.id, json_each(staged.claims) AS told"
        " WHERE staged.claims IS NOT NULL",
        [import_id],
    )


def _take_agreements(db: Database, import_id: int) -> None:
    """Keep what was agreed, and which list told it first; an empty cell takes nothing back."""
    agreed = ", ".join(f"agreed_{name}" for name in _AGREED)
    kept = ", ".join(f"{name} = coalesce(excluded.{name}, {name})" for name in _AGREED)
    is_new = " OR ".join(
        f"excluded.{name} IS NOT NULL AND {name} IS NOT excluded.{name}" for name in _TERMS
    )
    db.execute(
        f"INSERT INTO agreement (backlink_id, import_id, {', '.join(_AGREED)})"
        f" SELECT backlink_id, ?, {agreed} FROM placed JOIN staged ON staged.id = placed.staged_id"
        f" WHERE coalesce({agreed}) IS NOT NULL ORDER BY staged.id"
        " ON CONFLICT (backlink_id) DO UPDATE SET"
        f" import_id = iif({is_new}, excluded.import_id, import_id), {kept}",
        [import_id],
    )
    db.execute(
        "INSERT OR IGNORE INTO label SELECT backlink_id, tag.value"
        " FROM staged JOIN placed ON placed.staged_id = staged.id, json_each(staged.tags) AS tag"
        " WHERE staged.tags IS NOT NULL"
    )


def page_url(referring_page: str) -> str:
    """Return the address that is fetched for a referring page as a user may write it."""
    return _page_href(referring_page) or referring_page


def _page_href(referring_page: str) -> str | None:
    """Return the address in normal form; ``None``: it is none."""
    text = referring_page.strip()
    if not re.match(r"[a-z][a-z0-9+.-]*:", text, re.I) or _is_host_and_port(text):
        text = f"http://{text.lstrip('/')}"
    href = web_href(text)
    return without_fragment(href) if href else None


def _is_host_and_port(text: str) -> bool:
    return bool(re.match(r"[\w.-]+\.[\w-]+:\d+(?:/|$)", text))


def _staged_rows(backlinks: Iterable[Backlink]) -> Iterator[tuple[object, ...]]:
    for backlink in backlinks:
        href = _page_href(backlink.referring_page)
        url = href or backlink.referring_page
        claim, agreed = backlink.claim, backlink.agreement
        yield (
            url,
            "" if backlink.referring_page == url else backlink.referring_page,
            _site(href),
            backlink.target,
            _target_site(backlink.target),
            backlink.site_role,
            json.dumps(agreed.tags) if agreed.tags else None,
            _as_json(backlink.other_claims) if backlink.other_claims else None,
            claim.anchor_text,
            claim.rel,
            claim.first_seen,
            claim.last_seen,
            claim.link_kind,
            claim.lost,
            claim.lost_at,
            claim.lost_reason,
            json.dumps(claim.metrics) if claim.metrics else None,
            agreed.target,
            agreed.anchor_text,
            agreed.rel,
            agreed.until,
            agreed.cost,
            agreed.campaign,
            agreed.contact,
        )


def _as_json(claims: Mapping[str, Claim]) -> str:
    return json.dumps(
        [
            {"source": source, **asdict(claim), "metrics": claim.metrics or None}
            for source, claim in claims.items()
        ]
    )


@lru_cache(maxsize=4_096)  # a list names few targets, each on very many rows
def _target_site(target: str) -> str:
    return _site(_page_href(target))


def _site(href: str | None) -> str:
    """Return the site of an address in normal form; empty where there is none."""
    host = web_host(href) if href else None
    return site_of(host) if host else ""
