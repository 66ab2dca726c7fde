"""The order of a report: its sections, and the queries behind their numbers, each with a number."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from linkcrawler.audit.parts import Audit, Chart, Figure, Section, Table
from linkcrawler.report.values import number_of

MOST_TILES = 8

_SENTENCE = re.compile(r"(.{20,320}?[.!?])\s+(?=[A-Z0-9\"'“])", re.DOTALL)

_Part = TypeVar("_Part", Figure, Chart, Table)


class Query(NamedTuple):
    """A query of the appendix, and what it is the query of."""

    number: int
    back: str
    """Id of the place that it belongs to."""

    title: str
    sql: str
    links_sql: str


class Placed(NamedTuple, Generic[_Part]):
    """A part of a section where it stands."""

    id: str
    part: _Part
    query: int | None
    """Number of its query; ``None``: it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A section as a report holds it."""

    number: int
    id: str
    section: Section
    lead: str
    """First sentence of the answer."""

    rest: str
    figures: Sequence[Placed[Figure]]
    charts: Sequence[Placed[Chart]]
    tables: Sequence[Placed[Table]]
    queries: Sequence[Query]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A key figure of the cover: the first known one of a section."""

    chapter: Chapter
    figure: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A report in its order."""

    chapters: Sequence[Chapter]
    tiles: Sequence[Tile]


def outline_of(audit: Audit) -> Outline:
    """Return the parts of a report with ids that are unique, whatever their keys are."""
    count = _Count()
    chapters = [_chapter(number, each, count) for number, each in enumerate(audit.sections, 1)]
    tiles = [
        Tile(chapter=chapter, figure=known[0])
        for chapter in chapters
        if (known := [f.part for f in chapter.figures if number_of(f.part.value) is not None])
    ]
    return Outline(chapters=chapters, tiles=tiles[:MOST_TILES])


class _Count:
    """Numbers the queries."""

    def __init__(self) -> None:
        self.queries: list[Query] = []

    def take(self, back: str, title: str, sql: str, links_sql: str = "") -> int | None:
        """Note a query; return its number, ``None`` where there is none."""
        if not (sql or links_sql):
            return None
        number = len(self.queries) + 1
        self.queries.append(Query(number, back, title, sql, links_sql))
        return number


def _chapter(number: int, section: Section, count: _Count) -> Chapter:
    name = re.sub(r"[^a-z0-9]+", "-", section.key.lower()[:40]).strip("-")
    place = f"{number}-{name}".strip("-")
    before = len(count.queries)
    lead, rest = split_answer(section.answer)
    figures = [
        Placed(id_, each, count.take(id_, each.title, each.sql, each.links_sql))
        for id_, each in _named(f"f-{number}", section.figures)
    ]
    charts = [
        Placed(id_, each, count.take(id_, each.title, each.sql))
        for id_, each in _named(f"c-{number}", section.charts)
    ]
    tables = [
        Placed(id_, each, count.take(id_, each.title, each.sql))
        for id_, each in _named(f"t-{number}", section.tables)
    ]
    return Chapter(
        number=number,
        id=f"q-{place}",
        section=section,
        lead=lead,
        rest=rest,
        figures=figures,
        charts=charts,
        tables=tables,
        queries=count.queries[before:],
    )


def _named(place: str, parts: Sequence[_Part]) -> list[tuple[str, _Part]]:
    return [(f"{place}-{number}", part) for number, part in enumerate(parts, 1)]


def split_answer(answer: str) -> tuple[str, str]:
    """Return the first sentence of an answer, and the rest."""
    answer = answer.strip()
    first = _SENTENCE.match(answer)
    return (answer, "") if first is None else (first[1], answer[first.end() :])
