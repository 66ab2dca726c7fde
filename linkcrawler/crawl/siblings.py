"""Does a host tell pages that exist from others? A page of a random name beside ours shows it.

Source: Bar-Yossef et al., "Sic transit gloria telae", 2004: a host that answers for a page that
can't exist as it does for ours has no page of ours either.
"""

import secrets
import string
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from linkcrawler.crawl.visit import Read
from linkcrawler.models import Fetch, PageFacts
from linkcrawler.page.match import equivalent_key
from linkcrawler.page.sketch import is_same_page
from linkcrawler.states import Reason, Signal
from linkcrawler.urls import parse_web

NAME_LETTERS = 25
_KEPT = 5_000
_DOUBTFUL = frozenset({Reason.MAYBE_NOT_FOUND, Reason.PAGE_REPLACED})
_ABSENT = frozenset(
    {Reason.LINK_REMOVED, Reason.NOT_FOUND_FIRST_CHECK, Reason.PUSHED_OFF, Reason.ENTRY_UNREAD}
)


@dataclass(frozen=True, slots=True)
class Sibling:
    """What a host answered for a page that can't exist."""

    is_hard: bool = False
    """It said 404 or 410, as it should."""

    final_key: str | None = None
    """Where it ended after its redirects; ``None``: nothing can be told from it."""

    title: str | None = None
    words: int = 0
    text_sketch: str | None = None

    @property
    def tells_something(self) -> bool:
        """The host has answered, so that it need not be asked again."""
        return self.is_hard or self.final_key is not None


class Siblings:
    """Asks once for a host and directory, and remembers the answer for the run."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Sibling] = OrderedDict()

    def known(self, url: str) -> Sibling | None:
        """Return what is known of the directory of ``url``; ``None``: it was not asked yet."""
        return self._known.get(_directory(url) or "")

    def keep(self, url: str, sibling: Sibling) -> None:
        """Remember what the directory of ``url`` answered."""
        self._known[_directory(url) or ""] = sibling
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)


def is_suspect(read: Read, reasons: Iterable[Reason]) -> bool:
    """Tell whether a sibling would say more of a page, of which so far ``reasons`` are said."""
    told = set(reasons)
    return bool(told & _DOUBTFUL) or bool(read.fetch.hops and told & _ABSENT)


def sibling_of(url: str) -> str | None:
    """Return an address beside ``url`` that can't exist; ``None`` for the root of a site."""
    directory = _directory(url)
    if directory is None:
        return None
    name = "".join(secrets.choice(string.ascii_lowercase) for _ in range(NAME_LETTERS))
    return f"{directory}{name}"


def sibling_from(fetch: Fetch, facts: PageFacts | None) -> Sibling:
    """Return what the answer for a page of a random name came to."""
    status = fetch.status or 0
    if status in (404, 410):
        return Sibling(is_hard=True)
    if not 200 <= status < 300 or facts is None or facts.encoding is None:
        return Sibling()
    return Sibling(
        final_key=_key(fetch.final_url),
        title=facts.title,
        words=facts.words,
        text_sketch=facts.text_sketch,
    )


def with_sibling(read: Read, sibling: Sibling) -> Read:
    """Return the page with its doubt resolved, as far as its sibling tells."""
    signals = set(read.facts.signals)
    if sibling.is_hard:
        signals.discard(Signal.MAYBE_NOT_FOUND)
    elif sibling.final_key is not None and _is_alike(read, sibling):
        signals.discard(Signal.MAYBE_NOT_FOUND)
        signals.add(Signal.SOFT_404)
    return replace(read, facts=replace(read.facts, signals=frozenset(signals)))


def _is_alike(read: Read, sibling: Sibling) -> bool:
    """Tell whether our page is what the host answers for any name."""
    if read.fetch.hops and sibling.final_key == _key(read.fetch.final_url):
        return True
    if is_same_page(read.facts.text_sketch, sibling.text_sketch):
        return True
    return Signal.MAYBE_NOT_FOUND in read.facts.signals and _is_short_twin(read.facts, sibling)


def _is_short_twin(facts: PageFacts, sibling: Sibling) -> bool:
    """Tell whether two pages too short for a sketch say the same."""
    if facts.text_sketch or sibling.text_sketch or not facts.title:
        return False
    return facts.title == sibling.title and facts.words == sibling.words


def _directory(url: str) -> str | None:
    """Return the address of the folder that ``url`` stands in; ``None`` for a site's root."""
    address = parse_web(url)
    if address is None or not address.path.strip("/"):
        return None
    folder = address.path.rstrip("/").rpartition("/")[0]
    return f"{address.origin}{folder}/"


def _key(url: str | None) -> str | None:
    address = parse_web(url or "")
    return equivalent_key(address) if address else None
