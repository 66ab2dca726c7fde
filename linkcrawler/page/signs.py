"""What a contribution holds: the words and patterns of authors, dates and ways to answer."""

import re
from collections.abc import Iterator
from functools import lru_cache

from linkcrawler.page.boxes import words_of
from linkcrawler.page.phrases import any_of
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
# Months of other languages, as they stand after a day.
_MONTHS_AFTER = any_of(
    r"""
    stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada
    grudnia|ledna|února|března|dubna|května|června|července|srpna|září|října|listopadu|prosince
    января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря
    січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня
    ocak|şubat|mart|nisan|mayıs|haziran|temmuz|ağustos|eylül|ekim|kasım|aralık
    (?:tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu)kuuta
    ιαν\w*|φεβ\w*|μαρτ\w*|απρ\w*|μα[ΐιίϊ]ου|ιουν\w*|ιουλ\w*|αυγ\w*|σεπ\w*|οκτ\w*|νο[εέ]\w*|δεκ\w*
    ianuarie|martie|iunie|iulie|noiembrie|mei|maj|juli|agustus|desember
    يناير|فبراير|مارس|أبريل|ابريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر
    בינואר|בפברואר|במרץ|באפריל|במאי|ביוני|ביולי|באוגוסט|בספטמבר|באוקטובר|בנובמבר|בדצמבר
    """
)
# A date begins with digits, or with a month and digits after it.
_DIGITS = re.compile(r"(?<![0-9A-Za-z_])\d")
_DATE_FROM_DIGITS = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d(?!\d)|(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}(?!\d)"
    r"|\d{1,2}:\d{2}(?!\d)|\d{1,4}[年월]"
    r"|\d+ ?(?:min|minutes?|hours?|hrs?|days?|weeks?|months?|years?|[hdwmy]) ago\b"
    r"|(?:19|20)\d\d\. \w{3,12}\.? \d{1,2}\b|\d{4}년"
    rf"|\d{{1,2}}\.? (?:de )?(?:{_MONTH}|{_MONTHS_AFTER}\b)",
    re.I,
)
_MONTH_BEFORE = re.compile(rf"\b{_MONTH}\.?,? \d{{1,2}}$", re.I)
_DAY = re.compile(r"\d{1,2}\b")
_LONGEST_MONTH = 14
_MOST_DIGITS = 100
_LONGEST_ANSWER = 30
# What is on the link or button that answers one contribution.
_REPLY = (
    r"(?:reply|antworten|répondre|responder|respon|rispondi|reageer|beantwoorden|odpowiedz"
    r"|ответить|відповісти|отговори|одговори|odgovori|odpovědět|odpovedať|válasz|απάντηση"
    r"|răspunde|yanıtla|cevapla|svara|svar|vastaa|vasta|atbildēt|atsakyti|balas|trả lời|رد|הגב|השב"
    r"|پاسخ|जवाब दें|उत्तर दें)"
)
ACT_TEXT = re.compile(
    r"\b(?:reply|quote|report|permalink|antworten|zitieren|répondre|citer|responder|citar|rispondi"
    r"|cita|reageer|beantwoorden|odpowiedz|ответить|відповісти|odpovědět|odpovedať|yanıtla|svara"
    r"|vastaa|răspunde|trả lời|balas|απάντηση)\b|返信|回复|答复|답글|ตอบกลับ",
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
_ANSWER = re.compile(rf"(?:^|\W){_REPLY}(?:$|\W)|返信|回复|回覆|답글|答复|ตอบกลับ", re.I)
# Where teasers lead to: the comments under the article that they tell of.
_ELSEWHERE = re.compile(r"(?!\?)[^#?]{1,500}#(?:respond|comments?|disqus_thread|reply)$", re.I)


def offers_answer(around: Node, limit: int) -> bool:
    """Tell whether one of the first links or buttons offers to answer what stands around it."""
    for node in around.css("a, button")[:limit]:
        text = (node.text() or "").strip()
        if 0 < len(text) <= _LONGEST_ANSWER and _is_answer(text):
            leads_on = _ELSEWHERE.match(node.attributes.get("href") or "")
            if not leads_on:
                return True
    return False


@lru_cache(maxsize=16_384)
def _is_answer(text: str) -> bool:
    return _ANSWER.search(text) is not None


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
