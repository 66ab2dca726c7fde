"""Numbers, shares, days and texts of an audit as people read them, in a report or a terminal."""

import math
import re
from datetime import datetime

from linkcrawler.audit.parts import Audit, Cell, Figure, Unit
from linkcrawler.text import UNSAFE, clean

NOT_KNOWN = "not known"
MINUS = "\u2212"

_LINE_BREAKS = re.compile(r"[\t\n\r\x0b\x0c\u2028\u2029]+")
_JOINERS = "\u200c\u200d"
"""They shape letters of Persian and make emoji; they hide nothing."""

_MARKS = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{3})[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)
"""More marks on a letter than any language has run over the lines around it."""

_COMPACT = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K"))


def readable(text: str, limit: int) -> str:
    """Return what others wrote on one line, harmless and of at most ``limit`` characters.

    What would steer or hide text is shown by its code; breaks of lines are blanks.
    """
    cut = text[: limit + 1]
    if not (cut.isascii() and cut.isprintable()):
        cut = UNSAFE.sub(_shown_code, _LINE_BREAKS.sub(" ", clean(cut)))
        cut = _MARKS.sub(r"\1", cut)
    return cut if len(text) <= limit else cut[: limit - 1].rstrip() + "…"


def number_of(value: object) -> float | None:
    """Return a number that can be drawn; ``None`` for anything else, infinity included."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def shown(value: Cell, unit: Unit = Unit.COUNT) -> str:
    """Return a value as it is read; empty: it is not known. Texts are returned as they are."""
    if isinstance(value, str):
        return value
    number = number_of(value)
    if number is None:
        return ""
    match unit:
        case Unit.SHARE:
            return _share(number)
        case Unit.PER_DAY:
            return f"{_decimal(number, 2)} a day"
        case Unit.DAYS:
            text = _decimal(number, 1)
            return f"{text} day" if text in ("1", MINUS + "1") else f"{text} days"
        case _:
            return _decimal(number, 2)


def compact(value: float, unit: Unit = Unit.COUNT) -> str:
    """Return a value for the axis or a bar of a chart, where there is little room."""
    if unit is Unit.SHARE:
        return _share(value)
    size = abs(value)
    if size >= 1e15:
        return _signed(f"{size:.1e}", value)
    for least, letter in _COMPACT:
        if size >= least and size >= 1e4:
            return _signed(f"{size / least:.3g}{letter}", value)
    return _decimal(value, 2)


def change_of(figure: Figure) -> str | None:
    """Return by how much a figure differs from the one before; ``None``: it does not."""
    now, before = number_of(figure.value), number_of(figure.before)
    if now is None or before is None or now == before:
        return None
    return change(now - before, figure.unit)


def change(difference: float, unit: Unit) -> str:
    """Return a difference with its sign; one of shares is in percentage points."""
    sign = "+" if difference > 0 else MINUS
    size = abs(difference)
    if unit is Unit.SHARE:
        points = size * 100
        text = f"{points:.1f}" if points >= 0.05 else "<0.1"
        return f"{sign}{text.removesuffix('.0')} points"
    return sign + (shown(size, unit) if size >= 0.005 else "<0.01")


def day_of(moment: str | None) -> str:
    """Return the day of an ISO 8601 time, ``YYYY-MM-DD``; empty: there is none."""
    return (moment or "")[:10]


def before_of(audit: Audit) -> str:
    """Return when the audit was that this one is compared with: its day, or that day's minute."""
    before = audit.before_at
    if not before:
        return "the last audit"
    return minute_of(before) if day_of(before) == day_of(audit.at) else day_of(before)


def long_day(moment: str) -> str:
    """Return the day of an ISO 8601 time as ``1 October 2026``; what is no time as it is."""
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return moment
    return f"{at.day} {at:%B %Y}"


def minute_of(moment: str | None) -> str:
    """Return an ISO 8601 time as ``2026-10-01 07:30 UTC``; what is no time as it is."""
    if not moment:
        return ""
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return moment
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _shown_code(match: re.Match[str]) -> str:
    return match[0] if match[0] in _JOINERS else f"\\u{ord(match[0]):04x}"


def _share(share: float) -> str:
    per_cent = abs(share) * 100
    if 0 < per_cent < 0.05:
        return _signed("<0.1%", share)
    if 99.95 <= per_cent < 100:
        return _signed(">99.9%", share)  # 100% would say that there is no exception
    if per_cent >= 1e15:
        return _signed(f"{per_cent:.1e}%", share)
    return _signed(f"{per_cent:,.1f}".removesuffix(".0") + "%", share)


def _decimal(value: float, places: int) -> str:
    size = abs(value)
    if size >= 1e15:
        return _signed(f"{size:.2e}", value)
    text = f"{size:,.{places}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text == "0" and size > 0:
        return _signed(f"<{10**-places:.{places}f}", value)
    return _signed(text, value)


def _signed(text: str, value: float) -> str:
    return MINUS + text if value < 0 else text
