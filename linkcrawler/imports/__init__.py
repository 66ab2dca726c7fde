"""Backlink lists, from any export or kept by hand -> backlinks and refused rows.

``source`` bytes -> ``encoding`` lines -> ``records`` -> ``rows``; on the way ``layout`` tells from
the first lines (``sample``, ``tables``) what each column holds.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import chain
from types import TracebackType
from typing import BinaryIO, Self

from linkcrawler.imports.columns import Role
from linkcrawler.imports.encoding import find_encoding, text_lines
from linkcrawler.imports.layout import Column, Layout, find_layout
from linkcrawler.imports.records import ONE_COLUMN, LineFeed, read_records
from linkcrawler.imports.rows import read_rows
from linkcrawler.imports.sample import take_sample
from linkcrawler.imports.source import name_of, open_bytes, read_chunks
from linkcrawler.imports.target import read_target
from linkcrawler.models import Backlink, RefusedRow

__all__ = ["BacklinkList", "Column", "Layout", "Role", "open_list"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BacklinkList:
    """An opened list whose layout is understood. Leaving its context closes it, so does its end."""

    name: str
    """What people call it: the file's name, or "standard input"."""

    layout: Layout
    rows: Iterator[Backlink | RefusedRow]
    """One for each row, read as they are asked for; ``InputError`` if reading fails midway."""

    close: Callable[[], None] = field(repr=False, compare=False)

    def __enter__(self) -> Self:
        """Return the list."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the file."""
        self.close()


def open_list(
    path: str, *, target: str | None = None, stdin: BinaryIO | None = None
) -> BacklinkList:
    """Open a list and find out its layout; ``-`` is standard input.

    ``target`` is what the rows point at where the list has no column for it, and a filter where
    it has one. Raises ``InputError`` if the list or the target can't be used.
    """
    site = None if target is None else read_target(target)
    name = name_of(path)
    with ExitStack() as stack:
        stream = stack.enter_context(open_bytes(path, stdin))
        chunks = read_chunks(stream, name)
        head = next(chunks)
        encoding = find_encoding(head)
        lines = text_lines(chain([head], chunks), encoding)
        sample = take_sample(lines)
        layout = find_layout(sample, name=name, encoding=encoding, site=site)
        feed = LineFeed(chain(sample, lines), comments=layout.has_comments)
        records = read_records(feed, layout.delimiter or ONE_COLUMN)
        opened = stack.pop_all()
    rows = _closing(read_rows(records, layout, site), opened)
    return BacklinkList(name=name, layout=layout, rows=rows, close=opened.close)


def _closing(
    rows: Iterator[Backlink | RefusedRow], opened: ExitStack
) -> Iterator[Backlink | RefusedRow]:
    with opened:
        yield from rows
