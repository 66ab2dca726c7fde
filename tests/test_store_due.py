"""What a page keeps of its looks, when it is due by them, and what a budget picks."""

import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkcrawler import store
from linkcrawler.judge.due import LATE, WHEN_STILL, expected_delay
from linkcrawler.models import Agreement
from linkcrawler.states import RunOutcome
from linkcrawler.store import due
from linkcrawler.store.times import stamp
from tests.long import migrations
from tests.make import (
    DAY,
    FOUND,
    HOUR,
    NOT_FOUND,
    NOW,
    REMOVED,
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

A, B, C = (f"https://{name}.example/" for name in "abc")
OTHER = "https://www.example.com/other"
RENAMED = (fetch(), facts(), (link(anchor_text="other", rel=("nofollow",)),))


@pytest.fixture
def db(tmp_path):
    with closing(store.open_database(tmp_path / "backlinks.db")) as opened:
        opened.execute("PRAGMA synchronous = OFF")
        yield opened


def take(db, *pages, target=TARGET, at=NOW, until=None):
    agreed = Agreement(until=until)
    listed = [replace(backlink(page, target), agreement=agreed) for page in pages]
    return store.take_list(db, listed, "list.csv", at)


def of(db, url, *columns):
    [row] = rows(db, f"SELECT {', '.join(columns)} FROM page WHERE url = ?", url)
    return tuple(row.values())


def next_check(db, url):
    return next(store.find_status(db, url))["next_check_at"]


def urls(db):
    return [page.url for page in owed(db)]


def any_night(db, at, answers, budget=None):
    """Do one run over what is due, if anything is; return the pages it looked at."""
    run = store.begin_run(db, at, listed=False, target=None, budget=budget)
    if run is None:
        return []
    pages = list(owed(db))
    answer = answers if callable(answers) else lambda _url: answers
    store.LookWriter(db, run.id).write([look(page, answer(page.url), at) for page in pages])
    store.finish_run(db, run.id, RunOutcome.FINISHED, at)
    return [page.url for page in pages]


# --- what a page keeps -----------------------------------------------------------------------------

LIFE = [  # (what it shows, changes so far, day of the last change)
    (FOUND, 0, None),
    (FOUND, 0, None),
    (RENAMED, 1, 2),  # anchor text, rel and how it counts: one look
    (TIMED_OUT, 1, 2),
    (RENAMED, 1, 2),
    (REMOVED, 2, 5),
    (REMOVED, 2, 5),
    (REMOVED, 3, 7),
    (REMOVED, 3, 7),
    (FOUND, 4, 9),
]


def test_a_page_keeps_how_often_and_when_it_changed(db):
    take(db, A, B)
    seen = []
    for day, (answer, _, _) in enumerate(LIFE):
        night(db, NOW + day * DAY, {A: answer, B: FOUND})
        seen.append(of(db, A, "changes", "changed_at"))

    assert seen == [
        (changes, None if day is None else stamp(NOW + day * DAY)) for _, changes, day in LIFE
    ]
    assert of(db, A, "first_checked_at", "checked_at") == (stamp(NOW), stamp(NOW + 9 * DAY))
    assert of(db, B, "changes", "changed_at") == (0, None)


def test_a_run_knows_when_a_page_changed(db):
    take(db, A)
    night(db, NOW, FOUND)
    night(db, NOW + DAY, RENAMED)
    store.begin_run(db, NOW + 2 * DAY, listed=False, target=None)

    [page] = owed(db)

    assert page.changed_at == NOW + DAY
    assert page.backlinks[0].last.first_checked_at == NOW


def test_times_of_a_clock_that_was_ahead_are_put_right(db):
    take(db, A)
    night(db, NOW + 900 * DAY, FOUND)
    night(db, NOW + 901 * DAY, RENAMED)

    night(db, NOW, RENAMED)

    columns = ("first_checked_at", "checked_at", "changed_at")
    assert of(db, A, *columns) == (stamp(NOW),) * 3


# --- when it is due --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "hours", "urgent"),
    [(FOUND, 20, 0), (REMOVED, 20, 1), (NOT_FOUND, 20, 1), (TIMED_OUT, 20, 0), (RENAMED, 6, 0)],
)
def test_the_next_check_is_told_by_what_was_seen(db, answer, hours, urgent):
    take(db, A)
    night(db, NOW, FOUND)
    night(db, NOW + DAY, answer)

    assert next_check(db, A) == stamp(NOW + DAY + hours * HOUR)
    assert of(db, A, "urgent") == (urgent,)


@pytest.mark.parametrize(
    ("agreed_until", "hours"),
    [
        ("2026-11-25", 6),
        ("2027-01-01", 6),
        ("2026-11-23", 20),
        (None, 20),
        ("soon", 20),
        ("", 20),
        ("31.12.2027", 20),
        ("2027", 20),
        ("now", 20),
        ("2027-02-30", 20),
        ("0000-12-31", 20),
    ],
)
def test_a_link_under_contract_is_looked_at_more_often(db, agreed_until, hours):
    take(db, A, until=agreed_until)

    night(db, NOW, FOUND)

    assert next_check(db, A) == stamp(NOW + hours * HOUR)


def test_nights_are_counted_from_the_start_of_the_run(db):
    take(db, A)
    run = store.begin_run(db, NOW, listed=False, target=None)
    [page] = owed(db)
    store.LookWriter(db, run.id).write([look(page, FOUND, NOW + 7 * HOUR)])

    assert next_check(db, A) == stamp(NOW + 20 * HOUR)


def test_a_new_backlink_makes_its_page_due_at_once_and_no_other(db):
    take(db, A, B)
    night(db, NOW, FOUND)
    take(db, A, B)
    take(db, A, target=OTHER)

    assert next_check(db, A) is None
    assert next_check(db, B) == stamp(NOW + 20 * HOUR)
    assert any_night(db, NOW + HOUR, FOUND) == [A]


def test_a_backlink_that_came_late_puts_off_no_confirmation_of_another(db):
    take(db, A, B)
    night(db, NOW, FOUND)
    run = store.begin_run(db, NOW + DAY, listed=False, target=None)
    first = [page for page in owed(db) if page.url == A]
    store.LookWriter(db, run.id).write([look(first[0], REMOVED, NOW + DAY)])
    take(db, A, target=OTHER)
    run = store.begin_run(db, NOW + DAY + 5 * HOUR, listed=False, target=None)
    [again] = [page for page in owed(db) if page.url == A]
    assert [each.target for each in again.backlinks] == [OTHER]

    store.LookWriter(db, run.id).write([look(again, FOUND, NOW + DAY + 5 * HOUR)])

    assert of(db, A, "urgent") == (1,)
    assert next_check(db, A) in (None, stamp(NOW + DAY + 20 * HOUR))


@pytest.mark.parametrize("ahead_h", [3, 10, 48, 24 * 4_000])
def test_a_look_under_a_clock_that_was_ahead_makes_the_page_due(db, ahead_h):
    take(db, A)
    night(db, NOW + ahead_h * HOUR, FOUND)

    assert any_night(db, NOW + timedelta(minutes=30), FOUND) == [A]
    assert any_night(db, NOW + HOUR, FOUND) == []


def test_a_long_interval_is_not_taken_for_a_clock_that_was_ahead(db):
    take(db, A)
    night(db, NOW, FOUND)
    night(db, NOW + 400 * DAY, FOUND)
    db.execute("UPDATE page SET next_check_at = ?", [stamp(NOW + 404 * DAY - LATE)])

    assert [any_night(db, NOW + day * DAY, FOUND) for day in range(401, 405)] == [[], [], [], [A]]


# --- a budget --------------------------------------------------------------------------------------


def pick(db, budget, at=NOW):
    run = store.begin_run(db, at, listed=False, target=None, budget=budget)
    assert run.pages <= budget
    picked = set(urls(db))
    db.execute("DELETE FROM owed")
    db.execute("DELETE FROM run WHERE outcome = 'running'")
    return picked


def known_page(db, number, *, age=100, seen=1, changes=0, urgent=0):
    """Put in a page that was looked at before."""
    url = f"https://k{number}.example/"
    take(db, url)
    db.execute(
        "UPDATE page SET first_checked_at = ?, checked_at = ?, next_check_at = ?, changes = ?,"
        " urgent = ? WHERE url = ?",
        [
            stamp(NOW - age * DAY),
            stamp(NOW - seen * DAY),
            stamp(NOW - HOUR),
            changes,
            urgent,
            url,
        ],
    )
    return url


def test_a_budget_takes_the_urgent_then_the_new_then_the_likeliest(db):
    waiting = known_page(db, 0, seen=50, age=3_000)
    still = known_page(db, 1, age=900)
    restless = known_page(db, 2, changes=30)
    missing = known_page(db, 3, urgent=1)
    take(db, A, at=NOW)

    assert pick(db, 1) == {waiting}
    assert pick(db, 2) == {waiting, missing}
    assert pick(db, 3) == {waiting, missing, A}
    assert pick(db, 4) == {waiting, missing, A, restless}
    assert pick(db, 9) == {waiting, missing, A, restless, still}


def test_a_budget_takes_only_what_is_due(db):
    take(db, A, B)
    night(db, NOW, FOUND)
    take(db, C)

    assert pick(db, 9, NOW + HOUR) == {C}


def test_no_page_waits_for_ever_behind_urgent_ones(db):
    """More contracts than the budget has room for, and a new page each night besides."""
    agreed = [f"https://agreed{number}.example/" for number in range(20)]
    others = [f"https://other{number}.example/" for number in range(20)]
    take(db, *agreed, until="2099-01-01")
    take(db, *others)
    came_or_seen = dict.fromkeys(agreed + others, 0)
    looked_at, longest = Counter(), 0
    for count in range(120):
        new = f"https://new{count}.example/"
        take(db, new, at=NOW + count * DAY)
        came_or_seen[new] = count
        picked = any_night(db, NOW + count * DAY, FOUND, budget=8)
        assert len(picked) == 8
        looked_at.update(picked)
        came_or_seen.update(dict.fromkeys(picked, count))
        longest = max(longest, *(count - since for since in came_or_seen.values()))

    assert longest <= (40 + 120) / 2  # a quarter of the budget is two pages a night
    assert min(looked_at[url] for url in agreed) > 3 * max(looked_at[url] for url in others) > 0


def test_a_budget_keeps_to_itself_when_a_run_is_resumed(db):
    take(db, *(f"https://a{number}.example/" for number in range(9)))
    run = store.begin_run(db, NOW, listed=False, target=None, budget=4)
    first = next(owed(db))
    store.LookWriter(db, run.id).write([look(first, FOUND, NOW)])

    again = store.begin_run(db, NOW + HOUR, listed=False, target=None, budget=4)

    assert again.resumed
    assert len(urls(db)) == 4
    assert first.url not in urls(db)


@given(
    st.integers(0, 500),
    st.integers(0, 3_000),
    st.integers(0, 400),
)
@settings(max_examples=50)
def test_sql_and_python_expect_the_same(changes, age, seen):
    with closing(sqlite3.connect(":memory:")) as connection:
        [expected] = connection.execute(
            f"SELECT {due.EXPECTED_DELAY} FROM (SELECT :changes AS changes,"
            " :first AS first_checked_at, :seen AS checked_at) AS page",
            {
                "changes": changes,
                "now": stamp(NOW),
                "first": stamp(NOW - age * DAY),
                "seen": stamp(NOW - seen * DAY),
            },
        ).fetchone()

    assert expected == pytest.approx(expected_delay(changes, age, seen), rel=1e-6)


# --- over many nights ------------------------------------------------------------------------------


def test_500_nights_cost_less_than_500_looks_and_lose_no_loss(db):
    pages = [f"https://p{number}.example/" for number in range(8)]
    take(db, *pages)
    gone = pages[5]
    looks, seen = Counter(), []

    def answers(url):
        return REMOVED if url == gone and count >= 450 else FOUND

    for count in range(500):
        picked = any_night(db, NOW + count * DAY, answers)
        looks.update(picked)
        if gone in picked and count >= 450:
            state = next(store.find_status(db, gone))["link_state"]
            seen.append((count, state))

    (first, _), (second, _), (third, told) = seen[:3]
    assert 450 <= first <= 450 + WHEN_STILL[0][1]
    assert (second, third, told) == (first + 1, first + 2, "lost")
    assert all(90 + 45 + 60 + 30 <= looks[url] <= 280 for url in pages if url != gone)


def test_whoever_looks_every_hour_looks_at_what_is_new_every_6_hours(db):
    take(db, A, B)
    night(db, NOW, FOUND)
    night(db, NOW + DAY, {A: RENAMED, B: FOUND})
    looks = Counter()
    for hour in range(1, 49):
        looks.update(
            any_night(db, NOW + DAY + hour * HOUR, lambda url: RENAMED if url == A else FOUND)
        )

    assert looks == {A: 8, B: 2}


# --- what was known before -------------------------------------------------------------------------


def test_an_older_database_keeps_what_it_knows_of_its_pages(tmp_path):
    path = tmp_path / "a.db"
    migrations.make_old(path, 3)
    with closing(sqlite3.connect(path)) as old:
        times = [stamp(NOW + day * DAY) for day in range(4)]
        old.execute("INSERT INTO run (id, started_at, outcome) VALUES (7, '', 'finished')")
        for number, state in ((1, "missing"), (2, "present")):
            old.execute(
                "INSERT INTO page_look (page_id, run_id, checked_at, outcome)"
                " VALUES (?, 7, ?, 'response')",
                [number, times[3]],
            )
            old.execute(
                "INSERT INTO backlink_state (backlink_id, run_id, page_state, link_state, reason,"
                " first_checked_at, last_checked_at, last_present_at, checks, observation_id)"
                " VALUES (?, 7, 'ok', ?, 'link_removed', ?, ?, ?, 4, 1)",
                [number, state, times[0], times[3], times[2]],
            )
        old.execute("UPDATE page SET next_check_at = ?", [stamp(NOW + 4 * DAY)])
        for run, at, kind in (
            (5, times[1], "changed"),
            (5, times[1], "changed"),
            (6, times[2], "unverifiable"),
            (7, times[2], "missing"),
        ):
            old.execute(
                "INSERT INTO event (at, run_id, backlink_id, kind, reason) VALUES (?, ?, 1, ?, '')",
                [at, run, kind],
            )
        old.commit()

    with closing(store.open_database(path)) as db:
        kept = rows(
            db,
            "SELECT first_checked_at, checked_at, changed_at, changes, urgent, next_check_at"
            " FROM page ORDER BY id",
        )

    due_at = stamp(NOW + 4 * DAY)
    assert [tuple(row.values()) for row in kept] == [
        (times[0], times[3], times[2], 2, 1, due_at),
        (times[0], times[3], None, 0, 0, due_at),
        (None, None, None, 0, 0, None),  # no look has answered for it
    ]


def test_a_link_seen_on_the_way_puts_off_no_confirmation_of_another(db):
    """A page that leads elsewhere has two looks in one batch, each of some of its backlinks."""
    take(db, A)
    take(db, A, target=OTHER)
    night(db, NOW, FOUND)
    run = store.begin_run(db, NOW + DAY, listed=False, target=None)
    [page] = owed(db)
    gone, seen = (replace(page, backlinks=(each,)) for each in page.backlinks)
    store.LookWriter(db, run.id).write(
        [look(gone, REMOVED, NOW + DAY), look(seen, FOUND, NOW + DAY)]
    )

    assert of(db, A, "urgent") == (1,)
    assert next_check(db, A) == stamp(NOW + DAY + 20 * HOUR)
