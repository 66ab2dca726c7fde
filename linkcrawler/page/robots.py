"""Robots rules of a page: meta tags and the X-Robots-Tag header, as Google reads them."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from linkcrawler.models import RobotsRules
from linkcrawler.states import NofollowFrom

META_NAMES = frozenset({"robots", "googlebot", "googlebot-news"})
_VALUED = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})
_NOINDEX = frozenset({"noindex", "none"})
_NOFOLLOW = frozenset({"nofollow", "none"})
# The RFC 850 and RFC 822 forms hold a comma, which also separates rules.
_AFTER = re.compile(
    r"unavailable_after\s*:\s*((?:[a-z]{3,9},?\s+)?\d{1,4}[\s/-](?:[a-z]{3,9}|\d{1,2})[\s/-]\d{1,4}"
    r"(?:[T\s]+\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)?"
    r"\s*(?:(?!none\b|all\b)[a-z]{3,4}\b|Z\b|[+-]\d{2}:?\d{2})?)?",
    re.I,
)


def robots_rules(
    metas: Iterable[tuple[str, str]], headers: Iterable[str], now: datetime
) -> RobotsRules:
    """Return the rules of a page; the most restrictive of all that are given wins.

    ``metas`` are (name, content) pairs of the page's meta tags, ``headers`` the values of its
    X-Robots-Tag headers. ``now`` is aware; a page past its ``unavailable_after`` is noindex.

    Source: Google Search Central, "Robots meta tag, data-nosnippet, and X-Robots-Tag".
    """
    meta: set[str] = set()
    for name, content in metas:
        if name.strip().lower() in META_NAMES:
            meta |= _tokens(content, now)
    header: set[str] = set()
    for value in headers:
        header |= _header_tokens(value, now)
    return RobotsRules(
        noindex_from=_found_in(meta, header, _NOINDEX),
        nofollow_from=_found_in(meta, header, _NOFOLLOW),
    )


def _found_in(meta: set[str], header: set[str], wanted: frozenset[str]) -> NofollowFrom | None:
    if meta & wanted:
        return NofollowFrom.META
    if header & wanted:
        return NofollowFrom.HEADER
    return None


def _header_tokens(value: str, now: datetime) -> set[str]:
    """Keep the rules of one header line that are for everybody or for Googlebot.

    The word before a colon is a rule with a value, or else a bot's name whose scope lasts to the
    next name or the end of the line.
    """
    tokens: set[str] = set()
    applies = True
    for part in _without_dates(value, now).split(","):
        name, colon, rest = part.partition(":")
        rule = part
        if colon and name.strip().lower() not in _VALUED:
            applies = name.strip().lower() in META_NAMES
            rule = rest
        if applies:
            tokens.add(rule.strip().lower())
    return tokens - {""}


def _tokens(content: str, now: datetime) -> set[str]:
    return set(re.split(r"[,\s]+", _without_dates(content, now).lower())) - {""}


def _without_dates(value: str, now: datetime) -> str:
    """Put ``noindex`` for each ``unavailable_after`` that is past, and nothing for the others.

    Their dates hold commas; and a rule stays where it stood, in the scope of its bot.
    """

    def meaning(rule: re.Match[str]) -> str:
        until = _parse_date(rule[1]) if rule[1] else None
        return "noindex" if until and until < now else ""

    return _AFTER.sub(meaning, value)


def _parse_date(text: str) -> datetime | None:
    text = text.strip()
    # The mail forms want a time of day, which pages leave out.
    for parse, form in (
        (datetime.fromisoformat, text),
        (parsedate_to_datetime, text),
        (parsedate_to_datetime, f"{text} 00:00:00"),
    ):
        try:
            found = parse(form)
        except ValueError:
            continue
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None
