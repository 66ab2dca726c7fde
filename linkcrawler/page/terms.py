"""The words that a text is about; the only user of ``stop_words``."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import islice, pairwise

from stop_words import safe_get_stop_words

MAX_TERMS = 32
MIN_LETTERS = 3
MAX_LETTERS = 40
"""Longer than any word of a language; what is longer is a key or a path."""

MAX_CHARACTERS = 16_000
"""Of a text that are looked at, some two and a half thousand words."""

_HEADLINE_WEIGHT = 3

# Scripts without spaces between words: Thai, Lao, Burmese, Khmer, kana and Chinese characters.
_UNSPACED = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3041-\u30fa\u30fc-\u30ff\u3400-\u9fff"
# Vowel signs and accents are no letters to Python, but stand within words; so do joiners, which
# Persian writes, and the apostrophe.
_MARKS = (
    r"\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0981-\u09e3"
    r"\u0a01-\u0a4d\u0a81-\u0ae3\u0b01-\u0b57\u0b82-\u0bcd\u0c00-\u0c56\u0c81-\u0cd6\u0d00-\u0d57"
    r"\u200c\u200d"
)
_PIECE = re.compile(rf"[{_UNSPACED}]+|[^\W\d_{_UNSPACED}](?:[^\W\d_{_UNSPACED}]|[{_MARKS}'’])*")
_PLAIN_PIECE = re.compile(r"[^\W\d_][^\W\d_']*")
_IS_PLAIN = re.compile("[\\x00-\u02ff\u0370-\u058f\u2000-\u2bff]*")
"""Latin, Greek, Cyrillic and their punctuation, which need no more than the plain pattern."""

_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")
_HIRAGANA = re.compile(r"[\u3041-\u309f]")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_OTHER_CODES = {"no": "nb", "nn": "nb", "iw": "he", "in": "id"}


def terms_of(text: str, headlines: tuple[str, ...], language: str | None) -> tuple[str, ...]:
    """Return the words that are used most, the most used first, at most ``MAX_TERMS``.

    ``headlines`` are title and heading, whose words count three times; ``language`` is an ISO
    639-1 code, whose stop words are left out. Words come in lower case and NFKC, not stemmed;
    where the script has no spaces between words, two neighbouring characters stand for one.
    """
    counted = _pieces(text[:MAX_CHARACTERS])
    for headline in headlines:
        for piece, times in _pieces(headline[:MAX_CHARACTERS]).items():
            counted[piece] = counted.get(piece, 0) + _HEADLINE_WEIGHT * times
    stops = stop_words(language)
    terms: dict[str, int] = {}
    for piece, times in counted.items():
        for term in _terms_in(piece) if piece not in stops else ():
            if term not in stops:
                terms[term] = terms.get(term, 0) + times
    most_used = sorted(terms, key=terms.__getitem__, reverse=True)
    told = (term for term in most_used if not _says_nothing(term, stops))
    return tuple(islice(told, MAX_TERMS))


@cache
def stop_words(language: str | None) -> frozenset[str]:
    """Return the words of a language that say nothing of a text; none where it has no list."""
    words = safe_get_stop_words(_OTHER_CODES.get(language, language)) if language else ()
    return frozenset(unicodedata.normalize("NFKC", word).lower() for word in words)


def _pieces(text: str) -> Counter[str]:
    written = text if text.isascii() else unicodedata.normalize("NFKC", text.replace("\xad", ""))
    lowered = written.lower().replace("’", "'")
    if not (lowered.isascii() or _IS_PLAIN.fullmatch(lowered)):
        return Counter(_PIECE.findall(lowered))
    # Most of what stands between spaces is a word as it is, and stands there more than once.
    counted: Counter[str] = Counter()
    for token, times in Counter(lowered.split()).items():
        for piece in (token,) if token.isalpha() else _PLAIN_PIECE.findall(token):
            counted[piece] += times
    return counted


def _terms_in(piece: str) -> Sequence[str]:
    """Return the word in a piece, or the pairs of characters; none: it is too short or long."""
    if piece.isascii() and "'" not in piece:
        return (piece,) if MIN_LETTERS <= len(piece) <= MAX_LETTERS else ()
    if _IS_UNSPACED.match(piece):
        return ["".join(pair) for pair in pairwise(piece)]
    word = piece
    if "'" in piece:  # "l'acqua" is of water, "google's" of Google
        parts = [part for part in piece.split("'") if len(part) >= MIN_LETTERS]
        word = parts[-1] if parts else ""
    word = word.strip("\u200c\u200d")
    # A syllable of Korean is one character, but two or three letters.
    least = 2 if _HANGUL.match(word) else MIN_LETTERS
    return (word,) if least <= len(word) <= MAX_LETTERS else ()


def _says_nothing(term: str, stops: frozenset[str]) -> bool:
    """Tell whether two characters carry the grammar, or begin with the end of a word."""
    if not _IS_UNSPACED.match(term):
        return False
    return term in stops or not stops.isdisjoint(term) or bool(_HIRAGANA.match(term))
