"""A page is read as a whole: what it says of itself, what it shows of a target, what it is instead."""

from datetime import UTC, datetime

import pytest

from linkcrawler.models import PageFacts, Sighting
from linkcrawler.page import Answer, all_found, inspect_page, read_page
from linkcrawler.states import MatchLevel, NofollowFrom, Signal

PAGE = "https://blog.test/dir/post"
TARGET = "https://example.com/shop/page"
NOW = datetime(2026, 3, 1, tzinfo=UTC)
LINK = f'<a href="{TARGET}">shop</a>'
SENTENCE = "The old mill by the river was closed for years until a baker bought it in spring. "
LONG = f"<p>{SENTENCE * 15}</p>"
HTML = (("content-type", "text/html; charset=utf-8"),)


def answer(html, *headers, url=PAGE, **changes):
    body = html if isinstance(html, bytes) else html.encode()
    return Answer(url=url, status=200, headers=(*HTML, *headers), body=body, **changes)


def facts(html, *headers, **changes):
    return inspect_page(answer(html, *headers, **changes), NOW)[0]


def sight(html, target=TARGET):
    return read_page(answer(html), [target], NOW)[1][target]


def marks(html, *headers, **changes):
    return read_page(answer(html, *headers, **changes), [TARGET], NOW)[0].signals


# --- mentions ------------------------------------------------------------------------------------

MENTIONS = [  # (markup in which the address stands as text)
    "<p>See https://example.com/shop/page for more",
    "<p>https://example.com/shop/page",
    "<p>HTTPS://EXAMPLE.COM/Shop/Page",
    "<p>example.com/shop/page",
    "<p>www.example.com/shop/page",
    "<p>https://example.com:443/shop/page",
    "<p>https://example.com/shop/page/",
    "<p>(https://example.com/shop/page)",
    "<p>https://example.com/shop/page.",
    "<p>https://example.com/shop/page, and",
    "<p>https://example.com/shop/page?utm_source=x",
    "<p>https://example.com/shop/page#part",
    "<p>https://<b>example.com</b>/shop/page",
    "<p>https://example.com/shop/<wbr>page",
    "<p>https:&#x2F;&#x2F;example.com&sol;shop&sol;page",
    "<p>https://example.com/sh%6fp/page",
    "<pre>https://example.com/shop/page</pre>",
    "<p>&lt;a href='https://example.com/shop/page'&gt;",
]


@pytest.mark.parametrize("html", MENTIONS)
def test_an_address_in_the_text_is_a_mention(html):
    assert sight(html) == Sighting(mentioned=True)


NO_MENTIONS = [  # (markup that does not show the address to readers, or shows another)
    "<p>example.com",
    "<p>https://example.com/shop",
    "<p>https://example.com/shop/page2",
    "<p>https://example.com/shop/page-two",
    "<p>https://example.com/shop/page/more",
    "<p>https://example.com/shop/page.html",
    "<p>https://notexample.com/shop/page",
    "<p>https://my-example.com/shop/page",
    "<p>https://blog.example.com/shop/page",
    "<p>https://example.com.evil.test/shop/page",
    "<p>x@example.com/shop/page",
    "<!-- https://example.com/shop/page -->",
    "<style>https://example.com/shop/page</style>",
    "<textarea>https://example.com/shop/page</textarea>",
    "<template>https://example.com/shop/page</template>",
    "<p>x<noscript>https://example.com/shop/page</noscript>",
    "<title>https://example.com/shop/page</title>",
    "<p title='https://example.com/shop/page'>x",
    "<img alt='https://example.com/shop/page'>",
    "<a data-href='https://example.com/shop/page'>x</a>",
    "<input value='https://example.com/shop/page'>",
    "<select><option>https://example.com/shop/page</select>",
    "<p>x",
    "",
]


@pytest.mark.parametrize("html", NO_MENTIONS)
def test_what_readers_do_not_see_is_no_mention(html):
    assert sight(html) == Sighting()


TARGET_MENTIONS = [  # (text, target, is it a mention?)
    ("example.com", "example.com", True),
    ("www.example.com", "example.com", True),
    ("https://example.com/any/page", "example.com", True),
    ("https://blog.example.com/", "example.com", True),
    ("notexample.com", "example.com", False),
    ("example.com.evil.test", "example.com", False),
    ("example.community", "example.com", False),
    ("ann@example.com", "example.com", False),  # a mail address
    ("example.com", "https://example.com/", True),
    ("example.com/", "https://www.example.com", True),
    ("example.com/any/page", "https://example.com/", False),
    ("example.com/?id=1", "https://example.com/?id=1", True),
    ("example.com?ID=1&x=2", "https://example.com/?id=1", True),
    ("example.com/?id=12", "https://example.com/?id=1", False),
    ("example.com/?id=2", "https://example.com/?id=1", False),
    ("example.com/", "https://example.com/?id=1", False),
    ("example.com/café", "https://example.com/caf%C3%A9", True),
    ("example.com/caf%C3%A9", "https://example.com/café", True),
    ("example.com/a(b)+c", "https://example.com/a(b)+c", True),
    ("bücher.example/a", "https://xn--bcher-kva.example/a", True),
    ("xn--bcher-kva.example/a", "https://bücher.example/a", True),
    ("http://localhost:8000/a", "http://localhost:8000/a", True),
]


@pytest.mark.parametrize(("text", "target", "mentioned"), TARGET_MENTIONS)
def test_a_mention_names_the_target_and_no_longer_address(text, target, mentioned):
    assert sight(f"<p>see {text} there", target).mentioned == mentioned


def test_who_is_linked_needs_no_mention():
    seen = sight(f"<p>{LINK} {TARGET}<script>'{TARGET}'</script>")

    assert len(seen.links) == 1
    assert not seen.mentioned
    assert not seen.in_script


def test_a_link_to_the_site_does_not_hide_a_mention_of_the_page():
    seen = sight(f"<p><a href='https://example.com/'>{TARGET}</a>")

    assert [link.match_level for link in seen.links] == [MatchLevel.SAME_HOST]
    assert seen.mentioned


# --- scripts -------------------------------------------------------------------------------------

IN_SCRIPT = [  # (script that holds the address)
    "<script>open('https://example.com/shop/page')</script>",
    "<script>x = 'https:\\/\\/example.com\\/shop\\/page'</script>",
    "<script>x = 'https:\\u002F\\u002Fexample.com\\u002Fshop\\u002Fpage'</script>",
    "<script>x = 'https:\\x2f\\x2fexample.com\\x2fshop\\x2fpage'</script>",
    "<script>x = '&lt;a href=https://example.com/shop/page&gt;'</script>",
    "<script>x = '//www.example.com/shop/page/'</script>",
    "<script>x = 'https%3A%2F%2Fexample.com%2Fshop%2Fpage'</script>",
    "<script type=module>x = 'https://example.com/shop/page'</script>",
    "<script type=text/template><a href='https://example.com/shop/page'></script>",
    "<script id=__NEXT_DATA__ type=application/json>{'u':'https://example.com/shop/page'}</script>",
]


@pytest.mark.parametrize("html", IN_SCRIPT)
def test_an_address_in_a_script_is_told(html):
    assert sight(html) == Sighting(in_script=True)
    assert Signal.TARGET_IN_SCRIPT in marks(html)


NOT_IN_SCRIPT = [
    "<script>x = 'https://example.com/shop/page2'</script>",
    "<script>x = 'https://example.com/'</script>",
    "<script src='https://example.com/shop/page'></script>",
    "<script type=application/ld+json>{'url':'https://example.com/shop/page'}</script>",
    "<script type=application/json>{'url':'https://example.com/shop/page'}</script>",
    "<!-- <script>x = 'https://example.com/shop/page'</script> -->",
]


@pytest.mark.parametrize("html", NOT_IN_SCRIPT)
def test_what_no_script_writes_is_not_told(html):
    assert not sight(html).in_script
    assert Signal.TARGET_IN_SCRIPT not in marks(html)


def test_a_page_of_a_site_in_a_script_stands_for_the_site():
    assert sight("<script>x = 'https://example.com/shop'</script>", "example.com").in_script


SHELLS = [  # (page that scripts have to fill first)
    "<div id=root></div><script src=/app.js></script>",
    "<div id=app>Loading…</div><script src=/app.js></script>",
    "<script src=/app.js></script>",
    "<body><noscript>Please enable JavaScript. <a href=/>x</a></noscript><script></script>",
    f"<script></script>{LONG}",  # not a single link
    f"<div id=__next><a href=/>Home</a> {'word ' * 30}</div><script>{'x' * 6_000}</script>",
]


@pytest.mark.parametrize("html", SHELLS)
def test_a_page_that_scripts_fill_is_a_shell(html):
    assert Signal.JS_SHELL in marks(html)


FULL = [  # (page that is there without scripts)
    f"{LONG}<a href=/>x</a><script></script>",
    "<p>Ten words are enough for a page with a link, <a href=/>they say</a></p><script></script>",
    f"<div id=root>{LONG}<a href=/>x</a></div><script>{'x' * 6_000}</script>",
    "<p>短いけれど、これは文章のあるページです。空白はありませんが、読めます。<a href=/>次</a><script></script>",
    "<p>no script at all</p>",
    "<a href=/>x</a>",
]


@pytest.mark.parametrize("html", FULL)
def test_a_page_that_is_there_without_scripts_is_no_shell(html):
    assert Signal.JS_SHELL not in marks(html)


WRITERS = [  # (script, does it put links on the page?)
    ("document.createElement('a')", True),
    ('document.createElement( "a" )', True),
    ("document.createElement(`a`)", True),
    ("document.write('<a href=x>')", True),
    ("document.writeln('<p><a\\nhref=x>')", True),
    ("box.innerHTML = '<li><a href=x>'", True),
    ("box.insertAdjacentHTML('beforeend', '<a href=x>')", True),
    ("document.createElement('article')", False),
    ("document.createElement('script')", False),
    ("document.write('<script>')", False),
    ("box.innerHTML = '<b>x</b>'", False),
    ("box.innerHTML = '<aside>'", False),
    ("x = 1", False),
]


@pytest.mark.parametrize(("script", "writes"), WRITERS)
def test_scripts_that_write_links_are_told(script, writes):
    html = f"{LONG}<a href=/>x</a><script>{script}</script>"

    assert (Signal.SCRIPT_LINKS in marks(html)) == writes


# --- what came instead of the page ---------------------------------------------------------------

EMPTY = [b"", b" \n ", b"\xef\xbb\xbf", b"<html></html>", b"<!doctype html><title>x</title><body>"]
EMPTY += [b"<frameset></frameset>", b"<!-- x -->", b"<body><img src=/i.png></body>"]


@pytest.mark.parametrize("body", EMPTY)
def test_a_page_on_which_nothing_stands_is_empty(body):
    assert marks(body) == {Signal.EMPTY}


@pytest.mark.parametrize("body", ["x", "<a href=/></a>", "<p>x</p>"])
def test_a_page_with_a_word_or_a_link_is_not_empty(body):
    assert Signal.EMPTY not in marks(body)


NOT_FOUND = """
Page not found
404 Not Found
Error 404
This page does not exist
The page doesn't exist
Page is no longer available
Seite nicht gefunden
Die Seite wurde nicht gefunden
Page introuvable
Page non trouvée
Página no encontrada
Página não encontrada
Pagina non trovata
Pagina niet gevonden
Страница не найдена
页面未找到
页面不存在
ページが見つかりません
페이지를 찾을 수 없습니다
Strona nie została znaleziona
Sidan hittades inte
"""


@pytest.mark.parametrize("words", NOT_FOUND.split("\n")[1:-1])
def test_a_thin_page_that_says_it_was_not_found_is_a_soft_404(words):
    thin = "<p>Try the search.</p><a href=/>Home</a>"

    assert Signal.SOFT_404 in marks(f"<title>{words} | Blog</title>{thin}")
    assert Signal.SOFT_404 in marks(f"<title>Blog</title><h1>{words.upper()}</h1>{thin}")


@pytest.mark.parametrize("words", NOT_FOUND.split("\n")[1:-1])
def test_a_long_page_may_speak_of_pages_that_were_not_found(words):
    html = f"<title>{words}</title><h1>{words}</h1>{LONG}<a href=/>Home</a>"

    assert Signal.SOFT_404 not in marks(html)


def test_the_words_in_the_text_alone_make_no_soft_404():
    assert Signal.SOFT_404 not in marks("<title>Blog</title><p>page not found</p><a href=/>x</a>")


CHINESE = "河边的老磨坊关闭了很多年，但是去年春天有人买下了它，开了一家小面包店。" * 12


def test_a_long_page_without_spaces_is_not_thin():
    assert Signal.SOFT_404 not in marks(f"<title>页面不存在</title><p>{CHINESE}<a href=/>x</a>")


PARKED = [  # (page of a parked domain)
    "<p>This domain is for sale.</p><a href=/>x</a>",
    "<p>The domain name blog.test is for sale!</p>",
    "<p>The domain blog.test may be available</p>",
    "<h1>Buy this domain</h1>",
    "<p>Diese Domain steht zum Verkauf",
    "<p>Ce nom de domaine est à vendre",
    "<p>Dominio en venta",
    "<p>This domain has been registered",
    "<p>x</p><script src=https://img.sedoparking.com/x.js></script>",
    "<p>x</p><script>var sedoParkingUrl</script>",
    "<p>This Web page is parked free, courtesy of GoDaddy.",
]


@pytest.mark.parametrize("html", PARKED)
def test_a_thin_page_that_offers_its_domain_is_parked(html):
    assert Signal.PARKED in marks(html)


@pytest.mark.parametrize("html", PARKED)
def test_a_long_page_may_speak_of_domains_for_sale(html):
    assert Signal.PARKED not in marks(html + LONG)


CHALLENGES = [  # (page of a bot check)
    "<title>Just a moment...</title><p>x",
    "<title>Attention Required! | Cloudflare</title><p>x",
    "<title>Access Denied</title><p>x",
    "<title>Pardon Our Interruption</title><p>x",
    "<title>blog.test</title><h1>Checking your browser before accessing blog.test</h1>",
    "<p>Please verify you are a human</p>",
    "<p>Verifying that you are human. This may take a few seconds.",
    "<p>x</p><script>window._cf_chl_opt={}</script>",
    "<script src='/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1'></script>",
    "<script src=https://ct.captcha-delivery.com/c.js></script>",
    "<iframe src='/_Incapsula_Resource?SWUDNSAI=1'></iframe><p>x",
    "<p>Request unsuccessful. Incapsula incident ID: 1",
    "<script>window._pxAppId = 'x'</script>",
    "<script>KPSDK.scriptStart=1</script>",
    "<link href=//cdn.sucuri.net/sucuri-firewall-block.css><p>x",
    '<span class="cf-error-code">1020</span>',
]


@pytest.mark.parametrize("html", CHALLENGES)
def test_a_thin_page_with_the_marks_of_a_bot_check_is_one(html):
    assert Signal.CHALLENGE_BODY in marks(html)


@pytest.mark.parametrize(
    "html",
    [
        html
        for html in CHALLENGES
        if "<script" not in html and "//" not in html and "/_" not in html
    ],
)
def test_a_long_page_may_quote_a_bot_check(html):
    assert Signal.CHALLENGE_BODY not in marks(html + LONG)


NO_CHALLENGES = [
    f"<title>Just a moment...</title><p>x</p>{'<!-- x -->' * 2_000}",  # words, on a big page
    "<title>Contact</title><div class=g-recaptcha></div><p>Write to us</p><a href=/>x</a>",
    "<title>Blog</title><p>Powered by Cloudflare, Ray ID 1</p><a href=/>x</a>",
    "<script src=/cdn-cgi/challenge-platform/scripts/jsd/main.js></script><p>x <a href=/>y</a>",
]


@pytest.mark.parametrize("html", NO_CHALLENGES)
def test_what_honest_pages_hold_too_is_no_bot_check(html):
    assert Signal.CHALLENGE_BODY not in marks(html)


CHALLENGE_HEADERS = [  # (header, is it one of a bot check?)
    (("cf-mitigated", "challenge"), True),
    (("cf-mitigated", "Challenge"), True),
    (("x-sucuri-block", "1"), True),
    (("x-amzn-waf-action", "captcha"), True),
    (("x-amzn-waf-action", "challenge"), True),
    (("server", "cloudflare"), False),
    (("x-sucuri-id", "1"), False),
    (("cf-ray", "1"), False),
]


@pytest.mark.parametrize(("header", "challenged"), CHALLENGE_HEADERS)
def test_a_header_of_a_bot_check_stands_by_itself(header, challenged):
    html = f"{LONG}{LINK}"

    assert (marks(html, header) == {Signal.CHALLENGE_HEADER}) == challenged


WALLS = [  # (page that is nothing but a wall, mark)
    ("<h1>Log in</h1><form><input name=u><input type=password></form>", Signal.LOGIN_FORM),
    ("<p>Members</p><input type=Password>", Signal.LOGIN_FORM),
    (f"<title>Anmelden</title><p>{'Wort ' * 90}</p><input type=password>", Signal.LOGIN_FORM),
    ("<title>ログイン</title><p>x<input type=password>", Signal.LOGIN_FORM),
    ("<title>Before you continue to Blog</title><form><button>Accept", Signal.CONSENT_FORM),
    ("<h1>We value your privacy</h1><p>We and our partners…<button>OK", Signal.CONSENT_FORM),
    ("<h1>Datenschutz-Einstellungen</h1><button>Zustimmen", Signal.CONSENT_FORM),
    ("<h1>Sorry</h1><p>This page is not available in your country.", Signal.GEO_TEXT),
    ("<p>Our site is unavailable in your region.", Signal.GEO_TEXT),
    ("<title>Unavailable for legal reasons</title><p>x", Signal.GEO_TEXT),
    ("<p>We can't serve readers in the European Economic Area at this time.", Signal.GEO_TEXT),
    ("<h1>Server Error in '/shop' Application.</h1>", Signal.TROUBLE),
    ("<p>Traceback (most recent call last):", Signal.TROUBLE),
    ("<h1>Error 503 Backend fetch failed</h1>", Signal.TROUBLE),
    ("<p>The proxy received an invalid response from an upstream server.", Signal.TROUBLE),
    ("<h1>502 Bad Gateway</h1><hr>", Signal.TROUBLE),
    ("<p>Dieser Inhalt ist in Ihrem Land nicht verfügbar.", Signal.GEO_TEXT),
]


@pytest.mark.parametrize(("html", "mark"), WALLS)
def test_a_page_that_is_nothing_but_a_wall_is_told(html, mark):
    assert mark in marks(html)


@pytest.mark.parametrize(("html", "mark"), WALLS)
def test_a_wall_over_a_text_is_no_wall(html, mark):
    assert mark not in marks(html + LONG)


@pytest.mark.parametrize(
    ("url", "mark"),
    [
        ("https://blog.test/login", Signal.LOGIN_REDIRECT),
        ("https://blog.test/en/sign-in?next=/dir/post", Signal.LOGIN_REDIRECT),
        ("https://blog.test/wp-login.php", Signal.LOGIN_REDIRECT),
        ("https://blog.test/consent?x", Signal.CONSENT_REDIRECT),
        ("https://consent.blog.test/m?continue=x", Signal.CONSENT_REDIRECT),
        ("https://guce.blog.test/", Signal.CONSENT_REDIRECT),
        ("https://blog.test/", None),
        ("https://blog.test/login-tips-for-gardeners", None),
        ("https://blog.test/consenting", None),
    ],
)
def test_a_redirect_to_a_wall_is_told(url, mark):
    html = "<p>x <a href=/>y</a>"
    walls = {Signal.LOGIN_REDIRECT, Signal.CONSENT_REDIRECT}

    assert marks(html, url=url, redirected=True) & walls == ({mark} if mark else set())
    assert not marks(html, url=url) & walls
    assert not marks(html + LONG, url=url, redirected=True) & walls


@pytest.mark.parametrize("html", [*CHALLENGES, *PARKED, *SHELLS, *(html for html, _ in WALLS)])
def test_a_link_that_is_there_is_proof_whatever_else_the_page_looks_like(html):
    page_facts, seen = read_page(answer(LINK + html), [TARGET], NOW)

    assert all_found(seen)
    assert page_facts.signals == frozenset()


def test_all_is_found_only_where_every_target_has_its_link():
    targets = [TARGET, "other.test"]

    assert not all_found(read_page(answer(LINK), targets, NOW)[1])
    assert all_found(read_page(answer(LINK + "<a href=//other.test>x</a>"), targets, NOW)[1])
    assert not all_found(read_page(answer("<a href=https://example.com/>x</a>"), [TARGET], NOW)[1])
    assert not all_found({})


# --- what the page says of itself ----------------------------------------------------------------

AWAY, SAME = True, False
CANONICALS = [  # (head, canonical, is it another page?)
    ("", None, SAME),
    ("<link rel=canonical href='https://blog.test/dir/post'>", "https://blog.test/dir/post", SAME),
    ("<link rel=canonical href=/dir/post/>", "https://blog.test/dir/post/", SAME),
    ("<link rel=canonical href='http://www.blog.test/dir/post?utm_source=x'>", ..., SAME),
    ("<link rel='Canonical shortlink' href=post>", "https://blog.test/dir/post", SAME),
    ("<link rel=canonical href=''>", "https://blog.test/dir/post", SAME),
    ("<link rel=canonical href=/other>", "https://blog.test/other", AWAY),
    ("<link rel=canonical href=/dir/Post>", "https://blog.test/dir/Post", AWAY),
    ("<link rel=canonical href=?id=1>", "https://blog.test/dir/post?id=1", AWAY),
    ("<link rel=CANONICAL href=//original.test/x>", "https://original.test/x", AWAY),
    ("<base href=//cdn.test/><link rel=canonical href=x>", "https://cdn.test/x", AWAY),
    ("<link rel=canonical href=/a><link rel=canonical href=/a>", "https://blog.test/a", AWAY),
    ("<link rel=canonical href=/a><link rel=canonical href=/b>", None, SAME),  # they disagree
    ("<link rel=canonical>", None, SAME),
    ("<link rel=canonical href='https://['>", None, SAME),
    ("<link rel=alternate href=/other>", None, SAME),
    ("<link rel=notcanonical href=/other>", None, SAME),
    ("<!-- <link rel=canonical href=/other> -->", None, SAME),
    ("</head><body><link rel=canonical href=/other>", None, SAME),
    ("<noscript><link rel=canonical href=/other></noscript>", None, SAME),
    # an image in a noscript does not end the head of a browser that runs scripts
    (
        "<noscript><img src=/pixel></noscript><link rel=canonical href=/other>",
        "https://blog.test/other",
        AWAY,
    ),
]


@pytest.mark.parametrize(("head", "canonical", "away"), CANONICALS)
def test_the_canonical_stands_in_the_head(head, canonical, away):
    found = facts(f"<html><head>{head}</head><body>x")

    assert canonical in (..., found.canonical)
    assert found.canonical_away == away


LINK_HEADERS = [  # (Link header, canonical)
    ("<https://blog.test/other>; rel=canonical", "https://blog.test/other"),
    ('<https://blog.test/other>; rel="canonical"', "https://blog.test/other"),
    ('</other>; REL="Canonical"', "https://blog.test/other"),
    ('</a>; rel=preload, </other>; rel="canonical", </b>; rel=next', "https://blog.test/other"),
    ("</a>; rel=preload", None),
    ("</a>; rel=notcanonical", None),
    ("nonsense; rel=canonical", None),
    ("", None),
]


@pytest.mark.parametrize(("header", "canonical"), LINK_HEADERS)
def test_the_canonical_may_stand_in_a_header(header, canonical):
    found = facts("x", ("link", header))

    assert found.canonical == canonical
    assert found.canonical_away == (canonical is not None)


def test_a_header_and_a_head_that_disagree_name_no_canonical():
    head = "<head><link rel=canonical href=/a>"

    assert facts(head, ("link", "</b>; rel=canonical")).canonical is None
    assert facts(head, ("link", "</a>; rel=canonical")).canonical == "https://blog.test/a"


NEW = "https://blog.test/new"
REFRESHES = [  # (content of the meta tag, where it leads within 5 s)
    ("0;url=/new", NEW),
    ("0; url=/new", NEW),
    ("0;URL='/new'", NEW),
    ('0;url="/new"', NEW),
    ("0, url=/new", NEW),
    ("0 url=/new", NEW),
    ("0;/new", NEW),
    ("0; url = https://blog.test/new ", NEW),
    ("5;url=/new", NEW),
    ("0.5;url=/new", NEW),
    ("  1 ; url=//other.test", "https://other.test/"),
    ("6;url=/new", None),
    ("60;url=/new", None),
    ("300", None),
    ("0", None),
    ("0;", None),
    ("0;url=", None),
    ("0;url=/dir/post", None),  # itself
    ("0;url=/dir/post#top", None),
    ("0;url=#top", None),
    ("0;url=https://[", None),
    ("0;url=javascript:location.reload()", None),
    ("0;url=mailto:a@blog.test", None),
    ("url=/new", None),
    ("; url=/new", None),
    ("x;url=/new", None),
    ("-1;url=/new", None),
    ("1.2.3;url=/new", None),
    ("", None),
]


@pytest.mark.parametrize(("content", "url"), REFRESHES)
def test_a_refresh_of_at_most_five_seconds_leads_on(content, url):
    meta = content.replace("'", "&#39;")

    assert facts(f"<meta http-equiv=Refresh content='{meta}'>").refresh_url == url
    assert facts("x", ("refresh", content)).refresh_url == url


REFRESH_PLACES = [  # (page, where it leads)
    (
        "<base href=//cdn.test/><meta http-equiv=refresh content='0;url=new'>",
        "https://cdn.test/new",
    ),
    ("<body><p><meta http-equiv=refresh content='0;url=/new'>", NEW),
    ("<head><noscript><meta http-equiv=refresh content='0;url=/new'></noscript>", None),
    ("<body><noscript><p><meta http-equiv=refresh content='0;url=/new'></p></noscript>", None),
    ("<template><meta http-equiv=refresh content='0;url=/new'></template>", None),
    ("<!-- <meta http-equiv=refresh content='0;url=/new'> -->", None),
    ("<meta name=refresh content='0;url=/new'>", None),
    ("<meta http-equiv=refresh content=60><meta http-equiv=refresh content='0;url=/new'>", NEW),
]


@pytest.mark.parametrize(("html", "url"), REFRESH_PLACES)
def test_a_refresh_counts_where_a_browser_obeys_it(html, url):
    assert facts(html).refresh_url == url


TITLES = [  # (page, title)
    ("<title>A post</title>", "A post"),
    ("<title>\n A&nbsp;&amp;  post </title>", "A & post"),
    ("<title></title>", ""),
    ("<title>One</title><title>Two</title>", "One"),
    ("<title><b>x</b></title>", "<b>x</b>"),
    ("<body><title>In the body</title>", "In the body"),
    ("<svg><title>Icon</title></svg>", None),
    ("<body><svg><title>Icon</title></svg><title>Page</title>", "Page"),
    ("<head><noscript><img></noscript><title>Page</title></head>", "Page"),
    ("<!-- <title>x</title> -->", None),
    ("<p>x", None),
    ("", None),
    (f"<title>{'x' * 5_000}</title>", "x" * 512),
]


@pytest.mark.parametrize(("html", "title"), TITLES)
def test_the_title_is_the_first_of_the_page(html, title):
    assert facts(html).title == title


ENGLISH_MENU = "Home About us Products Services Contact Newsletter Sign in Search Archive Imprint "
JAPANESE = (
    "川のそばの古い水車小屋は何年も閉まっていましたが、去年の春に小さなパン屋が開店しました。"
)
GERMAN = "Die alte Mühle am Fluss stand jahrelang leer, aber nun gibt es dort eine kleine Bäckerei."
LANGUAGES = [  # (page, declared language, detected language)
    (f"<html lang=en-US><p>{SENTENCE}", "en", "en"),
    (f"<html lang=en-US><p>{GERMAN}", "en", "de"),
    (f"<html lang=DE><p>{GERMAN}", "de", "de"),
    (f"<html><p>{GERMAN}", None, "de"),
    (f"<html lang=''><p>{GERMAN}", None, "de"),
    (f"<html lang=x><p>{GERMAN}", None, "de"),
    (f"<p lang=fr>{GERMAN}", None, "de"),
    ("<html lang=en><p>Hi", "en", None),
    ("<html lang=ja><p>1 2 3", "ja", None),
    # navigation in another language does not count
    (f"<nav>{ENGLISH_MENU * 2}</nav><p>{JAPANESE}{JAPANESE}", None, "ja"),
    (f"<div>{ENGLISH_MENU * 2}</div><p>{JAPANESE}{JAPANESE}", None, "ja"),
    (f"<div>{ENGLISH_MENU * 2}</div><p>{GERMAN}</p><p>{GERMAN}</p>", None, "de"),
    (f"<header>{ENGLISH_MENU}</header><div>{JAPANESE}</div><footer>{ENGLISH_MENU}", None, "ja"),
    (f"<nav>{ENGLISH_MENU * 3}</nav><table><td>{GERMAN}</td></table>", None, "de"),
    (f"<p>{GERMAN}<script>{'// the quick brown fox jumps over it ' * 20}</script></p>", None, "de"),
]


@pytest.mark.parametrize(("html", "declared", "detected"), LANGUAGES)
def test_the_language_is_declared_and_detected_apart(html, declared, detected):
    found = facts(html)

    assert (found.declared_language, found.language) == (declared, detected)


def test_a_header_declares_the_language_where_the_page_does_not():
    header = ("content-language", "fr-CA")

    assert facts("<p>x", header).declared_language == "fr"
    assert facts("<html lang=de><p>x", header).declared_language == "de"


def test_robots_rules_come_from_all_tags_and_headers():
    html = "<head><meta name=Robots content=NOFOLLOW><meta name=googlebot content=all></head>"
    found = facts(html, ("x-robots-tag", "googlebot: noindex"), ("x-robots-tag", "all")).robots

    assert found.noindex_from is NofollowFrom.HEADER
    assert found.nofollow_from is NofollowFrom.META


def test_links_are_counted():
    html = """<a href=/>in</a><a href=//www.blog.test/>in</a><a href=//other.test/>out</a>
    <a href=mailto:a@b.test>no page</a><a name=x>no link</a><area href=//third.test>
    <noscript><a href=//fourth.test>out</a></noscript><a href=https://[>broken</a>"""

    found = facts(html)

    assert (found.links_on_page, found.external_links_on_page) == (7, 3)


def test_words_are_counted_in_every_script():
    assert facts(f"<p>{SENTENCE}").words == 17
    assert facts(f"<p>{JAPANESE}{JAPANESE}").words > 30


# --- what is a page at all -----------------------------------------------------------------------

MEDIA_CASES = [  # (Content-Type, body, is it a web page?)
    ("text/html", LINK, True),
    ("TEXT/HTML; charset=utf-8", LINK, True),
    ("application/xhtml+xml", LINK, True),
    ("text/html, text/html", LINK, True),
    ("text/html,", LINK, True),
    ("text/html", "%PDF-1.7", False),
    ("text/plain", LINK, False),
    ("application/pdf", LINK, False),
    ("image/png", LINK, False),
    ("application/json", '{"a":1}', False),
    ("application/rss+xml", LINK, False),
    # where nothing is said, the body tells
    (None, LINK, True),
    ("", f"  \n{LINK}", True),
    ("html", LINK, True),
    ("*/*", LINK, True),
    ("unknown/unknown", LINK, True),
    (None, "\ufeff<html>", True),
    (None, "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>", True),
    (None, "<?xml version='1.0'?><rss><a href=x>", False),
    (None, "%PDF-1.7", False),
    (None, "GIF89a", False),
    (None, '{"a": "<b>"}', False),
    (None, "plain text", False),
    # what is packed or encrypted is no page, whatever the server calls it
    ("text/html", "\x1f\x8b\x08 <a href=x>".encode("latin-1"), False),
    ("text/html", b"\x28\xb5\x2f\xfd<p>", False),
    ("text/html", bytes(range(256)) * 40, False),
    ("text/html", f"<p>\x01\x02\x03{LINK}", True),
    ("text/html", LINK.encode() + bytes(range(256)) * 40, True),
    (
        "text/html; charset=utf-16",
        ("\ufeff" + LINK + "\u4e01\u0601" * 400).encode("utf-16-le"),
        True,
    ),
    ("text/html", f"{LINK} \x1b$B%Z!<%8\x1b(B" * 40, True),
]


@pytest.mark.parametrize(("content_type", "body", "is_page"), MEDIA_CASES)
def test_a_web_page_is_told_by_its_type(content_type, body, is_page):
    headers = () if content_type is None else (("content-type", content_type),)
    sent = Answer(
        url=PAGE,
        status=200,
        headers=headers,
        body=body.encode() if isinstance(body, str) else body,
    )

    assert sent.is_html == is_page


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_page_in_utf16_without_a_type_is_read(codec):
    sent = Answer(url=PAGE, status=200, headers=(), body=f"<html>{LINK}".encode(codec))

    assert all_found(read_page(sent, [TARGET], NOW)[1])


@pytest.mark.parametrize("is_first", [True, False])
def test_of_a_page_of_very_many_tags_the_first_are_read_and_nothing_is_missed(is_first):
    many = "<br>" * 250_000
    sent = Answer(
        url=PAGE,
        status=200,
        headers=(("content-type", "text/html"),),
        body=(LINK + many if is_first else many + LINK).encode(),
    )
    found, seen = read_page(sent, [TARGET], NOW)

    assert all_found(seen) == is_first
    assert (Signal.BREAKS_OFF in found.signals) != is_first


def test_what_is_no_web_page_shows_nothing():
    sent = Answer(
        url=PAGE, status=200, headers=(("content-type", "application/pdf"),), body=LINK.encode()
    )
    nothing = PageFacts(media_type="application/pdf")

    assert read_page(sent, [TARGET, "b.test"], NOW) == (
        nothing,
        {TARGET: Sighting(), "b.test": Sighting()},
    )
    assert inspect_page(sent, NOW) == (nothing, [])


def test_type_and_encoding_are_told():
    found = facts("<p>é")

    assert (found.media_type, found.encoding) == ("text/html", "utf-8")


def test_inspecting_and_reading_tell_the_same_of_the_page():
    html = f"<html lang=de><title>x</title><link rel=canonical href=/o>{LONG}{LINK}"

    assert read_page(answer(html), [], NOW)[0] == inspect_page(answer(html), NOW)[0]
