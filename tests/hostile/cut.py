"""Pages that came in part, or not at all, although an answer came."""

import gzip
import zlib

import brotli

from linkcrawler.crawl.decoding import zstd
from tests.hostile.verdicts import (
    BAD_REDIRECT,
    BROKEN,
    CUT,
    EMPTY,
    LIVE,
    LIVE_CUT,
    LOST_CONNECTION,
    MISSING,
    NOT_HTML,
    SCRIPT,
    SERVER_ERROR,
    TROUBLE,
)
from tests.hostile.web import BARE, WHOLE, Exchange, add, case, raw, sending
from tests.site import LINK, TEXT

_OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
_LONG = BARE.replace(b"</main>", TEXT.encode() * 40 + b"</main>")
_AFTER = WHOLE.replace(b"<main>", b"<main>" + TEXT.encode() * 40)

add("cut-reset-before-head", "T27", LOST_CONNECTION, raw(b"", then="reset"))
add("cut-close-before-head", "T27", LOST_CONNECTION, raw(b""))
add("cut-close-in-status", "T27", BROKEN, raw(b"HTTP/1."))
add("cut-close-in-headers", "T27", BROKEN | EMPTY, raw(_OK + b"Content-Le"))
add(
    "cut-close-after-headers",
    "T27",
    BROKEN | CUT | EMPTY,
    raw(_OK + b"Content-Length: 500\r\n\r\n"),
)
add(
    "cut-reset-after-headers",
    "T27",
    BROKEN | CUT | EMPTY,
    raw(_OK + b"Content-Length: 500\r\n\r\n", then="reset"),
)
add("cut-short", "T27", CUT, sending(BARE, length=100_000))
add("cut-short-link-seen", "T27", LIVE_CUT, sending(WHOLE, length=100_000))
add("cut-one-byte-short", "T27", CUT, sending(BARE, length=len(BARE) + 1))
add(
    "cut-reset",
    "T27",
    CUT | LOST_CONNECTION,
    raw(_OK + b"Content-Length: 99999\r\n\r\n" + BARE, then="reset"),
)
add("cut-reset-no-length", "T27", CUT | LOST_CONNECTION, raw(_OK + b"\r\n" + BARE, then="reset"))
add(
    "cut-no-length-in-tag",
    "T27",
    CUT,
    raw(_OK + b"\r\n" + BARE.partition(b"</main>")[0] + b'<a href="https'),
)
add(
    "cut-no-length-in-text",
    "T27",
    CUT,
    raw(_OK + b"\r\n" + BARE[: len(BARE) // 2]),
)
add(
    "cut-no-length-in-comment",
    "T27",
    CUT,
    raw(_OK + b"\r\n" + BARE.partition(b"</main>")[0] + b"<!-- more"),
)
add(
    "cut-no-length-in-script",
    "T27",
    CUT | SCRIPT,
    raw(_OK + b"\r\n" + BARE.partition(b"</main>")[0] + b"<script>var a = 1;"),
)
add(
    "cut-chunk",
    "T27",
    CUT,
    raw(_OK + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % (len(BARE) * 2) + BARE),
)
add(
    "cut-before-last-chunk",
    "T27",
    CUT,
    raw(_OK + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n" % (len(BARE), BARE)),
)
add(
    "cut-http-1-0",
    "T27",
    CUT,
    raw(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99999\r\n\r\n" + BARE),
)
add(
    "cut-404",
    "T27",
    frozenset({("gone", "missing", "page_not_found")}) | CUT,
    sending(b"<h1>no</h1>", 404, length=9_999),
)


def _deflated(bits: int) -> bytes:
    codec = zlib.compressobj(9, zlib.DEFLATED, bits)
    return codec.compress(_LONG) + codec.flush()


_CODED = {
    "gzip": gzip.compress(_LONG),
    "deflate": _deflated(15),
    "deflate-raw": _deflated(-15),
    "br": brotli.compress(_LONG),
    "zstd": zstd.compress(_LONG),
}
for _name, _body in _CODED.items():
    _coding = {"Content-Encoding": _name.removesuffix("-raw")}
    for _part in ("half", "last-byte", "trailer"):
        _kept = {"half": len(_body) // 2, "last-byte": len(_body) - 1, "trailer": len(_body) - 4}[
            _part
        ]
        add(f"cut-{_name}-{_part}", "T27", CUT, sending(_body[:_kept], headers=_coding))
    add(f"cut-{_name}-empty", "T27", CUT | EMPTY, sending(b"", headers=_coding))
    _noise = bytes(byte ^ 0x55 if 20 <= n < 40 else byte for n, byte in enumerate(_body))
    add(f"cut-{_name}-noise", "T27", CUT, sending(_noise, headers=_coding))
    add(f"cut-{_name}-not-coded", "T27", CUT, sending(BARE, headers=_coding))
_BAD_CRC = _CODED["gzip"][:-8] + bytes(8)
add("cut-gzip-crc", "T27", CUT | LIVE, sending(_BAD_CRC, headers={"Content-Encoding": "gzip"}))
add(
    "cut-coding-unknown",
    "T27",
    CUT | NOT_HTML,
    sending(bytes(range(256)) * 40, headers={"Content-Encoding": "x-secret"}),
)
add(
    "cut-coding-compress",
    "T27",
    CUT | NOT_HTML,
    sending(b"\x1f\x9d\x90" + bytes(range(256)) * 40, headers={"Content-Encoding": "compress"}),
)
add("cut-gzip-not-told", "T27", CUT | NOT_HTML | LIVE, sending(gzip.compress(WHOLE)))

# --- statuses that bring no page -----------------------------------------------------------------

add("status-200-empty", "T27", EMPTY, sending(b""))
add("status-200-spaces", "T27", EMPTY, sending(b" \r\n\t " * 50))
add("status-200-tags-only", "T27", EMPTY, sending(b"<html><head></head><body></body></html>"))
add("status-204", "T27", EMPTY, sending(b"", 204, length=""))
add("status-204-body", "T27", EMPTY, sending(BARE, 204))
add("status-205", "T27", EMPTY | CUT, sending(b"", 205))
add("status-205-body", "T27", EMPTY | CUT, sending(BARE, 205))
add(
    "status-206",
    "T27",
    CUT,
    sending(BARE, 206, {"Content-Range": f"bytes 0-{len(BARE) - 1}/99999"}),
)
add(
    "status-206-link",
    "T27",
    LIVE | LIVE_CUT,
    sending(WHOLE, 206, {"Content-Range": "bytes 0-5/99999"}),
)
add("status-304", "T27", BAD_REDIRECT | EMPTY | CUT, sending(b"", 304, length=""))
add(
    "status-202",
    "T27",
    CUT | EMPTY | SCRIPT,
    sending(b"<p>Processing your request.</p>", 202),
)
add("status-203", "T27", LIVE, sending(WHOLE, 203))
add("status-226", "T27", LIVE, sending(WHOLE, 226))
add("status-299", "T27", LIVE, sending(WHOLE, 299))
add(
    "status-101",
    "T27",
    BROKEN | BAD_REDIRECT,
    raw(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n\x81\x05hello"
    ),
)
add(
    "status-102-then-page",
    "T18",
    LIVE,
    raw(
        b"HTTP/1.1 102 Processing\r\n\r\n"
        + _OK
        + b"Content-Length: %d\r\n\r\n" % len(WHOLE)
        + WHOLE
    ),
)
add(
    "status-199",
    "T27",
    BROKEN | BAD_REDIRECT | LIVE | MISSING,
    raw(b"HTTP/1.1 199 X\r\n\r\n" + _OK + b"Content-Length: %d\r\n\r\n" % len(BARE) + BARE),
)
for _status in ("000", "099", "1000", "-200", "abc", "20", "2000"):
    add(
        f"status-odd-{_status}",
        "T27",
        BROKEN
        | BAD_REDIRECT
        | LIVE
        | LIVE_CUT
        | frozenset(
            {("forbidden", "unknown", "forbidden"), ("server_error", "unknown", "server_error")}
        ),
        sending(WHOLE, _status),
    )
for _status in (600, 700, 999):
    add(
        f"status-{_status}",
        "T28",
        SERVER_ERROR | frozenset({("forbidden", "unknown", "forbidden")}) | BAD_REDIRECT | BROKEN,
        sending(BARE, _status),
    )
add("http-0-9", "T27", BROKEN, raw(BARE))
add("http-1-0", "T27", LIVE, raw(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + WHOLE))
add(
    "http-2-0-plain",
    "T27",
    BROKEN | LIVE,
    raw(b"HTTP/2.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + WHOLE),
)
add("http-9", "T27", BROKEN | LIVE, raw(b"HTTP/9.9 200 OK\r\n\r\n" + WHOLE))
add(
    "http-lf-only",
    "T27",
    LIVE | BROKEN,
    raw(b"HTTP/1.1 200 OK\nContent-Type: text/html\n\n" + WHOLE),
)
add("icy", "T27", BROKEN, raw(b"ICY 200 OK\r\n\r\n" + BARE))
add("junk-ssh", "T27", BROKEN, raw(b"SSH-2.0-OpenSSH_9.9\r\n"))
add("junk-binary", "T27", BROKEN, raw(bytes(range(256)) * 100))
add(
    "two-answers",
    "T27",
    LIVE,
    raw(
        (_OK + b"Content-Length: %d\r\n\r\n" % len(WHOLE) + WHOLE)
        + b"HTTP/1.1 404 X\r\nContent-Length: 0\r\n\r\n"
    ),
)

# --- last words of software ----------------------------------------------------------------------

_DIED = BARE.partition(b"</main>")[0]
for _name, _words in {
    "php-fatal": b"<br />\n<b>Fatal error</b>: Allowed memory size of 134217728 bytes exhausted in "
    b"<b>/srv/www/index.php</b> on line <b>212</b><br />",
    "php-parse": b"Parse error: syntax error, unexpected '}' in /srv/www/a.php on line 3",
    "php-uncaught": b"<b>Fatal error</b>: Uncaught Error: Call to undefined function x() in "
    b"/srv/www/a.php:7 Stack trace: #0 {main} thrown in <b>/srv/www/a.php</b> on line <b>7</b>",
}.items():
    add(f"dies-{_name}", "T27", CUT | TROUBLE, sending(_DIED + _words))
    add(f"dies-first-{_name}", "T27", CUT | TROUBLE, sending(_words))


@case("flap-cut-then-whole", "T27", CUT | LIVE)
async def _flap(x: Exchange) -> None:
    await x.send(WHOLE if x.count > 1 else BARE, length=None if x.count > 1 else 99_999)


add("link-late-whole", "T27", LIVE, sending(_AFTER))
add(
    "link-after-2mb",
    "T21",
    LIVE,
    sending(
        BARE.replace(b"</main>", b"<p>" + b"word " * 600_000 + b"</p>" + LINK.encode() + b"</main>")
    ),
)
