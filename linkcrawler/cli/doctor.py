"""``doctor``: whether a run would do its work here."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from linkcrawler import doctor as checks
from linkcrawler.cli.options import (
    db_option,
    echo_json,
    json_option,
    read_settings,
    settings_option,
)
from linkcrawler.cli.verify import crawl_settings
from linkcrawler.config import Config
from linkcrawler.crawl.session import utc_now
from linkcrawler.doctor.finding import Finding, failure
from linkcrawler.errors import InputError
from linkcrawler.store.health import SQLITE_VERSION
from linkcrawler.text import plain

_MARKS = {"ok": "ok     ", "warning": "WARNING", "failure": "FAILURE"}


@click.command()
@click.option("--network", is_flag=True, help="Look at DNS and connections as well.")
@click.option(
    "--probe",
    "probes",
    metavar="URL",
    multiple=True,
    help="Address to connect to with --network, in place of the usual three.",
)
@settings_option
@db_option
@json_option
@click.pass_context
def doctor(
    ctx: click.Context,
    *,
    network: bool,
    probes: tuple[str, ...],
    settings: tuple[str, ...],
    db: Path,
    as_json: bool,
) -> None:
    """Examine machine, settings and database: 0 all well, 1 warnings, 2 failures."""
    asked = (probes or checks.PROBES) if network else ()
    found = list(_examine(db, read_settings(settings), asked, utc_now()))
    code = checks.exit_code(found)
    if as_json:
        echo_json({"findings": [asdict(finding) for finding in found], "exit_code": code})
    else:
        for finding in found:
            click.echo(f"{_MARKS[finding.grade]} {finding.check:<13}{plain(finding.sentence)}")
            if finding.advice:
                click.echo(f"{'':<21}{plain(finding.advice)}")
    ctx.exit(code)


def _examine(
    db: Path, overrides: dict[str, str], probes: Sequence[str], now: datetime
) -> Iterator[Finding]:
    config = Config()
    problem = None
    obeys_robots, pages_wanted = True, config.pages_at_once
    try:
        settings = crawl_settings(overrides)
        config, obeys_robots = Config.from_settings(settings), settings.getbool("ROBOTSTXT_OBEY")
        pages_wanted = settings.getint("CONCURRENT_REQUESTS")
    except (InputError, ValueError) as error:
        problem = failure("settings", f"{error}.", "Put the setting right.")
    yield from checks.check_machine(SQLITE_VERSION, os.environ, pages_wanted)
    yield from checks.check_room(db)
    found, health = checks.check_database(db, now)
    run = health.last_run if health else None
    yield checks.check_clock(now, [run.started_at, run.finished_at] if run else [])
    yield from found
    if problem:
        yield problem
    else:
        yield from checks.check_settings(config, obeys_robots=obeys_robots)
    yield checks.check_browser(config)
    if probes:
        yield from checks.check_network(probes, config.guard)
