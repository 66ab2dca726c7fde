"""robots.txt of the sites, as it was last read, so that it is asked for once a day."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from linkcrawler.store.times import read_stamp, stamp


@dataclass(frozen=True, slots=True)
class KeptRobots:
    """The robots.txt of one origin."""

    origin: str
    fetched_at: datetime
    body: bytes | None
    """``None``: the site has none, so everything is allowed."""


def kept_robots(db: Database, origin: str) -> KeptRobots | None:
    """Return what is kept of an origin; ``None``: nothing that can be read."""
    row = db.execute("SELECT fetched_at, body FROM robots WHERE origin = ?", [origin]).fetchone()
    fetched_at = read_stamp(row[0]) if row else None
    if fetched_at is None:
        return None
    try:
        body = zlib.decompress(row[1]) if row[1] is not None else None
    except (zlib.error, TypeError):
        return None
    return KeptRobots(origin, fetched_at, body)


def keep_robots(db: Database, robots: Sequence[KeptRobots]) -> None:
    """Keep what was read, in place of what was known before."""
    db.conn.executemany(
        "INSERT OR REPLACE INTO robots (origin, fetched_at, body) VALUES (?, ?, ?)",
        [
            (
                each.origin,
                stamp(each.fetched_at),
                None if each.body is None else zlib.compress(each.body),
            )
            for each in robots
        ],
    )
