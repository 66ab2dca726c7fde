"""Encodings from before Unicode, told by what a list holds; the only user of charset-normalizer."""

import re
from collections.abc import Iterator
from itertools import islice

from charset_normalizer import from_bytes

WESTERN = "cp1252"
_SCRIPTS = (WESTERN, "cp1251", "koi8_r", "cp1253", "cp1255", "cp1256")
MULTIBYTE = ("cp932", "gb18030", "big5", "euc_jp", "euc_kr")

_SAMPLE_CELLS = 2_000
_FOREIGN = re.compile(rb"[\x80-\xff]+")
_BETWEEN_CELLS = re.compile(rb"[,;|\t\r\n\"]+")

# What is a letter in one encoding and a sign or a rare letter in windows-1252.
_POLISH = re.compile(rb"[A-Za-z][\x9f\xa5\xb3\xb9\xbf](?=[A-Za-z])|[A-Za-z][\xb3\xb9]\b")
_CZECH = (frozenset(b"\x8a\x8e\x9a\x9e"), frozenset(b"\xc8\xcc\xd8\xe8\xec\xf8"))
_TURKISH = (frozenset(b"\xd0\xf0\xfe"), frozenset(b"\xfd"))
_ICELANDIC = frozenset(b"\xe1\xe6\xf3")


def guess_legacy(head: bytes) -> str:
    """Tell the encoding of bytes that are no UTF-8; windows-1252 where nothing speaks for another.

    Letters with accents stand alone between plain ones; those of other scripts stand together.
    """
    cells = list(islice(_cells(head), _SAMPLE_CELLS))
    sample = b"\n".join(cells)
    runs = _FOREIGN.findall(sample)
    if sum(map(len, runs)) < 1.6 * len(runs):
        return _latin(sample)
    best = from_bytes(sample, cp_isolation=[*MULTIBYTE, *_SCRIPTS]).best()
    return WESTERN if best is None else best.encoding


def _latin(sample: bytes) -> str:
    """Tell the languages apart that few letters do; all bytes are some letter in each encoding."""
    letters = frozenset(sample)
    if _POLISH.search(sample):
        return "cp1250"
    if not letters & _ICELANDIC:
        if all(letters & some for some in _CZECH):
            return "cp1250"
        if all(letters & some for some in _TURKISH):
            return "cp1254"
    return WESTERN


def _cells(head: bytes) -> Iterator[bytes]:
    """Yield the cells with foreign letters; addresses and numbers say nothing."""
    # The last line may be cut within a letter.
    whole = head[: max(head.rfind(b"\n"), head.rfind(b"\r")) + 1] or head
    return (cell for cell in _BETWEEN_CELLS.split(whole) if not cell.isascii())
