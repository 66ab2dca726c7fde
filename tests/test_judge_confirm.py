"""A missing link is lost only after enough looks, far enough apart, agree."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcrawler.judge import RECHECKS, confirm, rechecks
from linkcrawler.judge.confirm import MOST, RECHECK_GAP
from linkcrawler.models import Check, LastSight
from linkcrawler.states import LinkState, PageState, Reason, Resemblance
from tests.make import DAY, HOUR, NOW, absent, doubtful, known, link, present, seen_verdict, verdict

REMOVED = verdict(LinkState.MISSING, Reason.LINK_REMOVED)
DOUBT = verdict(LinkState.UNKNOWN, Reason.TIMEOUT, page_state=PageState.UNREACHABLE)
HERE = seen_verdict()
GONE = verdict(LinkState.MISSING, Reason.PAGE_GONE, page_state=PageState.GONE)
ELSEWHERE = verdict(LinkState.ELSEWHERE, Reason.WRONG_TARGET)


SURE = replace(REMOVED, resemblance=Resemblance.SAME)
REPLACED = verdict(LinkState.MISSING, Reason.PAGE_REPLACED, resemblance=Resemblance.DIFFERENT)
PUSHED = verdict(LinkState.MISSING, Reason.PUSHED_OFF)


def remember(done: Check, at) -> LastSight:
    """Return what the store keeps of a check, as far as confirmation looks at it."""
    before = done.backlink.last
    state = done.verdict.link_state
    was_known = before.known_state if before else None
    was_present = before.last_present_at if before else None
    return LastSight(
        link_state=state,
        page_state=done.verdict.page_state,
        reason=done.verdict.reason,
        known_state=was_known if state is LinkState.UNKNOWN else state,
        last_present_at=at if state is LinkState.PRESENT else was_present,
        missing_since_at=done.missing_since_at,
        absent_at=done.absent_at,
        absences=done.absences,
        rechecks=done.rechecks,
    )


def live(looks, *, last=None, start=NOW):
    """Return the states that a life of (hours since the start, verdict) goes through."""
    states = []
    for hours, what in looks:
        at = start + hours * HOUR
        done = confirm(what, known(last), (), at)
        states.append(str(done.verdict.link_state))
        last = remember(done, at)
    return " ".join(states)


LIVES = {
    "three nights": ([(0, REMOVED), (24, REMOVED), (48, REMOVED)], "missing missing lost"),
    "two runs in one night confirm nothing": (
        [(0, REMOVED), (1, REMOVED), (2, REMOVED), (3, REMOVED), (19.9, REMOVED)],
        "missing missing missing missing missing",
    ),
    "two runs a night, three nights": (
        [(0, REMOVED), (1, REMOVED), (24, REMOVED), (25, REMOVED), (48, REMOVED)],
        "missing missing missing missing lost",
    ),
    "20 hours are a night": ([(0, REMOVED), (20, REMOVED), (40, REMOVED)], "missing missing lost"),
    "a second less is not": (
        [(0, REMOVED), (20 - 1 / 3600, REMOVED), (40 - 2 / 3600, REMOVED)],
        "missing missing missing",
    ),
    # The gap is counted from the last look that counted, not from the last look.
    "looks between do not put it off": (
        [(0, REMOVED), (12, REMOVED), (24, REMOVED), (36, REMOVED), (48, REMOVED)],
        "missing missing missing missing lost",
    ),
    "doubt neither counts nor sets back": (
        [(0, REMOVED), (24, DOUBT), (48, REMOVED), (72, DOUBT), (96, DOUBT), (120, REMOVED)],
        "missing unknown missing unknown unknown lost",
    ),
    "doubt alone confirms nothing": (
        [(0, REMOVED), *[(24 * night, DOUBT) for night in range(1, 6)]],
        "missing unknown unknown unknown unknown unknown",
    ),
    "a link that is back starts anew": (
        [(0, REMOVED), (24, REMOVED), (48, HERE), (72, REMOVED), (96, REMOVED)],
        "missing missing present missing missing",
    ),
    "flapping is never lost": (
        [(0, REMOVED), (24, HERE), (48, REMOVED), (72, HERE), (96, REMOVED)],
        "missing present missing present missing",
    ),
    "lost stays lost": (
        [(0, REMOVED), (24, REMOVED), (48, REMOVED), (49, REMOVED), (72, REMOVED)],
        "missing missing lost lost lost",
    ),
    # However it is missed now, and however often that would have to be confirmed.
    "lost stays lost for another reason": (
        [(0, GONE), (24, GONE), (25, REMOVED), (48, REMOVED)],
        "missing lost lost lost",
    ),
    "lost stays lost over doubt": (
        [(0, REMOVED), (24, REMOVED), (48, REMOVED), (72, DOUBT), (96, REMOVED)],
        "missing missing lost unknown lost",
    ),
    "lost and back": (
        [(0, REMOVED), (24, REMOVED), (48, REMOVED), (72, HERE), (96, REMOVED)],
        "missing missing lost present missing",
    ),
    "a sure sign": ([(0, SURE), (24, SURE)], "missing lost"),
    "another page in its place": (
        [(0, REPLACED), (24, REPLACED), (48, REPLACED), (72, REPLACED)],
        "missing missing missing lost",
    ),
    # A wall of no known kind for a night: what it hid has to be confirmed as often as ever.
    "another page for a night, then surely not there": (
        [(0, REPLACED), (24, SURE), (48, SURE), (72, SURE)],
        "missing missing missing lost",
    ),
    "doubt that comes later": ([(0, SURE), (1, REPLACED), (24, SURE)], "missing missing missing"),
    "a link elsewhere, and back": (
        [(0, REPLACED), (24, ELSEWHERE), (48, HERE), (72, SURE), (96, SURE)],
        "missing elsewhere present missing missing",
    ),
    # The look between may have hidden the link.
    "a sure sign, and doubt between": (
        [(0, SURE), (24, DOUBT), (48, SURE), (72, SURE)],
        "missing unknown missing lost",
    ),
    "a sure sign after doubt": (
        [(0, DOUBT), (24, SURE), (48, SURE)],
        "unknown missing lost",
    ),
    "pushed off": (
        [(0, PUSHED), (24, PUSHED), (48, DOUBT), (72, PUSHED), (96, PUSHED)],
        "missing missing unknown missing lost",
    ),
    "a mention starts anew": (
        [
            (0, REMOVED),
            (24, REMOVED),
            (48, verdict(LinkState.MENTION, Reason.MENTION_ONLY)),
            (72, REMOVED),
        ],
        "missing missing mention missing",
    ),
    "a link elsewhere starts anew": (
        [
            (0, REMOVED),
            (24, REMOVED),
            (48, ELSEWHERE),
            (72, REMOVED),
        ],
        "missing missing elsewhere missing",
    ),
}


@pytest.mark.parametrize(("looks", "states"), LIVES.values(), ids=LIVES)
@pytest.mark.parametrize("last", [None, present()], ids=["first check", "present before"])
def test_lives(looks, states, last):
    assert live(looks, last=last) == states


RECHECK_CASES = [  # (reason, looks that have to agree with the first one)
    ("page_gone", 1),
    ("page_redirected", 1),
    ("domain_parked", 1),
    ("page_not_found", 2),
    ("soft_404", 2),
    ("link_removed", 2),
    ("page_replaced", 3),
    ("pushed_off", 3),
]


@pytest.mark.parametrize(("reason", "rechecks"), RECHECK_CASES)
def test_looks_that_have_to_agree(reason, rechecks):
    looks = [(24 * night, verdict(LinkState.MISSING, Reason(reason))) for night in range(5)]

    states = live(looks, last=present()).split()

    assert states == ["missing"] * rechecks + ["lost"] * (5 - rechecks)


def test_a_link_that_comes_and_goes_is_lost_by_the_most_looks():
    looks = [SURE, HERE, SURE, SURE, HERE, HERE, SURE, SURE, SURE, SURE]
    nights = [(24 * night, what) for night, what in enumerate(looks)]

    assert live(nights, last=present()) == (
        "missing present missing missing present present missing missing missing lost"
    )


RESEMBLING = [  # (what became of the page, looks that have to agree that the link was removed)
    (None, 2),
    (Resemblance.SAME, 1),
    (Resemblance.EDITED, 2),
    (Resemblance.DIFFERENT, 3),
]


@pytest.mark.parametrize(("resemblance", "needed"), RESEMBLING)
def test_the_more_of_the_page_is_as_it_was_the_surer_it_is(resemblance, needed):
    what = replace(REMOVED, resemblance=resemblance)
    looks = [(24 * night, what) for night in range(5)]

    states = live(looks, last=present()).split()

    assert states == ["missing"] * needed + ["lost"] * (5 - needed)


def test_more_doubt_never_means_fewer_looks():
    numbers = [rechecks(Reason.LINK_REMOVED, each) for each in Resemblance]

    assert numbers == sorted(numbers)
    assert max(RECHECKS.values()) == rechecks(Reason.PAGE_REPLACED) == rechecks(Reason.PUSHED_OFF)


def test_what_was_never_seen_is_never_lost():
    never = verdict(LinkState.MISSING, Reason.NOT_FOUND_FIRST_CHECK)

    assert live([(24 * night, never) for night in range(9)]).split() == ["missing"] * 9


def test_the_table_of_rechecks_is_whole():
    assert {str(reason): rechecks for reason, rechecks in RECHECKS.items()} == dict(RECHECK_CASES)
    assert timedelta(hours=20) == RECHECK_GAP


def test_the_start_of_an_absence_is_kept_and_a_sight_ends_it():
    first = confirm(REMOVED, known(present()), (), NOW)
    doubt = confirm(DOUBT, known(remember(first, NOW)), (), NOW + DAY)
    again = confirm(REMOVED, known(remember(doubt, NOW + DAY)), (), NOW + 2 * DAY)
    back = confirm(HERE, known(remember(again, NOW + 2 * DAY)), (), NOW + 3 * DAY)

    assert (first.missing_since_at, first.absent_at, first.absences) == (NOW, NOW, 1)
    assert (doubt.missing_since_at, doubt.absent_at, doubt.absences) == (NOW, NOW, 1)
    assert (again.missing_since_at, again.absent_at, again.absences) == (NOW, NOW + 2 * DAY, 2)
    assert (back.missing_since_at, back.absent_at, back.absences) == (None, None, 0)


AGES = [  # (what was seen last, what is now, weeks since a change, looks that an absence asks for)
    (absent(), HERE, None, MOST),
    (absent(), HERE, 60, MOST),  # it is back just now
    (present(rechecks=MOST), HERE, None, MOST),
    (present(rechecks=MOST), HERE, 7.9, MOST),
    (present(rechecks=MOST), HERE, 8, 0),
    (present(rechecks=MOST), HERE, -60, MOST),  # a clock that was ahead
    (present(rechecks=MOST), ELSEWHERE, 60, MOST),
    (present(rechecks=MOST), DOUBT, 60, MOST),
    (present(rechecks=MOST), SURE, 60, MOST),  # gone before it was seen to be steady
    (doubtful(present(rechecks=MOST)), HERE, 8, 0),
]


@pytest.mark.parametrize(("last", "what", "weeks", "asked"), AGES)
def test_a_link_that_came_back_is_as_any_other_once_it_was_steady(last, what, weeks, asked):
    changed_at = None if weeks is None else NOW - timedelta(weeks=weeks)

    assert confirm(what, known(last), (), NOW, changed_at=changed_at).rechecks == asked


def test_the_verdict_is_otherwise_kept():
    seen = (link(),)

    done = confirm(HERE, known(), seen, NOW)
    lost = confirm(REMOVED, known(absent(absences=2)), (), NOW)

    assert done == Check(backlink=known(), verdict=HERE, links=seen)
    assert lost.verdict == replace(REMOVED, link_state=LinkState.LOST)


# The stored time of a look may lie ahead: the machine's clock was wrong then, or is now.
CLOCKS = {
    "an hour back": ([(0, REMOVED), (-1, REMOVED), (23, REMOVED), (47, REMOVED)], 3),
    "a day ahead, then right": ([(24, REMOVED), (0, REMOVED), (24, REMOVED), (48, REMOVED)], 3),
    "1970, then right": ([(-490_000, REMOVED), (0, REMOVED), (24, REMOVED)], 2),
    "2038, then right": ([(100_000, REMOVED), (0, REMOVED), (24, REMOVED), (48, REMOVED)], 3),
}


@pytest.mark.parametrize(("looks", "lost_at"), CLOCKS.values(), ids=CLOCKS)
def test_a_clock_that_was_wrong_does_not_put_a_loss_off_for_ever(looks, lost_at):
    assert live(looks, last=present()).split().index("lost") == lost_at


looks = st.lists(
    st.tuples(
        st.floats(0, 30),
        st.sampled_from([REMOVED, SURE, REPLACED, PUSHED, DOUBT, HERE, GONE, ELSEWHERE]),
    ),
    max_size=12,
)


@given(looks)
def test_lost_needs_looks_of_different_nights_since_the_last_sight(steps):
    last, at, nights, asked = present(), NOW, [], 0
    for hours, what in steps:
        at += hours * HOUR
        done = confirm(what, known(last), (), at)
        if what.link_state is LinkState.MISSING:
            asked = max(asked, rechecks(what.reason, what.resemblance))
            if not nights or at - nights[-1] >= RECHECK_GAP:
                nights.append(at)
        elif what.link_state is not LinkState.UNKNOWN:
            nights, asked = [], 0
        was_lost = last.known_state is LinkState.LOST

        if done.verdict.link_state is LinkState.LOST and not was_lost:
            assert len(nights) > asked
            assert nights[-1] - nights[0] >= asked * RECHECK_GAP
        if what.link_state is not LinkState.MISSING:
            assert done.verdict is what
        last = remember(done, at)


@given(st.sampled_from(LinkState), st.sampled_from([None, present(), doubtful(present())]))
def test_what_is_not_missing_is_never_turned_into_lost(state, last):
    if state is not LinkState.MISSING:
        what = verdict(state, Reason.LINK_FOUND)

        assert confirm(what, known(last), (), NOW).verdict is what


absences = st.sampled_from([REMOVED, SURE, REPLACED, PUSHED, GONE])


@given(st.lists(st.tuples(absences, st.integers(0, 3)), max_size=20))
def test_a_link_that_is_seen_on_every_other_look_is_never_lost(nights):
    looks, night = [], 0
    for what, doubts in nights:
        for each in (what, *[DOUBT] * doubts, HERE):
            looks.append((24 * night, each))
            night += 1

    assert "lost" not in live(looks, last=present()).split()


@given(st.lists(absences, min_size=1, max_size=6), st.integers(0, 5))
def test_more_doubt_on_any_night_never_means_an_earlier_loss(nights, which):
    doubted = list(nights)
    doubted[which % len(nights)] = REPLACED
    states, later = (
        live([(24 * night, what) for night, what in enumerate(each)], last=present()).split()
        for each in (nights, doubted)
    )

    assert all(one == "lost" for one, other in zip(states, later, strict=True) if other == "lost")
