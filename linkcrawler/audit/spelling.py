"""Anchor texts and names in the form in which they are compared: every word and digit of them."""

import re
import unicodedata

MAX_ANCHOR = 300
"""Characters of an anchor that are looked at; longer ones are whole paragraphs."""

_WORD = re.compile(r"[^\W_]+")
_ENDS = re.compile(r"^[\W_]+|[\W_]+$")
_NO_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


def normalised(text: str) -> str:
    """Return a text in one form: NFKC, lower case, single blanks, no punctuation around it."""
    text = text[:MAX_ANCHOR]
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return _ENDS.sub("", " ".join(text.lower().split()))


def spelt_words(text: str) -> list[str]:
    """Return the words of a normalised text, in their order."""
    return _WORD.findall(text)


def squeezed(text: str) -> str:
    """Return a normalised text without what stands between its words."""
    return "".join(_WORD.findall(text))


def has_no_blanks(text: str) -> bool:
    """Tell whether a text is in a script that sets no blanks between words."""
    return _NO_SPACES.search(text) is not None
