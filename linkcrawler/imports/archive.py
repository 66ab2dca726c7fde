"""Zip archives whose directory is sound, and entries that are counted while they are read."""

import struct
import zipfile
from collections.abc import Generator, Sequence
from typing import BinaryIO

from linkcrawler.errors import InputError

MAX_ENTRIES = 2_000
MAX_DIRECTORY_BYTES = 1024 * 1024
MAX_UNPACKED_BYTES = 16 * 1024**3
MAX_RATIO = 200
"""Tables shrink to a tenth, the most repetitive to a fiftieth; a bomb to a thousandth."""

RATIO_FLOOR_BYTES = 16 * 1024 * 1024
"""Less than that harms nobody, however small it was packed."""

PIECE_BYTES = 256 * 1024

_END = b"PK\x05\x06"
_END_BYTES = 22
# Of archives with more or longer entries than the first records have room for (zip64), and of
# those that were written before anybody knew how long they become.
_ZIP64_END = b"PK\x06\x06"
_ZIP64_END_BYTES = 56
_LOCATOR = b"PK\x06\x07"
_LOCATOR_BYTES = 20
_MAX_COMMENT_BYTES = 65_535
_LOCAL_HEADER_BYTES = 30
_ENCRYPTED = 0x1
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


def open_archive(stream: BinaryIO, name: str) -> zipfile.ZipFile:
    """Open a zip archive of which nothing was unpacked yet.

    Raises ``InputError`` if it is damaged, encrypted, or made to harm: by the number of its
    entries, by entries that share their bytes, or by names that lead out of a folder.
    """
    _refuse_large_directory(stream, name)
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise InputError(f"{name} is a damaged zip archive ({error}); save it again.") from error
    if why := _why_refused(archive.infolist()):
        raise InputError(f"{name} is a zip archive that is not opened: {why}.")
    return archive


def _refuse_large_directory(stream: BinaryIO, name: str) -> None:
    """Read how long the directory is before anybody reads the directory."""
    length = stream.seek(0, 2)
    stream.seek(max(0, length - _END_BYTES - _MAX_COMMENT_BYTES))
    tail = stream.read()
    stream.seek(0)
    start = len(tail) - _END_BYTES
    if start < 0 or not (tail.startswith(_END, start) and tail.endswith(b"\0\0")):
        start = tail.rfind(_END)
    if start < 0 or len(tail) < start + _END_BYTES:
        raise InputError(f"{name} is a zip archive that breaks off; save or download it again.")
    entries, directory_bytes = struct.unpack_from("<HL", tail, start + 10)
    if tail.startswith(_LOCATOR, max(0, start - _LOCATOR_BYTES)):
        # What it leads to counts, whatever the shorter record says.
        entries, directory_bytes = _read_zip64(stream, length - len(tail) + start, name)
    if entries > MAX_ENTRIES or directory_bytes > MAX_DIRECTORY_BYTES:
        raise InputError(
            f"{name} is a zip archive with more than {MAX_ENTRIES:,} entries; give the table alone."
        )


def _read_zip64(stream: BinaryIO, end: int, name: str) -> tuple[int, int]:
    """Return entries and bytes of a directory by the longer record, which has to stand before."""
    place = end - _LOCATOR_BYTES - _ZIP64_END_BYTES
    record = b""
    if place >= 0:
        stream.seek(place)
        record = stream.read(_ZIP64_END_BYTES + _LOCATOR_BYTES)
        stream.seek(0)
    if not record.startswith(_ZIP64_END) or struct.unpack_from("<Q", record, 64)[0] != place:
        raise InputError(f"{name} is a damaged zip archive (its end is not whole); save it again.")
    here, entries, directory_bytes = struct.unpack_from("<QQQ", record, 24)
    return max(here, entries), directory_bytes


def _why_refused(entries: Sequence[zipfile.ZipInfo]) -> str | None:
    if len(entries) > MAX_ENTRIES:
        return f"it has more than {MAX_ENTRIES:,} entries"
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        return "it is encrypted; save it without a password"
    if not all(entry.filename for entry in entries):
        return "an entry has no name"
    if any(_leads_out(entry.filename) for entry in entries):
        return "the name of an entry leads out of the archive"
    if any(entry.compress_type not in _METHODS for entry in entries):
        return "an entry is packed in a way that is not read; pack it as an ordinary zip"
    if len({entry.filename.casefold() for entry in entries}) < len(entries):
        return "two entries have one name"
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            return "its entries overlap"
        end = entry.header_offset + _LOCAL_HEADER_BYTES + entry.compress_size
    return None


def _leads_out(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or name.startswith(("/", "\\")) or ":" in parts[0] or "\0" in name


def read_entry(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, *, at_most: int
) -> Generator[bytes, None, None]:
    """Yield the bytes of an entry, counted as they come, whatever the directory says of them.

    Raises ``InputError`` if they are damaged, more than ``at_most``, or far too many for what
    they were packed in.
    """
    total = 0
    try:
        with archive.open(entry) as stream:
            while piece := stream.read(PIECE_BYTES):
                total += len(piece)
                refuse_bomb(name, total, entry.compress_size, at_most=at_most)
                yield piece
    except InputError:
        raise
    except Exception as error:  # zlib, struct, EOF and more, each by its own class
        raise InputError(
            f"{name} is damaged: {entry.filename!r} can't be unpacked ({error}); save it again."
        ) from error


def refuse_bomb(name: str, unpacked: int, packed: int, *, at_most: int) -> None:
    """Raise ``InputError`` if so many bytes were never meant to be read."""
    if unpacked > at_most:
        raise InputError(
            f"{name} unpacks to more than {at_most // 1024**2:,} MiB; give it as CSV, in parts."
        )
    if unpacked > RATIO_FLOOR_BYTES and unpacked > MAX_RATIO * max(packed, 1):
        raise InputError(
            f"{name} unpacks to more than {MAX_RATIO} times its size, which no table does;"
            " give the table as CSV."
        )
