"""What runs on a worker: one shard, by a crawl in a process of its own.

Scrapy's event loop starts once in a process, and a crawl that fails must not take the worker with
it. The shard is worked on in the worker's own folder, since SQLite's WAL can't be on a network
drive; where a folder is shared, a copy goes there now and then, so that another worker can go on.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from distributed import get_client, get_worker

from linkcrawler.cluster.folder import SharedFolder
from linkcrawler.cluster.orders import INLINE_BYTES, INTERRUPTED, TOPIC, Order, Result, made_by
from linkcrawler.errors import DatabaseError
from linkcrawler.store import StorageError, reading_shard

LOOK_EVERY_S = 2.0
COPY_EVERY_S = 15.0
COPY_SHARE = 0.05
"""Of the time, at most, for copies into the folder: those of a large shard are made more seldom."""

ALONE_AFTER_S = 60.0
"""A coordinator that has said nothing for so long is gone."""

STOP_WITHIN_S = 30.0
_TOLD_BYTES = 2_000

Tell = Callable[[dict[str, object]], None]


def crawl_shard(order: Order) -> Result:
    """Crawl a shard and return how that ended; what can go wrong is told, never raised."""
    worker = get_worker()
    if order.made_by != made_by():
        return _refusal(
            f"the worker has {made_by()}, and the coordinator {order.made_by}", worker.address
        )
    with tempfile.TemporaryDirectory(dir=worker.local_directory, prefix="shard-") as folder:
        db = Path(folder, "shard.db")
        try:
            _fetch(order, db)
        except OSError as error:
            return _refusal(f"the shard can't be fetched ({error})", worker.address)
        beat = _Beat(order)
        work = _Work(order, db, lambda told: worker.log_event(TOPIC, told))
        exit_code, why = work.run(beat)
        try:
            content = work.hand_over()
        except (OSError, DatabaseError) as error:
            return _refusal(f"the shard can't be handed over ({error})", worker.address)
    return Result(exit_code=exit_code, worker=worker.address, why=why, content=content)


def try_folder(address: str, name: str) -> str:
    """Return why a worker can't use the shared folder; empty: it can.

    The coordinator has put a file of that name there, and the worker puts one beside it.
    """
    try:
        folder = SharedFolder(address)
        with tempfile.TemporaryDirectory() as scratch:
            copy = Path(scratch, "copy")
            if not folder.get(name, copy):
                return "what the coordinator put there is not to be seen, so it is not shared"
            mine = f"{name}.{os.getpid()}-{time.monotonic_ns()}"
            folder.put(copy, mine)
            folder.remove(mine)
    except (OSError, ValueError, ImportError) as error:
        return f"it can't be written ({error})"
    return ""


def _refusal(why: str, worker: str) -> Result:
    return Result(exit_code=None, worker=worker, why=why)


def _fetch(order: Order, db: Path) -> None:
    """Write the shard to ``db``: as an attempt that was lost left it, or as it was cut."""
    if order.content is not None:
        db.write_bytes(zlib.decompress(order.content))
        return
    folder = SharedFolder(order.folder or "")
    if not folder.get(order.worked_name, db) and not folder.get(order.name, db):
        raise FileNotFoundError(f"{order.name} is not in {order.folder}")


class _Beat:
    """Tells whether the coordinator still wants an answer."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._client = get_client()
        self._last = f"{order.token} "
        self._heard_s = time.monotonic()

    @property
    def is_wanted(self) -> bool:
        """Look once whether it is; a scheduler that can't be asked now may be asked again."""
        try:
            said = str(self._client.get_metadata([self._order.beat], default=""))
        except (OSError, TimeoutError):
            said = self._last
        if said != self._last:
            self._last, self._heard_s = said, time.monotonic()
        is_ours = said.startswith(f"{self._order.token} ")
        return is_ours and time.monotonic() - self._heard_s < ALONE_AFTER_S


@dataclass(slots=True)
class _Work:
    """A shard being crawled."""

    order: Order
    db: Path
    tell: Tell
    _told: dict[str, int] = field(default_factory=dict)
    _copy_at_s: float = field(default_factory=lambda: time.monotonic() + COPY_EVERY_S)

    def run(self, beat: _Beat) -> tuple[int, str]:
        """Crawl until it is over, or nobody wants it any more; return exit code and complaint."""
        with reading_shard(self.db) as shard:
            owes = shard.owes
        if not owes:
            return 0, ""  # an attempt before did all of it and was lost just then
        if not beat.is_wanted:
            return INTERRUPTED, ""
        with tempfile.TemporaryFile(dir=self.db.parent) as complaints:
            with _started(self.order, self.db, complaints.fileno()) as crawl:
                while crawl.poll() is None:
                    with suppress(subprocess.TimeoutExpired):
                        crawl.wait(LOOK_EVERY_S)
                    self._look()
                    if crawl.poll() is None and not beat.is_wanted:
                        _stop(crawl)
            complaints.seek(max(0, complaints.seek(0, os.SEEK_END) - _TOLD_BYTES))
            return crawl.returncode, complaints.read().decode("utf-8", "replace").strip()

    def _look(self) -> None:
        """Tell how far the crawl is, and put a copy where another worker finds it."""
        with suppress(StorageError, DatabaseError, OSError), reading_shard(self.db) as shard:
            states = shard.states()
            if states != self._told:
                self._told = states
                self.tell({"token": self.order.token, "shard": self.order.number, "states": states})
            began_s = time.monotonic()
            if self.order.folder and began_s >= self._copy_at_s:
                self.hand_over()
                took_s = time.monotonic() - began_s
                self._copy_at_s = began_s + max(COPY_EVERY_S, took_s / COPY_SHARE)

    def hand_over(self) -> bytes | None:
        """Put the shard as it is into the folder, or else return it packed.

        Raises ``OSError`` or ``DatabaseError`` where that can't be done.
        """
        copy = self.db.with_name("copy.db")
        with reading_shard(self.db) as shard:
            shard.copy_to(copy)
        if self.order.folder:
            SharedFolder(self.order.folder).put(copy, self.order.worked_name)
            return None
        content = zlib.compress(copy.read_bytes(), 1)
        if len(content) > INLINE_BYTES:
            raise OSError(f"{len(content):,} bytes are too many without --cluster-folder")
        return content


@contextmanager
def _started(order: Order, db: Path, complaints: int) -> Iterator[subprocess.Popen[bytes]]:
    """Start the crawl of a shard; it ends with this process, whatever ends that."""
    crawl = subprocess.Popen(
        [sys.executable, "-m", "linkcrawler.cluster.crawl"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=complaints,
        start_new_session=True,  # Ctrl-C is the coordinator's, which asks for what there is
    )
    assert crawl.stdin is not None
    try:
        line = json.dumps({"db": str(db), "settings": order.settings}) + "\n"
        with suppress(OSError):  # it has ended already, and says why
            crawl.stdin.write(line.encode())
            crawl.stdin.flush()
        yield crawl
    finally:
        if crawl.poll() is None:
            crawl.kill()
            crawl.wait()
        with suppress(OSError):
            crawl.stdin.close()


def _stop(crawl: subprocess.Popen[bytes]) -> None:
    """End a crawl so that it closes its run; what does not end in time is killed."""
    crawl.terminate()
    try:
        crawl.wait(STOP_WITHIN_S)
    except subprocess.TimeoutExpired:
        crawl.kill()
        crawl.wait()
