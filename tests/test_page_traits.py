"""What a page is like: its words, its labels, whom it links to, whose it is."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcrawler.models import PageTraits
from linkcrawler.page import Answer, inspect_page, read_page
from linkcrawler.page.labels import GUEST, MAX_TOLD, PAID, guest_label, paid_label
from linkcrawler.page.owners import MAX_IDS, owner_ids
from linkcrawler.page.terms import MAX_LETTERS, MAX_TERMS, stop_words, terms_of
from linkcrawler.page.traits import compression_of
from tests import disclosures

NOW = datetime(2026, 1, 1, tzinfo=UTC)
URL = "https://blog.example.org/2026/touring"
PROSE = (
    "We rode along the river for three days, slept in small inns, and repaired the old bicycle"
    " twice before the mountains came into sight behind the fields."
)


def traits(body: str, *, url: str = URL, head: str = "") -> PageTraits:
    page = f"<html><head><title>Touring</title>{head}</head><body>{body}</body></html>"
    answer = Answer(
        url=url,
        status=200,
        headers=(("content-type", "text/html; charset=utf-8"),),
        body=page.encode("utf-8", "surrogatepass"),
    )
    facts, _ = read_page(answer, ["https://www.example.com/"], NOW)
    assert inspect_page(answer, NOW, brief=True)[0].traits == facts.traits
    return facts.traits


def article(before: str = "", after: str = "", *, title: str = "A week by bicycle", end: str = ""):
    return (
        f"<article><header>{before}<h1>{title}</h1>{after}</header>"
        f"<div class='entry'><p>{PROSE}</p><p>{PROSE}</p>{end}</div></article>"
    )


TERM_CASES = [  # (text, language, the first terms)
    ("The crawler's links don't link to the crawler", "en", ("crawler", "links", "link")),
    ("L'acqua è buona, dell'acqua", "it", ("acqua", "buona")),
    ("Ｆｕｅｎｔｅ ﬁno", "es", ("fuente", "fino")),
    ("自転車の旅行と自転車", "ja", ("自転", "転車", "旅行")),
    ("เชียงใหม่", "th", ("เช", "ชี", "ีย", "ยง")),
    ("자전거 여행", "ko", ("자전거", "여행")),
    ("हिन्दी किताब", "hi", ("हिन्दी", "किताब")),
    ("jalgratas ja matk", "et", ("jalgratas", "matk")),  # without a list of stop words
    ("x" * (MAX_LETTERS + 1) + " ab 12345 h2o", "en", ()),
    ("", None, ()),
]


@pytest.mark.parametrize(("text", "language", "first"), TERM_CASES)
def test_the_terms_of_a_text(text, language, first):
    assert terms_of(text, (), language)[: len(first)] == first
    assert bool(terms_of(text, (), language)) == bool(first)


def test_title_and_heading_count_three_times():
    body = "<h1>Derailleur</h1><p>" + "sprocket chain " * 2 + "wheel saddle " * 4 + "</p>"

    assert traits(body, head="").terms[:5] == (
        "wheel",
        "saddle",
        "touring",
        "derailleur",
        "sprocket",
    )


def test_a_language_without_stop_words_has_none():
    assert stop_words("et") == stop_words(None) == stop_words("../english") == frozenset()
    assert "und" in stop_words("de")
    assert "og" in stop_words("no")


@given(st.text(max_size=400), st.sampled_from([None, "en", "zh", "xx"]))
def test_terms_are_few_and_stand_in_one_cell(text: str, language: str | None):
    terms = terms_of(text, (text,), language)

    assert len(terms) <= MAX_TERMS
    assert " ".join(terms).split() == list(terms)
    assert all(len(term) <= MAX_LETTERS and "\x00" not in term for term in terms)


PAID_PAGES = [  # (page, what tells)
    (article("<span class='kicker'>Sponsored post</span>"), "Sponsored post"),
    (article("<span>Anzeige</span>"), "Anzeige"),
    (article(after="<p class='meta'>12 May 2026 | Advertorial | by Ann</p>"), "Advertorial"),
    (article(after="<div>Publirreportaje</div>"), "Publirreportaje"),
    (
        article(after="<p>This post is <b>sponsored</b> by Acme Tyres.</p>"),
        "This post is sponsored by Acme Tyres.",
    ),
    (article("<div><a href='/c/p'>Publi-rédactionnel</a></div>"), "Publi-rédactionnel"),
    (article(after="<p>На правах рекламы</p>"), "На правах рекламы"),
    (article("<p>Pubbliredazionale</p>"), "Pubbliredazionale"),
    (article("<p>Artykuł sponsorowany</p>"), "Artykuł sponsorowany"),
    (article("<p>Gesponsord artikel</p>"), "Gesponsord artikel"),
    (article("<p>广告</p>"), "广告"),
    (article("<p>【PR】</p>"), "PR"),
    (article("<p>記事広告</p>"), "記事広告"),
    (article("<p>협찬</p>"), "협찬"),
    (article("<p>Kaupallinen yhteistyö</p>"), "Kaupallinen yhteistyö"),
    (article("<p>I betalt samarbete</p>"), "I betalt samarbete"),
    (article("<p>Conteúdo patrocinado</p>"), "Conteúdo patrocinado"),
    (article("<p>Sponsorlu içerik</p>"), "Sponsorlu içerik"),
    (article(title="A week by bicycle [Anzeige]"), "Anzeige"),
    (
        article(end="<p><em>This article was sponsored by Acme.</em></p>"),
        "This article was sponsored by Acme.",
    ),
    (article(end="<p>Bezahlte Partnerschaft</p>"), "Bezahlte Partnerschaft"),
    (article("<p>Ad</p>", title="Advice for riders"), "Ad"),
    (f"<h1>Tyres</h1><p>Sponsored by Acme</p><p>{PROSE}</p>", "Sponsored by Acme"),
    (f"<div class='post'><p>Werbung</p><h1>Tyres</h1><p>{PROSE}</p></div>", "Werbung"),
    (
        article().replace("<article", "<article class='post category-sponsored'"),
        ".category-sponsored",
    ),
]
SLOT = "<div id='div-gpt-ad-1'></div>"
UNPAID_PAGES = [
    article(),
    # About it.
    article("<p>Sponsored posts</p>", title="What are sponsored posts?"),
    article("<div>Advertorial</div>", title="Advertorial: what it is and what it costs"),
    article(end="<p>A sponsored post is one that somebody pays for, and it has to say so.</p>"),
    article(end="<p>We looked for a sponsored post on each of the pages, and found none.</p>"),
    article(
        after="<p>Sponsored by whom? The question that no cyclist asks in a long winter, but should, again and again.</p>"
    ),
    article("<p>Sponsored articles</p>", title="A sponsored article and its price"),
    # Over a banner.
    article("<div class='ad-slot'><span>Anzeige</span></div>"),
    article(f"<div><p>Anzeige</p>{SLOT}</div>"),
    article(f"<p>Advertisement</p>{SLOT}"),
    article(after="<p>Werbung</p><ins class='adsbygoogle'></ins>"),
    article(after="<div><span>Publicidad</span><script>show()</script></div>"),
    article(after="<div><span>広告</span><iframe src='/b'></iframe></div>"),
    article(end=f"<p>Anzeige</p>{SLOT}<p>{PROSE}</p>"),
    article(end=f"<p>Anzeige</p><p>{PROSE}</p>"),
    f"<div><span>Anzeige</span></div><div><div><div><div><h1>Tyres</h1></div></div></div><p>{PROSE}</p></div>",
    # Beside the text.
    f"<header><p>Sponsored content</p></header>{article()}",
    article() + "<aside><h3>Sponsored content</h3><a href='https://other.example/'>Buy</a></aside>",
    article() + "<div class='sidebar'><p>Anzeige</p></div>",
    article(end="<div class='related'><p>Sponsored content</p></div>"),
    article(end="<ul><li>Sponsored post</li></ul>"),
    article("<nav><a href='/sponsored'>Sponsored posts</a></nav>"),
    f"<h1>Tyres</h1><p>{PROSE}</p><div class='comments'><p>Sponsored post</p></div>",
    # One of many.
    f"<main><h1>Blog</h1>{article('<p>Sponsored post</p>')}{article()}</main>".replace(
        "<h1>A", "<h2>A"
    ),
]


@pytest.mark.parametrize(("body", "told"), PAID_PAGES)
def test_a_paid_page_says_so(body: str, told: str):
    assert traits(body).disclosure == told


LANGUAGES = sorted(disclosures.PAID)


def in_all(lines: dict[str, tuple[str, ...]]) -> list[str]:
    return [line for language in sorted(lines) for line in lines[language]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_of_a_language_are_known_in_their_forms(language: str):
    paid, guest = disclosures.PAID[language], disclosures.GUEST[language]

    assert [line for line in paid if paid_label(line, with_ad=True) is None] == []
    assert [line for line in guest if guest_label(line) is None] == []
    assert [line for line in paid if guest_label(line)] == []
    assert [line for line in guest if paid_label(line, with_ad=True)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_partners_paywalls_and_advertising_as_such_are_no_labels(language: str):
    lines = disclosures.NOT_PAID[language] + disclosures.NO_GUEST[language]

    assert [line for line in lines if paid_label(line, with_ad=True) or guest_label(line)] == []


def test_most_labels_that_were_written_after_the_forms_are_known():
    later = in_all(disclosures.LATER)
    known = [line for line in later if paid_label(line, with_ad=True)]

    assert len(known) / len(later) >= 0.9


@given(st.text(max_size=300))
def test_a_label_is_a_part_of_its_line_and_fits(line: str):
    for told in (paid_label(line, with_ad=True), guest_label(line)):
        assert told is None or len(told) <= MAX_TOLD


@pytest.mark.parametrize("body", UNPAID_PAGES)
def test_a_page_that_is_not_paid_is_not_called_so(body: str):
    assert traits(body).disclosure is None


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("sponsored/tyres", "/sponsored/"),
        ("en/Partner-Content/tyres/", "/partner-content/"),
        ("advertorial/2026/tyres", "/advertorial/"),
        ("sponsored", None),  # the page about it
        ("how-sponsored-posts-work/part-2", None),
    ],
)
def test_a_folder_of_paid_pages(path: str, told: str | None):
    assert traits(article(), url=f"https://blog.example.org/{path}").disclosure == told


GUEST_PAGES = [
    (article(after="<p>Guest post by Jo Doe</p>"), "Guest post by Jo Doe"),
    (article(after="<p class='byline'>Guest Author | 12 May</p>"), "Guest Author"),
    (article("<p>Gastbeitrag</p>"), "Gastbeitrag"),
    (article(after="<p>Artículo invitado</p>"), "Artículo invitado"),
    (article(after="<p>Article invité de Jo</p>"), "Article invité de Jo"),
    (article(after="<p>Гостевой пост</p>"), "Гостевой пост"),
    (article(after="<p>客座文章</p>"), "客座文章"),
    (article(after="<p>Wpis gościnny</p>"), "Wpis gościnny"),
    (
        article(end="<p>This is a guest post by Jo Doe, who rides.</p>"),
        "This is a guest post by Jo Doe, who rides.",
    ),
    (article(title="Guest post by Jo Doe: tyres"), "Guest post by Jo Doe: tyres"),
]
NO_GUEST_PAGES = [
    article(),
    article("<p>Guest posts</p>", title="How to write a guest post"),
    article("<p>Guest post</p>", title="Guest post: what it is"),
    article("<p>Gastbeiträge</p>", title="Was ein Gastbeitrag kostet"),
    article(after="<p>Our guest house has ten rooms</p>"),
    article() + "<aside><p>Guest post by Jo Doe</p></aside>",
    article(end="<div class='comments'><p>Guest author</p></div>"),
]


@pytest.mark.parametrize(("body", "told"), GUEST_PAGES)
def test_a_page_by_a_guest_says_so(body: str, told: str):
    assert traits(body).guest == told


@pytest.mark.parametrize("body", NO_GUEST_PAGES)
def test_a_page_by_no_guest_is_not_called_so(body: str):
    assert traits(body).guest is None


OFFER_CASES = [
    ("<a href='/write'>Write for us!</a>", "Write for us!"),
    ("<a href='/p'>Guest post price | Blog</a>", "Guest post price"),
    ("<a href='/submit-guest-post/'>Here</a>", "/submit-guest-post/"),
    ("<a href='/add.php'>Add URL</a>", "Add URL"),
    ("<a href='/a'>Добавить сайт</a>", "Добавить сайт"),
    ("<a href='/a'>我要投稿</a>", "我要投稿"),
    ("<a href='https://other.example/write-for-us'>Write for us</a>", None),  # of another site
    ("<a href='/how-we-write-for-us-and-others'>How they write for us and others</a>", None),
    ("<a href='/write-for-us/authors/jo'>Jo</a>", None),
    ("<p>Write for us</p>", None),
]


@pytest.mark.parametrize(("body", "told"), OFFER_CASES)
def test_a_site_that_takes_posts_says_so_in_a_link(body: str, told: str | None):
    assert traits(body).offers == told


ID_CASES = [
    ("<script>ga('create','UA-4815162-42')</script>", ("UA-4815162",)),
    (
        "<script src='https://www.googletagmanager.com/gtag/js?id=G-4B8QW2ZK7X'></script>",
        ("G-4B8QW2ZK7X",),
    ),
    ("<script>w('script','dataLayer','GTM-K2X9P');'googletagmanager'</script>", ("GTM-K2X9P",)),
    ("<SCRIPT src='/x.js?client=ca-pub-4815162342108915'></SCRIPT>", ("ca-pub-4815162342108915",)),
    ("<ins data-ad-client='ca-pub-4815162342108915'></ins>", ()),  # scripts alone are read
    ("<script>'mc.yandex.ru';ym(48151623, 'init', {})</script>", ("ym-48151623",)),
    ("<script>i.src='https://mc.yandex.ru/watch/48151623'</script>", ("ym-48151623",)),
    ("<script>'fbevents.js';fbq('init', '481516234210891')</script>", ("fb-481516234210891",)),
    (
        "<script>var u='//stats.example.net/m/';_paq.push(['setSiteId','7'])</script>",
        ("matomo:stats.example.net/m#7",),
    ),
    ("<script>_paq.push(['setSiteId','7'])</script>", ()),
    ("<p>Put UA-4815162-42 and ca-pub-4815162342108915 here</p>", ()),
    ("<script></script><pre>&lt;script&gt;ga('UA-4815162-42')</pre>", ()),
    ("<script>ga('UA-12345678-1');ga('UA-0000000-1');ga('UA-XXXXX-X')</script>", ()),
    ("<script>x='QUA-4815162-42'</script>", ()),
]


@pytest.mark.parametrize(("html", "ids"), ID_CASES)
def test_the_ids_of_an_owner(html: str, ids: tuple[str, ...]):
    assert owner_ids(html.encode()) == ids


def test_no_more_ids_than_are_told():
    html = "".join(f"<script>'UA-48151{n:03}-1'</script>" for n in range(100))

    assert len(owner_ids(html.encode())) == MAX_IDS


def test_domains_are_counted_once_and_without_the_own_one():
    body = "".join(
        f"<a href='{url}'>x</a>"
        for url in (
            "/in",
            "https://www.example.org/",
            "https://a.example.com/",
            "http://b.example.com/",
            "https://x.co.uk/",
            "mailto:a@y.example",
        )
    )

    assert traits(body).external_domains == 2


def test_repeated_text_compresses_and_a_short_one_is_not_told():
    varied = " ".join(f"word{n * 7919 % 10_007} {n}" for n in range(300))

    assert compression_of("buy cheap tyres " * 100, 300) > 20
    assert compression_of(varied, len(varied.split())) < 4
    assert compression_of("word " * 199, 199) is None


HOSTILE = [
    "<h1>" + "a" * 1_000_000 + "</h1>",
    "<h1>x</h1>" + "sponsored by " * 100_000,
    "<h1>x</h1><p>" + "this is a " * 100_000,
    "<h1>" + "[" * 100_000 + "</h1><p>" + "| " * 100_000,
    "<h1>x\x00y</h1><p>Sponsored\x00post</p>",
    "<h1>x</h1><p>\ud800\udfff</p>",
    "".join(f"<a href='/{n}'>Write for u{n}</a>" for n in range(50_000)),
    "<script>" + "UA-4815162-" * 50_000 + "</script>",
    "<script>ym(" + " " * 200_000 + "'fbevents';fbq(" + " " * 200_000 + "</script>",
    "setSiteId" * 50_000 + "u='" + "a." * 50_000,
    "<h1></h1>" * 10_000,
    "<article>" * 3_000 + "<h1>x</h1>",
    "",
]


@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_page_has_small_traits(body: str):
    found = traits(body)

    told = [found.disclosure, found.guest, found.offers, *found.terms, *found.owner_ids]
    assert all(len(text) <= 100 and "\x00" not in text for text in told if text)


@pytest.mark.parametrize("phrase", sorted(PAID))
def test_each_phrase_of_a_paid_page_is_found_as_it_is_written(phrase: str):
    assert paid_label(f"» {phrase.upper() if phrase.isascii() else phrase}:", with_ad=False)


@pytest.mark.parametrize("phrase", sorted(GUEST))
def test_each_phrase_of_a_guest_is_found_as_it_is_written(phrase: str):
    assert guest_label(f"[{phrase.title() if phrase.isascii() else phrase}]")


@given(st.text(max_size=300))
def test_labels_never_raise(line: str):
    for told in (paid_label(line, with_ad=True), guest_label(line)):
        assert told is None or len(told) <= 100
