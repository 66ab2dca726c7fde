"""A backlink list as a stream of bytes: a file or standard input, refused if it is no text."""

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import BinaryIO

from linkcrawler.errors import InputError
from linkcrawler.imports.encoding import SAMPLE_BYTES

STANDARD_INPUT = "-"
ACCEPTED = (
    "a CSV, TSV, XLSX, JSON or plain text list with the address of a page in each row,"
    " also in a zip, gzip or bzip2 archive"
)

_AS_CSV = "save or unpack it as CSV and give that"
_MAGIC = (
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an old or encrypted Excel workbook; save it as XLSX without a password, or as CSV",
    ),
    (b"\xfd7zXZ\x00", f"an xz archive; {_AS_CSV}"),
    (b"\x28\xb5\x2f\xfd", f"a zstd archive; {_AS_CSV}"),
    (b"7z\xbc\xaf\x27\x1c", f"a 7-Zip archive; {_AS_CSV}"),
    (b"PAR1", "a Parquet file; export the list as CSV and give that"),
    (b"%PDF-", "a PDF; export the list as CSV and give that"),
    (b"SQLite format 3\x00", f"a database; give {ACCEPTED}"),
)


def name_of(path: str) -> str:
    """Return what people call the list."""
    return "standard input" if path == STANDARD_INPUT else Path(path).name or path


def open_bytes(path: str, stdin: BinaryIO | None) -> AbstractContextManager[BinaryIO]:
    """Open a list; leaving the context closes it, unless it is standard input.

    ``stdin`` stands in for the process's own, if given.

    Raises ``InputError`` if there is no such file or it can't be opened.
    """
    if path == STANDARD_INPUT:
        return nullcontext(sys.stdin.buffer if stdin is None else stdin)
    try:
        return Path(path).open("rb")
    except FileNotFoundError:
        sentence = f"{path!r} does not exist"
    except IsADirectoryError:
        sentence = f"{path!r} is a folder"
    except PermissionError:
        sentence = f"{path!r} may not be read by this user"
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        sentence = f"{path!r} can't be opened ({error})"
    raise InputError(f"{sentence}; give {ACCEPTED}.")


def read_chunks(stream: BinaryIO, name: str) -> Iterator[bytes]:
    """Yield the bytes of a list, piece by piece; ``InputError`` if reading fails."""
    while chunk := _read(stream, name):
        yield chunk


def _read(stream: BinaryIO, name: str) -> bytes:
    try:
        return stream.read(SAMPLE_BYTES)
    except (OSError, ValueError) as error:  # ValueError: a closed standard input
        raise InputError(f"{name} can't be read ({error}); give {ACCEPTED}.") from error


def refuse_binary(head: bytes, name: str) -> None:
    """Raise ``InputError`` if a list begins with what no text does, or is empty."""
    if not head:
        raise InputError(f"{name} is empty; give {ACCEPTED}.")
    for magic, sentence in _MAGIC:
        if head.startswith(magic):
            raise InputError(f"{name} is {sentence}.")
