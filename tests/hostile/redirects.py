"""Redirects without end, to nowhere, in odd spellings, and to what is no web page."""

from tests.hostile.verdicts import (
    BAD_REDIRECT,
    BAD_URL,
    BROKEN,
    CUT,
    EMPTY,
    GUARDED,
    HOME,
    LIVE,
    LIVE_MOVED,
    LOOP,
    MISSING,
    NO_NAME,
    REFUSED,
)
from tests.hostile.web import BARE, WHOLE, Exchange, add, case, leading, raw, sending
from tests.site import LINK, document

NOWHERE = BAD_REDIRECT | BAD_URL | GUARDED

for _status in (301, 302, 303, 307, 308):
    add(f"redirect-{_status}", "T20", LIVE_MOVED, leading(f"/redirect-{_status}/on", _status))
add("redirect-self", "T20", LOOP, leading("/redirect-self"))
add("redirect-self-fragment", "T20", LOOP, leading("/redirect-self-fragment#on"))


@case("redirect-chain-10", "T20", LIVE_MOVED)
async def _chain_10(x: Exchange) -> None:
    hop = int(x.rest or 0)
    if hop == 10:
        await x.send(WHOLE)
    else:
        await x.redirect(f"/redirect-chain-10/{hop + 1}")


@case("redirect-chain-40", "T20", LOOP)
async def _chain_40(x: Exchange) -> None:
    hop = int(x.rest or 0)
    if hop == 40:
        await x.send(WHOLE)
    else:
        await x.redirect(f"/redirect-chain-40/{hop + 1}")


@case("redirect-maze", "T20", LOOP)
async def _maze(x: Exchange) -> None:
    """Each hop is a new address on a new host."""
    number = hash(x.rest) % 10**9
    host = f"maze{number % 50}.redirect-maze.localhost:{x.web.ports['plain']}"
    await x.redirect(f"http://{host}/redirect-maze/{number}")


@case("redirect-growing", "T20", LOOP | BAD_REDIRECT | BROKEN)
async def _growing(x: Exchange) -> None:
    await x.redirect(f"/redirect-growing/{x.rest}{'x' * 3_000}")


@case("redirect-ping-pong", "T20", LOOP)
async def _ping_pong(x: Exchange) -> None:
    """A redirect and a refresh in turns."""
    if x.rest == "b":
        head = '<meta http-equiv="refresh" content="0; url=/redirect-ping-pong/a">'
        await x.send(document("nothing", head))
    else:
        await x.redirect("/redirect-ping-pong/b")


@case("refresh-loop", "T20", LOOP)
async def _refresh_loop(x: Exchange) -> None:
    there = "/refresh-loop/" + ("a" if x.rest == "b" else "b")
    await x.send(document("nothing", f'<meta http-equiv="refresh" content="0; url={there}">'))


@case("refresh-header-loop", "T20", LOOP)
async def _refresh_header_loop(x: Exchange) -> None:
    there = "/refresh-header-loop/" + ("a" if x.rest == "b" else "b")
    await x.send(BARE, headers={"Refresh": f"0; url={there}"})


add(
    "refresh-self",
    "T20",
    MISSING | CUT,
    sending(document("nothing", '<meta http-equiv="refresh" content="0; url=/refresh-self">')),
)
add(
    "refresh-nan",
    "T23",
    MISSING,
    sending(document("nothing", '<meta http-equiv="refresh" content="nan; url=/refresh-nan/b">')),
)
add(
    "refresh-digits",
    "T23",
    MISSING,
    sending(
        document(
            "nothing", f'<meta http-equiv="refresh" content="{"9" * 5_000}; url=/refresh-digits/b">'
        )
    ),
)
add(
    "refresh-keeps-link",
    "T20",
    LIVE,
    sending(document(LINK, '<meta http-equiv="refresh" content="0; url=/refresh-keeps-link/b">')),
)
add(
    "canonical-loop",
    "T20",
    MISSING,
    sending(document("nothing", '<link rel="canonical" href="/canonical-loop/x">')),
)


@case("canonical-maze", "T20", MISSING)
async def _canonical_maze(x: Exchange) -> None:
    await x.send(document("nothing", f'<link rel="canonical" href="/canonical-maze/{x.rest}x">'))


# --- where a redirect may not lead --------------------------------------------------------------

for _name, _where in {
    "file": "file:///etc/hostname",
    "data": "data:text/html,<a href='https://target.example/guide'>x</a>",
    "javascript": "javascript:location='/x'",
    "ftp": "ftp://127.0.0.1/guide.html",
    "gopher": "gopher://127.0.0.1:70/1",
    "s3": "s3://bucket/key",
    "blob": "blob:https://target.example/0b9f2a4e",
    "view-source": "view-source:http://target.example/",
    "unknown": "x-linkcrawler:whatever",
    "dict": "dict://127.0.0.1:11211/stats",
    "mailto": "mailto:someone@target.example",
}.items():
    add(f"redirect-{_name}", "T12", NOWHERE, leading(_where))
for _name, _where in {"file": "file:///etc/hostname", "data": "data:text/html,x"}.items():
    add(
        f"refresh-{_name}",
        "T12",
        MISSING | NOWHERE,
        sending(document("nothing", f'<meta http-equiv="refresh" content="0; url={_where}">')),
    )

for _port in (22, 25, 6379, 11211):
    add(
        f"redirect-port-{_port}",
        "T11",
        GUARDED,
        leading(f"http://127.0.0.1:{_port}/"),
    )
    add(
        f"listed-port-{_port}",
        "T11",
        GUARDED,
        sending(),
        listed=f"http://127.0.0.1:{_port}/page",
    )
add(
    "redirect-port-0",
    "T11",
    GUARDED | BAD_REDIRECT | REFUSED | BROKEN | BAD_URL,
    leading("http://127.0.0.1:0/"),
)

# --- odd spellings of Location ------------------------------------------------------------------

add("redirect-broken", "T20", BAD_REDIRECT | BAD_URL, leading("http://["))
add(
    "redirect-port-digits",
    "T22",
    BAD_REDIRECT | BAD_URL,
    leading(f"http://127.0.0.1:{'9' * 90_000}/"),
)
add("redirect-empty-host", "T20", BAD_REDIRECT | BAD_URL | LIVE_MOVED | LOOP, leading("http:///"))
add("redirect-empty", "T20", LOOP | BAD_REDIRECT, leading(""))
add("redirect-none", "T20", BAD_REDIRECT, sending(b"", 302))
add("redirect-none-page", "T20", BAD_REDIRECT, sending(BARE, 302))
add(
    "redirect-twice",
    "T20",
    LIVE_MOVED | BAD_REDIRECT | GUARDED | BROKEN,
    raw(
        b"HTTP/1.1 302 X\r\nLocation: /redirect-301/on\r\nLocation: http://10.0.0.1/\r\n"
        b"Content-Length: 0\r\n\r\n"
    ),
)
add("redirect-space", "T20", LIVE_MOVED, leading("  /redirect-space/on  "))
add("redirect-umlaut", "T20", LIVE_MOVED, leading("/redirect-umlaut/stra\u00dfe"))
add("redirect-crlf-escaped", "T20", LIVE_MOVED, leading("/redirect-crlf-escaped/a%0d%0aX-A:%20b"))
add(
    "redirect-long",
    "T20",
    LIVE_MOVED | BAD_REDIRECT | BROKEN,
    leading("/redirect-long/" + "x" * 7_000),
)
add(
    "redirect-too-long",
    "T20",
    LIVE_MOVED | BAD_REDIRECT | BROKEN,
    leading("/redirect-too-long/" + "x" * 100_000),
)
add(
    "redirect-dots",
    "T22",
    LIVE_MOVED | BROKEN | BAD_REDIRECT,
    leading("/redirect-dots/" + "../" * 20_000 + "redirect-dots/x"),
)
add(
    "redirect-labels",
    "T22",
    NO_NAME | BAD_REDIRECT | BAD_URL | BROKEN,
    leading("http://" + "a." * 20_000 + "invalid/"),
)
add(
    "redirect-idna",
    "T22",
    NO_NAME | BAD_REDIRECT | BAD_URL | BROKEN,
    leading("http://" + "\u00e4" * 60_000 + ".invalid/"),
)
add(
    "redirect-userinfo",
    "T5",
    LIVE_MOVED,
    leading("http://bob:hunter2-secret@{host}/redirect-userinfo/x"),
)
add("redirect-upper", "T20", LIVE_MOVED, leading("HTTP://{host}/redirect-upper/x"))
add("redirect-300", "T20", BAD_REDIRECT | LIVE_MOVED, leading("/redirect-300/x", 300))
add("redirect-304", "T27", BAD_REDIRECT | EMPTY | CUT, leading("/redirect-304/x", 304))
add("redirect-305", "T20", BAD_REDIRECT | LIVE_MOVED, leading("/redirect-305/x", 305))
add("redirect-399", "T20", BAD_REDIRECT | LIVE_MOVED, leading("/redirect-399/x", 399))


@case("redirect-home", "T35", HOME)
async def _home(x: Exchange) -> None:
    if x.path == "/":
        await x.send(document("our articles"))
    else:
        await x.redirect("/")


@case("redirect-home-to-404", "T35", frozenset({("gone", "missing", "page_not_found")}))
async def _home_gone(x: Exchange) -> None:
    if x.path == "/":
        await x.send("", 404)
    else:
        await x.redirect("/")


@case("redirect-to-tls", "T36", LIVE_MOVED)
async def _to_tls(x: Exchange) -> None:
    await x.redirect(f"https://redirect-301.localhost:{x.web.ports['tls']}/redirect-301/on")


@case("redirect-to-closed", "T20", REFUSED)
async def _to_closed(x: Exchange) -> None:
    await x.redirect(f"http://{x.host.partition(':')[0]}:{x.web.ports['closed']}/")
