"""How long a site is left alone after a page: the slower it is, the longer."""

from collections import OrderedDict

GAP_FACTOR = 5.0
MAX_GAP_S = 30.0
"""A slow site gets a gap of so many times what its last page took, up to so many seconds."""

_SITES_KEPT = 10_000


class Pace:
    """Remembers which sites answered last, as one page that hangs says little of its site."""

    def __init__(self) -> None:
        self._answered: OrderedDict[str, None] = OrderedDict()

    def gap_after(self, site: str, *, took_s: float, answered: bool) -> float:
        """Return the seconds for which a site is let be after a transfer of ``took_s`` seconds.

        Where no answer came this is how long it was waited for; that counts as the site's slowness
        unless the page before it was answered, for then it was the page's.
        """
        did_answer = site in self._answered
        self._answered.pop(site, None)
        if answered:
            self._answered[site] = None
            if len(self._answered) > _SITES_KEPT:
                self._answered.popitem(last=False)
        elif did_answer:
            return 0.0
        return min(GAP_FACTOR * took_s, MAX_GAP_S)
