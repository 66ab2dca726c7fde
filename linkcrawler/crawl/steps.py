"""The way on from a list that a link is no longer on: to its entry's own page, or the next page."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from linkcrawler.domains import site_of_url
from linkcrawler.judge import steps_to_take
from linkcrawler.models import Evidence, Fetch, PageFacts, Sighting, StepLook

MAX_STEPS = 2
"""Pages one step on that are looked at for a link."""

MAX_STEPS_OF_PAGE = 6
"""The same for a list that held several links, each in an entry of its own."""


@dataclass(slots=True)
class Steps:
    """A list that was read, and the pages one step on from it that are looked at."""

    of: Evidence
    left: deque[str]
    at: str
    """The page that is on the way."""

    looks: list[StepLook] = field(default_factory=list)

    def take(
        self, fetch: Fetch, facts: PageFacts | None, seen: Mapping[str, Sighting] | None
    ) -> Evidence:
        """Return the list together with all that was seen one step on, this page included."""
        backlinks = self.of.page.backlinks
        sightings = {
            each.id: seen[each.target] for each in backlinks if seen and each.target in seen
        }
        self.looks.append(StepLook(url=self.at, fetch=fetch, facts=facts, sightings=sightings))
        return replace(self.of, steps=tuple(self.looks))

    def go_on(self, known: Evidence) -> bool:
        """Set out for the next page; false where there is none, or nothing is missing any more."""
        if not self.left or not steps_to_take(known):
            return False
        self.at = self.left.popleft()
        return True


def steps_from(evidence: Evidence) -> Steps | None:
    """Return the way on from a list; ``None``: it misses no link, or leads nowhere.

    Pages of other sites are not looked at: they have a pace of their own.
    """
    site = site_of_url(evidence.page.url)
    pages = [url for url in steps_to_take(evidence) if site_of_url(url) == site]
    most = MAX_STEPS if len(evidence.page.backlinks) == 1 else MAX_STEPS_OF_PAGE
    if not pages:
        return None
    first, *others = pages[:most]
    return Steps(of=evidence, left=deque(others), at=first)
