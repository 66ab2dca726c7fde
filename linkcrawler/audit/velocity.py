"""Section: Did many come, or go, at once?"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from linkcrawler.audit.clusters import audience_of
from linkcrawler.audit.desk import Desk
from linkcrawler.audit.measures import (
    WAS_THERE,
    day_of,
    domains,
    literals,
    monday,
    names,
    parse_day,
    top_anchor,
    was_there,
)
from linkcrawler.audit.parts import (
    Cell,
    Chart,
    ChartKind,
    Column,
    Figure,
    Section,
    Series,
    Table,
    Tone,
    Unit,
)
from linkcrawler.audit.robust import middle, shift_start, sigma
from linkcrawler.audit.spikes import (
    Composition,
    Look,
    Spike,
    by_gain,
    by_loss,
    composition,
    endings,
    find_spikes,
    is_from_text,
    is_recent,
    outflow_sentence,
    spoken,
)
from linkcrawler.audit.study import DomainStudy
from linkcrawler.audit.wording import counted

KEY = "velocity"
QUESTION = "Did many come, or go, at once?"

_DAYS = 30
_PACE_DAYS = 90
_LOOKS: Mapping[Look, str] = {
    Look.PRESS: "It looks like press or a topic that many wrote about.",
    Look.SCHEME: "It looks like links that somebody placed.",
    Look.UNCLEAR: "Whether it was press or a scheme can't be told from the domains alone.",
}


def section(desk: Desk) -> Section:
    """Answer the question."""
    today = day_of(desk.now)
    gained = [each for each in desk.own if each.gained_on and was_there(each)]
    lost = [each for each in desk.own if each.lost_on]
    gains, losses = by_gain(desk.own), by_loss(desk.own)
    audience = audience_of(desk)
    came = [
        (spike, composition(spike, gains, today, desk.policy, audience))
        for spike in find_spikes(gains, today, desk.policy)
    ]
    went = find_spikes(losses, today, desk.policy)
    weeks = _weeks(gained, lost, today, desk.policy.trend_weeks)
    return Section(
        key=KEY,
        question=QUESTION,
        answer=_answer(desk, gained, lost, came, went),
        tone=_tone(came, went, today),
        figures=_figures(desk, today, gained, lost, [each for each, _ in came], went),
        charts=[_chart(weeks)] if gained or lost else (),
        tables=[_came_table(desk, came), _went_table(desk, went)] if gained or lost else (),
        notes=_notes(desk, gained, weeks, bool(gains)),
    )


def _tone(came: Sequence[tuple[Spike, Composition]], went: Sequence[Spike], today: date) -> Tone:
    """Return how the answer is meant; what is long ago is no news."""
    recent = [told for spike, told in came if is_recent(spike, today)]
    if any(told.look is Look.SCHEME for told in recent):
        return Tone.ACT
    if any(is_recent(spike, today) for spike in went):
        return Tone.ACT
    return Tone.WATCH if any(told.look is not Look.PRESS for told in recent) else Tone.PLAIN


def _answer(
    desk: Desk,
    gained: Sequence[DomainStudy],
    lost: Sequence[DomainStudy],
    came: Sequence[tuple[Spike, Composition]],
    went: Sequence[Spike],
) -> str:
    if not gained and not lost:
        return (
            "It can't be told yet: of no domain is it known when its first link came. Exports"
            " with a column such as 'First seen' tell it, and so do further nights of"
            " 'linkcrawler nightly'."
        )
    today = day_of(desk.now)
    sentences = [_came_sentence(spike, told, desk.policy.silence_days) for spike, told in came[:2]]
    sentences += [outflow_sentence(spike) for spike in went[:1]]
    won, gone = _since(gained, today, _DAYS), _since_lost(lost, today, _DAYS)
    if not sentences:
        sentences = [
            "No."
            if by_gain(desk.own)
            else "No day is known from your lists on which many came; what our looks found is"
            " counted, but makes no influx."
        ]
    if won or gone:
        sentences.append(f"In the last {_DAYS} days {domains(won)} came and {gone:,} went.")
    else:
        sentences.append(f"In the last {_DAYS} days no domain came, and none went.")
    return " ".join(sentences)


def _came_sentence(spike: Spike, told: Composition, silence_days: int) -> str:
    text = (
        f"{domains(len(spike.studies))} came {spike.when}, where {spike.usual:.1f} a day were"
        f" usual. {_LOOKS[told.look]}"
    )
    if told.marks:
        text += f" They have in common: {'; '.join(told.marks)}."
    if told.is_silent_after:
        text += f" Nobody came in the {counted(silence_days, 'day')} after it."
    return text


def _since(studies: Sequence[DomainStudy], today: date, days: int) -> int:
    return sum(_is_within(study.gained_on, today, days) for study in studies)


def _since_lost(studies: Sequence[DomainStudy], today: date, days: int) -> int:
    return sum(_is_within(study.lost_on, today, days) for study in studies)


def _is_within(text: str | None, today: date, days: int) -> bool:
    day = parse_day(text)
    return day is not None and 0 <= (today - day).days < days


def _figures(
    desk: Desk,
    today: date,
    gained: Sequence[DomainStudy],
    lost: Sequence[DomainStudy],
    came: Sequence[Spike],
    went: Sequence[Spike],
) -> Sequence[Figure]:
    base = f"FROM audited_domains WHERE target_site = {desk.sql_site()}"

    def within(column: str, days: int) -> str:
        first = today - timedelta(days=days - 1)
        known = f" AND {WAS_THERE}" if column == "gained_on" else ""
        return f"{base} AND {column} BETWEEN '{first}' AND '{today}'{known}"

    def on(column: str, spikes: Sequence[Spike]) -> str:
        days = literals(str(day) for spike in spikes for day in spike.days)
        known = f" AND gained_from = 'source' AND {WAS_THERE}" if column == "gained_on" else ""
        return f"{base} AND {column} IN {days}{known}"

    def figure(key: str, title: str, value: int, where: str, meaning: str) -> Figure:
        return Figure(
            key=key,
            title=title,
            value=value,
            meaning=meaning,
            sql=f"SELECT count(*) {where}",
            links_sql=f"SELECT * {where} ORDER BY referring_domain",
        )

    won = _since(gained, today, _PACE_DAYS)
    policy = desk.policy
    rule = (
        f"at least {policy.spike_min_domains}, and a modified z-score over {policy.robust_z:g}"
        f" against the {policy.velocity_window_days} days before"
    )
    return (
        figure(
            "new_domains_30_days",
            f"New domains in {_DAYS} days",
            _since(gained, today, _DAYS),
            within("gained_on", _DAYS),
            "Domains whose first link is of these days, by their sources or by our looks; each of"
            " them was seen by us.",
        ),
        figure(
            "lost_domains_30_days",
            f"Lost domains in {_DAYS} days",
            _since_lost(lost, today, _DAYS),
            within("lost_on", _DAYS),
            "Domains whose last link is gone since a day of these.",
        ),
        Figure(
            key="new_domains_a_day",
            title="New domains a day",
            value=won / _PACE_DAYS if gained else None,
            unit=Unit.PER_DAY,
            meaning=f"Mean of the last {_PACE_DAYS} days."
            if gained
            else "Of no domain is it known when it came.",
            sql=f"SELECT count(*) / {_PACE_DAYS}.0 {within('gained_on', _PACE_DAYS)}"
            if gained
            else "",
            links_sql=f"SELECT * {within('gained_on', _PACE_DAYS)} ORDER BY gained_on",
        ),
        figure(
            "influx_domains",
            "Domains that came all at once",
            sum(len(spike.studies) for spike in came),
            on("gained_on", came),
            f"Domains of the days of the last {policy.trend_weeks} weeks that stand out: {rule}.",
        ),
        figure(
            "outflow_domains",
            "Domains that went all at once",
            sum(len(spike.studies) for spike in went),
            on("lost_on", went),
            f"The same of losses: {rule}.",
        ),
    )


def _weeks(
    gained: Sequence[DomainStudy], lost: Sequence[DomainStudy], today: date, number: int
) -> Mapping[date, tuple[int, int]]:
    """Return gains and losses of the last weeks, by their Mondays; today's week is the last."""
    last = monday(today)
    came = Counter(monday(day) for each in gained if (day := parse_day(each.gained_on)))
    went = Counter(monday(day) for each in lost if (day := parse_day(each.lost_on)))
    mondays = [last - timedelta(days=7 * n) for n in reversed(range(max(1, number)))]
    return {day: (came[day], went[day]) for day in mondays}


def _chart(weeks: Mapping[date, tuple[int, int]]) -> Chart:
    came = [gain for gain, _ in weeks.values()]
    went = [loss for _, loss in weeks.values()]
    best = max(weeks, key=lambda day: weeks[day][0])
    text = f"In {counted(len(weeks), 'week')} {domains(sum(came))} came and {sum(went):,} went."
    if weeks[best][0]:
        text += f" Most came in the week of {best}: {weeks[best][0]:,}."
    return Chart(
        key="domains_by_week",
        title="Domains won and lost, by week",
        kind=ChartKind.GAIN_LOSS,
        labels=[str(day) for day in weeks],
        series=[Series(name="Won", values=came), Series(name="Lost", values=went)],
        text=text,
    )


_SPIKE_COLUMNS = (
    Column(name="first", title="From", unit=Unit.DAY),
    Column(name="last", title="To", unit=Unit.DAY),
    Column(name="domains", title="Domains", unit=Unit.COUNT),
    Column(name="usual", title="Usual a day", unit=Unit.COUNT),
)


def _came_table(desk: Desk, came: Sequence[tuple[Spike, Composition]]) -> Table:
    return Table(
        key="influxes",
        title="Days on which many came",
        columns=(
            *_SPIKE_COLUMNS,
            Column(name="look", title="Looks like"),
            Column(name="common", title="In common"),
            Column(name="harmful", title="Candidates for harm", unit=Unit.SHARE),
            Column(name="authority", title="Median authority", unit=Unit.COUNT),
            Column(name="anchor", title="Most used anchor"),
            Column(name="languages", title="Languages"),
            Column(name="endings", title="Endings"),
            Column(name="silent", title="Silence afterwards"),
            Column(name="who", title="Who"),
        ),
        rows=[_came_row(spike, told) for spike, told in came[: desk.policy.table_rows]],
        total=len(came),
        note="By the days that your lists tell, never by the day of an import.",
    )


def _came_row(spike: Spike, told: Composition) -> Sequence[Cell]:
    silent = {True: "yes", False: "no", None: None}[told.is_silent_after]
    return (
        *_spike_row(spike),
        str(told.look),
        "; ".join(told.marks) or None,
        told.harmful_share,
        told.authority,
        is_from_text(top_anchor(spike.studies)),
        spoken(spike.studies) or None,
        endings(spike.studies),
        silent,
        names(spike.studies),
    )


def _spike_row(spike: Spike) -> Sequence[Cell]:
    return (str(spike.first), str(spike.last), len(spike.studies), round(spike.usual, 2))


def _went_table(desk: Desk, went: Sequence[Spike]) -> Table:
    return Table(
        key="outflows",
        title="Days on which many went",
        columns=(
            *_SPIKE_COLUMNS,
            Column(name="endings", title="Endings"),
            Column(name="who", title="Who"),
        ),
        rows=[
            (*_spike_row(spike), endings(spike.studies), names(spike.studies))
            for spike in went[: desk.policy.table_rows]
        ],
        total=len(went),
        note="A loss is of the day since which the link is missing, as the looks saw it: after a"
        " pause without looks, those of the pause fall on one day.",
    )


def _notes(
    desk: Desk,
    gained: Sequence[DomainStudy],
    weeks: Mapping[date, tuple[int, int]],
    has_source_days: bool,
) -> Sequence[str]:
    notes = [
        (
            "The number of new links is no fault in itself: what they are, and whether they have"
            " something in common, tells more than how fast they came."
        )
    ]
    undated = sum(each.present > 0 and not each.gained_on for each in desk.own)
    if undated:
        notes.append(
            f"Of {domains(undated)} it is not known since when: they were there at the first look."
        )
    if gained and not has_source_days:
        notes.append("No list tells when a link was first seen, so an influx can't be told.")
    if (start := _rise(weeks)) is not None:
        notes.append(
            f"More domains a week come since the week of {start} than in the weeks before."
        )
    return notes


def _rise(weeks: Mapping[date, tuple[int, int]]) -> date | None:
    """Return the Monday since which more come a week than in the first half; ``None``: none."""
    days = list(weeks)[:-1]  # this week is not over
    gains = [weeks[day][0] for day in days]
    half = len(gains) // 2
    before, after = gains[:half], gains[half:]
    if not any(before):
        return None
    start = shift_start(after, middle(before) or 0.0, sigma(before))
    return days[half + start] if start is not None and start < len(after) else None
