"""Fingerprints of a page's text and of its template, which two looks can be compared by."""

import heapq
import zlib
from collections.abc import Iterable

from linkcrawler.page.tree import Tree, attribute

SIZE = 8
_SAME_PAGE = 6 / SIZE  # an address that is quoted changes one or two of them
_MAX_WORDS = 300
_SHINGLE = 3


def text_sketch(text: str) -> str | None:
    """Return a fingerprint of a text: the least hashes of its runs of three words, in hex.

    ``None``: there are too few words. Source: Broder, "On the resemblance and containment of
    documents" (1997).
    """
    words = text.lower().split()[:_MAX_WORDS]
    if len(words) < SIZE + _SHINGLE:
        return None
    return _sketch(" ".join(words[n : n + _SHINGLE]) for n in range(len(words) - _SHINGLE + 1))


def template_sketch(tree: Tree) -> str | None:
    """Return a fingerprint of what the pages of one design share; ``None``: it has no such marks.

    That is its style sheets and scripts, by their file names, and the names of its outer elements.
    """
    marks: set[str] = set()
    for node in tree.css("link[rel=stylesheet][href], script[src]")[:100]:
        address = attribute(node, "href") or attribute(node, "src") or ""
        marks.add(address.partition("?")[0].rpartition("/")[2])
    for node in tree.css("body > [id], body > [class], body > * > [id], body > * > [class]")[:100]:
        marks.add(f"{node.tag} {attribute(node, 'id')} {attribute(node, 'class')}")
    return _sketch(marks) if len(marks) >= 3 else None


def resemblance(one: str, other: str) -> float:
    """Return how alike two sketches are, from 0.0 (nothing in common) to 1.0 (equal)."""
    left, right = (set(sketch.split("-")) for sketch in (one, other))
    return len(left & right) / max(len(left), len(right))


def is_same_page(one: str | None, other: str | None) -> bool:
    """Tell whether two text sketches are of one text, but for a few words such as a quoted address.

    Two texts too short for a sketch can't be told apart, so they are not called the same.
    """
    return one is not None and other is not None and resemblance(one, other) >= _SAME_PAGE


def _sketch(pieces: Iterable[str]) -> str:
    hashes = {zlib.crc32(piece.encode("utf-8", "replace")) for piece in pieces}
    return "-".join(f"{value:08x}" for value in heapq.nsmallest(SIZE, hashes))
