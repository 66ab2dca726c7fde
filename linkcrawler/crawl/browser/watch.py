"""What a page is doing, told from its requests: is it loaded, is it at rest, did it fail."""

import asyncio
from contextlib import suppress

from playwright.async_api import CDPSession, Error, Frame, Page
from playwright.async_api import Request as BrowserRequest
from playwright.async_api import Response as BrowserResponse
from scrapy import Request

from linkcrawler.crawl.browser.scripts import SIZE, TAKE_AWAY
from linkcrawler.domains import site_of
from linkcrawler.urls import web_host

QUIET_S = 0.8
"""A page that asked for nothing and changed nothing for so long is taken as finished."""

SETTLE_S = 6.0
STUCK_S = 3.0
"""A page that gives no sign for so long is busy without end, and its script is ended."""

CLOSE_S = 5.0
_POLL_S = 0.1

_NOT_NEEDED = frozenset(
    {"image", "media", "font", "texttrack", "manifest", "ping", "csp_report", "cspviolationreport"}
)
# Visits are not to be counted in the statistics of those we visit.
_COUNTERS = frozenset(
    {"google-analytics.com", "doubleclick.net", "googlesyndication.com", "hotjar.com"}
    | {"clarity.ms", "scorecardresearch.com", "quantserve.com", "chartbeat.net", "mc.yandex.ru"}
)
_ESSENTIAL = frozenset({"document", "script", "xhr", "fetch"})
_REFUSALS = frozenset({403, 429})


class Watch:
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
        await page.add_init_script(TAKE_AWAY)
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


async def settle(page: Page, watch: Watch) -> bool:
    """Wait until the page asks for nothing and changes nothing; false where it never does."""
    until = _now() + SETTLE_S
    size, sized_at = -1, 0.0
    while (now := _now()) < until and not watch.is_crashed:
        await asyncio.sleep(_POLL_S)
        if watch.under_way or now - watch.active_at < QUIET_S or now - sized_at < QUIET_S / 2:
            continue
        try:
            async with asyncio.timeout(STUCK_S):
                found = await page.evaluate(SIZE)
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
    if host is None or request.is_navigation_request():
        return False
    return host in _COUNTERS or site_of(host) in _COUNTERS


_closing: set[asyncio.Task[None]] = set()


def _close_popup(popup: Page) -> None:
    task = asyncio.ensure_future(_close(popup))
    _closing.add(task)
    task.add_done_callback(_closing.discard)


async def _close(page: Page) -> None:
    with suppress(TimeoutError, Error):
        async with asyncio.timeout(CLOSE_S):
            await page.close()


def _now() -> float:
    return asyncio.get_running_loop().time()
