"""A visit once more, offline: what an archive holds of a page, through today's code.

It goes the way of the spider: redirects and refreshes, the second look in a browser, the page
beside, the page's original. What the archive lacks is told and never guessed.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from scrapy import Request
from scrapy.http import Response

from linkcrawler.crawl.fetch import (
    MAX_HOPS,
    answer_of,
    failed,
    fetch_from_response,
    location_of,
)
from linkcrawler.crawl.readers import Readers, UnreadableError
from linkcrawler.crawl.render import Rendered, rendered_response
from linkcrawler.crawl.second_look import SecondLooks
from linkcrawler.crawl.siblings import is_suspect, resolved
from linkcrawler.crawl.visit import Beside, Read, Sibling, Visit
from linkcrawler.judge import judge, needs_second_look
from linkcrawler.models import DuePage, Evidence, Fetch, Hop, PageFacts, Sighting
from linkcrawler.page import CostlyPageError, all_found
from linkcrawler.states import FetchOutcome, Rendering
from linkcrawler.urls import join, parse_web, without_credentials, without_fragment
from linkcrawler.warc.exchange import Role

Walked = tuple[Fetch, PageFacts | None, dict[str, Sighting] | None]


class AbsentError(Exception):
    """What today's code asks for is not in the archive, or can't be read; the message says what."""


class Answers(Protocol):
    """What an archive holds for one page."""

    @property
    def at(self) -> datetime:
        """When the page was judged, or else received."""

    @property
    def ended(self) -> Mapping[str, Any]:
        """How the visit ended, as it was archived; empty where another tool did that."""

    @property
    def shown(self) -> Rendered | None:
        """What a browser showed."""

    def take(self, role: Role, url: str) -> Response | None:
        """Return the next answer on the way; ``None``: it is not there.

        Raises ``AbsentError`` where it is there in part.
        """


async def replay(page: DuePage, answers: Answers, readers: Readers) -> list[Evidence]:
    """Return the evidence for a page; raises ``AbsentError``."""
    return await _Replay(page, answers, readers).evidence()


class _Replay:
    def __init__(self, page: DuePage, answers: Answers, readers: Readers) -> None:
        self._answers = answers
        self._readers = readers
        self._visit = Visit(page=page, tls_error=answers.ended.get("tls_error"))

    async def evidence(self) -> list[Evidence]:
        visit, now = self._visit, self._answers.at
        if self._answers.ended.get("one_step_on"):
            raise AbsentError("it is a list from which other pages were looked at")
        fetch, facts, seen = await self._walk(Role.PAGE, visit.page.url)
        if facts is None or seen is None or not _is_page(fetch):
            return visit.evidence(now, fetch, facts, seen)
        read = Read(fetch, facts, seen)
        if not all_found(seen):
            read = self._beside(await self._second_look(read))
        original = visit.turn_to_original(read)
        if original is None:
            return visit.evidence(now, read.fetch, read.facts, read.seen)
        return visit.evidence(now, *await self._walk(Role.ORIGINAL, original))

    async def _walk(self, role: Role, url: str) -> Walked:
        """Follow redirects and refreshes from an address to where they end."""
        visit = self._visit
        while True:
            address = parse_web(url)
            if address is None:
                outcome = FetchOutcome.BAD_REDIRECT if visit.hops else FetchOutcome.BAD_URL
                return failed(visit, outcome, f"to {without_credentials(url)!r}"), None, None
            url = without_fragment(address.href)
            if len(visit.hops) > MAX_HOPS:
                detail = f"over {MAX_HOPS} redirects"
                return failed(visit, FetchOutcome.REDIRECT_LOOP, detail), None, None
            response = self._answers.take(role, without_credentials(url))
            if response is None:
                return self._unanswered(role, url), None, None
            location = location_of(response)
            if location is not None:
                status, url = response.status, join(response.url, location) or location
            else:
                walked, refresh = await self._read(role, response)
                if refresh is None:
                    return walked
                status, url = response.status, refresh
            visit.hops.append(Hop(url=without_credentials(response.url), status=status))

    async def _read(self, role: Role, response: Response) -> tuple[Walked, str | None]:
        """Read an answer that is no redirect, and return where its refresh leads."""
        visit, now = self._visit, self._answers.at
        fetch = fetch_from_response(response, visit, now)
        is_page = _is_page(fetch)
        targets = {backlink.target for backlink in visit.page.backlinks} if is_page else ()
        answer = answer_of(response, hops=len(visit.hops))
        try:
            facts, seen = await self._readers.read(answer, targets, now)
        except UnreadableError as error:
            if isinstance(error.__cause__, CostlyPageError):
                return (replace(fetch, incomplete="parse", detail=str(error)), None, None), None
            # How fast it is read is the machine's, so this is no verdict to compare.
            raise AbsentError(f"{fetch.final_url} was not read: {error}") from error
        goes_on = role is Role.PAGE and is_page and facts.refresh_url and not all_found(seen)
        if not goes_on:
            return (fetch, facts, seen), None
        visit.keep_proven(Read(fetch, facts, seen))
        return (fetch, facts, seen), facts.refresh_url

    def _unanswered(self, role: Role, url: str) -> Fetch:
        """Return how the fetch of an address ended that has no answer in the archive."""
        ended = self._answers.ended
        if role is Role.ORIGINAL:
            ended = ended.get("original") or {}
        try:
            outcome = FetchOutcome(ended.get("outcome", FetchOutcome.RESPONSE))
        except ValueError as error:
            raise AbsentError(f"how its fetch ended is not known: {ended['outcome']}") from error
        if outcome is FetchOutcome.RESPONSE:
            raise AbsentError(f"no answer of {without_credentials(url)} is in the archive")
        return failed(self._visit, outcome, str(ended.get("detail", "")))

    async def _second_look(self, read: Read) -> Read:
        """Look at what a browser showed, where today's code would have the page shown."""
        visit, answers = self._visit, self._answers
        if not needs_second_look(visit.open_question(answers.at, read)):
            return read
        if answers.shown is None:
            told = answers.ended.get("rendering")
            visit.rendering = Rendering(told) if told in set(Rendering) else None
            return read
        looks = SecondLooks(1, lambda _: None)
        request = Request("http://localhost/")
        response = rendered_response(request, answers.shown)
        response.request = request
        return await looks.read(self._readers, response, visit, read, answers.at)

    def _beside(self, read: Read) -> Read:
        """Resolve a doubt by the page of a random name beside this one, where one was asked for."""
        told = self._answers.ended.get("sibling")
        verdicts = judge(self._visit.open_question(self._answers.at, read)).values()
        if not told or not is_suspect(read, [each.reason for each in verdicts]):
            return read
        home = self._answers.ended.get("home")
        return resolved(Beside(read, Sibling(**told), Sibling(**home) if home else None))


def _is_page(fetch: Fetch) -> bool:
    return fetch.status is not None and 200 <= fetch.status < 300
