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

from linkcrawler.crawl.visit import Beside, Read, Sibling
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

    def beside(self, read: Read) -> Beside:
        """Return what is known beside a page."""
        url = read.fetch.url
        return Beside(read, self._known.get(_directory(url)), self._homes.get(_home(url)))

    def learn(self, beside: Beside, fetch: Fetch, facts: PageFacts | None) -> Beside:
        """Return what is known now that ``next_beside`` was answered.

        An answer that tells nothing is not remembered: it is asked for again beside the next page.
        """
        url, answer = beside.read.fetch.url, _answer(fetch, facts)
        if beside.sibling is None:
            known, name = self._known, _directory(url)
            beside = replace(beside, sibling=answer, home=self._homes.get(_home(url)))
        else:
            known, name = self._homes, _home(url)
            beside = replace(beside, home=answer)
        if answer.tells_something:
            known[name] = answer
            while len(known) > _KEPT:
                known.popitem(last=False)
        return beside


def is_suspect(read: Read, reasons: Iterable[Reason]) -> bool:
    """Tell whether a sibling would say more of a page, of which so far ``reasons`` are said.

    The root of a site has none.
    """
    told = set(reasons)
    in_doubt = bool(told & _DOUBTFUL) or bool(read.fetch.hops and told & _ABSENT)
    return in_doubt and bool(_directory(read.fetch.url))


def next_beside(beside: Beside) -> str | None:
    """Return the address to ask for next; ``None``: what is known is enough.

    First one that can't exist, then the home page, if it has to say whether the answer for any
    name is that for all of the site.
    """
    url = beside.read.fetch.url
    if beside.sibling is None:
        name = "".join(secrets.choice(string.ascii_lowercase) for _ in range(NAME_LETTERS))
        return f"{_directory(url)}{name}"
    asks_for_home = beside.home is None and _is_alike(beside.read, beside.sibling)
    return _home(url) if asks_for_home else None


def _answer(fetch: Fetch, facts: PageFacts | None) -> Sibling:
    """Return what the answer for a page beside ours came to."""
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


def resolved(beside: Beside) -> Read:
    """Return the page with its doubt resolved, as far as its sibling and the home page tell."""
    read, sibling, home = beside.read, beside.sibling or Sibling(), beside.home
    signals = set(read.facts.signals)
    if sibling.is_hard:
        signals.discard(Signal.MAYBE_NOT_FOUND)
    elif _is_alike(read, sibling):
        is_sure = home is not None and _is_other(home, read)
        signals.discard(Signal.MAYBE_NOT_FOUND)
        signals.add(Signal.SOFT_404 if is_sure else Signal.MAYBE_NOT_FOUND)
    return replace(read, facts=replace(read.facts, signals=frozenset(signals)))


def _is_alike(read: Read, sibling: Sibling) -> bool:
    """Tell whether our page is what the host answers for any name."""
    if sibling.is_hard or sibling.final_key is None:
        return False
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


def _home(url: str) -> str:
    """Return the address of the home page of the site of ``url``."""
    address = parse_web(url)
    return f"{address.origin}/" if address else ""


def _directory(url: str) -> str:
    """Return the address of the folder that ``url`` stands in; empty for a site's root."""
    address = parse_web(url)
    if address is None or not address.path.strip("/"):
        return ""
    folder = address.path.rstrip("/").rpartition("/")[0]
    return f"{address.origin}{folder}/"


def _key(url: str | None) -> str | None:
    address = parse_web(url or "")
    return equivalent_key(address) if address else None
