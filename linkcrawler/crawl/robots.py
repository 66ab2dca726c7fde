"""robots.txt as RFC 9309 has it; the only user of ``protego``."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from typing import Self

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response

from linkcrawler.config import Config
from linkcrawler.crawl.failure import CertificateError, FetchError
from linkcrawler.crawl.handler import UNVERIFIED
from linkcrawler.states import FetchOutcome
from linkcrawler.urls import join, parse_web

AGENT = "linkcrawler"
MAX_BYTES = 512 << 10
MAX_REDIRECTS = 5
_ORIGINS_KEPT = 5_000
_IS_ROBOTS = "linkcrawler_robots"
_GOOGLE = "Googlebot"

GOOGLEBOT_ALLOWED = "linkcrawler_googlebot_allowed"
"""Request meta key: whether robots.txt lets Googlebot read the page too."""


@dataclass(frozen=True, slots=True)
class _Rules:
    """What an origin's robots.txt came to: rules, or why every page of it ends the same way."""

    parser: Protego | None = None
    error: FetchError | None = None

    def check(self, url: str) -> None:
        """Raise the ``FetchError`` that keeps us from ``url``, if there is one."""
        if self.error:
            raise FetchError(self.error.outcome, self.error.detail)
        if self.parser and not self.parser.can_fetch(url, AGENT):
            raise FetchError(FetchOutcome.ROBOTS_DISALLOWED, "disallowed by robots.txt")

    def lets_googlebot(self, url: str) -> bool:
        """Tell whether Googlebot may read ``url``, without which no link on it counts."""
        return self.parser is None or bool(self.parser.can_fetch(url, _GOOGLE))


class RobotsMiddleware:
    """Asks robots.txt before each page: 4xx allows all, 5xx and 429 keep us away.

    An origin that can't be reached is told as what it is, not as robots. Source: RFC 9309,
    section 2.3.1.
    """

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self._crawler = crawler
        self._config = Config.from_settings(crawler.settings)
        self._known: OrderedDict[str, asyncio.Future[_Rules]] = OrderedDict()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the middleware; not at all where ROBOTSTXT_OBEY is off."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let the request pass, or raise ``FetchError``."""
        if request.meta.get(_IS_ROBOTS) or request.meta.get("dont_obey_robotstxt"):
            return
        address = parse_web(request.url)
        if address is None:
            return
        port = f":{address.port}" if address.port else ""
        rules = await self._rules(f"{address.scheme}://{address.host}{port}")
        rules.check(request.url)
        request.meta[GOOGLEBOT_ALLOWED] = rules.lets_googlebot(request.url)

    async def _rules(self, origin: str) -> _Rules:
        known = self._known.get(origin)
        if known is None:
            known = asyncio.ensure_future(self._fetch(origin))
            self._known[origin] = known
            while len(self._known) > _ORIGINS_KEPT:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(origin)
        return await asyncio.shield(known)

    async def _fetch(self, origin: str) -> _Rules:
        url, unverified = f"{origin}/robots.txt", False
        for _ in range(MAX_REDIRECTS + 2):
            try:
                response = await self._download(url, unverified)
            except CertificateError as error:
                if unverified:
                    return _Rules(error=error)
                unverified = True
                continue
            except FetchError as error:
                return _Rules(error=FetchError(error.outcome, f"robots.txt: {error.detail}"))
            location = response.headers.get("Location")
            if not (300 <= response.status < 400 and location):
                return _read(response)
            url = join(url, location.decode("latin-1")) or ""
            if parse_web(url) is None:
                break
        return _Rules()  # RFC 9309, 2.3.1.2: after five redirects it may count as unavailable

    async def _download(self, url: str, unverified: bool) -> Response:
        engine = self._crawler.engine
        assert engine is not None
        return await engine.download_async(
            Request(url, meta={_IS_ROBOTS: True, UNVERIFIED: unverified})
        )


def _read(response: Response) -> _Rules:
    status = response.status
    if status == 429 or status >= 500:
        return _Rules(
            error=FetchError(
                FetchOutcome.ROBOTS_UNAVAILABLE, f"robots.txt answered with status {status}"
            )
        )
    if not 200 <= status < 300:
        return _Rules()
    text = response.body[:MAX_BYTES].decode("utf-8", "replace")
    return _Rules(parser=Protego.parse(text.removeprefix("\ufeff")))
