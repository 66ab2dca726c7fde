"""``export``: results for spreadsheets and other tools."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from linkcrawler import export as writing
from linkcrawler import store
from linkcrawler.cli.moments import read_moment
from linkcrawler.cli.options import db_option
from linkcrawler.columns import CHANGES, LISTED, STATUS
from linkcrawler.domains import site_of
from linkcrawler.errors import InputError
from linkcrawler.export import DISAVOW
from linkcrawler.states import LinkState
from linkcrawler.taking import check_target
from linkcrawler.urls import parse_web

PAGE_LIST = "screaming-frog"

Row = dict[str, object]


@click.command()
@click.argument("file", required=False, metavar="[FILE|-]")
@click.option("-o", "--output", metavar="FILE", help="The same as FILE.")
@click.option(
    "--format",
    "given",
    type=click.Choice(writing.FORMATS),
    help="Default: what the name of the file ends in, or csv.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format jsonl.")
@click.option(
    "--columns",
    metavar="NAMES",
    help=f"linkody, tracelinker, {PAGE_LIST}, or names of columns with commas.",
)
@click.option("--changes", is_flag=True, help="change_events, not backlink_status.")
@click.option("--state", type=click.Choice([state.value for state in LinkState]), multiple=True)
@click.option("--target", "--site", help="Of the backlinks to this site or page alone.")
@click.option("--domain", multiple=True, help="Of this referring domain alone; may be repeated.")
@click.option("--since", help="Looked at (or changed) from this time on, such as 2026-11-24.")
@click.option("--until", help="Looked at (or changed) up to this time; a day counts whole.")
@click.option("--raw", is_flag=True, help="CSV: do not put ' before what a spreadsheet would run.")
@click.option("--bom", is_flag=True, help="CSV: a byte order mark first, for Excel.")
@db_option
def export(*, db: Path, **options: Any) -> None:
    """Write the results for a spreadsheet or another tool; a whole file or none."""
    asked = _Asked(**options)
    asked.refuse_misuse()
    layout = None
    if not asked.is_list and asked.form != DISAVOW:
        layout = writing.layout_of(CHANGES if asked.changes else (*STATUS, *LISTED), asked.columns)
    wanted = asked.wanted()
    database = store.open_reader(db)
    rows: Iterator[Row]
    if asked.changes:
        rows = store.find_events(database, wanted=wanted)
    else:
        rows = store.find_exported(database, states=asked.state, wanted=wanted)
    own = store.own_sites(database) if asked.form == DISAVOW else frozenset()
    if mine := own.intersection(map(site_of, wanted.domains)):
        raise InputError(f"--domain {min(mine)}: a site of your own is never disavowed")
    with writing.whole_file(asked.place) as out:
        if layout is not None:
            told = writing.write_table(
                asked.form, out, layout, rows, is_raw=asked.raw, has_mark=asked.bom
            )
        elif asked.is_list:
            told = writing.write_page_list(out, rows)
        else:
            told = writing.write_disavow(out, rows, own_sites=own, by_page=asked.is_part)
    for sentence in told:
        click.echo(f"linkcrawler: {sentence}", err=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What the command line asks for."""

    file: str | None
    output: str | None
    given: str | None
    as_json: bool
    columns: str | None
    changes: bool
    state: tuple[str, ...]
    target: str | None
    domain: tuple[str, ...]
    since: str | None
    until: str | None
    raw: bool
    bom: bool

    @property
    def place(self) -> str:
        """Where it goes."""
        return self.file or self.output or writing.STANDARD_OUTPUT

    @property
    def is_list(self) -> bool:
        """A list of pages is wanted, which is no table."""
        return (self.columns or "").strip().lower() == PAGE_LIST

    @property
    def form(self) -> str:
        """The format; a list of pages is text whatever the name ends in."""
        given = "jsonl" if self.as_json else self.given
        return "csv" if self.is_list else writing.format_of(self.place, given)

    @property
    def is_part(self) -> bool:
        """More is asked of the backlinks than their domain."""
        return bool(self.state or self.target or self.since or self.until)

    def refuse_misuse(self) -> None:
        """Raise ``UsageError`` where the options contradict each other."""
        if self.file is not None and self.output is not None:
            raise click.UsageError("FILE and --output name the same thing; give one of them")
        if self.is_list and self.given not in (None, "csv"):
            raise click.UsageError(f"--columns {PAGE_LIST} is one address a line, in no --format")
        if self.form == DISAVOW and self.columns:
            raise click.UsageError(f"--format {DISAVOW} has no --columns")
        if self.changes and (self.state or self.is_list or self.form == DISAVOW):
            raise click.UsageError(
                f"--changes goes with neither --state, {PAGE_LIST} nor {DISAVOW}"
            )
        if self.form == DISAVOW and not self.domain:
            raise click.UsageError(
                f"--format {DISAVOW} needs --domain for each domain that is meant: all backlinks of"
                " a database are no list of harmful ones"
            )
        is_shown = self.place == writing.STANDARD_OUTPUT and sys.stdout.isatty()
        if self.form in writing.BINARY and is_shown:
            raise click.UsageError(f"{self.form} is nothing for a terminal; name a file")

    def wanted(self) -> store.Wanted:
        """Return which backlinks are meant; raises ``InputError`` where that can't be told."""
        if self.target is not None:
            check_target(self.target)
        return store.Wanted(
            target=self.target,
            domains=tuple(map(_host, self.domain)),
            since=self.since and read_moment("--since", self.since),
            until=self.until and read_moment("--until", self.until, is_end=True),
            site_role="own" if self.form == DISAVOW else None,
        )


def _host(written: str) -> str:
    """Return a domain as the store has it: lower-case, punycode."""
    address = parse_web(written if "://" in written else f"http://{written.strip()}")
    if address is None:
        raise InputError(f"--domain {written!r} is no host name; example.com is")
    return address.host
