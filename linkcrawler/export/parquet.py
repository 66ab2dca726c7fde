"""Parquet with typed columns, a group of rows at a time; the only user of ``pyarrow``."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, BinaryIO

from linkcrawler.columns import Kind
from linkcrawler.errors import InputError
from linkcrawler.export.layout import Layout, Row
from linkcrawler.text import clean

GROUP_ROWS = 20_000
"""Rows held at once; some 40 MB."""


def write_parquet(out: BinaryIO, layout: Layout, rows: Iterable[Row]) -> list[str]:
    """Write the rows; return what a person has to know, which is nothing.

    Raises ``InputError`` where pyarrow is not installed.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise InputError(
            "Parquet needs pyarrow, which is not installed: install linkcrawler[parquet], or"
            " pyarrow beside it"
        ) from error
    types = {
        Kind.TEXT: pyarrow.string(),
        Kind.URL: pyarrow.string(),
        Kind.NUMBER: pyarrow.int64(),
        Kind.FLAG: pyarrow.bool_(),
        Kind.TIME: pyarrow.timestamp("s", tz="UTC"),
    }
    schema = pyarrow.schema([(field.header, types[field.kind]) for field in layout.fields])
    kinds = [field.kind for field in layout.fields]
    with pyarrow.parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        for group in _groups(layout.cells(row) for row in rows):
            cells = zip(*group, strict=True)
            arrays = [
                pyarrow.array(list(map(_READERS[kind], column)), type=types[kind])
                for kind, column in zip(kinds, cells, strict=True)
            ]
            writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))
    return []


def _groups(rows: Iterator[list[object]]) -> Iterator[Sequence[list[object]]]:
    while group := list(islice(rows, GROUP_ROWS)):
        yield group


def _text(value: object) -> str | None:
    return None if value is None else clean(str(value))


def _number(value: Any) -> int | None:
    return None if value is None else int(value)


def _flag(value: object) -> bool | None:
    return None if value is None else bool(value)


def _time(value: object) -> datetime | None:
    return None if value is None else datetime.fromisoformat(str(value))


_READERS = {
    Kind.TEXT: _text,
    Kind.URL: _text,
    Kind.NUMBER: _number,
    Kind.FLAG: _flag,
    Kind.TIME: _time,
}
