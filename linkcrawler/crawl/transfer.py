"""One answer as it comes in: libcurl's callbacks, which answer it in ``pycurl``'s constants.

The limits hold while the bytes come, and what was read when one was hit is kept: a page that is
cut may still prove that a link is there.
"""

import socket
import struct
import sys
import time
from collections.abc import Callable
from typing import Any

import pycurl
from scrapy.exceptions import StopDownload

from linkcrawler.config import Config
from linkcrawler.crawl.bodies import Bodies, Body
from linkcrawler.crawl.decoding import CodingError, Decoding
from linkcrawler.crawl.places import Places
from linkcrawler.process import is_room_after, is_short_of_files

MAX_HEADER_BYTES = 256 << 10
MAX_HEADER_LINES = 1_000
MAX_INFORMATIONAL = 32
FIRST_BYTE_S = 20.0
MAX_REDIRECT_BYTES = 64 << 10
"""Of the body of a redirect, which nobody reads."""

WIRE_LOOK_S = 0.1
"""How often a connection is asked what came over it."""

_DIGITS = 19
"""A length of so many digits is past all numbers that servers and clients reckon with."""

_TCP_INFO = struct.Struct("=128xQ")
"""Up to ``tcpi_bytes_received``. Source: Linux, include/uapi/linux/tcp.h."""


Listener = Callable[["Transfer", bytes], bool]
"""Told of what came; false ends the transfer."""


class Transfer:
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
        self.is_sudden = False
        """The body expanded, where there is no memory for it, too suddenly to wait."""

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
            self.has_no_memory = self.is_sudden = True
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
