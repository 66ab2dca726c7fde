"""What a list is made of before its layout is known: lines to be split, or rows that are."""

from collections.abc import Iterator
from itertools import chain, islice
from typing import Protocol

from linkcrawler.imports.encoding import LineReader
from linkcrawler.imports.records import CELLS, BrokenRecord, LineFeed, Record, read_records
from linkcrawler.imports.sample import (
    SAMPLE_LINES,
    Sample,
    read_samples,
    take_sample,
    with_addresses,
)

AnyRecord = Record | BrokenRecord


class Content(Protocol):
    """Gives its first rows to be looked at, and then all of them."""

    encoding: str
    """Of the text; or what it is instead, such as ``xlsx``."""

    @property
    def guessed(self) -> str | None:
        """What the lines so far were read in by a guess; ``None``: there was no need for one."""

    def samples(self, *, comments: bool) -> list[Sample]:
        """Return the first rows, once for each delimiter there may be."""

    def records(self, delimiter: str, *, comments: bool) -> Iterator[AnyRecord]:
        """Yield all rows; called once."""


class TextContent:
    """Lines of text. With ``comments``, those that begin with ``#`` are skipped."""

    def __init__(self, chunks: Iterator[bytes], encoding: str | None = None) -> None:
        """Read the first of ``chunks``; ``encoding`` is what the user says it is in."""
        head = next(chunks)
        self._reader = LineReader(head, encoding)
        self.encoding = self._reader.encoding
        self._lines = self._reader.lines(chain([head], chunks))
        self.head = take_sample(self._lines)

    @property
    def guessed(self) -> str | None:
        """What the lines so far were read in by a guess; ``None``: there was no need for one."""
        return self._reader.guessed

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
    """Rows that come as cells, as from a workbook or JSON, which has a text behind it."""

    def __init__(
        self, records: Iterator[AnyRecord], encoding: str, text: TextContent | None = None
    ) -> None:
        self.encoding = encoding
        self._text = text
        self._records = records
        self._head = list(islice(records, SAMPLE_LINES))

    @property
    def guessed(self) -> str | None:
        """What a text behind the rows was read in by a guess."""
        return self._text.guessed if self._text else None

    def samples(self, *, comments: bool) -> list[Sample]:  # noqa: ARG002 - cells hold none
        """Return the first rows."""
        rows = [with_addresses(record) for record in self._head if isinstance(record, Record)]
        return [Sample(delimiter=CELLS, rows=rows)]

    def records(self, delimiter: str, *, comments: bool) -> Iterator[AnyRecord]:  # noqa: ARG002
        """Yield all rows."""
        return chain(self._head, self._records)
