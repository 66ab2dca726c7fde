"""Runs of entries: children of one element that repeat like visitors' contributions.

Names say nothing here. What says it is the repetition: entry after entry has a date, another
author, words of its own, and a way to answer or to point at that very entry. The teasers of
articles, products and events repeat as well, but each has a title that leads to another page.
"""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urljoin, urlsplit

from linkcrawler.page.boxes import Box
from linkcrawler.page.signs import (
    ACT,
    ACT_TEXT,
    AUTHOR,
    PROFILE,
    SAYS,
    has_date,
    names_of,
    offers_answer,
)
from linkcrawler.page.tree import Node

_Shape = tuple[str, ...]
_FEWEST = 3
_MOST_CHARACTERS = 10_000_000  # lists in lists in lists would be read again at each level
_MOST_CHILDREN = 600
_SAMPLE = 6
_MOST_PARTS = 4
_OTHERS = 0.3
_MOST_TRIMMED = 4
_END_TEXT = 1_500
_SHORTEST = 40
_MOST_INSIDE = 80
_TITLE_WORDS = 4
_TITLE_AMONG = 3
_OWN_WORDS = 5
_POST_WORDS = 15
_NUMBERS = re.compile(r"\d+")
_ENTRY_ID = re.compile(r"[A-Za-z]{0,4}[-_]?\d{3,}")
_RATINGS = "[class*=ating], [class*=star], [aria-label*=star], [aria-label*=ated]"
_ASIDE_TAGS = frozenset({"script", "style", "br", "hr", "template", "noscript"})
_PAGE = frozenset({"html", "body", "nav", "header", "footer"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_RATED = re.compile(
    r"[★☆]|\b[0-5](?:[.,]\d)? ?(?:/ ?5\b|(?:out of|von|sur|de|su|van) 5\b)|\bstars?\b"
)
_RATING = frozenset({"rating", "stars", "star", "rate", "rated"})
_PRICE = re.compile(r"[$€£¥] ?\d|\d ?(?:€|zł|kr\b|руб)")


@dataclass(slots=True)
class _Entry:
    """What one entry holds."""

    date: bool = False
    author: str = ""
    """The author's name; empty: none was found."""

    own_words: int = 0
    heading: str = ""
    """Heading of its own; empty: it has none."""

    act: bool = False
    answered: bool = False
    """It offers to be answered, which is more than to be pointed at."""

    rated: bool = False
    titled: bool = False
    """It has a title that leads to another page, or is the heading of the page."""

    @property
    def is_visitors(self) -> bool:
        """The entry is no advertisement or list of other pages between the contributions."""
        return self.date and (bool(self.author) or not self.titled)

    @property
    def is_section(self) -> bool:
        """The entry is headed by a matter, as the sections of a manual or of an archive are."""
        if not self.heading or self.author in self.heading:
            return False
        return not (self.rated or self.answered)


class Runs:
    """Tells which children of an element are entries; remembers it of each element."""

    def __init__(self, url: str, *, among_visitors: bool) -> None:
        self._known: dict[int, frozenset[int]] = {}
        self._url = url
        self._path = urlsplit(url).path
        self._among_visitors = among_visitors
        self._characters_left = _MOST_CHARACTERS

    def hold(self, box: Box) -> bool:
        """Tell whether the box is, or is part of, an entry of a run."""
        outer = box.outer
        if outer is None or outer.tag in _PAGE:
            return False
        members = self._known.get(outer.key)
        if members is None:
            if box.tag == "li" and len(box.node.text() or "") < _SHORTEST:
                return False  # as most are: the menus
            members = self._known[outer.key] = self._members(outer.node)
        return box.key in members

    def is_titled(self, node: Node) -> bool:
        """Tell whether one of the first links is a title that leads to another page."""
        for link in node.css("a[href]")[:_TITLE_AMONG]:
            href, words = link.attributes.get("href") or "", (link.text() or "").split()
            if len(words) < _TITLE_WORDS or self._is_here(href):
                continue
            if _in_heading(link) or self._is_title(link, words, href):
                return True
        return False

    def _members(self, parent: Node) -> frozenset[int]:
        children = _children(parent)
        if len(children) < _FEWEST or self._characters_left <= 0:
            return frozenset()
        shapes = [_shape(child) for child in children]
        times = Counter(shapes)
        for shape, found in times.most_common(2):
            if found < _FEWEST:
                break
            # Most lists have no date, so that this one look is all they cost.
            middle = [at for at, each in enumerate(shapes) if each == shape][found // 2]
            sample = children[middle : middle + 2]
            self._characters_left -= sum(len(part.text() or "") for part in sample)
            if not _is_dated(sample):
                continue
            entries = _trim(_split(children, shapes, shape, times))
            if self._are_contributions(entries):
                kept = [parts for parts in entries if self._look(parts).is_visitors]
                return frozenset(part.mem_id for parts in kept for part in parts)
        return frozenset()

    def _are_contributions(self, entries: list[list[Node]]) -> bool:
        if len(entries) < _FEWEST:
            return False
        step = max(1, len(entries) // _SAMPLE)
        sample = entries[::step][:_SAMPLE]
        authors, long, others = set(), 0, 0
        for parts in sample:
            entry = self._look(parts)
            if not self._is_contribution(entry):
                others += 1
                if others > _OTHERS * len(sample):
                    return False
            authors.add(entry.author)
            long += entry.own_words >= _POST_WORDS
        if self._among_visitors:
            # A list of threads has authors and dates as well, but few words of its own.
            return long >= 0.5 * len(sample)
        return len(authors - {""}) >= 2

    def _is_contribution(self, entry: _Entry) -> bool:
        """Tell whether the entry has what each contribution of a run has."""
        if entry.titled or not (entry.date and entry.author and entry.own_words >= _OWN_WORDS):
            return False
        return self._among_visitors or ((entry.act or entry.rated) and not entry.is_section)

    def _look(self, parts: list[Node]) -> _Entry:
        entry = _Entry()
        text = _text(parts)
        entry.date = has_date(text)
        entry.act = bool(ACT_TEXT.search(text)) or any(_is_numbered(part) for part in parts)
        entry.rated = bool(_RATED.search(text))
        entry.answered = any(offers_answer(part, limit=40) for part in parts)
        linked = 0
        for part in parts:
            for number, inner in enumerate(
                part.css("[class], [id], [name], time, a, h1, h2, h3, h4")
            ):
                if number >= _MOST_INSIDE:
                    break
                linked += self._note(entry, inner)
        if not entry.author and (said := SAYS.search(text[:200] + " " + text[-200:])):
            entry.author = text[said.end() : said.end() + 12].strip()
        if not entry.author and entry.rated and not _PRICE.search(text):
            entry.author = _first_line(parts)
        entry.own_words = len(text.split()) - linked
        return entry

    def _note(self, entry: _Entry, inner: Node) -> int:
        """Note what ``inner`` adds to the entry; return how many words it links."""
        tag, names = inner.tag or "", names_of(inner)
        if tag == "time":
            entry.date = True
        if tag == "h1":
            entry.titled = True
        if tag in _HEADINGS and not entry.heading:
            entry.heading = " ".join((inner.text() or "").split())[:200]
        if names & ACT:
            entry.act = True
        if names & _RATING:
            entry.rated = True
        if tag != "a":
            if names & AUTHOR and not entry.author:
                entry.author = (inner.text() or "").strip()[:60]
            return 0
        return self._note_link(entry, inner, names)

    def _note_link(self, entry: _Entry, link: Node, names: frozenset[str]) -> int:
        href = link.attributes.get("href")
        words = (link.text() or "").split()
        if href is None:
            entry.act = entry.act or _is_numbered(link)
            return 0
        is_here = self._is_here(href)
        if is_here and _NUMBERS.search(href.partition("#")[2]):
            entry.act = True  # a permalink to the entry
        if words and len(words) <= _TITLE_WORDS and (names & AUTHOR or PROFILE.search(href)):
            entry.author = entry.author or " ".join(words)
        elif not is_here and (_in_heading(link) or self._is_title(link, words, href)):
            entry.titled = True
        return len(words)

    def _is_here(self, href: str) -> bool:
        """Tell whether the address leads to a place on this page."""
        if href.startswith(("#", "javascript:")):
            return True
        return "#" in href and urlsplit(urljoin(self._url, href)).path == self._path

    def _is_title(self, link: Node, words: list[str], href: str) -> bool:
        """Tell whether a long link is all that its element holds and leads on within the site."""
        if len(words) < _TITLE_WORDS or link.parent is None:
            return False
        if urlsplit(urljoin(self._url, href)).netloc != urlsplit(self._url).netloc:
            return False
        return len((link.parent.text() or "").split()) == len(words)


def has_numbers_or_ratings(body: Node) -> bool:
    """Tell whether there are numbers of entries, or ratings, as often as a run needs."""
    numbered = (node for node in body.css("[id], a[name]") if _is_numbered(node))
    if len(list(islice(numbered, _FEWEST))) == _FEWEST:
        return True
    return len(body.css(_RATINGS)) >= _FEWEST


def _children(parent: Node) -> list[Node]:
    """Return the element children, without those that show nothing."""
    found: list[Node] = []
    child = parent.first_child
    while child is not None and len(found) < _MOST_CHILDREN:
        if child.is_element_node and child.tag not in _ASIDE_TAGS:
            found.append(child)
        child = child.next
    return found


def _shape(node: Node) -> _Shape:
    """Return what entries have in common: the element, its first class and id but for numbers.

    A bare element, as a row of a table, takes the shape of its first child as well.
    """
    shape: _Shape = _own_shape(node)
    if shape[1] or shape[2]:
        return shape
    shape += (node.attributes.get("bgcolor") or "",)
    child = node.first_child
    while child is not None and not child.is_element_node:
        child = child.next
    return shape if child is None else shape + _own_shape(child)


def _own_shape(node: Node) -> tuple[str, str, str]:
    attributes = node.attributes
    classes = (attributes.get("class") or "").split()
    first = _NUMBERS.sub("", classes[0]) if classes else ""
    identity = attributes.get("id") or ""
    return node.tag or "", first, _NUMBERS.sub("0", identity) if _NUMBERS.search(identity) else ""


def _split(
    children: list[Node], shapes: list[_Shape], head: _Shape, times: Counter[_Shape]
) -> list[list[Node]]:
    """Split the children into entries, each of which begins with a child of the shape ``head``."""
    entries: list[list[Node]] = []
    for child, shape in zip(children, shapes, strict=True):
        if shape == head:
            entries.append([child])
        elif entries and len(entries[-1]) < _MOST_PARTS and 2 * times[shape] > times[head]:
            entries[-1].append(child)
    return entries


def _trim(entries: list[list[Node]]) -> list[list[Node]]:
    """Leave out what has the shape of an entry but no date: rows of a menu above and below."""
    first = next((n for n, entry in enumerate(entries[:_MOST_TRIMMED]) if _is_dated(entry)), None)
    if first is None:
        return []
    last = len(entries)
    while last > first and last > len(entries) - _MOST_TRIMMED and not _is_dated(entries[last - 1]):
        last -= 1
    return entries[first:last]


def _is_dated(parts: list[Node]) -> bool:
    text = _text(parts)
    if len(text) < _SHORTEST:
        return False
    return has_date(text) or any(part.css_first("time") is not None for part in parts)


def _text(parts: list[Node]) -> str:
    """Return the text without its middle, where it is long: who and when stand at the ends."""
    text = " ".join((part.text(separator=" ") or "") for part in parts)
    return text if len(text) <= 2 * _END_TEXT else f"{text[:_END_TEXT]} {text[-_END_TEXT:]}"


def _is_numbered(part: Node) -> bool:
    return bool(_ENTRY_ID.fullmatch(part.id or part.attributes.get("name") or ""))


def _in_heading(link: Node) -> bool:
    parent = link.parent
    if parent is not None and parent.tag in _HEADINGS:
        return True
    return any(child.tag in _HEADINGS for child in _children(link))


def _first_line(parts: list[Node]) -> str:
    """Return the first line that may be a name: up to four words without a number."""
    for part in parts:
        for line in (part.text(separator="\n", strip=True) or "").split("\n")[:8]:
            if len(line) <= 30 and 1 <= len(line.split()) <= 4 and line[:1].isalpha():
                return line
    return ""
