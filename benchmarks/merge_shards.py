"""Cutting, answering and merging shards: how long the one writer of a cluster takes.

    python -m benchmarks.merge_shards [--shards 64] [--pages 100000] [--nights 1]

The database is made up by statements, a backlink a page, ten pages a domain. What a crawl would
write into a shard is written by statements too: a first night with a row in every table, or with
``--nights 2`` one more on which nothing changed. Figures are of this machine, with its load.
"""

import argparse
import resource
import sqlite3
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from linkcrawler import store
from linkcrawler.states import RunOutcome

FIRST_NIGHT = datetime(2026, 11, 24, 2, tzinfo=UTC)
PAGES_A_DOMAIN = 10
HTML = '<a href="https://www.example.com/shop" class="link">the shop</a>'
TERMS = " ".join(f"word{n}" for n in range(24))
CONTENT_BYTES = 300


def make(path: Path, pages: int) -> None:
    """Make the database, with nothing known of any page."""
    store.open_database(path).close()
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA synchronous = OFF")
        db.execute(
            "INSERT INTO target VALUES (1, 'https://www.example.com/', 'example.com', 'own')"
        )
        domains = range(1, pages // PAGES_A_DOMAIN + 2)
        _insert(db, "domain (id, name)", ((n, f"site-{n}.example") for n in domains))
        _insert(
            db,
            "page (id, url, domain_id)",
            (
                (n, f"https://www.site-{d}.example/2024/11/an-article-on-gear-{n}", d)
                for n in range(1, pages + 1)
                for d in [(n - 1) // PAGES_A_DOMAIN + 1]
            ),
        )
        db.execute(
            "INSERT INTO backlink (id, page_id, target_id, added_at)"
            " SELECT id, id, 1, '2026-11-24T00:00:00+00:00' FROM page"
        )
        db.commit()


def _insert(db: sqlite3.Connection, table: str, rows: Iterable[tuple[object, ...]]) -> None:
    left = iter(rows)
    while some := list(islice(left, 50_000)):
        marks = ",".join("?" * len(some[0]))
        db.executemany(f"INSERT INTO {table} VALUES ({marks})", some)


def answer(path: Path, run_id: int, at: datetime, *, is_first: bool) -> None:
    """Write into a database what a crawl would of all that is owed; it is finished, too."""
    values = {
        "run": run_id,
        "at": at.isoformat(timespec="seconds"),
        "next": (at + timedelta(days=1)).isoformat(timespec="seconds"),
        "html": HTML,
        "terms": TERMS,
        "content": bytes(CONTENT_BYTES),
    }
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA synchronous = OFF")
        for statement in FIRST if is_first else UNCHANGED:
            db.execute(statement, values)
        db.execute("DELETE FROM owed")
        db.execute("UPDATE run SET outcome = 'finished' WHERE id = :run", values)
        db.commit()


_LOOK = """
INSERT OR REPLACE INTO page_look (page_id, run_id, checked_at, outcome, http_status, final_url,
    body_bytes, elapsed_s, page_title, page_language, declared_language, text_sketch,
    template_sketch, words, links_on_page, external_links_on_page, ip_address, good_at, good_title,
    good_text_sketch, good_template_sketch)
SELECT id, :run, :at, 'response', 200, url, 55000, 0.3, 'An article on gear', 'en', 'en',
    '0123456789abcdef0123456789abcdef', '0123456789abcdef', 800, 90, 12, '203.0.113.7', :at,
    'An article on gear', '0123456789abcdef0123456789abcdef', '0123456789abcdef' FROM page
WHERE id IN (SELECT page_id FROM owed)
"""
_READING = """
INSERT OR REPLACE INTO reading (page_id, url, etag, body_hash, read_at, read_by, content)
SELECT id, url, '"0123456789abcdef"', randomblob(32), :at, '1', :content FROM page
WHERE id IN (SELECT page_id FROM owed)
"""
_PAGE = """
UPDATE page SET next_check_at = :next, checked_at = :at,
    first_checked_at = coalesce(first_checked_at, :at)
WHERE id IN (SELECT page_id FROM owed)
"""
FIRST = (
    """
INSERT INTO observation (id, backlink_id, run_id, at, page_state, link_state, reason, http_status,
    final_url, url, match_level, anchor_text, anchor_source, rel, countability, placement,
    placement_rule, left_context, right_context, evidence_html, dom_path)
SELECT coalesce((SELECT max(id) FROM observation), 0) + row_number() OVER (ORDER BY backlink.id),
    backlink.id, :run, :at, 'ok', 'present', 'link_found', 200, page.url,
    'https://www.example.com/shop', 'exact', 'the shop', 'text', '', 'followed', 'content', 'main',
    'the words that stand before the link', 'and those after it', :html, 'html > body > p > a'
FROM backlink JOIN page ON page.id = backlink.page_id
WHERE page.id IN (SELECT page_id FROM owed)
""",
    """
INSERT INTO sighting (observation_id, position, url, match_level, anchor_text, anchor_source, rel,
    placement, dom_path)
SELECT id, 3, url, match_level, anchor_text, anchor_source, rel, placement, dom_path
FROM observation WHERE run_id = :run AND backlink_id NOT IN (SELECT backlink_id FROM backlink_state)
""",
    """
INSERT INTO backlink_state (backlink_id, run_id, page_state, link_state, known_state, reason, url,
    match_level, anchor_text, anchor_source, rel, countability, placement, evidence_html, dom_path,
    first_seen_at, first_checked_at, last_checked_at, last_present_at, known_at, checks,
    observation_id)
SELECT backlink_id, :run, page_state, link_state, link_state, reason, url, match_level, anchor_text,
    anchor_source, rel, countability, placement, evidence_html, dom_path, :at, :at, :at, :at, :at,
    1, id FROM observation
WHERE run_id = :run AND backlink_id NOT IN (SELECT backlink_id FROM backlink_state)
""",
    _LOOK,
    _READING,
    """
INSERT INTO page_trait (page_id, terms, external_domains, owner_ids)
SELECT id, :terms, 9, '' FROM page WHERE id IN (SELECT page_id FROM owed)
""",
    _PAGE,
)
UNCHANGED = (
    """
UPDATE backlink_state SET run_id = :run, last_checked_at = :at, last_present_at = :at,
    known_at = :at, checks = checks + 1
WHERE backlink_id IN (SELECT backlink.id FROM owed JOIN backlink USING (page_id))
""",
    _LOOK,
    _PAGE,
)


def night(path: Path, folder: Path, shards: int, at: datetime, *, is_first: bool) -> Iterator[str]:
    """Do one night and yield what it took."""
    with closing(store.open_database(path)) as db:
        began = time.monotonic()
        run = store.begin_run(db, at, listed=False, target=None)
        assert run is not None
        domains = [each for each, _, _ in store.owed_domains(db)]
        yield f"owing {run.pages:,} pages: {time.monotonic() - began:.1f} s"
        cuts, merges, size = [], [], 0
        for number in range(shards):
            shard = folder / f"{number}.db"
            began = time.monotonic()
            store.cut_shard(path, shard, run.id, domains[number::shards], at)
            cuts.append(time.monotonic() - began)
            answer(shard, run.id, at, is_first=is_first)
            size += shard.stat().st_size
            began = time.monotonic()
            merged = store.merge_shard(db, shard, run.id)
            merges.append(time.monotonic() - began)
            assert merged.left == 0
            shard.unlink()
        began = time.monotonic()
        counts = store.finish_run(db, run.id, RunOutcome.FINISHED, at)
        assert counts["present"] == run.backlinks
        finished_s = time.monotonic() - began
    rows = run.backlinks / shards
    yield (
        f"cutting {shards} shards of {rows:,.0f}: {sum(cuts):.1f} s in all, {cuts[0]:.2f} s the"
        f" first, {cuts[-1]:.2f} s the last; {size / run.pages:,.0f} bytes a page come back"
    )
    yield (
        f"merging them: {sum(merges):.1f} s in all, {merges[0]:.2f} s the first, {merges[-1]:.2f} s"
        f" the last, {run.backlinks / sum(merges):,.0f} rows/s; finishing: {finished_s:.1f} s"
    )


def main() -> None:
    """Do the nights and print what they took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shards", type=int, default=64)
    parser.add_argument("--pages", type=int, default=100_000, help="of one shard")
    parser.add_argument("--nights", type=int, default=1)
    asked = parser.parse_args()
    pages = asked.shards * asked.pages
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "backlinks.db"
        make(path, pages)
        for number in range(asked.nights):
            at = FIRST_NIGHT + number * timedelta(days=10)
            for line in night(path, folder, asked.shards, at, is_first=number == 0):
                print(f"night {number + 1}: {line}", flush=True)
            size = path.stat().st_size
            print(f"night {number + 1}: the database has {size / pages:,.0f} bytes a page")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"memory at most: {memory:,.0f} MB")


if __name__ == "__main__":
    main()
