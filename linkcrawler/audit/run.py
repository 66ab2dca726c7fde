"""The audit as a whole: two looks over all links, then a section for each question."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Protocol

from linkcrawler.audit import (
    counts,
    harm,
    natural,
    needed,
    quality,
    relevance,
    removal,
    rivals,
    todo,
    velocity,
)
from linkcrawler.audit.asking import AskList
from linkcrawler.audit.assess import Assessor
from linkcrawler.audit.compass import Compass
from linkcrawler.audit.desk import Case, Desk, LostLink, Week
from linkcrawler.audit.gap import find_gap
from linkcrawler.audit.material import Referrer, TargetPage
from linkcrawler.audit.parts import Audit, Figure, Section
from linkcrawler.audit.policy import Policy
from linkcrawler.audit.profile import Profile
from linkcrawler.audit.study import DomainStudy, LinkFinding
from linkcrawler.audit.survey import Ranks, Surveyor
from linkcrawler.audit.tally import ToolTally

SECTIONS: Sequence[Callable[[Desk], Section]] = (
    counts.section,
    quality.section,
    harm.section,
    relevance.section,
    natural.section,
    velocity.section,
    rivals.section,
    needed.section,
    todo.section,
    removal.section,
)
"""In the order of the report."""

Keep = Callable[[DomainStudy, Sequence[LinkFinding]], None]


class Records(Protocol):
    """What the store gives to an audit."""

    def referrers(self) -> Iterator[Referrer]:
        """Yield all referrers, the same at each call."""

    def targets(self) -> Sequence[TargetPage]:
        """Return the own pages that backlinks point at."""

    def weeks(self) -> Sequence[Week]:
        """Return what changed, by week."""

    def lost(self) -> Sequence[LostLink]:
        """Return the lost links."""

    def cases(self) -> Sequence[Case]:
        """Return where removals stand."""

    def totals(self) -> Mapping[str, int]:
        """Return ``Desk.totals``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an audit is to be of, and what to compare it with."""

    site: str
    now: datetime
    profile: Profile = field(default_factory=Profile)
    policy: Policy = field(default_factory=Policy)
    ranks: Ranks = field(default_factory=dict)
    before_at: str | None = None
    before: Mapping[str, float | None] = field(default_factory=dict)
    database: str = ""
    last_run_at: str | None = None


def make_audit(asked: Asked, records: Records, keep: Keep) -> Audit:
    """Answer all questions; ``keep`` is handed what is found of each domain."""
    profile, policy = asked.profile, asked.policy
    targets = records.targets()
    surveyor = Surveyor(targets, profile, policy, asked.ranks)
    compass = Compass(targets, profile, policy)
    for referrer in records.referrers():
        surveyor.see(referrer)
        compass.see(referrer)
    assessor = Assessor(surveyor.result(), compass, profile, policy, asked.now)
    tally, ask = ToolTally(), AskList()
    own: list[DomainStudy] = []
    competitors: dict[str, list[DomainStudy]] = {}
    for referrer in records.referrers():
        study, findings = assessor.assess(referrer)
        keep(study, findings)
        if referrer.site == asked.site:
            own.append(study)
            tally.see(referrer)
            ask.see(referrer, study, findings)
        else:
            competitors.setdefault(referrer.site, []).append(study)
    desk = Desk(
        site=asked.site,
        now=asked.now,
        profile=profile,
        policy=policy,
        own=own,
        competitors=competitors,
        targets=targets,
        tools=tally.result(),
        weeks=records.weeks(),
        lost=records.lost(),
        ask=ask.result(),
        cases=records.cases(),
        totals=records.totals(),
        last_run_at=asked.last_run_at,
        asks=ask.counts(),
        off_topic_below=compass.threshold,
        off_topic_from=compass.calibrated_on,
    )
    desk = replace(desk, gap=find_gap(desk))
    sections = [_compared(section(desk), asked.before) for section in SECTIONS]
    return Audit(
        site=asked.site,
        at=asked.now.isoformat(timespec="seconds"),
        database=asked.database,
        last_run_at=asked.last_run_at,
        before_at=asked.before_at,
        sections=sections,
        policy=asdict(policy),
        profile=asdict(profile),
    )


def _compared(section: Section, before: Mapping[str, float | None]) -> Section:
    """Return the section with the figures of the audit before beside its own."""
    figures: list[Figure] = [
        replace(figure, before=before.get(figure.key)) for figure in section.figures
    ]
    return replace(section, figures=figures)
