"""Sites that are silent for long are told as such, and no sooner."""

import pytest

from linkcrawler.judge import silence_sentence
from linkcrawler.states import PageState
from tests.make import DAY, NOW

CASES = [  # (page state, days since, beginning of the sentence)
    (PageState.UNREACHABLE, 14, "The site has not answered since 2026-11-24; it may be down"),
    (PageState.DNS_FAILURE, 40, "The name of the site has not been found since 2026-11-24; the"),
    (PageState.UNREACHABLE, 13.9, None),
    (PageState.DNS_FAILURE, 0, None),
    (PageState.BOT_WALL, 400, None),
    (PageState.FORBIDDEN, 14, None),
]


@pytest.mark.parametrize(("state", "days", "beginning"), CASES)
def test_a_site_that_is_silent_for_a_fortnight_is_told(state, days, beginning):
    told = silence_sentence(state, NOW, NOW + days * DAY)

    assert told is None if beginning is None else told.startswith(beginning)


def test_what_can_be_told_is_not_silent():
    assert silence_sentence(PageState.UNREACHABLE, None, NOW) is None
