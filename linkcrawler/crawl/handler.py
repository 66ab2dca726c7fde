"""Scrapy's download handler for http and https, on libcurl; the only user of ``pycurl``.

One multi handle works on the running asyncio loop. The limits hold while the bytes come, and what
was read when one was hit is kept: a page that is cut may still prove that a link is there.
"""

import asyncio
import os
import socket
import struct
import sys
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any
from weakref import finalize

import certifi
import pycurl
from pydispatch import dispatcher  # type: ignore[import-untyped]
from scrapy import Request, signals
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import StopDownload
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes
from scrapy.utils._download_handlers import check_stop_download

from linkcrawler.config import Config
from linkcrawler.crawl.bodies import MAX_WAIT_S, Bodies, Body, bodies_of
from linkcrawler.crawl.decoding import ACCEPTED, CodingError, Decoding
from linkcrawler.crawl.failure import (
    CertificateError,
    CrowdedError,
    FetchError,
    NoMemoryError,
    NoRoomError,
    StreamError,
)
from linkcrawler.crawl.places import Places, places_of
from linkcrawler.process import is_room_after, is_short_of_files
from linkcrawler.states import FetchOutcome
from linkcrawler.warc.exchange import Wire, request_head

MAX_HEADER_BYTES = 256 << 10
MAX_HEADER_LINES = 1_000
MAX_INFORMATIONAL = 32
CONNECT_TIMEOUT_S = 10
FIRST_BYTE_S = 20.0
WAIT_LOOK_S = 0.5
"""How often it is asked whether a transfer has waited for room for too long."""

WIRE_LOOK_S = 0.1
"""How often a connection is asked what came over it."""

_SPARE_HANDLES = 256
_DIGITS = 19
"""A length of so many digits is past all numbers that servers and clients reckon with."""

_TCP_INFO = struct.Struct("=128xQ")
"""Up to ``tcpi_bytes_received``. Source: Linux, include/uapi/linux/tcp.h."""


INCOMPLETE = "incomplete:"
"""Start of the response flag that says why a body is not whole."""

UNFRAMED = "unframed"
"""Response flag: only the end of the connection ended the body, so it may be cut."""

MAX_REDIRECT_BYTES = 64 << 10
"""Of the body of a redirect, which nobody reads."""

PUT_BACK = "linkcrawler_put_back"
"""Request meta key: there was no room for the body when it was asked for before."""

UNVERIFIED = "linkcrawler_unverified"
"""Request meta key: look behind a certificate that was found bad."""

HTTP_1 = "linkcrawler_http_1"
"""Request meta key: ask over HTTP/1.1, as the server broke off over HTTP/2."""

CERTIFICATE = "linkcrawler_certificate"
"""Request meta key: what a certificate that was found bad says of itself."""

TRANSFERRED = "linkcrawler_transferred"
"""Request meta key: a server was asked, or at least was tried to be reached."""

WIRE = "linkcrawler_wire"
"""Request meta key: the answer as it came, a ``Wire``, where answers are archived."""

_OUTCOMES = {
    pycurl.E_COULDNT_RESOLVE_HOST: FetchOutcome.DNS_FAILURE,
    pycurl.E_COULDNT_CONNECT: FetchOutcome.REFUSED,
    pycurl.E_OPERATION_TIMEDOUT: FetchOutcome.TIMEOUT,
    pycurl.E_URL_MALFORMAT: FetchOutcome.BAD_URL,
    pycurl.E_SSL_CONNECT_ERROR: FetchOutcome.TLS_ERROR,
    pycurl.E_SSL_CIPHER: FetchOutcome.TLS_ERROR,
    pycurl.E_RECV_ERROR: FetchOutcome.CONNECTION_LOST,
    pycurl.E_SEND_ERROR: FetchOutcome.CONNECTION_LOST,
    pycurl.E_GOT_NOTHING: FetchOutcome.CONNECTION_LOST,
    pycurl.E_PARTIAL_FILE: FetchOutcome.CONNECTION_LOST,
}
_STREAM_CODES = frozenset({pycurl.E_HTTP2, 92})
"""92 is CURLE_HTTP2_STREAM, which pycurl does not name."""

_MAYBE_OURS = frozenset(
    {pycurl.E_COULDNT_RESOLVE_HOST, pycurl.E_COULDNT_CONNECT, pycurl.E_SSL_CACERT_BADFILE}
    | {pycurl.E_FAILED_INIT, pycurl.E_OUT_OF_MEMORY}
)
"""What libcurl says where it could open no file; the first two mostly of the other side."""

_PROTOCOLS = {
    pycurl.CURL_HTTP_VERSION_1_0: "HTTP/1.0",
    pycurl.CURL_HTTP_VERSION_1_1: "HTTP/1.1",
    pycurl.CURL_HTTP_VERSION_2_0: "HTTP/2",
}
_CUT = {
    pycurl.E_OPERATION_TIMEDOUT: "timeout",
    pycurl.E_PARTIAL_FILE: "cut",
    pycurl.E_RECV_ERROR: "cut",
    pycurl.E_GOT_NOTHING: "cut",
    pycurl.E_WRITE_ERROR: "size",
}


Listener = Callable[["_Transfer", bytes], bool]
"""Told of what came; false ends the transfer."""


class _Transfer:
    """One answer as it comes in, with the limits on it."""

    def __init__(
        self, config: Config, places: Places, bodies: Bodies, max_bytes: int | None = None
    ) -> None:
        """``max_bytes``: of the body, where fewer are needed than of a page."""
        self.held = Body()
        self._bodies = bodies
        self.on_wait: Callable[[], None] | None = None
        self._waits_since: float | None = None
        self._waited_s = 0.0

        self.addresses: list[str] = []
        """Those that this transfer is counted at."""

        self.crowded: str | None = None
        """The address that had no room for this transfer."""

        self.has_no_room: str | None = None
        """What this machine said when a socket was to be opened."""

        self.has_no_memory = False
        self.is_connected = False
        self.requests = 0
        """Sent by libcurl, which repeats at once what a server refused over HTTP/2."""

        self.sockets: list[socket.socket] = []
        """Opened for libcurl, which works on duplicates of its own."""

        self.on_head: Listener | None = None
        self.on_chunk: Listener | None = None
        self.stop: StopDownload | None = None
        self.status = 0
        self._started = time.monotonic()
        self._look_at_wire_at = self._started + WIRE_LOOK_S
        self._places = places
        self._max_body_bytes = min(config.max_body_bytes, max_bytes or config.max_body_bytes)
        self.body = bytearray()
        self.headers: list[tuple[bytes, bytes]] = []
        self.head = bytearray()
        self.wire: bytearray | None = bytearray() if config.warc else None
        """The body as the server coded it; ``None``: it is not archived."""

        self.header_bytes = 0
        self.header_lines = 0
        self.blocks = 0
        self.complete_head = False
        self.forbidden: str | None = None
        self.limit: str | None = None
        self._config = config
        self._decoding: Decoding | None = None

    def open_socket(self, _purpose: int, address: Any) -> Any:
        """Open the socket, unless the address that is connected is a private one."""
        family, kind, protocol, where = address
        host = str(where[0])
        self.forbidden = self._config.guard.refusal(host, int(where[1]))
        if self.forbidden:
            return pycurl.SOCKET_BAD
        if not self._places.take(host):
            self.crowded = host
            return pycurl.SOCKET_BAD
        self.addresses.append(host)
        opened = self._opened(family, kind, protocol)
        return pycurl.SOCKET_BAD if opened is None else opened

    def _opened(self, family: int, kind: int, protocol: int) -> socket.socket | None:
        """Open a socket; raised into libcurl, an error would read as the server's refusal."""
        try:
            opened = socket.socket(family, kind, protocol)
        except OSError as error:
            self.has_no_room = str(error)
        else:
            self.sockets.append(opened)
            if is_room_after(opened.fileno()):  # for the duplicate that libcurl works on
                return opened
            self.has_no_room = "too many open files"
        self._places.ran_out_at = time.monotonic()
        return None

    def begin_request(self, *_connection: object) -> int:
        """Let the first request pass; any further one is sent in its own time, or not at all."""
        self.requests += 1
        return int(pycurl.PREREQFUNC_OK if self.requests == 1 else pycurl.PREREQFUNC_ABORT)

    @property
    def ran_short(self) -> bool:
        """This machine had no room for a file meanwhile, be it for another transfer."""
        return self._places.ran_out_at >= self._started or is_short_of_files()

    def take_header(self, line: bytes) -> int | None:
        """Keep a header line of the last block; a number other than the line's length aborts."""
        self.header_bytes += len(line)
        self.header_lines += 1
        if line.startswith(b"HTTP/"):
            self.blocks += 1
            self.headers.clear()
            self.head[:] = line
            self.complete_head = False
            self.status = _status_of(line)
        elif line in (b"\r\n", b"\n"):
            # The last empty line may be that of the trailers.
            is_first = not self.complete_head
            self.complete_head = True
            if is_first and self.status >= 200 and self.on_head and not self.on_head(self, b""):
                return 0
        else:
            if not self.complete_head:
                self.head += line
            name, colon, value = line.partition(b":")
            if colon:
                self.headers.append((name.strip(), value.strip()))
        if (
            self.header_bytes > MAX_HEADER_BYTES
            or self.header_lines > MAX_HEADER_LINES
            or self.blocks > MAX_INFORMATIONAL
        ):
            self.limit = "headers"
            return 0
        return None

    def take_body(self, chunk: bytes) -> int | None:
        """Decode and keep bytes up to the limit; a number other than their length aborts.

        Where there is no room for more bodies, libcurl is told to offer the bytes again later.
        """
        if self._bodies.has_to_wait(self.held):
            self._wait()
            return int(pycurl.WRITEFUNC_PAUSE)
        if self.on_chunk and not self.on_chunk(self, chunk):
            return 0
        if self.wire is not None:
            self.wire += chunk
        if self._decoding is None:
            if 300 <= self.status < 400 and self.named(b"location"):
                self._max_body_bytes = min(self._max_body_bytes, MAX_REDIRECT_BYTES)
            coding = b",".join(self.named(b"content-encoding"))
            self._decoding = Decoding(coding.decode("latin-1"))
            if self._decoding.is_too_deep:
                self.limit = "encoding"
                return 0
        try:
            return None if self._decoding.feed(chunk, self._keep) else 0
        except CodingError:
            self.limit = "encoding"
            return 0

    def _keep(self, piece: bytes) -> bool:
        room = self._max_body_bytes - len(self.body)
        self.body += piece[:room]
        if len(piece) > room:
            self.limit = "size"
            return False
        if not self._bodies.take(self.held, len(piece)):
            self.has_no_memory = True
            return False
        return True

    def _wait(self) -> None:
        if self._waits_since is None:
            self._waits_since = time.monotonic()
            on_wait, self.on_wait = self.on_wait, None  # once is enough: it goes on to watch
            if on_wait is not None:
                on_wait()

    def go_on(self) -> None:
        """Wait no longer."""
        self._waited_s, self._waits_since = self.waited_s, None

    @property
    def waited_s(self) -> float:
        """Time for which the transfer had to wait for room so far; no server is to blame for it."""
        since = self._waits_since
        return self._waited_s + (time.monotonic() - since if since is not None else 0.0)

    def named(self, name: bytes) -> list[bytes]:
        """Return the values of the headers of that lower-case name."""
        return [value for key, value in self.headers if key.lower() == name]

    @property
    def is_framed(self) -> bool:
        """The server told where the body ends: by a length, in chunks, or by its coding."""
        lengths = self.named(b"content-length")
        return (
            any(length.isdigit() and len(length) < _DIGITS for length in lengths)
            or any(b"chunked" in each.lower() for each in self.named(b"transfer-encoding"))
            or (self._decoding is not None and self._decoding.is_coded)
        )

    @property
    def is_endless(self) -> bool:
        """The server promised more bytes than there are numbers for, and so sent too few."""
        lengths = self.named(b"content-length")
        return any(length.isdigit() and len(length) >= _DIGITS for length in lengths)

    @property
    def is_whole(self) -> bool:
        """Every coded stream of the body came to its end."""
        return self._decoding is None or self._decoding.is_finished

    def watch_wire(self, _total: int, received: int, *_up: int) -> int:
        """Abort once too many bytes came over the wire."""
        if received > self._config.max_wire_bytes or self._is_flooded():
            self.limit = "size"
            return 1
        return 0

    def _is_flooded(self) -> bool:
        """Tell whether far more came over the wire than of the body: chunks may carry that."""
        now = time.monotonic()
        if now < self._look_at_wire_at:
            return False
        self._look_at_wire_at = now + WIRE_LOOK_S
        return any(
            _received(opened) > 2 * self._config.max_wire_bytes + MAX_HEADER_BYTES
            for opened in self.sockets
        )


class CurlDownloadHandler(BaseDownloadHandler):
    """Downloads with libcurl; redirects, cookies and retries are not its business."""

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._config = Config.from_settings(crawler.settings)
        self._places = places_of(crawler, self._config.pages_per_address)
        self._bodies = bodies_of(crawler)
        self._spare: deque[pycurl.Curl] = deque()
        self._waiting: dict[pycurl.Curl, asyncio.Future[int]] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._authorities = os.environ.get("SSL_CERT_FILE") or certifi.where()
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_SOCKETFUNCTION, self._watch_socket)
        self._multi.setopt(pycurl.M_TIMERFUNCTION, self._set_timer)

    async def download_request(self, request: Request) -> Response:
        """Fetch one address.

        Raises ``FetchError`` where no answer came, ``CrowdedError`` or ``NoRoomError`` where it
        could not be asked for now.
        """
        most = request.meta.get("download_maxsize")
        transfer = _Transfer(self._config, self._places, self._bodies, most)
        transfer.held.has_to_be_first = bool(request.meta.get(PUT_BACK))
        response = None
        try:
            response = await self._transfer(request, transfer)
            return response
        except (FetchError, NoRoomError) as error:
            # Of a name's addresses, one may have refused and another have had no room.
            if transfer.crowded is None or transfer.is_connected:
                raise
            raise CrowdedError(transfer.crowded) from error
        finally:
            self._places.give_back(transfer.addresses)
            for opened in transfer.sockets:
                opened.close()
            transfer.body.clear()  # an error's traceback may live for long, and holds the transfer
            if response is None:
                self._bodies.end(transfer.held)
            else:  # its body is held until nobody needs it any more
                finalize(response, self._bodies.end, transfer.held)

    async def _transfer(self, request: Request, transfer: _Transfer) -> Response:
        self._loop = asyncio.get_running_loop()
        self._tell_listeners(request, transfer)
        curl = self._spare.popleft() if self._spare else pycurl.Curl()
        try:
            self._set_up(curl, request, transfer)
            finished: asyncio.Future[int] = self._loop.create_future()
            self._waiting[curl] = finished
            self._multi.add_handle(curl)
            # libcurl calls nobody back while nothing happens, so its callbacks can't see to this.
            timer = self._loop.call_later(FIRST_BYTE_S, self._end_if_silent, curl, transfer)
            late_at = time.monotonic() + self._timeout_s(request)
            transfer.on_wait = partial(self._soon, self._watch_waiting, curl, transfer, late_at)
            transfer.held.go_on = partial(self._soon, self._resume, curl, transfer)
            try:
                code = await finished
            finally:
                timer.cancel()
                transfer.on_wait = transfer.held.go_on = None  # they hold the transfer
                self._waiting.pop(curl, None)
                self._multi.remove_handle(curl)
                transfer.is_connected = curl.getinfo(pycurl.CONNECT_TIME) > 0
                took_s = curl.getinfo(pycurl.TOTAL_TIME)
                request.meta["download_latency"] = max(0.0, took_s - transfer.waited_s)
                request.meta[TRANSFERRED] = True
                if request.meta.get(UNVERIFIED):
                    request.meta[CERTIFICATE] = _certificate_of(curl)
                if transfer.wire is not None:
                    request.meta[WIRE] = _wire(request, transfer.head, transfer.wire)
            if transfer.has_no_memory:
                raise NoMemoryError
            return _finish(curl, code, request, transfer)
        finally:
            curl.reset()
            if len(self._spare) < _SPARE_HANDLES:
                self._spare.append(curl)
            else:
                curl.close()

    async def close(self) -> None:
        """Let go of every connection."""
        if self._timer:
            self._timer.cancel()
        for curl, finished in list(self._waiting.items()):
            self._multi.remove_handle(curl)
            finished.cancel()
        self._waiting.clear()
        while self._spare:
            self._spare.pop().close()
        self._multi.close()

    def _set_up(self, curl: pycurl.Curl, request: Request, transfer: _Transfer) -> None:
        option: Callable[[int, Any], None] = curl.setopt
        timeout_s = self._timeout_s(request)
        option(pycurl.URL, request.url)
        option(pycurl.HTTPHEADER, _header_lines(request.headers))
        option(pycurl.NOSIGNAL, 1)
        option(pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS)
        option(pycurl.PROXY, "")  # else the environment's proxy is used, behind the guard's back
        option(pycurl.HTTP_CONTENT_DECODING, 0)
        option(pycurl.HTTP09_ALLOWED, 0)
        is_http_1 = request.meta.get(HTTP_1)
        option(
            pycurl.HTTP_VERSION,
            pycurl.CURL_HTTP_VERSION_1_1 if is_http_1 else pycurl.CURL_HTTP_VERSION_2TLS,
        )
        option(pycurl.PREREQFUNCTION, transfer.begin_request)
        option(pycurl.PATH_AS_IS, 1)
        # What comes over a connection is counted from its start, and its address has a place.
        option(pycurl.FRESH_CONNECT, 1)
        option(pycurl.FORBID_REUSE, 1)
        option(pycurl.CONNECTTIMEOUT_MS, int(min(CONNECT_TIMEOUT_S, timeout_s) * 1000))
        option(pycurl.TIMEOUT_MS, int(timeout_s * 1000))
        option(pycurl.OPENSOCKETFUNCTION, transfer.open_socket)
        option(pycurl.HEADERFUNCTION, transfer.take_header)
        option(pycurl.WRITEFUNCTION, transfer.take_body)
        option(pycurl.NOPROGRESS, 0)
        option(pycurl.XFERINFOFUNCTION, transfer.watch_wire)
        if request.url.startswith("https:"):
            option(pycurl.CAINFO, self._authorities)
            if request.meta.get(UNVERIFIED):
                option(pycurl.SSL_VERIFYPEER, 0)
                option(pycurl.SSL_VERIFYHOST, 0)
                option(pycurl.OPT_CERTINFO, 1)
        if request.method != "GET":
            option(pycurl.CUSTOMREQUEST, request.method)
            if request.method == "HEAD":
                option(pycurl.NOBODY, 1)
            if request.body:
                option(pycurl.POSTFIELDS, request.body)

    def _timeout_s(self, request: Request) -> float:
        return float(request.meta.get("download_timeout") or self._config.timeout_s)

    def _tell_listeners(self, request: Request, transfer: _Transfer) -> None:
        """Send Scrapy's signals as its own handlers do, where anybody listens to them."""

        def send(signal: object, transfer: _Transfer, **told: Any) -> bool:
            stop = check_stop_download(signal, self.crawler, request, **told)
            transfer.stop = transfer.stop or stop
            return stop is None

        def head(transfer: _Transfer, _: bytes) -> bool:
            headers = _headers(transfer)
            length = headers.get(b"Content-Length") or b""
            expected = int(length) if length.isdigit() and len(length) < 19 else None
            return send(signals.headers_received, transfer, headers=headers, body_length=expected)

        def chunk(transfer: _Transfer, data: bytes) -> bool:
            return send(signals.bytes_received, transfer, data=data)

        transfer.on_head = head if self._is_heard(signals.headers_received) else None
        transfer.on_chunk = chunk if self._is_heard(signals.bytes_received) else None

    def _is_heard(self, signal: object) -> bool:
        receivers = dispatcher.getAllReceivers(self.crawler.signals.sender, signal)
        return next(iter(dispatcher.liveReceivers(receivers)), None) is not None

    # --- libcurl's multi interface on asyncio ---------------------------------------------------

    def _watch_socket(self, event: int, fd: int, _multi: Any, _data: Any) -> None:
        loop = self._loop
        assert loop is not None
        loop.remove_reader(fd)
        loop.remove_writer(fd)
        if event in (pycurl.POLL_IN, pycurl.POLL_INOUT):
            loop.add_reader(fd, self._act, fd, pycurl.CSELECT_IN)
        if event in (pycurl.POLL_OUT, pycurl.POLL_INOUT):
            loop.add_writer(fd, self._act, fd, pycurl.CSELECT_OUT)

    def _set_timer(self, timeout_ms: int) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if timeout_ms >= 0 and self._loop:
            self._timer = self._loop.call_later(
                timeout_ms / 1000, self._act, pycurl.SOCKET_TIMEOUT, 0
            )

    def _act(self, fd: int, events: int) -> None:
        self._multi.socket_action(fd, events)
        while True:
            queued, good, bad = self._multi.info_read()
            for curl in good:
                self._settle(curl, pycurl.E_OK)
            for curl, code, _message in bad:
                self._settle(curl, code)
            if not queued:
                return

    def _end_if_silent(self, curl: pycurl.Curl, transfer: _Transfer) -> None:
        if not transfer.header_bytes:
            transfer.limit = "first byte"
            self._settle(curl, pycurl.E_OPERATION_TIMEDOUT)

    def _soon(self, act: Callable[..., None], *arguments: object) -> None:
        """Do it, but not within one of libcurl's callbacks."""
        if self._loop is not None:
            self._loop.call_soon(act, *arguments)

    def _watch_waiting(self, curl: pycurl.Curl, transfer: _Transfer, late_at: float) -> None:
        """Give a transfer that waits for room the time back, but not for ever.

        ``late_at`` is when its time would have been over without, by the monotonic clock.
        """
        loop = self._loop
        if loop is None or self._is_over(curl, transfer):
            return
        curl.setopt(pycurl.TIMEOUT_MS, 0)  # libcurl's own clock does not stop
        now = time.monotonic()
        if transfer.waited_s >= MAX_WAIT_S:
            transfer.has_no_memory = True
            self._settle(curl, pycurl.E_WRITE_ERROR)
        elif now >= late_at + transfer.waited_s:
            self._settle(curl, pycurl.E_OPERATION_TIMEDOUT)
        else:
            loop.call_later(WAIT_LOOK_S, self._watch_waiting, curl, transfer, late_at)

    def _resume(self, curl: pycurl.Curl, transfer: _Transfer) -> None:
        if self._is_over(curl, transfer):
            return
        transfer.go_on()
        try:
            curl.pause(pycurl.PAUSE_CONT)
        except pycurl.error as error:  # what was held back was one byte too many, say
            self._settle(curl, error.args[0])

    def _is_over(self, curl: pycurl.Curl, transfer: _Transfer) -> bool:
        """Tell whether the transfer has ended; its handle may be at another by now."""
        finished = self._waiting.get(curl)
        return transfer.held.go_on is None or finished is None or finished.done()

    def _settle(self, curl: pycurl.Curl, code: int) -> None:
        finished = self._waiting.get(curl)
        if finished is not None and not finished.done():
            finished.set_result(code)


def _received(opened: socket.socket) -> int:
    """Return the bytes that came over a connection; 0 where the system does not tell."""
    if sys.platform != "linux":
        return 0
    try:
        told = opened.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO.size)
    except OSError:
        return 0
    return int(_TCP_INFO.unpack(told)[0]) if len(told) == _TCP_INFO.size else 0


def _status_of(line: bytes) -> int:
    """Return the status of an HTTP status line; 0 if it holds none."""
    words = line.split(None, 2)
    return int(words[1]) if len(words) > 1 and words[1].isdigit() and len(words[1]) == 3 else 0


def _header_lines(headers: Headers) -> list[bytes]:
    lines = [name + b": " + value for name, values in headers.items() for value in values or ()]
    return [*lines, b"Accept-Encoding: " + ACCEPTED.encode(), b"Expect:"]


def _finish(curl: pycurl.Curl, code: int, request: Request, transfer: _Transfer) -> Response:
    """Turn what came into a response, or into the error that says why nothing did."""
    if code == pycurl.E_OK:
        is_whole = transfer.is_whole and not transfer.is_endless
        flags = [] if is_whole else [f"{INCOMPLETE}cut"]
        version = curl.getinfo(pycurl.INFO_HTTP_VERSION)
        if version != pycurl.CURL_HTTP_VERSION_2_0 and not transfer.is_framed:
            flags.append(UNFRAMED)
        return _response(curl, request, transfer, flags)
    if transfer.stop is not None:
        response = _response(curl, request, transfer, ["download_stopped"])
        if transfer.stop.fail:
            transfer.stop.response = response
            raise transfer.stop
        return response
    message = curl.errstr() or f"libcurl error {code}"
    if transfer.forbidden:
        raise FetchError(FetchOutcome.GUARDED, transfer.forbidden)
    if transfer.limit == "first byte":
        raise FetchError(FetchOutcome.TIMEOUT, f"not a byte came in {FIRST_BYTE_S:g} s")
    if transfer.limit == "headers":
        raise FetchError(FetchOutcome.BAD_RESPONSE, "the headers are larger than is allowed")
    is_ours = code in _MAYBE_OURS and not transfer.header_bytes and transfer.ran_short
    if transfer.has_no_room or is_ours:
        raise NoRoomError(transfer.has_no_room or f"{message} (too many open files)")
    if code == pycurl.E_PEER_FAILED_VERIFICATION:
        raise CertificateError(message)
    if transfer.complete_head and (transfer.body or transfer.limit == "encoding"):
        why = transfer.limit or _CUT.get(code, "cut")
        return _response(curl, request, transfer, [f"{INCOMPLETE}{why}"])
    if code in _STREAM_CODES or transfer.requests > 1:
        raise StreamError(message if transfer.requests == 1 else "the request was refused")
    raise FetchError(_OUTCOMES.get(code, FetchOutcome.BAD_RESPONSE), message)


def _response(
    curl: pycurl.Curl, request: Request, transfer: _Transfer, flags: list[str]
) -> Response:
    headers = _headers(transfer)
    # The body is decoded already; the header would make others decode it again.
    headers.pop(b"Content-Encoding", None)
    body = bytes(transfer.body)
    transfer.body.clear()  # a large one is not to stand in memory twice
    kind = responsetypes.from_args(headers=headers, url=request.url, body=body[:1024])
    return kind(
        url=request.url,
        status=curl.getinfo(pycurl.RESPONSE_CODE),
        headers=headers,
        body=body,
        flags=flags,
        ip_address=_address_of(curl),
        protocol=_PROTOCOLS.get(curl.getinfo(pycurl.INFO_HTTP_VERSION)),
    )


def _wire(request: Request, head: bytearray, body: bytearray) -> Wire:
    asked = request_head(request.method, request.url, _header_lines(request.headers))
    return Wire(request=asked, head=bytes(head), body=bytes(body))


def _certificate_of(curl: pycurl.Curl) -> str:
    """Return name, issuer and end of the server's certificate; empty where none came."""
    try:
        chain = curl.getinfo_raw(pycurl.INFO_CERTINFO)
    except pycurl.error:
        return ""
    facts = {
        name.decode("utf-8", "replace"): value.decode("utf-8", "replace")
        for name, value in (chain[0] if chain else ())
    }
    told = (("for", "Subject"), ("by", "Issuer"), ("until", "Expire date"))
    return ", ".join(f"{word} {facts[name]}" for word, name in told if facts.get(name))


def _headers(transfer: _Transfer) -> Headers:
    headers = Headers()
    for name, value in transfer.headers:
        headers.appendlist(name, value)
    return headers


def _address_of(curl: pycurl.Curl) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(str(curl.getinfo(pycurl.PRIMARY_IP)))
    except ValueError:
        return None
