"""URLs are read as browsers read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcrawler.urls import (
    Base,
    join,
    parse_web,
    web_host,
    web_href,
    without_credentials,
    without_fragment,
    written_host,
)

BASE = "https://blog.test/dir/page.html?x=1#top"

JOIN_CASES = [  # (href, what a browser makes of it on BASE)
    ("https://example.com/a", "https://example.com/a"),
    ("https://example.com", "https://example.com/"),
    ("HTTPS://EXAMPLE.COM/A", "https://example.com/A"),
    ("https://example.com:443/", "https://example.com/"),
    ("http://example.com:80/", "http://example.com/"),
    ("https://example.com:80/", "https://example.com:80/"),
    ("https://example.com:/", "https://example.com/"),
    ("/a", "https://blog.test/a"),
    ("a", "https://blog.test/dir/a"),
    ("./a", "https://blog.test/dir/a"),
    ("../a", "https://blog.test/a"),
    ("../../../a", "https://blog.test/a"),
    ("/a/%2e%2E/b", "https://blog.test/b"),
    ("", "https://blog.test/dir/page.html?x=1"),
    ("?y=2", "https://blog.test/dir/page.html?y=2"),
    ("#end", "https://blog.test/dir/page.html?x=1#end"),
    ("//example.com/a", "https://example.com/a"),
    ("///example.com/a", "https://example.com/a"),
    ("https:///example.com/a", "https://example.com/a"),
    ("http:////example.com/a", "http://example.com/a"),
    ("\\\\example.com\\a", "https://example.com/a"),
    ("/\\example.com/a", "https://example.com/a"),
    ("https:\\\\example.com\\a", "https://example.com/a"),
    ("https:a", "https://blog.test/dir/a"),
    ("http:a", "http://a/"),
    (" \t\nhttps://example.com/a \r\n", "https://example.com/a"),
    ("ht\ntps://exam\tple.com/\ra", "https://example.com/a"),
    ("\x00https://example.com/a\x1f", "https://example.com/a"),
    ("https://example.com/a b", "https://example.com/a%20b"),
    ("https://example.com/ä?ö#ü", "https://example.com/%C3%A4?%C3%B6#%C3%BC"),
    ("https://example.com/%7Ea", "https://example.com/%7Ea"),
    ("https://example.com/'\"<>", "https://example.com/'%22%3C%3E"),
    ("https://example.com/a|b", "https://example.com/a|b"),
    ("https://bücher.example/", "https://xn--bcher-kva.example/"),
    ("https://BÜCHER.example/", "https://xn--bcher-kva.example/"),
    ("https://straße.example/", "https://xn--strae-oqa.example/"),
    ("https://ex%61mple.com/", "https://example.com/"),
    ("https://example。com/", "https://example.com/"),  # an ideographic full stop
    ("https://ｅｘａｍｐｌｅ.com/", "https://example.com/"),
    ("https://example.com./a", "https://example.com./a"),
    ("https://user:pass@example.com/", "https://user:pass@example.com/"),
    ("https://example.com@evil.test/", "https://example.com@evil.test/"),
    ("https://example.com\\@evil.test/", "https://example.com/@evil.test/"),
    ("http://0x7f.1/", "http://127.0.0.1/"),
    ("http://2130706433/", "http://127.0.0.1/"),
    ("http://[::1]:8080/a", "http://[::1]:8080/a"),
    ("http://[0:0:0:0:0:0:0:1]/", "http://[::1]/"),
    ("http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/"),
    ("mailto:a@example.com", "mailto:a@example.com"),
    ("javascript:void(0)", "javascript:void(0)"),
    ("tel:+1", "tel:+1"),
    ("ftp://example.com/a", "ftp://example.com/a"),
    ("data:text/html,<a>", "data:text/html,<a>"),
    ("https://", None),
    ("https://exa mple.com/", None),
    ("https://example.com:99999/", None),
    ("https://example.com:x/", None),
    ("https://[::1/", None),
    ("https://[zz]/", None),
    ("https://1.2.3.256/", None),
    ("https://%00/", None),
    ("https://example.com\x00/", None),
]


@pytest.mark.parametrize(("href", "url"), JOIN_CASES)
def test_an_address_is_resolved_as_a_browser_does(href, url):
    assert join(BASE, href) == url


@pytest.mark.parametrize("base", ["", "no url", "mailto:a@example.com", "https://[/"])
def test_a_base_that_is_none_resolves_nothing_relative(base):
    assert join(base, "a/b") is None


PARSE_CASES = [  # (url, its (scheme, host, port, path, query, fragment))
    ("https://Example.com", ("https", "example.com", "", "/", "", "")),
    ("http://example.com:8080/a?b=c#d", ("http", "example.com", "8080", "/a", "b=c", "d")),
    ("https://example.com:443/", ("https", "example.com", "", "/", "", "")),
    ("https://example.com/?", ("https", "example.com", "", "/", "", "")),
    ("https://example.com/#", ("https", "example.com", "", "/", "", "")),
    ("https://u:p@example.com/", ("https", "example.com", "", "/", "", "")),
    ("https://bücher.example/ü", ("https", "xn--bcher-kva.example", "", "/%C3%BC", "", "")),
    ("http://[::1]:1/", ("http", "[::1]", "1", "/", "", "")),
    ("  https://example.com/ ", ("https", "example.com", "", "/", "", "")),
]


@pytest.mark.parametrize(("url", "parts"), PARSE_CASES)
def test_a_web_address_has_its_parts(url, parts):
    address = parse_web(url)

    assert address
    assert parts == (
        address.scheme,
        address.host,
        address.port,
        address.path,
        address.query,
        address.fragment,
    )


NO_WEB_ADDRESSES = """
example.com /a mailto:a@example.com javascript:1 ftp://example.com/ file:///etc/passwd https://
https:/// data:,x about:blank \ud800 https://\ud800/
"""


@pytest.mark.parametrize("url", ["", *NO_WEB_ADDRESSES.split()])
def test_what_is_no_web_address_is_none(url):
    assert parse_web(url) is None


@pytest.mark.parametrize("href", [href for href, _ in JOIN_CASES])
def test_the_host_that_is_cut_out_is_the_host_that_is_parsed(href):
    url = join(BASE, href)
    address = parse_web(url) if url else None

    assert (web_host(url) if url else None) == (address.host if address else None)


PIECES = """
http https ftp mailto javascript : // / \\ @ # ? & = % . .. [ ] [::1] [::ffff:1.2.3.4] :80
:443 :8080 :x user pass example com bücher xn--bcher-kva %2e %41 0x7f 1 127.0.0.1 ß 。 ﹒ a-b _
* ! $ ' ( ) + , ; ~ | ^ ` { } < > \\\\ www ü é 日本
"""
SPACES = [" ", "\t", "\n", "\r", "\x00", "\u00a0", "\u200b", "\ud800"]
HREFS = st.lists(st.sampled_from([*PIECES.split(), *SPACES]), max_size=12).map("".join) | st.text(
    max_size=40
)


@given(HREFS)
def test_cutting_the_host_out_of_a_resolved_address_is_as_good_as_parsing_it(href):
    for written in (href, f"https://{href}", f"//{href}", f"http://a:b@{href}"):
        url = join(BASE, written)
        address = parse_web(url) if url else None

        assert (web_host(url) if url else None) == (address.host if address else None)


@given(HREFS)
def test_what_was_resolved_once_stays_as_it_is(href):
    url = join(BASE, href)

    assert url is None or join(BASE, url) == url


@given(HREFS, HREFS)
def test_nothing_breaks_the_resolving(base, href):
    join(base, href)
    parse_web(href)
    without_credentials(href)
    assert "#" not in without_fragment(href)


CREDENTIALS_CASES = [  # (url, url without them)
    ("https://user:pass@example.com/a?b#c", "https://example.com/a?b#c"),
    ("https://user@example.com/", "https://example.com/"),
    ("https://:pass@example.com/", "https://example.com/"),
    ("https://us%40er:p%3Ass@example.com/", "https://example.com/"),
    ("ftp://user:pass@example.com/", "ftp://example.com/"),
    ("https://example.com/@user:pass", "https://example.com/@user:pass"),
    ("HTTPS://Example.com", "HTTPS://Example.com"),  # as it was given, where there are none
    ("https://user:pass@exa mple.com/a", "https://exa mple.com/a"),  # no URL, and yet a password
    ("https://us@er:pass@example.com:x/", "https://example.com:x/"),
    ("https://exa mple.com/@a", "https://exa mple.com/@a"),
    ("no url", "no url"),
    ("", ""),
]


@pytest.mark.parametrize(("url", "shown"), CREDENTIALS_CASES)
def test_user_name_and_password_are_taken_out(url, shown):
    assert without_credentials(url) == shown


@pytest.mark.parametrize(
    ("url", "cut"),
    [
        ("https://example.com/#a", "https://example.com/"),
        ("https://example.com/#a#b", "https://example.com/"),
        ("https://example.com/", "https://example.com/"),
        ("#", ""),
    ],
)
def test_a_fragment_is_cut_off(url, cut):
    assert without_fragment(url) == cut


@pytest.mark.parametrize(
    ("host", "written"),
    [
        ("example.com", "example.com"),
        ("xn--bcher-kva.example", "bücher.example"),
        ("www.xn--bcher-kva.example", "www.bücher.example"),
        ("xn--e1aybc.xn--p1ai", "тест.рф"),
        ("127.0.0.1", "127.0.0.1"),
        ("[::1]", "[::1]"),
        ("xn--", "xn--"),
    ],
)
def test_a_host_is_written_with_the_letters_that_it_stands_for(host, written):
    assert written_host(host) == written


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example",
        "HTTPS://A.example:443/../x y",
        "http:/a/b",
        "ftp://a/",
        "http://[",
        "x",
        "",
    ],
)
def test_the_normal_form_is_that_of_the_whole_parse(url):
    address = parse_web(url)

    assert web_href(url) == (address.href if address else None)


@given(st.text(max_size=40))
def test_the_normal_form_of_anything_is_that_of_the_whole_parse(text):
    url = f"https://{text}"
    address = parse_web(url)

    assert web_href(url) == (address.href if address else None)


_PIECES = [
    *"/.aB-_~?#':@=&1é|\\ [^;,*(+$!`{\t",
    *"// .. %2e %2E %41 https:// http:// x.com EX.com xn--p1ai 0x1 .com co.uk/".split(),
]


@given(
    st.sampled_from(
        [
            BASE,
            "http://u:p@a.test:81/x/",
            "https://A.test",
            "https://a.test/a/./b/../c",
            "http://1.2.3.4/q",
            "data:x,y",
            "about:blank",
            "no address",
        ]
    ),
    st.sampled_from(["", "", "https://www.site-x.example/", "/", "#", "a"]),
    st.lists(st.sampled_from(_PIECES), max_size=9).map("".join),
)
def test_the_quick_way_resolves_as_the_parser_does(base: str, start: str, end: str):
    assert Base(base).join(start + end) == join(base, start + end)


def test_a_long_address_is_resolved_at_once():
    """A pattern that goes back over what it took would need more steps than there are atoms."""
    href = "/" + "a" * 5_000 + "\N{SNOWMAN}"

    assert Base(BASE).join(href) == join(BASE, href)
