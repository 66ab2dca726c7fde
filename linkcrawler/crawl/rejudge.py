"""What WARC files hold of a database's pages, judged by today's code beside what was said then."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from sqlite_utils import Database

from linkcrawler import store
from linkcrawler.crawl.archived import ArchivedPages, ArchivedVisit
from linkcrawler.crawl.readers import Readers
from linkcrawler.crawl.replay import AbsentError, Answers, replay
from linkcrawler.judge import judge
from linkcrawler.models import Verdict
from linkcrawler.states import LinkState
from linkcrawler.store.times import stamp
from linkcrawler.urls import without_credentials
from linkcrawler.warc.captures import Captures
from linkcrawler.warc.reading import DamagedError

_AT_ONCE = 16
_OF_THE_LINK = frozenset({"countability", "url", "anchor_text", "rel", "placement"})
"""Compared where the link is there both times: a link that is gone keeps what it looked like."""

Said = Mapping[str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejudged:
    """One backlink, judged once more."""

    backlink_id: int
    target: str
    then: Said | None
    """Columns of the verdict; ``None``: it was not looked at by then."""

    now: Said

    @property
    def differs_in(self) -> tuple[str, ...]:
        """The columns that differ; whether a missing link was confirmed as lost is none."""
        if self.then is None:
            return ("link_state",)
        then, now = _comparable(self.then), _comparable(self.now)
        is_there = then["link_state"] == now["link_state"] == LinkState.PRESENT
        return tuple(
            name
            for name in store.VERDICT_COLUMNS
            if then[name] != now[name] and (is_there or name not in _OF_THE_LINK)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAgain:
    """One page out of an archive."""

    page: str
    at: str | None = None
    """When it was received; ``None``: it could not be read at all."""

    backlinks: tuple[Rejudged, ...] = ()
    problem: str | None = None
    """Why it could not be judged; ``None``: it was."""


async def rejudge(
    db: Database, captures: Captures, readers: Readers, max_body_bytes: int
) -> AsyncIterator[PageAgain]:
    """Judge every page of the database that the archives hold; nothing is written."""
    opened = _opened(db, captures, max_body_bytes)
    while some := list(islice(opened, _AT_ONCE)):
        for page in await asyncio.gather(*(_again(db, readers, *each) for each in some)):
            yield page


_Opened = tuple[str, int | None, Answers | Exception]
"""Address and number of a page, and what the archives hold of it, or why that can't be read."""


def _opened(db: Database, captures: Captures, max_body_bytes: int) -> Iterator[_Opened]:
    for place in captures.visits:
        try:
            visit = ArchivedVisit(captures, place, max_body_bytes)
        except _UNUSABLE as error:
            yield "", None, error
        else:
            yield visit.page, store.page_number(db, visit.page, visit.page_id), visit
    if not captures.has_others:
        return
    for number, url in store.known_pages(db):
        if captures.last_of_others(url) is None:
            continue
        shown = without_credentials(url)
        try:
            yield shown, number, ArchivedPages(captures, url, max_body_bytes)
        except _UNUSABLE as error:
            yield shown, number, error


async def _again(
    db: Database, readers: Readers, page: str, number: int | None, answers: Answers | Exception
) -> PageAgain:
    if isinstance(answers, Exception):
        return PageAgain(page=page, problem=_why(answers))
    at = stamp(answers.at)
    then = store.page_then(db, number, answers.at) if number is not None else None
    if then is None:
        return PageAgain(page=page, at=at, problem="it is no page of the database")
    try:
        evidence = await replay(then.page, answers, readers)
    except _UNUSABLE as error:
        return PageAgain(page=page, at=at, problem=_why(error))
    verdicts = {id_: each for part in evidence for id_, each in judge(part).items()}
    backlinks = tuple(
        Rejudged(
            backlink_id=each.id,
            target=each.target,
            then=then.said.get(each.id),
            now=_said(verdicts[each.id]),
        )
        for each in then.page.backlinks
    )
    return PageAgain(page=page, at=at, backlinks=backlinks)


# What an archive says of a visit may have been written by anybody.
_UNUSABLE = (AbsentError, DamagedError, OSError, KeyError, TypeError, ValueError, IndexError)


def _why(error: Exception) -> str:
    if isinstance(error, AbsentError | DamagedError | OSError):
        return str(error)
    return f"what was archived of the visit can't be used ({type(error).__name__}: {error})"


def _said(verdict: Verdict) -> Said:
    link = verdict.link
    return {
        "page_state": verdict.page_state.value,
        "link_state": verdict.link_state.value,
        "reason": verdict.reason.value,
        "countability": verdict.countability,
        "url": link.url if link else None,
        "anchor_text": link.anchor_text if link else None,
        "rel": " ".join(link.rel) if link else None,
        "placement": link.placement if link else None,
    }


def _comparable(said: Said) -> Said:
    is_lost = said["link_state"] == LinkState.LOST
    return {**said, "link_state": LinkState.MISSING.value} if is_lost else said
