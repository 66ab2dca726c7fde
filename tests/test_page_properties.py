"""Whatever a server sends, reading it ends soon, breaks nothing and gives the same answer again."""

import json
import random
import time
from dataclasses import asdict
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from linkcrawler.page import Answer, all_found, inspect_page, read_page
from linkcrawler.states import MatchLevel

NOW = datetime(2026, 3, 1, tzinfo=UTC)
TARGETS = ["https://example.com/a", "example.com", "https://bücher.example/?q=ä", "no host"]
LINK = b'<a href="https://example.com/a">x</a>'

PIECES = [
    b"<a href=", b"<a ", b"href='https://example.com/a'", b">", b"</a>", b"<", b'"', b"'", b"&#x", b";",
    b"<base href=", b"<title>", b"</title>", b"<script>", b"</script>", b"<!--", b"-->", b"<svg>",
    b"<template>", b"<noscript>", b"<table>", b"<td>", b"<meta charset=utf-16>", b"<meta http-equiv=",
    b"refresh content='0;url=", b"<link rel=canonical href=", b"<meta name=robots content=", b"<p>",
    b"unavailable_after: 2020-01-01", b"<iframe srcdoc='<a href=/>'>", b"<select>", b"<textarea>",
    b"<img alt=x>", b" class='comment post author' id=sig1 ", b" style='display:none' ", b"<html lang=",
    b"example.com", b"\x00", b"\xff", b"\xe3\x81", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\x1b$B", b"\x81",
    "日本語".encode(), "é".encode(), b"&#xD800;", b"&#0;", b"&nbsp;", b" ", b"\n", b"]]>", b"<![CDATA[",
    b"<template shadowrootmode=open>", b"<plaintext>", b"<frameset>", b"<body", b"<head>", b"\xff\xfe",
]  # fmt: skip
BODIES = st.binary(max_size=300) | st.lists(st.sampled_from(PIECES), max_size=60).map(b"".join)
LABELS = st.sampled_from(
    ["utf-8", "utf-16", "utf-16be", "shift_jis", "gbk", "euc-kr", "iso-2022-jp", "windows-1251", ""]
) | st.sampled_from(["big5", "rot13", "punycode", "idna", "replacement", "x-user-defined", "none"])
TYPES = st.sampled_from(["text/html", "application/xhtml+xml", "text/plain", "", "*/*"])
CONTENT_TYPES = st.none() | st.text(max_size=20) | st.builds("{}; charset={}".format, TYPES, LABELS)
HEADERS = st.lists(
    st.tuples(
        st.sampled_from(["x-robots-tag", "link", "refresh", "content-language", "cf-mitigated"]),
        st.text(max_size=30) | st.sampled_from(["</a>; rel=canonical", "none", "0;url=//x", "de"]),
    ),
    max_size=3,
)
ADDRESSES = st.sampled_from(
    [
        "https://blog.test/dir/post",
        "http://127.0.0.1/",
        "https://example.com/a",
        "",
        "no url",
        "data:,",
    ]
)
ANSWERS = st.builds(
    lambda body, content_type, headers, url, redirected: Answer(
        url=url,
        status=200,
        headers=(
            *([] if content_type is None else [("content-type", content_type)]),
            *headers,
        ),
        body=body,
        redirected=redirected,
    ),
    BODIES,
    CONTENT_TYPES,
    HEADERS,
    ADDRESSES,
    st.booleans(),
)


def page(body, url="https://blog.test/dir/post"):
    return Answer(url=url, status=200, headers=(("content-type", "text/html"),), body=body)


@settings(deadline=None)  # the first page loads what later ones share
@given(ANSWERS)
def test_reading_breaks_on_nothing_and_is_the_same_each_time(answer):
    first = read_page(answer, TARGETS, NOW)

    assert set(first[1]) == set(TARGETS)
    assert read_page(answer, TARGETS, NOW) == first


@settings(deadline=None)  # the first page loads what later ones share
@given(ANSWERS)
@example(page(b"<a href='\xff\xed\xa0\x80&#xD800;' title='&#0;\xff'>\xc3"))
def test_all_that_is_told_can_be_written_as_utf8(answer):
    facts, links = inspect_page(answer, NOW)
    sightings = read_page(answer, TARGETS, NOW)[1].values()

    for told in (facts, *links, *sightings):
        json.dumps(asdict(told), ensure_ascii=False, default=sorted).encode()


@settings(deadline=None)  # the first page loads what later ones share
@given(ANSWERS)
def test_inspecting_sees_every_link_that_reading_sees(answer):
    listed = {link.position: link.url for link in inspect_page(answer, NOW)[1]}

    for seen in read_page(answer, TARGETS, NOW)[1].values():
        for link in seen.links:
            assert listed.get(link.position, link.url) == link.url


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map(b"".join), st.integers(0, 1 << 32))
def test_a_page_that_is_cut_anywhere_shows_no_link_that_the_whole_page_has_not(body, seed):
    whole = b"<p>" + LINK + body + LINK + b"<p>" + LINK
    cut = whole[: random.Random(seed).randrange(len(whole))]

    def proven(html):
        links = read_page(page(html), TARGETS[:1], NOW)[1][TARGETS[0]].links
        return [link for link in links if link.match_level is MatchLevel.EXACT]

    assert len(proven(cut)) <= len(proven(whole)) + cut.count(b"href='https://example.com/a")


MANY = 5_000
HUGE = {  # pages that would cost far too much time if anything here were quadratic
    "links to the target": LINK * MANY,
    "links to the site": b"<a href='https://example.com/b'>x</a> " * MANY,
    "links elsewhere": b"".join(b"<a href=//h%d.test/>x</a>" % number for number in range(MANY)),
    "links without text": b"<a href=/x></a>" * MANY,
    "links in one list": b"<ul>" + b"<li><a href=/x>x</a> y" * MANY,
    "unclosed links": b"<a href=https://example.com/b>" * MANY,
    "nested elements": b"<div>" * 3_000 + LINK * 60,
    "nested formatting": b"<b>" * 3_000 + LINK,
    "paragraphs": b"<p>one two three four five six seven eight</p>" * MANY,
    "one text": b"<p>" + b"example.com/ab " * MANY * 4,
    "one word": b"<p>" + b"x" * 1_000_000,
    "one attribute": b"<p class='" + b"comment-" * MANY * 4 + b"'>" + LINK,
    "one style": b"<p style='" + b"display:" * MANY * 4 + b"'>" + LINK,
    "attributes": b"<p " + b" ".join(b"a%d" % number for number in range(4_000)) + b">" + LINK,
    "titles": b"<title>x</title>" * MANY + b"<title>" + b"not " * MANY,
    "scripts": b"<script>innerHTML example.com</script>" * 5_000,
    "one script": b"<script>" + b"document.write(innerHTML" * MANY + b"</script>example.com",
    "metas": b"<meta charset=x><meta name=robots content=x>" * MANY,
    "one robots tag": b"<meta name=robots content='" + b"unavailable_after: 2010 " * MANY + b"'>",
    "one refresh": b"<meta http-equiv=refresh content='0;" + b" " * 1_000_000 + b"x'>",
    "canonicals": b"<link rel=canonical href=/x>" * MANY,
    "bases": b"<svg><base href=/x></svg>" * MANY,
    "frames": b"<iframe srcdoc='<a href=//example.com/b>x</a>'></iframe>" * 5_000,
    "shadow roots": b"<i><template shadowrootmode=open><a href=/x>" * 1_000,
    "comments": b"<!--" + b"--" * 500_000,
    "entities": b"<p>" + b"&amp;&#120;" * MANY * 4,
    "one address": b"<a href='https://example.com/?" + b"q=%41&" * MANY * 4 + b"'>x</a>",
    "escapes": b"<script>example.com '" + b"\\u0041" * MANY * 4 + b"'</script>",
}


@pytest.mark.parametrize("body", HUGE.values(), ids=HUGE)
def test_a_huge_page_is_read_in_a_few_seconds(body):
    started = time.process_time()

    read_page(page(body), TARGETS, NOW)
    inspect_page(page(body), NOW)

    assert time.process_time() - started < 8


@pytest.mark.parametrize("body", HUGE.values(), ids=HUGE)
def test_a_link_at_the_end_of_a_huge_page_is_found(body):
    closing = b"'\"></a></title></script></template></svg></iframe><!-- --></p>"

    assert all_found(read_page(page(body + closing + LINK), TARGETS[:1], NOW)[1])
