"""The evidence for one backlink, as the rows of the decision table look at it."""

from dataclasses import dataclass, field

from linkcrawler.domains import site_of
from linkcrawler.judge.countability import primary_link
from linkcrawler.judge.resemblance import compare
from linkcrawler.models import (
    Fetch,
    Fingerprint,
    LinkObservation,
    OriginalLook,
    PageFacts,
    Sighting,
)
from linkcrawler.page.entries import AROUND_ENTRIES
from linkcrawler.page.kinds import list_kind
from linkcrawler.page.match import is_equivalent
from linkcrawler.states import MatchLevel, Placement, Rendering, Resemblance, Signal
from linkcrawler.urls import parse_web

_NOT_NEAR = frozenset({None, MatchLevel.ARCHIVED})


@dataclass(frozen=True, slots=True)
class Case:
    """The evidence for one backlink, as the rows look at it."""

    fetch: Fetch
    facts: PageFacts | None
    sighting: Sighting
    ever_present: bool
    original: OriginalLook | None = None
    sighting_on_original: Sighting = field(default_factory=Sighting)
    may_be_comment: bool = False
    """Nothing is known that speaks against the link standing in the page's comments."""

    rendering: Rendering | None = None
    good: Fingerprint | None = None
    placement: Placement | None = None
    """Where the link stood when it was last seen."""

    entry_url: str | None = None
    """Page of the entry that the link stood in, on a list."""

    steps: tuple["Case", ...] = ()
    """Pages one step on from a list, each by itself."""

    step_url: str | None = None
    """Address that was asked for, of such a page."""

    @property
    def status(self) -> int:
        """Return the status of the answer; 0: none came."""
        return self.fetch.status or 0

    @property
    def is_success(self) -> bool:
        """Tell whether the answer is a page."""
        return 200 <= self.status < 300

    def shows(self, *marks: Signal) -> bool:
        """Tell whether the answer bears one of the marks."""
        return self.facts is not None and not self.facts.signals.isdisjoint(marks)

    @property
    def proof(self) -> LinkObservation | None:
        """The link itself; what an error page or a bot check holds does not count."""
        if not self.is_success or self.shows(Signal.CHALLENGE_HEADER):
            return None
        return primary_link([link for link in self.sighting.links if link.proves])

    @property
    def proof_on_original(self) -> LinkObservation | None:
        """The link itself, on the page that this one names as its original."""
        look = self.original
        if look is None or not 200 <= (look.fetch.status or 0) < 300 or look.fetch.tls_error:
            return None
        if look.facts is None or Signal.CHALLENGE_HEADER in look.facts.signals:
            return None
        return primary_link([link for link in self.sighting_on_original.links if link.proves])

    @property
    def proving_step(self) -> "Case | None":
        """The page one step on that holds the link itself."""
        trusted = (step for step in self.steps if step.facts and not step.fetch.tls_error)
        return next((step for step in trusted if step.proof), None)

    @property
    def may_be_pushed_off(self) -> bool:
        """The page is a list, and the link stood where newer entries take the room of older."""
        if not self.ever_present or self.facts is None or self.facts.list_kind is None:
            return False
        if self.placement in AROUND_ENTRIES and self.entry_url is None:
            return False
        return not self.moved or list_kind(self.fetch.url) is not None

    @property
    def resemblance(self) -> Resemblance | None:
        """How the page resembles what it was when a link on it was last seen."""
        return compare(self.good, self.facts)

    @property
    def near(self) -> LinkObservation | None:
        """A link to the target's site, where there is none to the target."""
        near = [link for link in self.sighting.links if link.match_level not in _NOT_NEAR]
        return primary_link(near) if self.is_success else None

    @property
    def is_html(self) -> bool:
        """Tell whether the answer is a web page."""
        return self.facts is not None and self.facts.encoding is not None

    @property
    def moved(self) -> bool:
        """The page answered at an address that is more than another spelling of its own."""
        if not self.fetch.hops:
            return False
        return is_equivalent(self.fetch.final_url, self.fetch.url) is False

    @property
    def moved_away(self) -> bool:
        """The page answered at a home page or at another site."""
        if not self.moved:
            return False
        there, here = parse_web(self.fetch.final_url or ""), parse_web(self.fetch.url)
        if not there or not here:
            return False
        return site_of(there.host) != site_of(here.host) or not there.path.strip("/")
