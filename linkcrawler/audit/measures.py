"""What several sections measure alike, and the queries that return the same numbers."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from linkcrawler.audit.desk import Desk, quoted
from linkcrawler.audit.openings import Grades
from linkcrawler.audit.robust import middle
from linkcrawler.audit.study import AnchorClass, DomainStudy, Quality
from linkcrawler.audit.wording import counted

WEEKS = 13
"""Weeks that a pace is taken of: 91 days."""


def there(studies: Iterable[DomainStudy]) -> list[DomainStudy]:
    """Return the domains with a link that is there, by name."""
    return sorted((each for each in studies if each.present), key=lambda each: each.domain)


def verified_rivals(desk: Desk) -> dict[str, list[DomainStudy]]:
    """Return the linking domains of each competitor of whose links one is there at all."""
    found = {site: there(studies) for site, studies in sorted(desk.competitors.items())}
    return {site: studies for site, studies in found.items() if studies}


_LEVELS = (
    Grades((Quality.A,), "class A"),
    Grades((Quality.A, Quality.B), "class A or B"),
    Grades((Quality.A, Quality.B, Quality.C), "class A to C"),
)


def good_grades(desk: Desk) -> Grades:
    """Return class A, or as many classes from A on as it takes for anybody to have a domain.

    Where no authority is known nothing can be A, and a comparison of none with none says nothing.
    """
    return best_grades(desk, _LEVELS)


def best_grades(desk: Desk, levels: Sequence[Grades]) -> Grades:
    """Return the first of the levels of which anybody has a domain; of none, the first."""
    studies = [*desk.own, *(each for rivals in desk.competitors.values() for each in rivals)]
    there_is = {study.quality for study in studies if study.present}
    told = (level for level in levels if not there_is.isdisjoint(level.classes))
    return next(told, levels[0])


def grades_note(grades: Grades) -> Sequence[str]:
    """Return what is to be said where more than class A counts."""
    if len(grades.classes) == 1:
        return ()
    note = (
        f"Nobody has a better class to compare, so domains of {grades.name} count as good."
        " Without known authority no domain can be of class A: a list with ratings tells it, or"
        " --authority."
    )
    return (note,)


def good(studies: Iterable[DomainStudy], grades: Grades) -> list[DomainStudy]:
    """Return the domains of these classes, of those with a link that is there."""
    return [each for each in studies if each.quality in grades.classes]


def was_there(study: DomainStudy) -> bool:
    """Tell whether a link of the domain is or was there, so that its dates are to be believed."""
    return study.present > 0 or study.lost_on is not None


WAS_THERE = "(present > 0 OR lost_on IS NOT NULL)"
"""``was_there`` in a query."""


def day_of(now: datetime) -> date:
    """Return the day of the audit."""
    return now.date()


def parse_day(text: str | None) -> date | None:
    """Return a day; ``None``: it is not known, or none that a calendar has."""
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


def weekly(days: Iterable[str | None], today: date) -> list[int]:
    """Count days in the last ``WEEKS`` times seven, today's seven last."""
    counts = [0] * WEEKS
    for text in days:
        day = parse_day(text)
        if day is not None and 0 <= (age := (today - day).days) < 7 * WEEKS:
            counts[WEEKS - 1 - age // 7] += 1
    return counts


def pace(studies: Sequence[DomainStudy], grades: Grades, today: date) -> float | None:
    """Return new good domains a day: the median week of the last 13, else their mean.

    The mean where the median is 0, as with whoever wins fewer than one every other week.
    ``None``: no domain has a day, so it is not known.
    """
    if not any(study.gained_on for study in studies):
        return None
    weeks = weekly((study.gained_on for study in good(studies, grades)), today)
    return (middle(weeks) or sum(weeks) / WEEKS) / 7


def pace_sql(where: str, grades: Grades, today: date) -> str:
    """Return the query of ``pace``, one row for each site: ``target_site`` and ``pace``."""
    return (
        "WITH RECURSIVE week(n) AS (VALUES (0) UNION ALL SELECT n + 1 FROM week"
        f" WHERE n < {WEEKS - 1}),"
        " site AS (SELECT target_site FROM audited_domains"
        f" WHERE {where} AND gained_on IS NOT NULL AND present > 0 GROUP BY target_site),"
        " counted AS (SELECT site.target_site, n, (SELECT count(*) FROM audited_domains AS one"
        f" WHERE one.target_site = site.target_site AND {grades.sql} AND present > 0"
        f" AND gained_on > date('{today}', '-' || (7 * n + 7) || ' days')"
        f" AND gained_on <= date('{today}', '-' || (7 * n) || ' days')) AS x FROM site, week),"
        " placed AS (SELECT target_site, x, row_number() OVER (PARTITION BY target_site"
        f" ORDER BY x) AS place, sum(x) OVER (PARTITION BY target_site) / {WEEKS}.0 AS mean"
        " FROM counted)"
        f" SELECT target_site, CASE WHEN x > 0 THEN x ELSE mean END / 7.0 AS pace FROM placed"
        f" WHERE place = {WEEKS // 2 + 1}"
    )


def median_sql(values: str, column: str) -> str:
    """Return the query of the median of a column of another query."""
    return (
        f"SELECT avg({column}) FROM (SELECT {column}, row_number() OVER (ORDER BY {column})"
        f" AS place, count(*) OVER () AS total FROM ({values}))"
        " WHERE place IN ((total + 1) / 2, (total + 2) / 2)"
    )


def main_language(study: DomainStudy) -> str:
    """Return the language of most of a domain's pages that link; empty: none is known."""
    known = {language: pages for language, pages in study.languages.items() if language}
    return min(known, key=lambda language: (-known[language], language)) if known else ""


def main_language_sql(site: str) -> str:
    """Return the query of ``main_language``: ``referring_domain`` and ``language``."""
    return (
        "SELECT referring_domain, language FROM (SELECT referring_domain, language,"
        " row_number() OVER (PARTITION BY referring_domain ORDER BY count(*) DESC, language)"
        " AS place FROM (SELECT DISTINCT referring_domain, referring_page,"
        f" page_language AS language FROM audited_links WHERE target_site = {site}"
        " AND link_state = 'present' AND page_language <> '') GROUP BY 1, 2) WHERE place = 1"
    )


def top_anchor(studies: Iterable[DomainStudy]) -> tuple[AnchorClass, str, int] | None:
    """Return the anchor that most domains use, with their number; ``None``: no text is known."""
    used: Counter[tuple[AnchorClass, str]] = Counter()
    for study in studies:
        used.update(anchor for anchor in study.anchors if anchor[1])
    if not used:
        return None
    most = min(used, key=lambda each: (-used[each], each[1], each[0]))
    return most[0], most[1], used[most]


def money_domains(studies: Iterable[DomainStudy]) -> int:
    """Return how many domains use a money anchor."""
    return sum(any(each.is_money for each, _ in study.anchors) for study in studies)


def names(studies: Sequence[DomainStudy], most: int = 5) -> str:
    """Return names of domains as a sentence has them."""
    told = ", ".join(each.domain for each in studies[:most])
    return told + (f" and {len(studies) - most:,} more" if len(studies) > most else "")


def domains(number: int) -> str:
    """Return a number of domains in words."""
    return counted(number, "domain")


def monday(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def literals(texts: Iterable[str]) -> str:
    """Return texts as a list of SQL."""
    return "(" + ", ".join(quoted(text) for text in texts) + ")"
