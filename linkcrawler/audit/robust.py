"""Statistics that a few odd values do not move. Pure; an empty input has no answer (``None``)."""

import math
from collections.abc import Sequence
from statistics import fmean, median

_CONSISTENT = 1.4826
"""Turns a median absolute deviation into a standard deviation, where values are normal."""


def middle(values: Sequence[float]) -> float | None:
    """Return the median."""
    return float(median(values)) if values else None


def deviation(values: Sequence[float]) -> float:
    """Return the median absolute deviation from the median; 0.0 of none."""
    if not values:
        return 0.0
    centre = median(values)
    return float(median([abs(value - centre) for value in values]))


def sigma(values: Sequence[float]) -> float:
    """Return the robust standard deviation of counts; at least that of a Poisson count, and 1.0."""
    least = math.sqrt(max(middle(values) or 0.0, 1.0))
    return max(_CONSISTENT * deviation(values), least)


def modified_z(value: float, before: Sequence[float]) -> float | None:
    """Return how far a value is from those before; ``None``: they have no spread.

    Source: Iglewicz and Hoaglin, How to Detect and Handle Outliers (1993).
    """
    spread = deviation(before)
    return 0.6745 * (value - median(before)) / spread if spread else None


def poisson_tail(count: int, mean: float) -> float:
    """Return how likely ``count`` or more is where ``mean`` is usual."""
    if count <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    term = below = math.exp(-mean)
    for each in range(1, count):
        term *= mean / each
        below += term
    return max(0.0, 1.0 - below)


def percentile(values: Sequence[float], percent: float) -> float | None:
    """Return the value below which ``percent`` of the values are, between two neighbours."""
    if not values:
        return None
    ordered = sorted(values)
    place = (len(ordered) - 1) * min(max(percent, 0.0), 100.0) / 100
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def trimmed_mean(values: Sequence[float]) -> float | None:
    """Return the mean without the least and the greatest; of two or fewer, of all."""
    if not values:
        return None
    ordered = sorted(values)
    return fmean(ordered[1:-1] if len(ordered) > 2 else ordered)


def shift_start(values: Sequence[float], centre: float, spread: float) -> int | None:
    """Return where the values began to be higher for good than ``centre``; ``None``: they did not.

    A one-sided CUSUM with a slack of half a ``spread`` and a limit of five; the shift has to last
    to the end. A value counts for three at most, so that one spike makes no shift.
    Source: NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.3.
    """
    total, start = 0.0, 0
    for place, value in enumerate(values):
        total = max(0.0, total + min((value - centre) / spread, 3.0) - 0.5)
        if total == 0.0:
            start = place + 1
    return start if total > 5.0 else None
