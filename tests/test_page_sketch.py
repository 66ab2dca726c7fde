"""Fingerprints: equal for equal pages, alike for edited ones, strangers for others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcrawler.page.sketch import is_same_page, resemblance, template_sketch, text_sketch
from linkcrawler.page.tree import parse

WORDS = [f"word{n}" for n in range(400)]
TEXT = " ".join(WORDS)
EDITED = " ".join([*WORDS[:200], "a", "new", "sentence", *WORDS[200:]])
OTHER = " ".join(f"other{n}" for n in range(400))
DESIGN = (
    "<head><link rel=stylesheet href=/a/app.css?v=1><script src=/js/app.js></script></head>"
    "<body><div id=top class=x></div><main class=wrap><div id=in>{}</div></main></body>"
)


def test_an_edited_text_is_alike_and_another_is_not():
    assert resemblance(text_sketch(TEXT), text_sketch(TEXT)) == 1.0
    assert resemblance(text_sketch(TEXT), text_sketch(EDITED)) >= 0.5
    assert resemblance(text_sketch(TEXT), text_sketch(OTHER)) == 0.0


NOT_FOUND = (
    "We could not find {} on this server. It may have moved, or it was never here. Try the search"
    " above, go to the front page, or write to us, and we will look for it together."
)
SAME = [  # (text, other text, are they of one page?)
    (TEXT, TEXT, True),
    (NOT_FOUND.format("/a/one"), NOT_FOUND.format("/a/qzxjv"), True),  # the address is quoted
    (TEXT, OTHER, False),
    (TEXT, " ".join(WORDS[:50] + OTHER.split()), False),
    (NOT_FOUND.format("/a/one"), TEXT, False),
    ("", "", False),
    ("too short", "too short", False),
]


@pytest.mark.parametrize(("one", "other", "same"), SAME)
def test_texts_of_one_page_are_told_from_others(one, other, same):
    assert is_same_page(text_sketch(one), text_sketch(other)) == same


def test_a_design_is_the_same_whatever_the_page_holds():
    one, other = (template_sketch(parse(DESIGN.format(x).encode())) for x in ("a", "<p>b</p>"))

    assert one is not None
    assert one == other


def test_too_little_has_no_fingerprint():
    assert text_sketch("three little words") is None
    assert template_sketch(parse(b"<p>x</p>")) is None


@given(st.text(max_size=500))
def test_the_same_text_has_the_same_fingerprint(text):
    assert text_sketch(text) == text_sketch(text)
