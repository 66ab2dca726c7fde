"""The first look over all links: what one domain can only be judged by among the others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from linkcrawler.audit.material import Referrer, TargetPage
from linkcrawler.audit.policy import Policy
from linkcrawler.audit.profile import Profile

Ranks = Mapping[str, tuple[float, str]]
"""Percentile of authority (0 to 100) by domain, and the measure or file that it is from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What is known of all referring domains together."""

    authority: Ranks = field(default_factory=dict)
    networks: Mapping[str, str] = field(default_factory=dict)
    """What a domain shares with at least ``Policy.network_domains`` - 1 others, in words."""

    money_domains: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """Referring domains that use a money anchor for a site, by site and normalised anchor."""

    linked_back: frozenset[str] = frozenset()
    """Domains that our own pages link to."""


class Surveyor:
    """Gathers the survey, one referrer after the other."""

    def __init__(
        self, targets: Iterable[TargetPage], profile: Profile, policy: Policy, ranks: Ranks
    ) -> None:
        self._linked_back = frozenset(
            domain for target in targets for domain in target.linked_domains
        )
        self._profile = profile
        self._policy = policy
        self._ranks = ranks

    def see(self, referrer: Referrer) -> None:
        """Take in a referrer."""

    def result(self) -> Survey:
        """Return what was gathered."""
        return Survey(authority=self._ranks, linked_back=self._linked_back)
