"""Studies and desks of an audit, and a database that holds what a desk holds."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from linkcrawler import store
from linkcrawler.audit.desk import Desk
from linkcrawler.audit.gap import find_gap
from linkcrawler.audit.parts import Section
from linkcrawler.audit.policy import Policy
from linkcrawler.audit.profile import Profile
from linkcrawler.audit.study import AnchorClass, DomainStudy, LinkFinding, Quality
from linkcrawler.store.audit import Findings
from tests.make import backlink, facts, fetch, link, night

TODAY = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SITE = "shop.example"
TARGET = f"https://{SITE}/shoes"


def day(ago: int) -> str:
    """Return the day so many days before today."""
    return str((TODAY - timedelta(days=ago)).date())


def study(domain: str, **changes: object) -> DomainStudy:
    """Return a domain with one followed link that is there."""
    usual = DomainStudy(
        domain_id=0,
        domain=domain,
        site=SITE,
        role="own",
        quality=Quality.B,
        pages=1,
        links=1,
        states={"present": 1},
        countabilities={"followed": 1},
        qualities={"B": 1},
        anchors={(AnchorClass.BRANDED, "shop"): 1},
        languages={"en": 1},
        targets={TARGET: 1},
    )
    return replace(usual, **changes)


def dead(domain: str, **changes: object) -> DomainStudy:
    """Return a domain whose link is not there."""
    nothing: dict[str, object] = {
        key: {} for key in ("countabilities", "qualities", "anchors", "languages", "targets")
    }
    usual = {"quality": None, "states": {"lost": 1}, **nothing}
    return study(domain, **{**usual, **changes})


def rival(site: str, domain: str, **changes: object) -> DomainStudy:
    """Return a domain that links to a competitor."""
    usual = {"targets": {f"https://{site}/": 1}}
    return study(domain, site=site, role="competitor", **{**usual, **changes})


def desk(
    own: Sequence[DomainStudy] = (),
    competitors: Mapping[str, Sequence[DomainStudy]] | None = None,
    **changes: object,
) -> Desk:
    """Return a desk of today."""
    usual = Desk(
        site=SITE,
        now=TODAY,
        profile=Profile(),
        policy=Policy(),
        own=own,
        competitors=competitors or {},
    )
    made = replace(usual, **changes)
    return replace(made, gap=find_gap(made))


def sql_of(section: Section) -> dict[str, str]:
    """Return the queries of a section's figures, by key."""
    return {each.key: each.sql for each in section.figures if each.sql}


def database(folder: Path, at: Desk) -> store.Database:
    """Return a database that looks and an audit have filled with what a desk holds."""
    opened = store.open_database(folder / "backlinks.db")
    studies = [*at.own, *(each for rivals in at.competitors.values() for each in rivals)]
    answers = {}
    for role in ("own", "competitor"):
        rows = []
        for each in studies:
            pages = [language for language, n in each.languages.items() for _ in range(n)]
            for number, language in enumerate(pages or [None]):
                url = f"https://{each.domain}/{each.site}/{number}"
                if each.role == role:
                    target = min(each.targets, default=f"https://{each.site}/")
                    rows.append(backlink(url, target, line=len(rows) + 1))
                known = language or None
                seen = (link(),) if each.present else ()
                answers[url] = (fetch(url=url, final_url=url), facts(language=known), seen)
        if rows:
            store.take_lists(opened, [store.ListRows(name=role, rows=rows)], TODAY, role=role)
    night(opened, TODAY, answers)
    numbers = dict(opened.execute("SELECT name, id FROM domain").fetchall())
    links: dict[tuple[str, str], list[int]] = {}
    listed = opened.execute("SELECT referring_domain, target_site, id FROM backlink_status")
    for name, site, number in listed:
        links.setdefault((name, site), []).append(number)
    findings = Findings(opened)
    for each in studies:
        found = [LinkFinding(backlink_id=one) for one in links[each.domain, each.site]]
        findings.add(replace(each, domain_id=numbers[each.domain]), found)
    findings.keep(SITE, TODAY.isoformat(), {})
    return opened


def values_by_sql(folder: Path, at: Desk, section: Section) -> dict[str, float | None]:
    """Return what the queries of a section's figures return; each other query has to run too."""
    with closing(database(folder, at)) as opened:
        for figure in section.figures:
            if figure.links_sql:
                opened.execute(figure.links_sql).fetchall()
        for table in section.tables:
            if table.sql:
                rows = opened.execute(table.sql).fetchall()
                assert len(rows) >= min(1, table.total), table.key
        return {key: opened.execute(sql).fetchone()[0] for key, sql in sql_of(section).items()}
