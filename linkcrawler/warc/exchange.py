"""What went over the wire for a page, as values: what an archive is made of."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from linkcrawler.urls import told_safely

_SECRETS = frozenset(
    {"cookie", "cookie2", "set-cookie", "set-cookie2", "authorization", "proxy-authorization"}
    | {"authentication-info", "proxy-authentication-info"}
)
STATUS_LINE = re.compile(rb"HTTP/[0-9.]+ +([0-9]{3})")
_FOLDED = (b" ", b"\t")


class Role(StrEnum):
    """What an answer was asked for."""

    PAGE = "page"
    """The page itself, or a hop on the way to it."""

    ORIGINAL = "original"
    """The page that it names as its original, or a hop on the way to that."""

    SIBLING = "sibling"
    """A page of a random name beside it."""

    HOME = "home"
    """The home page of its site."""

    STEP = "step"
    """A page one step on from a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """One answer as libcurl gave it to us."""

    request: bytes
    """Head of the request, as it was asked for."""

    head: bytes
    """Status line and headers, as received."""

    body: bytes
    """As the server coded it (``Content-Encoding``), its chunks put together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and its answer, on the way to a page."""

    url: str
    at: datetime
    """When the request began."""

    wire: Wire
    status: int
    role: Role = Role.PAGE
    attempt: int = 1
    """A page that had to be asked for again has more than one."""

    incomplete: str | None = None
    """Why the body is not whole; ``None``: it is."""

    is_framed: bool = True
    """The server told where the body ends."""

    ip_address: str | None = None
    googlebot_allowed: bool | None = None
    revises: datetime | None = None
    """Of a 304 that we asked for: when the page was received that has not changed since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a browser showed of a page, after scripts ran."""

    url: str
    at: datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    documents: tuple[tuple[str, bytes], ...]
    """Address and HTML of the page, then of the frames that name a target."""

    problem: str | None = None
    """Why the page may not be whole; ``None``: it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """All that was received for a page in one run, and what it was judged to be."""

    page: str
    run_id: int
    at: datetime
    """When it was judged."""

    exchanges: Sequence[Exchange]
    shown: Shown | None
    facts: Mapping[str, object]
    """How the visit ended, as JSON holds it: what no answer tells."""


def told_head(head: bytes) -> tuple[bytes, bool]:
    """Return a head of HTTP/1 as it is archived, and whether it came over HTTP/2.

    Secrets are left out, chunks are told as undone, and logins in addresses are masked. All else
    is as received. HTTP/2 has no status line of its own, and readers know only that of HTTP/1.
    """
    lines = head.replace(b"\r\n", b"\n").split(b"\n")
    kept: list[bytes] = []
    is_secret = False
    for line in lines[1:]:
        if not line:
            continue
        if not line.startswith(_FOLDED):
            name = line.partition(b":")[0].strip().lower().decode("latin-1")
            is_secret = name in _SECRETS
            if name == "transfer-encoding":
                line = b"X-Archive-Orig-" + line  # noqa: PLW2901 - the line as it is kept
        if not is_secret:
            kept.append(_masked(line))
    is_http_2 = lines[0].startswith(b"HTTP/2")
    first = b"HTTP/1.1 " + lines[0].partition(b" ")[2] if is_http_2 else _masked(lines[0])
    return b"\r\n".join([first, *kept, b"", b""]), is_http_2


def request_head(method: str, url: str, lines: list[bytes]) -> bytes:
    """Return the head of a request for ``url`` with these header lines."""
    parts = urlsplit(url)
    where = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    host = parts.netloc.rpartition("@")[2]
    first = f"{method} {where} HTTP/1.1\r\nHost: {host}\r\n".encode()
    told = [line for line in lines if not line.endswith(b":")]  # libcurl: a header that is not sent
    return first + b"".join(line + b"\r\n" for line in told) + b"\r\n"


def _masked(line: bytes) -> bytes:
    return told_safely(line.decode("latin-1")).encode("latin-1")
