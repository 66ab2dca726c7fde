"""How a database grows in a year of nights, and what its queries take at the end.

    python -m benchmarks.year_of_nights [--links 100000] [--nights 365] [--changing 0.002]
                                         [--minutes 25]

Looks are made up and nothing is fetched: the ledger, the judge and the writer are the real ones,
the clock is ours. Each night so many of the links change: an anchor text, or the link goes, or
comes back. After so many minutes it ends with the nights that it got through. Figures are of this
machine, with its load.
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from benchmarks.made_up import Web
from linkcrawler import store
from linkcrawler.models import Backlink
from linkcrawler.states import RunOutcome
from linkcrawler.store.pruning import table_sizes
from linkcrawler.store.times import stamp

START = datetime(2026, 1, 1, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)
BATCH = 200


def run_night(db: Database, web: Web, at: datetime) -> tuple[int, float, float]:
    """Do one run; return its pages, and the seconds that beginning and ending it took."""
    began = time.monotonic()
    run = store.begin_run(db, at, listed=False, target=None)
    begin_s = time.monotonic() - began
    if run is None:
        return 0, begin_s, 0.0
    writer, after, done = store.LookWriter(db, run.id), (0, 0), 0
    while found := store.owed_pages(db, after, BATCH):
        after = (found[-1][0], found[-1][1].id)
        moment = at + timedelta(seconds=done // 30)
        writer.write([web.look(page, moment) for _, page in found])
        done += len(found)
    ended = time.monotonic()
    store.finish_run(db, run.id, RunOutcome.FINISHED, at + timedelta(hours=1))
    return done, begin_s, time.monotonic() - ended


def size_mb(path: Path) -> float:
    """Return the size of the database file, in MB."""
    return path.stat().st_size / 1e6


def tell_sizes(db: Database) -> None:
    """Print the size of each table with its indexes."""
    for table, size in table_sizes(db.conn).items():
        if size > 100_000:
            print(f"  {table:<16} {size / 1e6:8.1f} MB")


def timed(name: str, ask: Callable[[], object]) -> None:
    """Print how long a question takes."""
    began = time.monotonic()
    ask()
    print(f"  {name:<34} {time.monotonic() - began:7.3f} s")


def ask_all(db: Database, now: datetime) -> None:
    """Print what the commands take."""
    week = stamp(now - 7 * DAY)
    timed("changes (last run)", lambda: list(store.find_events(db)))
    timed("changes --since, a week", lambda: list(store.find_events(db, since=week)))
    timed("changes --since, everything", lambda: list(store.find_events(db, since="2000")))
    timed("show, one page", lambda: list(store.find_status(db, "https://a5.host5.example/p5")))
    timed("history of one backlink", lambda: list(store.history(db, 5)))


def main() -> None:
    """Fill a database, let the nights pass, and print what became of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--links", type=int, default=100_000)
    parser.add_argument("--nights", type=int, default=365)
    parser.add_argument("--changing", type=float, default=0.002)
    parser.add_argument("--minutes", type=float, default=float("inf"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "year.db"
        with closing(store.open_database(path)) as db:
            db.execute("PRAGMA synchronous = OFF")
            pages = (
                Backlink(
                    referring_page=f"https://a{n}.host{n % (options.links // 2 + 1)}.example/p{n}",
                    target="https://www.example.com/shop",
                )
                for n in range(options.links)
            )
            store.take_list(db, pages, "list", START)
            ended_at = pass_nights(db, path, options)
            ask_all(db, ended_at)
            prune(db, path, ended_at)


def pass_nights(db: Database, path: Path, options: argparse.Namespace) -> datetime:
    """Let the nights pass, print a line for each month, and return when the last one is over."""
    web = Web(options.links, options.changing)
    began, looks, begin_s, end_s = time.monotonic(), 0, 0.0, 0.0
    print(
        f"{options.links:,} links, {options.nights} nights, {options.changing:.1%} a night change"
    )
    print(f"{'night':>6} {'pages':>9} {'MB':>8} {'begin s':>8} {'end s':>7} {'took s':>7}")
    for night in range(options.nights):
        done, begin_s, end_s = run_night(db, web, START + night * DAY)
        looks += done
        took_s = time.monotonic() - began
        is_last = night + 1 == options.nights or took_s >= 60 * options.minutes
        if night == 0 or (night + 1) % 30 == 0 or is_last:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            print(
                f"{night + 1:>6} {done:>9,} {size_mb(path):8.1f} {begin_s:8.2f} {end_s:7.2f}"
                f" {took_s:7.0f}",
                flush=True,
            )
        if is_last:
            break
        web.pass_a_night()
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{looks:,} looks; {peak_mb:.0f} MB of memory at most")
    tell_sizes(db)
    return START + (night + 1) * DAY


def prune(db: Database, path: Path, now: datetime) -> None:
    """Forget what is older than a quarter of a year, and print what that gave."""
    began = time.monotonic()
    gone = store.prune(db, now - 90 * DAY)
    took_s = time.monotonic() - began
    print(f"prune, 90 days: {took_s:.1f} s; " + ", ".join(f"{p.table} {p.rows:,}" for p in gone))
    store.shrink(db)
    print(f"shrunk: {size_mb(path):.1f} MB")
    tell_sizes(db)
    ask_all(db, now)


if __name__ == "__main__":
    main()
