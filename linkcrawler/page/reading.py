"""One answer of a server, read: what the page is, and what it shows of each target."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from linkcrawler.domains import site_of
from linkcrawler.models import LinkObservation, PageFacts, Sighting
from linkcrawler.page import signals
from linkcrawler.page.answer import Answer
from linkcrawler.page.facts import Page, facts_of, open_page
from linkcrawler.page.links import (
    FoundLink,
    Surroundings,
    find_embedded,
    find_links,
    observe,
)
from linkcrawler.page.match import Target, match_level, parse_target
from linkcrawler.page.mention import may_mention, mentions, scripts, unescaped
from linkcrawler.page.tree import Tree, collapse, count_words, text_of, texts
from linkcrawler.states import Signal
from linkcrawler.urls import WebAddress, parse_web

MAX_LINKS = 50_000
MAX_LINKS_OF_TARGET = 50


def read_page(
    answer: Answer, targets: Iterable[str], now: datetime
) -> tuple[PageFacts, dict[str, Sighting]]:
    """Read the page and what it shows of each target, by the target as it was given."""
    wanted = {given: parse_target(given) for given in targets}
    if not answer.is_html:
        return PageFacts(media_type=answer.media_type), dict.fromkeys(wanted, Sighting())
    page = open_page(answer)
    found = list(find_links(page.tree, page.base, page.encoding))
    embedded = find_embedded(page.tree, page.base, page.encoding, len(found))
    known = [target for target in wanted.values() if target]
    around = Surroundings(page.tree, answer.url, html=page.html)
    links = _links_to([*found, *embedded], known, around)
    sightings = {
        given: _sighting(page, target, links.get(given, ())) for given, target in wanted.items()
    }
    facts = facts_of(page, found, now)
    marks = _header_signals(answer)
    if not all_found(sightings):  # a found link is proof, whatever else the body looks like
        marks |= _body_signals(page, facts) | _cut_signals(page)
        if any(seen.in_script for seen in sightings.values()):
            marks |= {Signal.TARGET_IN_SCRIPT}
    return replace(facts, signals=marks), sightings


def all_found(sightings: Mapping[str, Sighting]) -> bool:
    """Tell whether the page holds every target's link; false where no target was asked for."""
    return bool(sightings) and all(seen.proves for seen in sightings.values())


def inspect_page(
    answer: Answer, now: datetime, *, brief: bool = False
) -> tuple[PageFacts, list[LinkObservation]]:
    """Read the page with the links on it in document order, at most ``MAX_LINKS``.

    In brief, the links come without path, context and markup, which take most of the time.
    """
    if not answer.is_html:
        return PageFacts(media_type=answer.media_type), []
    page = open_page(answer)
    found = list(find_links(page.tree, page.base, page.encoding))
    facts = facts_of(page, found, now)
    marks = _header_signals(answer) | _body_signals(page, facts) | _cut_signals(page)
    surroundings = Surroundings(page.tree, answer.url, brief=brief)
    links = [observe(link, None, surroundings) for link in found[:MAX_LINKS]]
    return replace(facts, signals=marks), links


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
        if site_of(link.host) in sites or any(host in link.url.lower() for host in hosts):
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


def _header_signals(answer: Answer) -> frozenset[Signal]:
    challenged = signals.challenge_in_headers(dict(answer.headers))
    return frozenset({Signal.CHALLENGE_HEADER} if challenged else ())


def _cut_signals(page: Page) -> frozenset[Signal]:
    return frozenset({Signal.BREAKS_OFF} if page.is_cut else ())


def _body_signals(page: Page, facts: PageFacts) -> frozenset[Signal]:
    tree, html, answer = page.tree, page.html, page.answer
    text = _first_text(tree)
    words = count_words(text)
    has_scripts = tree.css_first("script") is not None
    if tree.css_first("frameset > frame[src]") is not None:
        return frozenset({Signal.FRAMES})
    if not (words or facts.links_on_page or has_scripts):
        return frozenset({Signal.EMPTY})
    heading = tree.css_first("h1")
    title, first = facts.title or "", text_of(heading) if heading is not None else ""
    asks_password = tree.css_first("input[type=password i]") is not None
    tests = {
        Signal.CHALLENGE_BODY: signals.challenge_in_body(html, title, text, words),
        Signal.LOGIN_FORM: signals.login_form(title, first, words, asks_password=asks_password),
        Signal.CONSENT_FORM: signals.consent_form(title, first, words),
        Signal.GEO_TEXT: signals.geo_text(title, text, words),
        Signal.TROUBLE: signals.trouble(title, text, words),
        Signal.BREAKS_OFF: signals.breaks_off(html),
        Signal.SOFT_404: signals.soft_404(title, first, words),
        Signal.PARKED: signals.parked(html, text, words),
        Signal.JS_SHELL: signals.script_shell(html, words, facts.links_on_page, has_scripts),
        Signal.SCRIPT_LINKS: any(signals.writes_links(script) for script in scripts(tree)),
    }
    marks = {signal for signal, shown in tests.items() if shown}
    if answer.redirected and (address := parse_web(answer.url)) and words < signals.THIN_WORDS:
        wall = signals.redirected_to(address.path, address.host)
        marks |= {wall} if wall else set()
    return frozenset(marks)


def _first_text(tree: Tree) -> str:
    """Return the first words a reader sees, enough to tell a thin page from a full one."""
    if tree.body is None:
        return ""
    pieces: list[str] = []
    words = 0
    for _, text in texts(tree.body):
        pieces.append(text)
        words += count_words(text)
        if words >= 2 * signals.THIN_WORDS:
            break
    return collapse("".join(pieces))
