"""One run from start to end: database, lock, list, ledger, result."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from linkcrawler import store
from linkcrawler.alert import Alerts, send_owed
from linkcrawler.errors import DatabaseError, InputError
from linkcrawler.imports import open_list
from linkcrawler.judge import confirm
from linkcrawler.models import DuePage, Evidence, Fetch, Look, Verdict
from linkcrawler.states import (
    NETWORK_FAILURES,
    FetchOutcome,
    LinkState,
    PageState,
    Reason,
    RunOutcome,
)
from linkcrawler.urls import parse_web

DEFAULT_DB = "backlinks.db"
_OURS = NETWORK_FAILURES | {FetchOutcome.INTERNAL_ERROR}
"""Where every page ends like this, it is our network, or our code, that failed."""

_HEALTH_FLOOR = 5

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
    failures: int = 0
    failed_keys: set[str] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=dict)
    outcome: RunOutcome = RunOutcome.RUNNING
    _robots: list[store.KeptRobots] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What the run has to tell besides its answers, a sentence each."""

    stopping: bool = False
    """The store failed, so the run is ending."""

    distrusted: frozenset[str] = frozenset()
    """Origins whose word that a page did not change is not taken."""

    alerts: Alerts = field(default_factory=Alerts, repr=False)

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
        assert self.writer is not None
        robots, self._robots = self._robots, []
        try:
            self.writer.write(looks, robots)
        except store.StorageError as error:
            raise DatabaseError(f"{self.path}: can't be written ({error})") from error
        except Exception:
            if len(looks) == 1:
                logger.exception("a look could not be stored as it is")
                stored = unjudged_look(looks[0].evidence)
                self.writer.write([stored])
                self._count(stored)
                return
            for look in looks:
                self.write([look])
            return
        for look in looks:
            self._count(look)

    def kept_robots(self, origin: str) -> store.KeptRobots | None:
        """Return the robots.txt of an origin as it was last read; ``None``: it never was."""
        return store.kept_robots(self.reader, origin)

    def keep_robots(self, origin: str, body: bytes | None) -> None:
        """Keep a robots.txt for the runs to come; it is written with the next batch of looks."""
        self._robots.append(store.KeptRobots(origin, self.clock(), body))

    def _count(self, look: Look) -> None:
        self.answered += 1
        if look.evidence.fetch.outcome in _OURS:
            self.failures += 1
            if len(self.failed_keys) < _HEALTH_FLOOR:
                self.failed_keys.add(look.evidence.page.key)
        for check in look.checks:
            self.states[check.verdict.link_state.value] += 1

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
        owes = self.db.execute("SELECT EXISTS (SELECT 1 FROM owed)").fetchone()[0]
        if owes:
            outcome = RunOutcome.INTERRUPTED
        elif self._is_unhealthy():
            outcome = RunOutcome.UNHEALTHY
        else:
            outcome = RunOutcome.FINISHED
        recipients = self.alerts.recipients
        self.counts = store.finish_run(self.db, run.id, outcome, self.clock(), recipients)
        if outcome is RunOutcome.UNHEALTHY:
            store.due_again(self.db, run.id)
        self.outcome = outcome
        loss = store.mass_loss_of(self.db, run.id)
        if loss is not None:
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

    def _is_unhealthy(self) -> bool:
        """Tell whether every page failed in a way that says more of us than of them."""
        return self.answered == self.failures and len(self.failed_keys) >= _HEALTH_FLOOR

    @property
    def exit_code(self) -> int:
        """Exit code of the public contract."""
        match self.outcome:
            case RunOutcome.UNHEALTHY:
                return 3
            case RunOutcome.INTERRUPTED:
                return 4
            case _:
                return 1 if self.counts.get("newly_lost") else 0

    def close(self) -> None:
        """Let go of database and lock."""
        self._stack.close()


def open_session(
    *,
    db: str | None = None,
    links: str | None = None,
    target: str | None = None,
    budget: int | None = None,
    clock: Clock = utc_now,
    alerts: Alerts | None = None,
) -> Session:
    """Take the list, if there is one, and start a run over it or over what is due.

    ``budget`` bounds the pages of a run over what is due.
    ``alerts``: who is told of what it comes to; ``None``: nobody.

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
    with _store_errors(path), ExitStack() as stack:
        report = None
        if links is None:
            stack.enter_context(store.hold(path))
            database = store.open_database(path)
        else:
            database, report = _take(stack, path, links, target, clock())
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
        reader = store.open_reader(path)
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


def take_into(path: Path, links: str, target: str | None, now: datetime) -> store.ImportReport:
    """Take a list into the database at ``path``; raises as ``open_session`` does."""
    with _store_errors(path), ExitStack() as stack:
        database, report = _take(stack, path, links, target, now)
        database.close()
        return report


@contextmanager
def _store_errors(path: Path) -> Iterator[None]:
    """Tell what the store can't do, such as on a full disk, as a ``DatabaseError``."""
    try:
        yield
    except store.AnyDatabaseError as error:
        raise DatabaseError(f"{path}: the database can't be written ({error})") from error


def _take(
    stack: ExitStack, path: Path, links: str, target: str | None, now: datetime
) -> tuple[Database, store.ImportReport]:
    """Open the list, then the database, and take the one into the other.

    A list that can't be used leaves no new database behind.
    """
    listing = stack.enter_context(open_list(links, target=target))
    stack.enter_context(store.hold(path))
    is_new = not path.exists()
    database = store.open_database(path)
    try:
        return database, store.take_list(database, listing.rows, listing.name, now)
    except BaseException:
        database.close()
        if is_new:
            _remove(path)
        raise


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


def check_target(target: str) -> None:
    """Raise ``InputError`` unless ``target`` is a host name or a web address."""
    text = target.strip()
    address = parse_web(text if "://" in text else f"http://{text}")
    if address is None or not ("." in address.host or address.host == "localhost"):
        raise InputError(
            f"target {target!r} is no site; give a host name such as example.com"
            " or an address such as https://example.com/page"
        )


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


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
