"""Pages that failed for now and are tried once more: late, but not so that the run waits for them.

A trouble is the likelier to be over the later a page is asked for again. So a page waits until all
others were fed, or as long as the longest queue that is left lets it: its second try then goes out
beside the last pages of other sites, once its own site has no others left.
"""

import heapq
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from linkcrawler.models import DuePage

LEAD = 60
"""Pages of the longest queue, beside which the second tries of other sites begin."""

BESIDE_OTHERS_S = 10.0
"""Time that a page waits longer than it has to while there are others to be fed.

Together with the wait that comes before, long enough for a server to be started anew.
"""


@dataclass(frozen=True, slots=True, order=True)
class _Late:
    at: float
    took_s: float
    number: int
    page: DuePage = field(compare=False)


class PutOff:
    """The pages that wait for a second try."""

    def __init__(self) -> None:
        self._pages: list[_Late] = []
        self._count = 0

    def __len__(self) -> int:
        """Return how many pages wait."""
        return len(self._pages)

    @property
    def next_at(self) -> float:
        """Return when the first of them may go out; there has to be one."""
        return self._pages[0].at

    def put(self, page: DuePage, at: float, took_s: float) -> None:
        """Keep a page until ``at`` at the earliest; its first try took so long."""
        self._count += 1
        heapq.heappush(self._pages, _Late(at, took_s, self._count, page))

    def take(self, now: float) -> list[DuePage]:
        """Return the pages whose time has come; those that hung last, as they may again."""
        due = []
        while self._pages and self._pages[0].at <= now:
            due.append(heapq.heappop(self._pages))
        return [each.page for each in sorted(due, key=_by_time_taken)]

    def take_beside_others(
        self, now: float, longest: int, is_through: Callable[[str], bool]
    ) -> list[DuePage]:
        """Return the pages that may go out while others are still to be fed.

        ``longest`` is the number of pages left at the key that has the most; ``is_through`` tells
        whether a key has none left.
        """
        pages_of = Counter(each.page.key for each in self._pages)
        due, others = [], []
        for each in self._pages:
            may_go = each.at + BESIDE_OTHERS_S <= now and is_through(each.page.key)
            if may_go and longest - pages_of[each.page.key] <= LEAD:
                due.append(each)
            else:
                others.append(each)
        if due:
            heapq.heapify(others)
            self._pages = others
        return [each.page for each in sorted(due, key=_by_time_taken)]


def _by_time_taken(late: _Late) -> tuple[float, int]:
    return late.took_s, late.number
