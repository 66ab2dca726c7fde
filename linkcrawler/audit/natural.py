"""Section: Do they look natural?"""

from collections.abc import Mapping, Sequence

from linkcrawler.audit.clusters import Cluster, audience_of, clusters_of, country_of, home_countries
from linkcrawler.audit.desk import Desk
from linkcrawler.audit.languages import language_name
from linkcrawler.audit.measures import (
    domains,
    literals,
    main_language,
    main_language_sql,
    names,
    there,
    top_anchor,
    verified_rivals,
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
from linkcrawler.audit.study import AnchorClass, DomainStudy, Quality
from linkcrawler.audit.wording import verb

KEY = "natural"
QUESTION = "Do they look natural?"

_SHOWN = 8
_NAMES = frozenset({AnchorClass.BRANDED, AnchorClass.NAKED_URL, AnchorClass.IMAGE})
"""Anchors that many use without any plan."""


def section(desk: Desk) -> Section:
    """Answer the question."""
    linking = there(desk.own)
    languages = clusters_of(desk, linking, main_language, audience_of(desk))
    countries = clusters_of(desk, linking, country_of, home_countries(desk))
    told = [each for each in (*languages, *countries) if each.is_told]
    return Section(
        key=KEY,
        question=QUESTION,
        answer=_answer(desk, linking, languages, countries),
        tone=Tone.WATCH if told else Tone.PLAIN,
        figures=_figures(desk, languages, countries),
        charts=[_chart("languages", "Languages", languages)] if languages else (),
        tables=[
            _table(desk, "languages", "Languages of linking domains", languages),
            *(
                [_table(desk, "countries", "Countries of linking domains", countries)]
                if countries
                else []
            ),
        ]
        if linking
        else (),
        notes=_notes(desk),
    )


def _answer(
    desk: Desk,
    linking: Sequence[DomainStudy],
    languages: Sequence[Cluster],
    countries: Sequence[Cluster],
) -> str:
    if not linking:
        return (
            "No link to you is known to be there, so there is nothing to judge."
            " 'linkcrawler verify' looks at the pages of your lists."
        )
    if not languages and not countries:
        return (
            f"It can't be told yet: of the {domains(len(linking))} that link to you neither"
            " language nor country is known. The next looks of 'linkcrawler verify' may tell."
        )
    if not audience_of(desk) and not home_countries(desk):
        most = languages[0] if languages else countries[0]
        return (
            f"Most linking domains are {_in(most)} ({most.share:.0%}). Whether that is natural"
            " depends on whom you address, which is not known: put languages and countries into"
            " an audit file (--profile)."
        )
    told = [each for each in (*languages, *countries) if each.is_told]
    if told:
        return " ".join(_sentence(each) for each in told)
    foreign = [each for each in languages if each.is_foreign]
    if not foreign:
        return "Yes, as far as can be seen: languages and countries are those of your audience."
    number = sum(len(each.studies) for each in foreign)
    share = sum(each.share for each in foreign)
    if all(each.share < desk.policy.outlier_share for each in foreign):
        return (
            f"Yes, as far as can be seen. {domains(number)} in other languages ({share:.0%})"
            f" {verb(number, 'is an outlier', 'are a few outliers')}, as every site has them."
        )
    return (
        f"Nothing stands out. {domains(number)} ({share:.0%}) {verb(number, 'is', 'are')} in other"
        " languages than those"
        f" of your audience, the most in {foreign[0].name} ({foreign[0].share:.0%});"
        f" from {desk.policy.foreign_share:.0%} of one language on it would be told."
    )


def _in(cluster: Cluster) -> str:
    return f"under {cluster.name}" if cluster.name.startswith(".") else f"in {cluster.name}"


def _sentence(cluster: Cluster) -> str:
    number = len(cluster.studies)
    usual = (
        "no competitor's list was verified to compare with"
        if cluster.usual is None
        else f"your competitors have {cluster.usual:.0%}"
    )
    text = (
        f"{domains(number)} ({cluster.share:.0%}) {verb(number, 'is', 'are')} {_in(cluster)}, which"
        f" is not of your audience; {usual}."
        f" {verb(number, 'It is', 'They are')} {names(cluster.studies)}."
    )
    anchor = top_anchor(cluster.studies)
    if anchor is not None and anchor[2] > 1:
        text += f' {anchor[2]:,} of them use the anchor text "{anchor[1]}".'
    if since := _since(cluster):
        text += f" {verb(number, 'It', 'They')} came {since}."
    harmful = sum(study.quality is Quality.X for study in cluster.studies)
    if harmful:
        are = "is a candidate" if harmful == 1 else "are candidates"
        return f"{text} {harmful:,} of them {are} for harm."
    text += f" {verb(number, 'It is no candidate', 'None is a candidate')} for harm"
    if anchor is not None and anchor[0] not in _NAMES and 1 < anchor[2] >= number / 2:
        return f"{text} by its marks; that so many use one text is odd, so look at a few of them."
    return f"{text}, so it may well be a readership of yours."


def _since(cluster: Cluster) -> str:
    days = sorted(study.gained_on for study in cluster.studies if study.gained_on)
    if not days:
        return ""
    if days[0] == days[-1]:
        return f"on {days[0]}"
    return f"from {days[0]} to {days[-1]}, half of them by {days[(len(days) - 1) // 2]}"


def _figures(
    desk: Desk, languages: Sequence[Cluster], countries: Sequence[Cluster]
) -> Sequence[Figure]:
    site = desk.sql_site()
    spoken = f"SELECT * FROM ({main_language_sql(site)})"
    audience = sorted(audience_of(desk))
    abroad = sorted(home_countries(desk))
    everywhere = f"FROM audited_domains WHERE target_site = {site} AND present > 0"
    elsewhere = f"{everywhere} AND country <> ''"
    foreign = [each for each in languages if each.is_foreign]
    far = [each for each in countries if each.is_foreign]
    return (
        _foreign_figure(
            "foreign_language_domains",
            "Domains in other languages",
            foreign,
            audience,
            f"({spoken}) WHERE language NOT IN {literals(audience)}",
            "languages",
        ),
        _foreign_share(
            desk,
            "foreign_language_share",
            "Share of the greatest other language",
            foreign,
            f"SELECT coalesce(max(n), 0) * 1.0 / (SELECT count(*) FROM ({spoken})) FROM"
            f" (SELECT count(*) AS n FROM ({spoken}) WHERE language NOT IN {literals(audience)}"
            " GROUP BY language)",
            known=bool(audience and languages),
        ),
        _foreign_figure(
            "foreign_country_domains",
            "Domains of other countries",
            far,
            abroad,
            f"(SELECT * {elsewhere}) WHERE country NOT IN {literals(abroad)}",
            "countries",
        ),
        _foreign_share(
            desk,
            "foreign_country_share",
            "Share of the greatest other country",
            far,
            f"SELECT coalesce(max(n), 0) * 1.0 / (SELECT count(*) {everywhere}) FROM"
            f" (SELECT count(*) AS n {elsewhere} AND country NOT IN {literals(abroad)}"
            " GROUP BY country)",
            known=bool(abroad and countries),
        ),
    )


def _foreign_figure(
    key: str,
    title: str,
    clusters: Sequence[Cluster],
    audience: Sequence[str],
    source: str,
    noun: str,
) -> Figure:
    if not audience:
        meaning = (
            f"The {noun} of your audience are not known; an audit file (--profile) states them."
        )
        return Figure(key=key, title=title, value=None, meaning=meaning)
    return Figure(
        key=key,
        title=title,
        value=sum(len(each.studies) for each in clusters),
        meaning=f"Linking domains whose {noun} are known and not among"
        f" {', '.join(map(language_name, audience) if noun == 'languages' else audience)}.",
        sql=f"SELECT count(*) FROM {source}",
        links_sql=f"SELECT * FROM {source} ORDER BY referring_domain",
    )


def _foreign_share(
    desk: Desk, key: str, title: str, clusters: Sequence[Cluster], sql: str, *, known: bool
) -> Figure:
    policy = desk.policy
    if not known:
        why = (
            "No linking domain has the ending of a country, or your audience's is not known."
            if "country" in key
            else "The languages of your audience, or those of the linking pages, are not known."
        )
        return Figure(key=key, title=title, value=None, unit=Unit.SHARE, meaning=why)
    whole = "Of all linking domains." if "country" in key else "Of those whose language is known."
    return Figure(
        key=key,
        title=title,
        value=clusters[0].share if clusters else 0.0,
        unit=Unit.SHARE,
        meaning=f"{whole} Under {policy.outlier_share:.0%} are"
        f" outliers; told are {policy.foreign_share:.0%} and {policy.foreign_domains} domains, if"
        f" that is {policy.foreign_factor:g} times what competitors have.",
        sql=sql,
        tone=Tone.WATCH if any(each.is_told for each in clusters) else Tone.PLAIN,
    )


def _chart(key: str, title: str, clusters: Sequence[Cluster]) -> Chart:
    shown, rest = clusters[:_SHOWN], clusters[_SHOWN:]
    labels = [each.name for each in shown] + (["others"] if rest else [])
    own: list[float | None] = [each.share for each in shown]
    usual: list[float | None] = [each.usual for each in shown]
    if rest:
        own.append(sum(each.share for each in rest))
        usual.append(None)
    series = [Series(name="You", values=own)]
    if any(value is not None for value in usual):
        series.append(Series(name="Competitors, median", values=usual))
    return Chart(
        key=f"{key}_spread",
        title=f"{title} of linking domains",
        kind=ChartKind.BARS,
        labels=labels,
        series=series,
        text="; ".join(f"{each.name}: {each.share:.0%}" for each in shown),
        unit=Unit.SHARE,
    )


def _table(desk: Desk, key: str, title: str, clusters: Sequence[Cluster]) -> Table:
    sql: Mapping[str, str] = {
        "languages": "SELECT language, count(*) AS domains FROM"
        f" ({main_language_sql(desk.sql_site())}) GROUP BY language ORDER BY 2 DESC, 1",
        "countries": "SELECT country, count(*) AS domains FROM audited_domains WHERE target_site ="
        f" {desk.sql_site()} AND present > 0 AND country <> '' GROUP BY country ORDER BY 2 DESC, 1",
    }
    return Table(
        key=key,
        title=title,
        columns=(
            Column(name="name", title="Language" if key == "languages" else "Country"),
            Column(name="domains", title="Domains", unit=Unit.COUNT),
            Column(name="share", title="Share", unit=Unit.SHARE),
            Column(name="usual", title="Competitors", unit=Unit.SHARE),
            Column(name="view", title="How we see it"),
            Column(name="anchor", title="Most used anchor"),
            Column(name="since", title="Since"),
        ),
        rows=[_row(desk, each) for each in clusters[: desk.policy.table_rows]],
        total=len(clusters),
        note="A domain counts once, in the language of most of its pages that link."
        if key == "languages"
        else "By country-code ending; shares are of all linking domains.",
        sql=sql[key],
    )


def _row(desk: Desk, cluster: Cluster) -> Sequence[Cell]:
    anchor = top_anchor(cluster.studies)
    days = [study.gained_on for study in cluster.studies if study.gained_on]
    view: str | None
    if cluster.is_told:
        view = "stands out"
    elif cluster.is_foreign:
        view = (
            "a few outliers" if cluster.share < desk.policy.outlier_share else "does not stand out"
        )
    else:
        view = "your audience" if _has_audience(desk, cluster) else None
    return (
        cluster.name,
        len(cluster.studies),
        cluster.share,
        cluster.usual,
        view,
        anchor and anchor[1],
        min(days) if days else None,
    )


def _has_audience(desk: Desk, cluster: Cluster) -> bool:
    return cluster.code in (
        home_countries(desk) if cluster.name.startswith(".") else audience_of(desk)
    )


def _notes(desk: Desk) -> Sequence[str]:
    notes = []
    if not desk.profile.languages and (audience := audience_of(desk)):
        named = ", ".join(language_name(code) for code in sorted(audience))
        notes.append(
            f"The languages of your audience are not stated; those of your own pages stand for"
            f" them: {named}."
        )
    if not desk.profile.countries:
        notes.append(
            "No countries are stated in the audit file, so domains are not judged by them."
        )
    if not verified_rivals(desk):
        notes.append(
            "What is usual in your field is not known: no competitor's list was verified."
            " English is not judged without one, since pages in English link to sites everywhere."
        )
    notes.append("A generic ending such as .com tells no country.")
    return notes
