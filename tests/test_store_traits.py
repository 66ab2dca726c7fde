"""What a page is like is kept from its last reading, and goes with a reading that is undone."""

from dataclasses import replace

import pytest

from linkcrawler import store
from linkcrawler.models import PageTraits
from linkcrawler.states import RunOutcome
from tests.make import (
    DAY,
    FOUND,
    NOW,
    REMOVED,
    TIMED_OUT,
    WALLED,
    backlink,
    facts,
    fetch,
    look,
    owed,
    rows,
)

TRAITS = PageTraits(
    terms=("bicycle", "tour"),
    external_domains=3,
    disclosure="Sponsored post",
    owner_ids=("G-4B8QW2ZK7X", "UA-4815162"),
    compression=2.25,
)
ROW = {
    "page_id": 1,
    "terms": "bicycle tour",
    "external_domains": 3,
    "disclosure": "Sponsored post",
    "guest": None,
    "offers": None,
    "owner_ids": "G-4B8QW2ZK7X UA-4815162",
    "compression": 2.25,
}


@pytest.fixture
def db(tmp_path):
    opened = store.open_database(tmp_path / "a.db")
    store.take_list(opened, [backlink("https://a.example/")], "l", NOW)
    yield opened
    opened.close()


def night(db, at, answer, traits=None, outcome=RunOutcome.FINISHED):
    run = store.begin_run(db, at, listed=False, target=None)
    looks = [look(page, answer, at) for page in owed(db)]
    if traits is not None:
        of_page = replace(facts(), traits=traits)
        looks = [replace(x, evidence=replace(x.evidence, facts=of_page)) for x in looks]
    store.LookWriter(db, run.id).write(looks)
    store.finish_run(db, run.id, outcome, at)


def kept(db):
    return rows(db, "SELECT * FROM page_trait")


def test_a_page_that_was_read_leaves_its_traits(db):
    night(db, NOW, FOUND, TRAITS)
    assert kept(db) == [ROW]

    night(db, NOW + DAY, REMOVED, replace(TRAITS, disclosure=None))
    assert kept(db) == [{**ROW, "disclosure": None}]


@pytest.mark.parametrize("answer", [TIMED_OUT, WALLED])
def test_a_look_without_the_page_leaves_what_there_was(db, answer):
    night(db, NOW, answer)
    assert kept(db) == []

    night(db, NOW + DAY, FOUND, TRAITS)
    night(db, NOW + 2 * DAY, answer)
    assert kept(db) == [ROW]


def test_a_night_without_a_change_leaves_what_there_was_and_fills_what_there_was_not(db):
    unchanged = (fetch(not_modified=True), *FOUND[1:])
    night(db, NOW, unchanged, TRAITS)
    assert kept(db) == [ROW]

    night(db, NOW + DAY, unchanged, replace(TRAITS, terms=()))
    assert kept(db) == [ROW]


def test_a_night_that_is_undone_takes_its_traits_along(db):
    night(db, NOW, FOUND, TRAITS)
    night(db, NOW + DAY, TIMED_OUT, outcome=RunOutcome.UNHEALTHY)
    assert kept(db) == [ROW]

    night(db, NOW + 2 * DAY, REMOVED, PageTraits(), outcome=RunOutcome.UNHEALTHY)
    assert kept(db) == []
