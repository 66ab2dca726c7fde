"""Little that becomes much, and bodies that never end."""

import gzip
import zlib
from collections.abc import Callable
from functools import cache

import brotli

from linkcrawler.crawl.decoding import zstd
from tests.hostile.verdicts import (
    BROKEN,
    CUT,
    LIVE,
    LIVE_CUT,
    LIVE_MOVED,
    NO_ROBOTS,
    NOT_FOUND,
    NOT_HTML,
    ROBOTS,
    TIMEOUT,
    UNREAD,
)
from tests.hostile.web import BARE, WHOLE, Answer, Exchange, add, case, sending

MIB = 1 << 20


@cache
def gzip_zeros(mib: int, fill: bytes = b"\0", head: bytes = b"") -> bytes:
    """Return a gzip stream of ``head`` and then so many MiB of one byte, made piece by piece."""
    codec = zlib.compressobj(9, zlib.DEFLATED, 31)
    pieces = [codec.compress(head)] + [codec.compress(fill * MIB) for _ in range(mib)]
    return b"".join(pieces) + codec.flush()


@cache
def deflate_zeros(mib: int, bits: int) -> bytes:
    codec = zlib.compressobj(9, zlib.DEFLATED, bits)
    return b"".join(codec.compress(bytes(MIB)) for _ in range(mib)) + codec.flush()


@cache
def brotli_zeros(mib: int) -> bytes:
    codec = brotli.Compressor(quality=5, lgwin=22)
    return b"".join(codec.process(bytes(MIB)) for _ in range(mib)) + codec.finish()


@cache
def zstd_zeros(mib: int) -> bytes:
    codec = zstd.ZstdCompressor()
    return b"".join(codec.compress(bytes(MIB)) for _ in range(mib)) + codec.flush()


@cache
def gzip_tags(mib: int, tag: bytes) -> bytes:
    piece = tag * (MIB // len(tag))
    codec = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(codec.compress(piece) for _ in range(mib)) + codec.flush()


def coded(make: Callable[[], bytes], coding: str) -> Answer:
    """Return an answer in a coding; ``make`` makes the body when it is asked for."""

    async def answer(x: Exchange) -> None:
        await x.send(make(), headers={"Content-Encoding": coding})

    return answer


add("gzip-bomb", "T15", CUT, coded(lambda: gzip_zeros(256), "gzip"))
add(
    "gzip-bomb-link-first",
    "T15",
    LIVE_CUT,
    coded(lambda: gzip_zeros(64, b" ", WHOLE.partition(b"</main>")[0]), "gzip"),
)
add("gzip-bomb-x-gzip", "T15", CUT, coded(lambda: gzip_zeros(64), "x-gzip"))
add("gzip-bomb-1g", "T15", CUT, coded(lambda: gzip_zeros(1024), "gzip"), is_quick=False)
add("deflate-bomb", "T15", CUT, coded(lambda: deflate_zeros(128, 15), "deflate"))
add("deflate-raw-bomb", "T15", CUT, coded(lambda: deflate_zeros(128, -15), "deflate"))
add("br-bomb", "T15", CUT, coded(lambda: brotli_zeros(1024), "br"))
add("zstd-bomb", "T15", CUT, coded(lambda: zstd_zeros(1024), "zstd"))
add("gzip-gzip-bomb", "T15", CUT, coded(lambda: gzip.compress(gzip_zeros(512)), "gzip, gzip"))
add("br-gzip-bomb", "T15", CUT, coded(lambda: brotli.compress(gzip_zeros(256)), "gzip, br"))
add("gzip-bomb-tags", "T15", CUT, coded(lambda: gzip_tags(200, b"<a>"), "gzip"))
add("gzip-bomb-links", "T15", CUT, coded(lambda: gzip_tags(64, b'<a href="/x">x</a>'), "gzip"))
add("gzip-bomb-divs", "T15", CUT, coded(lambda: gzip_tags(64, b"<div>"), "gzip"))
add("gzip-bomb-attributes", "T15", CUT, coded(lambda: gzip_tags(64, b"<p a=b c=d>"), "gzip"))


def _layers(depth: int) -> bytes:
    body = WHOLE
    for _ in range(depth):
        body = gzip.compress(body)
    return body


add("gzip-layers-2", "T15", LIVE, coded(lambda: _layers(2), "gzip, gzip"))
add("gzip-layers-3", "T15", CUT, coded(lambda: _layers(3), "gzip, gzip, gzip"))
add("gzip-layers-6", "T15", CUT, coded(lambda: _layers(6), ", ".join(["gzip"] * 6)))
add("gzip-layers-100", "T15", CUT, coded(lambda: _layers(2), ", ".join(["gzip"] * 100)))
add("gzip-layers-not-told", "T15", UNREAD | NOT_HTML, coded(lambda: _layers(2), "gzip"))
add(
    "gzip-members-10000",
    "T15",
    CUT | LIVE_CUT | LIVE,
    coded(lambda: gzip.compress(b"<p>piece</p>") * 10_000 + gzip.compress(WHOLE), "gzip"),
)


def _zstd_window(bits: int) -> bytes:
    """Return a frame that claims a window of that size and holds a few raw bytes."""
    descriptor = bytes([(bits - 10) << 3])
    block = (len(WHOLE) << 3 | 1).to_bytes(3, "little") + WHOLE
    return b"\x28\xb5\x2f\xfd\x00" + descriptor + block


add("zstd-window-2g", "T15", CUT, coded(lambda: _zstd_window(31), "zstd"))
add("zstd-window-128m", "T15", LIVE | CUT, coded(lambda: _zstd_window(27), "zstd"))
add("br-large-window", "T15", CUT, coded(lambda: b"\x11\xfe" + b"\xff" * 64, "br"))
add(
    "gzip-header-endless-name",
    "T15",
    UNREAD,
    coded(lambda: b"\x1f\x8b\x08\x08\0\0\0\0\0\x03" + b"n" * (7 << 20), "gzip"),
)


def chunked(piece: bytes, status: int = 200, headers: str = "", first: bytes = b"") -> Answer:
    """Return a body in chunks that never ends."""
    framed = b"%x\r\n%s\r\n" % (len(piece), piece)

    async def answer(x: Exchange) -> None:
        head = f"HTTP/1.1 {status} X\r\nContent-Type: text/html\r\n{headers}"
        await x.write(head + "Transfer-Encoding: chunked\r\n\r\n")
        if first:
            await x.write(b"%x\r\n%s\r\n" % (len(first), first))
        await x.forever(framed)

    return answer


def unframed(piece: bytes, status: int = 200, headers: str = "", first: bytes = b"") -> Answer:
    """Return a body without a length that never ends."""

    async def answer(x: Exchange) -> None:
        head = f"HTTP/1.1 {status} X\r\nContent-Type: text/html\r\n{headers}\r\n"
        await x.write(head, first)
        await x.forever(piece)

    return answer


_WORDS = b"<p>and on and on</p>" * 5_000
add("endless-body", "T16", CUT, unframed(_WORDS))
add("endless-body-link-first", "T16", LIVE_CUT, unframed(_WORDS, first=WHOLE))
add("endless-body-chunked", "T16", CUT, chunked(_WORDS))
add("endless-body-zeros", "T16", CUT, unframed(bytes(100_000)))
add("endless-body-small-chunks", "T16", CUT | TIMEOUT, chunked(b"x" * 16))
add("endless-body-one-tag", "T16", CUT, unframed(b" a=b" * 25_000, first=b"<p"))
add("endless-body-404", "T16", NOT_FOUND | CUT, unframed(_WORDS, 404))
add(
    "endless-body-500",
    "T16",
    CUT | frozenset({("server_error", "unknown", "server_error")}),
    unframed(_WORDS, 500),
)
add(
    "endless-body-gzip",
    "T16",
    CUT,
    unframed(gzip.compress(_WORDS), headers="Content-Encoding: gzip\r\n"),
)
add("endless-body-length-huge", "T16", CUT, sending(BARE, length=10**18))


@case("redirect-body-endless", "T16", LIVE_MOVED | BROKEN)
async def _redirect_body_endless(x: Exchange) -> None:
    if x.rest:
        await x.send(WHOLE)
        return
    await x.write("HTTP/1.1 302 X\r\nLocation: /redirect-body-endless/on\r\n\r\n")
    await x.forever(_WORDS)


@case("redirect-body-bomb", "T15", LIVE_MOVED | BROKEN)
async def _redirect_body_bomb(x: Exchange) -> None:
    if x.rest:
        await x.send(WHOLE)
        return
    headers = {"Location": "/redirect-body-bomb/on", "Content-Encoding": "gzip"}
    await x.send(gzip_zeros(256), 302, headers)


add(
    "robots-gzip-bomb",
    "T15",
    LIVE | NO_ROBOTS | ROBOTS | BROKEN,
    sending(),
    robots=coded(lambda: gzip_zeros(256, b"#"), "gzip"),
)
add(
    "robots-br-bomb",
    "T15",
    LIVE | NO_ROBOTS | ROBOTS | BROKEN,
    sending(),
    robots=coded(lambda: brotli_zeros(1024), "br"),
)
add(
    "robots-endless",
    "T16",
    LIVE | NO_ROBOTS | ROBOTS | BROKEN,
    sending(),
    robots=unframed(b"Disallow: /nothing-here\n" * 5_000, first=b"User-agent: *\n"),
)
add(
    "robots-endless-one-line",
    "T16",
    LIVE | NO_ROBOTS | ROBOTS | BROKEN,
    sending(),
    robots=unframed(b"x" * 100_000),
)
add(
    "robots-endless-redirect",
    "T16",
    LIVE | NO_ROBOTS | ROBOTS | BROKEN,
    sending(),
    robots=unframed(b"x" * 100_000, 302, "Location: /robots.txt\r\n"),
)
