"""What is told of two checks of the same backlink: each change once, and nothing that is none."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcrawler.judge import diff_checks
from linkcrawler.models import ChangeEvent
from linkcrawler.states import (
    ChangeKind,
    Countability,
    LinkState,
    MatchLevel,
    PageState,
    Placement,
    Reason,
)
from tests.make import absent, check, doubtful, link, present, seen_verdict, verdict

HERE = seen_verdict()
MISSING = verdict(LinkState.MISSING, Reason.LINK_REMOVED)
LOST = verdict(LinkState.LOST, Reason.LINK_REMOVED)
DOUBT = verdict(LinkState.UNKNOWN, Reason.TIMEOUT, page_state=PageState.UNREACHABLE)
MENTION = verdict(LinkState.MENTION, Reason.MENTION_ONLY)
HOME = "https://www.example.com/"
ELSEWHERE = verdict(
    LinkState.ELSEWHERE, Reason.WRONG_TARGET, link=link(MatchLevel.SAME_HOST, url=HOME)
)
NEVER = {"last_present_at": None}
UNTOLD = doubtful(present(known_state=None, last_present_at=None))
"""Looked at, but never was anything known of it."""


def events(last, what, language="en"):
    return [
        " ".join(filter(None, [event.kind, event.field, event.old, "->", event.new]))
        for event in diff_checks(check(last, what), language)
    ]


KINDS = {
    # --- the link comes ---------------------------------------------------------------------------
    "first check, here": (None, HERE, []),
    "here again": (present(), HERE, []),
    "here after a first doubt": (UNTOLD, HERE, ["found unknown -> present"]),
    "here, never seen before": (absent(**NEVER), HERE, ["found missing -> present"]),
    "lost and never seen, now here": (
        absent(LinkState.LOST, **NEVER),
        HERE,
        ["found lost -> present"],
    ),
    "never seen, doubt, now here": (
        doubtful(absent(**NEVER)),
        HERE,
        ["found unknown -> present"],
    ),
    "a mention became a link": (
        absent(LinkState.MENTION, **NEVER),
        HERE,
        ["found mention -> present"],
    ),
    "missing and back": (absent(), HERE, ["recovered missing -> present"]),
    "lost and back": (absent(LinkState.LOST), HERE, ["recovered lost -> present"]),
    "elsewhere and back": (absent(LinkState.ELSEWHERE), HERE, ["recovered elsewhere -> present"]),
    "lost, doubt, and back": (
        doubtful(absent(LinkState.LOST)),
        HERE,
        ["recovered unknown -> present"],
    ),
    "doubt and back": (doubtful(present()), HERE, ["verifiable unknown -> present"]),
    # --- the link goes ----------------------------------------------------------------------------
    "first check, missing": (None, MISSING, []),
    "first check, doubt": (None, DOUBT, []),
    "first check, elsewhere": (None, ELSEWHERE, []),
    "first check, mention": (None, MENTION, []),
    "missing": (present(), MISSING, ["missing present -> missing"]),
    "missing after doubt": (doubtful(present()), MISSING, ["missing unknown -> missing"]),
    "missing still": (absent(), MISSING, []),
    "missing still, after doubt": (doubtful(absent()), MISSING, []),
    "missing after a first doubt": (UNTOLD, MISSING, ["missing unknown -> missing"]),
    "only a mention left": (present(), MENTION, ["missing present -> mention"]),
    "a mention still": (absent(LinkState.MENTION), MENTION, []),
    "the mention gone, too": (absent(LinkState.MENTION), MISSING, ["missing mention -> missing"]),
    "elsewhere, then missing": (
        absent(LinkState.ELSEWHERE),
        MISSING,
        ["missing elsewhere -> missing"],
    ),
    "lost": (absent(), LOST, ["lost missing -> lost"]),
    "lost after doubt": (doubtful(absent()), LOST, ["lost unknown -> lost"]),
    "lost still": (absent(LinkState.LOST), LOST, []),
    "lost still, after doubt": (doubtful(absent(LinkState.LOST)), LOST, []),
    "lost, then a mention": (absent(LinkState.LOST), MENTION, []),
    # --- it can't be told -------------------------------------------------------------------------
    "doubt": (present(), DOUBT, ["unverifiable present -> unknown"]),
    "doubt still": (doubtful(present()), DOUBT, []),
    "missing, then doubt": (absent(), DOUBT, []),
    "lost, then doubt": (absent(LinkState.LOST), DOUBT, []),
    "elsewhere, then doubt": (absent(LinkState.ELSEWHERE), DOUBT, []),
    # --- it points to another page ----------------------------------------------------------------
    "elsewhere": (present(), ELSEWHERE, [f"changed target {present().url} -> {HOME}"]),
    "elsewhere after doubt": (
        doubtful(present()),
        ELSEWHERE,
        [f"changed target {present().url} -> {HOME}"],
    ),
    "elsewhere still": (absent(LinkState.ELSEWHERE), ELSEWHERE, []),
    "missing, then elsewhere": (absent(), ELSEWHERE, []),
    "lost, then elsewhere": (absent(LinkState.LOST), ELSEWHERE, []),
}


@pytest.mark.parametrize(("last", "what", "told"), KINDS.values(), ids=KINDS)
def test_kinds(last, what, told):
    assert events(last, what) == told


def test_every_kind_is_told_by_some_case():
    kinds = {line.split()[0] for _, _, told in KINDS.values() for line in told}

    assert kinds == set(ChangeKind) - {ChangeKind.DEVIATION}  # see test_judge_agreed.py


FIELDS = {
    "anchor text": (
        {"link": link(anchor_text="cheap pills")},
        "en",
        ["changed anchor_text the shop -> cheap pills"],
    ),
    "no anchor text any more": (
        {"link": link(anchor_text="")},
        "en",
        ["changed anchor_text the shop ->"],
    ),
    "rel and what it does": (
        {"link": link(rel=("nofollow",)), "countability": Countability.NOFOLLOW},
        "en",
        ["changed rel -> nofollow", "changed countability followed -> nofollow"],
    ),
    "what the page says": (
        {"countability": Countability.NOT_COUNTED},
        "en",
        ["changed countability followed -> not_counted"],
    ),
    "placement": (
        {"link": link(placement=Placement.FOOTER)},
        "en",
        ["changed placement content -> footer"],
    ),
    "language": ({}, "de", ["changed page_language en -> de"]),
    "a language that can't be told is no change": ({}, None, []),
    "another spelling of the same target is no change": (
        {"link": link(MatchLevel.EQUIVALENT, url="http://example.com/shop/")},
        "en",
        [],
    ),
    "where on the page is no change": (
        {"link": link(position=9, dom_path="html > body > div > a", left_context="new")},
        "en",
        [],
    ),
}


@pytest.mark.parametrize(("changes", "language", "told"), FIELDS.values(), ids=FIELDS)
def test_fields(changes, language, told):
    assert events(present(), seen_verdict(**changes), language) == told


@pytest.mark.parametrize(("changes", "language", "told"), FIELDS.values(), ids=FIELDS)
def test_fields_are_compared_with_the_last_sight_over_a_night_that_failed(changes, language, told):
    expected = ["verifiable unknown -> present", *told]

    assert events(doubtful(present()), seen_verdict(**changes), language) == expected


def test_a_link_that_is_back_is_compared_with_what_it_was():
    changed = seen_verdict(link(anchor_text="cheap pills"))

    assert events(absent(), changed) == [
        "recovered missing -> present",
        "changed anchor_text the shop -> cheap pills",
    ]


def test_a_link_that_was_never_seen_has_nothing_to_be_compared_with():
    assert events(absent(**NEVER), seen_verdict(link(anchor_text="cheap pills")), "de") == [
        "found missing -> present"
    ]


def test_what_was_not_stored_is_not_compared():
    blank = present(
        anchor_text=None, rel=None, countability=None, placement=None, page_language=None
    )

    assert events(blank, HERE) == []


@pytest.mark.parametrize(
    ("before", "now"),
    [("nofollow ugc", ("ugc", "nofollow")), ("noopener", ("noopener",)), ("", ())],
)
def test_the_order_of_rel_tokens_says_nothing(before, now):
    assert events(present(rel=before), seen_verdict(link(rel=now))) == []


def test_a_failed_night_between_two_equal_sights_is_all_that_is_told():
    assert events(present(), DOUBT) + events(doubtful(present()), HERE) == [
        "unverifiable present -> unknown",
        "verifiable unknown -> present",
    ]


def test_an_event_carries_its_backlink_and_its_reason():
    event = diff_checks(check(present(), MISSING), "en")[0]

    assert event == ChangeEvent(
        backlink_id=1,
        kind=ChangeKind.MISSING,
        old="present",
        new="missing",
        reason=Reason.LINK_REMOVED,
    )


lasts = st.sampled_from(
    [
        before if told else doubtful(before)
        for told in (True, False)
        for before in (present(), *(absent(state) for state in LinkState if state != "present"))
    ]
)
verdicts = st.sampled_from([HERE, MISSING, LOST, DOUBT, MENTION, ELSEWHERE])


@given(lasts, verdicts, st.sampled_from([None, "en", "de"]))
def test_at_most_one_event_tells_of_the_state(last, what, language):
    told = diff_checks(check(last, what), language)

    assert len([event for event in told if event.kind is not ChangeKind.CHANGED]) <= 1
    assert all(event.old != event.new for event in told)
    assert all((event.field is None) is (event.kind != "changed") for event in told)


@given(lasts, verdicts)
def test_a_state_that_did_not_change_is_not_told(last, what):
    same = replace(last, link_state=what.link_state, known_state=what.link_state)

    assert diff_checks(check(same, what), "en") == ()
