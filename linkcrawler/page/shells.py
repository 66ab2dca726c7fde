"""Pages that do not hold their content: shells that scripts fill, viewers, comments by the page."""

import re
from collections.abc import Iterator

from linkcrawler.page.gist import THIN_WORDS, Gist
from linkcrawler.page.phrases import any_of
from linkcrawler.page.tree import Tree, attribute, count_words, text_of
from linkcrawler.urls import parse_web

_MAIN_WORDS = 100
_BUILT_WORDS = 200
_EMPTY_WORDS = 10
_BIG_BYTES = 5_000
# What frameworks build a page in.
_ROOTS = (
    "#root, #app, #__next, #__nuxt, #___gatsby, #q-app, #svelte, #react-root, #app-root, #mount,"
    " #main-app, #ember-application, #__layout, #app-mount, #application, #spa-root, app-root,"
    " [ng-app], [ng-version], [data-reactroot], [data-v-app], [data-server-rendered]"
)
_EMPTY_ROOTS = "#root, #app, #__next, #__nuxt, #___gatsby, #q-app, #svelte, #react-root, app-root"
_PAGE_DATA = re.compile(
    r"__(?:NUXT|NEXT_DATA|INITIAL_STATE|PRELOADED_STATE|APOLLO_STATE|remixContext|sveltekit\w{0,40})__?\b"
    r"|self\.__next_f\b|/_next/static/|/_nuxt/|/_app/immutable/"
)
_MAINS = "main, [role=main], article, #content, #main-content, .main-content"
_WAITING = (
    "[aria-busy=true], [class*=skeleton], [class*=shimmer], [class*=placeholder-glow],"
    " [class*=content-loader]"
)

# What frameworks leave on a page that they build, or take over, in the browser.
_FRAMEWORK = (
    "#root, #app, #__next, #__nuxt, script[type=module], [data-reactroot], #__NEXT_DATA__,"
    " [data-server-rendered], [data-v-app], [ng-version], astro-island, .ember-view,"
    " [data-sveltekit-preload-data], [data-sveltekit-hydrate]"
)
_FRAMEWORK_DATA = ("__NUXT__", "__remixContext", "__sveltekit")

# Scripts that make anchors or write markup with anchors in it.
_WRITES_LINKS = re.compile(
    r"createElement\(\s*[\"'`]a[\"'`]|document\.write(?:ln)?\([^)]{0,400}<a[\s\\]"
    r"|(?:innerHTML|outerHTML|insertAdjacentHTML)[^;]{0,400}<a[\s\\]",
    re.I,
)

_EMBEDS = (
    "embed, object, iframe[src], iframe[data-src], [data-pdf], [data-pdf-url], #viewerContainer"
)
_DOCUMENT_TYPE = re.compile(
    r"application/(?:pdf|msword|vnd\.(?:ms-|openxml|oasis)\S*|epub\+zip)", re.I
)
_DOCUMENT_PATH = re.compile(r"\.(?:pdf|docx?|pptx?|odt|odp|epub|djvu)$", re.I)
_PDF_JS = re.compile(
    r"/viewer\.html\?(?:\S*&)?file=|/pdfjs/|pdf-?viewer|\bfile=\S{1,500}\.pdf", re.I
)
_VIEWERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "Google Docs",
        re.compile(
            r"docs\.google\.com/(?:\w+/)*(?:viewer|gview|document|presentation|spreadsheets)"
        ),
    ),
    ("Google Drive", re.compile(r"drive\.google\.com/(?:file|viewerng)|drive\.google\.com/open")),
    ("Microsoft Office", re.compile(r"view\.officeapps\.live\.com/|onedrive\.live\.com/embed")),
    ("Issuu", re.compile(r"(?:e\.)?issuu\.com/(?:embed|[^/]+/docs/)")),
    ("Scribd", re.compile(r"(?:\w+\.)?scribd\.com/(?:embeds|doc|document|presentation|book)/")),
    ("SlideShare", re.compile(r"(?:\w+\.)?slideshare\.net/(?:slideshow|[^/]+/[^/]+)")),
    ("Speaker Deck", re.compile(r"speakerdeck\.com/(?:player|[^/]+/[^/]+)")),
    (
        "Calaméo",
        re.compile(r"(?:v|\w+)\.calameo\.com/(?:read|books)?|calameo\.com/(?:read|books)/"),
    ),
    ("Yumpu", re.compile(r"yumpu\.com/\w+/(?:embed|document)/")),
    (
        "FlippingBook",
        re.compile(
            r"(?:\w+\.)?(?:flippingbook|flipsnack|fliphtml5|pubhtml5|anyflip|heyzine|publuu|joomag)\.com/.+"
        ),
    ),
    ("DocumentCloud", re.compile(r"(?:embed\.)?documentcloud\.org/documents/")),
    ("DocDroid", re.compile(r"docdroid\.(?:net|com)/")),
    ("Prezi", re.compile(r"prezi\.com/(?:p|v|embed|view)/")),
    ("Canva", re.compile(r"canva\.com/design/")),
    ("Adobe PDF Embed", re.compile(r"(?:documentcloud|acrobat)\.adobe\.com/")),
)

_MORE_COMMENTS = (
    "a[href*='cpage='], a[href*='comment-page-'], a[href*='commentPage='],"
    " a[href*='comments_page='], a[href*='comment_page='], .comment-navigation a,"
    " .wpd-load-more-submit, .comments-pagination a,"
    " .comment-pagination a, .comments-nav a, #comment-nav-below a, .show-more-comments,"
    " .load-more-comments, #load-more-comments, .loadmore-comments, .comments-load-more"
)
_ASKS_FOR_MORE = re.compile(
    any_of(
        r"""
    (?:load|show|see|view|read)(?: all)?(?: \d+)?(?: more| other| older| previous)? comments
    (?:older|newer|more|previous) comments|view all \d+ comments|\d+ more comments
    (?:weitere|mehr|alle|ältere|neuere)(?: \d+)? kommentare(?: anzeigen| laden)?
    (?:voir |afficher |charger )?(?:les|plus de|tous les)(?: \d+)? commentaires
    commentaires (?:plus anciens|précédents|suivants)
    (?:ver|cargar|mostrar|leer)(?: todos los| los| más)*(?: \d+)? comentarios
    comentarios (?:más )?(?:antiguos|anteriores)
    (?:ver|carregar|mostrar)(?: todos os| os| mais)*(?: \d+)? comentários
    comentários (?:mais )?(?:antigos|anteriores)
    (?:altri|mostra(?: altri)?|carica(?: altri)?|vedi tutti i)(?: \d+)? commenti
    commenti più vecchi|(?:meer|toon alle|laad meer|oudere)(?: \d+)? reacties
    (?:starsze|więcej|pokaż więcej|załaduj więcej) komentarz\w+
    (?:показать|загрузить)(?: ещ[её]| все| больше)*(?: \d+)? комментари\w+
    (?:старые|предыдущие|ещ[её]) комментарии
    (?:fler|visa fler|flere|vis flere|äldre|eldre) kommentar\w*
    (?:další|starší|více) komentáře|(?:daha fazla|tüm|eski) yorum\w*(?: göster| yükle)?
    további hozzászólások|mai multe comentarii|もっと(?:コメントを)?(?:見る|読む)
    コメントをもっと(?:見る|読む)
    (?:他の|前の|古い)コメント|(?:查看|加载|加載)(?:全部|更多)评论|更多(?:评论|評論|留言)
    댓글 (?:더 ?보기|모두 보기)|이전 댓글
    """
    ),
    re.I,
)
_MAX_ASKING = 400
_MAX_ADDRESS = 2_000


def script_shell(gist: Gist) -> bool:
    """Tell whether scripts have to run before there is a page to read.

    A page whose menu and footer are there, but whose article is not, is a shell as well.
    """
    if not gist.has_scripts:
        return False
    if gist.links == 0 or gist.words < _EMPTY_WORDS:
        return True
    if _root_is_empty(gist):
        return True
    if gist.main_words >= _MAIN_WORDS:
        return False
    mains = [count_words(text_of(node, limit=1_000)) for node in gist.tree.css(_MAINS)[:20]]
    if max(mains, default=0) >= _MAIN_WORDS:
        return False  # of links mostly, as the cards of a magazine are
    if _main_is_empty(gist) or gist.tree.css_first(_WAITING) is not None:
        return True
    is_built = gist.tree.css_first(_ROOTS) is not None or bool(_PAGE_DATA.search(gist.machinery))
    return is_built and len(gist.html) > _BIG_BYTES


def script_heavy(gist: Gist) -> bool:
    """Tell whether a framework, by its marks, may yet build much of the page in the browser.

    A page that came with a long text has been built on the server, its links with it.
    """
    if not gist.has_scripts or gist.main_words >= _BUILT_WORDS:
        return False
    return gist.tree.css_first(_FRAMEWORK) is not None or any(
        name in gist.machinery for name in _FRAMEWORK_DATA
    )


def writes_links(script: str) -> bool:
    """Tell whether an inline script puts links of its own on the page."""
    return bool(_WRITES_LINKS.search(script))


def document_viewer(gist: Gist) -> str | None:
    """Return the kind of viewer in which the page shows a document; ``None``: it shows none.

    A document beside a text of the page's own is none: what was read is the page.
    """
    address = parse_web(gist.url)
    here = f"{address.host}{address.path}".removeprefix("www.") if address else ""
    if hosted := next((name for name, places in _VIEWERS if places.match(here)), None):
        return hosted
    if gist.main_words >= THIN_WORDS:
        return None
    return next(_viewers(gist.tree), None)


def more_comments(tree: Tree) -> bool:
    """Tell whether the page shows only some of its comments, and leads to the others."""
    if tree.css_first(_MORE_COMMENTS) is not None:
        return True
    asking = tree.css("button, a[class*=comment], a[class*=more], a[href^='#'], [role=button]")
    return any(
        _ASKS_FOR_MORE.fullmatch(text_of(node, limit=20)[:80].strip(" .…»›>←→«‹↓+()"))
        for node in asking[:_MAX_ASKING]
    )


def _root_is_empty(gist: Gist) -> bool:
    """Tell whether the element that a framework builds the page in holds nothing to read.

    What stands outside it, as a notice about cookies, may be long, and is not the page.
    """
    roots = gist.tree.css(_EMPTY_ROOTS)[:20]
    return bool(roots) and not any(
        node.css_first("a[href], img, video") is not None
        or count_words(text_of(node, limit=500)) >= _EMPTY_WORDS
        for node in roots
    )


def _main_is_empty(gist: Gist) -> bool:
    """Tell whether the element for the page's own text is there, with nothing in it."""
    mains = gist.tree.css(_MAINS)[:20]
    return (
        bool(mains)
        and gist.words < THIN_WORDS
        and not any(
            count_words(text_of(node, limit=500)) >= _EMPTY_WORDS
            or node.css_first("a[href], img, video, picture") is not None
            for node in mains
        )
    )


def _viewers(tree: Tree) -> Iterator[str]:
    for node in tree.css(_EMBEDS)[:200]:
        if attribute(node, "id") == "viewerContainer":
            yield "PDF.js"
            continue
        source = next(
            (
                value
                for name in ("src", "data", "data-src", "data-pdf", "data-pdf-url")
                if (value := attribute(node, name))
            ),
            "",
        )
        source = source[:_MAX_ADDRESS]
        place = re.sub(r"^(?:https?:)?//(?:www\.)?", "", source.strip())
        if viewer := next((name for name, places in _VIEWERS if places.match(place)), None):
            yield viewer
        elif _PDF_JS.search(source):
            yield "PDF.js"
        elif _DOCUMENT_TYPE.match(attribute(node, "type") or "") or _DOCUMENT_PATH.search(
            re.split("[?#]", source, maxsplit=1)[0]
        ):
            yield "the browser"
