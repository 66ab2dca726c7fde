"""What did not change is not transferred again where the server says so, nor read again.

Three steps, each with less to spare than the one before: the server says that the page is as it
was (304); the bytes are those of the last reading; they differ in nothing that a reading looks at.
The server's word is taken for links alone that were there at the last look, and for
``FULL_LOOK_EVERY`` alone: absence is claimed from a page that was looked at, never from a word.
"""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

from scrapy import Request
from scrapy.http import Response

from linkcrawler import page as page_room
from linkcrawler.crawl.fetch import fetch_from_response, header_pairs
from linkcrawler.crawl.readers import Readers
from linkcrawler.crawl.visit import Read, Visit
from linkcrawler.models import DuePage, Fetch, PageFacts, Reading, Sighting
from linkcrawler.page import Answer, all_found
from linkcrawler.page.fingerprints import body_hash, plain_hash, read_headers
from linkcrawler.page.headers import challenge_in_headers
from linkcrawler.page.packing import Content, UnpackingError, pack, unpack
from linkcrawler.states import LinkState, Reason
from linkcrawler.urls import parse_web, without_credentials

FULL_LOOK_EVERY = timedelta(days=14)
"""A page whose last full look is older is asked for whole, whatever its server says."""

_SPREAD_DAYS = 4
NOT_MODIFIED = 304
_NO_CONDITIONS = frozenset({400, 412, 501})
"""Statuses of servers that make nothing of a condition; the page is asked for without one."""

_PLAIN = frozenset({Reason.LINK_FOUND, Reason.LINK_FOUND_MOVED})
_MODIFIED = "last-modified"
_MAX_VALIDATOR = 500
# What servers put to an entity tag for each coding that they send a page in.
_CODING = re.compile(r'(?:--?|;)(?:gzip|gz|br|deflate|zstd)(?="$)')

Tell = Callable[[str], None]


class Unchanged:
    """Asks servers whether pages changed, and reads those alone that did."""

    def __init__(self, readers: Readers, distrusted: Collection[str], tell: Tell) -> None:
        self._readers = readers
        self._distrusted = set(distrusted)
        self._tell = tell

    def ask(self, visit: Visit, request: Request, now: datetime) -> None:
        """Let the server say that nothing changed, where that would answer for every backlink."""
        visit.asked = None
        kept = visit.page.reading
        if kept is None or visit.is_aside or visit.tls_error or visit.cookies or visit.wants_all:
            return
        if kept.url != request.url or _origin(kept.url) in self._distrusted:
            return
        if not (kept.etag or kept.last_modified) or not _may_go_on(visit.page, kept, now):
            return
        known = _content(visit.page)
        if known is None or not all_found(known.sightings):
            return
        if known.facts.canonical_away or known.facts.signals:
            return  # the look at the original, or another wall, would be missing
        if kept.etag:
            request.headers["If-None-Match"] = kept.etag
        if kept.last_modified:
            request.headers["If-Modified-Since"] = kept.last_modified
        visit.asked = known

    def is_answer(self, response: Response, visit: Visit) -> bool:
        """Tell whether a response says something of the condition that it was asked under."""
        return visit.asked is not None and (
            response.status == NOT_MODIFIED or response.status in _NO_CONDITIONS
        )

    def taken(self, response: Response, visit: Visit, now: datetime) -> Read | None:
        """Return the page as it was read before; ``None``: it is to be asked for whole."""
        known, visit.asked, visit.wants_all = visit.asked, None, True
        kept = visit.page.reading
        if response.status != NOT_MODIFIED or known is None or kept is None:
            return None
        headers = header_pairs(response)
        if not _is_of(headers, kept, known):
            return None
        fetch = fetch_from_response(response, visit, now)
        told = {name for name, _ in fetch.headers}
        before = (pair for pair in known.headers if pair[0] not in told)
        fetch = replace(
            fetch,
            status=200,
            headers=(*fetch.headers, *before),
            incomplete=None,
            not_modified=True,
            detail=f"not modified since it was read on {kept.read_at:%Y-%m-%d}",
        )
        return Read(fetch, known.facts, known.sightings)

    async def read(
        self, answer: Answer, visit: Visit, fetch: Fetch, now: datetime
    ) -> tuple[PageFacts, dict[str, Sighting]]:
        """Return what the page says and shows, from the last reading where it is the same page.

        Raises ``UnreadableError``.
        """
        visit.reading = None
        targets = {backlink.target for backlink in visit.page.backlinks}
        if visit.is_aside or answer.status != 200:
            is_page = 200 <= answer.status < 300
            return await self._readers.read(answer, targets if is_page else (), now)
        kept, known, body = visit.page.reading, _content(visit.page), body_hash(answer)
        if kept and known and (same := _as_before(visit.page, kept, answer, body, now)):
            self._keep(visit, answer, fetch, same)
            return known.facts, known.sightings
        # What a server has validators for may never be compared; what was read before, will be.
        with_plain = kept is not None or not (answer.header("etag") or answer.header(_MODIFIED))
        full = await self._readers.read_to_keep(answer, targets, now, with_plain=with_plain)
        if kept and known and _shows(known.sightings) != _shows(full.seen):
            self._doubt(visit, kept, answer)
        content = pack(full.facts, full.seen, read_headers(answer.headers))
        if content and full.facts.encoding and not full.facts.robots.will_change:
            reading = Reading(
                url=answer.url,
                etag=None,
                last_modified=None,
                body_hash=body,
                plain_hash=full.plain_hash,
                read_at=now,
                read_by=read_by(),
                content=content,
            )
            self._keep(visit, answer, fetch, reading)
        return full.facts, full.seen

    def _keep(self, visit: Visit, answer: Answer, fetch: Fetch, reading: Reading) -> None:
        """Keep the reading with the validators of this answer; none where they are of no use."""
        if fetch.incomplete or fetch.tls_error or without_credentials(answer.url) != answer.url:
            return
        visit.reading = replace(
            reading,
            etag=None if visit.wants_all else _validator(answer, "etag"),
            last_modified=None if visit.wants_all else _validator(answer, _MODIFIED),
        )

    def _doubt(self, visit: Visit, kept: Reading, answer: Answer) -> None:
        """Take no more the word of a server that gives a changed page the same validators."""
        if kept.etag:
            is_same = _bare_tag(_validator(answer, "etag")) == _bare_tag(kept.etag)
        else:
            is_same = kept.last_modified == _validator(answer, _MODIFIED)
        origin = _origin(kept.url)
        if not is_same or not (kept.etag or kept.last_modified) or origin is None:
            return
        visit.belied = origin
        if origin not in self._distrusted:
            self._distrusted.add(origin)
            self._tell(
                f"{origin} calls pages unchanged that changed"
                f" ({without_credentials(visit.page.url)}): they are fetched whole from now on."
            )


def _as_before(
    page: DuePage, kept: Reading, answer: Answer, body: bytes, now: datetime
) -> Reading | None:
    """Return what is to be kept of a page that reads as it did before; ``None``: it may not."""
    if body == kept.body_hash:
        return replace(kept, read_at=now)
    if kept.plain_hash and _may_go_on(page, kept, now) and kept.plain_hash == plain_hash(answer):
        return kept  # no full look, but the validators are those of a page that is alike
    return None


def _may_go_on(page: DuePage, reading: Reading, now: datetime) -> bool:
    """Tell whether less than a full look will do: every link was there, at a recent full look.

    Pages that were read in one night get their next full look in different ones.
    """
    until = reading.read_at + FULL_LOOK_EVERY - timedelta(days=page.id % _SPREAD_DAYS)
    return reading.read_at <= now <= until and _was_present(page)


@cache
def read_by() -> str:
    """Return what reads the pages here: our version, and a mark of our code and its libraries."""
    libraries = ("selectolax", "ada-url", "webencodings", "tldextract", "langdetect", "stop-words")
    mark = blake2b(repr([version(name) for name in libraries]).encode(), digest_size=6)
    for module in sorted(Path(page_room.__file__).parent.glob("*.py")):
        mark.update(module.read_bytes())
    return f"{version('linkcrawler')} {mark.hexdigest()}"


def _was_present(page: DuePage) -> bool:
    """Tell whether the last look saw every link on the page itself, and had nothing to add."""
    return all(
        backlink.last is not None
        and backlink.last.link_state is LinkState.PRESENT
        and backlink.last.reason in _PLAIN
        for backlink in page.backlinks
    )


def _content(page: DuePage) -> Content | None:
    """Return what is kept of the page, if it is of its targets and can be told by us."""
    if page.reading is None or page.reading.read_by != read_by():
        return None
    try:
        known = unpack(page.reading.content)
    except UnpackingError:
        return None
    targets = {backlink.target for backlink in page.backlinks}
    return known if known.sightings.keys() == targets else None


def _is_of(headers: Iterable[tuple[str, str]], kept: Reading, known: Content) -> bool:
    """Tell whether a 304 is of the page that was read: nothing that it says is otherwise now."""
    told = tuple(headers)
    if challenge_in_headers(told, 200):
        return False
    etag = next((value for name, value in told if name == "etag"), None)
    if etag and kept.etag and _bare_tag(etag) != _bare_tag(kept.etag):
        return False
    said = read_headers(told)
    return all(
        [value for each, value in said if each == name]
        == [value for each, value in known.headers if each == name]
        for name in {name for name, _ in said}
    )


def _bare_tag(etag: str | None) -> str | None:
    """Return an entity tag without what says how it is compared, and in which coding it came."""
    return _CODING.sub("", etag.removeprefix("W/")) if etag else None


def _validator(answer: Answer, name: str) -> str | None:
    """Return a validator as it can be sent back; ``None``: there is none, or an odd one."""
    value = answer.header(name)
    is_plain = value and value.isascii() and value.isprintable() and len(value) <= _MAX_VALIDATOR
    return value if is_plain else None


def _shows(sightings: dict[str, Sighting]) -> dict[str, set[tuple[object, ...]]]:
    """Return what matters of the links: which there are, under which words and rules."""
    return {
        target: {(link.url, link.anchor_text, link.rel) for link in seen.links if link.proves}
        for target, seen in sightings.items()
    }


def _origin(url: str) -> str | None:
    address = parse_web(url)
    return address.origin if address else None
