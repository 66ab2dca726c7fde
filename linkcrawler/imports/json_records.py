"""JSON -> records: an array, an object with one inside, or an object on each line."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice

from linkcrawler.errors import InputError
from linkcrawler.imports.records import BrokenRecord, Record

MAX_ITEM_CHARS = 1024 * 1024
MAX_DEPTH = 6
"""Objects in objects, until the array is found; and within a row, until its cells are."""

MAX_KEYS = 2_000
SAMPLE_ITEMS = 200

_ACCEPTED = "an array of objects, or an object on each line, is needed"
_SPACE = re.compile(r"[\s,]*")
_NEXT_ITEM = re.compile(r"\}\s*,\s*(?=\{)|\n\s*(?=\{)")
_decode = json.JSONDecoder(strict=False).raw_decode

Answer = Record | BrokenRecord


def looks_like_json(head: str) -> bool:
    """Tell JSON by how it begins; brackets of an IPv6 address are none."""
    return re.match(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\"\]])", head) is not None


def read_json(texts: Iterable[str], name: str) -> Iterator[Answer]:
    """Yield a record of names, numbered 0, and one for each object or text.

    Of an array the records are numbered by item, else by line. Names are those of the first
    objects; ``InputError`` if there is no array of objects, or the text ends within it.
    """
    numbered = _items(texts, name)
    first = list(islice(numbered, SAMPLE_ITEMS))
    keys: dict[str, int] = {}
    for _, item in first:
        if isinstance(item, Mapping):
            for key in _flat(item):
                if len(keys) < MAX_KEYS:
                    keys.setdefault(key, len(keys))
    yield Record(0, list(keys) or [""])
    for number, item in chain(first, numbered):
        yield _record(number, item, keys)


def _record(number: int, item: object, keys: Mapping[str, int]) -> Answer:
    if isinstance(item, _Broken):
        return BrokenRecord(number, None, item.text, item.why)
    if isinstance(item, str) and not keys:
        return Record(number, [item])
    if not isinstance(item, Mapping):
        shown = json.dumps(item, ensure_ascii=False)[:MAX_ITEM_CHARS]
        return BrokenRecord(number, None, shown, "This is no object with names and values")
    cells = [""] * len(keys)
    for key, value in _flat(item).items():
        if key in keys:
            cells[keys[key]] = value
    return Record(number, cells)


def _flat(item: Mapping[str, object], depth: int = 0) -> dict[str, str]:
    """Return the values as cells; those of an object within have its name before theirs."""
    cells: dict[str, str] = {}
    for key, value in item.items():
        if isinstance(value, Mapping) and depth < MAX_DEPTH:
            cells |= {f"{key} {name}": cell for name, cell in _flat(value, depth + 1).items()}
        else:
            cells[key] = _cell(value)
    return cells


def _cell(value: object) -> str:
    match value:
        case str():
            return value.replace("\0", "")
        case None:
            return ""
        case list() if all(isinstance(each, str) for each in value):
            return ", ".join(value)
        case _:
            return json.dumps(value, ensure_ascii=False)


class _Broken:
    """An item that is no JSON."""

    def __init__(self, text: str, why: str) -> None:
        self.text, self.why = text, why


def _items(texts: Iterable[str], name: str) -> Iterator[tuple[int, object]]:
    text = _Text(texts)
    text.skip_space()
    if text.peek() == "{" and _is_line(text):
        yield from _line_items(text)
        return
    if not _enter_array(text):
        raise InputError(f"{name} is JSON without an array of objects; {_ACCEPTED}.")
    yield from _array_items(text, name)


def _is_line(text: "_Text") -> bool:
    """Tell whether the first line is a whole object, and no array of objects is in it."""
    line = text.line()
    try:
        value, _ = _decode(line)
    except (ValueError, RecursionError):
        return False
    return not _holds_array(value)


def _holds_array(value: object) -> bool:
    if isinstance(value, list):
        return any(isinstance(item, Mapping) for item in value)
    return isinstance(value, Mapping) and any(map(_holds_array, value.values()))


def _line_items(text: "_Text") -> Iterator[tuple[int, object]]:
    number = text.skipped_lines
    while line := text.take_line():
        number += 1
        if line.isspace():
            continue
        try:
            yield number, json.loads(line, strict=False)
        except (ValueError, RecursionError) as error:
            yield number, _Broken(line.strip(), f"The line is no JSON ({_why(error)})")


def _enter_array(text: "_Text") -> bool:
    """Go to the first array that holds objects or texts, in objects at most."""
    depth = 0
    while depth < MAX_DEPTH:
        text.skip_space()
        if text.peek() == "[":
            text.advance(1)
            return True
        if text.peek() != "{" or not _enter_value(text):
            return False
        depth += 1
    return False


def _enter_value(text: "_Text") -> bool:
    """Go to the first value of an object that is an object or an array with something in it."""
    text.advance(1)
    while True:
        text.skip_space()
        key = text.value()
        text.skip_space()
        if not isinstance(key, str) or text.peek() != ":":
            return False
        text.advance(1)
        text.skip_space()
        begins = text.ahead(4_096)
        if re.match(r"\[\s*[{\"]", begins) or re.match(r"\{\s*\"", begins):
            return True
        if isinstance(text.value(), _Broken):
            return False


def _array_items(text: "_Text", name: str) -> Iterator[tuple[int, object]]:
    number = 0
    while True:
        text.skip_space()
        if text.peek() == "]":
            return
        if not text.peek():
            raise InputError(
                f"{name} is JSON that breaks off after item {number:,}; download it again."
            )
        number += 1
        item = text.value()
        yield number, item
        if isinstance(item, _Broken) and not text.skip_to(_NEXT_ITEM):
            return


class _Text:
    """A text that is read as it comes, of which only what is needed is held."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = iter(texts)
        self._held = ""
        self._at = 0
        self.skipped_lines = 0

    def peek(self) -> str:
        if self._at >= len(self._held):
            self._more()
        return self._held[self._at : self._at + 1]

    def ahead(self, chars: int) -> str:
        while len(self._held) - self._at < chars and self._more():
            pass
        return self._held[self._at : self._at + chars]

    def advance(self, chars: int) -> None:
        self._at += chars

    def skip_space(self) -> None:
        while True:
            match = _SPACE.match(self._held, self._at)
            assert match is not None
            self.skipped_lines += self._held.count("\n", self._at, match.end())
            self._at = match.end()
            if self._at < len(self._held) or not self._more():
                return

    def value(self) -> object:
        """Return the value that begins here, and go behind it."""
        while True:
            try:
                value, end = _decode(self._held, self._at)
            except RecursionError as error:
                return self._broken(error)
            except ValueError as error:
                if len(self._held) - self._at > MAX_ITEM_CHARS or not self._more():
                    return self._broken(error)
                continue
            if end == len(self._held) and self._more():
                continue  # a number may go on
            self._at = end
            return value

    def _broken(self, error: Exception) -> _Broken:
        text = self._held[self._at : self._at + 400]
        return _Broken(text, f"This is no JSON ({_why(error)})")

    def skip_to(self, pattern: re.Pattern[str]) -> bool:
        """Go to the end of the next match; no: there is none."""
        while True:
            if match := pattern.search(self._held, self._at + 1):
                self._at = match.end()
                return True
            self._at = max(self._at, len(self._held) - 4_096)
            if not self._more():
                return False

    def line(self) -> str:
        """Return the line that is read, without going on."""
        while (end := self._held.find("\n", self._at)) < 0:
            if len(self._held) - self._at > 8 * MAX_ITEM_CHARS or not self._more():
                return self._held[self._at :]
        return self._held[self._at : end]

    def take_line(self) -> str:
        """Return the line with its end, and go behind it; empty at the end."""
        self.peek()
        line = self.line()
        ends = self._held[self._at + len(line) : self._at + len(line) + 1]
        self._at += len(line) + len(ends)
        return line + ends

    def _more(self) -> bool:
        text = next(self._texts, "")
        if text:
            self._held = self._held[self._at :] + text
            self._at = 0
        return bool(text)


def _why(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return error.msg
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
