"""The first look over all links: what one domain can only be judged by among the others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from linkcrawler.audit.anchors import AnchorReader
from linkcrawler.audit.exchange import is_page_of_links
from linkcrawler.audit.languages import audience_languages
from linkcrawler.audit.material import Referrer, TargetPage
from linkcrawler.audit.policy import Policy
from linkcrawler.audit.profile import Profile
from linkcrawler.audit.schemes import AnchorCounter, NetworkFinder
from linkcrawler.audit.spelling import normalised, spelt_words

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

    exchanged: frozenset[str] = frozenset()
    """Those of them that an own page of links or partners links to."""

    comment_patterns: frozenset[tuple[str, str]] = frozenset()
    """Site and money anchor that ``Policy.comment_pattern_domains`` have in followed comments."""

    titles: Mapping[str, str | None] = field(default_factory=dict)
    """Titles of own targets, by target."""

    audience: frozenset[str] = frozenset()
    """Its languages; empty: they are not known."""

    own_words: frozenset[str] = frozenset()
    """What the own targets are about."""


class Surveyor:
    """Gathers the survey, one referrer after the other."""

    def __init__(
        self, targets: Iterable[TargetPage], profile: Profile, policy: Policy, ranks: Ranks
    ) -> None:
        targets = tuple(targets)
        self._targets = targets
        self._linked_back = frozenset(
            domain for target in targets for domain in target.linked_domains
        )
        self._exchanged = frozenset(
            domain
            for target in targets
            if target.linked_domains and is_page_of_links(target.target, target.title)
            for domain in target.linked_domains
        )
        self._profile = profile
        self._policy = policy
        self._ranks = ranks
        self._networks = NetworkFinder(policy)
        self._anchors = AnchorCounter()
        self._readers: dict[str, AnchorReader] = {}

    def see(self, referrer: Referrer) -> None:
        """Take in a referrer."""
        self._networks.see(referrer)
        if referrer.present and self._profile.keywords:
            reader = reader_of(referrer, self._readers, self._profile, {})
            self._anchors.see(referrer, {link.id: reader.read(link) for link in referrer.present})

    def result(self) -> Survey:
        """Return what was gathered."""
        return Survey(
            authority=self._ranks,
            networks=self._networks.result(),
            money_domains=self._anchors.everywhere(),
            linked_back=self._linked_back,
            exchanged=self._exchanged,
            comment_patterns=self._anchors.in_comments(self._policy.comment_pattern_domains),
            titles={target.target: target.title for target in self._targets},
            audience=audience_languages(self._profile, self._targets, self._policy),
            own_words=frozenset(self._own_words()),
        )

    def _own_words(self) -> Iterable[str]:
        for target in self._targets:
            yield from target.terms
            yield from spelt_words(normalised(target.title or ""))


def reader_of(
    referrer: Referrer,
    readers: dict[str, AnchorReader],
    profile: Profile,
    titles: Mapping[str, str | None],
) -> AnchorReader:
    """Return the reader of the anchors to a site. The brands told are those of the own one."""
    reader = readers.get(referrer.site)
    if reader is None:
        reader = AnchorReader(profile, referrer.site, titles, has_brands=referrer.role == "own")
        readers[referrer.site] = reader
    return reader
