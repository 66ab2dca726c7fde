"""Excel workbooks -> records; the only user of ``python_calamine``.

The library makes a dense table of what a sheet claims, so nothing reaches it unread: the parts it
needs are unpacked, counted and measured, and written into a plain archive that it then opens.
"""

import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, datetime, time
from typing import IO, NamedTuple
from xml.parsers import expat

import python_calamine

from linkcrawler.errors import InputError
from linkcrawler.imports.archive import read_entry
from linkcrawler.imports.records import Record

MAX_WORKBOOK_BYTES = 1024 * 1024 * 1024
MAX_CELLS = 20_000_000
MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384
"""Source: Microsoft, "Excel specifications and limits"."""

_PARTS = frozenset(
    {
        "[content_types].xml",
        "_rels/.rels",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/sharedstrings.xml",
        "xl/styles.xml",
    }
)
_SHEETS = "xl/worksheets/"
_IN_MEMORY_BYTES = 4 * 1024 * 1024
_AS_CSV = "save it as CSV and give that"


class Worksheet(NamedTuple):
    """One sheet of a workbook, read as its rows are asked for."""

    name: str
    """Empty where the workbook has no other."""

    records: Iterator[Record]


def is_workbook(archive: zipfile.ZipFile) -> bool:
    """Tell an Excel workbook from other archives."""
    return any(name.lower() == "xl/workbook.xml" for name in archive.namelist())


def read_workbook(archive: zipfile.ZipFile, name: str) -> Iterator[Worksheet]:
    """Yield the sheets of a workbook that hold something; lines are the rows of the sheet.

    Raises ``InputError`` if it can't be read, or not with bounded time and memory.
    """
    with ExitStack() as stack:
        plain = stack.enter_context(tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES))
        _write_plain(archive, plain, name)
        plain.seek(0)
        try:
            book = stack.enter_context(python_calamine.load_workbook(plain))
            sheets = [sheet.name for sheet in book.sheets_metadata]
        except python_calamine.CalamineError as error:
            raise _unreadable(name, error) from error
        for sheet_name in sheets:
            try:
                sheet = book.get_sheet_by_name(sheet_name)
            except python_calamine.CalamineError as error:
                raise _unreadable(name, error) from error
            if sheet.start is not None:
                records = _records(sheet, sheet.start[1])
                yield Worksheet(sheet_name if len(sheets) > 1 else "", records)


def _unreadable(name: str, error: Exception) -> InputError:
    return InputError(f"{name} is a workbook that can't be read ({error}); {_AS_CSV}.")


def _records(sheet: python_calamine.CalamineSheet, left: int) -> Iterator[Record]:
    """Yield the rows that hold something; ``left`` columns before them are empty."""
    before = [""] * left
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = [cell if isinstance(cell, str) else _text(cell) for cell in row]
        if any(cells):
            yield Record(number, before + cells)


def _text(value: object) -> str:
    """Return a cell as a list would have it; of a formula it is the result that was saved."""
    match value:
        case bool():
            return str(value).lower()
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(" ", "seconds")
        case date() | time():
            return value.isoformat()
        case _:
            return str(value)


def _write_plain(archive: zipfile.ZipFile, plain: IO[bytes], name: str) -> None:
    """Copy the parts that are needed, each measured on its way."""
    left = MAX_WORKBOOK_BYTES
    with zipfile.ZipFile(plain, "w") as copy:
        for entry in archive.infolist():
            part = entry.filename.lower()
            is_sheet = part.startswith(_SHEETS) and part.endswith(".xml")
            if part not in _PARTS and not is_sheet:
                continue
            measure = _Measure(name)
            with copy.open(entry.filename, "w", force_zip64=True) as out:
                for piece in read_entry(archive, entry, name, at_most=left):
                    measure.feed(piece)
                    out.write(piece)
                    left -= len(piece)
            measure.end()


class _Measure:
    """Reads a part as XML does and refuses more cells than memory has room for."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._row = self._column = self._rows = self._columns = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype

    def feed(self, piece: bytes) -> None:
        self._parse(piece, is_last=False)

    def end(self) -> None:
        self._parse(b"", is_last=True)

    def _parse(self, piece: bytes, *, is_last: bool) -> None:
        try:
            self._parser.Parse(piece, is_last)
        except expat.ExpatError as error:
            raise _unreadable(self._name, error) from error

    def _start(self, element: str, attributes: dict[str, str]) -> None:
        kind = element.rpartition(":")[2]
        if kind == "c":
            self._place(attributes.get("r", ""))
        elif kind == "row":
            written = attributes.get("r", "")
            self._row = self._number(written) if written else self._row + 1
            self._column = 0
        else:
            return
        self._rows = max(self._rows, self._row)
        self._columns = max(self._columns, self._column)
        if self._rows * self._columns > MAX_CELLS:
            raise InputError(
                f"{self._name} is a workbook of more than {MAX_CELLS:,} cells; {_AS_CSV}."
            )

    def _place(self, reference: str) -> None:
        """Go to a cell such as ``AB12``; one without reference is the next of its row."""
        letters = reference.rstrip("0123456789")
        column = 0
        for letter in letters[:4]:
            column = 26 * column + ord(letter) - 64
        self._column = column if letters else self._column + 1
        if len(letters) < len(reference):
            self._row = self._number(reference[len(letters) :])
        is_odd = letters and not (letters.isascii() and letters.isupper() and len(letters) < 4)
        if is_odd or self._column > MAX_COLUMNS:
            self._refuse_place()

    def _number(self, digits: str) -> int:
        if not (digits.isascii() and digits.isdigit() and len(digits) < 8):
            self._refuse_place()
        number = int(digits)
        if not 0 < number <= MAX_ROWS:
            self._refuse_place()
        return number

    def _refuse_place(self) -> None:
        raise InputError(
            f"{self._name} is a workbook with a cell outside of what a sheet holds; {_AS_CSV}."
        )

    def _refuse_doctype(self, *_: object) -> None:
        raise InputError(f"{self._name} is a workbook with declarations of its own; {_AS_CSV}.")
