"""The links of a page, as a browser's DOM has them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from linkcrawler.models import LinkObservation
from linkcrawler.page.placement import place_link
from linkcrawler.page.rel import parse_rel
from linkcrawler.page.tree import (
    BLOCKS,
    Node,
    Tree,
    ancestors,
    attribute,
    collapse,
    dom_path,
    text_of,
    texts,
)
from linkcrawler.states import AnchorSource, MatchLevel, NotCountedBecause
from linkcrawler.urls import join, web_host

MAX_LINKS = 50_000
MAX_ANCHOR = 1_024
MAX_URL = 8_192
MAX_HTML = 500
CONTEXT = 120

_HIDDEN_STYLE = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0*)?\s*(?:;|!|$)"
    r"|font-size\s*:\s*0(?:\.0*)?\s*(?:px|em|rem|%|pt)?\s*(?:;|!|$)"
    r"|(?:left|top|text-indent|margin-left)\s*:\s*-\d{4,}\s*px)",
    re.I,
)
_ANIMATED = re.compile(r"(?:^|\s)(?:aos|wow|animate\w*|fade\w*|lazy\w*)", re.I)
_OPACITY = re.compile(r"opacity\s*:\s*0", re.I)
_OPENABLE = frozenset({"details", "dialog"})


@dataclass(frozen=True, slots=True)
class FoundLink:
    """A link element with its address; everything else is read only where it is asked for."""

    position: int
    node: Node
    href: str
    url: str | None
    host: str | None
    """``None``: not an http or https address."""


def find_links(tree: Tree, page_url: str) -> Iterator[FoundLink]:
    """Yield every ``a[href]`` and ``area[href]`` in document order, at most ``MAX_LINKS``."""
    base = base_url(tree, page_url)
    resolved: dict[str, tuple[str | None, str | None]] = {}
    for position, node in enumerate(tree.css("a[href], area[href]")):
        if position == MAX_LINKS:
            return
        href = attribute(node, "href") or ""
        if href not in resolved:
            url = join(base, href) if len(href) <= MAX_URL else None
            resolved[href] = (url, web_host(url) if url else None)
        yield FoundLink(position, node, href, *resolved[href])


def base_url(tree: Tree, page_url: str) -> str:
    """Return what relative addresses are resolved against.

    It is the first ``<base>`` with an ``href``, unless that is no URL or one of scheme ``data`` or
    ``javascript``. Source: HTML Standard, "The base element".
    """
    first = tree.css_first("base[href]")
    found = join(page_url, attribute(first, "href") or "") if first is not None else None
    if found is None or found.startswith(("data:", "javascript:")):
        return page_url
    return found


def observe(link: FoundLink, match_level: MatchLevel | None) -> LinkObservation:
    """Read all there is to say of one link."""
    anchor_text, anchor_source = anchor_of(link.node)
    place = place_link(link.node)
    left, right = _context(link.node)
    return LinkObservation(
        position=link.position,
        href=link.href[:MAX_URL],
        url=link.url,
        anchor_text=anchor_text,
        anchor_source=anchor_source,
        rel=parse_rel(attribute(link.node, "rel")),
        placement=place.placement,
        comment_platform=place.platform,
        placement_rule=place.rule,
        element=link.node.tag or "a",
        match_level=match_level,
        not_counted_because=_not_counted(link.node),
        dom_path=dom_path(link.node),
        left_context=left,
        right_context=right,
        html=_outer_html(link.node),
    )


def anchor_of(node: Node) -> tuple[str, AnchorSource]:
    """Return the anchor text and its source: text, else ``alt`` of images, else ``title``.

    Source: Google Search Central, "Link best practices", "Anchor text placement".
    """
    text = text_of(node, limit=1_000)
    if text:
        return text[:MAX_ANCHOR], AnchorSource.TEXT
    alts = [collapse(attribute(image, "alt") or "") for image in node.css("img[alt]")[:20]]
    alt = collapse(" ".join(alts)) or collapse(attribute(node, "alt") or "")
    if alt:
        return alt[:MAX_ANCHOR], AnchorSource.ALT
    title = collapse(attribute(node, "title") or "")
    if title:
        return title[:MAX_ANCHOR], AnchorSource.TITLE
    return "", AnchorSource.NONE


def _not_counted(node: Node) -> NotCountedBecause | None:
    """Say why the link itself does not count; the page's reasons are the judge's."""
    if _hides(node):
        return NotCountedBecause.HIDDEN
    for ancestor in ancestors(node):
        if ancestor.tag == "noscript":
            return NotCountedBecause.NOSCRIPT_ONLY
        if ancestor.tag == "svg":
            return NotCountedBecause.NOT_CRAWLABLE
        if ancestor.tag == "body":
            break  # a page that scripts fade in hides its whole body at first
        if _hides(ancestor) and ancestor.tag not in _OPENABLE:
            return NotCountedBecause.HIDDEN
    return None


def _hides(node: Node) -> bool:
    attributes = node.attributes
    if "hidden" in attributes and (attributes["hidden"] or "").lower() != "until-found":
        return True
    style = attributes.get("style")
    if not style or not (found := _HIDDEN_STYLE.search(style)):
        return False
    fading = any(name.startswith("data-aos") for name in attributes) or _ANIMATED.search(
        attributes.get("class") or ""
    )
    return not (fading and _OPACITY.search(found[0]))


def _context(node: Node) -> tuple[str, str]:
    """Return the text to the left and to the right of the link within its block."""
    block = next((box for box in ancestors(node) if box.tag in BLOCKS), None)
    if block is None:
        return "", ""
    left: list[str] = []
    right: list[str] = []
    side = left
    inside = _text_ids(node)
    for text_node, text in texts(block, limit=2_000):
        if text_node.mem_id in inside:
            side = right
        else:
            side.append(text)
    if side is left:  # an image link holds no text to divide the block by
        return collapse("".join(left))[-CONTEXT:], ""
    return collapse("".join(left))[-CONTEXT:], collapse("".join(right))[:CONTEXT]


def _text_ids(node: Node) -> frozenset[int]:
    return frozenset(text_node.mem_id for text_node, _ in texts(node, limit=1_000))


def _outer_html(node: Node) -> str:
    html = node.html or ""
    return html if len(html) <= MAX_HTML else html[: MAX_HTML - 1] + "…"
