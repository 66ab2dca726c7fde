"""Numbers in sentences, and the queries behind them."""

from linkcrawler.audit.desk import Desk
from linkcrawler.audit.parts import Column, Unit
from linkcrawler.audit.signs import Sign


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun, such as ``1 link`` or ``1,200 links``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def verb(number: int, one: str, many: str) -> str:
    """Return the form of a verb that fits a number."""
    return one if number == 1 else many


def per_cent(share: float) -> str:
    """Return a share in per cent; what is not 0 and not all is not rounded to it."""
    if 0 < share < 0.01:
        return "less than 1%"
    if 0.99 < share < 1:
        return "more than 99%"
    return f"{share:.0%}"


def share_of(part: float, whole: float) -> float | None:
    """Return a share; ``None``: of nothing there is none."""
    return part / whole if whole else None


def links_where(desk: Desk, condition: str, what: str = "count(*)") -> str:
    """Return a query on the own site's audited links."""
    return f"SELECT {what} FROM audited_links WHERE target_site = {desk.sql_site()} AND {condition}"


def domains_where(desk: Desk, condition: str, what: str = "count(*)") -> str:
    """Return a query on the own site's audited domains."""
    return (
        f"SELECT {what} FROM audited_domains WHERE target_site = {desk.sql_site()} AND {condition}"
    )


def link_list(desk: Desk, condition: str) -> str:
    """Return a query that lists own links."""
    columns = "backlink_id, referring_page, target, anchor_text, quality, signs"
    return links_where(desk, condition, columns) + " ORDER BY referring_domain, referring_page"


def domain_list(desk: Desk, condition: str) -> str:
    """Return a query that lists own referring domains."""
    columns = "referring_domain, quality, backlinks, present, authority, signs"
    return domains_where(desk, condition, columns) + " ORDER BY referring_domain"


def bears(*signs: Sign) -> str:
    """Return the condition that a row bears one of the signs."""
    tests = [f"instr(' ' || signs || ' ', ' {sign} ') > 0" for sign in signs]
    return tests[0] if len(tests) == 1 else f"({' OR '.join(tests)})"


def column(name: str, title: str, unit: Unit = Unit.TEXT) -> Column:
    """Return a column of a table."""
    return Column(name=name, title=title, unit=unit)
