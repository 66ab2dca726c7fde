"""robots.txt as RFC 9309 has it, section by section: text, path, and whether we may read it.

Our product token is "linkcrawler". Written for this file, after the rules of the RFC.
"""

import time

import pytest
from scrapy.http import Response

from linkcrawler.crawl import robots
from linkcrawler.crawl.failure import FetchError

HOST = "http://site.test"


def _rules(response: Response) -> robots._Rules:
    return robots._rules_of(robots._read(response))


def may_read(text: str | bytes, path: str) -> bool:
    body = text.encode() if isinstance(text, str) else text
    rules = _rules(Response(f"{HOST}/robots.txt", body=body))
    try:
        rules.check(HOST + path)
    except FetchError:
        return False
    return True


def star(*lines: str) -> str:
    return "\n".join(["User-agent: *", *lines, ""])


GROUPS = [  # 2.2.1: which group is ours
    ("", "/", True),
    ("\n\n\n", "/", True),
    ("User-agent: *\nDisallow: /", "/", False),
    ("User-agent: linkcrawler\nDisallow: /", "/", False),
    ("User-agent: LinkCrawler\nDisallow: /", "/", False),
    ("User-agent: LINKCRAWLER\nDisallow: /", "/", False),
    ("User-agent: other\nDisallow: /", "/", True),
    ("User-agent: link\nDisallow: /", "/", True),
    ("User-agent: crawler\nDisallow: /", "/", True),
    ("User-agent: *\nDisallow: /\n\nUser-agent: linkcrawler\nAllow: /", "/", True),
    ("User-agent: linkcrawler\nAllow: /\n\nUser-agent: *\nDisallow: /", "/", True),
    ("User-agent: linkcrawler\nDisallow: /\n\nUser-agent: *\nAllow: /", "/", False),
    ("User-agent: *\nDisallow: /\n\nUser-agent: linkcrawler\nDisallow:", "/", True),
    # several user-agent lines before one set of rules
    ("User-agent: other\nUser-agent: linkcrawler\nDisallow: /", "/", False),
    ("User-agent: linkcrawler\nUser-agent: other\nDisallow: /", "/", False),
    ("User-agent: other\nUser-agent: *\nDisallow: /", "/", False),
    # groups of one name are one group
    ("User-agent: linkcrawler\nDisallow: /a\n\nUser-agent: linkcrawler\nDisallow: /b", "/a", False),
    ("User-agent: linkcrawler\nDisallow: /a\n\nUser-agent: linkcrawler\nDisallow: /b", "/b", False),
    ("User-agent: *\nDisallow: /a\n\nUser-agent: *\nDisallow: /b", "/b", False),
    # our own group alone counts, even where it says little
    ("User-agent: *\nDisallow: /a\n\nUser-agent: linkcrawler\nDisallow: /b", "/a", True),
    # rules before any group are nobody's
    ("Disallow: /\nUser-agent: *\nAllow: /", "/", True),
    ("Disallow: /", "/", True),
    # a blank line does not end a group
    ("User-agent: *\n\nDisallow: /", "/", False),
    ("User-agent: *\n\n\n\nDisallow: /a\n\nDisallow: /b", "/b", False),
    # a comment between
    ("User-agent: * # all\nDisallow: /", "/", False),
    ("# begin\nUser-agent: *\n# middle\nDisallow: / # end\n# last", "/", False),
    # other records do not end a group
    ("User-agent: *\nSitemap: http://site.test/s.xml\nDisallow: /", "/", False),
    ("User-agent: other\nSitemap: http://site.test/s.xml\nUser-agent: *\nDisallow: /", "/", False),
    ("User-agent: *\nCrawl-delay: 5\nDisallow: /", "/", False),
    ("User-agent: *\nHost: site.test\nDisallow: /", "/", False),
    ("User-agent: *\nNonsense\nDisallow: /", "/", False),
]

RULES = [  # 2.2.2: which rule wins
    (star("Disallow:"), "/", True),
    (star("Disallow: "), "/a", True),
    (star("Allow: /"), "/", True),
    (star("Disallow: /a"), "/a", False),
    (star("Disallow: /a"), "/a/b", False),
    (star("Disallow: /a"), "/abc", False),
    (star("Disallow: /a"), "/b", True),
    (star("Disallow: /a"), "/A", True),
    (star("Disallow: /A"), "/a", True),
    (star("Disallow: /a/"), "/a", True),
    (star("Disallow: /a/"), "/a/", False),
    (star("Disallow: /a/"), "/a/b", False),
    (star("Disallow: /a"), "/b/a", True),
    # the longest match wins, in whatever order
    (star("Disallow: /a", "Allow: /a/b"), "/a/b", True),
    (star("Allow: /a/b", "Disallow: /a"), "/a/b", True),
    (star("Disallow: /a", "Allow: /a/b"), "/a/c", False),
    (star("Allow: /", "Disallow: /a"), "/a", False),
    (star("Disallow: /a", "Allow: /"), "/a", False),
    (star("Disallow: /a/b", "Allow: /a"), "/a/b/c", False),
    (star("Allow: /a/b/c", "Disallow: /a/b"), "/a/b/c/d", True),
    # equal ones: allow
    (star("Disallow: /a", "Allow: /a"), "/a", True),
    (star("Allow: /a", "Disallow: /a"), "/a", True),
    # the query is part of what is matched
    (star("Disallow: /a?"), "/a?x=1", False),
    (star("Disallow: /a?"), "/a", True),
    (star("Disallow: /*?"), "/a/b?x", False),
    (star("Disallow: /*?"), "/a/b", True),
    (star("Disallow: /a?x=1"), "/a?x=1&y=2", False),
    (star("Disallow: /a?x=1"), "/a?y=2&x=1", True),
    # robots.txt itself is always allowed
    (star("Disallow: /"), "/robots.txt", True),
    # names of records in any case, with white space about them
    ("user-agent: *\ndisallow: /", "/", False),
    ("USER-AGENT: *\nDISALLOW: /", "/", False),
    ("User-agent:*\nDisallow:/", "/", False),
    ("User-agent :  *  \nDisallow  :   /a  ", "/a", False),
    ("\tUser-agent: *\n\t Disallow: /", "/", False),
    # a rule that starts with no slash
    (star("Disallow: *"), "/", False),
    (star("Disallow: *.php"), "/a.php", False),
    (star("Disallow: /a", "Disallow: /b", "Disallow: /c"), "/c/d", False),
    (star(*(f"Disallow: /{n}" for n in range(2_000))), "/1999", False),
    (star(*(f"Disallow: /{n}" for n in range(2_000))), "/x", True),
]

WILDCARDS = [  # 2.2.3: "*", "$", "#"
    (star("Disallow: /*"), "/", False),
    (star("Disallow: /*"), "/a/b", False),
    (star("Disallow: /a*"), "/a", False),
    (star("Disallow: /a*b"), "/a/x/b", False),
    (star("Disallow: /a*b"), "/ab", False),
    (star("Disallow: /a*b"), "/a/x/c", True),
    (star("Disallow: /*.php"), "/a/b.php", False),
    (star("Disallow: /*.php"), "/a/b.php5", False),
    (star("Disallow: /*.php"), "/a/b.html", True),
    (star("Disallow: /*.php$"), "/a/b.php", False),
    (star("Disallow: /*.php$"), "/a/b.php?x", True),
    (star("Disallow: /*.php$"), "/a/b.php5", True),
    (star("Disallow: /a$"), "/a", False),
    (star("Disallow: /a$"), "/a/", True),
    (star("Disallow: /a$"), "/ab", True),
    (star("Disallow: /$"), "/", False),
    (star("Disallow: /$"), "/a", True),
    (star("Disallow: /", "Allow: /$"), "/", True),
    (star("Disallow: /", "Allow: /$"), "/a", False),
    (star("Disallow: /a**b"), "/a/b", False),
    (star("Disallow: /*/*/c"), "/a/b/c", False),
    (star("Disallow: /*/*/c"), "/a/c", True),
    (star("Disallow: /a*/b$"), "/a/x/b", False),
    (star("Disallow: /a#b"), "/a", False),
    (star("Disallow: /a #b"), "/ab", False),
    (star("Allow: /a*", "Disallow: /a"), "/abc", True),
    (star("Disallow: /a.b"), "/axb", True),
    (star("Disallow: /a+b"), "/aab", True),
    (star("Disallow: /(a"), "/(a", False),
    (star("Disallow: /[a-z]"), "/b", True),
    (star("Disallow: /a|b"), "/b", True),
    (star("Disallow: /a\\"), "/a", True),
]

OCTETS = [  # 2.2.2: percent-encoding
    (star("Disallow: /a%2fb"), "/a%2Fb", False),
    (star("Disallow: /a%2Fb"), "/a/b", True),
    (star("Disallow: /a%62c"), "/abc", False),
    (star("Disallow: /abc"), "/a%62c", False),
    (star("Disallow: /\u00fc"), "/%C3%BC", False),
    (star("Disallow: /%C3%BC"), "/%c3%bc", False),
    (star("Disallow: /%c3%bc"), "/%C3%BC", False),
    (star("Disallow: /\u30c4"), "/%E3%83%84", False),
    (star("Disallow: /%E3%83%84"), "/%E3%83%84/x", False),
    (star("Disallow: /a%3Db"), "/a=b", True),
    (star("Disallow: /%7Ejoe"), "/~joe", False),
    (star("Disallow: /~joe"), "/%7Ejoe", False),
    (star("Disallow: /a b"), "/a%20b", False),
    (star("Disallow: /%zz"), "/a", True),
    (star("Disallow: /%"), "/a", True),
]

BYTES = [  # 2.3: encoding, line ends, limits
    (b"\xef\xbb\xbfUser-agent: *\nDisallow: /", "/", False),
    (b"User-agent: *\r\nDisallow: /\r\n", "/", False),
    (b"User-agent: *\rDisallow: /\r", "/", False),
    (b"User-agent: *\n\rDisallow: /a\n\r", "/a", False),
    (b"# \xff\xfe\nUser-agent: *\nDisallow: /", "/", False),
    (b"User-agent: *\nDisallow: /\xfc", "/a", True),
    (b"User-agent: *\nDisallow: /a\0b", "/c", True),
    (b"<html><body>User-agent: *</body></html>", "/", True),
    (b"\0\0\0\0", "/", True),
    (b"User-agent: *\nDisallow: /" + b"x" * 20_000, "/x", True),
    (b"#" * 400_000 + b"\nUser-agent: *\nDisallow: /", "/", False),
    (b"User-agent: *\nDisallow: /\n" + b"#" * 5_000_000, "/", False),
    (b"#\n" * 200_000 + b"User-agent: *\nDisallow: /", "/", False),
    (b"User-agent: *\nDisallow: /a\n" * 10_000, "/a", False),
]

TABLE = [*GROUPS, *RULES, *WILDCARDS, *OCTETS, *BYTES]

# What the parser we use reads otherwise than the RFC has it.
KNOWN = {
    (star("Disallow: /a%3Db"), "/a=b"): "reserved characters are decoded as well",
}


def test_the_table_is_as_long_as_it_should_be():
    assert len(TABLE) >= 100


def _rows():
    for number, (text, path, allowed) in enumerate(TABLE):
        known = KNOWN.get((text, path))
        marks = [pytest.mark.xfail(reason=known, strict=True)] if known else []
        name = f"{number}-{text[:60]!r}"
        yield pytest.param(
            text, path, allowed, id=name.encode("ascii", "replace").decode(), marks=marks
        )


@pytest.mark.parametrize(("text", "path", "allowed"), list(_rows()))
def test_robots_txt_is_read_as_the_rfc_has_it(text, path, allowed):
    assert may_read(text, path) is allowed


def test_a_group_of_very_many_agents_takes_no_time():
    agents = "".join(f"User-agent: a{number}\n" for number in range(8_000))
    rules = "".join(f"Disallow: /{number}\n" for number in range(8_000))
    began = time.process_time()

    assert not may_read(f"{agents}User-agent: linkcrawler\n{rules}", "/7999")
    assert time.process_time() - began < 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418, 451, 499])
def test_a_robots_txt_that_is_unavailable_allows_all(status):
    rules = _rules(
        Response(f"{HOST}/robots.txt", status=status, body=b"User-agent: *\nDisallow: /")
    )

    rules.check(f"{HOST}/a")


@pytest.mark.parametrize("status", [429, 500, 501, 502, 503, 504, 520, 599])
def test_a_robots_txt_that_is_unreachable_allows_nothing(status):
    rules = _rules(Response(f"{HOST}/robots.txt", status=status, body=b"User-agent: *\nAllow: /"))

    with pytest.raises(FetchError):
        rules.check(f"{HOST}/a")
