"""The links of a page are those of a browser's DOM, each with what there is to say of it."""

import gc
import weakref
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkcrawler.page import Answer, inspect_page, read_page
from linkcrawler.page.links import base_url, find_links
from linkcrawler.page.tree import DomPaths, parse
from linkcrawler.states import AnchorSource, MatchLevel, NotCountedBecause

PAGE = "https://blog.test/dir/post.html"
TARGET = "https://example.com/a"
NOW = datetime(2026, 3, 1, tzinfo=UTC)
HIDDEN = NotCountedBecause.HIDDEN


def answer(html, url=PAGE):
    return Answer(
        url=url,
        status=200,
        headers=(("content-type", "text/html; charset=utf-8"),),
        body=html.encode("utf-8", "replace"),
    )


def links(html):
    return inspect_page(answer(html), NOW)[1]


def only_link(html):
    (link,) = links(html)
    return link


def sight(html, target=TARGET):
    return read_page(answer(html), [target], NOW)[1][target]


LINK = '<a href="https://example.com/a">x</a>'

IS_LINK = [  # (markup that holds the link, in a browser's eyes)
    LINK,
    '<A HREF="https://example.com/a">x</A>',
    "<a href=https://example.com/a>x</a>",
    "<a href='https://example.com/a'>x</a>",
    "<a\n\thref\n=\n'https://example.com/a'\n>x</a>",
    '<a class=x href="https://example.com/a" id=y>x',
    '<a href="https://example.com/a"/>',
    # written oddly
    '<a href=" https://example.com/a ">x</a>',
    '<a href="\thttps://exam\nple.com/\ra">x</a>',
    '<a href="https&colon;//example&period;com/a">x</a>',
    '<a href="&#104;&#x74;tps://example.com/a">x</a>',
    '<a href="https&#58//example.com/a">x</a>',
    '<a href="HTTPS://EXAMPLE.COM/a">x</a>',
    '<a href="https://example.com:443/a">x</a>',
    '<a href="https://example.com/b/../a">x</a>',
    '<a href="https://example.com/%61">x</a>',
    '<a href="//example.com/a">x</a>',
    '<a href="\\\\example.com\\a">x</a>',
    '<a href="https:\\\\example.com/a">x</a>',
    '<a href="https:///example.com/a">x</a>',
    '<a href="https://user:pass@example.com/a">x</a>',
    '<a href="https://example.com./a">x</a>',
    '<a href="https://example.com/a" href="https://other.test/">x</a>',
    # against a base
    '<base href="https://example.com/"><a href="a">x</a>',
    '<base href="//example.com/b/"><a href="../a">x</a>',
    '<a href="/a">x</a><base href="https://example.com/">',
    '<base target=_blank><base href="https://example.com/"><a href="a">x</a>',
    '<base href="https://example.com/"><base href="https://other.test/"><a href="a">x</a>',
    '<body><p><base href="https://example.com/"></p><a href="a">x</a>',
    # in broken and unusual markup
    f"<p>{LINK}",
    f"<b><i>{LINK}</b></i>",
    f"<table>{LINK}<tr><td>y</table>",
    f"<table><tr>{LINK}<td>y</table>",
    f'<a href="https://other.test/">y{LINK}',
    f'<a href="https://other.test/"><div>{LINK}</div></a>',
    '<a href="https://other.test/">y<a href="https://example.com/a">x',
    f"<ul><li>{LINK}<li>y</ul>",
    f"<p <b>y</b>{LINK}",
    f"<!-- y -->{LINK}<!-- z -->",
    f"<!-->{LINK}",
    f"<!--->{LINK}",
    f"<!-- y --!>{LINK}",
    f"<![if gte IE 9]>{LINK}<![endif]>",
    f"<?php y ?>{LINK}",
    f"<script>y</script>{LINK}",
    f"<script><!-- </script>{LINK}",
    f"<style>y</style>{LINK}",
    f"<textarea>y</textarea>{LINK}",
    f"<title>y</title>{LINK}",
    f"<template>y</template>{LINK}",
    f"<select><option>y</select>{LINK}",
    f"<iframe>y</iframe>{LINK}",
    f"<button>{LINK}</button>",
    f"<details><summary>y</summary>{LINK}</details>",
    f"<object>{LINK}</object>",
    f"<video>{LINK}</video>",
    f"<canvas>{LINK}</canvas>",
    f"<custom-element>{LINK}</custom-element>",
    f"<o:p>{LINK}</o:p>",
    f"<math><mtext>{LINK}</mtext></math>",
    f"<svg><foreignObject>{LINK}</foreignObject></svg>",
    f"<html><body></body></html>{LINK}",
    f"</p></div></body></html></table>{LINK}",
    f"<head>{LINK}</head>",
    f"\x00{LINK}",
    f"<p>{'x' * 70_000}{LINK}",
    f"{'<div>' * 400}{LINK}",
    f"{'<b>' * 600}{LINK}",
    f"{'<p>' * 3_000}{LINK}",
]


@pytest.mark.parametrize("html", IS_LINK)
def test_a_link_is_found_however_it_is_written(html):
    found = [link for link in sight(html).links if link.match_level is not MatchLevel.SAME_HOST]

    assert [link.match_level for link in found] == [MatchLevel.EXACT]
    assert found[0].not_counted_because is None


MARKED = [  # (markup, element, why the link does not count)
    (f"<p>y<noscript>{LINK}</noscript>", "a", NotCountedBecause.NOSCRIPT_ONLY),
    (f"<body><noscript><div><p>{LINK}</p></div></noscript>", "a", NotCountedBecause.NOSCRIPT_ONLY),
    (f"<svg>{LINK}</svg>", "a", NotCountedBecause.NOT_CRAWLABLE),
    (
        '<svg><a xlink:href="https://example.com/a"><text>x</text></a></svg>',
        "a",
        NotCountedBecause.NOT_CRAWLABLE,
    ),
    ('<map><area href="https://example.com/a" alt=x></map>', "area", None),
    ('<area href="https://example.com/a">', "area", None),
    (
        '<iframe srcdoc="<a href=&quot;https://example.com/a&quot;>x</a>"></iframe>',
        "a",
        NotCountedBecause.IFRAME,
    ),
    (f"<div><template shadowrootmode=open>{LINK}</template></div>", "a", None),
    (
        f"<x-a><template shadowrootmode=open><x-b><template shadowrootmode=closed>{LINK}",
        "a",
        None,
    ),
]


@pytest.mark.parametrize(("html", "element", "because"), MARKED)
def test_a_link_of_another_kind_is_found_and_marked(html, element, because):
    (link,) = sight(html).links

    assert link.match_level is MatchLevel.EXACT
    assert (link.element, link.not_counted_because) == (element, because)


IS_NO_LINK = [  # (markup that holds the address, but no link to it)
    "<!-- <a href='https://example.com/a'>x</a> -->",
    f"<!-- {LINK}",
    f"<script>'{LINK}'</script>",
    f"<script type=text/template>{LINK}</script>",
    f"<script type=application/ld+json>{LINK}</script>",
    f"<style>{LINK}</style>",
    f"<textarea>{LINK}</textarea>",
    f"<title>{LINK}</title>",
    f"<xmp>{LINK}</xmp>",
    f"<plaintext>{LINK}",
    f"<iframe>{LINK}</iframe>",
    f"<noembed>{LINK}</noembed>",
    f"<noframes>{LINK}</noframes>",
    f"<template>{LINK}</template>",
    f"<template><template shadowrootmode=open>{LINK}</template></template>",
    f"<svg><style><![CDATA[{LINK}]]></style></svg>",
    "&lt;a href='https://example.com/a'&gt;x&lt;/a&gt;",
    "<a name='https://example.com/a'>x</a>",
    "<a data-href='https://example.com/a'>x</a>",
    "<a xlink:href='https://example.com/a'>x</a>",
    "<a onclick=\"location='https://example.com/a'\">x</a>",
    "<a title='https://example.com/a' href='/'>x</a>",
    "<a href='/' href='https://example.com/a'>x</a>",
    "<a href='/?to=https://example.com/a'>x</a>",
    "<a href='/#https://example.com/a'>x</a>",
    "<a href=\"javascript:open('https://example.com/a')\">x</a>",
    "<a href='mailto:x@example.com'>x</a>",
    "<a href='example.com/a'>x</a>",
    "<span href='https://example.com/a'>x</span>",
    "<link href='https://example.com/a' rel=next>",
    "<img src='https://example.com/a'>",
    "<iframe src='https://example.com/a'></iframe>",
    "<form action='https://example.com/a'></form>",
    "<q cite='https://example.com/a'>x</q>",
    "<svg><base href='https://example.com/'></svg><a href=a>x</a>",
    "<head><noscript><base href='https://example.com/'></noscript><body><a href=a>x</a>",
    "<body><noscript><base href='https://example.com/'></noscript><a href=a>x</a>",
    "<template><base href='https://example.com/'></template><a href=a>x</a>",
    "<base href='https://other.test/'><base href='https://example.com/'><a href=a>x</a>",
    "<a href='https://example.com@evil.test/a'>x</a>",
    "<a href='https://example.com.evil.test/a'>x</a>",
    "<a href='https://notexample.com/a'>x</a>",
    "<a href='https://exаmple.com/a'>x</a>",
    "<base href='https://evil.test/'><a href='/a'>x</a>",
    "https://example.com/a",
]


@pytest.mark.parametrize("html", IS_NO_LINK)
def test_what_is_no_link_to_the_target_is_not_found(html):
    assert sight(f"{html}").links == ()


BASES = [  # (markup, base of the page)
    ("", PAGE),
    ("<base>", PAGE),
    ("<base href>", PAGE),
    ("<base href='https://cdn.test/x/y'>", "https://cdn.test/x/y"),
    ("<base href='/rooted/'>", "https://blog.test/rooted/"),
    ("<base href='//cdn.test'>", "https://cdn.test/"),
    ("<base href=' https://cdn.test/ '>", "https://cdn.test/"),
    ("<base href='https://cdn.test/'><base href='https://other.test/'>", "https://cdn.test/"),
    ("<base href='https://['><base href='https://other.test/'>", PAGE),  # the first, even so
    ("<base href='javascript:1'>", PAGE),
    ("<base href='JavaScript:1'>", PAGE),
    ("<base href='data:,x'>", PAGE),
    ("<svg><base href='https://cdn.test/'></svg>", PAGE),
    (
        "<svg><foreignObject><base href='https://cdn.test/'></foreignObject></svg>",
        "https://cdn.test/",
    ),
    ("<body><noscript><base href='https://cdn.test/'></noscript>", PAGE),
    ("<template><base href='https://cdn.test/'></template>", PAGE),
    ("<!-- <base href='https://cdn.test/'> -->", PAGE),
]


@pytest.mark.parametrize(("html", "base"), BASES)
def test_the_first_base_with_an_address_is_the_base(html, base):
    assert base_url(parse(html.encode()), PAGE) == base


def test_links_come_in_document_order_as_written_and_resolved():
    html = """
        <a href="b?x=1&amp;y">1</a> <area href="/c"> <a name=n>no link</a> <a href="">2</a>
        <noscript><a href="#d">3</a></noscript> <a href="mailto:a@b.test">4</a>
        <a href="https://[">5</a> <svg><a href="//e.test">6</a></svg>
    """
    found = links(html)

    assert [(link.position, link.href, link.url) for link in found] == [
        (0, "b?x=1&y", "https://blog.test/dir/b?x=1&y"),
        (1, "/c", "https://blog.test/c"),
        (2, "", PAGE),
        (3, "#d", PAGE + "#d"),
        (4, "mailto:a@b.test", "mailto:a@b.test"),
        (5, "https://[", None),
        (6, "//e.test", "https://e.test/"),
    ]


def test_every_link_to_the_target_is_seen_and_not_only_the_first():
    seen = sight(f"{LINK}<p><a href=/b>y</a>{LINK}<noscript>{LINK}</noscript>")

    assert [link.position for link in seen.links] == [0, 2, 3]


def test_a_noscript_without_a_link_takes_no_place_of_those_that_hold_one():
    seen = sight("<noscript><img src=/pixel></noscript>" * 2_000 + f"<noscript>{LINK}</noscript>")

    assert [link.position for link in seen.links] == [0]


@pytest.mark.parametrize("others", [300, 1_500])
def test_a_noscript_that_names_the_target_is_read_however_many_stand_before_it(others: int):
    """Else a link that is there would be taken as lost."""
    before = "<noscript><a href=/b>y</a></noscript>" * others

    assert sight(f"{before}<noscript>{LINK}</noscript>").proves
    upper = LINK.replace("example.com", "EXAMPLE.com")
    assert sight(f"{before}<noscript>{upper}</noscript>").proves


def test_links_to_the_target_come_before_those_to_its_site_when_there_are_too_many():
    seen = sight("<a href='https://example.com/b'>y</a>" * 500 + LINK)

    assert seen.links[-1].match_level is MatchLevel.EXACT
    assert [link.position for link in seen.links] == [*range(49), 500]


def test_a_link_after_tens_of_thousands_of_others_is_found():
    assert sight("<a href=/b>y</a>" * 60_000 + LINK).links[0].position == 60_000


def test_a_link_with_a_very_long_address_is_found():
    target = f"https://example.com/?q={'x' * 10_000}"

    (link,) = sight(f"<a href='{target}'>x</a>", target).links

    assert link.match_level is MatchLevel.EXACT
    assert link.url
    assert len(link.url) <= 8_192


def test_of_one_page_for_several_targets_each_gets_its_own_links():
    html = f"{LINK}<a href='https://example.com/b'>y</a><a href='https://other.test/'>z</a>"
    targets = [TARGET, "https://example.com/b", "other.test", "nowhere.test", "no host"]

    seen = read_page(answer(html), targets, NOW)[1]

    assert list(seen) == targets
    assert [[link.match_level for link in seen[target].links] for target in targets] == [
        [MatchLevel.EXACT, MatchLevel.SAME_HOST],
        [MatchLevel.SAME_HOST, MatchLevel.EXACT],
        [MatchLevel.SITE],
        [],
        [],
    ]


ANCHORS = [  # (inside of the link, anchor text, its source)
    ("the shop", "the shop", AnchorSource.TEXT),
    ("  the \n\t shop  ", "the shop", AnchorSource.TEXT),
    ("the&nbsp;shop&nbsp;", "the shop", AnchorSource.TEXT),
    ("the\u200bshop\u3000here", "the shop here", AnchorSource.TEXT),
    ("the <b>big</b> <i>sh</i>op", "the big shop", AnchorSource.TEXT),
    ("the<br>shop", "the shop", AnchorSource.TEXT),
    ("the<wbr>shop", "theshop", AnchorSource.TEXT),
    ("<div>the</div><div>shop</div>", "the shop", AnchorSource.TEXT),
    ("<h2>the</h2>shop", "the shop", AnchorSource.TEXT),
    ("<ul><li>the<li>shop</ul>", "the shop", AnchorSource.TEXT),
    ("&lt;b&gt; &amp; &eacute;", "<b> & é", AnchorSource.TEXT),
    ("Über uns · 日本語", "Über uns · 日本語", AnchorSource.TEXT),
    ("https://example.com/a", "https://example.com/a", AnchorSource.TEXT),
    ("shop<script>x</script><style>y</style>", "shop", AnchorSource.TEXT),
    ("shop<!-- x --><template>y</template>", "shop", AnchorSource.TEXT),
    ("shop<noscript>x</noscript>", "shop", AnchorSource.TEXT),
    ("<svg><title>icon</title></svg> shop", "shop", AnchorSource.TEXT),
    ("shop <img alt='picture'>", "shop", AnchorSource.TEXT),
    ("-", "-", AnchorSource.TEXT),
    ("<img alt='the  shop'>", "the shop", AnchorSource.ALT),
    ("<img alt='the'><img alt=''><img alt='shop'>", "the shop", AnchorSource.ALT),
    ("<picture><source><img alt='shop'></picture>", "shop", AnchorSource.ALT),
    ("<b> <img alt='shop'> </b>", "shop", AnchorSource.ALT),
    ("<img alt='shop'><noscript><img alt='shop'></noscript>", "shop", AnchorSource.ALT),
    ("<noscript><img alt='shop'></noscript>", "shop", AnchorSource.ALT),
    ("<img alt=''>", "the title", AnchorSource.TITLE),
    ("<img>", "the title", AnchorSource.TITLE),
    ("", "the title", AnchorSource.TITLE),
    (" &nbsp; ", "the title", AnchorSource.TITLE),
    ("<i class='fa fa-home'></i>", "the title", AnchorSource.TITLE),
    ("<svg><title>icon</title><text>t</text></svg>", "the title", AnchorSource.TITLE),
    ("<script>x</script>", "the title", AnchorSource.TITLE),
]


@pytest.mark.parametrize(("inside", "text", "source"), ANCHORS)
def test_anchor_text_is_text_or_else_alt_or_else_title(inside, text, source):
    link = only_link(f'<div>x <a href="/" title=" the  title ">{inside}</a> y')

    assert (link.anchor_text, link.anchor_source) == (text, source)


@pytest.mark.parametrize("link", ["<a href=/></a>", "<a href=/ title=' '><img alt=' '></a>"])
def test_a_link_may_have_no_anchor_text(link):
    found = only_link(link)

    assert (found.anchor_text, found.anchor_source) == ("", AnchorSource.NONE)


def test_aria_label_is_no_anchor_text():
    assert only_link("<a href=/ aria-label=shop></a>").anchor_source is AnchorSource.NONE


def test_an_area_has_its_own_alt_as_anchor_text():
    link = only_link("<map><area href=/ alt='the shop'></map>")

    assert (link.anchor_text, link.anchor_source) == ("the shop", AnchorSource.ALT)


def test_the_anchor_of_an_unclosed_link_ends_where_the_browser_ends_it():
    first, second = links("<p><a href=/1>one <a href=/2>two</a> three</p>")

    assert (first.anchor_text, second.anchor_text) == ("one", "two")


def test_a_very_long_anchor_is_cut():
    assert only_link(f"<a href=/>{'x' * 5_000}</a>").anchor_text == "x" * 1_024


HIDES = [  # attributes that hide the link, on itself or on what is around it
    "style='display:none'",
    "style='DISPLAY : NONE !important'",
    "style='color:red; display:none;'",
    "style='visibility: hidden'",
    "style='opacity:0'",
    "style='opacity: 0.0; color:red'",
    "style='opacity:0!important'",
    "style='font-size:0'",
    "style='font-size: 0px'",
    "style='font-size:0em;'",
    "style='position:absolute;left:-9999px'",
    "style='text-indent:-9999px'",
    "style='top: -5000px'",
    "style='margin-left:-10000px'",
    "hidden",
    "hidden=''",
    "hidden=hidden",
    "class=x hidden",
]


@pytest.mark.parametrize("attributes", HIDES)
def test_a_link_that_readers_never_see_is_hidden(attributes):
    assert only_link(f"<p><a href=/ {attributes}>x</a>").not_counted_because is HIDDEN
    assert only_link(f"<div {attributes}><p><a href=/>x</a>").not_counted_because is HIDDEN


SPARED = [  # (what is around the link, attributes of the link)
    ("", ""),
    ("", "style='opacity:0.8'"),
    ("", "style='opacity: 0.05'"),
    ("", "style='font-size:0.8em'"),
    ("", "style='display:block'"),
    ("", "style='visibility:visible'"),
    ("", "style='--display:none'"),
    ("", "style='text-indent:-9px'"),
    ("", "style='left:-1px'"),
    ("", "style='background:url(display:none)'"),
    ("", "hidden=until-found"),
    ("", "aria-hidden=true"),
    ("", "class=hidden"),
    ("", "class='d-none d-md-block'"),
    ("", "class=sr-only style='position:absolute;left:-9999px'"),
    ("", "class='skip-link' style='position:absolute;left:-9999px'"),
    ("", "data-aos=fade-up style='opacity:0'"),
    ("", "class='wow fadeIn' style='opacity:0'"),
    ("", "class='lazyload' style='opacity:0'"),
    ("<details hidden>", ""),
    ("<details><summary>more</summary>", ""),
    ("<dialog style='display:none'>", ""),
    ("<body style='display:none'>", ""),
    ("<body style='opacity:0'>", ""),
    ("<div class='tab-pane' style='display:none'>", ""),
    ("<div role=tabpanel hidden>", ""),
    ("<div class='accordion-content' style='display:none'>", ""),
    ("<div class='panel-collapse' style='display:none'>", ""),
    ("<div class='read-more-text' style='display:none'>", ""),
    ("<div class='spoiler' hidden>", ""),
    ("<ul class='dropdown-menu' style='display:none'>", ""),
    ("<div class=hidden>", ""),
    ("<div class='hidden-xs'>", ""),
    ("<div aria-hidden=true>", ""),
    ("<div data-aos=fade-up style='opacity:0'>", ""),
    ("<p style='opacity:0.9'>", ""),
]


@pytest.mark.parametrize(("around", "attributes"), SPARED)
def test_a_link_that_readers_can_come_to_see_is_not_hidden(around, attributes):
    assert only_link(f"{around}<a href=/ {attributes}>x</a>").not_counted_because is None


def test_what_hides_a_neighbour_hides_not_the_link():
    hidden, shown = links("<p><span hidden><a href=/1>x</a></span><a href=/2>y</a>")

    assert (hidden.not_counted_because, shown.not_counted_because) == (HIDDEN, None)


CONTEXTS = [  # (markup, text on the left, text on the right)
    ("<p>left <a href=/>x</a> right</p>", "left", "right"),
    ("<p>left <b>bold <a href=/>x</a> still</b> right</p>", "left bold", "still right"),
    ("<p>out<p>left <a href=/>x</a><p>out", "left", ""),
    ("<p><a href=/>x</a> right</p>", "", "right"),
    ("<p>left <a href=/><img alt=x></a> right</p>", "left", "right"),
    ("<p>left <a href=/></a> right</p>", "left", "right"),
    ("<p>left <a href=/><br></a> right</p>", "left", "right"),
    ("<p>left<br>more <a href=/>x</a> right<br>end</p>", "left more", "right end"),
    ("<p>left <script>x</script><a href=/>x</a><style>y</style> right</p>", "left", "right"),
    ("<p>left <!-- x --><a href=/>x</a> right</p>", "left", "right"),
    ("<ul><li>out<li>left <a href=/>x</a> right<li>out</ul>", "left", "right"),
    ("<td>left <a href=/>x</a>", "left", ""),
    ("left <a href=/>x</a> right", "left", "right"),
    ("<p>one</p>left <a href=/>x</a> right<p>two</p>", "one left", "right two"),
    ("<p>left <a href=/><b>x</b> y</a> right", "left", "right"),
    ("<p>left <i><a href=/>x</a></i> right", "left", "right"),
    ("<a href=/>x</a>", "", ""),
    ("<p>left&nbsp;<a href=/>x</a>\n\n right", "left", "right"),
]


@pytest.mark.parametrize(("html", "left", "right"), CONTEXTS)
def test_the_context_is_the_text_of_the_block_on_both_sides(html, left, right):
    link = only_link(html)

    assert (link.left_context, link.right_context) == (left, right)


def test_the_context_is_what_stands_nearest():
    words = [f"word{number}" for number in range(500)]
    html = f"<p>{' '.join(words)} <a href=/>x</a> {' '.join(words)}</p>"

    link = only_link(html)

    assert link.left_context.endswith("word498 word499")
    assert link.right_context.startswith("word0 word1 ")
    assert 100 < len(link.left_context) <= 120
    assert 100 < len(link.right_context) <= 120


def test_links_beside_a_link_are_part_of_its_context():
    first, second = links("<p>a <a href=/1>one</a> b <a href=/2><img alt=two></a> c</p>")

    assert (first.left_context, first.right_context) == ("a", "b c")
    assert (second.left_context, second.right_context) == ("a one b", "c")


PATHS = """
    <header id=top><nav class="menu main"><a href=/>1</a><a href=/>2</a></nav></header>
    <div><div><a href=/>3</a></div><a href=/ class="x y">4</a><a href=/ id=five>5</a></div>
    <div id="0bad"><p class="1bad">x<p>y<a href=/>6</a></div>
    <o:p><a href=/>7</a></o:p><a$b><a href=/>8</a></a$b><my-element><a href=/>9</a></my-element>
    <table><tr><td><a href=/>10</a><td><a href=/>11</a><tr><td><a href=/>12</a></table>
    <p><b><a href=/>13<a href=/>14</b>15<i>x</i><a href=/>16</a>
    <svg><a href=/>17</a><foreignObject><a href=/>18</a></foreignObject></svg>
    <a id=twice href=/>19</a><a id=twice href=/>20</a><map><area href=/></map>
    <!-- c --><a href=/ class="a:b c.d">21</a>
"""


@pytest.mark.parametrize("html", [PATHS, f"<body class=x>{PATHS}</body>", "<div>" * 50 + PATHS])
def test_the_path_of_a_link_selects_it_and_nothing_else(html):
    tree = parse(html.encode())
    found = [link.node for link in find_links(tree, PAGE)]
    paths = DomPaths()

    assert len(found) > 20
    for node in found:
        assert [chosen.mem_id for chosen in tree.css(paths.path(node))] == [node.mem_id]


def test_the_path_of_a_link_is_the_same_however_many_were_asked_before():
    nodes = [link.node for link in find_links(parse(PATHS.encode()), PAGE)]
    paths = DomPaths()

    alone = [DomPaths().path(node) for node in nodes]

    assert [paths.path(node) for node in reversed(nodes)] == alone[::-1]
    assert [paths.path(node) for node in nodes] == alone


def test_a_path_names_what_people_know_the_elements_by():
    html = (
        "<main id=content><div class='post entry'><p>x<p>y <a class=more href=/>z</a></div></main>"
    )

    assert only_link(html).dom_path == "body > main#content > div.post > p:nth-of-type(2) > a.more"


def test_rel_html_and_element_are_told():
    link = only_link("<p><A REL='NoFollow, UGC nofollow' HREF=/x>y</A>")

    assert link.rel == ("nofollow", "ugc")
    assert link.element == "a"
    assert link.html == '<a rel="NoFollow, UGC nofollow" href="/x">y</a>'


def test_the_html_of_a_huge_link_is_cut():
    html = only_link(f"<a href=/x>{'y' * 5_000}</a>").html

    assert len(html) == 500
    assert html.endswith("…")


TAGS = st.sampled_from(
    ["<a href=/x>", "<a href=//example.com/a>", "</a>", "<p>", "</p>", "<div hidden>", "</div>"]
)
MORE_TAGS = st.sampled_from(
    [
        "<table>",
        "<tr>",
        "<td>",
        "</table>",
        "<svg>",
        "</svg>",
        "<b>",
        "</b>",
        "<ul>",
        "<li>",
        "<br>",
    ]
)
OTHERS = st.sampled_from(
    ["<noscript>", "</noscript>", "<template>", "</template>", "<select>", "<option>", "</select>"]
)
SOUP = st.lists(TAGS | MORE_TAGS | OTHERS | st.text(max_size=5), max_size=40).map("".join)


@settings(deadline=None)
@given(SOUP)
def test_every_link_of_a_tag_soup_is_observed_where_it_stands(soup):
    found = links(soup)
    tree = parse(soup.encode("utf-8", "replace"))
    nodes = {node.mem_id for node in tree.css("a[href]")}
    chosen = [
        tree.css(link.dom_path)
        for link in found
        if link.not_counted_because is not NotCountedBecause.NOSCRIPT_ONLY
    ]

    assert [link.position for link in found] == list(range(len(found)))
    assert all(len(matches) == 1 for matches in chosen)
    assert {matches[0].mem_id for matches in chosen} == nodes


@settings(deadline=None)
@given(SOUP)
def test_a_link_at_the_end_of_a_tag_soup_is_seen(soup):
    closed = f"{soup}</template></template></noscript></select></svg>{LINK}"

    if "<template>" not in soup:
        assert sight(closed).links


def test_a_page_leaves_memory_with_the_last_who_holds_it():
    """Nodes hold the parser's tree; were they held by it too, only a later sweep would free it."""
    tree = parse(b"<title>x</title><p>x <a href=/x>x</a>")
    assert tree.outline["links"]
    held = weakref.ref(tree)
    gc.disable()
    try:
        del tree
        assert held() is None
    finally:
        gc.enable()
