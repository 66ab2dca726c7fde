"""The one process that cuts shards, hands them out, and merges what comes back.

The ledger in the database is the truth: whatever happens to workers, to this process or to the
network between them, a page is owed until its answer is in the database.
"""

import hashlib
import signal
import tempfile
import threading
import time
import zlib
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from distributed import KilledWorker, wait

from linkcrawler import store
from linkcrawler.cluster.engine import Engine
from linkcrawler.cluster.folder import SharedFolder
from linkcrawler.cluster.orders import INLINE_BYTES, TOPIC, Order, Result, made_by
from linkcrawler.cluster.shards import MOST_PAGES, OwedDomain, Shard, pack, shards_for
from linkcrawler.cluster.task import STOP_WITHIN_S, crawl_shard
from linkcrawler.crawl.session import Session
from linkcrawler.errors import DatabaseError
from linkcrawler.states import RunCause

BEAT_EVERY_S = 5.0
QUIET_S = STOP_WITHIN_S + 5.0
"""Within this the tasks of a start that was killed have heard of the new one and ended."""

COLLECT_WITHIN_S = STOP_WITHIN_S + 60.0
"""Time for what is on its way when a run is interrupted."""

NO_WORKER_S = 600.0
MOST_ATTEMPTS = 2
MOST_PAGES_INLINE = 20_000

OnProgress = Callable[[int, int], None]
"""Is told how many shards are merged, of how many."""


@dataclass(slots=True)
class Coordinator:
    """Works through what the run of a session owes, on the workers of an engine."""

    session: Session
    engine: Engine
    settings: dict[str, str]
    """Of the crawls, secrets left out."""

    on_progress: OnProgress
    _folder: SharedFolder | None = None
    _address: str | None = None
    _token: str = field(default_factory=lambda: uuid4().hex)
    _waiting: deque[tuple[Shard, int, list[str]]] = field(default_factory=deque)
    """Shards with the number of the attempt, and the workers it is for; none: any."""

    _running: dict[Any, tuple[Order, Shard]] = field(default_factory=dict)
    _seen: dict[int, dict[str, int]] = field(default_factory=dict)
    """Answers that workers tell of, by shard."""

    _merged: Counter[str] = field(default_factory=Counter)
    _done: int = 0
    _shards: int = 0
    _pages: int = 0
    _doubtful: Counter[RunCause] = field(default_factory=Counter)
    """Pages of shards that can't be trusted, by what was wrong."""

    _stop: threading.Event = field(default_factory=threading.Event)
    _lonely_since_s: float | None = None

    def run(self) -> None:
        """Verify all that is owed; what can't be is told, and stays owed."""
        run = self.session.run
        if run is None:
            return
        with ExitStack() as stack:
            stack.enter_context(self._interruptible())
            beat = stack.enter_context(self._beating())
            self._open_folder(run)
            self._merge_left_over()
            self._plan()
            self.engine.client.subscribe_topic(TOPIC, self._hear)
            try:
                self._work(beat)
            except store.StorageError as error:
                self.session.note(f"{self.session.path}: can't be written ({error})")
            if self._folder is not None:
                self._folder.remove_all()
        if self._doubtful.total() * 2 > self._pages:
            self.session.cause = self._doubtful.most_common(1)[0][0]

    def _work(self, beat: str) -> None:
        while (self._waiting or self._running) and not self._stop.is_set():
            self._hand_out(beat)
            self._collect()
            if not self._has_workers():
                self._stop.set()
        until = time.monotonic() + COLLECT_WITHIN_S
        while self._running and time.monotonic() < until:
            self._collect()
        self.engine.client.cancel(list(self._running))

    # --- shards ----------------------------------------------------------------------------------

    def _open_folder(self, run: store.Run) -> None:
        """Have a folder of this run alone; after a backup its number may be used again."""
        base = self.engine.folder
        if base is None and self.engine.local_workers:
            base = str(self.session.path.resolve().parent)
        if base is not None:
            began = run.started_at.strftime("%Y%m%dT%H%M%S")
            self._address = f"{base.rstrip('/')}/{self._name}-run-{run.id}-{began}"
            self._folder = SharedFolder(self._address)

    @property
    def _name(self) -> str:
        """Return a name of the database that stays the same from start to start."""
        path = self.session.path.resolve()
        return f"{path.stem}-{hashlib.sha256(str(path).encode()).hexdigest()[:8]}"

    def _merge_left_over(self) -> None:
        """Merge what came after a start that was killed; what it cut is of no use any more."""
        if self._folder is None:
            return
        for name in self._folder.names():
            if name.endswith(".worked.db"):
                with tempfile.TemporaryDirectory() as scratch:
                    file = Path(scratch, name)
                    if self._folder.get(name, file):
                        self._merge(file)
        self._folder.remove_all()

    def _plan(self) -> None:
        domains = [OwedDomain(*each) for each in store.owed_domains(self.session.db)]
        self._pages = sum(each.pages for each in domains)
        most = MOST_PAGES if self._folder is not None else MOST_PAGES_INLINE
        number = shards_for(len(domains), self._pages, self.engine.slots, most)
        shards = pack(domains, number)
        self._waiting.extend((shard, 1, []) for shard in shards)
        self._shards = len(shards)
        self.on_progress(0, self._shards)

    def _hand_out(self, beat: str) -> None:
        """Cut as many shards as the workers can begin soon: a cut one knows nothing newer."""
        room = 2 * max(1, self.engine.slots) - len(self._running)
        while self._waiting and room > 0 and not self._stop.is_set():
            shard, attempt, workers = self._waiting.popleft()
            order = Order(
                number=shard.number,
                attempt=attempt,
                beat=beat,
                token=self._token,
                made_by=made_by(),
                settings=self._settings_of(shard, attempt),
                folder=self._address,
            )
            with tempfile.TemporaryDirectory() as scratch:
                content = self._cut(shard, order, Path(scratch, order.name))
            if content is not None and len(content) > INLINE_BYTES:
                self.session.note(
                    f"Shard {shard.number} is too large to travel with its task"
                    f" ({len(content):,} bytes); its pages stay owed: give a --cluster-folder."
                )
                continue
            if content is not None:
                order = replace(order, content=content)
            future = self.engine.client.submit(
                crawl_shard,
                order,
                key=f"linkcrawler-{self._token}-{shard.number}-{attempt}",
                workers=workers or None,
                allow_other_workers=bool(workers),
                pure=False,
            )
            self._running[future] = (order, shard)
            room -= 1

    def _cut(self, shard: Shard, order: Order, file: Path) -> bytes | None:
        """Cut what is still owed of a shard; return it packed, or ``None``: it is in the folder."""
        session = self.session
        assert session.run is not None
        store.cut_shard(session.path, file, session.run.id, shard.domain_ids, session.clock())
        if self._folder is None:
            return zlib.compress(file.read_bytes(), 1)
        self._folder.put(file, order.name)
        return None

    def _settings_of(self, shard: Shard, attempt: int) -> dict[str, str]:
        settings = dict(self.settings)
        archive = settings.get("LINKCRAWLER_WARC")
        if archive:  # two crawls of one run must not write one file
            settings["LINKCRAWLER_WARC"] = f"{archive}/shard-{shard.number:05d}-{attempt}"
        return settings

    # --- results ---------------------------------------------------------------------------------

    def _collect(self) -> None:
        """Wait a moment, and take what has come."""
        if self._running:
            with suppress(TimeoutError):
                wait(list(self._running), timeout=1.0, return_when="FIRST_COMPLETED")
        for future in [each for each in self._running if each.done()]:
            self._take(future, *self._running[future])
            del self._running[future]
            future.release()
        self._tell()

    def _take(self, future: Any, order: Order, shard: Shard) -> None:
        """Merge what an attempt at a shard came to, and see to what it left."""
        result = _result_of(future)
        others = self.engine.others(result.worker) if result.worker else []
        is_last = order.attempt == MOST_ATTEMPTS or self._stop.is_set()
        why, merged = result.why, None
        with tempfile.TemporaryDirectory() as scratch:
            file = Path(scratch, "shard.db")
            try:
                if self._has_come(result, order, file):
                    merged = self._merge(file, takes_doubtful=is_last or not others)
            except (DatabaseError, OSError, zlib.error) as error:
                why = str(error)
        self._seen.pop(shard.number, None)
        is_doubtful = merged is not None and merged.cause is not None
        if merged is not None and not merged.left and (merged.pages or not is_doubtful):
            self._done += 1
            if is_doubtful:
                self._tell_doubt(shard, result.worker, merged)
        elif not is_last:
            self._waiting.append((shard, order.attempt + 1, others))
        elif not self._stop.is_set():
            self.session.note(
                f"Shard {shard.number}: {why or 'the crawl ended before its time'}; what it has no"
                " answer for stays owed."
            )

    def _has_come(self, result: Result, order: Order, file: Path) -> bool:
        """Write what an attempt made of its shard to a file; false: there is nothing."""
        if result.content is not None:
            file.write_bytes(zlib.decompress(result.content))
            return True
        if self._folder is None:
            return False
        has_come = self._folder.get(order.worked_name, file)
        self._folder.remove(order.worked_name)
        self._folder.remove(order.name)
        return has_come

    def _merge(self, file: Path, *, takes_doubtful: bool = True) -> store.Merged:
        assert self.session.run is not None
        merged = store.merge_shard(
            self.session.db, file, self.session.run.id, takes_doubtful=takes_doubtful
        )
        self._merged.update(merged.states)
        return merged

    def _tell_doubt(self, shard: Shard, worker: str, merged: store.Merged) -> None:
        assert merged.cause is not None
        self._doubtful[merged.cause] += merged.pages
        self.session.note(
            f"Shard {shard.number} ({merged.pages:,} pages) can't be trusted, on {worker}:"
            f" {merged.cause.sentence} No state was made worse; its pages are due at once."
        )

    def _has_workers(self) -> bool:
        """Tell whether there is hope; a scheduler without workers waits for ever."""
        if self.engine.slots:
            self._lonely_since_s = None
            return True
        if self._lonely_since_s is None:
            self._lonely_since_s = time.monotonic()
        if time.monotonic() - self._lonely_since_s < NO_WORKER_S:
            return True
        self.session.note(
            f"The cluster has had no worker for {NO_WORKER_S:.0f} s; the rest stays owed."
        )
        return False

    # --- telling ---------------------------------------------------------------------------------

    def _hear(self, event: tuple[float, Any]) -> None:
        """Take what a worker tells of its shard; on Dask's own thread."""
        told = event[1]
        if told.get("token") == self._token:
            self._seen[told["shard"]] = told["states"]

    def _tell(self) -> None:
        states = Counter(self._merged)
        for seen in list(self._seen.values()):
            states.update(seen)
        self.session.states = states
        self.on_progress(self._done, self._shards)

    @contextmanager
    def _interruptible(self) -> Iterator[None]:
        """Have the first SIGINT or SIGTERM collect what there is; the second one ends at once."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        numbers = (signal.SIGINT, signal.SIGTERM)
        before = [signal.getsignal(number) for number in numbers]

        def stop(_number: int, _frame: object) -> None:
            if self._stop.is_set():
                raise KeyboardInterrupt
            self._stop.set()

        for number in numbers:
            signal.signal(number, stop)
        try:
            yield
        finally:
            for number, handler in zip(numbers, before, strict=True):
                signal.signal(number, handler)

    @contextmanager
    def _beating(self) -> Iterator[str]:
        """Say that we are there while this goes on; then, that nothing is wanted any more.

        Yields the name under which the scheduler keeps that. Tasks of a start that was killed read
        there that they are not wanted, and are waited for: no site is to be visited by both.
        """
        name = f"linkcrawler-{self._name}"
        client = self.engine.client
        was_killed = bool(client.get_metadata([name], default=""))
        client.set_metadata([name], f"{self._token} 0")
        if was_killed:
            self._stop.wait(QUIET_S)
        is_over = threading.Event()

        def beat() -> None:
            count = 0
            while not is_over.is_set():
                count += 1
                said = "stop" if self._stop.is_set() else f"{self._token} {count}"
                with suppress(OSError, TimeoutError):
                    client.set_metadata([name], said)
                (is_over if self._stop.is_set() else self._stop).wait(BEAT_EVERY_S)

        thread = threading.Thread(target=beat, daemon=True)
        thread.start()
        try:
            yield name
        finally:
            self._stop.set()
            is_over.set()
            thread.join(BEAT_EVERY_S)
            with suppress(OSError, TimeoutError):
                client.set_metadata([name], "")


def _result_of(future: Any) -> Result:
    """Return how a task ended; one that was lost, or failed in its own way, says why."""
    try:
        result = future.result(timeout=COLLECT_WITHIN_S)
    except KilledWorker:
        return Result(exit_code=None, worker="", why="its workers were lost again and again")
    except Exception as error:  # noqa: BLE001 - a worker may raise anything; it is told
        return Result(exit_code=None, worker="", why=f"{type(error).__name__}: {error}")
    assert isinstance(result, Result)
    return result
