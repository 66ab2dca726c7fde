"""Cells that a spreadsheet would run are made harmless, and come back as they were."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from linkcrawler.cells import defused, restored

FORMULA = tuple("=+-@\0\uff1d\uff0b\uff0d\uff20")
CELLS = [  # (cell, as a spreadsheet may have it)
    ("the shop", "the shop"),
    ("https://a.test/?q=1+1&x=@me", "https://a.test/?q=1+1&x=@me"),
    ("=1+1", "'=1+1"),
    ("+49 30 1234", "'+49 30 1234"),
    ("-1", "'-1"),
    ("@SUM(A1)", "'@SUM(A1)"),
    ("\t=1", "'\t'=1"),
    ("\r=1", "'\r'=1"),
    ("\uff1d1", "'\uff1d1"),
    ("  =1", "  '=1"),
    ("\ufeff=1", "\ufeff'=1"),
    ("'=1", "''=1"),
    ("'tis", "'tis"),
    ("a;=1", "a;'=1"),  # where a ";" parts the cells, as in half of Europe
    ("a\n=1", "a\n'=1"),
    ("wink ;-)", "wink ;'-)"),
    ("a; b", "a; b"),
    ("", ""),
]


@pytest.mark.parametrize(("cell", "safe"), CELLS)
def test_a_cell_that_would_be_run_gets_an_apostrophe(cell: str, safe: str):
    assert safe == defused(cell)


_TEXTS = st.text(st.one_of(st.sampled_from("=+-@\t\r\n\0;| '\uff1d\xa0\ufeffa"), st.characters()))


@given(_TEXTS)
@example("';'=")
@example("\t\t==''")
def test_what_is_defused_comes_back_as_it_was(cell: str):
    assert cell == restored(defused(cell))


@given(_TEXTS)
def test_no_part_of_a_defused_cell_begins_a_formula(cell: str):
    parts = re.split(r"[;|\t\r\n]", defused(cell))

    assert not any(part.lstrip(" \xa0\ufeff").startswith(FORMULA) for part in parts)
