"""Which page next: a bounded look-ahead over the ledger, and a gate for each politeness key.

Scrapy's ``start()`` has no back-pressure, and its own queues stall behind a slow host. Here a key
with many pages is always in sight and goes first, since the longest queue sets the end of the
night; keys with few pages stream past in a window of fixed size, and some room is theirs alone,
so that no number of heavy keys keeps them waiting.

A page on its way, such as one that redirects to another site, is a guest of the key that it goes
to next: it leaves its own key to others, and waits for its turn as the pages of that key do. Among
free keys of few pages it goes before those that have not begun, or each redirect would wait as long
as a fresh page. Keys whose IP address has no room wait together for that address, and take no room
from others.
"""

import asyncio
import heapq
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol, TypeGuard

from linkcrawler.crawl.places import PAGES_IN_BROWSER, PAGES_PER_ADDRESS
from linkcrawler.crawl.put_off import PutOff
from linkcrawler.models import DuePage

HEAVY = 32
"""A key with more pages than this is heavy: its pages are read a few at a time."""

WINDOW = 2_000
"""Pages of light keys that are held at most, about."""

CROWD = 8_000
"""Pages that may wait for their IP addresses beside those of the window."""

CROWDED_S = 1.0
"""Time after which a key looks again whether its address, found full, has room by now."""

_BATCH = 200
_LEAST_HEAVY_BATCH = 1
"""Pages of a heavy key that are read at once where there are tens of thousands of such keys."""

_LIGHT_SHARE = 4
"""One of so many pages at once is a light key's, if there is any."""

MOST_PUT_OFF = 50_000
"""Pages that may wait for the end of the run; there is a page to be held for each."""

WIDEN_AFTER = 10
"""Pages that have to end well before one more is asked for at once, where there was no room."""

_BROWSER = "the browser"
"""Where pages wait that are to be shown by the browser; no IP address is called so."""

LOOK_S = 1.0
"""How often it is asked whether pages that were put off may go out beside others."""

_STUCK_AFTER_S = 600.0
"""A page that gave no sign for so long is taken as vanished; far over the deadline of a fetch."""


class Ledger(Protocol):
    """Where the owed pages are read from."""

    def heavy(self, more_than: int) -> list[tuple[int, str, int]]:
        """Return (id, key, owed pages) of the keys with more pages than that."""

    def next_pages(self, after: tuple[int, int], limit: int) -> list[tuple[int, DuePage]]:
        """Return the owed pages after (key id, page id)."""

    def pages_of(self, key_id: int, after_page: int, limit: int) -> list[DuePage]:
        """Return the owed pages of one key after a page id."""


@dataclass(slots=True)
class _Key:
    """One politeness key at work."""

    name: str
    remaining: int
    pages: deque[DuePage] = field(default_factory=deque)
    heavy_id: int | None = None
    """Id to read more pages by; ``None`` for a light key, whose pages stream past."""

    last_page: int = 0
    """Id of the last page read; a heavy key is through once there is none after it."""

    is_read: bool = False
    in_flight: int = 0
    free_at: float = 0.0
    aside_until: float = 0.0
    """No page of the key goes out before, as its server asked us to wait."""

    queued: bool = False
    address: str | None = None
    """The IP address that had no room for the key; ``None``: none was found full."""

    crowded_pages: int = 0
    """Of the window, those that wait with the key for its address."""

    @property
    def next_at(self) -> float:
        return max(self.free_at, self.aside_until)


@dataclass(frozen=True, slots=True)
class _Flight:
    """A page that was fed, and has given no sign since."""

    page: DuePage
    key: _Key
    """Where the page was asked for: its own key, or one that it was led to."""

    address: str | None
    since: float
    in_browser: bool


@dataclass(frozen=True, slots=True)
class Fed:
    """A page to fetch, or one whose answer never came."""

    page: DuePage
    vanished: bool = False


class Feeder:
    """Yields pages as politeness allows; every page has to be released or postponed."""

    def __init__(
        self,
        ledger: Ledger,
        *,
        at_once: int,
        at_once_per_key: int,
        gap_s: float,
        at_once_per_address: int = PAGES_PER_ADDRESS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ledger = ledger
        self._at_once = self._most_at_once = at_once
        self._ended_since_narrow = 0
        self._per_key = at_once_per_key
        self._gap_s = gap_s
        self._per_address = at_once_per_address
        self._for_browser: set[int] = set()
        self._clock = clock
        self._keys: dict[str, _Key] = {}
        self._waiting: list[tuple[float, int, _Key]] = []
        self._ready_heavy: list[tuple[bool, int, int, _Key]] = []
        self._ready_light: list[tuple[bool, int, int, _Key]] = []
        self._begun: set[int] = set()
        """Pages on their way, by id, that wait for their next turn."""

        self._heavy_in_flight = 0
        self._heavy_batch = HEAVY
        self._counter = 0
        self._light = 0
        self._held = 0
        self._put_off = PutOff()
        self._look_at = 0.0
        self._cooling: deque[_Key] = deque()
        self._cursor = (0, 0)
        self._exhausted = False
        self._heavy_ids: set[int] = set()
        self._in_flight: dict[int, _Flight] = {}
        self._at_address: Counter[str] = Counter()
        self._full_until: dict[str, float] = {}
        self._look_again: deque[tuple[float, str]] = deque()
        self._crowds: dict[str, deque[_Key]] = {}
        self._crowded_pages = 0
        self._vanished: deque[DuePage] = deque()
        self._wake = asyncio.Event()
        self._has_begun = False
        self.stopped = False

    async def __aiter__(self) -> AsyncIterator[Fed]:
        """Yield until nothing is owed, nothing is in flight and nothing is postponed."""
        if not self._has_begun:  # else it goes on, with what is asked again
            self._has_begun = True
            self._read_heavy()
        while not self.stopped:
            self._fill()
            self._feed_put_off()
            self._look_for_stuck()
            if self._vanished:
                yield Fed(self._vanished.popleft(), vanished=True)
                continue
            page = self._take()
            if page is not None:
                yield Fed(page)
                continue
            if self.is_done:
                self._keys.clear()
                return
            await self._sleep()

    def release(self, page: DuePage, gap_s: float = 0.0) -> bool:
        """Say that the page is answered for; false if it was no longer waited for.

        The next page of its key goes out after ``gap_s`` seconds, or the usual gap if that is more.
        """
        flight = self._in_flight.pop(page.id, None)
        if flight is None:
            return False
        self._widen()
        self._free(flight, self._clock() + max(gap_s, self._gap_s))
        return True

    def _widen(self) -> None:
        """Let one page more go out at once after some that had room, if there was none once."""
        self._ended_since_narrow += 1
        if self._at_once < self._most_at_once and self._ended_since_narrow >= WIDEN_AFTER:
            self._at_once += 1
            self._ended_since_narrow = 0

    def skip(self, page: DuePage) -> bool:
        """Say that the page is answered for without its server having been asked.

        Returns false if it was no longer waited for.
        """
        flight = self._in_flight.pop(page.id, None)
        if flight is None:
            return False
        flight.key.free_at = now = self._clock()
        self._free(flight, now)
        return True

    def lead(
        self, page: DuePage, name: str, gap_s: float = 0.0, *, in_browser: bool = False
    ) -> bool:
        """Let the page go on at the key ``name``; false if it was no longer waited for.

        The key that it comes from is free after ``gap_s`` seconds, as by ``release``. A page that
        goes on ``in_browser`` lets others of its key pass while the browser has no room.
        """
        flight = self._in_flight.pop(page.id, None)
        if flight is None:
            return False
        there = self._put_first(page, name)
        if in_browser:
            self._for_browser.add(page.id)
        self._free(flight, self._clock() + max(gap_s, self._gap_s))
        self._offer(there)
        return True

    def postpone(self, page: DuePage, wait_s: float) -> None:
        """Put the page back to its start, and the key that it was asked for at aside."""
        flight = self._in_flight.pop(page.id, None)
        if flight is None:
            return
        own = self._put_first(page, page.key)
        now = self._clock()
        flight.key.aside_until = max(flight.key.aside_until, now + wait_s)
        self._free(flight, now + self._gap_s)
        self._offer(own)

    def crowd_out(self, page: DuePage, address: str) -> None:
        """Put the page back until its IP address, which is full, has room for it."""
        flight = self._in_flight.pop(page.id, None)
        if flight is None:
            return
        self._put_first(page, flight.key.name)
        again_at = self._clock() + CROWDED_S
        self._full_until[address] = again_at
        self._look_again.append((again_at, address))
        self._free(flight, again_at, let_in=False)  # or each of the crowd would try at once
        flight.key.address = address

    def narrow(self, page: DuePage, wait_s: float) -> None:
        """Put the page back, as this machine has no room for so many pages at once."""
        if page.id not in self._in_flight:
            return
        self._at_once = max(1, min(self._at_once, len(self._in_flight) - 1))
        self._ended_since_narrow = 0
        self.put_back(page, wait_s)

    def put_back(self, page: DuePage, wait_s: float) -> None:
        """Put the page back to the key that it was asked for at, for ``wait_s`` or the usual gap.

        As many pages go out at once as before: one whose body had no room keeps no other waiting.
        """
        flight = self._in_flight.pop(page.id, None)
        if flight is None:
            return
        self._put_first(page, flight.key.name)
        self._free(flight, self._clock() + max(wait_s, self._gap_s))

    def put_off(
        self, page: DuePage, wait_s: float, gap_s: float | None = None, *, took_s: float = 0.0
    ) -> bool:
        """Put the page back for late in the run, and at least for ``wait_s`` seconds.

        It took ``took_s`` seconds to fail. Its key goes on, as after ``release``; where ``gap_s``
        is ``None``, as after ``skip``. Returns false where there is no room for more such pages,
        or it was no longer waited for.
        """
        if page.id not in self._in_flight or len(self._put_off) >= MOST_PUT_OFF:
            return False
        self._put_off.put(page, self._clock() + wait_s, took_s)
        if gap_s is None:
            self.skip(page)
        else:
            self.release(page, gap_s)
        return True

    def set_aside(self, name: str, wait_s: float) -> None:
        """Let no page of a key go out for ``wait_s`` seconds."""
        key = self._keys.get(name)
        if key is not None:
            key.aside_until = max(key.aside_until, self._clock() + wait_s)

    def lose(self, page: DuePage) -> None:
        """Say that the page's answer will not come."""
        if page.id in self._in_flight:
            self.release(page)
            self._vanished.append(page)
            self._wake.set()

    def lose_answered(self, page: DuePage) -> None:
        """Say that the page was released, but its answer was lost on the way to the store."""
        self._vanished.append(page)
        self._wake.set()

    def ask_again(self, pages: Iterable[DuePage]) -> None:
        """Put pages back that were answered for; to be followed by more of the iteration."""
        self._add(page for page in pages if page.id not in self._in_flight)

    @property
    def in_flight(self) -> int:
        """Return how many pages are neither released nor postponed."""
        return len(self._in_flight)

    def stop(self) -> None:
        """Feed no more."""
        self.stopped = True
        self._wake.set()

    @property
    def is_done(self) -> bool:
        """Nothing is owed, in flight or postponed."""
        return self._exhausted and not (
            self._in_flight
            or self._waiting
            or self._ready_heavy
            or self._ready_light
            or self._crowds
            or self._vanished
            or self._put_off
        )

    async def _sleep(self) -> None:
        wait_s = 5.0
        if self._waiting and len(self._in_flight) < self._at_once:
            wait_s = min(wait_s, max(0.0, self._waiting[0][0] - self._clock()))
        if self._put_off and self._is_all_fed:
            wait_s = min(wait_s, max(0.0, self._put_off.next_at - self._clock()))
        elif self._put_off and self._exhausted:
            wait_s = min(wait_s, max(0.0, self._look_at - self._clock()))
        if self._look_again and len(self._in_flight) < self._at_once:
            wait_s = min(wait_s, max(0.0, self._look_again[0][0] - self._clock()))
        self._wake.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), wait_s)

    def _take(self) -> DuePage | None:
        """Return a page whose key is free, of the key with the most pages left."""
        now = self._clock()
        while self._look_again and self._look_again[0][0] <= now:
            _, address = self._look_again.popleft()
            if self._full_until.get(address, 0.0) <= now:
                self._full_until.pop(address, None)
                self._let_in(address)
        if _BROWSER in self._crowds and self._has_room(_BROWSER):
            for waiting in self._crowds.pop(_BROWSER):
                self._leave_crowd(waiting)
        while self._waiting and self._waiting[0][0] <= now:
            self._push_ready(heapq.heappop(self._waiting)[2])
        if len(self._in_flight) >= self._at_once:
            return None
        key = self._next_key(now)
        if key is None:
            return None
        key.queued = False
        place = self._place_of_next(key)
        assert place is not None
        page = key.pages[place]
        del key.pages[place]
        self._count(key, page, -1)
        key.in_flight += 1
        self._heavy_in_flight += key.heavy_id is not None
        in_browser = page.id in self._for_browser
        self._for_browser.discard(page.id)
        self._begun.discard(page.id)
        self._in_flight[page.id] = _Flight(page, key, key.address, now, in_browser)
        if in_browser:
            self._at_address[_BROWSER] += 1
        if key.address is not None:
            self._at_address[key.address] += 1
            self._let_in(key.address)
        key.free_at = now + self._gap_s
        self._offer(key)
        return page

    def _next_key(self, now: float) -> _Key | None:
        """Return the next free key: a heavy one, until these hold all but the light share."""
        room = self._at_once - self._at_once // _LIGHT_SHARE
        in_turn = [self._ready_heavy, self._ready_light]
        if self._heavy_in_flight >= room:
            in_turn.reverse()
        for ready in in_turn:
            while ready:
                _, _, _, key = heapq.heappop(ready)
                if key.aside_until > now:  # it was put aside while it was queued
                    self._wait(key)
                    self._let_in(key.address)
                elif self._is_full(key.address):
                    self._join_crowd(key, key.address)
                elif self._place_of_next(key) is None:
                    self._join_crowd(key, _BROWSER)
                else:
                    return key
        return None

    def _place_of_next(self, key: _Key) -> int | None:
        """Return which of its pages a key feeds; ``None``: they all wait for the browser."""
        if self._has_room(_BROWSER):
            return 0
        if (
            key.heavy_id is not None
            and not key.is_read
            and self._for_browser.issuperset(page.id for page in key.pages)
        ):
            self._read_more(key, key.heavy_id)
        places = (n for n, page in enumerate(key.pages) if page.id not in self._for_browser)
        return next(places, None)

    def _has_room(self, address: str) -> bool:
        most = PAGES_IN_BROWSER if address == _BROWSER else self._per_address
        return self._at_address[address] < most

    def _is_full(self, address: str | None) -> TypeGuard[str]:
        if address is None or not self._per_address:
            return False
        return address in self._full_until or self._at_address[address] >= self._per_address

    def _join_crowd(self, key: _Key, address: str) -> None:
        """Let the key wait for its address: when one of it ends or is late, the next is let in."""
        self._crowds.setdefault(address, deque()).append(key)
        key.crowded_pages = len(key.pages) if key.heavy_id is None else 0
        self._crowded_pages += key.crowded_pages

    def _let_in(self, address: str | None) -> None:
        crowd = self._crowds.get(address or "")
        if not crowd or address is None or not self._has_room(address):
            return
        self._leave_crowd(crowd.popleft())
        if not crowd:
            del self._crowds[address]

    def _leave_crowd(self, key: _Key) -> None:
        self._crowded_pages -= key.crowded_pages
        self._wait(key)

    def _free(self, flight: _Flight, free_at: float, *, let_in: bool = True) -> None:
        key = flight.key
        if flight.in_browser:
            self._leave_address(_BROWSER)
        if flight.address is not None:
            self._leave_address(flight.address)
            if let_in:
                self._let_in(flight.address)
        key.in_flight -= 1
        self._heavy_in_flight -= key.heavy_id is not None
        key.free_at = max(key.free_at, free_at)
        self._offer(key)
        self._wake.set()

    def _leave_address(self, address: str) -> None:
        self._at_address[address] -= 1
        if not self._at_address[address]:
            del self._at_address[address]

    def _offer(self, key: _Key) -> None:
        """Queue the key if it has a page and room, and drop it once it is through."""
        if not key.pages and key.heavy_id is not None and not key.is_read:
            self._read_more(key, key.heavy_id)
        if key.pages and not key.queued and key.in_flight < self._per_key:
            key.queued = True
            self._wait(key)
        elif not key.pages and not key.in_flight:
            self._cooling.append(key)

    def _put_first(self, page: DuePage, name: str) -> _Key:
        key = self._key_of(name)
        self._begun.add(page.id)
        key.pages.appendleft(page)
        self._count(key, page, 1)
        return key

    def _count(self, key: _Key, page: DuePage, pages: int) -> None:
        """Keep count of the pages in sight; a heavy key's own were counted when the run began."""
        self._held += pages
        if key.heavy_id is None or page.key != key.name:
            self._light += pages
        key.remaining += pages

    def _forget_cooled(self) -> None:
        """Drop keys that are through, once their gap is over."""
        now = self._clock()
        while self._cooling and self._cooling[0].next_at <= now:
            key = self._cooling.popleft()
            if not key.pages and not key.in_flight and self._keys.get(key.name) is key:
                del self._keys[key.name]

    def _wait(self, key: _Key) -> None:
        self._counter += 1
        heapq.heappush(self._waiting, (key.next_at, self._counter, key))

    def _push_ready(self, key: _Key) -> None:
        self._counter += 1
        ready = self._ready_light if key.heavy_id is None else self._ready_heavy
        is_fresh = not key.pages or key.pages[0].id not in self._begun
        heapq.heappush(ready, (is_fresh, -key.remaining, self._counter, key))

    def _read_heavy(self) -> None:
        heavy = self._ledger.heavy(HEAVY)
        if heavy:
            share = WINDOW // len(heavy)
            self._heavy_batch = max(_LEAST_HEAVY_BATCH, min(HEAVY, share))
        for key_id, name, pages in heavy:
            self._heavy_ids.add(key_id)
            key = _Key(name=name, remaining=pages, heavy_id=key_id)
            self._keys[name] = key
            self._offer(key)

    def _read_more(self, key: _Key, heavy_id: int) -> None:
        pages = self._ledger.pages_of(heavy_id, key.last_page, self._heavy_batch)
        key.is_read = not pages
        if pages:
            key.pages.extend(pages)
            self._held += len(pages)
            key.last_page = pages[-1].id

    def _fill(self) -> None:
        """Read light keys until the window is full; heavy ones have their own way."""
        self._forget_cooled()
        while not self._exhausted and self._light - min(self._crowded_pages, CROWD) < WINDOW:
            found = self._ledger.next_pages(self._cursor, _BATCH)
            if not found:
                self._exhausted = True
                return
            self._cursor = (found[-1][0], found[-1][1].id)
            if found[-1][0] in self._heavy_ids:
                # Jump over the rest of a heavy key, which may be a million pages long.
                self._cursor = (found[-1][0], 2**62)
            self._add(page for key_id, page in found if key_id not in self._heavy_ids)

    def _add(self, pages: Iterable[DuePage]) -> None:
        touched: dict[str, _Key] = {}
        for page in pages:
            key = touched[page.key] = self._key_of(page.key)
            key.pages.append(page)
            self._count(key, page, 1)
        for key in touched.values():
            self._offer(key)

    def _key_of(self, name: str) -> _Key:
        key = self._keys.get(name)
        if key is None:
            key = self._keys[name] = _Key(name=name, remaining=0)
        return key

    @property
    def _is_all_fed(self) -> bool:
        """Tell whether every page was fed but those that are put off."""
        return self._exhausted and not self._held

    def _feed_put_off(self) -> None:
        """Give the pages that were put off, and whose time has come, back to their keys."""
        now = self._clock()
        if not self._put_off or not self._exhausted:
            return
        if self._is_all_fed:
            self._add(self._put_off.take(now))
        elif now >= self._look_at:
            self._look_at = now + LOOK_S
            longest = max((key.remaining for key in self._keys.values()), default=0)
            self._add(self._put_off.take_beside_others(now, longest, self._is_through))

    def _is_through(self, name: str) -> bool:
        """Tell whether a key has no page left to be fed."""
        key = self._keys.get(name)
        return key is None or not (key.pages or (key.heavy_id is not None and not key.is_read))

    def _look_for_stuck(self) -> None:
        now = self._clock()
        # Insertion order is time order, so the first page is the oldest.
        while self._in_flight:
            oldest = next(iter(self._in_flight.values()))
            if now - oldest.since < _STUCK_AFTER_S:
                return
            self.lose(oldest.page)
