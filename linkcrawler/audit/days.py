"""Days on which a referring domain was won and lost, and where it is at home."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from linkcrawler.audit.material import Referrer, SeenLink
from linkcrawler.imports.agreements import iso_day
from linkcrawler.states import LinkState

FIRST_DAY = "1995-01-01"
"""No tool saw a link before it; such a day is a zero of a computer's clock."""

_GONE = frozenset({LinkState.MISSING, LinkState.LOST})

# Endings of countries that are sold as ordinary ones. Source: Google Search Central, "Managing
# multi-regional sites", generic ccTLDs; and those given away in masses.
_GENERIC_ENDINGS = frozenset(
    """ad ag ai am as bz cc cd cf co dj fm ga gg gl gq io is la ly me ml ms mu nu pw sc sh sr st su
    tk to tv vc ws""".split()
)
_NO_COUNTRIES = frozenset({"ac", "eu"})
_IDN_ENDINGS = {
    "xn--p1ai": "ru", "xn--j1amh": "ua", "xn--90ais": "by", "xn--90a3ac": "rs", "xn--fiqs8s": "cn",
    "xn--fiqz9s": "cn", "xn--kpry57d": "tw", "xn--j6w193g": "hk", "xn--3e0b707e": "kr",
    "xn--h2brj9c": "in", "xn--wgbh1c": "eg", "xn--mgbaam7a8h": "ae", "xn--mgberp4a5d4ar": "sa",
    "xn--mgba3a4f16a": "ir", "xn--qxam": "gr", "xn--node": "ge", "xn--o3cw4h": "th",
}  # fmt: skip
_TWO = 2


def country_of(domain: str) -> str | None:
    """Return the country of a country-code domain, as its ending has it; ``None``: it has none.

    Endings such as ``.io`` and ``.tv`` are sold to everybody and tell no country.
    """
    ending = domain.rpartition(".")[2]
    if ending in _IDN_ENDINGS:
        return _IDN_ENDINGS[ending]
    if len(ending) != _TWO or not ending.isalpha() or "." not in domain:
        return None
    return None if ending in _GENERIC_ENDINGS or ending in _NO_COUNTRIES else ending


@lru_cache(maxsize=65_536)
def _certain(written: str, today: str) -> str | None:
    day = iso_day(written)
    return day if day is not None and FIRST_DAY <= day <= today else None


def source_day(link: SeenLink, today: str) -> str | None:
    """Return the first day on which a tool saw a link; ``None``: no list tells it for certain."""
    return min(_source_days(link, today), default=None)


def _source_days(link: SeenLink, today: str) -> Iterator[str]:
    for claim in link.claims:
        if claim.first_seen and (day := _certain(claim.first_seen, today)):
            yield day


def first_gain(referrer: Referrer, today: str) -> tuple[str | None, str | None]:
    """Return the day of a domain's first link, and whether ``source`` or ``looks`` tells it.

    Our own looks tell it only where an earlier look did not find the link yet: what was there at
    the first look may be of any age. A tool that saw it later than we did is not asked.
    """
    days = [day for link in referrer.links if (day := source_day(link, today))]
    source = min(days, default=None)
    seen = [link for link in referrer.links if link.first_seen_at]
    first = min(seen, key=_sight, default=None)
    if first is None or first.first_seen_at is None:
        return (source, "source") if source else (None, None)
    ours = first.first_seen_at[:10]
    if source is not None:
        return (source, "source") if source <= ours else (ours, "looks")
    return (ours, "looks") if _was_watched(first) else (None, None)


def _sight(link: SeenLink) -> tuple[str, bool]:
    return (link.first_seen_at or "", _was_watched(link))


def _was_watched(link: SeenLink) -> bool:
    """Tell whether a look before had not found the link."""
    return (
        link.first_seen_at is not None
        and link.first_checked_at is not None
        and link.first_checked_at < link.first_seen_at
    )


def last_loss(links: Sequence[SeenLink]) -> str | None:
    """Return the day since which a domain has no link any more.

    ``None``: a link is there, or may be, or none was ever seen.
    """
    if not all(link.link_state in _GONE for link in links):
        return None
    since = [
        day
        for link in links
        if link.last_present_at and (day := link.missing_since_at or link.lost_at)
    ]
    return max(since)[:10] if since else None


def days_there(link: SeenLink, today: str) -> tuple[str | None, str | None]:
    """Return the first day that a link is known to have been there, and the last one."""
    known = [source_day(link, today), (link.first_seen_at or "")[:10] or None]
    return min(filter(None, known), default=None), (link.last_present_at or "")[:10] or None
