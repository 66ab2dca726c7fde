"""Bytes that are packed with gzip or bzip2, unpacked and counted piece by piece."""

import bz2
import zlib
from collections.abc import Iterator

from linkcrawler.errors import InputError
from linkcrawler.imports.archive import MAX_UNPACKED_BYTES, PIECE_BYTES, refuse_bomb

GZIP = b"\x1f\x8b"
BZIP2 = b"BZh"


class _Gzip:
    """``zlib``'s object with the interface of that of ``bz2``."""

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._left = b""

    @property
    def eof(self) -> bool:
        return self._zlib.eof

    @property
    def unused_data(self) -> bytes:
        return self._zlib.unused_data

    @property
    def needs_input(self) -> bool:
        return not self._left

    def decompress(self, data: bytes, max_length: int) -> bytes:
        piece = self._zlib.decompress(self._left + data, max_length)
        self._left = self._zlib.unconsumed_tail
        return piece


def unpack(packed: Iterator[bytes], magic: bytes, name: str) -> Iterator[bytes]:
    """Yield what is packed, one stream after the other.

    Raises ``InputError`` if it is damaged, breaks off, or is a bomb.
    """
    total_in = total_out = 0
    unpacker = _new(magic)
    rest = b""
    is_whole = False
    try:
        while True:
            if not rest and unpacker.needs_input:
                rest = next(packed, b"")
                total_in += len(rest)
                if not rest:
                    break
            data, rest = rest, b""
            piece = unpacker.decompress(data, PIECE_BYTES)
            is_whole = unpacker.eof
            if is_whole:
                # Another stream may follow; zeros are padding.
                rest = unpacker.unused_data.lstrip(b"\0")
                unpacker = _new(magic)
            total_out += len(piece)
            refuse_bomb(name, total_out, total_in, at_most=MAX_UNPACKED_BYTES)
            if piece:
                yield piece
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise InputError(
            f"{name} is a packed file that is damaged ({error}); download it again."
        ) from error
    if not is_whole:
        raise InputError(f"{name} is a packed file that breaks off; download it again.")


def _new(magic: bytes) -> "_Gzip | bz2.BZ2Decompressor":
    return _Gzip() if magic == GZIP else bz2.BZ2Decompressor()
