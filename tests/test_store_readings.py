"""Readings are kept in place, come with the pages that are owed, and tell when bytes came last."""

from dataclasses import replace

import pytest

from linkcrawler import store
from linkcrawler.models import Reading
from linkcrawler.states import RunOutcome
from linkcrawler.store.readings import DISTRUST
from tests.make import DAY, FOUND, NOW, TIMED_OUT, WALLED, backlink, fetch, look, owed, rows

READING = Reading(
    url="https://a.example/final",
    etag='"v1"',
    last_modified=None,
    body_hash=b"\x00body",
    plain_hash=None,
    read_at=NOW,
    read_by="0.1.0 abc",
    content=b"\x01content",
    shown=b"\x02shown",
    shown_at=NOW - DAY,
)


@pytest.fixture
def db(tmp_path):
    opened = store.open_database(tmp_path / "a.db")
    store.take_list(
        opened, [backlink("https://a.example/"), backlink("https://b.example/")], "l", NOW
    )
    yield opened
    opened.close()


def night(db, at, answer=FOUND, **told):
    """Do a run in which every page gets one answer, with what it tells besides."""
    run = store.begin_run(db, at, listed=False, target=None)
    looks = [look(page, answer, at) for page in owed(db)]
    looks = [replace(each, evidence=replace(each.evidence, **told)) for each in looks]
    store.LookWriter(db, run.id).write(looks)
    store.finish_run(db, run.id, RunOutcome.FINISHED, at)


def kept(db, at):
    store.begin_run(db, at, listed=False, target=None)
    return [page.reading for page in owed(db)]


def seen_at(db):
    return {str(row["page_seen_at"])[:10] for row in rows(db, "SELECT * FROM backlink_status")}


def test_a_page_comes_with_what_is_kept_of_it(db):
    night(db, NOW, reading=READING)

    assert kept(db, NOW + DAY) == [READING, READING]


def test_a_new_reading_takes_the_place_of_the_old_one(db):
    night(db, NOW, reading=READING)
    newer = replace(READING, etag=None, read_at=NOW + DAY, plain_hash=b"plain")
    night(db, NOW + DAY, reading=newer)

    assert kept(db, NOW + 2 * DAY) == [newer, newer]
    assert rows(db, "SELECT count(*) AS n FROM reading") == [{"n": 2}]


def test_a_look_that_brings_no_reading_leaves_the_old_one(db):
    night(db, NOW, reading=READING)
    night(db, NOW + DAY, TIMED_OUT)

    assert kept(db, NOW + 2 * DAY) == [READING, READING]


UNSEEN = [TIMED_OUT, WALLED, (fetch(not_modified=True), *FOUND[1:])]


@pytest.mark.parametrize("answer", UNSEEN)
def test_a_look_without_the_page_leaves_the_time_at_which_it_was_seen(db, answer):
    night(db, NOW)
    night(db, NOW + DAY, answer)

    assert seen_at(db) == {"2026-11-24"}


def test_a_look_at_the_page_tells_when_it_was_seen(db):
    night(db, NOW, TIMED_OUT)
    assert seen_at(db) == {"None"}
    night(db, NOW + DAY)

    assert seen_at(db) == {"2026-11-25"}


def test_an_origin_that_was_belied_is_not_trusted_for_a_while(db):
    night(db, NOW, belied="https://a.example")

    assert store.distrusted(db, NOW + DAY) == {"https://a.example"}
    assert store.distrusted(db, NOW + DISTRUST) == set()
