"""What a page is like, for the audit: its words, whom it links to, what it is labelled with."""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from linkcrawler.domains import site_of, site_of_url
from linkcrawler.models import PageTraits
from linkcrawler.page.boxes import words_of
from linkcrawler.page.labels import (
    MAX_LABEL,
    guest_label,
    guest_title,
    is_about,
    offer_of,
    paid_class,
    paid_label,
    paid_path,
    paid_title,
)
from linkcrawler.page.links import FoundLink
from linkcrawler.page.owners import owner_ids
from linkcrawler.page.terms import terms_of
from linkcrawler.page.tree import (
    UNSEEN,
    Node,
    Tree,
    ancestors,
    attribute,
    lines_beside,
    text_of,
    texts,
)
from linkcrawler.urls import parse_web

MIN_WORDS = 200
"""Of a text whose compression is told: a short one has nothing to repeat."""

MAX_BYTES = 16_384
"""Of a text that are compressed."""

_MAX_HEADING = 300
_MAX_LINKS = 2_000
_MAX_ANCHOR_NODES = 20
_LINES_BEFORE = 6
_LINES_AFTER = 8
_LINES_AT_END = 4
_PROSE = 80
"""Characters from which on a line is of a text, and no label or byline."""

_NOT_ENTERED = UNSEEN | {"nav", "aside", "footer", "form", "ul", "ol", "figure", "article"}
_HEADINGS = frozenset({"h1", "h2"})
_AROUND = frozenset(
    "sidebar widget widgets related recommended recommendations comment comments menu nav navbar"
    " breadcrumb breadcrumbs taboola outbrain footer teaser teasers promo promos".split()
)
_SLOTS = frozenset(
    "ad ads adv advert adverts advertisement adsense adsbygoogle adslot adunit adlabel banner"
    " banners dfp gpt doubleclick teads slot".split()
)
_SLOT_TAGS = frozenset({"iframe", "ins", "script"})
_SLOT_ELEMENTS = "iframe, ins, script, [id*=gpt], [id*=-ad-], [class*=adsbygoogle]"
_NEAR = 3
"""Elements at most between a title and what holds both it and its label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What the traits of a page are taken from."""

    url: str
    html: bytes
    tree: Tree
    found: Sequence[FoundLink]
    """All its links."""

    title: str
    text: str
    """Its main text."""

    words: int
    """Of the main text."""

    language: str | None


def traits_of(page: Read) -> PageTraits:
    """Return what a page is like."""
    heading = _heading(page.tree)
    headline = text_of(heading, limit=200)[:_MAX_HEADING] if heading is not None else ""
    disclosure, guest = _labels(page, heading, headline)
    return PageTraits(
        terms=terms_of(page.text, (page.title, headline), page.language),
        external_domains=_external_domains(page),
        disclosure=disclosure,
        guest=guest,
        offers=_offers(page),
        owner_ids=owner_ids(page.html),
        compression=compression_of(page.text, page.words),
    )


def compression_of(text: str, words: int) -> float | None:
    """Return bytes of a text for each byte of it compressed; ``None``: it is under 200 words.

    A text that says the same again and again has 4 and more. Source: Ntoulas and others,
    "Detecting spam web pages through content analysis" (WWW 2006), 4.6.
    """
    if words < MIN_WORDS:
        return None
    written = text.encode("utf-8", "replace")[:MAX_BYTES]
    return round(len(written) / len(zlib.compress(written)), 2)


def _external_domains(page: Read) -> int:
    """Count the registered domains that the page links to, without its own."""
    hosts = {link.host for link in page.found if link.host}
    return len({site_of(host) for host in hosts} - {site_of_url(page.url)})


def _offers(page: Read) -> str | None:
    """Return what a link within the site is called that leads to where it takes or sells posts."""
    site = site_of_url(page.url)
    seen: set[str] = set()
    for link in page.found[:_MAX_LINKS]:
        if link.url is None or not link.host or site_of(link.host) != site:
            continue
        if link.href in seen:
            continue
        seen.add(link.href)
        # A resolved address is in normal form, so that cutting it is as good as parsing it.
        path = "/" + link.url.partition("#")[0].partition("?")[0].split("/", 3)[-1]
        if offer := offer_of(_anchor(link.node), path):
            return offer
    return None


def _anchor(link: Node) -> str:
    """Return the text of a link as far as it could be a label."""
    room = MAX_LABEL
    pieces: list[str] = []
    for _, text in texts(link, _MAX_ANCHOR_NODES):
        pieces.append(text)
        room -= len(text)
        if room < 0:
            break
    return "".join(pieces)


def _heading(tree: Tree) -> Node | None:
    """Return the heading of the page's text: that of an article, else the first one."""
    headings = tree.outline["h1"][:5] or tree.css("article h2")[:1]
    within = (node for node in headings if _box(node).tag != "body")
    return next(within, headings[0] if headings else None)


def _box(node: Node) -> Node:
    """Return the article that a node stands in, or else the whole body."""
    outermost = node
    for ancestor in ancestors(node):
        if ancestor.tag in ("article", "main"):
            return ancestor
        if ancestor.tag == "html":
            break
        outermost = ancestor
    return outermost


def _labels(page: Read, heading: Node | None, headline: str) -> tuple[str | None, str | None]:
    """Return the labels of a paid page and of a guest's; ``None`` where there is no such."""
    address = parse_web(page.url)
    paid = paid_path(address.path) if address else None
    paid = paid or paid_title(headline) or paid_title(page.title)
    guest = guest_title(headline)
    if heading is None:
        return paid, guest
    box = _box(heading)
    for each in (box, page.tree.body):
        paid = paid or (paid_class(attribute(each, "class") or "") if each is not None else None)
    for node, line, is_near in _lines(heading, box):
        if paid is None and (label := paid_label(line, with_ad=is_near)):
            is_ad = paid_label(line, with_ad=False) is None
            if not is_about(headline, label) and _is_of_page(node, heading, box, is_ad=is_ad):
                paid = label
        if (
            guest is None
            and (label := guest_label(line))
            and not is_about(headline, label)
            and _is_of_page(node, heading, box, is_ad=False)
        ):
            guest = label
        if paid and guest:
            break
    return paid, guest


def _lines(heading: Node, box: Node) -> Iterator[tuple[Node, str, bool]]:
    """Yield the lines where labels stand: around the title, and at the end of the text.

    Each with its first node, and whether it is so near to the title that it labels it.
    """
    before = lines_beside(heading, box, forward=False, unseen=_NOT_ENTERED | {"header"})
    for node, line in islice(before, _LINES_BEFORE):
        yield node, line, True
    column: Node | None = None
    is_near = True
    after = lines_beside(heading, box, forward=True, unseen=_NOT_ENTERED)
    for node, line in islice(after, _LINES_AFTER):
        block = node.parent
        if block is None or block.tag in _HEADINGS:
            break
        yield node, line, is_near
        if len(line) >= _PROSE:
            is_near = False
            column = column or next((each for each in ancestors(node) if each.tag == "p"), None)
    text = column.parent if column is not None else None
    if text is None:
        return
    at_end = lines_beside(text, text, forward=False, unseen=_NOT_ENTERED)
    for node, line in islice(at_end, _LINES_AT_END):
        yield node, line, False


def _is_of_page(node: Node, heading: Node, box: Node, *, is_ad: bool) -> bool:
    """Tell whether a label is the page's own, and not that of a banner, a list or a comment."""
    around: list[Node] = []
    for ancestor in ancestors(node):
        if ancestor.mem_id == box.mem_id:
            break
        around.append(ancestor)
    names = frozenset[str]().union(*(_names(each) for each in around[:12]))
    if names & _AROUND:
        return False
    if not is_ad:
        return True
    above = [each.mem_id for each in islice(ancestors(heading), _NEAR)]
    shared = next((n for n, each in enumerate(around) if each.mem_id in above), None)
    if shared is None:
        # Beside the title in the box itself.
        if box.mem_id not in above:
            return False
        shared = len(around)
    return shared <= _NEAR and not names & _SLOTS and not _is_over_banner(around[:shared])


def _is_over_banner(label: Sequence[Node]) -> bool:
    """Tell whether a label holds a banner, or one follows it."""
    for element in label:
        following = element.next
        while following is not None and following.is_text_node:
            following = following.next
        if element.css_first(_SLOT_ELEMENTS) is not None:
            return True
        if following is not None and _is_banner(following):
            return True
    return False


def _is_banner(element: Node) -> bool:
    if element.tag in _SLOT_TAGS or _names(element) & _SLOTS:
        return True
    slot = element.css_first(_SLOT_ELEMENTS)
    # A whole text may have banners in it; what is one has hardly any words.
    return slot is not None and len(text_of(element, limit=60)) < _PROSE


def _names(node: Node) -> frozenset[str]:
    attributes = node.attributes
    return words_of(f"{attributes.get('id') or ''} {attributes.get('class') or ''}")
