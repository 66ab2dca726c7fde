"""``backup`` and ``prune``: keeping the database over years."""

import re
from datetime import timedelta
from pathlib import Path

import click

from linkcrawler import store
from linkcrawler.cli.options import byte_size, db_option, echo_json, json_option
from linkcrawler.crawl.session import utc_now
from linkcrawler.errors import InputError

_DAYS = {"d": 1, "w": 7, "y": 365}


@click.command()
@click.option(
    "--to",
    type=click.Path(path_type=Path),
    help="File of the copy. Default: beside the database, with the time in its name.",
)
@click.option("--force", is_flag=True, help="Write over a file of that name.")
@db_option
@json_option
def backup(*, to: Path | None, force: bool, db: Path, as_json: bool) -> None:
    """Copy the database to one whole file, also while a run goes on."""
    place = to or db.with_name(f"{db.name}.backup-{utc_now():%Y%m%dT%H%M%SZ}")
    reader = store.open_reader(db)
    try:
        size = store.back_up(db, place, reader.conn, force=force)
    finally:
        reader.close()
    if as_json:
        echo_json({"backup": str(place), "bytes": size})
    else:
        click.echo(f"{place}: {byte_size(size)}, whole")


@click.command()
@click.option(
    "--older-than",
    required=True,
    metavar="AGE",
    help="Age of what may go: 400d, 60w or 2y.",
)
@click.option("--dry-run", is_flag=True, help="Tell what would go, and change nothing.")
@click.option("--shrink", is_flag=True, help="Give the room back to the disk as well.")
@db_option
@json_option
def prune(*, older_than: str, dry_run: bool, shrink: bool, db: Path, as_json: bool) -> None:
    """Forget old history: never a backlink, its state, or the last time its link was seen."""
    before = utc_now() - _age(older_than)
    if not db.exists():
        store.open_reader(db)  # it says so
    size_before = db.stat().st_size
    if dry_run:
        reader = store.open_reader(db)
        found = store.find_prunable(reader, before)
        reader.close()
    else:
        with store.hold(db):
            database = store.open_database(db)
            try:
                found = store.prune(database, before)
                if shrink:
                    store.shrink(database)
            finally:
                database.close()
    size = db.stat().st_size
    if as_json:
        rows = {each.table: {"rows": each.rows, "bytes": each.size_bytes} for each in found}
        told = {"before": before.isoformat(timespec="seconds"), "pruned": rows}
        echo_json({**told, "dry_run": dry_run, "bytes_before": size_before, "bytes": size})
        return
    verb = "would go" if dry_run else "gone"
    click.echo(f"Older than {before:%Y-%m-%d}:")
    for each in found:
        about = byte_size(each.size_bytes)
        click.echo(f"  {each.table:<12}{each.rows:>11,} of {each.of:,} rows {verb}, about {about}")
    click.echo(f"{db}: {byte_size(size)}" + (f" (was {byte_size(size_before)})" if shrink else ""))
    if not dry_run and not shrink and any(each.rows for each in found):
        click.echo("The room is used again; --shrink gives it back to the disk.")


def _age(text: str) -> timedelta:
    found = re.fullmatch(r"([1-9][0-9]{0,4})([dwy])", text.strip().lower())
    if found is None:
        raise InputError(f"--older-than {text!r} is no age; 400d, 60w or 2y is")
    days = int(found[1]) * _DAYS[found[2]]
    if days > 36_500:
        raise InputError(f"--older-than {text}: more than 100 years")
    return timedelta(days=days)
