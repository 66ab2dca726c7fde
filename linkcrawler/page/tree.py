"""The page as a tree; the only room that knows ``selectolax``."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser, LexborNode

from linkcrawler.page.cost import check_cost

Node = LexborNode

UNSEEN = frozenset(
    {"script", "style", "template", "noscript", "head", "title", "textarea", "select"}
    | {"iframe", "object", "svg", "math", "datalist", "noframes", "noembed"}
)
BLOCKS = frozenset(
    {"p", "li", "td", "th", "dd", "dt", "div", "section", "article", "main", "aside", "header"}
    | {"footer", "nav", "blockquote", "figure", "figcaption", "pre", "ul", "ol", "dl", "table"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "form", "fieldset", "body", "tr", "details", "center"}
)
_OFTEN_ASKED_FOR = (
    "a[href], area[href], noscript, p, title, base[href], meta, link[href], script, h1, template,"
    " iframe[srcdoc]"
)
_BREAKS = BLOCKS | {"br", "hr"}
_IDENTIFIER = re.compile(r"[A-Za-z][\w-]*", re.ASCII)
_NO_SPACES = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
_MAX_NODES = 5_000
_MAX_CHARACTERS = 2_000_000
_MAX_STEPS = 60
_MAX_BESIDE = 120
_MAX_LINE = 500
MAX_DEPTH = 2_000
_NULLS = bytes(1_024)
_MANY_NULLS = re.compile(rb"\0{1024,}")
"""What a damaged file is filled with: nobody sees it, and each takes twenty bytes to parse."""


class Tree:
    """A page that was parsed.

    The parser's own tree is held, not added to: its nodes know it, and so a tree that knew nodes
    would stay in memory long after its page.
    """

    def __init__(self, page: bytes) -> None:
        parsed = LexborHTMLParser(page, scripting=True)
        self._parsed = parsed
        self.css = parsed.css
        self.css_first = parsed.css_first
        self.template_fragments = parsed.template_fragments

    @property
    def root(self) -> Node | None:
        """The ``html`` element."""
        return self._parsed.root

    @property
    def body(self) -> Node | None:
        """The ``body`` element, or the ``frameset`` in its place."""
        return self._parsed.body

    @property
    def html(self) -> str | None:
        """The page as it would be written."""
        return self._parsed.html

    @cached_property
    def outline(self) -> Mapping[str, list[Node]]:
        """The elements that most readings ask for, by tag, in document order.

        They are found in one walk, since each search walks through the whole tree.
        ``a``, ``area`` and ``noscript`` stand together under ``links``, ``link`` and ``script``
        under ``sheets``. Of ``a``, ``area``, ``base`` and ``link`` only those with ``href`` are
        there, of ``iframe`` only those with ``srcdoc``.
        """
        found: defaultdict[str, list[Node]] = defaultdict(list)
        for node in self.css(_OFTEN_ASKED_FOR):
            tag = node.tag or ""
            found[_TOGETHER.get(tag, tag)].append(node)
        return found


_TOGETHER = {
    "a": "links",
    "area": "links",
    "noscript": "links",
    "link": "sheets",
    "script": "sheets",
}


def parse(page: bytes) -> Tree:
    """Parse UTF-8 as a browser that runs scripts does: ``noscript`` holds a piece of text.

    Raises ``CostlyPageError`` for a page that no parser can read in reasonable time and memory.
    """
    check_cost(page)
    if _NULLS in page:
        page = _MANY_NULLS.sub(b"\0", page)
    return Tree(page)


def collapse(text: str) -> str:
    """Return ``text`` with each run of white space as one space, and none at the ends."""
    if "\u200b" in text:
        text = text.replace("\u200b", " ")
    return " ".join(text.split())


def count_words(text: str) -> int:
    """Count words; where the script has no spaces between them, two letters are taken for one."""
    words = len(text.split())
    return words if text.isascii() else words + len(_NO_SPACES.findall(text)) // 2


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


def is_in_head(node: Node) -> bool:
    """Tell whether ``node`` stands in the head of the page."""
    return any(ancestor.tag == "head" for ancestor in ancestors(node))


# Where HTML begins again inside a drawing or a formula.
# Source: HTML Standard, "HTML integration point" and "MathML text integration point".
_HTML_INSIDE = frozenset({"foreignobject", "desc", "title", "mi", "mo", "mn", "ms", "mtext"})


def _holds_html(annotation: Node) -> bool:
    encoding = (attribute(annotation, "encoding") or "").lower()
    return encoding in ("text/html", "application/xhtml+xml")


def is_foreign(node: Node) -> bool:
    """Tell whether ``node`` belongs to a drawing or a formula, where it is no element of HTML."""
    for ancestor in ancestors(node):
        tag = ancestor.tag or ""
        if tag.lower() in _HTML_INSIDE or (tag == "annotation-xml" and _holds_html(ancestor)):
            return False
        if tag in ("svg", "math"):
            return True
    return False


def texts(
    node: Node, limit: int = _MAX_NODES, unseen: frozenset[str] = UNSEEN
) -> Iterator[tuple[Node, str]]:
    """Yield the text nodes below ``node`` that readers see, with a space for each break.

    The walk ends after ``limit`` nodes or two million characters; it never recurses, so depth
    can't hurt it.
    """
    root = node.mem_id
    current, seen, room = node.first_child, 0, _MAX_CHARACTERS
    while current is not None and seen < limit and room > 0:
        seen += 1
        tag = current.tag
        if current.is_text_node:
            text = (current.text_content or "")[:room]
            room -= len(text)
            yield current, text
        elif tag in _BREAKS:
            yield current, " "
        descend = current.first_child if tag not in unseen and not current.is_text_node else None
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


def text_of(node: Node, limit: int = _MAX_NODES, unseen: frozenset[str] = UNSEEN) -> str:
    """Return the text below ``node`` that readers see, white space collapsed."""
    only = node.first_child
    if only is None:
        return ""
    if only.is_text_node and only.next is None:
        return collapse((only.text_content or "")[:_MAX_CHARACTERS])
    return collapse("".join(text for _, text in texts(node, limit, unseen)))


def text_beside(node: Node, box: Node, characters: int, *, forward: bool) -> str:
    """Return the text nearest to ``node`` on one side of it, within ``box``.

    It walks away from ``node`` and ends once it has enough, so a long list costs no more than
    a short one.
    """
    pieces: list[str] = []
    enough, current, enter = characters, node, False
    for _ in range(_MAX_BESIDE):
        following = (current.first_child if forward else current.last_child) if enter else None
        while following is None:
            following = current.next if forward else current.prev
            if following is None:
                above = current.parent
                if above is None or above.mem_id == box.mem_id:
                    return _side(pieces, characters, forward=forward)
                current = above
        current = following
        text = (current.text_content or "") if current.is_text_node else ""
        pieces.append(" " if current.tag in _BREAKS else text)
        enough -= len(collapse(text))
        if enough < 0:
            break
        enter = current.tag not in UNSEEN and not current.is_text_node
    return _side(pieces, characters, forward=forward)


def lines_beside(
    node: Node, box: Node, *, forward: bool, unseen: frozenset[str] = UNSEEN
) -> Iterator[tuple[Node, str]]:
    """Yield the lines on one side of ``node`` within ``box``, nearest first, each with its start.

    A line ends where a block does. Where ``node`` is the box itself, the walk begins at its start
    or end. It takes at most ``_MAX_BESIDE`` steps.
    """
    line: list[tuple[Node, str]] = []
    current, enter = node, node.mem_id == box.mem_id
    for _ in range(_MAX_BESIDE):
        following = (current.first_child if forward else current.last_child) if enter else None
        while following is None:
            following = current.next if forward else current.prev
            if following is None:
                above = current.parent
                if above is None or box.mem_id in (above.mem_id, current.mem_id):
                    yield from _line(line, forward=forward)
                    return
                if above.tag in BLOCKS:
                    yield from _line(line, forward=forward)
                    line = []
                current = above
        current = following
        enter = current.tag not in unseen and not current.is_text_node
        if current.is_text_node:
            line.append((current, (current.text_content or "")[:_MAX_LINE]))
        elif current.tag in _BREAKS:
            yield from _line(line, forward=forward)
            line = []
    yield from _line(line, forward=forward)


def _line(pieces: list[tuple[Node, str]], *, forward: bool) -> Iterator[tuple[Node, str]]:
    ordered = pieces if forward else pieces[::-1]
    text = collapse("".join(piece for _, piece in ordered)[:_MAX_LINE])
    if text:
        yield next(node for node, piece in ordered if piece.strip()), text


def _side(pieces: list[str], characters: int, *, forward: bool) -> str:
    text = collapse("".join(pieces if forward else reversed(pieces)))
    return (text[:characters] if forward else text[-characters:]).strip()


class DomPaths:
    """CSS selectors of the elements of one page, for people and for the record.

    It remembers what it counted, because in a list of thousands of links each would count all
    that stand before it.
    """

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        self._steps: dict[int, str] = {}

    def path(self, node: Node) -> str:
        """Return the selector that leads from the body to ``node`` and to nothing else.

        Where it would be longer than 60 steps, the outermost are left out.
        """
        steps = [self._step(node)]
        for ancestor in ancestors(node):
            if len(steps) == _MAX_STEPS:
                break
            if ancestor.tag in ("body", "html"):
                steps.append(ancestor.tag)
                break
            steps.append(self._step(ancestor))
        return " > ".join(reversed(steps))

    def _step(self, node: Node) -> str:
        step = self._steps.get(node.mem_id)
        if step is None:
            number = self._number(node)
            ordinal = f":nth-of-type({number})" if number > 1 or _has_twin(node) else ""
            step = self._steps[node.mem_id] = _name(node) + ordinal
        return step

    def _number(self, node: Node) -> int:
        """Return the place of ``node`` among its siblings of the same tag, from 1."""
        number, tag, sibling = 1, node.tag, node.prev
        while sibling is not None:
            if sibling.tag == tag:
                if known := self._numbers.get(sibling.mem_id):
                    number += known
                    break
                number += 1
            sibling = sibling.prev
        self._numbers[node.mem_id] = number
        return number


def _has_twin(node: Node) -> bool:
    """Tell whether a sibling of the same tag follows."""
    tag, sibling = node.tag, node.next
    while sibling is not None:
        if sibling.tag == tag:
            return True
        sibling = sibling.next
    return False


def _name(node: Node) -> str:
    tag = re.sub(r"[^\w-]", r"\\\g<0>", node.tag or "*")
    identifier = attribute(node, "id")
    if identifier and _IDENTIFIER.fullmatch(identifier):
        return f"{tag}#{identifier}"
    names = (attribute(node, "class") or "").split()
    plain = next((name for name in names if _IDENTIFIER.fullmatch(name)), None)
    return f"{tag}.{plain}" if plain else tag
