"""The nouns, in the order in which the data meets them. All are frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from linkcrawler.states import (
    AnchorSource,
    ChangeKind,
    Countability,
    FetchOutcome,
    LinkState,
    ListKind,
    MatchLevel,
    NofollowFrom,
    NotCountedBecause,
    PageState,
    Placement,
    Reason,
    Rendering,
    Resemblance,
    Signal,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What the list says of a backlink; kept apart from what we verify."""

    anchor_text: str | None = None
    """``None``: the list has no anchor column or the cell is empty."""

    rel: str | None = None
    """``None``: unknown, which is not "followed"."""

    first_seen: str | None = None
    """As written, as is ``last_seen``."""

    last_seen: str | None = None
    link_kind: str | None = None
    """The tool's word in lower case, such as ``text`` or ``image``."""

    lost: bool | None = None
    """``None``: the list does not speak of losses."""

    lost_at: str | None = None
    """As written."""

    lost_reason: str | None = None
    metrics: Mapping[str, float] = field(default_factory=dict)
    """By the trade's names, such as ``DR`` and ``TF``; what is not told has no entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What was agreed about a backlink, such as with the person who placed it.

    ``None`` and an empty cell mean that nothing was agreed on that point.
    """

    target: str | None = None
    anchor_text: str | None = None
    rel: str | None = None
    """Tokens as in the attribute; empty: the link is to be followed."""

    until: str | None = None
    """``YYYY-MM-DD`` where that is certain, else as written."""

    cost: str | None = None
    """As written, with its currency."""

    campaign: str | None = None
    contact: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlink:
    """The claim that a page links to a target, both byte for byte as the user gave them."""

    referring_page: str
    target: str
    """A URL, or a bare host name when the whole site is meant."""

    claim: Claim = Claim()
    other_claims: Mapping[str, Claim] = field(default_factory=dict)
    """What an export of ours says that other tools said, by tool."""

    agreement: Agreement = Agreement()
    site_role: str | None = None
    """Whose the target's site is, ``own`` or ``competitor``; ``None``: the list does not say."""

    line: int = 0
    """Line of the list, from 1; 0 where there is no list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRow:
    """A row of a list that can't be used."""

    line: int
    """Line of the file on which the row begins, from 1."""

    column: str
    """Name of the column as the file spells it, or its number from 1; empty for the whole row."""

    value: str
    """The cell, cut to 200 characters, with passwords masked."""

    reason: str
    """What is wrong, without the stop at its end."""

    accepted: str = ""
    """What would be accepted, such as "an address such as https://example.com/page"."""

    @property
    def sentence(self) -> str:
        """Return a sentence that says what is wrong and what would be accepted."""
        needed = f"; {self.accepted} is needed" if self.accepted else ""
        return f"{self.reason}{needed}."


@dataclass(frozen=True, slots=True, kw_only=True)
class LastSight:
    """What the last look at a backlink came to; the judge and the changes compare with it."""

    link_state: LinkState
    page_state: PageState
    reason: Reason
    known_state: LinkState | None = None
    """The last state that was not ``unknown``; ``None`` if there never was one.

    ``lost`` stays until the link is seen again, so that a loss is told once.
    """

    known_at: datetime | None = None
    """The last look that told a state; ``None``: none did."""

    first_checked_at: datetime | None = None
    last_present_at: datetime | None = None
    missing_since_at: datetime | None = None
    """Start of the present row of absences; ``None`` while the link is present."""

    absent_at: datetime | None = None
    """The last look that counted towards the confirmation of a loss."""

    absences: int = 0
    """Looks that counted towards the confirmation of a loss, so far."""

    rechecks: int = 0
    """Looks that have to confirm an absence at least, by what was seen so far."""

    entry_url: str | None = None
    """Page of the entry that the link stood in, on a list; ``None``: there was none."""

    observation_id: int | None = None
    url: str | None = None
    anchor_text: str | None = None
    rel: str | None = None
    countability: Countability | None = None
    placement: Placement | None = None
    page_language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownBacklink:
    """A backlink of the store, with what is known of it."""

    id: int
    target: str
    last: LastSight | None = None
    """``None``: never checked."""

    agreed_until: date | None = None
    """Last day (UTC) on which the link has to be there by contract; ``None``: no such contract."""

    agreement: Agreement = Agreement()
    """Its target, anchor text, rel and day; the rest is not read back."""

    agreed_at: datetime | None = None
    """When a list last told something new of those; ``None``: nothing was agreed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What a page looked like when a link on it was last seen."""

    title: str | None = None
    text_sketch: str | None = None
    template_sketch: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a page showed when it was last read, and what tells that it is still the same."""

    url: str
    """The address that answered, after redirects."""

    etag: str | None
    last_modified: str | None
    body_hash: bytes
    """Of all that the reading is made of: body, address, status and some headers."""

    plain_hash: bytes | None
    """The same without what no reading looks at; ``None``: no such page is like this one."""

    read_at: datetime
    """Last full look: the page was read, or its bytes were those that had been."""

    read_by: str
    """The versions of what read it."""

    content: bytes
    """Facts and sightings, packed."""

    shown: bytes | None = None
    """The same as a browser showed the page; ``None``: none did, or not the whole page."""

    shown_at: datetime | None = None
    """When a browser showed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DuePage:
    """A referring page that a run owes an answer for, with all its backlinks."""

    id: int
    url: str
    key: str
    """Politeness key: pages with one key are fetched one after the other."""

    backlinks: tuple[KnownBacklink, ...]
    good: Fingerprint | None = None
    """``None``: no link was seen on the page yet, or that was before this was kept."""

    good_at: datetime | None = None
    """The look that ``good`` is of."""

    changed_at: datetime | None = None
    """The last look that showed a change; ``None``: none ever did."""

    reading: Reading | None = None
    """``None``: nothing is kept of an earlier look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One redirect on the way to the page."""

    url: str
    status: int
    """HTTP status, or 200 for a meta refresh."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """How the fetch of a page ended. An expected failure is a value, not an exception."""

    url: str
    outcome: FetchOutcome
    final_url: str | None = None
    """``None``: no answer came."""

    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    """Names in lower case, in order, several of one name kept apart."""

    hops: tuple[Hop, ...] = ()
    body_bytes: int = 0
    not_modified: bool = False
    """The server said that the page is as it was, and sent no body; the status is the page's."""

    incomplete: str | None = None
    """Why the body is not whole (``size``, ``timeout``, ``cut``, ...); ``None``: it is whole."""

    tls_error: str | None = None
    """What is wrong with the certificate; ``None``: nothing, or no TLS."""

    detail: str = ""
    """Message of the failure, for the evidence."""

    retry_after_s: float | None = None
    elapsed_s: float | None = None
    ip_address: str | None = None
    """The address the last answer came from; ``None``: no answer came."""

    googlebot_allowed: bool | None = None
    """Whether robots.txt lets Googlebot read the page; ``None``: robots.txt was not asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsRules:
    """The robots rules of a page that matter to its links, each with where it was found."""

    noindex_from: NofollowFrom | None = None
    nofollow_from: NofollowFrom | None = None
    will_change: bool = False
    """The page names a day from which on it is not to be indexed, and that day is still to come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTraits:
    """What a page is like, for the audit; no verdict looks at it."""

    terms: tuple[str, ...] = ()
    """The words used most, the most used first: lower case, without stop words, not stemmed."""

    external_domains: int = 0
    """Registered domains that the page links to, without its own."""

    disclosure: str | None = None
    """The label that tells that the page is paid; ``None``: it has none."""

    guest: str | None = None
    """The byline that tells that a guest wrote it; ``None``: it has none."""

    offers: str | None = None
    """A link by which the site takes or sells posts or links; ``None``: the page has none."""

    owner_ids: tuple[str, ...] = ()
    """Accounts of analytics and advertising in the markup, sorted."""

    compression: float | None = None
    """Bytes of the main text for each byte of it compressed; ``None``: under 200 words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """What a page says of itself, and what its text says."""

    title: str | None = None
    canonical: str | None = None
    """Resolved URL; ``None``: the page names none, or conflicting ones."""

    canonical_away: bool = False
    """The canonical is another page than the one that was read."""

    declared_language: str | None = None
    language: str | None = None
    """Detected from the main text; ``None``: too little text to tell."""

    language_conflict: bool = False
    """The page declares another language than its text is in."""

    robots: RobotsRules = RobotsRules()
    refresh_url: str | None = None
    """Where a meta refresh of at most 5 s leads."""

    words: int = 0
    links_on_page: int = 0
    external_links_on_page: int = 0
    text_sketch: str | None = None
    """Fingerprint of the main text; ``None``: too little text."""

    template_sketch: str | None = None
    """Fingerprint of the page's design; ``None``: it has no marks of one."""

    list_kind: ListKind | None = None
    """``None``: the page is no list whose entries make room for newer ones, or does not say."""

    next_page: str | None = None
    """Where such a list goes on; ``None``: the page is no list, or the last page of one."""

    comment_widget: str | None = None
    """Software that brings the page's comments by a script or a frame; ``None``: none."""

    signals: frozenset[Signal] = frozenset()
    recognised: str | None = None
    """What the first of the signals was known by: a vendor, a viewer; ``None``: by no name."""

    traits: PageTraits = PageTraits()
    media_type: str | None = None
    encoding: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkObservation:
    """One link of a page, as a browser would see it."""

    position: int
    """Place among all ``a[href]`` and ``area[href]`` of the page, from 0."""

    href: str
    """As written."""

    url: str | None
    """Resolved; ``None``: it can't be resolved."""

    anchor_text: str = ""
    anchor_source: AnchorSource = AnchorSource.NONE
    rel: tuple[str, ...] = ()
    """Lower-case tokens in page order, each once."""

    placement: Placement = Placement.UNKNOWN
    comment_platform: str | None = None
    comment_part: str | None = None
    """``author``, ``body`` or ``meta`` of a comment or forum post; ``None`` elsewhere."""

    placement_rule: str = ""
    element: str = "a"
    match_level: MatchLevel | None = None
    """``None``: compared with no target, or a stranger to it."""

    not_counted_because: NotCountedBecause | None = None
    """Of the link alone; what the page adds is the judge's."""

    dom_path: str = ""
    left_context: str = ""
    right_context: str = ""
    html: str = ""
    """The element as it stands, cut to 500 characters."""

    entry_url: str | None = None
    """Page of the entry that the link stands in, on a list; ``None``: none is named."""

    rendered: bool = False
    """Seen only after scripts ran."""

    @property
    def proves(self) -> bool:
        """Tell whether this is the backlink itself, and not only a link to its site."""
        return self.match_level is not None and self.match_level.proves_presence


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What a page shows of one target."""

    links: tuple[LinkObservation, ...] = ()
    """Links to the target or its site, in page order; empty also when the page was not read."""

    mentioned: bool = False
    """The target's address stands in the visible text."""

    in_script: bool = False
    """The target's address stands in a script."""

    @property
    def proves(self) -> bool:
        """Tell whether one of the links is the backlink itself."""
        return any(link.proves for link in self.links)


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginalLook:
    """A look at the page that a page names as its original (``rel=canonical``)."""

    fetch: Fetch
    facts: PageFacts | None = None
    """``None``: there was no page to read."""

    sightings: Mapping[int, Sighting] = field(default_factory=dict)
    """By the backlink's id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLook:
    """A look at a page one step on from a list: that of an entry, or the next one of the list."""

    url: str
    fetch: Fetch
    facts: PageFacts | None = None
    """``None``: there was no page to read."""

    sightings: Mapping[int, Sighting] = field(default_factory=dict)
    """By the backlink's id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that was seen in one look at one page, before anybody judges it."""

    page: DuePage
    fetch: Fetch
    checked_at: datetime
    facts: PageFacts | None = None
    """``None``: there was no page to read."""

    sightings: Mapping[int, Sighting] = field(default_factory=dict)
    """By the backlink's id; no entry means that nothing was seen."""

    original: OriginalLook | None = None
    """``None``: the page names no other page as its original, or it was not read."""

    steps: tuple[StepLook, ...] = ()
    """Pages one step on, where the page is a list that a link is no longer on."""

    rendering: Rendering | None = None
    """How a look in a browser ended; ``None``: there was none, and none was wanted."""

    reading: Reading | None = None
    """What is to be kept for the next look; ``None``: what is kept stays as it is."""

    belied: str | None = None
    """The origin that gave a changed page the marks of an unchanged one; ``None``: none did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the evidence means for one backlink."""

    page_state: PageState
    link_state: LinkState
    reason: Reason
    countability: Countability | None = None
    """``None`` unless the link is present."""

    not_counted_because: NotCountedBecause | None = None
    nofollow_from: NofollowFrom | None = None
    link: LinkObservation | None = None
    """The link that speaks for the backlink; ``None``: none was seen."""

    found_at: str | None = None
    """Page on which a link that was found one step on stands; ``None``: it was not."""

    resemblance: Resemblance | None = None
    """Of a page without the link to the one that held it; ``None``: that is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One look at one backlink, judged and confirmed."""

    backlink: KnownBacklink
    verdict: Verdict
    links: tuple[LinkObservation, ...] = ()
    missing_since_at: datetime | None = None
    absent_at: datetime | None = None
    absences: int = 0
    rechecks: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeEvent:
    """Something that differs between two checks of the same backlink."""

    backlink_id: int
    kind: ChangeKind
    field: str | None = None
    """The column that changed or deviates, for ``changed`` and ``deviation``; else ``None``."""

    old: str | None = None
    """For a deviation what was agreed."""

    new: str | None = None
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at one page on its way through the pipelines."""

    evidence: Evidence
    checks: tuple[Check, ...]
    events: tuple[ChangeEvent, ...] = ()
    archived: str | None = None
    """WARC file that holds what was received; ``None``: none does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetLook:
    """One look at the page that one or more targets name."""

    target_ids: tuple[int, ...]
    fetch: Fetch
    checked_at: datetime
    page_state: PageState
    reason: Reason | None = None
    """Why no page was read, or not the one that was asked for; ``None``: nothing is wrong."""

    facts: PageFacts = PageFacts()
    """Empty where no page was read."""

    linked_domains: tuple[str, ...] = ()
    """Registered domains that the page links to, sorted, without its own."""
