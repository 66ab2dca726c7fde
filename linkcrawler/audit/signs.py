"""The marks that the audit finds on links and domains, each with its sentence and weight."""

from enum import StrEnum
from typing import Self


class Family(StrEnum):
    """What a sign speaks of."""

    STRENGTH = "strength"
    WEAKNESS = "weakness"
    SPAM = "spam"
    SCHEME = "scheme"
    PAID = "paid"
    LISTED = "listed"
    """The user's own lists say so."""


class Sign(StrEnum):
    """A named mark. ``weight`` adds up to what makes a domain a candidate for harm [default]."""

    sentence: str
    family: Family
    weight: int

    def __new__(cls, value: str, family: Family, weight: int, sentence: str) -> Self:
        """Make a member with its family, weight and sentence."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.family = family
        member.weight = weight
        member.sentence = sentence
        return member

    FOLLOWED = ("followed", Family.STRENGTH, 0, "The link counts in full.")
    IN_CONTENT = ("in_content", Family.STRENGTH, 0, "It stands in the page's content.")
    FEW_NEIGHBOURS = (
        "few_neighbours",
        Family.STRENGTH,
        0,
        "It is one of few links that lead elsewhere.",
    )
    STABLE = ("stable", Family.STRENGTH, 0, "It has been there for long.")
    INDEXABLE = ("indexable", Family.STRENGTH, 0, "The page may be indexed.")
    RELEVANT = ("relevant", Family.STRENGTH, 0, "Page and target are about the same.")
    FITS_AUDIENCE = (
        "fits_audience",
        Family.STRENGTH,
        0,
        "The page is in a language of the audience.",
    )
    HAS_AUTHORITY = ("has_authority", Family.STRENGTH, 0, "The domain ranks in its upper half.")
    OWN_TEXT = ("own_text", Family.STRENGTH, 0, "The page has a text of its own.")
