"""The numbers of a chart on their way to marks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from linkcrawler.audit.parts import Unit
from linkcrawler.report.values import shown

LETTER = 6.9
"""Pixels of a letter of 12 pixels, on average and a bit more."""


class Span(NamedTuple):
    """Where a bar starts and ends on the scale of the values, and the value that it stands for."""

    start: float
    end: float
    value: float


Spans = Sequence[Sequence[Span | None]]
"""For each series, one for each label; ``None``: a gap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """A chart as it is drawn: numbers that are numbers, as many in a series as there are labels."""

    labels: Sequence[str]
    names: Sequence[str]
    """Of the series."""

    kinds: Sequence[str]
    """Classes of the styles of the series."""

    values: Sequence[Sequence[float | None]]
    unit: Unit
    width: float

    def tip(self, series: int, at: int) -> str:
        """Return in words what a mark stands for."""
        name = f", {self.names[series]}" if len(self.names) > 1 else ""
        return f"{self.labels[at]}{name}: {shown(self.values[series][at], self.unit)}"


def from_zero(values: Sequence[Sequence[float | None]]) -> list[list[Span | None]]:
    """Return spans that all start at zero."""
    return [
        [None if value is None else Span(0.0, value, value) for value in series]
        for series in values
    ]


def stacked(values: Sequence[Sequence[float | None]]) -> list[list[Span | None]]:
    """Return spans that start where the one before ends; those below zero go their own way."""
    size = max(map(len, values))
    above, below = [0.0] * size, [0.0] * size
    spans: list[list[Span | None]] = []
    for series in values:
        row: list[Span | None] = []
        for at, value in enumerate(series):
            if value is None:
                row.append(None)
                continue
            pile = above if value >= 0 else below
            row.append(Span(pile[at], pile[at] + value, value))
            pile[at] += value
        spans.append(row)
    return spans


def all_ends(spans: Spans) -> list[float]:
    """Return the ends of all spans."""
    return [span.end for series in spans for span in series if span is not None]
