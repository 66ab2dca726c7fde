"""Which pages get a second look in a browser, and what both looks together mean."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from linkcrawler.crawl.failure import RenderError, RenderOffError
from linkcrawler.crawl.second_look import SecondLooks
from linkcrawler.crawl.visit import Read, Visit
from linkcrawler.judge import PageReading, judge, merge_looks, needs_second_look
from linkcrawler.models import (
    DuePage,
    Evidence,
    Fetch,
    KnownBacklink,
    LinkObservation,
    PageFacts,
    RobotsRules,
    Sighting,
)
from linkcrawler.states import (
    FetchOutcome,
    MatchLevel,
    NofollowFrom,
    NotCountedBecause,
    Placement,
    Rendering,
    Signal,
)

TARGET = "https://target.example/guide"
URL = "https://page.example/post"
PAGE = DuePage(id=1, url=URL, key="page.example", backlinks=(KnownBacklink(id=7, target=TARGET),))
FETCH = Fetch(url=URL, outcome=FetchOutcome.RESPONSE, final_url=URL, status=200)
READABLE = PageFacts(words=300, links_on_page=20, encoding="utf-8", media_type="text/html")
LINK = LinkObservation(position=3, href=TARGET, url=TARGET, match_level=MatchLevel.EXACT)
SEEN = {TARGET: Sighting(links=(LINK,))}
UNSEEN = {TARGET: Sighting()}


def evidence(facts: PageFacts, sighting: Sighting | None = None, rendering=None) -> Evidence:
    return Evidence(
        page=PAGE,
        fetch=FETCH,
        checked_at=datetime(2026, 1, 1, tzinfo=UTC),
        facts=facts,
        sightings={7: sighting or Sighting()},
        rendering=rendering,
    )


def marked(*signals: Signal) -> PageFacts:
    return replace(READABLE, signals=frozenset(signals))


WANTED = {
    "a plain page without the link": (READABLE, Sighting(), False),
    "an empty shell": (marked(Signal.JS_SHELL), Sighting(), True),
    "scripts that write links": (marked(Signal.SCRIPT_LINKS), Sighting(), True),
    "the target in a script": (READABLE, Sighting(in_script=True), True),
    "comments of a widget": (replace(READABLE, comment_widget="Disqus"), Sighting(), True),
    "a framework, the link missing": (marked(Signal.SCRIPT_HEAVY), Sighting(), True),
    "a framework, the link there": (marked(Signal.SCRIPT_HEAVY), SEEN[TARGET], False),
    "a bot check": (marked(Signal.CHALLENGE_BODY, Signal.SCRIPT_LINKS), Sighting(), False),
    "a page that breaks off": (marked(Signal.BREAKS_OFF, Signal.JS_SHELL), Sighting(), False),
}


@pytest.mark.parametrize("case", WANTED)
def test_a_second_look_is_taken_where_scripts_may_bring_the_link(case: str):
    facts, sighting, wanted = WANTED[case]

    assert needs_second_look(evidence(facts, sighting)) is wanted


ABSENT = [  # (facts after scripts ran, how the look ended, verdict)
    (marked(Signal.SCRIPT_LINKS), Rendering.WHOLE, "ok missing not_found_first_check"),
    (marked(Signal.SCRIPT_HEAVY), Rendering.WHOLE, "ok missing not_found_first_check"),
    (marked(Signal.SOFT_404), Rendering.WHOLE, "soft_404 missing soft_404"),
    (marked(Signal.JS_SHELL), Rendering.WHOLE, "needs_render unknown needs_render"),
    (marked(Signal.LOGIN_FORM), Rendering.WHOLE, "login_wall unknown login_wall"),
    (
        replace(READABLE, comment_widget="Disqus"),
        Rendering.WHOLE,
        "needs_render unknown comment_widget",
    ),
    (READABLE, Rendering.PARTIAL, "needs_render unknown render_failed"),
    (READABLE, Rendering.FAILED, "needs_render unknown render_failed"),
    (marked(Signal.SOFT_404), Rendering.FAILED, "needs_render unknown render_failed"),
    (READABLE, Rendering.SKIPPED, "needs_render unknown needs_render"),
    (READABLE, None, "ok missing not_found_first_check"),
]


@pytest.mark.parametrize(("facts", "rendering", "expected"), ABSENT)
def test_absence_is_claimed_only_from_a_page_that_a_browser_showed_whole(
    facts: PageFacts, rendering: Rendering | None, expected: str
):
    verdict = judge(evidence(facts, rendering=rendering))[7]

    assert expected == f"{verdict.page_state} {verdict.link_state} {verdict.reason}"


@pytest.mark.parametrize("rendering", [*Rendering, None])
def test_a_link_that_was_seen_is_there_however_the_browser_fared(rendering: Rendering | None):
    verdict = judge(evidence(READABLE, SEEN[TARGET], rendering))[7]

    assert verdict.link_state == "present"


def test_what_only_the_browser_shows_is_marked_so():
    first, shown = PageReading(URL, READABLE, UNSEEN), PageReading(URL, READABLE, SEEN)
    _, seen, rendering = merge_looks(first, shown, (), is_whole=True)

    assert [link.rendered for link in seen[TARGET].links] == [True]
    assert rendering is Rendering.WHOLE


def test_what_the_first_look_saw_stays_as_it_was():
    first, shown = PageReading(URL, READABLE, SEEN), PageReading(URL, READABLE, UNSEEN)
    for is_whole in (True, False):
        assert merge_looks(first, shown, (), is_whole=is_whole)[1] == SEEN


def test_a_link_in_a_widgets_frame_is_a_comment_that_does_not_count():
    frame = PageReading("https://disqus.com/embed/comments/?f=x", READABLE, SEEN)
    first, shown = PageReading(URL, READABLE, UNSEEN), PageReading(URL, READABLE, UNSEEN)
    _, seen, _ = merge_looks(first, shown, [frame], is_whole=True)
    (link,) = seen[TARGET].links

    assert link.rendered
    assert (link.not_counted_because, link.placement, link.comment_platform) == (
        NotCountedBecause.IFRAME,
        Placement.COMMENT,
        "Disqus",
    )


def test_a_page_with_less_text_than_before_is_not_whole():
    first = PageReading(URL, READABLE, UNSEEN)
    shown = PageReading(URL, replace(READABLE, words=200), UNSEEN)
    facts, _, rendering = merge_looks(first, shown, (), is_whole=True)

    assert (facts, rendering) == (READABLE, Rendering.PARTIAL)


@pytest.mark.parametrize(("words", "rendering"), [(40, "partial"), (100, "whole")])
def test_a_shell_that_scripts_fill_with_a_message_is_not_whole(words: int, rendering: str):
    shell = replace(marked(Signal.JS_SHELL), words=2)
    shown = PageReading(URL, replace(READABLE, words=words), UNSEEN)

    assert merge_looks(PageReading(URL, shell, UNSEEN), shown, (), is_whole=True)[2] == rendering


def test_a_noindex_of_the_html_stays_though_a_script_takes_it_away():
    rules = RobotsRules(noindex_from=NofollowFrom.META)
    first = PageReading(URL, replace(READABLE, robots=rules), UNSEEN)
    facts, _, _ = merge_looks(first, PageReading(URL, READABLE, SEEN), (), is_whole=True)

    assert facts.robots == rules


def test_pages_past_the_budget_are_left_open_and_that_is_told_once():
    told: list[str] = []
    looks = SecondLooks(1, told.append)
    visits = [Visit(page=PAGE) for _ in range(3)]
    shell = evidence(marked(Signal.JS_SHELL))

    assert [looks.take(visit, shell) for visit in visits] == [True, False, False]
    assert [visit.rendering for visit in visits] == [None, Rendering.SKIPPED, Rendering.SKIPPED]
    assert len(set(told)) == 1


@pytest.mark.parametrize(
    ("error", "rendering", "next_is_taken", "next_rendering"),
    [
        (RenderError("too slow"), Rendering.FAILED, True, None),
        (RenderOffError("none", had_browser=False), None, False, None),
        (RenderOffError("died", had_browser=True), Rendering.SKIPPED, False, Rendering.SKIPPED),
        (ValueError("a bug"), Rendering.FAILED, True, None),
    ],
)
def test_a_failed_look_leaves_the_first_one_and_no_absence(
    error: Exception, rendering, next_is_taken: bool, next_rendering
):
    looks, visit, after = SecondLooks(9, lambda _: None), Visit(page=PAGE), Visit(page=PAGE)
    first = Read(FETCH, marked(Signal.JS_SHELL), UNSEEN)
    look = looks.failed(error, visit, first)

    assert (look.facts, look.seen, visit.rendering) == (first.facts, first.seen, rendering)
    assert looks.take(after, evidence(first.facts)) is next_is_taken
    assert after.rendering is next_rendering


def test_no_look_is_taken_where_none_is_wanted():
    visit = Visit(page=PAGE)

    assert not SecondLooks(0, lambda _: None).take(visit, evidence(marked(Signal.JS_SHELL)))
    assert visit.rendering is None
