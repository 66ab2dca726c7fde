"""Fingerprints of a page's text and of its template, which two looks can be compared by."""

import heapq
import zlib
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from linkcrawler.page.tree import Tree

SIZE = 8
_SAME_PAGE = 6 / SIZE  # an address that is quoted changes one or two of them
_MAX_WORDS = 300
_SHINGLE = 3
_MOST_MARKS = 100


def text_sketch(text: str) -> str | None:
    """Return a fingerprint of a text: the least hashes of its runs of three words, in hex.

    ``None``: there are too few words. Source: Broder, "On the resemblance and containment of
    documents" (1997).
    """
    words = text.lower().split(maxsplit=_MAX_WORDS)[:_MAX_WORDS]
    if len(words) < SIZE + _SHINGLE:
        return None
    return _sketch(map(" ".join, zip(*(words[n:] for n in range(_SHINGLE)), strict=False)))


def template_sketch(tree: Tree) -> str | None:
    """Return a fingerprint of what the pages of one design share; ``None``: it has no such marks.

    That is its style sheets and scripts, by their file names, and the names of its outer elements.
    """
    marks: set[str] = set()
    for address in islice(_addresses(tree), _MOST_MARKS):
        marks.add(address.partition("?")[0].rpartition("/")[2])
    for tag, identity, classes in islice(_outer_elements(tree), _MOST_MARKS):
        marks.add(f"{tag} {identity} {classes}")
    return _sketch(marks) if len(marks) >= 3 else None


def _addresses(tree: Tree) -> Iterator[str]:
    """Yield where the style sheets and scripts are, in page order."""
    for node in tree.outline["sheets"]:
        attributes = node.attributes
        if node.tag == "script":
            if "src" in attributes:
                yield attributes.get("href") or attributes["src"] or ""
        elif (attributes.get("rel") or "").lower() == "stylesheet":
            yield attributes["href"] or attributes.get("src") or ""


def _outer_elements(tree: Tree) -> Iterator[tuple[str | None, str | None, str | None]]:
    """Yield tag, id and classes of the elements in the body, and of those in them, if named.

    An attribute without a value is ``""``, one that is not there ``None``.
    """
    body = tree.body
    for outer in body.iter() if body is not None else ():
        for node in chain((outer,), outer.iter()):
            attributes = node.attributes
            if "id" in attributes or "class" in attributes:
                identity, classes = (
                    (attributes[name] or "") if name in attributes else None
                    for name in ("id", "class")
                )
                yield node.tag, identity, classes


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
    # No piece holds the character between them; all are encoded at once, which is faster.
    encoded = "\0".join(pieces).encode("utf-8", "replace").split(b"\0")
    hashes = set(map(zlib.crc32, encoded))
    return "-".join(f"{value:08x}" for value in heapq.nsmallest(SIZE, hashes))
