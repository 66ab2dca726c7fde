"""A visit as WARC records; what ``warcio`` writes is written here alone.

A visit is a request and a response for each answer, what a browser showed as conversions, and last
a metadata record in JSON that says how the visit ended and what it was judged to be.
"""

import io
import json
import platform
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from linkcrawler.warc.exchange import Exchange, Shown, Visit, told_head

FORMAT = "1.1"
VISIT_FORMAT = 1
"""Of the metadata record; a greater one has been written by a later version."""

# Source: WARC 1.1, sections 5.13 (WARC-Truncated) and 6.7.3 (server not modified).
_TRUNCATED = {"size": "length", "timeout": "time", "cut": "disconnect"}
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_URI_CHARACTERS = "".join(map(chr, range(0x21, 0x7F)))
_VERSIONS = ("linkcrawler", "scrapy", "pycurl", "warcio")


def file_start(name: str, run_id: int) -> bytes:
    """Return the record that opens a file."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version=FORMAT)
    told = " ".join(f"{each}/{version(each)}" for each in _VERSIONS)
    info = {
        "software": f"{told} Python/{platform.python_version()}",
        "format": f"WARC File Format {FORMAT}",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "isPartOf": f"linkcrawler run {run_id}",
        "description": "Secrets (cookies, logins) are left out; chunks are put together.",
    }
    writer.write_record(writer.create_warcinfo_record(name, info))
    return out.getvalue()


def visit_records(visit: Visit) -> bytes:
    """Return the records of a visit, each a gzip member of its own."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version=FORMAT)
    steps, page_id = [], None
    for exchange in visit.exchanges:
        response = _response(writer, exchange)
        writer.write_record(response)
        writer.write_record(_request(writer, exchange, _id_of(response)))
        steps.append(_step(exchange, _id_of(response)))
        page_id = _id_of(response) if exchange.role == "page" else page_id
    shown = dict(_write_shown(writer, visit.shown, page_id)) if visit.shown else None
    told = {
        "linkcrawler_visit": VISIT_FORMAT,
        "page": visit.page,
        "run_id": visit.run_id,
        "at": _date(visit.at),
        **visit.facts,
        "steps": steps,
        "shown": shown,
    }
    headers = {
        "WARC-Date": _date(visit.at),
        **({"WARC-Refers-To": page_id} if page_id else {}),
    }
    body = json.dumps({name: value for name, value in told.items() if value is not None}).encode()
    writer.write_record(
        writer.create_warc_record(
            _uri(visit.page),
            "metadata",
            payload=io.BytesIO(body),
            length=len(body),
            warc_content_type="application/json",
            warc_headers_dict=headers,
        )
    )
    return out.getvalue()


class _AsReceived(StatusAndHeaders):  # type: ignore[misc]  # it has no types
    """Headers that are written byte for byte; ``warcio`` alone would encode them anew."""

    def __init__(self, head: bytes) -> None:
        super().__init__("", [])
        self.headers_buff = head

    def __bool__(self) -> bool:
        return True

    def compute_headers_buffer(self, _filter: object = None) -> None:
        """Leave the headers as they are."""


def _response(writer: Any, exchange: Exchange) -> ArcWarcRecord:
    """Return the answer: a response, or a revisit where the page has not changed."""
    is_revisit = exchange.status == 304 and exchange.revises is not None
    head, is_http_2 = told_head(exchange.wire.head)
    extra = {
        "WARC-IP-Address": exchange.ip_address,
        "WARC-Truncated": (
            _TRUNCATED.get(exchange.incomplete, "unspecified") if exchange.incomplete else None
        ),
        "WARC-Protocol": "h2" if is_http_2 else None,
        "WARC-Profile": _NOT_MODIFIED if is_revisit else None,
        "WARC-Refers-To-Target-URI": _uri(exchange.url) if is_revisit else None,
        "WARC-Refers-To-Date": _date(exchange.revises) if exchange.revises else None,
    }
    return writer.create_warc_record(
        _uri(exchange.url),
        "revisit" if is_revisit else "response",
        payload=io.BytesIO(b"" if is_revisit else exchange.wire.body),
        length=0 if is_revisit else len(exchange.wire.body),
        http_headers=_AsReceived(head),
        warc_headers_dict={
            "WARC-Date": _date(exchange.at),
            **{name: value for name, value in extra.items() if value},
        },
    )


def _request(writer: Any, exchange: Exchange, response_id: str) -> ArcWarcRecord:
    head, _ = told_head(exchange.wire.request)
    return writer.create_warc_record(
        _uri(exchange.url),
        "request",
        payload=io.BytesIO(),
        length=0,
        http_headers=_AsReceived(head),
        warc_headers_dict={
            "WARC-Date": _date(exchange.at),
            "WARC-Concurrent-To": response_id,
        },
    )


def _write_shown(writer: Any, shown: Shown, page_id: str | None) -> Iterator[tuple[str, object]]:
    """Write what a browser showed; yields what the metadata says of it."""
    documents = []
    for url, html in shown.documents:
        record = writer.create_warc_record(
            _uri(url),
            "conversion",
            payload=io.BytesIO(html),
            length=len(html),
            warc_content_type="text/html; charset=utf-8",
            warc_headers_dict={
                "WARC-Date": _date(shown.at),
                **({"WARC-Refers-To": page_id} if page_id else {}),
            },
        )
        writer.write_record(record)
        documents.append({"record": _id_of(record), "url": url})
    yield "url", shown.url
    yield "status", shown.status
    yield "headers", [list(pair) for pair in shown.headers]
    yield "problem", shown.problem
    yield "documents", documents


def _step(exchange: Exchange, record_id: str) -> dict[str, object]:
    """Return what the metadata says of an answer, beside its record."""
    told = {
        "record": record_id,
        "url": exchange.url,
        "status": exchange.status,
        "role": exchange.role.value,
        "attempt": exchange.attempt,
        "incomplete": exchange.incomplete,
        "is_framed": None if exchange.is_framed else False,
        "googlebot_allowed": exchange.googlebot_allowed,
    }
    return {name: value for name, value in told.items() if value is not None}


def _id_of(record: ArcWarcRecord) -> str:
    return str(record.rec_headers.get_header("WARC-Record-ID"))


def _uri(url: str) -> str:
    """Return an address that breaks no header, whatever a list or a page holds."""
    return quote(url, safe=_URI_CHARACTERS, errors="replace")


def _date(moment: datetime) -> str:
    """Return a time as WARC 1.1 writes it, to the microsecond."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
