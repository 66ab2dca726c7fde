"""The browser's only way out: a small proxy on loopback that judges each address it connects to.

A browser opens sockets in many ways (frames, scripts, WebSockets, redirects, rebinding names), and
no rule inside of it sees them all. Here the host is resolved, every address is judged, and that
very address is connected.
"""

import asyncio
import base64
import hmac
import re
import secrets
import socket
from collections.abc import Coroutine, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

from linkcrawler.crawl.guard import Guard

USER = "linkcrawler"
MAX_CONNECTIONS = 256
MAX_BYTES = 32 << 20
MAX_HEAD_BYTES = 256 << 10
HEAD_S = 10.0
CONNECT_S = 10.0
CONNECTION_S = 90.0
_CHUNK = 1 << 16

_HOP_BY_HOP = frozenset({b"connection", b"keep-alive", b"proxy-connection", b"proxy-authorization"})
_ABSOLUTE = re.compile(
    rb"http://(\[[0-9A-Fa-f:.]+\]|[^/?#:@\s]+)(?::(\d{1,5}))?([/?][^\s#]*)?", re.I
)
_AUTHORITY = re.compile(rb"(\[[0-9A-Fa-f:.]+\]|[^/?#:@\s\[\]]+):(\d{1,5})")


class _RefusedError(Exception):
    """The request ends here; ``status`` is what the browser is told."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request to the proxy, and where it wants to go."""

    method: bytes
    host: str
    port: int
    path: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    body_bytes: int


class FilteringProxy:
    """An HTTP proxy for one browser; use with ``async with``."""

    def __init__(self, guard: Guard, *, max_bytes: int = MAX_BYTES) -> None:
        self.port = 0
        self.password = secrets.token_urlsafe(32)
        """Without it no other process on this machine gets anywhere."""

        self.refused = 0
        """Connections that the judge refused."""

        self._guard = guard
        self._max_bytes = max_bytes
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        """Start to listen."""
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Let go of every connection."""
        await self.close()

    async def start(self) -> None:
        """Listen on a free port of the loopback interface."""
        self._server = await asyncio.start_server(
            self._accept, "127.0.0.1", 0, limit=MAX_HEAD_BYTES
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Listen no more, and end what is open."""
        if self._server is not None:
            self._server.close()
        for connection in list(self._connections):
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            await self._serve(reader, writer)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # one side went away, or took too long: there is nobody to tell
        except asyncio.CancelledError:
            pass  # the proxy is closing
        finally:
            self._connections.discard(task)
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(HEAD_S):
                asked = self._admit(await reader.readuntil(b"\r\n\r\n"))
            upstream_reader, upstream = await self._connect(asked.host, asked.port)
        except _RefusedError as refusal:
            challenge = f'Proxy-Authenticate: Basic realm="{USER}"\r\n'
            more = challenge if refusal.status.startswith("407") else ""
            writer.write(
                f"HTTP/1.1 {refusal.status}\r\n{more}Content-Length: 0\r\n"
                "Connection: close\r\n\r\n".encode()
            )
            await writer.drain()
            return
        try:
            async with asyncio.timeout(CONNECTION_S):
                if asked.method == b"CONNECT":
                    writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                    await _until_one_ends(
                        self._pass_on(reader, upstream), self._pass_on(upstream_reader, writer)
                    )
                else:
                    upstream.write(_request_head(asked))
                    await _until_one_ends(
                        self._send_body(reader, upstream, asked.body_bytes),
                        self._answer(upstream_reader, writer),
                    )
        finally:
            upstream.close()

    def _admit(self, head: bytes) -> _Asked:
        """Return what is asked for; raises ``_RefusedError`` for strangers and nonsense."""
        first, *lines = head[:-4].split(b"\r\n")
        headers = tuple(
            (name.strip(), value.strip())
            for name, colon, value in (line.partition(b":") for line in lines)
            if colon
        )
        given = next((v for k, v in headers if k.lower() == b"proxy-authorization"), b"")
        secret = base64.b64encode(f"{USER}:{self.password}".encode())
        if not hmac.compare_digest(given, b"Basic " + secret):
            raise _RefusedError("407 Proxy Authentication Required")
        if len(self._connections) > MAX_CONNECTIONS:
            raise _RefusedError("503 Too many connections")
        method, _, rest = first.partition(b" ")
        where = rest.rpartition(b" ")[0]
        pattern = _AUTHORITY if method == b"CONNECT" else _ABSOLUTE
        found = pattern.fullmatch(where)
        if found is None:
            raise _RefusedError("400 Bad Request")
        path = b"" if method == b"CONNECT" else (found[3] or b"/")
        return _Asked(
            method=method,
            host=found[1].decode("latin-1").strip("[]"),
            port=int(found[2] or 80),
            path=path if not path.startswith(b"?") else b"/" + path,
            headers=headers,
            body_bytes=_body_bytes(headers),
        )

    async def _connect(
        self, host: str, port: int
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Connect to an address of the host that the judge allows."""
        addresses = await _resolve(host, port)
        allowed = [address for address in addresses if self._guard.refusal(address, port) is None]
        if not allowed:
            self.refused += bool(addresses)
            raise _RefusedError("403 Forbidden" if addresses else "502 Bad Gateway")
        for address in allowed:
            with suppress(OSError, TimeoutError):
                async with asyncio.timeout(CONNECT_S):
                    return await asyncio.open_connection(address, port, limit=MAX_HEAD_BYTES)
        raise _RefusedError("502 Bad Gateway")

    async def _send_body(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, left: int
    ) -> None:
        """Pass on the body of a plain request, and nothing that comes after it."""
        left = min(left, self._max_bytes)
        while chunk := await reader.read(_CHUNK):
            writer.write(chunk[:left])
            await writer.drain()
            left = max(0, left - len(chunk))

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass on a plain answer, and say that no other request is taken on this connection.

        Else the browser would send its next one, to whatever host, down the same way.
        """
        status = b"1"
        while status.startswith(b"1"):
            head = await reader.readuntil(b"\r\n\r\n")
            first, *lines = head[:-4].split(b"\r\n")
            status = first.partition(b" ")[2][:3]
            kept = [line for line in lines if _name(line) not in _HOP_BY_HOP]
            writer.write(b"\r\n".join([first, *kept, b"Connection: close", b"", b""]))
        await self._pass_on(reader, writer)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        left = self._max_bytes
        while left > 0 and (chunk := await reader.read(_CHUNK)):
            left -= len(chunk)
            writer.write(chunk)
            await writer.drain()


async def _until_one_ends(*ways: Coroutine[None, None, None]) -> None:
    """Run both directions of a connection until one of them has no more bytes."""
    tasks = [asyncio.ensure_future(way) for way in ways]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _name(line: bytes) -> bytes:
    return line.partition(b":")[0].strip().lower()


def _body_bytes(headers: Iterable[tuple[bytes, bytes]]) -> int:
    """Return the length of a request's body; browsers send none in chunks over HTTP/1."""
    length = next((value for name, value in headers if name.lower() == b"content-length"), b"0")
    if not length.isdigit() or any(name.lower() == b"transfer-encoding" for name, _ in headers):
        raise _RefusedError("411 Length Required")
    return int(length[:12])


def _request_head(asked: _Asked) -> bytes:
    kept = [
        name + b": " + value for name, value in asked.headers if name.lower() not in _HOP_BY_HOP
    ]
    first = asked.method + b" " + asked.path + b" HTTP/1.1"
    return b"\r\n".join([first, *kept, b"Connection: close", b"", b""])


async def _resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a host, each once; none where it has none."""
    name = host.rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return ["127.0.0.1", "::1"]  # RFC 6761, section 6.3; not every system's resolver does
    found: Iterable[tuple[object, ...]] = ()
    with suppress(OSError, UnicodeError, TimeoutError):
        async with asyncio.timeout(CONNECT_S):
            found = await asyncio.get_running_loop().getaddrinfo(
                host, port, type=socket.SOCK_STREAM
            )
    addresses = [str(each[4][0]) for each in found]  # type: ignore[index]  # of a socket address
    return list(dict.fromkeys(addresses))
