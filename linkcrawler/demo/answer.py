"""What a demo host answers, and the ways in which an answer can be odd."""

import gzip
import hashlib
from dataclasses import dataclass, replace

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One HTTP answer, before it is written to the connection."""

    status: int = 200
    content_type: str = HTML
    headers: tuple[tuple[str, str], ...] = ()
    """What goes out beside Content-Type, Content-Length and ETag."""

    body: bytes = b""
    delay_s: float = 0.0
    """How long the server thinks before it answers."""

    withheld_bytes: int = 0
    """Bytes that Content-Length promises and that never come."""


def text(body: str) -> Answer:
    """Answer with plain text."""
    return Answer(content_type="text/plain; charset=utf-8", body=body.encode())


def redirect(location: str, status: int = 301) -> Answer:
    """Send the visitor to another address."""
    body = f'<!doctype html><title>Moved</title><p>Moved <a href="{location}">here</a>.</p>'
    return Answer(status=status, headers=(("Location", location),), body=body.encode())


def server_page(status: int, title: str, sentence: str, *headers: tuple[str, str]) -> Answer:
    """Answer with the bare page of a web server that has nothing better to say."""
    body = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        "<style>body{font:18px Georgia,serif;margin:18vh auto;max-width:34em;text-align:center}"
        f"</style></head><body><h1>{title}</h1><p>{sentence}</p></body></html>\n"
    )
    return Answer(status=status, headers=headers, body=body.encode())


def with_header(name: str, value: str, answer: Answer) -> Answer:
    """Return ``answer`` with one more header."""
    return replace(answer, headers=(*answer.headers, (name, value)))


def gzipped(answer: Answer) -> Answer:
    """Return ``answer`` compressed, whatever the visitor accepts, as some servers do."""
    # A fixed time in the gzip header keeps the ETag of an unchanged page.
    compressed = replace(answer, body=gzip.compress(answer.body, mtime=0))
    return with_header("Content-Encoding", "gzip", compressed)


def cut_after(mark: str, answer: Answer) -> Answer:
    """Return ``answer`` whose body breaks off behind the first ``mark``."""
    kept = answer.body.index(mark.encode()) + len(mark.encode())
    return replace(answer, body=answer.body[:kept], withheld_bytes=len(answer.body) - kept)


def slowly(delay_s: float, answer: Answer) -> Answer:
    """Return ``answer`` from a server that takes its time."""
    return replace(answer, delay_s=delay_s)


def entity_tag(answer: Answer) -> str | None:
    """Return a tag that changes with the page; ``None`` for what is no whole page."""
    if answer.status != 200 or not answer.body or answer.withheld_bytes:
        return None
    seen = repr(answer.headers).encode() + answer.body
    return f'"{hashlib.sha256(seen).hexdigest()[:20]}"'
