"""What the commands ask of the store."""

from collections.abc import Iterator, Sequence

from sqlite_utils import Database

from linkcrawler.store.listing import page_url
from linkcrawler.store.runs import iterate

STATUS_COLUMNS = (
    "id",
    "referring_page",
    "referring_domain",
    "target",
    "target_site",
    "site_role",
    "page_state",
    "link_state",
    "reason",
    "http_status",
    "final_url",
    "anchor_text",
    "anchor_source",
    "rel",
    "countability",
    "nofollow_from",
    "not_counted_because",
    "placement",
    "comment_platform",
    "page_language",
    "declared_language",
    "page_title",
    "canonical",
    "links_on_page",
    "external_links_on_page",
    "match_level",
    "rendered",
    "first_seen_at",
    "first_checked_at",
    "last_checked_at",
    "last_present_at",
    "missing_since_at",
    "lost_at",
    "checks",
    "next_check_at",
    "evidence_html",
    "dom_path",
    "language_conflict",
    "original_look",
    "ip_address",
    "page_seen_at",
)
"""Columns of ``backlink_status``, in the order of the public contract."""


def find_status(
    db: Database, url: str | None, *, states: Sequence[str] = ()
) -> Iterator[dict[str, object]]:
    """Yield rows of ``backlink_status``: of one referring page or target, or all."""
    wanted: list[str] = []
    values: list[object] = []
    if url is not None:
        wanted.append(
            "id IN (SELECT backlink.id FROM backlink"
            " JOIN page ON page.id = backlink.page_id"
            " JOIN target ON target.id = backlink.target_id"
            " WHERE page.url IN (?, ?) OR backlink.given = ? OR target.target = ?)"
        )
        values += [url, page_url(url), url, url]
    if states:
        wanted.append(f"link_state IN ({','.join('?' * len(states))})")
        values += states
    where = f" WHERE {' AND '.join(wanted)}" if wanted else ""
    yield from iterate(
        db, f"SELECT {', '.join(STATUS_COLUMNS)} FROM backlink_status{where} ORDER BY id", values
    )


def history(db: Database, backlink_id: int) -> Iterator[dict[str, object]]:
    """Yield the looks at a backlink that differed from the one before, oldest first."""
    yield from iterate(
        db, "SELECT * FROM observation WHERE backlink_id = ? ORDER BY id", [backlink_id]
    )


def find_events(
    db: Database,
    *,
    run_id: int | None = None,
    since: str | None = None,
    kinds: Sequence[str] = (),
) -> Iterator[dict[str, object]]:
    """Yield rows of ``change_events``: of one run, since a time, or of the last run."""
    wanted: list[str] = []
    values: list[object] = []
    if run_id is not None:
        wanted.append("run_id = ?")
        values.append(run_id)
    if since is not None:
        wanted.append("at >= ?")
        values.append(since)
    if not wanted:
        wanted.append("run_id = (SELECT max(id) FROM run)")
    if kinds:
        wanted.append(f"kind IN ({','.join('?' * len(kinds))})")
        values += kinds
    yield from iterate(
        db, f"SELECT * FROM change_events WHERE {' AND '.join(wanted)} ORDER BY id", values
    )


def has_run(db: Database, run_id: int) -> bool:
    """Tell whether there is a run of that number."""
    return bool(db.execute("SELECT 1 FROM run WHERE id = ?", [run_id]).fetchone())


def last_run(db: Database) -> int | None:
    """Return the number of the last run; ``None`` if there was none."""
    found = db.execute("SELECT max(id) FROM run").fetchone()[0]
    return None if found is None else int(found)


def count_runs(db: Database) -> int:
    """Return how many runs the store holds."""
    return int(db.execute("SELECT count(*) FROM run").fetchone()[0])
