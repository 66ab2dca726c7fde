"""Lines of a list -> records, each with the line on which it begins.

The ``csv`` module reads; what it does not tell is added: line numbers, and an open quote, which
would swallow the rest of the file as one cell.
"""

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from linkcrawler.imports.encoding import MAX_LINE_BYTES, OVERLONG_LINE

ONE_COLUMN = "\x1f"
"""No delimiter: a character that no list holds, so that quotes are still read."""

BLANKS = " "
"""Cells stand apart by any number of spaces and tabs; there are no quotes."""

CELLS = "\x1e"
"""The rows come as cells, and nothing has to be split."""

MAX_RECORD_LINES = 100
MAX_RECORD_CHARS = 1024 * 1024
_OPEN_QUOTE = "A quote is opened in this cell and not closed as it should be"
_OVERLONG = f"The line is longer than {MAX_LINE_BYTES:,} bytes, as no row of a list is"


class Record(NamedTuple):
    """One row, its cells as written."""

    line: int
    cells: list[str]


class BrokenRecord(NamedTuple):
    """A row that can't be told apart from what follows it; reading resumes on the next line."""

    line: int
    column: int | None
    """The cell at fault, from 0; ``None``: the whole row."""

    cell: str
    reason: str


class QuoteLeftOpenError(Exception):
    """A record runs over more lines than any cell has."""


class LineFeed:
    """Hand out lines one by one and keep those of the record that is being read."""

    def __init__(self, lines: Iterable[str], *, comments: bool = False) -> None:
        """Feed ``lines``; with ``comments``, skip those that begin with a ``#``."""
        self.held: list[str] = []
        self.begun = 0
        self.ended = False
        """A line was asked for and there was none."""

        self._lines = iter(lines)
        self._comments = comments
        self._given_back: deque[str] = deque()
        self._number = 0
        self._chars = 0

    def __iter__(self) -> "LineFeed":
        """Return itself, as the csv module wants an iterable."""
        return self

    def __next__(self) -> str:
        """Return the next line of this record, or the first of the next one."""
        if self.held:
            if len(self.held) >= MAX_RECORD_LINES or self._chars > MAX_RECORD_CHARS:
                raise QuoteLeftOpenError
            line = self._take()
            self._chars += len(line)
        else:
            line = self._take()
            while self._comments and line.lstrip().startswith("#"):
                line = self._take()
            self.begun, self._chars = self._number, len(line)
        self.held.append(line)
        return line

    def give_back(self) -> None:
        """Return to the line after the first of this record."""
        self._given_back.extendleft(reversed(self.held[1:]))
        self._number = self.begun
        self.ended = False

    def _take(self) -> str:
        line = self._given_back.popleft() if self._given_back else next(self._lines, None)
        if line is None:
            self.ended = True
            raise StopIteration
        self._number += 1
        return line


def read_records(feed: LineFeed, delimiter: str) -> Iterator[Record | BrokenRecord]:
    """Yield the records of a list; blank lines are none."""
    # The limit is one for the whole process; a cell is never longer than what is held here.
    csv.field_size_limit(max(csv.field_size_limit(), MAX_LINE_BYTES + MAX_RECORD_CHARS))
    return _split_by_blanks(feed) if delimiter == BLANKS else _split(feed, delimiter)


def _split_by_blanks(feed: LineFeed) -> Iterator[Record]:
    for line in feed:
        feed.held.clear()
        if cells := line.split():
            yield Record(feed.begun, cells)


def _split(feed: LineFeed, delimiter: str) -> Iterator[Record | BrokenRecord]:
    reader = csv.reader(feed, delimiter=delimiter)
    held = feed.held
    while True:
        held.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (QuoteLeftOpenError, csv.Error):
            cells = []
        if not cells or len(held) > 1 or feed.ended:
            if held[0].isspace():
                continue
            if not cells or not _is_whole(held, delimiter):
                yield _broken(feed, delimiter)
                feed.give_back()
                reader = csv.reader(feed, delimiter=delimiter)
                continue
        if len(cells) == 1 and held[0].isspace():
            continue
        if cells[0] == OVERLONG_LINE[0]:
            yield BrokenRecord(feed.begun, None, "", _OVERLONG)
            continue
        yield Record(feed.begun, cells)


def _is_whole(lines: list[str], delimiter: str) -> bool:
    """Tell whether the record of these lines ends where its last quote says.

    An open quote that a quote of a later row closes shows as text right after that quote.
    """
    try:
        rows = list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return False
    return len(rows) == 1 and OVERLONG_LINE not in lines


def _broken(feed: LineFeed, delimiter: str) -> BrokenRecord:
    try:
        cells = next(csv.reader(feed.held[:1], delimiter=delimiter))
    except csv.Error:
        cells = [feed.held[0]]
    return BrokenRecord(feed.begun, len(cells) - 1, cells[-1], _OPEN_QUOTE)
