"""Which pages are worth a look in a browser, and what both looks together show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from linkcrawler.judge.verdict import judge
from linkcrawler.models import Evidence, LinkObservation, PageFacts, RobotsRules, Sighting, Verdict
from linkcrawler.page.platforms import WIDGETS, recognise
from linkcrawler.states import (
    LinkState,
    NotCountedBecause,
    PageState,
    Placement,
    Reason,
    Rendering,
    Signal,
)
from linkcrawler.urls import parse_web

LEAST_TEXT = 0.9
"""Share of the words of the first look that a whole page still has after its scripts ran."""

LEAST_WORDS = 100
"""Words that scripts have to make of an empty shell: an error message is shorter."""

_SCRIPTED = frozenset({Reason.NEEDS_RENDER, Reason.COMMENT_WIDGET})
_ABSENT = frozenset({LinkState.MISSING, LinkState.ELSEWHERE, LinkState.MENTION})
_READ = frozenset({PageState.OK, PageState.MOVED, PageState.SOFT_404})


@dataclass(frozen=True, slots=True)
class PageReading:
    """What one document says of itself and shows of each target, by the target as given."""

    url: str
    facts: PageFacts
    seen: dict[str, Sighting]


def needs_second_look(evidence: Evidence) -> bool:
    """Tell whether scripts may bring a link that the first look did not see."""
    is_heavy = evidence.facts is not None and Signal.SCRIPT_HEAVY in evidence.facts.signals
    return any(
        verdict.reason in _SCRIPTED
        or (is_heavy and _is_absent(verdict) and verdict.page_state in _READ)
        for verdict in judge(evidence).values()
    )


def _is_absent(verdict: Verdict) -> bool:
    """Tell whether the page itself was read without the link."""
    return verdict.link_state in _ABSENT or verdict.reason is Reason.ENTRY_UNREAD


def merge_looks(
    first: PageReading,
    rendered: PageReading,
    frames: Sequence[PageReading],
    *,
    is_whole: bool,
) -> tuple[PageFacts, dict[str, Sighting], Rendering]:
    """Return what both looks together say of the page.

    What the first look proved stays as it was seen then. What only the browser shows is marked so.
    Absence needs a browser's page that is whole and has no less text than the first look saw.
    """
    least = LEAST_TEXT * first.facts.words
    if Signal.JS_SHELL in first.facts.signals:
        least = max(least, LEAST_WORDS)
    is_whole = is_whole and rendered.facts.words >= least
    seen: dict[str, Sighting] = {}
    for target, sighting in first.seen.items():
        after = _after_scripts(target, rendered, frames)
        seen[target] = after if not sighting.proves and (is_whole or after.proves) else sighting
    is_shown = any(seen[target] is not sighting for target, sighting in first.seen.items())
    if not is_whole and not is_shown:
        return first.facts, seen, Rendering.PARTIAL
    # Google renders no page whose own HTML forbids the index.
    before, after_rules = first.facts.robots, rendered.facts.robots
    robots = RobotsRules(
        noindex_from=before.noindex_from or after_rules.noindex_from,
        nofollow_from=before.nofollow_from or after_rules.nofollow_from,
    )
    facts = replace(rendered.facts, robots=robots)
    return facts, seen, Rendering.WHOLE if is_whole else Rendering.PARTIAL


def _after_scripts(target: str, rendered: PageReading, frames: Iterable[PageReading]) -> Sighting:
    """Return what the browser showed of the target, in the page or else in one of its frames."""
    main = rendered.seen.get(target, Sighting())
    links = tuple(replace(link, rendered=True) for link in main.links)
    if not main.proves:
        framed = (
            _in_frame(link, frame.url, len(links))
            for frame in frames
            for link in frame.seen.get(target, Sighting()).links
            if link.proves
        )
        links = (*links, *framed)
    return replace(main, links=links)


def _in_frame(link: LinkObservation, url: str, position: int) -> LinkObservation:
    """Return the link of a frame as one of the page; what a comment widget shows is a comment."""
    address = parse_web(url)
    place = f"{address.host}{address.path}".removeprefix("www.") if address else ""
    widget = recognise([place], WIDGETS)
    framed = replace(
        link,
        position=position + link.position,
        rendered=True,
        not_counted_because=link.not_counted_because or NotCountedBecause.IFRAME,
    )
    if widget is None:
        return framed
    return replace(
        framed,
        placement=Placement.COMMENT,
        comment_platform=widget,
        placement_rule="frame of a comment widget",
    )
