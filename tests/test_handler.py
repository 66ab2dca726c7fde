"""The download handler as Scrapy uses it: signals, the facts of an answer, and where it stops."""

import asyncio
from contextlib import suppress
from typing import Any

import pytest
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import StopDownload
from scrapy.http import Response
from scrapy.spiders import Spider

from linkcrawler.config import project_settings
from linkcrawler.crawl.failure import FetchError
from linkcrawler.crawl.handler import UNFRAMED, CurlDownloadHandler
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


def test_an_address_serves_so_many_at_once_and_the_others_wait(site: Site):
    async def run() -> list[int]:
        whole = project_settings()
        whole.setdict({"LINKCRAWLER_ALLOW_PRIVATE": "1"}, priority="cmdline")
        whole.set("LINKCRAWLER_PAGES_PER_ADDRESS", "2", priority="cmdline")
        handler = CurlDownloadHandler(Crawler(Spider, whole))
        pages = [site.url(f"/slow/{n}", f"h{n}.localhost") for n in range(8)]
        try:
            found = await asyncio.gather(*(handler.download_request(Request(p)) for p in pages))
            return [response.status for response in found]
        finally:
            await handler.close()

    site.most_at_once = 0
    assert asyncio.run(run()) == [200] * 8
    assert site.most_at_once == 2


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
