"""``audit``: the questions of a site owner, answered in a terminal or as JSON."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import click

from linkcrawler.audit.parts import Audit, Cell, Figure, Section, Unit
from linkcrawler.cli.auditing import AuditOptions, audit_of, audit_options
from linkcrawler.cli.options import echo_json, json_option, tell
from linkcrawler.text import plain

ROWS = 10
"""Rows of a table in the terminal; ``report`` and ``--json`` have more."""


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
    else:
        tell(_lines(made))


def _lines(made: Audit) -> Iterator[str]:
    yield f"Audit of {plain(made.site)}, {made.at}"
    if made.before_at:
        yield f"Compared with the audit of {made.before_at}"
    for section in made.sections:
        yield ""
        yield from _section_lines(section)


def _section_lines(section: Section) -> Iterator[str]:
    yield plain(section.question)
    yield f"  {plain(section.answer)}"
    for figure in section.figures:
        yield f"  {_value(figure.value, figure.unit):>10}  {plain(figure.title)}{_change(figure)}"
    for table in section.tables:
        if not table.rows:
            continue
        yield f"  {plain(table.title)}"
        for row in table.rows[:ROWS]:
            cells = zip(row, table.columns, strict=True)
            yield "    " + "  ".join(_value(cell, column.unit) for cell, column in cells)
        if table.total > ROWS:
            yield f"    ... and {table.total - ROWS:,} more"
    for note in section.notes:
        yield f"  Note: {plain(note)}"


def _change(figure: Figure) -> str:
    if figure.before is None or figure.value is None or figure.before == figure.value:
        return ""
    return f" (was {_value(figure.before, figure.unit)})"


def _value(value: Cell, unit: Unit) -> str:
    if value is None:
        return "-"
    if isinstance(value, str):
        return plain(value)
    if unit is Unit.SHARE:
        return f"{value:.1%}"
    if unit is Unit.PER_DAY:
        return f"{value:,.2f}/day"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"
