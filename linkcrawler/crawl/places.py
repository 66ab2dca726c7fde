"""Room at each IP address: one machine may serve a thousand of the sites that we visit."""

import asyncio
from collections import Counter, deque
from collections.abc import Iterable

from linkcrawler.crawl.guard import literal

PAGES_PER_ADDRESS = 8


class Places:
    """Counts the transfers at each address, and lets the next one wait for its turn."""

    def __init__(self, limit: int | None = None) -> None:
        """``limit``: transfers at once, 0: any number; ``None``: ours, and loopback has none."""
        self._limit = PAGES_PER_ADDRESS if limit is None else limit
        self._spares_loopback = limit is None
        self._active: Counter[str] = Counter()
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}

    def take(self, address: str) -> bool:
        """Count one more at the address; false if there are as many as there may be."""
        if self._is_full(address):
            return False
        self._active[address] += 1
        return True

    def give_back(self, addresses: Iterable[str]) -> None:
        """Count one less at each address, and wake the next that waits for it."""
        for address in addresses:
            self._active[address] -= 1
            if self._active[address] <= 0:
                del self._active[address]
            self._wake_next(address)

    async def turn(self, address: str) -> None:
        """Wait until a transfer at the address has ended, if it is full."""
        if not self._is_full(address):
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(address, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():  # it was woken, and will not take its turn
                self._wake_next(address)
            raise

    def _wake_next(self, address: str) -> None:
        waiting = self._waiting.get(address)
        while waiting:
            turn = waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                break
        if not waiting:
            self._waiting.pop(address, None)

    def _is_full(self, address: str) -> bool:
        if not self._limit or self._active[address] < self._limit:
            return False
        return not (self._spares_loopback and _is_loopback(address))


def _is_loopback(address: str) -> bool:
    parsed = literal(address)
    return parsed is not None and parsed.is_loopback
