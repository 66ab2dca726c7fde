"""When a page falls due: each rule, and what holds whatever a page's history is."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcrawler.judge import RECHECKS, confirm
from linkcrawler.judge.confirm import RECHECK_GAP
from linkcrawler.judge.due import (
    CHANGES,
    LATE,
    LONGEST_RUN,
    NEW_FOR,
    SOON,
    NextLook,
    expected_delay,
    next_look,
    nights_in_doubt,
    nights_when_still,
)
from linkcrawler.models import ChangeEvent, Look
from linkcrawler.states import ChangeKind, LinkState, PageState, Reason
from tests.make import (
    DAY,
    HOUR,
    NOW,
    TIMED_OUT,
    absent,
    doubtful,
    due,
    evidence,
    known,
    present,
    seen_verdict,
    verdict,
)

HERE = seen_verdict()
REMOVED = verdict(LinkState.MISSING, Reason.LINK_REMOVED)
NEVER_SEEN = verdict(LinkState.MISSING, Reason.NOT_FOUND_FIRST_CHECK)
DOUBT = verdict(LinkState.UNKNOWN, Reason.BOT_WALL, page_state=PageState.BOT_WALL)
ELSEWHERE = verdict(LinkState.ELSEWHERE, Reason.WRONG_TARGET)
MENTION = verdict(LinkState.MENTION, Reason.MENTION_ONLY)
NIGHT = 20 * HOUR


def looked(last, what, *, at=NOW, page_id=1, changed_at=None, agreed_until=None, kind=None):
    """Return a look at a page of one backlink."""
    backlink = replace(known(last), agreed_until=agreed_until)
    page = replace(due(backlink, number=page_id), changed_at=changed_at)
    events = (ChangeEvent(backlink_id=1, kind=kind, reason=what.reason),) if kind else ()
    seen = evidence(*TIMED_OUT, page=page, at=at)
    return Look(evidence=seen, checks=(confirm(what, backlink, (), at),), events=events)


def after(look, began_at=None):
    """Return the time from a look to the next one."""
    at = look.evidence.checked_at
    return next_look(look, at if began_at is None else began_at).at - at


def since(days, last=None):
    """Return what is stored of a link that is known for so many days."""
    return replace(last or present(), first_checked_at=NOW - days * DAY)


# --- the rules -------------------------------------------------------------------------------------

MOST = {  # (look, at most so many nights to the next one)
    "the first look": (looked(None, HERE), 1),
    "known for a day": (looked(since(1), HERE), 1),
    "for 89 days": (looked(since(89.9), HERE), 1),
    "for 90 days": (looked(since(90), HERE), 2),
    "for 180 days": (looked(since(180), HERE), 3),
    "for a year": (looked(since(365), HERE), 4),
    "for ten years": (looked(since(3_650), HERE), 4),
    "changed 91 days ago": (looked(since(900), HERE, changed_at=NOW - 91 * DAY), 2),
    "changed 4 days ago": (looked(since(900), HERE, changed_at=NOW - 4 * DAY), 1),
    "elsewhere for a year": (looked(since(365), ELSEWHERE), 4),
    "a mention for a year": (looked(since(365), MENTION), 4),
    "never seen, for a year": (
        looked(since(365, absent(reason=Reason.NOT_FOUND_FIRST_CHECK)), NEVER_SEEN),
        4,
    ),
    "lost a year ago": (
        looked(since(900, absent(LinkState.LOST, absences=3)), REMOVED, changed_at=NOW - 365 * DAY),
        4,
    ),
    "just lost": (
        looked(since(900, absent(absences=2)), REMOVED, kind=ChangeKind.LOST),
        1,
    ),
    "lost yesterday": (
        looked(since(900, absent(LinkState.LOST, absences=3)), REMOVED, changed_at=NOW - DAY),
        1,
    ),
    "not known since when": (looked(present(), HERE), 1),
    "the first doubt in a year": (looked(since(365), DOUBT), 1),
    "the first doubt of a link that was elsewhere": (
        looked(since(365, present(link_state=LinkState.ELSEWHERE, last_present_at=None)), DOUBT),
        1,
    ),
    "in doubt for 13 days": (
        looked(doubtful(since(900, present(last_present_at=NOW - 13 * DAY))), DOUBT),
        1,
    ),
    "in doubt for 14 days": (
        looked(doubtful(since(900, present(last_present_at=NOW - 14 * DAY))), DOUBT),
        2,
    ),
    "in doubt for 28 days": (
        looked(doubtful(since(900, present(last_present_at=NOW - 28 * DAY))), DOUBT),
        3,
    ),
    "in doubt for a year": (
        looked(doubtful(since(900, present(last_present_at=NOW - 365 * DAY))), DOUBT),
        7,
    ),
    "in doubt from the first day on": (
        looked(doubtful(since(100, present(last_present_at=None))), DOUBT),
        7,
    ),
    "the clock was ahead at the first look": (looked(since(-9), HERE), 1),
    "the clock was ahead at the last change": (
        looked(since(400), HERE, changed_at=NOW + 9 * DAY),
        1,
    ),
}


@pytest.mark.parametrize(("look", "nights"), MOST.values(), ids=MOST)
def test_nights_to_the_next_look(look, nights):
    pages = [replace(look.evidence.page, id=number) for number in range(1, 200)]
    waits = Counter(
        after(replace(look, evidence=replace(look.evidence, page=page))) for page in pages
    )

    assert set(waits) == {NIGHT + (night - 1) * DAY for night in range(1, nights + 1)}
    assert max(waits.values()) - min(waits.values()) <= 1
    assert not next_look(look, NOW).is_urgent


AT_ONCE = {  # (look, hours to the next one, whether a short night takes it first)
    "missing": (looked(since(900), REMOVED, kind=ChangeKind.MISSING), 20, True),
    "missing again, too soon to count": (
        looked(absent(hours_ago=5), REMOVED),
        15,
        True,
    ),
    "missing again, which counts": (looked(absent(hours_ago=21), REMOVED), 20, True),
    "in doubt while it should be confirmed": (looked(absent(hours_ago=24), DOUBT), 6, True),
    "in doubt too soon to confirm": (looked(absent(hours_ago=10), DOUBT), 10, True),
    "changed now": (looked(since(900), HERE, kind=ChangeKind.CHANGED), 6, False),
    "back": (looked(absent(), HERE, kind=ChangeKind.RECOVERED), 6, False),
    "changed two days ago": (looked(since(900), HERE, changed_at=NOW - 2 * DAY), 6, False),
    "seen for the first time": (looked(since(9), HERE, kind=ChangeKind.FOUND), 6, False),
    "under contract": (looked(since(900), HERE, agreed_until=date(2027, 1, 1)), 6, True),
    "on the last day of a contract": (
        looked(since(9), HERE, agreed_until=date(2026, 11, 24)),
        6,
        True,
    ),
    "after the contract": (looked(since(9), HERE, agreed_until=date(2026, 11, 23)), 20, False),
    "missing under contract": (looked(since(9), REMOVED, agreed_until=date(2027, 1, 1)), 20, True),
    "in doubt under contract": (
        looked(doubtful(since(900)), DOUBT, agreed_until=date(2027, 1, 1)),
        6,
        True,
    ),
    "no more to be told than before": (
        looked(since(9), DOUBT, kind=ChangeKind.UNVERIFIABLE),
        20,
        False,
    ),
    "told again": (looked(doubtful(since(9)), HERE, kind=ChangeKind.VERIFIABLE), 20, False),
}


@pytest.mark.parametrize(("look", "hours", "is_urgent"), AT_ONCE.values(), ids=AT_ONCE)
def test_hours_to_the_next_look(look, hours, is_urgent):
    assert next_look(look, NOW) == NextLook(NOW + hours * HOUR, is_urgent)


def test_the_earliest_of_a_page_counts():
    still, missing = looked(since(900), HERE), looked(since(900), REMOVED)
    both = replace(still, checks=still.checks + missing.checks)

    assert next_look(both, NOW) == NextLook(NOW + NIGHT, is_urgent=True)


def test_doubt_does_not_hurry_for_ever_to_confirm_a_loss():
    look = looked(doubtful(since(900, absent(hours_ago=24 * 100))), DOUBT)

    assert after(look) > SOON
    assert not next_look(look, NOW).is_urgent


def test_what_a_long_run_looks_at_last_is_due_when_the_next_one_starts():
    look = looked(since(9), HERE)

    assert after(look, NOW - 7 * HOUR) == NIGHT - 7 * HOUR
    assert after(look, NOW - 30 * HOUR) == NIGHT - LONGEST_RUN  # the run was resumed
    assert after(look, NOW + 30 * HOUR) == NIGHT  # the clock went back


def test_a_missing_link_that_a_long_run_looks_at_last_is_due_with_the_others():
    assert after(looked(since(9), REMOVED), NOW - 7 * HOUR) == RECHECK_GAP - 7 * HOUR
    assert after(looked(absent(hours_ago=5), REMOVED), NOW - 3 * HOUR) == RECHECK_GAP - 5 * HOUR


def test_pages_of_one_import_keep_being_spread_over_the_nights():
    """Also after nights on which nothing ran, when all of them are due at once."""
    due_on = Counter()
    for number in range(1, 1_001):
        at = NOW
        for _ in range(3):
            at = next_look(looked(since(400), HERE, at=at, page_id=number), at).at + LATE
        due_on[at] += 1

    assert sorted(due_on.values()) == [250] * 4


def test_a_page_is_looked_at_on_every_nth_night():
    look = looked(since(1_000), HERE)
    first = next_look(look, NOW).at + LATE
    second = next_look(looked(since(1_000), HERE, at=first), first).at + LATE

    assert second - first == 4 * DAY


# --- whatever the history is -----------------------------------------------------------------------

durations = st.timedeltas(timedelta(), timedelta(days=4_000))
moments = st.one_of(
    st.none(), durations.map(lambda ago: NOW - ago), durations.map(lambda ahead: NOW + ahead)
)


@st.composite
def lasts(draw):
    """Draw what may be stored of a backlink."""
    last = draw(
        st.one_of(
            st.none(),
            st.just(present()),
            st.builds(
                absent,
                st.sampled_from([LinkState.MISSING, LinkState.LOST]),
                absences=st.integers(1, 5),
                hours_ago=st.floats(0, 9_000),
            ),
        )
    )
    if last is None:
        return None
    last = replace(last, first_checked_at=draw(moments), last_present_at=draw(moments))
    return doubtful(last) if draw(st.booleans()) else last


histories = st.builds(
    looked,
    lasts(),
    st.sampled_from([HERE, REMOVED, NEVER_SEEN, DOUBT, ELSEWHERE, MENTION]),
    page_id=st.integers(1, 10**9),
    changed_at=moments,
    agreed_until=st.one_of(st.none(), st.dates()),
    kind=st.one_of(st.none(), st.sampled_from(ChangeKind)),
)


@given(histories, st.timedeltas(timedelta(), timedelta(days=2)))
def test_a_page_that_was_looked_at_is_due_after_that_and_within_a_week(look, began_ago):
    assert timedelta() <= after(look, NOW - began_ago) <= 7 * DAY - LATE


@given(histories)
def test_a_missing_link_is_due_when_a_look_counts_and_no_later(look):
    [check] = look.checks
    if check.verdict.link_state is LinkState.MISSING and check.verdict.reason in RECHECKS:
        assert next_look(look, NOW) == NextLook(check.absent_at + RECHECK_GAP, is_urgent=True)


@given(histories, st.timedeltas(timedelta(), timedelta(days=2)))
def test_other_backlinks_of_the_page_put_nothing_off(look, began_ago):
    missing = looked(since(9), REMOVED)
    both = replace(look, checks=look.checks + missing.checks)

    assert next_look(both, NOW).at <= NOW + RECHECK_GAP
    assert next_look(both, NOW - began_ago).is_urgent


@given(durations, durations)
def test_the_longer_a_page_is_still_or_in_doubt_the_seldomer_it_is_looked_at(one, other):
    short, long = sorted((one, other))

    assert 1 <= nights_when_still(short) <= nights_when_still(long) <= 4
    assert 1 <= nights_in_doubt(short) <= nights_in_doubt(long) <= 7


@given(histories, st.integers(1, 10**9))
def test_a_page_has_one_answer(look, other_id):
    assert next_look(look, NOW) == next_look(look, NOW)
    moved = replace(
        look, evidence=replace(look.evidence, page=replace(look.evidence.page, id=other_id))
    )
    assert next_look(look, NOW).is_urgent == next_look(moved, NOW).is_urgent


numbers = st.floats(0, 4_000)


@given(st.integers(0, 999), numbers, numbers, st.floats(0.01, 4_000))
def test_more_is_expected_of_what_changed_more_often_and_waited_longer(
    changes, known, unseen, more
):
    usual = expected_delay(changes, known, unseen)

    assert expected_delay(changes, known, unseen + more) > usual
    assert expected_delay(changes + 1, known, unseen) >= usual
    assert expected_delay(changes, known + more, unseen) <= usual


def test_what_counts_as_a_change():
    of_our_sight = {ChangeKind.UNVERIFIABLE, ChangeKind.VERIFIABLE}
    assert set(ChangeKind) - CHANGES == of_our_sight | {ChangeKind.DEVIATION}
    assert NEW_FOR > DAY
