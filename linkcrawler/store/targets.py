"""The user's own targets, and the last look at each."""

import json
from collections.abc import Iterator, Sequence

from sqlite_utils import Database

from linkcrawler import columns
from linkcrawler.models import TargetLook
from linkcrawler.store.queries import shown
from linkcrawler.store.robots import KeptRobots, keep_robots
from linkcrawler.store.runs import iterate
from linkcrawler.store.times import stamp
from linkcrawler.store.writing import writing
from linkcrawler.urls import without_credentials

_LOOK_COLUMNS = (
    "target_id",
    "checked_at",
    "page_state",
    "http_status",
    "final_url",
    "hops",
    "canonical",
    "canonical_away",
    "noindex_from",
    "page_title",
    "page_language",
    "words",
    "terms",
    "linked_domains",
    "detail",
    "reason",
)
_URLS = [column.name for column in columns.TARGETS if column.kind is columns.Kind.URL]


def own_targets(db: Database) -> list[tuple[int, str]]:
    """Return (id, target as given) of the user's own targets, by id."""
    rows = db.execute("SELECT id, target FROM target WHERE role = 'own' ORDER BY id")
    return [(int(number), str(target)) for number, target in rows]


def keep_target_looks(
    db: Database, looks: Sequence[TargetLook], robots: Sequence[KeptRobots] = ()
) -> None:
    """Keep the looks in place of those before, and each robots.txt read; all or none."""
    rows = [[target_id, *_row(look)] for look in looks for target_id in look.target_ids]
    marks = ", ".join("?" * len(_LOOK_COLUMNS))
    with writing(db):
        db.conn.executemany(
            f"INSERT OR REPLACE INTO target_look ({', '.join(_LOOK_COLUMNS)}) VALUES ({marks})",
            rows,
        )
        keep_robots(db, robots)


def find_targets(db: Database) -> Iterator[dict[str, object]]:
    """Yield rows of ``targets``, by target."""
    names = ", ".join(column.name for column in columns.TARGETS)
    return shown(iterate(db, f"SELECT {names} FROM targets ORDER BY target"), _URLS)


def _row(look: TargetLook) -> list[object]:
    fetch, facts = look.fetch, look.facts
    return [
        stamp(look.checked_at),
        look.page_state.value,
        fetch.status,
        fetch.final_url,
        json.dumps([[hop.url, hop.status] for hop in fetch.hops]) if fetch.hops else None,
        without_credentials(facts.canonical) if facts.canonical else None,
        int(facts.canonical_away),
        facts.robots.noindex_from,
        facts.title,
        facts.language,
        facts.words if facts.encoding else None,
        " ".join(facts.traits.terms),
        " ".join(look.linked_domains),
        fetch.detail[:500] or None,
        look.reason,
    ]
