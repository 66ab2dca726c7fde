"""What a list is made of before its layout is known: lines to be split, or rows that are."""

from collections.abc import Iterator
from itertools import chain, islice
from typing import Protocol

from linkcrawler.imports.encoding import find_encoding, text_lines
from linkcrawler.imports.records import CELLS, BrokenRecord, LineFeed, Record, read_records
from linkcrawler.imports.sample import SAMPLE_LINES, Sample, read_samples, take_sample

AnyRecord = Record | BrokenRecord


class Content(Protocol):
    """Gives its first rows to be looked at, and then all of them."""

    encoding: str
    """Of the text; or what it is instead, such as ``xlsx``."""

    def samples(self, *, comments: bool) -> list[Sample]:
        """Return the first rows, once for each delimiter there may be."""

    def records(self, delimiter: str, *, comments: bool) -> Iterator[AnyRecord]:
        """Yield all rows; called once."""


class TextContent:
    """Lines of text. With ``comments``, those that begin with ``#`` are skipped."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        head = next(chunks)
        self.encoding = find_encoding(head)
        self._lines = text_lines(chain([head], chunks), self.encoding)
        self.head = take_sample(self._lines)

    def lines(self) -> Iterator[str]:
        """Yield all lines; called once, instead of ``records``."""
        return chain(self.head, self._lines)

    def samples(self, *, comments: bool) -> list[Sample]:
        """Return the first rows, split by each delimiter."""
        return read_samples(self.head, comments=comments)

    def records(self, delimiter: str, *, comments: bool) -> Iterator[AnyRecord]:
        """Yield all rows."""
        return read_records(LineFeed(self.lines(), comments=comments), delimiter)


class CellContent:
    """Rows that come as cells, as from a workbook or JSON."""

    def __init__(self, records: Iterator[AnyRecord], encoding: str) -> None:
        self.encoding = encoding
        self._records = records
        self._head = list(islice(records, SAMPLE_LINES))

    def samples(self, *, comments: bool) -> list[Sample]:  # noqa: ARG002 - cells hold none
        """Return the first rows."""
        rows = [record for record in self._head if isinstance(record, Record)]
        return [Sample(delimiter=CELLS, rows=rows)]

    def records(self, delimiter: str, *, comments: bool) -> Iterator[AnyRecord]:  # noqa: ARG002
        """Yield all rows."""
        return chain(self._head, self._records)
