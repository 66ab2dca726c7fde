"""robots.txt as RFC 9309 has it; the only user of ``protego``."""

import asyncio
import re
from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response

from linkcrawler.config import Config
from linkcrawler.crawl.failure import CertificateError, FetchError, StreamError
from linkcrawler.crawl.fetch import GOOGLEBOT_ALLOWED, SECOND_TRY, TRY_AGAIN, location_of
from linkcrawler.crawl.handler import HTTP_1, UNVERIFIED
from linkcrawler.crawl.response import INCOMPLETE
from linkcrawler.crawl.session import Session
from linkcrawler.crawl.visit import CRAWL_DELAY
from linkcrawler.states import FetchOutcome
from linkcrawler.urls import join, parse_web

AGENT = "linkcrawler"
MAX_BYTES = 512 << 10
MAX_REDIRECTS = 5
WHOLE_FETCH_S = 60.0
"""Time for robots.txt, its redirects included."""

_ORIGINS_KEPT = 5_000
_IS_ROBOTS = "linkcrawler_robots"
_GOOGLE = "Googlebot"
_NAMES = frozenset({"*", AGENT, _GOOGLE.lower()})
_AGENT_LINE = re.compile(r"\s*user(?:-|[ \t]+)?agent(?:\s*:|[ \t])(?P<name>[^#]*)", re.I)
FRESH = timedelta(hours=24)
STALE = timedelta(days=30)
"""Rules as old as this still hold where robots.txt can't be read. Source: RFC 9309, 2.4."""

MAX_CRAWL_DELAY_S = 60.0
"""Longer ones are kept at this, so that every page has its answer in the run that owes it.

RFC 9309 knows no Crawl-delay. Peers cap it (crawler-commons: 300 s) or skip the page (Nutch: over
30 s), which would leave its backlinks unknown for ever.
"""

LONG_DELAYS = (
    f"Some sites ask for more than {MAX_CRAWL_DELAY_S:g} s between two pages (Crawl-delay in"
    f" robots.txt); they were asked for one in {MAX_CRAWL_DELAY_S:g} s."
)


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

    @property
    def asked_delay_s(self) -> float:
        """Seconds between two pages that the site asks us for; 0.0: it does not, or nonsense."""
        asked = (self.parser.crawl_delay(AGENT) if self.parser else None) or 0.0
        return asked if asked > 0 else 0.0  # no number is not above 0


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
        self._asked_again: set[str] = set()
        self._outages = 0

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
        rules = await self._rules(address.origin, is_second=bool(request.meta.get(SECOND_TRY)))
        rules.check(request.url)
        request.meta[GOOGLEBOT_ALLOWED] = rules.lets_googlebot(request.url)
        request.meta[CRAWL_DELAY] = min(rules.asked_delay_s, MAX_CRAWL_DELAY_S)
        session = self._session()
        if rules.asked_delay_s > MAX_CRAWL_DELAY_S and session is not None:
            session.note(LONG_DELAYS)

    async def _rules(self, origin: str, *, is_second: bool) -> _Rules:
        self._forget_after_outage()
        known = self._known.get(origin)
        if is_second and origin not in self._asked_again and _failed(known):
            known = None
        if known is None:
            known = asyncio.ensure_future(self._ask(origin))
            self._known[origin] = known
            if is_second:
                self._asked_again.add(origin)
            while len(self._known) > _ORIGINS_KEPT:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(origin)
        try:
            return await asyncio.shield(known)
        except Exception:  # it was not asked for, as there was no room: this tells nothing
            if self._known.get(origin) is known:
                del self._known[origin]
            raise
        finally:
            del known  # its error's traceback would hold what holds the error

    def _forget_after_outage(self) -> None:
        """Forget all rules once an outage of ours has passed: they may have come of it."""
        session = self._session()
        if session is not None and session.outages != self._outages:
            self._outages = session.outages
            self._known.clear()
            self._asked_again.clear()

    def _session(self) -> Session | None:
        session = getattr(self._crawler.spider, "session", None)
        return session if isinstance(session, Session) else None

    async def _ask(self, origin: str) -> _Rules:
        """Return the rules from the database while they are fresh, else from the site."""
        session = self._session()
        if session is None:
            return _rules_of(await self._fetch(origin))
        kept = session.kept_robots(origin)
        age = session.clock() - kept.fetched_at if kept else None
        if kept and age is not None and timedelta() <= age < FRESH:
            return _rules_of(kept.body)
        found = await self._fetch(origin)
        if not isinstance(found, FetchError):
            session.keep_robots(origin, found)
        elif kept and age is not None and age < STALE:
            return _rules_of(kept.body)
        return _rules_of(found)

    async def _fetch(self, origin: str) -> bytes | FetchError | None:
        """Return the text of robots.txt; ``None``: there is none, so all is allowed."""
        url, unverified, http_1, left_s = f"{origin}/robots.txt", False, False, WHOLE_FETCH_S
        for _ in range(MAX_REDIRECTS + 3):
            meta = {
                _IS_ROBOTS: True,
                UNVERIFIED: unverified,
                HTTP_1: http_1,
                "download_timeout": min(self._config.timeout_s, left_s),
                "download_maxsize": MAX_BYTES,
            }
            try:
                response = await self._download(Request(url, meta=meta))
            except CertificateError as error:
                if unverified:
                    return error
                unverified = True
                continue
            except StreamError as error:
                if http_1:
                    return error
                http_1 = True
                continue
            except FetchError as error:
                return FetchError(error.outcome, f"robots.txt: {error.detail}")
            location = location_of(response)
            if location is None:
                return _read(response)
            left_s -= response.meta.get("download_latency", 0.0)
            if left_s <= 0:
                detail = f"robots.txt: its redirects took more than {WHOLE_FETCH_S:g} s"
                return FetchError(FetchOutcome.TIMEOUT, detail)
            url = join(url, location) or ""
            if parse_web(url) is None:
                detail = "robots.txt redirects to something that is no web address"
                return FetchError(FetchOutcome.ROBOTS_UNAVAILABLE, detail)
        return None  # RFC 9309, 2.3.1.2: after five redirects it may count as unavailable

    async def _download(self, request: Request) -> Response:
        engine = self._crawler.engine
        assert engine is not None
        return await engine.download_async(request)


def _failed(known: "asyncio.Future[_Rules] | None") -> bool:
    """Tell whether robots.txt could not be read, for what may be over by now."""
    if known is None or not known.done() or known.cancelled() or known.exception():
        return False
    error = known.result().error
    return error is not None and error.outcome in TRY_AGAIN


def _read(response: Response) -> bytes | FetchError | None:
    status = response.status
    if status == 429 or status >= 500:
        detail = f"robots.txt answered with status {status}"
        return FetchError(FetchOutcome.ROBOTS_UNAVAILABLE, detail)
    cut = {f"{INCOMPLETE}{why}" for why in ("cut", "timeout", "encoding")}
    if 200 <= status < 300 and cut.intersection(response.flags):
        return FetchError(FetchOutcome.ROBOTS_UNAVAILABLE, "robots.txt came only in part")
    return response.body[:MAX_BYTES] if 200 <= status < 300 else None


def _rules_of(found: bytes | FetchError | None) -> _Rules:
    if isinstance(found, FetchError):
        return _Rules(error=found)
    if found is None:
        return _Rules()
    text = found.decode("utf-8", "replace").removeprefix("\ufeff")
    return _Rules(parser=Protego.parse("\n".join(map(_only_ours, text.splitlines()))))


def _only_ours(line: str) -> str:
    """Give all the agents that we never ask for one name.

    The parser gives each agent of a group each rule of it, which is quadratic, and takes the
    beginning of a name for the name.
    """
    found = _AGENT_LINE.match(line)
    if found is None:
        return line
    name = found["name"].strip().lower()
    if not name or name == "*" or name.replace("*", "") in _NAMES:
        return line
    return "User-agent: other"
