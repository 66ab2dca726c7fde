"""``audit``: the questions of a site owner, answered in a terminal or as JSON."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import click
from rich import box
from rich.cells import cell_len
from rich.console import Console, JustifyMethod, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table as Grid
from rich.text import Text

from linkcrawler.audit.parts import Audit, Column, Figure, Section, Table, Tone, Unit
from linkcrawler.cli.auditing import AuditOptions, audit_of, audit_options
from linkcrawler.cli.options import echo_json, json_option
from linkcrawler.process import give_up_output
from linkcrawler.report.outline import split_answer
from linkcrawler.report.values import NOT_KNOWN, before_of, change_of, day_of, minute_of, shown
from linkcrawler.text import plain

ROWS = 10
"""Rows of a table in the terminal; ``report`` and ``--json`` have more."""

NOT_A_TERMINAL = 1_000
"""Columns where nobody reads along: there a line is never broken or cut."""

WIDEST = 110
"""Columns of a line that is pleasant to read."""

INDENT = 3
GAP = 3
LEAST_TEXT, LEAST_URL = 20, 32
"""Columns of a terminal that a text and an address need to be recognised."""

NUMBERS = frozenset({Unit.COUNT, Unit.SHARE, Unit.PER_DAY, Unit.DAYS})
TONES = {
    Tone.GOOD: ("good", "green"),
    Tone.WATCH: ("worth a look", "yellow"),
    Tone.ACT: ("to act on", "red"),
}


@click.command()
@audit_options
@json_option
def audit(*, as_json: bool, **given: Any) -> None:
    """Answer how many backlinks there are, how good they are, and what to do about them.

    It reads what was verified, and keeps what it finds in the views audited_links and
    audited_domains. Nothing is fetched.
    """
    made = audit_of(AuditOptions(**given))
    if as_json:
        echo_json(asdict(made))
        return
    try:
        _tell(made)
    except OSError:  # nobody is there to read it, which takes nothing from the audit
        give_up_output()


def _tell(made: Audit) -> None:
    is_shown = sys.stdout.isatty()
    console = Console(
        file=sys.stdout,
        width=None if is_shown else NOT_A_TERMINAL,
        highlight=False,
        markup=False,
        emoji=False,
    )
    if is_shown:
        console.width = min(console.width, WIDEST)
    for part in _parts(made, console.width, is_shown=is_shown):
        console.print(part)
    sys.stdout.flush()


def _parts(made: Audit, width: int, *, is_shown: bool) -> Iterator[RenderableType]:
    yield Text(f"Backlink audit of {plain(made.site)}", style="bold")
    told = [minute_of(made.at)]
    if made.last_run_at:
        told.append(f"links last verified {day_of(made.last_run_at)}")
    if made.before_at:
        told.append(f"compared with {before_of(made)}")
    yield Text(plain(" · ".join(told)), style="dim")
    for number, section in enumerate(made.sections, 1):
        heading = Text(f"{number}  {plain(section.question)}", style="bold cyan")
        heading.append_text(_tone(section.tone))
        yield Text()
        yield Rule(heading, align="left", style="dim", characters="─") if is_shown else heading
        yield from _section_parts(section, before_of(made), width)


def _below(part: RenderableType, *, gap: int = 1) -> Padding:
    """Return a part of a section where it stands, ``gap`` lines below the one before."""
    return Padding(part, (gap, 0, 0, INDENT), expand=False)


def _section_parts(section: Section, before: str, width: int) -> Iterator[RenderableType]:
    lead, rest = split_answer(section.answer)
    answer = Text(plain(lead), style="bold")
    if rest:
        answer.append(f" {plain(rest)}", style="not bold")
    yield _below(answer, gap=0)
    if section.figures:
        yield _below(_figures(section.figures, before))
    for chart in section.charts:
        title = Text(f"{plain(chart.title)}: ", style="bold")
        yield _below(title.append(plain(chart.text), style="not bold"))
    for table in section.tables:
        if table.rows:
            yield _below(Text(plain(table.title), style="bold"))
            yield from (_below(part, gap=0) for part in _table(table, width - INDENT))
    for gap, note in enumerate(section.notes):
        yield _below(Text(f"Note: {plain(note)}", style="dim"), gap=int(gap == 0))


def _figures(figures: Sequence[Figure], before: str) -> Grid:
    grid = Grid.grid(padding=(0, 2, 0, 0))
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column()
    for figure in figures:
        value = plain(shown(figure.value, figure.unit))
        name = Text(plain(figure.title))
        if (change := change_of(figure)) is not None:
            name.append(f"  {change} since {plain(before)}", style="dim")
        name.append_text(_tone(figure.tone))
        grid.add_row(Text(value, style="bold") if value else Text(NOT_KNOWN, style="dim"), name)
    return grid


def _table(table: Table, width: int) -> Iterator[RenderableType]:
    rows = [
        [
            plain(shown(cell, column.unit)) or "-"
            for cell, column in zip(row, table.columns, strict=True)
        ]
        for row in table.rows[:ROWS]
    ]
    widths = _widths(table.columns, rows, width)
    grid = Grid(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for column, wide in zip(table.columns, widths, strict=False):
        side: JustifyMethod = "right" if column.unit in NUMBERS else "left"
        title = Text(plain(column.title))
        grid.add_column(title, justify=side, width=wide, no_wrap=True, overflow="ellipsis")
    for cells in rows:
        grid.add_row(*map(Text, cells[: len(widths)]))
    yield grid
    left = table.total - len(rows)
    told = [f"{left:,} more rows"] if left > 1 else ["1 more row"] if left == 1 else []
    if columns := len(table.columns) - len(widths):
        told.append(f"{columns} more columns" if columns > 1 else "1 more column")
    if told:
        yield Text(f"... and {' and '.join(told)}", style="dim")


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """Return how wide the columns are that have the room to be read; at least two."""
    wanted = [
        max(cell_len(plain(column.title)), *(cell_len(row[number]) for row in rows))
        for number, column in enumerate(columns)
    ]
    widths: list[int] = []
    for column, each in zip(columns, wanted, strict=True):
        least = each
        if column.unit not in NUMBERS and column.unit is not Unit.DAY:
            least = min(each, LEAST_URL if column.unit is Unit.URL else LEAST_TEXT)
        if len(widths) >= 2 and sum(widths) + least + GAP * len(widths) > width:
            break
        widths.append(least)
    spare = max(0, width - sum(widths) - GAP * (len(widths) - 1))
    for number, each in enumerate(widths):
        more = min(spare, wanted[number] - each)
        widths[number] += more
        spare -= more
    return widths


def _tone(tone: Tone) -> Text:
    if tone not in TONES:
        return Text()
    told, style = TONES[tone]
    return Text(f"  [{told}]", style=style)
