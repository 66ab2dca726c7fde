"""Section: Do they fit what I do?"""

import itertools
from collections.abc import Sequence

from linkcrawler.audit.desk import Desk
from linkcrawler.audit.measures import domains, there
from linkcrawler.audit.parts import (
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
from linkcrawler.audit.study import DomainStudy, Quality
from linkcrawler.audit.wording import counted

KEY = "relevant"
QUESTION = "Do they fit what I do?"

_BOUNDS = (0.05, 0.1, 0.2, 0.4)
_COLUMNS = (
    Column(name="domain", title="Domain"),
    Column(name="relevance", title="Likeness", unit=Unit.COUNT),
    Column(name="quality", title="Class"),
    Column(name="authority", title="Authority", unit=Unit.COUNT),
    Column(name="terms", title="Words in common"),
    Column(name="example", title="The page nearest to you", unit=Unit.URL),
)


def section(desk: Desk) -> Section:
    """Answer the question."""
    linking = there(desk.own)
    told = [study for study in linking if study.relevance is not None]
    off = [study for study in told if _likeness(study) < desk.off_topic_below]
    fitting = [study for study in told if _likeness(study) >= desk.off_topic_below]
    share = len(off) / len(told) if told else None
    dominates = share is not None and share > desk.policy.irrelevant_share
    return Section(
        key=KEY,
        question=QUESTION,
        answer=_answer(desk, linking, off, fitting),
        tone=Tone.WATCH if dominates else Tone.PLAIN,
        figures=_figures(desk, len(linking), len(fitting), len(off)),
        charts=[_chart(told)] if told else (),
        tables=[_nearest(desk, fitting), _off_topic(desk, off)] if told else (),
        notes=_notes(desk),
    )


def _likeness(study: DomainStudy) -> float:
    return study.relevance or 0.0


def _can_compare(desk: Desk) -> bool:
    profile = desk.profile
    return bool(profile.description or profile.keywords or any(one.terms for one in desk.targets))


def _answer(
    desk: Desk,
    linking: Sequence[DomainStudy],
    off: Sequence[DomainStudy],
    fitting: Sequence[DomainStudy],
) -> str:
    if not linking:
        return (
            "No link to you is known to be there, so there is nothing to compare."
            " 'linkcrawler verify' looks at the pages of your lists."
        )
    if not off and not fitting:
        if not _can_compare(desk):
            return (
                "It can't be told yet: what you do is not known. Put keywords and a description"
                " into an audit file (--profile), or let 'linkcrawler targets' read your own pages."
            )
        return (
            f"It can't be told of any of the {domains(len(linking))} that link to you: their"
            " pages were not read since their words are kept, or are in other languages than"
            " yours. The next full looks of 'linkcrawler verify' read them."
        )
    total = len(off) + len(fitting)
    if off or total == 1:
        verb = "is" if len(fitting) == 1 else "are"
        parts = [
            (
                f"{len(fitting):,} of the {domains(total)} that could be compared {verb} about what"
                " you do."
            )
        ]
    else:
        parts = [f"All {domains(total)} that could be compared are about what you do."]
    if off and len(off) > desk.policy.irrelevant_share * total:
        parts.append(
            f"{domains(len(off))} ({len(off) / total:.0%}) {_share(off)} hardly a word with you."
            " Single unrelated links are no problem, but here they are most of what you have;"
            " look where they come from."
        )
    elif off:
        parts.append(
            f"{domains(len(off))} ({len(off) / total:.0%}) {_share(off)} hardly a word with you,"
            " which is no problem as long as such domains are not most of what you have."
        )
    if unknown := len(linking) - total:
        parts.append(f"Of {domains(unknown)} it can't be told.")
    return " ".join(parts)


def _share(off: Sequence[DomainStudy]) -> str:
    return "shares" if len(off) == 1 else "share"


def _figures(desk: Desk, linking: int, fitting: int, off: int) -> Sequence[Figure]:
    base = f"FROM audited_domains WHERE target_site = {desk.sql_site()} AND present > 0"
    least = repr(desk.off_topic_below)
    rules = {
        "fits": f"relevance >= {least}",
        "off": f"relevance < {least}",
        "unknown": "relevance IS NULL",
    }

    def figure(key: str, title: str, rule: str, value: int, meaning: str) -> Figure:
        where = f"{base} AND {rules[rule]}"
        return Figure(
            key=key,
            title=title,
            value=value,
            meaning=meaning,
            sql=f"SELECT count(*) {where}",
            links_sql=f"SELECT * {where} ORDER BY relevance DESC, referring_domain",
        )

    told = fitting + off
    where_told = f"{base} AND relevance IS NOT NULL"
    return (
        figure(
            "relevant_domains",
            "Domains about what you do",
            "fits",
            fitting,
            f"Linking domains whose best page has a likeness of {least} or more to the page that"
            " it links to, or to your description, or that uses all words of a keyword of yours.",
        ),
        figure(
            "off_topic_domains",
            "Domains off topic",
            "off",
            off,
            f"Linking domains whose best page has a likeness under {least} and none of your"
            f" keywords; {_origin(desk)}.",
        ),
        Figure(
            key="off_topic_share",
            title="Share off topic",
            value=off / told if told else None,
            unit=Unit.SHARE,
            meaning="Of the linking domains that could be compared; told where it is over"
            f" {desk.policy.irrelevant_share:.0%}."
            if told
            else "No domain could be compared.",
            sql=f"SELECT avg({rules['off']}) {where_told}",
            links_sql=f"SELECT * {base} AND {rules['off']} ORDER BY referring_domain",
            tone=Tone.WATCH if told and off / told > desk.policy.irrelevant_share else Tone.PLAIN,
        ),
        figure(
            "relevance_unknown_domains",
            "Domains that can't be compared",
            "unknown",
            linking - told,
            "Linking domains with too little text, or in another language than what they are"
            " compared with.",
        ),
    )


def _chart(told: Sequence[DomainStudy]) -> Chart:
    values = [_likeness(study) for study in told]
    edges = (0.0, *_BOUNDS, 1.01)
    labels = [f"under {_BOUNDS[0]}"]
    labels += [f"{low} to {high}" for low, high in itertools.pairwise(_BOUNDS)]
    labels.append(f"{_BOUNDS[-1]} and more")
    counts = [
        sum(low <= value < high for value in values) for low, high in itertools.pairwise(edges)
    ]
    return Chart(
        key="relevance_spread",
        title="Likeness of linking domains",
        kind=ChartKind.BARS,
        labels=labels,
        series=[Series(name="Domains", values=counts)],
        text="; ".join(f"{label}: {domains(n)}" for label, n in zip(labels, counts, strict=True)),
    )


def _row(study: DomainStudy) -> tuple[str | float | None, ...]:
    quality = study.quality and str(study.quality)
    terms = ", ".join(study.matched_terms) or None
    return (study.domain, study.relevance, quality, study.authority, terms, study.nearest_page)


def _domains_sql(desk: Desk, condition: str) -> str:
    """Return the query of domains, each with the link of its likeness."""
    site = desk.sql_site()
    nearest = (
        "(SELECT backlink_id FROM audited_links AS one WHERE one.target_site = domain.target_site"
        " AND one.referring_domain = domain.referring_domain AND one.relevance = domain.relevance"
        " AND one.link_state = 'present' ORDER BY backlink_id LIMIT 1)"
    )
    return (
        "SELECT domain.referring_domain, domain.relevance, domain.quality, domain.authority,"
        " link.matched_terms, link.referring_page FROM audited_domains AS domain"
        f" LEFT JOIN audited_links AS link ON link.backlink_id = {nearest}"
        f" WHERE domain.target_site = {site} AND domain.present > 0 AND {condition}"
    )


def _nearest(desk: Desk, fitting: Sequence[DomainStudy]) -> Table:
    good = [each for each in fitting if each.quality is not Quality.X]
    good.sort(key=lambda each: (-_likeness(each), each.domain))
    return Table(
        key="nearest_domains",
        title="Nearest to what you do",
        columns=_COLUMNS,
        rows=[_row(each) for each in good[: desk.policy.table_rows]],
        total=len(good),
        note="Candidates for harm are left out. Where no words are told, the page has"
        " all words of a keyword of yours.",
        sql=_domains_sql(
            desk,
            f"domain.relevance >= {desk.off_topic_below!r}"
            " AND coalesce(domain.quality, '') <> 'X'"
            " ORDER BY domain.relevance DESC, domain.referring_domain",
        ),
    )


def _off_topic(desk: Desk, off: Sequence[DomainStudy]) -> Table:
    ordered = sorted(off, key=lambda each: (-each.followed, _likeness(each), each.domain))
    return Table(
        key="off_topic_domains",
        title="Off topic",
        columns=_COLUMNS,
        rows=[_row(each) for each in ordered[: desk.policy.table_rows]],
        total=len(ordered),
        note="Those with the most links that count come first. Nothing has to be done about an"
        " unrelated link as such.",
        sql=_domains_sql(
            desk,
            f"domain.relevance < {desk.off_topic_below!r}"
            " ORDER BY domain.followed DESC, domain.relevance, domain.referring_domain",
        ),
    )


def _origin(desk: Desk) -> str:
    if desk.off_topic_from:
        return (
            f"the limit leaves {desk.policy.irrelevant_percentile:g} % of"
            f" {desk.off_topic_from:,} domains that you know to be good below it"
        )
    return "the limit is our own default"


def _notes(desk: Desk) -> Sequence[str]:
    notes = [
        (
            "Likeness compares the words of a page, and those around the link, with the words of"
            " the page that it links to; names of brands do not count. It says what a page is"
            " about, not how good it is."
        )
    ]
    if not desk.off_topic_from:
        known = desk.profile.known_good
        notes.append(
            f"What is off topic is measured against a default of {desk.off_topic_below:g}. Name"
            f" {desk.policy.known_good_domains} or more domains that you know to be good in the"
            " audit file (known_good), and it is measured against them"
            + (f"; so far {counted(len(known), 'is', 'are')} named." if known else ".")
        )
    if not desk.profile.keywords:
        notes.append("No keywords are in the audit file, so no page is kept on topic by one.")
    return notes
