"""Ids of the accounts that a page reports to or is paid by: what sites of one owner share."""

import re
from collections.abc import Callable, Iterator

MAX_IDS = 8
MAX_ID = 80
_MAX_FOUND = 50
_LOOK_BACK = 262_144
_DIGITS = b"1234567890" * 3

_Named = Callable[[re.Match[bytes]], bytes]

# What stands wherever the id does, and is looked for first for its speed; the id; its name here.
# The last number of a Universal Analytics id is the site's among those of one account.
_IDS: tuple[tuple[bytes, re.Pattern[bytes], _Named], ...] = (
    (b"UA-", re.compile(rb"UA-(\d{4,10})-\d{1,4}(?!\w)"), lambda found: b"UA-" + found[1]),
    (
        b"googletagmanager",
        re.compile(rb"G-(?=[A-Z]{0,9}\d)[A-Z0-9]{10}(?![\w-])"),
        lambda found: found[0],
    ),
    (b"googletagmanager", re.compile(rb"GTM-[A-Z0-9]{4,9}(?![\w-])"), lambda found: found[0]),
    (b"ca-pub-", re.compile(rb"ca-pub-(\d{10,20})(?!\d)"), lambda found: found[0]),
    (
        b"mc.yandex.",
        re.compile(rb"\bym\(\s{0,9}(\d{5,10})\s{0,9},\s{0,9}[\"']init"),
        lambda found: b"ym-" + found[1],
    ),
    (
        b"mc.yandex.",
        re.compile(rb"mc\.yandex\.ru/watch/(\d{5,10})(?!\d)"),
        lambda found: b"ym-" + found[1],
    ),
    (
        b"fbevents",
        re.compile(rb"fbq\(\s{0,9}[\"']init[\"']\s{0,9},\s{0,9}[\"'](\d{10,20})[\"']"),
        lambda found: b"fb-" + found[1],
    ),
    (
        b"facebook.com/tr?",
        re.compile(rb"facebook\.com/tr\?id=(\d{10,20})(?!\d)"),
        lambda found: b"fb-" + found[1],
    ),
)
_MATOMO_URL = re.compile(
    rb"\bu\s{0,9}=\s{0,9}(?:\(\([^()]{0,60}\)[^()]{0,40}\)\s{0,9}\+\s{0,9})?[\"']"
    rb"(?:https?:)?(?://)?([a-z0-9.-]{3,60}(?:/[\w.-]{1,30}){0,2}?)/?[\"']",
    re.I,
)
_MATOMO_SITE = re.compile(rb"setSiteId[\"']\s{0,9},\s{0,9}[\"']?(\d{1,7})(?!\d)")


def owner_ids(html: bytes) -> tuple[str, ...]:
    """Return the ids in scripts and attributes of a page, sorted, at most ``MAX_IDS``.

    What stands in the text, as in an article about them, is none of the page's own; nor are those
    that templates hold in the place of one.
    """
    found = set(_found(html))
    if b"setSiteId" in html:
        found |= set(_matomo(html))
    told = sorted(each.decode("ascii", "replace")[:MAX_ID] for each in found)
    return tuple(told[:MAX_IDS])


def _found(html: bytes) -> Iterator[bytes]:
    known: set[bytes] = set()
    for mark, pattern, name in _IDS:
        if mark not in html:
            continue
        for seen, match in enumerate(pattern.finditer(html)):
            if seen == _MAX_FOUND:
                break
            before = html[match.start() - 1 : match.start()] if match.start() else b""
            if before.isalnum() or before in (b"-", b"_"):
                continue
            told = name(match)
            if told in known or _is_made_up(told) or not _is_markup(html, match.start()):
                continue
            known.add(told)
            yield told


def _matomo(html: bytes) -> Iterator[bytes]:
    """Yield the address and number of the page's Matomo; numbers alone are everybody's."""
    site = _MATOMO_SITE.search(html)
    if site is None or not _is_markup(html, site.start()):
        return
    near = html[max(0, site.start() - 2_000) : site.end() + 2_000]
    if address := _MATOMO_URL.search(near):
        yield b"matomo:" + address[1].lower().rstrip(b"/") + b"#" + site[1]


def _is_made_up(told: bytes) -> bool:
    """Tell whether an id is one of examples: 1234567, or one character many times."""
    body = told.rpartition(b"-")[2]
    return len(set(body)) == 1 or (body.isdigit() and _DIGITS.startswith(body))


def _is_markup(html: bytes, at: int) -> bool:
    """Tell whether a place is within a script or a tag, and not in the text of the page."""
    least = max(0, at - _LOOK_BACK)
    if html.rfind(b"<", least, at) > html.rfind(b">", least, at):
        return True
    begun = max(html.rfind(b"<script", least, at), html.rfind(b"<SCRIPT", least, at))
    ended = max(html.rfind(b"</script", least, at), html.rfind(b"</SCRIPT", least, at))
    return begun > ended
