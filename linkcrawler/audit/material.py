"""What the audit reads of the store: the links of one referring domain at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from linkcrawler.states import Countability, LinkState


class SourceClaim(NamedTuple):
    """What a tool's list says of a link."""

    source: str
    """The tool; empty: not known."""

    first_seen: str | None
    """As written."""

    last_seen: str | None
    lost: bool | None
    """``None``: the list does not speak of losses."""

    lost_at: str | None
    rel: str | None
    metrics: dict[str, float]


class SeenPage(NamedTuple):
    """A referring page as it was last read. A number that is ``None`` was never read."""

    id: int
    url: str
    title: str | None
    language: str | None
    """Detected; ``None``: too little text."""

    declared_language: str | None
    words: int | None
    links: int | None
    external_links: int | None
    external_domains: int | None
    noindex_from: str | None
    """``None``: the page may be indexed."""

    canonical: str | None
    ip_address: str | None
    template_sketch: str | None
    terms: tuple[str, ...]
    """Most used words of the main text, the most used first."""

    disclosure: str | None
    """The phrase that tells that it is paid for."""

    guest: str | None
    offers: str | None
    owner_ids: tuple[str, ...]
    """Ids of analytics and ads."""

    compression: float | None


class SeenLink(NamedTuple):
    """A known backlink with the last that is known of it. Times are stamps of the store."""

    id: int
    page: SeenPage
    target: str
    site: str
    """Registrable domain of the target."""

    role: str
    """``own`` or ``competitor``."""

    page_state: str | None
    link_state: str
    reason: str
    countability: str | None
    """Of a link that is present."""

    not_counted_because: str | None
    nofollow_from: str | None
    rel: str | None
    anchor_text: str | None
    anchor_source: str | None
    placement: str | None
    comment_platform: str | None
    left_context: str
    right_context: str
    first_seen_at: str | None
    first_checked_at: str | None
    last_checked_at: str | None
    last_present_at: str | None
    missing_since_at: str | None
    lost_at: str | None
    added_at: str
    """When a list first held it."""

    claims: tuple[SourceClaim, ...]
    labels: tuple[str, ...]
    contact: str | None
    cost: str | None

    @property
    def is_present(self) -> bool:
        """Tell whether the link is there."""
        return self.link_state == LinkState.PRESENT

    @property
    def is_followed(self) -> bool:
        """Tell whether the link is there and counts in full."""
        return self.is_present and self.countability == Countability.FOLLOWED


@dataclass(frozen=True)
class Referrer:
    """A referring domain with all its known links to one site."""

    domain_id: int
    domain: str
    site: str
    role: str
    links: Sequence[SeenLink]
    """By page, in the order of the store; never empty."""

    @cached_property
    def present(self) -> Sequence[SeenLink]:
        """The links that are there."""
        return [link for link in self.links if link.is_present]

    @cached_property
    def pages(self) -> int:
        """How many pages of the domain are known to link, or to have linked."""
        return len({link.page.id for link in self.links})


class TargetPage(NamedTuple):
    """One of the own pages that backlinks point at, as ``targets`` last saw it."""

    id: int
    target: str
    site: str
    checked_at: str | None
    """``None``: never looked at; then the rest is not known either."""

    page_state: str | None
    http_status: int | None
    final_url: str | None
    reason: str | None
    canonical: str | None
    canonical_away: bool
    noindex_from: str | None
    title: str | None
    language: str | None
    terms: tuple[str, ...]
    linked_domains: tuple[str, ...]
