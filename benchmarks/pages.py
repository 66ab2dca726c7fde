"""Pages as the web has them, made up: a menu, an article, comments, sidebars, styles, scripts.

Sizes follow a log-normal distribution with a median of 59 KB and a mean of 105 KB, as pages do that
hold backlinks; what a page says is told by its number alone.
"""

import math
import random
from functools import cache
from html import escape

MEDIAN_BYTES = 59_000
MEAN_BYTES = 105_000
_SPREAD = math.sqrt(2 * math.log(MEAN_BYTES / MEDIAN_BYTES))
_LEAST_BYTES, _MOST_BYTES = 8_000, 2_000_000
SMALL_BYTES = 8_000

_WORDS = {
    "en": (
        "the road climbs through larch woods to an old customs house where riders fill their"
        " bottles and look back at the lake far below them before snow that stays beside the pass"
        " until June makes the last bend slow and the evening train leaves the valley twice an hour"
    ),
    "de": (
        "die Straße führt durch den Wald hinauf zum alten Zollhaus wo man die Flaschen füllt und"
        " noch einmal auf den See zurückblickt bevor der Schnee der bis in den Juni neben dem Pass"
        " liegt die letzte Kehre langsam macht und am Abend ein Zug aus dem Tal fährt"
    ),
    "fr": (
        "la route monte à travers les mélèzes vers la vieille douane où les cyclistes remplissent"
        " leurs gourdes et regardent encore le lac avant que la neige qui reste près du col"
        " jusqu'en juin ne rende le dernier virage plus lent et que le train quitte la vallée"
    ),
}
_LANGUAGES = ("en", "en", "de", "fr")
_STOCK = 400
"""Paragraphs of a language; pages share them, as making each up would take longest."""


def size_of(number: int, *, small: bool = False) -> int:
    """Return the bytes that page ``number`` should have, about."""
    if small:
        return SMALL_BYTES
    drawn = random.Random(number).lognormvariate(math.log(MEDIAN_BYTES), _SPREAD)
    return round(min(_MOST_BYTES, max(_LEAST_BYTES, drawn)))


def make_page(number: int, url: str, links: dict[str, str], *, small: bool = False) -> str:
    """Return page ``number``, which stands at ``url``.

    ``links`` holds what is put in each place (``article``, ``comment``, ``sidebar``, ``footer``),
    as HTML.
    """
    chance = random.Random(number)
    language = chance.choice(_LANGUAGES)
    room = size_of(number, small=small) - 4_500
    article = _fill(room * 0.4, lambda: f"<p>{chance.choice(_stock(language))}</p>\n")
    half = len(article) // 2
    article.insert(half, f"<p>{_sentence(chance, language)} {links.get('article', '')}</p>\n")
    comments = _fill(room * 0.25, lambda: _comment(chance, language))
    comments.insert(len(comments) // 2, _comment(chance, language, links.get("comment", "")))
    aside = _fill(room * 0.15, lambda: _teaser(chance, language))
    title = escape(_sentence(chance, language)[:60])
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><link rel="canonical" href="{url}">'
        f'<meta name="description" content="{title}"><style>{_style(chance, room * 0.08)}</style>'
        f'</head><body class="post">\n<header><a href="/">Home</a><nav class="menu"><ul>'
        f"{_menu(chance)}</ul></nav></header>\n"
        f'<main><article class="entry"><h1>{title}</h1>\n{"".join(article)}</article>\n'
        f'<section id="comments" class="comments"><h2>Comments</h2><ol class="comment-list">'
        f"{''.join(comments)}</ol></section></main>\n"
        f'<aside class="sidebar"><ul>{"".join(aside)}</ul>{links.get("sidebar", "")}</aside>\n'
        f'<footer><p>© {links.get("footer", "")}</p><a href="/privacy">Privacy</a></footer>\n'
        f"<script>{_script(chance, room * 0.12)}</script></body></html>\n"
    )


def _fill(room: float, make) -> list[str]:
    pieces: list[str] = []
    taken = 0
    while taken < room:
        pieces.append(make())
        taken += len(pieces[-1])
    return pieces


@cache
def _stock(language: str) -> list[str]:
    chance = random.Random(language)
    return [
        " ".join(_sentence(chance, language) for _ in range(chance.randrange(2, 7)))
        for _ in range(_STOCK)
    ]


def _sentence(chance: random.Random, language: str) -> str:
    words = _WORDS[language].split()
    begin = chance.randrange(len(words) - 12)
    return " ".join(words[begin : begin + chance.randrange(8, 24)]).capitalize() + "."


def _comment(chance: random.Random, language: str, link: str = "") -> str:
    number = chance.randrange(10**6)
    text = chance.choice(_stock(language))
    return (
        f'<li class="comment" id="comment-{number}"><div class="comment-author vcard"><img alt=""'
        f' src="/avatar/{number}.png"><cite class="fn"><a rel="external nofollow ugc"'
        f' href="http://rider-{number}.example/">rider {number}</a></cite></div>'
        f'<div class="comment-content"><p>{text} {link}</p></div>'
        f'<a class="comment-reply-link" href="#respond-{number}">Reply</a></li>\n'
    )


def _teaser(chance: random.Random, language: str) -> str:
    number = chance.randrange(10**6)
    return (
        f'<li class="widget recent"><a href="/archive/{number}"><img alt="" width="80"'
        f' src="/thumb/{number}.jpg" loading="lazy">{_sentence(chance, language)}</a></li>\n'
    )


def _menu(chance: random.Random) -> str:
    sections = (chance.randrange(1_000) for _ in range(35))
    return "".join(
        f'<li class="menu-item"><a href="/section/{n}">Section {n}</a></li>' for n in sections
    )


def _style(chance: random.Random, room: float) -> str:
    return "".join(
        _fill(room, lambda: f".c{chance.randrange(9999)}{{margin:{chance.randrange(40)}px auto}}")
    )


def _script(chance: random.Random, room: float) -> str:
    return "var d={};" + "".join(
        _fill(room, lambda: f'd["k{chance.randrange(9999)}"]={chance.randrange(10**9)};')
    )
