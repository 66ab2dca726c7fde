"""``show``, ``changes`` and ``export``: read the store only."""

import csv
import json
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TextIO

import click

from linkcrawler import store
from linkcrawler.cli.options import db_option, echo_json, json_option, plain
from linkcrawler.errors import InputError
from linkcrawler.states import ChangeKind, LinkState, NotCountedBecause, PageState, Reason

Row = dict[str, object]


@click.command()
@click.argument("url")
@db_option
@json_option
def show(url: str, db: Path, as_json: bool) -> None:
    """Tell all that is known of a referring page or a target: state, history, evidence."""
    database = store.open_reader(db)
    found = list(store.find_status(database, url))
    if not found:
        raise InputError(f"{url}: neither a referring page nor a target in {db}")
    for status in found:
        history = list(store.history(database, int(str(status["id"]))))
        if as_json:
            echo_json({**status, "history": history})
        else:
            _echo_status(status)
            _echo_history(history)


_SHOWN = (
    "http_status",
    "final_url",
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
    if status["not_counted_because"]:
        click.echo(f"  {NotCountedBecause(str(status['not_counted_because'])).sentence}")
    for name in _SHOWN:
        if status[name] not in (None, ""):
            click.echo(f"  {name}: {plain(status[name])}")


def _echo_history(history: Iterable[Row]) -> None:
    click.echo("  history:")
    for row in history:
        seen = f" {plain(row['anchor_text'])!r} rel={plain(row['rel'])!r}" if row["url"] else ""
        detail = f" ({plain(row['detail'])})" if row["detail"] else ""
        click.echo(
            f"    {row['at']} {row['link_state']}, page {row['page_state']}"
            f" [{row['http_status'] or '-'}] {row['reason']}{seen}{detail}"
        )


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
    """Tell what changed: links found, missing, lost, recovered, changed."""
    database = store.open_reader(db)
    if run_id is not None and not store.has_run(database, run_id):
        raise InputError(f"--run {run_id}: there is no such run in {db}")
    if since is not None:
        since = _moment(since)
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


def _moment(text: str) -> str:
    try:
        datetime.fromisoformat(text)
    except ValueError as error:
        raise InputError(
            f"--since {text!r} is no time; 2026-11-24 or 2026-11-24T02:00 is"
        ) from error
    return text


@click.command()
@click.option(
    "--format", "form", type=click.Choice(["csv", "jsonl"]), default="csv", show_default=True
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Default: standard output.")
@click.option("--state", type=click.Choice([state.value for state in LinkState]), multiple=True)
@click.option("--raw", is_flag=True, help="Do not put ' before cells a spreadsheet would run.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format jsonl.")
@db_option
def export(
    *,
    form: str,
    output: Path | None,
    state: tuple[str, ...],
    raw: bool,
    as_json: bool,
    db: Path,
) -> None:
    """Write backlink_status as CSV or JSON lines; a whole file or none."""
    database = store.open_reader(db)
    rows = store.find_status(database, None, states=state)
    with whole_file(output) as out:
        if as_json or form == "jsonl":
            for row in rows:
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
        else:
            _write_csv(out, rows, safe=not raw)


def _write_csv(out: TextIO, rows: Iterable[Row], *, safe: bool) -> None:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(store.STATUS_COLUMNS)
    for row in rows:
        writer.writerow([formula_safe(value, safe=safe) for value in row.values()])


def formula_safe(value: object, *, safe: bool = True) -> object:
    """Return the cell; one that a spreadsheet would run as a formula starts with ``'``.

    Source: OWASP ASVS 1.2.10, "CSV and formula injection".
    """
    if safe and isinstance(value, str) and value[:1] in tuple("=+-@\t\r\0\uff1d\uff0b\uff0d\uff20"):
        return f"'{value}"
    return value


@contextmanager
def whole_file(path: Path | None) -> Iterator[TextIO]:
    """Open the output; a file gets its name once it is complete."""
    if path is None:
        yield sys.stdout
        return
    if not path.parent.is_dir():
        raise InputError(f"{path}: the folder {path.parent} does not exist")
    try:
        handle, name = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
                yield out
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as error:
        raise InputError(f"{path}: can't be written ({error})") from error
