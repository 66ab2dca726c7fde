"""Chromium at work; the only user of Playwright and scrapy-playwright, and slow to import.

Nothing in a browser ends by itself: every step has its own time, and the page's context is closed
whatever happened. The browser's only way out is our proxy.
"""

import asyncio
import itertools
import logging
import os
import shutil
import signal
import sys
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.async_api import (
    Browser,
    CDPSession,
    Error,
    Frame,
    Page,
    async_playwright,
)
from playwright.async_api import Request as BrowserRequest
from playwright.async_api import Response as BrowserResponse
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.provider import PlaywrightBrowserProvider

from linkcrawler.config import Config
from linkcrawler.crawl.failure import BrowserGoneError, RenderError, RenderOffError
from linkcrawler.crawl.memory import MAX_PAGE_BYTES, pages_over
from linkcrawler.crawl.proxy import USER, FilteringProxy
from linkcrawler.crawl.render import CRASHED, NO_BROWSER, WANTED, Document, Rendered, Restarts
from linkcrawler.domains import site_of
from linkcrawler.urls import web_host

OPEN_S = 12.0
PARSE_S = 6.0
QUIET_S = 0.8
"""A page that asked for nothing and changed nothing for so long is taken as finished."""

SETTLE_S = 6.0
STUCK_S = 3.0
"""A page that gives no sign for so long is busy without end, and its script is ended."""

SCROLL_S = 6.0
SCROLL_STEPS = 25
COLLECT_S = 4.0
CLOSE_S = 5.0
MAX_FRAMES = 20
MAX_FRAME_CHARS = 2 << 20
MEMORY_POLL_S = 1.0
_POLL_S = 0.1

_FROM_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ARGUMENTS = (
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--blink-settings=imagesEnabled=false",
    # No way around the proxy: no QUIC, no UDP of WebRTC, no names resolved by the browser itself.
    "--disable-quic",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--dns-prefetch-disable",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--no-pings",
    "--mute-audio",
    "--js-flags=--max-old-space-size=512",  # MiB of a page's objects
)
_INIT_SCRIPT = """
for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection', 'WebTransport']) {
  try { delete window[name]; } catch (e) {}
}
"""
# Open shadow roots are part of what a reader sees, and ``outerHTML`` leaves them out.
_SERIALISE = """(limit) => {
  const top = document.documentElement;
  if (!top) return ['', false];
  const roots = [];
  const gather = (from) => {
    for (const each of from.querySelectorAll('*')) {
      if (each.shadowRoot) { roots.push(each.shadowRoot); gather(each.shadowRoot); }
    }
  };
  gather(document);
  let html = top.outerHTML;
  if (roots.length && top.getHTML) {
    const tag = top.cloneNode(false).outerHTML;
    const end = tag.lastIndexOf('</');
    html = tag.slice(0, end) + top.getHTML({ shadowRoots: roots }) + tag.slice(end);
  }
  return [html.slice(0, limit), html.length > limit];
}"""
_SCROLL = """async ({ steps, pause }) => {
  const sleep = (ms) => new Promise((go) => setTimeout(go, ms));
  for (let step = 0; step < steps; step++) {
    const before = window.scrollY;
    window.scrollBy(0, Math.max(400, window.innerHeight * 0.8));
    await sleep(pause);
    if (window.scrollY <= before) return step;
  }
  return steps;
}"""
# Only what is as good as equal counts: the reading has the last word, and proves no absence here.
_SHOWS_ALL = """(wanted) => {
  const bare = (url) => url.replace(/^https?:[/][/](www[.])?/i, '').replace(/[/]?(#.*)?$/, '');
  const shown = new Set(Array.from(document.links, (link) => bare(String(link.href))));
  return wanted.every((target) => shown.has(bare(target)));
}"""
_SIZE = """() => document.getElementsByTagName('*').length"""

_NOT_NEEDED = frozenset(
    {"image", "media", "font", "texttrack", "manifest", "ping", "csp_report", "cspviolationreport"}
)
# Visits are not to be counted in the statistics of those we visit.
_COUNTERS = frozenset(
    {"google-analytics.com", "doubleclick.net", "googlesyndication.com", "hotjar.com"}
    | {"clarity.ms", "scorecardresearch.com", "quantserve.com", "chartbeat.net", "yandex.ru"}
)
_ESSENTIAL = frozenset({"document", "script", "xhr", "fetch"})
_REFUSALS = frozenset({403, 429})

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
        watch = _Watch()
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

    async def _open_and_look(self, request: Request, watch: "_Watch") -> Rendered:
        await self._open(request, watch)
        try:
            wanted = request.meta.get(WANTED, ())
            return await self._look(request.meta["playwright_page"], watch, wanted)
        except (Error, RuntimeError) as error:
            raise _told(error) from error

    async def _open(self, request: Request, watch: "_Watch") -> None:
        failure = RenderError("the page did not open")
        try:
            async with asyncio.timeout(OPEN_S + 2):
                await self.download_request(request)
        except TimeoutError:
            pass
        except (Error, RuntimeError) as error:
            failure = _told(error)
        page: Page | None = request.meta.get("playwright_page")
        if page is None or page.is_closed() or watch.document is None:
            raise failure

    async def _look(self, page: Page, watch: "_Watch", wanted: Sequence[str]) -> Rendered:
        await self._wait_and_scroll(page, watch, wanted)
        frames: list[Document] = []
        main = await self._document(watch, page.main_frame, self._max_chars)
        if main is None:
            raise RenderError("the page never stood still, so its content could not be had")
        html, is_cut = main
        for frame in page.frames[1 : MAX_FRAMES + 1]:
            inner = await self._document(watch, frame, MAX_FRAME_CHARS)
            if inner is not None:
                url = frame.url if web_host(frame.url) else page.url
                frames.append(Document(url, inner[0]))
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
            problem="the page was too long" if is_cut else watch.problem(site_of_page(page)),
        )

    async def _wait_and_scroll(self, page: Page, watch: "_Watch", wanted: Sequence[str]) -> None:
        """Let the page come to rest, scroll through it, and let it come to rest again.

        A page that is stuck, does not stop to come in, or shows all the links already, is left as
        it is.
        """
        try:
            async with asyncio.timeout(PARSE_S):
                await page.wait_for_load_state("domcontentloaded", timeout=0)
        except TimeoutError:
            return
        watch.is_quiet = await _settle(page, watch)
        if watch.is_stuck:
            return
        try:
            async with asyncio.timeout(SCROLL_S):
                if wanted and await page.evaluate(_SHOWS_ALL, list(wanted)):
                    watch.note("the page was not scrolled, for the links seem to be there")
                    return
                scrolled = await page.evaluate(_SCROLL, {"steps": SCROLL_STEPS, "pause": 120})
        except (TimeoutError, Error):
            watch.note("the page could not be scrolled to its end")
            return
        if scrolled or not watch.is_quiet:
            watch.is_quiet = await _settle(page, watch)

    async def _document(
        self, watch: "_Watch", frame: Frame, limit: int
    ) -> tuple[bytes, bool] | None:
        """Return what stands in the frame; ``None``: nothing can be had."""
        for is_last in (False, True):
            if watch.is_crashed:
                raise RenderError("the page crashed, or took too much memory")
            try:
                async with asyncio.timeout(COLLECT_S):
                    if is_last or watch.is_stuck:
                        await watch.interrupt()
                    html, is_cut = await frame.evaluate(_SERIALISE, limit)
            except TimeoutError:
                continue
            except Error as error:
                if isinstance(gone := _told(error), BrowserGoneError) and not watch.is_crashed:
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
            "service_workers": "block",
            "user_agent": self._agent,
            "locale": "en",
            "viewport": {"width": 1280, "height": 1600},
        }


class ChromiumProvider(PlaywrightBrowserProvider):  # type: ignore[misc]  # it has no types
    """Finds Chromium and starts it behind the proxy."""

    def __init__(
        self, config: Any, executable: str, proxy: FilteringProxy, restarts: Restarts
    ) -> None:
        super().__init__(config)
        self._executable = executable
        self._proxy = proxy
        self._restarts = restarts
        self._has_started = False
        self.ended = asyncio.Event()
        """Set when the browser of now ends; a new one for each browser."""

        self.is_driven = False

    async def start(self) -> None:
        """Start Playwright's driver."""
        self.playwright_context_manager = async_playwright()
        self.playwright = await self.playwright_context_manager.start()
        self.browser_type = self.playwright.chromium
        self.is_driven = True

    async def launch_browser(self) -> Browser:
        """Start the browser; raises ``RenderOffError`` where none can be had (any more)."""
        if not self._restarts.take():
            raise RenderOffError(CRASHED, had_browser=True)
        told = NO_BROWSER
        for options in self._found():
            for is_boxed in (False,) if _is_root() else (True, False):
                try:
                    browser = await self._launch(options, is_boxed=is_boxed)
                except Error as error:
                    told = f"The browser for pages made by scripts does not start: {_line(error)}."
                    if "Connection closed" in error.message:
                        self.is_driven = False
                        raise
                else:
                    if not is_boxed and not _is_root():
                        logger.warning("the browser can't use its sandbox on this system")
                    self._has_started = True
                    browser.on("disconnected", self._end)
                    return browser
        raise RenderOffError(told, had_browser=self._has_started)

    def _end(self, _browser: Browser) -> None:
        ended, self.ended = self.ended, asyncio.Event()
        ended.set()

    def _found(self) -> list[dict[str, Any]]:
        """Return the browsers there are, as options for the start, the best first."""
        if self._executable:
            return [{"executable_path": self._executable}]
        found: list[dict[str, Any]] = []
        if self.browser_type is not None and Path(self.browser_type.executable_path).exists():
            found.append({})
        found += [{"executable_path": path} for name in _FROM_PATH if (path := shutil.which(name))]
        if sys.platform in ("darwin", "win32"):
            found.append({"channel": "chrome"})
        return found

    async def _launch(self, options: dict[str, Any], *, is_boxed: bool) -> Browser:
        assert self.browser_type is not None
        return await self.browser_type.launch(
            **options,
            args=list(_ARGUMENTS),
            chromium_sandbox=is_boxed,
            ignore_default_args=["--disable-popup-blocking"],
            proxy={
                "server": f"http://127.0.0.1:{self._proxy.port}",
                "bypass": "<-loopback>",
                "username": USER,
                "password": self._proxy.password,
            },
            timeout=30_000,
            # Ctrl-C is the crawl's: it ends the pages in hand first.
            handle_sigint=False,
            handle_sigterm=False,
            handle_sighup=False,
        )

    async def close(self) -> None:
        """End the driver, and with it the browser."""
        self.is_driven = False
        if self.playwright is not None:
            await self.playwright.stop()


class _Watch:
    """What is known of a page from its requests."""

    def __init__(self) -> None:
        self.document: BrowserResponse | None = None
        """The answer that the page stands on."""

        self.under_way: set[BrowserRequest] = set()
        self.active_at = _now()
        self.is_parsed = False
        self.is_loaded = False
        self.is_quiet = False
        self.is_stuck = False
        self.is_crashed = False
        self._problems: list[tuple[str, str]] = []
        self._main: Frame | None = None
        self._session: CDPSession | None = None

    async def attach(self, page: Page, _request: Request) -> None:
        """Watch the page; scrapy-playwright calls this before the page is opened."""
        self._main = page.main_frame
        # A page whose script never ends takes no new session, but listens to one that it has.
        self._session = await page.context.new_cdp_session(page)
        await page.add_init_script(_INIT_SCRIPT)
        page.on("request", self._began)
        page.on("requestfinished", self._ended)
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)
        page.on("domcontentloaded", lambda _: self._mark("is_parsed"))
        page.on("load", lambda _: self._mark("is_loaded"))
        page.on("popup", _close_popup)
        page.on("crash", lambda _: self._mark("is_crashed"))

    async def interrupt(self) -> None:
        """End the script that runs, which may never end by itself."""
        if self._session is not None:
            await self._session.send("Runtime.terminateExecution")
        self.note("a script of the page had to be ended")

    def note(self, problem: str) -> None:
        """Remember why the page may not be whole."""
        self._problems.append(("", problem))

    def problem(self, site: str) -> str | None:
        """Return why a page of that site may not be whole; ``None``: it is."""
        if not self.is_parsed or not self.is_loaded:
            return "the page did not load to its end"
        if not self.is_quiet:
            return "the page did not come to rest"
        return next((told for of, told in self._problems if of in ("", site)), None)

    def _mark(self, what: str) -> None:
        setattr(self, what, True)
        self.active_at = _now()

    def _began(self, request: BrowserRequest) -> None:
        if request.resource_type in _ESSENTIAL and not is_not_needed(request):
            self.under_way.add(request)
            self.active_at = _now()

    def _ended(self, request: BrowserRequest) -> None:
        if request in self.under_way:
            self.under_way.discard(request)
            self.active_at = _now()

    def _failed(self, request: BrowserRequest) -> None:
        is_known = request in self.under_way
        self._ended(request)
        failure = request.failure or ""
        if is_known and "ERR_ABORTED" not in failure:
            self._remember(request, failure.removeprefix("net::") or "no answer")

    def _answered(self, response: BrowserResponse) -> None:
        request = response.request
        if request.is_navigation_request():
            with suppress(Error):
                if request.frame == self._main and not 300 <= response.status < 400:
                    self.document = response
                    return
        if request.resource_type in _ESSENTIAL and (
            response.status in _REFUSALS or response.status >= 500
        ):
            self._remember(request, f"status {response.status}")

    def _remember(self, request: BrowserRequest, why: str) -> None:
        """Keep a failure: scripts matter where they are the site's own, its data from anywhere."""
        host = web_host(request.url) or ""
        of = "" if request.resource_type in ("xhr", "fetch") else site_of(host)
        self._problems.append((of, f"{request.resource_type} from {host}: {why}"))


async def _end_pages_over(limit_bytes: int) -> None:
    """End the processes of pages that take too much memory; the page is told as crashed."""
    while True:
        await asyncio.sleep(MEMORY_POLL_S)
        for process in pages_over(limit_bytes):
            logger.info("a page took more than %d MiB, and was ended", limit_bytes >> 20)
            with suppress(OSError):
                os.kill(process, signal.SIGKILL)


async def _settle(page: Page, watch: _Watch) -> bool:
    """Wait until the page asks for nothing and changes nothing; false where it never does."""
    until = _now() + SETTLE_S
    size, sized_at = -1, 0.0
    while (now := _now()) < until and not watch.is_crashed:
        await asyncio.sleep(_POLL_S)
        if watch.under_way or now - watch.active_at < QUIET_S or now - sized_at < QUIET_S / 2:
            continue
        try:
            async with asyncio.timeout(STUCK_S):
                found = await page.evaluate(_SIZE)
        except TimeoutError:
            watch.is_stuck = True
            return False
        except Error:  # the page is on its way to another one
            continue
        if found == size:
            return True
        size, sized_at = found, now
    return False


def is_not_needed(request: BrowserRequest) -> bool:
    """Tell whether a request of a page brings nothing that can hold a link."""
    if request.resource_type in _NOT_NEEDED:
        return True
    if not request.url.startswith(("http://", "https://", "data:", "blob:")):
        return True
    host = web_host(request.url)
    return host is not None and site_of(host) in _COUNTERS and not request.is_navigation_request()


def site_of_page(page: Page) -> str:
    """Return the registered domain that the page is of."""
    return site_of(web_host(page.url) or "")


async def _same_headers(*, playwright_request: BrowserRequest, **_: object) -> dict[str, str]:
    """Leave the browser's headers as they are; asking for them again is a round trip each."""
    return playwright_request.headers


_closing: set[asyncio.Task[None]] = set()


def _close_popup(popup: Page) -> None:
    task = asyncio.ensure_future(_close(popup))
    _closing.add(task)
    task.add_done_callback(_closing.discard)


async def _close(page: Page) -> None:
    with suppress(TimeoutError, Error):
        async with asyncio.timeout(CLOSE_S):
            await page.close()


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _now() -> float:
    return asyncio.get_running_loop().time()


def _told(error: BaseException) -> RenderError:
    is_gone = isinstance(error, Error) and "has been closed" in error.message
    return BrowserGoneError(_line(error)) if is_gone else RenderError(_line(error))


def _line(error: BaseException) -> str:
    """Return the first line of a message: Playwright adds its whole log to it."""
    text = str(error) or type(error).__name__
    return text.splitlines()[0][:300].rstrip(".")
