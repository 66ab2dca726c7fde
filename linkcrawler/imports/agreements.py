"""What a row says was agreed about its link: target, anchor, rel, until when, for how much."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from linkcrawler.imports.rel import is_set, rel_of_words
from linkcrawler.imports.roles import Role
from linkcrawler.models import Agreement

_BETWEEN_TAGS = re.compile(r"\s*[,;|]\s*")
_NUMERIC = re.compile(r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})(?:[T ].*)?")
_NO_AGREEMENT = Agreement()


class AgreementReader:
    """Reads the agreements of rows."""

    def __init__(self, columns: Mapping[Role, int]) -> None:
        self._columns = columns

    def read(self, cells: Sequence[str]) -> Agreement:
        """Return what was agreed; empty cells agree on nothing."""
        if not self._columns:
            return _NO_AGREEMENT
        until = self._text(cells, Role.AGREED_UNTIL)
        tags = self._text(cells, Role.TAGS)
        return Agreement(
            target=self._text(cells, Role.AGREED_TARGET),
            anchor_text=self._text(cells, Role.AGREED_ANCHOR),
            rel=self._rel(cells),
            until=None if until is None else iso_day(until) or until,
            cost=self._text(cells, Role.COST),
            campaign=self._text(cells, Role.CAMPAIGN),
            contact=self._text(cells, Role.CONTACT),
            tags=split_labels(tags) if tags else (),
        )

    def _rel(self, cells: Sequence[str]) -> str | None:
        if (written := self._text(cells, Role.AGREED_REL)) is not None:
            return rel_of_words(written)
        follow = self._text(cells, Role.AGREED_FOLLOW)
        if follow is None:
            return None
        return "" if is_set(follow) and follow.lower() != "nofollow" else "nofollow"

    def _text(self, cells: Sequence[str], role: Role) -> str | None:
        index = self._columns.get(role)
        return None if index is None or index >= len(cells) else cells[index].strip() or None


def split_labels(written: str) -> tuple[str, ...]:
    """Return the labels of a text, such as ``spring, paid``, each once."""
    return tuple(dict.fromkeys(filter(None, _BETWEEN_TAGS.split(written.strip()))))


def iso_day(written: str) -> str | None:
    """Return a day as ``YYYY-MM-DD``; ``None`` where it is not told for certain.

    Of ``03/04/2027`` nobody knows which is the month; ``31.12.2026`` and ``12/31/2026`` are told.
    """
    match = _NUMERIC.fullmatch(written.strip())
    if match is None:
        return None
    first, second, third = map(int, match.groups())
    if len(match[1]) == 4:
        return _day(first, second, third)
    if len(match[3]) != 4:
        return None
    if "." in written or first > 12 or first == second:
        return _day(third, second, first)
    return _day(third, first, second) if second > 12 else None


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
