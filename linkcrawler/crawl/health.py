"""Whose trouble it is, by counting: what ended fetches tell of our own line, host by host.

One host that fails says nothing, many different ones in a row say that it may be us. The counts
raise the question, a probe answers it (``linkcrawler/crawl/outage.py``). A host is a politeness key
and counts once, by its last fetch, so that no single host can raise anything.
"""

from collections import Counter, OrderedDict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from linkcrawler.domains import site_of_url
from linkcrawler.models import DuePage, Fetch, PageFacts
from linkcrawler.states import FetchOutcome, PageState, RunCause, Signal
from linkcrawler.urls import parse_web

WINDOW = 50
"""Hosts that are looked at: those whose pages ended last."""

IN_A_ROW = 10
"""So many hosts in a row, however many were well before."""

SHARE = 0.5
SHARE_FLOOR = 20
"""Of at least so many hosts, that share; less is an ordinary old list."""

ALL_FLOOR = 5
"""So many hosts, if there is no other; also those that show one and the same page."""

LAST_IN_A_ROW = 3
LAST_ALL_FLOOR = 2
"""The same at the end of a run, where waiting for more would be in vain."""

PORTAL_SHARE = 0.8
"""Of the hosts that answer, since the first that was led to the one place."""

DOUBTFUL_PAGES = 2_000
"""Pages that are asked again after an outage, at most."""

_NETWORK = frozenset({FetchOutcome.REFUSED, FetchOutcome.TIMEOUT, FetchOutcome.CONNECTION_LOST})
_BLOCKS = frozenset({403, 429})
_CHALLENGES = frozenset({Signal.CHALLENGE_HEADER, Signal.CHALLENGE_BODY})
_DOWN_BEFORE = frozenset({PageState.DNS_FAILURE, PageState.UNREACHABLE})
_READ_BEFORE = frozenset({PageState.OK, PageState.MOVED})


class Kind(StrEnum):
    """What an ended fetch tells of our line."""

    ANSWERED = "answered"
    BLOCKED = "blocked"
    NO_NAME = "no name"
    NO_CONNECTION = "no connection"


_UNREACHED = frozenset({Kind.NO_NAME, Kind.NO_CONNECTION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """What one host shows of our line."""

    kind: Kind
    lead: str | None = None
    """Where the fetch was led, or the page that was shown: one for all is a portal."""

    was_down: bool = False
    """Its last look had failed too, so that this one is no news."""

    was_read: bool = False
    """Its last look had read a page."""

    @property
    def is_odd(self) -> bool:
        """Tell whether it may be one of those that raise a suspicion."""
        return self.kind is not Kind.ANSWERED or self.lead is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A host that answered, and where."""

    host: str
    address: str
    port: int

    @classmethod
    def of(cls, url: str | None, address: str | None) -> Self | None:
        """Return the place of an answer; ``None`` where none came, or not from the web."""
        found = parse_web(url) if url else None
        if found is None or address is None:
            return None
        port = int(found.port or (443 if found.scheme == "https" else 80))
        return cls(host=found.host, address=address, port=port)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspicion:
    """Something that may be our own trouble."""

    cause: RunCause
    lead: str | None = None
    """Of a portal: where everything is led."""


def sign_of(page: DuePage, fetch: Fetch, facts: PageFacts | None) -> Sign | None:
    """Return what an ended fetch shows of our line; ``None``: nothing."""
    before = {each.last.page_state for each in page.backlinks if each.last}
    was_down = bool(before) and before <= _DOWN_BEFORE
    was_read = bool(before & _READ_BEFORE)

    def sign(kind: Kind, lead: str | None = None) -> Sign:
        return Sign(kind=kind, lead=lead, was_down=was_down, was_read=was_read)

    match fetch.outcome:
        case FetchOutcome.DNS_FAILURE:
            return sign(Kind.NO_NAME)
        case FetchOutcome.GUARDED:  # portals often are at private addresses
            return sign(Kind.ANSWERED, fetch.detail.removeprefix("robots.txt: "))
        case FetchOutcome.RESPONSE:
            is_block = fetch.status in _BLOCKS or bool(facts and facts.signals & _CHALLENGES)
            if is_block:
                return sign(Kind.BLOCKED)  # bot checks look the same everywhere
            return sign(Kind.ANSWERED, _led_to(page, fetch) or _shown(fetch, facts))
        case outcome if outcome in _NETWORK:
            return sign(Kind.NO_CONNECTION)
    return None


def _led_to(page: DuePage, fetch: Fetch) -> str | None:
    """Return the foreign site that the page's redirects led to."""
    site = site_of_url(fetch.final_url) if fetch.hops and fetch.final_url else None
    return site if site != page.key else None


def _shown(fetch: Fetch, facts: PageFacts | None) -> str | None:
    """Return a mark of the page's text, the same for the same page at another address."""
    if fetch.status == 511:  # RFC 6585: what a network that wants a login answers
        return "status 511"
    if facts is None or not (facts.title or facts.words):
        return None
    text = (facts.title, facts.words, facts.links_on_page, facts.text_sketch)
    return f"text {text}"


class Monitor:
    """Counts what the last hosts came to, and raises a suspicion; it has no clock."""

    def __init__(self, *, watches_blocks: bool = True) -> None:
        self._watches_blocks = watches_blocks
        self._signs: OrderedDict[str, Sign] = OrderedDict()
        self._odd = 0
        self._needed = 0
        self._doubtful: OrderedDict[int, DuePage] = OrderedDict()
        self._answered: OrderedDict[str, Place] = OrderedDict()
        self._blocked: deque[DuePage] = deque(maxlen=WINDOW)

    def see(
        self,
        page: DuePage,
        fetch: Fetch,
        facts: PageFacts | None = None,
        *,
        is_found: bool = False,
    ) -> None:
        """Take note of how a fetch of a page ended, one that will be tried again too.

        ``is_found``: all its links were seen, which no portal has.
        """
        sign = sign_of(page, fetch, None if is_found else facts)
        if sign is None:
            return
        before = self._signs.pop(page.key, None)
        if before is None and len(self._signs) == WINDOW:
            _, before = self._signs.popitem(last=False)
        self._signs[page.key] = sign
        self._odd += sign.is_odd - (before is not None and before.is_odd)
        if sign.kind is Kind.BLOCKED:
            self._blocked.append(page)
        place = Place.of(fetch.final_url, fetch.ip_address)
        if place is not None:
            self._answered.pop(place.host, None)
            self._answered[place.host] = place
            if len(self._answered) > WINDOW:
                self._answered.popitem(last=False)

    def doubt(self, page: DuePage) -> None:
        """Take note of a page that was answered for, but whose links were not all seen."""
        self._doubtful[page.id] = page
        if len(self._doubtful) > DOUBTFUL_PAGES:
            self._doubtful.popitem(last=False)

    @property
    def answered(self) -> list[Place]:
        """Return the hosts that answered, the last one first."""
        return list(reversed(self._answered.values()))

    @property
    def blocked(self) -> list[DuePage]:
        """Return pages of different hosts that were refused, the last one first."""
        return list({page.key: page for page in self._blocked}.values())[::-1]

    @property
    def doubtful(self) -> list[DuePage]:
        """Return the pages whose answers an outage would explain, since the last fresh start."""
        return list(self._doubtful.values())

    def suspicion(self, *, at_end: bool = False) -> Suspicion | None:
        """Return what may be wrong with our line; ``None``: nothing that these hosts show."""
        if self._odd < (LAST_ALL_FLOOR if at_end else ALL_FLOOR):  # too few, however they are taken
            return None
        signs = list(self._signs.values())
        if len(signs) < self._needed and not at_end:
            return None
        news = [sign for sign in signs if not sign.was_down or sign.kind not in _UNREACHED]
        unreached = [sign.kind in _UNREACHED for sign in news]
        floors = (LAST_ALL_FLOOR, LAST_IN_A_ROW) if at_end else (ALL_FLOOR, IN_A_ROW)
        if _is_many(unreached, *floors):
            nameless = sum(sign.kind is Kind.NO_NAME for sign in news)
            is_dns = nameless * 2 >= sum(unreached)
            return Suspicion(cause=RunCause.DNS if is_dns else RunCause.NETWORK)
        lead = _one_lead(signs, LAST_IN_A_ROW if at_end else ALL_FLOOR)
        if lead is not None:
            return Suspicion(cause=RunCause.CAPTIVE_PORTAL, lead=lead)
        blocked = [sign.kind is Kind.BLOCKED for sign in signs if sign.was_read]
        if self._watches_blocks and _is_many(blocked, ALL_FLOOR, IN_A_ROW):
            return Suspicion(cause=RunCause.BLOCKED)
        return None

    def start_afresh(self, *, was_ours: bool) -> None:
        """Forget what was counted; where it was not our trouble, a whole window has to pass."""
        self._needed = 0 if was_ours else WINDOW
        self._signs.clear()
        self._odd = 0
        self._doubtful.clear()


def _is_many(hosts: Sequence[bool], all_floor: int, row_floor: int) -> bool:
    """Tell whether the hosts for which it is true are so many as to be our trouble."""
    count, in_a_row = sum(hosts), _last_in_a_row(hosts)
    return (
        (count == len(hosts) and count >= all_floor)
        or in_a_row >= row_floor
        or (len(hosts) >= SHARE_FLOOR and count >= len(hosts) * SHARE and in_a_row > 0)
    )


def _last_in_a_row(hosts: Sequence[bool]) -> int:
    return next((n for n, each in enumerate(reversed(hosts)) if not each), len(hosts))


def _one_lead(signs: Iterable[Sign], floor: int) -> str | None:
    """Return where nearly all hosts that answer are led, from the first of them on."""
    answers = [sign.lead for sign in signs if sign.kind not in _UNREACHED]
    lead, count = Counter(filter(None, answers)).most_common(1)[0] if any(answers) else (None, 0)
    if lead is None or count < floor:
        return None
    return lead if count > (len(answers) - answers.index(lead)) * PORTAL_SHARE else None
