"""SIGKILL at each named point: before and after each commit, each sync and each renaming.

``python -m tests.long.points STEP`` takes every STEP-th point of a process that takes a list, runs
over it, exports what it found and makes a copy of the database; 1 takes them all.
"""

import json
import os
import signal
import sqlite3
import sys
import tempfile
from collections import Counter
from contextlib import closing
from pathlib import Path
from unittest import mock

from linkcrawler import store
from linkcrawler.export.whole import whole_file
from tests.long import failing
from tests.long.running import ask, done, is_whole, number_and_seed

PAGES = failing.PAGES
OLD = b"what was exported the last time\n"


class Points:
    """Counts the points that are passed, and kills this process at one of them."""

    def __init__(self, killed_at: int) -> None:
        self.names: list[str] = []
        self._killed_at = killed_at

    def reach(self, name: str) -> None:
        """Pass a point, or die there."""
        self.names.append(name)
        if len(self.names) == self._killed_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, name: str, act):
        """Return the act with a point before it and one after it."""

        def acted(*arguments: object, **options: object) -> object:
            self.reach(f"before {name}")
            made = act(*arguments, **options)
            self.reach(f"after {name}")
            return made

        return acted


def work(folder: Path, killed_at: int) -> list[str]:
    """Do what a night does, with a point at all that reaches the disk; return their names."""
    points = Points(killed_at)

    class Connection(sqlite3.Connection):
        def execute(self, sql: str, *values: object) -> sqlite3.Cursor:
            if sql.startswith("COMMIT"):
                return points.around("commit", super().execute)(sql, *values)
            return super().execute(sql, *values)

        def commit(self) -> None:
            points.around("commit", super().commit)()

    connect = sqlite3.connect

    def ours(*arguments: object, **options: object) -> sqlite3.Connection:
        return connect(*arguments, **{"factory": Connection, **options})

    with (
        mock.patch("sqlite3.connect", ours),
        mock.patch("os.fsync", points.around("sync", os.fsync)),
        mock.patch.object(Path, "replace", _replacing(points)),
    ):
        assert failing.run(folder / "a.db", _list_in(folder)) == 0
        with closing(store.open_reader(folder / "a.db")) as db:
            with whole_file(str(folder / "out.jsonl")) as out:
                for row in store.find_status(db):
                    out.write(f"{json.dumps(row)}\n".encode())
            store.back_up(folder / "a.db", folder / "copy.db", db.conn, force=True)
    return points.names


def _replacing(points: Points):
    def replace(self: Path, target: Path) -> Path:
        return points.around("rename", os.replace)(self, target) or target

    return replace


def _list_in(folder: Path) -> Path:
    links = folder / "links.csv"
    links.write_text(
        "url,target\n" + "".join(f"https://a{n}.example/,{failing.TARGET}\n" for n in range(PAGES))
    )
    return links


def killed(folder: Path, killed_at: int) -> str:
    """Die at a point, look at what is left, and do it again; return the exit code, as text."""
    (folder / "out.jsonl").write_bytes(OLD)
    here = [sys.executable, "-m", "tests.long.points", "0", str(folder), str(killed_at)]
    died = done(here)
    assert died.returncode in (0, -signal.SIGKILL), died.stderr
    db, answered = folder / "a.db", 0
    if db.exists():
        assert is_whole(db)
        answered = failing.whole_batches(db)
    exported = (folder / "out.jsonl").read_bytes()
    assert exported == OLD or len(exported.splitlines()) == PAGES
    copy = folder / "copy.db"
    if copy.exists():
        assert is_whole(copy)
        assert ask(copy, "SELECT count(*) FROM backlink_state") == [(PAGES,)]
    again = done([*here[:-1], "0"])
    assert again.returncode == 0, again.stderr
    looks = 2 if answered == PAGES else 1
    assert ask(db, "SELECT link_state, checks, count(*) FROM backlink_status GROUP BY 1, 2") == [
        ("present", looks, PAGES)
    ]
    assert ask(db, "SELECT count(*) FROM observation") == [(PAGES,)]
    assert ask(db, "SELECT count(*) FROM change_events") == [(0,)]
    assert is_whole(copy)
    left = {each.name for each in folder.iterdir() if each.name.endswith((".part", ".new"))}
    assert not left, left
    return str(died.returncode)


def names() -> list[str]:
    """Return the names of all the points, in their order."""
    with tempfile.TemporaryDirectory() as folder:
        return work(Path(folder), 0)


def main() -> None:
    step, _ = number_and_seed(1)
    if step == 0:  # the process that dies
        work(Path(sys.argv[2]), int(sys.argv[3]))
        return
    found, codes = names(), Counter()
    for killed_at in range(1, len(found) + 1, step):
        with tempfile.TemporaryDirectory() as folder:
            codes[killed(Path(folder), killed_at)] += 1
    print(f"{sum(codes.values())} of {len(found)} points, {dict(Counter(found))}:")
    print(f"  exit codes {dict(codes)}, nothing lost, doubled, half written or left behind")


if __name__ == "__main__":
    main()
