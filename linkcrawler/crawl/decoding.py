"""Content codings, undone as the bytes come; the only user of ``brotli`` and ``zstd``.

libcurl's own decoders do not tell when a compressed page breaks off in the middle, and such a page
must never count as whole.
"""

import sys
import zlib
from collections.abc import Callable
from typing import Any

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ACCEPTED = "gzip, deflate, br, zstd"
MAX_CODINGS = 2
_CHUNK = 1 << 16

Take = Callable[[bytes], bool]


class CodingError(ValueError):
    """The bytes are not of the coding that the server named."""


class Decoder:
    """Undoes one coding; never gives out more than ``_CHUNK`` bytes at once."""

    def __init__(self, coding: str) -> None:
        self.is_finished = False
        """The end of the coded stream was seen, and nothing of another began after it."""

        self._coding = coding
        self._held = b""
        self._codec: Any = None

    def feed(self, chunk: bytes, take: Take) -> bool:
        """Decode ``chunk`` piece by piece into ``take``, until that returns false.

        A stream may be several, one after the other. Raises ``CodingError`` where the bytes are
        not of this coding.
        """
        rest = self._held + chunk
        self._held = b""
        while rest:
            if self._codec is None and not self._begin(rest):
                self._held = rest[:_MAGIC_BYTES] if len(rest) < _MAGIC_BYTES else b""
                return True
            try:
                goes_on, rest = _FEEDS[self._coding](self._codec, rest, take)
            except (zlib.error, brotli.error, zstd.ZstdError, EOFError) as error:
                raise CodingError(f"not {self._coding}: {error}") from error
            if not goes_on:
                return False
            if _is_at_end(self._codec):
                self._codec, self.is_finished = None, True
        return True

    def _begin(self, start: bytes) -> bool:
        """Begin a stream; false where it takes more bytes to tell, or where none begins."""
        if self.is_finished:
            magic = _MAGIC.get(self._coding)
            if magic is None or not start.startswith(magic):
                return False  # what follows the end of a stream is not of it
            self.is_finished = False
        elif self._coding == "deflate" and len(start) < 2:
            return False
        self._codec = _new_codec(self._coding, start)
        return True


def _new_codec(coding: str, start: bytes) -> Any:
    match coding:
        case "br":
            return brotli.Decompressor()
        case "zstd":
            return zstd.ZstdDecompressor()
        case "gzip":
            return zlib.decompressobj(31)
        case _:
            # Servers send "deflate" with and without its header, and browsers read both.
            has_header = start[0] & 0x0F == 8 and int.from_bytes(start[:2], "big") % 31 == 0
            return zlib.decompressobj(15 if has_header else -15)


def _is_at_end(codec: Any) -> bool:
    return bool(codec.is_finished() if hasattr(codec, "is_finished") else codec.eof)


def _feed_zlib(codec: Any, chunk: bytes, take: Take) -> tuple[bool, bytes]:
    while True:
        piece = codec.decompress(chunk, _CHUNK)
        if not take(piece):
            return False, b""
        chunk = codec.unconsumed_tail
        if codec.eof:
            return True, codec.unused_data
        # A full piece may leave more behind, even where all input was taken.
        if not chunk and len(piece) < _CHUNK:
            return True, b""


def _feed_brotli(codec: Any, chunk: bytes, take: Take) -> tuple[bool, bytes]:
    while True:
        piece = codec.process(chunk, output_buffer_limit=_CHUNK)
        if not take(piece):
            return False, b""
        if codec.is_finished() or (not piece and codec.can_accept_more_data()):
            return True, b""
        chunk = b""


def _feed_zstd(codec: Any, chunk: bytes, take: Take) -> tuple[bool, bytes]:
    while True:
        piece = codec.decompress(chunk, _CHUNK)
        if not take(piece):
            return False, b""
        if codec.eof:
            return True, codec.unused_data
        if codec.needs_input:
            return True, b""
        chunk = b""


_FEEDS = {"gzip": _feed_zlib, "deflate": _feed_zlib, "br": _feed_brotli, "zstd": _feed_zstd}
_MAGIC = {"gzip": b"\x1f\x8b", "zstd": b"\x28\xb5\x2f\xfd"}
_MAGIC_BYTES = 4


class Decoding:
    """Undoes the codings of one answer, the last one applied first."""

    def __init__(self, content_encoding: str) -> None:
        named = [name.strip().lower() for name in content_encoding.split(",")]
        # What is no coding ("utf-8", "none") is ignored, as browsers do.
        known = [_ALIASES[name] for name in named if name in _ALIASES]
        self.is_too_deep = len(known) > MAX_CODINGS
        self._decoders = [Decoder(name) for name in reversed(known[:MAX_CODINGS])]

    @property
    def is_coded(self) -> bool:
        """There is a coding that we undo, which tells where its stream ends."""
        return bool(self._decoders)

    @property
    def is_finished(self) -> bool:
        """Every coded stream came to its end; true where there is none."""
        return all(decoder.is_finished for decoder in self._decoders)

    def feed(self, chunk: bytes, take: Callable[[bytes], bool]) -> bool:
        """Decode ``chunk`` into ``take`` until that returns false; says whether it went through.

        Raises ``CodingError``.
        """
        return self._feed(0, chunk, take)

    def _feed(self, depth: int, chunk: bytes, take: Callable[[bytes], bool]) -> bool:
        if depth == len(self._decoders):
            return take(chunk)
        return self._decoders[depth].feed(chunk, lambda piece: self._feed(depth + 1, piece, take))


_ALIASES = {"gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate", "br": "br", "zstd": "zstd"}
