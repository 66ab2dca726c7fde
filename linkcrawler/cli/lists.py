"""``import``: lists of backlinks into the database, or only what would become of them."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import Any

import click

from linkcrawler.cells import defused
from linkcrawler.cli.options import db_option, echo_json, encoding_option, json_option
from linkcrawler.crawl.session import utc_now
from linkcrawler.imports import BacklinkList, open_file
from linkcrawler.models import Backlink, RefusedRow
from linkcrawler.summary import list_lines
from linkcrawler.taking import OnRefused, Taking, check_target, guess_of, take_into, together
from linkcrawler.text import clean, plain

_SHOWN_ROWS = 5
_LOOKED_AT_ROWS = 1_000
_REJECTS = ("file", "line", "column", "value", "why", "accepted")


@click.command("import")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--target", help="Site or URL the rows point at, where a list has no such column.")
@click.option(
    "--role",
    type=click.Choice(["own", "competitor"]),
    help="Whose the linked sites are; losses of a competitor raise no alert.",
)
@click.option("--label", "labels", multiple=True, help="A label for the backlinks of the lists.")
@encoding_option
@click.option("--dry-run", is_flag=True, help="Tell how the lists are read; change nothing.")
@click.option("--rejects", metavar="FILE", help="Write refused rows as CSV.")
@db_option
@json_option
def import_lists(
    *,
    files: tuple[str, ...],
    dry_run: bool,
    rejects: str | None,
    db: Path,
    as_json: bool,
    **options: Any,
) -> None:
    """Take lists of backlinks into the database; "-" reads standard input."""
    taking = Taking(**options)
    if dry_run:
        for told in _look(files, taking):
            if as_json:
                echo_json(told)
            else:
                _echo_layout(told)
        return
    with _rejects(rejects) as on_refused:
        reports = take_into(db, files, replace(taking, on_refused=on_refused), utc_now())
    for report in reports:
        if as_json:
            echo_json(asdict(report))
        else:
            for line in list_lines(report):
                click.echo(line)
    if len(reports) > 1 and not as_json:
        whole = together(reports)
        click.echo(
            f"together: read {whole.read:,} = taken {whole.taken:,} + refused {whole.refused:,}"
            f" + doubled {whole.doubled:,} ({whole.new:,} new)"
        )


@contextmanager
def _rejects(place: str | None) -> Iterator[OnRefused | None]:
    """Open the table of refused rows; it gets its name once the lists are taken."""
    if place is None:
        yield None
        return
    from linkcrawler.export import whole_file  # with all that writes workbooks

    with whole_file(place) as out:
        text = TextIOWrapper(out, encoding="utf-8", newline="")
        try:
            # Before Python 3.13 a carriage return alone is not quoted otherwise.
            writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
            writer.writerow(_REJECTS)

            def write(name: str, row: RefusedRow) -> None:
                words = (row.column, row.value, row.reason, row.accepted)
                shown = (defused(clean(word)) for word in words)
                writer.writerow([defused(clean(name)), row.line, *shown])

            yield write
            text.flush()
        finally:
            text.detach()


def _look(files: Sequence[str], taking: Taking) -> Iterator[dict[str, object]]:
    """Yield how each list is read, with its first rows; and what is no list."""
    if taking.target is not None:
        check_target(taking.target)
    for name in files:
        with open_file(name, target=taking.target, encoding=taking.encoding) as file:
            for each in file.lists:
                yield _told(each)
            for sentence in file.skipped:
                yield {"file": name, "skipped": sentence}


def _told(each: BacklinkList) -> dict[str, object]:
    layout = each.layout
    columns = {column.name: role.meaning for role, column in layout.columns.items()}
    columns |= {column.name: f"claim: {name}" for name, column in layout.metrics.items()}
    header = [name.strip() for name in layout.header or ()]
    rows = list(islice(each.rows, _LOOKED_AT_ROWS))
    taken = [row for row in rows if isinstance(row, Backlink)]
    refused = [row for row in rows if isinstance(row, RefusedRow)]
    return {
        "file": each.name,
        "tool": layout.tool,
        "report": layout.report,
        "encoding": layout.encoding,
        "guessed_encoding": each.guessed_encoding,
        "delimiter": layout.delimiter,
        "header_line": layout.header_line,
        "columns": columns,
        "unused": [name for name in header if name and name not in columns],
        "rows": [asdict(row) for row in taken[:_SHOWN_ROWS]],
        "refused": [{**asdict(row), "reason": row.sentence} for row in refused[:_SHOWN_ROWS]],
    }


_DELIMITERS = {None: "one cell a line", "\t": "tab", " ": "spaces", ",": "comma", ";": "semicolon"}
_AS_CELLS = frozenset({"xlsx", "json"})


def _echo_layout(told: dict[str, object]) -> None:
    if "skipped" in told:
        click.echo(f"not taken: {plain(told['skipped'])}")
        return
    source = " ".join(str(told[name]) for name in ("tool", "report") if told[name])
    click.echo(f"{plain(told['file'])}: {source or 'no known tool'}")
    form = str(told["encoding"])
    if form not in _AS_CELLS:
        delimiter = told["delimiter"]
        form += f", {_DELIMITERS.get(delimiter, delimiter)}"  # type: ignore[call-overload]
    header = told["header_line"]
    click.echo(f"  {form}, " + (f"header on line {header}" if header else "no header line"))
    for name, meaning in told["columns"].items():  # type: ignore[attr-defined]
        click.echo(f"  {plain(name)} -> {meaning}")
    if told["unused"]:
        click.echo(f"  not used: {plain(', '.join(told['unused']))}")  # type: ignore[arg-type]
    if guessed := told["guessed_encoding"]:
        click.echo(f"  {plain(guess_of(str(told['file']), str(guessed)))}")
    for row in told["rows"]:  # type: ignore[attr-defined]
        click.echo(
            f"  line {row['line']}: {plain(row['referring_page'])} -> {plain(row['target'])}"
        )
    for row in told["refused"]:  # type: ignore[attr-defined]
        click.echo(f"  line {row['line']} refused: {plain(row['reason'])} ({plain(row['value'])})")
    click.echo("  nothing was changed")
