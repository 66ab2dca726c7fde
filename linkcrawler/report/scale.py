"""From values to pixels, with round ticks."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

_LARGEST = 1e300
"""Beyond it the difference of two numbers is infinite."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A straight scale from ``low``, at pixel ``start``, to ``high``, at pixel ``end``."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the pixel of a value."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def ends(values: Iterable[float]) -> tuple[float, float]:
    """Return the least and the largest value, zero included; they always differ."""
    low = high = 0.0
    for value in values:
        low, high = min(low, value), max(high, value)
    low, high = max(low, -_LARGEST), min(high, _LARGEST)
    return (low, high) if high - low > 1e-300 else (0.0, 1.0)


def ticks(low: float, high: float, *, whole: bool, wanted: int = 4) -> list[float]:
    """Return round values from at most ``low`` to at least ``high``; ``whole``: no fractions."""
    rough = (high - low) / wanted
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * 0.999)
    if whole and step < 10:
        step = max(1.0, math.ceil(step))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    last = max(last, first + 1)  # a fraction of a step, where a step is whole
    return [number * step for number in range(first, last + 1)]
