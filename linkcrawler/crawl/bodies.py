"""Memory for the bodies of answers: a bounded sum, however many come in or wait to be read at once.

Once the sum is reached, whoever comes with a large body waits; small ones come through. So that
those who wait never wait for each other, one of them may always come to its end.
"""

from collections.abc import Callable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler

MAX_BYTES = 32 << 20
"""All bodies together, decoded; two pages of the largest kind, some six hundred ordinary ones."""

SMALL_BYTES = 256 << 10
"""A body has so much whatever the others hold; few pages are larger."""

SUDDEN_BYTES = 1 << 20
"""What a body that began small may come to by one piece that expands, where there is no room."""

MAX_WAIT_S = 20.0
"""Time that an answer waits for room; then its page is put back, to be asked for anew."""


@dataclass(slots=True, eq=False)
class Body:
    """What one answer holds, from its first byte until its page was read."""

    held_bytes: int = 0
    go_on: Callable[[], None] | None = None
    """Called when the answer need wait no longer; ``None``: all of it has come."""

    is_over: bool = False
    has_to_be_first: bool = False
    """It expanded suddenly before: it comes when it is its turn, one such after the other.

    What only had to wait too long is no such body, or one that hangs would keep all others back.
    """


class Bodies:
    """Counts what all bodies hold."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self.held_bytes = 0
        self._first: Body | None = None
        """The one that may come to its end although there is no room; ``None``: nobody had to."""

        self._waiting: dict[Body, None] = {}

    def has_to_wait(self, body: Body) -> bool:
        """Tell whether no more of a body may come for now; its ``go_on`` is called when it may."""
        if body.has_to_be_first:
            self._first = self._first or body
            if self._first is body:
                return False
        elif body.held_bytes < SMALL_BYTES or self._has_room(body):
            return False
        self._waiting[body] = None
        return True

    def take(self, body: Body, more_bytes: int) -> bool:
        """Count bytes that came; false where they are too many to have come so suddenly."""
        body.held_bytes += more_bytes
        self.held_bytes += more_bytes
        return body.held_bytes < SUDDEN_BYTES or self._has_room(body)

    def end(self, body: Body) -> None:
        """Count a body no more; may be called twice."""
        if body.is_over:
            return
        body.is_over = True
        self.held_bytes -= body.held_bytes
        self._waiting.pop(body, None)
        if self._first is body:
            self._first = None
        if self._first is None or self.held_bytes < self._max_bytes:
            waiting, self._waiting = self._waiting, {}
            for each in waiting:  # in the order in which they came to wait
                if each.go_on is not None:
                    each.go_on()

    def _has_room(self, body: Body) -> bool:
        if self.held_bytes < self._max_bytes:
            return True
        self._first = self._first or body
        return self._first is body


_BODIES: "WeakKeyDictionary[Crawler, Bodies]" = WeakKeyDictionary()


def bodies_of(crawler: Crawler) -> Bodies:
    """Return the bodies of a crawl; the handlers of both schemes share them."""
    return _BODIES.setdefault(crawler, Bodies())
