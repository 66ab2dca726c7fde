"""The links of a page, as a browser's DOM has them."""

import re
from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import NamedTuple

from linkcrawler.models import LinkObservation
from linkcrawler.page.boxes import Box, Boxes
from linkcrawler.page.decode import encode_query
from linkcrawler.page.placement import Place, Places
from linkcrawler.page.rel import parse_rel
from linkcrawler.page.tree import (
    BLOCKS,
    DomPaths,
    Node,
    Tree,
    ancestors,
    attribute,
    collapse,
    is_foreign,
    parse,
    text_beside,
    text_of,
)
from linkcrawler.states import AnchorSource, MatchLevel, NotCountedBecause, Placement
from linkcrawler.urls import Base, join, web_host

MAX_FRAMES = 50
GOOGLE_READS_BYTES = 2 << 20
MAX_NOSCRIPTS = 300
"""Of those that hold links; each is a document of its own, which takes 150 KB.

As many further ones are read that name a target, as a link that is not read would be taken as lost.
"""

MAX_ANCHOR = 1_024
MAX_URL = 8_192
MAX_HTML = 500
CONTEXT = 120
_LINKS = "a[href], area[href]"

_HIDDEN_STYLE = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0*)?\s*(?:;|!|$)"
    r"|font-size\s*:\s*0(?:\.0*)?\s*(?:px|em|rem|%|pt)?\s*(?:;|!|$)"
    r"|(?:left|top|text-indent|margin-left)\s*:\s*-\d{4,}\s*px)",
    re.I,
)
_ANIMATED = re.compile(r"(?:^|\s)(?:aos|wow|animate\w*|fade\w*|lazy\w*)", re.I)
_OPACITY = re.compile(r"opacity\s*:\s*0", re.I)
_OFF_SCREEN = re.compile(r"(?:left|top|text-indent|margin-left)\s*:", re.I)
_FOR_SCREEN_READERS = re.compile(r"sr-only|skip\b|skip-|visually-?hidden|screen-reader", re.I)
# What is hidden until its reader opens it.
_OPENABLE = frozenset({"details", "dialog"})
_OPENABLE_ROLES = frozenset({"tabpanel", "dialog", "menu", "listbox"})
_OPENABLE_NAME = re.compile(
    r"(?:^|[\s_-])(?:tabs?|tabpanel|accordion\w*|collaps\w+|toggle\w*|expand\w*|spoiler\w*|dropdown\w*"
    r"|submenu|modal\w*|popup\w*|carousel\w*|slides?|slider|swiper|faq\w*|read-?more|more-text)"
    r"(?:$|[\s_-])",
    re.I,
)


class FoundLink(NamedTuple):
    """A link element with its address; everything else is read only where it is asked for.

    A page may have hundreds, and a tuple is made faster than a frozen dataclass.
    """

    position: int
    node: Node
    href: str
    url: str | None
    host: str | None
    """``None``: not an http or https address."""

    is_framed: bool = False
    """The link stands in a document of its own that the page holds in a frame."""

    noscript: Node | None = None
    """The ``noscript`` whose content the link is part of."""


def find_links(
    tree: Tree, base: str, encoding: str = "utf-8", hosts: Collection[str] = ()
) -> Iterator[FoundLink]:
    """Yield every ``a[href]`` and ``area[href]`` in document order, those in ``noscript`` too.

    ``base`` is what ``base_url`` returns. ``encoding`` is the one that the page was read in:
    browsers write queries in it. ``hosts`` are those of targets, in lower case.
    """
    resolved: dict[str, tuple[str | None, str | None]] = {}
    addresses = Base(base)
    for position, (node, noscript) in enumerate(_link_nodes(tree, hosts)):
        href = _href(node)
        if href not in resolved:
            url = addresses.join(encode_query(href, encoding))
            resolved[href] = (url, web_host(url) if url else None)
        yield FoundLink(position, node, href, *resolved[href], noscript=noscript)


def _link_nodes(tree: Tree, hosts: Collection[str]) -> Iterator[tuple[Node, Node | None]]:
    noscripts = naming = 0
    for node in tree.outline["links"]:
        if node.tag != "noscript":
            yield node, None
            continue
        content = node.text() or ""
        folded = content.lower()
        if "href" not in folded:
            continue
        if noscripts < MAX_NOSCRIPTS:
            noscripts += 1
        elif naming < MAX_NOSCRIPTS and any(host in folded for host in hosts):
            naming += 1
        else:
            continue
        for inner in parse(content.encode("utf-8", "replace")).css(_LINKS):
            yield inner, node


def find_embedded(tree: Tree, base: str, encoding: str, first_position: int) -> Iterator[FoundLink]:
    """Yield the links that readers see although they are not in the page's own tree.

    They stand in shadow roots, which search engines read as part of the page, and in ``srcdoc``
    frames. Source: HTML Standard, "Declarative shadow roots"; "The iframe element".
    """
    outline = tree.outline
    nodes = [(node, False) for node in _in_shadow_roots(tree)] if outline["template"] else []
    for frame in outline["iframe"][:MAX_FRAMES]:
        document = parse((attribute(frame, "srcdoc") or "").encode("utf-8", "replace"))
        nodes += [(node, True) for node in document.css(_LINKS)]
    for position, (node, is_framed) in enumerate(nodes, start=first_position):
        href = _href(node)
        url = resolve(base, href, encoding)
        yield FoundLink(position, node, href, url, web_host(url) if url else None, is_framed)


def _in_shadow_roots(tree: Tree) -> Iterator[Node]:
    fragments = deque(tree.template_fragments())
    while fragments:
        fragment = fragments.popleft()
        template = fragment.parent
        if template is not None and attribute(template, "shadowrootmode"):
            yield from fragment.css(_LINKS)
            fragments.extendleft(reversed(fragment.template_fragments()))


def _href(node: Node) -> str:
    attributes = node.attributes
    # A link in a drawing may have the older "xlink:href", which the selector finds too.
    return attributes.get("href", attributes.get("xlink:href")) or ""


def resolve(base: str, href: str, encoding: str) -> str | None:
    """Resolve ``href`` as a browser does on a page in ``encoding``; ``None`` if it is no URL."""
    return join(base, encode_query(href, encoding))


def base_url(tree: Tree, page_url: str) -> str:
    """Return what relative addresses are resolved against.

    It is the first ``<base>`` with an ``href``, unless that is no URL or one of scheme ``data`` or
    ``javascript``. Source: HTML Standard, "The base element".
    """
    for node in tree.outline["base"]:
        if is_foreign(node):
            continue  # an element of that name, but not HTML's
        found = join(page_url, attribute(node, "href") or "")
        if found is None or found.startswith(("data:", "javascript:")):
            return page_url
        return found
    return page_url


class Surroundings:
    """What the links of one page share: places and paths that were found for others of them."""

    def __init__(self, tree: Tree, url: str, *, brief: bool = False, html: bytes = b"") -> None:
        self.is_brief = brief
        self.html = html
        """The page in UTF-8, to find where in it a link stands."""

        self.boxes = Boxes()
        self.places = Places(tree, url)
        self.paths = DomPaths()
        self.hidden: dict[int, bool] = {}

    def box_around(self, link: FoundLink) -> Box | None:
        """Return the box that the link stands in, out of its ``noscript`` too."""
        beyond = self.boxes.of(link.noscript) if link.noscript is not None else None
        return self.boxes.around(link.node, beyond)

    def path(self, link: FoundLink) -> str:
        """Return the selector of the link; behind ``noscript`` it goes on in its content."""
        path = self.paths.path(link.node)
        if link.noscript is None:
            return path
        return f"{self.paths.path(link.noscript)} > {path.removeprefix('body > ')}"


def observe(
    link: FoundLink, match_level: MatchLevel | None, surroundings: Surroundings
) -> LinkObservation:
    """Read all there is to say of one link; in brief, without path, context and markup."""
    anchor_text, anchor_source = anchor_of(link.node)
    box = surroundings.box_around(link)
    place = surroundings.places.of(link.node, box) if box else Place(Placement.UNKNOWN)
    observation = LinkObservation(
        position=link.position,
        href=link.href[:MAX_URL],
        url=link.url[:MAX_URL] if link.url else link.url,
        anchor_text=anchor_text,
        anchor_source=anchor_source,
        rel=parse_rel(attribute(link.node, "rel")),
        placement=place.placement,
        comment_platform=place.platform,
        comment_part=place.part,
        placement_rule=place.rule,
        element=link.node.tag or "a",
        match_level=match_level,
        not_counted_because=_not_counted(link, box, surroundings.hidden)
        or (NotCountedBecause.PAST_2MB if _is_past_limit(link, surroundings.html) else None),
    )
    if surroundings.is_brief:
        return observation
    left, right = _context(link.node)
    return replace(
        observation,
        dom_path=surroundings.path(link),
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
    alt = alt or _alt_without_scripts(node)
    if alt:
        return alt[:MAX_ANCHOR], AnchorSource.ALT
    title = collapse(attribute(node, "title") or "")
    if title:
        return title[:MAX_ANCHOR], AnchorSource.TITLE
    return "", AnchorSource.NONE


def _alt_without_scripts(node: Node) -> str:
    """Return the alt text of images that scripts load late, of which ``noscript`` has a copy."""
    for noscript in node.css("noscript"):
        images = parse((noscript.text() or "").encode("utf-8", "replace")).css("img[alt]")
        for image in images:
            if alt := collapse(attribute(image, "alt") or ""):
                return alt
    return ""


def _not_counted(
    link: FoundLink, box: Box | None, hidden: dict[int, bool]
) -> NotCountedBecause | None:
    """Say why the link itself does not count; the page's reasons are the judge's."""
    if link.is_framed:
        return NotCountedBecause.IFRAME
    if link.noscript is not None:
        return NotCountedBecause.NOSCRIPT_ONLY
    if is_foreign(link.node):
        return NotCountedBecause.NOT_CRAWLABLE
    if _hides(link.node) or (box is not None and _is_hidden(box, hidden)):
        return NotCountedBecause.HIDDEN
    return None


def _is_past_limit(link: FoundLink, html: bytes) -> bool:
    """Tell whether the link stands past what Google reads of a page.

    It is looked for by its address as written, up to the first character that may be an entity.
    Source: Google Search Central, "Googlebot file size limits".
    """
    if len(html) <= GOOGLE_READS_BYTES:
        return False
    written = link.href.partition("&")[0][:200].encode()
    return bool(written) and html.find(written) >= GOOGLE_READS_BYTES


def _is_hidden(box: Box, known: dict[int, bool]) -> bool:
    """Tell whether the box or one around it hides what it holds."""
    passed: list[int] = []
    is_hidden = False
    for outer in box.outwards():
        if outer.key in known:
            is_hidden = known[outer.key]
            break
        if outer.tag == "body":
            break  # a page that scripts fade in hides its whole body at first
        passed.append(outer.key)
        if _hides(outer.node) and not _is_openable(outer.node):
            is_hidden = True
            break
    for key in passed:
        known[key] = is_hidden
    return is_hidden


def _is_openable(node: Node) -> bool:
    attributes = node.attributes
    return (
        node.tag in _OPENABLE
        or (attributes.get("role") or "").lower() in _OPENABLE_ROLES
        or _OPENABLE_NAME.search(attributes.get("class") or "") is not None
    )


def _hides(node: Node) -> bool:
    attributes = node.attributes
    if "hidden" in attributes and (attributes["hidden"] or "").lower() != "until-found":
        return True
    style = attributes.get("style")
    if not style or not (found := _HIDDEN_STYLE.search(style)):
        return False
    names = attributes.get("class") or ""
    if _OFF_SCREEN.search(found[0]):
        return _FOR_SCREEN_READERS.search(names) is None
    fading = any(name.startswith("data-aos") for name in attributes) or _ANIMATED.search(names)
    return not (fading and _OPACITY.search(found[0]))


def _context(node: Node) -> tuple[str, str]:
    """Return the text to the left and to the right of the link within its block."""
    block = next((box for box in ancestors(node) if box.tag in BLOCKS), None)
    if block is None:
        return "", ""
    return (
        text_beside(node, block, CONTEXT, forward=False),
        text_beside(node, block, CONTEXT, forward=True),
    )


def _outer_html(node: Node) -> str:
    html = node.html or ""
    return html if len(html) <= MAX_HTML else html[: MAX_HTML - 1] + "…"
