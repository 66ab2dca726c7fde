"""The cluster: workers of this machine, or those of a Dask scheduler somewhere, as they are fit."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import NamedTemporaryFile
from uuid import uuid4

from distributed import Client, LocalCluster

from linkcrawler.cluster.folder import SharedFolder
from linkcrawler.cluster.orders import made_by
from linkcrawler.cluster.task import try_folder
from linkcrawler.errors import InputError
from linkcrawler.urls import told_safely

CONNECT_WITHIN_S = 10
WORKERS_WITHIN_S = 60
MOST_LOCAL = 256
_LOCAL = re.compile(r"local:(\d+)", re.ASCII)
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Engine:
    """A connection to workers that were all found fit."""

    client: Client
    folder: str | None
    """What all of them share; ``None``: shards travel with the tasks."""

    local_workers: int
    """Processes of this machine; 0: the workers are somewhere else."""

    @property
    def slots(self) -> int:
        """Return how many crawls may go on at once now."""
        return sum(self.client.nthreads().values())

    @property
    def dashboard(self) -> str:
        """Return the address of Dask's own pages; empty where there are none."""
        services = self.client.scheduler_info()["services"]
        return str(self.client.dashboard_link) if "dashboard" in services else ""

    def others(self, worker: str) -> list[str]:
        """Return the workers on other hosts than that of a worker."""
        host = _host(worker)
        return [each for each in self.client.nthreads() if _host(each) != host]


def _host(worker: str) -> str:
    return worker.rpartition(":")[0]


@contextmanager
def connected(address: str, folder: str | None) -> Iterator[Engine]:
    """Connect to a scheduler, or start the workers of ``local:N``, and look whether they are fit.

    Raises ``InputError`` where they are not, or nobody answers.
    """
    local = _LOCAL.fullmatch(address)
    if local is None:
        with _client(address) as client:
            yield _fit(Engine(client, folder, 0))
        return
    number = int(local[1])
    if not 1 <= number <= MOST_LOCAL:
        raise InputError(f"--cluster {address}: from 1 to {MOST_LOCAL} processes are expected")
    with (
        LocalCluster(
            n_workers=number,
            threads_per_worker=1,
            memory_limit=None,  # a crawl is a process of its own, which Dask does not measure
            dashboard_address="127.0.0.1:0",
        ) as cluster,
        Client(cluster) as client,
    ):
        yield _fit(Engine(client, folder, number))


@contextmanager
def _client(address: str) -> Iterator[Client]:
    told = told_safely(address)
    try:
        client = Client(address, timeout=CONNECT_WITHIN_S)
    except (OSError, ValueError) as error:
        raise InputError(
            f"--cluster {told}: no Dask scheduler answers there ({error or type(error).__name__});"
            " an address such as tcp://10.0.0.5:8786 is expected, or local:4 for four processes of"
            " this machine"
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=WORKERS_WITHIN_S)
        except TimeoutError as error:
            raise InputError(
                f"--cluster {told}: the scheduler has no worker; start some with 'dask worker"
                f" {told}'"
            ) from error
        yield client


def _fit(engine: Engine) -> Engine:
    """Return the engine if all of its workers can do the job; else raise ``InputError``."""
    ours = version("linkcrawler")
    unfit = _unfit(engine.client, lambda found: found == ours, version, "linkcrawler")
    if unfit:
        raise InputError(
            f"this machine has linkcrawler {ours}, and {unfit}; install the same on every worker"
        )
    unfit = _unfit(engine.client, lambda found: found == made_by(), made_by)
    if unfit:
        raise InputError(
            f"this machine has {made_by()}, and {unfit}; install the same on every worker"
        )
    if engine.folder is not None:
        _try_folder(engine.client, engine.folder)
    return engine


def _try_folder(client: Client, address: str) -> None:
    name = f"try-{uuid4().hex}"
    try:
        folder = SharedFolder(address)
        with NamedTemporaryFile() as file:
            file.write(b"linkcrawler")
            file.flush()
            folder.put(Path(file.name), name)
    except (OSError, ValueError, ImportError) as error:
        raise InputError(f"--cluster-folder {address}: it can't be written ({error})") from error
    try:
        unfit = _unfit(client, lambda found: found == "", try_folder, address, name)
    finally:
        folder.remove(name)
    if unfit:
        raise InputError(
            f"--cluster-folder {address}: {unfit}; a folder is expected that every worker can write"
        )


def _unfit(
    client: Client, is_fit: Callable[[object], bool], ask: Callable[..., object], *values: object
) -> str:
    """Ask each worker and return what those say that are not fit, a few by name; empty: none."""
    found: Mapping[str, object] = client.run(ask, *values, on_error="return")
    unfit = [f"{worker}: {_said(each)}" for worker, each in found.items() if not is_fit(each)]
    more = f" and {len(unfit) - _NAMED} more" if len(unfit) > _NAMED else ""
    return ", ".join(unfit[:_NAMED]) + more


def _said(answer: object) -> str:
    if isinstance(answer, (PackageNotFoundError, ImportError)):
        return "linkcrawler is not installed"
    return str(answer)
