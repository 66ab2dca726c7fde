"""Is a page the one that was read before? Fingerprints of all that a reading depends on."""

from collections.abc import Iterable, Mapping
from hashlib import blake2b

from linkcrawler.models import PageFacts, Sighting
from linkcrawler.page.answer import Answer
from linkcrawler.page.facts import MAX_TAGS, markup_of
from linkcrawler.page.headers import cookies_of, signs_in_headers, whose_cookie
from linkcrawler.page.plain import MAX_PLAIN_BYTES, plain_page
from linkcrawler.page.sightings import all_found

READ_HEADERS = frozenset({"content-type", "content-language", "x-robots-tag", "link", "refresh"})
"""Headers that a reading depends on, besides those that mark a bot check."""

_HASH_BYTES = 16
_LEFT_OUT = ("<!--", "<script", "<input")


def read_headers(headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return those of the headers, whose names are in lower case, that a reading depends on."""
    return tuple(pair for pair in headers if pair[0] in READ_HEADERS)


def body_hash(answer: Answer) -> bytes:
    """Return the fingerprint of an answer; equal ones are read alike, whatever is on the page."""
    return _hash(answer, answer.body)


def plain_hash(answer: Answer) -> bytes | None:
    """Return the fingerprint of an answer without what no reading of all its links looks at.

    ``None``: it can't be told what to leave out.
    """
    if len(answer.body) > MAX_PLAIN_BYTES:
        return None
    html, encoding = markup_of(answer)
    plain = plain_page(html) if html.count(b"<") <= MAX_TAGS else None
    return None if plain is None else _hash(answer, encoding.encode() + b"\0" + plain)


def may_compare_plain(facts: PageFacts, sightings: Mapping[str, Sighting]) -> bool:
    """Tell whether the reading of a page would be the same without what ``plain_hash`` leaves out.

    Only where every link was found: else scripts are read too. A link that holds something of what
    is left out would be shown as it was.
    """
    return (
        facts.encoding is not None
        and all_found(sightings)
        and not any(
            mark in link.html.lower()
            for seen in sightings.values()
            for link in seen.links
            for mark in _LEFT_OUT
        )
    )


def _hash(answer: Answer, body: bytes) -> bytes:
    conditions = (
        answer.url,
        answer.status,
        answer.redirected,
        answer.is_framed,
        read_headers(answer.headers),
        list(signs_in_headers(answer).items()),
        whose_cookie(cookies_of(answer)),
    )
    found = blake2b(repr(conditions).encode("utf-8", "surrogatepass"), digest_size=_HASH_BYTES)
    found.update(b"\0")
    found.update(body)
    return found.digest()
