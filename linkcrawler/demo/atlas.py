"""All sites of the demo web, and the backlinks that they are listed for."""

from collections.abc import Iterator

from linkcrawler.demo.content import (
    alpine_courier,
    bergblog,
    bodies,
    business,
    directory,
    enthusiasts,
    french,
    italian,
    japanese,
    moves,
    neighbours,
    outages,
    pedalpusher,
    radfreunde,
    radkurier,
    riders_union,
    russian,
    season,
    spanish,
    touring_club,
    unseen,
    vanished,
    walls,
)
from linkcrawler.demo.site import Claim, Page, Site

SITES: tuple[Site, ...] = (
    *business.SITES,
    *bergblog.SITES,
    *pedalpusher.SITES,
    *touring_club.SITES,
    *radfreunde.SITES,
    *alpine_courier.SITES,
    *french.SITES,
    *italian.SITES,
    *spanish.SITES,
    *japanese.SITES,
    *russian.SITES,
    *directory.SITES,
    *neighbours.SITES,
    *enthusiasts.SITES,
    *radkurier.SITES,
    *unseen.SITES,
    *moves.SITES,
    *riders_union.SITES,
    *vanished.SITES,
    *outages.SITES,
    *walls.SITES,
    *bodies.SITES,
    *season.SITES,
)

SITE_BY_HOST = {site.host: site for site in SITES}


def claims() -> Iterator[tuple[Site, Page, Claim]]:
    """Yield every listed backlink with its page and its site, in the order of the sites."""
    for site in SITES:
        for page in site.pages:
            for claim in page.claims:
                yield site, page, claim
