"""Visitors' contributions on a page: comments, answers, forum posts, each found as a unit.

A name such as ``comments`` stands on counters, forms and widgets as well as around what visitors
wrote. So a name alone decides nothing: a unit is an element that is named or repeated like a
contribution *and* holds what a contribution holds, which is text, and an author, a date or
something to answer with.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from typing import Literal

from linkcrawler.page.boxes import Box, words_of
from linkcrawler.page.runs import Runs, has_numbers_or_ratings
from linkcrawler.page.signs import (
    ACT,
    ACT_TEXT,
    AUTHOR,
    DATE,
    PROFILE,
    SAYS,
    has_date,
    inside,
    names_of,
    offers_answer,
)
from linkcrawler.page.tree import Node, Tree

_DIGITS = re.compile(r"[0-9a-f]{6,}|\d+")
_COMMENT = frozenset(
    """comment commentbody commenttext usercomment commententry commentitem commentbox kommentar
    commentaire comentario commento reactie komentarz cmt comm cmnt talkback guestbook remark
    annotation pingback trackback kommentti yorum""".split()
)
_COMMENTS = frozenset(
    """comments commentlist commentarea usercomments commentary kommentare commentaires comentarios
    commenti reacties komentarze cmts disqus dsq talkbacks remarks pinglist yorumlar commentthread
    commentslist commentsblock commentsection""".split()
)
_REPLY = frozenset("reply response answer antwort reaction reponse risposta respuesta".split())
_REPLIES = frozenset("replies responses answers antworten reactions".split())
_POST = frozenset(
    """post message msg postbit postbitlegacy postcontainer postrow tpost fpost forumpost topicpost
    kmsg kpost postitem posts messages kbody article""".split()
)
_BODY = frozenset("body post entry item text row block".split())
_NOISE = frozenset(
    """count counts counter link links number num form respond button btn open closed status
    toggle policy login logout add leave write submit new input icon captcha subscribe rss feed
    tab tabs share recent latest top most popular sidebar widget teaser teasers callout bubble
    hotness guidelines rules notice disclaimer cancel editor total nav pagination pager
    page pages preview prompt signin signup tool tools toolbox bar template loading header hidden
    complete activity stream featured bio""".split()
)
_NUMBERED = re.compile(r"[A-Za-z_:-]*?[-_:]?\d[\w-]*")
_SHORT_UNIT_ID = re.compile(r"(?:c|p|pc|pid|cm|r|tc|id|pb|ec)[-_]?\d{2,}(?:[-_]\w+)?", re.I)
_POST_ID = re.compile(r"\d{4,}|(?:[a-z]+[-_])*(?:post|message|msg|edit)[-_]?\d+", re.I)
_ARTICLE_TYPE = re.compile(
    r'"@type" ?: ?"(?:News|Tech)?(?:Article|BlogPosting)"'
    r"|schema\.org/(?:News|Tech)?(?:Article|BlogPosting)\b"
)
_THREAD_TYPE = re.compile(r"DiscussionForumPosting|QAPage|SocialMediaPosting")
_FORUM_PAGE = frozenset(
    """phpbb vbulletin xenforo xf smf mybb ipb discourse vanilla kunena nodebb flarum bbpress
    threadview viewtopic showthread""".split()
)
_FORUM_URL = re.compile(
    r"viewtopic|showthread|/threads?[/.-]|[?&]topic=|/topic[/_.-]|/forums?[/.]|//forums?\.|/questions/"
    r"|//[^/]+/(?:t/|d/\d)|topic_show|/discuss(?:ions?)?/|/talk/|/gassing/",
    re.I,
)
_SKIP = frozenset({"body", "html", "form", "main", "nav", "header", "head", "tbody"})
_ENOUGH = 4.0
_LOOK_AT = 3_000
_LOOK_COST = 300
_FEW_LOOKS = 12
MAX_LOOKED_AT = 3_000_000
"""Characters of a page that are searched for authors and dates; ten thousand comments' worth."""


class Kind(Enum):
    """What visitors wrote."""

    COMMENT = auto()
    POST = auto()


@dataclass(frozen=True, slots=True)
class Unit:
    """One contribution."""

    box: Box
    kind: Kind
    rule: str


class Units:
    """Finds the unit that a box stands in; remembers what it found of each box of the page."""

    def __init__(self, tree: Tree, url: str) -> None:
        self._known: dict[int, Unit | None] = {}
        self._within: dict[Callable[[Box], bool], dict[int, bool]] = {}
        self._left = MAX_LOOKED_AT
        self._few_looks = _FEW_LOOKS
        self._sections: dict[int, bool] = {}
        self.is_forum = _is_forum(tree, url)
        self._body = tree.body
        self._runs = Runs(url, among_visitors=self.is_forum)

    @cached_property
    def _has_answers(self) -> bool:
        """Anything on the page can be answered."""
        return self._body is not None and offers_answer(self._body, limit=2_000)

    @cached_property
    def _may_have_runs(self) -> bool:
        """The page has something that runs have and most pages don't; so the others stay cheap."""
        if self.is_forum or self._has_answers:
            return True
        return self._body is not None and has_numbers_or_ratings(self._body)

    def around(self, box: Box) -> Unit | None:
        """Return the nearest unit that is the box or holds it; ``None`` if there is none."""
        passed: list[int] = []
        unit: Unit | None = None
        for outer in box.outwards():
            if outer.key in self._known:
                unit = self._known[outer.key]
                break
            passed.append(outer.key)
            if outer.tag in ("body", "html"):
                break
            unit = self._look(outer)
            if unit is not None:
                break
        for key in passed:
            self._known[key] = unit
        return unit

    def _look(self, box: Box) -> Unit | None:
        if box.tag in _SKIP:
            return None
        if box.itemtype.endswith(_ITEMTYPES) or box.itemprop in _ITEMPROPS:
            if self._stands_in(box, _is_faq_page):
                return None  # the site answers its own questions
            return Unit(box, Kind.COMMENT, "schema.org")
        kind, points, rule = self._named(box)
        if points <= 0:
            return None
        if points < 3 and self._stands_in(box, _is_aside):
            return None
        if self._stands_in(box, _is_faq):
            return None
        if points + self._evidence(box.node) < _ENOUGH:
            return None
        is_numbered = rule.startswith("numbered")
        if not is_numbered and (_holds_form(box.node) or _holds_units(box.node)):
            return None
        return Unit(box, kind, rule)

    def _stands_in(self, box: Box, test: Callable[[Box], bool]) -> bool:
        """Tell whether the box, or one around it, passes the test; each box is tried once."""
        known = self._within.setdefault(test, {})
        passed: list[int] = []
        found = False
        for outer in box.outwards():
            if outer.key in known:
                found = known[outer.key]
                break
            passed.append(outer.key)
            if test(outer):
                found = True
                break
        for key in passed:
            known[key] = found
        return found

    def _evidence(self, node: Node) -> float:
        """Say how much of a contribution the element holds; nothing once the page is too large.

        Units may stand in units, so that a page could have the same text looked at without end.
        """
        if self._left <= 0:
            return 0.0
        parts = [node, *_partners(node)]
        text = " ".join((part.text() or "")[:_LOOK_AT] for part in parts)
        self._left -= len(text) + _LOOK_COST
        return _contribution(node, parts, text)

    def _named(self, box: Box) -> tuple[Kind, float, str]:
        """Say what the names make of the box, and how many points they are worth."""
        words, id_words = box.words, words_of(box.id)
        quiet = not words & _NOISE
        is_numbered = bool(box.id) and bool(_NUMBERED.fullmatch(box.id))
        if is_numbered and id_words & _NUMBERED_COMMENT and not id_words & _NOISE:
            # A numbered answer may be that of a list of questions, which nobody signs.
            return Kind.COMMENT, 3.5 if id_words & _SAID else 3.0, "numbered comment"
        if box.tag in _INLINE or (box.tag == "article" and not _siblings_alike(box.node)):
            return Kind.COMMENT, 0.0, ""
        if quiet and not words & _LISTS:
            if words & _PINGBACK and self._in_section(box):
                return Kind.COMMENT, 3.5, "pingback"  # it has neither a date nor an answer
            if words & _COMMENT:
                return Kind.COMMENT, 2.0, "comment"
            if "comments" in words and words & _BODY:
                return Kind.COMMENT, 1.0, "comments body"
        if quiet and words & _REPLY:
            return Kind.COMMENT, 3.0 if is_numbered and id_words & _REPLY else 1.5, "reply"
        if self.is_forum and (found := _post(box, quiet=quiet, is_numbered=is_numbered)):
            return found
        return self._by_section(box, quiet=quiet, is_numbered=is_numbered)

    def _by_section(self, box: Box, *, quiet: bool, is_numbered: bool) -> tuple[Kind, float, str]:
        """Say what the place in a section of comments, or in a forum, makes of the box."""
        in_section = self._in_section(box)
        if in_section and is_numbered and _SHORT_UNIT_ID.fullmatch(box.id):
            return Kind.COMMENT, 2.0, "numbered in section"
        if quiet and box.tag in _ENTRIES and self._is_of_run(box):
            is_post = self.is_forum or box.words & _POST
            return (Kind.POST if is_post else Kind.COMMENT), _ENOUGH, "entry of a run"
        if quiet and (in_section or self.is_forum) and _siblings_alike(box.node) >= 1:
            return (Kind.COMMENT, 1.0, "repeated") if in_section else (Kind.POST, 0.5, "repeated")
        if quiet and in_section and box.tag in ("dt", "dd", "li"):
            return Kind.COMMENT, 1.0, "in section"
        if quiet and self._has_answers and box.tag in _ROWS and self._is_answered(box.node):
            return Kind.COMMENT, 1.0, "repeated with answers"
        return Kind.COMMENT, 0.0, ""

    def _is_of_run(self, box: Box) -> bool:
        """Tell whether the box is an entry of a run.

        The look at the whole page costs as much as that at many boxes: where there are few, as
        around one link, it is left for those that hold.
        """
        self._few_looks -= 1
        if self._few_looks >= 0:
            return self._runs.hold(box) and self._may_have_runs
        return self._may_have_runs and self._runs.hold(box)

    def _is_answered(self, node: Node) -> bool:
        return _are_answered(node) and not self._runs.is_titled(node)

    def _in_section(self, box: Box) -> bool:
        outer = box.outer
        for _ in range(5):
            if outer is None:
                return False
            if self._is_section(outer):
                return True
            outer = outer.outer
        return False

    def _is_section(self, box: Box) -> bool:
        if box.key not in self._sections:
            named = box.words & _SECTIONS
            noisy = box.words & _SECTION_NOISE
            self._sections[box.key] = box.tag not in _TOO_WIDE and (
                (bool(named) and not noisy) or _has_heading(box.node)
            )
        return self._sections[box.key]


_TOO_WIDE = frozenset({"body", "html"})
# Headings over comments, with a number before or after them.
_HEADING = re.compile(
    r"(?:\d[\d.,]* )?(?:(?:reader |user |all |the |latest )?comments?"
    r"|(?:leave|post|add) a (?:reply|comment)|responses?|replies|discussion"
    r"|thoughts? on .{0,80}|what others say|join the (?:conversation|discussion)"
    r"|kommentare?|kommentar schreiben|lesermeinungen|leserkommentare|antworten|meinungen"
    r"|commentaires?|réactions?|réagir|vos commentaires|comentarios?|deja un comentario|opiniones"
    r"|comentários?|commenti|commento|lascia un commento|reacties?|reageren"
    r"|комментарии|комментариев|комментария|отзывы|обсуждение|komentarze|komentarzy|komentarz"
    r"|yorumlar|yorum|评论|评论列表|網友評論|发表评论|留言|コメント(?:一覧)?|댓글|التعليقات|تعليقات"
    r"|bình luận|kommentarer|kommentit|hozzászólások|κομμέντα|σχόλια|תגובות)"
    r"(?: ?[(\[:]?\d[\d.,]*[)\]]?)?:?",
    re.I,
)
_HEADING_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def _has_heading(node: Node) -> bool:
    """Tell whether the element begins with a heading that announces comments."""
    child, seen = node.first_child, 0
    while child is not None and seen < 3:
        if child.is_element_node:
            seen += 1
            if child.tag in _HEADING_TAGS:
                heading = (child.text() or "").strip()
                return len(heading) < 100 and bool(_HEADING.fullmatch(" ".join(heading.split())))
        child = child.next
    return False


_ITEMTYPES = ("/comment", "/usercomments", "/answer")
_ITEMPROPS = frozenset({"comment", "suggestedanswer", "acceptedanswer"})
_ROWS = frozenset({"li", "div", "article", "section", "tr", "dd", "table"})


def _are_answered(node: Node) -> bool:
    """Tell whether the element and one of its shape beside it each offer to be answered."""
    if _siblings_alike(node) < 2 or not offers_answer(node, limit=40):
        return False
    beside = [_neighbour(node, "prev"), _neighbour(node, "next")]
    return any(
        other is not None and _shape(other) == _shape(node) and offers_answer(other, limit=40)
        for other in beside
    )


_ENTRIES = _ROWS | {"p", "dt", "ul", "dl"}
_INLINE = frozenset({"span", "code", "pre", "a", "b", "i", "em", "strong"})
_PINGBACK = frozenset({"pingback", "trackback"})
_TOPICS = 7  # a theme that names more puts the topics of the article on it
_FAQ = frozenset({"faq", "faqs"})
_SAID = _COMMENT | {"comments", "reply"}
_LISTS = frozenset({"list", "section", "area"})
_NUMBERED_COMMENT = _COMMENT | _REPLY | {"comments"}
_NUMBERED_UNIT = _COMMENT | _REPLY | {"post", "message"}
_SECTIONS = _COMMENTS | _REPLIES | {"talkback"}
_SECTION_NOISE = _NOISE - {"new", "page", "pages", "number", "num", "open", "closed"}
_ASIDE = frozenset({"recentcomments", "recent", "latest", "popular", "related", "similar"})
_WHOLE = frozenset({"content", "main", "wrap", "no", "has", "with"})


def _post(box: Box, *, quiet: bool, is_numbered: bool) -> tuple[Kind, float, str] | None:
    """Say what the names make of a box on a page of a forum."""
    words = box.words
    if "hentry" in words:
        return None
    is_named = words & _POST or words_of(box.id) & _POST
    if is_numbered and (is_named or _SHORT_UNIT_ID.fullmatch(box.id)):
        return Kind.POST, 2.0, "numbered post"
    if quiet and words & _POST and not words & {"list", "container", "content"}:
        if words & {"posts", "messages"} and box.node.css_first("[class~=post], [class~=message]"):
            return None  # their list
        return Kind.POST, 1.0, "post"
    return None


def _is_forum(tree: Tree, url: str) -> bool:
    if _FORUM_URL.search(url) and not _is_article(tree):
        return True
    around = [node for node in (tree.root, tree.body) if node is not None]
    return any(names_of(node) & _FORUM_PAGE for node in around)


def _is_article(tree: Tree) -> bool:
    """Tell whether a page at the address of a forum is an article of its blog.

    It says so to search engines, which forums say ``DiscussionForumPosting`` to, and there are no
    two numbered posts.
    """
    if tree.body is None:
        return False
    said = " ".join(node.text() or "" for node in tree.css('script[type="application/ld+json"]'))
    types = " ".join(node.attributes.get("itemtype") or "" for node in tree.css("[itemtype]"))
    if not _ARTICLE_TYPE.search(said + types) or _THREAD_TYPE.search(said + types):
        return False
    posts = 0
    for node in tree.body.css("[id]"):
        identity = node.attributes.get("id") or ""
        if _SHORT_UNIT_ID.fullmatch(identity) or _POST_ID.fullmatch(identity):
            posts += 1
    return posts < 2


def _is_faq_page(box: Box) -> bool:
    return box.itemtype.endswith("/faqpage")


def _is_faq(box: Box) -> bool:
    return bool(box.words & _FAQ)


def _is_aside(box: Box) -> bool:
    """Tell whether the box is beside the page's matter, where comments of other pages stand.

    A name of the whole layout (``with-sidebar-right``) or of a topic (``tag-popular``) may stand
    on what holds the page's matter, and so its heading.
    """
    if box.tag in ("nav", "aside"):
        return "quote" not in box.words
    if box.tag in ("body", "html"):
        return False
    is_named = box.words & _ASIDE or ("sidebar" in box.words and not box.words & _WHOLE)
    if not is_named or (box.tag == "article" and len(box.names) > _TOPICS):
        return False
    return box.node.css_first("h1") is None


def _holds_form(node: Node) -> bool:
    """Tell whether the element is where a visitor would write."""
    return node.css_first("textarea, input[type=password], input[type=email]") is not None


def _holds_units(node: Node) -> bool:
    """Tell whether several numbered comments stand in the element, which is then their list."""
    found = 0
    for number, inner in enumerate(node.css("[id]")):
        if number >= 80:
            break
        identity = inner.attributes.get("id") or ""
        if identity[-1:].isdigit() and words_of(identity) & _NUMBERED_UNIT:
            found += 1
            if found >= 3:
                return True
    return False


def _siblings_alike(node: Node) -> int:
    """Count the siblings of one shape: same element, same classes but for numbers."""
    shape = _shape(node)
    found, steps = 0, 0
    for step in ("next", "prev"):
        sibling = getattr(node, step)
        while sibling is not None and steps < 40:
            steps += 1
            if not sibling.is_text_node and _shape(sibling) == shape:
                found += 1
            sibling = getattr(sibling, step)
    return found


def _shape(node: Node) -> tuple[str, str]:
    classes = (node.attributes.get("class") or "").split() if node.is_element_node else []
    return node.tag or "", _DIGITS.sub("", classes[0]) if classes else ""


def _contribution(node: Node, parts: Sequence[Node], text: str) -> float:
    """Say how much of a contribution the element holds: text, author, date, ways to answer."""
    words = len(text.split())
    if words < 3:
        return 0.0
    author = date = act = False
    for part in parts:
        for inner in inside(part):
            tag = inner.tag
            if tag == "time":
                date = True
            elif tag == "a" and not author:
                author = bool(PROFILE.search(inner.attributes.get("href") or ""))
            vocabulary = names_of(inner)
            author = author or bool(vocabulary & AUTHOR)
            date = date or bool(vocabulary & DATE)
            act = act or bool(vocabulary & ACT)
    date = date or has_date(text)
    act = act or bool(ACT_TEXT.search(text))
    author = author or bool(SAYS.search(text[:200] + " " + text[-200:]))
    return author + date + act + 0.5 * (words >= 8) + 0.5 * (_siblings_alike(node) >= 1)


def _partners(node: Node) -> Iterator[Node]:
    """Yield what belongs to one entry of a list of definitions: who, what, and when below it."""
    if node.tag not in ("dt", "dd"):
        return
    after, before = _neighbour(node, "next"), _neighbour(node, "prev")
    if after is not None and after.tag == "dd":
        yield after
    if node.tag == "dd" and before is not None and before.tag in ("dt", "dd"):
        yield before


def _neighbour(node: Node, step: Literal["next", "prev"]) -> Node | None:
    """Return the nearest element on one side of ``node``."""
    sibling: Node | None = getattr(node, step)
    while sibling is not None and not sibling.is_element_node:
        sibling = getattr(sibling, step)
    return sibling
