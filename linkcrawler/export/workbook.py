"""A workbook for people: filters, widths, a header that stays; the only user of ``xlsxwriter``.

Every text is written as text: no formula, no link, no number in disguise.
"""

import re
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from linkcrawler.cells import defused
from linkcrawler.columns import Kind
from linkcrawler.errors import InputError
from linkcrawler.export.layout import Layout, Row
from linkcrawler.export.whole import copy_out

# Source: Microsoft, "Excel specifications and limits".
MAX_CELL_UNITS = 32_767
MAX_ROWS = 1_048_576

_NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
_WIDTHS = {Kind.TEXT: 16, Kind.URL: 48, Kind.NUMBER: 9, Kind.FLAG: 9, Kind.TIME: 17}
_WIDER = {"anchor_text": 30, "page_title": 40, "evidence_html": 40, "dom_path": 40, "reason": 24}


def write_workbook(out: BinaryIO, layout: Layout, rows: Iterable[Row]) -> list[str]:
    """Write the rows; return what could not be shown whole, a sentence each."""
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / "draft.xlsx"
        options = {
            "constant_memory": True,
            "tmpdir": folder,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        try:
            with xlsxwriter.Workbook(str(draft), options) as book:
                cut = _fill(book, layout, rows)
        except XlsxWriterException as error:
            raise InputError(f"the workbook can't be written ({error})") from error
        copy_out(draft, out)
    if not cut:
        return []
    sentence = (
        f"{cut:,} cells are cut to {MAX_CELL_UNITS:,} characters, the most that Excel takes;"
        " CSV, JSON lines and Parquet have them whole."
    )
    return [sentence]


def _fill(book: Any, layout: Layout, rows: Iterable[Row]) -> int:
    """Write the sheets; return how many cells were cut."""
    page = _Sheet(book, layout)
    for row in rows:
        page.write(layout.cells(row))
    page.end()
    return page.cut


class _Sheet:
    """The sheet that is being written; a full one is followed by the next."""

    def __init__(self, book: Any, layout: Layout) -> None:
        self.cut = 0
        self._book = book
        self._layout = layout
        self._bold = book.add_format({"bold": True, "bottom": 1})
        self._time = book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"})
        # What Excel writes for a typed apostrophe: editing such a cell makes no formula of it.
        self._quoted = book.add_format({"quote_prefix": True})
        self._begin()

    def _begin(self) -> None:
        self._sheet = self._book.add_worksheet()
        self._sheet.freeze_panes(1, 0)
        for index, field in enumerate(self._layout.fields):
            width = _WIDER.get(field.header, max(_WIDTHS[field.kind], len(field.header) + 3))
            self._sheet.set_column(index, index, width)
            self._sheet.write_string(0, index, field.header, self._bold)
        self._row = 1

    def write(self, cells: list[object]) -> None:
        if self._row == MAX_ROWS:
            self.end()
            self._begin()
        for index, (field, value) in enumerate(zip(self._layout.fields, cells, strict=True)):
            if value is None or value == "":
                continue
            if field.kind is Kind.TIME:
                self._sheet.write_datetime(self._row, index, _naive(str(value)), self._time)
            elif isinstance(value, int):
                self._sheet.write_number(self._row, index, value)
            else:
                self._write_text(index, str(value))
        self._row += 1

    def _write_text(self, index: int, text: str) -> None:
        shown, is_cut = fitting(_NO_XML.sub("\ufffd", text))
        self.cut += is_cut
        style = self._quoted if defused(shown) != shown else None
        self._sheet.write_string(self._row, index, shown, style)

    def end(self) -> None:
        """Put the filter over what was written."""
        self._sheet.autofilter(0, 0, self._row - 1, len(self._layout.fields) - 1)


def fitting(text: str) -> tuple[str, bool]:
    """Return the text as far as a cell takes it, and whether it was cut.

    Excel counts a character outside of the basic plane as two.
    """
    if len(text) * 2 <= MAX_CELL_UNITS:
        return text, False
    units = text.encode("utf-16-le")
    if len(units) // 2 <= MAX_CELL_UNITS:
        return text, False
    return units[: MAX_CELL_UNITS * 2].decode("utf-16-le", "ignore"), True


def _naive(stamp: str) -> datetime:
    """Return a time as Excel has it, without its zone, which is UTC."""
    return datetime.fromisoformat(stamp).astimezone(UTC).replace(tzinfo=None)
