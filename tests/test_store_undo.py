"""Going back: what a run that is not trusted leaves is what there was before it."""

from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linkcrawler import store
from linkcrawler.judge.confirm import AFTER_DOUBT
from linkcrawler.states import RunCause, RunOutcome
from tests.make import (
    DAY,
    ELSEWHERE,
    FOUND,
    HOUR,
    MENTIONED,
    NOT_FOUND,
    NOW,
    REMOVED,
    SOFT,
    TARGET,
    TIMED_OUT,
    backlink,
    facts,
    fetch,
    link,
    look,
    night,
    owed,
    rows,
)

A, B = "https://a.example/", "https://b.example/"
ALL = (FOUND, REMOVED, NOT_FOUND, SOFT, TIMED_OUT, ELSEWHERE, MENTIONED)
WORSE = ALL[1:]
TABLES = ("backlink_state", "page_look", "observation", "sighting", "event")
RECIPIENT = store.Recipient(fingerprint="aaaaaaaa", label="slack://...")


@pytest.fixture
def db(tmp_path):
    with closing(store.open_database(tmp_path / "backlinks.db")) as opened:
        opened.execute("PRAGMA synchronous = OFF")
        yield opened


def take(db, *pages):
    links = [backlink(page, target) for page in pages for target in (TARGET, "https://t.example/")]
    store.take_list(db, links, "list.csv", NOW)


def everything(db):
    """Return all rows; a night of which nothing is known is a doubt for what was missing."""
    found = {table: rows(db, f"SELECT * FROM {table}") for table in TABLES}
    for state in found.get("backlink_state", ()):
        if state["absences"]:
            state["rechecks"] = max(state["rechecks"], AFTER_DOUBT)
    return found


def begin(db, at, answer, **options):
    run = store.begin_run(db, at, listed=False, target=None, **options)
    writer = store.LookWriter(db, run.id)
    writer.write([look(page, answer, at) for page in owed(db)])
    return run


def kept(db):
    return [rows(db, f"SELECT count(*) AS n FROM {each}")[0]["n"] for each in BEFORE]


BEFORE = ("state_before", "look_before")


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(nights=st.lists(st.sampled_from(ALL), min_size=1, max_size=5), bad=st.sampled_from(WORSE))
def test_a_run_that_was_not_healthy_leaves_all_as_it_was(tmp_path_factory, nights, bad):
    path = tmp_path_factory.mktemp("undo") / "a.db"
    with closing(store.open_database(path)) as db:
        db.execute("PRAGMA synchronous = OFF")
        take(db, A, B)
        for day, answer in enumerate(nights):
            night(db, NOW + day * DAY, answer)
        before = everything(db)
        states = rows(db, "SELECT id, link_state FROM backlink_status")
        run = begin(db, NOW + 9 * DAY, bad)
        store.finish_run(db, run.id, RunOutcome.UNHEALTHY, NOW, cause=RunCause.DNS)

        is_same = nights[-1] is TIMED_OUT and bad is TIMED_OUT
        assert is_same or everything(db) == before  # an unknown that stays is a look more
        assert rows(db, "SELECT id, link_state FROM backlink_status") == states
        assert rows(db, "SELECT next_check_at AS at FROM page") == [{"at": None}] * 2
        assert kept(db) == [0, 0]


@pytest.mark.parametrize("bad", WORSE)
def test_what_is_taken_back_is_owed_again_and_answered_once(db, bad):
    take(db, A, B)
    night(db, NOW, FOUND)
    before = everything(db)
    run = begin(db, NOW + DAY, bad)
    pages = [row["id"] for row in rows(db, "SELECT id FROM page")]
    with db.atomic():
        store.take_back(db, run.id, pages)

    assert everything(db) == before
    assert [page.url for page in owed(db)] == [A, B]
    assert [len(page.backlinks) for page in owed(db)] == [2, 2]
    store.LookWriter(db, run.id).write([look(page, FOUND, NOW + DAY) for page in owed(db)])
    counts = store.finish_run(db, run.id, RunOutcome.FINISHED, NOW + DAY)
    assert (counts["present"], counts["events"]) == (4, 0)
    assert rows(db, "SELECT DISTINCT checks FROM backlink_status") == [{"checks": 2}]


@pytest.mark.parametrize("bad", WORSE)
def test_a_first_look_that_is_taken_back_was_none(db, bad):
    take(db, A)
    run = begin(db, NOW, bad)
    with db.atomic():
        store.take_back(db, run.id, [1])

    assert [rows(db, f"SELECT * FROM {table}") for table in TABLES] == [[]] * len(TABLES)
    assert [page.url for page in owed(db)] == [A]


@pytest.mark.parametrize("bad", WORSE)
def test_a_first_look_through_an_outage_is_unknown_with_its_reason_or_none(db, bad):
    take(db, A)
    run = begin(db, NOW, bad)
    store.finish_run(db, run.id, RunOutcome.UNHEALTHY, NOW, cause=RunCause.NETWORK)

    found = rows(db, "SELECT DISTINCT link_state, reason FROM backlink_status")
    reason = "timeout" if bad is TIMED_OUT else "not_checked"
    assert found == [{"link_state": "unknown", "reason": reason}]


def test_a_run_that_is_trusted_leaves_nothing_to_go_back_to(db):
    take(db, A)
    night(db, NOW, FOUND)
    run = begin(db, NOW + DAY, NOT_FOUND)
    during = kept(db)
    store.finish_run(db, run.id, RunOutcome.FINISHED, NOW + DAY)

    assert (during, kept(db)) == ([2, 1], [0, 0])
    assert rows(db, "SELECT DISTINCT link_state FROM backlink_status") == [
        {"link_state": "missing"}
    ]


def test_an_interrupted_run_can_still_go_back_when_it_goes_on(db):
    take(db, A, B)
    night(db, NOW, FOUND)
    before = everything(db)
    run = begin(db, NOW + DAY, NOT_FOUND)
    db.execute("INSERT INTO owed SELECT domain_id, id FROM page WHERE url = ?", [B])
    store.finish_run(db, run.id, RunOutcome.INTERRUPTED, NOW + DAY)
    again = store.begin_run(db, NOW + DAY + HOUR, listed=False, target=None)
    store.finish_run(db, again.id, RunOutcome.UNHEALTHY, NOW + DAY, cause=RunCause.BLOCKED)

    assert (again.id, again.resumed) == (run.id, True)
    assert everything(db) == before


def test_a_run_that_ended_while_its_line_was_down_asks_again_when_it_goes_on(db):
    take(db, A, B)
    night(db, NOW, FOUND)
    before = everything(db)
    run = begin(db, NOW + DAY, TIMED_OUT)
    db.execute("INSERT INTO owed SELECT domain_id, id FROM page WHERE url = ?", [B])
    with db.atomic():
        store.suspect_run(db, run.id, RunCause.NETWORK)
    again = store.begin_run(db, NOW + DAY + HOUR, listed=False, target=None)

    assert (again.id, again.answered, [page.url for page in owed(db)]) == (run.id, 0, [A, B])
    assert everything(db) == before
    assert rows(db, "SELECT cause FROM runs WHERE id = 2") == [{"cause": None}]


def test_what_was_seen_is_not_owed_again_though_its_page_is_in_doubt(db):
    """Of a link that stands one step on from its page, the page itself shows nothing."""
    take(db, A, B)
    night(db, NOW, FOUND)
    run = store.begin_run(db, NOW + DAY, listed=False, target=None)
    writer = store.LookWriter(db, run.id)
    one, two = owed(db)
    seen, missed = (replace(two, backlinks=(each,)) for each in two.backlinks)
    renamed = (fetch(), facts(), (link(anchor_text="other"),))
    writer.write([look(one, renamed, NOW + DAY), look(seen, renamed, NOW + DAY)])
    writer.write([look(missed, REMOVED, NOW + DAY)])
    with db.atomic():
        store.take_back(db, run.id, [one.id, two.id])

    again = store.owed_of(db, [one.id, two.id])
    assert list(owed(db)) == again
    assert [page.backlinks for page in again] == [missed.backlinks]
    writer.write([look(page, FOUND, NOW + DAY) for page in again])
    events = rows(db, "SELECT kind, count(*) AS n FROM event WHERE run_id = ?", run.id)
    assert events == [{"kind": "changed", "n": 3}]


def test_what_a_run_may_go_back_to_is_not_pruned_meanwhile(db):
    take(db, A, B)
    night(db, NOW, REMOVED)
    before = everything(db)
    run = begin(db, NOW + DAY, NOT_FOUND)
    db.execute("INSERT INTO owed SELECT domain_id, id FROM page WHERE url = ?", [B])
    store.finish_run(db, run.id, RunOutcome.INTERRUPTED, NOW + DAY)
    store.prune(db, NOW + HOUR)
    store.finish_run(db, run.id, RunOutcome.UNHEALTHY, NOW + DAY, cause=RunCause.DNS)

    assert everything(db)["observation"] == before["observation"]


def test_a_robots_txt_of_a_run_that_ended_while_its_line_was_down_is_forgotten(db):
    take(db, A, B)
    run = begin(db, NOW, TIMED_OUT)
    db.execute("INSERT INTO owed SELECT domain_id, id FROM page WHERE url = ?", [B])
    portal = store.KeptRobots("https://a.example", NOW, b"User-agent: *\nDisallow: /")
    store.LookWriter(db, run.id).write([], [portal])
    with db.atomic():
        store.suspect_run(db, run.id, RunCause.CAPTIVE_PORTAL)
    store.begin_run(db, NOW + HOUR, listed=False, target=None)

    assert store.kept_robots(db, "https://a.example") is None


@pytest.mark.parametrize("outcome", [RunOutcome.RUNNING, RunOutcome.INTERRUPTED])
@pytest.mark.parametrize("cause", [RunCause.DNS, None])
def test_a_stale_run_is_closed_as_what_it_was(db, outcome, cause):
    take(db, A, B)
    night(db, NOW, FOUND)
    before = everything(db)
    run = begin(db, NOW + DAY, NOT_FOUND)
    db.execute("INSERT INTO owed SELECT domain_id, id FROM page WHERE url = ?", [B])
    with db.atomic():
        store.suspect_run(db, run.id, cause)
    if outcome is RunOutcome.INTERRUPTED:
        store.finish_run(db, run.id, outcome, NOW + DAY)
    store.begin_run(db, NOW + 3 * DAY, listed=False, target=None, recipients=[RECIPIENT])

    closed = rows(db, "SELECT outcome, cause FROM runs WHERE id = ?", run.id)
    assert closed == [{"outcome": "unhealthy" if cause else "interrupted", "cause": cause}]
    assert (everything(db) == before) is (cause is not None)
    assert kept(db) == [0, 0]
    told = rows(db, "SELECT kind FROM outbox WHERE run_id = ?", run.id)
    assert told == [{"kind": "outage" if cause else "changes"}]


# --- mass losses -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("then", "kind"), [(NOT_FOUND, "changes"), (FOUND, None)])
def test_a_mass_loss_is_told_by_the_next_run_or_never(db, then, kind):
    """All links gone, truly and falsely: held at first, and no state is undone for it."""
    take(db, *(f"https://{n}.example/" for n in range(15)))
    night(db, NOW, FOUND)
    run = begin(db, NOW + DAY, NOT_FOUND)
    store.finish_run(db, run.id, RunOutcome.FINISHED, NOW + DAY, [RECIPIENT])

    assert rows(db, "SELECT outcome, cause, missing FROM runs WHERE id = 2") == [
        {"outcome": "finished", "cause": "mass_loss", "missing": 30}
    ]
    waiting = rows(db, "SELECT kind, state FROM outbox ORDER BY id")
    assert [tuple(each.values()) for each in waiting] == [("changes", "held"), ("held", "pending")]
    run = begin(db, NOW + 2 * DAY, then)
    store.finish_run(db, run.id, RunOutcome.FINISHED, NOW + 2 * DAY, [RECIPIENT])
    assert rows(db, "SELECT state FROM alert_hold") == [
        {"state": "confirmed" if kind else "refuted"}
    ]
    told = [list(store.alert_events(db, each)) for each in (2, 3)]
    assert [len(each) for each in told] == ([30, 0] if kind else [0, 0])
    assert rows(db, "SELECT cause FROM runs WHERE id = 3") == [{"cause": None}]
