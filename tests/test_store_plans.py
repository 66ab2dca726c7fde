"""Questions that grow with the backlinks or the years are answered by an index, as SQLite says."""

from contextlib import closing

import pytest

from linkcrawler import store
from linkcrawler.states import RunOutcome
from linkcrawler.store import audit, due, outbox
from tests.make import DAY, FOUND, NOW, backlink, night

A, B = "https://a.example/", "https://b.example/"


@pytest.fixture
def db(tmp_path):
    with closing(store.open_database(tmp_path / "backlinks.db")) as opened:
        opened.execute("PRAGMA synchronous = OFF")
        store.take_list(opened, [backlink(A), backlink(B)], "list.csv", NOW)
        night(opened, NOW, FOUND)
        yield opened


def plans(db, ask):
    """Return how SQLite would run each statement of ``ask``, a line each."""
    statements = []
    db.conn.set_trace_callback(statements.append)
    ask()
    db.conn.set_trace_callback(None)
    reading = [
        each for each in statements if each.lstrip().upper().startswith(("SELECT", "INSERT"))
    ]
    return [
        row[3]
        for statement in reading
        for row in db.conn.execute(f"EXPLAIN QUERY PLAN {statement}")
    ]


GROWING = {  # what grows with the backlinks or the years is never read whole
    "changes": lambda db: list(store.find_events(db)),
    "changes of a run": lambda db: list(store.find_events(db, run_id=1, kinds=["lost"])),
    "losses of own links": lambda db: list(
        store.find_events(db, run_id=1, kinds=["lost"], wanted=store.Wanted(site_role="own"))
    ),
    "changes since": lambda db: list(store.find_events(db, since="2026-01-01")),
    "show": lambda db: list(store.find_status(db, A)),
    "show, by state": lambda db: list(store.find_status(db, A, states=["lost"])),
    "history": lambda db: list(store.history(db, 1)),
    "weeks of an audit": lambda db: audit.weeks_of(db, "example.com"),
    "lost links of an audit": lambda db: audit.lost_links(db, "example.com", 5),
    "mass loss": lambda db: outbox._mass_loss(db, 1),
    "holds": lambda db: outbox._settle_holds(db, 2, NOW),
    "alert": lambda db: list(store.alert_events(db, 1)),
    "next due": store.next_due,
    "end of a run": lambda db: store.finish_run(db, 1, RunOutcome.FINISHED, NOW),
}


@pytest.mark.parametrize("ask", GROWING.values(), ids=GROWING)
def test_a_question_reads_by_an_index(db, ask):
    scanned = [step for step in plans(db, lambda: ask(db)) if step.startswith("SCAN")]

    assert [
        step for step in scanned if step.split()[1] not in ("alert_hold", "sqlite_master", "told")
    ] == []


def test_changes_since_a_time_are_not_searched_for_in_all_of_the_years(db):
    steps = plans(db, lambda: list(store.find_events(db, since="2026-01-01")))

    assert "SEARCH event USING COVERING INDEX event_at (at>?)" in steps
    assert "SEARCH event USING INTEGER PRIMARY KEY (rowid>?)" in steps


def test_an_audit_reads_the_links_once_in_the_order_of_an_index(db):
    steps = plans(db, lambda: list(audit.referrers(db, ["example.com"])))

    assert [step for step in steps if step.startswith("SCAN") and "json_each" not in step] == [
        "SCAN page USING INDEX page_domain"
    ]
    assert [step for step in steps if "B-TREE" in step] == []


@pytest.mark.parametrize("budget", [None, 5])
def test_what_is_due_is_found_in_one_pass_over_the_pages(db, budget):
    steps = plans(db, lambda: due.owe_due(db, NOW + DAY, budget=budget))
    passes = [step for step in steps if step.startswith("SCAN")]

    assert set(passes) <= {"SCAN page", "SCAN owed"}
    assert passes.count("SCAN page") == (1 if budget is None else 2)
    asked_of_each = [step for step in steps if step.startswith("CORRELATED")]
    assert len(asked_of_each) == (0 if budget is None else 1)  # of new pages, when they came
