"""Section: How do my competitors stand?"""

from collections.abc import Mapping, Sequence

from linkcrawler.audit.desk import Desk
from linkcrawler.audit.gap import gap_sql
from linkcrawler.audit.measures import (
    day_of,
    domains,
    good,
    good_grades,
    grades_note,
    main_language,
    median_sql,
    money_domains,
    pace,
    pace_sql,
    there,
    top_anchor,
    verified_rivals,
)
from linkcrawler.audit.openings import Gap, Grades, Opening
from linkcrawler.audit.parts import (
    Cell,
    Chart,
    ChartKind,
    Column,
    Figure,
    Section,
    Series,
    Table,
    Unit,
)
from linkcrawler.audit.robust import middle
from linkcrawler.audit.spikes import is_from_text, spoken
from linkcrawler.audit.study import DomainStudy
from linkcrawler.audit.wording import counted

KEY = "competitors"
QUESTION = "How do my competitors stand?"

_HOW = (
    "Import a competitor's backlinks, as any tool exports them, with 'linkcrawler import FILE"
    " --role competitor', and verify them with 'linkcrawler verify'."
)


def section(desk: Desk) -> Section:
    """Answer the question."""
    rivals = verified_rivals(desk)
    if not rivals:
        return Section(key=KEY, question=QUESTION, answer=_nobody(desk), figures=_unknown())
    grades = good_grades(desk)
    gap = desk.gap
    return Section(
        key=KEY,
        question=QUESTION,
        answer=_answer(desk, rivals, grades, gap),
        figures=_figures(desk, rivals, grades, gap),
        charts=[_chart(desk, rivals, grades)],
        tables=[
            _sites(desk, rivals, grades),
            _openings(desk, gap, len(rivals)),
            _pages(desk, rivals, grades, gap),
        ],
        notes=_notes(desk, rivals, grades, gap),
    )


def _nobody(desk: Desk) -> str:
    if desk.competitors:
        number = counted(len(desk.competitors), "competitor is", "competitors are")
        return (
            f"It can't be told yet: the lists of {number} there, but no link of them was verified."
            " 'linkcrawler verify' looks at them."
        )
    return f"It can't be told: no competitor's links are known. {_HOW}"


def _answer(
    desk: Desk, rivals: Mapping[str, Sequence[DomainStudy]], grades: Grades, gap: Gap
) -> str:
    own = there(desk.own)
    usual = middle([len(studies) for studies in rivals.values()]) or 0
    usual_good = middle([len(good(studies, grades)) for studies in rivals.values()]) or 0
    number = "competitor" if len(rivals) == 1 else f"{len(rivals):,} competitors"
    parts = [
        (
            f"{domains(len(own))} {'links' if len(own) == 1 else 'link'} to you,"
            f" {len(good(own, grades)):,} of {grades.name}; your {number}"
            f" {'has' if len(rivals) == 1 else 'have'}"
            f" {usual:,.0f} and {usual_good:,.0f}{'' if len(rivals) == 1 else ' (the median)'}."
        )
    ]
    if gap.openings:
        verb = "links" if len(gap.openings) == 1 else "link"
        text = f"{domains(len(gap.openings))} {verb} to a competitor and not to you"
        every = sum(each.overlap == len(rivals) for each in gap.openings)
        if len(rivals) > 1:
            text += f", {every:,} of them to every competitor"
        parts.append(f"{text}; the first to look at is {gap.openings[0].domain}.")
    else:
        parts.append("Nobody worth asking links to a competitor and not to you.")
    return " ".join(parts)


def _unknown() -> Sequence[Figure]:
    told = (
        ("gap_domains", "Domains that link to competitors only", Unit.COUNT),
        ("intersect_domains", "Domains that link to every competitor", Unit.COUNT),
        ("rival_domains_median", "Competitors' linking domains", Unit.COUNT),
        ("rival_pace_ratio", "Your pace against theirs", Unit.SHARE),
    )
    why = "No competitor's links were verified."
    return [
        Figure(key=key, title=title, value=None, unit=unit, meaning=why)
        for key, title, unit in told
    ]


def _figures(
    desk: Desk, rivals: Mapping[str, Sequence[DomainStudy]], grades: Grades, gap: Gap
) -> Sequence[Figure]:
    openings = gap_sql(desk, gap)
    every = sum(each.overlap == len(rivals) for each in gap.openings)
    per_site = (
        "SELECT target_site, count(*) AS n FROM audited_domains WHERE site_role = 'competitor'"
        " AND present > 0 GROUP BY target_site"
    )
    today = day_of(desk.now)
    own_pace = pace(there(desk.own), grades, today)
    paces = [each for one in rivals.values() if (each := pace(one, grades, today)) is not None]
    usual = middle(paces)
    is_known = own_pace is not None and bool(usual)
    own_sql = f"SELECT pace FROM ({pace_sql(f'target_site = {desk.sql_site()}', grades, today)})"
    rival_sql = median_sql(
        f"SELECT pace FROM ({pace_sql(_RIVALS, grades, today)})",
        "pace",
    )
    return (
        Figure(
            key="gap_domains",
            title="Domains that link to competitors only",
            value=len(gap.openings),
            meaning="Domains with a verified link to at least one competitor and none to you,"
            " without platforms where anybody can leave a link, and without candidates for harm.",
            sql=f"SELECT count(*) FROM ({openings})",
            links_sql=openings,
        ),
        Figure(
            key="intersect_domains",
            title="Domains that link to every competitor",
            value=every if len(rivals) > 1 else None,
            meaning="Those of them that link to every competitor; they seem to list whoever is in"
            " your field."
            if len(rivals) > 1
            else "It takes two competitors with verified links.",
            sql=f"SELECT count(*) FROM ({openings}) WHERE overlap = {len(rivals)}"
            if len(rivals) > 1
            else "",
            links_sql=f"SELECT * FROM ({openings}) WHERE overlap = {len(rivals)}",
        ),
        Figure(
            key="rival_domains_median",
            title="Competitors' linking domains",
            value=middle([len(studies) for studies in rivals.values()]),
            meaning=f"Median of {counted(len(rivals), 'competitor')} with verified links.",
            sql=median_sql(per_site, "n"),
            links_sql=f"{per_site} ORDER BY n DESC",
        ),
        Figure(
            key="rival_pace_ratio",
            title="Your pace against theirs",
            value=own_pace / usual if is_known and own_pace is not None and usual else None,
            unit=Unit.SHARE,
            meaning=f"New domains of {grades.name} a day, yours over the competitors' median; a"
            " site's pace is that of its median week of 13."
            if is_known
            else "When domains came is not known of you or of every competitor, or none came.",
            sql=f"SELECT ({own_sql}) / ({rival_sql})" if is_known else "",
        ),
    )


_RIVALS = "site_role = 'competitor'"


def _chart(desk: Desk, rivals: Mapping[str, Sequence[DomainStudy]], grades: Grades) -> Chart:
    sites = {desk.site: there(desk.own), **rivals}
    best = [len(good(studies, grades)) for studies in sites.values()]
    rest = [len(studies) - number for studies, number in zip(sites.values(), best, strict=True)]
    return Chart(
        key="rival_domains",
        title="Linking domains of you and your competitors",
        kind=ChartKind.STACK,
        labels=list(sites),
        series=[
            Series(name=grades.name[:1].upper() + grades.name[1:], values=best),
            Series(name="Others", values=rest),
        ],
        text="; ".join(
            f"{site}: {domains(len(studies))}, {number:,} of {grades.name}"
            for (site, studies), number in zip(sites.items(), best, strict=True)
        ),
    )


def _sites(desk: Desk, rivals: Mapping[str, Sequence[DomainStudy]], grades: Grades) -> Table:
    return Table(
        key="rival_sites",
        title="You and your competitors",
        columns=(
            Column(name="site", title="Site"),
            Column(name="domains", title="Domains", unit=Unit.COUNT),
            Column(name="good", title=grades.name[:1].upper() + grades.name[1:], unit=Unit.COUNT),
            Column(name="followed", title="With a link that counts", unit=Unit.SHARE),
            Column(name="money", title="With a money anchor", unit=Unit.SHARE),
            Column(name="anchor", title="Most used anchor"),
            Column(name="languages", title="Languages"),
            Column(name="pace", title="New good ones a day", unit=Unit.PER_DAY),
        ),
        rows=[
            _site_row(desk, site, studies, grades)
            for site, studies in {desk.site: there(desk.own), **rivals}.items()
        ][: desk.policy.table_rows],
        total=1 + len(rivals),
        note="Of links that were verified as there.",
        sql="SELECT target_site, count(*) AS domains, sum(quality = 'A') AS class_a,"
        " avg(followed > 0) AS followed FROM audited_domains WHERE present > 0"
        f" AND (target_site = {desk.sql_site()} OR {_RIVALS}) GROUP BY target_site",
    )


def _site_row(
    desk: Desk, site: str, studies: Sequence[DomainStudy], grades: Grades
) -> Sequence[Cell]:
    number = len(studies)
    return (
        site,
        number,
        len(good(studies, grades)),
        sum(study.followed > 0 for study in studies) / number if number else None,
        money_domains(studies) / number if number else None,
        is_from_text(top_anchor(studies)),
        spoken(studies) or None,
        pace(studies, grades, day_of(desk.now)),
    )


def _openings(desk: Desk, gap: Gap, rivals: int) -> Table:
    return Table(
        key="gap",
        title="Who links to competitors and not to you",
        columns=(
            Column(name="domain", title="Domain"),
            Column(
                name="overlap",
                title=f"Of {counted(rivals, 'competitor')}",
                unit=Unit.COUNT,
            ),
            Column(name="authority", title="Authority", unit=Unit.COUNT),
            Column(name="quality", title="Class"),
            Column(name="relevance", title="Likeness", unit=Unit.COUNT),
            Column(name="language", title="Language"),
            Column(name="sites", title="Links to"),
            Column(name="targets", title="Page that it links to", unit=Unit.URL),
            Column(name="page", title="A page of it", unit=Unit.URL),
            Column(name="had_one", title="Linked to you before"),
        ),
        rows=[_opening_row(each) for each in gap.openings[: desk.policy.table_rows]],
        total=len(gap.openings),
        note="Those that link to the most competitors first, then by authority.",
        sql=gap_sql(desk, gap),
    )


def _opening_row(opening: Opening) -> Sequence[Cell]:
    best = opening.best
    return (
        opening.domain,
        opening.overlap,
        opening.authority,
        best.quality and str(best.quality),
        opening.relevance,
        main_language(best) or None,
        ", ".join(study.site for study in opening.studies),
        min(best.targets, key=lambda url: (-best.targets[url], url)) if best.targets else None,
        best.example_page,
        "yes" if opening.had_one else "no",
    )


def _pages(
    desk: Desk, rivals: Mapping[str, Sequence[DomainStudy]], grades: Grades, gap: Gap
) -> Table:
    """Return the competitors' pages that win the most domains: what to have a page like."""
    openings = {each.domain for each in gap.openings}
    linking: dict[tuple[str, str], list[DomainStudy]] = {}
    for site, studies in rivals.items():
        for study in studies:
            for target in study.targets:
                linking.setdefault((site, target), []).append(study)
    ordered = sorted(
        linking, key=lambda each: (-len(good(linking[each], grades)), -len(linking[each]), each)
    )
    return Table(
        key="rival_pages",
        title="Competitors' pages that are linked to the most",
        columns=(
            Column(name="site", title="Competitor"),
            Column(name="target", title="Page", unit=Unit.URL),
            Column(name="domains", title="Domains", unit=Unit.COUNT),
            Column(name="good", title=grades.name[:1].upper() + grades.name[1:], unit=Unit.COUNT),
            Column(name="gap", title="Worth asking, not yet linking to you", unit=Unit.COUNT),
        ),
        rows=[
            (
                site,
                target,
                len(linking[site, target]),
                len(good(linking[site, target], grades)),
                sum(study.domain in openings for study in linking[site, target]),
            )
            for site, target in ordered[: desk.policy.table_rows]
        ],
        total=len(ordered),
        note="A page of yours on the same matter has these domains to ask.",
        sql="SELECT target_site, target, count(DISTINCT referring_domain) AS domains"
        f" FROM audited_links WHERE {_RIVALS} AND link_state = 'present'"
        " GROUP BY target_site, target ORDER BY domains DESC",
    )


def _notes(
    desk: Desk, rivals: Mapping[str, Sequence[DomainStudy]], grades: Grades, gap: Gap
) -> Sequence[str]:
    notes = ["What is compared are lists: whoever has the more complete list seems to have more."]
    unverified = sorted(set(desk.competitors) - set(rivals))
    if unverified:
        notes.append(f"Not verified yet, and left out: {', '.join(unverified)}.")
    if gap.left_out:
        notes.append(
            f"{domains(len(gap.left_out))} where anybody can leave a link"
            f" {'is' if len(gap.left_out) == 1 else 'are'} left out."
        )
    if gap.harmful:
        notes.append(
            f"{counted(gap.harmful, 'candidate')} for harm"
            f" {'is' if gap.harmful == 1 else 'are'} never suggested."
        )
    notes.extend(grades_note(grades))
    if len(rivals) < 2:
        notes.append(f"With a second competitor it is told who links to all of them. {_HOW}")
    return notes
