"""Does a link that is present count, and which of several links speaks for the backlink?"""

from collections.abc import Sequence
from dataclasses import dataclass

from linkcrawler.models import LinkObservation, PageFacts
from linkcrawler.states import (
    AnchorSource,
    Countability,
    MatchLevel,
    NofollowFrom,
    NotCountedBecause,
    Placement,
)

_LEVELS = {level: rank for rank, level in enumerate(MatchLevel)}


@dataclass(frozen=True, slots=True)
class Count:
    """How a link counts, why not, and what made it nofollow."""

    countability: Countability
    not_counted_because: NotCountedBecause | None = None
    nofollow_from: NofollowFrom | None = None


def count_link(
    link: LinkObservation, facts: PageFacts, *, googlebot_allowed: bool | None = None
) -> Count:
    """Tell how the link counts: the page's rules and the link's own, the most restrictive wins.

    ``googlebot_allowed`` is what robots.txt says of the page; ``None``: not known. A page that
    Googlebot may not read has no readable robots rules either.

    ``ugc`` or ``sponsored`` alone is a qualified link, not a followed one. Source: Google Search
    Central, "Qualify your outbound links to Google" and "Robots meta tag".
    """
    page_nofollow = facts.robots.nofollow_from
    qualified = _qualified(link.rel)
    nofollow_from = NofollowFrom.REL if qualified else page_nofollow
    because = _because(link, facts)
    if googlebot_allowed is False:
        because = NotCountedBecause.ROBOTS_BLOCKED
    if because:
        return Count(Countability.NOT_COUNTED, because, nofollow_from)
    if qualified:
        return Count(qualified, None, NofollowFrom.REL)
    if page_nofollow:
        return Count(Countability.NOFOLLOW, None, page_nofollow)
    return Count(Countability.FOLLOWED)


def _because(link: LinkObservation, facts: PageFacts) -> NotCountedBecause | None:
    if facts.robots.noindex_from:
        return NotCountedBecause.NOINDEX
    if facts.canonical_away:
        return NotCountedBecause.CANONICAL_AWAY
    if link.not_counted_because:
        return link.not_counted_because
    if link.match_level is MatchLevel.REDIRECTOR:
        return NotCountedBecause.REDIRECTOR
    return NotCountedBecause.NOT_CRAWLABLE if link.element != "a" else None


def _qualified(rel: Sequence[str]) -> Countability | None:
    """Return the class that ``rel`` gives; paid links are named before visitors' links."""
    if "sponsored" in rel:
        return Countability.SPONSORED
    if "ugc" in rel:
        return Countability.UGC
    return Countability.NOFOLLOW if "nofollow" in rel else None


def primary_link(links: Sequence[LinkObservation]) -> LinkObservation | None:
    """Return the link that speaks for the backlink; ``None`` if there is none.

    The closest match; among equals a visible one, a followed one, one with text, one in the
    content; and then the first of the page.
    """
    return min(links, key=_rank, default=None)


def _rank(link: LinkObservation) -> tuple[int, bool, bool, bool, bool, int]:
    return (
        _LEVELS[link.match_level] if link.match_level else len(_LEVELS),
        link.not_counted_because is not None,
        _qualified(link.rel) is not None,
        link.anchor_source is not AnchorSource.TEXT,
        link.placement is not Placement.CONTENT,
        link.position,
    )
