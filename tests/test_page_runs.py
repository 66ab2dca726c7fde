"""Contributions that are told by their repetition alone, and lists that repeat and are none."""

import time

import pytest

from linkcrawler.page import Answer, inspect_page, read_page
from linkcrawler.states import Placement
from tests.make import NOW
from tests.site import TARGET, TEXT

LINK = f'<a href="{TARGET}">my site</a>'
VISITORS = {Placement.COMMENT, Placement.FORUM_POST}
WRITERS = ("Ann", "Bob", "Eve", "Kim")
SAID = (
    f"I drove there last week and wrote down what I saw on {LINK} for others.",
    "The second bridge was closed for trucks, so plan a little more time.",
    "We had no trouble at all, but it was early in the morning and cold.",
    "Does anybody know whether the upper car park is open in the winter?",
)


def answer(body: str, url: str) -> Answer:
    page = f"<!doctype html><title>T</title><body><main><h1>Title</h1>{TEXT}</main>{body}</body>"
    return Answer(url=url, status=200, headers=(("content-type", "text/html"),), body=page.encode())


def place(entry: str, around: str, url: str = "http://site.test/7603790/road") -> Placement:
    """Return where the link of the first of four entries is said to stand."""
    entries = "".join(
        entry.format(n=n, name=name, said=said)
        for n, (name, said) in enumerate(zip(WRITERS, SAID, strict=True), start=1)
    )
    _, seen = read_page(answer(around.format(entries), url), [TARGET], NOW)
    return seen[TARGET].links[0].placement


# One unlabelled comment in each language: the day, and what answers it.
LANGUAGES = {
    "ar": ("1{n} مايو 2024", "رد"),
    "cs": ("1{n}. května 2024", "Odpovědět"),
    "da": ("1{n}. maj 2024", "Svar"),
    "de": ("1{n}. Mai 2024", "Antworten"),
    "el": ("1{n} Μαΐου 2024", "Απάντηση"),
    "en": ("1{n} May 2024", "Reply"),
    "es": ("1{n} de mayo de 2024", "Responder"),
    "fi": ("1{n}. toukokuuta 2024", "Vastaa"),
    "fr": ("1{n} mai 2024", "Répondre"),
    "he": ("1{n} במאי 2024", "הגב"),
    "hu": ("2024. május 1{n}.", "Válasz"),
    "id": ("1{n} Mei 2024", "Balas"),
    "it": ("1{n} maggio 2024", "Rispondi"),
    "ja": ("2024年5月1{n}日", "返信"),
    "ko": ("2024년 5월 1{n}일", "답글"),
    "nl": ("1{n} mei 2024", "Beantwoorden"),
    "pl": ("1{n} maja 2024", "Odpowiedz"),
    "ro": ("1{n} martie 2024", "Răspunde"),
    "ru": ("1{n} мая 2024", "Ответить"),
    "tr": ("1{n} Mayıs 2024", "Yanıtla"),
    "uk": ("1{n} травня 2024", "Відповісти"),
    "vi": ("1{n}/5/2024", "Trả lời"),
}


@pytest.mark.parametrize(("day", "answer_it"), LANGUAGES.values(), ids=LANGUAGES)
def test_a_comment_under_no_name_is_told_in_any_language(day, answer_it):
    entry = f"<div><b>{{name}}</b> <i>{day}</i><p>{{said}}</p><a href=#r>{answer_it}</a></div>"

    assert place(entry, "<div>{}</div>") is Placement.COMMENT


SECTIONS = {
    "releases": (
        "<div id=v10{n}><h3><a href='#v10{n}'>1.0.{n}</a></h3>"
        "<p>1{n} May 2024, by {name}. {said}</p></div>"
    ),
    "chapters": (
        "<section id=sec100{n}><h2>Part {n}</h2>"
        "<p>Since 1{n} May 2024, by <i class=author>{name}</i>. {said}</p></section>"
    ),
    "posts of an archive": (
        "<div class=entry><h2>The {n}th day</h2><i class=date>1{n} May 2024</i>"
        "<i class=author>{name}</i><p>{said}</p><a href=/p/{n}>Permalink</a></div>"
    ),
    "teasers that lead to their comments": (
        "<div><a class=t href=/p/{n}>Old mill sold</a> <time>1{n} May 2024</time>"
        "<a class=author href=/author/{name}>{name}</a><p>{said}</p>"
        "<a href=/p/{n}#respond>Reply</a></div>"
    ),
}


@pytest.mark.parametrize("entry", SECTIONS.values(), ids=SECTIONS)
def test_what_has_a_heading_of_its_own_and_no_answer_is_no_comment(entry):
    assert place(entry, "<div>{}</div>") not in VISITORS


CONTRIBUTIONS = {
    "a row with a table in it, as Hacker News writes it": (
        (
            "<tr><td><table><tr><td></td><td><div><a href='user?id={name}'>{name}</a>"
            "<span><a href='item?id=40{n}'>{n} hours ago</a></span></div>"
            "<div>{said}<div><a href='reply?id=40{n}'>reply</a></div></div></td></tr></table></td></tr>"
        ),
        "<center><table><tr><td><table>{}</table></td></tr></table></center>",
    ),
    "a row for who and when, and a row for what": (
        (
            "<tr><td class='h1a'><a name='88{n}0'></a><a href='/{name}' class='user'>{name}</a>: "
            "1{n}:43pm On Apr 2{n}</td></tr><tr><td class='k3d'><div>{said}</div></td></tr>"
        ),
        "<div><table>{}</table></div>",
    ),
    "what, and below it who and when": (
        (
            "<div id='c11585{n}'><p>{said}</p></div>"
            "<p class='z'>Posted by: {name} at October 2{n}, 2012 07:1{n} AM</p>"
        ),
        "<div>{}</div>",
    ),
    "reviews under hashed names": (
        (
            "<div class='Card_root__x8Qa1'><div class='Card_top__f0b2c'><span>{name}</span>"
            "<span aria-label='rated 4'>4 out of 5</span><span>1{n} May 2024</span></div>"
            "<div class='Card_x__a9f3'>{said}</div></div>"
        ),
        "<div>{}</div>",
    ),
    "entries that can be answered, with names of a style tool": (
        (
            "<div class='css-1x2y3z'><div class='css-9k'><a href='/people/{name}'>{name}</a>"
            "<time>1{n} May 2024</time></div><div class='css-0p'>{said}</div>"
            "<button class='css-7b'>Reply</button></div>"
        ),
        "<div>{}</div>",
    ),
}


@pytest.mark.parametrize("case", CONTRIBUTIONS)
def test_entries_with_writer_date_and_own_words_are_contributions(case):
    assert place(*CONTRIBUTIONS[case]) in VISITORS


def test_a_table_of_posts_on_a_forum_needs_no_offer_to_answer():
    row = (
        "<tr><td><b>By</b> <a href='user_info.pl?id={n}'>{name}</a> <b>On</b> 2020.03.1{n} "
        "15:2{n}</td></tr><tr bgcolor='#fff'><td>{said} " + "And more of it. " * 3 + "</td></tr>"
    )
    menu = "<tr><td><a href='/'>Home</a> <a href='/help'>Help and rules</a></td></tr>"

    placement = place(
        row, "<table>" + menu + "{}</table>", "http://site.test/cgi-bin/forum/topic_show.pl?id=5"
    )

    assert placement == Placement.FORUM_POST


LISTS = {
    "teasers with a heading": (
        "<div class='a'><h3><a href='/story-{n}'>The long road to the {n}th bridge</a></h3>"
        "<a href='/user/{name}'>{name}</a> <time>1{n} May 2024</time><p>{said}</p>"
        "<a href='/story-{n}#reply'>Reply</a></div>"
    ),
    "teasers under hashed names, titled by a link alone": (
        "<div class='T_x__1a'><div><a href='/story-{n}'>The long road to bridge {n}</a></div>"
        "<a href='/user/{name}'>{name}</a> <time>1{n} May 2024</time><p>{said}</p>"
        "<button>Like</button></div>"
    ),
    "events": (
        "<div class='e'><time>1{n} May 2024</time> <a href='/event/{n}'>Concert number {n} in the "
        "hall</a><p>Played by {name}. {said}</p></div>"
    ),
    "products": (
        "<div class='p'><span>{name}</span><span class='rating'>4 out of 5</span>"
        "<span>€ 1{n},00</span><p>Since 1{n} May 2024. {said}</p></div>"
    ),
    "a directory of links": (
        "<li><a href='http://place-{n}.example/'>{name}</a> since 1{n} May 2024: {said}</li>"
    ),
    "a list of changes": (
        "<div id='v-1{n}'><h4>Version 1.{n}</h4><time>1{n} May 2024</time><p>{said}</p></div>"
    ),
    "search results": (
        "<div class='r'><a href='http://found-{n}.example/x'>{name}</a><cite>found-{n}.example</cite>"
        "<p>1{n} May 2024 - {said}</p></div>"
    ),
}


@pytest.mark.parametrize("case", LISTS)
@pytest.mark.parametrize("button", ["", "<p><button>Reply</button></p>"])
def test_a_list_that_repeats_is_not_yet_a_run_of_contributions(case, button):
    assert place(LISTS[case], "<div>{}</div>" + button) not in VISITORS


def test_threads_listed_among_posts_are_no_posts():
    posts = "".join(
        f"<div class='css-1'><a href='/u/{name}'>{name}</a> <time>1{n} May 2024</time>"
        f"<p>{SAID[1]} {SAID[2]}</p><a>Reply</a></div>"
        for n, name in enumerate(WRITERS)
    )
    listed = "".join(f"<li><h4><a href='/t/{n}'>Another thread {n}</a></h4></li>" for n in range(5))
    related = f"<div class='css-1'><ul>{listed}</ul>10 May 2024 {LINK} more threads of ours</div>"

    _, seen = read_page(
        answer(f"<div>{posts}{related}</div>", "http://site.test/threads/9"), [TARGET], NOW
    )

    assert seen[TARGET].links[0].placement not in VISITORS


ARTICLE = '<script type="application/ld+json">{"@type": "BlogPosting"}</script>'
POSTS = "".join(
    f"<div id='post{n}' class='post'><a href='/u/{n}'>A</a> 1{n} May 2024 <p>{said}</p> Reply</div>"
    for n, said in enumerate(SAID, start=10)
)


@pytest.mark.parametrize(
    ("body", "placement"),
    [
        (
            f"{ARTICLE}<div class='post'><p>By Ann on 1 May 2024: {SAID[0]}</p></div>",
            Placement.CONTENT,
        ),
        (f"{ARTICLE}{POSTS}", Placement.FORUM_POST),
        (f"<div>{POSTS}</div>", Placement.FORUM_POST),
    ],
)
def test_an_article_on_the_host_of_a_forum_is_no_post(body, placement):
    _, seen = read_page(answer(body, "https://forum.site.test/blog/winter"), [TARGET], NOW)

    assert seen[TARGET].links[0].placement == placement


def test_lists_in_lists_cost_no_more_than_they_are_long():
    level = f"<div class='a'></div><div class='a'>{TEXT} 1 May 2024 {{}}</div><div class='a'></div>"
    body = LINK
    for _ in range(300):
        body = level.replace("{}", body)
    page = answer(f"<div>{body}</div><button>Reply</button>", "http://site.test/")

    started = time.process_time()
    inspect_page(page, NOW)

    assert time.process_time() - started < 5.0
