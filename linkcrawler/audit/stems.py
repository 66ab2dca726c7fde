"""Stems of words; the only user of ``snowballstemmer``."""

from collections.abc import Callable, Iterable
from functools import cache

import snowballstemmer

MAX_STEMS = 200_000
"""Words whose stems are remembered, of all languages together: some 30 MB."""

_ALGORITHMS = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
"""By ISO 639-1. Source: snowballstem.org/algorithms."""


class Stems:
    """Brings the forms of a word together, and remembers a bounded number of them."""

    def __init__(self, most: int = MAX_STEMS) -> None:
        self._most = most
        self._left = most
        self._known: dict[str, dict[str, str]] = {}

    def of(self, words: Iterable[str], language: str | None) -> list[str]:
        """Return the stems of words in lower case, one for each, in their order.

        A word is its own stem where the language has no stemmer, or is not known.
        """
        stemmer = _stemmer(language)
        if stemmer is None:
            return list(words)
        known = self._known.setdefault(language or "", {})
        stems = []
        for word in words:
            stem = known.get(word)
            if stem is None:
                if self._left == 0:
                    for each in self._known.values():
                        each.clear()
                    self._left = self._most
                self._left -= 1
                stem = known[word] = stemmer(word)
            stems.append(stem)
        return stems


@cache
def _stemmer(language: str | None) -> Callable[[str], str] | None:
    algorithm = _ALGORITHMS.get(language or "")
    return snowballstemmer.stemmer(algorithm).stemWord if algorithm else None
