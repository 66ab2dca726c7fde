"""The page as a tree; the only room that knows ``selectolax``."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

Node = LexborNode
Tree = LexborHTMLParser

UNSEEN = frozenset(
    {"script", "style", "template", "noscript", "head", "title", "textarea", "select"}
    | {"iframe", "object", "svg", "math", "datalist", "noframes", "noembed"}
)
BLOCKS = frozenset(
    {"p", "li", "td", "th", "dd", "dt", "div", "section", "article", "main", "aside", "header"}
    | {"footer", "nav", "blockquote", "figure", "figcaption", "pre", "ul", "ol", "dl", "table"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "form", "fieldset", "body", "tr", "details", "center"}
)
_BREAKS = BLOCKS | {"br", "hr"}
_SPACE = re.compile(r"[ \t\n\r\f\u00a0\u200b\u3000]+")
_IDENTIFIER = re.compile(r"[A-Za-z][\w-]*")
_MAX_NODES = 5_000
MAX_DEPTH = 2_000


def parse(page: bytes) -> Tree:
    """Parse UTF-8 as a browser with scripting off would, so that ``noscript`` is in the tree."""
    return LexborHTMLParser(page)


def collapse(text: str) -> str:
    """Return ``text`` with each run of white space as one space, and none at the ends."""
    return _SPACE.sub(" ", text).strip()


def attribute(node: Node, name: str) -> str | None:
    """Return an attribute; ``""`` if it is there without a value, ``None`` if it is not there."""
    attributes = node.attributes
    return (attributes[name] or "") if name in attributes else None


def ancestors(node: Node) -> Iterator[Node]:
    """Yield the elements around ``node``, nearest first, at most ``MAX_DEPTH``."""
    parent = node.parent
    for _ in range(MAX_DEPTH):
        if parent is None or parent.tag in (None, "-undef", "-document"):
            return
        yield parent
        parent = parent.parent


def texts(node: Node, limit: int = _MAX_NODES) -> Iterator[tuple[Node, str]]:
    """Yield the text nodes below ``node`` that readers see, with a space for each break.

    The walk ends after ``limit`` nodes; it never recurses, so depth can't hurt it.
    """
    root = node.mem_id
    current, seen = node.first_child, 0
    while current is not None and seen < limit:
        seen += 1
        tag = current.tag
        if current.is_text_node:
            yield current, current.text_content or ""
        elif tag in _BREAKS:
            yield current, " "
        descend = current.first_child if tag not in UNSEEN and not current.is_text_node else None
        if descend is not None:
            current = descend
            continue
        while current is not None and current.next is None:
            current = current.parent
            if current is None or current.mem_id == root:
                return
            if current.tag in BLOCKS:
                yield current, " "
        current = current.next if current is not None else None


def text_of(node: Node, limit: int = _MAX_NODES) -> str:
    """Return the text below ``node`` that readers see, white space collapsed."""
    return collapse("".join(text for _, text in texts(node, limit)))


def dom_path(node: Node) -> str:
    """Return a CSS selector that leads from the body to ``node``, for people and for the record."""
    steps = [_step(node)]
    for ancestor in ancestors(node):
        if ancestor.tag in ("body", "html"):
            break
        steps.append(_step(ancestor))
        if len(steps) == 12:
            break
    return " > ".join(reversed(steps))


def _step(node: Node) -> str:
    tag = node.tag or "?"
    identifier = attribute(node, "id")
    if identifier and _IDENTIFIER.fullmatch(identifier):
        return f"{tag}#{identifier}"
    names = (attribute(node, "class") or "").split()
    plain = next((name for name in names if _IDENTIFIER.fullmatch(name)), None)
    step = f"{tag}.{plain}" if plain else tag
    number = _number_among_siblings(node)
    return f"{step}:nth-of-type({number})" if number > 1 else step


def _number_among_siblings(node: Node) -> int:
    number, sibling = 1, node.prev
    while sibling is not None and number < _MAX_NODES:
        if sibling.tag == node.tag:
            number += 1
        sibling = sibling.prev
    return number
