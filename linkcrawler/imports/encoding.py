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


class LineReader:
    """Reads bytes as lines of text, in the encoding that is given or that they show."""

    def __init__(self, head: bytes, given: str | None = None) -> None:
        """Tell the encoding from the first bytes; ``given`` stands, but for a byte order mark."""
        mark = next((encoding for mark, encoding in _MARKS if head.startswith(mark)), None)
        self._given = None if mark or given is None else codecs.lookup(given).name
        self.guessed: str | None = None
        """What lines were read in that show no encoding by themselves; ``None``: there are none."""

        self.encoding = self._given or mark or _unmarked_utf16(head) or "utf-8"
        """Of the list, as far as its first bytes tell."""

        if not (self._given or mark) and self.encoding == "utf-8" and not _is_mostly_utf8(head):
            self.encoding = self.guessed = guess_legacy(head)

    def lines(self, chunks: Iterable[bytes]) -> Iterator[str]:
        """Yield the lines with their ends: LF, CR or CR LF, also mixed.

        Text without byte order mark and NULs.
        """
        for block in _whole_lines(_utf8_chunks(chunks, self.encoding)):
            if self._given and not self._given.startswith("utf"):
                yield from (_as_given(line, self._given) for line in _split(block))
                continue
            try:
                if self.encoding not in MULTIBYTE or block.isascii():
                    yield from io.StringIO(block.decode(), newline="")
                    continue
            except UnicodeDecodeError:
                pass
            yield from self._lines_apart(_split(block))

    def _lines_apart(self, lines: list[bytes]) -> Iterator[str]:
        """Decode each line by itself; lines of other lists may have been pasted in."""
        if self._given:
            yield from (_as_given(line, self._given) for line in lines)
            return
        if self.guessed is None:
            odd = [line for line in lines if not _is_utf8(line)]
            self.guessed = guess_legacy(b"".join(odd)) if odd else None
        legacy = self.guessed or WESTERN
        # Two letters in an eastern encoding may look like one in UTF-8, hardly ever the other way.
        order = (legacy, "utf-8") if self.encoding in MULTIBYTE else ("utf-8", legacy)
        yield from (_decode_line(line, order, legacy) for line in lines)


def is_text_encoding(name: str) -> bool:
    """Tell a name of an encoding that lists can be in: ASCII is itself in it, or it is Unicode."""
    try:
        known = codecs.lookup(name)
        if known.name.startswith(("utf-16", "utf-32")):
            return True
        return known.name != "idna" and known.decode(_ASCII)[0] == _ASCII.decode("ascii")
    except Exception:  # noqa: BLE001 - each codec fails in its own way, and some only compress
        return False


_ASCII = bytes(range(1, 128)) + rb"\u0041"


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


def _split(block: bytes) -> list[bytes]:
    return block.splitlines(keepends=True)


def _as_given(line: bytes, encoding: str) -> str:
    try:
        return line.decode(encoding)
    except UnicodeDecodeError:
        return line.decode(encoding, "replace")


def _decode_line(line: bytes, order: Iterable[str], otherwise: str) -> str:
    for each in order:
        try:
            return line.decode(each)
        except UnicodeDecodeError:
            continue
    return line.decode(otherwise, "replace")


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
