"""What was agreed against what is there: each point, told once, and never on a guess."""

from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest

from linkcrawler import store
from linkcrawler.judge import diff_checks
from linkcrawler.judge.agreed import deviations
from linkcrawler.models import Agreement
from linkcrawler.states import ChangeKind, Countability, LinkState, MatchLevel, Reason
from tests.make import (
    DAY,
    FOUND,
    HOUR,
    NOW,
    PAGE,
    REMOVED,
    TARGET,
    TIMED_OUT,
    absent,
    backlink,
    check,
    doubtful,
    facts,
    fetch,
    link,
    night,
    present,
    rows,
    seen_verdict,
    verdict,
)

OTHER = "https://www.example.com/other"
HERE = seen_verdict()
DOUBT = verdict(LinkState.UNKNOWN, Reason.TIMEOUT)
MISSING = verdict(LinkState.MISSING, Reason.LINK_REMOVED)
LOST = verdict(LinkState.LOST, Reason.LINK_REMOVED)
ELSEWHERE = verdict(
    LinkState.ELSEWHERE, Reason.WRONG_TARGET, link=link(MatchLevel.SAME_HOST, url=OTHER)
)
PLAIN_NOFOLLOW = seen_verdict(countability=Countability.NOFOLLOW)
NOFOLLOW = seen_verdict(link(rel=("nofollow",)), countability=Countability.NOFOLLOW)
PAID = seen_verdict(link(rel=("sponsored", "nofollow")), countability=Countability.SPONSORED)
ALL = Agreement(target=OTHER, anchor_text="pills", rel="")


def agreed_check(agreement, what, last=None, *, links=(), agreed_at=None, until=None, since=None):
    usual = check(last, what)
    known = replace(usual.backlink, agreement=agreement, agreed_at=agreed_at, agreed_until=until)
    return replace(usual, backlink=known, links=links, missing_since_at=since)


POINTS = {
    "nothing agreed": (Agreement(), HERE, {}),
    "all kept": (Agreement(target=TARGET, anchor_text="the shop", rel=""), HERE, {}),
    "all broken": (
        ALL,
        NOFOLLOW,
        {
            "target": (OTHER, TARGET),
            "anchor_text": ("pills", "the shop"),
            "countability": ("followed", "nofollow"),
        },
    ),
    # --- target -----------------------------------------------------------------------------------
    "another spelling": (Agreement(target="http://example.com/shop/?utm_source=x"), HERE, {}),
    "the whole site": (Agreement(target="example.com"), HERE, {}),
    "another page": (Agreement(target=OTHER), HERE, {"target": (OTHER, TARGET)}),
    "no address at all": (Agreement(target="mailto:jo@example.com"), HERE, {}),
    "a link that can't be resolved": (Agreement(target=OTHER), seen_verdict(link(url=None)), {}),
    "elsewhere": (
        Agreement(target=TARGET, anchor_text="pills", rel="nofollow"),
        ELSEWHERE,
        {"target": (TARGET, OTHER)},
    ),
    "elsewhere, as agreed": (Agreement(target=OTHER), ELSEWHERE, {}),
    "elsewhere, no target agreed": (Agreement(anchor_text="pills"), ELSEWHERE, {}),
    # --- anchor text ------------------------------------------------------------------------------
    "case, spaces, width": (Agreement(anchor_text=" \uff34HE\n  Shop"), HERE, {}),
    "a soft hyphen": (Agreement(anchor_text="the sh\xadop"), HERE, {}),
    "no text any more": (
        Agreement(anchor_text="the shop"),
        seen_verdict(link(anchor_text="")),
        {"anchor_text": ("the shop", "")},
    ),
    # --- rel --------------------------------------------------------------------------------------
    "dofollow, and noindex": (
        Agreement(rel=""),
        seen_verdict(countability=Countability.NOT_COUNTED),
        {"countability": ("followed", "not_counted")},
    ),
    "dofollow, and noopener": (Agreement(rel=""), seen_verdict(link(rel=("noopener",))), {}),
    "nofollow, and followed": (Agreement(rel="nofollow"), HERE, {"rel": ("nofollow", "")}),
    "nofollow by the page": (Agreement(rel="nofollow"), PLAIN_NOFOLLOW, {}),
    "more tokens than agreed": (Agreement(rel="Sponsored"), PAID, {}),
    "a token is missing": (
        Agreement(rel="nofollow ugc"),
        NOFOLLOW,
        {"rel": ("nofollow ugc", "nofollow")},
    ),
    # --- nothing to compare -----------------------------------------------------------------------
    "no look": (ALL, DOUBT, {}),
    "missing": (ALL, MISSING, {}),
    "lost, no day agreed": (ALL, LOST, {}),
    "a mention": (ALL, verdict(LinkState.MENTION, Reason.MENTION_ONLY), {}),
}


@pytest.mark.parametrize(("agreement", "what", "expected"), POINTS.values(), ids=POINTS)
def test_points(agreement, what, expected):
    found = deviations(agreed_check(agreement, what))

    assert {each.field: (each.agreed, each.found) for each in found} == expected


@pytest.mark.parametrize(
    ("what", "until", "told"),
    [
        (LOST, date(2026, 11, 23), True),  # missing since that day
        (LOST, date(2026, 11, 22), False),
        (LOST, None, False),
        (MISSING, date(2027, 1, 1), False),  # not confirmed
        (DOUBT, date(2027, 1, 1), False),
        (HERE, date(2027, 1, 1), False),
    ],
)
def test_a_link_that_is_lost_too_early(what, until, told):
    found = deviations(agreed_check(Agreement(), what, until=until, since=NOW - DAY))

    expected = [("until", until.isoformat(), "2026-11-23")] if told else []
    assert [(each.field, each.agreed, each.found) for each in found] == expected


def test_of_several_links_one_that_keeps_to_a_point_is_enough():
    links = (link(), link(anchor_text="pills", rel=("ugc",)))
    stranger = link(None, url=OTHER, anchor_text="other")

    kept = Agreement(anchor_text="pills", rel="ugc")
    assert deviations(agreed_check(kept, HERE, links=links)) == ()
    broken = Agreement(anchor_text="other")
    assert deviations(agreed_check(broken, HERE, links=(*links, stranger))) != ()


WANTS_PILLS = Agreement(anchor_text="pills")
PILLS = seen_verdict(link(anchor_text="pills"))
TOLD = ["deviation anchor_text pills -> the shop"]
NIGHTS = {
    "the first look": (None, HERE, TOLD),
    "the first look after doubt": (
        doubtful(present(known_state=None, last_present_at=None, anchor_text=None)),
        HERE,
        ["found -> ", *TOLD],
    ),
    "no repeat": (present(), HERE, []),
    "no repeat after doubt": (doubtful(present()), HERE, ["verifiable -> "]),
    "doubt tells nothing": (present(), DOUBT, ["unverifiable -> "]),
    "a change": (
        present(anchor_text="pills"),
        HERE,
        ["changed anchor_text pills -> the shop", *TOLD],
    ),
    "put right": (present(), PILLS, ["changed anchor_text the shop -> pills"]),
    "back as it was": (absent(), HERE, ["recovered -> "]),
    "back, and not as it was": (
        absent(anchor_text="pills"),
        HERE,
        ["recovered -> ", "changed anchor_text pills -> the shop", *TOLD],
    ),
}


def events(one):
    return [
        f"{event.kind} {event.field} {event.old} -> {event.new}"
        if event.field
        else f"{event.kind} -> "
        for event in diff_checks(one, "en")
    ]


@pytest.mark.parametrize(("last", "what", "told"), NIGHTS.values(), ids=NIGHTS)
def test_a_deviation_is_told_once(last, what, told):
    assert events(agreed_check(WANTS_PILLS, what, last)) == told


def test_what_was_agreed_after_the_last_sight_is_compared_anew():
    before, after = NOW - 2 * DAY, NOW - HOUR

    assert events(agreed_check(WANTS_PILLS, HERE, present(), agreed_at=before)) == []
    assert events(agreed_check(WANTS_PILLS, HERE, present(), agreed_at=after)) == TOLD


def test_a_link_that_goes_elsewhere_deviates_once():
    wanted = Agreement(target=TARGET)
    told = events(agreed_check(wanted, ELSEWHERE, present()))

    assert told[1:] == [f"deviation target {TARGET} -> {OTHER}"]
    assert events(agreed_check(wanted, ELSEWHERE, absent(LinkState.ELSEWHERE))) == []
    assert events(agreed_check(wanted, HERE, absent(LinkState.ELSEWHERE))) == ["recovered -> "]


def test_an_early_loss_is_told_once():
    until = {"until": date(2027, 1, 1), "since": NOW - DAY}

    told = events(agreed_check(Agreement(), LOST, absent(), **until))
    assert told == ["lost -> ", "deviation until 2027-01-01 -> 2026-11-23"]
    assert events(agreed_check(Agreement(), LOST, absent(LinkState.LOST), **until)) == []


UNTIL = {"until": date(2027, 1, 1), "since": NOW - 9 * DAY}
SINCE_LONG = [  # (last look, what is now, what else was agreed)
    (absent(LinkState.LOST, hours_ago=2), LOST, UNTIL),
    (absent(LinkState.ELSEWHERE), ELSEWHERE, {}),
    (absent(LinkState.LOST, link_state=LinkState.ELSEWHERE), ELSEWHERE, {}),
    (doubtful(absent(LinkState.LOST)), LOST, UNTIL),
    (doubtful(absent(LinkState.ELSEWHERE)), ELSEWHERE, {}),
]


@pytest.mark.parametrize(("last", "what", "more"), SINCE_LONG)
def test_what_deviated_before_it_was_agreed_is_told_once(last, what, more):
    wanted = Agreement(target=TARGET)

    def told(agreed_at):
        one = agreed_check(wanted, what, last, agreed_at=agreed_at, **more)
        return [each for each in events(one) if each.startswith("deviation")]

    assert len(told(last.known_at + HOUR)) == 1
    assert told(last.known_at) == told(last.known_at - HOUR) == []


def test_a_list_that_agrees_on_what_is_lost_already_is_answered_once(tmp_path):
    with closing(store.open_database(tmp_path / "backlinks.db")) as db:
        store.take_list(db, [backlink()], "list.csv", NOW)
        for day, answer in enumerate([FOUND, REMOVED, REMOVED, REMOVED]):
            night(db, NOW + day * DAY, {PAGE: answer})
        agreed = replace(backlink(), agreement=Agreement(until="2027-01-01"))
        store.take_list(db, [agreed], "list.csv", NOW + 3 * DAY + HOUR)
        for day, answer in enumerate([TIMED_OUT, REMOVED, TIMED_OUT, REMOVED, REMOVED], start=4):
            night(db, NOW + day * DAY, {PAGE: answer})

        told = rows(db, "SELECT run_id FROM event WHERE kind = 'deviation'")
        assert [row["run_id"] for row in told] == [6]


def test_nights_of_a_store(tmp_path):
    renamed = (fetch(), facts(), (link(anchor_text="pills"),))

    def told(db):
        return [
            (row["run_id"], row["kind"], row["field"], row["old"], row["new"])
            for row in rows(db, "SELECT * FROM event ORDER BY id")
        ]

    def take(db, at, **terms):
        listed = replace(backlink(), agreement=Agreement(**terms))
        return store.take_list(db, [listed], "list.csv", at)

    deviation = ChangeKind.DEVIATION.value
    with closing(store.open_database(tmp_path / "backlinks.db")) as db:
        take(db, NOW - HOUR, anchor_text="pills", cost="80")
        for day, answer in enumerate([FOUND, FOUND, TIMED_OUT, FOUND]):
            night(db, NOW + day * DAY, {PAGE: answer})
            take(db, NOW + day * DAY + HOUR, anchor_text="pills", cost=f"{day}")
        first = (1, deviation, "anchor_text", "pills", "the shop")
        assert [each for each in told(db) if each[1] == deviation] == [first]

        take(db, NOW + 3 * DAY + 2 * HOUR, rel="nofollow")
        night(db, NOW + 4 * DAY, {PAGE: renamed})
        night(db, NOW + 5 * DAY, {PAGE: renamed})
        assert told(db)[-2:] == [
            (5, "changed", "anchor_text", "the shop", "pills"),
            (5, deviation, "rel", "nofollow", ""),
        ]

        take(db, NOW + 5 * DAY + HOUR, until="2027-01-01")
        for day in range(6, 10):
            night(db, NOW + day * DAY, {PAGE: REMOVED})
        assert [each[1:3] for each in told(db)[-3:]] == [
            ("missing", None),
            ("lost", None),
            (deviation, "until"),
        ]
