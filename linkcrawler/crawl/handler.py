"""Scrapy's download handler for http and https, on libcurl; the only user of ``pycurl``.

One multi handle works on the running asyncio loop. The limits hold while the bytes come, and what
was read when one was hit is kept: a page that is cut may still prove that a link is there.
"""

import asyncio
import os
import socket
from collections import deque
from collections.abc import Callable
from typing import Any

import certifi
import pycurl
from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from linkcrawler.config import Config
from linkcrawler.crawl.decoding import ACCEPTED, CodingError, Decoding
from linkcrawler.crawl.failure import CertificateError, FetchError
from linkcrawler.crawl.guard import is_forbidden
from linkcrawler.states import FetchOutcome

MAX_HEADER_BYTES = 256 << 10
MAX_HEADER_LINES = 1_000
MAX_INFORMATIONAL = 32
CONNECT_TIMEOUT_S = 10
_SPARE_HANDLES = 256

INCOMPLETE = "incomplete:"
"""Start of the response flag that says why a body is not whole."""

UNVERIFIED = "linkcrawler_unverified"
"""Request meta key: look behind a certificate that was found bad."""

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
_CUT = {
    pycurl.E_OPERATION_TIMEDOUT: "timeout",
    pycurl.E_PARTIAL_FILE: "cut",
    pycurl.E_RECV_ERROR: "cut",
    pycurl.E_GOT_NOTHING: "cut",
    pycurl.E_WRITE_ERROR: "size",
}


class _Transfer:
    """One answer as it comes in, with the limits on it."""

    def __init__(self, config: Config) -> None:
        self.body = bytearray()
        self.headers: list[tuple[bytes, bytes]] = []
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
        if not self._config.allow_private and is_forbidden(str(where[0])):
            self.forbidden = str(where[0])
            return pycurl.SOCKET_BAD
        return socket.socket(family, kind, protocol)

    def take_header(self, line: bytes) -> int | None:
        """Keep a header line of the last block; a number other than the line's length aborts."""
        self.header_bytes += len(line)
        self.header_lines += 1
        if line.startswith(b"HTTP/"):
            self.blocks += 1
            self.headers.clear()
            self.complete_head = False
        elif line in (b"\r\n", b"\n"):
            self.complete_head = True
        else:
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
        """Decode and keep bytes up to the limit; a number other than their length aborts."""
        if self._decoding is None:
            named = [value for name, value in self.headers if name.lower() == b"content-encoding"]
            self._decoding = Decoding(b",".join(named).decode("latin-1"))
            if self._decoding.is_too_deep:
                self.limit = "encoding"
                return 0
        try:
            return None if self._decoding.feed(chunk, self._keep) else 0
        except CodingError:
            self.limit = "encoding"
            return 0

    def _keep(self, piece: bytes) -> bool:
        room = self._config.max_body_bytes - len(self.body)
        self.body += piece[:room]
        if len(piece) > room:
            self.limit = "size"
            return False
        return True

    @property
    def is_whole(self) -> bool:
        """Every coded stream of the body came to its end."""
        return self._decoding is None or self._decoding.is_finished

    def watch_wire(self, _total: int, received: int, *_up: int) -> int:
        """Abort once too many bytes came over the wire."""
        if received > self._config.max_wire_bytes:
            self.limit = "size"
            return 1
        return 0


class CurlDownloadHandler(BaseDownloadHandler):
    """Downloads with libcurl; redirects, cookies and retries are not its business."""

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._config = Config.from_settings(crawler.settings)
        self._spare: deque[pycurl.Curl] = deque()
        self._waiting: dict[pycurl.Curl, asyncio.Future[int]] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._authorities = os.environ.get("SSL_CERT_FILE") or certifi.where()
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_SOCKETFUNCTION, self._watch_socket)
        self._multi.setopt(pycurl.M_TIMERFUNCTION, self._set_timer)
        # One page a host is the rule: idle connections only cost memory.
        self._multi.setopt(pycurl.M_MAXCONNECTS, 64)

    async def download_request(self, request: Request) -> Response:
        """Fetch one address; raises ``FetchError`` where no answer came."""
        self._loop = asyncio.get_running_loop()
        transfer = _Transfer(self._config)
        curl = self._spare.popleft() if self._spare else pycurl.Curl()
        try:
            self._set_up(curl, request, transfer)
            finished: asyncio.Future[int] = self._loop.create_future()
            self._waiting[curl] = finished
            self._multi.add_handle(curl)
            try:
                code = await finished
            finally:
                self._waiting.pop(curl, None)
                self._multi.remove_handle(curl)
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
        timeout_s = float(request.meta.get("download_timeout") or self._config.timeout_s)
        option(pycurl.URL, request.url)
        option(pycurl.HTTPHEADER, _header_lines(request.headers))
        option(pycurl.NOSIGNAL, 1)
        option(pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS)
        option(pycurl.PROXY, "")  # else the environment's proxy is used, behind the guard's back
        option(pycurl.HTTP_CONTENT_DECODING, 0)
        option(pycurl.HTTP09_ALLOWED, 0)
        option(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_2TLS)
        option(pycurl.PATH_AS_IS, 1)
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
        if request.method != "GET":
            option(pycurl.CUSTOMREQUEST, request.method)
            if request.method == "HEAD":
                option(pycurl.NOBODY, 1)
            if request.body:
                option(pycurl.POSTFIELDS, request.body)

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

    def _settle(self, curl: pycurl.Curl, code: int) -> None:
        finished = self._waiting.get(curl)
        if finished is not None and not finished.done():
            finished.set_result(code)


def _header_lines(headers: Headers) -> list[bytes]:
    lines = [name + b": " + value for name, values in headers.items() for value in values or ()]
    return [*lines, b"Accept-Encoding: " + ACCEPTED.encode(), b"Expect:"]


def _finish(curl: pycurl.Curl, code: int, request: Request, transfer: _Transfer) -> Response:
    """Turn what came into a response, or into the error that says why nothing did."""
    if code == pycurl.E_OK:
        flags = [] if transfer.is_whole else [f"{INCOMPLETE}cut"]
        return _response(curl, request, transfer, flags)
    message = curl.errstr() or f"libcurl error {code}"
    if transfer.forbidden:
        raise FetchError(FetchOutcome.GUARDED, f"private address {transfer.forbidden}")
    if transfer.limit == "headers":
        raise FetchError(FetchOutcome.BAD_RESPONSE, "the headers are larger than is allowed")
    if code == pycurl.E_PEER_FAILED_VERIFICATION:
        raise CertificateError(message)
    if transfer.complete_head and (transfer.body or transfer.limit == "encoding"):
        why = transfer.limit or _CUT.get(code, "cut")
        return _response(curl, request, transfer, [f"{INCOMPLETE}{why}"])
    raise FetchError(_OUTCOMES.get(code, FetchOutcome.BAD_RESPONSE), message)


def _response(
    curl: pycurl.Curl, request: Request, transfer: _Transfer, flags: list[str]
) -> Response:
    # The body is decoded already; the header would make others decode it again.
    headers = Headers()
    for name, value in transfer.headers:
        if name.lower() != b"content-encoding":
            headers.appendlist(name, value)
    body = bytes(transfer.body)
    kind = responsetypes.from_args(headers=headers, url=request.url, body=body[:1024])
    return kind(
        url=request.url,
        status=curl.getinfo(pycurl.RESPONSE_CODE),
        headers=headers,
        body=body,
        flags=flags,
    )
