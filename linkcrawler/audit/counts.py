"""Section: How many backlinks do I have?"""

from collections import Counter
from collections.abc import Mapping, Sequence

from linkcrawler.audit.desk import Desk
from linkcrawler.audit.parts import (
    Chart,
    ChartKind,
    Figure,
    Section,
    Series,
    Table,
    Tone,
    Unit,
)
from linkcrawler.audit.schemes import INSIDE
from linkcrawler.audit.study import DomainStudy
from linkcrawler.audit.tally import (
    CLAIMED_LIVE_GONE,
    CLAIMED_LOST_THERE,
    claim_list,
    claims_where,
    tools_sql,
)
from linkcrawler.audit.wording import (
    column,
    counted,
    domain_list,
    domains_where,
    link_list,
    links_where,
    per_cent,
    verb,
)
from linkcrawler.states import Countability, LinkState, Placement

KEY = "how_many"
QUESTION = "How many backlinks do I have?"

STATE_WORDS: Mapping[LinkState, str] = {
    LinkState.PRESENT: "Links that are there",
    LinkState.ELSEWHERE: "Pages that link to the site at another address",
    LinkState.MENTION: "Pages with the address as text only",
    LinkState.MISSING: "Links not found at the last look, to be confirmed",
    LinkState.LOST: "Links that are gone, confirmed",
    LinkState.UNKNOWN: "Links that could not be told",
}
KIND_WORDS: Mapping[Countability, str] = {
    Countability.FOLLOWED: "Links that count in full",
    Countability.NOFOLLOW: "Links marked nofollow",
    Countability.UGC: "Links marked as written by users",
    Countability.SPONSORED: "Links marked as sponsored",
    Countability.NOT_COUNTED: "Links that search engines do not count",
}


def section(desk: Desk) -> Section:
    """Answer the question."""
    states = _sum(desk.own, "states")
    known = sum(states.values())
    if not known:
        return Section(
            key=KEY,
            question=QUESTION,
            answer="No backlinks of this site are known yet. Export a list from a backlink tool or"
            " from Search Console, import it with 'linkcrawler import', then verify it.",
            tone=Tone.WATCH,
        )
    return Section(
        key=KEY,
        question=QUESTION,
        answer=_answer(desk, states, known),
        tone=Tone.WATCH if states[LinkState.UNKNOWN] * 2 > known else Tone.PLAIN,
        figures=[
            *_of_links(desk, states, known),
            *_of_pages(desk),
            *_of_domains(desk),
            *_of_claims(desk),
        ],
        charts=_charts(desk, states),
        tables=[_tools(desk)] if desk.tools else [],
        notes=_notes(desk),
    )


def _sum(studies: Sequence[DomainStudy], field: str) -> Counter[str]:
    total: Counter[str] = Counter()
    for study in studies:
        total.update(getattr(study, field))
    return total


def _answer(desk: Desk, states: Mapping[str, int], known: int) -> str:
    present = states.get(LinkState.PRESENT, 0)
    linking = sum(1 for study in desk.own if study.present)
    followed = sum(study.followed for study in desk.own)
    told = [
        (
            f"{present:,} of the {counted(known, 'backlink')} on your lists"
            f" {verb(present, 'is', 'are')} there, on {counted(linking, 'domain')};"
            f" {followed:,} of them {verb(followed, 'counts', 'count')} in full."
        )
    ]
    gone = states.get(LinkState.LOST, 0)
    missing = states.get(LinkState.MISSING, 0)
    sure = (
        f"{counted(gone, 'link')} {verb(gone, 'is', 'are')} confirmed as gone"
        if gone
        else "No link is confirmed as gone"
    )
    if missing:
        told.append(
            f"{sure}, {'and' if gone else 'but'} {missing:,} {verb(missing, 'was', 'were')} not"
            " found at the last look, which is yet to be confirmed."
        )
    elif gone:
        told.append(f"{sure}.")
    unknown = states.get(LinkState.UNKNOWN, 0)
    if unknown:
        told.append(
            f"Of {counted(unknown, 'link')} it could not be told;"
            f" {verb(unknown, 'it is', 'they are')} counted neither as there nor as gone."
        )
    return " ".join(told)


def _of_links(desk: Desk, states: Mapping[str, int], known: int) -> list[Figure]:
    kinds = _sum(desk.own, "countabilities")
    figures = [
        Figure(
            key=f"links_{state}",
            title=title,
            value=states.get(state, 0),
            meaning=f"{state.sentence} As of the last look at each page.",
            sql=links_where(desk, f"link_state = '{state}'"),
            links_sql=link_list(desk, f"link_state = '{state}'"),
        )
        for state, title in STATE_WORDS.items()
    ]
    all_known = Figure(
        key="links_known",
        title="Known backlinks",
        value=known,
        meaning="All backlinks of the site on your lists, each one of them visited or due.",
        sql=links_where(desk, "true"),
        links_sql=link_list(desk, "true"),
    )
    figures.insert(1, all_known)
    figures += [
        Figure(
            key=f"links_{kind}",
            title=title,
            value=kinds[kind],
            meaning=f"{kind.sentence} Counted of the links that are there.",
            sql=links_where(desk, f"countability = '{kind}'"),
            links_sql=link_list(desk, f"countability = '{kind}'"),
        )
        for kind, title in KIND_WORDS.items()
    ]
    return figures


def _of_pages(desk: Desk) -> list[Figure]:
    return [
        Figure(
            key="pairs_present",
            title="Pairs of a page and a target",
            value=sum(study.pairs for study in desk.own),
            meaning="Links that are there, a page that your lists spell in two ways counted once.",
            sql=domains_where(desk, "true", "coalesce(sum(pairs), 0)"),
            links_sql=link_list(desk, "link_state = 'present'"),
        ),
        Figure(
            key="pages_known",
            title="Known referring pages",
            value=sum(study.pages for study in desk.own),
            meaning="Pages on your lists that are said to link to the site.",
            sql=domains_where(desk, "true", "coalesce(sum(referring_pages), 0)"),
            links_sql=link_list(desk, "true"),
        ),
        Figure(
            key="pages_linking",
            title="Pages that link",
            value=sum(study.linking_pages for study in desk.own),
            meaning="Pages with at least one link that is there.",
            sql=domains_where(desk, "true", "coalesce(sum(linking_pages), 0)"),
            links_sql=link_list(desk, "link_state = 'present'"),
        ),
    ]


def _of_domains(desk: Desk) -> list[Figure]:
    figures = [
        Figure(
            key=key,
            title=title,
            value=count,
            meaning=meaning,
            sql=domains_where(desk, condition),
            links_sql=domain_list(desk, condition),
        )
        for key, title, meaning, condition, count in (
            (
                "domains_known",
                "Known referring domains",
                "Domains on your lists.",
                "true",
                len(desk.own),
            ),
            (
                "domains_linking",
                "Domains that link",
                "Domains with at least one link that is there; one vote each.",
                "present > 0",
                sum(1 for study in desk.own if study.present),
            ),
            (
                "domains_followed",
                "Domains with a link that counts in full",
                "Domains with at least one link that search engines follow.",
                "followed > 0",
                sum(1 for study in desk.own if study.followed),
            ),
            (
                "domains_lost",
                "Domains that were lost",
                "Domains that had a link when we looked and have none any more.",
                "lost_on IS NOT NULL",
                sum(1 for study in desk.own if study.lost_on),
            ),
        )
    ]
    subnets = {subnet for study in desk.own for subnet in study.subnets}
    address = (
        f"target_site = {desk.sql_site()} AND link_state = 'present'"
        " AND ip_address LIKE '%.%.%.%' AND ip_address NOT LIKE '%:%'"
        + "".join(f" AND ip_address NOT LIKE '{each}%'" for each in INSIDE)
    )
    figures.append(
        Figure(
            key="subnets_linking",
            title="Networks (/24) that link",
            value=len(subnets),
            meaning="Blocks of 256 neighbouring IPv4 addresses that linking pages came from; far"
            " fewer of them than domains can mean one owner or one host.",
            sql="SELECT count(DISTINCT rtrim(ip_address, '0123456789')) FROM backlink_status"
            f" WHERE {address}",
            links_sql=f"SELECT id, referring_page, ip_address FROM backlink_status WHERE {address}"
            " ORDER BY ip_address",
        )
    )
    return figures


def _of_claims(desk: Desk) -> list[Figure]:
    if not desk.tools:
        return []
    live = sum(tool.live for tool in desk.tools)
    gone = sum(tool.live_gone for tool in desk.tools)
    lost = sum(tool.lost for tool in desk.tools)
    there = sum(tool.lost_there for tool in desk.tools)
    return [
        Figure(
            key="claimed_live_gone",
            title="Said to be live, but not there",
            value=gone,
            meaning=_of_entries(live, "live"),
            sql=claims_where(desk, CLAIMED_LIVE_GONE),
            links_sql=claim_list(desk, CLAIMED_LIVE_GONE),
            tone=Tone.WATCH if gone else Tone.PLAIN,
        ),
        Figure(
            key="claimed_lost_there",
            title="Said to be lost, but there",
            value=there,
            meaning=_of_entries(lost, "lost"),
            sql=claims_where(desk, CLAIMED_LOST_THERE),
            links_sql=claim_list(desk, CLAIMED_LOST_THERE),
            tone=Tone.GOOD if there else Tone.PLAIN,
        ),
    ]


def _of_entries(number: int, called: str) -> str:
    if not number:
        return f"No entry of your lists calls a link {called} that could be told."
    return (
        f"Of {counted(number, 'entry', 'entries')} of your lists that"
        f" {verb(number, 'calls its link', 'call their links')} {called} and could be told."
    )


def _charts(desk: Desk, states: Mapping[str, int]) -> list[Chart]:
    placements = _sum(desk.own, "placements")
    present = states.get(LinkState.PRESENT, 0)
    charts = [
        Chart(
            key="links_by_state",
            title="Backlinks by what was found",
            kind=ChartKind.BARS,
            labels=[title for state, title in STATE_WORDS.items() if states.get(state)],
            series=[
                Series(
                    name="Backlinks",
                    values=[states[state] for state in STATE_WORDS if states.get(state)],
                )
            ],
            text=f"{present:,} of {counted(sum(states.values()), 'backlink')}"
            f" {verb(present, 'is', 'are')} there.",
            sql=links_where(desk, "true", "link_state, count(*)") + " GROUP BY link_state",
        )
    ]
    if placements:
        charts.append(_placement_chart(desk, placements))
    if desk.weeks:
        charts += _week_charts(desk, present)
    return charts


def _placement_chart(desk: Desk, placements: Counter[str]) -> Chart:
    ranked = sorted(placements.items(), key=lambda item: (-item[1], item[0]))
    place, count = ranked[0]
    return Chart(
        key="links_by_placement",
        title="Links that are there, by place on the page",
        kind=ChartKind.BARS,
        labels=[_place_words(each) for each, _ in ranked],
        series=[Series(name="Links", values=[number for _, number in ranked])],
        text=f"Most often: {_place_words(place).lower()} ({counted(count, 'link')}).",
        sql=links_where(
            desk, "link_state = 'present'", "coalesce(placement, 'unknown') AS place, count(*)"
        )
        + " GROUP BY place",
    )


def _place_words(placement: str) -> str:
    return Placement(placement).sentence.rstrip(".")


def _week_charts(desk: Desk, present: int) -> list[Chart]:
    labels = [week.monday for week in desk.weeks]
    found, lost = sum(week.found for week in desk.weeks), sum(week.lost for week in desk.weeks)
    there: list[int] = []
    left = present
    for week in reversed(desk.weeks):
        there.append(max(0, left))
        left -= week.found - week.lost
    weeks = counted(len(labels), "week")
    return [
        Chart(
            key="links_by_week",
            title="Links found and lost, by week",
            kind=ChartKind.GAIN_LOSS,
            labels=labels,
            series=[
                Series(name="Found", values=[week.found for week in desk.weeks]),
                Series(name="Lost", values=[week.lost for week in desk.weeks]),
            ],
            text=f"In {weeks}, {counted(found, 'link')} {verb(found, 'was', 'were')} found and"
            f" {lost:,} {verb(lost, 'was', 'were')} lost, by the times of our looks.",
        ),
        Chart(
            key="present_by_week",
            title="Links that were there at the end of each week",
            kind=ChartKind.LINES,
            labels=labels,
            series=[Series(name="Links", values=there[::-1])],
            text=f"From {there[-1]:,} to {present:,} in {weeks}; counted back from today by what"
            " was found and lost, so the first weeks show a list being visited, not links made.",
        ),
    ]


def _tools(desk: Desk) -> Table:
    return Table(
        key="tools",
        title="What your lists had wrong",
        columns=[
            column("source", "List"),
            column("links", "Backlinks", Unit.COUNT),
            column("live", "Said to be live", Unit.COUNT),
            column("live_gone", "of them gone", Unit.COUNT),
            column("lost", "Said to be lost", Unit.COUNT),
            column("lost_there", "of them there", Unit.COUNT),
            column("rel_told", "Follow or nofollow told", Unit.COUNT),
            column("rel_wrong", "of them wrong", Unit.COUNT),
            column("unknown", "Could not be told", Unit.COUNT),
        ],
        rows=[
            (
                tool.source or "other lists",
                tool.links,
                tool.live,
                tool.live_gone,
                tool.lost,
                tool.lost_there,
                tool.rel_told,
                tool.rel_wrong,
                tool.unknown,
            )
            for tool in desk.tools[: desk.policy.table_rows]
        ],
        total=len(desk.tools),
        sql=tools_sql(desk),
        note="A link that could not be told counts for nobody and against nobody. A page that links"
        " to another address of the site counts as live.",
    )


def _notes(desk: Desk) -> list[str]:
    notes = ["Only what is on your lists is counted; no list knows all backlinks of a site."]
    unread = sum(study.states.get(LinkState.UNKNOWN, 0) for study in desk.own)
    known = sum(study.links for study in desk.own)
    if unread:
        notes.append(
            f"{per_cent(unread / known)} of the backlinks could not be told, for example since a"
            " server was down or refused us; they are looked at again."
        )
    return notes
