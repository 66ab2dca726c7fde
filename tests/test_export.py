"""Exports: each format reads back as what the database holds, whole or not at all."""

import csv
import errno
import io
import json
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet
import pytest
import python_calamine
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from linkcrawler import columns, store
from linkcrawler.cli.root import root
from linkcrawler.columns import LISTED, STATUS
from linkcrawler.errors import InputError
from linkcrawler.export import whole_file, workbook, write_disavow
from linkcrawler.export.workbook import fitting
from linkcrawler.models import Agreement, Backlink, Claim
from linkcrawler.store.staging import CLAIMED
from tests.make import DAY, FOUND, NOW, REMOVED, backlink, facts, fetch, link, night

SHOP = "https://www.example.com/shop"
GUIDE = "https://www.example.com/guide"
A, B, C = "https://a.example.org/1", "http://blog.b.example/2", "https://c.example.net/3"
ANCHOR = '=HYPERLINK("http://evil.test","x");-1\r\nnext'


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """Return a database with three backlinks after two nights; one link goes missing."""
    path = tmp_path / "a.db"
    database = store.open_database(path)
    rows = [backlink(A, SHOP), backlink(B, GUIDE), backlink(C, "www.example.com")]
    store.take_list(database, rows, "list.csv", NOW)
    hostile = (fetch(), facts(), (link(anchor_text=ANCHOR),))
    night(database, NOW, {A: hostile, B: FOUND, C: FOUND})
    night(database, NOW + DAY, {A: hostile, B: REMOVED, C: FOUND})
    database.close()
    return path


@pytest.fixture
def export(db: Path) -> Callable[..., Result]:
    def run(*arguments: object) -> Result:
        return CliRunner().invoke(root, ["export", "--db", str(db), *map(str, arguments)])

    return run


def held(db: Path) -> list[dict[str, object]]:
    reader = store.open_reader(db)
    try:
        return list(store.find_exported(reader))
    finally:
        reader.close()


def as_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


# --- formats --------------------------------------------------------------------------------------


def test_csv_holds_every_column_in_the_order_of_the_contract(db: Path, tmp_path: Path, export):
    export(tmp_path / "a.csv", "--raw")
    rows = as_csv((tmp_path / "a.csv").read_bytes().decode())

    assert [column.name for column in (*STATUS, *LISTED)] == list(rows[0])
    expected = [{k: "" if v is None else str(v) for k, v in row.items()} for row in held(db)]
    assert expected == rows


def test_json_lines_hold_the_values_as_they_are(db: Path, export):
    told = export("--json").output

    assert [json.loads(line) for line in told.splitlines()] == held(db)


def test_parquet_has_types(db: Path, tmp_path: Path, export):
    export(tmp_path / "a.parquet")
    table = pyarrow.parquet.read_table(tmp_path / "a.parquet")
    first = table.to_pylist()[0]

    assert [column.name for column in (*STATUS, *LISTED)] == table.column_names
    assert [row["referring_page"] for row in held(db)] == table["referring_page"].to_pylist()
    assert (first["id"], first["rendered"], first["anchor_text"]) == (1, False, ANCHOR)
    assert datetime(2026, 11, 24, 2, 0, tzinfo=UTC) == first["first_checked_at"]


def test_parquet_of_several_groups_is_whole(export, tmp_path: Path, monkeypatch):
    monkeypatch.setattr("linkcrawler.export.parquet.GROUP_ROWS", 2)
    export(tmp_path / "a.parquet")
    file = pyarrow.parquet.ParquetFile(tmp_path / "a.parquet")

    assert (file.num_row_groups, file.metadata.num_rows) == (2, 3)


def test_a_workbook_has_texts_as_texts_and_times_as_times(db: Path, tmp_path: Path, export):
    export(tmp_path / "a.xlsx")
    sheet = python_calamine.CalamineWorkbook.from_path(tmp_path / "a.xlsx").get_sheet_by_index(0)
    header, first, *_ = sheet.to_python()
    row = dict(zip(header, first, strict=True))

    assert [column.name for column in (*STATUS, *LISTED)] == header
    assert (row["referring_page"], row["anchor_text"]) == (A, ANCHOR)
    assert datetime(2026, 11, 24, 2, 0, tzinfo=UTC).replace(tzinfo=None) == row["first_checked_at"]
    assert (row["id"], row["missing_since_at"]) == (1, "")


def test_a_workbook_goes_on_in_a_second_sheet(tmp_path: Path, export, monkeypatch):
    monkeypatch.setattr(workbook, "MAX_ROWS", 3)
    export(tmp_path / "a.xlsx")
    book = python_calamine.CalamineWorkbook.from_path(tmp_path / "a.xlsx")
    sheets = [book.get_sheet_by_index(index).to_python() for index in (0, 1)]

    assert [[row[0] for row in sheet] for sheet in sheets] == [["id", 1, 2], ["id", 3]]


def test_a_cell_too_long_for_excel_is_cut_and_that_is_told(tmp_path: Path, export, monkeypatch):
    monkeypatch.setattr(workbook, "MAX_CELL_UNITS", 40)
    done = export(tmp_path / "a.xlsx")

    assert done.exit_code == 0
    assert "cells are cut to 40 characters" in done.stderr


def test_excel_counts_a_rare_character_twice():
    assert fitting("\U0001f600" * 16_383) == ("\U0001f600" * 16_383, False)
    assert fitting("\U0001f600" * 16_384) == ("\U0001f600" * 16_383, True)
    assert fitting("a" * 40_000) == ("a" * 32_767, True)


def test_a_byte_order_mark_where_it_is_wanted(db: Path, tmp_path: Path, export):
    export(tmp_path / "a.csv", "--bom")

    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbfid,")


def test_changes_are_exported_with_their_columns(export):
    rows = as_csv(export("--changes").output)

    assert [column.name for column in columns.CHANGES] == list(rows[0])
    assert [(row["kind"], row["referring_page"]) for row in rows] == [("missing", B)]


# --- columns --------------------------------------------------------------------------------------


def test_columns_that_linkody_imports(export):
    told = export("--columns", "linkody", "--raw", "--state", "present").output.splitlines()

    assert told[0] == (
        "URL FROM,TAGS,NOTES,EXPECTED LANDING PAGE URL,EXPECTED FOLLOW,EXPECTED ANCHOR,"
        "ADDED,EXPIRES,COST"
    )
    assert told[-1] == f"{C},,,www.example.com,yes,the shop,2026-11-24,,"


def test_columns_that_tracelinker_imports(export):
    told = export("--columns", "tracelinker", "--state", "missing").output

    assert told == (
        "source_url,target_url,anchor_text,rel,first_seen,last_seen,dr,note\n"
        f"{B},{GUIDE},the shop,,2026-11-24,2026-11-24,,missing\n"
    )


def test_pages_for_screaming_frogs_list_mode_are_each_on_a_line_once(tmp_path: Path):
    database = store.open_database(tmp_path / "b.db")
    rows = [backlink("a.example/x", SHOP), backlink("a.example/x", GUIDE), backlink(B, SHOP)]
    store.take_list(database, rows, "list.csv", NOW)
    database.close()
    arguments = ["export", "--db", str(tmp_path / "b.db"), "--columns", "screaming-frog"]

    assert CliRunner().invoke(root, arguments).output == f"http://a.example/x\n{B}\n"


def test_columns_by_name(export):
    assert export("--columns", "link_state,id").output == (
        "link_state,id\npresent,1\nmissing,2\npresent,3\n"
    )


# --- filters --------------------------------------------------------------------------------------

FILTERS = [  # (options, referring pages)
    ([], [A, B, C]),
    (["--state", "missing"], [B]),
    (["--state", "missing", "--state", "present"], [A, B, C]),
    (["--target", "example.com"], [A, B, C]),
    (["--target", GUIDE], [B]),
    (["--site", "example.net"], []),
    (["--domain", "b.example"], [B]),
    (["--domain", "B.EXAMPLE", "--domain", "example.net"], [B, C]),
    (["--since", "2026-11-25"], [A, B, C]),
    (["--since", "2026-11-26"], []),
    (["--until", "2026-11-24"], []),
    (["--until", "2026-11-25"], [A, B, C]),
    (["--until", "2026-11-25T03:59:00+02:00"], []),
    (["--since", "2026-11-25T04:00:00+02:00"], [A, B, C]),
]


@pytest.mark.parametrize(("options", "pages"), FILTERS, ids=lambda value: " ".join(value)[:40])
def test_rows_are_chosen(export, options: list[str], pages: list[str]):
    assert pages == [row["referring_page"] for row in as_csv(export(*options).output)]


def test_changes_are_chosen_by_their_own_time(export):
    def found(*options: str) -> int:
        return len(as_csv(export("--changes", *options).output))

    assert [found("--until", "2026-11-24"), found("--since", "2026-11-25")] == [0, 1]
    assert [found("--domain", "b.example"), found("--domain", "example.org")] == [1, 0]


MISUSE = [
    ["x.doc"],
    ["x.csv", "--format", "jsonl"],
    ["x.csv", "-o", "y.csv"],
    ["--columns", "nonsense"],
    ["--columns", "linkody", "--changes"],
    ["--columns", "screaming-frog", "--changes"],
    ["--columns", "screaming-frog", "--format", "xlsx"],
    ["--changes", "--state", "lost"],
    ["--since", "yesterday"],
    ["--until", "soon"],
    ["--target", "no host"],
    ["--domain", "no host"],
    ["--format", "disavow"],
    ["--format", "disavow", "--domain", "example.com"],
    ["--format", "disavow", "--domain", "www.example.com"],
    ["--format", "disavow", "--domain", "nowhere.example"],
    ["--format", "disavow", "--domain", "b.example", "--columns", "id"],
    ["nowhere/x.csv"],
]


@pytest.mark.parametrize("options", MISUSE, ids=" ".join)
def test_what_contradicts_itself_is_refused(export, tmp_path: Path, monkeypatch, options):
    monkeypatch.chdir(tmp_path)
    before = files(tmp_path)
    done = export(*options)

    assert done.exit_code == 2, done.output
    assert done.stdout == ""
    assert before == files(tmp_path)


def files(folder: Path) -> set[str]:
    """Return the files of a folder, but for those that SQLite puts beside a database."""
    return {path.name for path in folder.iterdir() if not path.name.startswith("a.db-")}


# --- disavow --------------------------------------------------------------------------------------


def lines_of(rows: list[str], *, own: frozenset[str] = frozenset(), by_page: bool = False):
    out = io.BytesIO()
    told = write_disavow(
        out, ({"referring_page": page} for page in rows), own_sites=own, by_page=by_page
    )
    text = out.getvalue().decode("ascii")
    return [line for line in text.splitlines() if not line.startswith("#")], told


def test_a_domain_that_is_named_is_disavowed_whole(export):
    told = export("--format", "disavow", "--domain", "b.example").output

    assert told.splitlines()[-1] == "domain:b.example"
    assert told.splitlines()[0].startswith("# ")


def test_a_part_of_a_domain_is_disavowed_page_by_page(export):
    told = export("--format", "disavow", "--domain", "b.example", "--state", "missing").output

    assert told.splitlines()[-1] == B


def test_what_links_to_a_competitor_is_not_disavowed(db: Path, export):
    writer = store.open_database(db)
    writer.execute("UPDATE target SET role = 'competitor' WHERE target = ?", [GUIDE])
    writer.close()
    done = export("--format", "disavow", "--domain", "b.example")

    assert done.exit_code == 2
    assert "nothing to disavow" in done.stderr


DISAVOWED = [  # (referring page, lines)
    ("https://münchen.example/ü?q=ö#f", ["domain:xn--mnchen-3ya.example"]),
    ("https://a.wordpress.com/x", ["domain:a.wordpress.com"]),
    ("https://wordpress.com/x", ["https://wordpress.com/x"]),  # shared by too many
    ("http://192.0.2.7/x", ["http://192.0.2.7/x"]),
    ("http://a.example/x\ndomain:target.example", ["domain:a.example"]),
    ("http://user:secret@a.example/", ["domain:a.example"]),
]


@pytest.mark.parametrize(("page", "lines"), DISAVOWED)
def test_each_page_becomes_one_line_that_google_takes(page: str, lines: list[str]):
    assert (lines, []) == lines_of([page])


def test_pages_are_written_in_ascii_on_one_line_without_passwords():
    pages = [
        "https://u:secret@münchen.example/ü?q=ö#f",
        "http://a.example/x\ndomain:target.example",
    ]

    assert lines_of(pages, by_page=True)[0] == [
        "http://a.example/xdomain:target.example",
        "https://xn--mnchen-3ya.example/%C3%BC?q=%C3%B6",
    ]


def test_own_sites_are_never_disavowed():
    lines, told = lines_of([A, "https://x.example.com/"], own=frozenset({"example.com"}))

    assert lines == ["domain:example.org"]
    assert told == ["1 backlinks are on sites of your own, which are never disavowed."]


def test_an_address_too_long_for_google_is_left_out_and_told():
    lines, told = lines_of([A, f"http://b.example/{'x' * 2_048}"], by_page=True)

    assert lines == [A]
    assert len(told) == 1


def test_more_than_google_takes_is_refused():
    with pytest.raises(InputError, match="100,000"):
        lines_of([f"http://a{number}.example/" for number in range(100_001)])
    with pytest.raises(InputError, match="2,000,000"):
        lines_of([f"http://{'a' * 60}{number}.example/" for number in range(30_000)])


# --- the file -------------------------------------------------------------------------------------


def test_a_file_that_fails_half_way_leaves_the_old_one(tmp_path: Path):
    (tmp_path / "a.csv").write_text("old")

    def write_half() -> None:
        with whole_file(str(tmp_path / "a.csv")) as out:
            out.write(b"half")
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(InputError, match="No space left"):
        write_half()

    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a.csv", "old")]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_standard_output_is_told(db: Path):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "linkcrawler", "export", "--db", db],
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            timeout=60,
            check=False,
        )

    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


def test_a_symbolic_link_is_replaced_and_not_followed(db: Path, tmp_path: Path, export):
    (tmp_path / "mine.txt").write_text("mine")
    (tmp_path / "a.csv").symlink_to(tmp_path / "mine.txt")
    export(tmp_path / "a.csv")

    assert (tmp_path / "mine.txt").read_text() == "mine"
    assert not (tmp_path / "a.csv").is_symlink()


def test_the_rights_of_a_file_stay_as_they_were(tmp_path: Path, export):
    (tmp_path / "a.csv").write_text("")
    (tmp_path / "a.csv").chmod(0o640)
    export(tmp_path / "a.csv")

    assert (tmp_path / "a.csv").stat().st_mode & 0o777 == 0o640


# --- there and back -------------------------------------------------------------------------------

ROUND_TRIP = (
    *("referring_page", "referring_domain", "target", "target_site", "site_role", "labels"),
)
"""What a list can carry; the rest is what we saw."""

SPELLINGS = [
    ("https://a.example.org/1", SHOP),
    ("HTTPS://A.example.org/1#part", SHOP),
    ("-a.example.org/page", "www.example.com"),
    ("https://a.example.org/?a=1;=2;'=3", SHOP),
    ("https://münchen.example/ü", GUIDE),
    ("https://a.example.org/a,b\"c'd", GUIDE),
]


LABELS = ("=paid", "'=odd", "spring sale")
RIVAL = "https://rival.example/"


NO_XML = "\ufffe\uffff"
"""No workbook can hold these two; ``test_outputs`` has what it shows instead."""

ODD = st.text(
    st.one_of(
        st.sampled_from("=+-@'\";,|\t\n {}[]\\"),
        st.characters(exclude_characters=NO_XML, exclude_categories=["Cs", "Cc"]),
    ),
    min_size=1,
    max_size=12,
).filter(lambda text: text == text.strip() and "," not in text)
MAYBE = st.none() | ODD
AGREED = st.builds(
    Agreement,
    target=st.sampled_from([None, GUIDE, "example.com"]),
    anchor_text=MAYBE,
    rel=st.sampled_from([None, "", "nofollow", "ugc nofollow", "noopener"]),
    until=st.sampled_from([None, "2027-01-31", "03/04/2027", "when it suits"]),
    cost=MAYBE,
    campaign=MAYBE,
    contact=MAYBE,
)
CLAIM = st.builds(
    Claim,
    anchor_text=st.none()
    | st.text(st.characters(exclude_characters="\0" + NO_XML, exclude_categories=["Cs"])),
    rel=st.sampled_from([None, "", "nofollow"]),
    first_seen=MAYBE,
    last_seen=MAYBE,
    link_kind=st.sampled_from([None, "text", "image"]),
    lost=st.sampled_from([None, True, False]),
    lost_at=MAYBE,
    lost_reason=MAYBE,
    metrics=st.dictionaries(st.sampled_from(["DR", "TF"]), st.integers(0, 100) | st.floats(0, 99)),
)
LISTED_ROWS = st.lists(
    st.tuples(st.sampled_from(range(len(SPELLINGS))), AGREED, CLAIM), min_size=1, max_size=6
)


@pytest.mark.parametrize(
    ("form", "options"), [("csv", []), ("csv", ["--bom"]), ("jsonl", []), ("xlsx", [])]
)
@settings(
    max_examples=15,
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.too_slow],
)
@given(rows=LISTED_ROWS, more=LISTED_ROWS)
def test_an_export_imports_as_the_same_backlinks(form: str, options: list[str], rows, more):
    def command(*arguments: object) -> None:
        done = CliRunner().invoke(root, list(map(str, arguments)))
        assert done.exit_code == 0, done.output

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        database = store.open_database(path / "one.db")
        store.take_lists(database, [_listed("Ahrefs", rows)], NOW, labels=LABELS)
        store.take_lists(database, [_listed("", rows), _listed("Majestic", more)], NOW)
        rival = store.ListRows(name="rival.csv", rows=[backlink(A, RIVAL)])
        store.take_lists(database, [rival], NOW, role="competitor")
        database.close()
        one, two = path / f"one.{form}", path / f"two.{form}"
        command("export", one, "--db", path / "one.db", *options)
        command("import", one, "--db", path / "two.db")
        command("export", two, "--db", path / "two.db", *options)

        assert carried(path / "one.db") == carried(path / "two.db")
        assert form == "xlsx" or one.read_bytes() == two.read_bytes()


def _listed(source: str, rows) -> store.ListRows:
    backlinks = [
        Backlink(
            referring_page=SPELLINGS[at][0],
            target=SPELLINGS[at][1],
            agreement=agreed,
            claim=claim,
        )
        for at, agreed, claim in rows
    ]
    return store.ListRows(name="list.csv", rows=backlinks, source=source, report=source)


def test_what_a_tool_says_itself_is_not_taken_back_by_an_older_export(tmp_path: Path, export):
    def claims(db: Path) -> list[tuple[str, str | None]]:
        with closing(sqlite3.connect(db)) as connection:
            return connection.execute("SELECT source, rel FROM claim ORDER BY 1").fetchall()

    row = Backlink(referring_page=A, target=SHOP, claim=Claim(rel="nofollow"))
    newer = replace(row, claim=Claim(rel="ugc"))
    database = store.open_database(tmp_path / "b.db")
    for each in (row, newer):
        listed = store.ListRows(name="a.csv", rows=[each], source="Ahrefs")
        store.take_lists(database, [listed], NOW)
        if each is row:
            CliRunner().invoke(
                root, ["export", str(tmp_path / "a.csv"), "--db", str(tmp_path / "b.db")]
            )
    database.close()
    done = CliRunner().invoke(
        root, ["import", str(tmp_path / "a.csv"), "--db", str(tmp_path / "b.db")]
    )

    assert done.exit_code == 0, done.output
    assert claims(tmp_path / "b.db") == [("Ahrefs", "ugc"), ("linkcrawler", None)]


ODD_CLAIMS = ["[", "{}", "[1]", '[{"source": 1}]', '[{"source": "A", "rel": 3, "metrics": [1]}]']


@pytest.mark.parametrize("cell", [*ODD_CLAIMS, "[" * 100_000])
def test_claims_of_an_export_that_somebody_edited_cost_no_row(tmp_path: Path, cell: str):
    listed = tmp_path / "a.jsonl"
    row = {"referring_page": A, "target": SHOP, "link_state": "present", "claims": cell}
    listed.write_text(json.dumps(row) + "\n")
    done = CliRunner().invoke(root, ["import", str(listed), "--db", str(tmp_path / "a.db")])

    assert "taken 1 + refused 0 + doubled 0" in done.output


def test_a_role_that_is_known_is_not_taken_back_by_an_older_export(
    db: Path, tmp_path: Path, export
):
    export(tmp_path / "a.csv")
    runner = CliRunner()
    runner.invoke(root, ["import", str(tmp_path / "a.csv"), "--db", str(db), "--role=competitor"])
    runner.invoke(root, ["import", str(tmp_path / "a.csv"), "--db", str(db)])

    assert {row["site_role"] for row in held(db)} == {"competitor"}


def carried(db: Path) -> list[tuple[object, ...]]:
    """Return what lists can carry: of each backlink, its agreement, and what tools say of it."""
    with closing(sqlite3.connect(db)) as connection:
        found = connection.execute("SELECT * FROM agreements ORDER BY backlink_id").fetchall()
        agreed = [row[:-1] for row in found]
        said = connection.execute(
            f"SELECT backlink_id, source, {', '.join(CLAIMED[:-1])}, json(metrics) FROM claim"
            f" WHERE source <> 'linkcrawler' AND coalesce({', '.join(CLAIMED)}) IS NOT NULL"
            " ORDER BY 1, 2"
        ).fetchall()
    return [*(tuple(row[name] for name in ROUND_TRIP) for row in held(db)), *agreed, *said]
