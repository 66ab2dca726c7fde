"""One answer of a server, read: what the page is, and what it shows of each target."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from linkcrawler.domains import site_of, site_of_url
from linkcrawler.models import LinkObservation, PageFacts, Sighting
from linkcrawler.page.answer import Answer
from linkcrawler.page.entries import AROUND_ENTRIES, entry_of
from linkcrawler.page.facts import Page, facts_of, open_page
from linkcrawler.page.headers import Signs, signs_in_headers
from linkcrawler.page.links import (
    FoundLink,
    Surroundings,
    find_embedded,
    find_links,
    observe,
)
from linkcrawler.page.match import Target, match_level, parse_target
from linkcrawler.page.mention import may_mention, mentions, scripts, unescaped
from linkcrawler.page.sightings import all_found
from linkcrawler.page.signals import signs_in_body
from linkcrawler.page.tree import text_of
from linkcrawler.states import Signal
from linkcrawler.urls import WebAddress, parse_web, written_host

MAX_LINKS = 50_000
MAX_LINKS_OF_TARGET = 50
MAX_LINKED_DOMAINS = 500


def read_page(
    answer: Answer, targets: Iterable[str], now: datetime
) -> tuple[PageFacts, dict[str, Sighting]]:
    """Read the page and what it shows of each target, by the target as it was given."""
    wanted = {given: parse_target(given) for given in targets}
    if not answer.is_html:
        return _not_html(answer), dict.fromkeys(wanted, Sighting())
    page = open_page(answer)
    known = [target for target in wanted.values() if target]
    hosts = {name for target in known for name in (target.host, written_host(target.host))}
    found = list(find_links(page.tree, page.base, page.encoding, hosts))
    embedded = find_embedded(page.tree, page.base, page.encoding, len(found))
    around = Surroundings(page.tree, answer.url, html=page.html)
    facts = facts_of(page, found, now)
    links = _links_to([*found, *embedded], known, around)
    if facts.list_kind:
        links = {given: _with_entries(seen, found, answer.url) for given, seen in links.items()}
    sightings = {
        given: _sighting(page, target, links.get(given, ())) for given, target in wanted.items()
    }
    signs = signs_in_headers(answer)
    if not all_found(sightings):  # a found link is proof, whatever else the body looks like
        signs |= signs_in_body(page, facts)
        if any(seen.in_script for seen in sightings.values()):
            signs |= {Signal.TARGET_IN_SCRIPT: ""}
    return _with(facts, signs), sightings


def inspect_page(
    answer: Answer, now: datetime, *, brief: bool = False
) -> tuple[PageFacts, list[LinkObservation]]:
    """Read the page with the links on it in document order, at most ``MAX_LINKS``.

    In brief, the links come without path, context and markup, which take most of the time.
    """
    if not answer.is_html:
        return _not_html(answer), []
    page = open_page(answer)
    found = list(find_links(page.tree, page.base, page.encoding))
    facts = facts_of(page, found, now)
    signs = signs_in_headers(answer) | signs_in_body(page, facts)
    surroundings = Surroundings(page.tree, answer.url, brief=brief)
    links = [observe(link, None, surroundings) for link in found[:MAX_LINKS]]
    return _with(facts, signs), links


def read_with_domains(answer: Answer, now: datetime) -> tuple[PageFacts, tuple[str, ...]]:
    """Read the page with the registered domains it links to, sorted, without its own.

    They are at most ``MAX_LINKED_DOMAINS``, those that come first on the page.
    """
    facts, links = inspect_page(answer, now, brief=True)
    own = site_of_url(answer.url)
    sites = dict.fromkeys(site_of_url(link.url) for link in links if link.url)
    linked = [site for site in sites if site is not None and site != own]
    return facts, tuple(sorted(linked[:MAX_LINKED_DOMAINS]))


def _links_to(
    found: Sequence[FoundLink], targets: Sequence[Target], surroundings: Surroundings
) -> dict[str, tuple[LinkObservation, ...]]:
    """Observe the links that reach a target's site; details are read for these alone."""
    sites = {target.site for target in targets}
    hosts = tuple(target.host for target in targets)
    near: list[tuple[FoundLink, WebAddress]] = []
    for link in found:
        if not (link.url and link.host):
            continue
        # A redirector's link holds the target's host in its query.
        if site_of(link.host) in sites or any(map(link.url.lower().__contains__, hosts)):
            address = parse_web(link.url)
            if address:
                near.append((link, address))
    links: dict[str, tuple[LinkObservation, ...]] = {}
    for target in targets:
        levels = [
            (level, link) for link, address in near if (level := match_level(address, target))
        ]
        # A page may hold thousands of links to a site; those to the target go first.
        levels.sort(key=lambda pair: (not pair[0].proves_presence, pair[1].position))
        kept = sorted(levels[:MAX_LINKS_OF_TARGET], key=lambda pair: pair[1].position)
        links[target.given] = tuple(observe(link, level, surroundings) for level, link in kept)
    return links


def _with_entries(
    links: tuple[LinkObservation, ...], found: Sequence[FoundLink], url: str
) -> tuple[LinkObservation, ...]:
    """Return the links of a list, each with the page of the entry that it stands in."""
    return tuple(
        replace(link, entry_url=entry_of(found[link.position], url, found))
        if link.proves
        and link.placement not in AROUND_ENTRIES
        # Past that are those in frames.
        and link.position < len(found)
        else link
        for link in links
    )


def _sighting(page: Page, target: Target | None, links: tuple[LinkObservation, ...]) -> Sighting:
    seen = Sighting(links=links)
    if target is None or seen.proves or not may_mention(page.html, target):
        return seen
    shown = text_of(page.tree.body, limit=200_000) if page.tree.body is not None else ""
    return replace(
        seen,
        mentioned=mentions(shown, target),
        in_script=any(mentions(unescaped(script), target) for script in scripts(page.tree)),
    )


def _not_html(answer: Answer) -> PageFacts:
    return _with(PageFacts(media_type=answer.document_type), signs_in_headers(answer))


def _with(facts: PageFacts, signs: Signs) -> PageFacts:
    known_by = next((by for by in signs.values() if by), None)
    return replace(facts, signals=frozenset(signs), recognised=known_by)
