"""The spider where our own code fails: a page never ends without a row."""

import asyncio
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

import spiders.verify
from linkcrawler.config import Config
from linkcrawler.crawl.archive import Archive
from linkcrawler.crawl.failure import FetchError, NoMemoryError, NoRoomError, RenderError
from linkcrawler.crawl.handler import PUT_BACK, TRANSFERRED
from linkcrawler.crawl.health import Suspicion
from linkcrawler.crawl.refusing import LET_BE_AFTER
from linkcrawler.crawl.session import utc_now
from linkcrawler.crawl.visit import Beside, Read, Sibling, Visit
from linkcrawler.models import DuePage, Evidence, Fetch, PageFacts, Sighting
from linkcrawler.page import Answer
from linkcrawler.page.packing import Content
from linkcrawler.states import FetchOutcome, Reason, RunCause
from spiders.verify import VerifySpider
from tests.make import TARGET, due, facts, fetch, known, link

URL = "http://site.example/page"


@pytest.fixture
def spider(monkeypatch: pytest.MonkeyPatch) -> VerifySpider:
    """Return a spider whose feeder waits for every page."""
    session: Any = SimpleNamespace(
        reader=None,
        run=None,
        note=lambda _: None,
        clock=utc_now,
        watches_blocks=True,
        distrusted=frozenset(),
    )
    made = VerifySpider(session, Config(parse_workers=0))
    monkeypatch.setattr(made._feeder, "release", lambda *_: True)
    return made


def test_what_breaks_after_the_browser_is_told(
    spider: VerifySpider, monkeypatch: pytest.MonkeyPatch
):
    def breaks(_: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(spiders.verify, "judge", breaks)
    visit = Visit(page=DuePage(id=1, url=URL, key="site.example", backlinks=()))
    first = Read(Fetch(url=URL, outcome=FetchOutcome.RESPONSE, status=200), PageFacts(), {})
    failure = Failure(RenderError("the browser took more than 60 s"))
    failure.request = Request(URL, cb_kwargs={"visit": visit, "first": first})  # type: ignore[attr-defined]
    (evidence,) = spider.render_failed(failure)

    assert isinstance(evidence, Evidence)
    assert evidence.fetch.outcome is FetchOutcome.INTERNAL_ERROR
    assert evidence.fetch.detail == "RuntimeError: boom"


def test_each_evidence_of_a_page_that_is_lost_in_the_pipelines_is_answered_for_once(
    spider: VerifySpider,
):
    whole = due(known(number=1), known(number=2))
    fetch = Fetch(url=URL, outcome=FetchOutcome.RESPONSE, status=200)
    parts = [
        Evidence(page=replace(whole, backlinks=(each,)), fetch=fetch, checked_at=utc_now())
        for each in whole.backlinks
    ]
    for evidence in (*parts, *parts):
        spider._item_failed(evidence)

    assert [page.backlinks for page in spider._feeder._vanished] == [
        p.page.backlinks for p in parts
    ]
    told = [spider._lost(Visit(page=page)) for page in spider._feeder._vanished]
    assert {check.verdict.reason for look in told for check in look.checks} == {  # type: ignore[union-attr]
        Reason.INTERNAL_ERROR
    }


def test_nobody_waits_for_an_answer_that_was_lost_in_the_pipelines(spider: VerifySpider):
    visit = Visit(page=due(known(), url=URL))
    (told,) = spider._end(visit, Fetch(url=URL, outcome=FetchOutcome.TIMEOUT))
    sent = spider._ended
    spider._item_failed(told)  # and answered for again, which comes to the store
    spider._lost(visit)

    assert (sent, spider._ended) == (1, 1)


def test_at_the_end_of_the_run_a_host_that_a_page_leads_to_has_a_new_chance(spider: VerifySpider):
    leads_to = "http://www.site.example/page"
    refused = Fetch(url=leads_to, outcome=FetchOutcome.TIMEOUT)
    for _ in range(LET_BE_AFTER):
        spider._refusing.count(leads_to, refused)
    first, again = (Visit(page=due(known(), url=URL), tries=tries) for tries in (1, 2))
    (told,) = spider._asked_or_refused(spider._request(first, leads_to))
    (request,) = spider._asked_or_refused(spider._request(again, leads_to))

    assert isinstance(told, Evidence)
    assert isinstance(request, Request)


def test_after_an_outage_no_host_is_let_be_for_it(
    spider: VerifySpider, monkeypatch: pytest.MonkeyPatch
):
    """Also where no page was answered for meanwhile, as all are to be tried again."""

    async def passes(*_: object) -> tuple[()]:
        spider.session.outages += 1
        return ()

    spider.session.outages = 0
    monkeypatch.setattr(spider._monitor, "suspicion", lambda **_: Suspicion(cause=RunCause.NETWORK))
    monkeypatch.setattr(spider._outages, "settle", passes)
    for _ in range(LET_BE_AFTER):
        spider._refusing.count(URL, Fetch(url=URL, outcome=FetchOutcome.TIMEOUT))
    spider._again[1] = Visit(page=due(known(), url=URL), tries=2)

    assert asyncio.run(spider._is_line_up(in_hand=1))
    assert spider._refusing.instead_of(URL) is None
    assert not spider._again


def test_a_link_that_was_seen_on_the_way_is_told_though_the_page_it_leads_to_fails(
    spider: VerifySpider, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(spider._feeder, "put_off", lambda *_, **__: True)
    page = due(known(number=1), known(number=2, target="https://t.example/"), url=URL)
    visit = Visit(page=page, seen={TARGET: Sighting(links=(link(),))}, seen_on=(fetch(), facts()))
    failure = Failure(FetchError(FetchOutcome.TIMEOUT, "too slow"))
    failure.request = spider._request(visit, "https://next.example/")  # type: ignore[attr-defined]
    last, first = spider.failed(failure)

    assert isinstance(first, Evidence)
    assert [each.id for each in first.page.backlinks] == [1]
    assert first.sightings[1].proves
    assert isinstance(last, Evidence)
    assert last.fetch.outcome is FetchOutcome.TIMEOUT


def test_an_answer_to_a_condition_that_is_not_taken_is_not_archived(
    spider: VerifySpider, monkeypatch: pytest.MonkeyPatch
):
    """A visit is judged again by the answers that it was judged by."""
    archived: list[object] = []
    monkeypatch.setattr(spider.archive, "keep", lambda *_, **__: archived.append(_))
    monkeypatch.setattr(spider._feeder, "lead", lambda *_, **__: True)
    page = due(known(), url=URL)
    visit = Visit(page=page, asked=Content(facts=facts(), sightings={}, headers=()))
    found = asyncio.run(spider._read(Response(URL, status=304, request=Request(URL)), visit))

    assert (list(found), archived) == ([], [])
    assert spider._next[page.id].url == URL


def test_what_was_archived_of_a_page_that_begins_anew_is_forgotten(tmp_path: Path):
    archive = Archive(Config(warc=str(tmp_path)), 1, print)
    visit = Visit(page=due(known(), url=URL))
    archive.keep_beside(visit, Beside(Read(fetch(), facts(), {}), Sibling(is_hard=True)))
    archive.forget([visit.page.id])

    assert archive._held == {}


SLOW_CHAINS = [  # (seconds of each answer, where every other one leads, redirects that are followed)
    (0.1, URL, 10),
    (1.5, URL, 9),  # 7.5 s between two of them
    (8.0, URL, 2),
    (8.0, "http://other.example/page", 10),  # no site has to be let be, and 80 s are not 90
]


@pytest.mark.parametrize(("took_s", "other", "followed"), SLOW_CHAINS)
def test_redirects_of_a_slow_site_are_followed_as_long_as_a_whole_fetch_may_take(
    took_s: float, other: str, followed: int, spider: VerifySpider
):
    visit = Visit(page=due(known(), url=URL))
    visit.key = "site.example"
    found: list[Any] = []
    for hop in range(12):
        meta = {"download_latency": took_s, TRANSFERRED: True}
        visit.count_transfer(meta, spider._pace, answered=True)
        address = (URL, other)[(hop + 1) % 2]
        answer = Answer(url=URL, status=302, headers=(), body=b"")
        found = list(spider._follow(visit, answer, f"{address}{hop}"))
        if found:
            break

    assert len(visit.hops) - 1 == followed
    expected = FetchOutcome.REDIRECT_LOOP if followed == 10 else FetchOutcome.TIMEOUT
    assert [each.fetch.outcome for each in found] == [expected]


@pytest.mark.parametrize(("tries", "spent_s", "timeout_s"), [(1, 0, 40), (2, 40, 30), (2, 70, 20)])
def test_a_second_try_has_less_time_so_that_all_of_a_fetch_has_its_end(
    tries: int, spent_s: float, timeout_s: float, spider: VerifySpider
):
    visit = Visit(page=due(known(), url=URL), tries=tries, spent_s=spent_s)

    assert spider._request(visit, URL).meta["download_timeout"] == timeout_s


@pytest.mark.parametrize(
    ("error", "is_careful", "put"),
    [
        (NoMemoryError(is_sudden=True), True, "put_back"),
        (NoMemoryError(is_sudden=False), False, "put_back"),
        (NoRoomError("too many open files"), False, "narrow"),
    ],
)
def test_a_page_whose_body_had_no_room_comes_in_its_turn_the_next_time(
    error: NoRoomError,
    is_careful: bool,
    put: str,
    spider: VerifySpider,
    monkeypatch: pytest.MonkeyPatch,
):
    called: list[str] = []
    for name in ("narrow", "put_back"):
        monkeypatch.setattr(spider._feeder, name, lambda *_, name=name: called.append(name))
    visit = Visit(page=due(known(), url=URL))
    failure = Failure(error)
    failure.request = Request(URL, cb_kwargs={"visit": visit})  # type: ignore[attr-defined]

    assert list(spider.failed(failure)) == []
    assert spider._next[visit.page.id].meta[PUT_BACK] is is_careful
    assert called == [put]
