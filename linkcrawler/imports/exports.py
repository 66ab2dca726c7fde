"""Which tool wrote a table, and which of its tables are no list of backlinks."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

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


AHREFS, SEMRUSH, MAJESTIC, MOZ = "Ahrefs", "Semrush", "Majestic", "Moz"
GOOGLE, BING, SCREAMING_FROG = "Google Search Console", "Bing Webmaster Tools", "Screaming Frog"
DISAVOW = "Google disavow file"
OWN = "linkcrawler"
"""Our own export."""


class Export(NamedTuple):
    """A report of a tool; an empty report: any of the tool's."""

    tool: str
    report: str


# The first whose names are all there.
_EXPORTS: Sequence[tuple[Export, frozenset[str]]] = (
    (
        Export(AHREFS, "Broken backlinks"),
        _keys("Referring page URL", "Domain rating", "Target page HTTP code"),
    ),
    (Export(AHREFS, "Link intersect"), _keys("Referring page URL", "Domain rating", "Intersect")),
    (Export(AHREFS, "Backlinks"), _keys("Referring page URL", "Domain rating")),
    (Export(AHREFS, "API"), _keys("url_from", "url_to", "domain_rating_source")),
    (Export(SEMRUSH, "Backlinks"), _keys("Source url", "Target url", "Page ascore")),
    (Export(SEMRUSH, "Backlinks"), _keys("Source url", "Target url", "Page trust score")),
    (Export(SEMRUSH, "Backlink Audit"), _keys("Source URL", "Target URL", "Toxic Score")),
    (Export(MAJESTIC, "Backlinks"), _keys("SourceURL", "TargetURL", "SourceTrustFlow", "Domain")),
    (Export(MAJESTIC, "Raw export"), _keys("SourceURL", "TargetURL", "SourceTrustFlow")),
    (Export(MOZ, "Inbound links"), _keys("URL", "Target URL", "Page Authority", "Only follow")),
    (
        Export("Ubersuggest", "Backlinks"),
        _keys("Source URL", "Target URL", "Page Authority", "Spam Score"),
    ),
    *(
        (Export(SCREAMING_FROG, "All Inlinks"), _keys(*names))
        for names in (
            ("Type", "Source", "Destination", "Status Code"),
            ("Source", "Destination", "Ancrage", "Code de statut"),
            ("Typ", "Quelle", "Ziel", "Statuscode"),
            ("Typ", "Quelle", "Ziel", "Status-Code"),
            ("Tipo", "Origen", "Destino", "Código de estado"),
            ("Tipo", "Fuente", "Destino", "Código de estado"),
            ("Tipo", "Origine", "Destinazione", "Codice di stato"),
            ("Tipo", "Origem", "Destino", "Código de status"),
            ("Type", "Bron", "Doel", "Statuscode"),
            ("Typ", "Źródło", "Cel", "Kod statusu"),
            ("Тип", "Источник", "Назначение", "Код состояния"),
            ("タイプ", "ソース", "宛先", "ステータスコード"),
        )
    ),
    (Export("SE Ranking", "Backlinks"), _keys("url_from", "url_to", "inlink_rank")),
    (Export("Linkody", "Import format"), _keys("URL FROM", "EXPECTED LANDING PAGE URL")),
    (Export("Serpstat", "Backlinks"), _keys("Donor URL", "Acceptor URL")),
    (Export("Cybokron", "Results"), _keys("Source URL", "Final URL", "X-Robots Noindex")),
    (
        Export("TraceLinker", "Import format"),
        _keys("source_url", "target_url", "anchor_text", "rel", "dr"),
    ),
    *(
        (Export(GOOGLE, "Latest links"), _keys(*names))
        for names in (
            ("Linking page", "Last crawled"),
            ("Página de enlace", "Último rastreo"),
            ("דף מקשר", "נסרק לאחרונה"),
            ("Verweisende Seite", "Zuletzt gecrawlt"),
            ("Page de provenance", "Dernière exploration"),
            ("Pagina di collegamento", "Ultima scansione"),
            ("Página de vinculação", "Último rastreamento"),
            ("Linkende pagina", "Laatst gecrawld"),
            ("Strona linkująca", "Ostatnie skanowanie"),
            ("Ссылающаяся страница", "Последнее сканирование"),
            ("リンク元ページ", "前回のクロール"),
        )
    ),
    (Export(GOOGLE, "More sample links"), _keys("Linking page")),
    (Export(GOOGLE, "More sample links"), _keys("דף מקשר")),
    (Export(OWN, "backlink_status"), _keys("referring_page", "target", "link_state")),
)

# Headers with no name that others do not use as well.
_WHOLE_HEADERS: Mapping[frozenset[str], Export] = {
    _keys("Source Url", "Anchor text", "Target Url"): Export(BING, "Pages"),
}

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
        "a table of anchor texts, without the pages",
        "your tool's list of backlinks, with the referring pages",
        (
            _keys("Anchor", "Referring domains"),
            _keys("Anchor text", "Referring domains"),
            _keys("Anchor", "Domains", "Backlinks"),
            _keys("Anchor text", "RefDomains"),
            _keys("Top linking text"),
        ),
    ),
    (
        "a table of your own pages and the links to each",
        "your tool's list of backlinks, with the referring pages",
        (
            _keys("Page URL", "Referring domains", "Dofollow referring domains"),
            _keys("Page URL", "Referring domains", "Top keyword"),
            _keys("Target URL", "Backlinks", "Domains"),
        ),
    ),
    (
        "Majestic's table of referring domains, without their pages",
        "Site Explorer > Backlinks > Export",
        (_keys("Domain", "TrustFlow", "CitationFlow"), _keys("Domain", "MatchedLinks")),
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


def export_of(keys: Set[str]) -> Export | None:
    """Return the report that has such a header; ``None``: no one tool's."""
    whole = _WHOLE_HEADERS.get(frozenset(keys))
    return whole or next((export for export, names in _EXPORTS if names <= keys), None)


def refused_table(keys: Set[str]) -> RefusedTable | None:
    """Return the table that this header gives away as no list of backlinks.

    A column with a better page name than "URL" saves it: users add columns of their own.
    """
    if any(map(is_page_name, keys)):
        return None
    return next((table for table in REFUSED_TABLES if table.names <= keys), None)
