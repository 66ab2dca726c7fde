"""Own links that are there but could count for more, to be asked about."""

import heapq
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from linkcrawler.audit.desk import LinkRow
from linkcrawler.audit.material import Referrer, SeenLink
from linkcrawler.audit.signs import Family
from linkcrawler.audit.study import AnchorClass, DomainStudy, LinkFinding, Quality
from linkcrawler.states import Countability, LinkState, NofollowFrom, Placement

KEPT = 1_000
"""Links of each kind that are kept, the most valuable ones; all are counted."""


class Ask(StrEnum):
    """What is asked for, the one that gains the most first."""

    NOFOLLOW = "nofollow"
    """An editorial link that is nofollow, though others of the domain are not."""

    MENTION = "mention"
    """The address stands there as text."""

    TARGET = "target"
    """The link leads to another page of the site."""

    ANCHOR = "anchor"
    """A followed link in content without words. Only a hint: many of these are natural."""


_WHY = {
    Ask.NOFOLLOW: (
        "This link in the text is nofollow, while another one of the same domain is followed;"
        " perhaps by mistake."
    ),
    Ask.MENTION: "The address of your page stands there as text, not as a link.",
    Ask.TARGET: "It links to your site, but to another page than the list says.",
    Ask.ANCHOR: "The link has no text, or only an address; words would say more.",
}
_PLAIN_ANCHORS = (AnchorClass.EMPTY, AnchorClass.NAKED_URL)
_QUALITY_ORDER: Mapping[str | None, int] = {
    Quality.A: 0,
    Quality.B: 1,
    Quality.C: 2,
    None: 3,
    Quality.D: 4,
}
_MARKED = (Family.PAID, Family.SPAM, Family.SCHEME, Family.LISTED)


def quality_order(quality: str | None) -> int:
    """Return where a class stands: A first; one that is not known comes after C."""
    return _QUALITY_ORDER.get(quality, 5)


class AskList:
    """Gathers links such as a nofollow by mistake or one to a wrong page."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._kept: dict[Ask, list[tuple[tuple[float, ...], LinkRow]]] = {ask: [] for ask in Ask}

    def see(self, referrer: Referrer, study: DomainStudy, findings: Sequence[LinkFinding]) -> None:
        """Take in a referrer with what was found of it.

        A domain with marks of harm is asked for nothing; a link that was paid for, by its
        agreement or by its page, is nofollow with reason.
        """
        if study.quality is Quality.X:
            return
        for link, ask in _asks(referrer, findings):
            self._counts[ask] += 1
            row = LinkRow(
                backlink_id=link.id,
                referring_page=link.page.url,
                domain=referrer.domain,
                target=link.target,
                anchor_text=link.anchor_text,
                why=_WHY[ask],
                contact=link.contact or study.has_contact,
                kind=ask.value,
                quality=study.quality,
                authority=study.authority,
            )
            # The heap's first is the least valuable one, which goes when there are too many.
            kept = self._kept[ask]
            entry = (tuple(-each for each in _value(row)), row)
            if len(kept) < KEPT:
                heapq.heappush(kept, entry)
            else:
                heapq.heappushpop(kept, entry)

    def result(self) -> Sequence[LinkRow]:
        """Return the links, the most valuable ones first."""
        rows = [row for kept in self._kept.values() for _, row in kept]
        return sorted(rows, key=lambda row: (*_value(row)[:2], _RANK[row.kind], row.backlink_id))

    def counts(self) -> Mapping[str, int]:
        """Return how many there are of each kind."""
        return {ask.value: self._counts[ask] for ask in Ask}


_RANK = {ask.value: number for number, ask in enumerate(Ask)}


def _value(row: LinkRow) -> tuple[float, float, int]:
    """Return a key that is the smaller the more valuable a link is; no two links share one."""
    authority = -1.0 if row.authority is None else row.authority
    return quality_order(row.quality), -authority, row.backlink_id


def _asks(referrer: Referrer, findings: Sequence[LinkFinding]) -> Iterator[tuple[SeenLink, Ask]]:
    has_followed = any(
        link.is_followed and link.placement == Placement.CONTENT for link in referrer.links
    )
    for link, found in zip(referrer.links, findings, strict=True):
        ask = _ask_of(link, found, has_followed=has_followed)
        if ask is not None:
            yield link, ask


def _ask_of(link: SeenLink, found: LinkFinding, *, has_followed: bool) -> Ask | None:
    if link.link_state == LinkState.ELSEWHERE:
        return Ask.TARGET
    if link.link_state == LinkState.MENTION:
        return Ask.MENTION
    if not link.is_present or link.placement != Placement.CONTENT:
        return None
    if link.countability == Countability.NOFOLLOW:
        is_by_link = link.nofollow_from == NofollowFrom.REL
        is_free = not link.cost and not link.page.disclosure
        is_clean = not any(sign.family in _MARKED for sign in found.signs)
        return Ask.NOFOLLOW if has_followed and is_by_link and is_free and is_clean else None
    if link.is_followed and found.anchor_class in _PLAIN_ANCHORS:
        return Ask.ANCHOR
    return None
