"""Never a false loss: a page that holds the link, cut or spoilt anywhere, never misses it."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkcrawler.judge import judge_backlink
from linkcrawler.page import Answer, read_page
from linkcrawler.states import LinkState, Signal
from tests.make import evidence, fetch, known, present

NOW = datetime(2026, 3, 1, tzinfo=UTC)
PAGE = "https://blog.test/dir/post"
TARGET = "https://example.com/shop/page"
TEXT = "The old mill by the river was closed for years until a baker bought it in spring. " * 12

POSTS = {  # pages by different hands, each whole and with the link; {} is where it stands
    "a blog": f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>The mill</title>
<link rel="stylesheet" href="/style.css"><script src="/app.js"></script></head>
<body class="single"><header><nav><ul><li><a href="/">Home</a></li><li><a href="/b">B</a></li></ul>
</nav></header><main><article><h1>The mill</h1><p>{TEXT}</p><!-- the second part -->
<p>Bread is at <a href="{{}}">the shop</a> now.</p><p>{TEXT}</p></article></main>
<script>var q = "a < b"; window.x = {{{{}}}};</script><footer><a href="/imprint">Imprint</a></footer>
</body></html>""",
    "an old page in tables": f"""<HTML><HEAD><TITLE>The mill</TITLE></HEAD><BODY BGCOLOR="#ffffff">
<TABLE><TR><TD><A HREF="/">Home</A></TD><TD><FONT SIZE=2><P>{TEXT}<P>{TEXT}
See <A HREF="{{}}">the shop</A>.</FONT></TD></TR></TABLE><HR>1999</BODY></HTML>""",
    "a page without a head of its own": f"""<div class="page"><div class="menu"><a href="/">Home</a>
</div><div class="text"><p>{TEXT}</p><ul><li>One</li><li><a href="{{}}">Two</a></li></ul></div></div>
</body>""",
    "a list in Japanese": f"""<!doctype html><html lang="ja"><head><title>水車小屋</title></head><body>
<div id="main"><p>{"川辺の古い水車小屋は長年閉まっていた。" * 20}</p><dl><dt>店</dt><dd><a href="{{}}">店</a></dd>
</dl></div></body></html>""",
}
POSTS = {name: html.replace("{}", TARGET, 1) for name, html in POSTS.items()}
WHOLE = st.sampled_from(sorted(POSTS.values()))


def told(html, before=None, **changes):
    """Return what is said of the link, which was in the text of the page at the last look."""
    body = html if isinstance(html, bytes) else html.encode()
    headers = (("content-type", "text/html; charset=utf-8"),)
    answer = Answer(url=PAGE, status=200, headers=headers, body=body)
    facts, sightings = read_page(answer, [TARGET], NOW)
    got = evidence(fetch(**changes), facts, sightings[TARGET])
    return judge_backlink(got, known(before or present())).link_state


@pytest.mark.parametrize("html", POSTS.values(), ids=POSTS)
def test_the_whole_page_holds_the_link(html):
    assert told(html) is LinkState.PRESENT
    assert told(html.replace(TARGET, "/")) is LinkState.MISSING


@pytest.mark.parametrize("html", POSTS.values(), ids=POSTS)
def test_a_page_cut_at_any_byte_never_misses_its_link(html):
    body = html.encode()
    cuts = range(len(body)) if len(body) < 3_000 else range(0, len(body), 3)

    assert {told(body[:cut]) for cut in cuts} <= {LinkState.PRESENT, LinkState.UNKNOWN}


LAST_WORDS = [
    "<br />\n<b>Fatal error</b>:  Allowed memory size exhausted in <b>/x.php</b> on line <b>7</b><br />",
    "\nFatal error: Uncaught Error: Call to undefined function x() in /x.php on line 7",
    "Parse error: syntax error, unexpected end of file in /x.php on line 7",
]


@settings(deadline=None)
@given(WHOLE, st.floats(0, 1), st.sampled_from(["", " ", "\n", *LAST_WORDS]))
def test_a_page_whose_software_died_never_misses_its_link(html, where, last_words):
    cut = html[: int(where * html.index(TARGET))]

    assert told(cut + last_words) is LinkState.UNKNOWN


@settings(deadline=None)
@given(WHOLE, st.floats(0, 1), st.sampled_from(["size", "cut", "timeout"]))
def test_a_page_known_to_be_cut_never_misses_its_link(html, where, why):
    cut = html[: int(where * len(html))] + "</div></body></html>"

    assert told(cut, incomplete=why) in (LinkState.PRESENT, LinkState.UNKNOWN)


@settings(deadline=None)
@given(WHOLE, st.data())
def test_a_link_that_is_left_stands_whatever_is_cut_out_beside_it(html, data):
    at = html.index(TARGET)
    before = data.draw(st.integers(0, html.rindex("<a" if "<a" in html else "<A", 0, at)))
    opening = re.search(r"<a [^<]*$", html[:at], re.I).start()
    kept = html[opening : html.index(">", at) + 1]

    assert told(html[: min(before, opening)].rpartition("<")[0] + kept + "x</a>") in (
        LinkState.PRESENT,
        LinkState.UNKNOWN,  # what was left open took it in, and that is seen
    )


WALLS = [  # (what came instead of the page)
    "<title>Just a moment...</title><p>Checking your browser",
    "<script>window._cf_chl_opt={}</script>",
    "<title>Log in</title><form><input type=password></form>",
    "<title>Before you continue</title><button>Accept</button>",
    "<p>This page is not available in your country.",
    "<title>Maintenance</title><p>We'll be back soon!",
    "<title>Account Suspended</title><h1>Account Suspended</h1>",
    "<title>Welcome to nginx!</title><h1>Welcome to nginx!</h1><p>Thank you for using nginx.",
    "<embed type=application/pdf src=/a.pdf>",
    "<div id=root></div><script src=/app.js></script>",
]


@settings(deadline=None)
@given(st.sampled_from(WALLS), st.sampled_from(["", "<nav><a href=/>Home</a></nav>", "<!-- x -->"]))
def test_what_came_instead_never_misses_the_link(wall, around):
    assert told(around + wall) is LinkState.UNKNOWN
    assert told(wall + around) is LinkState.UNKNOWN


def test_a_page_cut_at_the_end_of_its_elements_is_known_by_its_head():
    html = POSTS["a blog"]
    cut = html[: html.index("<script>var q")]

    body = cut.replace(f'<a href="{TARGET}">the shop</a>', "the shop").encode()
    headers = (("content-type", "text/html"),)
    answer = Answer(url=PAGE, status=200, headers=headers, body=body)

    assert Signal.BREAKS_OFF in read_page(answer, [TARGET], NOW)[0].signals
