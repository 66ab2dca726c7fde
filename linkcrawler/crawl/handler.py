"""Scrapy's download handler for http and https: libcurl's multi interface on the asyncio loop.

``pycurl`` is used here, by libcurl's callbacks in ``transfer.py``, and in ``response.py``, which
tells what a transfer came to; nowhere else.
"""

import asyncio
import os
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any
from weakref import finalize

import certifi
import pycurl
from pydispatch import dispatcher  # type: ignore[import-untyped]
from scrapy import Request, signals
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response
from scrapy.utils._download_handlers import check_stop_download

from linkcrawler.config import Config
from linkcrawler.crawl.bodies import MAX_WAIT_S, bodies_of
from linkcrawler.crawl.decoding import ACCEPTED
from linkcrawler.crawl.failure import CrowdedError, FetchError, NoMemoryError, NoRoomError
from linkcrawler.crawl.places import places_of
from linkcrawler.crawl.response import certificate_of, headers_of, response_of
from linkcrawler.crawl.transfer import FIRST_BYTE_S, Transfer
from linkcrawler.warc.exchange import Wire, request_head

CONNECT_TIMEOUT_S = 10
WAIT_LOOK_S = 0.5
"""How often it is asked whether a transfer has waited for room for too long."""

_SPARE_HANDLES = 256

PUT_BACK = "linkcrawler_put_back"
"""Request meta key: there was no room for what the body suddenly expanded to the time before."""

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
        transfer = Transfer(self._config, self._places, self._bodies, most)
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

    async def _transfer(self, request: Request, transfer: Transfer) -> Response:
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
                    request.meta[CERTIFICATE] = certificate_of(curl)
                if transfer.wire is not None:
                    request.meta[WIRE] = _wire(request, transfer.head, transfer.wire)
            if transfer.has_no_memory:
                raise NoMemoryError(is_sudden=transfer.is_sudden)
            return response_of(curl, code, request, transfer)
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

    def _set_up(self, curl: pycurl.Curl, request: Request, transfer: Transfer) -> None:
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

    def _tell_listeners(self, request: Request, transfer: Transfer) -> None:
        """Send Scrapy's signals as its own handlers do, where anybody listens to them."""

        def send(signal: object, transfer: Transfer, **told: Any) -> bool:
            stop = check_stop_download(signal, self.crawler, request, **told)
            transfer.stop = transfer.stop or stop
            return stop is None

        def head(transfer: Transfer, _: bytes) -> bool:
            headers = headers_of(transfer)
            length = headers.get(b"Content-Length") or b""
            expected = int(length) if length.isdigit() and len(length) < 19 else None
            return send(signals.headers_received, transfer, headers=headers, body_length=expected)

        def chunk(transfer: Transfer, data: bytes) -> bool:
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

    def _end_if_silent(self, curl: pycurl.Curl, transfer: Transfer) -> None:
        if not transfer.header_bytes:
            transfer.limit = "first byte"
            self._settle(curl, pycurl.E_OPERATION_TIMEDOUT)

    def _soon(self, act: Callable[..., None], *arguments: object) -> None:
        """Do it, but not within one of libcurl's callbacks."""
        if self._loop is not None:
            self._loop.call_soon(act, *arguments)

    def _watch_waiting(self, curl: pycurl.Curl, transfer: Transfer, late_at: float) -> None:
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

    def _resume(self, curl: pycurl.Curl, transfer: Transfer) -> None:
        if self._is_over(curl, transfer):
            return
        transfer.go_on()
        try:
            curl.pause(pycurl.PAUSE_CONT)
        except pycurl.error as error:  # what was held back was one byte too many, say
            self._settle(curl, error.args[0])

    def _is_over(self, curl: pycurl.Curl, transfer: Transfer) -> bool:
        """Tell whether the transfer has ended; its handle may be at another by now."""
        finished = self._waiting.get(curl)
        return transfer.held.go_on is None or finished is None or finished.done()

    def _settle(self, curl: pycurl.Curl, code: int) -> None:
        finished = self._waiting.get(curl)
        if finished is not None and not finished.done():
            finished.set_result(code)


def _header_lines(headers: Headers) -> list[bytes]:
    lines = [name + b": " + value for name, values in headers.items() for value in values or ()]
    return [*lines, b"Accept-Encoding: " + ACCEPTED.encode(), b"Expect:"]


def _wire(request: Request, head: bytearray, body: bytearray) -> Wire:
    asked = request_head(request.method, request.url, _header_lines(request.headers))
    return Wire(request=asked, head=bytes(head), body=bytes(body))
