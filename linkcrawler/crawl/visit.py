"""A page on its way through the crawl, and the evidence that its visit comes to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from scrapy.http import Response

from linkcrawler.crawl.cookies import Cookies
from linkcrawler.crawl.handler import TRANSFERRED
from linkcrawler.crawl.pace import Pace
from linkcrawler.crawl.steps import Steps, steps_from
from linkcrawler.models import (
    DuePage,
    Evidence,
    Fetch,
    Hop,
    OriginalLook,
    PageFacts,
    Reading,
    Sighting,
)
from linkcrawler.page.packing import Content
from linkcrawler.states import Rendering, Signal
from linkcrawler.urls import without_credentials, without_fragment

CRAWL_DELAY = "linkcrawler_crawl_delay"
"""Request meta key: seconds between two pages that robots.txt asks for."""

_NO_PAGE = frozenset(
    {Signal.CHALLENGE_HEADER, Signal.CHALLENGE_BODY, Signal.LOGIN_REDIRECT, Signal.LOGIN_FORM}
    | {Signal.GEO_TEXT, Signal.CONSENT_REDIRECT, Signal.CONSENT_FORM, Signal.TROUBLE}
    | {Signal.SOFT_404, Signal.PARKED}
)
"""What stands in place of the page says nothing of the page's original."""


@dataclass(frozen=True, slots=True)
class Read:
    """A page that was read, with what it shows of each target."""

    fetch: Fetch
    facts: PageFacts
    seen: dict[str, Sighting]


@dataclass(frozen=True, slots=True)
class Sibling:
    """What a host answered for a page that can't exist."""

    is_hard: bool = False
    """It said 404 or 410, as it should."""

    final_key: str | None = None
    """Where it ended after its redirects; ``None``: nothing can be told from it."""

    title: str | None = None
    words: int = 0
    text_sketch: str | None = None

    @property
    def tells_something(self) -> bool:
        """The host has answered, so that it need not be asked again."""
        return self.is_hard or self.final_key is not None


@dataclass(frozen=True, slots=True)
class Beside:
    """A page in doubt, and what its host answered beside it so far."""

    read: Read
    sibling: Sibling | None = None
    """For a page of a random name; ``None``: that is to be asked for."""

    home: Sibling | None = None
    """For the home page of its site; ``None``: it was not asked for."""


@dataclass(slots=True)
class Visit:
    """A page on its way: what happened so far, from its first request to its answer."""

    page: DuePage
    hops: list[Hop] = field(default_factory=list)
    seen: dict[str, Sighting] = field(default_factory=dict)
    """Targets whose link was seen on a page that then led elsewhere: a sighting is a sighting."""

    seen_on: tuple[Fetch, PageFacts] | None = None
    """The page that ``seen`` is of."""

    original_of: Read | None = None
    """The page that names the one on the way as its original; ``None``: it is the page itself."""

    beside: Beside | None = None
    """The page beside which another is asked for; ``None``: it is the page itself."""

    steps: Steps | None = None
    """The list from which a page one step on is asked for; ``None``: it is the page itself."""

    tls_error: str | None = None
    http_1: bool = False
    """A server on the way broke off over HTTP/2, so the rest is asked for over HTTP/1.1."""

    tries: int = 1
    spent_s: float = 0.0
    """Time that transfers took so far, those of earlier tries included."""

    took_s: float = 0.0
    """Time that the last transfer took."""

    gap_s: float = 0.0
    """Time for which the site that was asked last is let be, by its slowness."""

    gaps_s: float = 0.0
    """Time for which a slow site was let be between redirects of this try, all together."""

    crawl_delay_s: float = 0.0
    """Asked for by the site that was asked last."""

    asked_url: str = ""
    """What was asked for last; empty before the first request."""

    key: str = ""
    """Politeness key of the site that was asked last; at first that of the page."""

    narrowed: int = 0
    """Times that this machine had no room for the connection."""

    cookies: Cookies | None = None
    """``None``: no redirect has set one."""

    rendering: Rendering | None = None
    """How a look in a browser ended; ``None``: there was none."""

    asked: Content | None = None
    """What the page showed, where the server was asked whether it changed since; ``None``: not."""

    wants_all: bool = False
    """The server's answer to that was of no use, so the page is asked for whole."""

    reading: Reading | None = None
    """What is to be kept of the page; ``None``: nothing new."""

    belied: str | None = None
    """The origin that gave a changed page the marks of an unchanged one; ``None``: none did."""

    def __post_init__(self) -> None:
        """Start at the page's own site."""
        self.key = self.key or self.page.key

    @property
    def is_aside(self) -> bool:
        """The page itself was read; what is on the way says more of it."""
        asides = (self.original_of, self.beside, self.steps)
        return any(aside is not None for aside in asides)

    def count_transfer(self, meta: Mapping[str, Any], pace: Pace, *, answered: bool) -> None:
        """Take note of a transfer that has ended, well or not, if there was one."""
        self.took_s = meta.get("download_latency", 0.0)
        self.spent_s += self.took_s
        self.gap_s = 0.0
        if TRANSFERRED in meta:
            self.gap_s = pace.gap_after(self.key, took_s=self.took_s, answered=answered)
        self.crawl_delay_s = max(self.crawl_delay_s, meta.get(CRAWL_DELAY, 0.0))

    def take_cookies(self, response: Response) -> None:
        """Keep the cookies of a redirect, for where it leads."""
        if "Set-Cookie" in response.headers and response.request is not None:
            self.cookies = self.cookies or Cookies()
            self.cookies.take(response, response.request)

    def keep_proven(self, read: Read) -> None:
        """Keep the links that a page proves which leads on to another."""
        proven = {target: sighting for target, sighting in read.seen.items() if sighting.proves}
        if proven:
            self.seen, self.seen_on = {**self.seen, **proven}, (read.fetch, read.facts)

    def open_question(self, now: datetime, read: Read) -> Evidence:
        """Return the evidence for what no page on the way has proven yet."""
        question = Visit(page=self._without_proven(), rendering=self.rendering)
        return question.evidence(now, read.fetch, read.facts, read.seen)[0]

    def turn_to_original(self, read: Read) -> str | None:
        """Return the address that the page names as its original; ``None``: nothing is to be asked.

        What comes next is taken as the original's. An address that redirected to the page in this
        very visit would lead to it again, so the page is its own original.
        """
        canonical = read.facts.canonical
        if canonical is None or not _may_trust_canonical(read):
            return None
        self.original_of, self.hops = read, []
        url = without_fragment(canonical)
        named = without_credentials(url)
        redirects = (hop.url for hop in read.fetch.hops if 300 <= hop.status < 400)
        return None if named in redirects else url

    def _without_proven(self) -> DuePage:
        others = tuple(each for each in self.page.backlinks if each.target not in self.seen)
        return replace(self.page, backlinks=others)

    def may_go_on(self, found: Sequence[Evidence]) -> bool:
        """Tell whether a page one step on is worth a look; ``steps`` then says which."""
        if self.steps is not None:
            return self.steps.go_on(found[0])
        if self.seen_on is None:
            self.steps = steps_from(found[0])
        return self.steps is not None

    def evidence(
        self,
        now: datetime,
        fetch: Fetch,
        facts: PageFacts | None = None,
        seen: Mapping[str, Sighting] | None = None,
    ) -> list[Evidence]:
        """Return what the page's end comes to, together with what was seen on the way to it."""
        if self.steps is not None:
            return [self.steps.take(fetch, facts, seen)]
        original: OriginalLook | None = None
        if self.original_of is not None:
            original = OriginalLook(fetch=fetch, facts=facts, sightings=_by_id(self.page, seen))
            fetch, facts = self.original_of.fetch, self.original_of.facts
            seen = self.original_of.seen
        last = Evidence(
            page=self.page,
            fetch=fetch,
            checked_at=now,
            facts=facts,
            sightings=_by_id(self.page, seen),
            original=original,
            rendering=self.rendering,
            reading=self.reading,
            belied=self.belied,
        )
        if self.seen_on is None:
            return [last]
        # Where the page led to can't take back what was seen, nor say more of it; and what was
        # not seen there is judged by the page's end.
        proven = tuple(each for each in self.page.backlinks if each.target in self.seen)
        page = replace(self.page, backlinks=proven)
        fetch, facts = self.seen_on
        first = Evidence(
            page=page,
            fetch=fetch,
            checked_at=now,
            facts=facts,
            sightings=_by_id(page, self.seen),
            reading=self.reading,
            belied=self.belied,
        )
        others = self._without_proven()
        return [replace(last, page=others), first] if others.backlinks else [first]


def _may_trust_canonical(read: Read) -> bool:
    """Tell whether the page names another as its original, and is a page that may say so."""
    return read.facts.canonical_away and not (read.fetch.tls_error or read.facts.signals & _NO_PAGE)


def _by_id(page: DuePage, seen: Mapping[str, Sighting] | None) -> dict[int, Sighting]:
    return {each.id: seen[each.target] for each in page.backlinks if seen and each.target in seen}
