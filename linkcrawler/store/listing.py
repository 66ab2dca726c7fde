"""Taking a list of backlinks into the store, in one transaction."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import islice

from sqlite_utils import Database

from linkcrawler.domains import site_of_url
from linkcrawler.errors import InputError
from linkcrawler.models import Backlink, RefusedRow
from linkcrawler.store.times import stamp
from linkcrawler.store.writing import writing
from linkcrawler.urls import parse_web, without_fragment

_BATCH = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What became of a list: ``read = taken + refused + doubled``."""

    id: int
    name: str
    read: int
    taken: int
    refused: int
    doubled: int
    new: int
    """Of those taken, how many the store did not know yet."""

    first_refused: tuple[RefusedRow, ...] = ()


def take_list(
    db: Database, rows: Iterable[Backlink | RefusedRow], name: str, now: datetime
) -> ImportReport:
    """Store a list; which backlinks it held stays in the temporary table ``listed``.

    Raises ``InputError`` if no row can be used; nothing is changed then, nor when ``rows`` raises.
    """
    db.execute("CREATE TEMP TABLE IF NOT EXISTS listed (backlink_id INTEGER PRIMARY KEY)")
    db.execute(
        "CREATE TEMP TABLE IF NOT EXISTS staged"
        " (url TEXT, given TEXT, domain TEXT, target TEXT, site TEXT,"
        "  anchor_text TEXT, rel TEXT, first_seen TEXT, last_seen TEXT)"
    )
    with writing(db):
        db.execute("DELETE FROM listed")
        before = _count(db, "backlink")
        import_id = db.execute(
            "INSERT INTO import (at, name) VALUES (?, ?) RETURNING id", [stamp(now), name]
        ).fetchone()[0]
        read = refused = 0
        first_refused: list[RefusedRow] = []
        iterator = iter(rows)
        while batch := list(islice(iterator, _BATCH)):
            bad = [row for row in batch if isinstance(row, RefusedRow)]
            _stage(db, (row for row in batch if isinstance(row, Backlink)), import_id, now)
            _keep_refused(db, bad, import_id)
            first_refused += bad[: 20 - len(first_refused)]
            read, refused = read + len(batch), refused + len(bad)
        _make_due(db)
        taken = _count(db, "listed")
        if taken == 0:
            raise InputError(_nothing_usable(name, first_refused, read))
        report = ImportReport(
            id=import_id,
            name=name,
            read=read,
            taken=taken,
            refused=refused,
            doubled=read - refused - taken,
            new=_count(db, "backlink") - before,
            first_refused=tuple(first_refused),
        )
        db.execute(
            "UPDATE import SET read = ?, taken = ?, refused = ?, doubled = ?, new = ? WHERE id = ?",
            [report.read, report.taken, report.refused, report.doubled, report.new, import_id],
        )
    return report


def page_url(referring_page: str) -> str:
    """Return the address that is fetched for a referring page as a user may write it."""
    text = referring_page.strip()
    if not re.match(r"[a-z][a-z0-9+.-]*:", text, re.I) or _is_host_and_port(text):
        text = f"http://{text.lstrip('/')}"
    address = parse_web(text)
    return without_fragment(address.href) if address else referring_page


def _is_host_and_port(text: str) -> bool:
    return bool(re.match(r"[\w.-]+\.[\w-]+:\d+(?:/|$)", text))


def _stage(db: Database, backlinks: Iterable[Backlink], import_id: int, now: datetime) -> None:
    db.conn.executemany(
        "INSERT INTO staged VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", _staged_rows(backlinks)
    )
    db.execute("INSERT OR IGNORE INTO domain (name) SELECT domain FROM staged")
    db.execute("INSERT OR IGNORE INTO target (target, site) SELECT target, site FROM staged")
    db.execute(
        "INSERT OR IGNORE INTO page (url, domain_id)"
        " SELECT url, domain.id FROM staged JOIN domain ON domain.name = staged.domain"
    )
    db.execute(
        "INSERT OR IGNORE INTO backlink (page_id, target_id, given, added_at)"
        " SELECT page.id, target.id, staged.given, ? FROM staged"
        " JOIN page ON page.url = staged.url JOIN target ON target.target = staged.target",
        [stamp(now)],
    )
    found = (
        " FROM staged JOIN page ON page.url = staged.url"
        " JOIN target ON target.target = staged.target"
        " JOIN backlink ON backlink.page_id = page.id AND backlink.target_id = target.id"
        " AND backlink.given = staged.given"
    )
    db.execute(f"INSERT OR IGNORE INTO listed SELECT backlink.id{found}")
    db.execute(
        "INSERT OR REPLACE INTO claim"
        " (backlink_id, import_id, anchor_text, rel, first_seen, last_seen)"
        " SELECT backlink.id, ?, staged.anchor_text, staged.rel, staged.first_seen,"
        f" staged.last_seen{found}"
        " WHERE coalesce(anchor_text, rel, first_seen, last_seen) IS NOT NULL",
        [import_id],
    )
    db.execute("DELETE FROM staged")


def _staged_rows(backlinks: Iterable[Backlink]) -> Iterator[tuple[str | None, ...]]:
    for backlink in backlinks:
        url = page_url(backlink.referring_page)
        claim = backlink.claim
        yield (
            url,
            "" if backlink.referring_page == url else backlink.referring_page,
            site_of_url(url) or "",
            backlink.target,
            _target_site(backlink.target),
            claim.anchor_text,
            claim.rel,
            claim.first_seen,
            claim.last_seen,
        )


@lru_cache(maxsize=4_096)  # a list names few targets, each on very many rows
def _target_site(target: str) -> str:
    return site_of_url(page_url(target)) or ""


def _make_due(db: Database) -> None:
    """Make the pages of listed backlinks fall due that no look has answered for yet."""
    db.execute(
        "UPDATE page SET next_check_at = NULL WHERE next_check_at IS NOT NULL AND id IN ("
        "SELECT backlink.page_id FROM listed JOIN backlink ON backlink.id = listed.backlink_id"
        " LEFT JOIN backlink_state AS state ON state.backlink_id = backlink.id"
        " WHERE state.backlink_id IS NULL)"
    )


def _keep_refused(db: Database, rows: list[RefusedRow], import_id: int) -> None:
    db.table("refused_row").insert_all(
        {
            "import_id": import_id,
            "line": row.line,
            "column": row.column,
            "value": row.value,
            "reason": row.reason,
        }
        for row in rows
    )


def _count(db: Database, table: str) -> int:
    return int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def _nothing_usable(name: str, refused: list[RefusedRow], read: int) -> str:
    if not refused:
        return f"{name}: the list is empty; a URL on each line or a table with URLs is expected"
    first = refused[0]
    return (
        f"{name}: none of the {read} rows can be used; the first, line {first.line}: {first.reason}"
    )
