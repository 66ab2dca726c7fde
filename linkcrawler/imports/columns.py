"""Header names of backlink exports, and what the column under each name holds.

Source: header rows of exports as importers of the tools quote them; vendors' help pages.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum


class Role(StrEnum):
    """What a column of a list holds."""

    REFERRING_PAGE = "referring_page"
    """URL of the page that links."""

    TARGET = "target"
    """What the page links to."""

    ANCHOR_TEXT = "anchor_text"
    """Text of the link."""

    REL = "rel"
    """The ``rel`` attribute as written."""

    FOLLOW_KIND = "follow_kind"
    """A word: dofollow, nofollow, ugc or sponsored; other tools put "text" or "image" there."""

    NOFOLLOW = "nofollow"
    """A flag."""

    UGC = "ugc"
    """A flag."""

    SPONSORED = "sponsored"
    """A flag."""

    FOLLOW = "follow"
    """A flag; set means none of the three above."""

    FIRST_SEEN = "first_seen"
    """When the tool saw the link first, as written."""

    LAST_SEEN = "last_seen"
    """When the tool saw the link last, as written."""

    ELEMENT_KIND = "element_kind"
    """Hyperlink, Image, CSS ...: rows of a crawler that are no links."""


# Best name first: a table may hold several, as Screaming Frog's "Destination" and "Target"
# (which there is the attribute). "URL" comes last: many tables give that name to something else.
ROLE_NAMES: Mapping[Role, tuple[str, ...]] = {
    Role.REFERRING_PAGE: (
        "Referring page URL",
        "Referring page",
        "Source URL",
        "url_from",
        "Linking page",
        "Linking page URL",
        "Linking URL",
        "Backlink URL",
        "Donor URL",
        "From URL",
        "Source page",
        "Source page URL",
        "Source",
        "From",
        "Backlink",
        "Page URL",
        "Page",
        "Página de enlace",
        "Página de origen",
        "URL de origen",
        "Origen",
        "Fuente",
        "דף מקשר",
        "Verweisende Seite",
        "Verlinkende Seite",
        "Quell-URL",
        "Quelle",
        "Page de provenance",
        "Page référente",
        "URL source",
        "Página de origem",
        "URL de origem",
        "Origem",
        "Pagina di origine",
        "URL di origine",
        "Origine",
        "Verwijzende pagina",
        "Bron-URL",
        "Bron",
        "Strona odsyłająca",
        "Strona linkująca",
        "Źródło",
        "Ссылающаяся страница",
        "Страница-донор",
        "Донор",
        "Источник",
        "リンク元ページ",
        "リンク元URL",
        "リンク元",
        "URL",
    ),
    Role.TARGET: (
        "Target URL",
        "url_to",
        "Destination URL",
        "Destination",
        "Link URL",
        "Expected landing page URL",
        "Landing page URL",
        "Landing page",
        "Acceptor URL",
        "Target page",
        "Target page URL",
        "To URL",
        "Target",
        "To",
        "URL de destino",
        "Página de destino",
        "Destino",
        "דף יעד",
        "Zielseite",
        "Ziel-URL",
        "Ziel",
        "URL cible",
        "Page cible",
        "URL de destination",
        "URL di destinazione",
        "Pagina di destinazione",
        "Destinazione",
        "Doelpagina",
        "Doel-URL",
        "Doel",
        "Strona docelowa",
        "Docelowy URL",
        "Целевая страница",
        "Целевой URL",
        "Акцептор",
        "リンク先ページ",
        "リンク先URL",
        "リンク先",
    ),
    Role.ANCHOR_TEXT: (
        "Anchor text",
        "Anchor",
        "Link anchor",
        "Expected anchor",
        "Link text",
        "Ancla",
        "Texto de anclaje",
        "Texto del enlace",
        "Ankertext",
        "Ancrage",
        "Ancre",
        "Texte d'ancrage",
        "Texto âncora",
        "Testo di ancoraggio",
        "Ankertekst",
        "Tekst kotwicy",
        "Анкор",
        "Текст ссылки",
        "アンカーテキスト",
    ),
    Role.REL: ("Rel", "Rel attribute"),
    Role.FOLLOW_KIND: ("Link type", "Follow type"),
    Role.NOFOLLOW: ("Nofollow", "is_nofollow", "FlagNoFollow", "Only rel=nofollow"),
    Role.UGC: ("UGC", "is_ugc"),
    Role.SPONSORED: ("Sponsored", "is_sponsored"),
    Role.FOLLOW: ("Follow", "Dofollow", "is_dofollow", "Expected follow", "Only follow"),
    Role.FIRST_SEEN: (
        "First seen",
        "first_seen_link",
        "FirstIndexedDate",
        "First indexed",
        "Source first found date",
        "Added",
    ),
    Role.LAST_SEEN: (
        "Last seen",
        "LastSeenDate",
        "Last check",
        "Last visited",
        "Last crawled",
        "Source crawl date",
        "Ref. page checked",
        "Último rastreo",
        "נסרק לאחרונה",
        "Zuletzt gecrawlt",
        "Letztes Crawling",
        "Dernière exploration",
        "Último rastreamento",
        "Ultima scansione",
        "Laatst gecrawld",
        "Последнее сканирование",
        "前回のクロール",
    ),
}

_SPACING = re.compile(r"[\s_\-]+")
_SORT_MARK = re.compile(r"\s*\((?:asc|desc)\)$", re.IGNORECASE)


def header_key(name: str) -> str:
    """Return ``name`` without what tools and spreadsheets change in it.

    That is letter case, spaces, underscores and hyphens, a byte order mark, and the mark of the
    column that the report was sorted by.
    """
    name = unicodedata.normalize("NFKC", name).strip(" \t\r\n\ufeff")
    return _SPACING.sub("", _SORT_MARK.sub("", name).casefold())


_ROLES: Mapping[str, tuple[Role, int]] = {
    header_key(name): (role, rank)
    for role, names in ROLE_NAMES.items()
    for rank, name in enumerate(names)
}


def roles_of(keys: Sequence[str]) -> dict[Role, list[int]]:
    """Return the columns whose names are known, the best name of a role first."""
    found: dict[Role, list[tuple[int, int]]] = {}
    for index, key in enumerate(keys):
        if key in _ROLES:
            role, rank = _ROLES[key]
            found.setdefault(role, []).append((rank, index))
    return {role: [index for _, index in sorted(ranked)] for role, ranked in found.items()}


def is_page_name(key: str) -> bool:
    """Tell a name that only referring pages have; "URL" is none."""
    return _ROLES.get(key, (None, 0))[0] is Role.REFERRING_PAGE and key != "url"
