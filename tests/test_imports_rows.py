"""A row that can't be used is told with its line, its column and a reason; the others are kept."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from linkcrawler.imports import Role, open_file
from linkcrawler.imports.addresses import host_of, shown
from linkcrawler.imports.rel import claimed_rel
from linkcrawler.models import Backlink, RefusedRow

P, T = "https://blog.example.org/p", "https://example.com/t"


def rows_of(content, target=None):
    data = content if isinstance(content, bytes) else content.encode()
    with open_file("-", target=target, stdin=io.BytesIO(data)) as file:
        return [row for each in file.lists for row in each.rows]


def answers(content, target=None):
    """Return the line of each backlink, and line and column of each refused row."""
    return [
        row.line if isinstance(row, Backlink) else (row.line, row.column)
        for row in rows_of(content, target)
    ]


BAD_PAGES = [  # (cell, part of the reason)
    ("", "empty"),
    ("   ", "empty"),
    ("#top", "fragment"),
    ("/page", "without a host"),
    ("./page", "without a host"),
    ("index.html", "without a host"),
    ("javascript:void(0)", '"javascript:" is no page'),
    ("mailto:bob@example.org", '"mailto:" is no page'),
    ("MailTo:bob@example.org", '"MailTo:" is no page'),
    ("file:///etc/passwd", '"file:" is no page'),
    ("ftp://example.org/a", '"ftp:" is no page'),
    ("tel:+49123", '"tel:" is no page'),
    ("http://[", "no valid web address"),
    ("http://", "no valid web address"),
    ("http:///", "no valid web address"),
    ("http://exa mple.org/", "no valid web address"),
    ("exa mple.org/page", "no valid web address"),
    ("http://example.org:99999/", "no valid web address"),
    ("page", "no valid web address"),
    ("3.5", "no valid web address"),
    ("bob@example.org", "no valid web address"),
    ("//example.org/page", "without a host"),
    ("https://example.org/\ufffd", "can't be read"),
    ("https://example.org/" + "a" * 8_192, "longer than 8,192"),
]


@pytest.mark.parametrize(("cell", "reason"), BAD_PAGES)
def test_a_page_that_can_not_be_visited_is_refused_where_it_stands(cell, reason):
    before, refused, after = rows_of(f"Source,Target\n{P},{T}\n{cell},{T}\n{P},{T}\n")

    assert (before.line, after.line) == (2, 4)
    assert (refused.line, refused.column) == (3, "Source")
    assert refused.value == cell.strip()[:200]
    assert reason in refused.sentence
    assert "https://example.com/page is needed" in refused.sentence


@pytest.mark.parametrize("cell", [cell for cell, _ in BAD_PAGES])
def test_a_target_that_is_no_address_is_refused_where_it_stands(cell):
    assert answers(f"target,page\n{T},{P}\n{cell},{P}\n") == [2, (3, "target")]


KEPT = [
    "http://example.org",
    "HTTPS://EXAMPLE.org/",
    "example.org/page",
    "example.org",
    "www.example.org:8080/page?x#y",
    "127.0.0.1/page",
    "http://127.0.0.1:8000/page",
    "http://[::1]/",
    "http://intranet/page",
    "https://bob:hunter2@example.org/",
    "https://bücher.example/ü",
    "bücher.example/ü",
    "https://example.org/a b",
    "https://example.org/../a/./b",
    "https://example.org/a;b=c|d",
    "http:/\\example.org/",
    "https://example.org/" + "a" * 8_000,
]


@pytest.mark.parametrize("cell", KEPT)
def test_an_address_is_kept_byte_for_byte(cell):
    (row,) = rows_of(f"source\ttarget\n {cell} \t {cell} \n")

    assert (row.referring_page, row.target) == (cell, cell)


def test_a_tab_inside_an_address_is_kept_as_browsers_would_read_it():
    assert host_of("http://exam\tple.org/").name == "example.org"


PASSWORDS = [  # (cell, as it is shown)
    ("ftp://bob:hunter2@example.org/x", "ftp://example.org/x"),
    ("https://bob:hunter2@[/", "https://[/"),
    ("https://bob:hun/ter2@example.org/", "https://***@example.org/"),
    ("bob:hunter2@example.org", "***@example.org"),
    ("ht\ttps://bob:hunter2@[", "***@["),
    ("mailto:bob@example.org", "mailto:bob@example.org"),
    ("https://example.org/@bob:x", "https://example.org/@bob:x"),
    ("x" * 300, "x" * 200),
]


@pytest.mark.parametrize(("cell", "expected"), PASSWORDS)
def test_a_refused_cell_is_shown_without_passwords(cell, expected):
    assert shown(cell) == expected


@pytest.mark.parametrize("cell", ["bob:hunter2@example.org", "https://bob:hunter2@[", "hunter2:@x"])
def test_a_password_stands_nowhere_in_a_refusal(cell):
    (refused,) = rows_of(f"source,target\n{cell},{T}\n")

    assert "hunter2" not in repr(refused)


def test_a_row_that_is_too_short_is_refused_at_the_missing_column():
    refused = rows_of(f"Source,Anchor,Target\n{P},a\n")[0]

    assert (refused.line, refused.column, refused.value) == (2, "Target", "")
    assert "ends before this column; it has 2 cells" in refused.sentence


def test_a_row_that_is_too_long_or_lacks_only_what_is_not_needed_is_taken():
    assert answers(f"Source,Target,Anchor\n{P},{T}\n{P},{T},a,b,c\n") == [2, 3]


def test_a_column_of_a_list_without_header_is_called_by_its_number():
    bad = "javascript:x"

    assert answers(f"{P},{T}\n{bad},{T}\n{P},{bad}\n{P}\n") == [1, (2, "1"), (3, "2"), (4, "2")]
    assert answers(f"{P}\n# {bad}\n{bad}\n", "example.com") == [1, (3, "1")]


def test_lines_are_counted_in_the_file_and_not_in_rows():
    text = f'Source,Target,Anchor\r\n{P},{T},"a\nb\r\nc"\r\r\n\n{P},{T},d\nx,{T},"e\nf"\nx,{T},g'

    assert answers(text) == [2, 7, (8, "Source"), (10, "Source")]


def test_a_row_of_a_crawl_that_is_no_hyperlink_is_refused():
    header = "Type,Source,Destination,Status Code"
    kinds = ["Hyperlink", "Image", "CSS", "", "AHREF"]
    text = "\n".join([header, *(f"{kind},{P},{T},200" for kind in kinds)])

    assert answers(text) == [2, (3, "Type"), (4, "Type"), (5, "Type"), 6]


REL_CLAIMS = [  # (cells by role, rel)
    ({}, None),
    ({Role.REL: ""}, None),
    ({Role.REL: "nofollow  UGC Foo"}, "nofollow ugc Foo"),
    ({Role.REL: "dofollow"}, ""),
    ({Role.REL: "ugc", Role.UGC: "1"}, "ugc"),
    ({Role.LINK_KIND: "Dofollow"}, ""),
    ({Role.LINK_KIND: "nofollow"}, "nofollow"),
    ({Role.LINK_KIND: "TextLink"}, None),  # Majestic's kind of link is another thing
    ({Role.NOFOLLOW: ""}, ""),
    ({Role.NOFOLLOW: "0", Role.UGC: "false", Role.SPONSORED: "No"}, ""),
    ({Role.NOFOLLOW: "TRUE", Role.UGC: "yes", Role.SPONSORED: "1"}, "nofollow ugc sponsored"),
    ({Role.NOFOLLOW: "WAHR"}, "nofollow"),
    ({Role.NOFOLLOW: "FAUX"}, ""),
    ({Role.FOLLOW: "yes"}, ""),
    ({Role.FOLLOW: "no"}, "nofollow"),
    ({Role.FOLLOW: ""}, None),
    ({Role.FOLLOW: "false", Role.NOFOLLOW: "false"}, ""),  # Moz: links of both kinds
    ({Role.FOLLOW: "false", Role.REL: "sponsored"}, "sponsored"),
    ({Role.FOLLOW: "false", Role.REL: "noopener"}, "noopener nofollow"),
    ({Role.FOLLOW: "true", Role.REL: "noopener"}, "noopener"),
]


@pytest.mark.parametrize(("cells", "rel"), REL_CLAIMS)
def test_a_claimed_rel_is_told_apart_from_none(cells, rel):
    columns = {role: index for index, role in enumerate(cells)}

    assert claimed_rel(list(cells.values()), columns) == rel


CELLS = st.one_of(
    st.sampled_from([P, T, "", "javascript:x", "example.org/x", 'a "quoted" word', "=1+1", "#x"]),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30),
)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=30), st.sampled_from(",;\t|"))
def test_every_row_that_was_written_gets_one_answer(written, delimiter):
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(["referring_page", "target", "anchor_text"])
    writer.writerows(written)

    rows = rows_of(text.getvalue())

    assert len(rows) == len(written)
    for row, (page, target, anchor) in zip(rows, written, strict=True):
        if isinstance(row, RefusedRow):
            assert row.column in ("referring_page", "target")
            assert row.reason
        else:
            assert (row.referring_page, row.target) == (page.strip(), target.strip())
            assert row.claim.anchor_text == (anchor.strip() or None)


@given(st.lists(CELLS, max_size=30))
@example(["TARGET URL"])
@example(["source target", P])
def test_every_line_of_a_plain_list_gets_one_answer(cells):
    lines = [" ".join(cell.split()).replace('"', "") for cell in cells]
    wanted = [number for number, line in enumerate(lines, 2) if line and line[0] != "#"]

    rows = rows_of("\n".join([P, *lines]), "example.com")

    assert [row.line for row in rows] == [1, *wanted]
