"""Answers out of WARC files: of a visit of ours, and of whatever another tool has fetched."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any

from scrapy import Request
from scrapy.http import Headers, Response

from linkcrawler.crawl.decoding import CodingError, Decoding
from linkcrawler.crawl.fetch import GOOGLEBOT_ALLOWED
from linkcrawler.crawl.render import Document, Rendered
from linkcrawler.crawl.replay import AbsentError
from linkcrawler.crawl.response import INCOMPLETE, UNFRAMED
from linkcrawler.warc.captures import Captures, Place, VisitPlace, address_key, told_visit
from linkcrawler.warc.exchange import Role
from linkcrawler.warc.reading import HttpAnswer, Record, http_answer

# Source: WARC 1.1, section 5.13.
_TRUNCATED = {"length": "size", "time": "timeout", "disconnect": "cut"}


class ArchivedVisit:
    """One of our own visits; its answers come in the order in which they came then."""

    def __init__(self, captures: Captures, place: VisitPlace, max_body_bytes: int) -> None:
        self._captures = captures
        self._max_body_bytes = max_body_bytes
        told = told_visit(captures.read(place))
        if told is None:
            raise AbsentError("what was archived of the visit can't be read")
        self.ended = told
        self.at = _moment(str(told.get("at", "")))
        self._records = {each.record_id: each for each in captures.records_of(place)}
        steps = [step for step in told.get("steps", ()) if isinstance(step, Mapping)]
        last = told.get("attempts", 1)
        self._steps = [step for step in steps if step.get("attempt", 1) == last]
        self._next: dict[Role, int] = dict.fromkeys(Role, 0)

    @property
    def page(self) -> str:
        """Address of the page, without a login."""
        return str(self.ended.get("page", ""))

    @property
    def page_id(self) -> int | None:
        """Its number in the database it was archived from."""
        number = self.ended.get("page_id")
        return number if isinstance(number, int) else None

    @property
    def shown(self) -> Rendered | None:
        """What a browser showed."""
        told = self.ended.get("shown")
        if not isinstance(told, Mapping):
            return None
        documents = [
            Document(url=str(each["url"]), html=self._record(each["record"]).block)
            for each in told["documents"]
        ]
        return Rendered(
            url=str(told["url"]),
            status=int(told["status"]),
            headers=tuple((str(name), str(value)) for name, value in told["headers"]),
            main=documents[0],
            frames=tuple(documents[1:]),
            problem=told.get("problem"),
        )

    def take(self, role: Role, url: str) -> Response | None:
        """Return the next answer on the way, if it is that of the address."""
        steps = [step for step in self._steps if step.get("role") == role]
        number = self._next[role]
        if number >= len(steps) or address_key(str(steps[number]["url"])) != address_key(url):
            return None
        self._next[role] += 1
        step = steps[number]
        record = _whole(self._captures, self._record(step["record"]))
        answer = http_answer(record)
        if answer is None:
            raise AbsentError(f"the record of {url} holds no HTTP answer")
        if record.record_id == step["record"]:
            answer = replace(answer, status=int(step["status"]))
        flags = [f"{INCOMPLETE}{step['incomplete']}"] if step.get("incomplete") else []
        flags += [UNFRAMED] if step.get("is_framed") is False else []
        body, _ = _decoded(answer, self._max_body_bytes)
        return _response(url, record, answer, body, flags, step.get("googlebot_allowed"))

    def _record(self, record_id: object) -> Record:
        try:
            return self._records[str(record_id)]
        except KeyError as error:
            raise AbsentError(f"the record {record_id} of the visit is missing") from error


class ArchivedPages:
    """What another tool has fetched: each address as it was archived next after the one before."""

    ended: Mapping[str, Any] = {}
    shown: Rendered | None = None

    def __init__(self, captures: Captures, url: str, max_body_bytes: int) -> None:
        self._captures = captures
        self._max_body_bytes = max_body_bytes
        self._first = captures.last_of_others(url)
        self._at: Place | None = None
        self.at = _moment(self._first.date if self._first else "")

    def take(self, _role: Role, url: str) -> Response | None:
        """Return the answer of an address that was archived next, or else last before."""
        place = self._captures.next_after(url, self._at) if self._at else self._first
        if place is None:
            return None
        self._at = place
        record = _whole(self._captures, self._captures.read(place))
        answer = http_answer(record)
        if answer is None:
            raise AbsentError(f"the record of {url} holds no HTTP answer")
        body, is_whole = _decoded(answer, self._max_body_bytes)
        if not body and not is_whole:
            # Some tools archive what they have decoded, under the headers as they came.
            body, is_whole = answer.body[: self._max_body_bytes], True
        return _response(url, record, answer, body, list(_flags(record, answer, is_whole)), None)


def _whole(captures: Captures, record: Record) -> Record:
    """Return the answer that a revisit stands for; other records as they are."""
    if record.kind != "revisit":
        return record
    found = captures.received_before(record)
    if found is None:
        since = record.header("warc-refers-to-date") or "before"
        raise AbsentError(
            f"{record.uri} had not changed since {since}, and its answer of then is not there"
        )
    return found


def _decoded(answer: HttpAnswer, max_body_bytes: int) -> tuple[bytes, bool]:
    """Return the body with its codings undone, and whether they came to their end."""
    coding = ",".join(value for name, value in answer.headers if name.lower() == "content-encoding")
    decoding = Decoding(coding)
    body = bytearray()

    def keep(piece: bytes) -> bool:
        room = max_body_bytes - len(body)
        body.extend(piece[:room])
        return len(piece) <= room

    if decoding.is_too_deep:
        return b"", False
    try:
        went_through = decoding.feed(answer.body, keep)
    except CodingError:
        return bytes(body), False
    return bytes(body), went_through and decoding.is_finished


def _flags(record: Record, answer: HttpAnswer, is_whole: bool) -> Iterator[str]:
    """Yield the flags that our own handler would have set."""
    names = {name.lower() for name, _ in answer.headers}
    truncated = record.header("warc-truncated")
    if truncated is not None:
        yield f"{INCOMPLETE}{_TRUNCATED.get(truncated.strip().lower(), 'cut')}"
    elif not record.is_whole:
        yield f"{INCOMPLETE}size"
    elif not is_whole:
        yield f"{INCOMPLETE}cut"
    is_chunked = any(name.endswith("transfer-encoding") for name in names)
    if not is_chunked and not names & {"content-length", "content-encoding"}:
        yield UNFRAMED


def _response(
    url: str,
    record: Record,
    answer: HttpAnswer,
    body: bytes,
    flags: list[str],
    googlebot_allowed: bool | None,
) -> Response:
    headers = Headers()
    for name, value in answer.headers:
        if name.lower() != "content-encoding":
            headers.appendlist(name, value.encode("utf-8", "replace"))
    try:
        address = ip_address(record.header("warc-ip-address") or "")
    except ValueError:
        address = None
    return Response(
        url=url,
        status=answer.status,
        headers=headers,
        body=body,
        flags=flags,
        ip_address=address,
        request=Request(
            "http://localhost/",
            meta={} if googlebot_allowed is None else {GOOGLEBOT_ALLOWED: googlebot_allowed},
        ),
    )


def _moment(date: str) -> datetime:
    """Return a date of WARC; raises ``AbsentError`` where it is none."""
    try:
        moment = datetime.fromisoformat(date)
    except ValueError as error:
        raise AbsentError(f"{date!r} is no date of a record") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
