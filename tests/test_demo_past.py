"""The year before the demo's first night, as the store has it."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from linkcrawler import store
from linkcrawler.demo import DEFAULT_PORT, write_past
from linkcrawler.demo.content.season import COMPETITOR, arrivals
from linkcrawler.demo.visit import BUSINESS
from tests.make import NOW

SEEN = [arrival for arrival in arrivals() if arrival.weeks_ago >= 2]


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory):
    path: Path = tmp_path_factory.mktemp("past") / "a.db"
    write_past(path, DEFAULT_PORT, NOW)
    return store.open_reader(path)


def test_every_link_of_the_year_was_looked_at_once_it_was_known(db):
    links = len(SEEN) + sum(bool(arrival.also) for arrival in SEEN)
    unseen = db.execute("SELECT count(*) FROM backlink_status WHERE first_seen_at IS NULL")

    assert db.execute("SELECT count(*) FROM backlink_status").fetchone()[0] == links
    assert unseen.fetchone()[0] == 0
    assert len(SEEN) > 80


def test_links_were_first_seen_within_two_weeks_of_their_coming(db):
    first_seen = dict(
        db.execute("SELECT referring_domain, date(first_seen_at) FROM backlink_status").fetchall()
    )

    for arrival in SEEN:
        came = NOW.date() - timedelta(weeks=arrival.weeks_ago)
        assert (
            timedelta(0) <= date.fromisoformat(first_seen[arrival.host]) - came < timedelta(weeks=2)
        )


def test_what_was_taken_away_is_lost_and_nothing_else_is(db):
    gone = {arrival.host for arrival in SEEN if arrival.gone_weeks_ago is not None}
    states = db.execute("SELECT referring_domain, link_state FROM backlink_status").fetchall()

    assert {host for host, state in states if state == "lost"} == gone
    assert {state for _, state in states} == {"present", "lost"}


def test_the_year_has_a_competitor_who_is_told_apart(db):
    roles = db.execute("SELECT DISTINCT target_site, site_role FROM backlink_status")

    assert set(roles) == {(BUSINESS, "own"), (COMPETITOR, "competitor")}
