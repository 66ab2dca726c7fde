"""Section: How many do I need?"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from linkcrawler.audit.desk import Desk
from linkcrawler.audit.measures import (
    WEEKS,
    day_of,
    domains,
    good,
    good_grades,
    grades_note,
    median_sql,
    pace,
    pace_sql,
    there,
    verified_rivals,
    weekly,
)
from linkcrawler.audit.openings import Grades
from linkcrawler.audit.parts import (
    Chart,
    ChartKind,
    Column,
    Figure,
    Section,
    Series,
    Table,
    Unit,
)
from linkcrawler.audit.robust import middle, sigma, trimmed_mean
from linkcrawler.audit.study import DomainStudy
from linkcrawler.audit.wording import counted

KEY = "needed"
QUESTION = "How many do I need?"

MAX_WEEKS = 260
"""Weeks that a way is reckoned for; after five years it says nothing."""

_RIVALS = "site_role = 'competitor'"
_HOW = (
    "Import the backlinks of pages that rank where you want to, with 'linkcrawler import FILE"
    " --role competitor', and verify them with 'linkcrawler verify'."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What competitors have, what there is, and how fast it can grow."""

    grades: Grades
    own: int
    rivals: Mapping[str, int]
    """Good domains of each competitor; never empty."""

    pace: float | None
    """Own new good domains a day; ``None``: not known."""

    rival_pace: float | None
    """The competitors' median."""

    step: float
    """Domains a week by which the own pace may rise from one week to the next."""

    aim: tuple[float, float] | None
    """Least and greatest pace to aim at, a day; ``None``: the competitors' is not known."""

    @property
    def median(self) -> float:
        """The competitors' median."""
        return middle(list(self.rivals.values())) or 0.0

    @property
    def trimmed(self) -> float:
        """The competitors' mean without the best and the worst."""
        return trimmed_mean(list(self.rivals.values())) or 0.0

    def weeks_to(self, aim: float) -> int | None:
        """Return the weeks until the median is reached; ``None``: not within ``MAX_WEEKS``.

        The own pace rises by ``step`` a week up to ``aim`` a day, and the competitors go on as
        they do now.
        """
        own, theirs, week_pace = float(self.own), self.median, 7 * (self.pace or 0.0)
        for week in range(MAX_WEEKS + 1):
            if own >= theirs:
                return week
            week_pace = max(week_pace, min(7 * aim, week_pace + self.step))
            own += week_pace
            theirs += 7 * (self.rival_pace or 0.0)
        return None


def section(desk: Desk) -> Section:
    """Answer the question."""
    need = need_of(desk)
    if need is None:
        return Section(key=KEY, question=QUESTION, answer=_nobody(desk), figures=_unknown())
    return Section(
        key=KEY,
        question=QUESTION,
        answer=_answer(desk, need),
        figures=_figures(desk, need),
        charts=[_chart(desk, need)],
        tables=[_table(desk, need)],
        notes=_notes(desk, need),
    )


def need_of(desk: Desk) -> Need | None:
    """Return what is needed; ``None``: no competitor's links were verified."""
    rivals = verified_rivals(desk)
    if not rivals:
        return None
    grades, today, linking = good_grades(desk), day_of(desk.now), there(desk.own)
    own_pace = pace(linking, grades, today)
    paces = [each for one in rivals.values() if (each := pace(one, grades, today)) is not None]
    usual = middle(paces)
    policy = desk.policy
    least = own_pace or 0.0
    weeks = weekly((study.gained_on for study in good(linking, grades)), today)
    return Need(
        grades=grades,
        own=len(good(linking, grades)),
        rivals={site: len(good(studies, grades)) for site, studies in rivals.items()},
        pace=own_pace,
        rival_pace=usual,
        step=sigma(weeks),
        # Who is faster already need not slow down.
        aim=None
        if usual is None
        else (
            max(least, policy.target_ratio_low * usual),
            max(least, policy.target_ratio_high * usual),
        ),
    )


def _nobody(desk: Desk) -> str:
    if desk.competitors:
        return (
            "It can't be told yet: no link of your competitors' lists was verified."
            " 'linkcrawler verify' looks at them."
        )
    return f"It can't be told without somebody to compare with. {_HOW}"


def _answer(desk: Desk, need: Need) -> str:
    name = need.grades.name
    low, high = sorted((need.median, need.trimmed))
    usual = f"{low:,.0f}" if round(low) == round(high) else f"{low:,.0f} to {high:,.0f}"
    single = len(need.rivals) == 1
    parts = [
        f"Your competitor has {domains(need.rivals[next(iter(need.rivals))])} of {name}; you have"
        f" {need.own:,}."
        if single
        else f"Competitors have {usual} domains of {name} in the middle, the least"
        f" {min(need.rivals.values()):,}; you have {need.own:,}."
    ]
    gaps = sorted((_gap(need.median, need.own), _gap(need.trimmed, need.own)))
    if gaps[1] == 0:
        parts.append("In number you lack nothing, so better ones are worth more than more of them.")
        return " ".join(parts)
    between = f"{gaps[1]:,}" if gaps[0] == gaps[1] else f"{gaps[0]:,} to {gaps[1]:,}"
    parts.append(f"That is {between} more to stand where they stand today.")
    parts.append(_way(desk, need))
    return " ".join(parts)


def _gap(theirs: float, own: int) -> int:
    return max(0, math.ceil(theirs) - own)


def _way(desk: Desk, need: Need) -> str:
    if need.aim is None:
        return "How fast they grow is not known: their lists tell no days."
    low, high = need.aim
    if high == 0:
        return "They win none at present, so each one that you win brings you nearer."
    policy = desk.policy
    aim = f"{low:.2f}" if low == high else f"{low:.2f} to {high:.2f}"
    text = (
        f"They win {need.rival_pace or 0:.2f} a day; aim at {aim} a day"
        f" ({policy.target_ratio_low:g} to {policy.target_ratio_high:g} times that)"
        if need.rival_pace
        else f"They win none at present; with your own pace of {aim} a day"
    )
    if need.pace is not None and need.rival_pace:
        text += f", where you win {need.pace:.2f} now"
    weeks = [each for aim in (high, low) if (each := need.weeks_to(aim)) is not None]
    if not weeks:
        return f"{text}. At that pace it takes more than {MAX_WEEKS // 52} years."
    span = f"{weeks[0]:,}" if len(set(weeks)) == 1 else f"{weeks[0]:,} to {weeks[-1]:,}"
    more = "" if len(weeks) == 2 else " or far more"
    return f"{text}. If they go on as they do, that is {span} weeks{more}: no promise, a sum."


_TITLES = (
    ("own_good_domains", "Good domains of yours", Unit.COUNT),
    ("rival_good_min", "Good domains of the weakest competitor", Unit.COUNT),
    ("rival_good_median", "Competitors' median", Unit.COUNT),
    ("rival_good_trimmed", "Competitors' mean without best and worst", Unit.COUNT),
    ("good_domains_missing", "Missing to the median", Unit.COUNT),
    ("own_pace", "New good domains a day", Unit.PER_DAY),
    ("rival_pace", "Competitors' median pace", Unit.PER_DAY),
    ("aim_pace_low", "Aim at, at least", Unit.PER_DAY),
    ("aim_pace_high", "Aim at, at most", Unit.PER_DAY),
)


def _unknown() -> Sequence[Figure]:
    why = "No competitor's links were verified."
    return [
        Figure(key=key, title=title, value=None, unit=unit, meaning=why)
        for key, title, unit in _TITLES
    ]


def _figures(desk: Desk, need: Need) -> Sequence[Figure]:
    grades, today, site = need.grades, day_of(desk.now), desk.sql_site()
    own_where = f"FROM audited_domains WHERE target_site = {site} AND present > 0 AND {grades.sql}"
    own_sql = f"SELECT count(*) {own_where}"
    per_site = (
        f"SELECT target_site, sum({_counts(grades)}) AS n FROM audited_domains"
        f" WHERE {_RIVALS} AND present > 0 GROUP BY target_site"
    )
    median = median_sql(per_site, "n")
    own_pace = f"SELECT pace FROM ({pace_sql(f'target_site = {site}', grades, today)})"
    rival_pace = median_sql(f"SELECT pace FROM ({pace_sql(_RIVALS, grades, today)})", "pace")
    rivals_only = f"{per_site} ORDER BY n DESC"
    values: Mapping[str, tuple[float | None, str, str, str]] = {
        "own_good_domains": (
            need.own,
            f"Linking domains of {grades.name}.",
            own_sql,
            f"SELECT * {own_where} ORDER BY referring_domain",
        ),
        "rival_good_min": (
            min(need.rivals.values()),
            f"Fewest domains of {grades.name} that a competitor has.",
            f"SELECT min(n) FROM ({per_site})",
            rivals_only,
        ),
        "rival_good_median": (
            need.median,
            f"Median of {counted(len(need.rivals), 'competitor')}.",
            median,
            rivals_only,
        ),
        "rival_good_trimmed": (
            need.trimmed,
            (
                "Mean of the competitors without those with the most and the fewest; of two or"
                " fewer, of all."
            ),
            _trimmed_sql(per_site, len(need.rivals)),
            rivals_only,
        ),
        "good_domains_missing": (
            max(0.0, need.median - need.own),
            "The median less yours.",
            f"SELECT max(0, ({median}) - ({own_sql}))",
            rivals_only,
        ),
        "own_pace": (
            need.pace,
            (
                f"Median week of the last {WEEKS}, or their mean where that is none; domains of"
                f" {grades.name} whose day is known."
            ),
            own_pace,
            f"SELECT * {own_where} AND gained_on IS NOT NULL ORDER BY gained_on DESC",
        ),
        "rival_pace": (
            need.rival_pace,
            "The same of the competitors, their median.",
            rival_pace,
            "",
        ),
        "aim_pace_low": (
            need.aim and need.aim[0],
            (
                f"{desk.policy.target_ratio_low:g} times the competitors' pace, or your own where"
                " that is higher."
            ),
            (
                f"SELECT max({desk.policy.target_ratio_low} * ({rival_pace}),"
                f" coalesce(({own_pace}), 0))"
            ),
            "",
        ),
        "aim_pace_high": (
            need.aim and need.aim[1],
            (
                f"{desk.policy.target_ratio_high:g} times the competitors' pace, or your own where"
                f" that is higher; reached by at most {need.step:.3g} more a week from one week to"
                " the next."
            ),
            (
                f"SELECT max({desk.policy.target_ratio_high} * ({rival_pace}),"
                f" coalesce(({own_pace}), 0))"
            ),
            "",
        ),
    }
    return [
        Figure(
            key=key,
            title=title,
            value=values[key][0],
            unit=unit,
            meaning=values[key][1]
            if values[key][0] is not None
            else "Not known: no day is known on which a domain came.",
            sql=values[key][2] if values[key][0] is not None else "",
            links_sql=values[key][3],
        )
        for key, title, unit in _TITLES
    ]


def _counts(grades: Grades) -> str:
    return f"coalesce({grades.sql}, 0)"


def _trimmed_sql(per_site: str, rivals: int) -> str:
    if rivals <= 2:
        return f"SELECT avg(n) FROM ({per_site})"
    return f"SELECT (sum(n) - min(n) - max(n)) * 1.0 / (count(*) - 2) FROM ({per_site})"


def _chart(desk: Desk, need: Need) -> Chart:
    sites = {desk.site: need.own, **need.rivals}
    return Chart(
        key="good_domains",
        title=f"Domains of {need.grades.name}",
        kind=ChartKind.BARS,
        labels=list(sites),
        series=[Series(name="Domains", values=list(sites.values()))],
        text="; ".join(f"{site}: {number:,}" for site, number in sites.items()),
    )


def _table(desk: Desk, need: Need) -> Table:
    ordered = sorted(need.rivals, key=lambda site: (-need.rivals[site], site))
    return Table(
        key="needed_by_competitor",
        title="What each competitor has",
        columns=(
            Column(name="site", title="Competitor"),
            Column(name="good", title=f"Domains of {need.grades.name}", unit=Unit.COUNT),
            Column(name="missing", title="You lack", unit=Unit.COUNT),
        ),
        rows=[
            (site, need.rivals[site], max(0, need.rivals[site] - need.own))
            for site in ordered[: desk.policy.table_rows]
        ],
        total=len(ordered),
        sql=f"SELECT target_site, sum({_counts(need.grades)}) AS good FROM audited_domains"
        f" WHERE {_RIVALS} AND present > 0 GROUP BY target_site ORDER BY good DESC",
    )


def _notes(desk: Desk, need: Need) -> Sequence[str]:
    notes = [
        (
            "It is a comparison, no promise: rank depends on the pages and on what they say, and"
            " one good link may do more than ten. Links that are gone or could not be told are"
            " left out on both sides."
        ),
        (
            f"From one week to the next the pace rises by at most {need.step:.3g}, the usual"
            " spread of your weeks, so that it makes no spike of its own."
        ),
    ]
    if len(need.rivals) < 3:
        notes.append(
            f"{counted(len(need.rivals), 'competitor is little', 'competitors are few')} to go by."
        )
    notes.extend(grades_note(need.grades))
    if need.pace is None:
        notes.append("Your own pace is not known: no list tells when a domain came.")
    unknown: Sequence[DomainStudy] = [
        study for study in desk.own if not study.present and study.states.get("unknown")
    ]
    if unknown:
        notes.append(f"Of {domains(len(unknown))} of yours it could not be told whether they link.")
    return notes
