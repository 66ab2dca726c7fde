"""One run from start to end: database, lock, list, ledger, result."""

import asyncio
import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from linkcrawler import store
from linkcrawler.alert import Alerts, send_owed
from linkcrawler.database import DEFAULT_DB
from linkcrawler.errors import DatabaseError, InputError
from linkcrawler.judge import confirm
from linkcrawler.models import DuePage, Evidence, Fetch, Look, Verdict
from linkcrawler.states import (
    FetchOutcome,
    LinkState,
    PageState,
    Reason,
    RunCause,
    RunOutcome,
)
from linkcrawler.taking import Taking, check_target, store_errors, take_files, together

_HEALTH_FLOOR = 5
"""Hosts; where our own code fails on every page of so many, it is not the pages."""

_BLOCKS_IN_A_ROW = 3
"""Runs that end because we are blocked; then what can't be read is told as that."""

_MAY_ANSWER_FALSELY = frozenset({RunCause.CAPTIVE_PORTAL, RunCause.BLOCKED})

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the time; the one place of the crawl that asks the machine for it."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Session:
    """The state of one run that spider, pipelines and progress share."""

    db: Database
    """The writing connection; the writer's thread has it while a run goes on."""

    reader: Database
    """A connection of its own for what the event loop reads, which never waits for the writer."""

    path: Path
    clock: Clock
    run: store.Run | None
    """``None``: nothing was due."""

    report: store.ImportReport | None
    writer: store.LookWriter | None
    _stack: ExitStack
    states: Counter[str] = field(default_factory=Counter)
    """Answers so far, by link state."""

    answered: int = 0
    """Looks that are stored, those included that were taken back."""

    failures: int = 0
    failed_keys: set[str] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=dict)
    outcome: RunOutcome = RunOutcome.RUNNING
    cause: RunCause | None = None
    """Why the answers can't be trusted; ``None``: they can."""

    outages: int = 0
    """Outages of our own line that passed; what was learnt before one may be wrong."""

    _stopped_waiting: bool = False
    _robots: list[store.KeptRobots] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What the run has to tell besides its answers, a sentence each."""

    stopping: bool = False
    """The store failed, so the run is ending."""

    distrusted: frozenset[str] = frozenset()
    """Origins whose word that a page did not change is not taken."""

    alerts: Alerts = field(default_factory=Alerts, repr=False)
    _writing: threading.RLock = field(default_factory=threading.RLock, repr=False)

    def note(self, sentence: str) -> None:
        """Tell something of the run, once."""
        if sentence not in self.notes:
            self.notes.append(sentence)
            logger.warning("%s", sentence)

    def write(self, looks: list[Look]) -> None:
        """Store a batch of looks, and count it.

        A look that can't be stored as it is does not take its batch with it: it is stored as
        an internal error. Raises ``DatabaseError`` where the database takes nothing.
        """
        with self._writing:
            self._write(looks)

    def _write(self, looks: list[Look]) -> None:
        assert self.writer is not None
        robots, self._robots = self._robots, []
        try:
            self.writer.write(looks, robots)
        except store.StorageError as error:
            raise DatabaseError(f"{self.path}: can't be written ({error})") from error
        except Exception:  # noqa: BLE001 - whichever look it is, it is told below
            self._write_apart(looks)
            self._robots[:0] = robots  # they go with the next batch
            return
        for look in looks:
            self._count(look)

    def _write_apart(self, looks: list[Look]) -> None:
        """Store looks of which one can't be stored as it is."""
        assert self.writer is not None
        for look in looks:
            try:
                self.writer.write([look])
            except store.StorageError as error:
                raise DatabaseError(f"{self.path}: can't be written ({error})") from error
            except Exception:
                logger.exception("a look could not be stored as it is")
                look = unjudged_look(look.evidence)  # noqa: PLW2901 - what is stored in its place
                self.writer.write([look])
            self._count(look)

    def kept_robots(self, origin: str) -> store.KeptRobots | None:
        """Return the robots.txt of an origin as it was last read; ``None``: it never was."""
        return store.kept_robots(self.reader, origin)

    def keep_robots(self, origin: str, body: bytes | None) -> None:
        """Keep a robots.txt for the runs to come; it is written with the next batch of looks."""
        self._robots.append(store.KeptRobots(origin, self.clock(), body))

    def _count(self, look: Look) -> None:
        self.answered += 1
        if look.evidence.fetch.outcome is FetchOutcome.INTERNAL_ERROR:
            self.failures += 1
            if len(self.failed_keys) < _HEALTH_FLOOR:
                self.failed_keys.add(look.evidence.page.key)
        for check in look.checks:
            self.states[check.verdict.link_state.value] += 1

    async def suspect(self, cause: RunCause | None) -> None:
        """Store what may be wrong with the run, so that it is not trusted if it is killed now."""

        def store_it(run_id: int) -> None:
            with self._writing, store.writing(self.db):
                store.suspect_run(self.db, run_id, cause)

        await self._in_thread(store_it)

    async def take_back(self, pages: Sequence[DuePage], cause: RunCause) -> Sequence[DuePage]:
        """Undo the answers of pages, and owe these again: our line was down, and is back.

        Returns the pages that are owed, with those backlinks alone that were not seen.
        """
        again = pages

        def undo(run_id: int) -> None:
            nonlocal again
            with self._writing, store.writing(self.db):
                store.take_back(self.db, run_id, [page.id for page in pages])
                if cause in _MAY_ANSWER_FALSELY:
                    store.forget_robots(self.db, run_id)
                    self._robots.clear()
                store.suspect_run(self.db, run_id, None)
                if self.run is not None and not self.run.resumed:
                    self.states = Counter(store.states_of(self.db, run_id))
                again = store.owed_of(self.db, [page.id for page in pages])

        await self._in_thread(undo)
        self.outages += 1
        return again

    async def _in_thread(self, change: Callable[[int], None]) -> None:
        """Change the database beside the writer; where it takes nothing, the writer tells."""
        assert self.run is not None
        try:
            await asyncio.to_thread(change, self.run.id)
        except store.StorageError as error:
            self.note(f"{self.path}: can't be written ({error})")

    async def answered_before(self, limit: int) -> list[tuple[str, str]]:
        """Return (URL, IP address) of pages that answered at their last looks."""
        return store.answered_before(self.reader, limit)

    def finish(self) -> None:
        """Close the run with what it came to; safe to call twice."""
        if self.run is None or self.outcome is not RunOutcome.RUNNING:
            return
        try:
            self._finish(self.run)
        except store.StorageError as error:
            # What was written stays; the next run goes on with the rest, or closes this one.
            self.outcome = RunOutcome.INTERRUPTED
            self.note(f"{self.path}: the run could not be closed ({error}).")

    def _finish(self, run: store.Run) -> None:
        if self._robots and self.writer is not None:  # read after the last batch
            robots, self._robots = self._robots, []
            self.writer.write([], robots)
        owes = self.db.execute("SELECT EXISTS (SELECT 1 FROM owed)").fetchone()[0]
        if self.cause is None and not owes:
            # It was stopped while it waited for our line: what that made worse is put back now, as
            # nobody knows when the next start is.
            self.cause = store.cause_of(self.db, run.id)
            self._stopped_waiting = self.cause is not None
        if self.cause is None and not owes and self._fails_everywhere():
            self.cause = RunCause.INTERNAL
        if self.cause is not None:
            outcome = RunOutcome.UNHEALTHY
        else:
            outcome = RunOutcome.INTERRUPTED if owes else RunOutcome.FINISHED
        now, recipients = self.clock(), self.alerts.recipients
        self.counts = store.finish_run(self.db, run.id, outcome, now, recipients, cause=self.cause)
        self.outcome = outcome
        loss = store.mass_loss_of(self.db, run.id)
        if loss is not None:
            self.cause = RunCause.MASS_LOSS
            self.note(
                f"{loss.gone:,} of {loss.live:,} live links are gone at once: the alert is held"
                " until the next run has looked at them again."
            )

    @contextmanager
    def alerting(self) -> Iterator[None]:
        """Send before a run what earlier ones could not, and after it what it has put in."""
        self.send_alerts()
        yield
        if self.run is not None:
            self.send_alerts()

    def send_alerts(self) -> None:
        """Send what is owed; before a run and after it, never meanwhile.

        An alert that can't be sent is told and stays owed; it changes nothing else.
        """
        try:
            sentences = send_owed(self.db, self.alerts, self.clock)
        except store.StorageError as error:
            sentences = [f"The alerts could not be sent: the database can't be written ({error})."]
        for sentence in sentences:
            self.note(sentence)

    def _fails_everywhere(self) -> bool:
        """Tell whether our own code failed on every page."""
        return self.answered == self.failures and len(self.failed_keys) >= _HEALTH_FLOOR

    @property
    def watches_blocks(self) -> bool:
        """Tell whether a block of our address is news: after some runs it is how things are."""
        if self.run is None:
            return False
        before = store.last_causes(self.reader, self.run.id, _BLOCKS_IN_A_ROW)
        return before != [RunCause.BLOCKED] * _BLOCKS_IN_A_ROW

    @property
    def exit_code(self) -> int:
        """Exit code of the public contract."""
        if self.outcome is RunOutcome.INTERRUPTED or self._stopped_waiting:
            return 4
        if self.cause is not None:
            return 3
        return 1 if self.counts.get("newly_lost") else 0

    def close(self) -> None:
        """Let go of database and lock."""
        self._stack.close()


def open_session(  # noqa: PLR0913 - each is what a command may be given
    *,
    db: str | None = None,
    links: str | None = None,
    target: str | None = None,
    encoding: str | None = None,
    budget: int | None = None,
    clock: Clock = utc_now,
    alerts: Alerts | None = None,
    is_held: bool = False,
) -> Session:
    """Take the list, if there is one, and start a run over it or over what is due.

    ``encoding`` is what the text of the list is in; ``None``: what its bytes show.
    ``budget`` bounds the pages of a run over what is due.
    ``alerts``: who is told of what it comes to; ``None``: nobody.
    ``is_held``: the caller holds the database already.

    Raises ``LinkcrawlerError`` where database, list or target can't be used; nothing is changed
    then.
    """
    path = Path(db or DEFAULT_DB)
    if target is not None:
        check_target(target)
    if links is None and not path.exists():
        raise InputError(
            f"{path}: no such database and no list of backlinks; give a list with links=FILE,"
            " --links FILE or 'linkcrawler import FILE'"
        )
    with store_errors(path), ExitStack() as stack:
        report = None
        if links is None:
            if not is_held:
                stack.enter_context(store.hold(path))
            database = store.open_database(path)
        else:
            taking = Taking(target=target, encoding=encoding)
            database, reports = take_files(stack, path, [links], taking, clock(), is_held=is_held)
            report = together(reports)
        stack.callback(database.close)
        distrusted = store.distrusted(database, clock())
        run = store.begin_run(
            database,
            clock(),
            listed=report is not None,
            target=target,
            links=report.name if report else None,
            recipients=alerts.recipients if alerts else (),
            budget=budget,
        )
        reader = store.open_beside(path)
        stack.callback(reader.close)
        return Session(
            db=database,
            reader=reader,
            path=path,
            clock=clock,
            run=run,
            report=report,
            writer=store.LookWriter(database, run.id) if run else None,
            distrusted=distrusted,
            alerts=alerts or Alerts(),
            _stack=stack.pop_all(),
        )


def unjudged_look(evidence: Evidence) -> Look:
    """Return the least there is to say of a page on which our own code fails."""
    fetch = Fetch(
        url=evidence.fetch.url,
        outcome=FetchOutcome.INTERNAL_ERROR,
        detail=evidence.fetch.detail.encode("ascii", "replace").decode(),
    )
    verdict = Verdict(
        page_state=PageState.INCOMPLETE,
        link_state=LinkState.UNKNOWN,
        reason=Reason.INTERNAL_ERROR,
    )
    checks = [
        confirm(verdict, backlink, (), evidence.checked_at) for backlink in evidence.page.backlinks
    ]
    bare = Evidence(page=evidence.page, fetch=fetch, checked_at=evidence.checked_at)
    return Look(evidence=bare, checks=tuple(checks))


class StoredLedger:
    """The ledger of a run, as the feeder reads it."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def heavy(self, more_than: int) -> list[tuple[int, str, int]]:
        """Return (id, key, owed pages) of the keys with more pages than that."""
        return store.heavy_keys(self._db, more_than)

    def next_pages(self, after: tuple[int, int], limit: int) -> list[tuple[int, DuePage]]:
        """Return the owed pages after (key id, page id)."""
        return store.owed_pages(self._db, after, limit)

    def pages_of(self, key_id: int, after_page: int, limit: int) -> list[DuePage]:
        """Return the owed pages of one key after a page id."""
        found = store.owed_pages(self._db, (key_id, after_page), limit, key_id)
        return [page for _, page in found]
