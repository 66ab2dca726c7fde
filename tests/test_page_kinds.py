"""Lists whose entries make room for newer ones, told from entries by address and marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcrawler.page.kinds import list_kind, page_number
from linkcrawler.page.tree import parse

LISTS = {
    "home": """
        / /?utm_source=x /?lang=de /?m=1 /index.php /index.html /en/ /de-AT/ /de/index.htm /blog/
        /blog /en/blog /news/ /blogs/news /aktuelles/ /actualites/ /noticias /novinky/ /blog.html
        /%E6%96%B0%E9%97%BB/ /~rider/ /@rider /articles""",
    "tag": """
        /tag/alps/ /tags/alps.html /blog/tag/alps /category/food/ /category/food/bread/
        /kategorie/reisen/ /thema/velo /rubrique/montagne /etiqueta/viajes /categoria/bici/
        /search/label/Alps /tagged/alps /blogs/news/tagged/alps /product-category/bikes/
        /taxonomy/term/12 /component/tags/tag/alps /?cat=3 /?tag=alps /index.php?category=food
        /blog?category=food /wiki/Category:Passes /wiki/Kategorie:P%C3%A4sse /viewforum.php?f=3
        /forumdisplay.php?fid=2 /%E3%82%BF%E3%82%B0/alps /blog/category/short-news-2
        /%D1%82%D0%B5%D0%B3/alps/ /kategori/sykkel""",
    "feed": "/feed/ /blog/feed /rss.xml /atom.xml /index.xml /comments/feed/ /sitemap.html",
    "paginated": """
        /page/2 /page/2/ /page2/ /blog/page/13/ /tag/alps/page/3/ /seite/2 /seite-2/ /pagina/4
        /strona/2 /sivu/2 /?paged=2 /?page=2 /blog?page=2 /news.php?pg=3 /?page=0,1
        /?start=20 /blog?offset=1699999999999 /?skip=20 /search?updated-max=2013-05-01T00:00:00
        /2019/05/a-post/comment-page-2/ /threads/the-pass.123/page-2 /viewtopic.php?t=5&start=15
        /page-3.html /%E3%83%9A%E3%83%BC%E3%82%B8/2 /index.php?option=com_content&limit=5&start=10""",
    "archive": """
        /2024/ /2024/05/ /2024/05/17/ /blog/2024/ /blog/2024/05 /2008/05/index.html /2024/may/
        /archive /archives/ /archive.html /archives/2008/05/ /2013_05_01_archive.html
        /archives/2013-05.html /archives/cat_12.html /author/rider/ /autor/mueller /search/alps
        /search?q=alps /?s=alps /?m=202405 /?author=2 /archiv/ /archive/2024 /weblog/2008/05/
        /2008/5""",
    None: """
        /about /contact.html /a-post/ /blog/a-post /news/a-post.html /2024/05/a-post/
        /2024/05/17/a-post.html /best-passes-of-2024/ /2024-in-review /report/2024
        /blog/page-speed-tips/ /page-turner /pages-i-like /the-second-page/ /page /homepage-design
        /p/123 /?p=123 /?page_id=2 /?page_id=2&utm_source=x /?story=alps /index.php?id=12
        /index.php?article=7 /archives/12345 /archives/12345.html /tags /tag
        /category-theory/ /category/food/how-to-bake-a-good-bread-at-home /category/food/123456.html
        /blog/archive-of-passes /archived-post /tag-team-wins /home-made-bread /blog-post
        /viewtopic.php?t=5 /threads/the-pass.123/ /wiki/Alps /questions/123/how-to /feeding-the-cat
        /blog/2024-05-17-a-post /posts/a-post /articles/a-post /authors-guild
        /2024/05/marketing/ /2024/report /news?id=5 /author /search /a-post?page_size=5
        /a-post?start=now /seite-an-seite /blogs/my-brand /@rider/a-post-123 /~rider/a-post
        /stadt/paged-alps""",
}
CASES = [(kind, path) for kind, paths in LISTS.items() for path in paths.split()]


@pytest.mark.parametrize(("kind", "path"), CASES, ids=[path for _, path in CASES])
def test_lists_are_told_from_entries_by_their_address(kind: str | None, path: str):
    assert list_kind(f"https://www.blog.example{path}") == kind


def body(names: str, head: str = "") -> str:
    return f"<html><head>{head}</head><body class='{names}'><p>x</p></body></html>"


PUBLISHED = '<meta property="article:published_time" content="2024-05-17">'
MARKED = [  # (address, page, kind)
    ("/passes/", body("archive category category-7"), "tag"),
    ("/passes/", body("archive date"), "archive"),
    ("/passes/", body("home blog"), "home"),
    ("/passes/", body("archive tag tag-alps paged-2 paged"), "tag"),
    ("/passes/", body("tag-template"), "tag"),
    ("/passes/", body("path-frontpage"), "home"),
    # One word may be anything.
    ("/passes/", body("blog"), None),
    ("/passes/", body("category"), None),
    ("/passes/", body("home"), None),
    ("/passes/", body("single single-post"), None),
    # What a page says of itself goes before its address...
    ("/topics/passes", body("single-post postid-12"), None),
    ("/topics/passes", body("x", PUBLISHED), None),
    ("/news", body("x", PUBLISHED), None),
    ("/topics/passes", body("x"), "tag"),
    ("/topics/passes", body("x", '<meta property="og:type" content="article">'), "tag"),
    # ... but not before that of a site's root, or of a second page.
    ("/", body("single-post", PUBLISHED), "home"),
    ("/a-post/page/2/", body("single-post", PUBLISHED), "paginated"),
    ("/?p=12", body("single-post"), None),
    ("/a-post", "", None),
]


@pytest.mark.parametrize(("path", "page", "kind"), MARKED)
def test_lists_are_told_from_entries_by_their_marks(path: str, page: str, kind: str | None):
    assert list_kind(f"https://blog.example{path}", parse(page.encode())) == kind


NUMBERS = [
    ("/", 1),
    ("/blog", 1),
    ("/page/2/", 2),
    ("/blog/page-13", 13),
    ("/?paged=4", 4),
    ("/seite/7", 7),
    ("/a-post-2", 1),
    ("/2024/05/", 1),
]


@pytest.mark.parametrize(("path", "number"), NUMBERS)
def test_the_number_of_a_page(path: str, number: int):
    assert page_number(f"https://blog.example{path}") == number


@given(st.text(max_size=80))
def test_any_address_is_some_kind_or_none(path: str):
    list_kind(f"https://blog.example/{path}")
    list_kind(path)


@given(st.from_regex(r"[a-z]{3,9}-[a-z]{3,9}-[a-z]{3,9}", fullmatch=True))
def test_an_entry_below_its_date_is_no_list(slug: str):
    for path in (f"/2024/05/{slug}/", f"/blog/{slug}", f"/{slug}-2024", f"/2024/05/17/{slug}.html"):
        assert list_kind(f"https://blog.example{path}") is None
