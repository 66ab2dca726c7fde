"""How long a site is let be: by what it takes to answer, not by what a page or a browser takes."""

import pytest

from linkcrawler.crawl.pace import MAX_GAP_S, Pace


@pytest.mark.parametrize(
    ("took_s", "gap_s"),
    [
        (0.1, 0.5),
        (2.0, 10.0),
        (9.0, MAX_GAP_S),
    ],
)
def test_a_site_is_let_be_for_longer_the_slower_it_answers(took_s, gap_s):
    found = Pace().gap_after("a", took_s=took_s, answered=True)

    assert found == pytest.approx(gap_s)


def test_one_page_that_hangs_between_others_is_no_slowness_of_its_site():
    pace = Pace()
    hung = {"took_s": 20.0, "answered": False}
    pace.gap_after("a", took_s=0.1, answered=True)

    assert pace.gap_after("a", **hung) == 0.0
    assert pace.gap_after("a", **hung) == MAX_GAP_S  # two in a row are
    assert pace.gap_after("a", **hung) == MAX_GAP_S


def test_a_site_that_has_not_answered_yet_is_slow():
    pace = Pace()
    pace.gap_after("other", took_s=0.1, answered=True)

    assert pace.gap_after("a", took_s=4.0, answered=False) == 20.0
