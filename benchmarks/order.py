"""How near a night comes to the shortest that politeness allows, by lists of three shapes.

    python -m benchmarks.order [--pages 10000] [--at-once 100] [--gap 1.0] [--fetch 0.5] [--seed 1]

The feeder is the real one, on a clock that jumps. No order can end before the
longest queue of one host is through, nor before all pages had their turn at so many at once; the
longer of the two is the bound. Beside it: the same list in the hands of a crawl that takes the host
that has been free the longest, which is polite too, and starts the longest queue when its turn
comes. Fetches take ``--fetch`` seconds in the median, some much longer.
"""

import argparse
import heapq
import math
import random
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate

from benchmarks.options import at_least, seconds
from tests.test_feeder import play

_SPREAD = 0.6
Queues = Sequence[Sequence[float]]
"""The hosts of a list: seconds that each of their pages takes."""


def hot_domain(pages: int, chance: random.Random) -> list[int]:
    """Return pages of each host: 30 % on one, the others on hosts of a few pages."""
    hot = math.ceil(pages * 0.3)
    return [*_few_each(pages - hot, chance), hot]


def power_law(pages: int, chance: random.Random) -> list[int]:
    """Return pages of each host by a power law, as lists of backlinks have."""
    sizes: list[int] = []
    left = pages
    while left > 0:
        sizes.append(min(left, max(1, pages // 20), int(chance.paretovariate(1.1))))
        left -= sizes[-1]
    return sizes


def even(pages: int, chance: random.Random) -> list[int]:
    """Return pages of each host: a few on each."""
    return list(_few_each(pages, chance))


def _few_each(pages: int, chance: random.Random) -> Iterator[int]:
    while pages > 0:
        size = min(pages, chance.randrange(1, 10))
        pages -= size
        yield size


SHAPES: dict[str, Callable[[int, random.Random], list[int]]] = {
    "hot domain": hot_domain,
    "power law": power_law,
    "even": even,
}


def draw(sizes: Sequence[int], fetch_s: float, chance: random.Random) -> list[list[float]]:
    """Return how long each page takes."""
    middle = math.log(fetch_s)
    return [[chance.lognormvariate(middle, _SPREAD) for _ in range(size)] for size in sizes]


def bound_s(queues: Queues, at_once: int, gap_s: float) -> float:
    """Return the seconds that no order can undercut."""
    longest_s = max(sum(queue) + gap_s * (len(queue) - 1) for queue in queues)
    return max(longest_s, sum(map(sum, queues)) / at_once)


def ours_s(queues: Queues, at_once: int, gap_s: float) -> float:
    """Return the seconds that the feeder takes."""
    starts = [0, *accumulate(len(queue) for queue in queues)]
    took = [seconds for queue in queues for seconds in queue]
    assert starts[-1] == len(took)  # pages are numbered from 1, host after host
    sizes = [len(queue) for queue in queues]
    return play(sizes, at_once=at_once, gap_s=gap_s, fetch_s=lambda page: took[page.id - 1]).end


def any_free_host_s(queues: Queues, at_once: int, gap_s: float) -> float:
    """Return the seconds of a crawl that takes the host that has been free the longest."""
    hosts = [(0.0, number, host) for number, host in enumerate(range(len(queues)))]
    left = [list(queue) for queue in queues]
    slots, number, end_s = [0.0] * at_once, len(hosts), 0.0
    heapq.heapify(hosts)
    while hosts:
        free_at, _, host = heapq.heappop(hosts)
        ended_at = max(heapq.heappop(slots), free_at) + left[host].pop()
        end_s = max(end_s, ended_at)
        heapq.heappush(slots, ended_at)
        if left[host]:
            number += 1
            heapq.heappush(hosts, (ended_at + gap_s, number, host))
    return end_s


def main() -> None:
    """Play each list."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=at_least(1), default=10_000)
    parser.add_argument("--at-once", type=at_least(1), default=100)
    parser.add_argument("--gap", type=seconds, default=1.0)
    parser.add_argument("--fetch", type=seconds, default=0.5)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print("| list | hosts | pages of the largest | bound, s | linkcrawler | any free host |")
    print("|---|---|---|---|---|---|")
    for name, shape in SHAPES.items():
        chance = random.Random(options.seed)
        sizes = shape(options.pages, chance)
        queues = draw(sizes, options.fetch, chance)
        pace = (options.at_once, options.gap)
        least_s = bound_s(queues, *pace)
        shares = [play_it(queues, *pace) / least_s for play_it in (ours_s, any_free_host_s)]
        print(
            f"| {name} | {len(sizes):,} | {max(sizes):,} | {least_s:,.0f} | {shares[0]:.3f} x"
            f" | {shares[1]:.3f} x |",
            flush=True,
        )


if __name__ == "__main__":
    main()
