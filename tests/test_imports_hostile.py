"""A list may be broken or hostile; it costs little and never stops with a traceback."""

import contextlib
import csv
import gzip
import io
import tracemalloc
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcrawler.errors import InputError
from linkcrawler.imports import open_file
from linkcrawler.imports.encoding import MAX_LINE_BYTES, SAMPLE_BYTES, LineReader
from linkcrawler.imports.records import MAX_RECORD_LINES
from linkcrawler.models import Backlink

P, T = "https://blog.example.org/p", "https://example.com/t"
HEADER = "Source,Target,Anchor\n"


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


OPEN_QUOTES = [  # (rows, answers)
    (f'{P},{T},"open\n{P},{T},b\n', [(2, "Anchor"), 3]),
    (f'{P},{T},"open\n{P},{T},"b"\n{P},{T},c\n', [(2, "Anchor"), 3, 4]),
    (f'{P},{T},a\n{P},{T},"open', [2, (3, "Anchor")]),
    (f'{P},"{T},open\n{P},{T},b\n', [(2, "Target"), 3]),
    (f'{P},{T},"a\n\n{P},{T},"b\n', [(2, "Anchor"), (4, "Anchor")]),
    (f'{P},{T},"a ""quoted"" \n word"\n', [2]),
    (f'{P},{T},an "odd word\n', [2]),
]


@pytest.mark.parametrize(("rows", "expected"), OPEN_QUOTES)
def test_an_open_quote_costs_the_row_that_it_is_in(rows, expected):
    assert answers(HEADER + rows) == expected


def test_an_open_quote_does_not_swallow_the_rest_of_a_long_list():
    rows = "".join(f"{P}{number},{T},a\n" for number in range(3 * MAX_RECORD_LINES))
    refused, *others = rows_of(f'{HEADER}{P},{T},"open\n{rows}')

    assert (refused.line, refused.column, refused.value) == (2, "Anchor", "open")
    assert "quote is opened" in refused.reason
    assert [row.line for row in others] == list(range(3, 3 + 3 * MAX_RECORD_LINES))


def test_an_open_quote_before_long_lines_is_given_up_early():
    long = "x" * 600_000

    assert answers(f'{HEADER}{P},{T},"{long}\n{P},{T},{long}\n{P},{T},b\n') == [(2, "Anchor"), 3, 4]


@pytest.mark.parametrize("cell", ["a\n" * MAX_RECORD_LINES, f"{'x' * 600_000}\n{'x' * 600_000}\n"])
def test_a_cell_over_more_lines_than_any_tool_writes_is_taken_for_an_open_quote(cell):
    assert answers(f'{HEADER}{P},{T},"{cell}"\n')[0] == (2, "Anchor")


def test_a_cell_may_be_longer_than_the_csv_module_likes():
    anchor = "a" * 140_000
    csv.field_size_limit(131_072)

    assert rows_of(f'{HEADER}{P},{T},"{anchor}"\n')[0].claim.anchor_text == anchor


def test_a_line_too_long_to_keep_is_refused_and_the_next_one_read():
    line = "x" * (2 * MAX_LINE_BYTES)

    assert answers(f"{HEADER}{P},{T}\n{line}\n{P},{T}\n{line}") == [2, (3, ""), 4, (5, "")]


def test_needed_columns_are_found_among_a_hundred_thousand():
    names = [f"column {number}" for number in range(100_000)]
    names[7], names[99_998] = "Source URL", "Target URL"
    cells = ["1"] * 100_000
    cells[7], cells[99_998] = P, T

    (row,) = rows_of(f"{','.join(names)}\n{','.join(cells)}\n")

    assert (row.referring_page, row.target) == (P, T)


def test_doubled_and_nameless_columns_are_told_apart_by_what_they_hold():
    (row,) = rows_of(f"Source,Source,,Target,Target\n,{P},x,_blank,{T}\n")

    assert (row.referring_page, row.target) == (P, T)


def test_rows_in_another_encoding_are_read_where_they_stand():
    good, odd = (f"{P},{T},Grüße\n".encode(encoding) for encoding in ("utf-8", "cp1252"))
    rows = rows_of(HEADER.encode() + good * 9_000 + odd + good)

    assert len(good) * 9_000 > SAMPLE_BYTES
    assert {row.claim.anchor_text for row in rows} == {"Grüße"}


def test_nuls_are_removed():
    as_json = f'{{"source": "{P}", "target": "{T}", "anchor": "a\\u0000b"}}'

    for content in (f"{HEADER}{P}\0,{T},a\0b\n", as_json):
        assert rows_of(content)[0].claim.anchor_text == "ab"


@given(st.lists(st.sampled_from([b"a", b"\r", b"\n", b"\r\n", b"\xc3\xbc"])), st.integers(1, 5))
def test_lines_do_not_hang_on_where_the_pieces_are_cut(parts, size):
    text = b"".join(parts)
    pieces = (text[start : start + size] for start in range(0, len(text), size))

    lines = list(LineReader(text).lines(pieces))

    assert lines == io.StringIO(text.decode(), newline="").readlines()


def zipped():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/workbook.xml", "x")
    return stream.getvalue()


NO_LISTS = [  # (bytes, part of the sentence)
    (b"", "is empty"),
    (b"\n \n\n", "holds no web address"),
    (b"hello\nworld\n", "holds no web address"),
    (b"<!doctype html><p>Please log in", "is a web page"),
    (b"\0" * 1000, "holds no web address"),
    (zipped(), "a workbook that can't be read.*save it as CSV"),
    (gzip.compress(P.encode(), mtime=0)[:-9], "a packed file that breaks off"),
    (gzip.compress(b"x" * 999, mtime=0)[:-9] + b"y" * 9, "a packed file that is damaged"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "old or encrypted Excel workbook"),
    (b"%PDF-1.7\n", "a PDF"),
    (b"SQLite format 3\x00", "a database"),
]


@pytest.mark.parametrize(("content", "sentence"), NO_LISTS)
def test_what_is_no_list_is_refused_in_one_sentence(content, sentence, tmp_path):
    path = tmp_path / "links.csv"
    path.write_bytes(content)

    with (
        open_file(str(path), target="example.com") as file,
        pytest.raises(InputError, match=sentence) as refused,
    ):
        next(file.lists)
    assert "links.csv" in str(refused.value)


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("no such file.csv", "'no such file.csv' does not exist"),
        (".", "'.' is a folder"),
        ("", "'' is a folder"),
        ("a\0b", "can't be opened"),
        ("x" * 5_000, "can't be opened"),
        ("/proc/self/mem", "can't be read"),
    ],
)
def test_a_path_that_can_not_be_read_is_refused_in_one_sentence(path, sentence):
    wanted = f"{sentence}.*a CSV, TSV, XLSX, JSON or plain text list"
    with pytest.raises(InputError, match=wanted), open_file(path) as file:
        next(file.lists)


def test_a_list_is_closed_at_its_end_and_when_it_is_left(tmp_path):
    path = tmp_path / "links.csv"
    path.write_text(HEADER + f"{P},{T}\n" * 10_000)
    assert path.stat().st_size > SAMPLE_BYTES

    with open_file(str(path)) as file:
        each = next(file.lists)
        assert (each.name, len(list(each.rows))) == ("links.csv", 10_000)
    with open_file(str(path)) as file:
        left = next(file.lists).rows
        next(left)
    with pytest.raises(InputError, match="can't be read"):
        list(left)


def test_standard_input_is_not_closed():
    stream = io.BytesIO(f"{P},{T}\n".encode())

    with open_file("-", stdin=stream) as file:
        assert next(file.lists).name == "standard input"
    assert not stream.closed


WORDS = (
    b'" , ; | # @ : [ \xff \xef\xbb\xbf \xc3\xa9 https://a.example/ b.example http:// _blank '
    b"source target URL Domain Type Status Destination"
)
TOKENS = st.lists(
    st.sampled_from([*WORDS.split(b" "), b" ", b"\t", b"\n", b"\r", b"\r\n", b"\0"]), max_size=60
).map(b"".join)
MARKS = st.sampled_from([b"", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\0\0", b"\0\0\xfe\xff"])


@given(MARKS, TOKENS | st.binary(max_size=300), st.sampled_from([None, "a.example", T]))
def test_only_an_input_error_ever_comes_out(mark, content, target):
    with contextlib.suppress(InputError):
        assert all(row.line >= 1 for row in rows_of(mark + content, target))


def endless_rows(count):
    """Return a stream of rows that is made while it is read."""

    class Rows(io.RawIOBase):
        left = count

        def readable(self):
            return True

        def readinto(self, buffer):
            rows = min(self.left, len(buffer) // 100)
            self.left -= rows
            text = b"".join(
                b"https://b%08d.example/p,%s\n" % (row, T.encode()) for row in range(rows)
            )
            buffer[: len(text)] = text
            return len(text)

    return io.BufferedReader(Rows())


def test_a_long_list_is_read_in_little_time_and_memory():
    tracemalloc.start()
    count = sum(1 for _ in next(open_file("-", stdin=endless_rows(50_000)).lists).rows)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert count == 50_000
    assert peak_bytes < 16 * 1024 * 1024
