"""What is kept from night to night to confirm a loss: fingerprints, entries, counts, silences."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlite_utils import Database

from linkcrawler import store
from linkcrawler.cli.root import root
from linkcrawler.crawl.session import open_session
from linkcrawler.models import Evidence, Fingerprint, Sighting, StepLook
from linkcrawler.states import FetchOutcome, ListKind, RunOutcome
from linkcrawler.store.times import stamp
from linkcrawler.summary import summary_lines
from pipelines.changes import ChangesPipeline
from pipelines.judge import JudgePipeline
from tests.make import (
    DAY,
    FOUND,
    NOW,
    REMOVED,
    TARGET,
    TIMED_OUT,
    WALLED,
    backlink,
    facts,
    failure,
    fetch,
    link,
    look,
    night,
    owed,
    rows,
)

A = "https://a.example/"
ENTRY = "https://a.example/2026/05/post/"
WRITTEN = facts(text_sketch="0-1-2-3-4-5-6-7", template_sketch="a-b-c")
HERE = (fetch(), WRITTEN, (link(),))
SURELY_GONE = (fetch(), WRITTEN, ())
EDITED = (fetch(), replace(WRITTEN, text_sketch="8-9"), ())
OTHER = (fetch(), facts(title="Another page", text_sketch="8-9"), ())
LISTED = (fetch(), facts(list_kind=ListKind.HOME), (link(entry_url=ENTRY),))
UNLISTED = (fetch(), facts(list_kind=ListKind.HOME), ())
NO_NAME = (failure(FetchOutcome.DNS_FAILURE), None, ())
GOOD = Fingerprint(title="A post", text_sketch="0-1-2-3-4-5-6-7", template_sketch="a-b-c")


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with closing(store.open_database(tmp_path / "a.db")) as database:
        store.take_list(database, [backlink(A)], "list", NOW)
        yield database


def live(db: Database, *nights, start: int = 0) -> str:
    """Return the states that the link goes through, a night each."""
    told = []
    for number, answer in enumerate(nights, start):
        night(db, NOW + number * DAY, answer)
        told.append(rows(db, "SELECT link_state FROM backlink_status")[0]["link_state"])
    return " ".join(told)


def due_page(db: Database, number: int):
    """Return the page as it is handed over on a night, which is left at that."""
    run = store.begin_run(db, NOW + number * DAY, listed=False, target=None)
    assert run is not None
    return next(owed(db))


def test_the_fingerprint_of_the_last_good_look_is_handed_over(db):
    live(db, FOUND, HERE, WALLED, SURELY_GONE, OTHER, TIMED_OUT)

    assert due_page(db, 6).good == GOOD


def test_a_page_that_was_never_seen_with_a_link_has_none(db):
    live(db, REMOVED, OTHER)

    assert due_page(db, 2).good is None


CONFIRMED = {
    "the editor's hand": ([HERE, SURELY_GONE, SURELY_GONE], "present missing lost"),
    "edited": ([HERE, EDITED, EDITED, EDITED], "present missing missing lost"),
    "all is different": (
        [HERE, OTHER, OTHER, OTHER, OTHER],
        "present missing missing missing lost",
    ),
    "another page for a night": (
        [HERE, OTHER, SURELY_GONE, SURELY_GONE, SURELY_GONE],
        "present missing missing missing lost",
    ),
    "doubt between": (
        [HERE, OTHER, TIMED_OUT, OTHER, OTHER, OTHER],
        "present missing unknown missing missing lost",
    ),
    "no fingerprint": ([REMOVED] * 5, "missing missing missing missing missing"),
    "pushed off, nowhere to look": (
        [(fetch(), UNLISTED[1], (link(),)), *[UNLISTED] * 4],
        "present missing missing missing lost",
    ),
    "pushed off, and the entry not read": ([LISTED, *[UNLISTED] * 5], "present" + " unknown" * 5),
}


@pytest.mark.parametrize(("nights", "states"), CONFIRMED.values(), ids=CONFIRMED)
def test_a_loss_is_confirmed_by_what_became_of_the_page(db, nights, states):
    assert live(db, *nights) == states


def test_another_link_of_the_page_does_not_renew_what_a_missing_one_is_compared_with(db):
    store.take_list(db, [backlink(A, "https://www.example.com/other")], "list", NOW)

    def both(answer, *, other: bool):
        def judged(page, at):
            got, about, seen = answer
            sightings = {1: Sighting(links=tuple(seen)), 2: Sighting(links=(link(),) * other)}
            return Evidence(page=page, fetch=got, facts=about, checked_at=at, sightings=sightings)

        return judged

    told = []
    for number, answer in enumerate([HERE, EDITED, EDITED, EDITED]):
        at = NOW + number * DAY
        run = store.begin_run(db, at, listed=False, target=None)
        looks = [
            ChangesPipeline().process_item(
                JudgePipeline().process_item(both(answer, other=True)(page, at))
            )
            for page in owed(db)
        ]
        store.LookWriter(db, run.id).write(looks)
        store.finish_run(db, run.id, RunOutcome.FINISHED, at)
        told.append(rows(db, "SELECT link_state FROM backlink_status WHERE id = 1")[0])

    assert [row["link_state"] for row in told] == ["present", "missing", "missing", "lost"]
    assert due_page(db, 4).good.text_sketch == "8-9"  # once it is lost, the page is as it is


def one_step_on(page, at, sighting: Sighting | None, got=None) -> Evidence:
    got, about, _ = (got or fetch(), *UNLISTED[1:])
    looked = StepLook(
        url=ENTRY,
        fetch=fetch(final_url=ENTRY) if sighting else fetch(403),
        facts=facts(),
        sightings={1: sighting} if sighting else {},
    )
    return Evidence(page=page, fetch=got, facts=about, checked_at=at, steps=(looked,))


def test_the_entry_is_remembered_while_the_link_stands_there(db):
    live(db, LISTED)
    states, kinds = [], []
    on_entry = Sighting(links=(link(),))
    for number, seen in enumerate([on_entry, on_entry, None, on_entry, Sighting(), on_entry], 1):
        at = NOW + number * DAY
        run = store.begin_run(db, at, listed=False, target=None)
        (page,) = owed(db)
        assert page.backlinks[0].last.entry_url == ENTRY
        told = JudgePipeline().process_item(one_step_on(page, at, seen))
        store.LookWriter(db, run.id).write([ChangesPipeline().process_item(told)])
        store.finish_run(db, run.id, RunOutcome.FINISHED, at)
        [status] = rows(db, "SELECT * FROM backlink_status")
        states.append(f"{status['link_state']} {status['reason']}")
        kinds += [each["kind"] for each in store.find_events(db)]
        assert status["entry_url"] == ENTRY

    found = "present link_found_one_step_on"
    assert states == [
        *(found, found, "unknown entry_unread", found, "missing pushed_off", found),
    ]
    # No loss is told, and each return once.
    assert kinds == ["unverifiable", "verifiable", "missing", "recovered"]
    assert {row["final_url"] for row in store.history(db, 1) if "step" in row["reason"]} == {ENTRY}


RETURNS = {
    "from missing": [HERE, SURELY_GONE, HERE, HERE],
    "from lost": [HERE, SURELY_GONE, SURELY_GONE, SURELY_GONE, HERE, HERE],
    "from pushed off": [HERE, UNLISTED, HERE, HERE],
    "over doubt": [HERE, SURELY_GONE, TIMED_OUT, HERE, TIMED_OUT, HERE],
}


@pytest.mark.parametrize("nights", RETURNS.values(), ids=RETURNS)
def test_a_return_is_told_once(db, nights):
    live(db, *nights)

    told = [row["kind"] for row in store.find_events(db, since=stamp(NOW))]
    assert told.count("recovered") == 1
    assert told.count("lost") <= 1


SILENCES = {  # nights, and the night since which nothing could be told
    "present": ([HERE, HERE], None),
    "never told": ([TIMED_OUT, TIMED_OUT], 0),
    "no longer told": ([HERE, TIMED_OUT, NO_NAME, WALLED], 1),
    "told again": ([HERE, TIMED_OUT, HERE], None),
    "told to be missing": ([HERE, TIMED_OUT, SURELY_GONE], None),
    "silent again": ([TIMED_OUT, HERE, NO_NAME, NO_NAME], 2),
}


@pytest.mark.parametrize(("nights", "since"), SILENCES.values(), ids=SILENCES)
def test_since_when_nothing_could_be_told(db, nights, since):
    live(db, *nights)

    [status] = rows(db, "SELECT unverifiable_since_at FROM backlink_status")
    expected = None if since is None else stamp(NOW + since * DAY)
    assert status == {"unverifiable_since_at": expected}


def test_a_domain_that_is_gone_is_never_lost(db):
    live(db, HERE)
    weeks = [live(db, NO_NAME, start=8 * week) for week in range(1, 30)]  # it is due less often

    assert set(weeks) == {"unknown"}


def test_a_link_keeps_its_target(db):
    live(db, HERE)

    assert due_page(db, 1).backlinks[0].target == TARGET


def test_a_silent_site_is_told_by_show_and_at_the_end_of_a_run(tmp_path: Path):
    path = tmp_path / "b.db"
    with closing(store.open_database(path)) as database:
        store.take_list(database, [backlink(A)], "list", NOW)
        live(database, *[TIMED_OUT] * 14)
    before = CliRunner().invoke(root, ["show", A, "--db", str(path)]).output
    with closing(store.open_database(path)) as database:
        live(database, TIMED_OUT, start=14)
    after = CliRunner().invoke(root, ["show", A, "--db", str(path)]).output

    assert "it may be down for good" not in before
    assert "The site has not answered since 2026-11-24; it may be down for good." in after
    assert f"unverifiable_since_at: {stamp(NOW)}" in after

    at = NOW + 15 * DAY
    session = open_session(db=str(path), clock=lambda: at)
    session.write([look(page, TIMED_OUT, at) for page in owed(session.db)])
    session.finish()
    lines = summary_lines(session)
    session.close()
    assert any("1  On sites that have been silent for 14 days." in line for line in lines)
