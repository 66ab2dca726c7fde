"""What a contribution holds: the words and patterns of authors, dates and ways to answer."""

import re
from collections.abc import Iterator

from linkcrawler.page.boxes import words_of
from linkcrawler.page.tree import Node

AUTHOR = frozenset(
    """author authors user username usr nick nickname avatar gravatar profile poster creator
    fn vcard member userinfo postername byline commenter commentauthor postauthor userpic
    postedby handle screenname displayname authorname""".split()
)
DATE = frozenset(
    """date time datetime timestamp posted published ago created postdate permalink
    commentdate commentmetadata dateline meta""".split()
)
ACT = frozenset(
    """reply quote report flag vote votes voting like likes upvote downvote thumbs rate rating
    helpful permalink karma score abuse""".split()
)
_MONTH = (
    r"(?:jan|feb|m[aä]r|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez|janv|févr|avr|juin|juil|août"
    r"|ene|abr|ago|dic|gen|mag|giu|lug|set|ott)[a-zé]*"
)
# A date begins with digits, or with a month and digits after it.
_DIGITS = re.compile(r"(?<![0-9A-Za-z_])\d")
_DATE_FROM_DIGITS = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d(?!\d)|(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}(?!\d)"
    r"|\d{1,2}:\d{2}(?!\d)|\d{1,4}[年월]"
    r"|\d+ ?(?:min|minutes?|hours?|hrs?|days?|weeks?|months?|years?|[hdwmy]) ago\b"
    rf"|\d{{1,2}}\.? {_MONTH}",
    re.I,
)
_MONTH_BEFORE = re.compile(rf"\b{_MONTH}\.?,? \d{{1,2}}$", re.I)
_DAY = re.compile(r"\d{1,2}\b")
_LONGEST_MONTH = 14
_MOST_DIGITS = 100
ACT_TEXT = re.compile(
    r"\b(?:reply|quote|report|permalink|antworten|zitieren|répondre|citer|responder|citar|rispondi"
    r"|cita|reageer|beantwoorden|odpowiedz|ответить|yanıtla|svara)\b|返信|回复|答复|답글",
    re.I,
)
SAYS = re.compile(
    r"\b(?:says|said|wrote|writes|schrieb|schreibt|sagt|meint|a écrit|dit|dice|scrive|posted by"
    r"|comment by|by)\b",
    re.I,
)
PROFILE = re.compile(
    r"/(?:users?|members?|profiles?|u|people|author|@)[/.?=-]|memberlist|showuser|profile"
    r"|[?&/](?:action=profile|user(?:id)?=|uid=|u=\d|mode=viewprofile)",
    re.I,
)
_ANSWER = re.compile(
    r"(?:^|\W)(?:reply|antworten|répondre|responder|rispondi|reageer|beantwoorden"
    r"|odpowiedz|ответить|yanıtla|svara|svar|vastaa)(?:$|\W)|返信|回复|답글|答复",
    re.I,
)


def offers_answer(around: Node, limit: int) -> bool:
    """Tell whether one of the first links or buttons offers to answer what stands around it."""
    for number, node in enumerate(around.css("a, button")):
        if number >= limit:
            return False
        text = (node.text() or "").strip()
        if len(text) <= 30 and _ANSWER.search(text):
            return True
    return False


def has_date(text: str) -> bool:
    """Tell whether a date or a time of day is in the text.

    Only what is at digits is looked at, which is much faster where there are few.
    """
    for number, digits in enumerate(_DIGITS.finditer(text)):
        if number >= _MOST_DIGITS:
            break
        at = digits.start()
        if _DATE_FROM_DIGITS.match(text, at):
            return True
        if text[at - 1 : at] == " " and (day := _DAY.match(text, at)):
            before = text[max(0, at - _LONGEST_MONTH) : day.end()]
            if _MONTH_BEFORE.search(before):
                return True
    return False


def names_of(node: Node) -> frozenset[str]:
    """Return the words of an element's id and classes."""
    attributes = node.attributes
    return words_of(f"{attributes.get('id') or ''} {attributes.get('class') or ''}")


def inside(node: Node) -> Iterator[Node]:
    """Yield an element and the first in it that are named, linked or dated."""
    yield node
    for number, inner in enumerate(node.css("[class], [id], time, a[href]")):
        if number >= 60:
            return
        yield inner
