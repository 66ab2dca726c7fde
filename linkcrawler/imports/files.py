"""A file -> the lists of backlinks in it: one, or several in an archive or a workbook."""

import re
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import BinaryIO
from zipfile import ZipFile

from linkcrawler.errors import InputError
from linkcrawler.imports.archive import MAX_UNPACKED_BYTES, open_archive, read_entry
from linkcrawler.imports.content import CellContent, Content, TextContent
from linkcrawler.imports.encoding import is_text_encoding
from linkcrawler.imports.json_records import looks_like_json, read_json
from linkcrawler.imports.layout import Layout, NoTargetError, find_layout
from linkcrawler.imports.packed import BZIP2, GZIP, unpack
from linkcrawler.imports.records import ONE_COLUMN
from linkcrawler.imports.rows import read_rows
from linkcrawler.imports.source import (
    ACCEPTED,
    name_of,
    open_bytes,
    read_chunks,
    refuse_binary,
)
from linkcrawler.imports.target import TargetSite, read_target
from linkcrawler.imports.workbook import Worksheet, is_workbook, read_workbook
from linkcrawler.models import Backlink, RefusedRow

ZIP = (b"PK\x03\x04", b"PK\x05\x06")
MAX_DEPTH = 3
"""Packed files in packed files: an export is at most a workbook in an archive."""

_WEB_PAGE = re.compile(r"\s*<(?:!doctype\s+html|html|head|body|table|\?xml)\b", re.IGNORECASE)
_SIDE_FILE = re.compile(r"(?:^|/)(?:__MACOSX/|\.|Thumbs\.db|desktop\.ini)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class BacklinkList:
    """A list whose layout is understood."""

    name: str
    """What people call it: the file's name, or "standard input"; with what it lies in."""

    layout: Layout
    rows: Iterator[Backlink | RefusedRow]
    """One for each row, read as they are asked for; ``InputError`` if reading fails midway."""

    content: Content = field(repr=False, compare=False)

    @property
    def guessed_encoding(self) -> str | None:
        """What the rows so far were read in by a guess; ``None``: their bytes told it."""
        return self.content.guessed


@dataclass(frozen=True, slots=True, kw_only=True)
class BacklinkFile:
    """A file that may hold several tables. Leaving its context closes it."""

    name: str
    lists: Iterator[BacklinkList]
    """Each is to be read before the next one is asked for. ``InputError`` if there is none."""

    skipped: list[str] = field(default_factory=list)
    """Why the other tables are no lists of backlinks, a sentence each; filled meanwhile."""

    close: Callable[[], None] = field(repr=False, compare=False)

    def __enter__(self) -> "BacklinkFile":
        """Return the file."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()


def open_file(
    path: str,
    *,
    target: str | None = None,
    stdin: BinaryIO | None = None,
    encoding: str | None = None,
) -> BacklinkFile:
    """Open a file of backlinks; ``-`` is standard input.

    ``target`` is what the rows point at where a list has no column for it, and a filter where
    it has one. ``encoding`` is what text is read in that has no byte order mark; ``None``: what
    its bytes show. Raises ``InputError`` if the file can't be opened or one of these can't be used.
    """
    site = None if target is None else read_target(target)
    if encoding is not None and not is_text_encoding(encoding):
        raise InputError(
            f"encoding {encoding!r} is none that lists are in; utf-8, cp1255 and gb18030 are some"
        )
    name = name_of(path)
    with ExitStack() as stack:
        stream = stack.enter_context(open_bytes(path, stdin))
        skipped: list[str] = []
        lists = stack.enter_context(closing(_lists(stream, name, site, encoding, skipped)))
        return BacklinkFile(name=name, lists=lists, skipped=skipped, close=stack.pop_all().close)


def _lists(
    stream: BinaryIO,
    name: str,
    site: TargetSite | None,
    encoding: str | None,
    skipped: list[str],
) -> Generator[BacklinkList, None, None]:
    """Yield what can be used; what can't be is told, or raised where nothing can."""
    refusals: list[InputError] = []
    found = 0
    seekable = stream if stream.seekable() else None
    for part in _parts(read_chunks(stream, name), name, seekable):
        try:
            content = part.open(encoding)
            layout = find_layout(content, name=part.name, site=site)
        except NoTargetError:
            raise
        except InputError as error:
            refusals.append(error)
            continue
        found += 1
        records = content.records(layout.delimiter or ONE_COLUMN, comments=layout.has_comments)
        skipped[:] = map(str, refusals)
        rows = read_rows(records, layout, site)
        yield BacklinkList(name=part.name, layout=layout, rows=rows, content=content)
    skipped[:] = map(str, refusals)
    if not found:
        if len(refusals) == 1:
            raise refusals[0]
        reasons = " ".join(map(str, refusals[:10])) or f"Give {ACCEPTED}."
        raise InputError(f"{name} holds no list of backlinks. {reasons}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One table of a file."""

    name: str
    open: Callable[[str | None], Content]
    """Takes the encoding that the user says text is in."""


def _parts(
    chunks: Iterator[bytes], name: str, stream: BinaryIO | None, depth: int = 0
) -> Iterator[_Part]:
    """Yield the tables in some bytes, by what those begin with and not by a file's name.

    ``stream`` is where they come from, if one can go back in it.
    """
    head = next(chunks, b"")
    chunks = chain([head], chunks)
    magic = next((each for each in (GZIP, BZIP2) if head.startswith(each)), None)
    if not magic and not head.startswith(ZIP):
        yield _Part(name=name, open=partial(_read, head, chunks, name))
        return
    if depth == MAX_DEPTH:
        raise InputError(f"{name} is packed more than {MAX_DEPTH} times; unpack it.")
    if magic:
        yield from _parts(unpack(chunks, magic, name), name, None, depth + 1)
        return
    with ExitStack() as stack:
        if stream is None:
            stream = stack.enter_context(tempfile.TemporaryFile())
            for chunk in chunks:
                stream.write(chunk)
        archive = stack.enter_context(open_archive(stream, name))
        yield from _archive_parts(archive, name, depth)


def _archive_parts(archive: ZipFile, name: str, depth: int) -> Iterator[_Part]:
    if is_workbook(archive):
        for sheet in read_workbook(archive, name):
            yield _Part(
                name=f"{name} > {sheet.name}" if sheet.name else name,
                open=partial(_cells_of, sheet),
            )
        return
    for entry in archive.infolist():
        if entry.is_dir() or _SIDE_FILE.search(entry.filename):
            continue
        inner = f"{name} > {entry.filename}"
        pieces = read_entry(archive, entry, inner, at_most=MAX_UNPACKED_BYTES)
        with closing(pieces):
            yield from _parts(pieces, inner, None, depth + 1)


def _cells_of(sheet: Worksheet, _: str | None) -> Content:
    return CellContent(sheet.records, "xlsx")


def _read(head: bytes, chunks: Iterator[bytes], name: str, encoding: str | None) -> Content:
    refuse_binary(head, name)
    text = TextContent(chunks, encoding)
    beginning = "".join(text.head)
    if looks_like_json(beginning):
        return CellContent(read_json(text.lines(), name), "json", text)
    if _WEB_PAGE.match(beginning):
        raise InputError(f"{name} is a web page, whatever it is called; export the table as CSV.")
    return text
