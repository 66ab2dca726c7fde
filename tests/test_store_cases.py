"""Removals as cases: a person opens and moves them, runs close and reopen them."""

from contextlib import closing

import pytest

from linkcrawler import store
from linkcrawler.audit.cases import CaseState
from linkcrawler.errors import InputError
from linkcrawler.states import RunCause, RunOutcome
from linkcrawler.store import cases as keeping
from tests.make import (
    DAY,
    ELSEWHERE,
    FOUND,
    GONE,
    HOUR,
    MENTIONED,
    NOT_FOUND,
    NOW,
    TARGET,
    TIMED_OUT,
    backlink,
    look,
    night,
    owed,
    rows,
)

SITE = "example.com"
A, A2, B = "https://spam.example/1", "https://spam.example/2", "https://b.example/"


@pytest.fixture
def db(tmp_path):
    with closing(store.open_database(tmp_path / "a.db")) as opened:
        opened.execute("PRAGMA synchronous = OFF")
        yield opened


def take(db, *pages, role="own", target=TARGET):
    store.take_list(db, [backlink(page, target) for page in pages], "list.csv", NOW)
    db.execute("UPDATE target SET role = ? WHERE target = ?", [role, target])
    db.conn.commit()


def opened(db, text="spam.example", *, state=CaseState.ASKED, at=NOW):
    case = keeping.open_case(db, keeping.subject_of(db, SITE, text), at)
    keeping.move_case(db, case.id, state, at)
    return case.id


def nights(db, *answers, first=NOW):
    """Do a night a day; each answer is for all pages, or by page."""
    for number, answer in enumerate(answers):
        db.execute("UPDATE page SET next_check_at = NULL")
        db.conn.commit()
        night(db, first + number * DAY, answer)


def state_of(db):
    return [case.state for case in keeping.find_cases(db, SITE)]


LOSING = (NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND)


def test_a_case_is_removed_when_all_of_its_links_are_confirmed_gone(db):
    take(db, A, A2)
    opened(db)
    nights(db, FOUND)
    assert state_of(db) == ["asked"]
    nights(db, {A: FOUND, A2: NOT_FOUND}, first=NOW + DAY)
    nights(db, *({A: FOUND, A2: NOT_FOUND},) * 3, first=NOW + 2 * DAY)
    assert state_of(db) == ["asked"]  # one is there still
    nights(db, *LOSING, first=NOW + 9 * DAY)

    (case,) = rows(db, "SELECT * FROM removal_cases")
    assert case["state"] == "removed"
    run = rows(db, "SELECT * FROM runs WHERE id = ?", case["removed_by_run"])[0]
    assert run["lost"] == 2
    last = keeping.steps_of(db, case["id"])[-1]
    assert (last.state, last.run_id) == ("removed", run["id"])
    assert last.note == f"All of its links are gone, confirmed by run {run['id']}."


@pytest.mark.parametrize("answer", [TIMED_OUT, ELSEWHERE, MENTIONED, FOUND])
def test_what_is_not_confirmed_as_lost_is_never_removed(db, answer):
    take(db, A, A2)
    opened(db)
    nights(db, FOUND, *({A: NOT_FOUND, A2: answer},) * 6)

    assert state_of(db) == ["asked"]


def test_a_missing_link_is_not_removed_yet(db):
    take(db, A)
    opened(db)
    nights(db, FOUND, NOT_FOUND)

    assert rows(db, "SELECT link_state FROM backlink_status") == [{"link_state": "missing"}]
    assert state_of(db) == ["asked"]


def test_a_link_never_looked_at_keeps_a_case_open(db):
    take(db, A)
    opened(db)
    nights(db, FOUND, NOT_FOUND)
    take(db, A2)
    db.execute("UPDATE page SET next_check_at = '2999' WHERE url = ?", [A2])
    for number in range(4):
        db.execute("UPDATE page SET next_check_at = NULL WHERE url = ?", [A])
        db.conn.commit()
        run = store.begin_run(db, NOW + (2 + number) * DAY, listed=False, target=None)
        writer = store.LookWriter(db, run.id)
        at = NOW + (2 + number) * DAY
        writer.write([look(page, GONE, at) for page in owed(db) if page.url == A])
        db.execute("DELETE FROM owed")
        db.conn.commit()
        store.finish_run(db, run.id, RunOutcome.FINISHED, at)

    assert {"lost", "unknown"} == {
        row["link_state"] for row in rows(db, "SELECT link_state FROM backlink_status")
    }
    assert state_of(db) == ["asked"]


@pytest.mark.parametrize("answer", [FOUND, ELSEWHERE])
def test_a_link_that_comes_back_reopens_the_case_and_has_to_be_asked_for_again(db, answer):
    take(db, A)
    number = opened(db)
    nights(db, FOUND, *LOSING)
    assert state_of(db) == ["removed"]
    nights(db, answer, first=NOW + 20 * DAY)

    (case,) = keeping.find_cases(db, SITE)
    assert (case.state, case.asked_at) == ("review", None)
    assert "there again" in keeping.steps_of(db, number)[-1].note
    assert [step.state for step in keeping.steps_of(db, number)] == ["asked", "removed", "review"]


def test_a_run_in_doubt_closes_no_case_and_the_next_good_one_does(db):
    take(db, A)
    opened(db)
    nights(db, FOUND, NOT_FOUND, NOT_FOUND)
    run = None
    if state_of(db) == ["asked"]:
        db.execute("UPDATE page SET next_check_at = NULL")
        db.conn.commit()
        at = NOW + 3 * DAY
        run = store.begin_run(db, at, listed=False, target=None)
        store.LookWriter(db, run.id).write([look(page, NOT_FOUND, at) for page in owed(db)])
        store.finish_run(db, run.id, RunOutcome.FINISHED, at, cause=RunCause.MASS_LOSS)
    assert run is not None
    assert rows(db, "SELECT link_state FROM backlink_status") == [{"link_state": "lost"}]
    assert state_of(db) == ["asked"]
    nights(db, NOT_FOUND, first=NOW + 4 * DAY)

    assert state_of(db) == ["removed"]


def test_links_to_competitors_and_of_other_pages_are_no_part_of_a_case(db):
    take(db, A, A2)
    take(db, A, target="https://rival.example/", role="competitor")
    opened(db, A)
    nights(db, FOUND, *({A: NOT_FOUND, A2: FOUND},) * 4)

    assert state_of(db) == ["removed"]


@pytest.mark.parametrize("state", [CaseState.DISMISSED])
def test_what_was_set_aside_stays_so(db, state):
    take(db, A)
    opened(db, state=state)
    nights(db, FOUND, *LOSING)

    assert [state.value] == state_of(db)


def test_an_interrupted_run_settles_nothing(db):
    take(db, A)
    opened(db)
    nights(db, FOUND, NOT_FOUND, NOT_FOUND)
    db.execute("UPDATE page SET next_check_at = NULL")
    db.conn.commit()
    at = NOW + 3 * DAY
    run = store.begin_run(db, at, listed=False, target=None)
    store.LookWriter(db, run.id).write([look(page, NOT_FOUND, at) for page in owed(db)])
    store.finish_run(db, run.id, RunOutcome.INTERRUPTED, at)

    assert state_of(db) == ["asked"]


UNKNOWN = [
    ("nobody.example", "no backlinks from it are known"),
    ("blog.spam.example", "is a part of spam.example"),
    ("https://spam.example/other", "no page with known backlinks"),
    ("99", "no backlink of that number"),
    ("99999999999999999999999", "no backlinks|no domain"),
    ("not a domain", "is no domain"),
    ("", "is no domain"),
]


@pytest.mark.parametrize(("text", "told"), UNKNOWN)
def test_what_is_not_known_is_told(db, text, told):
    take(db, A)
    with pytest.raises(InputError, match=told):
        keeping.subject_of(db, SITE, text)


@pytest.mark.parametrize("text", ["spam.example", "SPAM.example", "www.spam.example"])
def test_a_domain_is_known_in_any_spelling(db, text):
    take(db, A)

    assert keeping.subject_of(db, SITE, text)[2:] == ("spam.example", None, None)


@pytest.mark.parametrize("text", [A, f"{A}#part", "1", "spam.example/1"])
def test_a_page_is_known_by_its_address_or_the_number_of_a_backlink(db, text):
    take(db, A.replace("https", "http") if text == "spam.example/1" else A)

    assert keeping.subject_of(db, SITE, text).page.endswith("://spam.example/1")


def test_asking_again_begins_a_new_wait(db):
    take(db, A)
    number = opened(db)
    for state in (CaseState.REMINDED, CaseState.REFUSED, CaseState.ASKED):
        keeping.move_case(db, number, state, NOW + HOUR)

    (case,) = keeping.find_cases(db, SITE)
    assert (case.asked_at, case.refused_at, case.reminders) == (
        "2026-11-24T03:00:00+00:00",
        None,
        0,
    )
    assert [step.state for step in keeping.steps_of(db, number)] == [
        "asked",
        "reminded",
        "refused",
        "asked",
    ]
