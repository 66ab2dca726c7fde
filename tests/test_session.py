"""What a run keeps besides its looks, whatever happens to them."""

import asyncio
import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest

from linkcrawler import store
from linkcrawler.crawl.session import Session, open_session
from linkcrawler.states import RunCause, RunOutcome
from tests.conftest import write_list
from tests.make import PAGE, REMOVED, look, owed, rows

ORIGIN = "https://blog.example.org"


@pytest.fixture
def session(tmp_path: Path) -> Session:
    """Return the session of a run over one page."""
    opened = open_session(
        db=str(tmp_path / "a.db"), links=str(write_list(tmp_path / "links.csv", [PAGE]))
    )
    yield opened
    opened.close()


def test_a_robots_txt_that_was_read_after_the_last_batch_is_kept(session: Session):
    session.keep_robots(ORIGIN, b"User-agent: *")
    session.finish()

    kept = store.kept_robots(session.db, ORIGIN)
    assert kept is not None
    assert kept.body == b"User-agent: *"


def test_a_robots_txt_of_a_batch_that_fails_goes_with_the_next(
    session: Session, monkeypatch: pytest.MonkeyPatch
):
    written: list[Any] = []

    def write(looks: list[Any], robots: Any = ()) -> None:
        if robots and not written:
            written.append("failed")
            raise ValueError("boom")
        written.append(list(robots))

    monkeypatch.setattr(session.writer, "write", write)
    session.keep_robots(ORIGIN, None)
    session.write([])
    session.write([])

    assert written[0] == "failed"
    assert [each.origin for each in written[-1]] == [ORIGIN]


def test_another_process_that_locks_the_database_for_a_while_is_waited_for(session: Session):
    other = sqlite3.connect(session.path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    timer = threading.Timer(1.0, lambda: other.execute("COMMIT"))
    timer.start()
    session.keep_robots(ORIGIN, None)
    session.write([])
    timer.join()
    other.close()

    assert store.kept_robots(session.db, ORIGIN) is not None


def test_a_run_that_is_stopped_while_it_waits_for_its_line_at_the_end_is_not_trusted(
    session: Session,
):
    """All pages are answered, the last ones by what may be a captive portal."""
    assert session.run is not None
    (page,) = owed(session.db)
    session.write([look(page, REMOVED, session.clock())])
    asyncio.run(session.suspect(RunCause.CAPTIVE_PORTAL))
    session.finish()

    assert (session.outcome, session.exit_code) == (RunOutcome.UNHEALTHY, 4)
    assert rows(session.db, "SELECT link_state FROM backlink_status") == [{"link_state": "unknown"}]
