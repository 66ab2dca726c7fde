"""Where a list leads on from a link: to the page of its entry, and to the next page of the list."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcrawler.page import Answer, read_page

NOW = datetime(2026, 11, 24, tzinfo=UTC)
TARGET = "https://target.example/guide"
LINK = f'<a href="{TARGET}">the guide</a>'
TEXT = "Riders who cross the pass in June still find snow beside the road."


def read(body: str, path: str = "/", head: str = ""):
    html = f"<html><head><title>x</title>{head}</head><body>{body}</body></html>"
    headers = (("content-type", "text/html; charset=utf-8"),)
    url = f"https://blog.example{path}"
    answer = Answer(url=url, status=200, headers=headers, body=html.encode())
    facts, seen = read_page(answer, [TARGET], NOW)
    return facts, seen[TARGET].links


def entry(title: str, text: str) -> str:
    return f"<article>{title}<p>{TEXT} {text}</p></article>"


def heading(number: int) -> str:
    return f"<h2><a href='/2026/05/post-{number}/'>Post {number}</a></h2>"


THREE = [entry(heading(number), "") for number in (1, 2, 3)]
FIRST = "https://blog.example/2026/05/post-1/"
SECOND = "https://blog.example/2026/05/post-2/"
ENTRIES = {
    "articles with a title": (
        THREE[0] + entry(heading(2), LINK) + THREE[2],
        SECOND,
    ),
    "a title that holds its heading": (
        entry("<a href='/2026/05/post-2/'><h3>Post 2</h3></a>", LINK),
        SECOND,
    ),
    "no element around an entry": (
        f"{heading(1)}<p>{TEXT}</p>{heading(2)}<p>{TEXT}</p><p>{LINK}</p>{heading(3)}<p>x</p>",
        SECOND,
    ),
    "the date leads to it, below the text": (
        (
            f"<div><div><p>{LINK}</p><a href='/2026/05/post-2/'><time>17 May</time></a></div>"
            f"<div><p>{TEXT}</p><a href='/2026/05/post-3/'><time>16 May</time></a></div></div>"
        ),
        SECOND,
    ),
    "a mark that says so": (
        f"<div><p>{LINK}</p><a rel='nofollow Bookmark' href='/2026/05/post-2/'>#</a></div>",
        SECOND,
    ),
    "a title by its class": (
        f"<div><span class=entry-title><a href='/2026/05/post-2/'>x</a></span><p>{LINK}</p></div>",
        SECOND,
    ),
    "a fragment is left out": (
        entry("<h2><a href='/2026/05/post-2/#more'>x</a></h2>", LINK),
        SECOND,
    ),
    "a title with a category beside it": (
        entry("<h4><a href='/category/alps/'>Alps</a></h4>" + heading(2), LINK),
        SECOND,
    ),
    "titles that lead elsewhere are none": (
        entry("<h2><a href='https://other.example/x'>x</a></h2>", LINK),
        None,
    ),
    "the name of the site is no title": (f"<h1><a href='/'>Blog</a></h1><p>{LINK}</p>", None),
    "no title at all": (f"<p>{TEXT} {LINK}</p>", None),
    "a link above all titles": (f"<div><p>{LINK}</p>{heading(1)}{heading(2)}</div>", None),
}


@pytest.mark.parametrize(("body", "expected"), ENTRIES.values(), ids=ENTRIES)
def test_a_link_on_a_list_names_the_page_of_its_entry(body: str, expected: str | None):
    _, (link,) = read(body)

    assert link.entry_url == expected


def test_a_link_on_an_entry_names_none():
    _, (link,) = read(entry(heading(2), LINK), "/2026/05/post-1/")

    assert link.entry_url is None


def test_links_of_two_entries_each_name_their_own():
    _, links = read(entry(heading(1), LINK) + entry(heading(2), LINK))

    assert [link.entry_url for link in links] == [FIRST, SECOND]


NEXT = {
    "in the head": ("", "<link rel=next href=/page/2/>", "/page/2/"),
    "by rel": ("<a rel=next href=/older>x</a>", "", "/older"),
    "by its class": ("<a class='btn older-posts' href=/older>x</a>", "", "/older"),
    "by its words": ("<a href=/older>\u2190 Older posts</a>", "", "/older"),
    "by its words in German": ("<a href=/aelter>\u00c4ltere Beitr\u00e4ge</a>", "", "/aelter"),
    "by its words in Japanese": (
        "<a href=/older>\u6b21\u306e\u30da\u30fc\u30b8 \u203a</a>",
        "",
        "/older",
    ),
    "by its number": ("<a href=/page/3/>3</a><a href=/page/2/>2</a>", "", "/page/2/"),
    "words that only begin so": ("<a href=/x>Next year in the Alps</a>", "", None),
    "of another site": ("<a rel=next href=https://other.example/page/2>Next</a>", "", None),
    "the page itself": ("<a rel=next href=/>Next</a>", "", None),
    "no scheme to go to": ("<a rel=next href=javascript:next()>Next</a>", "", None),
    "none": ("<a href=/about>About</a>", "", None),
}


@pytest.mark.parametrize(("body", "head", "path"), NEXT.values(), ids=NEXT)
def test_a_list_names_its_next_page(body: str, head: str, path: str | None):
    facts, _ = read(f"<p>{TEXT}</p>{body}", head=head)

    assert facts.next_page == (path and f"https://blog.example{path}")


def test_the_second_page_goes_on_to_the_third():
    facts, _ = read("<a href=/>1</a><a href=/page/3/>3</a><a href=/page/2/>2</a>", "/page/2/")

    assert facts.next_page == "https://blog.example/page/3/"


def test_an_entry_has_no_next_page():
    facts, _ = read("<a rel=next href=/2026/05/post-2/>Next</a>", "/2026/05/post-1/")

    assert (facts.list_kind, facts.next_page) == (None, None)


piece = st.sampled_from([heading(1), heading(2), f"<p>{LINK}</p>", "<div>", "</div>", "<article>"])


@given(st.lists(piece, max_size=20))
def test_an_entry_is_always_a_page_of_the_site_and_none_of_the_list(pieces: list[str]):
    _, links = read("".join(pieces))

    assert {link.entry_url for link in links} <= {None, FIRST, SECOND}
