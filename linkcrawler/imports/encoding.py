"""Bytes of a list -> its lines as text, whatever they are encoded in."""

import codecs
import io
import re
from collections.abc import Iterable, Iterator

from linkcrawler.imports.legacy import MULTIBYTE, WESTERN, guess_legacy

SAMPLE_BYTES = 256 * 1024
MAX_LINE_BYTES = 8 * 1024 * 1024
"""A longer line is no row of a list; it would only fill the memory."""

OVERLONG_LINE = "\0\n"
"""Stands for a line that was longer; no other line holds a NUL, they are removed."""

# UTF-32 first: its mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def find_encoding(head: bytes) -> str:
    """Tell the encoding from the first bytes of a list."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    return _unmarked_utf16(head) or ("utf-8" if _is_mostly_utf8(head) else guess_legacy(head))


def _unmarked_utf16(head: bytes) -> str | None:
    """Tell UTF-16 from its NULs: addresses are ASCII, so every second byte is one."""
    pairs = len(head) // 2
    even, odd = head[0 : 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0)
    if odd > 0.3 * pairs and even < 0.05 * pairs:
        return "utf-16-le"
    if even > 0.3 * pairs and odd < 0.05 * pairs:
        return "utf-16-be"
    return None


def _is_mostly_utf8(head: bytes) -> bool:
    """Tell UTF-8, also where single rows were pasted in from elsewhere.

    Reading goes by the line in either case; this decides what the list is said to be.
    """
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        lines = [line for line in head.splitlines() if not line.isascii()]
        return sum(map(_is_utf8, lines)) * 2 > len(lines)
    return True


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def text_lines(chunks: Iterable[bytes], encoding: str) -> Iterator[str]:
    """Yield the lines with their ends: LF, CR or CR LF, also mixed.

    Text without byte order mark and NULs. A line that is no UTF-8 is read in the list's legacy
    encoding, or as windows-1252.
    """
    for block in _whole_lines(_utf8_chunks(chunks, encoding)):
        try:
            if encoding not in MULTIBYTE or block.isascii():
                yield from io.StringIO(block.decode(), newline="")
                continue
        except UnicodeDecodeError:
            pass
        for line in block.splitlines(keepends=True):
            yield _decode_line(line, encoding)


def _decode_line(line: bytes, encoding: str) -> str:
    """Decode one line; lines of other lists may have been pasted in."""
    legacy = WESTERN if encoding.startswith("utf") else encoding
    # Two letters in an eastern encoding may look like one in UTF-8, hardly ever the other way.
    order = (legacy, "utf-8") if encoding in MULTIBYTE else ("utf-8", legacy)
    for each in order:
        try:
            return line.decode(each)
        except UnicodeDecodeError:
            continue
    return line.decode(legacy, "replace")


def _utf8_chunks(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Yield the text in UTF-8; UTF-8 and legacy encodings pass, as only lines tell them apart."""
    decoder = None
    if encoding.startswith(("utf-16", "utf-32")):
        decoder = codecs.getincrementaldecoder(encoding)("replace")
    is_first = True
    for chunk in chunks:
        utf8 = chunk if decoder is None else decoder.decode(chunk).encode()
        if is_first:
            utf8 = utf8.removeprefix(codecs.BOM_UTF8)
        is_first = is_first and not utf8
        yield utf8.replace(b"\0", b"") if b"\0" in utf8 else utf8


_LINE_END = re.compile(rb"\r\n|\n|\r(?!\Z)")


def _whole_lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield pieces that end where a line ends; only the last may not."""
    rest = b""
    is_overlong = False
    for chunk in chunks:
        block = rest + chunk
        if is_overlong and (match := _LINE_END.search(block)):
            block, is_overlong = block[match.end() :], False
            yield OVERLONG_LINE.encode()
        # A CR at the end may be half of a line end.
        end = max(block.rfind(b"\n"), block.rfind(b"\r", 0, -1)) + 1
        rest = block if is_overlong else block[end:]
        if end and not is_overlong:
            yield block[:end]
        if len(rest) > MAX_LINE_BYTES:
            # The last byte stays: it may be a CR.
            rest, is_overlong = b"x" + rest[-1:], True
    if rest:
        yield OVERLONG_LINE.encode() if is_overlong else rest
