"""The formats of a table, and which of them a name asks for."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import BinaryIO

from linkcrawler.errors import InputError
from linkcrawler.export.csv_table import write_csv
from linkcrawler.export.json_lines import write_json_lines
from linkcrawler.export.layout import Layout, Row
from linkcrawler.export.parquet import write_parquet
from linkcrawler.export.whole import STANDARD_OUTPUT
from linkcrawler.export.workbook import write_workbook

DISAVOW = "disavow"
FORMATS = ("csv", "jsonl", "xlsx", "parquet", DISAVOW)
BINARY = frozenset({"xlsx", "parquet"})

_ENDINGS = {
    ".csv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".xlsx": "xlsx",
    ".parquet": "parquet",
}


def format_of(place: str, given: str | None) -> str:
    """Return the format that is asked for, by the name of the file or else by ``given``.

    Raises ``InputError`` where the two differ, or neither says.
    """
    ending = Path(place).suffix.lower()
    by_name = None if place == STANDARD_OUTPUT else _ENDINGS.get(ending)
    if by_name and given and by_name != given:
        raise InputError(f"{place}: the name says {by_name}, --format says {given}")
    form = by_name or given or ("csv" if place == STANDARD_OUTPUT else None)
    if form is None:
        raise InputError(
            f"{place}: the name tells no format; one that ends in {', '.join(_ENDINGS)} does,"
            " and so does --format"
        )
    return form


def write_table(
    form: str,
    out: BinaryIO,
    layout: Layout,
    rows: Iterable[Row],
    *,
    is_raw: bool = False,
    has_mark: bool = False,
) -> list[str]:
    """Write a table; return what a person has to know of it, a sentence each.

    ``is_raw`` leaves cells of a CSV as they are, ``has_mark`` puts a byte order mark before it.
    """
    if form == "csv":
        return write_csv(out, layout, rows, is_raw=is_raw, has_mark=has_mark)
    return _WRITERS[form](out, layout, rows)


_WRITERS: Mapping[str, Callable[[BinaryIO, Layout, Iterable[Row]], list[str]]] = {
    "jsonl": write_json_lines,
    "xlsx": write_workbook,
    "parquet": write_parquet,
}
