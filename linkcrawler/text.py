"""Text that others wrote, on its way to a terminal, a log or a line of JSON."""

import json
import re
from collections.abc import Mapping

# Control and format characters, separators of lines, tags: what steers, hides or breaks a line.
UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)

_HALF = re.compile("[\ud800-\udfff]")


def plain(value: object) -> str:
    """Return ``value`` for a terminal, on one line: what could command it is shown by its code."""
    text = "" if value is None else str(value)
    return UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def json_line(value: Mapping[str, object]) -> str:
    """Return one JSON object on one line, whatever a reader takes for the end of a line.

    What is unsafe to show is escaped, as JSON can, so it reads back as it was.
    """
    line = json.dumps(value, ensure_ascii=False, default=str)
    return UNSAFE.sub(lambda match: json.dumps(match[0])[1:-1], line)


def clean(text: str) -> str:
    """Return ``text`` as UTF-8 can hold it: half a character becomes U+FFFD."""
    return text if text.isascii() else _HALF.sub("\ufffd", text)
