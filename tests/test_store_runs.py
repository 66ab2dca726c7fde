"""Runs and their ledger: what is owed, what is resumed, what the views and queries tell."""

from contextlib import closing
from dataclasses import replace
from itertools import pairwise

import pytest

from linkcrawler import store
from linkcrawler.models import KnownBacklink, LastSight
from linkcrawler.states import Countability, LinkState, PageState, Placement, Reason, RunOutcome
from linkcrawler.store import times
from tests.make import (
    DAY,
    FOUND,
    HOUR,
    NOT_FOUND,
    NOW,
    PAGE,
    REMOVED,
    TARGET,
    TIMED_OUT,
    backlink,
    link,
    look,
    night,
    owed,
    rows,
)

A, B, C = (f"https://{name}.example/" for name in "abc")


@pytest.fixture
def db(tmp_path):
    with closing(store.open_database(tmp_path / "backlinks.db")) as opened:
        opened.execute("PRAGMA synchronous = OFF")
        yield opened


def take(db, *pages, target=TARGET, at=NOW):
    return store.take_list(db, [backlink(page, target) for page in pages], "list.csv", at)


def begin(db, at=NOW, *, listed=False, target=None):
    return store.begin_run(db, at, listed=listed, target=target)


def urls(db):
    return [page.url for page in owed(db)]


def answer(db, run, *pages, at=NOW, with_answer=FOUND):
    """Answer for some of the owed pages, as a run that is killed then would have."""
    writer = store.LookWriter(db, run.id)
    writer.write([look(page, with_answer, at) for page in owed(db) if page.url in pages])


def runs(db, *columns):
    return [tuple(row.values()) for row in rows(db, f"SELECT {', '.join(columns)} FROM runs")]


# --- what is due -----------------------------------------------------------------------------------


def test_a_run_over_a_list_owes_the_list_alone(db):
    take(db, A, B)
    take(db, B, C)

    run = begin(db, listed=True)

    assert urls(db) == [B, C]
    assert (run.pages, run.backlinks, run.resumed, run.answered) == (2, 2, False, 0)


def test_a_listed_page_is_owed_even_when_it_is_not_due(db):
    take(db, A)
    night(db, NOW, FOUND)
    take(db, A)

    begin(db, NOW + HOUR, listed=True)

    assert urls(db) == [A]


def test_what_was_never_checked_is_due(db):
    take(db, A, B)

    begin(db)

    assert urls(db) == [A, B]


@pytest.mark.parametrize(("hours", "is_due"), [(0, False), (19.99, False), (20, True), (30, True)])
def test_a_page_is_due_20_hours_after_its_last_look(db, hours, is_due):
    take(db, A)
    night(db, NOW, FOUND)

    run = begin(db, NOW + hours * HOUR)

    assert (run is not None) is is_due


@pytest.mark.parametrize("answered", [FOUND, REMOVED, TIMED_OUT, NOT_FOUND])
def test_every_answer_puts_the_next_check_off(db, answered):
    take(db, A)
    night(db, NOW, answered)

    assert store.next_due(db) == times.stamp(NOW + 20 * HOUR)


def test_where_nothing_is_due_there_is_no_run(db):
    assert begin(db) is None
    assert store.next_due(db) is None
    assert runs(db, "id") == []


def test_a_new_backlink_of_a_page_that_was_just_read_is_due(db):
    take(db, A, B)
    night(db, NOW, FOUND)
    take(db, A, target="https://www.example.com/other")

    run = begin(db, NOW + HOUR)

    assert urls(db) == [A]
    assert run.backlinks == 2


@pytest.mark.parametrize("ahead", [2 * DAY, 4_000 * DAY])
def test_a_look_under_a_clock_that_was_ahead_does_not_put_the_next_off_for_ever(db, ahead):
    take(db, A)
    night(db, NOW + ahead, FOUND)

    assert begin(db, NOW + HOUR) is not None


def test_a_clock_that_goes_back_an_hour_asks_nobody_twice(db):
    take(db, A)
    night(db, NOW, FOUND)

    assert begin(db, NOW - HOUR) is None


TARGETS = [  # (given to the run, pages that are owed)
    (None, "a b c d e f"),
    ("example.com", "a b c d"),
    ("www.example.com", "a b c d"),
    ("EXAMPLE.com", "a b c d"),
    (" example.com ", "a b c d"),
    ("docs.example.com", "d"),
    ("https://example.com/", "a b c"),
    ("https://www.example.com", "a b c"),
    ("http://example.com/shop", "b c"),
    ("https://example.com/shop?utm_source=x", "b c"),
    ("https://docs.example.com/", "d"),
    ("other.example.net", "e"),
    ("example.net", "e"),
    ("blog.blogspot.com", "f"),
    ("blogspot.com", "f"),
    ("https://example.com/nowhere", ""),
    ("com", ""),
    ("http://[", ""),
]


@pytest.mark.parametrize(("target", "pages"), TARGETS)
def test_a_target_narrows_what_is_due(db, target, pages):
    listed = {
        "a": "example.com",
        "b": "https://www.example.com/shop",
        "c": "http://example.com/shop/",
        "d": "https://docs.example.com/a",
        "e": "https://other.example.net/",
        "f": "blog.blogspot.com",
    }
    for name, given in listed.items():
        take(db, f"https://{name}.example/", target=given)

    run = begin(db, target=target)

    assert [url[8] for url in urls(db)] == pages.split()
    assert (run is None) is not pages


def test_a_page_with_several_targets_is_read_for_all_of_them(db):
    take(db, A, target="https://www.example.com/")
    take(db, A, target="https://other.example.net/")

    run = begin(db, target="example.com")

    assert [len(page.backlinks) for page in owed(db)] == [2]
    assert (run.pages, run.backlinks) == (1, 2)


# --- resuming --------------------------------------------------------------------------------------


def test_a_run_that_was_killed_is_gone_on_with(db):
    take(db, A, B, C)
    first = begin(db)
    answer(db, first, A)

    run = begin(db, NOW + 23 * HOUR)

    assert (run.id, run.resumed, run.answered) == (first.id, True, 1)
    assert (run.pages, run.backlinks) == (3, 3)
    assert run.started_at == NOW
    assert urls(db) == [B, C]


def test_a_run_that_was_stopped_is_gone_on_with(db):
    take(db, A, B)
    first = begin(db)
    answer(db, first, A)
    store.finish_run(db, first.id, RunOutcome.INTERRUPTED, NOW)

    run = begin(db, NOW + HOUR)

    assert (run.id, run.resumed) == (first.id, True)
    assert runs(db, "outcome", "finished_at") == [("running", None)]
    assert urls(db) == [B]


def test_a_run_is_resumed_again_and_again(db):
    take(db, A, B, C)
    for page in (A, B, C):
        run = begin(db)
        answer(db, run, page)

    assert (run.id, run.resumed, run.answered, run.pages) == (1, True, 2, 3)
    assert store.finish_run(db, run.id, RunOutcome.FINISHED, NOW)["present"] == 3
    assert begin(db) is None


@pytest.mark.parametrize("hours", [24.1, -24.1, 4_000])
def test_a_run_that_is_too_old_is_closed_and_a_new_one_starts(db, hours):
    take(db, A, B)
    first = begin(db)
    answer(db, first, A)
    store.take_list(db, [backlink(C)], "more", NOW)

    run = begin(db, NOW + hours * HOUR, listed=True)

    assert (run.id, run.resumed) == (first.id + 1, False)
    assert runs(db, "id", "outcome", "present") == [(1, "interrupted", 1), (2, "running", 0)]
    assert urls(db) == [C]


def test_a_run_that_was_killed_after_its_last_answer_is_finished(db):
    take(db, A)
    answer(db, begin(db), A)

    assert begin(db, NOW + HOUR) is None
    assert runs(db, "outcome", "present", "finished_at") == [
        ("finished", 1, times.stamp(NOW + HOUR))
    ]


@pytest.mark.parametrize("outcome", [RunOutcome.FINISHED, RunOutcome.UNHEALTHY])
def test_a_run_that_ended_is_not_gone_on_with(db, outcome):
    take(db, A)
    first = begin(db)
    answer(db, first, A)
    store.finish_run(db, first.id, outcome, NOW)

    run = begin(db, NOW + DAY)

    assert (run.id, run.resumed) == (2, False)
    assert runs(db, "outcome")[0] == (outcome,)


def test_a_list_given_to_a_run_that_is_resumed_is_owed_too(db):
    take(db, A, B)
    answer(db, begin(db, listed=True), A)
    take(db, A, C)

    run = begin(db, NOW + HOUR, listed=True)

    assert run.resumed
    assert urls(db) == [B, C]  # of A there is an answer in this run


def test_a_new_backlink_of_a_page_that_the_run_has_answered_for_is_owed_alone(db):
    take(db, A, B)
    answer(db, begin(db, listed=True), A)
    take(db, A, target="https://www.example.com/other")

    run = begin(db, NOW + HOUR, listed=True)

    assert (run.id, run.pages, run.backlinks, run.answered) == (1, 2, 3, 1)
    assert [(page.url, [each.target for each in page.backlinks]) for page in owed(db)] == [
        (A, ["https://www.example.com/other"]),
        (B, [TARGET]),
    ]
    answer(db, run, A, B)
    assert rows(db, "SELECT checks FROM backlink_status") == [{"checks": 1}] * 3
    assert store.finish_run(db, 1, RunOutcome.FINISHED, NOW)["present"] == 3


def test_what_fell_due_meanwhile_is_owed_by_a_run_that_is_resumed(db):
    take(db, A)
    night(db, NOW - 10 * HOUR, FOUND)
    take(db, B, C)
    first = begin(db)
    answer(db, first, B)

    run = begin(db, NOW + 10 * HOUR)

    assert (run.id, urls(db)) == (first.id, [A, C])


# --- closing ---------------------------------------------------------------------------------------


def test_a_run_that_is_finished_counts_what_it_came_to(db):
    take(db, A, B, C)
    night(db, NOW, FOUND)
    night(db, NOW + DAY, {A: FOUND, B: REMOVED, C: TIMED_OUT})

    counts = night(db, NOW + 2 * DAY, {A: REMOVED, B: REMOVED, C: FOUND})

    assert counts == {
        "present": 1,
        "elsewhere": 0,
        "mention": 0,
        "missing": 2,
        "lost": 0,
        "unknown": 0,
        "newly_lost": 0,
        "events": 2,
    }
    assert rows(db, "SELECT * FROM runs WHERE id = 3") == [
        {
            "id": 3,
            "started_at": times.stamp(NOW + 2 * DAY),
            "finished_at": times.stamp(NOW + 2 * DAY),
            "outcome": "finished",
            "pages": 3,
            "backlinks": 3,
            "links": None,
            "cause": None,
            **counts,
        }
    ]


def test_newly_lost_counts_what_this_run_confirmed(db):
    take(db, A)
    night(db, NOW - DAY, FOUND)
    lost = [night(db, NOW + day * DAY, REMOVED)["newly_lost"] for day in range(5)]

    assert lost == [0, 0, 1, 0, 0]


def test_a_run_carries_the_versions_that_its_answers_come_from(db):
    take(db, A)
    begin(db)

    assert '"linkcrawler"' in rows(db, "SELECT versions FROM run")[0]["versions"]
    assert store.count_runs(db) == 1


# --- the ledger ------------------------------------------------------------------------------------


def many(db):
    """Owe 4 pages of a site, 2 of another, 1 of a third."""
    take(
        db,
        *(f"https://www.bigsite.org/{n}" for n in range(3)),
        B,
        "https://two.example/1",
        "https://blog.bigsite.org/3",
        "https://two.example/2",
    )
    begin(db)


def test_owed_pages_come_by_site_and_page_and_can_be_read_on(db):
    many(db)
    everything = store.owed_pages(db, (0, 0), 100)
    places = [(site, page.id) for site, page in everything]

    assert places == sorted(places)
    assert len(places) == 7
    for limit in (1, 2, 3, 7):
        after, read = (0, 0), []
        while found := store.owed_pages(db, after, limit):
            assert len(found) <= limit
            read += found
            after = (found[-1][0], found[-1][1].id)
        assert read == everything


def test_owed_pages_of_one_site(db):
    many(db)
    big = next(site for site, _, pages in store.heavy_keys(db, 3))

    first = store.owed_pages(db, (big, 0), 3, big)
    rest = store.owed_pages(db, (big, first[-1][1].id), 3, big)

    assert [page.url for _, page in first + rest] == [
        "https://www.bigsite.org/0",
        "https://www.bigsite.org/1",
        "https://www.bigsite.org/2",
        "https://blog.bigsite.org/3",
    ]
    assert {(site, page.key) for site, page in first + rest} == {(big, "bigsite.org")}


def test_heavy_keys_come_with_the_most_first(db):
    many(db)

    assert [(name, pages) for _, name, pages in store.heavy_keys(db, 0)] == [
        ("bigsite.org", 4),
        ("two.example", 2),
        ("b.example", 1),
    ]
    assert [name for _, name, _ in store.heavy_keys(db, 2)] == ["bigsite.org"]
    assert store.heavy_keys(db, 4) == []


def test_answered_pages_are_owed_no_more(db):
    many(db)
    run = begin(db)
    answer(db, run, B, "https://two.example/1")

    assert [name for _, name, _ in store.heavy_keys(db, 0)] == ["bigsite.org", "two.example"]
    assert B not in urls(db)
    assert len(urls(db)) == 5


def test_an_owed_page_carries_what_is_known_of_its_backlinks(db):
    take(db, PAGE)
    take(db, PAGE, target="https://www.example.com/other")
    night(db, NOW, FOUND)
    begin(db, NOW + DAY)

    page = next(owed(db))

    last = LastSight(
        link_state=LinkState.PRESENT,
        page_state=PageState.OK,
        reason=Reason.LINK_FOUND,
        known_state=LinkState.PRESENT,
        known_at=NOW,
        first_checked_at=NOW,
        last_present_at=NOW,
        observation_id=1,
        url=TARGET,
        anchor_text="the shop",
        rel="",
        countability=Countability.FOLLOWED,
        placement=Placement.CONTENT,
        page_language="en",
    )
    assert (page.id, page.url, page.key) == (1, PAGE, "example.org")
    assert page.backlinks == (
        KnownBacklink(id=1, target=TARGET, last=last),
        KnownBacklink(
            id=2, target="https://www.example.com/other", last=replace(last, observation_id=2)
        ),
    )


def test_an_absence_is_remembered(db):
    take(db, PAGE)
    night(db, NOW, REMOVED)
    night(db, NOW + DAY, TIMED_OUT)
    night(db, NOW + 2 * DAY, REMOVED)
    begin(db, NOW + 3 * DAY)

    last = next(owed(db)).backlinks[0].last

    assert (last.link_state, last.known_state) == (LinkState.MISSING, LinkState.MISSING)
    assert (last.missing_since_at, last.absent_at, last.absences) == (NOW, NOW + 2 * DAY, 2)
    assert last.last_present_at is None


# --- views -----------------------------------------------------------------------------------------

VIEW_COLUMNS = {
    "backlink_status": (
        "id, referring_page, referring_domain, target, target_site, site_role, page_state,"
        " link_state, reason, http_status, final_url, anchor_text, anchor_source, rel,"
        " countability, nofollow_from, not_counted_because, placement, comment_platform,"
        " page_language, declared_language, page_title, canonical, links_on_page,"
        " external_links_on_page, match_level, rendered, first_seen_at, first_checked_at,"
        " last_checked_at, last_present_at, missing_since_at, lost_at, checks, next_check_at,"
        " evidence_html, dom_path, language_conflict, original_look, ip_address,"
        " entry_url, unverifiable_since_at, labels, page_seen_at"
    ),
    "change_events": (
        "id, at, run_id, backlink_id, referring_page, target, kind, field, old, new, reason,"
        " observation_id"
    ),
    "runs": (
        "id, started_at, finished_at, outcome, pages, backlinks, present, elsewhere, mention,"
        " missing, lost, unknown, newly_lost, events, links, cause"
    ),
    "referring_domains": (
        "referring_domain, referring_pages, backlinks, present, followed, elsewhere, missing,"
        " lost, unknown, first_seen_at, last_present_at"
    ),
    "audited_links": (
        "backlink_id, referring_page, referring_domain, target, target_site, site_role,"
        " link_state, countability, anchor_text, rel, placement, page_language, quality,"
        " anchor_class, relevance, matched_terms, signs, audited_at, anchor"
    ),
    "audited_domains": (
        "referring_domain, target_site, site_role, quality, signs, referring_pages, backlinks,"
        " present, followed, authority, authority_from, relevance, country, gained_on,"
        " gained_from, lost_on, audited_at, linking_pages, pairs"
    ),
    "targets": (
        "target, target_site, site_role, page_state, http_status, final_url, canonical,"
        " noindex_from, page_title, page_language, checked_at, backlinks, present,"
        " referring_domains"
    ),
    "agreements": (
        "backlink_id, referring_page, target, agreed_target, agreed_anchor_text, agreed_rel,"
        " agreed_until, cost, campaign, contact, agreed_at"
    ),
    "removal_cases": (
        "id, target_site, referring_domain, referring_page, state, state_at, contact, note,"
        " opened_at, contact_found_at, asked_at, reminded_at, reminders, refused_at, no_reply_at,"
        " candidate_at, exported_at, removed_at, removed_by_run"
    ),
    "claims": (
        "backlink_id, referring_page, referring_domain, target, target_site, site_role, source,"
        " claimed_anchor_text, claimed_rel, claimed_first_seen, claimed_last_seen,"
        " claimed_link_kind, claimed_lost, claimed_lost_at, claimed_lost_reason, metrics,"
        " claimed_at, link_state, rel, nofollow_from"
    ),
}


@pytest.mark.parametrize(("view", "columns"), VIEW_COLUMNS.items())
def test_columns_of_a_view_are_those_of_the_contract_in_its_order(db, view, columns):
    cursor = db.execute(f"SELECT * FROM {view}")

    assert ", ".join(column[0] for column in cursor.description) == columns


def test_the_views_are_those_of_the_contract(db):
    assert set(db.view_names()) == set(VIEW_COLUMNS)
    assert ", ".join(store.STATUS_COLUMNS) == VIEW_COLUMNS["backlink_status"]


def test_referring_domains_are_counted(db):
    take(db, "https://a.example/1", "https://a.example/2", "https://a.example/3", B, C)
    take(db, "https://a.example/1", target="https://www.example.com/other")
    nofollow = (
        FOUND[0],
        FOUND[1],
        (link(rel=("nofollow",)),),
    )
    night(
        db,
        NOW,
        {
            "https://a.example/1": FOUND,
            "https://a.example/2": nofollow,
            "https://a.example/3": REMOVED,
            B: TIMED_OUT,
            C: NOT_FOUND,
        },
    )
    take(db, "https://never.example/")

    counted = rows(db, "SELECT * FROM referring_domains ORDER BY referring_domain")

    blank = dict.fromkeys(("present", "followed", "elsewhere", "missing", "lost", "unknown"), 0)
    dates = {"first_seen_at": None, "last_present_at": None}
    seen = dict.fromkeys(dates, times.stamp(NOW))
    one = {"referring_pages": 1, "backlinks": 1, **blank, **dates}
    assert counted == [
        {
            **one,
            "referring_domain": "a.example",
            "referring_pages": 3,
            "backlinks": 4,
            "present": 3,
            "followed": 2,
            "missing": 1,
            **seen,
        },
        {**one, "referring_domain": "b.example", "unknown": 1},
        {**one, "referring_domain": "c.example", "missing": 1},
        {**one, "referring_domain": "never.example", "unknown": 1},
    ]


# --- queries ---------------------------------------------------------------------------------------


def test_status_is_found_by_any_spelling_of_its_page_and_by_its_target(db):
    take(db, "b.example", "https://B.example/", A)
    take(db, B, target="example.com")

    def found(url):
        return [(row["referring_page"], row["target"]) for row in store.find_status(db, url)]

    on_b = [("https://B.example/", TARGET), (B, "example.com")]
    assert found("b.example") == found("http://b.example/") == [("b.example", TARGET)]
    assert found("https://b.example") == found("https://b.example/#top") == on_b
    assert found("https://B.example/") == on_b
    assert [page for page, _ in found(TARGET)] == ["b.example", "https://B.example/", A]
    assert found("example.com") == [(B, "example.com")]
    assert found("https://nowhere.example/") == []


def test_status_is_found_by_state(db):
    take(db, A, B)
    night(db, NOW, {A: FOUND, B: REMOVED})

    def found(*states, url=None):
        return [row["referring_page"] for row in store.find_status(db, url, states=states)]

    assert found("present") == [A]
    assert found("missing", "present") == [A, B]
    assert found("lost") == []
    assert found("present", url=B) == []


def test_history_is_each_look_that_differed(db):
    take(db, A, B)
    for day, told in enumerate([FOUND, FOUND, TIMED_OUT, TIMED_OUT, FOUND, REMOVED]):
        night(db, NOW + day * DAY, told)

    looks = [(row["at"], row["link_state"]) for row in store.history(db, 1)]

    assert looks == [
        (times.stamp(NOW), "present"),
        (times.stamp(NOW + 2 * DAY), "unknown"),
        (times.stamp(NOW + 4 * DAY), "present"),
        (times.stamp(NOW + 5 * DAY), "missing"),
    ]
    assert [row["backlink_id"] for row in store.history(db, 2)] == [2] * 4


def test_events_are_found_by_run_time_and_kind(db):
    take(db, A, B)
    for day, told in enumerate([FOUND, TIMED_OUT, FOUND, REMOVED]):
        night(db, NOW + day * DAY, told)

    def found(**wanted):
        return [f"{row['run_id']} {row['kind']}" for row in store.find_events(db, **wanted)]

    assert found() == ["4 missing"] * 2  # of the last run
    assert found(run_id=2) == ["2 unverifiable"] * 2
    assert found(run_id=1) == []
    assert found(since=times.stamp(NOW + 2 * DAY)) == ["3 verifiable"] * 2 + ["4 missing"] * 2
    assert found(since=times.stamp(NOW), kinds=["missing"]) == ["4 missing"] * 2
    assert found(kinds=["verifiable"]) == []


def test_events_come_in_the_order_in_which_they_happened(db):
    take(db, A, B, C)
    for day, told in enumerate([FOUND, TIMED_OUT, FOUND, REMOVED]):
        night(db, NOW + day * DAY, told)

    told = list(store.find_events(db, since=times.stamp(NOW)))

    assert len(told) == 9
    assert all(
        one["id"] < other["id"] and one["at"] <= other["at"] for one, other in pairwise(told)
    )


def test_a_query_gives_its_rows_one_by_one(db):
    take(db, *(f"https://a{number}.example/" for number in range(100)))

    reading = store.find_status(db, None)

    assert next(reading)["id"] == 1
    assert sum(1 for _ in reading) == 99


def test_times_are_kept_in_utc_to_the_second():
    assert times.stamp(NOW) == "2026-11-24T02:00:00+00:00"
    assert times.read_stamp("2026-11-24T02:00:00+00:00") == NOW
    assert times.read_stamp(None) is None
