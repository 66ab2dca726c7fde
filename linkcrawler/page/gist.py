"""What a page amounts to at a glance: the little that tells whether it is the page at all."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from linkcrawler.models import PageFacts
from linkcrawler.page.facts import Page
from linkcrawler.page.tree import (
    UNSEEN,
    Node,
    Tree,
    ancestors,
    attribute,
    collapse,
    count_words,
    text_of,
    texts,
)

THIN_WORDS = 150
FEW_WORDS = 50
FEW_LINKS = 5
SMALL_BYTES = 10_240
_ENOUGH_WORDS = 600
_MAX_HEADING = 300
_MAX_TEXT = 16_384
_MAX_MACHINERY = 262_144
_FRAME = UNSEEN | {"nav", "header", "footer", "aside", "button", "form", "label", "a"}
_MACHINES = "script, iframe[src], frame[src], link[href], form[action], meta[http-equiv]"
_SOURCES = ("src", "href", "action", "content")
_HIDDEN = re.compile(r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden", re.I)
_BETWEEN = re.compile(r"\s+[-–—|·•»«/:]+\s+|\s*[|»«]\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gist:
    """What the rules of walls, soft 404s, parking pages and shells look at."""

    url: str
    redirected: bool
    status: int
    html: bytes
    tree: Tree
    title: str
    heading: str
    """First ``h1``, else first ``h2``."""

    text: str
    """First words that a reader sees."""

    words: int
    """Words of ``text``; it ends soon after 600, which is enough to tell a thin page."""

    main_words: int
    """The same without links, navigation, forms, headers and footers."""

    machinery: str
    """Inline scripts that are no data, and the addresses of scripts, frames, sheets and forms."""

    has_scripts: bool
    links: int
    links_within: int
    """Links that stay on the site."""

    @property
    def is_thin(self) -> bool:
        """Tell whether the page is too short for an article."""
        return self.words < THIN_WORDS

    @property
    def is_small(self) -> bool:
        """Tell whether the page, with its markup, is as short as error pages are."""
        return len(self.html) < SMALL_BYTES

    @property
    def headline(self) -> str:
        """Title and heading."""
        return f"{self.title}\n{self.heading}"


def gist_of(page: Page, facts: PageFacts) -> Gist:
    """Return the gist of a page."""
    tree = page.tree
    text = collapse("".join(_first(tree, UNSEEN)))[:_MAX_TEXT]
    heading = tree.css_first("h1") or tree.css_first("h2")
    return Gist(
        url=page.answer.url,
        redirected=page.answer.redirected,
        status=page.answer.status,
        html=page.html,
        tree=tree,
        title=facts.title or "",
        heading=text_of(heading, limit=200)[:_MAX_HEADING] if heading is not None else "",
        text=text,
        words=count_words(text),
        main_words=sum(count_words(piece) for piece in _first(tree, _FRAME)),
        machinery=_machinery(tree),
        has_scripts=tree.css_first("script") is not None,
        links=facts.links_on_page,
        links_within=facts.links_on_page - facts.external_links_on_page,
    )


def parts(title: str) -> list[str]:
    """Return the parts that a title is made of, as "Post - Blog" is of two."""
    return [part.strip() for part in (title, *_BETWEEN.split(title)) if part.strip()]


def is_shown(node: Node) -> bool:
    """Tell whether no style or attribute in the markup hides the element."""
    return not any(
        attribute(each, "hidden") is not None or _HIDDEN.search(attribute(each, "style") or "")
        for each in (node, *ancestors(node))
    )


def _first(tree: Tree, unseen: frozenset[str]) -> Iterator[str]:
    """Yield the first pieces of the text, enough to tell a thin page from a full one."""
    words = 0
    if tree.body is None:
        return
    for _, text in texts(tree.body, unseen=unseen):
        yield text
        words += count_words(text)
        if words >= _ENOUGH_WORDS:
            return


def _machinery(tree: Tree) -> str:
    pieces: list[str] = []
    room = _MAX_MACHINERY
    for node in tree.css(_MACHINES):
        attributes = node.attributes
        pieces += [attributes.get(name) or "" for name in _SOURCES]
        if node.tag == "script" and "json" not in (attributes.get("type") or "").lower():
            pieces.append((node.text() or "")[:room])
            room -= len(pieces[-1])
        if room <= 0:
            break
    return "\n".join(piece for piece in pieces if piece)
