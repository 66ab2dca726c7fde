"""The year before: sites that came to link, one after the other, and what else happened then.

There are ordinary sites in four languages, some of which have lost their links since; one week in
which a farm of look-alikes linked with the keyword; a cluster of Russian shops; and the sites that
link to a competitor, some of which link to both.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from linkcrawler.demo.content import sentences
from linkcrawler.demo.expected import Expected, found
from linkcrawler.demo.frames.handmade import newspaper, plain
from linkcrawler.demo.frames.software import wordpress
from linkcrawler.demo.site import Claim, Page, Palette, Site
from linkcrawler.demo.visit import BUSINESS, HOME, MAPS, PACKING, STELVIO, TOURS, Visit
from linkcrawler.states import LinkState, Placement

COMPETITOR = "gipfelrad.localhost"
WITHDRAWN = "/tours/dolomites/"
"""A tour that is offered no more; links still lead to it."""

KEYWORD = "guided cycling tours"

_PALETTES = (
    Palette(accent="#2e6f57", ground="#f5f8f3", ink="#24302b", font="Georgia,serif"),
    Palette(accent="#7a4f9a", ground="#f8f5fa", ink="#2e2733", font="system-ui,sans-serif"),
    Palette(accent="#b0562c", ground="#faf6f2", ink="#33291f", font="Verdana,sans-serif"),
    Palette(accent="#2b5d8a", ground="#f3f6f9", ink="#1f2a33", font="'Palatino',serif"),
)
_POOLS = {
    "en": sentences.CYCLING,
    "de": sentences.HIKING,
    "fr": sentences.FRENCH,
    "it": sentences.ITALIAN,
    "ru": sentences.RUSSIAN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A site that came to link."""

    host: str
    language: str
    weeks_ago: int
    """When it came, before the first night of the demo."""

    anchor: str
    target: str = HOME
    to: str = BUSINESS
    """Host that it links to."""

    also: str = ""
    """Another host that it links to as well; empty: none."""

    gone_weeks_ago: int | None = None
    """When the link was taken away; ``None``: it is there."""

    rel: str = ""
    rating: int | None = None
    """What an export calls its domain rating; ``None``: nothing."""

    kind: str = "blog"


_LINKED = (
    ("passfieber", "de", 50, "geführte Touren von Velo Alpina", TOURS, 41),
    ("cherrybend", "en", 50, "Velo Alpina", HOME, 38),
    ("colsetcafes", "fr", 49, "Velo Alpina", HOME, 44),
    ("kettenfett", "de", 48, "Packliste", PACKING, 29),
    ("slowgears", "en", 46, "their packing list", PACKING, 35),
    ("duerote", "it", 45, "Velo Alpina", HOME, 33),
    ("meadowwheels", "en", 43, "maps for cyclists", MAPS, 52),
    ("hinterrad", "de", 42, "Stelvio in drei Tagen", STELVIO, 31),
    ("teaandtarmac", "en", 41, "veloalpina.localhost", HOME, 27),
    ("roueslibres", "fr", 39, "le guide Velo Alpina", TOURS, 36),
    ("bendthirty", "en", 38, "the Stelvio, bend by bend", STELVIO, 58),
    ("salitafacile", "it", 36, "tour guidati", TOURS, 30),
    ("almrunde", "de", 35, "Velo Alpina", HOME, 34),
    ("quietpedals", "en", 34, "guided cycling tours", TOURS, 40),
    ("gravelgrandma", "en", 33, "Velo Alpina", HOME, 26),
    ("bergaufbergab", "de", 31, "hier", WITHDRAWN, 42),
    ("lespetitscols", "fr", 30, "cartes pour cyclistes", MAPS, 28),
    ("spokesong", "en", 29, "a tour with Velo Alpina", TOURS, 47),
    ("ruotalenta", "it", 27, "Velo Alpina", HOME, 24),
    ("marmotmiles", "en", 26, "packing list", PACKING, 33),
    ("wadlbeisser", "de", 24, "Velo Alpina", HOME, 37),
    ("lunchrides", "en", 22, "a week in the Dolomites", WITHDRAWN, 48),
    ("freilauf", "de", 21, "Karten von Toni", MAPS, 32),
    ("viafrancigena2rad", "it", 18, "Velo Alpina", HOME, 29),
    ("hairpindiary", "en", 16, "Velo Alpina", HOME, 45),
    ("entredeuxcols", "fr", 14, "Velo Alpina", HOME, 31),
    ("saddleandsoup", "en", 12, "their Stelvio tour", STELVIO, 39),
    ("radtagebuch", "de", 10, "Velo Alpina", HOME, 28),
    ("twolakesride", "en", 7, "Velo Alpina", HOME, 34),
    ("pedaletpain", "fr", 5, "Velo Alpina", HOME, 30),
    ("hutandhub", "en", 3, "guided tours by Velo Alpina", TOURS, 36),
    ("talwaerts", "de", 1, "Velo Alpina", HOME, 27),
)
_LOST = (
    ("oldmilestone", "en", 47, 20, "Velo Alpina", STELVIO, 49),
    ("karrenweg", "de", 44, 13, "Tourenliste", TOURS, 33),
    ("plateaublog", "fr", 40, 8, "Velo Alpina", HOME, 35),
    ("gradientnotes", "en", 37, 6, "packing list", PACKING, 42),
    ("curvaquaranta", "it", 32, 4, "Velo Alpina", HOME, 21),
)
_RIVALS = (
    *(("gipfelblick", "de", 51, 46), ("ridgeline", "en", 50, 55), ("colfever", "en", 48, 61)),
    *(("alpenpost", "de", 47, 66), ("summitpost", "en", 45, 48), ("hautesroutes", "fr", 44, 57)),
    *(("cimeebici", "it", 42, 39), ("dropbarnews", "en", 41, 63), ("bergfahrt", "de", 39, 44)),
    *(("velomontagne", "fr", 38, 51), ("climbingclub", "en", 36, 42), ("passjaeger", "de", 34, 38)),
    *(("threepeaks", "en", 33, 47), ("altavia", "it", 31, 45), ("etapeblog", "fr", 30, 36)),
    *(("roadlore", "en", 28, 59), ("kehrenkunde", "de", 26, 41), ("granfondista", "it", 25, 50)),
    *(("highvalley", "en", 23, 53), ("tourenbuch", "de", 20, 37), ("cyclogazette", "fr", 17, 64)),
    *(("bikebulletin", "en", 15, 68), ("rennradler", "de", 12, 43), ("upperroads", "en", 9, 40)),
    *(("paesiebici", "it", 6, 34), ("mountainmail", "en", 4, 56), ("kurvenreich", "de", 2, 35)),
)
_BOTH = ("bendthirty", "meadowwheels", "spokesong", "colsetcafes", "almrunde", "hairpindiary")
_SPIKE_WEEKS_AGO = 9
_FARM_WORDS = ("seo", "top", "best", "cheap", "bonus", "loan")
_SHOPS_WEEKS_AGO = range(13, 20)


def arrivals() -> tuple[Arrival, ...]:
    """Return all that came in the year, in no order of time."""
    return tuple(_arrivals())


def _arrivals() -> Iterator[Arrival]:
    for name, language, weeks_ago, anchor, target, rating in _LINKED:
        yield Arrival(
            host=f"{name}.localhost",
            language=language,
            weeks_ago=weeks_ago,
            anchor=anchor,
            target=target,
            rating=rating,
            also=COMPETITOR if name in _BOTH else "",
        )
    for name, language, weeks_ago, gone, anchor, target, rating in _LOST:
        yield Arrival(
            host=f"{name}.localhost",
            language=language,
            weeks_ago=weeks_ago,
            gone_weeks_ago=gone,
            anchor=anchor,
            target=target,
            rating=rating,
        )
    for name, language, weeks_ago, rating in _RIVALS:
        yield Arrival(
            host=f"{name}.localhost",
            language=language,
            weeks_ago=weeks_ago,
            anchor="Gipfelrad",
            to=COMPETITOR,
            rating=rating,
        )
    for number in range(24):
        yield Arrival(
            host=f"{_FARM_WORDS[number % 6]}-deals-{number + 10}-online.localhost",
            language="en",
            weeks_ago=_SPIKE_WEEKS_AGO,
            anchor=KEYWORD,
            target=TOURS,
            rating=number % 4,
            kind="farm",
        )
    for number in range(26):
        yield Arrival(
            host=f"mebel-{number + 1}.localhost",
            language="ru",
            weeks_ago=_SHOPS_WEEKS_AGO[number % len(_SHOPS_WEEKS_AGO)],
            anchor="велотуры в Альпах" if number % 3 else "Velo Alpina",
            rating=3 + number % 5,
            kind="shop",
        )


def _text(arrival: Arrival, visit: Visit) -> str:
    """Write a text of the site's own: the same on each night, another one on each site."""
    chance = random.Random(arrival.host)  # noqa: S311 - a choice of sentences
    pool = sentences.FARM if arrival.kind == "farm" else _POOLS[arrival.language]
    chosen = chance.sample(pool, min(len(pool), 16))
    half = len(chosen) // 2
    link = _link(arrival, visit)
    paragraphs = [" ".join(chosen[:half]), link, " ".join(chosen[half:])]
    if arrival.kind == "blog":
        paragraphs.append(_stages(arrival, chance))
    return "\n".join(f"<p>{text}</p>" for text in paragraphs if text) + _more(arrival, visit)


_STAGES = {
    "en": "Day {}: {} kilometres and {} metres of climbing, from {} to {}, with a stop at the {}.",
    "de": "Tag {}: {} Kilometer und {} Höhenmeter, von {} nach {}, mit einer Pause am {}.",
    "fr": "Jour {} : {} kilomètres et {} mètres de montée, de {} à {}, avec une pause à {}.",
    "it": "Giorno {}: {} chilometri e {} metri di salita, da {} a {}, con una sosta a {}.",
}
_PLACES = (
    "Prad Trafoi Bormio Livigno Zernez Scuol Nauders Mals Glurns Latsch Meran Bozen Aprica Edolo"
    " Tirano Poschiavo Pontresina Samedan Davos Klosters Landeck Imst Sölden Moso"
).split()


def _stages(arrival: Arrival, chance: random.Random) -> str:
    """Write the diary of a tour."""
    way = chance.sample(_PLACES, 11)
    return " ".join(
        _STAGES[arrival.language].format(
            day + 1, chance.randrange(28, 96), chance.randrange(4, 24) * 100, start, end, way[-1]
        )
        for day, (start, end) in enumerate(pairwise(way[:-1]))
    )


_AROUND = {
    "en": "The people who showed us the way are {}, and we would ride with them again.",
    "de": "Den Weg gezeigt hat uns {}, und wir würden wieder mit ihnen fahren.",
    "fr": "Ceux qui nous ont montré le chemin, c'est {}, et nous y retournerons.",
    "it": "Chi ci ha mostrato la strada è {}, e ci torneremo.",
    "ru": "Смотрите также на сайте наших партнёров: {}.",
}
_ALSO = {
    "en": "Last year we were on the road with {}.",
    "de": "Im Jahr davor waren wir mit {} unterwegs.",
    "fr": "L'année d'avant, nous étions partis avec {}.",
    "it": "L'anno prima eravamo partiti con {}.",
    "ru": "{}",
}


def _link(arrival: Arrival, visit: Visit) -> str:
    told = []
    gone = arrival.gone_weeks_ago
    if gone is None or visit.weeks_ago > gone:
        rel = f' rel="{arrival.rel}"' if arrival.rel else ""
        address = visit.url(arrival.to, arrival.target)
        told.append(
            _AROUND[arrival.language].format(f'<a href="{address}"{rel}>{arrival.anchor}</a>')
        )
    if arrival.also:
        address = visit.url(arrival.also)
        told.append(_ALSO[arrival.language].format(f'<a href="{address}">Gipfelrad</a>'))
    return " ".join(told)


def _more(arrival: Arrival, visit: Visit) -> str:
    """Write what such sites sell: links."""
    if arrival.kind != "farm":
        return ""
    hosts = [f"{word}-{number}.localhost" for word in _FARM_WORDS for number in range(10)]
    items = "\n".join(f'<li><a href="{visit.url(host)}">{host[:-10]}</a></li>' for host in hosts)
    return (
        f"<ul>\n{items}\n</ul>\n"
        '<p><a href="/write-for-us/">Write for us</a> '
        '<a href="/guest-post-price/">Guest post price list</a></p>'
    )


_FARM_HEAD = (
    "<script>window.dataLayer=window.dataLayer||[];function gtag(){dataLayer.push(arguments)}"
    "gtag('config','UA-90210441-7')</script>"
)
_TITLES = {
    "en": "Over the pass and back by train",
    "de": "Über den Pass und mit dem Zug zurück",
    "fr": "Par-dessus le col, retour en train",
    "it": "Oltre il passo e ritorno in treno",
    "ru": "Мебель и ремонт недорого",
}


_LOSS = Expected(link_state=LinkState.LOST)
"""The year before has confirmed it."""


def _claims(arrival: Arrival) -> Iterator[Claim]:
    expected: Expected = found(Placement.CONTENT, arrival.language, arrival.rel)
    yield Claim(
        host=arrival.to,
        target=arrival.target,
        anchor=arrival.anchor,
        first=_LOSS if arrival.gone_weeks_ago is not None else expected,
        weeks_ago=arrival.weeks_ago,
        rating=arrival.rating,
    )
    if arrival.also:
        yield Claim(
            host=arrival.also,
            target=HOME,
            anchor="Gipfelrad",
            first=expected,
            weeks_ago=arrival.weeks_ago,
            rating=arrival.rating,
        )


def _site(number: int, arrival: Arrival) -> Site:
    name = arrival.host.removesuffix(".localhost").replace("-", " ").title()
    is_farm = arrival.kind == "farm"
    page = Page(
        path=f"/{1 + number % 12:02d}/over-the-pass/" if not is_farm else "/best-deals/",
        title="Best casino deals online" if is_farm else _TITLES[arrival.language],
        shows=f"a link that came {arrival.weeks_ago} weeks ago",
        main=lambda visit: _text(arrival, visit),
        head=_FARM_HEAD if is_farm else "",
        claims=tuple(_claims(arrival)),
    )
    frames = (plain, newspaper, wordpress)
    return Site(
        host=arrival.host,
        name=name,
        tagline=name,
        language=arrival.language,
        palette=_PALETTES[number % len(_PALETTES)],
        frame=plain if is_farm else frames[number % len(frames)],
        intro="<p></p>",
        nav=(),
        pages=(page,),
    )


def _sites() -> Sequence[Site]:
    return [_site(number, arrival) for number, arrival in enumerate(arrivals())]


SITES = tuple(_sites())
