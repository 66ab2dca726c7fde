"""Which tool wrote a table, and which of its tables are no list of backlinks."""

from collections.abc import Sequence, Set
from dataclasses import dataclass

from linkcrawler.imports.columns import header_key, is_page_name


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedTable:
    """An export that people take for a list of backlinks."""

    names: frozenset[str]
    """Keys of header names that together give it away."""

    sentence: str
    """What it is, and which export to take instead."""


def _keys(*names: str) -> frozenset[str]:
    return frozenset(map(header_key, names))


SCREAMING_FROG = "Screaming Frog"
OWN = "linkcrawler"
"""Our own export."""

# The first whose names are all there.
TOOLS: Sequence[tuple[str, frozenset[str]]] = (
    ("Ahrefs", _keys("Referring page URL", "Domain rating")),
    ("Ahrefs", _keys("url_from", "url_to", "domain_rating_source")),
    ("Semrush", _keys("Source url", "Target url", "Page ascore")),
    ("Semrush", _keys("Source url", "Target url", "Page trust score")),
    ("Semrush", _keys("Source URL", "Target URL", "Toxic Score")),
    ("Majestic", _keys("SourceURL", "TargetURL", "SourceTrustFlow")),
    ("Moz", _keys("URL", "Target URL", "Page Authority", "Only follow")),
    ("Ubersuggest", _keys("Source URL", "Target URL", "Page Authority", "Spam Score")),
    (SCREAMING_FROG, _keys("Type", "Source", "Destination", "Status Code")),
    (SCREAMING_FROG, _keys("Source", "Destination", "Ancrage", "Code de statut")),
    ("SE Ranking", _keys("url_from", "url_to", "inlink_rank")),
    ("Linkody", _keys("URL FROM", "EXPECTED LANDING PAGE URL")),
    ("Serpstat", _keys("Donor URL", "Acceptor URL")),
    ("Cybokron", _keys("Source URL", "Final URL", "X-Robots Noindex")),
    ("Google Search Console", _keys("Linking page")),
    ("Google Search Console", _keys("Página de enlace", "Último rastreo")),
    ("Google Search Console", _keys("דף מקשר")),
    (OWN, _keys("referring_page", "target", "link_state")),
)

_LATEST_LINKS = "Links > Export external links > Latest links, with the target given beside it"
_BING_PAGES = "Backlinks > Pages in Bing Webmaster Tools"

# What the table is, what to take instead, and the names of which one set gives it away.
_REFUSED: Sequence[tuple[str, str, tuple[frozenset[str], ...]]] = (
    (
        "Search Console's table of linking sites, without their pages",
        _LATEST_LINKS,
        (
            _keys("Site", "Linking pages", "Target pages"),
            _keys("אתר", "דפים מקשרים", "דפי יעד"),
        ),
    ),
    (
        "Search Console's table of your own linked pages",
        _LATEST_LINKS,
        (_keys("Target page", "Incoming links"), _keys("דף יעד", "קישורים נכנסים")),
    ),
    (
        "Bing's table of linking domains, without their pages",
        _BING_PAGES,
        (_keys("Domain", "Backlinks Count"),),
    ),
    (
        "Bing's table of anchor texts, without the pages",
        _BING_PAGES,
        (_keys("Anchor", "Backlinks Count"), _keys("Anchor text", "Backlinks Count")),
    ),
    (
        "Moz's table of your own top pages",
        "Link Explorer > Inbound Links, exported as CSV",
        (_keys("URL", "Linking Domains to Page"), _keys("URL", "Title", "PA", "Total Links")),
    ),
    (
        "Ahrefs' table of referring domains, without their pages",
        "Site Explorer > Backlinks > Export",
        (
            _keys("Domain", "Links to target"),
            _keys("Domain", "DR", "Dofollow links"),
            _keys("Domain", "Domain rating", "Dofollow ref. domains"),
        ),
    ),
    (
        "Semrush's table of referring domains, without their pages",
        "Backlink Analytics > Backlinks > Export",
        (_keys("Domain ascore", "Domain"),),
    ),
)
REFUSED_TABLES: Sequence[RefusedTable] = tuple(
    RefusedTable(names=names, sentence=f"{what}; take this export instead: {instead}")
    for what, instead, signatures in _REFUSED
    for names in signatures
)


def tool_of(keys: Set[str]) -> str | None:
    """Return the tool that writes such a header; ``None``: no one tool does."""
    return next((tool for tool, names in TOOLS if names <= keys), None)


def refused_table(keys: Set[str]) -> RefusedTable | None:
    """Return the table that this header gives away as no list of backlinks.

    A column with a better page name than "URL" saves it: users add columns of their own.
    """
    if any(map(is_page_name, keys)):
        return None
    return next((table for table in REFUSED_TABLES if table.names <= keys), None)
