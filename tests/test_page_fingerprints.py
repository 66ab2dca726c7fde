"""Pages with one fingerprint are read alike; what may be read otherwise has another."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkcrawler.page import Answer, CostlyPageError, read_page
from linkcrawler.page.fingerprints import body_hash, may_compare_plain, plain_hash
from tests.test_page_properties import ANSWERS, TARGETS

NOW = datetime(2026, 3, 1, tzinfo=UTC)
TARGET = "https://example.com/a"
BODY = b"<title>A</title><p>See <a href='https://example.com/a'>it</a></p><!-- 17 -->"
HTML = ("content-type", "text/html; charset=utf-8")
PAGE = Answer(url="https://blog.example/post", status=200, headers=(HTML,), body=BODY)

OTHER = [
    replace(PAGE, body=BODY + b" "),
    replace(PAGE, url="https://blog.example/post?"),
    replace(PAGE, status=203),
    replace(PAGE, redirected=True),
    replace(PAGE, is_framed=False),
    replace(PAGE, headers=(("content-type", "text/html; charset=windows-1251"),)),
    replace(PAGE, headers=(HTML, ("x-robots-tag", "noindex"))),
    replace(PAGE, headers=(HTML, ("link", "</b>; rel=canonical"))),
    replace(PAGE, headers=(HTML, ("refresh", "0; url=/b"))),
    replace(PAGE, headers=(HTML, ("content-language", "de"))),
    replace(PAGE, headers=(HTML, ("cf-mitigated", "challenge"))),
    replace(PAGE, headers=(HTML, ("set-cookie", "datadome=x"))),
]
SAME = [
    PAGE,
    replace(PAGE, headers=(("date", "Tue, 24 Nov 2026 01:00:00 GMT"), HTML)),
    replace(PAGE, headers=(HTML, ("set-cookie", "session=1"), ("etag", '"v2"'), ("age", "7"))),
]


@pytest.mark.parametrize("answer", SAME)
def test_what_no_reading_depends_on_is_not_in_the_fingerprint(answer: Answer):
    assert body_hash(answer) == body_hash(PAGE)


def test_what_a_reading_depends_on_is_in_the_fingerprint():
    assert len({body_hash(answer) for answer in (PAGE, *OTHER)}) == 1 + len(OTHER)
    assert len({plain_hash(answer) for answer in (PAGE, *OTHER)}) == 1 + len(OTHER)


HEADERS = st.lists(
    st.tuples(
        st.sampled_from(["set-cookie", "etag", "server", "x-sucuri-block", "sg-captcha", "vary"]),
        st.sampled_from(["datadome=1", "challenge", "_px3=1", "x", ""]),
    ),
    max_size=3,
).map(tuple)


@settings(deadline=None)
@given(ANSWERS, HEADERS, st.booleans(), st.sampled_from([200, 403]))
def test_equal_fingerprints_are_read_alike(answer: Answer, headers, is_framed, status):
    one = replace(answer, status=status)
    other = replace(one, headers=(*headers, *answer.headers), is_framed=is_framed)

    if body_hash(one) == body_hash(other):
        assert read(one) == read(other)


def read(answer: Answer):
    try:
        return read_page(answer, TARGETS, NOW)
    except CostlyPageError:
        return None


def encoded(text: str, charset: str) -> Answer:
    header = ("content-type", f"text/html; charset={charset}")
    return replace(PAGE, headers=(header,), body=text.encode(charset))


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "shift_jis", "windows-1251"])
def test_noise_is_left_out_in_every_encoding(charset: str):
    pages = [encoded(f"<p>x</p><!-- {n} --><script>{n}</script>", charset) for n in (1, 22)]

    assert plain_hash(pages[0]) == plain_hash(pages[1]) is not None
    assert plain_hash(pages[0]) != plain_hash(encoded("<p>y</p><!-- 1 -->", charset))


def test_noise_that_changes_the_encoding_is_none():
    headers = (("content-type", "text/html"),)
    pages = [
        replace(PAGE, headers=headers, body=b"<p>x\xc3\xa4<!-- %s -->" % c) for c in (b"1", b"\xff")
    ]

    assert plain_hash(pages[0]) != plain_hash(pages[1])


COMPARABLE = [
    ("<a href='https://example.com/a'>it</a>", True),
    ("<a href='https://example.com/b'>another</a>", False),
    ("<a href='https://example.com/a'>i<!-- 17 -->t</a>", False),
    ("<a href='https://example.com/a'>i<script>17</script>t</a>", False),
]


@pytest.mark.parametrize(("html", "may"), COMPARABLE)
def test_pages_are_compared_only_where_every_link_stands_outside_of_the_noise(html: str, may: bool):
    facts, seen = read_page(replace(PAGE, body=html.encode()), [TARGET], NOW)

    assert may_compare_plain(facts, seen) is may


def test_nothing_is_comparable_without_a_target_or_a_page():
    facts, seen = read_page(PAGE, [], NOW)

    assert not may_compare_plain(facts, seen)
