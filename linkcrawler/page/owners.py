"""Ids of the accounts that a page reports to or is paid by: what sites of one owner share."""

import re
from collections.abc import Callable, Iterator
from itertools import islice

MAX_IDS = 8
MAX_ID = 80
_MAX_FOUND = 50
_DIGITS = b"1234567890" * 3

_Named = Callable[[re.Match[bytes]], bytes]

# What stands wherever the id does and how the id begins, which are looked for first for their
# speed; the id; its name here. The last number of a Universal Analytics id is the site's among
# those of one account.
_IDS: tuple[tuple[bytes, bytes, re.Pattern[bytes], _Named], ...] = (
    (b"", b"UA-", re.compile(rb"UA-(\d{4,10})-\d{1,4}(?!\w)"), lambda found: b"UA-" + found[1]),
    (
        b"googletagmanager",
        b"G-",
        re.compile(rb"G-(?=[A-Z]{0,9}\d)[A-Z0-9]{10}(?![\w-])"),
        lambda found: found[0],
    ),
    (
        b"googletagmanager",
        b"GTM-",
        re.compile(rb"GTM-[A-Z0-9]{4,9}(?![\w-])"),
        lambda found: found[0],
    ),
    (b"", b"ca-pub-", re.compile(rb"ca-pub-(\d{10,20})(?!\d)"), lambda found: found[0]),
    (
        b"mc.yandex.",
        b"ym(",
        re.compile(rb"ym\(\s{0,9}(\d{5,10})\s{0,9},\s{0,9}[\"']init"),
        lambda found: b"ym-" + found[1],
    ),
    (
        b"",
        b"mc.yandex.ru/watch/",
        re.compile(rb"mc\.yandex\.ru/watch/(\d{5,10})(?!\d)"),
        lambda found: b"ym-" + found[1],
    ),
    (
        b"fbevents",
        b"fbq(",
        re.compile(rb"fbq\(\s{0,9}[\"']init[\"']\s{0,9},\s{0,9}[\"'](\d{10,20})[\"']"),
        lambda found: b"fb-" + found[1],
    ),
    (
        b"",
        b"facebook.com/tr?id=",
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
    """Return the ids in the scripts of a page, sorted, at most ``MAX_IDS``.

    What stands in the text, as in an article about them, is none of the page's own; nor are those
    that templates hold in the place of one.
    """
    scripts = _scripts(html)
    found = set(_found(scripts))
    if b"setSiteId" in scripts:
        found |= set(_matomo(scripts))
    told = sorted(each.decode("ascii", "replace")[:MAX_ID] for each in found)
    return tuple(told[:MAX_IDS])


def _scripts(html: bytes) -> bytes:
    """Return the scripts with their tags: a fraction of a page, so that it is searched faster."""
    if b"<SCRIPT" in html:
        html = html.replace(b"<SCRIPT", b"<script").replace(b"</SCRIPT", b"</script")
    pieces: list[bytes] = []
    at = html.find(b"<script")
    while at >= 0:
        end = html.find(b"</script", at)
        pieces.append(html[at : end if end >= 0 else len(html)])
        at = html.find(b"<script", end) if end >= 0 else -1
    return b"".join(pieces)


def _found(scripts: bytes) -> Iterator[bytes]:
    known: set[bytes] = set()
    for mark, begin, pattern, name in _IDS:
        if mark not in scripts:
            continue
        for match in islice(_matches(scripts, begin, pattern), _MAX_FOUND):
            before = scripts[match.start() - 1 : match.start()] if match.start() else b""
            if before.isalnum() or before in (b"-", b"_"):
                continue
            told = name(match)
            if told not in known and not _is_made_up(told):
                known.add(told)
                yield told


def _matches(scripts: bytes, begin: bytes, pattern: re.Pattern[bytes]) -> Iterator[re.Match[bytes]]:
    """Yield where a pattern matches that begins with ``begin``."""
    at = scripts.find(begin)
    while at >= 0:
        if match := pattern.match(scripts, at):
            yield match
        at = scripts.find(begin, at + len(begin))


def _matomo(scripts: bytes) -> Iterator[bytes]:
    """Yield the address and number of the page's Matomo; numbers alone are everybody's."""
    site = _MATOMO_SITE.search(scripts)
    if site is None:
        return
    near = scripts[max(0, site.start() - 2_000) : site.end() + 2_000]
    if address := _MATOMO_URL.search(near):
        yield b"matomo:" + address[1].lower().rstrip(b"/") + b"#" + site[1]


def _is_made_up(told: bytes) -> bool:
    """Tell whether an id is one of examples: 1234567, or one character many times."""
    body = told.rpartition(b"-")[2]
    return len(set(body)) == 1 or (body.isdigit() and _DIGITS.startswith(body))
