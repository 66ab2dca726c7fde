"""When a page falls due again, and which of the due pages a short night takes first.

No interval is longer than a week: who runs once a week still sees every page each time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from linkcrawler.judge.confirm import RECHECK_GAP, RECHECKS
from linkcrawler.models import ChangeEvent, Check, Look
from linkcrawler.states import ChangeKind, LinkState

DAY = timedelta(days=1)

LATE = timedelta(hours=4)
"""By so much a run may start earlier than a day after the one before, and find its pages due."""

SOON = timedelta(hours=6)
"""Interval of what deserves more than one look a night, from those who run more often."""

NEW_FOR = timedelta(days=3)
"""For so long a change is new: what was changed is often changed again, or taken back."""

LONGEST_RUN = timedelta(hours=8)
"""Nights are counted from the start of a run, but from no earlier than this before the look."""

WHEN_STILL = ((timedelta(days=365), 4), (timedelta(days=180), 3), (timedelta(days=90), 2))
"""Nights to the next look where nothing has changed for so long; else it is one."""

WHEN_IN_DOUBT = ((timedelta(days=90), 7), (timedelta(days=28), 3), (timedelta(days=14), 2))
"""Nights to the next look where nothing could be told for so long; else it is one."""

CHANGES = frozenset(
    {ChangeKind.FOUND, ChangeKind.MISSING, ChangeKind.LOST}
    | {ChangeKind.RECOVERED, ChangeKind.CHANGED}
)
"""Events that say something of the page, and not only of our sight of it.

A deviation is none: where it comes of a change, that change is told beside it.
"""

PRIOR_CHANGES = 1
PRIOR_DAYS = 365
"""A page of which nothing is known is taken to change so many times in so many days."""

_SEEN = frozenset({LinkState.PRESENT, LinkState.ELSEWHERE, LinkState.MENTION})


@dataclass(frozen=True, slots=True)
class NextLook:
    """When a page is to be looked at again."""

    at: datetime
    is_urgent: bool = False
    """A missing link is to be confirmed, or a contract holds: a short night takes it first."""


def next_look(look: Look, run_began_at: datetime) -> NextLook:
    """Return when the page falls due: at the earliest time that one of its backlinks asks for.

    It is counted from the start of the run, so that what a long run looks at last is due again
    when the next one starts.
    """
    looks = [_next_look(check, look, run_began_at) for check in look.checks]
    return NextLook(
        at=min(each.at for each in looks), is_urgent=any(each.is_urgent for each in looks)
    )


def shows_change(events: Iterable[ChangeEvent]) -> bool:
    """Tell whether a look shows that something about the page's links is not as it was."""
    return any(event.kind in CHANGES for event in events)


def nights_when_still(still: timedelta) -> int:
    """Return the nights to the next look where nothing has changed for so long."""
    return _nights(still, WHEN_STILL)


def nights_in_doubt(untold: timedelta) -> int:
    """Return the nights to the next look where nothing could be told for so long."""
    return _nights(untold, WHEN_IN_DOUBT)


def expected_delay(changes: int, known_days: float, unseen_days: float) -> float:
    """Return for how many days changes that nobody has seen yet are likely to have stood.

    ``changes`` looks in ``known_days`` showed one; the last look was ``unseen_days`` ago. Of pages
    chosen by this, one that changes four times as often is looked at twice as often, which tells
    changes the earliest: by the rate alone, the restless pages would take every night.
    """
    return (changes + PRIOR_CHANGES) / (known_days + PRIOR_DAYS) * unseen_days**2 / 2


def _next_look(check: Check, look: Look, run_began_at: datetime) -> NextLook:
    at, page = look.evidence.checked_at, look.evidence.page
    began_at = min(at, max(run_began_at, at - LONGEST_RUN))
    soon = max(at, began_at + SOON)
    changed_at = at if shows_change(look.events) else page.changed_at
    last, state = check.backlink.last, check.verdict.link_state
    absent_at = check.absent_at or at

    if state is LinkState.MISSING and check.verdict.reason in RECHECKS:
        counted_from = began_at if absent_at == at else absent_at
        return NextLook(max(at, counted_from + RECHECK_GAP), is_urgent=True)
    if _is_unconfirmed(check) and at - absent_at < NEW_FOR:
        return NextLook(max(soon, absent_at + RECHECK_GAP), is_urgent=True)
    agreed_until = check.backlink.agreed_until
    if agreed_until and at.astimezone(UTC).date() <= agreed_until:
        return NextLook(soon, is_urgent=True)
    if state in _SEEN and changed_at and timedelta() <= at - changed_at < NEW_FOR:
        return NextLook(soon)

    nights = 1
    if last and state is not LinkState.UNKNOWN:
        nights = nights_when_still(_since(at, changed_at, last.first_checked_at))
    elif last and last.link_state is LinkState.UNKNOWN:
        told_at = (last.last_present_at, check.absent_at, changed_at, last.first_checked_at)
        nights = nights_in_doubt(_since(at, *told_at))
    return NextLook(_on_its_night(began_at, nights, page.id))


def _is_unconfirmed(check: Check) -> bool:
    """Tell whether a look that tells nothing came while a missing link was to be confirmed."""
    last = check.backlink.last
    return (
        last is not None
        and check.verdict.link_state is LinkState.UNKNOWN
        and last.known_state is LinkState.MISSING
        and last.last_present_at is not None
    )


def _since(at: datetime, *moments: datetime | None) -> timedelta:
    """Return the time since the last of the moments; none if nothing is known, or lies ahead."""
    known = [moment for moment in moments if moment]
    return max(timedelta(), at - max(known)) if known else timedelta()


def _nights(duration: timedelta, steps: tuple[tuple[timedelta, int], ...]) -> int:
    return next((nights for least, nights in steps if duration >= least), 1)


def _on_its_night(began_at: datetime, nights: int, page_id: int) -> datetime:
    """Return the page's next night, at most so many ahead.

    Each page has nights of its own, by its number. So the pages of one import are spread evenly,
    and are again after nights on which nothing ran.
    """
    night = began_at.astimezone(UTC).toordinal()
    ahead = nights - (night + page_id) % nights
    return began_at + ahead * DAY - LATE
