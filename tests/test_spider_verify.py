"""The spider where our own code fails: a page never ends without a row."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from twisted.python.failure import Failure

import spiders.verify
from linkcrawler.config import Config
from linkcrawler.crawl.failure import RenderError
from linkcrawler.crawl.session import utc_now
from linkcrawler.crawl.visit import Read, Visit
from linkcrawler.models import DuePage, Evidence, Fetch, PageFacts
from linkcrawler.states import FetchOutcome, Reason
from spiders.verify import VerifySpider
from tests.make import due, known

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
