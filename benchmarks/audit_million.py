"""Audit and report of a million backlinks: time, memory, and the slowest queries with their plans.

    python -m benchmarks.audit_million [--links 1000000] [--keep FILE]

The database is made up by statements, as a year of runs would leave it: a fifth of the links are
a competitor's, one in ten is lost, half have claims of a tool, pages have words of their own. Each
command runs in a process of its own. Figures are of this machine, with its load.
"""

import argparse
import multiprocessing
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from linkcrawler import store
from linkcrawler.store import audit as material

SITE, RIVAL = "example.com", "rival.example"
LINKS_A_DOMAIN = 5
TARGETS = 500
WORDS = "snow road pass bend lake hut ridge cloud tyre wind map rain bridge stone goat sun".split()
LANGUAGES = ("en", "en", "en", "de", "fr", "it", "es", "ru", None)
PLACEMENTS = ("content", "content", "comment", "footer", "sidebar", "blogroll", "forum_post")
PROFILE = """
[site]
brands = ["Example"]
keywords = ["mountain maps", "bicycle tours"]
description = "maps of roads, passes and huts for riders"
languages = ["en", "de"]
"""


def make(path: Path, links: int) -> None:
    """Make the database."""
    database = store.open_database(path)
    chance = random.Random(1)
    domains = max(1, links // LINKS_A_DOMAIN)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA synchronous = OFF")
        db.execute(
            "INSERT INTO run (started_at, finished_at, outcome) VALUES"
            " ('2026-11-24T02:00:00+00:00', '2026-11-24T03:00:00+00:00', 'finished')"
        )
        db.execute("INSERT INTO import (at, name) VALUES ('2025-11-24T02:00:00+00:00', 'a.csv')")
        _insert(db, "domain", ((n, f"site-{n}.example") for n in range(1, domains + 1)))
        _insert(
            db,
            "target",
            (
                (n, f"https://www.{site}/p/{n}", site, role)
                for n in range(1, TARGETS + 1)
                for site, role in [(RIVAL, "competitor") if n % 5 == 0 else (SITE, "own")]
            ),
        )
        rows = list(_rows(links, domains, chance))
        for table in ("page", "page_look", "page_trait", "backlink", "backlink_state", "claim"):
            values = (row[table] for row in rows if table in row)
            _insert_named(db, table, values)
        db.commit()
    database.close()


def _rows(links: int, domains: int, chance: random.Random) -> Iterator[dict[str, dict]]:
    for number in range(1, links + 1):
        day = f"2026-{1 + number % 11:02d}-{1 + number % 28:02d}"
        is_lost = chance.random() < 0.1
        row: dict[str, dict] = {
            "page": {
                "id": number,
                "url": f"https://www.site-{1 + number % domains}.example/blog/post-{number}",
                "domain_id": 1 + number % domains,
            },
            "page_look": {
                "page_id": number,
                "run_id": 1,
                "checked_at": "2026-11-24T02:30:00+00:00",
                "outcome": "response",
                "http_status": 200,
                "page_title": f"A ride over the {chance.choice(WORDS)}",
                "page_language": chance.choice(LANGUAGES),
                "words": chance.randrange(50, 2_000),
                "links_on_page": 80,
                "external_links_on_page": chance.randrange(1, 60),
                "ip_address": f"203.0.{number % domains % 250}.{number % 250}",
                "template_sketch": f"{number % domains:08x}-00000001",
            },
            "page_trait": {
                "page_id": number,
                "terms": " ".join(chance.choices(WORDS, k=16)),
                "external_domains": chance.randrange(1, 40),
                "owner_ids": f"UA-{number % domains}",
            },
            "backlink": {
                "id": number,
                "page_id": number,
                "target_id": 1 + number % TARGETS,
                "added_at": "2025-11-24T02:00:00+00:00",
            },
            "backlink_state": {
                "backlink_id": number,
                "run_id": 1,
                "page_state": "ok",
                "link_state": "lost" if is_lost else "present",
                "reason": "link_removed" if is_lost else "link_found",
                "anchor_text": chance.choice(("Example", "mountain maps", "here", "these maps")),
                "anchor_source": "text",
                "rel": "",
                "countability": "followed" if number % 3 else "nofollow",
                "placement": chance.choice(PLACEMENTS),
                "first_seen_at": f"{day}T02:00:00+00:00",
                "first_checked_at": "2025-12-01T02:00:00+00:00",
                "last_checked_at": "2026-11-24T02:30:00+00:00",
                "last_present_at": "2026-11-24T02:30:00+00:00",
                "lost_at": "2026-11-20T02:30:00+00:00" if is_lost else None,
                "checks": 40,
                "observation_id": 0,
            },
        }
        if number % 2:
            row["claim"] = {
                "backlink_id": number,
                "source": "ahrefs",
                "import_id": 1,
                "first_seen": day,
                "metrics": f'{{"DR": {number % domains % 90}}}',
            }
        yield row


def _insert(db: sqlite3.Connection, table: str, rows: Iterator[tuple]) -> None:
    first = next(rows)
    holes = ", ".join("?" * len(first))
    db.execute(f"INSERT INTO {table} VALUES ({holes})", first)
    db.executemany(f"INSERT INTO {table} VALUES ({holes})", rows)


def _insert_named(db: sqlite3.Connection, table: str, rows: Iterator[dict]) -> None:
    first = next(rows)
    names = ", ".join(f'"{name}"' for name in first)
    holes = ", ".join(f":{name}" for name in first)
    sql = f"INSERT INTO {table} ({names}) VALUES ({holes})"
    db.execute(sql, first)
    db.executemany(sql, rows)


def _command(path: Path, *words: str) -> None:
    began = time.monotonic()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        started = subprocess.Popen(
            [sys.executable, "-m", "linkcrawler", *words, "--db", str(path)],
            stdout=out,
            stderr=errors,
        )
        # Of this child alone: those of all children would tell the maker's.
        _, status, used = os.wait4(started.pid, 0)
        started.returncode = os.waitstatus_to_exitcode(status)
        print(
            f"{words[0]:>8}: exit {started.returncode}, {time.monotonic() - began:.1f} s elapsed,"
            f" {used.ru_utime + used.ru_stime:.1f} CPU s, peak {used.ru_maxrss / 1024:.0f} MiB,"
            f" output {out.tell():,} bytes"
        )
        if started.returncode:
            errors.seek(0)
            print(errors.read().decode()[-2_000:])


def _queries(path: Path) -> None:
    """Time each query of the audit alone, and tell how SQLite goes about it."""
    db = store.open_reader(path)
    timed = {
        "links": lambda: sum(1 for _ in material.referrers(db, [SITE, RIVAL])),
        "targets": lambda: len(material.target_pages(db, SITE)),
        "weeks": lambda: len(material.weeks_of(db, SITE)),
        "lost": lambda: len(material.lost_links(db, SITE, 1_000)),
        "sites": lambda: len(material.audited_sites(db)),
        "totals": lambda: len(material.totals(db, SITE)),
    }
    for name, ask in timed.items():
        began = time.monotonic()
        count = ask()
        print(f"{name:>8}: {time.monotonic() - began:.2f} s, {count:,} rows")
    for name, (sql, values) in material.QUERIES.items():
        print(f"  plan of {name}:")
        for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", values(SITE)):
            print(f"    {row[3]}")


def main() -> None:
    """Make the database, and run the commands on it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--links", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, help="Make the database here, or take what is there.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.keep or Path(folder) / "a.db"
        if not path.exists():
            began = time.monotonic()
            # A child's peak is never told as less than its parent's, which is to stay small.
            maker = multiprocessing.Process(target=make, args=(path, options.links))
            maker.start()
            maker.join()
            print(f"made in {time.monotonic() - began:.0f} s")
        path.with_suffix(".toml").write_text(PROFILE)
        print(f"{options.links:,} backlinks, {path.stat().st_size / 1e6:,.0f} MB")
        _queries(path)
        _command(path, "audit", "--json")
        _command(path, "report", str(Path(folder) / "report.html"))


if __name__ == "__main__":
    main()
