"""Servers that stall or drip at each stage of an answer."""

import asyncio

from tests.hostile.verdicts import (
    BROKEN,
    CUT,
    LIVE,
    LIVE_CUT,
    LOST_CONNECTION,
    NO_ROBOTS,
    NOT_FOUND,
    TIMEOUT,
    TLS,
)
from tests.hostile.web import BARE, WHOLE, Exchange, add, case, raw, sending

_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
_LENGTH = b"Content-Length: 100000\r\n\r\n"

add("stall-before-accept", "T17", TIMEOUT, sending(), port="silent")
add("full-backlog", "T17", TIMEOUT, sending(), port="full")
add("stall-at-tls", "T17", TIMEOUT, sending(), port="tls-stall")
add("drip-tls-handshake", "T17", TIMEOUT | TLS, sending(), port="tls-drip")
add("stall-at-status-line", "T17", TIMEOUT, raw(b"HTTP/1.1 2", then="stall"))
add("stall-before-status-line", "T17", TIMEOUT, raw(b"", then="stall"))
add("stall-in-headers", "T17", TIMEOUT, raw(_HEAD + b"X-Half: ye", then="stall"))
add("stall-after-headers", "T17", TIMEOUT | CUT, raw(_HEAD + _LENGTH, then="stall"))
add("stall-in-body", "T17", CUT, raw(_HEAD + _LENGTH, BARE, then="stall"))
add("stall-in-body-link-seen", "T17", LIVE_CUT, raw(_HEAD + _LENGTH, WHOLE, then="stall"))
add(
    "stall-at-last-byte",
    "T17",
    CUT,
    raw(_HEAD + b"Content-Length: %d\r\n\r\n" % len(BARE), BARE[:-1], then="stall"),
)
add(
    "stall-before-last-chunk",
    "T17",
    CUT,
    raw(
        _HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n" % (len(BARE), BARE), then="stall"
    ),
)
add("stall-without-length", "T17", CUT, raw(_HEAD + b"\r\n" + BARE, then="stall"))
add(
    "stall-in-404",
    "T17",
    NOT_FOUND | CUT,
    raw(b"HTTP/1.1 404 X\r\nContent-Type: text/html\r\n" + _LENGTH + b"<h1>no</h1>", then="stall"),
)


def _drip(
    name: str, head: bytes, dripped: bytes, accept: "frozenset[tuple[str, str, str]]"
) -> None:
    async def answer(x: Exchange) -> None:
        await x.write(head)
        await x.forever(dripped, 0.3)

    add(name, "T17", accept, answer)


_drip("drip-status-line", b"HTTP/1.1 200 ", b"O", TIMEOUT)
_drip("drip-headers", _HEAD, b"X-A: b\r\n", TIMEOUT)
_drip("drip-one-header", _HEAD + b"X-A: ", b"b", TIMEOUT)
_drip("drip-body", _HEAD + b"\r\n" + BARE, b"x", CUT)
_drip("drip-body-link-seen", _HEAD + b"\r\n" + WHOLE, b"x", LIVE_CUT)
_drip("drip-chunk-size", _HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"0", BROKEN | CUT)
_drip("drip-chunk-extension", _HEAD + b"Transfer-Encoding: chunked\r\n\r\n5;a", b"a", TIMEOUT | CUT)
_drip("drip-100-continue", b"", b"HTTP/1.1 100 Continue\r\n\r\n", BROKEN)
_drip(
    "drip-trailer", _HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X-A: b\r\n", TIMEOUT | CUT
)


@case("slow-but-whole", "T17", LIVE)
async def _slow_but_whole(x: Exchange) -> None:
    await x.write(_HEAD, b"Content-Length: %d\r\n\r\n" % len(WHOLE))
    size = len(WHOLE) // 5 + 1
    for start in range(0, len(WHOLE), size):
        await x.write(WHOLE[start : start + size])
        await asyncio.sleep(0.1)


@case("slow-redirects", "T17", TIMEOUT | frozenset({("unreachable", "unknown", "redirect_loop")}))
async def _slow_redirects(x: Exchange) -> None:
    """Each hop comes within its time, all together never."""
    await asyncio.sleep(1.5)
    await x.redirect(f"/slow-redirects/{len(x.rest)}{x.rest}")


add("stall-robots", "T17", TIMEOUT | NO_ROBOTS, sending(), robots=raw(b"", then="stall"))
add(
    "drip-robots",
    "T17",
    TIMEOUT | NO_ROBOTS | LIVE | LOST_CONNECTION,
    sending(),
    robots=raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nUser-agent: *\n", then="stall"),
)
