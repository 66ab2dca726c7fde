"""``show`` and ``changes``: read the store only."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

import click

from linkcrawler import store
from linkcrawler.cli.moments import read_moment
from linkcrawler.cli.options import db_option, echo_json, json_option
from linkcrawler.cli.proof import proof_lines
from linkcrawler.errors import InputError
from linkcrawler.judge import silence_sentence
from linkcrawler.states import ChangeKind, LinkState, NotCountedBecause, PageState, Reason
from linkcrawler.text import plain

Row = dict[str, object]


@click.command()
@click.argument("url", metavar="PAGE|ID")
@db_option
@json_option
def show(url: str, db: Path, as_json: bool) -> None:
    """Tell all that is known of a referring page, a target or a backlink by its number.

    That is its state, its history and the evidence.
    """
    database = store.open_reader(db)
    found = list(store.find_status(database, url))
    if not found:
        raise InputError(
            f"{url}: neither a referring page nor a target in {db}, nor the number of a backlink"
        )
    for status in found:
        history = list(store.history(database, int(str(status["id"]))))
        if as_json:
            echo_json({**status, "history": history})
        else:
            _echo_status(status)
            _echo_history(history)
            _echo_proof(history)
    last = store.last_run(database)
    cause = store.cause_of(database, last) if last is not None else None
    if cause is not None and not as_json:
        click.echo(f"Run {last}, the last one, can't be trusted. {cause.sentence}")


_SHOWN = (
    "http_status",
    "final_url",
    "entry_url",
    "anchor_text",
    "anchor_source",
    "rel",
    "countability",
    "nofollow_from",
    "placement",
    "comment_platform",
    "page_language",
    "page_title",
    "canonical",
    "links_on_page",
    "external_links_on_page",
    "match_level",
    "first_seen_at",
    "last_checked_at",
    "last_present_at",
    "missing_since_at",
    "lost_at",
    "unverifiable_since_at",
    "checks",
    "next_check_at",
    "dom_path",
    "evidence_html",
)


def _echo_status(status: Row) -> None:
    link, reason = LinkState(str(status["link_state"])), Reason(str(status["reason"]))
    click.echo(f"{plain(status['referring_page'])} -> {plain(status['target'])}")
    click.echo(f"  {link.value}: {reason.sentence}")
    if status["page_state"]:
        click.echo(f"  page: {PageState(str(status['page_state'])).sentence}")
    if (silent := _silence(status)) is not None:
        click.echo(f"  {silent}")
    if status["not_counted_because"]:
        click.echo(f"  {NotCountedBecause(str(status['not_counted_because'])).sentence}")
    for name in _SHOWN:
        if status[name] not in (None, ""):
            click.echo(f"  {name}: {plain(status[name])}")


def _silence(status: Row) -> str | None:
    since, checked_at = status["unverifiable_since_at"], status["last_checked_at"]
    if not since or not status["page_state"]:
        return None
    return silence_sentence(
        PageState(str(status["page_state"])),
        datetime.fromisoformat(str(since)),
        datetime.fromisoformat(str(checked_at)),
    )


def _echo_history(history: Iterable[Row]) -> None:
    click.echo("  history:")
    for row in history:
        seen = f" {plain(row['anchor_text'])!r} rel={plain(row['rel'])!r}" if row["url"] else ""
        detail = f" ({plain(row['detail'])})" if row["detail"] else ""
        click.echo(
            f"    {row['at']} {row['link_state']}, page {row['page_state']}"
            f" [{row['http_status'] or '-'}] {row['reason']}{seen}{detail}"
        )


def _echo_proof(history: Sequence[Row]) -> None:
    """Print what proves the verdict that holds."""
    if not history:
        return
    seen = [row for row in history if row["link_state"] == LinkState.PRESENT.value]
    click.echo(f"  evidence of {history[-1]['at']}:")
    for line in proof_lines(history[-1], seen[-1] if seen else None):
        click.echo(f"    {line}")


@click.command()
@click.option(
    "--run",
    "run_id",
    type=click.IntRange(1, 2**62),
    help="Of this run alone; the default is the last one.",
)
@click.option("--since", help="From this time on, such as 2026-11-24; all runs.")
@click.option("--kind", type=click.Choice([kind.value for kind in ChangeKind]), multiple=True)
@db_option
@json_option
def changes(
    run_id: int | None, since: str | None, kind: tuple[str, ...], db: Path, as_json: bool
) -> None:
    """Tell what changed: links found, missing, lost, recovered, changed, not as agreed."""
    database = store.open_reader(db)
    if run_id is not None and not store.has_run(database, run_id):
        raise InputError(f"--run {run_id}: there is no such run in {db}")
    if since is not None:
        since = read_moment("--since", since)
    told = 0
    for event in store.find_events(database, run_id=run_id, since=since, kinds=kind):
        told += 1
        if as_json:
            echo_json(event)
            continue
        what = f"{event['field']}: {plain(event['old'])!r} -> {plain(event['new'])!r}"
        click.echo(
            f"{event['at']} {event['kind']:<12} {plain(event['referring_page'])}"
            f" -> {plain(event['target'])}"
        )
        sentence = Reason(str(event["reason"])).sentence
        click.echo(f"    {what if event['field'] else sentence}")
    if not told and not as_json:
        click.echo("Nothing changed.")
