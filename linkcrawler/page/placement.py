"""Where on the page a link stands: comment, forum post, navigation, content, ..."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from linkcrawler.page.boxes import Box
from linkcrawler.page.platforms import (
    COMMENT_PLATFORMS,
    FORUMS,
    POST_AROUND,
    POST_BODY,
    SIGNATURE,
    recognise,
)
from linkcrawler.page.tree import Node, Tree, attribute, count_words, texts
from linkcrawler.page.units import Kind, Unit, Units
from linkcrawler.states import Placement

CONTENT_WORDS = 12
MAX_NAMES = 200
"""Names around a link by which its software is recognised; ten times those of real pages."""


@dataclass(frozen=True, slots=True)
class Place:
    """A placement, and what it was recognised by."""

    placement: Placement
    platform: str | None = None
    """The comment or forum software; ``None``: none was recognised."""

    part: str | None = None
    """``author``, ``body`` or ``meta`` of a comment or post; ``None`` elsewhere."""

    rule: str = ""


_REGIONS: tuple[tuple[Placement, re.Pattern[str]], ...] = (
    (Placement.ADVERT, re.compile(r"ads?|advert\w*|(?:.*[-_])?(?:ad|ads|sponsors?|promo|banner)")),
    (
        Placement.BLOGROLL,
        re.compile(r"(?:.*[-_])?(?:blogroll|bloglist|link-?list|linkcat)(?:-?\d+)?"),
    ),
    (
        Placement.AUTHOR_BIO,
        re.compile(
            r"(?:.*[-_])?(?:author|byline|vcard)(?:[-_]?(?:bio|box|info|card|description|profile))?"
            r"|about-?(?:the-)?author\w*"
        ),
    ),
    (
        Placement.RELATED,
        re.compile(r"(?:.*[-_])?(?:related|recommended|taboola|outbrain)(?:[-_].*)?|yarpp\w*"),
    ),
    (
        Placement.NAV,
        re.compile(
            r"(?:.*[-_])?(?:nav|navbar|navigation|menu|breadcrumbs?|mainnav|topnav)(?:[-_].*)?"
        ),
    ),
    (
        Placement.FOOTER,
        re.compile(r"(?:site|page|main|global)?[-_]?(?:footer|ftr|colophon)(?:[-_].*)?"),
    ),
    (
        Placement.SIDEBAR,
        re.compile(r"(?:.*[-_])?(?:sidebar|widget-area|rightcol|leftcol|widgets?)(?:[-_].*)?\d*"),
    ),
    (
        Placement.HEADER,
        re.compile(r"(?:site|page|main|global)?[-_]?(?:header|masthead|hdr|topbar)(?:[-_].*)?"),
    ),
)
_LAST_COMMENTS = re.compile(r"(?:.*[-_])?(?:recent|latest|last)[-_]?comments?(?:[-_].*)?")
_ROLES = {
    "navigation": Placement.NAV,
    "contentinfo": Placement.FOOTER,
    "banner": Placement.HEADER,
    "complementary": Placement.SIDEBAR,
}
_TAGS = {
    "nav": Placement.NAV,
    "footer": Placement.FOOTER,
    "header": Placement.HEADER,
    "aside": Placement.SIDEBAR,
}
_CONTENT_TAGS = frozenset({"main", "article"})
_CONTENT = re.compile(
    r"(?:.*[-_])?(?:content|article|story|entry|post)[-_]?(?:body|content|text)?\d*"
    r"|text[-_]?(?:block|body)?|main|(?:article|articlebody|postbody|maintext)"
)
# Names that themes put on an element around the whole page say nothing of one link.
_PAGE_WIDE = frozenset({"html", "body"})


_PROFILE_PAGE = re.compile(
    r"/(?:members?|users?|profiles?|u|user|author)/|mode=viewprofile|action=profile|member\.php",
    re.I,
)
_DIRECTORY_WORDS = frozenset({"directory", "listing", "listings", "webdirectory", "catalogue"})
_UNKNOWN = Place(Placement.UNKNOWN)


class Places:
    """Tells where the links of one page stand; remembers what it found of each box."""

    def __init__(self, tree: Tree, url: str) -> None:
        self._units = Units(tree, url)
        self._posts: dict[int, Place | None] = {}
        self._regions: dict[int, Place | None] = {}
        self._contents: dict[int, Place | None] = {}
        self._is_profile = bool(_PROFILE_PAGE.search(url))

    def of(self, link: Node, box: Box) -> Place:
        """Return where ``link``, which stands in ``box``, is placed.

        Visitors' words are looked for first, all the way up, because comment markup is full of
        ``header``, ``footer`` and ``author`` elements of its own; then the nearest region that
        decides; then the content.
        """
        visitors = _climb(box, self._posts, self._forum_place) or self._unit(link, box)
        if visitors:
            return visitors
        if "author" in (attribute(link, "rel") or "").lower().split():
            return Place(Placement.AUTHOR_BIO, rule="rel=author")
        region = _climb(box, self._regions, _region)
        if region:
            return region
        if self._is_profile:
            return Place(Placement.PROFILE, rule="address of a profile")
        return _climb(box, self._contents, _content) or _UNKNOWN

    def _forum_place(self, box: Box) -> Place | None:
        return _strong_forum_place(box, is_forum=self._units.is_forum)

    def _unit(self, link: Node, box: Box) -> Place | None:
        unit = self._units.around(box)
        if unit is None:
            return None
        if unit.kind is Kind.POST:
            return _in_post(box, unit.rule)
        names = _names_around(box)
        platform = recognise(names, COMMENT_PLATFORMS) or recognise(names, FORUMS)
        rule = f"{unit.rule}: {unit.box.tag}"
        return Place(Placement.COMMENT, platform, _part(link, box, unit), rule)


def _climb(
    box: Box, known: dict[int, Place | None], decide: Callable[[Box], Place | None]
) -> Place | None:
    """Climb to the first box that decides, or to one that was climbed from before."""
    passed: list[int] = []
    found: Place | None = None
    for outer in box.outwards():
        if outer.key in known:
            found = known[outer.key]
            break
        passed.append(outer.key)
        decided = decide(outer)
        if decided is not None:
            found = None if decided is _UNKNOWN else decided
            break
    for key in passed:
        known[key] = found
    return found


def _strong_forum_place(box: Box, *, is_forum: bool) -> Place | None:
    """Recognise markup that no page but a forum's has."""
    role = attribute(box.node, "data-role")
    if role == "memberSignature":
        return Place(Placement.FORUM_SIGNATURE, "Invision", "body", f"data-role={role}")
    if role == "commentContent":
        return Place(Placement.FORUM_POST, "Invision", "body", f"data-role={role}")
    is_signature = any(SIGNATURE.fullmatch(name) for name in box.names)
    if is_signature and is_forum and any(_is_post(outer) for outer in box.outwards()):
        return _in_post(box, "signature")
    if any(POST_BODY.fullmatch(name) for name in box.names):
        return _in_post(box, "name of a post body")
    return None


def _is_post(box: Box) -> bool:
    return any(POST_AROUND.fullmatch(name) for name in box.names)


def _region(box: Box) -> Place | None:
    """Return the region the box is; ``_UNKNOWN`` where the content begins."""
    if box.tag in _PAGE_WIDE:
        return None
    if box.itemprop == "author":
        return Place(Placement.AUTHOR_BIO, rule="itemprop=author")
    placement = _named_region(box)
    if placement:
        return Place(placement, rule=f"name: {box.tag}.{'.'.join(box.names)[:60]}")
    if box.role in _ROLES:
        return Place(_ROLES[box.role], rule=f"role={box.role}")
    if box.tag in _TAGS and not _inside_article(box):
        return Place(_TAGS[box.tag], rule=f"element {box.tag}")
    # What stands farther out is the page around the content; a quoted comment is no content.
    return _UNKNOWN if box.tag in _CONTENT_TAGS and not _quotes_comments(box) else None


def _content(box: Box) -> Place | None:
    if box.tag in _CONTENT_TAGS or box.itemprop in ("articlebody", "text"):
        return Place(Placement.CONTENT, rule=f"element {box.tag}")
    if box.tag in _PAGE_WIDE:
        return None
    if any(_CONTENT.fullmatch(name) for name in box.names):
        return Place(Placement.CONTENT, rule=f"name: {box.tag}")
    if box.tag in ("p", "blockquote", "td", "dd") and _has_words(box.node):
        return Place(Placement.CONTENT, rule=f"text of {box.tag}")
    return None


def _names_around(box: Box) -> list[str]:
    """Return the names of the box and of what it stands in, the nearest first, so many of them."""
    return list(islice((name for outer in box.outwards() for name in outer.names), MAX_NAMES))


def _in_post(box: Box, rule: str) -> Place:
    """Tell the signature under a post from the post."""
    names = _names_around(box)
    forum = recognise(names, FORUMS) or recognise(names, COMMENT_PLATFORMS)
    for outer in box.outwards():
        if any(SIGNATURE.fullmatch(name) for name in outer.names):
            return Place(Placement.FORUM_SIGNATURE, forum, "body", f"signature: {outer.tag}")
    return Place(Placement.FORUM_POST, forum, "body", rule)


_AUTHOR_PART = frozenset(
    {"author", "fn", "vcard", "user", "username", "nick", "commenter", "avatar"}
)
_META_PART = frozenset(
    {"meta", "metadata", "date", "time", "permalink", "reply", "footer", "actions"}
)
_BODY_PART = frozenset({"content", "text", "body", "message", "entry"})


def _part(link: Node, box: Box, unit: Unit) -> str:
    """Say which part of a comment the link is: its author's name, its text, or what is around."""
    if "url" in (attribute(link, "class") or "").split():
        return "author"
    for outer in box.outwards():
        if outer.tag == "time":
            return "meta"
        if outer.tag == "cite" or outer.words & _AUTHOR_PART:
            return "author"
        if outer.words & _META_PART:
            return "meta"
        if outer.tag in ("p", "blockquote") or outer.words & _BODY_PART or outer is unit.box:
            return "body"
    return "body"


@lru_cache(maxsize=16_384)
def _region_of_names(names: str) -> Placement | None:
    for placement, pattern in _REGIONS:
        if any(pattern.fullmatch(name) for name in names.split()):
            return placement
    return None


def _named_region(box: Box) -> Placement | None:
    if not box.names or len(box.names) > 7 or box.tag in _CONTENT_TAGS:
        return None
    placement = _region_of_names(" ".join(box.names))
    if placement:
        return placement
    if box.words & _DIRECTORY_WORDS:
        return Placement.DIRECTORY
    return None


def _quotes_comments(box: Box) -> bool:
    """Tell whether the box stands in a list of the last comments from all over the site."""
    return any(_LAST_COMMENTS.fullmatch(name) for outer in box.outwards() for name in outer.names)


def _inside_article(box: Box) -> bool:
    """Tell whether a header or footer belongs to an article and not to the page."""
    return box.tag in ("header", "footer") and any(
        outer.tag == "article" for outer in box.outwards()
    )


def _has_words(node: Node) -> bool:
    words = 0
    for _, text in texts(node, limit=200):
        words += count_words(text)
        if words >= CONTENT_WORDS:
            return True
    return False
