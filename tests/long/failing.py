"""The Nth statement of a run fails, for each N: no wrong row, no hang, and the next run goes on.

``python -m tests.long.failing STEP`` takes every STEP-th statement; 1 takes them all.
"""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from linkcrawler.crawl.session import StoredLedger, open_session
from linkcrawler.errors import DatabaseError
from tests.long.running import ask, is_whole, number_and_seed
from tests.make import FOUND, NOW, TARGET, look

PAGES = 50
BATCH = 10
BUSY, FULL, BROKEN = "database is locked", "database or disk is full", "disk I/O error"
ERRORS = (BUSY, FULL, BROKEN)


@dataclass(slots=True)
class Plan:
    """Which statement fails, of all that are asked for, and how; 0: none."""

    fails_at: int = 0
    error: str = FULL
    asked: int = 0

    def count(self, connection: sqlite3.Connection) -> None:
        """Count a statement, and fail if it is the one."""
        self.asked += 1
        if self.asked == self.fails_at:
            if self.error != BUSY and connection.in_transaction:
                # SQLite has done so itself where the disk is full or broken.
                sqlite3.Connection.rollback(connection)
            raise sqlite3.OperationalError(self.error)


@contextmanager
def failing(plan: Plan) -> Iterator[None]:
    """Let every connection that is opened meanwhile keep to the plan."""

    class Connection(sqlite3.Connection):
        def execute(self, *arguments: object) -> sqlite3.Cursor:
            plan.count(self)
            return super().execute(*arguments)

        def executemany(self, *arguments: object) -> sqlite3.Cursor:
            plan.count(self)
            return super().executemany(*arguments)

        def commit(self) -> None:
            plan.count(self)
            super().commit()

    connect = sqlite3.connect

    def ours(*arguments: object, **options: object) -> sqlite3.Connection:
        return connect(*arguments, **{"factory": Connection, **options})

    with mock.patch("sqlite3.connect", ours):
        yield


def run(db: Path, links: Path) -> int:
    """Take the list and answer for its pages as the pipelines do; return the exit code."""
    try:
        session = open_session(db=str(db), links=str(links), clock=lambda: NOW)
    except DatabaseError as error:
        return error.exit_code
    try:
        if session.run is not None:
            ledger = StoredLedger(session.reader)
            try:
                owed = [page for _, page in ledger.next_pages((0, 0), PAGES)]
                for first in range(0, len(owed), BATCH):
                    session.write([look(page, FOUND, NOW) for page in owed[first : first + BATCH]])
            except (DatabaseError, sqlite3.OperationalError):
                pass  # the spider is closed then
            session.finish()
        return session.exit_code
    finally:
        session.close()


def failed_once(folder: Path, fails_at: int, error: str) -> int:
    """Let one statement fail, and go on after it; return the exit code of the run that failed."""
    db, links = folder / "a.db", folder / "links.csv"
    links.write_text(
        "url,target\n" + "".join(f"https://a{n}.example/,{TARGET}\n" for n in range(PAGES))
    )
    with failing(Plan(fails_at, error)):
        code = run(db, links)
    answered = 0
    if db.exists():
        assert is_whole(db)
        answered = whole_batches(db)
    assert run(db, links) == 0
    assert is_whole(db)
    # A run that has all its answers and could only not be closed is not gone on with.
    looks = 2 if answered == PAGES else 1
    assert ask(db, "SELECT link_state, checks, count(*) FROM backlink_status GROUP BY 1, 2") == [
        ("present", looks, PAGES)
    ]
    assert ask(db, "SELECT count(*) FROM change_events") == [(0,)]
    assert ask(db, "SELECT count(*) FROM owed") == [(0,)]
    return code


def whole_batches(db: Path) -> int:
    """Return how many pages have their rows; each has them or is owed, once a run has begun."""
    has_tables = ask(db, "SELECT count(*) FROM sqlite_schema WHERE name = 'change_events'")
    if has_tables == [(0,)] or ask(db, "SELECT count(*) FROM run") == [(0,)]:
        return 0
    [(answered,)] = ask(db, "SELECT count(*) FROM backlink_state")
    [(owed,)] = ask(db, "SELECT count(*) FROM owed")
    assert answered % BATCH == 0, answered
    assert answered + owed in (PAGES, 0), (answered, owed)
    return answered


def statements() -> int:
    """Return how many statements a run asks for."""
    plan = Plan()
    with tempfile.TemporaryDirectory() as folder, failing(plan):
        links = Path(folder, "links.csv")
        links.write_text(
            "url,target\n" + "".join(f"https://a{n}.example/,{TARGET}\n" for n in range(PAGES))
        )
        assert run(Path(folder, "a.db"), links) == 0
    return plan.asked


def main() -> None:
    step, _ = number_and_seed(1)
    number = statements()
    codes: dict[int, int] = {}
    for error in ERRORS:
        for fails_at in range(1, number + 1, step):
            with tempfile.TemporaryDirectory() as folder:
                code = failed_once(Path(folder), fails_at, error)
            codes[code] = codes.get(code, 0) + 1
    print(f"{number} statements, {len(ERRORS)} errors: exit codes {codes}, nothing lost or doubled")


if __name__ == "__main__":
    main()
