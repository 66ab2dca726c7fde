"""A link points at a target at a level: the same, another spelling, a variant, or only its site."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from linkcrawler.page import match_url
from linkcrawler.page.match import equivalent_key, exact_key, parse_target, variant_key
from linkcrawler.states import MatchLevel
from linkcrawler.urls import parse_web

EXACT, EQUIVALENT, VARIANT = MatchLevel.EXACT, MatchLevel.EQUIVALENT, MatchLevel.VARIANT
SITE, SAME_HOST, SAME_SITE = MatchLevel.SITE, MatchLevel.SAME_HOST, MatchLevel.SAME_SITE
PAGE = "https://example.com/shop/Page"

PAGE_CASES = [  # (address of the link, level against PAGE)
    # the same address, written in another way
    ("https://example.com/shop/Page", EXACT),
    ("HTTPS://EXAMPLE.COM/shop/Page", EXACT),
    ("https://example.com:443/shop/Page", EXACT),
    ("https://example.com./shop/Page", EXACT),
    ("https://user:pass@example.com/shop/Page", EXACT),
    ("https://example.com/shop/./x/../Page", EXACT),
    ("https://example.com/shop/%2e/Page", EXACT),
    ("https://example.com/shop/%50age", EXACT),
    ("https://example.com/shop/Page#part", EXACT),
    ("https://example.com/shop/Page#", EXACT),
    ("https://example.com/shop/Page?", EXACT),
    ("https://example.com/shop/Page#:~:text=shop", EXACT),
    ("https://example.com\\shop\\Page", EXACT),
    (" https://exam\nple.com/shop/Page\t", EXACT),
    # an address that servers answer in the same way
    ("http://example.com/shop/Page", EQUIVALENT),
    ("https://www.example.com/shop/Page", EQUIVALENT),
    ("http://www.example.com:80/shop/Page/", EQUIVALENT),
    ("https://WWW.example.com./shop/Page", EQUIVALENT),
    ("https://example.com/shop/Page/", EQUIVALENT),
    ("https://example.com//shop///Page", EQUIVALENT),
    ("https://example.com/shop/Page/index.html", EQUIVALENT),
    ("https://example.com/shop/Page/index.htm", EQUIVALENT),
    ("https://example.com/shop/Page/Index.PHP", EQUIVALENT),
    ("https://example.com/shop/Page/index.aspx", EQUIVALENT),
    ("https://example.com/shop/Page/default.aspx", EQUIVALENT),
    ("https://example.com/shop/Page/index.jsp", EQUIVALENT),
    ("https://example.com/shop/Page/index.php/", EQUIVALENT),
    ("https://example.com/shop/Page?utm_source=x&utm_medium=y", EQUIVALENT),
    ("https://example.com/shop/Page?UTM_Source=x", EQUIVALENT),
    ("https://example.com/shop/Page?utm%5Fsource=x", EQUIVALENT),
    ("https://example.com/shop/Page?%75tm_source=x", EQUIVALENT),
    ("https://example.com/shop/Page?utm_source=x&amp;utm_medium=y", EQUIVALENT),
    ("https://example.com/shop/Page?gclid=x&fbclid=y&msclkid=z", EQUIVALENT),
    ("https://example.com/shop/Page?_ga=1&_gl=2&_hsenc=3&mc_cid=4&mc_eid=5", EQUIVALENT),
    ("https://example.com/shop/Page?srsltid=x&yclid=y&dclid=z&twclid=w", EQUIVALENT),
    ("https://example.com/shop/Page?mkt_tok=x&oly_enc_id=y&vero_id=z&wt_mc=w&s_cid=v", EQUIVALENT),
    ("https://example.com/shop/Page?&&", EQUIVALENT),
    ("https://example.com/shop/Page?utm_source", EQUIVALENT),
    # a variant of the page
    ("https://example.com/shop/page", VARIANT),
    ("https://example.com/SHOP/PAGE/", VARIANT),
    ("https://m.example.com/shop/Page", VARIANT),
    ("https://mobile.example.com/shop/Page", VARIANT),
    ("https://amp.example.com/shop/Page", VARIANT),
    ("https://www.m.example.com/shop/Page", VARIANT),
    ("https://example.com/shop/Page/amp", VARIANT),
    ("https://example.com/shop/Page/amp/", VARIANT),
    ("https://example.com/amp/shop/Page", VARIANT),
    ("https://example.com/shop/Page?amp=1", VARIANT),
    ("https://example.com/shop/Page?amp", VARIANT),
    ("https://example.com/shop/Page?lang=de", VARIANT),
    ("https://example.com/shop/Page?hl=de&utm_source=x", VARIANT),
    # another page of the host
    ("https://example.com/", SAME_HOST),
    ("https://www.example.com/other", SAME_HOST),
    ("https://example.com/shop/Page2", SAME_HOST),
    ("https://example.com/shop/Pag", SAME_HOST),
    ("https://example.com/shop/Page/more", SAME_HOST),
    ("https://example.com/Page", SAME_HOST),
    ("https://example.com/shop/Page?id=1", SAME_HOST),
    ("https://example.com/shop/Page?ref=blog", SAME_HOST),
    ("https://example.com/shop/Page?source=x", SAME_HOST),
    ("https://example.com/shop/Page?notutm_source=x", SAME_HOST),
    ("https://example.com/shop/Page?s=1", SAME_HOST),
    ("https://example.com/shop/Page#/route", SAME_HOST),
    ("https://example.com/shop/Page#!route", SAME_HOST),
    ("https://example.com/shop%2FPage", SAME_HOST),  # an escaped slash divides nothing
    ("https://example.com/shop/Page.html", SAME_HOST),
    ("https://example.com/shop/index.html/Page", SAME_HOST),
    ("https://example.com:8443/shop/Page", SAME_HOST),
    ("http://example.com:443/shop/Page", SAME_HOST),
    ("https://example.com:80/shop/Page", SAME_HOST),
    # another host of the site
    ("https://blog.example.com/shop/Page", SAME_SITE),
    ("https://www2.example.com/shop/Page", SAME_SITE),
    ("https://a.b.example.com/", SAME_SITE),
    ("https://de.example.com/shop/Page", SAME_SITE),
    # a stranger, however much it looks like the target
    ("https://example.com@evil.test/shop/Page", None),
    ("https://example.com:pass@evil.test/shop/Page", None),
    ("https://example.com%2Fshop@evil.test/Page", None),
    ("https://example.com.evil.test/shop/Page", None),
    ("https://notexample.com/shop/Page", None),
    ("https://example.com-evil.test/shop/Page", None),
    ("https://my-example.com/shop/Page", None),
    ("https://exаmple.com/shop/Page", None),  # a Cyrillic letter
    ("https://exámple.com/shop/Page", None),
    ("https://example.co/shop/Page", None),
    ("https://example.com.co/shop/Page", None),
    ("https://example.org/shop/Page", None),
    ("https://evil.test/https://example.com/shop/Page", None),
    ("https://evil.test/?url=https://example.com/shop/Page", None),
    ("https://evil.test/#https://example.com/shop/Page", None),
    ("https://web.archive.org/web/2020/https://example.com/shop/Page", MatchLevel.ARCHIVED),
    ("https://evil.test\\@example.com/shop/Page", None),
    ("https://www.com/shop/Page", None),
    ("https://com/shop/Page", None),
    ("ftp://example.com/shop/Page", None),
    ("mailto:shop@example.com", None),
    ("javascript:location='https://example.com/shop/Page'", None),
    ("example.com/shop/Page", None),  # no address without a scheme
    ("/shop/Page", None),
    ("", None),
]


@pytest.mark.parametrize(("url", "level"), PAGE_CASES)
def test_a_link_comes_close_to_a_page(url, level):
    assert match_url(url, PAGE) is level


LEVEL_CASES = [  # (address of the link, target, level)
    # home pages
    ("https://example.com", "https://example.com/", EXACT),
    ("http://www.example.com/index.html", "https://example.com", EQUIVALENT),
    ("https://example.com/?utm_source=x", "https://example.com", EQUIVALENT),
    ("https://example.com/#/", "https://example.com", EXACT),  # the first route of a script
    ("https://example.com/#!", "https://example.com", EXACT),
    ("https://example.com/#top", "https://example.com", EXACT),
    ("https://example.com/a", "https://example.com", SAME_HOST),
    # queries
    ("https://example.com/?id=1", "https://example.com/?id=1", EXACT),
    ("https://example.com/?id=2", "https://example.com/?id=1", SAME_HOST),
    ("https://example.com/?ID=1", "https://example.com/?id=1", SAME_HOST),
    ("https://example.com/?id=A", "https://example.com/?id=a", SAME_HOST),
    ("https://example.com/", "https://example.com/?id=1", SAME_HOST),
    ("https://example.com/?b=2&a=1", "https://example.com/?a=1&b=2", EQUIVALENT),
    ("https://example.com/?a=1&a=2", "https://example.com/?a=1", SAME_HOST),
    ("https://example.com/?a=1&utm_term=x&b=2", "https://example.com/?a=1&b=2", EQUIVALENT),
    ("https://example.com/?a=1", "https://example.com/?utm_source=y&a=1", EQUIVALENT),
    ("https://example.com/?q=%7e", "https://example.com/?q=~", EXACT),
    ("https://example.com/?q=%26a", "https://example.com/?q=&a", SAME_HOST),
    ("https://example.com/?q=a%2fb", "https://example.com/?q=a%2Fb", EXACT),
    # escapes
    ("https://example.com/%7Euser", "https://example.com/~user", EXACT),
    ("https://example.com/~user", "https://example.com/%7euser", EXACT),
    ("https://example.com/caf%c3%a9", "https://example.com/café", EXACT),
    ("https://example.com/a b", "https://example.com/a%20b", EXACT),
    ("https://example.com/a+b", "https://example.com/a%20b", SAME_HOST),
    # routes of a site that scripts make
    ("https://example.com/#/a", "https://example.com/#/a", EXACT),
    ("https://example.com/#/a", "https://example.com/#/b", SAME_HOST),
    ("https://example.com/#!/a", "https://example.com/#!/a", EXACT),
    ("https://example.com/", "https://example.com/#!/a", SAME_HOST),
    ("https://example.com/#/a:~:text=x", "https://example.com/#/a", EXACT),
    ("http://example.com/#/a", "https://www.example.com/#/a", EQUIVALENT),
    # ports
    ("http://example.com:8080/", "https://example.com:8080/", EQUIVALENT),
    ("http://example.com:8080/", "http://example.com:8081/", SAME_HOST),
    # letters of all scripts
    ("https://bücher.example/", "https://xn--bcher-kva.example/", EXACT),
    ("https://WWW.BÜCHER.example/", "bücher.example", SITE),
    ("https://bucher.example/", "https://bücher.example/", None),
    # variants of variants
    ("https://example.com/a", "https://m.example.com/a", VARIANT),
    ("https://amp.example.com/a", "https://m.example.com/a", VARIANT),
    ("https://example.com/a.amp.html", "https://example.com/a.html", VARIANT),
    ("https://example.com/a?lang=de", "https://example.com/a?lang=fr", VARIANT),
    ("https://example.com/lamp", "https://example.com/l", SAME_HOST),
    ("https://m.com/a", "https://com/a", None),
    ("https://mm.example.com/a", "https://example.com/a", SAME_SITE),
    # platforms
    ("https://one.wordpress.com/a", "https://two.wordpress.com/a", None),
    ("https://tumblr.com/one", "https://www.tumblr.com/one", EQUIVALENT),
    ("https://medium.com/@one/a", "https://www.medium.com/@one/a", EQUIVALENT),
    ("https://user.github.io/a", "https://github.io/a", None),
    # hosts without a registrable domain
    ("http://127.0.0.1:8000/a", "http://127.0.0.1:8000/a", EXACT),
    ("http://0x7f.1/a", "http://127.0.0.1/a", EXACT),
    ("http://[::1]/a", "http://[0:0:0:0:0:0:0:1]/a", EXACT),
    ("http://localhost/a", "http://localhost/a", EXACT),
    ("http://www.wiki.intranet/a", "http://wiki.intranet/a", EQUIVALENT),
    ("http://10.0.0.2/a", "http://10.0.0.1/a", None),
    # targets as people write them
    ("https://example.com/a", "  https://example.com/a  ", EXACT),
    ("https://example.com/a", "example.com/a", EQUIVALENT),
    ("https://example.com/a", "//example.com/a", EQUIVALENT),
    ("http://example.com/a", "example.com/a", EXACT),
    ("https://example.com/", "example.com/", EQUIVALENT),
    ("https://example.com/b", "example.com/", SAME_HOST),  # the home page is meant
    ("https://example.com/?u=https://x.test", "example.com/?u=https://x.test", EQUIVALENT),
    # a whole site
    ("https://example.com/", "example.com", SITE),
    ("https://example.com/any/page?x#y", "example.com", SITE),
    ("http://www.example.com/a", "example.com", SITE),
    ("https://blog.example.com/a", "example.com", SITE),
    ("https://example.com:8443/a", "example.com", SITE),
    ("https://example.com/a", "www.example.com", SITE),
    ("https://example.com/a", "Example.COM.", SITE),
    ("https://example.com/a", " example.com\n", SITE),
    ("https://a.blog.example.com/", "blog.example.com", SITE),
    ("https://example.com/", "blog.example.com", SAME_SITE),
    ("https://myblog.example.com/", "blog.example.com", SAME_SITE),
    ("https://notexample.com/", "example.com", None),
    ("https://example.com.evil.test/", "example.com", None),
    ("https://example.com@evil.test/", "example.com", None),
    ("https://example.co.uk/", "co.uk", None),
    ("https://one.github.io/", "github.io", None),
    ("http://www.wiki.intranet/a", "wiki.intranet", SITE),
    ("http://127.0.0.1:8000/a", "127.0.0.1", SITE),
    # no target at all
    ("https://example.com/", "", None),
    ("https://example.com/", "   ", None),
    ("https://example.com/", "not a host", None),
    ("https://example.com/", "https://", None),
    ("https://example.com/", "mailto:a@example.com", None),
    ("https://example.com/", "a@example.com", None),
    ("https://example.com/@a", "example.com/@a", EQUIVALENT),
    ("https://example.com/", "ftp://example.com/", None),
]


@pytest.mark.parametrize(("url", "target", "level"), LEVEL_CASES)
def test_a_link_comes_close_to_a_target(url, target, level):
    assert match_url(url, target) is level


@pytest.mark.parametrize("level", MatchLevel)
def test_only_the_target_itself_proves_presence(level):
    assert level.proves_presence == (
        level in {EXACT, EQUIVALENT, VARIANT, SITE, MatchLevel.REDIRECTOR}
    )


LABELS = st.sampled_from(
    ["example", "shop", "m", "amp", "blog", "xn--bcher-kva", "bücher", "EXAMPLE"]
)
SUFFIXES = st.sampled_from(["com", "co.uk", "github.io", "tumblr.com", "lan", "com.", "рф"])
HOSTS = st.builds(
    lambda www, labels, suffix: ".".join([*www, *labels, suffix]),
    st.sampled_from([[], ["www"]]),
    st.lists(LABELS, min_size=1, max_size=3),
    SUFFIXES,
) | st.sampled_from(["localhost", "127.0.0.1", "[::1]", "tumblr.com", "www.tumblr.com"])
STEPS = st.sampled_from(
    [
        "a",
        "A",
        "b",
        "",
        ".",
        "..",
        "amp",
        "index.html",
        "index.php",
        "%7Ea",
        "~a",
        "%41",
        "%2F",
        "é",
    ]
)
PARAMETERS = st.sampled_from(
    ["id=1", "id=2", "ID=1", "utm_source=x", "utm%5Fmedium=y", "lang=de", "amp=1", "", "q=%7e", "b"]
)
ADDRESSES = st.builds(
    lambda scheme, host, port, steps, query, fragment: (
        f"{scheme}://{host}{port}/{'/'.join(steps)}?{'&'.join(query)}{fragment}"
    ),
    st.sampled_from(["http", "https", "HTTPS"]),
    HOSTS,
    st.sampled_from(["", "", ":80", ":443", ":8080"]),
    st.lists(STEPS, max_size=4),
    st.lists(PARAMETERS, max_size=3),
    st.sampled_from(["", "#a", "#/a", "#!a", "#/", "#:~:text=a", "#/a:~:text=a"]),
)
KEYS = [exact_key, equivalent_key, variant_key]


def read(url):
    address = parse_web(url)
    assert address
    return address


@given(ADDRESSES)
def test_a_page_is_exactly_itself(url):
    assert match_url(url, url) is EXACT


@given(ADDRESSES)
@example("http://example.com/index.html/index.html")
@example("http://example.com/index.php/")
def test_an_equivalent_key_has_itself_as_key(url):
    address = read(url)
    key = equivalent_key(address)

    assert equivalent_key(read(f"{address.scheme}://{key}")) == key


@given(ADDRESSES, ADDRESSES)
def test_two_pages_are_as_close_in_one_direction_as_in_the_other(one, other):
    level = match_url(one, other)

    assert match_url(other, one) is level


@given(ADDRESSES, ADDRESSES)
def test_what_is_closer_is_also_close_at_every_wider_level(one, other):
    equal = [key(read(one)) == key(read(other)) for key in KEYS]

    assert equal == sorted(equal)


@given(ADDRESSES)
@pytest.mark.parametrize("spelling", ["?utm_source=x", "#part", "?gclid=1&utm_id=2#part"])
def test_what_a_link_carries_for_statistics_is_never_a_loss(spelling, url):
    address = read(url)
    plain = f"{address.scheme}://{address.host}{address.path}"

    assert match_url(plain + spelling, plain) in (EXACT, EQUIVALENT)


@given(ADDRESSES)
def test_a_whole_site_is_met_by_its_own_pages(url):
    address = read(url)

    assert match_url(f"https://{address.host}{address.path}", address.host) is SITE


@given(st.text(), st.text())
@example("\ud800", "https://\ud800/")
@example("http://[", "[")
@example("https://example.com/%", "https://example.com/%zz?%=%")
def test_no_text_breaks_the_matching(url, target):
    for link in (url, f"https://{url}", f"https://example.com/{url}"):
        for aim in (target, f"https://{target}", f"https://example.com/{target}", url):
            assert match_url(link, aim) in (None, *MatchLevel)


@given(st.text(max_size=30))
def test_a_target_is_kept_as_it_was_given(given_target):
    target = parse_target(given_target)

    assert target is None or target.given == given_target
