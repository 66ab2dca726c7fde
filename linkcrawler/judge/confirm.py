"""A missing link becomes lost only after it was missed again, at another time."""

from dataclasses import replace
from datetime import datetime, timedelta

from linkcrawler.models import Check, KnownBacklink, LastSight, LinkObservation, Verdict
from linkcrawler.states import LinkState, Reason, Resemblance

RECHECKS = {
    Reason.PAGE_GONE: 1,
    Reason.PAGE_NOT_FOUND: 2,
    Reason.PAGE_REDIRECTED: 1,
    Reason.DOMAIN_PARKED: 1,
    Reason.SOFT_404: 2,
    Reason.LINK_REMOVED: 2,
    Reason.PAGE_REPLACED: 3,
    Reason.PUSHED_OFF: 3,
}
"""Looks that have to confirm the first one. Reasons that are not here confirm nothing: what was
never seen can't be lost."""

_REMOVED = {Resemblance.SAME: 1, Resemblance.EDITED: 2, Resemblance.DIFFERENT: 3}
"""Of a link that was removed, by what else is changed: the text but for it as it was is a sure sign
of an editor's hand."""

MOST = max(RECHECKS.values())
AFTER_DOUBT = 2
"""Looks asked for at least where one between could tell nothing: it may have hidden the link."""

STEADY_AFTER = timedelta(weeks=8)
"""After so long without a change on the page a link that once came back is as any other."""

# Nightly runs do not start on the minute, so a night counts as a day.
RECHECK_GAP = timedelta(hours=20)


def rechecks(reason: Reason, resemblance: Resemblance | None = None) -> int | None:
    """Return how many looks have to confirm an absence; ``None``: nothing confirms it.

    ``resemblance`` is that of the page to the one that held the link; ``None``: not known.
    """
    if reason is Reason.LINK_REMOVED and resemblance is not None:
        return _REMOVED[resemblance]
    return RECHECKS.get(reason)


def confirm(
    verdict: Verdict,
    backlink: KnownBacklink,
    links: tuple[LinkObservation, ...],
    now: datetime,
    *,
    changed_at: datetime | None = None,
) -> Check:
    """Turn a verdict into a check: a missing link is lost once enough looks agree.

    Looks count only ``RECHECK_GAP`` apart, so that two runs in one night confirm nothing. A look
    that could tell nothing neither counts nor sets the count back. Looks that agree on the absence
    may differ in their doubt, such as of a page that was another one for a night: the one that asks
    for the most confirmation has it. A link that was missed and came back may do so again, so that
    from then on it takes ``MOST`` looks to lose it, until nothing has changed for ``STEADY_AFTER``.

    ``changed_at``: the last look that showed a change on the page; ``None``: not known.
    """
    last = backlink.last
    if verdict.link_state is LinkState.UNKNOWN:
        return _check(verdict, backlink, links, last)
    if verdict.link_state is not LinkState.MISSING:
        unchanged_for = now - changed_at if changed_at else timedelta()
        asked_before = _asked_after_sight(verdict, last, unchanged_for)
        return Check(backlink=backlink, verdict=verdict, links=links, rechecks=asked_before)
    counted = last.absences if last else 0
    absent_at = last.absent_at if last else None
    if absent_at is None or now - absent_at >= RECHECK_GAP:
        counted, absent_at = counted + 1, now
    elif absent_at > now:
        absent_at = now  # the clock was ahead at that look; wait from here, not until then
    was_lost = last is not None and last.known_state is LinkState.LOST
    asked = rechecks(verdict.reason, verdict.resemblance)
    needed = max(asked or 0, last.rechecks if last else 0)
    if was_lost or (asked is not None and counted > needed):
        verdict = replace(verdict, link_state=LinkState.LOST)
    return Check(
        backlink=backlink,
        verdict=verdict,
        links=links,
        missing_since_at=(last.missing_since_at if last else None) or now,
        absent_at=absent_at,
        absences=counted,
        rechecks=needed,
    )


def _asked_after_sight(verdict: Verdict, last: LastSight | None, unchanged_for: timedelta) -> int:
    """Return the looks that the next absence asks for at least: a link may come and go."""
    if last is None or verdict.link_state is not LinkState.PRESENT:
        return last.rechecks if last else 0
    if last.known_state in (LinkState.MISSING, LinkState.LOST) and last.last_present_at:
        return MOST
    return 0 if unchanged_for >= STEADY_AFTER else last.rechecks


def _check(
    verdict: Verdict,
    backlink: KnownBacklink,
    links: tuple[LinkObservation, ...],
    last: LastSight | None,
) -> Check:
    return Check(
        backlink=backlink,
        verdict=verdict,
        links=links,
        missing_since_at=last.missing_since_at if last else None,
        absent_at=last.absent_at if last else None,
        absences=last.absences if last else 0,
        rechecks=_asked_over_doubt(last) if last else 0,
    )


def _asked_over_doubt(last: LastSight) -> int:
    return max(last.rechecks, AFTER_DOUBT) if last.absences else last.rechecks
