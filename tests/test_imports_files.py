"""What a list comes in: archives, workbooks, JSON; all read, or refused with a reason."""

import bz2
import gzip
import io
import json
import struct
import subprocess
import sys
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcrawler.errors import InputError
from linkcrawler.imports import open_file
from linkcrawler.imports.json_records import MAX_ITEM_CHARS
from linkcrawler.models import Backlink
from tests.workbooks import archive, sheet, workbook

P, T = "https://blog.example.org/p", "https://example.com/t"
CSV = f"Source,Target\n{P},{T}\n"


def read(content, target=None):
    """Return (name, answers) of each list in a file, and what else is in it."""
    data = content if isinstance(content, bytes) else content.encode()
    with open_file("-", target=target, stdin=io.BytesIO(data)) as file:
        lists = [(each.name.removeprefix("standard input"), answers(each)) for each in file.lists]
        return lists, file.skipped


def answers(each):
    return [
        (row.referring_page, row.target, row.line)
        if isinstance(row, Backlink)
        else (row.line, row.column, row.sentence)
        for row in each.rows
    ]


ONE = [("", [(P, T, 2)])]
PACKED = {
    "gzip": gzip.compress(CSV.encode()),
    "gzip in two streams": gzip.compress(CSV[:20].encode()) + gzip.compress(CSV[20:].encode()),
    "gzip with padding": gzip.compress(CSV.encode()) + b"\0" * 100,
    "bzip2": bz2.compress(CSV.encode()),
    "bzip2 in two streams": bz2.compress(CSV[:20].encode()) + bz2.compress(CSV[20:].encode()),
    "gzip in gzip": gzip.compress(gzip.compress(CSV.encode())),
    "utf-16 in gzip": gzip.compress(CSV.encode("utf-16")),
    "workbook in gzip": gzip.compress(workbook({"a": sheet([["Source", "Target"], [P, T]])})),
    "workbook": workbook({"a": sheet([["Source", "Target"], [P, T]])}),
}


@pytest.mark.parametrize("content", PACKED.values(), ids=PACKED)
def test_a_packed_list_is_the_list(content):
    assert read(content) == (ONE, [])


def test_a_list_too_long_for_one_piece_is_unpacked_whole():
    rows = "".join(f"{P}{number},{T}\n" for number in range(40_000))

    ((_, found),), _ = read(gzip.compress(f"Source,Target\n{rows}".encode()))

    assert found[-1] == (f"{P}39999", T, 40_001)
    assert len(found) == 40_000


def test_of_an_archive_the_lists_are_taken_and_the_other_tables_told():
    content = archive(
        {
            "Top linking sites.csv": "Site,Linking pages,Target pages\na.example,3,1\n",
            "Latest links.csv": f"Linking page,Last crawled\n{P},2024-01-01\n",
            "sub/More.csv.gz": gzip.compress(f"Linking page\n{P}2\n".encode()),
            "__MACOSX/._Latest links.csv": b"\0\5\x16\7",
            ".DS_Store": b"\0\0\0\1Bud1",
            "read me.txt": "Nothing to see here.",
            "deep.zip": archive({"x.csv": CSV}),
        }
    )

    lists, skipped = read(content, "example.com")

    assert lists == [
        (" > Latest links.csv", [(P, "example.com", 2)]),
        (" > sub/More.csv.gz", [(P + "2", "example.com", 2)]),
        (" > deep.zip > x.csv", [(P, T, 2)]),
    ]
    assert len(skipped) == 2
    assert "table of linking sites" in skipped[0]
    assert "read me.txt holds no web address" in skipped[1]


def test_an_archive_without_target_asks_for_one_and_drops_no_list():
    content = archive({"Latest links.csv": f"Linking page\n{P}\n", "own.csv": CSV})

    with pytest.raises(InputError, match="give the target"):
        read(content)


def test_an_archive_without_a_list_says_why_of_each_table():
    content = archive({"a.csv": "Domain,Backlinks Count\nx,3\n", "b.txt": "nothing"})

    with pytest.raises(InputError, match=r"no list of backlinks.*Bing's.*b\.txt holds no web"):
        read(content, "example.com")


def test_each_sheet_of_a_workbook_that_is_a_list_is_taken():
    content = workbook(
        {
            "Links": sheet([["Linking page", "Last crawled"], [P, 45_000]]),
            "Sites": sheet([["Site", "Linking pages", "Target pages"], ["a.example", 1, 2]]),
            "Empty": "",
        }
    )

    lists, skipped = read(content, "example.com")

    assert lists == [(" > Links", [(P, "example.com", 2)])]
    assert [sentence.split(" is ")[0] for sentence in skipped] == ["standard input > Sites"]


def test_the_lines_of_a_workbook_are_its_rows_wherever_the_table_begins():
    rows = [["", "", "Source", "Target"], [], ["", "", P, T], ["", "", "javascript:x", T]]
    ((_, found),), _ = read(workbook({"a": sheet([["", "A report"], [], *rows], first_row=3)}))

    assert found[0] == (P, T, 7)
    assert found[1][:2] == (8, "Source")


STYLES = (
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs>'
    '<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/></cellXfs></styleSheet>'
)


def test_cells_of_a_workbook_are_texts():
    numbers = (
        '<row r="2">'
        f'<c r="A2" t="inlineStr"><is><t>{P}</t></is></c><c r="B2" t="inlineStr"><is><t>{T}</t></is>'
        '</c><c r="C2" t="str"><f>HYPERLINK("x")</f><v>the shop</v></c><c r="D2" t="b"><v>1</v></c>'
        f'<c r="E2" s="1"><v>{(date(2024, 3, 9) - date(1899, 12, 30)).days}</v></c>'
        '<c r="F2"><v>71</v></c><c r="G2" s="2"><v>45000.5</v></c></row>'
    )
    header = sheet([["Source", "Target", "Anchor", "Nofollow", "First seen", "DR", "Last seen"]])
    content = workbook({"a": header + numbers}, {"xl/styles.xml": STYLES})
    with open_file("-", stdin=io.BytesIO(content)) as file:
        ((row,),) = [list(each.rows) for each in file.lists]

    claim = row.claim
    assert (claim.anchor_text, claim.rel) == ("the shop", "nofollow")
    assert (claim.first_seen, claim.last_seen) == ("2024-03-09", "2023-03-15 12:00:00")
    assert claim.metrics == {"DR": 71.0}


ROWS = [{"Source": P, "Target": T}]
JSON = {  # text: lines of the answers
    "array": (json.dumps(ROWS * 2), [1, 2]),
    "indented": (json.dumps(ROWS * 2, indent=2), [1, 2]),
    "inside": (json.dumps({"ok": True, "n": [1, 2], "data": {"list": ROWS}}), [1]),
    "strings": (json.dumps([P, P]), [1, 2]),
    "lines": (f"{json.dumps(ROWS[0])}\n\n{json.dumps(ROWS[0])}\n", [1, 3]),
    "one line": (json.dumps(ROWS[0]), [1]),
    "nested": (json.dumps([{"source": {"url": P}, "target": {"url": T}}]), [1]),
    "mark": ("\ufeff" + json.dumps(ROWS), [1]),
}


@pytest.mark.parametrize(("text", "lines"), JSON.values(), ids=JSON)
def test_json_is_read_as_a_table(text, lines):
    ((_, found),), _ = read(text, T if "Target" not in text and "target" not in text else None)

    assert found == [(P, T, line) for line in lines]


def test_long_json_is_read_piece_by_piece():
    rows = [{"Source": f"{P}{number}", "Target": T} for number in range(20_000)]

    for text in (json.dumps(rows), "\n".join(map(json.dumps, rows)), json.dumps({"a": rows})):
        ((_, found),), _ = read(text)
        assert len(found) == len(rows)
        assert found[-1] == (f"{P}19999", T, 20_000)


BAD_JSON = [  # (text, answers: a line, or line and part of the sentence)
    ('[{"Source":"%s","Target":"%s"}, 3, {"Source":"x","Target":"y"}]', [1, (2, "no object"), (3, "no valid")]),
    ('[{"Source":"%s","Target":"%s"}, {"Source": oops}, {"Source":"","Target":""}]', [1, (2, "no JSON"), (3, "empty")]),
    ('{"Source":"%s","Target":"%s"}\n{"Source":\n[]\n', [1, (2, "no JSON"), (3, "no object")]),
    ('[{"Source":"%s","Target":"%s"}, ' + "[" * 5_000, [1, (2, "")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), BAD_JSON)
def test_what_is_no_row_of_json_is_refused_where_it_stands(text, expected):
    ((_, found),), _ = read(text.replace("%s", P, 1).replace("%s", T, 1))

    for answer, wanted in zip(found, expected, strict=True):
        if isinstance(wanted, int):
            assert answer == (P, T, wanted)
        else:
            assert answer[0] == wanted[0]
            assert wanted[1] in answer[2]


NO_JSON_LIST = [
    "{}",
    "[]",
    '{"a": 1}',
    '{"a": [1, 2]}',
    "[1, 2]",
    '{"a": "' + "x" * (2 * MAX_ITEM_CHARS) + '"}',
    "[{" * 5_000,
    '[{"Source":"' + P + '","Target":"' + T + '"},',
]


@pytest.mark.parametrize("text", NO_JSON_LIST, ids=range(len(NO_JSON_LIST)))
def test_json_without_a_whole_list_is_refused(text):
    with pytest.raises(InputError):
        read(text, "example.com")


def encrypted():
    content = bytearray(archive({"a.csv": CSV}))
    for magic, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        content[content.index(magic) + offset] |= 1
    return bytes(content)


def zip64(packed=None, *, entries=None, size=None, place=None, short=True):
    """Return an archive with the longer records at its end, and what they may lie about."""
    packed = packed or archive({"a.csv": CSV})
    body, end = packed[:-22], packed[-22:]
    count, directory, start = struct.unpack_from("<HLL", end, 10)
    told = [entries or count, entries or count, size or directory, start]
    record = struct.pack("<4sQHHLLQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, *told)
    where = len(body) if place is None else place
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, where, 1)
    if short:
        unsaid = (0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
        end = struct.pack("<4sHHHHLLH", b"PK\x05\x06", *unsaid)
    return body + record + locator + end


def overlapping():
    """Return an archive whose second entry lies within the first."""
    content = bytearray(archive({"a.csv": CSV, "b.csv": CSV}))
    first = content.index(b"PK\1\2")
    second = content.index(b"PK\1\2", first + 1)
    content[second + 42 : second + 46] = struct.pack("<L", 5)
    return bytes(content)


def lying_size():
    """Return an archive that says of a bomb that it holds a few bytes."""
    content = bytearray(archive({"a.csv": b"x" * 1_000_000}))
    for magic, offset in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        at = content.index(magic) + offset
        content[at : at + 4] = struct.pack("<L", 10)
    return bytes(content)


def stored_with_wrong_sum():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        packed.writestr("a.csv", CSV)
    return stream.getvalue().replace(b"Source", b"sourcE", 1)


def bomb(megabytes, head=b""):
    unpacked = io.BytesIO()
    with gzip.GzipFile(fileobj=unpacked, mode="wb") as out:
        out.write(head)
        for _ in range(megabytes):
            out.write(b"\0" * 1_000_000)
    return unpacked.getvalue()


def sheet_bomb(rows):
    return workbook({"a": sheet([["Source", "Target"]]) + '<row><c t="b"/></row>' * rows})


DOCTYPE = '<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>'


def zip64_entry():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed, packed.open("a.csv", "w", force_zip64=True) as out:
        out.write(CSV.encode())
    return stream.getvalue()


ZIP64 = {
    "records of zip64": zip64(),
    "beside the short ones": zip64(short=False),
    "entry": zip64_entry(),
    "workbook": zip64(PACKED["workbook"]),
}


@pytest.mark.parametrize("content", ZIP64.values(), ids=ZIP64)
def test_archives_in_the_long_form_are_read(content):
    ((_, rows),), skipped = read(content)

    assert (rows, skipped) == ([(P, T, 2)], [])


REFUSED = {
    "zip64 with too many entries": (zip64(entries=2_001), "2,000 entries"),
    "zip64 with too long a directory": (zip64(size=1 << 40), "2,000 entries"),
    "zip64 that hides behind short records": (zip64(size=1 << 40, short=False), "2,000 entries"),
    "zip64 that leads elsewhere": (zip64(place=1 << 60), "damaged"),
    "zip64 bomb": (zip64(archive({"a.csv": b"\0" * 60_000_000})), "more than 200 times"),
    "encrypted zip": (encrypted(), "is encrypted"),
    "overlapping entries": (overlapping(), "overlap"),
    "entry without a name": (archive({"a.csv": CSV}).replace(b"a.csv", b"\0.csv"), "no name"),
    "entry that leads out": (archive({"../a.csv": CSV}), "leads out"),
    "entry with a root": (archive({"/etc/a.csv": CSV}), "leads out"),
    "entry with a drive": (archive({"C:\\a.csv": CSV}), "leads out"),
    "two entries of one name": (archive({"a.csv": CSV, "A.csv": CSV}), "one name"),
    "too many entries": (archive(dict.fromkeys(map(str, range(2_001)), "")), "2,000 entries"),
    "zip that breaks off": (archive({"a.csv": CSV})[:-30], "breaks off|damaged"),
    "zip with a wrong size": (lying_size(), "damaged"),
    "zip with a wrong sum": (stored_with_wrong_sum(), "damaged"),
    "empty zip": (archive({}), "no list of backlinks"),
    "gzip bomb": (bomb(60), "more than 200 times"),
    "gzip bomb with a list before it": (bomb(60, CSV.encode()), "more than 200 times"),
    "bzip2 bomb": (bz2.compress(b"\0" * 60_000_000), "more than 200 times"),
    "zip bomb": (archive({"a.csv": b"\0" * 60_000_000}), "more than 200 times"),
    "packed too deep": (gzip.compress(gzip.compress(gzip.compress(gzip.compress(CSV.encode())))), "packed more than"),
    "workbook bomb": (workbook({"a": sheet([[P]]) + " " * 60_000_000}), "more than 200 times"),
    "shared text bomb": (workbook({"a": sheet([[P]])}, {"xl/sharedStrings.xml": "<a>" + "x" * 60_000_000}), "more than 200 times"),
    "cell far away": (workbook({"a": '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'}), "20,000,000 cells"),
    "cell far away by its row alone": (workbook({"a": '<row r="9"><c r="A1048576"/><c r="XFD9"/></row>'}), "20,000,000 cells"),
    "cell outside": (workbook({"a": '<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>'}), "outside"),
    "cell outside, written oddly": (workbook({"a": "<row\nr\n=\n'1'><c  r = 'ABCD1'/></row>"}), "outside"),
    "row outside": (workbook({"a": '<row r="99999999999"><c r="A1"/></row>'}), "outside"),
    "row zero": (workbook({"a": '<row r="0"><c r="A0"/></row>'}), "outside"),
    "cells without places": (workbook({"a": "<row>" + "<c/>" * 16_000 + "</row>" + "<row/>" * 2_000}), "20,000,000 cells"),
    "entities": (workbook({"a": sheet([["&c;"]])}, before=DOCTYPE), "declarations"),
    "broken sheet": (workbook({"a": '<row r="1"><c r="A1"><v>1</c></row>'}), "can't be read"),
    "other sheet document": (archive({"content.xml": "<x/>", "mimetype": "application/vnd.oasis"}), "no list"),
    "web page in disguise": (b"<html><table><tr><td>https://a.example/</td></tr></table>", "web page"),
    "old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "old or encrypted"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_is_made_to_harm_is_refused_with_a_reason(content, sentence):
    with pytest.raises(InputError, match=sentence):
        read(content, "example.com")


def test_a_claimed_dimension_costs_nothing():
    claimed = workbook({"a": sheet([["Source", "Target"], [P, T]])}).replace(b"", b"")
    with zipfile.ZipFile(io.BytesIO(claimed)) as old:
        entries = {name: old.read(name) for name in old.namelist()}
    name = "xl/worksheets/sheet1.xml"
    entries[name] = entries[name].replace(
        b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>'
    )

    assert read(archive(entries)) == (ONE, [])


def test_links_to_other_files_and_macros_are_not_opened():
    extra = {"xl/externalLinks/externalLink1.xml": "<broken", "xl/vbaProject.bin": b"\0" * 99}

    assert read(workbook({"a": sheet([["Source", "Target"], [P, T]])}, extra)) == (ONE, [])


BOMBS = """
import io, resource, sys, time
from linkcrawler.errors import InputError
from linkcrawler.imports import open_file
from tests.test_imports_files import REFUSED
limit = 128 * 1024 * 1024
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
for name, (content, _) in REFUSED.items():
    try:
        with open_file("-", target="example.com", stdin=io.BytesIO(content)) as file:
            for each in file.lists:
                for row in each.rows:
                    pass
        sys.exit(f"{name}: not refused")
    except InputError:
        pass
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before
    if grown > limit:
        sys.exit(f"{name}: {grown:,} bytes")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the resource module is Unix's")
def test_what_is_made_to_harm_takes_little_memory():
    done = subprocess.run(
        [sys.executable, "-c", BOMBS], check=False, capture_output=True, text=True, timeout=120
    )

    assert (done.returncode, done.stderr) == (0, "")


SEEDS = [
    workbook({"a": sheet([["Source", "Target"], [P, T]]), "b": sheet([[P, 3, True]])}),
    archive({"a.csv": CSV, "b.json": json.dumps(ROWS)}),
    gzip.compress(CSV.encode(), mtime=0),
    bz2.compress(CSV.encode()),
    json.dumps({"x": ROWS * 2}).encode(),
    CSV.encode("utf-16"),
]


@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 255)), max_size=8),
    st.integers(0, 5_000) | st.none(),
)
def test_a_damaged_file_is_read_or_refused_and_nothing_else(seed, changes, cut):
    content = bytearray(seed[:cut])
    for at, byte in changes:
        if content:
            content[at % len(content)] = byte

    try:
        lists, _ = read(bytes(content), "example.com")
    except InputError:
        return
    assert all(answer for _, found in lists for answer in found)
