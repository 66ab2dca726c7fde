"""Small builders of the frozen values that tests speak about; every one has a usual case."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from linkcrawler import store
from linkcrawler.models import (
    Backlink,
    Check,
    Claim,
    DuePage,
    Evidence,
    Fetch,
    Hop,
    KnownBacklink,
    LastSight,
    LinkObservation,
    Look,
    PageFacts,
    RefusedRow,
    Sighting,
    Verdict,
)
from linkcrawler.states import (
    AnchorSource,
    Countability,
    FetchOutcome,
    LinkState,
    MatchLevel,
    PageState,
    Placement,
    Reason,
    RunOutcome,
    Signal,
)
from pipelines.changes import ChangesPipeline
from pipelines.judge import JudgePipeline

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
PAGE = "https://blog.example.org/post"
TARGET = "https://www.example.com/shop"


def link(level: MatchLevel | None = MatchLevel.EXACT, **changes: object) -> LinkObservation:
    """Return a link to the target in the text of the page."""
    usual = LinkObservation(
        position=3,
        href=TARGET,
        url=TARGET,
        anchor_text="the shop",
        anchor_source=AnchorSource.TEXT,
        placement=Placement.CONTENT,
        match_level=level,
        html=f'<a href="{TARGET}">the shop</a>',
        dom_path="html > body > p > a",
    )
    return replace(usual, **changes)


def fetch(status: int | None = 200, **changes: object) -> Fetch:
    """Return a fetch that ended with an answer."""
    usual = Fetch(url=PAGE, outcome=FetchOutcome.RESPONSE, final_url=PAGE, status=status)
    return replace(usual, **changes)


def failure(outcome: FetchOutcome, **changes: object) -> Fetch:
    """Return a fetch that ended without an answer."""
    return replace(Fetch(url=PAGE, outcome=outcome, detail="why"), **changes)


def led_to(final_url: str, status: int = 200, *, start: str = PAGE) -> Fetch:
    """Return a fetch whose one redirect led to ``final_url``."""
    hops = (Hop(url=start, status=301),)
    return fetch(status, url=start, final_url=final_url, hops=hops)


def facts(*marks: Signal, **changes: object) -> PageFacts:
    """Return the facts of an ordinary web page."""
    usual = PageFacts(
        title="A post",
        language="en",
        declared_language="en",
        words=400,
        links_on_page=40,
        external_links_on_page=4,
        signals=frozenset(marks),
        media_type="text/html",
        encoding="utf-8",
    )
    return replace(usual, **changes)


def known(last: LastSight | None = None, *, number: int = 1, target: str = TARGET) -> KnownBacklink:
    """Return a backlink of the store."""
    return KnownBacklink(id=number, target=target, last=last)


def due(*backlinks: KnownBacklink, number: int = 1, url: str = PAGE, key: str = "") -> DuePage:
    """Return a page that is owed an answer."""
    return DuePage(id=number, url=url, key=key or "example.org", backlinks=backlinks or (known(),))


def present(**changes: object) -> LastSight:
    """Return what is stored of a backlink whose link was there at the last look."""
    usual = LastSight(
        link_state=LinkState.PRESENT,
        page_state=PageState.OK,
        reason=Reason.LINK_FOUND,
        known_state=LinkState.PRESENT,
        known_at=NOW - DAY,
        last_present_at=NOW - DAY,
        observation_id=7,
        url=TARGET,
        anchor_text="the shop",
        rel="",
        countability=Countability.FOLLOWED,
        placement=Placement.CONTENT,
        page_language="en",
    )
    return replace(usual, **changes)


def absent(
    state: LinkState = LinkState.MISSING,
    *,
    absences: int = 1,
    hours_ago: float = 24,
    **changes: object,
) -> LastSight:
    """Return what is stored of a backlink that was there once and is not there now."""
    at = NOW - hours_ago * HOUR
    return replace(
        present(),
        **{
            "link_state": state,
            "reason": Reason.LINK_REMOVED,
            "known_state": state,
            "last_present_at": NOW - 9 * DAY,
            "missing_since_at": at,
            "absent_at": at,
            "absences": absences,
            **changes,
        },
    )


def doubtful(before: LastSight, reason: Reason = Reason.TIMEOUT) -> LastSight:
    """Return what is stored when the look after ``before`` could tell nothing."""
    return replace(
        before, link_state=LinkState.UNKNOWN, page_state=PageState.UNREACHABLE, reason=reason
    )


def evidence(
    got: Fetch,
    about: PageFacts | None = None,
    seen: Sighting | Iterable[LinkObservation] = (),
    *,
    page: DuePage | None = None,
    at: datetime = NOW,
) -> Evidence:
    """Return the evidence of one look; every backlink of the page is seen alike."""
    page = page or due()
    sighting = seen if isinstance(seen, Sighting) else Sighting(links=tuple(seen))
    return Evidence(
        page=page,
        fetch=got,
        checked_at=at,
        facts=about,
        sightings={backlink.id: sighting for backlink in page.backlinks},
    )


def verdict(state: LinkState, reason: Reason, **changes: object) -> Verdict:
    """Return a verdict on a page that was read."""
    return replace(Verdict(page_state=PageState.OK, link_state=state, reason=reason), **changes)


def seen_verdict(seen: LinkObservation | None = None, **changes: object) -> Verdict:
    """Return the verdict on a followed link that is there."""
    return replace(
        verdict(LinkState.PRESENT, Reason.LINK_FOUND),
        **{"link": seen or link(), "countability": Countability.FOLLOWED, **changes},
    )


def check(last: LastSight | None, what: Verdict) -> Check:
    """Return a check of a backlink."""
    return Check(backlink=known(last), verdict=what)


def backlink(
    referring_page: str = PAGE, target: str = TARGET, *, line: int = 1, **claimed: str
) -> Backlink:
    """Return a row of a list."""
    return Backlink(referring_page=referring_page, target=target, line=line, claim=Claim(**claimed))


def refused(line: int = 1, reason: str = "no URL; one is expected") -> RefusedRow:
    """Return a row of a list that can't be used."""
    return RefusedRow(line=line, column="URL", value="??", reason=reason)


# --- what a server may show of the one link, as a whole look ---------------------------------------

FOUND = (fetch(), facts(), (link(),))
REMOVED = (fetch(), facts(), ())
NOT_FOUND = (fetch(404), facts(title="404"), ())
GONE = (fetch(410), facts(title="410"), ())
TIMED_OUT = (failure(FetchOutcome.TIMEOUT), None, ())
WALLED = (
    fetch(),
    facts(Signal.CHALLENGE_BODY, title="Just a moment...", language=None, words=9),
    (),
)
SOFT = (fetch(), facts(Signal.SOFT_404, title="Nicht gefunden", language="de", words=9), ())
ELSEWHERE = (fetch(), facts(), (link(MatchLevel.SAME_HOST, url="https://www.example.com/"),))
MENTIONED = (fetch(), facts(), Sighting(mentioned=True))

Answer = tuple[Fetch, PageFacts | None, Sighting | tuple[LinkObservation, ...]]


def look(page: DuePage, answer: Answer, at: datetime) -> Look:
    """Judge an answer as the pipelines do."""
    item = JudgePipeline().process_item(evidence(*answer, page=page, at=at))
    judged = ChangesPipeline().process_item(item)
    assert isinstance(judged, Look)
    return judged


def owed(db: object) -> Iterator[DuePage]:
    """Yield every page that the run owes."""
    for _, page in store.owed_pages(db, (0, 0), 10_000):
        yield page


def night(
    db: object, at: datetime, answers: dict[str, Answer] | Answer, *, listed: bool = False
) -> dict[str, int]:
    """Do one whole run: every owed page gets its answer, by its URL, or one for all."""
    run = store.begin_run(db, at, listed=listed, target=None)
    assert run is not None, "nothing was due"
    writer = store.LookWriter(db, run.id)
    looks = [
        look(page, answers[page.url] if isinstance(answers, dict) else answers, at)
        for page in owed(db)
    ]
    writer.write(looks)
    return store.finish_run(db, run.id, RunOutcome.FINISHED, at)


def rows(db: object, sql: str, *values: object) -> list[dict[str, object]]:
    """Return the rows of a query."""
    return list(store.iterate(db, sql, values))
