"""Marks of spam on names and pages, each weak by itself.

Source: Moz, "Spam Score", the signals that a page and its address show by themselves; Ntoulas et
al., "Detecting Spam Web Pages through Content Analysis" (WWW 2006); weights are ours [default].
"""

import re
from collections.abc import Collection, Iterable, Iterator

from linkcrawler.audit.material import SeenPage
from linkcrawler.audit.policy import Policy
from linkcrawler.audit.profile import Profile
from linkcrawler.audit.signs import Sign
from linkcrawler.audit.spelling import normalised, spelt_words

SPAM_TLDS = frozenset(
    """accountant bid buzz cam cf cfd click country cricket cyou date download faith fit gdn ga gq
    icu kim loan men ml mom monster party quest racing rest review sbs science stream surf tk top
    trade uno webcam win work xin xyz zip""".split()
)
"""Endings with a high share of abuse. Source: Spamhaus, "The 10 most abused TLDs", over years."""

POISON = frozenset(
    """viagra cialis levitra kamagra sildenafil tadalafil tramadol xanax ambien phentermine
    porn porno xxx sexcam camgirl escort escorts casino casinos kasino poker slots jackpot
    roulette baccarat gambling betting sportsbook bookmaker payday replica replicas
    togel judi bahis kumar essayservice
    казино порно ставки букмекер виагра эскорт カジノ アダルト バイアグラ
    카지노 토토 바카라 비아그라     赌场 博彩 彩票 赌博 色情 娱乐城""".split()
)
"""Words of the trades that spam works for."""

_MANY_POISON = 2
_LETTERS = re.compile(r"[b-df-hj-np-tv-xz]+")


class SpamReader:
    """Finds marks of spam. A word of the site's own trade is none.

    ``own_words`` are those of the site's pages.
    """

    def __init__(self, profile: Profile, policy: Policy, own_words: Iterable[str] = ()) -> None:
        told = (*profile.brands, *profile.keywords, profile.description)
        own = {word for text in told for word in spelt_words(text.lower())}
        self._poison = POISON - own - frozenset(own_words)
        self._policy = policy

    def of_name(self, domain: str) -> tuple[Sign, ...]:
        """Return the marks of a domain's name."""
        return tuple(self._name_marks(domain))

    def _name_marks(self, domain: str) -> Iterator[Sign]:
        policy = self._policy
        name, _, ending = domain.partition(".")
        if ending.rpartition(".")[2] in SPAM_TLDS:
            yield Sign.SPAM_TLD
        if name.startswith("xn--") or not ending or domain.replace(".", "").isdigit():
            return  # the letters of an encoded name, or of an address, say nothing
        if sum(letter.isdigit() for letter in name) >= policy.name_digits:
            yield Sign.MANY_DIGITS
        if name.count("-") >= policy.name_hyphens:
            yield Sign.MANY_HYPHENS
        if len(name) >= policy.name_length:
            yield Sign.LONG_NAME
        if any(len(run) >= policy.name_consonants for run in _LETTERS.findall(name)):
            yield Sign.UNREADABLE_NAME

    def of_page(self, page: SeenPage) -> tuple[Sign, ...]:
        """Return the marks of a page; what was never read shows none."""
        return tuple(self._page_marks(page))

    def _page_marks(self, page: SeenPage) -> Iterator[Sign]:
        policy = self._policy
        if len(page.url) > policy.address_length:
            yield Sign.LONG_ADDRESS
        if page.words is not None and not (page.title and len(page.title) <= policy.title_length):
            yield Sign.ODD_TITLE
        poison = len(self._poison_of(page))
        if poison:
            yield Sign.POISON_WORDS if poison >= _MANY_POISON else Sign.POISON_WORD
        if (page.external_links or 0) > policy.farm_external_links:
            yield Sign.FARM_LINKS
        if (page.external_domains or 0) > policy.farm_external_domains:
            yield Sign.FARM_DOMAINS
        density = external_density(page)
        if density is not None and density > policy.farm_external_per_100_words:
            yield Sign.FARM_DENSITY
        if page.compression is not None and page.compression >= policy.farm_compression:
            yield Sign.REPEATED_TEXT
        if page.offers:
            yield Sign.OFFERS_LINKS

    def _poison_of(self, page: SeenPage) -> Collection[str]:
        found = self._poison.intersection(page.terms)
        if page.title:
            found |= self._poison.intersection(spelt_words(normalised(page.title)))
        return found


MIN_DENSE_LINKS = 10
"""External links below which a page is no list of links, however short it is [default]."""


def external_density(page: SeenPage) -> float | None:
    """Return the external links for 100 words; ``None``: not known.

    A page with few of them has a density of 0, since a short note with a link is no farm.
    """
    if page.external_links is None or page.words is None:
        return None
    if page.external_links < MIN_DENSE_LINKS:
        return 0.0
    return 100 * page.external_links / max(page.words, 1)
