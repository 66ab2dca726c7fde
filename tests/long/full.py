"""A disk that is full at each of so many points: nothing is half done, and the next run goes on.

``python -m tests.long.full POINTS``. The room is taken by a limit of pages of the database, of
which SQLite says the same as of a full disk, and by a limit of the size of every file. So it is for
what is written beside the database: exports, reports, copies.
"""

import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from linkcrawler import store
from linkcrawler.errors import DatabaseError
from linkcrawler.states import RunOutcome
from tests.long.running import ask, command, done, is_whole, number_and_seed
from tests.make import FOUND, NOW, backlink, look, owed

PAGES = 150

LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
sys.argv = ["linkcrawler", *sys.argv[2:]]
from linkcrawler.cli import main
main()
"""


def by_pages(folder: Path, more_pages: int) -> str:
    """Take a list and run over it with room for so many more pages; return where it ended."""
    path = folder / f"pages{more_pages}.db"
    taken = answered = 0
    ended = "whole"
    with closing(store.open_database(path)) as db:
        db.execute("PRAGMA synchronous = OFF")
        most = db.execute("PRAGMA page_count").fetchone()[0] + more_pages
        db.execute(f"PRAGMA max_page_count = {most}")
        try:
            taken = store.take_list(db, _rows(), "list", NOW).taken
            run = store.begin_run(db, NOW, listed=True, target=None)
            writer = store.LookWriter(db, run.id)
            pages = list(owed(db))
            for at in range(0, PAGES, 25):
                writer.write([look(page, FOUND, NOW) for page in pages[at : at + 25]])
                answered = min(PAGES, at + 25)
            store.finish_run(db, run.id, RunOutcome.FINISHED, NOW)
        except sqlite3.OperationalError:  # SQLITE_FULL
            ended = f"{(taken and 'run') or 'list'}"
        assert not db.conn.in_transaction
    assert is_whole(path)
    assert ask(path, "SELECT count(*) FROM backlink") == [(taken,)]
    assert ask(path, "SELECT count(*) FROM backlink_state") == [(answered,)]
    _go_on(path)
    return ended


def _rows() -> list[object]:
    return [backlink(f"https://a{n}.example/") for n in range(PAGES)]


def _go_on(path: Path) -> None:
    with closing(store.open_database(path)) as db:
        store.take_list(db, _rows(), "list", NOW)
        run = store.begin_run(db, NOW, listed=True, target=None)
        writer = store.LookWriter(db, run.id)
        writer.write([look(page, FOUND, NOW) for page in owed(db)])
        store.finish_run(db, run.id, RunOutcome.FINISHED, NOW)
    assert ask(path, "SELECT count(*) FROM backlink_state") == [(PAGES,)]
    assert ask(path, "SELECT count(*) FROM observation") == [(PAGES,)]
    assert is_whole(path)


def by_file_size(folder: Path, limit: int) -> int:
    """Import a list in a process whose files may have so many bytes; return its exit code."""
    path, links = folder / f"size{limit}.db", folder / "links.csv"
    links.write_text("".join(f"https://a{n}.example/,https://b.example/\n" for n in range(2000)))
    inner = command("import", path, links)[3:]
    limited = done([sys.executable, "-c", LIMITED, str(limit), *inner])
    assert "Traceback" not in limited.stderr, limited.stderr
    assert limited.returncode in (0, 2), limited
    if path.exists():
        assert is_whole(path)
        try:
            with closing(store.open_reader(path)) as db:
                assert db.execute("SELECT count(*) FROM backlink").fetchone()[0] in (0, 2000)
        except DatabaseError as error:
            raise AssertionError(path) from error
    again = done(command("import", path, links))
    assert again.returncode == 0, again.stderr
    return limited.returncode


OUTPUTS = {  # what a command writes, and the command
    "out.csv": lambda path: ["export", str(path)],
    "out.xlsx": lambda path: ["export", str(path)],
    "report.html": lambda path: ["report", str(path), "--site", "b.example"],
    "copy.db": lambda path: ["backup", "--to", str(path), "--force"],
}


def fill_outputs(folder: Path) -> Path:
    """Make a database that has something to write."""
    path = folder / "a.db"
    with closing(store.open_database(path)) as db:
        store.take_list(db, _rows(), "list", NOW)
        run = store.begin_run(db, NOW, listed=True, target=None)
        store.LookWriter(db, run.id).write([look(page, FOUND, NOW) for page in owed(db)])
        store.finish_run(db, run.id, RunOutcome.FINISHED, NOW)
    return path


def by_output(path: Path, name: str, limit: int) -> int:
    """Write an output in a process whose files may have so many bytes; return its exit code."""
    out = path.with_name(name)
    out.write_bytes(b"what was written the last time")
    before = {each.name for each in path.parent.iterdir()}
    words, *more = OUTPUTS[name](out)
    limited = done([sys.executable, "-c", LIMITED, str(limit), *command(words, path, *more)[3:]])
    assert "Traceback" not in limited.stderr, limited.stderr
    assert limited.returncode in (0, 2), limited
    if limited.returncode == 2:
        assert out.read_bytes() == b"what was written the last time"
        assert len(limited.stderr.strip().splitlines()) == 1, limited.stderr
    else:
        assert out.stat().st_size <= limit
    assert {each.name for each in path.parent.iterdir()} <= before | {"a.db-shm", "a.db-wal"}
    return limited.returncode


def main() -> None:
    points, _ = number_and_seed(200)
    with tempfile.TemporaryDirectory() as folder:
        ends = [by_pages(Path(folder), more) for more in range(1, points + 1)]
        told = {end: ends.count(end) for end in sorted(set(ends))}
        print(f"{points} points by pages: ended in {told}; 0 damaged, 0 half done")
        codes = []
        for point in range(max(1, points // 10)):
            for left in Path(folder).iterdir():
                left.unlink()
            codes.append(by_file_size(Path(folder), 4096 + point * 40_000))
        print(f"{len(codes)} points by size of files: exit codes {sorted(codes)}; 0 damaged")
        for left in Path(folder).iterdir():
            left.unlink()
        path = fill_outputs(Path(folder))
        for name in OUTPUTS:
            codes = [by_output(path, name, 2000 + n * 9000) for n in range(max(1, points // 10))]
            print(f"{len(codes)} points of {name}: exit codes {sorted(codes)}; 0 half written")


if __name__ == "__main__":
    main()
