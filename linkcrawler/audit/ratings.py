"""Authority of domains as a percentile, from tools' ratings and from ranked lists."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from statistics import median

Ratings = Mapping[str, Mapping[str, float]]
"""The best value of each metric, by domain."""


def percentiles(values: Mapping[str, float]) -> dict[str, float]:
    """Return the percentile of each domain's value, 0 to 100; equals get the middle of theirs."""
    ranked = sorted(values.values())
    return {
        domain: 50.0 * (bisect_left(ranked, value) + bisect_right(ranked, value)) / len(ranked)
        for domain, value in values.items()
    }


def from_ratings(
    ratings: Ratings, by_domain: Sequence[str], by_page: Sequence[str], at_least: int
) -> dict[str, tuple[float, str]]:
    """Return percentile and metric by domain: among the domains that have the metric.

    Of several metrics the median is taken, so that no single tool decides. Metrics of pages tell
    only of domains that no metric of domains tells of. What fewer than ``at_least`` domains have
    says nothing.
    """
    found: dict[str, tuple[float, str]] = {}
    for metrics in (by_domain, by_page):
        told: dict[str, list[tuple[float, str]]] = {}
        for metric in metrics:
            values = {domain: each[metric] for domain, each in ratings.items() if metric in each}
            if len(values) < at_least:
                continue
            for domain, percentile in percentiles(values).items():
                told.setdefault(domain, []).append((percentile, metric))
        for domain, each in told.items():
            found.setdefault(domain, _combined(each))
    return found


def combined(lists: Iterable[tuple[str, Mapping[str, float]]]) -> dict[str, tuple[float, str]]:
    """Return the median percentile of several ranked lists, with their names, by domain."""
    told: dict[str, list[tuple[float, str]]] = {}
    for name, ranks in lists:
        for domain, percentile in ranks.items():
            told.setdefault(domain, []).append((percentile, name))
    return {domain: _combined(each) for domain, each in told.items()}


def _combined(told: Sequence[tuple[float, str]]) -> tuple[float, str]:
    names = dict.fromkeys(name for _, name in told)
    return round(median(percentile for percentile, _ in told), 2), ", ".join(names)
