"""Where a redirector's link leads, by its address alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcrawler.page.match import match_url
from linkcrawler.page.redirectors import destination
from linkcrawler.states import MatchLevel
from linkcrawler.urls import parse_web

GOAL = "https://example.com/a?b=1"
ESCAPED = "https%3A%2F%2Fexample.com%2Fa%3Fb%3D1"

REDIRECTORS = [  # (address, where it leads)
    (f"https://l.facebook.com/l.php?u={ESCAPED}&h=x", GOAL),
    (f"https://lm.facebook.com/l.php?u={ESCAPED}", GOAL),
    (f"https://www.google.com/url?q={ESCAPED}&sa=D", GOAL),
    (f"https://www.google.co.uk/url?url={ESCAPED}", GOAL),
    (f"https://www.youtube.com/redirect?q={ESCAPED}", GOAL),
    (f"https://out.reddit.com/t3?url={ESCAPED}", GOAL),
    (f"https://duckduckgo.com/l/?uddg={ESCAPED}", GOAL),
    (f"https://vk.com/away.php?to={ESCAPED}", GOAL),
    (f"https://steamcommunity.com/linkfilter/?url={ESCAPED}", GOAL),
    (f"https://t.umblr.com/redirect?z={ESCAPED}", GOAL),
    (f"https://go.skimresources.com/?id=1&url={ESCAPED}", GOAL),
    (f"https://www.awin1.com/cread.php?ued={ESCAPED}", GOAL),
    (f"https://href.li/?{GOAL}", GOAL),
    (f"https://blog.test/out?url={ESCAPED}", GOAL),
    (f"https://blog.test/go/?to={ESCAPED}", GOAL),
    (f"https://blog.test/redirect.php?target={ESCAPED}", GOAL),
    (f"https://blog.test/out?url=https%3A%2F%2Fvk.com%2Faway.php%3Fto%3D{ESCAPED}", None),
]

NO_REDIRECTORS = [
    f"https://blog.test/article?url={ESCAPED}",
    f"https://blog.test/search?q={ESCAPED}",
    f"https://www.google.com/search?q={ESCAPED}",
    f"https://www.facebook.com/sharer/sharer.php?u={ESCAPED}",
    f"https://www.reddit.com/submit?url={ESCAPED}",
    f"https://www.linkedin.com/shareArticle?url={ESCAPED}",
    f"https://pinterest.com/pin/create/button/?url={ESCAPED}",
    f"https://www.youtube.com/results?q={ESCAPED}",
    f"https://vk.com/share.php?url={ESCAPED}",
    "https://blog.test/out?url=/inside",
    "https://blog.test/out?url=javascript:alert(1)",
    "https://blog.test/out?url=http://[",
    f"https://web.archive.org/web/2020/{GOAL}",
    f"https://blog.test/go?{'&'.join(f'p{n}=1' for n in range(60))}&url={ESCAPED}",
    "https://l.facebook.com/l.php",
]


@pytest.mark.parametrize(("address", "goal"), REDIRECTORS)
def test_a_redirector_leads_where_its_parameter_says(address, goal):
    found = destination(parse_web(address))

    assert found is not None
    assert goal is None or found.href == goal


@pytest.mark.parametrize("address", NO_REDIRECTORS)
def test_what_is_no_redirector_leads_nowhere(address):
    assert destination(parse_web(address)) is None


@pytest.mark.parametrize("address", [address for address, goal in REDIRECTORS if goal])
def test_a_link_through_a_redirector_proves_the_backlink(address):
    assert match_url(address, GOAL) is MatchLevel.REDIRECTOR
    assert match_url(address, "example.com") is MatchLevel.REDIRECTOR
    assert match_url(address, "https://example.com/other") is None


def test_a_redirector_of_the_targets_own_site_is_the_link_itself_where_that_is_meant():
    own = f"https://example.com/out?url={ESCAPED}"

    assert match_url(own, own) is MatchLevel.EXACT
    assert match_url(own, GOAL) is MatchLevel.REDIRECTOR


ARCHIVED = [
    f"https://web.archive.org/web/20200101000000/{GOAL}",
    f"http://web.archive.org/web/2020*/{GOAL}",
]


@pytest.mark.parametrize("address", ARCHIVED)
def test_a_copy_in_an_archive_is_told_and_proves_nothing(address):
    level = match_url(address, GOAL)

    assert level is MatchLevel.ARCHIVED
    assert not level.proves_presence


@given(st.text(max_size=80))
def test_no_query_breaks_it(query):
    address = parse_web("https://vk.com/away.php?to=" + query)
    if address is not None:
        destination(address)
