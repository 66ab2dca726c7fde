"""``alert``: try the targets, send what is owed, read an alert without sending it."""

import secrets
from pathlib import Path

import click

from linkcrawler import store
from linkcrawler.alert import Alerts, compose, send_owed, send_test
from linkcrawler.cli.options import db_option
from linkcrawler.cli.verify import crawl_settings
from linkcrawler.config import alerts_of
from linkcrawler.crawl.session import utc_now
from linkcrawler.errors import InputError
from linkcrawler.text import plain


@click.group()
def alert() -> None:
    """Tell people and programs what a run found; LINKCRAWLER_ALERTS names whom."""


@alert.command()
@click.pass_context
def test(ctx: click.Context) -> None:
    """Send a test message to each target and say which took it."""
    failed = 0
    for target, delivery in send_test(_alerts(), utc_now(), secrets.token_hex(16)):
        failed += not delivery.ok
        click.echo(f"{plain(target.label)}: {'sent' if delivery.ok else delivery.why}")
    ctx.exit(1 if failed else 0)


@alert.command()
@click.option("--held", is_flag=True, help="Send what is held after a mass loss as well.")
@db_option
@click.pass_context
def send(ctx: click.Context, *, held: bool, db: Path) -> None:
    """Send the alerts that are owed."""
    alerts = _alerts()
    store.open_reader(db).close()  # it refuses what is no database, and makes none
    with store.hold(db):
        database = store.open_database(db)
        try:
            if held:
                store.release_held(database)
            owed = len(store.owed_alerts(database))
            sentences = send_owed(database, alerts, utc_now)
            left = len(store.owed_alerts(database))
        finally:
            database.close()
    for sentence in sentences:
        click.echo(plain(sentence))
    click.echo(f"Alerts that were owed: {owed:,}; that still are: {left:,}.")
    ctx.exit(1 if sentences else 0)


@alert.command()
@click.option("--run", "run_id", type=click.IntRange(1, 2**62), help="Default: the last one.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "jsonl"]),
    default="text",
    show_default=True,
)
@db_option
def show(run_id: int | None, form: str, db: Path) -> None:
    """Print the alert of a run, as mail, Markdown or JSON lines; nothing is sent."""
    database = store.open_reader(db)
    wanted = run_id or store.last_run(database)
    if wanted is None or not store.has_run(database, wanted):
        raise InputError(f"there is no such run in {db}")
    message = compose(wanted, store.alert_events(database, wanted))
    if message is None:
        if form != "jsonl":
            click.echo("Nothing changed.")
        return
    texts = {
        "text": f"{message.subject}\n\n{message.text}",
        "markdown": message.markdown,
        "jsonl": "".join(f"{line}\n" for line in message.lines),
    }
    click.echo(texts[form], nl=False)


def _alerts() -> Alerts:
    """Return the targets; raises ``InputError`` where there are none."""
    alerts = alerts_of(crawl_settings({}))
    if not alerts.targets:
        raise InputError(
            "LINKCRAWLER_ALERTS names no target; mailtos://..., slack://..., webhook+https://..."
            " or command:/path is expected"
        )
    return alerts
