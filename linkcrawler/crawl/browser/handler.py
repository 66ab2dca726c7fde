"""One page after the other, each opened, read as a reader does, and closed."""

import asyncio
import itertools
import logging
import os
import signal
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from typing import Any

from playwright.async_api import Error, Frame, Page
from playwright.async_api import Request as BrowserRequest
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

from linkcrawler.config import Config
from linkcrawler.crawl.browser.chromium import ChromiumProvider
from linkcrawler.crawl.browser.failures import told
from linkcrawler.crawl.browser.scripts import SCROLL, SERIALISE, SHOWS_ALL
from linkcrawler.crawl.browser.watch import CLOSE_S, Watch, is_not_needed, settle
from linkcrawler.crawl.failure import BrowserGoneError, RenderError
from linkcrawler.crawl.memory import MAX_PAGE_BYTES, pages_over
from linkcrawler.crawl.proxy import FilteringProxy
from linkcrawler.crawl.render import WANTED, Document, Rendered, Restarts
from linkcrawler.domains import site_of
from linkcrawler.urls import web_host

OPEN_S = 12.0
PARSE_S = 6.0
SCROLL_S = 6.0
SCROLL_STEPS = 25
COLLECT_S = 4.0
FRAMES_S = 8.0
MAX_FRAMES = 20
MAX_FRAME_CHARS = 2 << 20
MEMORY_POLL_S = 1.0

logger = logging.getLogger(__name__)


class BrowserHandler(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]  # it has no types
    """scrapy-playwright's handler with a fresh context for each page and an end to every step."""

    def __init__(self, crawler: Crawler, proxy: FilteringProxy, restarts: Restarts) -> None:
        super().__init__(crawler)
        ours = Config.from_settings(crawler.settings)
        self._agent = ours.user_agent
        self._max_chars = ours.max_body_bytes
        self._names = itertools.count(1)
        self._memory_watch: asyncio.Task[None] | None = None
        self.config.target_closed_max_retries = 0
        self.config.download_timeout_secs = 3
        self.config.max_pages_per_context = 8
        self.abort_request = is_not_needed
        self.process_request_headers = _same_headers
        self.browser_provider = ChromiumProvider(self.config, ours.browser, proxy, restarts)
        logging.getLogger("scrapy-playwright").setLevel(logging.ERROR)

    async def start(self) -> None:
        """Start the driver; the browser follows with the first page."""
        await self.browser_provider.start()
        self._memory_watch = asyncio.create_task(_end_pages_over(MAX_PAGE_BYTES))

    async def close(self) -> None:
        """End the browser and its driver."""
        if self._memory_watch is not None:
            self._memory_watch.cancel()
        await super().close()

    @property
    def is_working(self) -> bool:
        """The driver runs, so that a browser can be had."""
        return self.browser_provider.is_driven

    async def _browser_disconnected_callback(self) -> None:
        # The handler's own closes each context first, which has no time limit, and comes too
        # late where a page has started another browser by then.
        self._forget_ended()

    def _forget_ended(self) -> None:
        if hasattr(self, "browser") and not self.browser.is_connected():
            self.context_wrappers.clear()
            del self.browser

    async def show(self, request: Request) -> Rendered:
        """Open the page, read it as a reader does, and return what stands there then.

        Raises ``RenderError``.
        """
        self._forget_ended()
        name = f"page {next(self._names)}"
        watch = Watch()
        own = {
            "playwright_include_page": True,
            "playwright_context": name,
            "playwright_context_kwargs": self._context_options(),
            # The later events may never come: a page that drips is still looked at.
            "playwright_page_goto_kwargs": {"wait_until": "commit", "timeout": OPEN_S * 1000},
            "playwright_page_init_callback": watch.attach,
        }
        request.meta.update(own)
        try:
            return await self._unless_it_ends(self._open_and_look(request, watch))
        finally:
            for key in (*own, "playwright_page", "playwright_security_details"):
                request.meta.pop(key, None)
            await asyncio.shield(self._close_context(name))

    async def _unless_it_ends(self, looking: Coroutine[Any, Any, Rendered]) -> Rendered:
        """Look at a page until the browser ends: some of Playwright's calls wait on after that."""
        ended = self.browser_provider.ended
        task = asyncio.ensure_future(looking)
        end = asyncio.ensure_future(ended.wait())
        try:
            await asyncio.wait({task, end}, return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                raise BrowserGoneError("the browser ended")
            return task.result()
        finally:
            for each in (task, end):
                each.cancel()
            await asyncio.gather(task, end, return_exceptions=True)

    async def _open_and_look(self, request: Request, watch: Watch) -> Rendered:
        await self._open(request, watch)
        try:
            wanted = request.meta.get(WANTED, ())
            return await self._look(request.meta["playwright_page"], watch, wanted)
        except (Error, RuntimeError) as error:
            raise told(error) from error

    async def _open(self, request: Request, watch: Watch) -> None:
        failure = RenderError("the page did not open")
        try:
            async with asyncio.timeout(OPEN_S + 2):
                await self.download_request(request)
        except TimeoutError:
            pass
        except (Error, RuntimeError) as error:
            failure = told(error)
        page: Page | None = request.meta.get("playwright_page")
        if page is None or page.is_closed() or watch.document is None:
            raise failure

    async def _look(self, page: Page, watch: Watch, wanted: Sequence[str]) -> Rendered:
        await self._wait_and_scroll(page, watch, wanted)
        frames: list[Document] = []
        main = await self._document(watch, page.main_frame, self._max_chars)
        if main is None:
            raise RenderError("the page never stood still, so its content could not be had")
        html, is_cut = main
        try:
            async with asyncio.timeout(FRAMES_S):
                for frame in page.frames[1 : MAX_FRAMES + 1]:
                    inner = await self._document(watch, frame, MAX_FRAME_CHARS)
                    if inner is not None:
                        url = frame.url if web_host(frame.url) else page.url
                        frames.append(Document(url, inner[0]))
        except TimeoutError:
            watch.note("its frames could not be read")
        document = watch.document
        assert document is not None
        async with asyncio.timeout(COLLECT_S):
            headers = await document.all_headers()
        return Rendered(
            url=page.url,
            status=document.status,
            headers=tuple((key.lower(), value) for key, value in headers.items()),
            main=Document(page.url, html),
            frames=tuple(frames),
            problem="the page was too long"
            if is_cut
            else watch.problem(site_of(web_host(page.url) or "")),
        )

    async def _wait_and_scroll(self, page: Page, watch: Watch, wanted: Sequence[str]) -> None:
        """Let the page come to rest, scroll through it, and let it come to rest again.

        A page that is stuck, does not stop to come in, or shows all the links already, is left as
        it is.
        """
        try:
            async with asyncio.timeout(PARSE_S):
                await page.wait_for_load_state("domcontentloaded", timeout=0)
        except TimeoutError:
            return
        watch.is_quiet = await settle(page, watch)
        if watch.is_stuck:
            return
        try:
            async with asyncio.timeout(SCROLL_S):
                if wanted and await page.evaluate(SHOWS_ALL, list(wanted)):
                    watch.note("the page was not scrolled, for the links seem to be there")
                    return
                scrolled = await page.evaluate(SCROLL, {"steps": SCROLL_STEPS, "pause": 120})
        except (TimeoutError, Error):
            watch.note("the page could not be scrolled to its end")
            return
        if scrolled >= SCROLL_STEPS:
            watch.note("the page goes on below what was scrolled")
        if scrolled or not watch.is_quiet:
            watch.is_quiet = await settle(page, watch)

    async def _document(self, watch: Watch, frame: Frame, limit: int) -> tuple[bytes, bool] | None:
        """Return what stands in the frame; ``None``: nothing can be had."""
        for is_last in (False, True):
            if watch.is_crashed:
                raise RenderError("the page crashed, or took too much memory")
            try:
                async with asyncio.timeout(COLLECT_S):
                    if is_last or watch.is_stuck:
                        await watch.interrupt()
                    html, is_cut = await frame.evaluate(SERIALISE, limit)
            except TimeoutError:
                continue
            except Error as error:
                if isinstance(gone := told(error), BrowserGoneError) and not watch.is_crashed:
                    raise gone from error
                continue
            if html:
                return b"<!doctype html>" + html.encode("utf-8", "replace"), is_cut
        return None

    async def _close_context(self, name: str) -> None:
        wrapper = self.context_wrappers.pop(name, None)
        browser = wrapper.context.browser if wrapper else None
        if wrapper is None or browser is None or not browser.is_connected():
            return
        try:
            async with asyncio.timeout(CLOSE_S):
                await wrapper.context.close()
        except Error:
            pass  # it went by itself
        except TimeoutError:
            logger.warning("a page can't be closed, so the browser is started again")
            with suppress(TimeoutError, Error):
                async with asyncio.timeout(CLOSE_S):
                    await browser.close()

    def _context_options(self) -> dict[str, Any]:
        return {
            "accept_downloads": False,
            # The first look has verified the certificate; the browser has a list of its own of
            # whom to trust, which may differ.
            "ignore_https_errors": True,
            "service_workers": "block",
            "user_agent": self._agent,
            "locale": "en",
            "viewport": {"width": 1280, "height": 1600},
        }


async def _end_pages_over(limit_bytes: int) -> None:
    """End the processes of pages that take too much memory; the page is told as crashed."""
    while True:
        await asyncio.sleep(MEMORY_POLL_S)
        for process in pages_over(limit_bytes):
            logger.info("a page took more than %d MiB, and was ended", limit_bytes >> 20)
            with suppress(OSError):
                os.kill(process, signal.SIGKILL)


async def _same_headers(*, playwright_request: BrowserRequest, **_: object) -> dict[str, str]:
    """Leave the browser's headers as they are; asking for them again is a round trip each."""
    return playwright_request.headers
