"""Robots rules of meta tags and headers add up, and the most restrictive wins."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcrawler.models import RobotsRules
from linkcrawler.page import Answer, read_page
from linkcrawler.page.robots import robots_rules
from linkcrawler.states import NofollowFrom

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

META_CASES = [  # (name of the tag, its content, noindex?, nofollow?)
    ("robots", "noindex", True, False),
    ("robots", "nofollow", False, True),
    ("robots", "noindex,nofollow", True, True),
    ("robots", "noindex, nofollow", True, True),
    ("robots", "noindex nofollow", True, True),
    ("robots", "NOINDEX , NoFollow", True, True),
    ("robots", "none", True, True),
    ("robots", "None", True, True),
    ("robots", "all", False, False),
    ("robots", "index, follow", False, False),
    ("robots", "index, noindex", True, False),  # a contradiction: the stricter one
    ("robots", "", False, False),
    ("robots", "noarchive, nosnippet, noimageindex", False, False),
    ("robots", "max-snippet:-1, max-image-preview:large, max-video-preview:-1", False, False),
    ("robots", "max-image-preview:none", False, False),
    ("robots", "noindexed, nofollowing", False, False),
    ("ROBOTS", "noindex", True, False),
    (" Robots ", "noindex", True, False),
    ("googlebot", "noindex", True, False),
    ("GoogleBot", "nofollow", False, True),
    ("googlebot-news", "noindex", True, False),
    ("bingbot", "noindex, nofollow", False, False),
    ("otherbot", "none", False, False),
    ("description", "noindex", False, False),
    ("robot", "noindex", False, False),
]


def found_in(where, *, noindex, nofollow):
    return RobotsRules(
        noindex_from=where if noindex else None, nofollow_from=where if nofollow else None
    )


@pytest.mark.parametrize(("name", "content", "noindex", "nofollow"), META_CASES)
def test_meta_tags_that_google_honours_give_rules(name, content, noindex, nofollow):
    rules = robots_rules([(name, content)], [], NOW)

    assert rules == found_in(NofollowFrom.META, noindex=noindex, nofollow=nofollow)


HEADER_CASES = [  # (header lines, noindex?, nofollow?)
    (["noindex"], True, False),
    (["NoIndex, NOFOLLOW"], True, True),
    (["none"], True, True),
    (["all"], False, False),
    (["noindex", "nofollow"], True, True),
    (["googlebot: nofollow"], False, True),
    (["GoogleBot : NoIndex"], True, False),
    (["otherbot: noindex, nofollow"], False, False),
    (["otherbot: none"], False, False),
    (["otherbot: noindex, googlebot: nofollow"], False, True),
    (["googlebot: nofollow, otherbot: noindex"], False, True),
    (["nofollow, otherbot: noindex"], False, True),
    (["otherbot: noindex", "nofollow"], False, True),  # the scope ends with the line
    (["googlebot: noindex, nofollow"], True, True),
    (["max-snippet: 20, noindex"], True, False),
    (["otherbot: max-snippet: 20, noindex"], False, False),
    (["max-image-preview: none"], False, False),
    (["max-video-preview:0, nofollow"], False, True),
    (["noarchive"], False, False),
    ([""], False, False),
    ([","], False, False),
]


@pytest.mark.parametrize(("lines", "noindex", "nofollow"), HEADER_CASES)
def test_a_header_holds_for_the_bots_that_it_names(lines, noindex, nofollow):
    rules = robots_rules([], lines, NOW)

    assert rules == found_in(NofollowFrom.HEADER, noindex=noindex, nofollow=nofollow)


DATES = [  # (a date as pages write it, is it past?)
    ("25 Jun 2010 15:00:00 PST", True),
    ("Fri, 25 Jun 2010 15:00:00 GMT", True),
    ("25 Jun 2010", True),
    ("25 Jun 2010 15:00:00 +0200", True),
    ("Friday, 25-Jun-10 15:00:00 GMT", True),
    ("25-Jun-2010 15:00:00 EST", True),
    ("2010-06-25", True),
    ("2010-06-25T15:00:00+00:00", True),
    ("2010-06-25T15:00:00Z", True),
    ("2010-06-25 15:00:00", True),
    ("2026-03-01T11:59:59Z", True),
    ("2026-03-01T12:00:01Z", False),
    ("2026-03-01T12:30:00+01:00", True),  # the offset counts
    ("2026-03-01T11:30:00-01:00", False),
    ("25 Jun 2031 15:00:00 PST", False),
    ("Wed, 25 Jun 2031 15:00:00 GMT", False),
    ("Wednesday, 25-Jun-31 15:00:00 GMT", False),
    ("25-Jun-2031", False),
    ("2031-06-25", False),
    ("2031-06-25T15:00:00+00:00", False),
    ("2031-13-45", False),  # no date
    ("soon", False),
]


@pytest.mark.parametrize(("date", "is_past"), DATES)
@pytest.mark.parametrize(
    "form", ["{}", "{}, nofollow", "nofollow, {}", "max-snippet:5, {}, nofollow"]
)
@pytest.mark.parametrize("where", [NofollowFrom.META, NofollowFrom.HEADER])
def test_a_page_past_its_date_is_noindex_and_the_comma_of_the_date_separates_nothing(
    date, is_past, form, where
):
    value = form.format(f"unavailable_after: {date}")
    in_meta = where is NofollowFrom.META
    rules = robots_rules([("robots", value)] if in_meta else [], [] if in_meta else [value], NOW)

    assert rules == found_in(where, noindex=is_past, nofollow="nofollow" in form)


SCOPED_DATES = [  # (header line, noindex?)
    ("googlebot: unavailable_after: 2010-01-01", True),
    ("otherbot: unavailable_after: 2010-01-01", False),
    ("otherbot: unavailable_after: Fri, 25 Jun 2010 15:00:00 GMT, googlebot: nofollow", False),
    ("otherbot: nofollow, unavailable_after: 25 Jun 2010 15:00:00 PST", False),
    ("UNAVAILABLE_AFTER:2010-01-01", True),
]


@pytest.mark.parametrize(("line", "noindex"), SCOPED_DATES)
def test_a_date_holds_for_the_bot_in_whose_scope_it_stands(line, noindex):
    assert (robots_rules([], [line], NOW).noindex_from is NofollowFrom.HEADER) == noindex


@pytest.mark.parametrize("rule", ["none", "noindex", "nofollow", "all"])
def test_the_rule_after_a_date_is_not_taken_for_its_time_zone(rule):
    alone = robots_rules([("robots", rule)], [], NOW)

    assert robots_rules([("robots", f"unavailable_after: 2031-06-25 {rule}")], [], NOW) == alone


def test_all_tags_and_lines_add_up():
    metas = [("robots", "index, follow"), ("googlebot", "nofollow"), ("robots", "noarchive")]

    assert robots_rules(metas, ["noindex", "all"], NOW) == RobotsRules(
        noindex_from=NofollowFrom.HEADER, nofollow_from=NofollowFrom.META
    )


def test_a_rule_that_stands_in_both_places_is_told_from_the_page():
    rules = robots_rules([("robots", "none")], ["none"], NOW)

    assert rules == found_in(NofollowFrom.META, noindex=True, nofollow=True)


def test_a_page_without_rules_has_none():
    assert robots_rules([], [], NOW) == RobotsRules()


PIECES = """
noindex none all unavailable_after googlebot otherbot max-snippet : ,
2010 - 01 T Jun 15:00 +99:99 0001 9999 Z /
"""
WORDS = st.sampled_from([*PIECES.split(), " "])


@given(st.lists(WORDS, max_size=30).map("".join) | st.text())
def test_no_rule_breaks_the_reading(value):
    in_header = robots_rules([], [value], NOW)
    in_meta = robots_rules([("robots", value)], [], NOW)

    assert in_header.noindex_from in (None, NofollowFrom.HEADER)
    assert in_meta.noindex_from in (None, NofollowFrom.META)


def test_a_tag_of_thousands_of_dates_is_read_at_once():
    content = "unavailable_after: 2010 " * 50_000

    assert robots_rules([("robots", content)], [content], NOW) == RobotsRules()


@pytest.mark.parametrize(
    ("day", "is_to_change"), [("2026-02-28", False), ("2026-03-02", True), ("soon", False)]
)
@pytest.mark.parametrize("where", ["meta", "header"])
def test_a_day_that_is_still_to_come_is_told(day: str, is_to_change: bool, where: str):
    rule = f"unavailable_after: {day}"
    headers = (
        ("content-type", "text/html"),
        *([("x-robots-tag", rule)] if where == "header" else []),
    )
    meta = f"<meta name=robots content='{rule}'>" if where == "meta" else ""
    answer = Answer(url="https://a.example/", status=200, headers=headers, body=meta.encode())

    assert read_page(answer, [], NOW)[0].robots.will_change is is_to_change
