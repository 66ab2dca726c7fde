"""Is a page a list whose entries make room for newer ones? Told by its address and its marks.

A link on such a page goes with its entry to the next page, and nobody has removed it. The words are
those that common systems put into addresses, in the languages that they come in.
"""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import unquote, unquote_plus

from linkcrawler.page.match import equivalent_key
from linkcrawler.page.tree import Tree, attribute
from linkcrawler.states import ListKind
from linkcrawler.urls import WebAddress, parse_web

_SUFFIX = re.compile(r"\.(?:html?|php\d?|aspx?|jsp)$")
_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][a-z]{2})?")
_PERSON = re.compile(r"[~@][\w.-]+")

_FRONTS = frozenset(
    """blog blogs weblog home start news articles posts stories journal latest recent
    aktuell aktuelles neuigkeiten nachrichten artikel beiträge beitraege startseite
    actualites actualités actu actus accueil noticias novedades inicio artículos articulos
    novidades notícias notizie novità articoli nieuws berichten nyheter nyheder uutiset
    aktuality novinky články clanky aktualności aktualnosci wiadomości hírek hirek stiri știri
    haberler yazılar новости блог статьи главная новини νέα חדשות أخبار مدونة
    新闻 博客 文章 首页 ブログ ニュース 記事 소식 블로그 뉴스 tin-tuc""".split()
)
"""An address of nothing but such words is the front page of a blog or of news."""

_TAGS = frozenset(
    """tag tags tagged label labels category categories cat categ topic topics section sections
    hashtag term product-tag product-category blog-category blog-tag
    kategorie kategorien thema themen schlagwort schlagwörter stichwort rubrik rubriken
    categorie catégorie catégories étiquette etiquette rubrique rubriques mot-cle mots-cles sujet
    sujets thème theme categoría categoria categorías categorias etiqueta etiquetas sección seccion
    tema temas assunto assuntos argomento argomenti onderwerp onderwerpen trefwoord kategori
    kategorier emne emner etikett avainsana kategoria rubryka tagi štítek stitek rubrika címke
    cimke kategória eticheta etichete etiket konu kategorija oznaka тег теги метка метки рубрика
    рубрики категория категории тема позначка κατηγορία ετικέτα תגית קטגוריה وسم تصنيف
    标签 標籤 分类 分類 タグ カテゴリー カテゴリ 태그 카테고리 chu-de danh-muc""".split()
)
"""An address that ends with such a word and one name is a list of entries."""

_NESTED = frozenset("category categories kategorie catégorie categorie categoría categoria".split())
"""Those of which one may stand in another, as in ``/category/food/bread``."""

_FORUM_LISTS = frozenset({"viewforum", "forumdisplay"})
_PAGE = (
    "(?:page|pages|paged|pg|seite|pagina|página|pagine|strona|stranica|stránka|stranka|sida|side"
    "|sivu|oldal|sayfa|pagină|halaman|trang|страница|сторінка|strana|lapa|puslapis|σελίδα|עמוד"
    "|صفحة|صفحه|ページ|页|第|페이지|comment-page)"
)
_PAGE_WORD = re.compile(_PAGE)
_PAGE_AND_NUMBER = re.compile(rf"{_PAGE}[-_.]?(\d{{1,5}})[页頁]?")
_NUMBER = re.compile(r"\d{1,5}")
_NUMBERS = re.compile(r"\d[\d,]{0,19}")

_PAGE_PARAMETERS = frozenset(
    """page paged pg pagenum pageno page_num pagenumber seite pagina strona sida side sivu start
    offset skip cpage comment-page currentpage blog-page updated-max""".split()
)
_IDENTITY = frozenset("p page_id attachment_id post postid story article id".split())
_TAG_PARAMETERS = frozenset("tag tags cat category category_name taxonomy label".split())
_SEARCH_PARAMETERS = frozenset("s q query search keyword keywords suche".split())
_ARCHIVE_PARAMETERS = frozenset("author author_name year monthnum".split())
_HARMLESS = frozenset("m amp lang hl language locale ref source from".split())
"""Parameters with which a front page is still the front page."""

_ARCHIVES = frozenset(
    """archive archives archiv archivo archivos archivio arquivo arquivos arkiv archief arkisto
    archiwum arşiv arsiv архив архивы архів αρχείο 归档 アーカイブ 아카이브""".split()
)
_LISTS_OF = frozenset(
    """author authors autor autoren autores auteur auteurs autore autori forfatter kirjoittaja
    författare yazar автор search suche recherche buscar busca cerca zoeken szukaj поиск""".split()
)
"""An address that ends with such a word and a name lists what somebody wrote or a search found."""

_SEARCHES = frozenset("search suche recherche buscar busca cerca zoeken szukaj поиск".split())
_ARCHIVE_FILE = re.compile(r"\d{4}[_-]\d{2}(?:[_-]\d{2})?_archive|\d{4}[-_](?:0[1-9]|1[0-2])")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_MONTH = re.compile(
    r"0?[1-9]|1[0-2]|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sep(?:tember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_DAY = re.compile(r"0?[1-9]|[12]\d|3[01]")
_FEEDS = frozenset(
    """feed feeds rss rss2 atom rdf rss.xml feed.xml atom.xml index.xml index.rdf feed.json sitemap
    sitemap.xml sitemap.html sitemap.php""".split()
)
_CATEGORY_OF_WIKI = re.compile(
    r"(?:category|kategorie|catégorie|categoría|categoria|kategori|kategoria|категория|分类"
    r"|カテゴリ|분류):.+"
)

# What systems write on the body of a list, and of an entry.
_LIST_NAMES = {
    "home-template": ListKind.HOME,
    "path-frontpage": ListKind.HOME,
    "index-page": ListKind.HOME,
    "tag-template": ListKind.TAG,
    "path-taxonomy": ListKind.TAG,
    "page-taxonomy": ListKind.TAG,
    "page-taxonomy-term": ListKind.TAG,
    "author-template": ListKind.ARCHIVE,
    "archive-page": ListKind.ARCHIVE,
}
_WORDPRESS_NAMES = {
    "home": ListKind.HOME,
    "blog": ListKind.HOME,
    "category": ListKind.TAG,
    "tag": ListKind.TAG,
    "paged": ListKind.PAGINATED,
    "date": ListKind.ARCHIVE,
    "author": ListKind.ARCHIVE,
    "archive": ListKind.ARCHIVE,
}
"""Words that may be anything, so that two of them have to come together."""

_ENTRY_NAMES = frozenset(
    """single single-post post-template permalink-page item-view view-item node-type-article
    node-type-blog page-node-type-article page-node-type-blog""".split()
)


def list_kind(url: str, tree: Tree | None = None) -> ListKind | None:
    """Tell what kind of list a page is; ``None``: it is none, or nothing says so.

    Without ``tree`` its address alone is asked. What a page says of itself goes before that, since
    an entry may have any address; but the root of a site, or the second page of anything, has not.
    """
    address = parse_web(url)
    if address is None:
        return None
    by_address = _by_address(address)
    is_root = by_address is ListKind.HOME and not address.path.strip("/")
    if tree is None or is_root or by_address in (ListKind.PAGINATED, ListKind.FEED):
        return by_address
    names = _body_names(tree)
    if names & _ENTRY_NAMES or _is_published(tree):
        return None
    return by_address or _by_body(names)


def page_number(url: str) -> int:
    """Return which page of a list the address is of; 1 where it does not say."""
    address = parse_web(url)
    if address is None:
        return 1
    for name, value in _parameters(address):
        if name in _PAGE_PARAMETERS and _NUMBER.fullmatch(value):
            return int(value)
    segments = _segments(address)
    if segments and (found := _PAGE_AND_NUMBER.fullmatch(_SUFFIX.sub("", segments[-1]))):
        return int(found[1])
    if len(segments) > 1 and _PAGE_WORD.fullmatch(segments[-2]) and _NUMBER.fullmatch(segments[-1]):
        return int(segments[-1])
    return 1


def _by_address(address: WebAddress) -> ListKind | None:
    segments = _segments(address)
    parameters = dict(_parameters(address))
    by_path = _by_path(segments)
    by_query = _by_query(parameters, segments, by_path)
    if by_query is not None:
        return by_query
    if by_path is ListKind.HOME and parameters.keys() - _HARMLESS:
        return None  # the query says which page is meant, as in "/?p=123"
    return by_path


def _segments(address: WebAddress) -> list[str]:
    """Return the path's segments, in lower case; without an index file, and the language first."""
    path = equivalent_key(address).partition("?")[0].partition("/")[2]
    segments = [unquote(part).lower() for part in path.split("/") if part]
    while segments and _LANGUAGE.fullmatch(segments[0]):
        del segments[0]
    return segments


def _parameters(address: WebAddress) -> list[tuple[str, str]]:
    """Return the query's parameters, those of tracking left out."""
    query = equivalent_key(address).partition("?")[2].partition("#")[0][:2_000]
    pairs = (each.partition("=") for each in query.split("&") if each)
    return [(unquote_plus(name).lower(), unquote_plus(value).lower()) for name, _, value in pairs]


def _by_query(
    parameters: Mapping[str, str], segments: Sequence[str], by_path: ListKind | None
) -> ListKind | None:
    for name, value in parameters.items():
        if name in _PAGE_PARAMETERS and (_NUMBERS.fullmatch(value) or name == "updated-max"):
            return ListKind.PAGINATED
    if parameters.keys() & _IDENTITY:
        return None
    last = _SUFFIX.sub("", segments[-1]) if segments else ""
    is_front = by_path is ListKind.HOME or (bool(last) and last != segments[-1])
    if last in _FORUM_LISTS or (is_front and parameters.keys() & _TAG_PARAMETERS):
        return ListKind.TAG
    is_search = not segments or last in _SEARCHES
    if is_search and parameters.keys() & _SEARCH_PARAMETERS:
        return ListKind.ARCHIVE
    if not segments and (
        parameters.keys() & _ARCHIVE_PARAMETERS or _YEAR.fullmatch(parameters.get("m", "")[:4])
    ):
        return ListKind.ARCHIVE
    return None


def _by_path(segments: Sequence[str]) -> ListKind | None:
    """Tell by the segments of the path, the last of which says most."""
    if not segments or (len(segments) == 1 and _PERSON.fullmatch(segments[0])):
        return ListKind.HOME
    before, last = segments[:-1], _SUFFIX.sub("", segments[-1])
    if len(segments) < 3 and {*before, last} <= _FRONTS:
        return ListKind.HOME
    if segments[-1] in _FEEDS:
        return ListKind.FEED
    is_after_page = bool(before) and _PAGE_WORD.fullmatch(before[-1])
    if _PAGE_AND_NUMBER.fullmatch(last) or (is_after_page and _NUMBER.fullmatch(last)):
        return ListKind.PAGINATED
    if _is_dated(before, last) or _is_archive(before, last):
        return ListKind.ARCHIVE
    return ListKind.TAG if _is_tag(before, last) else None


def _is_tag(before: Sequence[str], last: str) -> bool:
    if last in _FORUM_LISTS or _CATEGORY_OF_WIKI.fullmatch(last):
        return True
    if before and before[-1] in _TAGS:
        return not _is_title(last) or before[-1] not in _NESTED
    return len(before) > 1 and before[-2] in _NESTED and not _is_title(last)


def _is_title(segment: str) -> bool:
    """Tell whether a name is as long as those of entries are, which may stand in a category."""
    return len(re.split(r"[-_]", segment)) > 4 or re.search(r"\d{3}", segment) is not None


def _is_archive(before: Sequence[str], last: str) -> bool:
    if last in _ARCHIVES or _ARCHIVE_FILE.fullmatch(last):
        return True
    if not before:
        return False
    return before[-1] in _LISTS_OF or (
        before[-1] in _ARCHIVES and last.startswith(("cat_", "cat-", "category"))
    )


def _is_dated(before: Sequence[str], last: str) -> bool:
    """Tell whether the path ends with a year, a month or a day, and goes on to no entry."""
    if len(before) > 1 and _YEAR.fullmatch(before[-2]) and _MONTH.fullmatch(before[-1]):
        return _DAY.fullmatch(last) is not None
    if before and _YEAR.fullmatch(before[-1]):
        return _MONTH.fullmatch(last) is not None
    # A year may be the name of an entry, such as that of a report.
    return _YEAR.fullmatch(last) is not None and set(before) <= _FRONTS | _ARCHIVES


def _body_names(tree: Tree) -> frozenset[str]:
    body = tree.body
    if body is None:
        return frozenset()
    both = f"{attribute(body, 'class') or ''} {attribute(body, 'id') or ''}"
    return frozenset(both.lower().split())


def _by_body(names: frozenset[str]) -> ListKind | None:
    found = [kind for name, kind in _LIST_NAMES.items() if name in names]
    words = [kind for name, kind in _WORDPRESS_NAMES.items() if name in names]
    if not found and len(words) > 1:
        found = words
    return found[0] if found else None


def _is_published(tree: Tree) -> bool:
    """Tell whether the page says of itself when it was published, as only entries do."""
    return any(
        (attribute(node, "property") or "").lower() == "article:published_time"
        for node in tree.outline["meta"]
    )
