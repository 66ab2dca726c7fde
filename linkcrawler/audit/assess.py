"""One referring domain and its links, judged by named signals."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from linkcrawler.audit import gates
from linkcrawler.audit.anchors import Anchor, AnchorReader, is_pattern_place
from linkcrawler.audit.compass import Compass
from linkcrawler.audit.days import country_of, first_gain, last_loss
from linkcrawler.audit.exchange import is_page_of_links
from linkcrawler.audit.material import Referrer, SeenLink, SeenPage
from linkcrawler.audit.policy import Policy
from linkcrawler.audit.profile import Profile
from linkcrawler.audit.schemes import subnet_of
from linkcrawler.audit.signs import Family, Sign
from linkcrawler.audit.spam import SpamReader
from linkcrawler.audit.study import AnchorClass, DomainStudy, LinkFinding, Quality
from linkcrawler.audit.survey import Survey, reader_of
from linkcrawler.states import Countability, Placement
from linkcrawler.urls import web_host

MAX_ANCHORS = 50
"""Anchor texts of a domain that its study keeps."""

_ORDER = {sign: number for number, sign in enumerate(Sign)}
_TEMPLATE = frozenset(
    {Placement.NAV, Placement.HEADER, Placement.FOOTER, Placement.SIDEBAR, Placement.BLOGROLL}
)
_BEST_FIRST = "ABCDX"
_Key = TypeVar("_Key", bound=Hashable)
_FREE = frozenset({"", "-", "0", "0.0", "0.00", "0,00", "free", "none", "n/a"})


class _Judged(NamedTuple):
    """A present link with all that is found of it."""

    link: SeenLink
    anchor: Anchor
    quality: Quality
    relevance: float | None
    terms: tuple[str, ...]
    signs: tuple[Sign, ...]


class _Domain(NamedTuple):
    """What holds for all links of a referrer."""

    referrer: Referrer
    marks: tuple[Sign, ...]
    authority: float | None
    sitewide: frozenset[str]
    """Targets that very many of its pages link to."""

    crowded: frozenset[int]
    """Pages with very many links to the site."""


class Assessor:
    """Judges referrers by what the survey found of all of them."""

    def __init__(
        self, survey: Survey, compass: Compass, profile: Profile, policy: Policy, now: datetime
    ) -> None:
        self._survey = survey
        self._compass = compass
        self._profile = profile
        self._policy = policy
        self._today = now.date().isoformat()
        self._audience = survey.audience
        self._spam = SpamReader(profile, policy, survey.own_words)
        self._readers: dict[str, AnchorReader] = {}
        # The links of a page come one after the other.
        self._page_marks = lru_cache(maxsize=64)(self._marks_of_page)

    def assess(self, referrer: Referrer) -> tuple[DomainStudy, Sequence[LinkFinding]]:
        """Return what is found of a domain, and of each of its links in their order."""
        reader = reader_of(referrer, self._readers, self._profile, self._survey.titles)
        domain = self._domain(referrer)
        judged = {link.id: self._judge(link, domain, reader) for link in referrer.present}
        findings = [_finding(link, judged.get(link.id)) for link in referrer.links]
        return self._study(domain, list(judged.values())), findings

    def _domain(self, referrer: Referrer) -> _Domain:
        marks = list(self._spam.of_name(referrer.domain))
        if referrer.domain in self._survey.networks:
            marks.append(Sign.NETWORK)
        if referrer.role == "own" and referrer.domain in self._survey.linked_back:
            marks.append(Sign.RECIPROCAL)
            if referrer.domain in self._survey.exchanged:
                marks.append(Sign.EXCHANGE)
        if referrer.domain in self._profile.harmful:
            marks.append(Sign.LISTED)
        per_page = Counter(link.page.id for link in referrer.present)
        rank = self._survey.authority.get(referrer.domain)
        return _Domain(
            referrer=referrer,
            marks=tuple(marks),
            authority=rank[0] if rank else None,
            sitewide=frozenset(self._sitewide_targets(referrer.present)),
            crowded=frozenset(
                page for page, count in per_page.items() if count > self._policy.links_per_page
            ),
        )

    def _sitewide_targets(self, present: Sequence[SeenLink]) -> Iterator[str]:
        if len(present) < min(self._policy.sitewide_pages, self._policy.sitewide_template_pages):
            return
        by_target: dict[str, dict[int, bool]] = {}
        for link in present:
            pages = by_target.setdefault(link.target, {})
            pages[link.page.id] = pages.get(link.page.id, False) or link.placement in _TEMPLATE
        for target, pages in by_target.items():
            if len(pages) >= self._policy.sitewide_pages or (
                len(pages) >= self._policy.sitewide_template_pages
                and 2 * sum(pages.values()) > len(pages)
            ):
                yield target

    def _marks_of_page(self, page: SeenPage) -> tuple[Sign, ...]:
        marks = list(self._spam.of_page(page))
        if page.disclosure:
            marks.append(Sign.DISCLOSED)
        if self._profile.harmful and (web_host(page.url) or "") in self._profile.harmful:
            marks.append(Sign.LISTED)
        return tuple(marks)

    def _judge(self, link: SeenLink, domain: _Domain, reader: AnchorReader) -> _Judged:
        anchor = reader.read(link)
        relevance, terms = self._compass.measure(link)
        signs = {*domain.marks, *self._page_marks(link.page)}
        if Sign.RECIPROCAL in signs and is_page_of_links(link.page.url, link.page.title):
            signs.add(Sign.EXCHANGE)
        signs.update(self._link_marks(link, anchor, domain))
        if link.is_followed:
            passed = self._gates(link, domain, relevance)
            signs.update((Sign.FOLLOWED, Sign.INDEXABLE), gates.signs_of(passed))
            quality = gates.class_of(passed)
        else:
            signs.add(Sign.NOT_COUNTED)
            quality = Quality.D
        told, weight = _in_order(frozenset(signs))
        if weight >= self._policy.spam_weight:
            told, _ = _in_order(frozenset({*signs, Sign.SPAM_SUSPECT}))
            # What search engines do not count can't hurt, whatever it looks like.
            if link.is_followed or Sign.LISTED in signs:
                quality = Quality.X
        return _Judged(link, anchor, quality, relevance, terms, told)

    def _gates(
        self, link: SeenLink, domain: _Domain, relevance: float | None
    ) -> Mapping[str, gates.Passed]:
        policy, page = self._policy, link.page
        authority = domain.authority
        return {
            "place": gates.place_passed(link.placement),
            "neighbours": gates.neighbours_passed(page, policy),
            "text": gates.text_passed(page, policy),
            "topic": None if relevance is None else relevance >= self._compass.threshold,
            "age": gates.age_passed(link, policy, self._today),
            "language": gates.language_passed(page, self._audience),
            "authority": None if authority is None else authority >= policy.good_authority,
        }

    def _link_marks(self, link: SeenLink, anchor: Anchor, domain: _Domain) -> Iterator[Sign]:
        is_sitewide = link.target in domain.sitewide
        if is_sitewide:
            yield Sign.SITEWIDE
        if link.page.id in domain.crowded:
            yield Sign.MANY_FROM_PAGE
        if link.placement == Placement.DIRECTORY:
            yield Sign.DIRECTORY
        if anchor.kind.is_money:
            yield Sign.MONEY_ANCHOR
            if link.is_followed:
                yield from self._keyword_schemes(link, anchor, is_sitewide=is_sitewide)
        paid = [*self._paid_marks(link)]
        yield from paid
        if link.is_followed and (paid or link.page.disclosure):
            yield Sign.PAID_FOLLOWED

    def _keyword_schemes(
        self, link: SeenLink, anchor: Anchor, *, is_sitewide: bool
    ) -> Iterator[Sign]:
        page = link.page
        if page.guest and page.words is not None and page.words < self._policy.min_words:
            yield Sign.THIN_GUEST_POST
        if link.placement == Placement.WIDGET or (is_sitewide and link.placement in _TEMPLATE):
            yield Sign.TEMPLATE_KEYWORD
        if (
            is_pattern_place(link.placement)
            and (link.site, anchor.text) in self._survey.comment_patterns
        ):
            yield Sign.COMMENT_PATTERN

    def _paid_marks(self, link: SeenLink) -> Iterator[Sign]:
        if link.placement == Placement.ADVERT:
            yield Sign.ADVERT
        if link.cost is not None and link.cost.strip().lower() not in _FREE:
            yield Sign.COST_KNOWN
        if link.countability == Countability.SPONSORED:
            yield Sign.MARKED_SPONSORED

    def _study(self, domain: _Domain, judged: Sequence[_Judged]) -> DomainStudy:
        referrer = domain.referrer
        best = min(judged, key=_rank, default=None)
        nearest = min(
            (each for each in judged if each.relevance is not None),
            key=lambda each: (-(each.relevance or 0.0), each.link.id),
            default=None,
        )
        suspect = next((each for each in judged if each.quality is Quality.X), None)
        rank = self._survey.authority.get(referrer.domain)
        gained_on, gained_from = first_gain(referrer, self._today)
        pages = {each.link.page.id: each.link.page for each in judged}
        subnets = Counter(
            subnet for page in pages.values() if (subnet := subnet_of(page.ip_address))
        )
        return DomainStudy(
            domain_id=referrer.domain_id,
            domain=referrer.domain,
            site=referrer.site,
            role=referrer.role,
            quality=_quality(judged, best),
            signs=_domain_signs(judged, best),
            pages=referrer.pages,
            links=len(referrer.links),
            states=_counted(link.link_state for link in referrer.links),
            countabilities=_counted(
                each.link.countability for each in judged if each.link.countability
            ),
            placements=_counted(each.link.placement or Placement.UNKNOWN for each in judged),
            qualities=_counted(each.quality for each in judged),
            anchors=_anchors(judged),
            languages=_counted(page.language or "" for page in pages.values()),
            targets=_counted(each.link.target for each in judged),
            authority=rank[0] if rank else None,
            authority_from=rank[1] if rank else None,
            relevance=nearest.relevance if nearest else None,
            matched_terms=tuple(map(_one_text, nearest.terms)) if nearest else (),
            nearest_page=nearest.link.page.url if nearest else None,
            country=country_of(referrer.domain),
            ip_24=min(subnets, key=lambda each: (-subnets[each], each), default=None),
            gained_on=gained_on,
            gained_from=gained_from,
            lost_on=last_loss(referrer.links),
            has_contact=next((link.contact for link in referrer.links if link.contact), None),
            example_id=best.link.id if best else None,
            example_page=best.link.page.url if best else None,
            linking_pages=len(pages),
            pairs=len({(each.link.page.id, each.link.target) for each in judged}),
            marks=_counted(sign for each in judged for sign in each.signs),
            subnets=tuple(sorted(subnets)),
            suspect_id=suspect.link.id if suspect else None,
            suspect_page=suspect.link.page.url if suspect else None,
            network=self._survey.networks.get(referrer.domain),
        )


def _counted(values: Iterable[_Key]) -> Mapping[_Key, int]:
    """Count values. Those of a million links make some thousands of mappings, kept once each."""
    items = tuple(Counter(values).items())
    # A member of an enumeration is equal to its text, and is not to come for it.
    return _once(items, type(items[0][0])) if items else {}


@lru_cache(maxsize=65_536)
def _once(items: tuple[tuple[Any, int], ...], _kind: type) -> Mapping[Any, int]:
    return dict(items)


@lru_cache(maxsize=65_536)
def _one_text(text: str) -> str:
    """Return the one text of those that are alike: domains of one subject share their words."""
    return text


@lru_cache(maxsize=65_536)  # a million links have some thousands of sets of signs
def _in_order(signs: frozenset[Sign]) -> tuple[tuple[Sign, ...], int]:
    """Return signs in their order, and the sum of their weights."""
    return tuple(sorted(signs, key=_ORDER.__getitem__)), sum(sign.weight for sign in signs)


def _rank(judged: _Judged) -> tuple[int, int]:
    return _BEST_FIRST.index(judged.quality), judged.link.id


def _quality(judged: Sequence[_Judged], best: _Judged | None) -> Quality | None:
    """Return X where at least half of the links are; else the best class."""
    if best is None:
        return None
    suspects = sum(each.quality is Quality.X for each in judged)
    return Quality.X if 2 * suspects >= len(judged) else best.quality


def _domain_signs(judged: Sequence[_Judged], best: _Judged | None) -> tuple[Sign, ...]:
    """Return the strengths and weaknesses of the best link, and what else any link shows.

    That its marks weigh much is said only where it holds for at least half of the links.
    """
    if best is None:
        return ()
    found = set(best.signs)
    for each in judged:
        found.update(sign for sign in each.signs if sign.family not in _OF_BEST)
    suspects = sum(Sign.SPAM_SUSPECT in each.signs for each in judged)
    if 2 * suspects < len(judged):
        found.discard(Sign.SPAM_SUSPECT)
    return tuple(sorted(found, key=_ORDER.__getitem__))


_OF_BEST = frozenset({Family.STRENGTH, Family.WEAKNESS})


def _anchors(judged: Iterable[_Judged]) -> Mapping[tuple[AnchorClass, str], int]:
    counts = _counted((each.anchor.kind, each.anchor.text) for each in judged)
    if len(counts) <= MAX_ANCHORS:
        return counts
    kept: Counter[tuple[AnchorClass, str]] = Counter()
    for number, (key, count) in enumerate(sorted(counts.items(), key=_telling_first)):
        kept[key if number < MAX_ANCHORS else (key[0], "")] += count
    return dict(kept)


def _telling_first(item: tuple[tuple[AnchorClass, str], int]) -> tuple[bool, int, str, str]:
    (kind, text), count = item
    return not kind.is_money, -count, kind, text


def _finding(link: SeenLink, judged: _Judged | None) -> LinkFinding:
    if judged is None:
        return LinkFinding(backlink_id=link.id)
    return LinkFinding(
        backlink_id=link.id,
        quality=judged.quality,
        anchor_class=judged.anchor.kind,
        relevance=judged.relevance,
        matched_terms=judged.terms,
        signs=judged.signs,
        anchor=judged.anchor.text,
    )
