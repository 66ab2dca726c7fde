"""A migration that is killed at any moment leaves the old database or the new, never between.

``python -m tests.long.migrations KILLS``
"""

import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from linkcrawler import store
from linkcrawler.store import schema
from tests.long.running import ask, is_whole, number_and_seed, start

OPEN = """
import sys
from pathlib import Path
from linkcrawler import store
print("ready", flush=True)
sys.stdin.readline()
store.open_database(Path(sys.argv[1])).close()
"""
FIRST = 2
"""Version of the first release."""


def make_old(path: Path, backlinks: int = 3000) -> None:
    """Make a database as the first release left it, with a list in it."""
    apply = schema.migrations.apply
    steps = [each.name for each in schema.migrations.pending(sqlite_utils_memory())]
    schema.migrations.apply = lambda db: apply(db, stop_before=steps[FIRST])
    try:
        with closing(store.open_database(path)) as db:
            db.execute("PRAGMA synchronous = OFF")
            _take_as_then(db.conn, backlinks)
            db.execute(f"PRAGMA user_version = {FIRST}")
    finally:
        del schema.migrations.apply


def _take_as_then(connection: sqlite3.Connection, backlinks: int) -> None:
    """Put a list in as the first release did: today's code knows today's tables only."""
    at = "2026-11-24T02:00:00+00:00"
    with connection:
        connection.execute("INSERT INTO import (id, at, name) VALUES (1, ?, 'list')", [at])
        connection.execute(
            "INSERT INTO target (id, target, site) VALUES (1, 'https://t.example/', 't.example')"
        )
        for number in range(1, backlinks + 1):
            host = f"a{number}.example"
            connection.execute("INSERT INTO domain VALUES (?, ?)", [number, host])
            connection.execute(
                "INSERT INTO page (id, url, domain_id) VALUES (?, ?, ?)",
                [number, f"https://{host}/", number],
            )
            connection.execute(
                "INSERT INTO backlink (id, page_id, target_id, added_at) VALUES (?, ?, 1, ?)",
                [number, number, at],
            )
            connection.execute("INSERT INTO claim VALUES (?, 1, 'an anchor', '', '', '')", [number])


def sqlite_utils_memory() -> object:
    """Return an empty database in memory."""
    from sqlite_utils import Database  # noqa: PLC0415

    return Database(memory=True)


def _begun(path: Path) -> subprocess.Popen[str]:
    process = start([sys.executable, "-c", OPEN, str(path)], stdin=subprocess.PIPE)
    process.stdout.readline()
    process.stdin.write("\n")
    process.stdin.flush()
    return process


def killed(path: Path, after_s: float) -> int:
    """Kill a migration after so many seconds; return the version that it left."""
    process = _begun(path)
    time.sleep(after_s)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert is_whole(path)
    version = int(ask(path, "PRAGMA user_version")[0][0])
    applied = ask(path, "SELECT count(*) FROM _sqlite_migrations")[0][0]
    assert version in (FIRST, schema.VERSION)
    assert applied == version
    keep = path.with_name(f"{path.name}.before-{schema.VERSION}")
    if version == schema.VERSION:
        assert keep.exists()
    if keep.exists():
        assert is_whole(keep)
        assert ask(keep, "PRAGMA user_version") == [(FIRST,)]
    return version


def main() -> None:
    kills, chance = number_and_seed(50)
    left = {FIRST: 0, schema.VERSION: 0}
    with tempfile.TemporaryDirectory() as folder:
        old = Path(folder) / "old.db"
        make_old(old)
        with closing(sqlite3.connect(old)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        whole_s = time_of(old, Path(folder) / "timed.db")
        for number in range(kills):
            path = Path(folder) / f"{number}.db"
            path.write_bytes(old.read_bytes())
            left[killed(path, chance.uniform(0, whole_s * 1.2))] += 1
            store.open_database(path).close()
            assert ask(path, "SELECT count(*) FROM backlink_status") == [(3000,)]
            for each in Path(folder).glob(f"{number}.db*"):
                each.unlink()
    print(f"{kills} kills: old {left[FIRST]}, new {left[schema.VERSION]}, between 0")


def time_of(old: Path, path: Path) -> float:
    path.write_bytes(old.read_bytes())
    process, begun = _begun(path), time.monotonic()
    while ask(path, "PRAGMA user_version") == [(FIRST,)]:
        time.sleep(0.002)
    took_s = time.monotonic() - begun
    process.communicate()
    return took_s


if __name__ == "__main__":
    main()
