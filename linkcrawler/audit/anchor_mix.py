"""How the anchor texts of a site are spread, and how that of competitors is."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import NamedTuple

from linkcrawler.audit.desk import Desk
from linkcrawler.audit.measures import literals, median_sql
from linkcrawler.audit.study import AnchorClass, DomainStudy
from linkcrawler.audit.wording import links_where, share_of

Mix = Mapping[AnchorClass, float]
"""Shares of the anchor classes; together 1.0, or nothing where no link is there."""


def mix_of(studies: Iterable[DomainStudy], cap: int) -> Mix:
    """Return the shares of the anchor classes among links that are there.

    A domain counts with at most ``cap`` links, in the proportions of all of its links, so that a
    link on each page of one domain is not taken for thousands of decisions.
    Source: Link Research Tools, sitewide links.
    """
    weights: dict[AnchorClass, float] = defaultdict(float)
    for study in studies:
        links = sum(study.anchors.values())
        for (kind, _), count in study.anchors.items():
            weights[kind] += count * min(links, cap) / links
    total = sum(weights.values())
    return {kind: weights[kind] / total for kind in AnchorClass if weights[kind]} if total else {}


def share_sql(desk: Desk, kinds: Sequence[AnchorClass]) -> str:
    """Return a query for the share of anchor classes, as ``mix_of`` has it."""
    each = links_where(desk, "quality IS NOT NULL", "referring_domain, anchor_class, count(*) AS n")
    cap = desk.policy.links_per_domain_cap
    wanted = ", ".join(f"'{kind}'" for kind in kinds)
    weight = f"n * 1.0 * min(links, {cap}) / links"
    return (
        f"WITH mix AS ({each} GROUP BY referring_domain, anchor_class),"
        " whole AS (SELECT referring_domain, sum(n) AS links FROM mix GROUP BY referring_domain)"
        f" SELECT total(CASE WHEN anchor_class IN ({wanted}) THEN {weight} END) / sum({weight})"
        " FROM mix JOIN whole USING (referring_domain)"
    )


def median_mix(competitors: Mapping[str, Sequence[DomainStudy]], cap: int) -> Mix:
    """Return the median share of each class over competitors with links; none: no competitors."""
    mixes = [mix for studies in competitors.values() if (mix := mix_of(studies, cap))]
    if not mixes:
        return {}
    return {kind: median(mix.get(kind, 0.0) for mix in mixes) for kind in AnchorClass}


def distance_sql(desk: Desk, kinds: Sequence[AnchorClass]) -> str:
    """Return a query for the largest of the classes' shares less the competitors' median."""
    cap = desk.policy.links_per_domain_cap
    sites = literals([desk.site, *sorted(desk.competitors)])
    shares = ", ".join(
        f"total(CASE anchor_class WHEN '{kind}' THEN weight END) / sum(weight) AS {kind}"
        for kind in kinds
    )
    own = f"target_site = {desk.sql_site()}"
    further = ", ".join(
        f"coalesce((SELECT {kind} FROM share WHERE {own}), 0.0)"
        f" - ({median_sql(f'SELECT {kind} FROM share WHERE NOT {own}', kind)})"
        for kind in kinds
    )
    return (
        "WITH mix AS (SELECT target_site, referring_domain, anchor_class, count(*) AS n"
        f" FROM audited_links WHERE target_site IN {sites} AND quality IS NOT NULL"
        " GROUP BY target_site, referring_domain, anchor_class),"
        " whole AS (SELECT target_site, referring_domain, sum(n) AS links FROM mix"
        " GROUP BY target_site, referring_domain),"
        f" weighed AS (SELECT target_site, anchor_class, n * 1.0 * min(links, {cap}) / links"
        " AS weight FROM mix JOIN whole USING (target_site, referring_domain)),"
        f" share AS (SELECT target_site, {shares} FROM weighed GROUP BY target_site)"
        f" SELECT max({further})"
    )


class MoneyAnchor(NamedTuple):
    """A keyword of the site that domains use as anchor text."""

    text: str
    domains: int
    links: int


def money_anchors(studies: Iterable[DomainStudy]) -> list[MoneyAnchor]:
    """Return the money anchors, the one of the most domains first."""
    domains: Counter[str] = Counter()
    links: Counter[str] = Counter()
    for study in studies:
        used: Counter[str] = Counter()
        for (kind, text), count in study.anchors.items():
            if kind.is_money and text:
                used[text] += count
        domains.update(used.keys())
        links.update(used)
    found = [MoneyAnchor(text, count, links[text]) for text, count in domains.items()]
    return sorted(found, key=lambda anchor: (-anchor.domains, -anchor.links, anchor.text))


def single_share(studies: Sequence[DomainStudy]) -> float | None:
    """Return the share of linking domains that use the commonest money anchor."""
    linking = sum(1 for study in studies if study.present)
    anchors = money_anchors(studies)
    return share_of(anchors[0].domains if anchors else 0, linking)


def single_share_sql(desk: Desk) -> str:
    """Return a query for ``single_share``."""
    used = links_where(
        desk,
        "anchor_class IN ('exact', 'partial') AND anchor <> ''",
        "count(DISTINCT referring_domain) AS n",
    )
    linking = links_where(desk, "quality IS NOT NULL", "count(DISTINCT referring_domain)")
    return f"SELECT coalesce(max(n), 0) * 1.0 / ({linking}) FROM ({used} GROUP BY anchor)"
