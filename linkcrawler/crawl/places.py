"""Room at each IP address: one machine may serve a thousand of the sites that we visit."""

from collections import Counter
from collections.abc import Iterable
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler

from linkcrawler.crawl.guard import literal

PAGES_PER_ADDRESS = 8
PAGES_IN_BROWSER = 4


def limit_of(pages_per_address: int | None) -> int:
    """Return how many transfers an address may have at once, 0: any number; ``None``: not set."""
    return PAGES_PER_ADDRESS if pages_per_address is None else pages_per_address


class Places:
    """Counts the transfers at each address."""

    def __init__(self, limit: int | None = None) -> None:
        """``limit``: transfers at once, 0: any number; ``None``: ours, and loopback has none."""
        self._limit = limit_of(limit)
        self._spares_loopback = limit is None
        self.ran_out_at = 0.0
        """When this machine last had no room for a connection, by the monotonic clock."""

        self._active: Counter[str] = Counter()

    def take(self, address: str) -> bool:
        """Count one more at the address; false if there are as many as there may be."""
        if self._is_full(address):
            return False
        self._active[address] += 1
        return True

    def give_back(self, addresses: Iterable[str]) -> None:
        """Count one less at each address."""
        for address in addresses:
            self._active[address] -= 1
            if self._active[address] <= 0:
                del self._active[address]

    def _is_full(self, address: str) -> bool:
        if not self._limit or self._active[address] < self._limit:
            return False
        return not (self._spares_loopback and _is_loopback(address))


def _is_loopback(address: str) -> bool:
    parsed = literal(address)
    return parsed is not None and parsed.is_loopback


_PLACES: "WeakKeyDictionary[Crawler, Places]" = WeakKeyDictionary()


def places_of(crawler: Crawler, limit: int | None) -> Places:
    """Return the places of a crawl; the handlers of both schemes share them."""
    return _PLACES.setdefault(crawler, Places(limit))
