"""Which domains go into which shard: pure, so that it can be tried on any list.

A domain is the key of politeness, so it is never in two shards: no crawl needs to know of another.
"""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass, field

LEAST_PAGES = 50
"""A crawl takes some seconds to begin, so that fewer pages are not worth one."""

MOST_PAGES = 50_000
"""What a lost worker may cost where its folder is not shared, and what is merged at once."""

_PAGE_WEIGHT = 10
"""A page costs a fetch and its reading; each backlink on it only a row or two."""


@dataclass(frozen=True, slots=True)
class OwedDomain:
    """A registered domain with pages that are owed an answer."""

    id: int
    pages: int
    backlinks: int

    @property
    def weight(self) -> int:
        """Return what it costs to crawl, in tenths of a page."""
        return _PAGE_WEIGHT * self.pages + self.backlinks


@dataclass(slots=True)
class Shard:
    """Domains that one crawl works through."""

    number: int
    """From 1; the heaviest shard first."""

    weight: int = 0
    pages: int = 0
    backlinks: int = 0
    domain_ids: list[int] = field(default_factory=list)

    def take(self, domain: OwedDomain) -> None:
        """Add a domain."""
        self.domain_ids.append(domain.id)
        self.weight += domain.weight
        self.pages += domain.pages
        self.backlinks += domain.backlinks


def shards_for(domains: int, pages: int, slots: int, most_pages: int = MOST_PAGES) -> int:
    """Return how many shards to cut; ``slots`` crawls may go on at once.

    One for each, where that is not too large: a site with many pages takes its time, and those of
    shards that come one after the other would take the sum of theirs.
    """
    wanted = max(slots, -(-pages // most_pages))
    return max(1, min(wanted, -(-pages // LEAST_PAGES), domains))


def pack(domains: Iterable[OwedDomain], number: int) -> list[Shard]:
    """Spread the domains over so many shards, the heaviest shard first; none is empty.

    Each domain, the heaviest first, goes to the lightest shard so far; the heaviest shard then
    weighs at most 4/3 of what the best packing could do. Source: R. L. Graham, "Bounds on
    Multiprocessing Timing Anomalies", 1969 (longest processing time first).
    """
    shards = [Shard(number=each) for each in range(number)]
    lightest = [(0, each) for each in range(number)]
    for domain in sorted(domains, key=lambda each: (-each.weight, each.id)):
        weight, each = lightest[0]
        shards[each].take(domain)
        heapq.heapreplace(lightest, (weight + domain.weight, each))
    taken = sorted((each for each in shards if each.pages), key=lambda each: -each.weight)
    for position, shard in enumerate(taken, 1):
        shard.number = position
    return taken
