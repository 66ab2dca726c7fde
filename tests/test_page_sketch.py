"""Fingerprints: equal for equal pages, alike for edited ones, strangers for others."""

from hypothesis import given
from hypothesis import strategies as st

from linkcrawler.page.sketch import resemblance, template_sketch, text_sketch
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
