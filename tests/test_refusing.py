"""Hosts that refuse page after page are let be, and each of their pages is told why."""

import pytest

from linkcrawler.crawl.refusing import LET_BE_AFTER, Refusing
from linkcrawler.states import FetchOutcome
from tests.make import PAGE, failure, fetch

BUSY = fetch(429)


@pytest.mark.parametrize("last", [BUSY, failure(FetchOutcome.TIMEOUT)])
def test_after_some_refusals_in_a_row_a_host_is_let_be(last):
    refusing = Refusing()
    for _ in range(LET_BE_AFTER):
        assert refusing.instead_of(PAGE) is None
        refusing.count(PAGE, last)

    told = refusing.instead_of("https://blog.example.org/next")

    assert told is not None
    assert (told.url, told.outcome, told.status) == (
        "https://blog.example.org/next",
        last.outcome,
        last.status,
    )
    assert told.detail.startswith("not asked for: pages of this host")
    assert refusing.instead_of("https://other.example.org/next") is None


def test_a_host_that_wants_us_back_tomorrow_is_let_be_at_once():
    refusing = Refusing()
    refusing.count(PAGE, fetch(429, retry_after_s=86_400.0))

    told = refusing.instead_of(PAGE)
    assert told is not None
    assert told.detail == "not asked for: pages of this host ended before with status 429"


@pytest.mark.parametrize("status", [200, 403, 404, 500])
def test_any_other_answer_ends_the_row(status):
    refusing = Refusing()
    for _ in range(LET_BE_AFTER - 1):
        refusing.count(PAGE, BUSY)
    refusing.count(PAGE, fetch(status))
    refusing.count(PAGE, BUSY)

    assert refusing.instead_of(PAGE) is None


def test_a_redirect_is_an_answer_too():
    refusing = Refusing()
    for _ in range(LET_BE_AFTER):
        refusing.count(PAGE, BUSY)
    refusing.count_redirect(PAGE)

    assert refusing.instead_of(PAGE) is None


def test_what_a_page_led_to_is_told_of_the_host_that_was_asked():
    refusing = Refusing()
    refusing.count("https://busy.example.org/", fetch(503, retry_after_s=86_400.0))

    assert refusing.instead_of(PAGE) is None
    assert refusing.instead_of("https://busy.example.org/other") is not None


def test_no_number_of_hosts_takes_all_memory():
    refusing = Refusing()
    for number in range(10_100):
        refusing.count(f"https://h{number}.example/", BUSY)

    assert len(refusing._hosts) == 10_000


TIMEOUT = failure(FetchOutcome.TIMEOUT)


def test_the_second_try_of_one_page_stands_for_a_host_that_gave_no_answer_at_all():
    refusing = Refusing(errors=True)
    for _ in range(3):
        refusing.learn(PAGE, TIMEOUT)
    assert refusing.instead_of(PAGE) is None
    refusing.count(PAGE, TIMEOUT)

    told = refusing.instead_of(PAGE)
    assert told is not None
    assert told.outcome is FetchOutcome.TIMEOUT


@pytest.mark.parametrize("answer", [fetch(), fetch(404), fetch(500), BUSY])
@pytest.mark.parametrize("is_before", [True, False])
def test_it_does_not_for_one_that_answered_for_another_page(answer, is_before: bool):
    refusing = Refusing(errors=True)
    firsts = [answer, TIMEOUT] if is_before else [TIMEOUT, answer]
    for first in firsts:
        refusing.learn(PAGE, first)
    refusing.count(PAGE, TIMEOUT)

    assert refusing.instead_of(PAGE) is None


def test_it_does_not_where_the_second_try_is_answered():
    refusing = Refusing(errors=True)
    refusing.learn(PAGE, TIMEOUT)
    refusing.count(PAGE, fetch(500))

    assert refusing.instead_of(PAGE) is None


def test_it_does_not_for_one_that_redirected():
    refusing = Refusing(errors=True)
    refusing.learn(PAGE, TIMEOUT)
    refusing.count_redirect(PAGE)
    refusing.count(PAGE, TIMEOUT)

    assert refusing.instead_of(PAGE) is None
