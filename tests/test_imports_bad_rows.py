"""150 rows that can't be used in 30 files: each told with its line, its column and a reason."""

import bz2
import csv
import gzip
import io
import json
from collections.abc import Callable
from contextlib import closing

import pytest

from linkcrawler import store
from linkcrawler.imports import open_file
from linkcrawler.models import RefusedRow
from tests.make import NOW
from tests.workbooks import archive, sheet, workbook

P, T = "https://blog.example.org/p", "https://example.com/t"
ADDRESS = "an address such as https://example.com/page"

# Sets of five: cell, where it stands, reason, what is shown of it.
PAGES = [
    ("", "The cell is empty"),
    ("javascript:void(0)", '"javascript:" is no page on the web'),
    ("/page", "This is a path without a host"),
    ("http://[", "This is no valid web address"),
    ("#top", "This is a fragment without an address"),
]
MORE_PAGES = [
    ("domain:spam.example", "This is a whole domain, whose pages are not known"),
    ("mailto:bob@example.org", '"mailto:" is no page on the web'),
    ("index.html", "This is a path without a host"),
    ("http://exa mple.org/", "This is no valid web address"),
    ("https://example.org/" + "a" * 8_192, "The address is longer than 8,192 characters"),
]
SECRETS = [
    ("ftp://bob:hunter2@example.org/", '"ftp:" is no page on the web'),
    ("https://bob:hunter2@[", "This is no valid web address"),
    ("bob:hunter2@example.org", "This is no valid web address"),
    ("//bob:hunter2@example.org", "This is a path without a host"),
    ("https://bob:hun/ter2@:x/", "This is no valid web address"),
]


def good(number: int) -> list[str]:
    return [f"{P}{number}", T, "anchor"]


def bad(cells: list[tuple[str, str]], column: int) -> list[list[str]]:
    """Return rows with a bad cell between good ones, as is usual."""
    rows = [good(0)]
    for number, (cell, _) in enumerate(cells, 1):
        row = good(2 * number)
        row[column] = cell
        rows += [row, good(2 * number + 1)]
    return [*rows, good(0)]


HEADER = ["Source URL", "Target URL", "Anchor"]
Rows = list[list[str]]


def as_csv(rows: Rows, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([HEADER, *rows])
    return text.getvalue().encode(encoding)


def as_objects(rows: Rows) -> list[dict[str, str]]:
    return [dict(zip(HEADER, row, strict=True)) for row in rows]


FORMS: dict[
    str, tuple[Callable[[Rows], bytes], int]
] = {  # how it is written, line of the first row
    "csv": (as_csv, 2),
    "tsv in utf-16": (lambda rows: as_csv(rows, "\t", "utf-16"), 2),
    "semicolons in windows-1252": (lambda rows: as_csv(rows, ";", "cp1252"), 2),
    "workbook": (lambda rows: workbook({"Links": sheet([HEADER, *rows])}), 2),
    "gzip": (lambda rows: gzip.compress(as_csv(rows)), 2),
    "bzip2 of tsv": (lambda rows: bz2.compress(as_csv(rows, "\t")), 2),
    "zip": (lambda rows: archive({"links.csv": as_csv(rows)}), 2),
    "json": (lambda rows: json.dumps({"links": as_objects(rows)}).encode(), 1),
    "json lines": (lambda rows: "\n".join(map(json.dumps, as_objects(rows))).encode(), 1),
}
SETS = {"pages": (PAGES, 0), "targets": (PAGES, 1), "more pages": (MORE_PAGES, 0)}
FILES = [
    (f"{name}, {what}", write(bad(cells, column)), first, cells, HEADER[column])
    for name, (write, first) in FORMS.items()
    for what, (cells, column) in SETS.items()
] + [
    ("secrets, csv", as_csv(bad(SECRETS, 0)), 2, SECRETS, HEADER[0]),
    (
        "secrets, workbook",
        workbook({"a": sheet([HEADER, *bad(SECRETS, 0)])}),
        2,
        SECRETS,
        HEADER[0],
    ),
    ("secrets, json", json.dumps(as_objects(bad(SECRETS, 0))).encode(), 1, SECRETS, HEADER[0]),
]


def test_there_are_as_many_as_promised():
    assert len(FILES) == 30
    assert sum(len(cells) for _, _, _, cells, _ in FILES) == 150


@pytest.mark.parametrize(
    ("content", "first", "cells", "column"), [file[1:] for file in FILES], ids=[f[0] for f in FILES]
)
def test_each_bad_row_is_told_and_the_good_ones_go_in(content, first, cells, column, tmp_path):
    with open_file("-", stdin=io.BytesIO(content)) as file:
        (rows,) = [list(each.rows) for each in file.lists]
    refused = [row for row in rows if isinstance(row, RefusedRow)]

    assert [(row.line, row.column, row.reason) for row in refused] == [
        (first + 1 + 2 * number, column, reason) for number, (_, reason) in enumerate(cells)
    ]
    assert {row.accepted for row in refused} == {ADDRESS}
    assert all(len(row.value) <= 200 for row in refused)
    assert "hunter2" not in repr(refused)
    assert "ter2" not in repr(refused)
    with closing(store.open_database(tmp_path / "a.db")) as db:
        report = store.take_list(db, rows, "list", NOW)
    assert (report.read, report.taken, report.refused, report.doubled) == (12, 6, 5, 1)


STRUCTURE = [  # (text, line, column, part of the sentence)
    (f'{P},{T},"open\n{P},{T},b\n', 2, "Anchor", "quote is opened"),
    (f"{P}\n", 2, "Target URL", "ends before this column; it has 1 cells"),
    (f"{P},{T},a\nSource URL,Target URL,Anchor\n", 3, "Source URL", "the header once more"),
    (f"{P},{T},a\n{P},https://else.example/,a\n", 3, "Target URL", "points elsewhere than to example"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "column", "sentence"), STRUCTURE)
def test_a_row_that_is_broken_is_told_where_it_begins(text, line, column, sentence):
    content = f"Source URL,Target URL,Anchor\n{text}".encode()
    with open_file("-", target="example.com", stdin=io.BytesIO(content)) as file:
        rows = [row for each in file.lists for row in each.rows]
    (refused,) = [row for row in rows if isinstance(row, RefusedRow)]

    assert (refused.line, refused.column) == (line, column)
    assert sentence in refused.sentence


ABOVE = [  # (lines above the header, target, answers by line, notes above)
    ([P + "1", P + "2"], "example.com", [(P + "1", "example.com"), (P + "2", "example.com")], 0),
    ([f"{P}1,{T}1", f"{P}2,{T}2"], None, [(P + "1", T + "1"), (P + "2", T + "2")], 0),
    ([P + "1"], None, ["names no target"], 0),
    ([f"{P}1,https://else.example/"], "example.com", ["points elsewhere"], 0),
    (["Backlinks of", "https://example.com/", "2024-01-01"], "example.com", [], 3),
    (["Root domain,https://www.example.com"], None, [], 1),
    (["example.com"], None, [], 1),
]


@pytest.mark.parametrize(("lines", "target", "expected", "notes"), ABOVE)
def test_rows_above_a_header_are_taken_or_refused_and_notes_are_counted(
    lines, target, expected, notes
):
    content = "\n".join([*lines, "Source URL,Target URL,Anchor", f"{P},{T},a", ""]).encode()
    with open_file("-", target=target, stdin=io.BytesIO(content)) as file:
        each = next(file.lists)
        *above, below = each.rows

    assert (below.referring_page, below.line) == (P, len(lines) + 2)
    assert each.layout.notes_above == notes
    for row, wanted in zip(above, expected, strict=True):
        if isinstance(wanted, str):
            assert wanted in row.sentence
        else:
            assert (row.referring_page, row.target) == wanted


DISAVOW = f"# two spam sites\ndomain:spam.example\n\nDomain:worse.example\n{P}\n# done\n"


def test_of_a_disavow_file_the_pages_are_taken_and_the_domains_told():
    with open_file("-", target="example.com", stdin=io.BytesIO(DISAVOW.encode())) as file:
        each = next(file.lists)
        rows = list(each.rows)

    assert each.layout.tool == "Google disavow file"
    assert [row.line for row in rows] == [2, 4, 5]
    assert [isinstance(row, RefusedRow) for row in rows] == [True, True, False]
    assert "whose pages are not known" in rows[0].reason


KINDS = [  # (header, cells, kind that is refused, or None)
    ("Referring page URL,Domain rating,Target URL,Type", "{p},1,{t},redirect", "redirect"),
    ("Referring page URL,Domain rating,Target URL,Type", "{p},1,{t},canonical", "canonical"),
    ("Referring page URL,Domain rating,Target URL,Type", "{p},1,{t},text", None),
    ("SourceURL,TargetURL,SourceTrustFlow,FlagRedirect", "{p},{t},1,1", "redirect"),
    ("SourceURL,TargetURL,SourceTrustFlow,FlagMention", "{p},{t},1,1", None),
    ("Source url,Target url,Page ascore,Text,Frame,Form,Image", "{p},{t},1,false,true,false,false", "frame"),
    ("Source url,Target url,Page ascore,Text,Frame,Form,Image", "{p},{t},1,true,true,false,false", None),
    ("my page source,Source URL,Target URL,Type", "x,{p},{t},redirect", None),
]  # fmt: skip


@pytest.mark.parametrize(("header", "cells", "kind"), KINDS)
def test_what_no_link_on_a_page_stands_for_is_refused_lest_it_looks_lost(header, cells, kind):
    content = f"{header}\n{cells.format(p=P, t=T)}\n".encode()
    with open_file("-", stdin=io.BytesIO(content)) as file:
        (row,) = next(file.lists).rows

    assert isinstance(row, RefusedRow) == (kind is not None)
    if kind:
        assert f"calls this a {kind}" in row.reason
