"""A rel attribute is read as the tokens that Google reads in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcrawler.page.rel import parse_rel

REL_CASES = [  # (attribute as written, tokens in page order)
    (None, ()),
    ("", ()),
    ("   \t\n ", ()),
    (",", ()),
    (" , ,, ", ()),
    ("nofollow", ("nofollow",)),
    ("NOFOLLOW", ("nofollow",)),
    ("NoFollow\tUGC", ("nofollow", "ugc")),
    ("\n nofollow \r\n noopener ", ("nofollow", "noopener")),
    ("ugc,nofollow", ("ugc", "nofollow")),  # Google's own example
    ("nofollow, noopener,noreferrer", ("nofollow", "noopener", "noreferrer")),
    ("sponsored ugc sponsored", ("sponsored", "ugc")),
    ("nofollow NOFOLLOW", ("nofollow",)),
    ("external nofollow ugc", ("external", "nofollow", "ugc")),  # WordPress writes this
    ("dofollow", ("dofollow",)),
    ("do-nofollow", ("do-nofollow",)),  # `"nofollow" in rel` would say yes here
    ("nofollow-me", ("nofollow-me",)),
    ("no follow", ("no", "follow")),
    ("nofollow;ugc", ("nofollow;ugc",)),  # a semicolon separates nothing
    ("tag noopener", ("tag", "noopener")),
]


@pytest.mark.parametrize(("written", "tokens"), REL_CASES)
def test_tokens_are_separated_by_spaces_and_commas_lower_case_and_each_once(written, tokens):
    assert parse_rel(written) == tokens


@given(st.text())
def test_tokens_read_again_are_the_same_tokens(written):
    tokens = parse_rel(written)

    assert parse_rel(" ".join(tokens)) == tokens
    assert parse_rel(",".join(tokens)) == tokens
    assert len(set(tokens)) == len(tokens)
