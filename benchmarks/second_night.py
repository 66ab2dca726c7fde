"""Two nights over pages that hardly change: what each way of sparing work saves in the second.

    python -m benchmarks.second_night [--pages 2000] [--hosts 400] [--changed 2]

After the first night so many percent of the pages lose their link. The second night is run from
copies of the first one's database, in which more and more is kept; "asked" are the bytes of the
hosts that have entity tags or dates. CPU is that of the whole process tree, its start included; the
server is a process of its own, and ``benchmarks.web`` describes its pages and hosts.
"""

import argparse
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from contextlib import closing
from pathlib import Path

from benchmarks.machine import describe, require_linux
from benchmarks.options import at_least, percent
from benchmarks.rounds import LIMIT_S, make_due, write_list
from benchmarks.tools import TOOLS
from benchmarks.watch import Usage, watch
from benchmarks.web import KINDS, Plan, Web

VARIANTS = {
    "nothing kept": "DELETE FROM reading",
    "equal bytes": "UPDATE reading SET etag = NULL, last_modified = NULL, plain_hash = NULL",
    "and noise": "UPDATE reading SET etag = NULL, last_modified = NULL",
    "and 304": "SELECT 1",
}


def crawl(name: str, folder: Path) -> Usage:
    """Run one night in a folder; ends the program where it fails."""
    tool, log = TOOLS[name], folder / "log"
    environment = tool.variables(folder / "authority.pem")
    command = list(tool.command)
    usage = watch(command, folder=folder, environment=environment, limit_s=LIMIT_S, log=log)
    if usage.exit_code not in tool.accepts:
        sys.exit(f"the crawl ended with {usage.exit_code}: {log.read_text()[-2_000:]}")
    return usage


def ask(db: Path, sql: str) -> list[tuple[object, ...]]:
    """Return what a statement gives, and keep what it changes."""
    with closing(sqlite3.connect(db)) as connection, connection:
        return connection.execute(sql).fetchall()


def spared(before: Path, after: Path) -> dict[str, int]:
    """Return how many pages each way answered for in the second night."""
    known = {
        row[0]: row[1:] for row in ask(before, "SELECT page_id, read_at, body_hash FROM reading")
    }
    ways = dict.fromkeys(("304", "bytes", "noise", "read"), 0)
    for page_id, read_at, body, detail in ask(
        after,
        "SELECT page_id, read_at, body_hash, detail FROM reading JOIN page_look USING (page_id)",
    ):
        if str(detail).startswith("not modified"):
            ways["304"] += 1
        elif known.get(page_id) == (read_at, body):
            ways["noise"] += 1
        else:
            ways["bytes" if known.get(page_id, ("", b""))[1] == body else "read"] += 1
    return ways


def of_askable(counts: Counter[str]) -> int:
    """Return the bytes of the hosts that can be asked whether a page changed."""
    return sum(counts[f"bytes_{kind}"] for kind in KINDS[:2])


def main() -> None:
    """Serve, verify, change, verify again."""
    require_linux()
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=at_least(1, 20_000), default=2_000)
    parser.add_argument("--hosts", type=at_least(1), default=400)
    parser.add_argument("--changed", type=percent, default=2.0, metavar="PERCENT")
    options = parser.parse_args()
    plan = Plan(pages=options.pages, hosts=options.hosts, changed=options.changed / 100)
    changed = sum(plan.is_changed(number) for number in range(plan.pages))
    with tempfile.TemporaryDirectory() as name, Web(plan) as web:
        folder, first = Path(name), Path(name) / "first.db"
        write_list(web, folder)
        web.begin(1)
        night = crawl("linkcrawler", folder)
        whole = web.counts()
        (folder / "run.db").rename(first)
        make_due(first)
        ask(first, "PRAGMA wal_checkpoint(TRUNCATE)")
        print(f"{describe()}.")
        print(f"first night: {night.cpu_s:.1f} CPU s, {whole['bytes'] / 1e6:.1f} MB")
        print("second night   CPU s of it    MB of it asked   304 bytes noise  read missed")
        for variant, change in VARIANTS.items():
            db, before = folder / "run.db", folder / "before.db"
            for copy in (db, before):
                shutil.copy(first, copy)
                ask(copy, change)
            web.begin(2)
            again = crawl("linkcrawler-night2", folder)
            sent, ways = web.counts(), spared(before, db)
            missed = ask(db, "SELECT count(*) FROM event WHERE kind = 'missing'")[0][0]
            shares = (
                f"{sent['bytes'] / whole['bytes']:6.0%}{of_askable(sent) / of_askable(whole):6.0%}"
            )
            counts = "".join(f"{number:6,}" for number in ways.values())
            print(
                f"{variant:<13}{again.cpu_s:7.1f}{again.cpu_s / night.cpu_s:6.0%}"
                f"{sent['bytes'] / 1e6:6.1f}{shares}{counts} {missed} of {changed}",
                flush=True,
            )


if __name__ == "__main__":
    main()
