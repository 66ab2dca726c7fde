"""How a link that is there counts, and which of several speaks for the backlink."""

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcrawler.judge import Count, count_link, primary_link
from linkcrawler.models import RobotsRules
from linkcrawler.states import (
    AnchorSource,
    Countability,
    MatchLevel,
    NofollowFrom,
    NotCountedBecause,
    Placement,
)
from tests.make import facts, link

ORDINARY = facts()
META, HEADER = NofollowFrom.META, NofollowFrom.HEADER


def page(noindex=None, nofollow=None, **changes):
    return facts(robots=RobotsRules(noindex_from=noindex, nofollow_from=nofollow), **changes)


AWAY = facts(canonical="https://other.example.net/", canonical_away=True)
HIDDEN = link(not_counted_because=NotCountedBecause.HIDDEN)
HIDDEN_NOFOLLOW = link(not_counted_because=NotCountedBecause.HIDDEN, rel=("nofollow",))

COUNTS = [  # (link, page, how it counts, why not, what makes it nofollow)
    (link(), ORDINARY, "followed", None, None),
    (
        link(rel=("noopener", "noreferrer", "external", "me", "tag")),
        ORDINARY,
        "followed",
        None,
        None,
    ),
    (link(rel=("dofollow",)), ORDINARY, "followed", None, None),
    (link(rel=("do-nofollow",)), ORDINARY, "followed", None, None),  # no such token
    (link(rel=("nofollow",)), ORDINARY, "nofollow", None, "rel"),
    # "ugc" or "sponsored" alone qualifies a link as much as "nofollow" does.
    (link(rel=("ugc",)), ORDINARY, "ugc", None, "rel"),
    (link(rel=("sponsored",)), ORDINARY, "sponsored", None, "rel"),
    (link(rel=("nofollow", "ugc")), ORDINARY, "ugc", None, "rel"),
    (link(rel=("ugc", "nofollow", "sponsored")), ORDINARY, "sponsored", None, "rel"),
    (link(rel=("external", "nofollow")), ORDINARY, "nofollow", None, "rel"),
    # The page's own rules; the link's are named first, as they are nearer.
    (link(), page(nofollow=META), "nofollow", None, "meta"),
    (link(), page(nofollow=HEADER), "nofollow", None, "header"),
    (link(rel=("ugc",)), page(nofollow=META), "ugc", None, "rel"),
    (link(), page(noindex=META), "not_counted", "noindex", None),
    (link(), page(noindex=HEADER), "not_counted", "noindex", None),
    (link(), page(noindex=META, nofollow=META), "not_counted", "noindex", "meta"),
    (link(rel=("nofollow",)), page(noindex=META), "not_counted", "noindex", "rel"),
    (link(), AWAY, "not_counted", "canonical_away", None),
    (link(rel=("sponsored",)), AWAY, "not_counted", "canonical_away", "rel"),
    (link(), page(noindex=META, canonical_away=True), "not_counted", "noindex", None),
    # A canonical that is only another spelling of the page is no other page.
    (link(), facts(canonical="https://blog.example.org/post/"), "followed", None, None),
    # The link's own place.
    (HIDDEN, ORDINARY, "not_counted", "hidden", None),
    (HIDDEN_NOFOLLOW, ORDINARY, "not_counted", "hidden", "rel"),
    (HIDDEN, page(noindex=META), "not_counted", "noindex", None),
    (HIDDEN, AWAY, "not_counted", "canonical_away", None),
    (link(element="area"), ORDINARY, "not_counted", "not_crawlable", None),
    (
        link(element="area", not_counted_because=NotCountedBecause.IFRAME),
        ORDINARY,
        "not_counted",
        "iframe",
        None,
    ),
]


@pytest.mark.parametrize(("seen", "about", "countability", "because", "nofollow_from"), COUNTS)
def test_count_link(seen, about, countability, because, nofollow_from):
    assert count_link(seen, about) == Count(countability, because, nofollow_from)


@pytest.mark.parametrize(
    ("allowed", "because"), [(None, "noindex"), (True, "noindex"), (False, "robots_blocked")]
)
def test_what_googlebot_may_not_read_can_not_even_say_noindex(allowed, because):
    count = count_link(link(), page(noindex=META), googlebot_allowed=allowed)

    assert count == Count(Countability.NOT_COUNTED, because)


@pytest.mark.parametrize("because", NotCountedBecause)
def test_what_keeps_the_link_from_counting_is_told(because):
    assert count_link(link(not_counted_because=because), ORDINARY) == Count(
        Countability.NOT_COUNTED, because
    )


FIRST = [  # of two links, the first is the one that speaks, whichever stands first on the page
    (link(), link(MatchLevel.EQUIVALENT)),
    (link(MatchLevel.EQUIVALENT), link(MatchLevel.VARIANT)),
    (link(MatchLevel.VARIANT), link(MatchLevel.SITE)),
    (link(MatchLevel.SITE), link(MatchLevel.SAME_HOST)),
    (link(MatchLevel.SAME_HOST), link(MatchLevel.SAME_SITE)),
    (link(MatchLevel.SAME_SITE), link(None)),
    # The closer match wins, whatever it looks like.
    (HIDDEN_NOFOLLOW, link(MatchLevel.EQUIVALENT)),
    (link(), HIDDEN),
    (link(rel=("nofollow",)), HIDDEN),
    (link(), link(rel=("nofollow",))),
    (link(), link(rel=("ugc",))),
    (link(rel=("noopener",)), link(rel=("sponsored",))),
    (link(anchor_source=AnchorSource.ALT), link(rel=("nofollow",))),
    (link(), link(anchor_source=AnchorSource.ALT)),
    (link(), link(anchor_source=AnchorSource.NONE)),
    (link(placement=Placement.FOOTER), link(anchor_source=AnchorSource.TITLE)),
    (link(), link(placement=Placement.FOOTER)),
    (link(), link(placement=Placement.COMMENT)),
]


@pytest.mark.parametrize(("first", "second"), FIRST)
@pytest.mark.parametrize("positions", [(1, 2), (2, 1)])
def test_primary_link_is_the_closest_visible_followed_text_link_in_content(
    first, second, positions
):
    first = replace(first, position=positions[0])
    second = replace(second, position=positions[1])

    assert primary_link([first, second]) is first
    assert primary_link([second, first]) is first


def test_of_equal_links_the_first_of_the_page_speaks():
    links = [link(position=position) for position in (4, 9, 17)]

    assert {primary_link(order) for order in permutations(links)} == {links[0]}


def test_no_link_no_primary():
    assert primary_link([]) is None


many = st.lists(
    st.builds(
        link,
        st.sampled_from([None, *MatchLevel]),
        position=st.integers(0, 50),
        rel=st.sampled_from([(), ("nofollow",), ("ugc", "nofollow"), ("noopener",)]),
        anchor_source=st.sampled_from(AnchorSource),
        placement=st.sampled_from(Placement),
        not_counted_because=st.none() | st.sampled_from(NotCountedBecause),
        element=st.sampled_from(["a", "a", "area"]),
    ),
    min_size=1,
    max_size=6,
)


@given(many, st.randoms(use_true_random=False))
def test_the_order_in_which_links_are_listed_does_not_matter(links, random):
    positions = {each.position: each for each in links}
    unique = list(positions.values())
    shuffled = random.sample(unique, len(unique))

    assert primary_link(shuffled) is primary_link(unique)


@given(many, st.sampled_from([None, META]), st.sampled_from([None, HEADER]), st.booleans())
def test_a_link_counts_as_followed_only_where_nothing_speaks_against_it(
    links, noindex, nofollow, away
):
    for each in links:
        count = count_link(each, page(noindex, nofollow, canonical_away=away))
        is_free = not (noindex or nofollow or away or each.not_counted_because)
        is_direct = each.match_level is not MatchLevel.REDIRECTOR
        is_plain = (
            is_direct
            and each.element == "a"
            and not {"nofollow", "ugc", "sponsored"} & set(each.rel)
        )

        assert (count.countability is Countability.FOLLOWED) is (is_free and is_plain)
        assert (count.countability is Countability.NOT_COUNTED) is (
            count.not_counted_because is not None
        )
