"""Content codings: what is whole, what is cut, what is a bomb."""

import gzip
import random
import sys
import zlib
from contextlib import suppress

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcrawler.crawl.decoding import CodingError, Decoding

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TEXT = b"<p>The pass is open from June to October.</p>" * 200


def raw_deflate(content: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(content) + packer.flush()


CODINGS = {  # Content-Encoding -> coder
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "GZIP": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
    "identity": bytes,
    "": bytes,
    "utf-8": bytes,
    "gzip, br": lambda content: brotli.compress(gzip.compress(content)),
    "none, gzip": gzip.compress,
}


def decode(coding: str, chunks: list[bytes], room: int = 1 << 30) -> tuple[bytes, Decoding]:
    """Return what came out, at most ``room`` bytes, and the decoding in its last state."""
    decoding, out = Decoding(coding), bytearray()

    def take(piece: bytes) -> bool:
        out.extend(piece)
        return len(out) <= room

    for chunk in chunks:
        if not decoding.feed(chunk, take):
            break
    return bytes(out), decoding


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_a_whole_body_comes_out_whole_however_it_is_cut_into_chunks(coding, size):
    coded = CODINGS[coding](TEXT)
    out, decoding = decode(coding, [coded[n : n + size] for n in range(0, len(coded), size)])

    assert out == TEXT
    assert decoding.is_finished


def test_deflate_is_read_without_its_header_too():
    out, decoding = decode("deflate", [raw_deflate(TEXT)])

    assert (out, decoding.is_finished) == (TEXT, True)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "gzip, br"])
def test_large_pages_come_out_whole_in_chunks_of_the_network(coding, seed):
    words = random.Random(seed)
    page = " ".join(str(words.getrandbits(words.randint(4, 40))) for _ in range(40_000)).encode()
    coded = CODINGS[coding](page)
    out, decoding = decode(coding, [coded[n : n + 16_384] for n in range(0, len(coded), 16_384)])

    assert out == page
    assert decoding.is_finished


@pytest.mark.parametrize("length", [65_535, 65_536, 65_537, 131_072])
@pytest.mark.parametrize("coder", [raw_deflate, zlib.compress])
def test_what_fills_a_piece_to_the_brim_leaves_nothing_behind(coder, length):
    out, decoding = decode("deflate", [coder(b"x" * length)])

    assert (len(out), decoding.is_finished) == (length, True)


@pytest.mark.parametrize("size", [1, 2, 3, 5, 1_000])
@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_several_streams_in_a_row_are_read_to_their_end(coding, size):
    coded = b"".join(CODINGS[coding](part) for part in (b"one ", b"two ", b"three"))
    out, decoding = decode(coding, [coded[n : n + size] for n in range(0, len(coded), size)])

    assert (out, decoding.is_finished) == (b"one two three", True)


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_a_second_stream_that_breaks_off_is_not_finished(coding):
    coded = CODINGS[coding](b"one ") + CODINGS[coding](b"two" * 100)[:-6]
    _, decoding = decode(coding, [coded])

    assert not decoding.is_finished


def test_what_follows_a_stream_and_is_none_is_left():
    out, decoding = decode("gzip", [gzip.compress(b"one"), b"\0\0\0", b"padding"])

    assert (out, decoding.is_finished) == (b"one", True)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "gzip, br"])
@given(share=st.floats(0.05, 0.95))
def test_a_body_that_breaks_off_is_never_finished(coding, share):
    coded = CODINGS[coding](TEXT)
    out, decoding = decode(coding, [coded[: max(1, int(len(coded) * share))]])

    assert not decoding.is_finished
    assert TEXT.startswith(out)


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_bytes_of_another_coding_are_an_error(coding):
    with pytest.raises(CodingError):
        decode(coding, [TEXT])


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "gzip, gzip"])
def test_a_bomb_ends_soon_after_there_is_no_room(coding):
    bomb = b"\0" * (32 << 20)
    coded = CODINGS.get(coding, lambda content: gzip.compress(gzip.compress(content)))(bomb)
    out, _ = decode(coding, [coded], room=1 << 20)

    assert len(out) <= (1 << 20) + (1 << 17)


def test_more_than_two_codings_are_too_deep():
    assert Decoding("gzip, gzip, gzip").is_too_deep
    assert not Decoding("gzip, br").is_too_deep


@given(st.sampled_from(["gzip", "deflate", "br", "zstd"]), st.binary(max_size=300))
def test_no_bytes_raise_anything_but_a_coding_error(coding, noise):
    with suppress(CodingError):
        decode(coding, [noise])
