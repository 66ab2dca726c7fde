"""WARC files record by record, ours and those of other tools.

``warcio`` takes a damaged or cut file for one that ends; here each record is whole or an error, and
what a record may hold is bounded. Its parsers of headers and of chunks are used.
"""

import base64
import hashlib
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from warcio.bufferedreaders import ChunkedDataReader
from warcio.statusandheaders import StatusAndHeadersParser, StatusAndHeadersParserException

from linkcrawler.warc.exchange import STATUS_LINE

MAX_BLOCK_BYTES = 64 << 20
"""Of a record; what is longer is read up to here."""

MAX_HEADER_BYTES = 1 << 20
_CHUNK = 1 << 16
_GZIP = b"\x1f\x8b"
_VERSIONS = ["WARC/1.1", "WARC/1.0", "WARC/0.18", "WARC/0.17"]
_WARC_PARSER = StatusAndHeadersParser(_VERSIONS)
_HTTP_PARSER = StatusAndHeadersParser([], verify=False)
_SHA1_CHARACTERS = 32
_READ_WHOLE = frozenset({"warcinfo", "metadata"})


class DamagedError(Exception):
    """A file that is no WARC, or is one only up to some byte; the message says where and what."""

    def __init__(self, path: Path, number: int, offset: int, what: str) -> None:
        super().__init__(f"{path}: record {number} at byte {offset:,}: {what}")


class _BrokenError(Exception):
    """What is wrong with the record at hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record of a file."""

    offset: int
    """Where it begins in the file, in bytes."""

    kind: str
    headers: tuple[tuple[str, str], ...]
    """Of the record, names in lower case."""

    block: bytes
    """Empty where the record was only skipped over."""

    is_whole: bool = True
    """The block was not longer than is read."""

    def header(self, name: str) -> str | None:
        """Return the first header of that lower-case name."""
        return next((value for key, value in self.headers if key == name), None)

    @property
    def uri(self) -> str:
        """The address that the record is of; empty: of none."""
        value = (self.header("warc-target-uri") or "").strip()
        return value[1:-1] if value.startswith("<") and value.endswith(">") else value  # wget 1.19

    @property
    def date(self) -> str:
        """When it was received, in UTC, sortable as text."""
        return (self.header("warc-date") or "").removesuffix("Z")

    @property
    def record_id(self) -> str:
        """Its name."""
        return self.header("warc-record-id") or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpAnswer:
    """An HTTP answer in a record."""

    status: int
    headers: tuple[tuple[str, str], ...]
    """Names as written."""

    body: bytes
    """Chunks put together; still as the server coded it."""


def scan(path: Path) -> Iterator[Record]:
    """Yield the records of a file in order, without the blocks that may be large.

    Raises ``DamagedError`` where the file is damaged, cut or no WARC, after the records before
    that, and ``OSError``.
    """
    number, offset = 1, 0
    with path.open("rb") as file:
        while True:
            try:
                record, end = _read(file, offset, skip=True)
            except _BrokenError as error:
                raise DamagedError(path, number, offset, str(error)) from error
            if record is None:
                if number == 1:
                    raise DamagedError(path, number, offset, "the file holds no record")
                return
            yield record
            number, offset = number + 1, end


def read_at(path: Path, offset: int) -> Record:
    """Return the record at a place that ``scan`` gave; raises ``DamagedError`` and ``OSError``."""
    with path.open("rb") as file:
        try:
            record, _ = _read(file, offset, skip=False)
            if record is None:
                raise _BrokenError("the file ends before it")
            _check_digest(record)
        except _BrokenError as error:
            raise DamagedError(path, 0, offset, str(error)) from error
    return record


def http_answer(record: Record) -> HttpAnswer | None:
    """Return the HTTP answer in a record; ``None``: it holds none."""
    stream = io.BytesIO(record.block)
    first = stream.readline()
    found = STATUS_LINE.match(first)
    if found is None:
        return None
    try:
        head = _HTTP_PARSER.parse(stream, first)
    except (EOFError, ValueError, IndexError):
        return None
    body = stream.read()
    headers = tuple((str(name), str(value)) for name, value in head.headers)
    codings = [value.lower() for name, value in headers if name.lower() == "transfer-encoding"]
    if any("chunked" in coding for coding in codings):
        body = ChunkedDataReader(io.BytesIO(body)).read()  # leaves alone what is not in chunks
    return HttpAnswer(status=int(found[1]), headers=headers, body=body)


# --- one record ----------------------------------------------------------------------------------


class _Stream(Protocol):
    def read(self, size: int) -> bytes: ...
    def readline(self, size: int) -> bytes: ...


class _Member:
    """One gzip member as a stream; raises ``_BrokenError`` where it is damaged or cut."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
        self._ready = b""

    def read(self, size: int) -> bytes:
        """Return up to so many bytes; fewer only at the end."""
        while len(self._ready) < size and not self._inflate.eof:
            self._fill()
        taken, self._ready = self._ready[:size], self._ready[size:]
        return taken

    def readline(self, size: int) -> bytes:
        """Return a line with its end, up to so many bytes, or what is left."""
        while b"\n" not in self._ready and len(self._ready) < size and not self._inflate.eof:
            self._fill()
        end = self._ready.find(b"\n") + 1 or len(self._ready)
        return self.read(min(end, size))

    def end(self) -> int:
        """Return where the member ends in the file."""
        return self._file.tell() - len(self._inflate.unused_data)

    def _fill(self) -> None:
        chunk = self._inflate.unconsumed_tail or self._file.read(_CHUNK)
        if not chunk:
            raise _BrokenError("the file ends in the middle of it")
        try:
            self._ready += self._inflate.decompress(chunk, _CHUNK)
        except zlib.error as error:
            raise _BrokenError(f"its compression is damaged ({error})") from error


def _read(file: BinaryIO, offset: int, *, skip: bool) -> tuple[Record | None, int]:
    """Return the record at a place, and where the next one begins; ``None`` at the end."""
    file.seek(offset)
    start = file.read(2)
    if not start:
        return None, offset
    file.seek(offset)
    if not _GZIP.startswith(start):
        return _read_plain(file, offset, skip=skip)
    member = _Member(file)
    record = _read_record(member, offset, skip=skip)
    while rest := member.read(_CHUNK):
        if rest.strip(b"\r\n"):
            raise _BrokenError(
                "more than one record is compressed together; 'warcio recompress' puts that right"
            )
    return record, member.end()


def _read_plain(file: BinaryIO, offset: int, *, skip: bool) -> tuple[Record | None, int]:
    while (byte := file.read(1)) in (b"\r", b"\n"):  # between two records
        offset += 1
    if not byte:
        return None, offset
    file.seek(offset)
    record = _read_record(file, offset, skip=skip)
    return record, file.tell()


def _read_record(stream: _Stream, offset: int, *, skip: bool) -> Record:
    try:
        head = _WARC_PARSER.parse(_Head(stream))
    except (StatusAndHeadersParserException, EOFError) as error:
        raise _BrokenError("it is no WARC record") from error
    if not head.protocol:  # a first line of blanks
        raise _BrokenError("it is no WARC record")
    headers = tuple((str(name).lower(), str(value)) for name, value in head.headers)
    record = Record(
        offset=offset, kind=_first(headers, "warc-type").lower(), headers=headers, block=b""
    )
    length = _first(headers, "content-length")
    if not (length.isascii() and length.isdigit() and len(length) < 19):
        raise _BrokenError(f"its Content-Length {length[:40]!r} is no length")
    left = int(length)
    keeps = not skip or record.kind in _READ_WHOLE
    pieces: list[bytes] = []
    kept = 0
    while left:
        piece = stream.read(min(left, _CHUNK))
        if not piece:
            raise _BrokenError("the file ends in the middle of it")
        left -= len(piece)
        if keeps and kept < MAX_BLOCK_BYTES:
            pieces.append(piece)
            kept += len(piece)
    return Record(
        offset=offset,
        kind=record.kind,
        headers=headers,
        block=b"".join(pieces),
        is_whole=kept == int(length),
    )


class _Head:
    """The lines of a record's head, up to as many bytes as make sense."""

    def __init__(self, stream: _Stream) -> None:
        self._stream = stream
        self._left = MAX_HEADER_BYTES

    def readline(self) -> bytes:
        line = self._stream.readline(self._left + 1)
        self._left -= len(line)
        if self._left < 0:
            raise _BrokenError("its headers are longer than any that make sense")
        return line


def _first(headers: tuple[tuple[str, str], ...], name: str) -> str:
    return next((value for key, value in headers if key == name), "")


def _check_digest(record: Record) -> None:
    """Raise ``_BrokenError`` where the block is not the one that was written."""
    algorithm, _, digest = (record.header("warc-block-digest") or "").partition(":")
    if algorithm.lower() != "sha1" or len(digest) != _SHA1_CHARACTERS or not record.is_whole:
        return
    found = base64.b32encode(hashlib.sha1(record.block, usedforsecurity=False).digest()).decode()
    if found != digest.upper():
        raise _BrokenError("its content is not what its digest says")
