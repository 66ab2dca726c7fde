"""The decision table, a row at a time, the order of its rows, and what must hold of any evidence."""

from dataclasses import replace
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcrawler.judge import RECHECKS, judge, judge_backlink, steps_to_take
from linkcrawler.judge.resemblance import compare
from linkcrawler.judge.table import TABLE
from linkcrawler.judge.verdict import case_of
from linkcrawler.models import (
    Fetch,
    Fingerprint,
    Hop,
    LastSight,
    LinkObservation,
    OriginalLook,
    PageFacts,
    RobotsRules,
    Sighting,
    StepLook,
)
from linkcrawler.states import (
    Countability,
    FetchOutcome,
    LinkState,
    ListKind,
    MatchLevel,
    NofollowFrom,
    NotCountedBecause,
    PageState,
    Placement,
    Reason,
    Signal,
)
from tests.make import (
    NOW,
    PAGE,
    TARGET,
    absent,
    doubtful,
    due,
    evidence,
    facts,
    failure,
    fetch,
    known,
    led_to,
    link,
    present,
)

FOUND = (link(),)
HOME = "https://www.example.com/"
NEAR = (link(MatchLevel.SAME_HOST, href=HOME, url=HOME),)
HOSTS = (link(MatchLevel.SAME_SITE, url="https://docs.example.com/"),)
READABLE = facts()
PDF = PageFacts(media_type="application/pdf")


class Case(NamedTuple):
    fetch: Fetch
    facts: PageFacts | None
    seen: tuple[LinkObservation, ...] | Sighting
    last: LastSight | None = present()
    original: OriginalLook | None = None
    steps: tuple[StepLook, ...] = ()
    good: Fingerprint | None = None


LIST = facts(list_kind=ListKind.TAG, next_page="https://blog.example.org/page/2")
ENTRY = "https://blog.example.org/2026/05/the-post"
IN_ENTRY = present(entry_url=ENTRY)
OTHER_PAGE = Fingerprint(title="Another post", text_sketch="0-1-2-3-4-5-6-7")


def step(got=None, seen=(), url=ENTRY, about=None):
    """Return a look at a page one step on."""
    sightings = {1: Sighting(links=tuple(seen))}
    return StepLook(url=url, fetch=got or fetch(), facts=about or READABLE, sightings=sightings)


NOINDEX = RobotsRules(noindex_from=NofollowFrom.META)
NEXT_STEP = step(url=LIST.next_page)
ON_ORIGINAL = (link(url=TARGET, rel=("ugc",), anchor_text="there"),)
AWAY = facts(canonical="https://blog.example.org/original", canonical_away=True)
BACK = facts(canonical=PAGE, canonical_away=True)
ORIGINAL = OriginalLook(fetch=fetch(), facts=READABLE, sightings={1: Sighting(links=ON_ORIGINAL)})

UNREADABLE = replace(ORIGINAL, fetch=fetch(403), sightings={1: Sighting()})

# By the row that decides and what it says: what came, what the page is, the links to the site,
# and what was known before.
GROUPS = {
    ("untrusted", "tls_error present link_found_tls"): {
        "certificate bad, link seen": (fetch(tls_error="expired"), READABLE, FOUND),
    },
    ("untrusted", "tls_error unknown tls_error"): {
        "certificate bad, link not seen": (fetch(tls_error="expired"), READABLE, ()),
        "certificate bad, page not found": (fetch(404, tls_error="expired"), READABLE, ()),
        "certificate bad, link to the site": (fetch(tls_error="expired"), READABLE, NEAR),
        "certificate bad, link on 500": (fetch(500, tls_error="expired"), READABLE, FOUND),
        "certificate bad, challenge header and link": (
            fetch(tls_error="expired"),
            facts(Signal.CHALLENGE_HEADER),
            FOUND,
        ),
    },
    ("challenged", "bot_wall unknown bot_wall"): {
        "challenge header beats a found link": (fetch(), facts(Signal.CHALLENGE_HEADER), FOUND),
        "challenge header on 403": (fetch(403), facts(Signal.CHALLENGE_HEADER), ()),
        "challenge header on 404": (fetch(404), facts(Signal.CHALLENGE_HEADER), ()),
        "challenge header on 503": (
            fetch(503, retry_after_s=9),
            facts(Signal.CHALLENGE_HEADER),
            (),
        ),
        "challenge header on a document": (
            fetch(),
            replace(PDF, signals=frozenset({Signal.CHALLENGE_HEADER})),
            (),
        ),
    },
    ("challenged_error", "bot_wall unknown bot_wall"): {
        "challenge in the body of 404": (fetch(404), facts(Signal.CHALLENGE_BODY), ()),
        "challenge in the body of 410": (fetch(410), facts(Signal.CHALLENGE_BODY), ()),
        "challenge in the body of 429, and a link": (
            fetch(429),
            facts(Signal.CHALLENGE_BODY),
            FOUND,
        ),
    },
    ("login_asked", "login_wall unknown login_wall"): {
        "401": (fetch(401), READABLE, ()),
        "402": (fetch(402), READABLE, FOUND),
        "407": (fetch(407), None, ()),
    },
    ("legal_block", "geo_block unknown geo_block"): {
        "451": (fetch(451), READABLE, ()),
        "403 that speaks of countries": (fetch(403), facts(Signal.GEO_TEXT), ()),
    },
    ("temporary", "rate_limited unknown rate_limited"): {
        "429": (fetch(429), READABLE, ()),
        "429 with Retry-After": (fetch(429, retry_after_s=60), None, ()),
        "503 with Retry-After": (fetch(503, retry_after_s=0.0), READABLE, ()),
    },
    ("temporary", "server_error unknown server_error"): {
        "503 without Retry-After": (fetch(503), READABLE, ()),
        "500 with Retry-After": (fetch(500, retry_after_s=5), READABLE, ()),
        "link in the body of 500": (fetch(500), READABLE, FOUND),
        "502": (fetch(502), READABLE, ()),
        "504": (fetch(504), READABLE, ()),
        "522": (fetch(522), READABLE, ()),
        "998": (fetch(998), READABLE, ()),
        "408": (fetch(408), READABLE, ()),
        "421": (fetch(421), READABLE, ()),
        "423": (fetch(423), READABLE, ()),
        "425": (fetch(425), READABLE, ()),
    },
    ("gone", "gone missing page_gone"): {
        "410": (fetch(410), READABLE, ()),
        "link in the body of 410": (fetch(410), READABLE, FOUND),
    },
    ("not_found", "gone missing page_not_found"): {
        "404": (fetch(404), READABLE, ()),
        "link in the body of 404": (fetch(404), READABLE, FOUND),
        "404 without a body": (fetch(404), facts(Signal.EMPTY), ()),
        "404 that is no HTML": (fetch(404), PDF, ()),
        # The status is whole even where the body is not.
        "404 whose body was cut": (fetch(404, incomplete="cut"), READABLE, ()),
        "404 after a redirect": (led_to(PAGE + "/2", 404), READABLE, ()),
    },
    ("forbidden", "forbidden unknown forbidden"): {
        "400": (fetch(400), READABLE, ()),
        "403": (fetch(403), READABLE, ()),
        "link in the body of 403": (fetch(403), READABLE, FOUND),
        "405": (fetch(405), READABLE, ()),
        "406": (fetch(406), READABLE, ()),
        "418": (fetch(418), READABLE, ()),
        "444": (fetch(444), READABLE, ()),
        "499": (fetch(499), READABLE, ()),
        "999 of LinkedIn": (fetch(999), READABLE, ()),
    },
    ("no_page", "unreachable unknown bad_redirect"): {
        "304": (fetch(304), READABLE, ()),
        "302 that leads nowhere": (fetch(302), READABLE, FOUND),
        "103": (fetch(103), None, ()),
        "an answer without a status": (fetch(None), READABLE, FOUND),
    },
    ("link_found", "ok present link_found"): {
        "found": (fetch(), READABLE, FOUND),
        "found at the first check": (fetch(), READABLE, FOUND, None),
        "another spelling": (fetch(), READABLE, (link(MatchLevel.EQUIVALENT),)),
        "a variant": (fetch(), READABLE, (link(MatchLevel.VARIANT),)),
        "the target is a site": (fetch(), READABLE, (link(MatchLevel.SITE),)),
        "found among links to the site": (fetch(), READABLE, (*NEAR, *FOUND)),
        "found on 203": (fetch(203), READABLE, FOUND),
        "found on a page that quotes a bot check": (fetch(), facts(Signal.CHALLENGE_BODY), FOUND),
        "found under a login form": (fetch(), facts(Signal.LOGIN_FORM), FOUND),
        "found under a consent form": (fetch(), facts(Signal.CONSENT_FORM), FOUND),
        "found on a page that speaks of countries": (fetch(), facts(Signal.GEO_TEXT), FOUND),
        "found on what looks like a soft 404": (fetch(), facts(Signal.SOFT_404), FOUND),
        "found on what looks parked": (fetch(), facts(Signal.PARKED), FOUND),
        "found in a script shell": (
            fetch(),
            facts(Signal.JS_SHELL, Signal.SCRIPT_LINKS, Signal.TARGET_IN_SCRIPT),
            Sighting(links=FOUND, in_script=True),
        ),
        "found behind http to https": (
            led_to(PAGE, start="http://blog.example.org/post"),
            READABLE,
            FOUND,
        ),
        "found behind www and a slash": (
            led_to("https://www.blog.example.org/post/"),
            READABLE,
            FOUND,
        ),
    },
    ("link_on_original", "ok present link_found_original"): {
        "the link stands on the page's original": Case(fetch(), AWAY, (), present(), ORIGINAL),
    },
    ("link_found", "incomplete present link_found_incomplete"): {
        "found in what was read": (fetch(incomplete="size"), READABLE, FOUND),
        "found in what was read, moved": (
            replace(led_to(PAGE + "-2"), incomplete="timeout"),
            READABLE,
            FOUND,
        ),
    },
    ("link_found", "moved present link_found_moved"): {
        "found at the new address": (led_to("https://blog.example.org/new"), READABLE, FOUND),
        "found on another site": (led_to("https://other.example.net/"), READABLE, FOUND),
        "found after a redirect to the login": (
            led_to("https://blog.example.org/login"),
            facts(Signal.LOGIN_REDIRECT),
            FOUND,
        ),
    },
    ("wall_in_body", "bot_wall unknown bot_wall"): {
        "challenge in the body of 200": (fetch(), facts(Signal.CHALLENGE_BODY), ()),
        "challenge in the body of 202": (fetch(202), facts(Signal.CHALLENGE_BODY), ()),
        "challenge that looks like a soft 404": (
            fetch(),
            facts(Signal.CHALLENGE_BODY, Signal.SOFT_404, Signal.JS_SHELL),
            (),
        ),
        "challenge with a link to the site": (fetch(), facts(Signal.CHALLENGE_BODY), NEAR),
        "challenge, cut": (fetch(incomplete="cut"), facts(Signal.CHALLENGE_BODY), ()),
    },
    ("wall_in_body", "login_wall unknown login_wall"): {
        "redirect to the login": (
            led_to("https://blog.example.org/login"),
            facts(Signal.LOGIN_REDIRECT),
            (),
        ),
        "nothing but a login form": (fetch(), facts(Signal.LOGIN_FORM), ()),
    },
    ("wall_in_body", "consent_wall unknown consent_wall"): {
        "redirect to a consent page of another site": (
            led_to("https://consent.example.net/"),
            facts(Signal.CONSENT_REDIRECT),
            (),
        ),
        "nothing but a consent form": (fetch(), facts(Signal.CONSENT_FORM), ()),
    },
    ("wall_in_body", "geo_block unknown geo_block"): {
        "200 that speaks of countries": (fetch(), facts(Signal.GEO_TEXT), ()),
    },
    ("cut_short", "incomplete unknown incomplete"): {
        "a limit was hit": (fetch(incomplete="size"), READABLE, ()),
        "cut, and only a link to the site": (fetch(incomplete="cut"), READABLE, NEAR),
        "cut, and only a mention": (fetch(incomplete="cut"), READABLE, Sighting(mentioned=True)),
        "cut, and a soft 404 so far": (
            fetch(incomplete="cut"),
            facts(Signal.SOFT_404, Signal.PARKED),
            (),
        ),
        "cut after a redirect to the home page": (
            replace(led_to("https://blog.example.org/"), incomplete="timeout"),
            READABLE,
            (),
        ),
        "206": (fetch(206), READABLE, ()),
    },
    ("wall_in_body", "server_error unknown site_trouble"): {
        "an error message as the page": (fetch(), facts(Signal.TROUBLE), ()),
        "an error message and a soft 404": (fetch(), facts(Signal.TROUBLE, Signal.SOFT_404), ()),
    },
    ("wall_in_body", "server_error unknown placeholder"): {
        "a suspended account": (fetch(), facts(Signal.PLACEHOLDER), ()),
        "a suspended account and a soft 404": (
            fetch(),
            facts(Signal.PLACEHOLDER, Signal.SOFT_404),
            (),
        ),
        "a suspended account at the home page": (
            led_to("https://blog.example.org/"),
            facts(Signal.PLACEHOLDER),
            (),
        ),
    },
    ("cut_short", "incomplete unknown document_viewer"): {
        "a document in a viewer": (fetch(), facts(Signal.DOCUMENT_VIEWER), ()),
        "a document in a viewer, and a link to the site": (
            fetch(),
            facts(Signal.DOCUMENT_VIEWER),
            NEAR,
        ),
        "a document in a viewer that scripts fill": (
            fetch(),
            facts(Signal.DOCUMENT_VIEWER, Signal.JS_SHELL),
            (),
        ),
    },
    ("cut_short", "incomplete unknown frames"): {
        "a set of frames": (fetch(), facts(Signal.FRAMES, Signal.JS_SHELL), ()),
    },
    ("cut_short", "incomplete unknown empty_page"): {
        "204": (fetch(204), PageFacts(), ()),
        "205": (fetch(205), PageFacts(), ()),
        "empty": (fetch(), facts(Signal.EMPTY, words=0), ()),
    },
    ("not_html", "not_html unknown pdf_document"): {
        "a PDF": (fetch(), PDF, ()),
        "a PDF at the first check": (fetch(), PDF, (), None),
        "a PDF that is a redirect's end": (led_to("https://other.example.net/x.pdf"), PDF, ()),
    },
    ("not_html", "not_html unknown not_html"): {
        "a picture": (fetch(), PageFacts(media_type="image/png"), ()),
        "of no type": (fetch(), PageFacts(), ()),
        "nobody read the page": (fetch(), None, ()),
    },
    ("parked", "parked missing domain_parked"): {
        "parked": (fetch(), facts(Signal.PARKED), ()),
        "parked, with the words of its host": (
            fetch(),
            facts(Signal.PARKED, Signal.PLACEHOLDER),
            (),
        ),
        "parked, and full of scripts": (fetch(), facts(Signal.PARKED, Signal.JS_SHELL), ()),
        "parked at another site": (
            led_to("https://parking.example.net/"),
            facts(Signal.PARKED),
            (),
        ),
    },
    ("needs_render", "needs_render unknown needs_render"): {
        "a script shell": (fetch(), facts(Signal.JS_SHELL), ()),
        "a script shell before soft 404": (fetch(), facts(Signal.JS_SHELL, Signal.SOFT_404), ()),
        "scripts that write links": (fetch(), facts(Signal.SCRIPT_LINKS), ()),
        "scripts that write links, and one to the site": (
            fetch(),
            facts(Signal.SCRIPT_LINKS),
            NEAR,
        ),
        "the target in a script": (
            fetch(),
            facts(Signal.TARGET_IN_SCRIPT),
            Sighting(in_script=True),
        ),
        "a script shell at the home page": (
            led_to("https://blog.example.org/"),
            facts(Signal.JS_SHELL),
            (),
        ),
    },
    ("removed", "ok missing link_removed"): {
        # Of another backlink; this one's would be in its sighting.
        "another target in a script": (fetch(), facts(Signal.TARGET_IN_SCRIPT), ()),
        "http to https without the link": (
            led_to(PAGE, start="http://blog.example.org/post"),
            READABLE,
            (),
        ),
        "the home page itself, http to https": (
            led_to("https://blog.example.org/", start="http://blog.example.org/"),
            READABLE,
            (),
        ),
        "a redirect that comes back": (led_to(PAGE), READABLE, ()),
        "removed": (fetch(), READABLE, ()),
        "removed, doubt in between": (fetch(), READABLE, (), doubtful(present())),
        "from the menu of a list": (fetch(), LIST, (), present(placement=Placement.NAV)),
        "from the footer of a list": (fetch(), LIST, (), present(placement=Placement.FOOTER)),
        "the page is as it was": Case(
            fetch(),
            replace(READABLE, text_sketch="0-1-2-3-4-5-6-8"),
            (),
            present(),
            None,
            (),
            OTHER_PAGE,
        ),
        "the page was edited": Case(
            fetch(),
            READABLE,
            (),
            present(),
            None,
            (),
            Fingerprint(title=" a  POST"),
        ),
    },
    ("original_unread", "ok unknown original_unread"): {
        "the original is behind a bot check": Case(fetch(), AWAY, (), present(), UNREADABLE),
        "the link on an original with a bad certificate": Case(
            fetch(), AWAY, (), present(), replace(ORIGINAL, fetch=fetch(tls_error="expired"))
        ),
        "a mention, and an unread original": Case(
            fetch(), AWAY, Sighting(mentioned=True), present(), UNREADABLE
        ),
    },
    ("soft_404", "soft_404 missing soft_404"): {
        "soft 404": (fetch(), facts(Signal.SOFT_404), ()),
        "soft 404 with the site in its menu": (fetch(), facts(Signal.SOFT_404), NEAR),
        "soft 404 never seen before": (fetch(), facts(Signal.SOFT_404), (), None),
    },
    ("soft_404", "soft_404 unknown maybe_not_found"): {
        "perhaps a soft 404": (fetch(), facts(Signal.MAYBE_NOT_FOUND), ()),
        "perhaps a soft 404, at the home page": (
            led_to("https://blog.example.org/"),
            facts(Signal.MAYBE_NOT_FOUND),
            (),
        ),
    },
    ("link_one_step_on", "ok present link_found_one_step_on"): {
        "on the page of its entry": Case(fetch(), LIST, (), IN_ENTRY, None, (step(seen=FOUND),)),
        "on the next page, as no entry is known": Case(
            fetch(), LIST, (), present(), None, (step(seen=FOUND, url=LIST.next_page),)
        ),
        "on the next page, and the entry was not read": Case(
            fetch(),
            LIST,
            (),
            IN_ENTRY,
            None,
            (step(fetch(403)), step(seen=FOUND, url=LIST.next_page)),
        ),
        "on the page of its entry, and another page of the target here": Case(
            fetch(), LIST, NEAR, IN_ENTRY, None, (step(seen=FOUND),)
        ),
        "on the page of its entry, which has moved": Case(
            fetch(), LIST, (), IN_ENTRY, None, (step(led_to(PAGE, start=ENTRY), FOUND),)
        ),
        "found again there, from its footer": Case(
            fetch(),
            LIST,
            (),
            replace(IN_ENTRY, placement=Placement.FOOTER),
            None,
            (step(seen=FOUND),),
        ),
    },
    ("entry_unread", "ok unknown entry_unread"): {
        "the entry is behind a bot check": Case(
            fetch(), LIST, (), IN_ENTRY, None, (step(fetch(403)), NEXT_STEP)
        ),
        "the entry did not answer": Case(
            fetch(), LIST, (), IN_ENTRY, None, (step(failure(FetchOutcome.TIMEOUT)),)
        ),
        "the entry came in part": Case(
            fetch(), LIST, (), IN_ENTRY, None, (step(fetch(incomplete="cut")),)
        ),
        "the entry's certificate is bad": Case(
            fetch(), LIST, (), IN_ENTRY, None, (step(fetch(tls_error="expired"), FOUND),)
        ),
        "the entry was not looked at": Case(fetch(), LIST, (), IN_ENTRY),
        "no entry known, and the next page failed": Case(
            fetch(), LIST, (), present(), None, (step(fetch(500), url=LIST.next_page),)
        ),
        "another page of the target, and the entry was not read": Case(
            fetch(), LIST, NEAR, IN_ENTRY, None, (step(fetch(403)),)
        ),
    },
    ("pushed_off", "ok missing pushed_off"): {
        "neither on the entry nor on the next page": Case(
            fetch(), LIST, (), IN_ENTRY, None, (step(), NEXT_STEP)
        ),
        "not on the entry, and the next page failed": Case(
            fetch(), LIST, (), IN_ENTRY, None, (step(), step(fetch(500), url=LIST.next_page))
        ),
        "the entry is gone": Case(fetch(), LIST, (), IN_ENTRY, None, (step(fetch(404)),)),
        "nowhere to look": Case(fetch(), replace(LIST, next_page=None), (), present()),
        # How it resembles what it was tells nothing of a list.
        "nowhere to look, all is different": Case(
            fetch(), replace(LIST, next_page=None), (), present(), None, (), OTHER_PAGE
        ),
    },
    ("pushed_off", "moved missing pushed_off"): {
        "a list that has moved": (
            led_to("https://blog.example.org/tags/x", start="https://blog.example.org/tag/x"),
            LIST,
            (),
        ),
    },
    ("replaced", "ok missing page_replaced"): {
        "everything is different": Case(fetch(), READABLE, (), present(), None, (), OTHER_PAGE),
    },
    ("replaced", "moved missing page_replaced"): {
        "another page of the site, and different": Case(
            led_to("https://blog.example.org/new-post"),
            READABLE,
            (),
            present(),
            None,
            (),
            OTHER_PAGE,
        ),
        "an entry that leads to a list": Case(
            led_to("https://blog.example.org/tag/x"), LIST, (), present(), None, (), OTHER_PAGE
        ),
    },
    ("wrong_target", "ok elsewhere wrong_target"): {
        "another page, on a list and not one step on": Case(
            fetch(), LIST, NEAR, IN_ENTRY, None, (step(),)
        ),
        "another page of the host": (fetch(), READABLE, NEAR),
        "another host of the site": (fetch(), READABLE, HOSTS),
        "another page, and a mention": (fetch(), READABLE, Sighting(links=NEAR, mentioned=True)),
    },
    ("wrong_target", "moved elsewhere wrong_target"): {
        "another page of the host, moved": (led_to("https://other.example.net/"), READABLE, NEAR),
    },
    ("mention", "ok mention mention_only"): {
        "mention": (fetch(), READABLE, Sighting(mentioned=True)),
    },
    ("mention", "moved mention mention_only"): {
        "mention at the home page": (
            led_to("https://blog.example.org/"),
            READABLE,
            Sighting(mentioned=True),
        ),
    },
    ("redirected", "moved missing page_redirected"): {
        "redirect to the home page": (led_to("https://blog.example.org/"), READABLE, ()),
        "redirect to the home page, never seen": (
            led_to("https://www.blog.example.org"),
            READABLE,
            (),
            None,
        ),
        "redirect to another site": (led_to("https://other.example.net/post"), READABLE, ()),
        # Blogs of one platform are sites of their own.
        "redirect to a neighbour": (
            led_to("https://b.blogspot.com/post", start="https://a.blogspot.com/post"),
            READABLE,
            (),
        ),
    },
    ("removed", "moved missing link_removed"): {
        "redirect on the site": (led_to("https://blog.example.org/new-post"), READABLE, ()),
        "redirect to a host of the same site": (
            led_to("https://www.example.org/post"),
            READABLE,
            (),
        ),
    },
    ("removed", "ok missing not_found_first_check"): {
        "never checked": (fetch(), READABLE, (), None),
        "never seen on a list": (fetch(), LIST, (), None),
        "never seen, and all is different": Case(fetch(), READABLE, (), None, None, (), OTHER_PAGE),
        "checked, never seen": (fetch(), READABLE, (), absent(last_present_at=None)),
    },
}

CASES = {
    name: (rule, expected, Case(*given))
    for (rule, expected), cases in GROUPS.items()
    for name, given in cases.items()
}

OUTCOMES = {  # of a fetch that brought no answer
    "robots_disallowed": ("robots_disallowed", "robots_disallowed"),
    "robots_unavailable": ("robots_disallowed", "robots_unavailable"),
    "guarded": ("guarded", "guarded"),
    "bad_url": ("unreachable", "bad_url"),
    "dns_failure": ("dns_failure", "dns_failure"),
    "refused": ("unreachable", "refused"),
    "timeout": ("unreachable", "timeout"),
    "connection_lost": ("unreachable", "connection_lost"),
    "bad_response": ("unreachable", "bad_response"),
    "redirect_loop": ("unreachable", "redirect_loop"),
    "bad_redirect": ("unreachable", "bad_redirect"),
    "tls_error": ("tls_error", "tls_error"),
    "not_answered": ("unreachable", "not_answered"),
    "internal_error": ("incomplete", "internal_error"),
}


def looked(case):
    """Return the evidence of a case, and the backlink it is of."""
    backlink = known(case.last)
    seen = evidence(case.fetch, case.facts, case.seen, page=due(backlink))
    page = replace(seen.page, good=case.good)
    return replace(seen, page=page, original=case.original, steps=case.steps), backlink


def told(case):
    return judge_backlink(*looked(case))


def words_of(verdict):
    return f"{verdict.page_state} {verdict.link_state} {verdict.reason}"


def deciding_rule(case):
    inner = case_of(*looked(case))
    return next(rule.__name__ for rule in TABLE if rule(inner))


@pytest.mark.parametrize(("rule", "expected", "case"), CASES.values(), ids=CASES)
def test_first_row_that_fits_decides(rule, expected, case):
    assert deciding_rule(case) == rule
    assert words_of(told(case)) == expected


def test_no_case_hides_another_of_its_name():
    assert len(CASES) == sum(len(cases) for cases in GROUPS.values())


@pytest.mark.parametrize("outcome", [each for each in FetchOutcome if each != "response"])
@pytest.mark.parametrize("tls_error", [None, "expired"])
def test_a_fetch_without_an_answer_tells_nothing_of_the_link(outcome, tls_error):
    backlink = known(present())
    got = failure(outcome, tls_error=tls_error)

    verdict = judge_backlink(evidence(got, page=due(backlink)), backlink)

    assert (verdict.page_state, verdict.reason) == OUTCOMES[outcome]
    assert verdict.link_state is LinkState.UNKNOWN


def test_every_row_of_the_table_has_a_case():
    tried = {rule for rule, _ in GROUPS} | {"no_answer"}

    assert tried == {rule.__name__ for rule in TABLE}


def test_every_outcome_of_a_fetch_has_its_words():
    assert set(OUTCOMES) == set(FetchOutcome) - {FetchOutcome.RESPONSE}


def test_every_reason_but_not_checked_can_be_given():
    reasons = {told(case).reason for _, _, case in CASES.values()}
    reasons |= {reason for _, reason in OUTCOMES.values()}

    assert set(Reason) - reasons == {
        Reason.NOT_CHECKED,
        Reason.COMMENT_WIDGET,
        Reason.MORE_COMMENTS,
        Reason.RENDER_FAILED,  # has its cases in test_second_look.py
    }


def test_a_link_that_is_not_found_may_stand_in_comments_that_a_script_brings():
    page = replace(READABLE, comment_widget="Disqus")

    assert reasons_by_placement(page) == [
        Reason.COMMENT_WIDGET,
        Reason.COMMENT_WIDGET,
        Reason.LINK_REMOVED,
    ]


def test_a_link_that_is_not_found_may_stand_among_the_comments_that_are_not_shown():
    assert reasons_by_placement(facts(Signal.MORE_COMMENTS)) == [
        Reason.MORE_COMMENTS,
        Reason.MORE_COMMENTS,
        Reason.LINK_REMOVED,
    ]


@pytest.mark.parametrize("place", [Placement.UNKNOWN, Placement.FORUM_POST])
def test_a_link_of_no_certain_place_may_have_been_in_a_comment(place):
    last = present(placement=place)
    page = facts(Signal.MORE_COMMENTS)

    verdict = judge_backlink(evidence(fetch(), page, (), page=due(known(last))), known(last))

    assert verdict.reason is Reason.MORE_COMMENTS


def reasons_by_placement(page):
    """Return the reasons for links never seen, seen in a comment, seen in the text."""
    places = (None, present(placement=Placement.COMMENT), present(placement=Placement.CONTENT))
    return [
        judge_backlink(evidence(fetch(), page, (), page=due(known(last))), known(last)).reason
        for last in places
    ]


def test_every_page_state_can_be_given():
    states = {told(case).page_state for _, _, case in CASES.values()}
    states |= {state for state, _ in OUTCOMES.values()}

    assert states == set(PageState)


def test_every_reason_that_misses_a_link_says_how_often_it_is_looked_again():
    missing = {expected.split()[2] for _, expected in GROUPS if " missing " in expected}

    assert set(RECHECKS) == missing - {Reason.NOT_FOUND_FIRST_CHECK}


def test_a_present_link_carries_how_it_counts():
    backlink = known()
    nofollow = link(rel=("nofollow",), not_counted_because=NotCountedBecause.HIDDEN)

    verdict = judge_backlink(evidence(fetch(), facts(), [nofollow], page=due(backlink)), backlink)

    assert verdict.link is nofollow
    assert verdict.countability is Countability.NOT_COUNTED
    assert verdict.not_counted_because is NotCountedBecause.HIDDEN
    assert verdict.nofollow_from == "rel"


def test_the_closest_link_speaks_for_the_backlink():
    backlink = known()
    variant, exact = link(MatchLevel.VARIANT, position=1), link(position=9)

    verdict = judge_backlink(
        evidence(fetch(), facts(), [*NEAR, variant, exact], page=due(backlink)), backlink
    )

    assert verdict.link is exact


def test_a_link_elsewhere_is_shown_but_does_not_count():
    verdict = told(Case(fetch(), READABLE, NEAR))

    assert verdict.link is NEAR[0]
    assert verdict.countability is None


def test_a_page_is_judged_for_each_backlink_by_itself():
    found, lacking, never = known(number=1), known(present(), number=2), known(number=3)
    page = due(found, lacking, never)
    seen = replace(
        evidence(fetch(), facts(), page=page),
        sightings={1: Sighting(links=FOUND), 3: Sighting(mentioned=True)},
    )

    states = {number: verdict.link_state for number, verdict in judge(seen).items()}

    assert states == {1: LinkState.PRESENT, 2: LinkState.MISSING, 3: LinkState.MENTION}


# --- what holds of any evidence --------------------------------------------------------------------

statuses = st.one_of(
    st.sampled_from(
        [
            *(None, 0, 100, 103, 200, 201, 202, 203, 204, 205, 206, 226, 300, 302, 304, 400, 401),
            *(402, 403, 404, 405, 407, 408, 410, 418, 421, 425, 429, 451, 500, 502, 503, 520, 999),
        ]
    ),
    st.integers(-1, 1_200),
)
addresses = st.sampled_from(
    [
        *(None, "", PAGE, "http://blog.example.org/post", "https://blog.example.org/", TARGET),
        *("https://other.example.net/", "https://blog.example.org/login", "about:blank"),
        *("http://[", "https://[::1]/", "https://blog.example.org./post", "https://xn--/"),
    ]
)
urls = addresses.filter(lambda url: url is not None)
seconds = st.none() | st.floats(0, 1e9)
fetches = st.builds(
    Fetch,
    url=urls,
    outcome=st.sampled_from([FetchOutcome.RESPONSE] * 6 + list(FetchOutcome)),
    final_url=addresses,
    status=statuses,
    hops=st.lists(st.builds(Hop, url=urls, status=st.just(301)), max_size=2).map(tuple),
    incomplete=st.sampled_from([None, None, "size", "cut", "timeout"]),
    tls_error=st.sampled_from([None, None, None, "expired"]),
    retry_after_s=seconds,
)
links = st.builds(
    link,
    st.sampled_from(MatchLevel),
    position=st.integers(0, 99),
    rel=st.lists(st.sampled_from(["nofollow", "ugc", "sponsored", "noopener"]), unique=True).map(
        tuple
    ),
    not_counted_because=st.none() | st.sampled_from(NotCountedBecause),
)
sightings = st.builds(
    Sighting,
    links=st.lists(links, max_size=3).map(tuple),
    mentioned=st.booleans(),
    in_script=st.booleans(),
)
page_facts = st.none() | st.builds(
    facts,
    encoding=st.sampled_from([None, "utf-8", "utf-8"]),
    signals=st.frozensets(st.sampled_from(Signal), max_size=3),
    canonical_away=st.booleans(),
    list_kind=st.none() | st.sampled_from(ListKind),
)
goods = st.sampled_from([None, Fingerprint(title="A post"), OTHER_PAGE])
lasts = st.sampled_from(
    [
        None,
        present(),
        IN_ENTRY,
        absent(entry_url=ENTRY),
        doubtful(present()),
        absent(),
        absent(LinkState.LOST),
        absent(last_present_at=None),
    ]
)
WALLS = {Signal.CHALLENGE_BODY, Signal.LOGIN_FORM, Signal.LOGIN_REDIRECT, Signal.GEO_TEXT} | {
    Signal.CONSENT_FORM,
    Signal.CONSENT_REDIRECT,
}
SCRIPTED = {Signal.JS_SHELL, Signal.SCRIPT_LINKS}
UNREAD = {Signal.EMPTY, Signal.PAYWALL, Signal.TROUBLE, Signal.BREAKS_OFF} | {
    Signal.FRAMES,
    Signal.DOCUMENT_VIEWER,
}


@st.composite
def looks(draw):
    backlinks = [known(draw(lasts), number=number) for number in range(1, draw(st.integers(1, 4)))]
    page = replace(due(*backlinks, url=draw(urls)), good=draw(goods))
    seen = {backlink.id: draw(sightings) for backlink in page.backlinks if draw(st.booleans())}
    got = evidence(draw(fetches), draw(page_facts), page=page, at=NOW)
    steps = tuple(
        StepLook(
            url=url,
            fetch=draw(fetches),
            facts=draw(page_facts),
            sightings={number: draw(sightings) for number in (1, 2) if draw(st.booleans())},
        )
        for url in draw(st.lists(st.sampled_from([ENTRY, LIST.next_page]), max_size=2, unique=True))
    )
    return replace(got, sightings=seen, steps=steps)


@given(looks())
def test_each_backlink_of_a_page_gets_one_verdict(look):
    assert list(judge(look)) == [backlink.id for backlink in look.page.backlinks]


@given(looks())
def test_present_means_that_a_link_was_seen_on_a_page(look):
    signals = look.facts.signals if look.facts else frozenset()
    is_page = (
        look.fetch.outcome is FetchOutcome.RESPONSE
        and 200 <= (look.fetch.status or 0) < 300
        and Signal.CHALLENGE_HEADER not in signals
    )
    for number, verdict in judge(look).items():
        seen = look.sightings.get(number, Sighting()).links
        is_proven = is_page and any(each.match_level.proves_presence for each in seen)
        if verdict.reason is Reason.LINK_FOUND_ONE_STEP_ON:
            assert not is_proven
            on = [
                each
                for look_on in look.steps
                for each in look_on.sightings.get(number, Sighting()).links
            ]
            assert verdict.link.position in [each.position for each in on if each.proves]
            assert verdict.found_at
            continue

        assert (verdict.link_state is LinkState.PRESENT) is is_proven
        if is_proven:
            assert verdict.link in seen
            assert verdict.link.match_level.proves_presence
            assert verdict.countability is not None


@given(looks())
def test_missing_means_that_a_whole_readable_page_lacks_the_link_or_is_gone(look):
    for number, verdict in judge(look).items():
        if verdict.link_state not in (LinkState.MISSING, LinkState.LOST):
            continue
        seen = look.sightings.get(number, Sighting())
        assert look.fetch.outcome is FetchOutcome.RESPONSE
        assert look.fetch.tls_error is None
        assert not (look.facts and Signal.CHALLENGE_HEADER in look.facts.signals)
        if look.fetch.status in (404, 410):
            assert verdict.page_state is PageState.GONE
            continue
        assert 200 <= look.fetch.status < 300
        assert look.fetch.status not in (204, 205, 206)
        assert look.fetch.incomplete is None
        assert look.facts.encoding is not None
        assert not look.facts.signals & (WALLS | UNREAD)
        assert not any(each.match_level.proves_presence for each in seen.links)
        if Signal.PARKED not in look.facts.signals:
            assert not look.facts.signals & (SCRIPTED | {Signal.PLACEHOLDER})
            assert look.facts.signals.isdisjoint({Signal.MAYBE_NOT_FOUND}) or (
                verdict.reason is Reason.SOFT_404
            )
            assert not seen.in_script


@given(looks())
def test_a_list_misses_no_link_whose_entry_was_not_read(look):
    for backlink in look.page.backlinks:
        verdict = judge_backlink(look, backlink)
        entry = backlink.last.entry_url if backlink.last else None
        if verdict.reason is Reason.PUSHED_OFF and entry is not None:
            (looked_at,) = [each.fetch for each in look.steps if each.url == entry]
            assert looked_at.outcome is FetchOutcome.RESPONSE
            assert looked_at.status in (404, 410) or 200 <= looked_at.status < 300
            assert looked_at.incomplete is None or looked_at.status in (404, 410)


@given(looks())
def test_only_confirmation_says_lost(look):
    assert LinkState.LOST not in {verdict.link_state for verdict in judge(look).values()}


@given(looks())
def test_how_a_link_counts_is_told_of_present_links_alone(look):
    for verdict in judge(look).values():
        counted = (verdict.countability, verdict.not_counted_because, verdict.nofollow_from)

        assert verdict.link_state is LinkState.PRESENT or counted == (None, None, None)
        assert (verdict.countability is Countability.NOT_COUNTED) is (
            verdict.not_counted_because is not None
        )


@given(looks())
def test_every_verdict_can_be_told_in_sentences(look):
    for verdict in judge(look).values():
        assert verdict.page_state.sentence
        assert verdict.link_state.sentence
        assert verdict.reason.sentence
        assert verdict.reason is not Reason.NOT_CHECKED


@given(looks())
def test_the_same_evidence_gives_the_same_verdict(look):
    assert judge(look) == judge(look)


LEFT_OPEN = "unknown original_unread None None"
ORIGINALS = [  # (links here, what the original answered, its page, links there, what is said)
    (FOUND, fetch(), READABLE, ON_ORIGINAL, "present link_found ugc None"),
    (FOUND, fetch(), READABLE, (), "present link_found not_counted canonical_away"),
    (FOUND, fetch(404), READABLE, ON_ORIGINAL, "present link_found not_counted canonical_away"),
    (FOUND, fetch(), AWAY, ON_ORIGINAL, "present link_found not_counted canonical_away"),
    (FOUND, fetch(), BACK, ON_ORIGINAL, "present link_found followed None"),
    ((), fetch(), BACK, ON_ORIGINAL, "missing link_removed None None"),
    (
        FOUND,
        fetch(googlebot_allowed=False),
        READABLE,
        ON_ORIGINAL,
        "present link_found not_counted robots_blocked",
    ),
    ((), fetch(), READABLE, ON_ORIGINAL, "present link_found_original ugc None"),
    ((), fetch(), facts(Signal.CHALLENGE_HEADER), ON_ORIGINAL, LEFT_OPEN),
    ((), fetch(tls_error="expired"), READABLE, (), LEFT_OPEN),
    ((), fetch(403), READABLE, (), LEFT_OPEN),
    ((), fetch(503), None, (), LEFT_OPEN),
    ((), failure(FetchOutcome.TIMEOUT), None, (), LEFT_OPEN),
    ((), failure(FetchOutcome.ROBOTS_DISALLOWED), None, (), LEFT_OPEN),
    ((), fetch(), facts(Signal.JS_SHELL), (), LEFT_OPEN),
    ((), fetch(), facts(Signal.LOGIN_FORM), (), LEFT_OPEN),
    (NEAR, fetch(403), READABLE, (), LEFT_OPEN),
    # What was read whole, or is gone, or nobody can open, is no reason for doubt.
    ((), fetch(), READABLE, (), "missing link_removed None None"),
    ((), fetch(404), None, (), "missing link_removed None None"),
    ((), failure(FetchOutcome.GUARDED), None, (), "missing link_removed None None"),
    ((), failure(FetchOutcome.BAD_URL), None, (), "missing link_removed None None"),
    ((), fetch(), READABLE, NEAR, "missing link_removed None None"),
]


@pytest.mark.parametrize(("here", "answer", "about", "there", "said"), ORIGINALS)
def test_a_page_that_names_an_original_counts_as_that_page(here, answer, about, there, said):
    seen = replace(
        evidence(fetch(), AWAY, here, page=due(known(present()))),
        original=OriginalLook(fetch=answer, facts=about, sightings={1: Sighting(links=there)}),
    )
    verdict = judge(seen)[1]

    assert said.split() == [
        verdict.link_state.value,
        verdict.reason.value,
        str(verdict.countability),
        str(verdict.not_counted_because),
    ]
    assert (
        verdict.link == (here or there or (None,))[0] or verdict.link_state is not LinkState.PRESENT
    )


def test_a_page_of_the_targets_own_site_is_no_original():
    own = facts(canonical="https://www.example.com/blog/first", canonical_away=True)
    for answer in (fetch(final_url=own.canonical), failure(FetchOutcome.TIMEOUT)):
        look = OriginalLook(
            fetch=answer, facts=READABLE, sightings={1: Sighting(links=ON_ORIGINAL)}
        )
        without, on_both = (
            judge(
                replace(evidence(fetch(), own, links, page=due(known(present()))), original=look)
            )[1]
            for links in ((), FOUND)
        )

        assert without.reason is Reason.LINK_REMOVED
        assert on_both.not_counted_because is NotCountedBecause.CANONICAL_AWAY


def test_a_link_one_step_on_counts_as_it_does_there():
    there = link(rel=("ugc",))
    looked_at = step(fetch(final_url=f"{ENTRY}/"), [there], about=facts(robots=NOINDEX))
    verdict = told(Case(fetch(), LIST, (), IN_ENTRY, None, (looked_at,)))

    assert verdict.link == replace(there, entry_url=f"{ENTRY}/")
    assert verdict.found_at == f"{ENTRY}/"
    assert (verdict.countability, verdict.not_counted_because) == ("not_counted", "noindex")


def test_a_link_on_the_next_page_keeps_the_page_of_its_entry():
    looked_at = step(seen=[link(entry_url=ENTRY)], url=LIST.next_page)
    verdict = told(Case(fetch(), LIST, (), present(), None, (looked_at,)))

    assert verdict.link.entry_url == ENTRY
    assert verdict.found_at == PAGE  # where the look ended


STEPS = [  # (facts, links here, what was known, pages to look at)
    (LIST, (), IN_ENTRY, [ENTRY, LIST.next_page]),
    (LIST, (), present(), [LIST.next_page]),
    (LIST, NEAR, IN_ENTRY, [ENTRY, LIST.next_page]),
    (LIST, (), doubtful(IN_ENTRY), [ENTRY, LIST.next_page]),
    (replace(LIST, next_page=None), (), IN_ENTRY, [ENTRY]),
    (replace(LIST, next_page=None), (), present(), []),
    (LIST, FOUND, IN_ENTRY, []),
    (LIST, (), None, []),
    (LIST, (), present(placement=Placement.FOOTER), []),
    (READABLE, (), IN_ENTRY, []),
    (replace(LIST, signals=frozenset({Signal.CHALLENGE_BODY})), (), IN_ENTRY, []),
    (replace(LIST, signals=frozenset({Signal.SOFT_404})), (), IN_ENTRY, []),
    (None, (), IN_ENTRY, []),
]


@pytest.mark.parametrize(("about", "seen", "last", "pages"), STEPS)
def test_pages_one_step_on_are_looked_at_where_a_link_is_missing_on_a_list(
    about, seen, last, pages
):
    assert steps_to_take(looked(Case(fetch(), about, seen, last))[0]) == pages


COMPARED = [  # (title, text, design of then; the same of now; resemblance)
    (("A", "0-1-2-3-4-5-6-7", "a-b"), ("A", "0-1-2-3-4-5-6-7", "a-b"), "same"),
    (("A", "0-1-2-3-4-5-6-7", "a-b"), ("A", "0-1-2-3-4-5-8-9", "a-b"), "same"),
    (("A", "0-1-2-3-4-5-6-7", "a-b"), ("B", "0-1-2-3-4-5-6-7", "c-d"), "same"),
    (("A", "0-1-2-3-4-5-6-7", "a-b"), ("a ", "8-9", "a-c"), "edited"),
    (("A", None, "a-b"), ("A", None, "a-b"), "edited"),  # too little text to be called the same
    (("A", "0-1", None), ("A", "8-9", None), "edited"),
    (("A", "0-1", "a-b"), ("A", "8-9", None), "different"),
    (("A", "0-1", "a-b"), ("A", "8-9", "c-d"), "different"),
    (("A", "0-1", "a-b"), ("B", "8-9", "a-b"), "different"),
    (("A", "0-1", "a-b"), (None, None, None), "different"),
]


@pytest.mark.parametrize(("then", "now", "expected"), COMPARED)
def test_a_page_is_compared_with_what_it_was(then, now, expected):
    names = ("title", "text_sketch", "template_sketch")
    good, about = (
        Fingerprint(**dict(zip(names, then, strict=True))),
        facts(**dict(zip(names, now, strict=True))),
    )

    assert compare(good, about) == expected
    assert compare(None, about) is None
    assert compare(good, None) is None
