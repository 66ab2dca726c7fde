"""What kind of text an anchor is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcrawler.audit.anchors import GENERIC, AnchorReader, is_near
from linkcrawler.audit.profile import Profile
from linkcrawler.audit.spelling import normalised
from linkcrawler.audit.study import AnchorClass
from tests.referrers import TARGET, page, seen

PROFILE = Profile(
    brands=["Acme Tools", "牛刀"],
    keywords=["cordless drill", "garden hose reel", "Bohrmaschinen"],
)
TITLES = {TARGET: "Everything for the workshop | Acme Tools"}
READER = AnchorReader(PROFILE, "acme.example", TITLES)

CASES = [  # (anchor, what it is)
    (None, "empty"),
    ("  » ", "empty"),
    ("https://acme.example/drills", "naked_url"),
    ("www.acme.example", "naked_url"),
    ("Acme.example", "naked_url"),
    ("acme.com/…", "naked_url"),
    ("Node.js", "other"),
    ("Acme Tools", "branded"),
    ("acme-tools", "branded"),
    ("AcmeTools", "branded"),
    ("Acme Tolos", "branded"),  # two letters swapped
    ("Acmme Tools", "branded"),
    ("Acme Fools Inn", "branded"),  # the site's own name
    ("the catalogue of Acme Tools", "branded"),
    ("牛刀官方网站", "branded"),
    ("Acme Tools cordless drills", "brand_partial"),
    ("cordless drill", "exact"),
    ("Cordless  DRILLS!", "exact"),  # another form
    ("drill, cordless", "exact"),  # any order
    ("the cordless drill", "exact"),
    ("ｃｏｒｄｌｅｓｓ drill", "exact"),  # NFKC
    ("best cordless drill", "partial"),
    ("best cordless drill for women", "partial"),
    ("garden reel", "partial"),  # two of three words
    ("garden", "other"),  # one of three
    ("drill", "other"),  # one of two
    ("click here", "generic"),
    ("Hier klicken »", "generic"),
    ("こちら", "generic"),
    ("подробнее", "generic"),
    ("Everything for the workshop", "title"),
    ("our hammers", "other"),
]


@pytest.mark.parametrize(("written", "kind"), CASES)
def test_the_first_class_that_fits(written, kind):
    assert READER.read(seen(anchor_text=written)).kind == kind


def test_words_are_compared_in_the_language_of_the_page():
    german = seen(anchor_text="Bohrmaschine", page=page(language="de"))

    assert READER.read(german).kind is AnchorClass.EXACT


def test_an_image_is_one_whatever_its_alternative_text():
    assert READER.read(seen(anchor_text="cordless drill", anchor_source="alt")).kind == "image"


@pytest.mark.parametrize(
    ("placement", "kind"), [("comment", "author_name"), ("content", "other"), ("nav", "other")]
)
def test_a_name_is_an_authors_only_where_authors_sign(placement, kind):
    assert READER.read(seen(anchor_text="Marta Kowalska", placement=placement)).kind == kind


def test_without_keywords_no_anchor_is_a_money_anchor():
    reader = AnchorReader(Profile(), "acme.example", {})

    assert not any(reader.read(seen(anchor_text=text)).kind.is_money for text, _ in CASES)


def test_generic_texts_are_known_in_many_languages():
    assert len(GENERIC) >= 12
    for texts in GENERIC.values():
        for text in texts.split(","):
            assert READER.read(seen(anchor_text=text)).kind in ("generic", "empty"), text


@given(st.text(max_size=400))
def test_any_text_has_a_class_and_normalising_twice_changes_nothing(text):
    once = normalised(text)

    assert READER.read(seen(anchor_text=text)).kind in AnchorClass
    assert normalised(once) == once


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_near_is_the_same_both_ways(one, other):
    assert is_near(one, other) == is_near(other, one)
    assert is_near(one, one)
