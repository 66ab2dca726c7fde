"""All that the sections of an audit answer from, gathered once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from linkcrawler.audit.material import TargetPage
from linkcrawler.audit.openings import Gap
from linkcrawler.audit.policy import Policy
from linkcrawler.audit.profile import Profile
from linkcrawler.audit.study import DomainStudy


def quoted(text: str) -> str:
    """Return a text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


class Week(NamedTuple):
    """What changed in a week, by the times of the looks that showed it."""

    monday: str
    """``YYYY-MM-DD``."""

    found: int
    """Links seen for the first time, and those that came back."""

    lost: int
    """Confirmed losses."""

    changed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolRecord:
    """How often the list of a tool was right, of links whose state we know."""

    source: str
    """The tool; empty: a list of no known tool."""

    links: int = 0
    live: int = 0
    """Links that it does not call lost ..."""

    live_gone: int = 0
    """... but that are missing or lost."""

    lost: int = 0
    """Links that it calls lost ..."""

    lost_there: int = 0
    """... but that are there."""

    rel_told: int = 0
    """Present links whose rel it tells ..."""

    rel_wrong: int = 0
    """... in another way than the page does."""

    unknown: int = 0
    """Links that could not be told; they count for and against nobody."""


class Case(NamedTuple):
    """Where the removal of a link stands."""

    domain: str
    page: str | None
    """``None``: the whole domain."""

    state: str
    at: str
    """Aware UTC, ISO 8601: when it came to this state."""

    asked_at: str | None
    """``None``: its owner was not asked, or not since the link came back."""

    note: str
    """The last one."""

    id: int = 0
    contact: str | None = None
    reminders: int = 0
    """How often the owner was reminded since ``asked_at``."""

    refused_at: str | None = None
    """When the owner refused, after ``asked_at``."""


class LostLink(NamedTuple):
    """A link that was there and is confirmed as lost."""

    backlink_id: int
    referring_page: str
    domain: str
    target: str
    lost_at: str
    last_present_at: str | None
    reason: str
    anchor_text: str | None
    contact: str | None


class LinkRow(NamedTuple):
    """A link of a section's worklist, such as one to be asked about."""

    backlink_id: int
    referring_page: str
    domain: str
    target: str
    anchor_text: str | None
    why: str
    """A sentence."""

    contact: str | None
    kind: str = ""
    """What is asked for, a value of ``asking.Ask``."""

    quality: str | None = None
    """Class of the domain; ``None``: none of its links is there."""

    authority: float | None = None
    """Percentile of the domain; ``None``: not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What is known, in the shape in which sections ask for it."""

    site: str
    now: datetime
    profile: Profile
    policy: Policy
    own: Sequence[DomainStudy] = ()
    """Referring domains of the site, by name."""

    competitors: Mapping[str, Sequence[DomainStudy]] = field(default_factory=dict)
    """The same of each competitor."""

    targets: Sequence[TargetPage] = ()
    """Own pages that backlinks point at."""

    tools: Sequence[ToolRecord] = ()
    weeks: Sequence[Week] = ()
    """Without gaps, the first one first."""

    lost: Sequence[LostLink] = ()
    """Own links, the last lost one first."""

    ask: Sequence[LinkRow] = ()
    """Own present links that could count more, such as a nofollow by mistake."""

    cases: Sequence[Case] = ()
    totals: Mapping[str, int] = field(default_factory=dict)
    """Counts that no study has, such as ``runs`` so far and ``linking_pages`` with a link."""

    last_run_at: str | None = None
    asks: Mapping[str, int] = field(default_factory=dict)
    """All links to be asked about, by ``LinkRow.kind``; ``ask`` holds the best of them."""

    gap: Gap = field(default_factory=Gap)
    """Who links to competitors and not to the site, as ``find_gap`` has it."""

    off_topic_below: float = Policy().irrelevant_similarity
    """Likeness below which a domain is off topic."""

    off_topic_from: int = 0
    """Known-good domains that this is measured by; 0: it is the stated default."""

    def sql_site(self) -> str:
        """Return the site as a literal of SQL."""
        return quoted(self.site)
