"""Encodings from before Unicode, told by what a list holds; the only user of ``chardet``."""

import codecs
import re
from collections.abc import Iterator
from itertools import islice

import chardet

WESTERN = "cp1252"
_LATIN = (WESTERN, "cp1250", "cp1254", "cp1257", "iso8859-2")
_ALPHABETS = (
    *("cp1251", "koi8-r", "koi8-u", "iso8859-5", "cp866"),
    *("cp1253", "iso8859-7", "cp1255", "cp1256", "iso8859-6", "cp874"),
)
_EASTERN = ("cp932", "euc-jp", "gb18030", "big5hkscs", "cp949")
MULTIBYTE = frozenset(codecs.lookup(name).name for name in _EASTERN)
"""Encodings of which a letter may look like two of UTF-8."""

_SAMPLE_CELLS = 2_000
_FOREIGN = re.compile(rb"[\x80-\xff]+")
# A bar may be the second half of a letter.
_BETWEEN_CELLS = re.compile(rb"[,;\t\r\n\"]+|(?<![\x80-\xff])\|")


def guess_legacy(head: bytes) -> str:
    """Tell the encoding of bytes that are no UTF-8; windows-1252 where nothing speaks for another.

    Letters with accents stand alone between plain ones; those of other alphabets stand together.
    """
    # The last line may be cut within a letter.
    whole = head[: max(head.rfind(b"\n"), head.rfind(b"\r")) + 1]
    sample = b"\n".join(islice(_cells(head if whole.isascii() else whole), _SAMPLE_CELLS))
    runs = _FOREIGN.findall(sample)
    is_alone = sum(map(len, runs)) < 1.6 * len(runs)  # half of an eastern letter may be a plain one
    found = chardet.detect(
        sample,
        max_bytes=len(sample) + 1,
        include_encodings=_LATIN + _EASTERN + (() if is_alone else _ALPHABETS),
        no_match_encoding=WESTERN,
        compat_names=False,
    )
    return codecs.lookup(found["encoding"] or WESTERN).name


def _cells(head: bytes) -> Iterator[bytes]:
    """Yield the cells with foreign letters; addresses and numbers say nothing."""
    return (cell for cell in _BETWEEN_CELLS.split(head) if not cell.isascii())
