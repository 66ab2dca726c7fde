"""Writing looks: all or nothing, a row only for what differs, and the dates of a whole life."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from linkcrawler import store
from linkcrawler.judge.confirm import RECHECK_GAP
from linkcrawler.models import Hop, Sighting
from linkcrawler.states import (
    AnchorSource,
    Countability,
    FetchOutcome,
    MatchLevel,
    NotCountedBecause,
    Placement,
    RunOutcome,
    Signal,
)
from linkcrawler.store.times import stamp
from tests.make import (
    DAY,
    ELSEWHERE,
    FOUND,
    GONE,
    HOUR,
    MENTIONED,
    NOT_FOUND,
    NOW,
    PAGE,
    REMOVED,
    SOFT,
    TARGET,
    TIMED_OUT,
    WALLED,
    backlink,
    evidence,
    facts,
    failure,
    fetch,
    led_to,
    link,
    look,
    night,
    owed,
    rows,
)

ROOT = Path(__file__).parent.parent
PAGES = [f"https://{name}.example/" for name in "abc"]
A = PAGES[0]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "backlinks.db"


@pytest.fixture
def db(path):
    with closing(store.open_database(path)) as opened:
        opened.execute("PRAGMA synchronous = OFF")
        yield opened


@pytest.fixture
def listed(db):
    """Give a database with three backlinks, none of them looked at."""
    store.take_list(db, [backlink(page) for page in PAGES], "list.csv", NOW)
    return db


@pytest.fixture
def one(db):
    """Give a database with one backlink."""
    store.take_list(db, [backlink(A)], "list.csv", NOW)
    return db


def status(db, *columns):
    row = next(store.find_status(db, A))
    return tuple(row[column] for column in columns) if columns else row


def nights(db, *answers, start=NOW):
    for count, answer in enumerate(answers):
        night(db, start + count * DAY, answer)


def kinds(db):
    return [row["kind"] for row in rows(db, "SELECT kind FROM change_events ORDER BY id")]


def count(db, table):
    return rows(db, f"SELECT count(*) AS n FROM {table}")[0]["n"]


def dump(db):
    return list(db.conn.iterdump())


# --- what a row says -------------------------------------------------------------------------------


def test_a_present_link_is_told_in_every_column(one):
    got = replace(
        led_to("https://a.example/new", start=A),
        elapsed_s=0.25,
        body_bytes=5_000,
    )
    about = facts(
        title="The title",
        canonical="https://a.example/new",
        declared_language="fr",
        language="de",
    )
    seen = link(
        rel=("ugc", "noopener"),
        placement=Placement.COMMENT,
        comment_platform="wordpress",
        not_counted_because=NotCountedBecause.HIDDEN,
    )

    night(one, NOW, (got, about, (seen,)))

    now = stamp(NOW)
    assert status(one) == {
        "id": 1,
        "referring_page": A,
        "referring_domain": "a.example",
        "target": TARGET,
        "target_site": "example.com",
        "site_role": "own",
        "page_state": "moved",
        "link_state": "present",
        "reason": "link_found_moved",
        "http_status": 200,
        "final_url": "https://a.example/new",
        "anchor_text": "the shop",
        "anchor_source": "text",
        "rel": "ugc noopener",
        "countability": "not_counted",
        "nofollow_from": "rel",
        "not_counted_because": "hidden",
        "placement": "comment",
        "comment_platform": "wordpress",
        "page_language": "de",
        "declared_language": "fr",
        "page_title": "The title",
        "canonical": "https://a.example/new",
        "links_on_page": 40,
        "external_links_on_page": 4,
        "match_level": "exact",
        "rendered": 0,
        "first_seen_at": now,
        "first_checked_at": now,
        "last_checked_at": now,
        "last_present_at": now,
        "missing_since_at": None,
        "lost_at": None,
        "checks": 1,
        "next_check_at": stamp(NOW + 20 * HOUR),
        "evidence_html": f'<a href="{TARGET}">the shop</a>',
        "dom_path": "html > body > p > a",
        "language_conflict": 0,
        "original_look": None,
        "ip_address": None,
        "entry_url": None,
        "unverifiable_since_at": None,
        "labels": None,
        "page_seen_at": now,
    }
    assert rows(one, "SELECT hops, elapsed_s, body_bytes FROM page_look") == [
        {"hops": '[["https://a.example/", 301]]', "elapsed_s": 0.25, "body_bytes": 5_000}
    ]


def test_a_failed_fetch_is_told_with_its_detail(one):
    night(one, NOW, (failure(FetchOutcome.TIMEOUT, detail="x" * 900), None, ()))

    assert status(one, "page_state", "link_state", "reason", "http_status") == (
        "unreachable",
        "unknown",
        "timeout",
        None,
    )
    assert rows(one, "SELECT outcome, detail FROM page_look") == [
        {"outcome": "timeout", "detail": "x" * 500}
    ]


def test_what_a_wall_was_known_by_is_told_as_detail(one):
    night(one, NOW, (fetch(), facts(Signal.CHALLENGE_BODY, recognised="Akamai"), ()))

    assert rows(one, "SELECT detail FROM page_look") == [{"detail": "known by Akamai"}]
    assert rows(one, "SELECT detail FROM observation") == [{"detail": "known by Akamai"}]


def test_a_limit_that_was_hit_is_told(one):
    night(one, NOW, (fetch(incomplete="size", tls_error="expired"), facts(), ()))

    assert rows(one, "SELECT incomplete, tls_error FROM page_look") == [
        {"incomplete": "size", "tls_error": "expired"}
    ]


# A look that did not read the page says nothing of the page or of its link.
BLIND = {
    "timeout": TIMED_OUT,
    "bot wall": WALLED,
    "bot wall by header": (fetch(403), facts(Signal.CHALLENGE_HEADER, title="Wait"), ()),
    "login": (fetch(401), facts(title="Log in"), ()),
    "login redirect": (
        led_to("https://a.example/login"),
        facts(Signal.LOGIN_REDIRECT, title="Log in", language="de"),
        (),
    ),
    "server error": (fetch(500), facts(title="Oops"), ()),
    "not found": NOT_FOUND,
    "soft 404": SOFT,
    "parked": (fetch(), facts(Signal.PARKED, title="For sale", language="de"), ()),
    "empty": (
        fetch(),
        facts(Signal.EMPTY, title=None, language=None, declared_language=None, words=0),
        (),
    ),
    "no content": (fetch(204), facts(Signal.EMPTY, title=None, words=0), ()),
    "script shell": (fetch(), facts(Signal.JS_SHELL, title="Loading", language="de"), ()),
    "cut": (fetch(incomplete="cut"), facts(title="A", language="de", links_on_page=1), ()),
    "a document": (fetch(), replace(facts(title=None), encoding=None), ()),
}
KEPT = (
    *("anchor_text", "anchor_source", "rel", "placement", "match_level", "evidence_html"),
    *("dom_path", "page_title", "canonical", "page_language", "declared_language"),
    *("links_on_page", "external_links_on_page", "last_present_at", "first_seen_at"),
)


@pytest.mark.parametrize("blind", BLIND.values(), ids=BLIND)
def test_a_look_that_did_not_read_the_page_keeps_what_was_seen(one, blind):
    night(one, NOW, FOUND)
    before = status(one, *KEPT)

    night(one, NOW + DAY, blind)

    assert status(one, *KEPT) == before
    assert status(one, "last_checked_at", "http_status") == (
        stamp(NOW + DAY),
        blind[0].status,
    )


@pytest.mark.parametrize("blind", BLIND.values(), ids=BLIND)
def test_a_look_that_did_not_read_the_page_is_no_change_of_it(one, blind):
    nights(one, FOUND, blind, FOUND)

    assert kinds(one) in (["unverifiable", "verifiable"], ["missing", "recovered"])


def test_a_page_that_was_read_without_the_link_says_what_it_is(one):
    night(one, NOW, FOUND)
    night(one, NOW + DAY, (fetch(), facts(title="New title", language="de"), ()))

    assert status(one, "page_title", "page_language", "anchor_text") == (
        "New title",
        "de",
        "the shop",
    )


def test_a_page_that_was_never_read_shows_what_came_instead(one):
    night(one, NOW, SOFT)

    assert status(one, "page_title", "reason") == ("Nicht gefunden", "soft_404")


@pytest.mark.parametrize("after", [REMOVED, TIMED_OUT, NOT_FOUND, ELSEWHERE, MENTIONED])
def test_how_a_link_counts_is_told_only_while_it_is_present(one, after):
    nofollow = (link(rel=("nofollow",), not_counted_because=NotCountedBecause.HIDDEN),)
    columns = ("countability", "nofollow_from", "not_counted_because")
    night(one, NOW, (fetch(), facts(), nofollow))
    assert status(one, *columns) == ("not_counted", "rel", "hidden")

    night(one, NOW + DAY, after)

    assert status(one, *columns) == (None, None, None)


def test_a_link_elsewhere_keeps_the_look_of_the_link_that_was_there(one):
    nights(one, FOUND, ELSEWHERE)

    assert status(one, "link_state", "match_level") == ("elsewhere", "exact")
    assert [row["match_level"] for row in store.history(one, 1)] == ["exact", "same_host"]


# --- a row only for what differs -------------------------------------------------------------------


def test_365_unchanged_nights_are_one_observation_of_each_backlink(listed):
    for day in range(365):
        night(listed, NOW + day * DAY, FOUND, listed=True)
        if day == 9:
            pages_before = rows(listed, "PRAGMA page_count")[0]["page_count"]

    # A row in ``run`` each, and nothing else.
    assert rows(listed, "PRAGMA page_count")[0]["page_count"] - pages_before < 40
    assert count(listed, "observation") == 3
    assert count(listed, "sighting") == 3
    assert count(listed, "event") == 0
    assert count(listed, "run") == 365
    assert {row["checks"] for row in store.find_status(listed, None)} == {365}


DIFFERENT = {
    "anchor text": (fetch(), facts(), (link(anchor_text="other"),)),
    "rel": (fetch(), facts(), (link(rel=("noopener",)),)),
    "placement": (fetch(), facts(), (link(placement=Placement.FOOTER),)),
    "address": (fetch(), facts(), (link(MatchLevel.EQUIVALENT, url=TARGET + "/"),)),
    "how it counts": (fetch(), facts(canonical_away=True), (link(),)),
    "state": REMOVED,
    "page state": (led_to("https://a.example/new", start=A), facts(), (link(),)),
    "reason": TIMED_OUT,
}


@pytest.mark.parametrize("other", DIFFERENT.values(), ids=DIFFERENT)
def test_a_look_that_differs_is_an_observation_of_its_own(one, other):
    nights(one, FOUND, other)
    assert count(one, "observation") == 2

    night(one, NOW + 2 * DAY, other)
    assert count(one, "observation") == 2


SAME = {
    "the same": FOUND,
    "another place in the same text": (fetch(), facts(), (link(position=9, dom_path="html"),)),
    "another title": (fetch(), facts(title="New"), (link(),)),
    "slower": (fetch(elapsed_s=9.0), facts(), (link(),)),
}


@pytest.mark.parametrize("same", SAME.values(), ids=SAME)
def test_a_look_that_is_the_same_adds_no_observation(one, same):
    nights(one, FOUND, same)

    assert count(one, "observation") == 1


def test_an_observation_keeps_every_link_to_the_target(one):
    links = (
        link(position=1),
        link(MatchLevel.EQUIVALENT, position=5, rel=("nofollow", "ugc"), anchor_text=""),
        link(position=9, anchor_source=AnchorSource.ALT),
    )

    night(one, NOW, (fetch(), facts(), links))

    kept = rows(one, "SELECT position, match_level, rel, anchor_source FROM sighting")
    assert [tuple(row.values()) for row in kept] == [
        (1, "exact", "", "text"),
        (5, "equivalent", "nofollow ugc", "text"),
        (9, "exact", "", "alt"),
    ]


def test_numbers_of_observations_go_on_in_the_next_run(listed):
    nights(listed, FOUND, REMOVED, FOUND)

    numbers = [row["id"] for row in rows(listed, "SELECT id FROM observation ORDER BY id")]
    assert numbers == list(range(1, 10))


# --- the dates of a life ---------------------------------------------------------------------------

LIFE = [  # (night, what it shows, link_state, last_present, missing_since, lost_at, event)
    (0, REMOVED, "missing", None, 0, None, []),
    (1, FOUND, "present", 1, None, None, ["found"]),
    (2, FOUND, "present", 2, None, None, []),
    (3, TIMED_OUT, "unknown", 2, None, None, ["unverifiable"]),
    (4, FOUND, "present", 4, None, None, ["verifiable"]),
    (5, REMOVED, "missing", 4, 5, None, ["missing"]),
    (6, FOUND, "present", 6, None, None, ["recovered"]),
    (7, REMOVED, "missing", 6, 7, None, ["missing"]),
    (8, TIMED_OUT, "unknown", 6, 7, None, []),
    (9, REMOVED, "missing", 6, 7, None, []),
    (10, REMOVED, "missing", 6, 7, None, []),  # it came back before, so that it takes more
    (11, REMOVED, "lost", 6, 7, 11, ["lost"]),
    (12, WALLED, "unknown", 6, 7, 11, []),
    (13, NOT_FOUND, "lost", 6, 7, 11, []),
    (14, FOUND, "present", 14, None, None, ["recovered"]),
    (15, ELSEWHERE, "elsewhere", 14, None, None, ["changed"]),
    (16, MENTIONED, "mention", 14, None, None, ["missing"]),
    (17, GONE, "missing", 14, 17, None, ["missing"]),
    (18, GONE, "missing", 14, 17, None, []),
    (19, GONE, "missing", 14, 17, None, []),
    (20, GONE, "lost", 14, 17, 20, ["lost"]),
]


def test_a_whole_life(one):
    seen, expected = [], []
    for day, answer, state, last_present, missing_since, lost_at, told in LIFE:
        before = len(kinds(one))
        night(one, NOW + day * DAY, answer)
        row = status(one, "link_state", "last_present_at", "missing_since_at", "lost_at", "checks")
        seen.append((*row, kinds(one)[before:]))
        dates = [last_present, missing_since, lost_at]
        stamps = [None if date is None else stamp(NOW + date * DAY) for date in dates]
        expected.append((state, *stamps, day + 1, told))

    assert seen == expected
    assert status(one, "first_seen_at", "first_checked_at") == (stamp(NOW + DAY), stamp(NOW))


@pytest.mark.parametrize("between", [ELSEWHERE, MENTIONED, TIMED_OUT, WALLED, NOT_FOUND])
def test_a_loss_is_told_once_until_the_link_is_seen_again(one, between):
    nights(one, FOUND, REMOVED, REMOVED, REMOVED, between, REMOVED, REMOVED, REMOVED, REMOVED)
    assert kinds(one) == ["missing", "lost"]
    assert status(one, "link_state") == ("lost",)

    nights(one, FOUND, REMOVED, REMOVED, REMOVED, REMOVED, start=NOW + 20 * DAY)
    assert kinds(one) == ["missing", "lost", "recovered", "missing", "lost"]


def test_the_same_night_twice_tells_nothing_twice(one):
    nights(one, FOUND, REMOVED)
    told = kinds(one)

    for hours in (1, 2, 3):
        store.take_list(one, [backlink(A)], "list.csv", NOW)
        night(one, NOW + DAY + hours * HOUR, REMOVED, listed=True)

    assert kinds(one) == told == ["missing"]
    assert status(one, "link_state", "missing_since_at") == ("missing", stamp(NOW + DAY))


def test_an_event_is_kept_with_its_run_time_and_reason(one):
    nights(one, FOUND, (fetch(), facts(), (link(anchor_text="other"),)))

    assert list(store.find_events(one)) == [
        {
            "id": 1,
            "at": stamp(NOW + DAY),
            "run_id": 2,
            "backlink_id": 1,
            "referring_page": A,
            "target": TARGET,
            "kind": "changed",
            "field": "anchor_text",
            "old": "the shop",
            "new": "other",
            "reason": "link_found",
            "observation_id": 2,
        }
    ]


def test_an_event_names_the_page_as_the_user_wrote_it(db):
    store.take_list(db, [backlink("a.example")], "list.csv", NOW)
    nights(db, FOUND, REMOVED)

    assert next(store.find_events(db))["referring_page"] == "a.example"


# --- all or nothing --------------------------------------------------------------------------------


def begin_with_looks(db, at=NOW, answer=FOUND):
    run = store.begin_run(db, at, listed=False, target=None)
    return run, [look(page, answer, at) for page in owed(db)]


BAD = {
    "text that can't be stored": link(anchor_text="\ud800"),
    "a number that can't be stored": link(position=2**70),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_row_that_fails_leaves_results_and_ledger_as_they_were(listed, bad, place):
    run, looks = begin_with_looks(listed)
    looks[place] = look(looks[place].evidence.page, (fetch(), facts(), (bad,)), NOW)
    writer = store.LookWriter(listed, run.id)
    before = dump(listed)

    with pytest.raises((UnicodeEncodeError, OverflowError)):
        writer.write(looks)

    assert dump(listed) == before
    assert len(list(owed(listed))) == 3


def test_a_writer_goes_on_after_a_batch_that_failed(listed):
    run, looks = begin_with_looks(listed)
    bad = look(looks[0].evidence.page, (fetch(), facts(), (link(anchor_text="\ud800"),)), NOW)
    writer = store.LookWriter(listed, run.id)
    with pytest.raises(UnicodeEncodeError):
        writer.write([looks[1], bad])

    writer.write(looks)

    assert store.finish_run(listed, run.id, RunOutcome.FINISHED, NOW)["present"] == 3
    assert [row["id"] for row in rows(listed, "SELECT id FROM observation")] == [1, 2, 3]
    assert list(owed(listed)) == []


def test_a_run_is_written_in_as_many_batches_as_it_takes(listed):
    run, looks = begin_with_looks(listed)
    writer = store.LookWriter(listed, run.id)

    for left, each in zip((2, 1, 0), looks, strict=True):
        writer.write([each])
        assert len(list(owed(listed))) == left

    assert [row["id"] for row in rows(listed, "SELECT id FROM observation")] == [1, 2, 3]


WORKER = """
import sys
from pathlib import Path
from linkcrawler import store
from tests.make import FOUND, NOW, look, owed
db = store.open_database(Path(sys.argv[1]))
run = store.begin_run(db, NOW, listed=False, target=None)
writer = store.LookWriter(db, run.id)
for page in list(owed(db)):
    writer.write([look(page, FOUND, NOW)])
    print(page.id, flush=True)
"""


@pytest.mark.parametrize("acknowledged", [0, 1, 7, 40])
def test_a_kill_at_any_moment_loses_nothing_that_was_written(db, path, acknowledged):
    pages = [f"https://p{number}.example/" for number in range(200)]
    store.take_list(db, [backlink(page) for page in pages], "list.csv", NOW)
    with subprocess.Popen(
        [sys.executable, "-c", WORKER, str(path)], stdout=subprocess.PIPE, cwd=ROOT
    ) as worker:
        written = {int(worker.stdout.readline()) for _ in range(acknowledged)}
        worker.kill()
        written |= {int(line) for line in worker.stdout if line.endswith(b"\n")}

    answered = {row["page_id"] for row in rows(db, "SELECT page_id FROM page_look")}
    left = {page.id for page in owed(db)}
    assert written <= answered
    assert len(answered - written) <= 1
    if answered:
        assert left == set(range(1, 201)) - answered
    assert count(db, "backlink_state") == count(db, "observation") == len(answered)

    counts = night(db, NOW + HOUR, FOUND)
    assert counts["present"] == 200
    assert {row["checks"] for row in store.find_status(db, None)} == {1}
    assert rows(db, "SELECT id, outcome FROM run") == [{"id": 1, "outcome": "finished"}]


class Failing(sqlite3.Connection):
    """A connection whose statements fail from the given one on."""

    left = 10_000

    def _spend(self):
        type(self).left -= 1
        if type(self).left < 0:
            raise sqlite3.OperationalError("database or disk is full")

    def execute(self, *args):
        if not args[0].startswith("ROLLBACK"):
            self._spend()
        return super().execute(*args)

    def executemany(self, *args):
        self._spend()
        return super().executemany(*args)


def test_whichever_statement_fails_the_batch_is_written_or_not(listed, path):
    nights(listed, FOUND)
    run, looks = begin_with_looks(listed, NOW + DAY, REMOVED)
    Failing.left = 10_000
    before = dump(listed)

    with closing(sqlite3.connect(path, factory=Failing)) as connection:
        writer = store.LookWriter(Database(connection), run.id)
        for statements in range(100):
            Failing.left = statements
            try:
                writer.write(looks)
            except sqlite3.OperationalError:
                assert dump(listed) == before
            else:
                break

    assert statements > 8
    assert list(owed(listed)) == []
    assert {row["link_state"] for row in store.find_status(listed, None)} == {"missing"}


def test_a_full_disk_leaves_results_and_ledger_as_they_were(listed):
    run, looks = begin_with_looks(listed)
    long = [
        look(each.evidence.page, (fetch(), facts(), (link(html="x" * 20_000),)), NOW)
        for each in looks
    ]
    writer = store.LookWriter(listed, run.id)
    pages = listed.execute("PRAGMA page_count").fetchone()[0]
    before = dump(listed)
    for room in range(3):
        listed.execute(f"PRAGMA max_page_count = {pages + room}")
        with pytest.raises(sqlite3.OperationalError, match="full"):
            writer.write(long)
        assert dump(listed) == before

    listed.execute(f"PRAGMA max_page_count = {pages + 1_000}")
    writer.write(long)

    assert list(owed(listed)) == []


def test_no_looks_write_nothing(listed):
    run, _ = begin_with_looks(listed)
    before = dump(listed)

    store.LookWriter(listed, run.id).write([])

    assert dump(listed) == before


def test_a_reader_sees_a_batch_whole_or_not_at_all(listed, path):
    run, looks = begin_with_looks(listed)
    with closing(store.open_reader(path)) as reader:
        assert len(list(owed(reader))) == 3
        with listed.atomic():
            store.LookWriter(listed, run.id).write(looks)
            assert len(list(owed(reader))) == 3
        assert list(owed(reader)) == []


def test_pages_with_many_backlinks_are_answered_for_all(db):
    targets = [f"https://www.example.com/{number}" for number in range(500)]
    store.take_list(db, [backlink(A, target) for target in targets], "list.csv", NOW)

    counts = night(db, NOW, FOUND)

    assert counts["present"] == 500
    assert count(db, "page_look") == 1


def test_a_page_is_judged_for_each_backlink_and_stored_for_each(db):
    targets = ["https://www.example.com/1", "https://www.example.com/2"]
    store.take_list(db, [backlink(A, target) for target in targets], "list.csv", NOW)
    run = store.begin_run(db, NOW, listed=False, target=None)
    page = next(owed(db))
    seen = replace(evidence(fetch(), facts(), page=page), sightings={2: Sighting(links=(link(),))})

    whole = look(page, (seen.fetch, seen.facts, ()), NOW)
    split = look(page, (seen.fetch, seen.facts, (link(),)), NOW)
    mixed = replace(whole, checks=(whole.checks[0], split.checks[1]))
    store.LookWriter(db, run.id).write([mixed])

    assert [row["link_state"] for row in store.find_status(db, None)] == ["missing", "present"]


def test_a_page_of_two_looks_is_owed_until_both_are_written(db):
    """A kill between two batches leaves none of its backlinks without an answer."""
    targets = [TARGET, "https://t.example/"]
    store.take_list(db, [backlink(PAGE, each) for each in targets], "list.csv", NOW)
    run = store.begin_run(db, NOW, listed=False, target=None)
    writer = store.LookWriter(db, run.id)
    [page] = owed(db)
    first, last = (replace(page, backlinks=(each,)) for each in page.backlinks)
    writer.write([look(first, FOUND, NOW)])

    [left] = owed(db)
    assert left.backlinks == last.backlinks
    writer.write([look(left, REMOVED, NOW)])
    assert list(owed(db)) == []


def test_hops_are_kept_in_order(one):
    hops = (Hop(url="http://a.example/", status=301), Hop(url=A, status=200))

    night(one, NOW, (fetch(hops=hops), facts(), (link(),)))

    assert rows(one, "SELECT hops FROM page_look") == [
        {"hops": '[["http://a.example/", 301], ["https://a.example/", 200]]'}
    ]


# --- any life --------------------------------------------------------------------------------------

ANSWERS = {
    "found": FOUND,
    "removed": REMOVED,
    "gone": GONE,
    "timeout": TIMED_OUT,
    "wall": WALLED,
    "soft": SOFT,
    "elsewhere": ELSEWHERE,
    "mention": MENTIONED,
}
ABSENT = {"removed", "gone", "soft"}
lives = st.lists(
    st.tuples(st.sampled_from([1, 20, 24, 24, 24]), st.sampled_from(list(ANSWERS))),
    min_size=2,
    max_size=14,
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """Give one database to all lives; each begins with a backlink of its own."""
    path = tmp_path_factory.mktemp("lives") / "backlinks.db"
    with closing(store.open_database(path)) as opened:
        opened.execute("PRAGMA synchronous = OFF")
        yield opened


LOSS = [(24, "found"), (24, "removed"), (24, "removed"), (24, "removed")]


@given(st.one_of(lives, lives.map(lambda life: LOSS + life)))
@settings(max_examples=80, deadline=None)
def test_any_life_is_told_once_and_truly(shared, steps):
    number = count(shared, "backlink") + 1
    page = f"https://life{number}.example/"
    at, told = NOW, []
    for hours, name in steps:
        at += hours * HOUR
        store.take_list(shared, [backlink(page)], "list.csv", at)
        night(shared, at, ANSWERS[name], listed=True)
        told.append((name, at, [row["kind"] for row in store.find_events(shared)]))

    row = next(store.find_status(shared, page))
    events = [(kind, index) for index, (*_, kinds) in enumerate(told) for kind in kinds]
    names = [name for name, *_ in told]
    assert row["checks"] == len(steps)
    assert (row["link_state"] == "present") is (names[-1] == "found")
    assert told[0][2] == []  # nothing is told of the first look

    sights = [index for index, name in enumerate(names) if name == "found"]
    losses = [index for kind, index in events if kind == "lost"]
    for loss in losses:
        before = [sight for sight in sights if sight < loss]
        looks = told[before[-1] + 1 if before else 0 : loss + 1]
        absences = [at for name, at, _ in looks if name in ABSENT]
        assert absences[-1] - absences[0] >= RECHECK_GAP
        assert names[loss] in ABSENT
    # Of one absence a loss is told once.
    for one_loss, next_loss in pairwise(losses):
        assert any(one_loss < sight < next_loss for sight in sights)
    # All sights are alike, so nothing about the link or its page ever changed but the target.
    changed = rows(
        shared,
        "SELECT field FROM change_events WHERE referring_page = ? AND field <> 'target'",
        page,
    )
    assert changed == []
    assert count(shared, f"observation WHERE backlink_id = {row['id']}") <= len(steps)


def test_countability_of_a_present_link_follows_the_page(one):
    night(one, NOW, FOUND)
    night(one, NOW + DAY, (fetch(), facts(canonical_away=True), (link(),)))

    assert status(one, "countability", "not_counted_because") == (
        Countability.NOT_COUNTED,
        NotCountedBecause.CANONICAL_AWAY,
    )
    assert kinds(one) == ["changed"]
