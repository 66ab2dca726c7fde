"""Where a link is not as it was agreed: target, anchor text, rel, and how long it stays."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from linkcrawler.models import Agreement, Check, LastSight
from linkcrawler.page.match import match_url, parse_target
from linkcrawler.states import Countability, LinkState
from linkcrawler.text import UNSAFE
from linkcrawler.urls import parse_web


@dataclass(frozen=True, slots=True)
class Deviation:
    """One point in which a link is not as it was agreed."""

    field: str
    """The column that tells it: ``target``, ``anchor_text``, ``rel``, ``countability``; of a link
    that is lost too early ``until``."""

    agreed: str
    found: str


@dataclass(frozen=True, slots=True)
class _Shown:
    """What is compared with the agreement; what is not known is left out and never deviates."""

    urls: Sequence[str] = ()
    anchor_texts: Sequence[str] = ()
    rels: Sequence[str] = ()
    countability: Countability | None = None


def deviations(check: Check) -> tuple[Deviation, ...]:
    """Return where the link is not as it was agreed; nothing where a look could not tell it.

    Of several links to the target one that keeps to a point is enough. A link elsewhere can deviate
    in its target alone, one that is gone only once its loss is confirmed.
    """
    agreed, verdict, link = check.backlink.agreement, check.verdict, check.verdict.link
    if verdict.link_state is LinkState.LOST:
        return _too_early(check.backlink.agreed_until, check.missing_since_at)
    if link is None:
        return ()
    if verdict.link_state is LinkState.ELSEWHERE:
        links = (link, *check.links)
        return tuple(_differences(agreed, _Shown(urls=[each.url for each in links if each.url])))
    if verdict.link_state is not LinkState.PRESENT:
        return ()
    links = (link, *(each for each in check.links if each.proves))
    shown = _Shown(
        urls=[each.url for each in links if each.url],
        anchor_texts=[each.anchor_text for each in links],
        rels=[" ".join(each.rel) for each in links],
        countability=verdict.countability,
    )
    return tuple(_differences(agreed, shown))


def deviated_before(check: Check) -> frozenset[str]:
    """Return the fields that deviated from the same agreement when a look last told a state.

    What was agreed after that look has not been compared with it yet.
    """
    backlink, last = check.backlink, check.backlink.last
    if last is None:
        return frozenset()
    told = set()
    if _is_compared(backlink.agreed_at, last.known_at):
        if last.known_state is LinkState.LOST:
            told.add("until")
        if LinkState.ELSEWHERE in (last.known_state, last.link_state):
            told.add("target")
    if _is_compared(backlink.agreed_at, last.last_present_at):
        told |= {each.field for each in _differences(backlink.agreement, _shown_before(last))}
    return frozenset(told)


def _is_compared(agreed_at: datetime | None, seen_at: datetime | None) -> bool:
    """Tell whether a look came after the agreement; without a time of it, it was always there."""
    return seen_at is not None and (agreed_at is None or agreed_at <= seen_at)


def _shown_before(last: LastSight) -> _Shown:
    return _Shown(
        urls=[last.url] if last.url else (),
        anchor_texts=[last.anchor_text] if last.anchor_text is not None else (),
        rels=[last.rel] if last.rel is not None else (),
        countability=last.countability,
    )


def _differences(agreed: Agreement, shown: _Shown) -> Iterator[Deviation]:
    if agreed.target is not None and parse_target(agreed.target):
        urls = [url for url in shown.urls if parse_web(url)]
        if urls and not any(_leads_to(url, agreed.target) for url in urls):
            yield Deviation("target", agreed.target, urls[0])
    if agreed.anchor_text is not None and shown.anchor_texts:
        wanted = _folded(agreed.anchor_text)
        if all(_folded(text) != wanted for text in shown.anchor_texts):
            yield Deviation("anchor_text", agreed.anchor_text, shown.anchor_texts[0])
    if agreed.rel is not None:
        yield from _rel_differences(agreed.rel, shown)


def _rel_differences(agreed: str, shown: _Shown) -> Iterator[Deviation]:
    """An empty agreement is kept by a link that is followed, another by its tokens, and more."""
    wanted = set(agreed.lower().split())
    if not wanted:
        found = shown.countability
        if found is not None and found is not Countability.FOLLOWED:
            yield Deviation("countability", Countability.FOLLOWED.value, found.value)
        return
    if shown.countability is Countability.NOFOLLOW:
        wanted.discard("nofollow")  # the page may say it for all of its links
    if shown.rels and not any(wanted <= set(rel.split()) for rel in shown.rels):
        yield Deviation("rel", agreed, shown.rels[0])


def _leads_to(url: str, target: str) -> bool:
    level = match_url(url, target)
    return level is not None and level.proves_presence


def _folded(text: str) -> str:
    """Return an anchor text without what no reader sees: width, case, spaces, soft hyphens."""
    visible = UNSAFE.sub(lambda match: " " if match[0].isspace() else "", text)
    return " ".join(unicodedata.normalize("NFKC", visible).casefold().split())


def _too_early(until: date | None, missing_since_at: datetime | None) -> tuple[Deviation, ...]:
    if until is None or missing_since_at is None:
        return ()
    day = missing_since_at.astimezone(UTC).date()
    return (Deviation("until", until.isoformat(), day.isoformat()),) if day <= until else ()
