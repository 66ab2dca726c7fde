"""Section: How many of them are good ones?"""

from collections import Counter
from collections.abc import Mapping, Sequence

from linkcrawler.audit.desk import Desk
from linkcrawler.audit.gates import GATES
from linkcrawler.audit.parts import (
    Cell,
    Chart,
    ChartKind,
    Figure,
    Section,
    Series,
    Table,
    Tone,
    Unit,
)
from linkcrawler.audit.signs import Family, Sign
from linkcrawler.audit.study import DomainStudy, Quality
from linkcrawler.audit.wording import (
    bears,
    column,
    counted,
    domain_list,
    domains_where,
    link_list,
    links_where,
    per_cent,
    share_of,
    verb,
)

KEY = "how_many_good"
QUESTION = "How many of them are good ones?"

CLASS_WORDS: Mapping[Quality, str] = {
    Quality.A: "counts in full, in the content of a page with a text of its own, on topic, in the"
    " audience's language, for long, on a domain with authority",
    Quality.B: "the same, but something of it is weaker or not known",
    Quality.C: "counts, but weakly",
    Quality.D: "is there, but does not count in full",
    Quality.X: "a candidate for harm, see the next question",
}
_OF_DOMAINS = (
    "The class of a domain is that of its best link, or X where at least half of its links are"
    " candidates for harm."
)
_NOT_KNOWN: Mapping[str, tuple[str, str]] = {
    "place": ("Place on the page", "The pages do not show it."),
    "neighbours": ("Links that lead elsewhere", "The pages were not read as a whole."),
    "text": ("Text of the page", "The pages were not read as a whole."),
    "topic": (
        "Relevance",
        (
            "Describe the business in an audit file (--profile), and look at your own pages with"
            " 'linkcrawler targets'."
        ),
    ),
    "age": ("Age", "Keep verifying: what was there at the first look may be of any age."),
    "language": ("Language", "Name the audience's languages in an audit file (--profile)."),
    "authority": (
        "Authority",
        "Import a list with ratings, or give ranks of domains with --authority.",
    ),
}


def section(desk: Desk) -> Section:
    """Answer the question."""
    linking = [study for study in desk.own if study.present]
    if not linking:
        return Section(
            key=KEY,
            question=QUESTION,
            answer="No link was seen yet, so there is nothing to rate. Verify your list first.",
            tone=Tone.WATCH,
        )
    links: Counter[str] = Counter()
    for study in linking:
        links.update(study.qualities)
    domains = Counter(str(study.quality) for study in linking if study.quality)
    return Section(
        key=KEY,
        question=QUESTION,
        answer=_answer(len(linking), domains, linking),
        tone=Tone.GOOD if 2 * _good(domains) > len(linking) else Tone.PLAIN,
        figures=_figures(desk, links, domains, linking),
        charts=[_chart(desk, "domains", domains), _chart(desk, "links", links)],
        tables=[_best(desk, linking), _weak(desk, linking), _unknown(desk, linking)],
        notes=[f"{each}: {words}." for each, words in CLASS_WORDS.items()] + [_OF_DOMAINS],
    )


def _good(counts: Mapping[str, int]) -> int:
    return counts.get(Quality.A, 0) + counts.get(Quality.B, 0)


def _answer(count: int, domains: Mapping[str, int], linking: Sequence[DomainStudy]) -> str:
    best, likely = domains.get(Quality.A, 0), domains.get(Quality.B, 0)
    weak, uncounted = domains.get(Quality.C, 0), domains.get(Quality.D, 0)
    linking_to_you = f"{counted(count, 'domain')} that {verb(count, 'links', 'link')} to you"
    told = [
        (
            f"{best:,} of the {linking_to_you} {verb(best, 'is', 'are')} of class A, which means"
            f" that nothing known speaks against {verb(best, 'its', 'their')} best link."
        )
        if best
        else f"None of the {linking_to_you} is of class A."
    ]
    if likely:
        told.append(
            f"{likely:,}{' more' if best else ''} {verb(likely, 'is', 'are')} of class B, which may"
            f" be as good but {verb(likely, 'is', 'are')} weaker or not fully known."
        )
    rest = [
        *([f"{weak:,} {verb(weak, 'counts', 'count')} but weakly (C)"] if weak else []),
        *(
            [f"{uncounted:,} {verb(uncounted, 'does', 'do')} not count in full (D)"]
            if uncounted
            else []
        ),
    ]
    if rest:
        told.append(f"{', '.join(rest)}.")
    rated = sum(1 for study in linking if study.authority is not None)
    if not best and rated < count:
        told.append(
            f"The authority of {counted(count - rated, 'domain')} is not known, and without it no"
            " link is called A: a list with ratings tells it, or --authority with ranks of domains."
        )
    return " ".join(told)


def _figures(
    desk: Desk, links: Mapping[str, int], domains: Mapping[str, int], linking: Sequence[DomainStudy]
) -> list[Figure]:
    good = _good(domains)
    is_good = "quality IN ('A', 'B')"
    figures = [
        Figure(
            key="good_share",
            title="Domains of class A or B",
            value=share_of(good, len(linking)),
            unit=Unit.SHARE,
            meaning="Share of the domains that link; one vote each, however many links.",
            sql=domains_where(desk, "present > 0", f"sum({is_good}) * 1.0 / count(*)"),
            links_sql=domain_list(desk, is_good),
        )
    ]
    for each, words in CLASS_WORDS.items():
        condition = f"quality = '{each}'"
        figures.append(
            Figure(
                key=f"domains_class_{each.lower()}",
                title=f"Domains of class {each}",
                value=domains.get(each, 0),
                meaning=f"{each}: {words}.",
                sql=domains_where(desk, condition),
                links_sql=domain_list(desk, condition),
            )
        )
        figures.append(
            Figure(
                key=f"links_class_{each.lower()}",
                title=f"Links of class {each}",
                value=links.get(each, 0),
                meaning=f"{each}: {words}.",
                sql=links_where(desk, condition),
                links_sql=link_list(desk, condition),
            )
        )
    rated = sum(1 for study in linking if study.authority is not None)
    figures.append(
        Figure(
            key="domains_rated",
            title="Domains with a known authority",
            value=rated,
            meaning="Domains that link and that a list rates; missing from a list is not weak."
            f" Class A wants the percentile {desk.policy.good_authority:g} or more.",
            sql=domains_where(desk, "present > 0 AND authority IS NOT NULL"),
            links_sql=domain_list(desk, "present > 0 AND authority IS NOT NULL"),
        )
    )
    return figures


def _chart(desk: Desk, what: str, counts: Mapping[str, int]) -> Chart:
    total = sum(counts.values())
    good = _good(counts)
    ask = domains_where if what == "domains" else links_where
    return Chart(
        key=f"{what}_by_class",
        title=f"{what.capitalize()} by class",
        kind=ChartKind.BARS,
        labels=[str(each) for each in Quality],
        series=[Series(name=what.capitalize(), values=[counts.get(each, 0) for each in Quality])],
        text=f"{per_cent(good / total if total else 0)} of the {what} are of class A or B.",
        sql=ask(desk, "quality IS NOT NULL", "quality, count(*)") + " GROUP BY quality",
    )


def _best(desk: Desk, linking: Sequence[DomainStudy]) -> Table:
    good = [study for study in linking if study.quality in (Quality.A, Quality.B)]
    good.sort(key=_best_first)
    return Table(
        key="best_domains",
        title="The best domains that link to you",
        columns=[
            column("referring_domain", "Domain"),
            column("quality", "Class"),
            column("authority", "Authority (percentile)", Unit.COUNT),
            column("links", "Links", Unit.COUNT),
            column("why", "What speaks for it"),
            column("example", "Example", Unit.URL),
        ],
        rows=[_best_row(study) for study in good[: desk.policy.table_rows]],
        total=len(good),
        note="An empty authority is not known; it does not mean weak.",
        sql=domain_list(desk, "quality IN ('A', 'B')"),
    )


def _best_first(study: DomainStudy) -> tuple[str, float, float, str]:
    return study.quality or "", -(study.authority or 0.0), -(study.relevance or 0.0), study.domain


def _best_row(study: DomainStudy) -> Sequence[Cell]:
    why = " ".join(sign.sentence for sign in study.signs if sign.family is Family.STRENGTH)
    return (
        study.domain,
        study.quality,
        None if study.authority is None else round(study.authority, 1),
        study.present,
        why,
        study.example_page,
    )


def _weak(desk: Desk, linking: Sequence[DomainStudy]) -> Table:
    marks: Counter[Sign] = Counter()
    domains: Counter[Sign] = Counter()
    for study in linking:
        weak = {
            mark: count for mark, count in study.marks.items() if mark.family is Family.WEAKNESS
        }
        marks.update(weak)
        domains.update(weak.keys())
    ranked = sorted(marks.items(), key=lambda item: (-item[1], item[0]))
    return Table(
        key="weaknesses",
        title="What makes links weaker",
        columns=[
            column("why", "Why"),
            column("links", "Links", Unit.COUNT),
            column("domains", "Domains", Unit.COUNT),
        ],
        rows=[(sign.sentence, count, domains[sign]) for sign, count in ranked],
        total=len(ranked),
        note="A link can have several weaknesses.",
        sql=link_list(desk, bears(*(sign for sign in Sign if sign.family is Family.WEAKNESS))),
    )


def _unknown(desk: Desk, linking: Sequence[DomainStudy]) -> Table:
    followed = sum(study.followed for study in linking)
    rows: list[Sequence[Cell]] = []
    for name, (title, remedy) in _NOT_KNOWN.items():
        told = [sign for sign in (GATES[name].passed, GATES[name].failed) if sign]
        count = followed - sum(_followed_marks(linking, sign) for sign in told)
        if count > 0:
            rows.append((title, count, remedy))
    return Table(
        key="not_known",
        title="What is not known of links that count in full",
        columns=[
            column("what", "What"),
            column("links", "Links", Unit.COUNT),
            column("remedy", "How to know it"),
        ],
        rows=rows,
        total=len(rows),
        note="A link of which one of these is not known is of class B at most.",
        sql=link_list(desk, "countability = 'followed'"),
    )


def _followed_marks(linking: Sequence[DomainStudy], sign: Sign) -> int:
    # The gates are asked of links that count in full alone, so these signs are theirs.
    return sum(study.marks.get(sign, 0) for study in linking)
