"""What the pages showed when they were last read, and whose word on that is not taken."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlite_utils import Database

from linkcrawler.models import Look, Reading
from linkcrawler.store.times import read_stamp, stamp

DISTRUST = timedelta(days=90)
"""For so long a site that called a changed page unchanged is not asked whether one changed."""

_COLUMNS = (
    "page_id, url, etag, last_modified, body_hash, plain_hash, read_at, read_by, content, shown,"
    " shown_at"
)


def readings_of(db: Database, page_ids: Sequence[int]) -> dict[int, Reading]:
    """Return what is kept of the pages, by their ids."""
    marks = ",".join("?" * len(page_ids))
    rows = db.execute(f"SELECT {_COLUMNS} FROM reading WHERE page_id IN ({marks})", page_ids)
    return {
        page_id: Reading(
            url=url,
            etag=etag,
            last_modified=modified,
            body_hash=body,
            plain_hash=plain,
            read_at=read_at,
            read_by=read_by,
            content=content,
            shown=shown,
            shown_at=read_stamp(shown_at),
        )
        for page_id, url, etag, modified, body, plain, at, read_by, content, shown, shown_at in rows
        if (read_at := read_stamp(at)) is not None and body is not None
    }


def keep_readings(db: Database, looks: Sequence[Look]) -> None:
    """Keep what the looks bring, in place of what was kept before, and whom they belied."""
    db.conn.executemany(
        f"INSERT OR REPLACE INTO reading ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                look.evidence.page.id,
                reading.url,
                reading.etag,
                reading.last_modified,
                reading.body_hash,
                reading.plain_hash,
                stamp(reading.read_at),
                reading.read_by,
                reading.content,
                reading.shown,
                stamp(reading.shown_at) if reading.shown_at else None,
            )
            for look in looks
            if (reading := look.evidence.reading) is not None
        ],
    )
    db.conn.executemany(
        "INSERT OR REPLACE INTO distrusted (origin, at) VALUES (?, ?)",
        [
            (look.evidence.belied, stamp(look.evidence.checked_at))
            for look in looks
            if look.evidence.belied
        ],
    )


def distrusted(db: Database, now: datetime) -> frozenset[str]:
    """Return the origins that are not asked whether a page changed."""
    rows = db.execute("SELECT origin FROM distrusted WHERE at > ?", [stamp(now - DISTRUST)])
    return frozenset(row[0] for row in rows)
