"""Questions that grow with the backlinks or the years are answered by an index, as SQLite says."""

from contextlib import closing

import pytest

from linkcrawler import store
from linkcrawler.serve.queries import QUERIES
from linkcrawler.states import RunOutcome
from linkcrawler.store import audit, due, outbox, undo
from tests.make import DAY, FOUND, NOW, REMOVED, backlink, look, night

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
    db.execute("CREATE TEMP TABLE IF NOT EXISTS chosen (page_id INTEGER PRIMARY KEY)")
    planned = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
    reading = [each for each in statements if each.lstrip().upper().startswith(planned)]
    return [
        row[3]
        for statement in reading
        for row in db.conn.execute(f"EXPLAIN QUERY PLAN {statement}")
    ]


def write_again(db, shown):
    pages = [page for _, page in store.owed_pages(db, (0, 0), 200)]
    store.LookWriter(db, 2).write([look(page, shown, NOW + 2 * DAY) for page in pages])


def take_back(db, pages):
    with store.writing(db):
        store.take_back(db, 2, pages)


def take_back_all(db):
    with store.writing(db):
        undo.take_back_all(db, 2)


def browse(db, name, page=""):
    return db.execute(str(QUERIES[name]["sql"]), {"page": page}).fetchall()


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

DURING = {  # a run that owes all pages; a bad one is looked through once, by its pages
    "owed pages": lambda db: store.owed_pages(db, (0, 0), 200),
    "owed pages of a domain": lambda db: store.owed_pages(db, (1, 0), 4, 1),
    "pages asked for again": lambda db: store.owed_of(db, [1, 2]),
    "a robots.txt": lambda db: store.kept_robots(db, "https://a.example"),
    "distrusted": lambda db: store.distrusted(db, NOW),
    "looks": lambda db: write_again(db, REMOVED),
    "looks that are as before": lambda db: write_again(db, FOUND),
    "pages taken back": lambda db: take_back(db, [1]),
    "all taken back": take_back_all,
    "end of a bad run": lambda db: store.finish_run(db, 2, RunOutcome.UNHEALTHY, NOW),
    "browsing losses": lambda db: browse(db, "lost_this_week"),
}
SMALL = {
    *("alert_hold", "sqlite_master", "told", "chosen", "json_each", "distrusted", "week"),
    *("CONSTANT", "2", "(subquery-2)"),
}
OF_A_BAD_RUN = {"page_look", "owed", "robots"}


@pytest.mark.parametrize("name", DURING)
def test_what_a_run_asks_for_is_read_by_an_index(db, name):
    assert store.begin_run(db, NOW + 2 * DAY, listed=False, target=None).id == 2
    scanned = {step.split()[1] for step in plans(db, lambda: DURING[name](db)) if "SCAN" in step}

    assert scanned <= SMALL | (OF_A_BAD_RUN if name == "end of a bad run" else set())


def test_the_history_of_a_page_is_browsed_by_an_index_where_the_page_is_known(db):
    steps = 0

    def count():
        nonlocal steps
        steps += 1

    store.take_list(db, [backlink(f"https://c{n}.example/") for n in range(3_000)], "long", NOW)
    db.conn.set_progress_handler(count, 1)
    assert len(browse(db, "history", A)) == 1
    assert steps < 1_000

    assert browse(db, "history", "https://none.example/") == []
    assert steps > 3_000


@pytest.mark.parametrize("ask", GROWING.values(), ids=GROWING)
def test_a_question_reads_by_an_index(db, ask):
    scanned = [step for step in plans(db, lambda: ask(db)) if step.startswith("SCAN")]

    assert [step for step in scanned if step.split()[1] not in SMALL] == []


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
