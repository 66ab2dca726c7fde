"""The download handler as Scrapy uses it: signals, the facts of an answer, and where it stops."""

import asyncio
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from typing import Any

import pytest
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import StopDownload
from scrapy.http import Response
from scrapy.spiders import Spider

from linkcrawler.config import project_settings
from linkcrawler.crawl.failure import CrowdedError, FetchError
from linkcrawler.crawl.handler import TRANSFERRED, CurlDownloadHandler
from linkcrawler.crawl.response import UNFRAMED
from linkcrawler.states import FetchOutcome
from tests.conftest import ROOT
from tests.site import Site


def download(
    url: str, listeners: dict[object, Any], **settings: object
) -> tuple[Response, Request]:
    """Download one address with a handler of its own."""

    async def run() -> tuple[Response, Request]:
        whole = project_settings()
        whole.setdict({"LINKCRAWLER_ALLOW_PRIVATE": "1", **settings}, priority="cmdline")
        crawler = Crawler(Spider, whole)
        for signal, listener in listeners.items():
            crawler.signals.connect(listener, signal)
        handler, request = CurlDownloadHandler(crawler), Request(url)
        try:
            return await handler.download_request(request), request
        finally:
            await handler.close()

    return asyncio.run(run())


def test_an_answer_tells_where_it_came_from_and_how_long_it_took(site: Site):
    response, request = download(site.url("/live/handler"), {})

    assert (str(response.ip_address), response.protocol) == ("127.0.0.1", "HTTP/1.1")
    assert 0 < request.meta["download_latency"] < 10


def ask_one_that_falls_silent(
    said: bytes, monkeypatch: pytest.MonkeyPatch
) -> tuple[Response | BaseException, Request]:
    """Ask a server that says so much and then nothing more; one byte has to come in 0.3 s."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(said)
        await reader.read()  # until the other side has enough
        writer.close()

    async def run() -> tuple[Response | BaseException, Request]:
        for part in ("handler", "response"):  # which ends it, and which tells it
            monkeypatch.setattr(f"linkcrawler.crawl.{part}.FIRST_BYTE_S", 0.3)
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        request = Request(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
        handler = handler_for(DOWNLOAD_TIMEOUT=1)
        try:
            (found,) = await asyncio.gather(
                handler.download_request(request), return_exceptions=True
            )
        finally:
            await handler.close()
            server.close()
        return found, request

    return asyncio.run(run())


def test_a_server_that_says_nothing_is_not_waited_for_until_the_deadline(
    monkeypatch: pytest.MonkeyPatch,
):
    error, request = ask_one_that_falls_silent(b"", monkeypatch)

    assert isinstance(error, FetchError)
    assert (error.outcome, error.detail) == (FetchOutcome.TIMEOUT, "not a byte came in 0.3 s")
    assert 0.2 < request.meta["download_latency"] < 10


def test_a_server_that_has_begun_may_take_its_time(monkeypatch: pytest.MonkeyPatch):
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nso"
    response, request = ask_one_that_falls_silent(head, monkeypatch)

    assert isinstance(response, Response)
    assert (response.body, response.flags) == (b"so", ["incomplete:timeout"])
    assert request.meta[TRANSFERRED]


def test_scrapys_signals_are_sent_as_its_own_handlers_send_them(site: Site):
    heads, pieces = [], []

    def head(headers, body_length, request, spider):
        heads.append((headers.get("Content-Type"), body_length))

    def piece(data, request, spider):
        pieces.append(data)

    listeners = {signals.headers_received: head, signals.bytes_received: piece}
    response, _ = download(site.url("/live/handler"), listeners)

    assert heads == [(b"text/html; charset=utf-8", len(response.body))]
    assert b"".join(pieces) == response.body


def test_a_listener_may_stop_a_download(site: Site):
    def head(headers, body_length, request, spider):
        raise StopDownload(fail=False)

    response, _ = download(site.url("/live/handler"), {signals.headers_received: head})

    assert (response.status, response.body, response.flags) == (200, b"", ["download_stopped"])


def test_a_listener_may_make_it_a_failure(site: Site):
    def piece(data, request, spider):
        raise StopDownload

    with pytest.raises(StopDownload) as stopped:
        download(site.url("/live/handler"), {signals.bytes_received: piece})
    assert stopped.value.response is not None
    assert stopped.value.response.status == 200


def handler_for(**settings: object) -> CurlDownloadHandler:
    """Return a handler of a crawl of its own; loopback is open."""
    whole = project_settings()
    whole.setdict({"LINKCRAWLER_ALLOW_PRIVATE": "1", **settings}, priority="cmdline")
    return CurlDownloadHandler(Crawler(Spider, whole))


def ends_of(handler: CurlDownloadHandler, pages: list[str]) -> Counter[object]:
    """Ask for all pages at once, and count how they ended: by status, or by kind of error."""

    async def run() -> Counter[object]:
        asked = (handler.download_request(Request(page)) for page in pages)
        try:
            found = await asyncio.gather(*asked, return_exceptions=True)
        finally:
            await handler.close()
        return Counter(each.status if isinstance(each, Response) else type(each) for each in found)

    return asyncio.run(run())


def test_an_address_serves_so_many_at_once_and_the_others_are_told(site: Site):
    handler = handler_for(LINKCRAWLER_PAGES_PER_ADDRESS="2")
    pages = [site.url(f"/slow/{n}", f"h{n}.localhost") for n in range(8)]

    site.most_at_once = 0
    assert ends_of(handler, pages) == {200: 2, CrowdedError: 6}
    assert site.most_at_once == 2
    assert handler._places._active == {}


def test_both_schemes_share_the_places_of_an_address():
    crawler = Crawler(Spider, project_settings())
    first, second = CurlDownloadHandler(crawler), CurlDownloadHandler(crawler)

    assert first._places is second._places


@pytest.mark.parametrize("host", ["127.0.0.1", "h{n}.localhost"])
def test_a_machine_out_of_files_is_never_taken_for_a_server_that_refuses(host: str):
    """In a process of its own, with a server that has files enough."""
    done = subprocess.run(
        [sys.executable, "-c", FEW_FILES.format(host=host)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )

    assert "Traceback" not in done.stderr
    assert set(done.stdout.split()) == {"200", "NoRoomError"}, done.stderr


FEW_FILES = """
import os, resource, time

from tests.site import Site
from tests.test_handler import ends_of, handler_for

told, tell = os.pipe()
child = os.fork()
if not child:
    with Site() as site:
        os.write(tell, str(site.port).encode())
        time.sleep(60)
port = os.read(told, 9).decode()
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
ends = ends_of(handler_for(), [f"http://{host}:{{port}}/slow/{{n}}" for n in range(60)])
os.kill(child, 9)
print(*(end if isinstance(end, int) else end.__name__ for end in ends))
"""


def test_a_page_that_failed_at_one_address_is_not_asked_for_at_a_full_one():
    asked = 0

    async def reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        await reader.readuntil(b"\r\n\r\n")
        asked += 1
        writer.transport.abort()

    async def run() -> None:
        server = await asyncio.start_server(reset, "127.0.0.1", 0)
        whole = project_settings()
        whole.setdict(
            {"LINKCRAWLER_ALLOW_PRIVATE": "1", "LINKCRAWLER_PAGES_PER_ADDRESS": "1"},
            priority="cmdline",
        )
        handler = CurlDownloadHandler(Crawler(Spider, whole))
        handler._places.take("::1")
        page = Request(f"http://two.localhost:{server.sockets[0].getsockname()[1]}/")
        try:
            with pytest.raises(FetchError):
                await asyncio.wait_for(handler.download_request(page), 5)
        finally:
            await handler.close()
            server.close()

    asyncio.run(run())
    assert asked == 1


def test_what_floods_a_connection_is_cut_even_where_it_answered_before():
    """The chunks of the second answer carry nothing but their extensions."""
    sent = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        with suppress(OSError, asyncio.IncompleteReadError):
            while b"/flood" not in await reader.readuntil(b"\r\n\r\n"):
                writer.write(b"HTTP/1.1 404 X\r\nContent-Length: 0\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;")
            while sent < 1 << 30:
                writer.write(bytes(1 << 16).replace(b"\0", b"a"))
                await writer.drain()
                sent += 1 << 16
        writer.close()

    async def run() -> None:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        whole = project_settings()
        whole.setdict({"LINKCRAWLER_ALLOW_PRIVATE": "1"}, priority="cmdline")
        handler = CurlDownloadHandler(Crawler(Spider, whole))
        try:
            await handler.download_request(Request(f"{address}/robots.txt"))
            with pytest.raises(FetchError):
                await handler.download_request(Request(f"{address}/flood"))
        finally:
            await handler.close()
            server.close()

    asyncio.run(run())
    assert sent < 512 << 20


@pytest.mark.parametrize("coding", ["utf-8", "none", "identity"])
def test_what_is_no_coding_tells_no_end_of_a_body(site: Site, coding: str):
    response, _ = download(site.url(f"/breaks-off-coded/{coding}"), {})

    assert UNFRAMED in response.flags
