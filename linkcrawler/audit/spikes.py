"""Days on which far more domains came, or went, than usual, and what those domains are like."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import fmean

from linkcrawler.audit.languages import language_name
from linkcrawler.audit.measures import (
    domains,
    main_language,
    names,
    parse_day,
    top_anchor,
    was_there,
)
from linkcrawler.audit.policy import Policy
from linkcrawler.audit.robust import middle, modified_z, poisson_tail
from linkcrawler.audit.study import AnchorClass, DomainStudy, Quality

_DAY = timedelta(days=1)
_SAME_SPIKE_DAYS = 3
"""Days between spikes up to which they are one."""

_RECENT_DAYS = 90


class Look(StrEnum):
    """What a spike looks like."""

    PRESS = "press"
    SCHEME = "scheme"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spike:
    """A few days on which far more domains came, or went, than usual."""

    first: date
    last: date
    days: Sequence[date]
    """Those that stood out."""

    studies: Sequence[DomainStudy]
    """The domains of these days, by name."""

    usual: float
    """Domains a day in the days before."""

    @property
    def when(self) -> str:
        """The days, in words."""
        if self.first == self.last:
            return f"on {self.first}"
        return f"from {self.first} to {self.last}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """What the domains of a spike are like. ``None``: not known."""

    look: Look
    marks: Sequence[str]
    """What they have in common, in words."""

    harmful_share: float
    authority: float | None
    """Median percentile, where that of half of them or more is known."""

    is_silent_after: bool | None
    """Whether nobody came in the days after; ``None``: they are not over."""


def by_gain(studies: Iterable[DomainStudy]) -> Mapping[date, Sequence[DomainStudy]]:
    """Return domains by the day on which a source first saw them.

    A day of our own looks is that of a list's arrival, or of a night's run: it makes no spike.
    """
    told = (each for each in studies if each.gained_from == "source" and was_there(each))
    return _by_day((each, each.gained_on) for each in told)


def by_loss(studies: Iterable[DomainStudy]) -> Mapping[date, Sequence[DomainStudy]]:
    """Return domains by the day since which their last link is gone."""
    return _by_day((each, each.lost_on) for each in studies)


def _by_day(
    told: Iterable[tuple[DomainStudy, str | None]],
) -> Mapping[date, Sequence[DomainStudy]]:
    days: dict[date, list[DomainStudy]] = {}
    for study, text in told:
        if (day := parse_day(text)) is not None:
            days.setdefault(day, []).append(study)
    return {day: sorted(days[day], key=lambda each: each.domain) for day in sorted(days)}


def find_spikes(
    days: Mapping[date, Sequence[DomainStudy]], today: date, policy: Policy
) -> list[Spike]:
    """Return the spikes of the last ``trend_weeks``, the last one first.

    A day stands out if at least ``spike_min_domains`` came, and its modified z-score against the
    ``velocity_window_days`` before it is over ``robust_z``; where those have no spread, if so many
    are next to impossible for chance (Poisson). The first days of the history are left out.
    """
    if not days:
        return []
    begin = min(days) + policy.first_days_excluded * _DAY
    earliest = max(begin, today - 7 * policy.trend_weeks * _DAY)
    found: list[tuple[date, float]] = []
    for day in sorted(days):
        if earliest <= day <= today and len(days[day]) >= policy.spike_min_domains:
            since = max(min(days), day - policy.velocity_window_days * _DAY)
            before = [len(days.get(since + n * _DAY, ())) for n in range((day - since).days)]
            if before and _stands_out(len(days[day]), before, policy):
                found.append((day, fmean(before)))
    return _joined(found, days)


def _stands_out(number: int, before: Sequence[int], policy: Policy) -> bool:
    score = modified_z(number, before)
    if score is None:
        return poisson_tail(number, fmean(before)) < policy.poisson_p
    return score > policy.robust_z


def _joined(
    found: Sequence[tuple[date, float]], days: Mapping[date, Sequence[DomainStudy]]
) -> list[Spike]:
    groups: list[list[tuple[date, float]]] = []
    for day, usual in found:
        if groups and (day - groups[-1][-1][0]).days <= _SAME_SPIKE_DAYS:
            groups[-1].append((day, usual))
        else:
            groups.append([(day, usual)])
    return [
        Spike(
            first=group[0][0],
            last=group[-1][0],
            days=[day for day, _ in group],
            studies=sorted(
                (study for day, _ in group for study in days[day]), key=lambda each: each.domain
            ),
            usual=group[0][1],
        )
        for group in reversed(groups)
    ]


def is_recent(spike: Spike, today: date) -> bool:
    """Tell whether a spike is news; what is long ago is none."""
    return (today - spike.last).days <= _RECENT_DAYS


def outflow_sentence(spike: Spike) -> str:
    """Return what is said of days on which many went."""
    return (
        f"{domains(len(spike.studies))} went {spike.when}, where {spike.usual:.1f} a day were"
        f" usual: {names(spike.studies)}. See whether they have an owner or a reason in common."
    )


def composition(
    spike: Spike,
    days: Mapping[date, Sequence[DomainStudy]],
    today: date,
    policy: Policy,
    audience: frozenset[str] = frozenset(),
) -> Composition:
    """Return what a spike's domains are like, and so whether it looks like press or a scheme."""
    studies = spike.studies
    number = len(studies)
    least = policy.spike_same_share
    marks: list[str] = []
    anchor = top_anchor(studies)
    if anchor is not None and anchor[0].is_money and anchor[2] >= least * number:
        marks.append(f'{anchor[2]:,} of {number:,} with the anchor text "{anchor[1]}"')
    networks, most = _most(study.ip_24 for study in studies)
    if most >= max(policy.network_domains, policy.spam_share_act * number):
        marks.append(f"{most:,} on neighbouring addresses ({networks}.0/24)")
    language, most = _most(main_language(study) for study in studies)
    if audience and language not in audience and most >= least * number:
        marks.append(f"{most:,} in {language_name(language)}, which is not of your audience")
    harmful = sum(study.quality is Quality.X for study in studies) / number
    if harmful >= policy.spam_share_act:
        marks.append(f"{round(harmful * number):,} of {number:,} candidates for harm")
    known = [study.authority for study in studies if study.authority is not None]
    authority = middle(known) if 2 * len(known) >= number else None
    if authority is not None and authority < policy.low_authority:
        marks.append(f"a median authority of {authority:.0f} of 100")
    silent = _is_silent(spike, days, today, policy)
    return Composition(
        look=_look(studies, marks, harmful, authority, policy),
        marks=marks,
        harmful_share=harmful,
        authority=authority,
        is_silent_after=silent,
    )


def _look(
    studies: Sequence[DomainStudy],
    marks: Sequence[str],
    harmful: float,
    authority: float | None,
    policy: Policy,
) -> Look:
    if len(marks) >= 2 or harmful >= policy.spike_same_share:
        return Look.SCHEME
    good = sum(study.quality in (Quality.A, Quality.B) for study in studies)
    is_strong = authority is not None and authority >= policy.good_authority
    is_good = is_strong or 2 * good >= len(studies)
    if not marks and is_good and harmful < policy.spam_share_watch:
        return Look.PRESS
    return Look.UNCLEAR


def _is_silent(
    spike: Spike, days: Mapping[date, Sequence[DomainStudy]], today: date, policy: Policy
) -> bool | None:
    after = [spike.last + n * _DAY for n in range(1, policy.silence_days + 1)]
    if after and after[-1] > today:
        return None
    return not any(days.get(day) for day in after)


def _most(values: Iterable[str | None]) -> tuple[str, int]:
    counted: Counter[Hashable] = Counter(value for value in values if value)
    if not counted:
        return "", 0
    most = min(counted, key=lambda each: (-counted[each], str(each)))
    return str(most), counted[most]


def endings(studies: Sequence[DomainStudy], most: int = 3) -> str:
    """Return the most frequent last labels of domains, with their shares."""
    counted = Counter("." + study.domain.rpartition(".")[2] for study in studies)
    ordered = sorted(counted.items(), key=lambda each: (-each[1], each[0]))[:most]
    return ", ".join(f"{ending} {number / len(studies):.0%}" for ending, number in ordered)


def spoken(studies: Sequence[DomainStudy], most: int = 3) -> str:
    """Return the most frequent languages of domains, with their shares of those known."""
    counted = Counter(filter(None, map(main_language, studies)))
    ordered = sorted(counted.items(), key=lambda each: (-each[1], each[0]))[:most]
    return ", ".join(f"{code} {number / counted.total():.0%}" for code, number in ordered)


def is_from_text(anchor: tuple[AnchorClass, str, int] | None) -> str | None:
    """Return the words of a most used anchor with its number; ``None``: there is none."""
    return f'"{anchor[1]}" ({anchor[2]:,})' if anchor else None
