"""Heads of answers: floods, cookies, values that reach code, labels of encodings."""

from tests.hostile.verdicts import (
    BROKEN,
    CUT,
    LIVE,
    LIVE_CUT,
    LIVE_MOVED,
    NOT_HTML,
)
from tests.hostile.web import WHOLE, Answer, Exchange, add, case, raw, sending

_OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
_END = b"Content-Length: %d\r\n\r\n" % len(WHOLE) + WHOLE


def _endless(first: bytes, piece: bytes) -> Answer:
    async def answer(x: Exchange) -> None:
        await x.write(first)
        await x.forever(piece)

    return answer


add("headers-100k", "T18", BROKEN, raw(_OK + b"X-A: b\r\n" * 100_000 + _END))
add("headers-1001", "T18", BROKEN, raw(_OK + b"X-A: b\r\n" * 1_001 + _END))
add("headers-900", "T18", LIVE, raw(_OK + b"X-A: b\r\n" * 900 + _END))
add("headers-endless", "T18", BROKEN, _endless(_OK, b"X-A: b\r\n" * 1_000))
add("headers-endless-name", "T18", BROKEN, _endless(_OK, b"x" * 10_000))
add("headers-endless-value", "T18", BROKEN, _endless(_OK + b"X-A: ", b"y" * 10_000))
add("headers-endless-folded", "T18", BROKEN, _endless(_OK + b"X-A: b\r\n", b" folded\r\n" * 100))
add("headers-empty-lines-first", "T18", BROKEN | LIVE, raw(b"\r\n" * 50_000 + _OK + _END))
add("header-64m", "T18", BROKEN, raw(_OK + b"X-A: " + b"y" * (64 << 20) + b"\r\n" + _END))
add("header-200k", "T18", LIVE | BROKEN, raw(_OK + b"X-A: " + b"y" * 200_000 + b"\r\n" + _END))
add("header-4k", "T18", LIVE, raw(_OK + b"X-A: " + b"y" * 4_000 + b"\r\n" + _END))
add("status-line-endless", "T18", BROKEN, _endless(b"HTTP/1.1 200 ", b"O" * 10_000))
add("continue-endless", "T18", BROKEN, _endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100))
add("continue-30", "T18", LIVE, raw(b"HTTP/1.1 100 Continue\r\n\r\n" * 30 + _OK + _END))
add("continue-33", "T18", BROKEN, raw(b"HTTP/1.1 100 Continue\r\n\r\n" * 40 + _OK + _END))
add(
    "early-hints-endless",
    "T18",
    BROKEN,
    _endless(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n" * 50),
)
add(
    "trailer-flood",
    "T18",
    CUT | LIVE_CUT | BROKEN,
    _endless(
        _OK + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n" % (len(WHOLE), WHOLE),
        b"X-A: b\r\n" * 1_000,
    ),
)
add(
    "trailer-flood-empty",
    "T18",
    CUT | BROKEN,
    _endless(_OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X-A: b\r\n" * 1_000),
)
add(
    "chunk-extension-flood",
    "T18",
    CUT | BROKEN,
    _endless(_OK + b"Transfer-Encoding: chunked\r\n\r\n5", b";a=b" * 2_500),
)
add(
    "chunk-extension-each",
    "T18",
    CUT | BROKEN,
    _endless(_OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1;" + b"a" * 8_000 + b"\r\nx\r\n"),
)
add(
    "robots-headers-endless",
    "T18",
    BROKEN | LIVE,
    sending(),
    robots=_endless(_OK, b"X-A: b\r\n" * 1_000),
)

# --- T14: values that must stay values ----------------------------------------------------------

for _name, _value in {
    "path": "scrapy.spidermiddlewares.referer.NoReferrerPolicy",
    "code": "__import__('os').system('touch owned')",
    "class": "builtins.eval",
    "long": "no-referrer, " * 500,
}.items():
    add(f"referrer-policy-{_name}", "T14", LIVE, sending(headers={"Referrer-Policy": _value}))

for _label in (
    *("punycode", "rot13", "zlib", "base64", "idna", "undefined", "unicode_escape", "mbcs"),
    *("utf-7", "hex", "bz2", "uu", "utf-8-sig", "utf-99", "quopri", "raw_unicode_escape"),
    *("x-user-defined", "replacement", "hz-gb-2312", "iso-2022-kr", "utf-16", "utf-32"),
):
    add(
        f"charset-{_label.replace('_', '-')}",
        "T14",
        LIVE,
        sending(headers={"Content-Type": f"text/html; charset={_label}"}),
    )
add(
    "charset-long",
    "T14",
    LIVE,
    sending(headers={"Content-Type": "text/html; charset=" + "a" * 60_000}),
)
add(
    "charset-path",
    "T14",
    LIVE,
    sending(headers={"Content-Type": "text/html; charset=../../etc/passwd"}),
)
add(
    "charset-twice",
    "T14",
    LIVE,
    sending(headers={"Content-Type": "text/html; charset=utf-8; charset=rot13"}),
)
add(
    "charset-meta-punycode",
    "T14",
    LIVE,
    sending(
        WHOLE.replace(b"<title>", b"<meta charset=punycode><title>"),
        headers={"Content-Type": "text/html"},
    ),
)
add(
    "charset-xml-zlib",
    "T14",
    LIVE,
    sending(
        b'<?xml version="1.0" encoding="zlib"?>' + WHOLE, headers={"Content-Type": "text/html"}
    ),
)
add("content-type-none", "T14", LIVE | NOT_HTML, raw(b"HTTP/1.1 200 OK\r\n" + _END))
add("content-type-junk", "T14", LIVE | NOT_HTML, sending(headers={"Content-Type": ';;;="\\'}))
add("content-type-text", "T14", LIVE | NOT_HTML, sending(headers={"Content-Type": "text/plain"}))
add("header-nul", "T14", LIVE | BROKEN, raw(_OK + b"X-A: b\0c\r\n" + _END))
add("header-bare-cr", "T14", LIVE | BROKEN, raw(_OK + b"X-A: b\rSet-Cookie: x=y\r\n" + _END))
add("header-without-colon", "T14", LIVE | BROKEN, raw(_OK + b"nonsense\r\n" + _END))
add("header-ansi", "T14", LIVE, raw(_OK + b"Server: \x1b[2J\x1b]0;x\x07\r\n" + _END))
add("header-latin", "T14", LIVE, raw(_OK + b"Server: \xff\xfe\xe4\r\n" + _END))
add("x-robots-long", "T14", LIVE, sending(headers={"X-Robots-Tag": "unavailable_after: " * 5_000}))
add("link-header-long", "T22", LIVE, sending(headers={"Link": '<a>; rel="' * 10_000}))

# --- T19: cookies -------------------------------------------------------------------------------

_COOKIES = {
    "bomb": b"".join(b"Set-Cookie: c%d=%s\r\n" % (n, b"v" * 200) for n in range(600)),
    "flood": b"".join(b"Set-Cookie: c%d=v\r\n" % n for n in range(5_000)),
    "giant": b"Set-Cookie: c=" + b"v" * 100_000 + b"\r\n",
    "foreign": b"Set-Cookie: c=v; Domain=control-1.localhost\r\nSet-Cookie: d=v; Domain=localhost\r\n",
    "suffix": b"Set-Cookie: c=v; Domain=com\r\nSet-Cookie: d=v; Domain=co.uk\r\n",
    "expires": b"Set-Cookie: c=v; Expires=Fri, 31 Dec 99999 23:59:59 GMT; Max-Age=1e999\r\n",
    "nul": b"Set-Cookie: c=\x01\x02; Path=/\r\n",
}
for _name, _lines in _COOKIES.items():
    _accept = BROKEN | LIVE if _name in ("flood", "bomb", "giant", "nul") else LIVE
    add(f"cookie-{_name}", "T19", _accept, raw(_OK + _lines + _END))


@case("cookie-bounce", "T19", LIVE_MOVED | frozenset({("unreachable", "unknown", "redirect_loop")}))
async def _cookie_bounce(x: Exchange) -> None:
    """Shows its page only to who brings its cookie back, as shops do."""
    if x.headers.get("cookie"):
        await x.send(WHOLE)
    else:
        await x.send(b"", 302, {"Location": "/cookie-bounce/back", "Set-Cookie": "seen=1; Path=/"})
