"""``report`` writes a whole file or none; ``audit`` is read in a terminal as wide as it is."""

import io
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.cells import cell_len

from linkcrawler import store
from linkcrawler.cli import audit as command
from linkcrawler.cli.root import root
from tests.audits import hostile_audit, sample_audit
from tests.make import FOUND, NOW, PAGE, backlink, night


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "links.db"
    database = store.open_database(path)
    store.take_list(database, [backlink(PAGE, "https://www.example.com/shop")], "list.csv", NOW)
    night(database, NOW, {PAGE: FOUND})
    database.close()
    return path


def run(*arguments: object) -> object:
    return CliRunner().invoke(root, [str(each) for each in arguments])


def test_a_report_is_written_where_it_is_asked_for(db: Path, tmp_path: Path):
    file = tmp_path / "to client.html"
    done = run("report", file, "--db", db, "--title", "Links <of> us", "--client", "Ann & Bob")

    text = file.read_text("utf-8")
    assert done.exit_code == 0
    assert "to client.html" in done.stderr
    assert "<h1>Links &lt;of&gt; us</h1>" in text
    assert "Prepared for Ann &amp; Bob" in text
    assert text.rstrip().endswith("</html>")


def test_a_report_goes_to_standard_output(db: Path):
    done = run("report", "-", "--db", db)

    assert done.exit_code == 0
    assert done.stdout.startswith("<!DOCTYPE html>")
    assert "Backlinks of example.com" in done.stdout


def test_where_the_report_can_not_be_made_the_old_one_stays(db: Path, tmp_path: Path):
    file = tmp_path / "report.html"
    file.write_text("old")

    assert run("report", file, "--db", tmp_path / "none.db").exit_code == 2
    assert run("report", file, "--db", db, "--site", "other.example").exit_code == 2
    assert run("report", tmp_path / "no" / "report.html", "--db", db).exit_code == 2
    assert file.read_text() == "old"
    assert sorted(path.name for path in tmp_path.glob("*report*")) == ["report.html"]


def test_a_report_is_no_pdf(db: Path, tmp_path: Path):
    done = run("report", tmp_path / "report.pdf", "--db", db)

    assert done.exit_code == 2
    assert "a browser saves it as PDF" in done.stderr


class Terminal(io.StringIO):
    """A standard output that somebody looks at."""

    def isatty(self) -> bool:
        return True


def told(monkeypatch: pytest.MonkeyPatch, columns: int | None, audit: object) -> list[str]:
    out = io.StringIO() if columns is None else Terminal()
    if columns is not None:
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setenv("LINES", "50")
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr("sys.stdout", out)
    command._tell(audit)
    return out.getvalue().splitlines()


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_no_line_is_wider_than_the_terminal(monkeypatch: pytest.MonkeyPatch, columns: int):
    lines = told(monkeypatch, columns, sample_audit())

    shown = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in lines]
    assert max(map(cell_len, shown)) <= columns
    assert any("... and 48 more rows and" in line for line in lines)


def test_elsewhere_nothing_is_cut_and_nothing_is_coloured(monkeypatch: pytest.MonkeyPatch):
    lines = told(monkeypatch, None, sample_audit())
    text = "\n".join(lines)

    assert "\x1b" not in text
    assert "…" not in text
    assert sample_audit().sections[0].answer in text
    assert sample_audit().sections[1].tables[0].rows[0][1] in text
    assert "+12 since 2026-10-01" in text
    assert "not known  Median authority" in text


@pytest.mark.parametrize("columns", [None, 80])
def test_no_text_of_others_commands_a_terminal(
    monkeypatch: pytest.MonkeyPatch, columns: int | None
):
    text = "\n".join(told(monkeypatch, columns, hostile_audit()))

    for code in "\x00\u202e\u2066\ud800":
        assert code not in text
    assert "\\u202e" in text
