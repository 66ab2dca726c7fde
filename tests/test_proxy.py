"""The browser's proxy: who may use it, where it connects, and where it ends."""

import asyncio
import base64
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest

from linkcrawler.crawl import proxy as proxies
from linkcrawler.crawl.guard import Guard
from linkcrawler.crawl.proxy import USER, FilteringProxy

ANYWHERE = Guard(is_open=True)

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Origin:
    """A server on loopback that keeps what it was sent."""

    def __init__(self, answer: bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi") -> None:
        self.answer = answer
        self.heads: list[bytes] = []
        self.connections = 0

    async def __aenter__(self) -> "Origin":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                self.heads.append(await reader.readuntil(b"\r\n\r\n"))
                writer.write(self.answer)
                await writer.drain()
                if b"Connection: close" in self.heads[-1] and self.answer.endswith(b"hi"):
                    break
        writer.close()


async def ask(
    proxy: FilteringProxy, first: str, *, password: str | None = None, after: str = ""
) -> bytes:
    """Send one request to the proxy, and what follows it; return all that comes back."""
    secret = base64.b64encode(f"{USER}:{password or proxy.password}".encode()).decode()
    head = (
        f"{first}\r\nHost: x\r\nProxy-Authorization: Basic {secret}\r\nX-Kept: yes\r\n\r\n{after}"
    )
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    try:
        writer.write(head.encode())
        return await asyncio.wait_for(reader.read(), 5)
    finally:
        writer.close()


async def tunnel(proxy: FilteringProxy, where: str, sent: bytes) -> tuple[bytes, bytes]:
    """Ask for a tunnel, send something through it, and return both answers."""
    secret = base64.b64encode(f"{USER}:{proxy.password}".encode()).decode()
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    try:
        head = f"CONNECT {where} HTTP/1.1\r\nProxy-Authorization: Basic {secret}\r\n\r\n"
        writer.write(head.encode())
        first = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
        writer.write(sent)
        return first, await asyncio.wait_for(reader.read(1_000), 5)
    finally:
        writer.close()


def test_a_plain_request_reaches_the_server_without_what_is_the_proxys():
    async def check() -> None:
        async with Origin() as origin, FilteringProxy(ANYWHERE) as proxy:
            got = await ask(proxy, f"GET http://127.0.0.1:{origin.port}/a?b HTTP/1.1")

            assert got == b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi"
            (head,) = origin.heads
            assert head.startswith(b"GET /a?b HTTP/1.1\r\n")
            assert b"X-Kept: yes" in head
            assert b"Proxy-" not in head

    asyncio.run(check())


def test_a_tunnel_passes_bytes_both_ways():
    async def check() -> None:
        async with Origin() as origin, FilteringProxy(ANYWHERE) as proxy:
            first, then = await tunnel(
                proxy, f"site.localhost:{origin.port}", b"GET / HTTP/1.1\r\n\r\n"
            )

            assert first.startswith(b"HTTP/1.1 200 ")
            assert then.endswith(b"hi")

    asyncio.run(check())


@pytest.mark.parametrize(
    "how", ["GET http://127.0.0.1:{}/ HTTP/1.1", "CONNECT 127.0.0.1:{} HTTP/1.1"]
)
def test_strangers_are_sent_away(how: str):
    async def check() -> None:
        async with Origin() as origin, FilteringProxy(ANYWHERE) as proxy:
            got = await ask(proxy, how.format(origin.port), password="guessed")

            assert got.startswith(b"HTTP/1.1 407 ")
            assert b"Proxy-Authenticate: Basic" in got
            assert origin.connections == 0

    asyncio.run(check())


PRIVATE = [
    "127.0.0.1:80",
    "localhost:443",
    "anything.localhost:80",
    "[::1]:80",
    "[::ffff:127.0.0.1]:80",
    "2130706433:80",
    "0x7f.1:443",
    "10.0.0.1:8080",
    "169.254.169.254:80",
    "192.168.1.1:443",
    "[fe80::1]:443",
    "0.0.0.0:80",
]


@pytest.mark.parametrize("where", PRIVATE)
def test_private_addresses_are_refused_in_every_spelling(where: str):
    async def check() -> None:
        async with FilteringProxy(Guard()) as proxy:
            for first in (f"CONNECT {where} HTTP/1.1", f"GET http://{where}/ HTTP/1.1"):
                assert (await ask(proxy, first)).startswith(b"HTTP/1.1 403 ")
            assert proxy.refused == 2

    asyncio.run(check())


@pytest.mark.parametrize(
    ("address", "port", "allowed"),
    [
        ("93.184.216.34", 443, True),
        ("93.184.216.34", 8443, True),
        ("93.184.216.34", 22, False),
        ("93.184.216.34", 25, False),
        ("2606:2800:220:1::1", 80, True),
        ("127.0.0.1", 80, False),
    ],
)
def test_addresses_and_ports_of_the_web_alone_are_opened(address: str, port: int, allowed: bool):
    assert (Guard().refusal(address, port) is None) is allowed


def test_the_address_that_was_judged_is_the_one_that_is_connected(monkeypatch):
    answers = [["127.0.0.2", "127.0.0.1"], ["127.0.0.2"]]

    async def rebinding(host: str, port: int) -> list[str]:
        return answers.pop(0)

    async def check() -> None:
        async with Origin() as origin:
            guard = Guard.from_setting(f"127.0.0.1, :{origin.port}")
            async with FilteringProxy(guard) as proxy:
                await twice(origin, proxy)

    async def twice(origin: Origin, proxy: FilteringProxy) -> None:
        url = f"GET http://rebinding.test:{origin.port}/ HTTP/1.1"
        assert (await ask(proxy, url)).endswith(b"hi")
        assert (await ask(proxy, url)).startswith(b"HTTP/1.1 403 ")

    monkeypatch.setattr(proxies, "_resolve", rebinding)
    asyncio.run(check())


NONSENSE = [
    "GET /relative HTTP/1.1",
    "GET https://127.0.0.1/ HTTP/1.1",
    "GET file:///etc/hostname HTTP/1.1",
    "GET http://user@127.0.0.1/ HTTP/1.1",
    "CONNECT 127.0.0.1 HTTP/1.1",
    "CONNECT http://127.0.0.1:80/ HTTP/1.1",
    "CONNECT 127.0.0.1:99999999 HTTP/1.1",
    "nonsense",
]


@pytest.mark.parametrize("first", NONSENSE)
def test_nonsense_is_refused(first: str):
    async def check() -> None:
        async with FilteringProxy(ANYWHERE) as proxy:
            assert (await ask(proxy, first)).startswith(b"HTTP/1.1 400 ")

    asyncio.run(check())


def test_a_name_without_address_and_a_port_without_server_are_told():
    async def check() -> None:
        async with Origin() as origin, FilteringProxy(ANYWHERE) as proxy:
            port = origin.port
        async with FilteringProxy(ANYWHERE) as proxy:
            for where in (f"{'x' * 70}.test:80", f"127.0.0.1:{port}", "127.0.0.1:0"):
                got = await ask(proxy, f"CONNECT {where} HTTP/1.1")
                assert got.startswith(b"HTTP/1.1 502 "), where

    asyncio.run(check())


def test_a_second_request_on_the_same_connection_goes_nowhere():
    async def check() -> None:
        async with Origin() as first, Origin() as second, FilteringProxy(ANYWHERE) as proxy:
            got = await ask(
                proxy,
                f"GET http://127.0.0.1:{first.port}/1 HTTP/1.1",
                after=f"GET http://127.0.0.1:{second.port}/2 HTTP/1.1\r\n\r\n",
            )

            assert second.connections == 0
            assert len(first.heads) == 1
            assert got.count(b"HTTP/1.1 ") == 1

    asyncio.run(check())


def test_bytes_and_time_of_a_connection_have_an_end(monkeypatch):
    async def check() -> None:
        many = b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 500_000
        async with Origin(many) as origin, FilteringProxy(ANYWHERE, max_bytes=100_000) as proxy:
            got = await ask(proxy, f"GET http://127.0.0.1:{origin.port}/ HTTP/1.1")
            assert len(got) < 300_000
        monkeypatch.setattr(proxies, "CONNECTION_S", 0.2)
        async with Origin(b"HTTP/1.1 ") as origin, FilteringProxy(ANYWHERE) as proxy:
            assert await ask(proxy, f"GET http://127.0.0.1:{origin.port}/ HTTP/1.1") == b""

    asyncio.run(check())


def test_too_many_connections_are_refused(monkeypatch):
    async def check() -> None:
        async with Origin() as origin, FilteringProxy(ANYWHERE) as proxy:
            got = await ask(proxy, f"GET http://127.0.0.1:{origin.port}/ HTTP/1.1")
            assert got.startswith(b"HTTP/1.1 503 ")

    monkeypatch.setattr(proxies, "MAX_CONNECTIONS", 0)
    asyncio.run(check())


def test_closing_ends_what_is_open():
    async def check() -> None:
        async with Origin(b"") as origin:
            proxy = FilteringProxy(ANYWHERE)
            await proxy.start()
            asking = asyncio.create_task(
                ask(proxy, f"GET http://127.0.0.1:{origin.port}/ HTTP/1.1")
            )
            await asyncio.sleep(0.1)
            await asyncio.wait_for(proxy.close(), 2)
            assert await asking == b""

    asyncio.run(check())
