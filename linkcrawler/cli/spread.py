"""A run on a cluster, for ``verify`` and ``nightly``; Dask is imported where one is asked for."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import click

from linkcrawler.errors import InputError
from linkcrawler.process import processors, signals_put_off

if TYPE_CHECKING:
    from linkcrawler.cluster.engine import Engine
    from linkcrawler.crawl.session import Session


def cluster_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--cluster`` and ``--cluster-folder``."""
    folder = click.option(
        "--cluster-folder",
        metavar="PATH",
        help="Folder that all the workers share, or an address that fsspec knows.",
    )
    cluster = click.option(
        "--cluster",
        metavar="ADDRESS",
        help="Crawl on workers of a Dask scheduler, or on N processes of this machine: local:N.",
    )
    return cluster(folder(command))


@contextmanager
def engine_of(address: str | None, folder: str | None) -> Iterator["Engine | None"]:
    """Connect to a cluster; yield ``None`` where none is wanted. Raises ``InputError``."""
    if address is None:
        if folder is not None:
            raise click.UsageError("--cluster-folder is of use with --cluster alone")
        yield None
        return
    with signals_put_off():
        if find_spec("distributed") is None:
            raise InputError(
                "--cluster needs Dask, which is not installed: install linkcrawler[cluster], as in"
                " 'uv tool install linkcrawler[cluster]' or 'pip install .[cluster]'"
            )
        from linkcrawler.cluster.engine import connected

    with connected(address, folder) as engine:
        yield engine


def run_shards(
    session: "Session", engine: "Engine", overrides: dict[str, str], *, quiet: bool
) -> None:
    """Run a crawl for each shard of the session on the workers of a cluster."""
    if session.run is None:
        return
    with signals_put_off():
        from linkcrawler.cli.progress import Progress, is_terminal
        from linkcrawler.cluster.coordinate import Coordinator
        from linkcrawler.config import shared_settings

    if not quiet and engine.dashboard:
        click.echo(f"linkcrawler: Dask's dashboard is at {engine.dashboard}", err=True)
    settings = shared_settings(overrides)
    if engine.local_workers:
        readers = max(1, processors() // engine.local_workers)
        settings.setdefault("LINKCRAWLER_PARSE_WORKERS", str(readers))
    with Progress(session, quiet=quiet or not is_terminal()) as progress:
        Coordinator(session, engine, settings, progress.follow_shards).run()
    session.finish()
