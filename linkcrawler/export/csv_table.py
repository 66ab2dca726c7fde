"""CSV by RFC 4180, with a line feed at the end of each line."""

import csv
from collections.abc import Iterable, Iterator
from io import TextIOWrapper
from typing import BinaryIO

from linkcrawler.cells import defused
from linkcrawler.export.layout import Layout, Row
from linkcrawler.text import clean

_MARK = "\ufeff"


def write_csv(
    out: BinaryIO, layout: Layout, rows: Iterable[Row], *, is_raw: bool, has_mark: bool
) -> list[str]:
    """Write the rows; return what a person has to know, which is nothing."""
    text = TextIOWrapper(out, encoding="utf-8", newline="", write_through=False)
    try:
        if has_mark:
            text.write(_MARK)
        writer = csv.writer(text, lineterminator="\n")
        # Before Python 3.13 a carriage return alone is not quoted, which others take for an end.
        careful = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
        writer.writerow(layout.headers)
        for cells in _rows(layout, rows, is_raw=is_raw):
            has_return = any(isinstance(cell, str) and "\r" in cell for cell in cells)
            (careful if has_return else writer).writerow(cells)
        text.flush()
    finally:
        text.detach()
    return []


def _rows(layout: Layout, rows: Iterable[Row], *, is_raw: bool) -> Iterator[list[object]]:
    for row in rows:
        yield [_cell(value, is_raw=is_raw) for value in layout.cells(row)]


def _cell(value: object, *, is_raw: bool) -> object:
    if not isinstance(value, str):
        return value
    return clean(value) if is_raw else defused(clean(value))
