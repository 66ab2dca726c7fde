"""Numbers from the net that are no numbers, and lengths that lie."""

from tests.hostile.verdicts import BROKEN, CUT, LATER, LIVE, LIVE_CUT, SERVER_ERROR
from tests.hostile.web import BARE, WHOLE, add, raw, sending

_VALUES = {
    "nan": "nan",
    "inf": "1e309",
    "negative": "-1",
    "digits": "9" * 5_000,
    "year-9999": "Fri, 31 Dec 9999 23:59:59 GMT",
    "year-huge": "Fri, 31 Dec 99999 23:59:59 GMT",
    "past": "Thu, 01 Jan 1970 00:00:00 GMT",
    "offset": "Thu, 01 Jan 1970 00:00:00 +99999999999999999999",
    "text": "soon",
    "empty": "",
    "hex": "0x10",
    "float": "1.5",
    "arabic": "\u0661\u0662",
    "long-date": "Mon, " * 20_000,
    "zero": "0",
}
for _name, _value in _VALUES.items():
    for _status in (429, 503):
        add(
            f"retry-after-{_name}-{_status}",
            "T23",
            LATER | SERVER_ERROR,
            sending(BARE, _status, {"Retry-After": _value}),
        )

_OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def _length(
    name: str,
    lines: bytes,
    accept: frozenset[tuple[str, str, str]],
    body: bytes = WHOLE,
) -> None:
    add(f"length-{name}", "T23", accept, raw(_OK + lines + b"\r\n" + body))


_length("digits", b"Content-Length: " + b"9" * 5_000 + b"\r\n", BROKEN | LIVE_CUT | LIVE | CUT)
_length("digits-bare", b"Content-Length: " + b"9" * 5_000 + b"\r\n", BROKEN | CUT, BARE)
_length("negative", b"Content-Length: -5\r\n", BROKEN | LIVE | LIVE_CUT)
_length("negative-bare", b"Content-Length: -5\r\n", BROKEN | CUT, BARE)
_length("text", b"Content-Length: many\r\n", BROKEN | LIVE | LIVE_CUT)
_length("hex", b"Content-Length: 0x10\r\n", BROKEN | CUT | LIVE_CUT, BARE)
_length("plus", b"Content-Length: +10\r\n", BROKEN | CUT | LIVE_CUT, BARE)
_length("empty", b"Content-Length:\r\n", BROKEN | LIVE | LIVE_CUT)
_length("two", b"Content-Length: 10\r\nContent-Length: 20\r\n", BROKEN | CUT, BARE)
_length("list", b"Content-Length: 10, 20\r\n", BROKEN | CUT, BARE)
_length(
    "and-chunked",
    b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
    LIVE,
    b"%x\r\n%s\r\n0\r\n\r\n" % (len(WHOLE), WHOLE),
)
_length("too-long", b"Content-Length: 1000000\r\n", LIVE_CUT)
_length("too-long-bare", b"Content-Length: 1000000\r\n", CUT, BARE)
_length("2-63", b"Content-Length: 9223372036854775808\r\n", BROKEN | LIVE | LIVE_CUT | CUT)
_length("2-64", b"Content-Length: 18446744073709551617\r\n", BROKEN | CUT, BARE)
_length(
    "zero-with-body", b"Content-Length: 0\r\n", frozenset({("incomplete", "unknown", "empty_page")})
)
_length(
    "short",
    b"Content-Length: 200\r\n",
    CUT | frozenset({("incomplete", "unknown", "empty_page")}),
    BARE,
)

_CHUNKS = {
    "huge": b"ffffffffffffffff\r\n" + BARE,
    "huger": b"f" * 40 + b"\r\n" + BARE,
    "negative": b"-5\r\n" + BARE,
    "text": b"zz\r\n" + BARE,
    "too-long": b"fffff\r\n" + BARE,
    "no-crlf": b"%x\r\n%s0\r\n\r\n" % (len(BARE), BARE),
    "no-end": b"%x\r\n%s\r\n" % (len(BARE), BARE),
    "empty-first": b"\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(BARE), BARE),
}
for _name, _body in _CHUNKS.items():
    add(
        f"chunk-{_name}",
        "T27",
        CUT | BROKEN,
        raw(_OK + b"Transfer-Encoding: chunked\r\n\r\n" + _body),
    )
