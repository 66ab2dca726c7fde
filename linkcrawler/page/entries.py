"""Where a list leads on from a link: to its entry's own page, and to the next page of the list."""

import re
from collections.abc import Sequence

from linkcrawler.domains import site_of
from linkcrawler.page.kinds import list_kind, page_number
from linkcrawler.page.links import FoundLink
from linkcrawler.page.match import is_equivalent
from linkcrawler.page.tree import Node, Tree, ancestors, attribute, text_of
from linkcrawler.states import ListKind, Placement
from linkcrawler.urls import join, web_host, without_fragment

_MAX_STEPS = 40
_MAX_CANDIDATES = 400
_MAX_LINKS = 5_000

AROUND_ENTRIES = frozenset(
    {Placement.NAV, Placement.HEADER, Placement.FOOTER, Placement.SIDEBAR, Placement.BLOGROLL}
)
"""Where a list has links that are of none of its entries."""

# The title of an entry leads to its page; else the date does, or a mark that says so.
_TITLES = (
    ":is(h1, h2, h3, h4, h5, h6) a[href], a[href]:has(> :is(h1, h2, h3, h4, h5, h6)),"
    " a[rel~='bookmark' i][href], a.permalink[href], a.u-url[href], [class*=title] > a[href],"
    " a[class*=title][href], a[href]:has(> time), time a[href]"
)
_OLDER_NAMES = frozenset(
    """older older-posts next next-page nextpostslink blog-pager-older-link pagination-next
    pager-next pagination__next next-posts-link""".split()
)
_OLDER_TEXT = re.compile(
    r"(?:[«‹←<→>»›]\s*)?(?:older(?: (?:posts?|entries|articles|stories|news))?|next(?: page)?"
    r"|previous (?:posts|entries)|more (?:posts|articles|entries)"
    r"|ältere (?:beiträge|artikel|einträge)|nächste(?: seite)?|weiter"
    r"|(?:articles|billets) (?:plus anciens|précédents)|page suivante|suivante?"
    r"|entradas (?:antiguas|anteriores)|(?:página )?siguiente|postagens (?:mais )?antigas"
    r"|posts anteriores|(?:próxima )?página seguinte|próxima(?: página)?|post più vecchi"
    r"|articoli meno recenti|(?:pagina )?successiva|oudere berichten|volgende(?: pagina)?"
    r"|äldre inlägg|nästa(?: sida)?|ældre indlæg|næste|eldre innlegg|neste|vanhemmat|seuraava"
    r"|starsze (?:posty|wpisy)|następna(?: strona)?|starší (?:příspěvky|články)|další"
    r"|régebbi bejegyzések|következő|eski(?: yazılar| kayıtlar)?|sonraki|старые записи"
    r"|предыдущие (?:записи|статьи)|след(?:ующая|\.)?(?: страница)?|старіші|наступна|下一页|下一頁"
    r"|较旧的文章|次へ|次のページ|前の記事|過去の投稿|다음|이전 글|التالي|הבא|sau)"
    r"(?:\s*[»›→>«‹←])?",
    re.I,
)


def entry_of(link: FoundLink, page_url: str, found: Sequence[FoundLink]) -> str | None:
    """Return the page of the entry that a link on a list stands in; ``None``: none is named.

    The nearest element around the link that holds the title of an entry is the entry, or holds
    several in a row; then the link belongs to the last title before it. ``found`` are all links of
    the page.
    """
    by_node = {each.node.mem_id: each for each in found}
    for around in list(ancestors(link.node))[:_MAX_STEPS]:
        titles = [
            each
            for node in around.css(_TITLES)[:_MAX_CANDIDATES]
            if (each := by_node.get(node.mem_id)) and _may_be_entry(each, page_url)
        ]
        if not titles:
            continue
        before = [each for each in titles if each.position < link.position]
        if before:
            return without_fragment(before[-1].url or "")
        # A title that follows may be the next entry's, unless it is the only one here.
        own = {without_fragment(each.url or "") for each in titles}
        return own.pop() if len(own) == 1 else None
    return None


def next_page(page_url: str, tree: Tree, base: str, found: Sequence[FoundLink]) -> str | None:
    """Return where a list goes on; ``None``: nothing says so. ``found`` are all links of the page.

    Pages of one list are told by ``rel=next``, by what their link is called, or by their number.
    """
    for node in tree.css("head link[rel~='next' i][href]"):
        url = join(base, attribute(node, "href") or "")
        if url and _is_inside(url, page_url):
            return without_fragment(url)
    links = [link for link in found[:_MAX_LINKS] if link.url and _is_inside(link.url, page_url)]
    following = page_number(page_url) + 1
    for leads_on in (_is_next, _is_called_older, lambda link: _is_page(link, following)):
        url = next((link.url for link in links if leads_on(link)), None)
        if url is not None:
            return without_fragment(url)
    return None


def _is_next(link: FoundLink) -> bool:
    return "next" in (attribute(link.node, "rel") or "").lower().split()


def _is_called_older(link: FoundLink) -> bool:
    if _names(link.node) & _OLDER_NAMES:
        return True
    return _OLDER_TEXT.fullmatch(text_of(link.node, limit=20)) is not None


def _is_page(link: FoundLink, number: int) -> bool:
    url = link.url or ""
    return list_kind(url) is ListKind.PAGINATED and page_number(url) == number


def _names(node: Node) -> set[str]:
    names = f"{attribute(node, 'class') or ''} {attribute(node, 'id') or ''}".lower()
    return set(names.split())


def _is_inside(url: str, page_url: str) -> bool:
    """Tell whether an address is that of another page of the same site."""
    there = web_host(url)
    is_own = there is not None and site_of(there) == site_of(web_host(page_url) or "")
    return is_own and not is_equivalent(url, page_url)


def _may_be_entry(link: FoundLink, page_url: str) -> bool:
    url = link.url or ""
    return _is_inside(url, page_url) and list_kind(url) is None
