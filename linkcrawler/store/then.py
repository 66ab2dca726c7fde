"""The store as it was at a time: what a backlink was known to be, and what was said of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from linkcrawler.models import DuePage, KnownBacklink, LastSight
from linkcrawler.states import LinkState, PageState, Placement, Reason
from linkcrawler.store.times import read_stamp, stamp
from linkcrawler.urls import without_credentials

VERDICT_COLUMNS = (
    *("page_state", "link_state", "reason", "countability"),
    *("url", "anchor_text", "rel", "placement"),
)
"""What is said of a backlink, and compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageThen:
    """A page with its backlinks as they were before a look, and what the look said of them."""

    page: DuePage
    said: dict[int, dict[str, str | None]]
    """Verdict columns by the backlink's id; no entry: it was not looked at yet."""


def page_then(db: Database, page_id: int, at: datetime) -> PageThen | None:
    """Return a page as it was at a look; ``None``: there is no such page."""
    row = db.execute(
        "SELECT page.url, domain.name FROM page JOIN domain ON domain.id = page.domain_id"
        " WHERE page.id = ?",
        [page_id],
    ).fetchone()
    if row is None:
        return None
    backlinks, said = [], {}
    for backlink_id, target in db.execute(
        "SELECT backlink.id, target.target FROM backlink"
        " JOIN target ON target.id = backlink.target_id WHERE backlink.page_id = ?"
        " ORDER BY backlink.id",
        [page_id],
    ).fetchall():
        last = _last_before(db, backlink_id, at)
        backlinks.append(KnownBacklink(id=backlink_id, target=target, last=last))
        columns = db.execute(
            f"SELECT {', '.join(VERDICT_COLUMNS)} FROM observation"
            " WHERE backlink_id = ? AND at <= ? ORDER BY id DESC LIMIT 1",
            [backlink_id, stamp(at)],
        ).fetchone()
        if columns is not None:
            said[backlink_id] = dict(zip(VERDICT_COLUMNS, columns, strict=True))
    page = DuePage(id=page_id, url=row[0], key=row[1], backlinks=tuple(backlinks))
    return PageThen(page=page, said=said)


def known_pages(db: Database) -> Iterator[tuple[int, str]]:
    """Yield (id, address) of every page."""
    yield from db.execute("SELECT id, url FROM page ORDER BY id")


def page_number(db: Database, url: str, page_id: int | None = None) -> int | None:
    """Return the id of the page with an address; ``None``: there is none.

    ``page_id`` is tried first, for a page whose address holds a login that ``url`` does not.
    """
    for number, given in db.execute("SELECT id, url FROM page WHERE id = ?", [page_id]):
        if without_credentials(given) == url:
            return int(number)
    row = db.execute("SELECT id FROM page WHERE url = ?", [url]).fetchone()
    return int(row[0]) if row else None


def _last_before(db: Database, backlink_id: int, at: datetime) -> LastSight | None:
    """Return what was known of a backlink before a look, as far as judging asks for it."""
    before = [backlink_id, stamp(at)]
    of_backlink = "FROM observation WHERE backlink_id = ? AND at < ?"
    last = db.execute(
        f"SELECT link_state, page_state, reason {of_backlink} ORDER BY id DESC LIMIT 1", before
    ).fetchone()
    if last is None:
        return None
    seen: tuple[Any, ...] = db.execute(
        f"SELECT at, placement {of_backlink} AND link_state = ? ORDER BY id DESC LIMIT 1",
        [*before, LinkState.PRESENT],
    ).fetchone() or (None, None)
    return LastSight(
        link_state=LinkState(last[0]),
        page_state=PageState(last[1]),
        reason=Reason(last[2]),
        last_present_at=read_stamp(seen[0]),
        placement=Placement(seen[1]) if seen[1] else None,
    )
