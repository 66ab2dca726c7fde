"""The server of the demo web: one port on loopback, many host names."""

import socket
import socketserver
import sys
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler
from types import TracebackType
from typing import Self

from linkcrawler.demo.answer import Answer, entity_tag
from linkcrawler.demo.atlas import SITE_BY_HOST
from linkcrawler.demo.index import index_page, no_such_site
from linkcrawler.demo.visit import Visit
from linkcrawler.errors import InputError

DEFAULT_PORT = 8765

_LOOPBACK = "127.0.0.1"
_INDEX_HOSTS = frozenset({"demo.localhost", "localhost", _LOOPBACK})
_IDLE_CLIENT_TIMEOUT_S = 10.0
_STOP_POLL_S = 0.05


class DemoWeb:
    """The demo web on one night, served while the ``with`` block runs.

    Every ``*.localhost`` name leads to loopback in browsers and in libcurl, so one server with
    one port plays all the hosts.
    """

    def __init__(self, port: int = DEFAULT_PORT, night: int = 1) -> None:
        """Prepare the web; ``port`` 0 takes any free one. Nothing is opened yet."""
        self.port = port
        self.night = night
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        """Open the port and start to serve.

        Raises ``InputError`` if the port can't be used.
        """
        try:
            self._server = _Server(self.port, self.night)
        except (OSError, OverflowError) as error:
            message = (
                f"The demo web can't use port {self.port} ({error}). "
                "Choose another port with --port, or 0 for any free one."
            )
            raise InputError(message) from error
        self.port = self._server.port
        self._thread = threading.Thread(
            target=self._server.serve_forever,
            args=(_STOP_POLL_S,),
            name="demo-web",
            daemon=True,
        )
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop serving and close the port."""
        if self._server is None or self._thread is None:
            return
        self._server.stopping.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def url(self, host: str, path: str = "/") -> str:
        """Return the address of a page on one of the demo hosts."""
        return Visit(port=self.port, night=self.night).url(host, path)

    def times_asked(self, host: str, path: str) -> int:
        """Tell how often a page was asked for so far; ``path`` includes the query."""
        return self._server.times_asked(host, path) if self._server else 0


class _Server(socketserver.ThreadingTCPServer):
    """Serves one night; each connection in a thread of its own."""

    daemon_threads = True
    # On Windows the option would let a second server take the port without a word.
    allow_reuse_address = sys.platform != "win32"
    request_queue_size = 128

    def __init__(self, port: int, night: int) -> None:
        self.stopping = threading.Event()
        self._night = night
        self._asked: Counter[tuple[str, str]] = Counter()
        self._asked_lock = threading.Lock()
        super().__init__((_LOOPBACK, port), _Handler)

    @property
    def port(self) -> int:
        """The port that is really open."""
        return int(self.socket.getsockname()[1])

    def times_asked(self, host: str, path: str) -> int:
        """Tell how often a page was asked for so far."""
        with self._asked_lock:
            return self._asked[host, path]

    def answer(self, host: str, path: str) -> Answer:
        """Answer a request, and count it."""
        with self._asked_lock:
            self._asked[host, path] += 1
            asked = self._asked[host, path]
        visit = Visit(port=self.port, night=self._night, asked=asked)
        if host in _INDEX_HOSTS:
            return index_page(visit)
        site = SITE_BY_HOST.get(host)
        return site.answer(path, visit) if site else no_such_site(visit, host)

    def handle_error(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: object
    ) -> None:
        """Stay silent when a client hangs up early, which crawlers do; report the rest."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """Writes the answers of the demo hosts."""

    protocol_version = "HTTP/1.1"
    timeout = _IDLE_CLIENT_TIMEOUT_S
    server: _Server

    def do_GET(self) -> None:
        """Answer with head and body."""
        self._reply(with_body=True)

    def do_HEAD(self) -> None:
        """Answer with the head alone."""
        self._reply(with_body=False)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Keep requests out of the output of the command."""

    def _reply(self, *, with_body: bool) -> None:
        host = (self.headers.get("Host") or "").partition(":")[0].lower()
        answer = self.server.answer(host, self.path)
        if answer.delay_s:
            self.server.stopping.wait(answer.delay_s)
        tag = entity_tag(answer)
        unchanged = tag is not None and self.headers.get("If-None-Match") == tag
        self._write_head(answer, tag, unchanged=unchanged)
        if with_body and not unchanged:
            self.wfile.write(answer.body)

    def _write_head(self, answer: Answer, tag: str | None, *, unchanged: bool) -> None:
        self.send_response_only(304 if unchanged else answer.status)
        self.send_header("Date", self.date_time_string())
        if tag is not None:
            self.send_header("ETag", tag)
        for name, value in answer.headers:
            self.send_header(name, value)
        if not unchanged:
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body) + answer.withheld_bytes))
        # One request a connection: nothing is left open when the web is stopped.
        self.send_header("Connection", "close")
        self.end_headers()
