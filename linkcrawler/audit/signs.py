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

    # Millions of them go into sets; the hash of an enum is computed anew in Python each time.
    __hash__ = str.__hash__

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

    NOT_COUNTED = ("not_counted", Family.WEAKNESS, 0, "Search engines are told not to count it.")
    TEMPLATE = ("template", Family.WEAKNESS, 0, "It stands outside of the page's content.")
    MANY_NEIGHBOURS = (
        "many_neighbours",
        Family.WEAKNESS,
        0,
        "The page has many links that lead elsewhere for its text.",
    )
    LITTLE_TEXT = ("little_text", Family.WEAKNESS, 0, "The page has little text of its own.")
    OFF_TOPIC = ("off_topic", Family.WEAKNESS, 0, "Page and target are about different things.")
    OTHER_LANGUAGE = (
        "other_language",
        Family.WEAKNESS,
        0,
        "The page is in a language that is not the audience's.",
    )
    YOUNG = ("young", Family.WEAKNESS, 0, "It has not been there for long.")
    LOW_AUTHORITY = ("low_authority", Family.WEAKNESS, 0, "The domain ranks in its lower half.")
    MONEY_ANCHOR = ("money_anchor", Family.SCHEME, 20, "Its anchor text is a keyword of the site.")

    SPAM_SUSPECT = ("spam_suspect", Family.SPAM, 0, "Its marks together weigh much.")
    SPAM_TLD = ("spam_tld", Family.SPAM, 15, "The domain's ending is one that spam is fond of.")
    MANY_DIGITS = ("many_digits", Family.SPAM, 10, "The domain's name is full of digits.")
    MANY_HYPHENS = ("many_hyphens", Family.SPAM, 10, "The domain's name is full of hyphens.")
    LONG_NAME = ("long_name", Family.SPAM, 5, "The domain's name is very long.")
    UNREADABLE_NAME = ("unreadable_name", Family.SPAM, 10, "The domain's name can't be spoken.")
    LONG_ADDRESS = ("long_address", Family.SPAM, 5, "The page's address is very long.")
    ODD_TITLE = ("odd_title", Family.SPAM, 5, "The page has no title, or a very long one.")
    POISON_WORD = ("poison_word", Family.SPAM, 15, "The page has a word that spam is made of.")
    POISON_WORDS = ("poison_words", Family.SPAM, 40, "The page has words that spam is made of.")
    FARM_LINKS = ("farm_links", Family.SPAM, 15, "The page links to very many other pages.")
    FARM_DOMAINS = ("farm_domains", Family.SPAM, 15, "The page links to very many domains.")
    FARM_DENSITY = ("farm_density", Family.SPAM, 15, "The page is more links than text.")
    REPEATED_TEXT = ("repeated_text", Family.SPAM, 25, "The page says the same over and over.")
    OFFERS_LINKS = ("offers_links", Family.SPAM, 15, "The site takes or sells posts or links.")

    SITEWIDE = ("sitewide", Family.SCHEME, 0, "The domain links from very many of its pages.")
    MANY_FROM_PAGE = ("many_from_page", Family.SCHEME, 0, "The page links to the site many times.")
    RECIPROCAL = ("reciprocal", Family.SCHEME, 0, "The site links back to the domain.")
    EXCHANGE = (
        "exchange",
        Family.SCHEME,
        15,
        "Both sites link to each other, one of them on a page of links or partners.",
    )
    DIRECTORY = ("directory", Family.SCHEME, 15, "It is an entry of a directory of links.")
    NETWORK = (
        "network",
        Family.SCHEME,
        30,
        "The domain shares its design and network, or an owner, with other domains.",
    )
    THIN_GUEST_POST = (
        "thin_guest_post",
        Family.SCHEME,
        50,
        "It is a keyword in a short guest post, and it counts.",
    )
    TEMPLATE_KEYWORD = (
        "template_keyword",
        Family.SCHEME,
        50,
        "It is a keyword in a widget, or in the template of many pages, and it counts.",
    )
    COMMENT_PATTERN = (
        "comment_pattern",
        Family.SCHEME,
        50,
        "It is a keyword in a comment or forum, it counts, and other domains have the same.",
    )

    MARKED_SPONSORED = ("marked_sponsored", Family.PAID, 0, "It is marked as sponsored.")
    DISCLOSED = ("disclosed", Family.PAID, 0, "The page says that it is paid for.")
    ADVERT = ("advert", Family.PAID, 0, "It stands in an advertisement.")
    COST_KNOWN = ("cost_known", Family.PAID, 0, "Your list says what it cost.")
    PAID_FOLLOWED = (
        "paid_followed",
        Family.PAID,
        50,
        "It seems to be paid for, and still counts in full.",
    )
    LISTED = ("listed", Family.LISTED, 100, "A list of yours calls the domain harmful.")
