"""A page that a browser has shown is not shown each night, while its own bytes are as they were.

What its scripts bring may change all the same. So it is taken as it was for a few nights alone, and
only where nothing is to be confirmed: no absence is ever claimed from what was not looked at.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from linkcrawler.crawl.visit import Read, Visit
from linkcrawler.judge import RECHECKS
from linkcrawler.judge.due import LATE, NEW_FOR
from linkcrawler.models import DuePage, KnownBacklink
from linkcrawler.page import all_found
from linkcrawler.page.packing import UnpackingError, pack, unpack
from linkcrawler.states import LinkState, Rendering

SHOWN_EVERY_NIGHTS = 3
"""A page is shown in every third night, each in its own, by its number."""

_SETTLED = frozenset(
    {LinkState.PRESENT, LinkState.ELSEWHERE, LinkState.MENTION, LinkState.LOST, LinkState.MISSING}
)


def shown_before(visit: Visit, first: Read, now: datetime) -> Read | None:
    """Return the page as a browser showed it; ``None``: it is to be shown.

    The visit's reading is of the page's bytes, so that one with a look in a browser is of the same
    bytes. What it did not show is then judged as on a whole page, which that was.
    """
    kept = visit.reading
    if kept is None or kept.shown is None or kept.shown_at is None or visit.seen_on is not None:
        return None
    if not _is_of_late(kept.shown_at, visit.page, now):
        return None
    if not all(_is_settled(each, now) for each in visit.page.backlinks):
        return None
    try:
        known = unpack(kept.shown)
    except UnpackingError:
        return None
    if known.sightings.keys() != first.seen.keys():
        return None
    visit.rendering = Rendering.WHOLE
    detail = f"as a browser showed it on {kept.shown_at:%Y-%m-%d}"
    return Read(
        replace(first.fetch, not_modified=True, detail=detail), known.facts, known.sightings
    )


def keep_shown(visit: Visit, first: Read, look: Read, now: datetime) -> None:
    """Keep what a browser showed, if it was the whole page or every link, beside the reading.

    Not where it was led elsewhere, so that ``look`` is no more of the answer of the ``first`` one.
    """
    if visit.reading is None or look.fetch != first.fetch:
        return
    if visit.rendering is Rendering.WHOLE or all_found(look.seen):
        shown = pack(look.facts, look.seen, ())
        visit.reading = replace(visit.reading, shown=shown, shown_at=now)


def _is_of_late(shown_at: datetime, page: DuePage, now: datetime) -> bool:
    """Tell whether the page may go without a browser tonight."""
    changed = page.changed_at
    if changed is not None and now - changed < NEW_FOR:  # also one that lies ahead
        return False
    is_its_night = (now.astimezone(UTC).toordinal() + page.id) % SHOWN_EVERY_NIGHTS == 0
    most = timedelta(days=SHOWN_EVERY_NIGHTS) - LATE
    return not is_its_night and timedelta() <= now - shown_at < most


def _is_settled(backlink: KnownBacklink, now: datetime) -> bool:
    """Tell whether the last look told of the link, and left nothing to be confirmed or watched."""
    last, until = backlink.last, backlink.agreed_until
    if until is not None and now.astimezone(UTC).date() <= until:
        return False
    if last is None or last.link_state not in _SETTLED:
        return False
    return last.link_state is not LinkState.MISSING or last.reason not in RECHECKS
