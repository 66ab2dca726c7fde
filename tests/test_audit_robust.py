import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcrawler.audit.robust import (
    deviation,
    middle,
    modified_z,
    percentile,
    poisson_tail,
    shift_start,
    sigma,
    trimmed_mean,
)

COUNTS = st.lists(st.integers(min_value=0, max_value=1_000), max_size=40)


def test_the_modified_z_score_of_a_worked_example():
    # Median 2; distances 1, 0, 0, 1, 3: their median is 1. So 0.6745 * (12 - 2) / 1.
    assert modified_z(12, [1, 2, 2, 3, 5]) == pytest.approx(6.745)


def test_values_without_spread_have_no_score():
    assert modified_z(12, [0, 0, 0, 0, 7]) is None


@pytest.mark.parametrize(
    ("count", "mean", "likely"),
    [
        (0, 3.0, 1.0),
        (1, 1.0, 1 - math.exp(-1)),
        (2, 1.0, 1 - 2 * math.exp(-1)),
        (3, 0.0, 0.0),
    ],
)
def test_the_upper_tail_of_a_poisson_count(count, mean, likely):
    assert poisson_tail(count, mean) == pytest.approx(likely)


@pytest.mark.parametrize(
    ("values", "percent", "value"),
    [([], 10, None), ([4], 10, 4), ([3, 1, 2], 50, 2), ([0, 10], 10, 1), ([1, 2, 3], 100, 3)],
)
def test_percentiles_lie_between_neighbours(values, percent, value):
    assert percentile(values, percent) == value


@pytest.mark.parametrize(
    ("values", "mean"), [([], None), ([5], 5), ([1, 5], 3), ([1, 3, 5, 100], 4), ([9, 0, 3], 3)]
)
def test_a_trimmed_mean_drops_best_and_worst(values, mean):
    assert trimmed_mean(values) == mean


def test_a_shift_is_told_from_where_it_began_and_only_if_it_lasts():
    assert shift_start([1, 1, 4, 4, 4, 4], centre=1, spread=1) == 2
    assert shift_start([1, 1, 9, 1, 1, 1] + [1] * 20, centre=1, spread=1) is None
    assert shift_start([1, 2, 1, 0, 1, 2], centre=1, spread=1) is None


@given(COUNTS)
def test_order_does_not_matter_and_one_odd_value_does_not_rule(values):
    backwards = values[::-1]

    assert middle(values) == middle(backwards)
    assert deviation(values) == deviation(backwards)
    assert sigma(values) >= 1.0
    assert sigma(values) == sigma(backwards)
    if len(values) > 2:
        assert trimmed_mean([*sorted(values)[:-1], 10**9]) == trimmed_mean(values)
