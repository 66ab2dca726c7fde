"""The command ``import``: several files, a look without change, refused rows as a table."""

import csv
import json
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from linkcrawler import store
from linkcrawler.cli.root import root
from tests.make import rows

PAGE, TARGET = "https://blog.example.org/p", "https://example.com/t"
AHREFS = "Referring page URL\tDomain rating\tUR\tTarget URL\tAnchor\tFirst seen\tLanguage\n"


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(root, ["import", *map(str, arguments)])


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(["Source URL,Target URL", *lines, ""]), "utf-8")
    return path


def stored(here: Path, sql: str):
    with closing(store.open_reader(here / "backlinks.db")) as db:
        return [tuple(row.values()) for row in rows(db, sql)]


def test_several_files_are_told_one_by_one_and_together(here):
    one = write(here / "one.csv", f"{PAGE}1,{TARGET}", f"{PAGE}2,{TARGET}")
    two = write(here / "two.csv", f"{PAGE}2,{TARGET}", f"{PAGE}3,{TARGET}", f"x,{TARGET}")

    done = run(one, two, "--label", "spring", "--role", "competitor")

    assert done.exit_code == 0
    assert "one.csv: read 2 = taken 2 + refused 0 + doubled 0 (2 new)" in done.output
    assert "two.csv: read 3 = taken 1 + refused 1 + doubled 1 (1 new)" in done.output
    assert "together: read 5 = taken 3 + refused 1 + doubled 1 (3 new)" in done.output
    assert stored(here, "SELECT DISTINCT label FROM label") == [("spring",)]
    assert stored(here, "SELECT role FROM target") == [("competitor",)]
    assert stored(here, "SELECT DISTINCT labels, site_role FROM backlink_status") == [
        ("spring", "competitor")
    ]


def test_a_label_holds_no_commas_which_stand_between_labels(here):
    one = write(here / "one.csv", f"{PAGE}1,{TARGET}")

    run(one, "--label", "spring, paid", "--label", " ")

    assert stored(here, "SELECT label FROM label ORDER BY 1") == [("paid",), ("spring",)]


def test_each_list_is_one_object_for_programs(here):
    one, two = (write(here / f"{name}.csv", f"{PAGE},{TARGET}") for name in "ab")

    told = [json.loads(line) for line in run(one, two, "--json").stdout.splitlines()]

    assert [(each["name"], each["taken"], each["doubled"]) for each in told] == [
        ("a.csv", 1, 0),
        ("b.csv", 0, 1),
    ]


def test_one_bad_file_changes_nothing_and_leaves_no_table_of_refused_rows(here):
    good = write(here / "good.csv", f"{PAGE},{TARGET}")
    bad = here / "bad.csv"
    bad.write_text("Domain,Backlinks Count\na.example,3\n")

    done = run(good, bad, "--rejects", "rejects.csv", "--target", "example.com")

    assert done.exit_code == 2
    assert "bad.csv is Bing's table of linking domains" in done.stderr
    assert sorted(path.name for path in here.iterdir() if path.suffix == ".csv") == [
        "bad.csv",
        "good.csv",
    ]
    assert not (here / "backlinks.db").exists()


def test_a_look_tells_how_the_list_is_read_and_changes_nothing(here):
    path = here / "export.tsv"
    row = f"{PAGE}\t71\t12\t{TARGET}\tthe shop\t2024-01-02\ten\n"
    path.write_bytes((AHREFS + row + f"javascript:x\t1\t1\t{TARGET}\t\t\t\n").encode("utf-16"))

    done = run(path, "--dry-run")
    told = json.loads(run(path, "--dry-run", "--json").stdout)

    assert done.exit_code == 0
    assert list(here.iterdir()) == [path]
    for line in (
        "export.tsv: Ahrefs Backlinks",
        "  utf-16-le, tab, header on line 1",
        "  Referring page URL -> page that links",
        "  Target URL -> what it links to",
        "  Domain rating -> claim: DR",
        "  not used: Language",
        f"  line 2: {PAGE} -> {TARGET}",
        '  line 3 refused: "javascript:" is no page on the web',
        "  nothing was changed",
    ):
        assert line in done.output
    assert told["columns"]["Anchor"] == "claim: anchor text"
    assert told["rows"][0]["claim"]["metrics"] == {"DR": 71.0, "UR": 12.0}


def test_refused_rows_are_written_as_a_table_that_no_spreadsheet_runs(here):
    path = write(
        here / "=list.csv",
        f"{PAGE},{TARGET}",
        f'"=1+HYPERLINK(""https://evil.example"")",{TARGET}',
        f"ftp://bob:hunter2@example.org/,{TARGET}",
    )

    assert run(path, "--rejects", "rejects.csv").exit_code == 0
    with (here / "rejects.csv").open(newline="", encoding="utf-8") as file:
        header, formula, secret = csv.reader(file)

    assert header == ["file", "line", "column", "value", "why", "accepted"]
    assert formula[:3] == ["'=list.csv", "3", "Source URL"]
    assert formula[3].startswith("'=1+HYPERLINK")
    assert secret[3:] == [
        "ftp://example.org/",
        '"ftp:" is no page on the web',
        "an address such as https://example.com/page",
    ]


def test_an_export_that_shrank_by_half_is_asked_about(here):
    path = here / "export.tsv"
    line = "{}\t71\t12\t{}\t\t\t\n"
    path.write_text(AHREFS + "".join(line.format(f"{PAGE}{n}", TARGET) for n in range(5)))
    run(path)
    path.write_text(AHREFS + line.format(f"{PAGE}0", TARGET))

    done = run(path)

    assert "4 backlinks that Ahrefs held the last time are not in it any more" in done.output
    assert "is the file whole?" in done.output
    assert stored(here, "SELECT count(*) FROM backlink") == [(5,)]


def test_lines_above_a_header_and_tables_that_are_no_lists_are_told(here):
    path = here / "list.csv"
    path.write_text(f"My links\n\nSource URL,Target URL\n{PAGE},{TARGET}\n")

    assert "1 lines above the header of list.csv hold no page" in run(path).output
