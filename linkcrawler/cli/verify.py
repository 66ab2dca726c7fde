"""``verify`` and ``nightly``."""

import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from linkcrawler.cli.options import (
    db_option,
    encoding_option,
    json_option,
    read_settings,
    settings_option,
    tell,
)
from linkcrawler.cli.spread import cluster_options, engine_of, run_shards
from linkcrawler.database import hold_known
from linkcrawler.process import signals_put_off
from linkcrawler.text import json_line

if TYPE_CHECKING:  # the lock is asked for before half a second is spent on imports
    from scrapy.settings import Settings

    from linkcrawler.cluster.engine import Engine
    from linkcrawler.crawl.session import Session


@click.command()
@click.option("--links", metavar="FILE", help='List to take first; "-" is standard input.')
@click.option("--target", help="Site or URL the list points at, or the one to verify.")
@encoding_option
@cluster_options
@settings_option
@db_option
@json_option
@click.pass_context
def verify(  # noqa: PLR0913 - each is an option
    ctx: click.Context,
    *,
    links: str | None,
    target: str | None,
    encoding: str | None,
    cluster: str | None,
    cluster_folder: str | None,
    settings: tuple[str, ...],
    db: Path,
    as_json: bool,
) -> None:
    """Revisit the linking pages of a list, or those that are due, and judge every backlink."""
    overrides = read_settings(settings)
    with hold_known(db) as is_held, engine_of(cluster, cluster_folder) as engine:
        with signals_put_off():
            from linkcrawler.config import alerts_of
            from linkcrawler.crawl.session import open_session
            from linkcrawler.summary import summary_lines

        session = open_session(
            db=str(db),
            links=links,
            target=target,
            encoding=encoding,
            alerts=alerts_of(crawl_settings(overrides)),
            is_held=is_held,
        )
        try:
            with session.alerting():
                run_whole(session, engine, overrides, quiet=as_json)
            tell([json_line(result(session))] if as_json else summary_lines(session))
        finally:
            session.close()
    ctx.exit(session.exit_code)


@click.command()
@click.option(
    "--budget",
    type=click.IntRange(1),
    metavar="PAGES",
    help="Visit so many of the due pages at most: the urgent, the new, the likely changed.",
)
@cluster_options
@settings_option
@db_option
@json_option
@click.pass_context
def nightly(  # noqa: PLR0913 - each is an option
    ctx: click.Context,
    *,
    budget: int | None,
    cluster: str | None,
    cluster_folder: str | None,
    settings: tuple[str, ...],
    db: Path,
    as_json: bool,
) -> None:
    """Verify what is due, for cron and systemd: no bar, a line for each fact."""
    overrides = read_settings(settings)
    with hold_known(db) as is_held, engine_of(cluster, cluster_folder) as engine:
        with signals_put_off():
            from linkcrawler.config import alerts_of
            from linkcrawler.crawl.session import open_session
            from linkcrawler.journal import journal_lines

        alerts = alerts_of(crawl_settings(overrides))
        session = open_session(db=str(db), budget=budget, alerts=alerts, is_held=is_held)
        started = time.monotonic()
        try:
            with session.alerting():
                run_whole(session, engine, overrides, quiet=True)
            took_s = round(time.monotonic() - started, 1)
            if as_json:
                tell([json_line({**result(session), "seconds": took_s})])
            else:
                tell(journal_lines(session, took_s))
        finally:
            session.close()
    ctx.exit(session.exit_code)


def run_whole(
    session: "Session", engine: "Engine | None", overrides: dict[str, str], *, quiet: bool
) -> None:
    """Run the session in this process, or on the workers of a cluster."""
    if engine is None:
        run_crawl(session, overrides, quiet=quiet)
    else:
        run_shards(session, engine, overrides, quiet=quiet)


def run_crawl(
    session: "Session", overrides: dict[str, str], *, quiet: bool = False, spider: str = "verify"
) -> None:
    """Run a spider over the session in this process, with a progress bar on a terminal."""
    if session.run is None:
        return
    with signals_put_off():
        from scrapy.crawler import AsyncCrawlerProcess

        from linkcrawler.cli.progress import Progress, is_terminal

    process = AsyncCrawlerProcess(crawl_settings(overrides))
    crawler = process.create_crawler(spider)
    with Progress(session, quiet=quiet or not is_terminal()) as progress:
        progress.follow(crawler)
        process.crawl(crawler, session=session)
        process.start()
    session.finish()


def crawl_settings(overrides: dict[str, str]) -> "Settings":
    """Return Scrapy's settings of a run; raises ``InputError`` where one can't be used."""
    from linkcrawler.config import Config, project_settings

    settings = project_settings()
    settings.set("LOG_LEVEL", "WARNING", priority="project")
    settings.setdict(overrides, priority="cmdline")
    Config.from_settings(settings)
    return settings


def result(session: "Session") -> dict[str, object]:
    """Return what a run came to, for programs."""
    run = session.run
    return {
        "run": run.id if run else None,
        "outcome": session.outcome.value if run else "nothing_due",
        "cause": session.cause,
        "pages": run.pages if run else 0,
        "backlinks": run.backlinks if run else 0,
        "counts": session.counts,
        "notes": session.notes,
        "import": asdict(session.report) if session.report else None,
        "exit_code": session.exit_code,
    }
