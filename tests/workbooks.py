"""Workbooks as bytes, made cell by cell, so that a test can make what no spreadsheet would."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def column_name(index: int) -> str:
    """Return the letters of a column, from 0."""
    letters = ""
    index += 1
    while index:
        index, left = divmod(index - 1, 26)
        letters = chr(65 + left) + letters
    return letters


def sheet(rows: Iterable[Sequence[object]], first_row: int = 1) -> str:
    """Return the rows of a sheet; text that begins with ``=`` is a formula with a result."""
    parts = []
    for number, row in enumerate(rows, first_row):
        cells = "".join(
            _cell(f"{column_name(index)}{number}", value) for index, value in enumerate(row)
        )
        parts.append(f'<row r="{number}">{cells}</row>')
    return "".join(parts)


def _cell(place: str, value: object) -> str:
    match value:
        case None | "":
            return ""
        case bool():
            return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
        case int() | float():
            return f'<c r="{place}"><v>{value}</v></c>'
        case (formula, result):
            return f'<c r="{place}" t="str"><f>{escape(formula)}</f><v>{escape(result)}</v></c>'
        case _:
            text = escape(str(value))
            return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def workbook(
    sheets: Mapping[str, str], extra: Mapping[str, str | bytes] = {}, *, before: str = ""
) -> bytes:
    """Return a workbook of sheets given as the rows of ``sheet``; ``before`` is a declaration."""
    ids = list(enumerate(sheets, 1))
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    entries: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{head}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'{head}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship'
        f' Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{head}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        + "".join(
            f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>'
            for number, name in ids
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{head}<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="rId{number}" Type="{_OFFICE}/worksheet"'
            f' Target="worksheets/sheet{number}.xml"/>'
            for number, _ in ids
        )
        + "</Relationships>",
    }
    for number, name in ids:
        entries[f"xl/worksheets/sheet{number}.xml"] = (
            f'{head}{before}<worksheet xmlns="{_MAIN}"><sheetData>{sheets[name]}</sheetData>'
            "</worksheet>"
        )
    return archive(entries | dict(extra))


def archive(entries: Mapping[str, str | bytes]) -> bytes:
    """Return a zip archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    return stream.getvalue()
