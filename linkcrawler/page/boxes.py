"""The elements around a link, from the nearest outwards, each read once for the whole page."""

import re
from collections.abc import Iterator
from functools import lru_cache

from linkcrawler.page.tree import MAX_DEPTH, Node

_PARTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+|(?<=[A-Za-z])(?=\d)")
_MAX_NAMES = 300
_ROOTS = frozenset({"html", "body", "head"})
_OUTSIDE = frozenset({None, "-undef", "-document"})


@lru_cache(maxsize=16_384)
def words_of(names: str) -> frozenset[str]:
    """Split ids and classes into lower-case words, at camel case too; numbers are left out."""
    return frozenset(
        word.lower() for word in _PARTS.split(names[:_MAX_NAMES]) if word and not word.isdigit()
    )


class Box:
    """An element that others stand in, as the rules of placement look at it."""

    __slots__ = (
        "id",
        "itemprop",
        "itemtype",
        "key",
        "names",
        "node",
        "outer",
        "role",
        "tag",
        "words",
    )

    def __init__(self, node: Node, outer: "Box | None") -> None:
        attributes = node.attributes
        identity = attributes.get("id") or ""
        classes = attributes.get("class") or ""
        self.node = node
        self.key = node.mem_id
        self.outer = outer
        self.tag = node.tag or ""
        self.id = identity
        both = f"{identity} {classes}"
        # A custom element is named by its tag.
        self.names = (both + f" {self.tag}" * ("-" in self.tag)).lower().split()
        self.words = words_of(both)
        self.itemprop = (attributes.get("itemprop") or "").strip().lower()
        self.itemtype = (attributes.get("itemtype") or "").strip().lower()
        self.role = (attributes.get("role") or "").strip().lower()

    def outwards(self) -> Iterator["Box"]:
        """Yield the box itself and all that it stands in."""
        box: Box | None = self
        while box is not None:
            yield box
            box = box.outer


class Boxes:
    """The boxes of one page, by element."""

    def __init__(self) -> None:
        self._known: dict[int, Box] = {}

    def around(self, node: Node, beyond: Box | None = None) -> Box | None:
        """Return the box that ``node`` stands in; ``None`` at the root.

        ``beyond`` is what holds the whole document that ``node`` is of, where that document is
        the content of a ``noscript`` or a frame; its own root elements are left out then.
        """
        path: list[Node] = []
        parent = node.parent
        found = beyond
        while parent is not None and parent.tag not in _OUTSIDE and len(path) < MAX_DEPTH:
            known = self._known.get(parent.mem_id)
            if known is not None:
                found = known
                break
            path.append(parent)
            parent = parent.parent
        for element in reversed(path):
            if beyond is not None and element.tag in _ROOTS:
                continue
            found = self._known[element.mem_id] = Box(element, found)
        return found

    def of(self, node: Node) -> Box:
        """Return the box that ``node`` itself is."""
        known = self._known.get(node.mem_id)
        if known is None:
            known = self._known[node.mem_id] = Box(node, self.around(node))
        return known
