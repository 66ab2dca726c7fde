"""What the audit finds of one referring domain and of each of its links. Plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from linkcrawler.audit.signs import Sign


class Quality(StrEnum):
    """Class of a link and of a referring domain, by named signals."""

    A = "A"
    """Counts in full, in content, on a page of its own with authority and without a mark."""

    B = "B"
    """The same, but a gate is not known or weaker."""

    C = "C"
    """Counts, but weakly."""

    D = "D"
    """There, but not counted."""

    X = "X"
    """A candidate for harm, with reasons."""


class AnchorClass(StrEnum):
    """What an anchor text is, in the order in which it is tried."""

    EMPTY = "empty"
    IMAGE = "image"
    NAKED_URL = "naked_url"
    BRANDED = "branded"
    BRAND_PARTIAL = "brand_partial"
    EXACT = "exact"
    PARTIAL = "partial"
    GENERIC = "generic"
    TITLE = "title"
    AUTHOR_NAME = "author_name"
    OTHER = "other"

    @property
    def is_money(self) -> bool:
        """Tell whether it is made for a ranking: a keyword of the site."""
        return self in (AnchorClass.EXACT, AnchorClass.PARTIAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkFinding:
    """What the audit says of one backlink. ``None``: it is not there, so it has no class."""

    backlink_id: int
    quality: Quality | None = None
    anchor_class: AnchorClass | None = None
    relevance: float | None = None
    """Similarity of page and surroundings to the target, 0.0 to 1.0; ``None``: not known."""

    matched_terms: tuple[str, ...] = ()
    signs: tuple[Sign, ...] = ()
    """What speaks for and against it, in the order of ``Sign``."""

    anchor: str = ""
    """Normalised anchor text; empty also where the link is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainStudy:
    """What the audit says of one referring domain and one site.

    Numbers are of links to that site. The languages, placements, anchors and so on are of links
    that are present.
    """

    domain_id: int
    domain: str
    site: str
    role: str
    quality: Quality | None
    """Best class of its links, or X; ``None``: none is present."""

    signs: tuple[Sign, ...] = ()
    pages: int = 0
    links: int = 0
    states: Mapping[str, int] = field(default_factory=dict)
    """Links by link state."""

    countabilities: Mapping[str, int] = field(default_factory=dict)
    placements: Mapping[str, int] = field(default_factory=dict)
    qualities: Mapping[str, int] = field(default_factory=dict)
    anchors: Mapping[tuple[AnchorClass, str], int] = field(default_factory=dict)
    """By class and normalised text; of the texts 50 are kept, money anchors first; what has others
    is under the empty text of its class."""

    languages: Mapping[str, int] = field(default_factory=dict)
    """Pages with a present link, by language; empty text: not known."""

    targets: Mapping[str, int] = field(default_factory=dict)
    """Present links by target."""

    authority: float | None = None
    """Percentile from 0 to 100; ``None``: in no list, which does not mean weak."""

    authority_from: str | None = None
    """The measure or file it is from, such as ``DR``."""

    relevance: float | None = None
    """Best of its links."""

    matched_terms: tuple[str, ...] = ()
    """Words that the page of that link and the target share, those that count most first."""

    nearest_page: str | None = None
    """That page; ``None``: no link could be compared."""

    country: str | None = None
    """Of the country-code domain; ``None``: a generic one."""

    ip_24: str | None = None
    """First three bytes of the IPv4 address, such as ``192.0.2``; ``None``: not known, or IPv6."""

    gained_on: str | None = None
    """Day of its first link, ``YYYY-MM-DD``, by its sources or by our own looks; ``None``: it was
    there before anybody looked."""

    gained_from: str | None = None
    """``source`` or ``looks``."""

    lost_on: str | None = None
    """Day since which its last link is gone; ``None``: one is there, or it is not known."""

    has_contact: str | None = None
    """Contact that a list named."""

    example_id: int | None = None
    """Number of its best backlink, to show."""

    example_page: str | None = None

    linking_pages: int = 0
    """Pages with a present link."""

    pairs: int = 0
    """Pairs of such a page and a target; a page that the lists spell in two ways counts once."""

    marks: Mapping[Sign, int] = field(default_factory=dict)
    """Present links by each sign that they bear."""

    subnets: tuple[str, ...] = ()
    """All /24 networks of pages with a present link, sorted."""

    suspect_id: int | None = None
    """Number of a backlink that is a candidate for harm, to show; ``None``: none is."""

    suspect_page: str | None = None
    network: str | None = None
    """What it shares with other domains, in words; ``None``: nothing that tells one owner."""

    @property
    def present(self) -> int:
        """Links that are there."""
        return self.states.get("present", 0)

    @property
    def followed(self) -> int:
        """Present links that count in full."""
        return self.countabilities.get("followed", 0)
