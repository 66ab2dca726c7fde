"""Where on the page a link stands: comment, forum post, navigation, content, ..."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from linkcrawler.page.tree import Node, ancestors, attribute, texts
from linkcrawler.states import Placement

CONTENT_WORDS = 12


@dataclass(frozen=True, slots=True)
class Place:
    """A placement, the comment or forum software it was recognised by, and the rule."""

    placement: Placement
    platform: str | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class _Box:
    """An element around the link, as the rules look at it."""

    node: Node
    tag: str
    id: str
    classes: frozenset[str]
    itemtype: str
    itemprop: str
    role: str

    @property
    def names(self) -> list[str]:
        """Id and classes, in lower case."""
        return [*([self.id] if self.id else []), *self.classes]


# What says "comment" on a page without standing for a comment: counters, links and switches.
_NO_COMMENT = re.compile(
    r"comments?-?(?:count|link|number|open|closed|status|off|icon|toggle|bubble)\w*|no-comments?"
    r"|(?:leave|add|post)-a?-?comment|comment-?(?:respond|form|reply-title|policy|notes)\w*"
    r"|has-comments?|with-comments?|recent-?comments?\w*|widget_recent_comments|comments?-button",
)
_COMMENT = re.compile(
    r"(?:.*[-_])?(?:comments?|commentlist|commentary|commentarea|comment\d*|usercomments?"
    r"|kommentare?|commentaires?|comentarios?|commenti|reacties|komentarze|guestbook)(?:[-_].*)?"
)
_SIGNATURE = re.compile(
    r"signature|sig\d+|msg_\d+_signature|signaturecontainer|message-signature|postsignature"
)
_POST = re.compile(
    r"postbody|post_body|post_wrapper|postcontent|post_message_\d+|td_post_\d+|pid_\d+|msg_\d+"
    r"|message-body|messagetext|bbwrapper|js-post-body|topic-post|forum-?post\w*"
)
_FORUM_PAGE = re.compile(r"postbody|post_wrapper|postbit\w*|post_block|message--post|topic-body")
_REGIONS: tuple[tuple[Placement, re.Pattern[str]], ...] = (
    (Placement.ADVERT, re.compile(r"ads?|advert\w*|(?:.*[-_])?(?:ad|ads|sponsors?|promo|banner)")),
    (Placement.BLOGROLL, re.compile(r"(?:.*[-_])?(?:blogroll|bloglist|link-?list|linkcat)\d*")),
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


def place_link(link: Node) -> Place:
    """Return where ``link`` stands; the nearest decisive element around it wins.

    Visitors' words are looked for first, all the way up, because comment markup is full of
    ``header``, ``footer`` and ``author`` elements of its own.
    """
    boxes = [_box(node) for node in ancestors(link)]
    own = _box(link)
    return (
        _visitors_place(boxes) or _region(boxes, own) or _content(boxes) or Place(Placement.UNKNOWN)
    )


def _box(node: Node) -> _Box:
    names = ("id", "class", "itemtype", "itemprop", "role")
    attributes = node.attributes
    own_id, classes, itemtype, itemprop, role = (
        (attributes.get(name) or "").strip().lower() for name in names
    )
    return _Box(node, node.tag or "", own_id, frozenset(classes.split()), itemtype, itemprop, role)


def _visitors_place(boxes: list[_Box]) -> Place | None:
    for box in boxes:
        if box.tag in _PAGE_WIDE:
            continue
        is_named = any(_SIGNATURE.fullmatch(name) for name in box.names)
        if is_named and any(_forum_names(above.names) for above in boxes):
            return Place(Placement.FORUM_SIGNATURE, _forum(boxes), f"signature: {box.tag}")
        if (attribute(box.node, "data-role") or "") == "memberSignature":
            return Place(Placement.FORUM_SIGNATURE, "Invision", "data-role=memberSignature")
    for box in boxes:
        if box.tag in _PAGE_WIDE:
            continue
        if found := _comment(box, boxes):
            return found
        if any(_POST.fullmatch(name) for name in box.names):
            return Place(Placement.FORUM_POST, _forum(boxes), f"post: {box.tag}")
    return None


def _comment(box: _Box, boxes: list[_Box]) -> Place | None:
    if box.itemtype.endswith(("/comment", "/usercomments")) or "comment" in box.itemprop.split():
        return Place(Placement.COMMENT, _platform(boxes) or "schema.org", "schema.org comment")
    if box.tag == "article" and "comment" not in box.classes:
        names: Iterable[str] = ()  # themes put states such as "has-comments" on the article
    elif len(box.classes) > 6:
        names = [box.id]
    else:
        names = box.names
    for name in names:
        if _COMMENT.fullmatch(name) and not _NO_COMMENT.fullmatch(name):
            if any(_NO_COMMENT.fullmatch(other) for other in _names_up_to(box, boxes)):
                return None
            return Place(Placement.COMMENT, _platform(boxes), f"comment name: {box.tag}.{name}")
    return None


def _names_up_to(box: _Box, boxes: list[_Box]) -> Iterable[str]:
    for other in boxes:
        yield from other.names
        if other is box:
            return


_PLATFORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("WordPress", re.compile(r"comment-?list|comments-area|comment-author|div-comment-\d+")),
    ("Blogger", re.compile(r"comments-content|comment-thread|comment-block|blog-?comments?\w*")),
    ("Drupal", re.compile(r"comment-wrapper|field--name-comment\w*|comment__content")),
    ("Disqus", re.compile(r"disqus_thread|dsq-\w+")),
    ("Discourse", re.compile(r"topic-body|crawler-post")),
)
_FORUMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("phpBB", re.compile(r"postbody")),
    ("SMF", re.compile(r"post_wrapper|msg_\d+(?:_signature)?")),
    ("MyBB", re.compile(r"post_body|postbit_\w+|pid_\d+")),
    ("vBulletin", re.compile(r"post_message_\d+|td_post_\d+|postcontent|postbitlegacy|restore")),
    ("XenForo", re.compile(r"message-body|bbwrapper|message--post|messagetext")),
    ("Invision", re.compile(r"ipscomment\w*|cpost\w*")),
    ("Stack Exchange", re.compile(r"js-post-body")),
)


def _platform(boxes: list[_Box]) -> str | None:
    for box in boxes:
        for platform, pattern in _PLATFORMS:
            if any(pattern.fullmatch(name) for name in box.names):
                return platform
    return None


def _forum(boxes: list[_Box]) -> str | None:
    for box in boxes:
        for platform, pattern in _FORUMS:
            if any(pattern.fullmatch(name) for name in box.names):
                return platform
    return None


def _forum_names(names: list[str]) -> bool:
    return any(
        _POST.fullmatch(name)
        or _FORUM_PAGE.fullmatch(name)
        or re.fullmatch(r"p\d+|post|post_?\d+|message|cpost", name)
        for name in names
    )


def _region(boxes: list[_Box], own: _Box) -> Place | None:
    if "author" in (attribute(own.node, "rel") or "").lower().split():
        return Place(Placement.AUTHOR_BIO, rule="rel=author")
    for depth, box in enumerate(boxes):
        if box.tag in _PAGE_WIDE:
            continue
        if box.itemprop == "author":
            return Place(Placement.AUTHOR_BIO, rule="itemprop=author")
        placement = _named_region(box)
        if placement:
            return Place(placement, rule=f"name: {box.tag}.{'.'.join(sorted(box.names))[:60]}")
        if box.role in _ROLES:
            return Place(_ROLES[box.role], rule=f"role={box.role}")
        if box.tag in _TAGS and not _inside_article(boxes[depth + 1 :], box.tag):
            return Place(_TAGS[box.tag], rule=f"element {box.tag}")
        if box.tag in _CONTENT_TAGS:
            return None  # what stands farther out is the page around the content
    return None


def _named_region(box: _Box) -> Placement | None:
    if len(box.classes) > 6 or box.tag in _CONTENT_TAGS:
        return None
    for placement, pattern in _REGIONS:
        if any(pattern.fullmatch(name) for name in box.names):
            return placement
    return None


def _inside_article(outer: list[_Box], tag: str) -> bool:
    """Tell whether a header or footer belongs to an article and not to the page."""
    return tag in ("header", "footer") and any(box.tag == "article" for box in outer)


def _content(boxes: list[_Box]) -> Place | None:
    for box in boxes:
        if box.tag in _CONTENT_TAGS or box.itemprop in ("articlebody", "text"):
            return Place(Placement.CONTENT, rule=f"element {box.tag}")
        if box.tag not in _PAGE_WIDE and any(_CONTENT.fullmatch(name) for name in box.names):
            return Place(Placement.CONTENT, rule=f"name: {box.tag}")
        if box.tag in ("p", "blockquote", "td", "dd") and _has_words(box.node):
            return Place(Placement.CONTENT, rule=f"text of {box.tag}")
    return None


def _has_words(node: Node) -> bool:
    words = 0
    for _, text in texts(node, limit=200):
        words += len(text.split()) + len(text) // 20 * (not text.isascii())
        if words >= CONTENT_WORDS:
            return True
    return False
