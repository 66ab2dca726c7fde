"""A page that would cost more than any page is worth is refused before it is parsed."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkcrawler.errors import InputError
from linkcrawler.page import cost
from linkcrawler.page.cost import CostlyPageError, check_cost
from linkcrawler.page.tree import parse

COSTLY = {
    "divs": b"<div>" * 40_000,
    "divs in capitals": b"<DIV>" * 40_000,
    "elements of its own": b"<x-y>" * 40_000,
    "elements with attributes": b"<section class='a b' id=c>" * 25_000,
    "end tags that end nothing": b"<div></x></span>" * 40_000,
    "end tags at the end": b"<div>" * 40_000 + b"</div>" * 40_000,
    "closed as in XML": b"<div/>" * 40_000,
    "drawings": b"<svg><g>" * 20_000,
    "among paragraphs": b"<p>x</p><div><br>" * 20_000,
    "open formatting": b"".join(b"<p><font id=%d>x" % number for number in range(3_000)),
    "open formatting, mixed": b"".join(
        b"<div><b id=%d><I id=%d>x</div>" % (number, number) for number in range(1_500)
    ),
    "attributes of one tag": b"<p " + b" ".join(b"a%d=b" % n for n in range(20_000)) + b">",
    "attributes without values": b"<a " + b" ".join(b"a%d" % n for n in range(20_000)),
    "attributes behind a stray quote": b'<p " '
    + b" ".join(b"a%d" % n for n in range(20_000))
    + b">",
    "attributes in what looks quoted": b'<p ="'
    + b" ".join(b"a%d" % n for n in range(20_000))
    + b'">',
    "attributes among quoted ones": b"<p "
    + b" ".join(b"a%d='>' b%d=\">\"" % (n, n) for n in range(10_000))
    + b">",
}


@pytest.mark.parametrize("page", COSTLY.values(), ids=COSTLY)
def test_a_page_that_takes_no_end_of_time_or_memory_is_refused_at_once(page):
    started = time.process_time()

    with pytest.raises(CostlyPageError):
        parse(page)
    assert time.process_time() - started < 2


CHEAP = {
    "nothing": b"",
    "an ordinary depth": b"<div>" * 3_000,
    "elements side by side": b"<div>x</div>" * 40_000,
    "elements that end by themselves": b"<p>x<ul><li>x<li>x</ul><td>x" * 40_000,
    "elements without content": b"<br><img src=x><input><hr>" * 40_000,
    "links that are not closed": b"<a href=/x>" * 40_000,
    "shapes of a drawing": b"<svg>" + b"<path d=x /><circle r=1 />" * 40_000 + b"</svg>",
    "formatting that is closed": b"".join(
        b"<p><font id=%d>x</font>" % number for number in range(5_000)
    ),
    "a long value": b'<p data-state="' + b"{ 'a': 1 } " * 50_000 + b'">',
    "tags within the name of a tag": b"<p>" + b"<a" * 250_000,
    "tags within a value": b'<p title="' + b"<a" * 250_000 + b'">',
    "tags that never end": b"<p a=b>" + b"<a " * 4_000,
    "one formatting again and again": b"<p><font color=red>x" * 20_000,
    "fonts of an old page": b"<p><font color=red><font size=2><b>x" * 300,
}


@pytest.mark.parametrize("page", CHEAP.values(), ids=CHEAP)
def test_a_page_that_is_only_large_or_untidy_is_read(page):
    check_cost(page)


def test_the_refusal_is_told_in_words():
    with pytest.raises(InputError, match="nests over 15000 elements"):
        check_cost(b"<div>" * 40_000)


@pytest.mark.parametrize("before", [b"<p>", b"<!-- x --><div><p title=x>"])
def test_a_page_filled_with_nulls_shows_what_stands_around_them(before: bytes):
    """Bytes that nobody sees take twenty times their size to parse."""
    around = before + b"one%stwo <a href=/x>a</a>"

    assert parse(around % bytes(1 << 20)).html == parse(around % b"").html


def test_they_are_one_where_they_are_seen():
    text = parse(b"<title>a" + bytes(1 << 20) + b"b</title>").css_first("title").text()

    assert text == "a\ufffdb"


@given(
    st.lists(
        st.sampled_from([b"<a", b"<p ", b">", b"'", b'"', b"=", b" ", b"/", b"x", b"<", b'="']),
        max_size=40,
    ),
    st.sampled_from([b" b%d", b" b%d=c", b"b%d='>'", b' b%d=">"', b"/b%d"]),
)
@settings(max_examples=200, deadline=None)
def test_a_tag_of_too_many_attributes_is_found_behind_anything(before: list[bytes], form: bytes):
    """The quick look at all tags passes over none that the count would refuse."""
    page = b"".join(before) + b"<p" + b"".join(form % n for n in range(cost.MAX_ATTRIBUTES + 200))
    counted = any(
        len(cost._ATTRIBUTES.findall(tag[1])) > cost.MAX_ATTRIBUTES
        for tag in cost._WHOLE_TAG.finditer(page)
    )

    assert cost._has_crowded_tag(page) == counted
