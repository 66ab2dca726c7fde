"""The year before the first night: lists that came in, and looks at what they named.

The pages are made and read as always, judged by the same rules and kept by the same store, at the
times that it would have been; only the network is left out.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from linkcrawler import store
from linkcrawler.crawl.session import Session, open_session
from linkcrawler.demo.answer import Answer as Served
from linkcrawler.demo.atlas import SITE_BY_HOST
from linkcrawler.demo.backlinks import write_list
from linkcrawler.demo.visit import Visit
from linkcrawler.judge import checks_of, events_of
from linkcrawler.models import DuePage, Evidence, Fetch, Look, PageFacts, Sighting
from linkcrawler.page import Answer, read_page
from linkcrawler.states import FetchOutcome
from linkcrawler.taking import Taking, take_into
from linkcrawler.urls import parse_web

WEEKS = 52
_EVERY_WEEKS = 2


def write_past(db: Path, port: int, now: datetime) -> None:
    """Fill a new database with the looks of the last year. Raises ``LinkcrawlerError``."""
    after = WEEKS
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "export.csv"
        for weeks_ago in range(WEEKS - _EVERY_WEEKS, 0, -_EVERY_WEEKS):
            at = now - timedelta(weeks=weeks_ago)
            came = range(weeks_ago, after)
            if write_list(listed, port, now.date(), lambda claim: claim.weeks_ago in came):  # noqa: B023 - asked at once
                take_into(db, [str(listed)], Taking(), at)
            after = weeks_ago
            if db.exists():
                _look_at_due(db, Visit(port=port, night=1, weeks_ago=weeks_ago), at, now)


def _look_at_due(db: Path, visit: Visit, at: datetime, now: datetime) -> None:
    session = open_session(db=str(db), clock=lambda: at)
    try:
        if session.run is not None:
            session.write([_look(page, visit, at, now) for page in _owed(session)])
        session.finish()
    finally:
        session.close()


def _owed(session: Session) -> Iterator[DuePage]:
    after = (0, 0)
    while found := store.owed_pages(session.reader, after, 1_000):
        yield from (page for _, page in found)
        after = (found[-1][0], found[-1][1].id)


def _look(page: DuePage, visit: Visit, at: datetime, now: datetime) -> Look:
    address = parse_web(page.url)
    assert address is not None
    served = SITE_BY_HOST[address.host].answer(address.path, visit)
    targets = tuple(sorted({backlink.target for backlink in page.backlinks}))
    facts, seen = _read(page.url, served, targets, now)
    fetch = Fetch(
        url=page.url,
        outcome=FetchOutcome.RESPONSE,
        final_url=page.url,
        status=served.status,
        body_bytes=len(served.body),
    )
    sightings = {each.id: seen[each.target] for each in page.backlinks}
    evidence = Evidence(page=page, fetch=fetch, facts=facts, sightings=sightings, checked_at=at)
    look = Look(evidence=evidence, checks=checks_of(evidence))
    return replace(look, events=events_of(look))


@lru_cache(maxsize=1_000)
def _read(
    url: str, served: Served, targets: tuple[str, ...], now: datetime
) -> tuple[PageFacts, dict[str, Sighting]]:
    headers = (("content-type", served.content_type), *served.headers)
    answer = Answer(url=url, status=served.status, headers=headers, body=served.body)
    return read_page(answer, targets, now)
