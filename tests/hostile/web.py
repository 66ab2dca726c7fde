"""The hostile server: a table of cases, each a way to answer, on loopback in a thread of its own.

Each case has a host of its own, so that no case waits for another, and one page: its path is its
name. What comes after the name in the path is the case's own.
"""

import asyncio
import contextlib
import socket
import ssl
import struct
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.hostile.certificates import Authority
from tests.hostile.verdicts import Accepted
from tests.site import LINK, document

CANARY_HOST = "127.0.0.2"
"""Plays the private network; nothing may ever connect to it."""

WHOLE = document(LINK).encode()
BARE = document("nothing").encode()


@dataclass
class Exchange:
    """One request that is being answered."""

    web: "HostileWeb"
    path: str
    rest: str
    """The path after the case's name, without its first slash."""

    host: str
    """With its port."""

    count: int
    """How often this address was asked for, this time included."""

    headers: dict[str, str]
    writer: asyncio.StreamWriter

    async def write(self, *pieces: bytes | str) -> None:
        """Write as it is."""
        for piece in pieces:
            self.writer.write(piece.encode("utf-8") if isinstance(piece, str) else piece)
            await self.writer.drain()

    async def send(
        self,
        body: bytes | str = b"",
        status: int | str = 200,
        headers: dict[str, str] | None = None,
        *,
        length: int | str | None = None,
    ) -> None:
        """Send one answer; ``length`` may lie, and an empty one is left out."""
        content = body.encode() if isinstance(body, str) else body
        lines = {"Content-Type": "text/html; charset=utf-8", **(headers or {})}
        stated = len(content) if length is None else length
        if stated != "":
            lines["Content-Length"] = str(stated)
        head = f"HTTP/1.1 {status} X\r\n" + "".join(f"{k}: {v}\r\n" for k, v in lines.items())
        await self.write(head.encode("utf-8") + b"Connection: close\r\n\r\n" + content)

    async def redirect(self, where: str, status: int = 302) -> None:
        """Send a redirect."""
        await self.send(b"", status, {"Location": where})

    async def forever(self, piece: bytes, every_s: float = 0.0) -> None:
        """Write ``piece`` until nobody reads it any more."""
        while True:
            await self.write(piece)
            self.web.endless_bytes[self.host.partition(":")[0]] += len(piece)
            await asyncio.sleep(every_s)

    def reset(self) -> None:
        """Break the connection so that the other side is told of it."""
        connection: socket.socket = self.writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


Answer = Callable[[Exchange], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One attack, the threat it belongs to, and what a look at it may come to."""

    name: str
    threat: str
    accept: Accepted
    answer: Answer
    robots: Answer | None = None
    port: str = "plain"
    """Which of the server's ports it is served on."""

    listed: str | None = None
    """The address in the list, where it is not the usual one; may name ``{canary}``, ``{port}``."""

    is_quick: bool = True
    """Short enough for every run of the tests; the others are for the benchmark."""

    xfail: str = ""
    """What is not yet as it should be."""

    @property
    def host(self) -> str:
        """The host name of the case."""
        return f"{self.name}.localhost"


CASES: dict[str, Case] = {}


def add(name: str, threat: str, accept: Accepted, answer: Answer, **more: object) -> None:
    """Register a case."""
    assert name not in CASES, name
    CASES[name] = Case(name=name, threat=threat, accept=accept, answer=answer, **more)  # type: ignore[arg-type]


def case(name: str, threat: str, accept: Accepted, **more: object) -> Callable[[Answer], Answer]:
    """Register the function as the answer of a case."""

    def register(function: Answer) -> Answer:
        add(name, threat, accept, function, **more)
        return function

    return register


def sending(
    body: bytes | str = WHOLE,
    status: int | str = 200,
    headers: dict[str, str] | None = None,
    *,
    length: int | str | None = None,
) -> Answer:
    """Return an answer that is always the same."""

    async def answer(x: Exchange) -> None:
        await x.send(body, status, headers, length=length)

    return answer


def raw(*pieces: bytes, then: str = "close") -> Answer:
    """Return an answer of these very bytes; ``then`` is "close", "reset" or "stall"."""

    async def answer(x: Exchange) -> None:
        await x.write(*pieces)
        if then == "reset":
            x.reset()
        elif then == "stall":
            await asyncio.sleep(120)

    return answer


def leading(where: str, status: int = 302) -> Answer:
    """Return a redirect; ``where`` may name ``{canary}`` (host and port), ``{port}``, ``{host}``."""

    async def answer(x: Exchange) -> None:
        if x.rest:
            await x.send(WHOLE)
        else:
            await x.redirect(x.web.fill(where, x.host), status)

    return answer


@dataclass
class Asked:
    """A request that the server saw, with when it came and when it was through."""

    host: str
    path: str
    headers: dict[str, str]
    since: float
    until: float = 0.0


@dataclass
class HostileWeb:
    """All ports of the hostile server; use with ``with``."""

    folder: Path
    """Certificates are kept here."""

    asked: list[Asked] = field(default_factory=list)
    canary_hits: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    """Faults of the server itself."""

    ports: dict[str, int] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    endless_bytes: Counter[str] = field(default_factory=Counter)
    active: Counter[str] = field(default_factory=Counter)
    peak: Counter[str] = field(default_factory=Counter)
    dead_sockets: list[socket.socket] = field(default_factory=list)

    def __enter__(self) -> "HostileWeb":
        self.authority = Authority(self.folder)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._ready = threading.Event()
        self._thread.start()
        assert self._ready.wait(20)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(15)
        for each in self.dead_sockets:
            each.close()

    def url(self, case: Case) -> str:
        """Return the address of a case as it stands in a list."""
        if case.listed:
            return self.fill(case.listed, f"{case.host}:{self.ports[case.port]}")
        scheme = "https" if case.port.startswith("tls") else "http"
        return f"{scheme}://{case.host}:{self.ports[case.port]}/{case.name}"

    def fill(self, text: str, host: str) -> str:
        """Fill in ports and hosts that are known only at run time."""
        canary = f"{CANARY_HOST}:{self.ports['canary']}"
        return (
            text.replace("{canary}", canary)
            .replace("{canary_port}", str(self.ports["canary"]))
            .replace("{port}", str(self.ports["plain"]))
            .replace("{tls}", str(self.ports["tls"]))
            .replace("{host}", host)
        )

    def asked_by_host(self) -> dict[str, list[Asked]]:
        """Return what was asked of each host, in order."""
        found: dict[str, list[Asked]] = defaultdict(list)
        for asked in self.asked:
            found[asked.host].append(asked)
        return found

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._main())
        self._loop.close()

    async def _main(self) -> None:
        self._stop = asyncio.Event()
        servers = [await self._open("plain", self._answer)]
        servers.append(await self._open("canary", self._canary, host=CANARY_HOST))
        for kind in ("good", "self", "wrong", "expired"):
            name = "tls" if kind == "good" else f"tls-{kind}"
            context = self.authority.context(kind)
            servers.append(await self._open(name, self._answer, tls=context))
        for name, function in {
            "tls-garbage": self._garbage,
            "tls-close": self._close,
            "tls-stall": self._stall,
            "tls-drip": self._drip,
            "tls-plain": self._plain_answer,
        }.items():
            servers.append(await self._open(name, function))
        self._open_dead_ports()
        self._ready.set()
        await self._stop.wait()
        for server in servers:
            server.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _open(
        self,
        name: str,
        function: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
        *,
        host: str = "127.0.0.1",
        tls: ssl.SSLContext | None = None,
    ) -> asyncio.Server:
        # The limit lets a client send a head of any size; it is the client that is tried here.
        server = (
            await asyncio.start_server(
                function, host, 0, ssl=tls, backlog=512, limit=1 << 20, ssl_handshake_timeout=60
            )
            if tls
            else await asyncio.start_server(function, host, 0, backlog=512, limit=1 << 20)
        )
        self.ports[name] = server.sockets[0].getsockname()[1]
        return server

    def _open_dead_ports(self) -> None:
        """Open a port that nobody accepts on, one whose queue is full, and one that is closed."""
        silent = socket.create_server(("127.0.0.1", 0), backlog=64)
        full = socket.create_server(("127.0.0.1", 0), backlog=0)
        self.ports["silent"] = silent.getsockname()[1]
        self.ports["full"] = full.getsockname()[1]
        self.dead_sockets += [silent, full]
        for _ in range(4):
            client = socket.socket()
            client.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                client.connect(("127.0.0.1", self.ports["full"]))
            self.dead_sockets.append(client)
        closed = socket.create_server(("127.0.0.1", 0))
        self.ports["closed"] = closed.getsockname()[1]
        closed.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._answer_one(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        except (ssl.SSLError, asyncio.CancelledError):
            pass
        except Exception as error:  # noqa: BLE001 - told at the end, since this is a thread
            self.errors.append(repr(error))
        finally:
            writer.close()

    async def _answer_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.split("\r\n")
        headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines)}
        host, path = headers.get("host", ""), first.split(" ")[1]
        name = host.partition(":")[0]
        asked = Asked(name, path, headers, time.monotonic())
        self.asked.append(asked)
        self.counts[host + path] += 1
        self.active[name] += 1
        self.peak[name] = max(self.peak[name], self.active[name])
        try:
            return await self._route(host, path, headers, writer)
        finally:
            self.active[name] -= 1
            asked.until = time.monotonic()

    async def _route(
        self, host: str, path: str, headers: dict[str, str], writer: asyncio.StreamWriter
    ) -> bool:
        label = host.partition(".")[0]
        _, name, *rest = path.partition("?")[0].split("/", 2)
        x = Exchange(
            web=self,
            path=path,
            rest=rest[0] if rest else "",
            host=host,
            count=self.counts[host + path],
            headers=headers,
            writer=writer,
        )
        found = CASES.get(label)
        if path == "/robots.txt":
            if found and found.robots:
                await found.robots(x)
            else:
                await x.send("", 404)
            return False
        known = CASES.get(name) or found
        if known is None:
            await x.send("<h1>no such page</h1>", 404)
        else:
            await known.answer(x)
        return False

    async def _canary(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, TimeoutError):
            first = await asyncio.wait_for(reader.read(200), 2)
            self.canary_hits.append(first.decode("latin-1").partition("\r\n")[0])
            head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n"
            writer.write(head + b"Content-Length: %d\r\n\r\n" % len(WHOLE) + WHOLE)
            await writer.drain()
        writer.close()

    async def _garbage(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            writer.write(b"220 mail.example ESMTP\r\n" + bytes(range(256)) * 4)
            await writer.drain()
        writer.close()

    async def _close(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            await reader.read(16)
        writer.close()

    async def _stall(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(120)
        writer.close()

    async def _drip(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):
            for byte in b"\x16\x03\x03\x3f\xff\x02\x00\x3f\xfb\x03\x03" + b"\x00" * 240:
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(0.5)
        writer.close()

    async def _plain_answer(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        with contextlib.suppress(ConnectionError):
            await reader.read(16)
            writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()
        writer.close()
