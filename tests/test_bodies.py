"""Room for the bodies of answers: a bounded sum, and nobody who waits for ever."""

import asyncio
import gzip
from collections import Counter
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.spiders import Spider

from linkcrawler.config import project_settings
from linkcrawler.crawl.bodies import SMALL_BYTES, SUDDEN_BYTES, Bodies, Body
from linkcrawler.crawl.failure import NoMemoryError
from linkcrawler.crawl.fetch import incomplete_of
from linkcrawler.crawl.handler import PUT_BACK, CurlDownloadHandler

LARGE = 2 << 20
CHUNK = 16 << 10


def full(bodies: Bodies) -> Body:
    """Return a body that takes all the room there is, and is the one that may go on."""
    body = Body()
    bodies.take(body, bodies._max_bytes)
    assert not bodies.has_to_wait(body)
    return body


def test_a_small_body_comes_whatever_the_others_hold():
    bodies = Bodies(LARGE)
    full(bodies)
    small = Body()
    for _ in range(SMALL_BYTES // CHUNK):
        assert not bodies.has_to_wait(small)
        assert bodies.take(small, CHUNK)
    assert bodies.has_to_wait(small)


def test_a_body_that_waits_goes_on_once_another_has_ended():
    bodies, gone_on = Bodies(LARGE), []
    other, waiting = full(bodies), Body(go_on=lambda: gone_on.append(1))
    bodies.take(waiting, SMALL_BYTES)
    assert bodies.has_to_wait(waiting)

    bodies.end(other)
    bodies.end(other)

    assert gone_on == [1]
    assert not bodies.has_to_wait(waiting)
    assert bodies.held_bytes == SMALL_BYTES


def test_a_piece_that_expands_past_all_bounds_is_not_taken_where_there_is_no_room():
    bodies = Bodies(LARGE)
    full(bodies)
    bomb = Body()
    assert not bodies.has_to_wait(bomb)
    assert not bodies.take(bomb, SUDDEN_BYTES)


@given(st.lists(st.integers(0, LARGE), max_size=30), st.randoms(use_true_random=False))
def test_all_bodies_come_to_their_end_and_their_sum_is_bounded(sizes, random):
    """Those that may go on come on in any order; a body ends once all of it has come."""
    bodies = Bodies(LARGE)
    coming = {Body(): size for size in sizes}
    while coming:
        able = [body for body in coming if not bodies.has_to_wait(body)]
        assert able, "all wait for each other"
        body = random.choice(able)
        bodies.take(body, min(CHUNK, coming[body] - body.held_bytes))
        if body.held_bytes == coming[body]:
            del coming[body]
            bodies.end(body)
        assert bodies.held_bytes <= 2 * LARGE + len(sizes) * SMALL_BYTES
    assert bodies.held_bytes == 0


# --- in the download handler ---------------------------------------------------------------------


class Served:
    """A server of one answer, asked through a handler whose bodies have little room."""

    def __init__(self, body: bytes, headers: str = "", **settings: object) -> None:
        whole = project_settings()
        whole.setdict({"LINKCRAWLER_ALLOW_PRIVATE": "1", **settings}, priority="cmdline")
        self.handler = CurlDownloadHandler(Crawler(Spider, whole))
        self.bodies = self.handler._bodies = Bodies(LARGE)
        self.most_held = 0
        self._serving: list[asyncio.Task[None]] = []
        self._answer = (
            f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{headers}"
            f"Content-Length: {len(body)}\r\n\r\n"
        ).encode() + body

    async def __aenter__(self) -> "Served":
        def serve(*streams: Any) -> None:
            self._serving.append(asyncio.ensure_future(self._serve(*streams)))

        self._server = await asyncio.start_server(serve, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.handler.close()
        self._server.close()
        await asyncio.gather(*self._serving)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(self._answer)
            await reader.read()
        writer.close()

    async def ask(self, meta: dict[str, Any] | None = None) -> Response:
        port = self._server.sockets[0].getsockname()[1]
        request = Request(f"http://127.0.0.1:{port}/", meta=meta)
        response = await self.handler.download_request(request)
        self.most_held = max(self.most_held, self.bodies.held_bytes)
        return response

    async def end_of_one(self, meta: dict[str, Any] | None = None) -> object:
        """Ask once and let go of the answer: its size, or the kind of the error."""
        try:
            response = await self.ask(meta)
        except NoMemoryError as error:
            return NoMemoryError, error.is_sudden
        except Exception as error:  # noqa: BLE001 - it is counted
            return type(error)
        await asyncio.sleep(0)
        return len(response.body), incomplete_of(response)


def test_many_large_pages_at_once_all_come_whole_and_never_stand_in_memory_together():
    async def run() -> tuple[Counter[object], int, int]:
        async with Served(b"x" * LARGE) as served:
            ends = await asyncio.gather(*(served.end_of_one() for _ in range(20)))
            return Counter(ends), served.most_held, served.bodies.held_bytes

    ends, most_held, held_at_last = asyncio.run(run())

    assert ends == {(LARGE, None): 20}
    assert most_held <= 2 * LARGE + 20 * (SMALL_BYTES + CHUNK)
    assert held_at_last == 0


@pytest.mark.parametrize("coding", ["", "Content-Encoding: gzip\r\n"])
def test_the_time_that_a_page_waits_for_room_is_not_its_servers(coding: str):
    page = bytes(range(256)) * (LARGE >> 9)
    body = gzip.compress(page, 0) if coding else page

    async def run() -> object:
        async with Served(body, coding, DOWNLOAD_TIMEOUT=1) as served:
            other = full(served.bodies)
            asyncio.get_running_loop().call_later(1.8, served.bodies.end, other)
            return await served.end_of_one()

    assert asyncio.run(run()) == (len(page), None)


def test_no_more_is_kept_of_an_answer_than_is_asked_for():
    async def run() -> tuple[int, object]:
        async with Served(b"x" * LARGE) as served:
            response = await served.ask({"download_maxsize": 1_000})
            return len(response.body), incomplete_of(response)

    assert asyncio.run(run()) == (1_000, "size")


def test_a_page_that_finds_no_room_for_long_is_put_back(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("linkcrawler.crawl.handler.MAX_WAIT_S", 0.1)

    async def run() -> tuple[object, int]:
        async with Served(b"x" * LARGE) as served:
            other = full(served.bodies)
            end = await served.end_of_one()
            return end, served.bodies.held_bytes - other.held_bytes

    assert asyncio.run(run()) == ((NoMemoryError, False), 0)


def test_a_bomb_that_finds_no_room_is_put_back_too():
    async def run() -> object:
        async with Served(gzip.compress(bytes(LARGE)), "Content-Encoding: gzip\r\n") as served:
            full(served.bodies)
            return await served.end_of_one()

    assert asyncio.run(run()) == (NoMemoryError, True)


def test_a_page_that_hangs_after_it_had_to_wait_still_has_its_end():
    async def run() -> object:
        async with Served(b"x" * LARGE, DOWNLOAD_TIMEOUT=1) as served:
            served._answer = served._answer[: LARGE // 2]
            other = full(served.bodies)
            asyncio.get_running_loop().call_later(0.3, served.bodies.end, other)
            return await served.end_of_one()

    size, incomplete = asyncio.run(run())  # type: ignore[misc]
    assert (size > SMALL_BYTES, incomplete) == (True, "timeout")


def test_bombs_that_were_put_back_come_one_after_the_other():
    bomb = gzip.compress(bytes(2 * LARGE))

    async def run() -> tuple[Counter[object], int]:
        async with Served(bomb, "Content-Encoding: gzip\r\n") as served:
            other = full(served.bodies)
            asyncio.get_running_loop().call_later(0.3, served.bodies.end, other)
            ends = await asyncio.gather(*(served.end_of_one({PUT_BACK: True}) for _ in range(8)))
            return Counter(ends), served.most_held

    ends, most_held = asyncio.run(run())

    assert ends == {(2 * LARGE, None): 8}
    assert most_held == 2 * LARGE
