"""What an audit is made of: sections with figures, tables and charts, and the query behind each.

Plain values: ``audit --json`` prints them as they are, ``report`` draws them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

Cell = str | int | float | None


class Tone(StrEnum):
    """How a figure or a sentence is meant."""

    PLAIN = "plain"
    GOOD = "good"
    WATCH = "watch"
    """Worth a look; no alarm."""

    ACT = "act"
    """Something is to be done about it."""


class Unit(StrEnum):
    """What a number counts."""

    COUNT = "count"
    SHARE = "share"
    """From 0.0 to 1.0; shown in per cent."""

    PER_DAY = "per_day"
    DAYS = "days"
    TEXT = "text"
    URL = "url"
    DAY = "day"
    """``YYYY-MM-DD``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number with what it means and how it came about."""

    key: str
    """Stable name, unique in the audit, such as ``links_present``; audits are compared by it."""

    title: str
    value: float | None
    """``None``: it can't be told; ``meaning`` says why."""

    unit: Unit = Unit.COUNT
    meaning: str = ""
    """A sentence: what is counted, and against which threshold."""

    sql: str = ""
    """Query on the public views that returns this very number; empty: no query can."""

    links_sql: str = ""
    """Query that lists the backlinks or domains behind it; empty: there are none to list."""

    tone: Tone = Tone.PLAIN
    before: float | None = None
    """The value of the audit that this one is compared with; ``None``: there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table."""

    name: str
    title: str
    unit: Unit = Unit.TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows for people; the whole of it is behind ``sql``."""

    key: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    """At most ``Policy.table_rows``, the most important ones first."""

    total: int
    """Rows that there are in all."""

    note: str = ""
    sql: str = ""


class ChartKind(StrEnum):
    """How a chart is drawn."""

    BARS = "bars"
    """One bar for each label."""

    STACK = "stack"
    """One bar for each label, made of the series."""

    LINES = "lines"
    """One line for each series over the labels, which are days or weeks."""

    GAIN_LOSS = "gain_loss"
    """Two series: the first stands above the axis, the second below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Values of a chart, one for each label."""

    name: str
    values: Sequence[float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A picture of numbers, with a text that says the same."""

    key: str
    title: str
    kind: ChartKind
    labels: Sequence[str]
    series: Sequence[Series]
    text: str
    """What it shows, in a sentence or two, for who can't see it."""

    unit: Unit = Unit.COUNT
    sql: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The answer to one question of a site owner."""

    key: str
    question: str
    answer: str
    """Two or three sentences, the most important one first."""

    tone: Tone = Tone.PLAIN
    figures: Sequence[Figure] = ()
    charts: Sequence[Chart] = ()
    tables: Sequence[Table] = ()
    notes: Sequence[str] = ()
    """Assumptions, and what was not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """All answers about one site, at one time."""

    site: str
    at: str
    """Aware UTC, ISO 8601."""

    title: str = ""
    database: str = ""
    last_run_at: str | None = None
    before_at: str | None = None
    """The audit that ``Figure.before`` is of; ``None``: this is the first one."""

    sections: Sequence[Section] = ()
    policy: Mapping[str, object] = field(default_factory=dict)
    """The thresholds that held, by name."""

    profile: Mapping[str, object] = field(default_factory=dict)
    """What the user said of the site."""

    def section(self, key: str) -> Section:
        """Return a section; raises ``KeyError`` where there is none of that name."""
        for section in self.sections:
            if section.key == key:
                return section
        raise KeyError(key)

    def figures(self) -> dict[str, float | None]:
        """Return all figures' values by key."""
        return {figure.key: figure.value for each in self.sections for figure in each.figures}
