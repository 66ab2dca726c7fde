"""Numbers by which tools rate pages and domains, under the names that the trade has for them."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

METRIC_NAMES: Mapping[str, tuple[str, ...]] = {
    "DR": ("Domain rating", "DR", "domain_rating_source"),  # Ahrefs
    "UR": ("UR", "URL Rating", "url_rating_source"),
    "AS": ("Page ascore", "Page Authority Score"),  # Semrush
    "domain_AS": ("Domain ascore", "Domain Authority Score"),
    "page_score": ("Page score",),
    "page_trust_score": ("Page trust score",),
    "toxic_score": ("Toxic score", "Toxicity score"),
    "TF": ("SourceTrustFlow", "Trust Flow", "TF"),  # Majestic
    "CF": ("SourceCitationFlow", "Citation Flow", "CF"),
    "domain_TF": ("DomainTrustFlow", "RefDomainTrustFlow"),
    "domain_CF": ("DomainCitationFlow", "RefDomainCitationFlow"),
    "DA": ("Domain Authority", "DA"),  # Moz, Ubersuggest and who buys from Moz
    "PA": ("Page Authority", "PA"),
    "spam_score": ("Spam Score", "SS"),
    "inlink_rank": ("inlink_rank", "Page InLink Rank"),  # SE Ranking
    "domain_inlink_rank": ("domain_inlink_rank", "Domain InLink Rank"),
    "SPR": ("SPR",),  # Serpstat
    "domain_traffic": ("Domain traffic", "traffic_domain"),
    "page_traffic": ("Page traffic", "Traffic"),
    "keywords": ("Keywords", "positions"),
    "referring_domains": (
        "Referring domains",
        "refdomains_source",
        "Number of Domains Linking to this Page",
    ),
    "external_links": ("External links", "External Links Count", "links_external"),
}

_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:[,.\s']\d{3})+|\d+)(?:[.,]\d+)?")
_THOUSANDS = re.compile(r"[,.\s'](?=\d{3}(?!\d))")


def read_metrics(cells: Sequence[str], columns: Mapping[str, int]) -> dict[str, float]:
    """Return the numbers of a row; a cell that is none is left out, as is one that is missing."""
    found: dict[str, float] = {}
    for metric, index in columns.items():
        if index < len(cells) and (number := read_number(cells[index])) is not None:
            found[metric] = number
    return found


@lru_cache(maxsize=65_536)  # ratings are small numbers, on very many rows
def read_number(cell: str) -> float | None:
    """Return the number of a cell such as ``1,240``, ``0.5`` or ``0,5``; ``None``: it is none."""
    cell = cell.strip().removesuffix("%").rstrip()
    if len(cell) > 40 or not _NUMBER.fullmatch(cell):
        return None
    try:
        return float(cell)
    except ValueError:
        return float(_THOUSANDS.sub("", cell).replace(",", "."))
