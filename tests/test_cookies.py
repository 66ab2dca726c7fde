"""Cookies of one check: carried to where a redirect leads, and no further."""

import pytest
from scrapy.http import Request, Response

from linkcrawler.crawl.cookies import Cookies

HERE = "https://blog.example.co.uk/start"

GIVEN = [  # (Set-Cookie, where a redirect leads, what is carried there)
    ("s=1", "https://blog.example.co.uk/next", b"s=1"),
    ("s=1; Domain=example.co.uk", "https://www.example.co.uk/", b"s=1"),
    ("s=1", "https://www.example.co.uk/", None),
    ("s=1; Domain=co.uk", "https://other.co.uk/", None),
    ("s=1; Domain=other.example", "https://other.example/", None),
    ("s=1; Secure", "http://blog.example.co.uk/next", None),
    ("s=1; Max-Age=0", "https://blog.example.co.uk/next", None),
    ("s=" + "1" * 5_000, "https://blog.example.co.uk/next", None),
    ("\x00=\xff;;;", "https://blog.example.co.uk/next", None),
]


@pytest.mark.parametrize(("line", "url", "carried"), GIVEN)
def test_a_cookie_goes_where_a_browser_would_carry_it(line, url, carried):
    cookies, after = Cookies(), Request(url)
    cookies.take(Response(HERE, headers={"Set-Cookie": line.encode("latin-1")}), Request(HERE))
    cookies.give(after)

    assert after.headers.get("Cookie") == carried


def test_a_bomb_of_cookies_is_cut():
    lines = [f"c{number}={'x' * 3_000}" for number in range(500)]
    cookies, after = Cookies(), Request(HERE)
    cookies.take(Response(HERE, headers={"Set-Cookie": lines}), Request(HERE))
    cookies.give(after)

    assert len(after.headers.get("Cookie") or b"") <= 8 << 10
