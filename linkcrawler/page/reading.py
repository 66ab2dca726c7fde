"""One answer of a server, read: what the page is, and what it shows of each target."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from linkcrawler.domains import site_of
from linkcrawler.models import LinkObservation, PageFacts, RobotsRules, Sighting
from linkcrawler.page import signals
from linkcrawler.page.decode import decode_html
from linkcrawler.page.language import detect_language, normal_language
from linkcrawler.page.links import FoundLink, base_url, find_links, observe
from linkcrawler.page.match import Target, equivalent_key, match_level, parse_target
from linkcrawler.page.robots import robots_rules
from linkcrawler.page.tree import Node, Tree, attribute, collapse, parse, text_of, texts
from linkcrawler.states import Signal
from linkcrawler.urls import WebAddress, join, parse_web

MAX_TITLE = 512
MAX_LINKS_OF_TARGET = 50
REFRESH_MAX_S = 5.0
_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_REFRESH = re.compile(
    r"\s*([\d.]*)\s*(?:[;,]?\s*(?:url\s*=\s*)?[\"']?(.*?)[\"']?)?\s*$", re.I | re.S
)
_LINK_HEADER = re.compile(r"<([^>]*)>([^<]*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server sent: the input of the reading, and nothing else is."""

    url: str
    """Address that answered, after redirects."""

    status: int
    headers: tuple[tuple[str, str], ...]
    """Names in lower case."""

    body: bytes
    redirected: bool = False

    def header(self, name: str) -> str | None:
        """Return the first header of that name."""
        return next((value for key, value in self.headers if key == name), None)

    @property
    def media_type(self) -> str | None:
        """Media type without parameters, lower-case; ``None`` if the server names none."""
        value = (self.header("content-type") or "").partition(";")[0].strip().lower()
        return value or None

    @property
    def is_html(self) -> bool:
        """Tell whether a browser would show the body as a web page."""
        if self.body[:5] == b"%PDF-":
            return False
        if self.media_type is None:
            return self.body[:1024].lstrip()[:1] in (b"<", b"")
        return self.media_type in _HTML_TYPES


def read_page(
    answer: Answer, targets: Iterable[str], now: datetime
) -> tuple[PageFacts, dict[str, Sighting]]:
    """Read the page and what it shows of each target, by the target as it was given."""
    wanted = {given: parse_target(given) for given in targets}
    if not answer.is_html:
        return PageFacts(media_type=answer.media_type), dict.fromkeys(wanted, Sighting())
    page, encoding = decode_html(answer.body, answer.header("content-type"))
    tree = parse(page)
    found = list(find_links(tree, answer.url))
    links = _links_to(found, [target for target in wanted.values() if target])
    sightings = {
        given: _sighting(tree, page, target, links.get(given, ()))
        for given, target in wanted.items()
    }
    facts = _facts(tree, answer, found, now)
    marks = _header_signals(answer)
    if not all_found(sightings):  # a found link is proof, whatever else the body looks like
        marks |= _body_signals(tree, page, answer, facts)
        if any(seen.in_script for seen in sightings.values()):
            marks |= {Signal.TARGET_IN_SCRIPT}
    return replace(facts, signals=marks, encoding=encoding), sightings


def all_found(sightings: Mapping[str, Sighting]) -> bool:
    """Tell whether the page holds every target's link; false where no target was asked for."""
    return bool(sightings) and all(_is_proof(seen.links) for seen in sightings.values())


def inspect_page(answer: Answer, now: datetime) -> tuple[PageFacts, list[LinkObservation]]:
    """Read the page with every link on it, in document order."""
    if not answer.is_html:
        return PageFacts(media_type=answer.media_type), []
    page, encoding = decode_html(answer.body, answer.header("content-type"))
    tree = parse(page)
    found = list(find_links(tree, answer.url))
    facts = _facts(tree, answer, found, now)
    marks = _header_signals(answer) | _body_signals(tree, page, answer, facts)
    return replace(facts, signals=marks, encoding=encoding), [observe(link, None) for link in found]


def _links_to(
    found: Sequence[FoundLink], targets: Sequence[Target]
) -> dict[str, tuple[LinkObservation, ...]]:
    """Observe the links that reach a target's site; details are read for these alone."""
    sites = {target.site for target in targets}
    near: list[tuple[FoundLink, WebAddress, str]] = []
    for link in found:
        if link.url and link.host and (site := site_of(link.host)) in sites:
            address = parse_web(link.url)
            if address:
                near.append((link, address, site))
    links: dict[str, tuple[LinkObservation, ...]] = {}
    for target in targets:
        levels = [
            (level, link)
            for link, address, site in near
            if site == target.site and (level := match_level(address, target))
        ]
        # A page may hold thousands of links to a site; those to the target go first.
        levels.sort(key=lambda pair: (not pair[0].proves_presence, pair[1].position))
        kept = sorted(levels[:MAX_LINKS_OF_TARGET], key=lambda pair: pair[1].position)
        links[target.given] = tuple(observe(link, level) for level, link in kept)
    return links


def _sighting(
    tree: Tree, page: bytes, target: Target | None, links: tuple[LinkObservation, ...]
) -> Sighting:
    if target is None or any(
        link.match_level and link.match_level.proves_presence for link in links
    ):
        return Sighting(links=links)
    folded = page.lower()
    # Only a page that holds the host at all is worth a walk through its text.
    if target.host.encode() not in folded or tree.body is None:
        return Sighting(links=links)
    return Sighting(
        links=links,
        mentioned=_names(text_of(tree.body, limit=200_000), target),
        in_script=any(_names(text, target) for text in _scripts(tree)),
    )


def _is_proof(links: Iterable[LinkObservation]) -> bool:
    return any(link.match_level and link.match_level.proves_presence for link in links)


def _names(text: str, target: Target) -> bool:
    """Tell whether ``text`` holds the target's address, and not only the start of a longer one."""
    plain = text.lower().replace("\\/", "/")
    host, path = re.escape(target.host), re.escape(target.text_path)
    address = rf"(?<![\w.-])(?:www\.)?{host}(?::\d{{1,5}})?{path}(?![\w-]|\.\w)(?!/[\w%])"
    return re.search(address, plain) is not None


def _scripts(tree: Tree) -> Iterable[str]:
    for node in tree.css("script"):
        if "json" not in (attribute(node, "type") or ""):
            yield node.text() or ""


def _facts(tree: Tree, answer: Answer, found: Sequence[FoundLink], now: datetime) -> PageFacts:
    site = _site(answer.url)
    title = tree.css_first("head > title") or tree.css_first("title")
    canonical = _canonical(tree, answer)
    html = tree.root
    declared = (attribute(html, "lang") if html is not None else None) or answer.header(
        "content-language"
    )
    main = _main_text(tree)
    return PageFacts(
        title=collapse(title.text() or "")[:MAX_TITLE] if title is not None else None,
        canonical=canonical,
        canonical_away=_is_away(canonical, answer.url),
        declared_language=normal_language(declared),
        language=detect_language(main),
        robots=_robots(tree, answer, now),
        refresh_url=_refresh(tree, answer),
        words=len(main.split()),
        links_on_page=len(found),
        external_links_on_page=sum(1 for link in found if link.host and site_of(link.host) != site),
        media_type=answer.media_type,
    )


def _site(url: str) -> str | None:
    address = parse_web(url)
    return site_of(address.host) if address else None


def _canonical(tree: Tree, answer: Answer) -> str | None:
    """Return the canonical of head and header; ``None`` if there is none or they disagree."""
    named: set[str] = set()
    base = base_url(tree, answer.url)
    for node in tree.css("head link[rel][href]"):
        if "canonical" in (attribute(node, "rel") or "").lower().split():
            named.add(join(base, attribute(node, "href") or "") or "")
    for name, value in answer.headers:
        if name == "link":
            for href, parameters in _LINK_HEADER.findall(value):
                if re.search(r"rel\s*=\s*\"?[^\";]*\bcanonical\b", parameters, re.I):
                    named.add(join(answer.url, href) or "")
    named.discard("")
    return named.pop() if len(named) == 1 else None


def _is_away(canonical: str | None, url: str) -> bool:
    if canonical is None:
        return False
    there, here = parse_web(canonical), parse_web(url)
    if there is None or here is None:
        return False
    return equivalent_key(there) != equivalent_key(here)


def _robots(tree: Tree, answer: Answer, now: datetime) -> RobotsRules:
    metas = [
        (attribute(node, "name") or "", attribute(node, "content") or "")
        for node in tree.css("meta[name][content]")
    ]
    headers = [value for name, value in answer.headers if name == "x-robots-tag"]
    return robots_rules(metas, headers, now)


def _refresh(tree: Tree, answer: Answer) -> str | None:
    """Return where the page sends its reader within ``REFRESH_MAX_S``; ``None``: nowhere else."""
    contents = [answer.header("refresh")] + [
        attribute(node, "content")
        for node in tree.css("meta[http-equiv][content]")
        if (attribute(node, "http-equiv") or "").strip().lower() == "refresh"
        and not _in_noscript(node)
    ]
    for content in contents:
        rule = _REFRESH.match(content or "")
        if not rule or not rule[1] or not rule[2]:
            continue
        try:
            delay_s = float(rule[1])
        except ValueError:
            continue
        url = join(answer.url, rule[2].strip())
        if delay_s <= REFRESH_MAX_S and url and url != answer.url:
            return url
    return None


def _in_noscript(node: Node) -> bool:
    parent = node.parent
    return parent is not None and parent.tag == "noscript"


def _main_text(tree: Tree) -> str:
    """Return text of the page's paragraphs, or of its body where there is none.

    Navigation is in no paragraph; that is what keeps it out of the language.
    """
    texts_of_paragraphs = (collapse(node.text() or "") for node in tree.css("p"))
    main = " ".join(text for text in texts_of_paragraphs if len(text) >= 20)
    if len(main) >= 80 or tree.body is None:
        return main
    return text_of(tree.body)


def _header_signals(answer: Answer) -> frozenset[Signal]:
    challenged = signals.challenge_in_headers(dict(answer.headers))
    return frozenset({Signal.CHALLENGE_HEADER} if challenged else ())


def _body_signals(tree: Tree, page: bytes, answer: Answer, facts: PageFacts) -> frozenset[Signal]:
    if not page.strip():
        return frozenset({Signal.EMPTY})
    first_words = _first_words(tree)
    words = len(first_words)
    heading = tree.css_first("h1")
    title, first = facts.title or "", text_of(heading) if heading is not None else ""
    tests = {
        Signal.CHALLENGE_BODY: signals.challenge_in_body(page, title, words),
        Signal.SOFT_404: signals.soft_404(title, first, words),
        Signal.PARKED: signals.parked(page, " ".join(first_words), words),
        Signal.JS_SHELL: signals.script_shell(
            page, words, facts.links_on_page, tree.css_first("script") is not None
        ),
        Signal.SCRIPT_LINKS: any(signals.writes_links(text) for text in _scripts(tree)),
    }
    marks = {signal for signal, shown in tests.items() if shown}
    if answer.redirected and (address := parse_web(answer.url)) and words < signals.THIN_WORDS:
        wall = signals.redirected_to(address.path, address.host)
        marks |= {wall} if wall else set()
    return frozenset(marks)


def _first_words(tree: Tree) -> list[str]:
    """Return the first words a reader sees, enough to tell a thin page from a full one."""
    if tree.body is None:
        return []
    words: list[str] = []
    for _, text in texts(tree.body):
        words += text.split()
        if len(words) >= 2 * signals.THIN_WORDS:
            break
    return words
