"""Pages shown by a browser, for those that scripts build: when, how many, and what comes of it.

Nothing of it is loaded or started before the first page has to be rendered: no browser, no driver,
no proxy.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse, Response

from linkcrawler.config import Config
from linkcrawler.crawl.failure import BrowserGoneError, RenderError, RenderOffError
from linkcrawler.crawl.handler import CurlDownloadHandler
from linkcrawler.crawl.places import PAGES_IN_BROWSER
from linkcrawler.crawl.proxy import FilteringProxy

if TYPE_CHECKING:  # importing Playwright takes a second, and most runs need none
    from linkcrawler.crawl.browser import BrowserHandler

RENDER = "playwright"
"""Request meta key: show the page in a browser. The key is scrapy-playwright's own."""

WANTED = "linkcrawler_wanted"
"""Request meta key: the targets that are looked for; a page that shows them all is not scrolled."""

RENDERED = "linkcrawler_rendered"
"""Response meta key of what the browser showed, a ``Rendered``."""

QUEUE_S = 120.0
"""Time a page may wait for the browser; the feeder takes a page as vanished after twice that."""

DEADLINE_S = 60.0
"""Time of one page in the browser, opening and closing included."""

CLOSE_S = 10.0
MAX_RESTARTS = 3
RESTARTS_WITHIN_S = 600.0

NO_PACKAGE = (
    "Some pages are made by scripts, and there is no browser to read them with. To have one:"
    " pip install --force-reinstall scrapy-playwright, then playwright install chromium."
)
NO_BROWSER = (
    "Some pages are made by scripts, and no browser was found to read them with. To have one:"
    " playwright install chromium, or install your system's package chromium."
)
CRASHED = (
    f"The browser ended {MAX_RESTARTS + 1} times within {RESTARTS_WITHIN_S / 60:.0f} minutes,"
    " so pages made by scripts were not read any more in this run."
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it stands after scripts ran."""

    url: str
    html: bytes
    """In UTF-8, open shadow roots as ``<template shadowrootmode>``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """What a browser showed of a page."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    """Of the page's own answer, names in lower case."""

    main: Document
    frames: tuple[Document, ...] = ()
    problem: str | None = None
    """Why the page may not be whole; ``None``: it is."""


class PageDownloadHandler(CurlDownloadHandler):
    """Downloads with libcurl, or has the page shown by a browser where the request says so."""

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._renderer = renderer_of(crawler)

    async def download_request(self, request: Request) -> Response:
        """Fetch or render one address; raises ``FetchError`` or ``RenderError``."""
        if request.meta.get(RENDER):
            return await self._renderer.render(request)
        return await super().download_request(request)

    async def close(self) -> None:
        """Let go of every connection and of the browser."""
        await self._renderer.close()
        await super().close()


class Restarts:
    """Counts the starts of the browser."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._starts: deque[float] = deque()

    def take(self) -> bool:
        """Count a start; false where there were too many, and it must not be."""
        now = self._clock()
        while self._starts and now - self._starts[0] > RESTARTS_WITHIN_S:
            self._starts.popleft()
        self._starts.append(now)
        return len(self._starts) <= MAX_RESTARTS + 1


class Renderer:
    """One browser behind one proxy for all pages of a run, whatever their scheme."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._config = Config.from_settings(crawler.settings)
        self._slots = asyncio.Semaphore(PAGES_IN_BROWSER)
        self._starting = asyncio.Lock()
        self._restarts = Restarts()
        self._proxy: FilteringProxy | None = None
        self._browser: BrowserHandler | None = None
        self._off: RenderOffError | None = None
        self._closed = False

    async def render(self, request: Request) -> Response:
        """Show the page in the browser; raises ``RenderError``."""
        try:
            async with asyncio.timeout(QUEUE_S):
                await self._slots.acquire()
        except TimeoutError:
            raise RenderError("the browser had no time for the page") from None
        try:
            return rendered_response(request, await self._twice(request))
        except RenderOffError as error:
            self._off = error
            await self._end_browser()
            raise
        finally:
            self._slots.release()

    async def _twice(self, request: Request) -> Rendered:
        """Render, and once more where the browser ended under the page, maybe by another one."""
        for last in (False, True):
            if self._off or self._closed:
                raise self._off or RenderError("the run is ending")
            browser = await self._started()
            try:
                async with asyncio.timeout(DEADLINE_S):
                    return await browser.show(request)
            except TimeoutError:
                raise RenderError(f"the browser took more than {DEADLINE_S:g} s") from None
            except BrowserGoneError:
                if last:
                    raise
                logger.info("the browser ended; it is started again")
        raise AssertionError

    async def _started(self) -> "BrowserHandler":
        """Return the browser, which is started where there is none."""
        async with self._starting:
            if self._browser is not None and not self._browser.is_working:
                await self._let_go(self._browser)
                self._browser = None
            if self._browser is None:
                try:
                    from linkcrawler.crawl.browser import (  # noqa: PLC0415 - see above
                        BrowserHandler,
                    )
                except ImportError as error:
                    raise RenderOffError(NO_PACKAGE, had_browser=False) from error
                if self._proxy is None:
                    self._proxy = FilteringProxy(self._config.guard)
                    await self._proxy.start()
                browser = BrowserHandler(self._crawler, self._proxy, self._restarts)
                await browser.start()
                self._browser = browser
            return self._browser

    async def close(self) -> None:
        """End the browser and its proxy; safe to call twice."""
        self._closed = True
        await self._end_browser()
        proxy, self._proxy = self._proxy, None
        if proxy is not None:
            await proxy.close()

    async def _end_browser(self) -> None:
        browser, self._browser = self._browser, None
        if browser is not None:
            await self._let_go(browser)

    async def _let_go(self, browser: "BrowserHandler") -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_S):
                await browser.close()


def rendered_response(request: Request, rendered: Rendered) -> Response:
    """Return what a browser showed as the response to a request."""
    request.meta[RENDERED] = rendered
    headers = {name: value for name, value in rendered.headers if name != "content-type"}
    return HtmlResponse(
        url=rendered.url,
        status=rendered.status,
        headers={**headers, "content-type": "text/html; charset=utf-8"},
        body=rendered.main.html,
        encoding="utf-8",
    )


_RENDERERS: "WeakKeyDictionary[Crawler, Renderer]" = WeakKeyDictionary()


def renderer_of(crawler: Crawler) -> Renderer:
    """Return the renderer of a crawler; the handlers of both schemes share it."""
    if crawler not in _RENDERERS:
        _RENDERERS[crawler] = Renderer(crawler)
    return _RENDERERS[crawler]
