"""Servers that break off over HTTP/2: asked once more over HTTP/1.1, in its time, and never at once."""

import asyncio
import struct
from collections import Counter
from contextlib import suppress
from pathlib import Path
from ssl import SSLContext

import pytest
from scrapy import Request
from scrapy.http import Response

from linkcrawler.crawl.failure import FetchError, StreamError
from linkcrawler.crawl.handler import HTTP_1, UNVERIFIED
from tests.conftest import crawl, write_list
from tests.hostile.certificates import Authority
from tests.site import LINK, TARGET, document
from tests.test_handler import handler_for


def frame(kind: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    """Return a frame. Source: RFC 9113, section 4.1."""
    head = len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big")
    return head + payload


def reset(code: int) -> bytes:
    return frame(3, 0, 1, struct.pack(">I", code))


PREFACE_BYTES = 24
DATA, HEADERS, SETTINGS, GOAWAY = 0, 1, frame(4, 0, 0), 7
HEAD = frame(HEADERS, 4, 1, b"\x88\x0f\x10\x09text/html")
BODY = document(LINK).encode()
FAULTS = {
    "goaway": frame(GOAWAY, 0, 0, struct.pack(">II", 0, 0)),
    "goaway with an error": frame(GOAWAY, 0, 0, struct.pack(">II", 0, 2)),
    "refused stream": reset(7),
    "protocol error": reset(1),
    "internal error": reset(2),
    "wants HTTP/1.1": reset(0xD),
    "reset after the head": HEAD + reset(2),
    "not HTTP/2": b"HTTP/1.1 400 Bad Request\r\n\r\n" * 5,
    "silence": b"",
}
CUT = {
    "reset in the body": HEAD + frame(DATA, 0, 1, BODY) + reset(2),
    "closed in the body": HEAD + frame(DATA, 0, 1, BODY),
}


class Server:
    """Breaks off over HTTP/2, and answers with a page over HTTP/1.1."""

    def __init__(self, says: bytes) -> None:
        self._says = says
        self.asked: Counter[str] = Counter()

    async def start(self, context: SSLContext) -> str:
        """Return the address once it listens."""
        context.set_alpn_protocols(["h2", "http/1.1"])
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=context)
        return f"https://127.0.0.1:{self.server.sockets[0].getsockname()[1]}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            if writer.get_extra_info("ssl_object").selected_alpn_protocol() == "h2":
                await self._break_off(reader, writer)
            else:
                request = await reader.readuntil(b"\r\n\r\n")
                self.asked["HTTP/1.1"] += 1
                is_page = b"robots.txt" not in request.split(b"\r\n")[0]
                status, body = (b"200", BODY) if is_page else (b"404", b"")
                writer.write(b"HTTP/1.1 %s X\r\nContent-Type: text/html\r\n" % status)
                writer.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
                await writer.drain()
        writer.close()

    async def _break_off(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(PREFACE_BYTES)
        writer.write(SETTINGS)
        kind = None
        while kind != HEADERS:
            head = await reader.readexactly(9)
            await reader.readexactly(int.from_bytes(head[:3], "big"))
            kind = head[3]
        self.asked["HTTP/2"] += 1
        writer.write(self._says)
        await writer.drain()


async def _ask(server: Server, context: SSLContext, **meta: object) -> Response | FetchError:
    address = await server.start(context)
    handler = handler_for(DOWNLOAD_TIMEOUT=5)
    try:
        return await handler.download_request(
            Request(f"{address}/page", meta={UNVERIFIED: True, **meta})
        )
    except FetchError as error:
        return error
    finally:
        await handler.close()
        server.server.close()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.mark.parametrize("says", FAULTS.values(), ids=FAULTS)
def test_a_server_that_breaks_off_is_asked_once_and_told(authority: Authority, says: bytes):
    server = Server(says)
    end = asyncio.run(_ask(server, authority.context("good")))

    assert isinstance(end, StreamError)
    assert server.asked == {"HTTP/2": 1}


@pytest.mark.parametrize("says", CUT.values(), ids=CUT)
def test_a_body_that_is_cut_is_kept_and_told(authority: Authority, says: bytes):
    end = asyncio.run(_ask(Server(says), authority.context("good")))

    assert isinstance(end, Response)
    assert (end.body, end.flags) == (BODY, ["incomplete:cut"])


def test_it_is_asked_over_http_1_where_that_was_asked_for(authority: Authority):
    server = Server(FAULTS["goaway"])
    end = asyncio.run(_ask(server, authority.context("good"), **{HTTP_1: True}))

    assert isinstance(end, Response)
    assert (end.status, server.asked) == (200, {"HTTP/1.1": 1})


def test_a_crawl_finds_the_link_over_http_1(authority: Authority, tmp_path: Path):
    async def run() -> dict[tuple[str, str], dict[str, object]]:
        server = Server(FAULTS["refused stream"])
        page = await server.start(authority.context("good")) + "/page"
        links = write_list(tmp_path / "links.csv", [page])
        try:
            done = await asyncio.to_thread(crawl, tmp_path / "a.db", links)
        finally:
            server.server.close()
        assert server.asked == {"HTTP/2": 2, "HTTP/1.1": 2}  # robots.txt and the page
        return done.status()

    ((_, row),) = asyncio.run(run()).items()
    assert (row["target"], row["link_state"]) == (TARGET, "present")
