"""The second look of a run, in a browser: which pages get one, and how it is read."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from scrapy import Request
from scrapy.http import Response

from linkcrawler.crawl.failure import RenderError, RenderOffError
from linkcrawler.crawl.fetch import answer_of
from linkcrawler.crawl.readers import Readers, UnreadableError
from linkcrawler.crawl.render import RENDER, RENDERED, WANTED, Document, Rendered
from linkcrawler.crawl.visit import Read, Visit
from linkcrawler.judge import PageReading, merge_looks, needs_second_look
from linkcrawler.models import Evidence, Hop
from linkcrawler.page import Answer, all_found
from linkcrawler.page.match import is_equivalent
from linkcrawler.states import Rendering
from linkcrawler.urls import web_host, without_credentials

_HTML = (("content-type", "text/html; charset=utf-8"),)

logger = logging.getLogger(__name__)

Told = Callable[[str], None]


class SecondLooks:
    """Keeps the budget of pages in the browser, and reads what it showed."""

    def __init__(self, pages: int, tell: Told) -> None:
        self._pages = pages
        self._left = pages
        self._off: RenderOffError | None = None
        self._tell = tell

    def take(self, visit: Visit, evidence: Evidence) -> bool:
        """Tell whether the page is to be looked at in a browser, and count it."""
        if not self._pages or (self._off and not self._off.had_browser):
            return False
        if not needs_second_look(evidence):
            return False
        if self._off or not self._left:
            visit.rendering = Rendering.SKIPPED
            if not self._off:
                self._tell(
                    f"More than {self._pages:,} pages need a browser; the rest was left open"
                    " (LINKCRAWLER_RENDER sets how many are looked at)."
                )
            return False
        self._left -= 1
        return True

    async def read(
        self, readers: Readers, response: Response, visit: Visit, first: Read, now: datetime
    ) -> Read:
        """Return what both looks show together; the visit's ``rendering`` says how it went."""
        rendered: Rendered = response.meta[RENDERED]
        answer = answer_of(response, hops=len(visit.hops))
        targets = tuple(first.seen)
        try:
            facts, seen = await readers.read(answer, targets, now)
        except UnreadableError as error:
            return self._unread(visit, first, str(error))
        main = PageReading(rendered.url, facts, seen)
        frames = []
        for document in frames_of_interest(rendered.frames, targets):
            frame = Answer(url=document.url, status=200, headers=_HTML, body=document.html)
            try:
                frames.append(PageReading(document.url, *await readers.read(frame, targets, now)))
            except UnreadableError as error:
                rendered = replace(rendered, problem=f"a frame: {error}")
        problem, fetch = rendered.problem, first.fetch
        if not 200 <= rendered.status < 300:
            return self._unread(visit, first, f"the status is {rendered.status}")
        if not facts.encoding or "html" not in (_header(rendered, "content-type") or "html"):
            return self._unread(visit, first, "the answer is no web page")
        shown_at = fetch.final_url or fetch.url
        has_led_away = is_equivalent(shown_at, rendered.url) is not True
        if has_led_away:
            problem = f"the page's scripts lead to {without_credentials(rendered.url)}"
        before = PageReading(fetch.final_url or fetch.url, first.facts, first.seen)
        facts, seen, visit.rendering = merge_looks(before, main, frames, is_whole=not problem)
        if problem and has_led_away and seen != first.seen:
            fetch = replace(
                fetch,
                final_url=without_credentials(rendered.url),
                hops=(*fetch.hops, Hop(url=fetch.final_url or fetch.url, status=200)),
            )
        if visit.rendering is Rendering.PARTIAL and not all_found(seen):
            fetch = replace(fetch, detail=f"in the browser: {problem or 'less text than before'}")
        return Read(fetch, facts, seen)

    def failed(self, error: BaseException, visit: Visit, first: Read) -> Read:
        """Return the first look, which is all there is; what it did not see is left open."""
        if isinstance(error, RenderOffError):
            self._tell(error.detail)
            self._off = error
            if error.had_browser:
                visit.rendering = Rendering.SKIPPED
            return first
        if isinstance(error, RenderError):
            return self._unread(visit, first, error.detail)
        logger.error("rendering failed on %s: %s", without_credentials(visit.page.url), error)
        return self._unread(visit, first, f"{type(error).__name__}: {error}")

    def _unread(self, visit: Visit, first: Read, why: str) -> Read:
        visit.rendering = Rendering.FAILED
        return replace(first, fetch=replace(first.fetch, detail=f"in the browser: {why}"[:500]))


def render_request(visit: Visit, url: str, first: Read) -> Request:
    """Return the request for a look in a browser, which asks for the links not proven yet."""
    return Request(
        url,
        cb_kwargs={"visit": visit, "first": first},
        meta={
            RENDER: True,
            WANTED: tuple(key for key, seen in first.seen.items() if not seen.proves),
            "verbatim_url": True,
        },
        dont_filter=True,
    )


def frames_of_interest(documents: tuple[Document, ...], targets: tuple[str, ...]) -> list[Document]:
    """Return the documents that name a target's host; reading the others shows nothing."""
    hosts = {web_host(target) or target.partition("/")[0] for target in targets}
    names = {host.lower().removeprefix("www.").encode() for host in hosts if host}
    return [each for each in documents if any(name in each.html.lower() for name in names)]


def _header(rendered: Rendered, name: str) -> str | None:
    return next((value for key, value in rendered.headers if key == name), None)
