"""JSON lines: an object for each row, on a line of its own."""

from collections.abc import Iterable
from typing import BinaryIO

from linkcrawler.export.layout import Layout, Row
from linkcrawler.text import json_line


def write_json_lines(out: BinaryIO, layout: Layout, rows: Iterable[Row]) -> list[str]:
    """Write the rows; return what a person has to know, which is nothing."""
    headers = layout.headers
    for row in rows:
        line = json_line(dict(zip(headers, layout.cells(row), strict=True)))
        out.write(f"{line}\n".encode())
    return []
