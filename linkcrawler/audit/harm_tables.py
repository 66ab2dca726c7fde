"""The tables of what may hurt: candidates by family, anchor texts, sitewide links, networks."""

from collections.abc import Sequence

from linkcrawler.audit.anchor_mix import median_mix, mix_of, money_anchors
from linkcrawler.audit.desk import Desk
from linkcrawler.audit.parts import Cell, Table, Unit
from linkcrawler.audit.signs import Family, Sign
from linkcrawler.audit.study import AnchorClass, DomainStudy, Quality
from linkcrawler.audit.wording import bears, column, domain_list, link_list

_FAMILIES = (
    (Family.LISTED, "Candidates: on your lists of harmful domains"),
    (Family.PAID, "Candidates: paid for, and counting in full"),
    (Family.SCHEME, "Candidates: link schemes"),
    (Family.SPAM, "Candidates: spam"),
)
"""In the order in which to look at them; a domain stands in the first one that fits."""

_AGAINST = frozenset({Family.SPAM, Family.SCHEME, Family.PAID, Family.LISTED})
ANCHOR_WORDS = {
    AnchorClass.EMPTY: "No text",
    AnchorClass.IMAGE: "Image",
    AnchorClass.NAKED_URL: "Web address",
    AnchorClass.BRANDED: "Brand",
    AnchorClass.BRAND_PARTIAL: "Brand with a keyword",
    AnchorClass.EXACT: "Keyword, exactly",
    AnchorClass.PARTIAL: "Text with a keyword",
    AnchorClass.GENERIC: "Says nothing, such as 'click here'",
    AnchorClass.TITLE: "Title of your page",
    AnchorClass.AUTHOR_NAME: "Name of an author",
    AnchorClass.OTHER: "Other text",
}


def weight_of(study: DomainStudy) -> int:
    """Return the sum of the weights of a domain's marks."""
    return sum(sign.weight for sign in study.signs)


def family_of(study: DomainStudy) -> Family:
    """Return the family that a candidate is told under: its first one with a mark of weight."""
    found = {sign.family for sign in study.signs if sign.weight}
    return next((family for family, _ in _FAMILIES if _counts(family, study, found)), Family.SPAM)


def _counts(family: Family, study: DomainStudy, found: set[Family]) -> bool:
    if family is Family.SCHEME:
        # A keyword as text is no scheme by itself.
        return any(
            sign.family is Family.SCHEME and sign.weight and sign is not Sign.MONEY_ANCHOR
            for sign in study.signs
        )
    return family in found


def candidate_tables(desk: Desk, linking: Sequence[DomainStudy]) -> list[Table]:
    """Return the domains with candidates, a table for each family."""
    candidates = [study for study in linking if study.qualities.get(Quality.X)]
    return [
        _candidates(
            desk, f"candidates_{family}", title, [c for c in candidates if family_of(c) is family]
        )
        for family, title in _FAMILIES
    ]


def _candidates(desk: Desk, key: str, title: str, studies: Sequence[DomainStudy]) -> Table:
    ranked = sorted(studies, key=lambda study: (-weight_of(study), study.domain))
    return Table(
        key=key,
        title=title,
        columns=[
            column("referring_domain", "Domain"),
            column("links", "Candidates", Unit.COUNT),
            column("present", "Links", Unit.COUNT),
            column("weight", "Weight of its marks", Unit.COUNT),
            column("why", "Why"),
            column("example", "Example", Unit.URL),
        ],
        rows=[_candidate(study) for study in ranked[: desk.policy.table_rows]],
        total=len(ranked),
        note="Reasons to look at it, no verdict.",
        sql=link_list(desk, "quality = 'X'"),
    )


def _candidate(study: DomainStudy) -> Sequence[Cell]:
    why = " ".join(
        sign.sentence
        for sign in study.signs
        if sign.family in _AGAINST and sign is not Sign.SPAM_SUSPECT
    )
    suspects = study.qualities.get(Quality.X, 0)
    return study.domain, suspects, study.present, weight_of(study), why, study.suspect_page


def anchor_table(desk: Desk, linking: Sequence[DomainStudy]) -> Table:
    """Return the shares of the anchor classes beside the competitors' median."""
    cap = desk.policy.links_per_domain_cap
    own, usual = mix_of(linking, cap), median_mix(desk.competitors, cap)
    rows: list[Sequence[Cell]] = []
    for kind, words in ANCHOR_WORDS.items():
        share = own.get(kind, 0.0)
        median = usual.get(kind)
        if share or median:
            gap = None if median is None else share - median
            rows.append((words, share, median, gap, _told(gap, desk.policy.anchor_distance_points)))
    return Table(
        key="anchor_classes",
        title="Anchor texts by kind",
        columns=[
            column("kind", "Kind"),
            column("share", "You", Unit.SHARE),
            column("median", "Competitors' median", Unit.SHARE),
            column("gap", "Difference", Unit.SHARE),
            column("told", "Worth a look"),
        ],
        rows=rows,
        total=len(rows),
        note=f"Shares of links that are there, at most {cap} of a domain. What is usual differs"
        " from trade to trade, so the competitors are the better measure.",
    )


def _told(gap: float | None, points: float) -> str:
    if gap is None or abs(gap) * 100 <= points:
        return ""
    return f"{abs(gap) * 100:.0f} points {'more' if gap > 0 else 'less'}"


def money_table(desk: Desk, linking: Sequence[DomainStudy]) -> Table:
    """Return the keywords that are used as anchor texts."""
    anchors = money_anchors(linking)
    return Table(
        key="money_anchors",
        title="Keywords used as anchor texts",
        columns=[
            column("anchor", "Anchor text"),
            column("domains", "Domains", Unit.COUNT),
            column("share", "of the domains that link", Unit.SHARE),
            column("links", "Links", Unit.COUNT),
        ],
        rows=[
            (anchor.text, anchor.domains, anchor.domains / len(linking), anchor.links)
            for anchor in anchors[: desk.policy.table_rows]
        ],
        total=len(anchors),
        sql=link_list(desk, "anchor_class IN ('exact', 'partial')"),
    )


def sitewide_table(desk: Desk, linking: Sequence[DomainStudy]) -> Table:
    """Return the domains that link from very many pages, or many times from one."""
    found = [
        study
        for study in linking
        if Sign.SITEWIDE in study.signs or Sign.MANY_FROM_PAGE in study.signs
    ]
    found.sort(key=lambda study: (-study.present, study.domain))
    return Table(
        key="sitewide",
        title="Domains with many links",
        columns=[
            column("referring_domain", "Domain"),
            column("links", "Links", Unit.COUNT),
            column("pages", "Pages", Unit.COUNT),
            column("followed", "counting in full", Unit.COUNT),
            column("example", "Example", Unit.URL),
        ],
        rows=[
            (
                study.domain,
                study.present,
                study.linking_pages,
                study.followed,
                study.example_page,
            )
            for study in found[: desk.policy.table_rows]
        ],
        total=len(found),
        note="Often a partner's footer or a list of sponsors, and then fine.",
        sql=domain_list(desk, bears(Sign.SITEWIDE, Sign.MANY_FROM_PAGE)),
    )


def network_table(desk: Desk, linking: Sequence[DomainStudy]) -> Table:
    """Return the domains that share with others what only one owner's do."""
    found = sorted(
        (study for study in linking if study.network), key=lambda s: (s.network or "", s.domain)
    )
    return Table(
        key="networks",
        title="Domains that may have one owner",
        columns=[
            column("referring_domain", "Domain"),
            column("shares", "What it shares"),
            column("quality", "Class"),
            column("example", "Example", Unit.URL),
        ],
        rows=[
            (study.domain, study.network, study.quality, study.example_page)
            for study in found[: desk.policy.table_rows]
        ],
        total=len(found),
        note="An agency's customers can look alike too.",
        sql=domain_list(desk, bears(Sign.NETWORK)),
    )
