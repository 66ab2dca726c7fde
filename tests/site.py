"""A local web with a route for each way a server can behave; loopback only."""

import asyncio
import gzip
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

TARGET = "https://target.example/guide"
LINK = f'<a href="{TARGET}">the guide</a>'
TEXT = "<p>" + "Riders who cross the pass in June still find snow beside the road. " * 12 + "</p>"


@dataclass
class Asked:
    """One request, as the server saw it."""

    host: str
    path: str
    headers: dict[str, str]
    at: float = field(default_factory=time.monotonic)


@dataclass
class Kept:
    """A page whose server says whether it changed."""

    body: str
    headers: dict[str, str] = field(default_factory=dict)
    """Sent with the page."""

    told: dict[str, str] = field(default_factory=dict)
    """Sent with a 304, besides the ``ETag``."""

    refuses: int = 304
    """Status of the answer to a condition that holds."""

    lies: bool = False
    """It says that nothing changed whenever it is asked."""

    always: bool = False
    """It says so even where it is not asked."""


Route = Callable[["Answering"], Awaitable[None]]
ROUTES: dict[str, Route] = {}


def route(path: str) -> Callable[[Route], Route]:
    """Register what the server does for a path."""

    def register(function: Route) -> Route:
        ROUTES[path] = function
        return function

    return register


@dataclass
class Answering:
    """One request being answered."""

    site: "Site"
    asked: Asked
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    count: int
    """How often this address was asked for, this time included."""

    async def send(
        self,
        body: str | bytes = "",
        status: int = 200,
        headers: dict[str, str] | None = None,
        length: int | None = None,
    ) -> None:
        """Send one whole answer; ``length`` may lie."""
        content = body.encode() if isinstance(body, str) else body
        lines = {"Content-Type": "text/html; charset=utf-8", **(headers or {})}
        if length is None or length >= 0:
            lines["Content-Length"] = str(len(content) if length is None else length)
        head = f"HTTP/1.1 {status} X\r\n" + "".join(f"{k}: {v}\r\n" for k, v in lines.items())
        self.writer.write(head.encode("latin-1") + b"Connection: close\r\n\r\n" + content)
        await self.writer.drain()


def document(inner: str = "", head: str = "") -> str:
    """Return a page with enough text to be no thin page."""
    return (
        f'<!doctype html><html lang="en"><head><title>A page</title>{head}</head>'
        f"<body><main><h1>A page</h1>{TEXT}<p>See {inner} before you go there.</p></main></body></html>"
    )


class Site:
    """The server, in a thread of its own; use with ``with``."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.robots: dict[str, tuple[int, str]] = {}
        self.robots_lost: Counter[str] = Counter()
        """How often the answer for a host's robots.txt is lost on the way."""

        self.pages: dict[str, str] = {}
        self.homes: dict[str, str] = {}
        """The home page of a host, or the path that it leads to."""

        self.kept: dict[str, Kept] = {}
        self.counts: Counter[str] = Counter()
        self.active: Counter[str] = Counter()
        self.peak: Counter[str] = Counter()
        self.most_at_once = 0
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._ready = threading.Event()

    def __enter__(self) -> "Site":
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    def url(self, path: str, host: str = "site.localhost") -> str:
        """Return the address of a path on a host of this web."""
        return f"http://{host}:{self.port}{path}"

    def place(self, path: str) -> str:
        """Return the address of a path in the list of everything.

        What makes the crawl let a whole host be has a host of its own.
        """
        return self.url(path, "put-off.localhost" if path == "/busy" else "site.localhost")

    def paths(self) -> list[str]:
        """Return the paths asked for, robots.txt left out."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._main())
        self._loop.close()

    async def _main(self) -> None:
        self._stop = asyncio.Event()
        server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            first, *lines = head.split("\r\n")
            headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines)}
            host = headers.get("host", "").rpartition(":")[0]
            asked = Asked(host, first.split(" ")[1], headers)
            self.asked.append(asked)
            self.counts[host + asked.path] += 1
            self.active[host] += 1
            self.most_at_once = max(self.most_at_once, sum(self.active.values()))
            self.peak[host] = max(self.peak[host], self.active[host])
            try:
                await self._route(
                    Answering(self, asked, reader, writer, self.counts[host + asked.path])
                )
            finally:
                self.active[host] -= 1
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()

    async def _route(self, answering: Answering) -> None:
        asked = answering.asked
        if asked.path == "/robots.txt":
            self.robots_lost[asked.host] -= 1
            if self.robots_lost[asked.host] >= 0:
                return
            status, text = self.robots.get(asked.host, (404, ""))
            await answering.send(text, status, {"Content-Type": "text/plain"})
        elif asked.path == "/" and asked.host in self.homes:
            home = self.homes[asked.host]
            leads = home.startswith("/")
            await answering.send(home, 302 if leads else 200, {"Location": home} if leads else {})
        elif asked.path in self.pages:
            await answering.send(self.pages[asked.path])
        elif (name := "/" + asked.path.split("?")[0].split("/")[1]) in ROUTES:
            await ROUTES[name](answering)
        else:
            await answering.send("<h1>no such page</h1>", 404)


@route("/live")
async def _live(answering: Answering) -> None:
    await answering.send(document(LINK))


@route("/kept")
async def _kept(answering: Answering) -> None:
    page, asked = answering.site.kept[answering.asked.path], answering.asked.headers
    tag, modified = page.headers.get("ETag"), page.headers.get("Last-Modified")
    if "if-none-match" in asked:
        holds = page.lies or asked["if-none-match"] == tag
    else:
        holds = "if-modified-since" in asked and (
            page.lies or asked["if-modified-since"] == modified
        )
    if page.always or holds:
        named = {"ETag": tag} if tag else {}
        await answering.send(
            "", page.refuses, {"Content-Type": "text/html; charset=utf-8"} | named | page.told
        )
    else:
        await answering.send(page.body, headers=page.headers)


@route("/to-kept")
async def _to_kept(answering: Answering) -> None:
    await answering.send("", 301, {"Location": answering.asked.path.removeprefix("/to-kept")})


@route("/removed")
async def _removed(answering: Answering) -> None:
    await answering.send(document("nothing"))


@route("/status")
async def _status(answering: Answering) -> None:
    status = int(answering.asked.path.split("/")[2])
    await answering.send(document(LINK), status)


@route("/moved")
async def _moved(answering: Answering) -> None:
    status = int(answering.asked.path.split("/")[2])
    await answering.send("", status, {"Location": "/live/after-" + str(status)})


@route("/chain")
async def _chain(answering: Answering) -> None:
    left = int(answering.asked.path.split("/")[2])
    where = f"/chain/{left - 1}" if left else "/live/after-chain"
    await answering.send("", 302, {"Location": where})


@route("/loop")
async def _loop(answering: Answering) -> None:
    await answering.send("", 302, {"Location": "/loop"})


@route("/to")
async def _to(answering: Answering) -> None:
    kinds = {
        "script": "javascript:alert(1)",
        "file": "file:///etc/hostname",
        "broken": "http://[",
        "home": "/",
        "private": "http://10.0.0.1/",
        "ftp-login": "ftp://me:hunter2@files.example/",
        "broken-login": "http://me:hunter2@[nowhere/",
    }
    await answering.send("", 302, {"Location": kinds[answering.asked.path.split("/")[2]]})


@route("/")
async def _home(answering: Answering) -> None:
    await answering.send(document("our articles"))


@route("/bounce")
async def _bounce(answering: Answering) -> None:
    if "seen=1" in answering.asked.headers.get("cookie", ""):
        await answering.send(document(LINK))
    else:
        await answering.send("", 302, {"Location": "/bounce", "Set-Cookie": "seen=1; Path=/"})


NOT_FOUND = document("our other articles").replace("<title>A page<", "<title>Page not found<")


@route("/says-200")
async def _says_200(answering: Answering) -> None:
    await answering.send(NOT_FOUND)


@route("/collapses")
async def _collapses(answering: Answering) -> None:
    await answering.send("", 302, {"Location": "/removed/list"})


@route("/refresh")
async def _refresh(answering: Answering) -> None:
    head = '<meta http-equiv="refresh" content="0; url=/live/after-refresh">'
    await answering.send(document("", head))


@route("/flaky")
async def _flaky(answering: Answering) -> None:
    if answering.count == 1:
        await answering.send("", 503, {"Retry-After": "1"})
    else:
        await answering.send(document(LINK))


@route("/busy")
async def _busy(answering: Answering) -> None:
    await answering.send("", 429, {"Retry-After": "86400"})


@route("/hang")
async def _hang(answering: Answering) -> None:
    await asyncio.sleep(60)


@route("/slow")
async def _slow(answering: Answering) -> None:
    await asyncio.sleep(0.1)
    await answering.send(document(LINK))


@route("/drip")
async def _drip(answering: Answering) -> None:
    where = LINK if answering.asked.path.endswith("with-link") else "nothing"
    await answering.send(document(where), length=1_000_000)
    await asyncio.sleep(60)


@route("/cut")
async def _cut(answering: Answering) -> None:
    where = LINK if answering.asked.path.endswith("with-link") else "nothing"
    await answering.send(document(where), length=1_000_000)


@route("/reset")
async def _reset(answering: Answering) -> None:
    connection: socket.socket = answering.writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    answering.writer.transport.abort()


@route("/junk")
async def _junk(answering: Answering) -> None:
    answering.writer.write(b"SSH-2.0-OpenSSH_9.9\r\n")


@route("/many-headers")
async def _many_headers(answering: Answering) -> None:
    await answering.send(document(LINK), headers={f"X-{n}": "y" * 1_000 for n in range(400)})


@route("/gzip")
async def _gzip(answering: Answering) -> None:
    await answering.send(
        gzip.compress(document(LINK).encode()), headers={"Content-Encoding": "gzip"}
    )


@route("/chunked")
async def _chunked(answering: Answering) -> None:
    body = document(LINK).encode()
    pieces = (body[:100], body[100:], b"")
    chunks = b"".join(b"%x;ext=1\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
    await answering.send(chunks, headers={"Transfer-Encoding": "chunked"}, length=-1)


@route("/bad-gzip")
async def _bad_gzip(answering: Answering) -> None:
    await answering.send(document(LINK), headers={"Content-Encoding": "gzip"})


@route("/cut-gzip")
async def _cut_gzip(answering: Answering) -> None:
    whole = gzip.compress((document("nothing") + "x" * 50_000).encode())
    await answering.send(whole[: len(whole) // 2], headers={"Content-Encoding": "gzip"})


@route("/odd-coding")
async def _odd_coding(answering: Answering) -> None:
    await answering.send(document(LINK), headers={"Content-Encoding": "utf-8"})


@route("/umlaut")
async def _umlaut(answering: Answering) -> None:
    if "stra" in answering.asked.path:
        is_right = answering.asked.path.endswith("/stra%C3%9Fe")
        await answering.send(document(LINK), 200 if is_right else 404)
        return
    head = "HTTP/1.1 302 X\r\nLocation: /umlaut/straße\r\nContent-Length: 0\r\n\r\n"
    answering.writer.write(head.encode())


@route("/trouble")
async def _trouble(answering: Answering) -> None:
    await answering.send("<h1>Error establishing a database connection</h1>")


@route("/frames")
async def _frames(answering: Answering) -> None:
    await answering.send("<frameset cols='*'><frame src='/live'></frameset>")


@route("/breaks-off")
async def _breaks_off(answering: Answering) -> None:
    await answering.send(document("nothing").partition("</main>")[0] + '<a href="https://targ')


@route("/breaks-off-coded")
async def _breaks_off_coded(answering: Answering) -> None:
    coding = answering.asked.path.rpartition("/")[2]
    body = document(LINK).split("<a ")[0]
    await answering.send(body, headers={"Content-Encoding": coding}, length=-1)


@route("/suspended")
async def _suspended(answering: Answering) -> None:
    await answering.send("<title>Account Suspended</title><p>Contact your hosting provider.</p>")


@route("/led-away")
async def _led_away(answering: Answering) -> None:
    head = '<meta http-equiv="refresh" content="1; url=/challenge">'
    await answering.send(document(LINK, head))


@route("/json")
async def _json(answering: Answering) -> None:
    await answering.send('{"error": "not here"}')


@route("/xhtml")
async def _xhtml(answering: Answering) -> None:
    body = '<?xml version="1.0"?><html><head><title/></head><body><iframe src="x"/>' + LINK
    await answering.send(body + "</body></html>", headers={"Content-Type": "application/xhtml+xml"})


@route("/redirector")
async def _redirector(answering: Answering) -> None:
    away = f"https://vk.com/away.php?to={TARGET.replace(':', '%3A').replace('/', '%2F')}"
    await answering.send(document(f'<a href="{away}">guide</a>'))


@route("/deep")
async def _deep(answering: Answering) -> None:
    await answering.send(document(LINK) + "<div>" * 200_000)


@route("/bomb")
async def _bomb(answering: Answering) -> None:
    bomb = gzip.compress(document(LINK).encode() + b" " * (64 << 20))
    await answering.send(bomb, headers={"Content-Encoding": "gzip"})


@route("/endless")
async def _endless(answering: Answering) -> None:
    await answering.send(document(LINK), length=-1)
    while True:
        answering.writer.write(b"<p>and on</p>" * 10_000)
        await answering.writer.drain()


@route("/pdf")
async def _pdf(answering: Answering) -> None:
    await answering.send(b"%PDF-1.7 ...", headers={"Content-Type": "application/pdf"})


@route("/empty")
async def _empty(answering: Answering) -> None:
    await answering.send("")


@route("/challenge")
async def _challenge(answering: Answering) -> None:
    await answering.send("<title>Just a moment...</title>", 403, {"cf-mitigated": "challenge"})


@route("/noindex")
async def _noindex(answering: Answering) -> None:
    await answering.send(document(LINK), headers={"X-Robots-Tag": "noindex"})


@route("/secret")
async def _secret(answering: Answering) -> None:
    await answering.send(document(LINK))


@dataclass
class Expected:
    """What a path of this web comes to."""

    page_state: str
    link_state: str
    reason: str
    extra: dict[str, object] = field(default_factory=dict)


EXPECTED = {
    "/live": Expected("ok", "present", "link_found", {"countability": "followed"}),
    "/gzip": Expected("ok", "present", "link_found"),
    "/chunked": Expected("ok", "present", "link_found"),
    "/removed": Expected("ok", "missing", "not_found_first_check"),
    "/status/404": Expected("gone", "missing", "page_not_found", {"http_status": 404}),
    "/status/410": Expected("gone", "missing", "page_gone"),
    "/status/401": Expected("login_wall", "unknown", "login_wall"),
    "/status/403": Expected("forbidden", "unknown", "forbidden"),
    "/status/451": Expected("geo_block", "unknown", "geo_block"),
    "/status/500": Expected("server_error", "unknown", "server_error"),
    "/status/503": Expected("server_error", "unknown", "server_error"),
    "/status/999": Expected("forbidden", "unknown", "forbidden"),
    "/busy": Expected("rate_limited", "unknown", "rate_limited"),
    "/moved/301": Expected("moved", "present", "link_found_moved"),
    "/moved/302": Expected("moved", "present", "link_found_moved"),
    "/moved/303": Expected("moved", "present", "link_found_moved"),
    "/moved/307": Expected("moved", "present", "link_found_moved"),
    "/moved/308": Expected("moved", "present", "link_found_moved"),
    "/chain/5": Expected("moved", "present", "link_found_moved"),
    "/chain/20": Expected("unreachable", "unknown", "redirect_loop"),
    "/loop": Expected("unreachable", "unknown", "redirect_loop"),
    "/to/script": Expected("unreachable", "unknown", "bad_redirect"),
    "/to/file": Expected("unreachable", "unknown", "bad_redirect"),
    "/to/broken": Expected("unreachable", "unknown", "bad_redirect"),
    "/to/home": Expected("moved", "missing", "page_redirected"),
    "/refresh": Expected("moved", "present", "link_found_moved"),
    "/flaky": Expected("ok", "present", "link_found"),
    "/hang": Expected("unreachable", "unknown", "timeout"),
    "/drip/with-link": Expected("incomplete", "present", "link_found_incomplete"),
    "/drip/without": Expected("incomplete", "unknown", "incomplete"),
    "/cut/with-link": Expected("incomplete", "present", "link_found_incomplete"),
    "/cut/without": Expected("incomplete", "unknown", "incomplete"),
    "/reset": Expected("unreachable", "unknown", "connection_lost"),
    "/junk": Expected("unreachable", "unknown", "bad_response"),
    "/many-headers": Expected("unreachable", "unknown", "bad_response"),
    "/bad-gzip": Expected("incomplete", "unknown", "incomplete"),
    "/cut-gzip": Expected("incomplete", "unknown", "incomplete"),
    "/odd-coding": Expected("ok", "present", "link_found"),
    "/umlaut": Expected("moved", "present", "link_found_moved"),
    "/trouble": Expected("server_error", "unknown", "site_trouble"),
    "/frames": Expected("incomplete", "unknown", "frames"),
    "/breaks-off": Expected("incomplete", "unknown", "incomplete"),
    "/suspended": Expected("server_error", "unknown", "placeholder"),
    "/json": Expected("not_html", "unknown", "not_html"),
    "/xhtml": Expected("ok", "present", "link_found"),
    "/redirector": Expected(
        "ok", "present", "link_found", {"match_level": "redirector", "countability": "not_counted"}
    ),
    "/deep": Expected("incomplete", "unknown", "incomplete"),
    "/bomb": Expected("incomplete", "present", "link_found_incomplete"),
    "/endless": Expected("incomplete", "present", "link_found_incomplete"),
    "/pdf": Expected("not_html", "unknown", "pdf_document"),
    "/empty": Expected("incomplete", "unknown", "empty_page"),
    "/challenge": Expected("bot_wall", "unknown", "bot_wall"),
    "/noindex": Expected("ok", "present", "link_found", {"not_counted_because": "noindex"}),
}
"""By path: what one look at it comes to."""
