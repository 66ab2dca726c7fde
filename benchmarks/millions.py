"""A night of millions: what each part of it takes, in time and memory, and where the bytes lie.

    python -m benchmarks.millions [--links 5000000] [--pages 3000000] [--domains 400000]
                                  [--folder DIR] [--nights 3]

The list is an Ahrefs export, made up; a tenth of its pages lie on twenty domains, as on platforms.
Looks are made up too, and nothing is fetched: the import, the ledger, the feeder, the judge and the
writer are the real ones, and so is each command that is timed. On the first night all links are
found, on the second none changed, from the third on 2 % did. Each step runs in a process of its
own, so that its memory is its own. With ``--looks`` no more pages of a night are looked at so, and
the rest is written by statements. Figures are of this machine, with its load.
"""

import argparse
import asyncio
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks import merge_shards
from benchmarks.import_million import write_export
from benchmarks.made_up import Web
from linkcrawler import store
from linkcrawler.crawl.feeder import Feeder
from linkcrawler.crawl.session import StoredLedger
from linkcrawler.serve.database import connect
from linkcrawler.serve.queries import QUERIES
from linkcrawler.states import RunOutcome
from linkcrawler.store.pruning import table_sizes
from linkcrawler.taking import Taking, take_into

START = datetime(2026, 8, 1, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)
CHANGING = 0.02
BATCH = 200
SERVED_ROWS = 1_000
"""What Datasette reads of a query at most."""


def tell(name: str, took_s: float, more: str = "") -> None:
    """Print a line of the table."""
    print(f"  {name:<46} {took_s:9.2f} s  {more}", flush=True)


@contextmanager
def timed(name: str) -> Iterator[None]:
    """Print how long it took."""
    began, cpu_s = time.monotonic(), time.process_time()
    yield
    tell(name, time.monotonic() - began, f"{time.process_time() - cpu_s:.1f} CPU s")


class Meter:
    """Adds up what the parts of something take that is done bit by bit."""

    def __init__(self) -> None:
        self._took_s = self._cpu_s = 0.0

    def __enter__(self) -> None:
        self._took_s -= time.monotonic()
        self._cpu_s -= time.process_time()

    def __exit__(self, *_: object) -> None:
        self._took_s += time.monotonic()
        self._cpu_s += time.process_time()

    def tell(self, name: str, number: int, of_what: str) -> None:
        """Print the sum."""
        rate = f"{number:,} {of_what}, {number / self._cpu_s:,.0f} {of_what}/CPU s"
        tell(name, self._took_s, f"{self._cpu_s:.1f} CPU s, {rate}")


def peak_mib(who: int = resource.RUSAGE_SELF) -> float:
    """Return the most memory that a process had."""
    return resource.getrusage(who).ru_maxrss / 1024


def take(folder: Path, _: argparse.Namespace) -> None:
    """Take the list into the database."""
    began, cpu_s = time.monotonic(), time.process_time()
    (report,) = take_into(folder / "a.db", [str(folder / "a.tsv")], Taking(), START)
    cpu_s = time.process_time() - cpu_s
    more = f"{cpu_s:.1f} CPU s, {report.read:,} rows, {report.read / cpu_s:,.0f} rows/CPU s"
    tell("import", time.monotonic() - began, more)


def sizes(folder: Path, options: argparse.Namespace) -> None:
    """Print the size of each table."""
    path = folder / "a.db"
    with closing(store.open_reader(path)) as db:
        size = path.stat().st_size
        print(f"  the file has {size / 1e6:,.0f} MB, {size / options.links:,.0f} bytes a backlink")
        for table, taken in table_sizes(db.conn).items():
            if taken * 200 > size:
                print(f"    {table:<16} {taken / 1e6:9,.0f} MB")


def night(folder: Path, options: argparse.Namespace) -> None:
    """Do one run, as the command would: start, first request, looks, end."""
    at = START + options.night * DAY
    web = Web(options.links, CHANGING)
    for _ in range(options.changing_from, options.night + 1):
        web.pass_a_night()
    with timed("open the database"):
        db = store.open_database(folder / "a.db")
    with closing(db):
        with timed("begin the run: what is due, into the ledger"):
            run = store.begin_run(db, at, listed=False, target=None)
        assert run is not None
        with closing(store.open_beside(folder / "a.db")) as reader:
            with timed("feeder: to the first page"):
                first_page(reader)
            print(f"  {'memory until then':<46} {peak_mib():9.0f} MiB")
            with timed("last answers, as an outage asks for them"):
                store.answered_before(reader, 50)
            if answer_some(db, reader, run, web, at, options.looks):
                answer_rest(db, folder / "a.db", run, at, is_first=options.night == 1)
        with timed("end the run: counts, events, alerts"):
            counts = store.finish_run(db, run.id, RunOutcome.FINISHED, at + DAY / 4)
        print(f"  {counts}")


def first_page(reader: store.Database) -> None:
    """Ask the feeder for one page."""

    async def ask() -> None:
        feeder = Feeder(StoredLedger(reader), at_once=100, at_once_per_key=1, gap_s=1.0)
        async for _ in feeder:
            return

    asyncio.run(ask())


def answer_some(
    db: store.Database,
    reader: store.Database,
    run: store.Run,
    web: Web,
    at: datetime,
    most: int | None,
) -> bool:
    """Read what is owed and write looks, in batches; return whether something is owed still.

    The making of the looks is not counted.
    """
    writer, after, pages, rows = store.LookWriter(db, run.id), (0, 0), 0, 0
    reading, writing = Meter(), Meter()
    found: list[object] = [None]
    while found and (most is None or pages < most):
        with reading:
            found = store.owed_pages(reader, after, BATCH)
        if not found:
            break
        after = (found[-1][0], found[-1][1].id)
        looks = [web.look(page, at + timedelta(seconds=pages // 100)) for _, page in found]
        with writing:
            writer.write(looks)
        pages += len(found)
        rows += sum(len(look.checks) for look in looks)
    reading.tell("read the ledger", pages, "pages")
    writing.tell("write the looks", rows, "rows")
    return bool(found)


_CHANGED = """
INSERT INTO event (at, run_id, backlink_id, kind, field, old, new, reason)
SELECT :at, :run, backlink.id, 'changed', 'anchor_text', 'a guide', 'the guide', 'link_found'
FROM owed JOIN backlink USING (page_id) WHERE backlink.id % 50 = 0
"""


def answer_rest(
    db: store.Database, path: Path, run: store.Run, at: datetime, *, is_first: bool
) -> None:
    """Write by statements what a crawl would say of all that is owed still."""
    if not is_first:
        with store.writing(db):
            db.execute(_CHANGED, {"at": at.isoformat(timespec="seconds"), "run": run.id})
    merge_shards.answer(path, run.id, at, is_first=is_first)


def queries(folder: Path, _: argparse.Namespace) -> None:
    """Time each named query of ``serve``, as Datasette reads it."""
    with closing(connect(folder / "a.db")) as connection:
        page = connection.execute("SELECT referring_page FROM backlink_status LIMIT 1").fetchone()
        for name, query in QUERIES.items():
            with timed(f"serve: {name}"):
                asked = connection.execute(str(query["sql"]), {"page": page[0]})
                asked.fetchmany(SERVED_ROWS)


STEPS: dict[str, Callable[[Path, argparse.Namespace], None]] = {
    "take": take,
    "night": night,
    "sizes": sizes,
    "queries": queries,
}


def command(path: Path, *words: str) -> None:
    """Run a command, and print what it took."""
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    asked = [sys.executable, "-m", "linkcrawler", *words, "--db", str(path)]
    code = 0
    with tempfile.TemporaryFile() as out, subprocess.Popen(asked, stdout=out) as process:
        peak, code = 0.0, None
        while code is None:
            peak = max(peak, resident_mib(process.pid))
            time.sleep(0.02)
            code = process.poll()
        size = out.tell()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    more = f"{cpu_s:.1f} CPU s, {peak:.0f} MiB, exit {code}, {size:,} bytes told"
    tell(" ".join(words[:3]), time.monotonic() - began, more)


def resident_mib(pid: int) -> float:
    """Return the most memory that a process had so far; 0.0 once it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    line = next((line for line in status.splitlines() if line.startswith("VmHWM")), "x 0")
    return int(line.split()[1]) / 1024


def commands(folder: Path, _: argparse.Namespace) -> None:
    """Time the commands that people and cron lines ask for."""
    path = folder / "a.db"
    with closing(store.open_reader(path)) as db:
        page = db.execute("SELECT url FROM page WHERE id = 77").fetchone()[0]
    command(path, "show", str(page))
    command(path, "show", "77", "--json")
    command(path, "changes")
    command(path, "changes", "--since", "2026-08-03", "--kind", "lost")
    command(path, "export", "--state", "lost", str(folder / "lost.csv"))
    command(path, "export", str(folder / "all.csv"))
    command(path, "doctor")
    command(path, "backup", "--to", str(folder / "copy.db"))
    (folder / "copy.db").unlink(missing_ok=True)
    command(path, "prune", "--older-than", "30d", "--dry-run")
    command(path, "prune", "--older-than", "30d")


def step(name: str, *more: str) -> None:
    """Run a step in a process of its own, and print its memory."""
    asked = [sys.executable, "-m", "benchmarks.millions", *sys.argv[1:], "--step", name, *more]
    subprocess.run(asked, check=True)


def main() -> None:
    """Make the list, take it, let the nights pass, and ask."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--links", type=int, default=5_000_000)
    parser.add_argument("--pages", type=int, default=3_000_000)
    parser.add_argument("--domains", type=int, default=400_000)
    parser.add_argument("--nights", type=int, default=3)
    parser.add_argument("--looks", type=int, metavar="PAGES")
    parser.add_argument("--changing-from", type=int, default=3, metavar="NIGHT")
    parser.add_argument("--folder", type=Path, help="for list and database; they are kept")
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    parser.add_argument("--night", type=int, default=1, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        STEPS[options.step](options.folder, options)
        print(f"  {'memory at most':<46} {peak_mib():9.0f} MiB", flush=True)
        return
    if options.folder is None:
        with tempfile.TemporaryDirectory() as name:
            sys.argv += ["--folder", name]
            options.folder = Path(name)
            all_steps(options)
    else:
        all_steps(options)


def all_steps(options: argparse.Namespace) -> None:
    """Do all that is not there yet."""
    folder: Path = options.folder
    if not (folder / "a.db").exists():
        write_export(folder / "a.tsv", options.links, pages=options.pages, sites=options.domains)
        print(f"{options.links:,} links, {(folder / 'a.tsv').stat().st_size / 1e6:,.0f} MB of list")
        step("take")
        step("sizes")
    for number in range(1, options.nights + 1):
        print(f"night {number}")
        step("night", "--night", str(number))
        step("sizes")
    print("questions")
    step("queries")
    commands(folder, options)


if __name__ == "__main__":
    main()
