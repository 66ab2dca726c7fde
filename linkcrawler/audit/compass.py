"""How near the text around a link is to what its target is about."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from linkcrawler.audit.material import Referrer, SeenLink, SeenPage, TargetPage
from linkcrawler.audit.policy import Policy
from linkcrawler.audit.profile import Profile
from linkcrawler.audit.robust import percentile
from linkcrawler.audit.stems import Stems
from linkcrawler.page.language import detect_language, normal_language
from linkcrawler.page.terms import MAX_TERMS, terms_of

MAX_MATCHED = 8
"""Words in common that are told of a link."""

_SURROUNDINGS = 1.0
_ANCHOR = 0.3
"""An anchor is what its maker wanted it to be; the text around it tells more."""

_WEIGHTS = [1.0 / (1.0 + math.log(rank)) for rank in range(1, MAX_TERMS + 1)]
"""Of a word, by its rank among the most used ones."""

_MAX_VECTORS = 20_000
_SHARED_WORDS = 2
"""Words in common that make texts of two languages comparable."""


@dataclass(frozen=True, slots=True)
class _Topic:
    """What links are compared with: words, the most important one first."""

    key: int
    words: tuple[str, ...]
    language: str | None


class _Bag(NamedTuple):
    """What a page says, by stem."""

    weights: dict[str, float]
    written: dict[str, str]
    """A stem's word as it stands there."""

    said: frozenset[str]
    """Stems of the text, without those that only the anchor has."""


class Compass:
    """Measures likeness to a target page or to the business profile.

    It has to ``see`` all referrers once before it can tell which words are common. The likeness
    is the cosine of the two lists of words. A word of a page weighs less the lower its rank is; a
    word of a topic also the more pages of that language use it. Names of brands are left out:
    they tell who is linked to, not what about.
    Source: Manning, Raghavan, Schuetze, Introduction to Information Retrieval, 6.4.3 (lnc.ltc).
    """

    def __init__(self, targets: Iterable[TargetPage], profile: Profile, policy: Policy) -> None:
        self._policy = policy
        self._stems = Stems()
        self._known_good = frozenset(profile.known_good)
        pages = [target for target in targets if target.terms]
        keywords = [terms_of(keyword, (), None) for keyword in profile.keywords]
        self._names = _names(pages, profile) - {word for each in keywords for word in each}
        self._keywords = [words for words in keywords if words]
        self._business = self._of_profile(profile) or self._of_all(pages)
        self._main = next(iter(self._business.values()), None)
        self._topics = {
            page.target: _Topic(page.id, self._plain(page.terms), normal_language(page.language))
            for page in pages
        }
        self._pages: Counter[str] = Counter()
        self._uses: dict[str, Counter[str]] = {}
        self._vocabularies: dict[str, frozenset[str]] = {}
        self._good_links: dict[str, list[SeenLink]] = {}
        self._vectors: dict[tuple[int, str | None], Mapping[str, float]] = {}
        self._keyword_stems: dict[str | None, Sequence[frozenset[str]]] = {}
        self._last: tuple[SeenPage, str | None, _Bag] | None = None
        self._floor: float | None = None
        self.calibrated_on = 0
        """Known-good domains that ``threshold`` is measured by; 0: it is the stated default."""

    @property
    def threshold(self) -> float:
        """The likeness below which a page is off topic; only after all referrers were seen."""
        if self._floor is None:
            self._floor = self._calibrate()
        return self._floor

    def see(self, referrer: Referrer) -> None:
        """Take in the words of a referrer's pages, of those that do link."""
        for page in {link.page.id: link.page for link in referrer.present}.values():
            language = _language(page)
            if language is None or not page.terms:
                continue
            vocabulary = self._vocabularies.get(language)
            if vocabulary is None:
                vocabulary = self._vocabularies[language] = self._vocabulary(language)
            stems = set(self._stems.of(page.terms, language))
            self._pages[language] += 1
            self._uses.setdefault(language, Counter()).update(stems & vocabulary)
        if referrer.domain in self._known_good and referrer.role == "own":
            first = sorted(referrer.present, key=lambda link: link.id)
            self._good_links[referrer.domain] = first[: self._policy.links_per_domain_cap]

    def measure(self, link: SeenLink) -> tuple[float | None, tuple[str, ...]]:
        """Return the likeness, 0.0 to 1.0, and the words that matched; ``None``: can't be told.

        A page with a business term, all words of one of the keywords, is never below
        ``threshold``.
        """
        score, matched, has_keyword = self._compare(link, self.threshold)
        if has_keyword:
            score = max(score or 0.0, self.threshold)
        return score, matched

    def _calibrate(self) -> float:
        scores = []
        for links in self._good_links.values():
            told = [score for link in links if (score := self._compare(link, 0.0)[0]) is not None]
            if told:
                scores.append(max(told))
        self._good_links = {}
        if len(scores) < self._policy.known_good_domains:
            return self._policy.irrelevant_similarity
        self.calibrated_on = len(scores)
        return round(percentile(scores, self._policy.irrelevant_percentile) or 0.0, 4)

    def _compare(self, link: SeenLink, least: float) -> tuple[float | None, tuple[str, ...], bool]:
        """Return likeness, matched words, and whether a business term stands there.

        ``least`` is the likeness from which on a page in another language can be told at all.
        """
        language = _language(link.page)
        topics = (self._topics.get(link.target), self._business.get(language, self._main))
        best = 0.0
        matched: tuple[str, ...] = ()
        can_tell = has_keyword = False
        bags: dict[str | None, _Bag] = {}
        for topic in topics:
            if topic is None or not topic.words:
                continue
            is_same = language is not None and language == topic.language
            # Words of two languages are compared as they stand.
            either = language if topic.language is None else topic.language
            space = (
                language if is_same else (either if None in (language, topic.language) else None)
            )
            bag = bags.get(space) or self._bag(link, language, space)
            bags[space] = bag
            score, shared = self._likeness(self._vector(topic, space), bag)
            has_keyword = has_keyword or self._has_keyword(bag, space)
            if is_same and link.page.terms:
                can_tell = True
            elif len(shared) < _SHARED_WORDS or score < least:
                continue
            can_tell = True
            if score >= best:
                best, matched = score, shared
        return (round(best, 4), matched, has_keyword) if can_tell else (None, (), has_keyword)

    def _likeness(self, vector: Mapping[str, float], bag: _Bag) -> tuple[float, tuple[str, ...]]:
        weights = bag.weights
        shared = [(vector[stem] * weights[stem], stem) for stem in vector if stem in weights]
        if not shared:
            return 0.0, ()
        length = math.hypot(*weights.values())
        shared.sort(key=lambda each: (-each[0], each[1]))
        told = tuple(bag.written[stem] for _, stem in shared[:MAX_MATCHED])
        return min(1.0, math.fsum(part for part, _ in shared) / length), told

    def _bag(self, link: SeenLink, language: str | None, space: str | None) -> _Bag:
        page = link.page
        # The links of a page come one after the other.
        last = self._last
        if last is None or last[0] is not page or last[1] != space:
            last = self._last = (page, space, self._of_page(page, space))
        of_page = last[2]
        weights, written = of_page.weights.copy(), of_page.written.copy()
        around = self._stemmed(f"{link.left_context} \n {link.right_context}", language, space)
        for word, stem in around:
            weights[stem] = _SURROUNDINGS
            written.setdefault(stem, word)
        said = of_page.said.union(stem for _, stem in around)
        for word, stem in self._stemmed(link.anchor_text or "", language, space):
            weights.setdefault(stem, _ANCHOR)
            written.setdefault(stem, word)
        return _Bag(weights, written, said)

    def _of_page(self, page: SeenPage, space: str | None) -> _Bag:
        weights: dict[str, float] = {}
        written: dict[str, str] = {}
        for rank, (term, stem) in enumerate(
            zip(page.terms, self._stems.of(page.terms, space), strict=True)
        ):
            if term not in self._names and stem not in weights:
                weights[stem] = _WEIGHTS[min(rank, MAX_TERMS - 1)]
                written[stem] = term
        return _Bag(weights, written, frozenset(weights))

    def _stemmed(
        self, text: str, language: str | None, space: str | None
    ) -> Sequence[tuple[str, str]]:
        words = [word for word in terms_of(text, (), language) if word not in self._names]
        return list(zip(words, self._stems.of(words, space), strict=True))

    def _vector(self, topic: _Topic, space: str | None) -> Mapping[str, float]:
        """Return the topic's stems with their weights, of length 1."""
        found = self._vectors.get((topic.key, space))
        if found is not None:
            return found
        pages = self._pages[space] if space else 0
        uses: Mapping[str, int] = self._uses.get(space or "", {})
        weights: dict[str, float] = {}
        for rank, stem in enumerate(self._stems.of(topic.words, space)):
            rarity = 1.0 + math.log((1 + pages) / (1 + uses.get(stem, 0)))
            weights.setdefault(stem, _WEIGHTS[min(rank, MAX_TERMS - 1)] * rarity)
        length = math.hypot(*weights.values())
        if len(self._vectors) >= _MAX_VECTORS:
            self._vectors = {}
        vector = {stem: weight / length for stem, weight in weights.items()}
        self._vectors[topic.key, space] = vector
        return vector

    def _has_keyword(self, bag: _Bag, space: str | None) -> bool:
        keywords = self._keyword_stems.get(space)
        if keywords is None:
            keywords = [frozenset(self._stems.of(words, space)) for words in self._keywords]
            self._keyword_stems[space] = keywords
        return any(stems <= bag.said for stems in keywords)

    def _vocabulary(self, language: str) -> frozenset[str]:
        topics = [*self._topics.values(), *self._business.values()]
        words = {word for one in topics if one.language in (None, language) for word in one.words}
        return frozenset(self._stems.of(words, language))

    def _plain(self, words: Iterable[str]) -> tuple[str, ...]:
        return tuple(word for word in dict.fromkeys(words) if word not in self._names)

    def _of_profile(self, profile: Profile) -> dict[str | None, _Topic]:
        """Return the business in each language that it is described in, the main one first."""
        keywords = " \n ".join(profile.keywords)
        main = detect_language(f"{profile.description} \n {keywords}")
        if main is None and len(profile.languages) == 1:
            main = profile.languages[0]
        texts = {main: ""}
        for line in profile.description.splitlines():
            language = detect_language(line) or main
            texts[language] = f"{texts.get(language, '')} \n {line}"
        topics: dict[str | None, _Topic] = {}
        for language, text in texts.items():
            words = self._plain(terms_of(text, (keywords,), language))
            if words:
                topics[language] = _Topic(-len(topics), words, language)
        return topics

    def _of_all(self, pages: Sequence[TargetPage]) -> dict[str | None, _Topic]:
        """Return what the own pages of the most frequent language are about, taken together."""
        languages = Counter(normal_language(page.language) for page in pages)
        if not languages:
            return {}
        language = min(languages, key=lambda each: (-languages[each], each or ""))
        weights: Counter[str] = Counter()
        for page in pages:
            if normal_language(page.language) == language:
                for term, weight in zip(page.terms, _WEIGHTS, strict=False):
                    weights[term] += round(weight * 1_000)
        words = sorted(weights, key=lambda word: (-weights[word], word))
        return {language: _Topic(0, self._plain(words)[:MAX_TERMS], language)}


def _language(page: SeenPage) -> str | None:
    return page.language or normal_language(page.declared_language)


def _names(targets: Iterable[TargetPage], profile: Profile) -> frozenset[str]:
    """Return the words of the brands and of the site's own name."""
    names = {word for brand in profile.brands for word in terms_of(brand, (), None)}
    names.update(label for target in targets for label in target.site.split(".")[:1])
    return frozenset(names | {"http", "https", "www", "com"})
