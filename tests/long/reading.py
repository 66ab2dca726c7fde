"""Readers all night long: one whose query never ends, and four that ask again and again.

``python -m tests.long.reading PAGES``: no commit fails, each answer is of one moment, and the
write-ahead log, which can't be emptied while the one reads, stays bounded.
"""

import multiprocessing
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from multiprocessing.synchronize import Event
from pathlib import Path

from linkcrawler import store
from linkcrawler.states import RunOutcome
from tests.long.running import ask, fill, is_whole, number_and_seed
from tests.make import FOUND, NOW, TARGET, look

POLLING = 4
BATCH = 200


@dataclass
class Night:
    """What a night with readers came to."""

    batches: int = 0
    answers: int = 0
    """Questions that the polling readers had answered."""

    wal_bytes: int = 0
    """The most that the log had while somebody read."""


def poll(path: Path, is_over: Event, answers: "multiprocessing.Queue[int]") -> None:
    """Ask until the night is over, each time by a connection of its own, as people do."""
    asked = 0
    while not is_over.is_set():
        with closing(store.open_reader(path)) as db:
            for _ in range(5):
                db.execute("BEGIN")
                [answered] = db.execute("SELECT count(*) FROM backlink_state").fetchone()
                [owed] = db.execute("SELECT count(*) FROM owed").fetchone()
                [all_of_them] = db.execute("SELECT count(*) FROM backlink").fetchone()
                db.execute("COMMIT")
                assert answered + owed == all_of_them, (answered, owed)
                next(store.find_status(db, "1"))
                asked += 1
                if asked == 1:
                    answers.put(asked)  # now the run may begin
    answers.put(asked)


def night(folder: Path, pages: int) -> Night:
    """Do a run beside the readers."""
    path, done = folder / "a.db", Night()
    fill(path, [f"https://a{n}.example/" for n in range(pages)], TARGET)
    wal = Path(f"{path}-wal")
    spawned = multiprocessing.get_context("spawn")
    is_over, answers = spawned.Event(), spawned.Queue()
    with closing(store.open_database(path)) as db:
        run = store.begin_run(db, NOW, listed=False, target=None)
        assert run is not None
        polling = [
            spawned.Process(target=poll, args=(path, is_over, answers)) for _ in range(POLLING)
        ]
        for each in polling:
            each.start()
        for _ in polling:
            answers.get(timeout=60)
        endless = sqlite3.connect(path)
        cursor = endless.execute("SELECT * FROM backlink_status")
        first = cursor.fetchone()
        writer, after = store.LookWriter(db, run.id), (0, 0)
        while found := store.owed_pages(db, after, BATCH):
            after = (found[-1][0], found[-1][1].id)
            writer.write([look(page, FOUND, NOW) for _, page in found])
            done.batches += 1
            done.wal_bytes = max(done.wal_bytes, wal.stat().st_size)
        store.finish_run(db, run.id, RunOutcome.FINISHED, NOW)
        rest = cursor.fetchall()
        assert len(rest) + 1 == pages
        assert {row[7] for row in [first, *rest]} == {"unknown"}, "it saw more than one moment"
        endless.close()
        is_over.set()
        done.answers = sum(answers.get(timeout=60) for _ in polling)
        for each in polling:
            each.join()
            assert each.exitcode == 0
    assert is_whole(path)
    assert ask(path, "SELECT link_state, count(*) FROM backlink_status GROUP BY 1") == [
        ("present", pages)
    ]
    return done


def main() -> None:
    pages, _ = number_and_seed(10_000)
    with tempfile.TemporaryDirectory() as folder:
        done = night(Path(folder), pages)
    print(
        f"{pages:,} pages, {done.batches} batches beside a reader without an end and {POLLING} that"
        f" asked {done.answers:,} times: 0 commits failed, the log had"
        f" {done.wal_bytes / 2**20:.0f} MiB at most"
    )


if __name__ == "__main__":
    main()
