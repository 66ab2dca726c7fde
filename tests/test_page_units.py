"""Visitors' contributions where names say little: headings, repetition, offers to answer."""

import pytest

from linkcrawler.page import Answer, read_page
from linkcrawler.states import NotCountedBecause, Placement
from tests.make import NOW
from tests.site import TARGET, TEXT

LINK = f'<a href="{TARGET}">my site</a>'


def unit(author: str, text: str, extra: str = "") -> str:
    return (
        f'<div class="x9k2"><a href="/user/{author}">{author}</a> <time>3 May 2024</time>'
        f"<p>{text} and some more words of a visitor.</p>{extra}</div>"
    )


def place(body: str, url: str = "http://blog.test/article") -> str:
    page = f"<!doctype html><body><main><h1>Title</h1>{TEXT}</main>{body}</body>"
    answer = Answer(
        url=url, status=200, headers=(("content-type", "text/html"),), body=page.encode()
    )
    _, seen = read_page(answer, [TARGET], NOW)
    (link,) = seen[TARGET].links
    return link.placement


HEADINGS = [
    "3 Comments",
    "Kommentare (3)",
    "Commentaires",
    "コメント",
    "评论",
    "Комментарии",
    "Yorumlar",
]


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_heading_announces_comments_where_the_names_say_nothing(heading):
    units = "".join(
        unit(name, text) for name, text in [("ann", LINK), ("bob", "yes"), ("eve", "no")]
    )

    assert place(f"<div><h3>{heading}</h3>{units}</div>") == Placement.COMMENT


ANSWERS = ["Reply", "Antworten", "Répondre", "返信", "Ответить"]


@pytest.mark.parametrize("answer", ANSWERS)
def test_what_is_repeated_and_can_be_answered_is_a_contribution(answer):
    button = f"<button>{answer}</button>"
    units = "".join(
        unit(name, text, button) for name, text in [("ann", LINK), ("bob", ""), ("eve", "")]
    )

    assert place(f"<div>{units}</div>") == Placement.COMMENT


def test_teasers_of_articles_are_no_comments():
    teasers = "".join(
        unit(name, text) for name, text in [("ann", LINK), ("bob", "a"), ("eve", "b")]
    )

    assert place(f"<div><h3>Latest articles</h3>{teasers}</div>") != Placement.COMMENT


NO_COMMENTS = [
    f'<div class="faq"><div id="answer-1" class="answer"><p>You can book on {LINK}.</p></div></div>',
    f'<article class="kommentar"><p>A column of our editor about {LINK} and the pass.</p></article>',
    f'<pre><span class="comment"># see {LINK}</span></pre>',
    f'<div class="comments-link"><a href="/x">3</a></div><p>The road is open, says {LINK} of them.</p>',
    f'<div class="post"><p class="signature">Your team, {LINK}</p></div>',
    f'<div class="comment-form"><textarea></textarea><p>Rules are on {LINK}.</p></div>',
]


@pytest.mark.parametrize("body", NO_COMMENTS)
def test_what_only_sounds_like_a_contribution_is_none(body):
    visitors = {Placement.COMMENT, Placement.FORUM_POST, Placement.FORUM_SIGNATURE}

    assert place(body) not in visitors


def test_a_link_past_what_google_reads_does_not_count():
    filler = "<p>" + "a road sign " * 200_000 + "</p>"
    page = f"<body>{TEXT}{filler}<p>{LINK}</p></body>".encode()
    answer = Answer(url="http://blog.test/", status=200, headers=(), body=page)
    _, seen = read_page(answer, [TARGET], NOW)

    assert seen[TARGET].links[0].not_counted_because is NotCountedBecause.PAST_2MB
