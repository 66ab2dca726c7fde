"""A night ends as soon as politeness lets it, on lists of any shape; the clock jumps."""

import random

import pytest

from benchmarks.order import SHAPES, any_free_host_s, bound_s, draw, hot_domain, ours_s, power_law

GAP_S = 1.0
FETCH_S = 2.0


def queues_of(shape):
    chance = random.Random(1)
    return draw(shape(4_000, chance), FETCH_S, chance)


@pytest.mark.parametrize(
    ("shape", "at_once", "most"),
    [(hot_domain, 16, 1.01), (power_law, 30, 1.02), (power_law, 16, 1.05)],
)
def test_a_night_ends_about_when_its_longest_queue_does(shape, at_once: int, most: float):
    queues = queues_of(shape)

    assert ours_s(queues, at_once, GAP_S) < most * bound_s(queues, at_once, GAP_S)


def test_it_owes_that_to_the_heaviest_hosts_that_go_first():
    queues = queues_of(power_law)

    assert any_free_host_s(queues, 16, GAP_S) > 1.4 * ours_s(queues, 16, GAP_S)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("pages", [1, 2, 11])
def test_each_list_has_the_pages_that_were_asked_for_and_no_host_without_any(shape, pages: int):
    sizes = shape(pages, random.Random(1))

    assert sum(sizes) == pages
    assert min(sizes) > 0
