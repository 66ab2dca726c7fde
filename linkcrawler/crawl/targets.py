"""A run over the user's own targets: which pages they are, and what each look came to."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from scrapy import Request

from linkcrawler import store
from linkcrawler.crawl.readers import Readers
from linkcrawler.crawl.session import Clock, Session, utc_now
from linkcrawler.crawl.unchanged import Unchanged
from linkcrawler.crawl.visit import Visit
from linkcrawler.database import DEFAULT_DB
from linkcrawler.domains import site_of_url
from linkcrawler.errors import InputError
from linkcrawler.judge.targets import is_broken, judge_target, sentence_of
from linkcrawler.models import DuePage, Evidence, Fetch, PageFacts, Sighting, TargetLook
from linkcrawler.page import Answer
from linkcrawler.page.match import parse_target
from linkcrawler.states import RunCause, RunOutcome
from linkcrawler.taking import store_errors
from linkcrawler.urls import parse_web, without_credentials, without_fragment


@dataclass(slots=True)
class TargetsSession(Session):
    """The state of one run over the targets; what it came to is written at its end."""

    pages: tuple[DuePage, ...] = ()
    """One for each address, numbered from 1."""

    named_by: dict[int, tuple[int, ...]] = field(default_factory=dict)
    """Targets of each page."""

    linked: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """Registered domains that each page links to."""

    looks: dict[int, TargetLook] = field(default_factory=dict)
    """By page."""

    def take(self, evidence: Evidence) -> None:
        """Take what a look at a page came to."""
        self.answered += 1
        look = judge_target(
            evidence, self.named_by[evidence.page.id], self.linked.get(evidence.page.id, ())
        )
        self.looks[evidence.page.id] = look

    async def suspect(self, cause: RunCause | None) -> None:
        """Do nothing: what was seen is written once the run is known to be healthy."""
        del cause

    async def take_back(self, pages: Sequence[DuePage], cause: RunCause) -> Sequence[DuePage]:
        """Forget the looks at pages: our line was down, and is back; returns the pages."""
        del cause
        for page in pages:
            self.looks.pop(page.id, None)
        self._robots.clear()
        self.outages += 1
        return pages

    @property
    def watches_blocks(self) -> bool:
        """Tell whether a block of our address is news; one site is no measure of that."""
        return False

    def finish(self) -> None:
        """Write the looks; of a run that was not healthy those alone that saw a page."""
        if self.outcome is not RunOutcome.RUNNING:
            return
        looks = list(self.looks.values())
        if self.cause is not None:
            self.outcome = RunOutcome.UNHEALTHY
            looks = [look for look in looks if look.reason is None]
        elif len(looks) < len(self.pages):
            self.outcome = RunOutcome.INTERRUPTED
        else:
            self.outcome = RunOutcome.FINISHED
        try:
            store.keep_target_looks(self.db, looks, self._robots)
        except store.StorageError as error:
            self.outcome = RunOutcome.INTERRUPTED
            self.note(f"{self.path}: can't be written ({error})")

    @property
    def exit_code(self) -> int:
        """Exit code of the public contract; 1: a target is broken."""
        if self.outcome is RunOutcome.INTERRUPTED:
            return 4
        if self.cause is not None:
            return 3
        return int(any(is_broken(look) for look in self.looks.values()))


class TargetLedger:
    """The pages of the targets, as the feeder reads them."""

    def __init__(self, pages: Sequence[DuePage]) -> None:
        self._pages = pages

    def heavy(self, more_than: int) -> list[tuple[int, str, int]]:
        """Return none: the pages are fed as they come."""
        del more_than
        return []

    def next_pages(self, after: tuple[int, int], limit: int) -> list[tuple[int, DuePage]]:
        """Return the pages after (key id, page id)."""
        found = [page for page in self._pages if page.id > after[1]]
        return [(0, page) for page in found[:limit]]

    def pages_of(self, key_id: int, after_page: int, limit: int) -> list[DuePage]:
        """Return none, as no key is heavy."""
        del key_id, after_page, limit
        return []


class WholePages(Unchanged):
    """Reads targets whole, with the domains that they link to; asks no server what changed."""

    def __init__(self, readers: Readers, session: TargetsSession) -> None:
        super().__init__(readers, (), session.note)
        self._linked = session.linked

    def ask(self, visit: Visit, request: Request, now: datetime) -> None:
        """Ask for the page whole."""

    async def read(
        self, answer: Answer, visit: Visit, fetch: Fetch, now: datetime
    ) -> tuple[PageFacts, dict[str, Sighting]]:
        """Return what the page says of itself; raises ``UnreadableError``."""
        del fetch
        if visit.is_aside or not 200 <= answer.status < 300:
            return await self._readers.read(answer, (), now)
        facts, self._linked[visit.page.id] = await self._readers.read_linked(answer, now)
        return facts, {}


def open_targets(
    db: str | None = None, *, clock: Clock = utc_now, is_held: bool = False
) -> TargetsSession:
    """Start a run over the own targets of a database.

    ``is_held``: the caller holds the database already. Raises ``LinkcrawlerError`` where it can't
    be used, or where another run holds it.
    """
    path = Path(db or DEFAULT_DB)
    if not path.exists():
        raise InputError(f"{path}: no such database; 'linkcrawler import FILE' makes one")
    with store_errors(path), ExitStack() as stack:
        if not is_held:
            stack.enter_context(store.hold(path))
        database = store.open_database(path)
        stack.callback(database.close)
        reader = store.open_beside(path)
        stack.callback(reader.close)
        pages, named_by = pages_of(store.own_targets(database))
        now = clock()
        run = store.Run(id=0, started_at=now, pages=len(pages), backlinks=0)
        return TargetsSession(
            db=database,
            reader=reader,
            path=path,
            clock=clock,
            run=run if pages else None,
            report=None,
            writer=None,
            _stack=stack.pop_all(),
            pages=pages,
            named_by=named_by,
        )


def pages_of(
    targets: Sequence[tuple[int, str]],
) -> tuple[tuple[DuePage, ...], dict[int, tuple[int, ...]]]:
    """Return a page for each address that targets (id, as given) name, and the targets of each."""
    named: dict[str, list[int]] = {}
    for target_id, given in targets:
        named.setdefault(address_of(given), []).append(target_id)
    pages = tuple(
        DuePage(id=number, url=url, key=site_of_url(url) or url, backlinks=())
        for number, url in enumerate(named, start=1)
    )
    return pages, {page.id: tuple(named[page.url]) for page in pages}


def address_of(given: str) -> str:
    """Return the address that a target is looked at by; a host name is that of its home page.

    Over plain HTTP, which leads on to HTTPS where there is any.
    """
    text = given.strip()
    target = parse_target(text)
    if target is None:
        return text
    url = text if "://" in text else f"http://{text.lstrip('/')}"
    address = parse_web(url)
    return without_fragment(address.href if address else url)


def target_lines(session: TargetsSession) -> list[str]:
    """Return what the run came to, a line for each target that is not as it should be."""
    if session.run is None:
        return ["There is no target of your own to look at."]
    named = {page.id: without_credentials(page.url) for page in session.pages}
    told = sorted((named[number], look) for number, look in session.looks.items())
    lines = [
        f"{url}: {sentence}" for url, look in told if (sentence := sentence_of(look)) is not None
    ]
    broken = sum(is_broken(look) for look in session.looks.values())
    lines.append(
        f"{len(session.looks):,} of {len(session.pages):,} targets looked at, {broken:,} broken."
    )
    lines += session.notes
    if session.outcome is RunOutcome.INTERRUPTED:
        lines.append("The run was interrupted; start it again.")
    if session.cause is not None:
        lines.append(f"{session.cause.sentence} What was known of the targets stays.")
    return lines
