"""Does a host tell pages that exist from others? A page of a random name beside ours shows it.

Source: Bar-Yossef et al., "Sic transit gloria telae", 2004: a host that answers for a page that
can't exist as it does for ours has no page of ours either. Unless it answers so for all of its
site: that is an outage, a parked domain or a placeholder, and tells nothing of our page. So the
home page is asked for as well before a page is called absent.
"""

import secrets
import string
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import replace

from linkcrawler.crawl.visit import Read, Sibling
from linkcrawler.models import Fetch, PageFacts
from linkcrawler.page.gist import FEW_LINKS
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


class Siblings:
    """Asks once for a host and directory, and for its home, and remembers the answers."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Sibling] = OrderedDict()
        self._homes: OrderedDict[str, Sibling] = OrderedDict()

    def known(self, url: str) -> Sibling | None:
        """Return what is known of the directory of ``url``; ``None``: it was not asked yet."""
        return self._known.get(_directory(url) or "")

    def keep(self, url: str, sibling: Sibling) -> None:
        """Remember what the directory of ``url`` answered."""
        _keep(self._known, _directory(url) or "", sibling)

    def known_home(self, url: str) -> Sibling | None:
        """Return what the home page of the site of ``url`` is; ``None``: it was not asked yet."""
        return self._homes.get(home_of(url))

    def keep_home(self, url: str, home: Sibling) -> None:
        """Remember what the home page of the site of ``url`` answered."""
        _keep(self._homes, home_of(url), home)


def _keep(known: OrderedDict[str, Sibling], name: str, sibling: Sibling) -> None:
    known[name] = sibling
    while len(known) > _KEPT:
        known.popitem(last=False)


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


def home_of(url: str) -> str:
    """Return the address of the home page of the site of ``url``."""
    address = parse_web(url)
    return f"{address.origin}/" if address else ""


def asks_for_home(read: Read, sibling: Sibling) -> bool:
    """Tell whether the home page has to say if the answer for any name is that for all the site."""
    return not sibling.is_hard and sibling.final_key is not None and _is_alike(read, sibling)


def with_sibling(read: Read, sibling: Sibling, home: Sibling | None = None) -> Read:
    """Return the page with its doubt resolved, as far as its sibling and the home page tell."""
    signals = set(read.facts.signals)
    if sibling.is_hard:
        signals.discard(Signal.MAYBE_NOT_FOUND)
    elif asks_for_home(read, sibling):
        is_sure = home is not None and _is_other(home, read)
        signals.discard(Signal.MAYBE_NOT_FOUND)
        signals.add(Signal.SOFT_404 if is_sure else Signal.MAYBE_NOT_FOUND)
    return replace(read, facts=replace(read.facts, signals=frozenset(signals)))


def _is_alike(read: Read, sibling: Sibling) -> bool:
    """Tell whether our page is what the host answers for any name."""
    if read.fetch.hops and sibling.final_key == _key(read.fetch.final_url):
        return True
    if is_same_page(read.facts.text_sketch, sibling.text_sketch):
        return True
    return Signal.MAYBE_NOT_FOUND in read.facts.signals and _is_short_twin(read.facts, sibling)


def _is_other(home: Sibling, read: Read) -> bool:
    """Tell whether the home page is a page of its own, so that the site itself is up."""
    if home.is_hard:
        return True
    if home.final_key is None:  # it could not be read
        return False
    if read.fetch.hops and home.final_key == _key(read.fetch.final_url):
        # Every address leads here: to the home page, or to a notice, which leads nowhere.
        return read.facts.links_on_page > FEW_LINKS
    is_same = is_same_page(read.facts.text_sketch, home.text_sketch)
    return not (is_same or _is_short_twin(read.facts, home))


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
