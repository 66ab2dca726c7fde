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
_AFTER = re.compile(r"unavailable_after\s*:\s*", re.I)
# The RFC 850 and RFC 822 forms hold a comma, which also separates rules.
_DATE = re.compile(
    r"(?:[a-z]{3,9},?\s+)?\d{1,4}[\s/-](?:[a-z]{3,9}|\d{1,2})[\s/-]\d{1,4}"
    r"(?:[T\s]+\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)?\s*(?:[a-z]{3,4}|Z|[+-]\d{2}:?\d{2})?",
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
    value, tokens = _take_dates(value, now)
    applies = True
    for part in value.split(","):
        name, colon, rest = part.partition(":")
        rule = part
        if colon and name.strip().lower() not in _VALUED:
            applies = name.strip().lower() in META_NAMES
            rule = rest
        if applies:
            tokens.add(rule.strip().lower())
    return tokens - {""}


def _tokens(content: str, now: datetime) -> set[str]:
    content, tokens = _take_dates(content, now)
    return tokens | {part.strip().lower() for part in re.split(r"[,\s]+", content)} - {""}


def _take_dates(value: str, now: datetime) -> tuple[str, set[str]]:
    """Cut ``unavailable_after`` rules out, since their dates hold commas; say what they mean."""
    tokens: set[str] = set()
    while rule := _AFTER.search(value):
        date = _DATE.match(value, rule.end())
        end = date.end() if date else rule.end()
        until = _parse_date(date[0]) if date else None
        if until and until < now:
            tokens.add("noindex")
        value = value[: rule.start()] + value[end:]
    return value, tokens


def _parse_date(text: str) -> datetime | None:
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = parse(text.strip())
        except ValueError:
            continue
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None
