"""Content codings, undone as the bytes come; the only user of ``brotli`` and ``zstd``.

libcurl's own decoders do not tell when a compressed page breaks off in the middle, and such a page
must never count as whole.
"""

import sys
import zlib
from collections.abc import Callable

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ACCEPTED = "gzip, deflate, br, zstd"
MAX_CODINGS = 2
_CHUNK = 1 << 16


class CodingError(ValueError):
    """The bytes are not of the coding that the server named."""


class Decoder:
    """Undoes one coding; never gives out more than ``_CHUNK`` bytes at once."""

    def __init__(self, coding: str) -> None:
        self.is_finished = False
        """The end of the coded stream was seen."""

        self._coding = coding
        self._zlib = zlib.decompressobj(31 if coding == "gzip" else 15)
        self._brotli = brotli.Decompressor()
        self._zstd = zstd.ZstdDecompressor()
        self._is_fresh = True
        self._start = b""

    def feed(self, chunk: bytes, take: Callable[[bytes], bool]) -> bool:
        """Decode ``chunk`` piece by piece into ``take``, until that returns false.

        Raises ``CodingError`` where the bytes are not of this coding.
        """
        try:
            if self._coding == "br":
                return self._feed_brotli(chunk, take)
            if self._coding == "zstd":
                return self._feed_zstd(chunk, take)
            return self._feed_zlib(chunk, take)
        except (zlib.error, brotli.error, zstd.ZstdError, EOFError) as error:
            raise CodingError(f"not {self._coding}: {error}") from error

    def _feed_zlib(self, chunk: bytes, take: Callable[[bytes], bool]) -> bool:
        if self._is_fresh and self._coding == "deflate":
            chunk = self._start + chunk
            if len(chunk) < 2:
                self._start = chunk
                return True
            self._is_fresh = False
            # Servers send "deflate" with and without its header, and browsers read both.
            has_header = chunk[0] & 0x0F == 8 and int.from_bytes(chunk[:2]) % 31 == 0
            self._zlib = zlib.decompressobj(15 if has_header else -15)
        while chunk and not self.is_finished:
            if not take(self._zlib.decompress(chunk, _CHUNK)):
                return False
            self.is_finished = self._zlib.eof
            chunk = self._zlib.unconsumed_tail
            if self.is_finished and self._zlib.unused_data[:2] == b"\x1f\x8b":
                chunk = self._zlib.unused_data  # gzip may hold several members
                self._zlib, self.is_finished = zlib.decompressobj(31), False
        return True

    def _feed_brotli(self, chunk: bytes, take: Callable[[bytes], bool]) -> bool:
        if self.is_finished:
            return True
        piece = self._brotli.process(chunk, output_buffer_limit=_CHUNK)
        while take(piece):
            self.is_finished = self._brotli.is_finished()
            if self.is_finished or self._brotli.can_accept_more_data():
                return True
            piece = self._brotli.process(b"", output_buffer_limit=_CHUNK)
        return False

    def _feed_zstd(self, chunk: bytes, take: Callable[[bytes], bool]) -> bool:
        while not self._zstd.eof:
            if not take(self._zstd.decompress(chunk, _CHUNK)):
                return False
            chunk = b""
            if self._zstd.needs_input:
                break
        self.is_finished = bool(self._zstd.eof)
        return True


class Decoding:
    """Undoes the codings of one answer, the last one applied first."""

    def __init__(self, content_encoding: str) -> None:
        named = [name.strip().lower() for name in content_encoding.split(",")]
        # What is no coding ("utf-8", "none") is ignored, as browsers do.
        known = [_ALIASES[name] for name in named if name in _ALIASES]
        self.is_too_deep = len(known) > MAX_CODINGS
        self._decoders = [Decoder(name) for name in reversed(known[:MAX_CODINGS])]

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
