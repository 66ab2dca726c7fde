"""Revisit every referring page that a run owes an answer for."""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Self

import scrapy
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from linkcrawler.config import Config
from linkcrawler.crawl.archive import Archive
from linkcrawler.crawl.asking import ask_for_sign
from linkcrawler.crawl.failure import (
    CertificateError,
    CrowdedError,
    NoMemoryError,
    NoRoomError,
    StreamError,
)
from linkcrawler.crawl.feeder import Fed, Feeder, Ledger
from linkcrawler.crawl.fetch import (
    MAX_HOPS,
    SECOND_TRY,
    TRY_AGAIN,
    answer_of,
    failed,
    fetch_from_failure,
    fetch_from_response,
    location_of,
)
from linkcrawler.crawl.handler import HTTP_1, PUT_BACK, UNVERIFIED
from linkcrawler.crawl.health import Monitor, Sign
from linkcrawler.crawl.outage import Outages
from linkcrawler.crawl.pace import Pace
from linkcrawler.crawl.places import limit_of
from linkcrawler.crawl.readers import Readers, UnreadableError
from linkcrawler.crawl.refusing import LONG_WAIT_S, Refusing
from linkcrawler.crawl.render import RENDER
from linkcrawler.crawl.second_look import SecondLooks, render_request
from linkcrawler.crawl.session import Session, StoredLedger, open_session, unjudged_look
from linkcrawler.crawl.shown import keep_shown, shown_before
from linkcrawler.crawl.siblings import Siblings, is_suspect, next_beside, resolved
from linkcrawler.crawl.unchanged import Unchanged
from linkcrawler.crawl.visit import Beside, Read, Visit
from linkcrawler.domains import site_of_url
from linkcrawler.judge import judge, needs_second_look
from linkcrawler.models import (
    DuePage,
    Evidence,
    Fetch,
    Hop,
    Look,
    PageFacts,
    Sighting,
)
from linkcrawler.page import Answer, all_found
from linkcrawler.states import FetchOutcome
from linkcrawler.urls import join, parse_web, without_credentials, without_fragment

MAX_TRIES = 2
RETRY_WAIT_S = 5.0
"""Time after which a page is tried again at the earliest; it is late in the run."""

MAX_NARROWED = 10
"""Times that a page is put back because this machine has no room for its connection."""

WHOLE_FETCH_S = 90.0
"""Time for all the transfers of a page: redirects, retries and what else it takes.

No redirect is followed past it either where a slow site has to be let be in between.
"""

SECOND_TRY_S = 30.0
"""Time for a transfer of a second try: with the first and the wait for it less than for all."""

_BUSY = frozenset({429, 503})
_TRY_AGAIN_STATUSES = frozenset({500, 502, 503, 504, 429})


class VerifySpider(scrapy.Spider):
    """One request for a page, however many backlinks it holds; each ends in one ``Evidence``."""

    name = "verify"

    def __init__(self, session: Session, config: Config, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.session = session
        self._config = config
        self._pace = Pace()
        self._refusing = Refusing()
        self._refusing_again = Refusing(errors=True)
        self._siblings = Siblings()
        self.archive = Archive(config, session.run.id if session.run else 0, session.note)
        self._feeder = Feeder(
            self._ledger(),
            at_once=config.pages_at_once,
            at_once_per_key=config.pages_at_once_per_key,
            gap_s=config.gap_s,
            at_once_per_address=limit_of(config.pages_per_address),
        )
        self._readers = Readers(config.parse_workers)
        self._unchanged = Unchanged(self._readers, session.distrusted, session.note)
        self._second_looks = SecondLooks(config.render_pages, session.note)
        self._monitor = Monitor(watches_blocks=session.watches_blocks)
        self._outages = Outages(session, self._monitor, config.guard, self._ask)
        self._ended = 0
        self._failed_in_pipelines: set[tuple[int, ...]] = set()
        self._again: dict[int, Visit] = {}
        """Pages that are tried again at the end of the run."""

        self._next: dict[int, Request] = {}
        """What the pages that the feeder holds on their way ask for next."""

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Put the contact into the user agent."""
        super().update_settings(settings)
        agent = Config.from_settings(settings).user_agent
        # Above the agent's own priority: the crawler process sets its settings once more.
        settings.set("USER_AGENT", agent, (settings.getpriority("USER_AGENT") or 0) + 1)

    @classmethod
    def from_crawler(
        cls,
        crawler: Crawler,
        links: str | None = None,
        target: str | None = None,
        db: str | None = None,
        session: Session | None = None,
        *,
        encoding: str | None = None,
        **kwargs: Any,
    ) -> Self:
        """Build the spider; without a ``session`` it opens one of what is given.

        Raises ``LinkcrawlerError`` where these can't be used.
        """
        if session is None:
            session = open_session(db=db, links=links, target=target, encoding=encoding)
        spider = cls(session=session, config=Config.from_settings(crawler.settings), **kwargs)
        spider._set_crawler(crawler)
        crawler.signals.connect(spider._request_dropped, signals.request_dropped)
        crawler.signals.connect(spider._item_failed, signals.item_error)
        crawler.signals.connect(spider._item_failed, signals.item_dropped)
        crawler.signals.connect(spider._closed, signals.spider_closed)
        return spider

    def _ledger(self) -> Ledger:
        return StoredLedger(self.session.reader)

    async def start(self) -> AsyncIterator[Request | Evidence | Look]:
        """Yield a request for each page that is owed, as politeness allows."""
        if self.session.run is None:
            return
        self._readers.warm_up()
        while True:
            async for fed in self._feeder:
                if not await self._is_line_up(in_hand=1):
                    return
                for item in self._ask_for(fed):
                    yield item
            if self._feeder.stopped or not await self._is_line_up(in_hand=0):
                return
            if self._feeder.is_done:
                return

    def _ask_for(self, fed: Fed) -> Iterator[Request | Evidence | Look]:
        """Yield the request for a page, or what is said of it without asking."""
        request = self._next.pop(fed.page.id, None)
        visit = self._again.pop(fed.page.id, None) or Visit(page=fed.page)
        if fed.vanished:
            yield self._lost(visit)
            return
        if request is not None:
            yield from self._asked_or_refused(request)
            return
        refusal = self._refusal(visit, visit.page.url)
        if refusal is not None:
            if not self._put_off(visit, refusal, was_asked=False):
                self._feeder.skip(fed.page)
                yield self._told(visit, refusal)
            return
        try:
            request = self._request(visit, fed.page.url)
        except ValueError as error:
            yield from self._end(visit, failed(visit, FetchOutcome.BAD_URL, str(error)))
        else:
            yield request

    # --- our own line ----------------------------------------------------------------------------

    async def _is_line_up(self, *, in_hand: int) -> bool:
        """Find out whose trouble it is that pages fail; false: ours, and the run has to end.

        ``in_hand`` pages were fed that nobody has asked for yet; with none it is the end.
        """
        suspicion = self._monitor.suspicion(at_end=not in_hand)
        if suspicion is None:
            return True

        def is_quiet() -> bool:
            return self._feeder.in_flight <= in_hand and self.session.answered >= self._ended

        outages = self.session.outages
        again = await self._outages.settle(suspicion, is_quiet)
        if again is None:
            self._feeder.stop()
            return False
        if self.session.outages > outages:
            # What hosts are known for may come of the outage.
            self._refusing, self._siblings = Refusing(), Siblings()
            self._refusing_again = Refusing(errors=True)
            self.archive.forget([*self._next, *self._again])
            self._next.clear()  # what pages on their way were told so far too: they begin anew
            self._again.clear()
            self._feeder.ask_again(again)
        return True

    async def _ask(self, url: str) -> Sign | None:
        engine = self.crawler.engine
        assert engine is not None
        now = self.session.clock()
        return await ask_for_sign(url, self._request, engine.download_async, self._readers, now)

    def _refusal(self, visit: Visit, url: str) -> Fetch | None:
        """Return what to say of a page whose host is let be; ``None``: ask for it.

        At the end of the run a host has a new chance, unless it said itself when to come back.
        """
        if visit.tries == 1 or self._refusing.is_put_off(url):
            return self._refusing.instead_of(url)
        return self._refusing_again.instead_of(url)

    def _asked_or_refused(self, request: Request) -> Sequence[Request | Evidence]:
        """Return the request of a page on its way, or its end at a host that is let be."""
        visit: Visit = request.cb_kwargs["visit"]
        refusal = None if RENDER in request.meta else self._refusal(visit, request.url)
        if refusal is None:
            return [request]
        url, hops = without_credentials(visit.page.url), tuple(visit.hops)
        return self._end(visit, replace(refusal, url=url, hops=hops), was_asked=False)

    def _lost(self, visit: Visit) -> Evidence | Look:
        """Answer for a page whose answer never came, or never reached the store."""
        detail = "no answer reached the store"
        if _backlinks_of(visit.page) not in self._failed_in_pipelines:
            return self._told(visit, failed(visit, FetchOutcome.NOT_ANSWERED, detail))
        # What failed once may fail again: this look needs no judge.
        fetch = failed(visit, FetchOutcome.INTERNAL_ERROR, detail)
        return unjudged_look(self._told(visit, fetch))

    async def parse(self, response: Response, visit: Visit) -> AsyncIterator[Request | Evidence]:
        """Yield what the page shows of each backlink, or the request for where it leads."""
        try:
            found = await self._read(response, visit)
        except Exception as error:  # one page must never end without a row, whatever breaks
            self.logger.exception("failed on %s", without_credentials(visit.page.url))
            found = self._broken(visit, error)
        for item in found:
            yield item

    def failed(self, failure: Failure) -> Iterator[Request | Evidence]:
        """Yield what a page that could not be fetched comes to."""
        try:
            found = list(self._failed(failure))
        except Exception as error:  # as in ``parse``
            visit: Visit = failure.request.cb_kwargs["visit"]  # type: ignore[attr-defined]
            self.logger.exception("failed on %s", without_credentials(visit.page.url))
            found = list(self._broken(visit, error))
        yield from found

    def _failed(self, failure: Failure) -> Iterator[Request | Evidence]:
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy's
        visit: Visit = request.cb_kwargs["visit"]
        error = failure.value or ValueError("no reason given")
        if self._has_no_room(error, request, visit):
            return
        visit.count_transfer(request.meta, self._pace, answered=False)
        may_look_behind = visit.tls_error is None and not visit.is_aside
        if isinstance(error, CertificateError) and may_look_behind:
            visit.tls_error = error.detail
            yield from self._lead(visit, self._request(visit, request.url))
            return
        if isinstance(error, StreamError) and not visit.http_1:
            visit.http_1 = True
            yield from self._lead(visit, self._request(visit, request.url))
            return
        fetch = fetch_from_failure(error, visit)
        if visit.is_aside:
            yield from self._end(visit, fetch)
            return
        if fetch.outcome is FetchOutcome.INTERNAL_ERROR:
            self.logger.error("failed on %s: %s", fetch.url, fetch.detail)
        if fetch.outcome in TRY_AGAIN and self._put_off(visit, fetch):
            self._monitor.see(visit.page, fetch)  # else it is counted where it ends
            return
        yield from self._end(visit, fetch)

    async def _read(self, response: Response, visit: Visit) -> Sequence[Request | Evidence]:
        now = self.session.clock()
        visit.count_transfer(response.meta, self._pace, answered=True)
        if self._unchanged.is_answer(response, visit):
            return self._read_condition(response, visit, now)
        self.archive.keep(visit, response, now)
        answer = answer_of(response, hops=len(visit.hops))
        location = location_of(response)
        if location is not None:
            visit.take_cookies(response)
            return self._follow(visit, answer, join(response.url, location) or location)
        fetch = fetch_from_response(response, visit, now)
        if self._is_temporary(visit, fetch) and self._put_off(visit, fetch):
            return ()
        is_page = 200 <= response.status < 300
        try:
            facts, seen = await self._unchanged.read(answer, visit, fetch, now)
        except UnreadableError as error:
            return self._end(visit, replace(fetch, incomplete="parse", detail=str(error)))
        if visit.is_aside:
            return self._end(visit, fetch, facts, seen)
        read = Read(fetch, facts, seen)
        if is_page and facts.refresh_url and not all_found(seen):
            visit.keep_proven(read)
            visit.take_cookies(response)
            return self._follow(visit, answer, facts.refresh_url)
        if not is_page:
            return self._end(visit, fetch, facts, seen)
        if all_found(seen):  # nothing is left to look for, but how it counts
            return self._look_at_original(visit, read)
        return self._look_again(visit, response.url, read, now)

    def _look_again(
        self, visit: Visit, url: str, read: Read, now: datetime
    ) -> Sequence[Request | Evidence]:
        """Have the page shown by a browser, if that may bring the link, and go on."""
        question = visit.open_question(now, read)
        if not self.archive.is_on and needs_second_look(question):  # archives hold what is judged
            shown = shown_before(visit, read, now)
            if shown is not None:
                return self._look_further(visit, shown)
        if self._second_looks.take(visit, question):
            request = render_request(visit, url, read)
            return self._lead(
                visit,
                request.replace(callback=self.parse_rendered, errback=self.render_failed),
            )
        return self._look_further(visit, read)

    def _read_condition(
        self, response: Response, visit: Visit, now: datetime
    ) -> Sequence[Request | Evidence]:
        """Take the page as it was read before, or ask for it whole.

        Then the answer says nothing of the page, and is no part of what it is judged by.
        """
        kept, reading = self._unchanged.taken(response, visit, now), visit.page.reading
        if kept is None:
            return self._lead(visit, self._request(visit, response.url))
        self.archive.keep(visit, response, now, revises=reading.read_at if reading else None)
        return self._look_at_original(visit, kept)

    def _look_further(self, visit: Visit, read: Read) -> Sequence[Request | Evidence]:
        """Look beside the page, if that tells more of it, and go on."""
        verdicts = judge(visit.open_question(self.session.clock(), read)).values()
        if is_suspect(read, [each.reason for each in verdicts]):
            return self._look_beside(visit, self._siblings.beside(read))
        return self._look_at_original(visit, read)

    def _look_beside(self, visit: Visit, beside: Beside) -> Sequence[Request | Evidence]:
        """Ask for a page of a random name and the home page, as far as they are needed; go on."""
        url = next_beside(beside)
        if url is not None:
            visit.beside, visit.hops = beside, []
            return self._lead(visit, self._request(visit, url))
        self.archive.keep_beside(visit, beside)
        return self._look_at_original(visit, resolved(beside))

    def _look_at_original(self, visit: Visit, read: Read) -> Sequence[Request | Evidence]:
        """Return the request for the page that this one names as its original, or the end."""
        url = visit.turn_to_original(read)
        if url is None:
            return self._end(visit, read.fetch, read.facts, read.seen)
        return self._lead(visit, self._request(visit, url))

    # --- the second look, in a browser -----------------------------------------------------------

    async def parse_rendered(
        self, response: Response, visit: Visit, first: Read
    ) -> AsyncIterator[Request | Evidence]:
        """Yield what the first look and the browser show together."""
        try:
            now = self.session.clock()
            self.archive.keep_shown(visit, response, tuple(first.seen), now)
            look = await self._second_looks.read(self._readers, response, visit, first, now)
            keep_shown(visit, first, look, now)
        except Exception as error:  # the first look stands, whatever breaks
            self.logger.exception("failed on %s", without_credentials(visit.page.url))
            look = self._second_looks.failed(error, visit, first)
        for item in self._go_on(visit, look):
            yield item

    def render_failed(self, failure: Failure) -> Iterator[Request | Evidence]:
        """Yield what the first look showed of a page that the browser could not show."""
        arguments = failure.request.cb_kwargs  # type: ignore[attr-defined]  # Scrapy's
        visit: Visit = arguments["visit"]
        error = failure.value or ValueError("no reason given")
        look = self._second_looks.failed(error, visit, arguments["first"])
        yield from self._go_on(visit, look)

    def _go_on(self, visit: Visit, read: Read) -> Sequence[Request | Evidence]:
        """Look further than the browser did."""
        try:
            return self._look_further(visit, read)
        except Exception as error:  # as in ``parse``
            self.logger.exception("failed on %s", without_credentials(visit.page.url))
            return self._broken(visit, error)

    def _broken(self, visit: Visit, error: Exception) -> Sequence[Request | Evidence]:
        """Return what a page comes to on which our own code failed."""
        detail = f"{type(error).__name__}: {error}"
        visit.steps = None
        return self._end(visit, failed(visit, FetchOutcome.INTERNAL_ERROR, detail))

    # --- the end ---------------------------------------------------------------------------------

    def _follow(self, visit: Visit, answer: Answer, url: str) -> Sequence[Request | Evidence]:
        """Return the request for the next hop, or what a redirect to nowhere comes to."""
        address = parse_web(url)
        if address is None:
            detail = f"to {without_credentials(url)!r}"
            return self._end(visit, failed(visit, FetchOutcome.BAD_REDIRECT, detail))
        for refusing in (self._refusing, self._refusing_again):
            refusing.count_redirect(answer.url)
        visit.hops.append(Hop(url=without_credentials(answer.url), status=answer.status))
        if len(visit.hops) > MAX_HOPS:
            return self._end(
                visit, failed(visit, FetchOutcome.REDIRECT_LOOP, f"over {MAX_HOPS} redirects")
            )
        if self._config.gap_s and site_of_url(address.href) == visit.key:
            visit.gaps_s += visit.gap_s
        if visit.spent_s + visit.gaps_s >= WHOLE_FETCH_S:
            detail = f"its redirects take more than {WHOLE_FETCH_S:g} s"
            return self._end(visit, failed(visit, FetchOutcome.TIMEOUT, detail))
        return self._lead(visit, self._request(visit, without_fragment(address.href)))

    def _lead(self, visit: Visit, request: Request) -> tuple[()]:
        """Send the page's next request in its turn, by the pace of the site that it goes to."""
        asked, leads_to = visit.key, site_of_url(request.url) or visit.page.key
        gap_s, in_browser = self._gap_after(visit), RENDER in request.meta
        if self._feeder.lead(visit.page, leads_to, gap_s, in_browser=in_browser):
            self._next[visit.page.id] = request
        if leads_to != asked:
            visit.crawl_delay_s = 0.0
        visit.key = leads_to
        return ()

    def _has_no_room(self, error: BaseException, request: Request, visit: Visit) -> bool:
        """Ask again later for what could not be asked for now."""
        is_large = isinstance(error, NoMemoryError)
        if isinstance(error, CrowdedError):
            self._feeder.crowd_out(visit.page, error.address)
        elif isinstance(error, NoRoomError) and visit.narrowed < MAX_NARROWED:
            visit.narrowed += 1
            put_back = self._feeder.put_back if is_large else self._feeder.narrow
            put_back(visit.page, RETRY_WAIT_S)
        else:
            return False
        again = self._next[visit.page.id] = request.copy()
        again.meta[PUT_BACK] = isinstance(error, NoMemoryError) and error.is_sudden
        return True

    def _request(self, visit: Visit, url: str) -> Request:
        visit.asked_url = url
        most_s = self._config.timeout_s
        if visit.tries > 1:
            most_s = min(most_s, SECOND_TRY_S)
        left_s = max(1.0, WHOLE_FETCH_S - visit.spent_s)
        request = Request(
            url,
            callback=self.parse,
            errback=self.failed,
            cb_kwargs={"visit": visit},
            meta={
                UNVERIFIED: visit.tls_error is not None,
                SECOND_TRY: visit.tries > 1,
                HTTP_1: visit.http_1,
                "verbatim_url": True,
                "download_timeout": min(most_s, left_s),
            },
            dont_filter=True,
        )
        if visit.cookies is not None:
            visit.cookies.give(request)
        self._unchanged.ask(visit, request, self.session.clock())
        return request

    def _is_temporary(self, visit: Visit, fetch: Fetch) -> bool:
        """Tell whether the page may well be there by the end of the run."""
        if visit.is_aside:  # the page itself was read; that is worth keeping
            return False
        return fetch.status in _TRY_AGAIN_STATUSES and (fetch.retry_after_s or 0) <= LONG_WAIT_S

    def _put_off(self, visit: Visit, fetch: Fetch, *, was_asked: bool = True) -> bool:
        """Try the page again late in the run; false if it has had its tries."""
        is_over = visit.tries >= MAX_TRIES or visit.spent_s >= WHOLE_FETCH_S
        if is_over or (fetch.retry_after_s or 0) > LONG_WAIT_S:
            return False
        if visit.seen_on is not None:  # a link was seen on the way; that is worth keeping
            return False
        wait_s = max(RETRY_WAIT_S, fetch.retry_after_s or 0.0)
        gap_s = self._gap_after(visit) if was_asked else None
        if not self._feeder.put_off(visit.page, wait_s, gap_s, took_s=visit.took_s):
            return False
        self.archive.begin_again(visit)
        self._again[visit.page.id] = Visit(
            page=visit.page,
            tries=MAX_TRIES,
            spent_s=visit.spent_s,
            wants_all=visit.asked is not None,
        )
        if was_asked:
            self._heed(visit, fetch)
        return True

    def _heed(self, visit: Visit, fetch: Fetch) -> None:
        """Take note of what an answer says of the host that was asked last."""
        wait_s = fetch.retry_after_s or 0.0
        if fetch.status in _BUSY and 0 < wait_s <= LONG_WAIT_S:
            self._feeder.set_aside(visit.key, wait_s)
        if visit.tries == 1:
            self._refusing.count(visit.asked_url, fetch)
            self._refusing_again.learn(visit.asked_url, fetch)
        else:
            self._refusing_again.count(visit.asked_url, fetch)

    def _end(
        self,
        visit: Visit,
        fetch: Fetch,
        facts: PageFacts | None = None,
        seen: dict[str, Sighting] | None = None,
        *,
        was_asked: bool = True,
    ) -> Sequence[Request | Evidence]:
        """Return the evidence; none for a page that was taken as vanished and answered before."""
        if visit.beside is not None:
            beside, visit.beside = visit.beside, None
            return self._look_beside(visit, self._siblings.learn(beside, fetch, facts))
        # Once a page is released nothing may fail, or it has no row.
        found = visit.evidence(self.session.clock(), fetch, facts, seen)
        if was_asked:
            self._heed(visit, fetch)
        if visit.may_go_on(found) and visit.steps is not None:
            visit.hops = []
            return self._lead(visit, self._request(visit, visit.steps.at))
        if fetch.outcome is FetchOutcome.ROBOTS_DISALLOWED:  # its site was not asked for it
            is_waited_for = self._feeder.skip(visit.page)
        else:
            is_waited_for = self._feeder.release(visit.page, self._gap_after(visit))
        if not is_waited_for:
            return []
        self._count(visit, found)
        return found

    def _count(self, visit: Visit, found: Sequence[Evidence]) -> None:
        """Take note of what the page's end says of our own line."""
        last = found[0]
        is_found = all_found(last.sightings)
        self._monitor.see(visit.page, last.fetch, last.facts, is_found=is_found)
        if not is_found:
            self._monitor.doubt(visit.page)
        self._ended += len(found)

    def _told(self, visit: Visit, fetch: Fetch) -> Evidence:
        """Return the evidence of a page of which nothing was seen."""
        self._monitor.doubt(visit.page)
        self._ended += 1
        return visit.evidence(self.session.clock(), fetch)[0]

    def _gap_after(self, visit: Visit) -> float:
        """Return the seconds after which the site may be asked again."""
        return max(visit.gap_s if self._config.gap_s else 0.0, visit.crawl_delay_s)

    def _request_dropped(self, request: Request) -> None:
        visit = request.cb_kwargs.get("visit")
        if visit is not None:
            self._feeder.lose(visit.page)

    def _item_failed(self, item: object) -> None:
        """Answer once more for a page whose evidence was lost in the pipelines."""
        evidence = item.evidence if isinstance(item, Look) else item
        if not isinstance(evidence, Evidence):
            return
        self._ended -= 1  # it never comes to the store, which nobody may wait for
        answered_for = _backlinks_of(evidence.page)
        if answered_for not in self._failed_in_pipelines:
            self._failed_in_pipelines.add(answered_for)
            self._feeder.lose_answered(evidence.page)

    def _closed(self) -> None:
        self._feeder.stop()
        self._readers.close()


def _backlinks_of(page: DuePage) -> tuple[int, ...]:
    """Return what tells one evidence of a page from another: the page, and whom it is of."""
    return (page.id, *(each.id for each in page.backlinks))
