"""What is left out of a page never changes what is read from it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from linkcrawler.page import Answer, CostlyPageError, read_page
from linkcrawler.page.fingerprints import may_compare_plain
from linkcrawler.page.plain import MAX_PLAIN_BYTES, plain_page
from tests.test_page_properties import PIECES

NOW = datetime(2026, 3, 1, tzinfo=UTC)
TARGET = "https://example.com/a"
LINK = b"<a href='https://example.com/a'>the link</a>"

CASES = [  # (page, what is left of it)
    (b"<p>a<!-- 34 queries in 0.2 s -->b", b"<p>a<!---->b"),
    (b"<!-->x<!--->y<!--a--!>z", b"<!---->x<!---->y<!---->z"),
    (b"x<!-- never ends <a href=/>", b"x<!---->"),
    (b"<p title='<!--'>a</p><p title='-->'>", b"<p title='<!--'>a</p><p title='-->'>"),
    (b"<p x=it's><!-- ' -->b", b"<p x=it's><!---->b"),
    (b'<p a"b="c>d"><!-- x -->e', b'<p a"b="c>d"><!---->e'),
    (b"<textarea><!--</textarea>b<!-- -->", b"<textarea><!--</textarea>b<!---->"),
    (b"<style><!-- a{} --></style>", b"<style><!-- a{} --></style>"),
    (b"<noscript><!-- 1 --><a href=/></noscript>", b"<noscript><!-- 1 --><a href=/></noscript>"),
    (b"<SCRIPT src=/a.js>t=17</SCRIPT >b", b"<SCRIPT src=/a.js></SCRIPT >b"),
    (b"<script nonce='r4nd0m' src=/a.js></script>", b"<script src=/a.js></script>"),
    (b"<script>a='<!--'</script>b<!-- -->", b"<script></script>b<!---->"),
    (b"<script>never ends <a href=/>", b"<script>"),
    (
        b'<script type="application/LD+json">{"@type": "Article"}</script>',
        b'<script type="application/LD+json">{"@type": "Article"}</script>',
    ),
    (b"<input type=hidden name=t value='a>b'>c", b"<input type=hidden name=t>c"),
    (b"<input type=password value=x>", b"<input type=password>"),
    (b'<meta name="csrf-token" content="17">', b'<meta name="csrf-token">'),
    (b'<meta name="robots" content="noindex">', b'<meta name="robots" content="noindex">'),
    (
        b"<meta http-equiv=refresh name=csrf-token content='0;url=/'>",
        b"<meta http-equiv=refresh name=csrf-token content='0;url=/'>",
    ),
    (b"<?php x ?><!doctype html></ x><b", b"<?php x ?><!doctype html></ x><b"),
    (b"a < b <3 </>", b"a < b <3 </>"),
    (b"<svg><title>x</title></svg><!-- -->", b"<svg><title>x</title></svg><!---->"),
    (b"<svg></svg><script>1<2</script>", b"<svg></svg><script></script>"),
]
UNSURE = [
    b"<script><!-- <script> </script> --></script>",
    b"<svg><script>1<2</script></svg>",
    b"<svg><![CDATA[ <!-- ]]></svg>",
    b"<svg><style><!-- </style> --></svg>",
    b"<plaintext><!-- -->",
    b"<frameset><frame src=/></frameset>",
    b"x" * (MAX_PLAIN_BYTES + 1),
]


def answer(body: bytes, **changes: object) -> Answer:
    html = (("content-type", "text/html; charset=utf-8"),)
    usual = Answer(url="https://blog.example/post", status=200, headers=html, body=body)
    return replace(usual, **changes)


@pytest.mark.parametrize(("page", "left"), CASES)
def test_only_what_no_reading_looks_at_is_left_out(page: bytes, left: bytes):
    assert plain_page(page) == left


@pytest.mark.parametrize("page", UNSURE)
def test_what_a_parser_may_see_otherwise_has_no_plain_page(page: bytes):
    assert plain_page(page) is None


NOISE = [
    b"<!-- 17 -->", b"<script>17</script>", b"<script nonce=17>", b"</script>", b"<input value=17>", b"-->", b"--!>",
    b"<style>", b"</style>", b"<noscript>", b"</noscript>", b"<svg>", b"</svg>", b"<title>", b"</title>", LINK,
    b"<p>words enough to be a text of some length</p>", b"<script type='application/ld+json'>{}</script>",
    b"<textarea>", b"</textarea>", b"<select>", b"</select>", b"<iframe>", b"</iframe>", b"<p title='", b"'>",
    b"<table>", b"<meta name=csrf-token content=17>", b"<desc>", b"<foreignObject>", b"<math>", b"</math>", b"<mi>",
    b"<template>", b"</template>", b"<div hidden>", b"</div>", b"<caption>", b"<frameset>", b"<![CDATA[", b"]]>",
]  # fmt: skip
USED = [piece for piece in PIECES if b"\x00" not in piece and b"\xff" not in piece]
PAGES = st.lists(st.sampled_from([*NOISE, *USED]), max_size=30).map(
    lambda pieces: b"".join([*pieces[1:], LINK, *pieces[:1]])
)
"""Pages in UTF-8 that hold the link, or would if something did not swallow it."""


@settings(deadline=None)
@given(PAGES)
@example(b"<select><title><p x='</title><!-- ' --><a href=/>")
def test_a_plain_page_is_read_as_the_whole_one(page: bytes):
    plain = plain_page(page)
    whole, rest = read(page), read(plain or b"")
    if plain is None or whole is None or rest is None:
        return

    if may_compare_plain(*whole) or may_compare_plain(*rest):
        assert rest == whole


def read(page: bytes):
    try:
        return read_page(answer(page), [TARGET], NOW)
    except CostlyPageError:
        return None
