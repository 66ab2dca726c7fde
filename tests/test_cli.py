"""The command line, in processes of its own, with good and with bad input."""

import csv
import io
import json
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from linkcrawler.demo import DEFAULT_PORT, EXPECTED, expected_on
from linkcrawler.states import LinkState, Placement
from tests.conftest import ROOT, environment, write_list
from tests.site import TARGET, Site


def run(
    *arguments: object, stdin: str | None = None, cwd: Path = ROOT
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "linkcrawler", *map(str, arguments)],
        cwd=cwd,
        env={**environment(), "PYTHONPATH": str(ROOT)},
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def verified(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database with one run over three pages."""
    folder = tmp_path_factory.mktemp("verified")
    site.pages["/formula"] = f'<p>x</p><a href="{TARGET}">=1+1\x1b[31m</a>'
    pages = [site.url(path) for path in ("/live", "/removed", "/formula")]
    links = write_list(folder / "links.csv", pages)
    done = run("verify", "--links", links, "--db", folder / "a.db", "-s", "DOWNLOAD_DELAY=0")
    assert done.returncode == 0, done.stderr
    return folder / "a.db"


def test_verify_prints_what_the_links_came_to(verified: Path, site: Site):
    links = write_list(verified.parent / "again.csv", [site.url("/live")])
    done = run("verify", "--links", links, "--db", verified, "-s", "DOWNLOAD_DELAY=0")

    assert done.returncode == 0
    assert "read 1 = taken 1 + refused 0 + doubled 0 (0 new)" in done.stdout
    assert "present           1  The link is there." in done.stdout


def test_verify_as_json_is_one_object(verified: Path, site: Site):
    links = write_list(verified.parent / "again.csv", [site.url("/live")])
    done = run("verify", "--links", links, "--db", verified, "-s", "DOWNLOAD_DELAY=0", "--json")

    assert {key: json.loads(done.stdout)[key] for key in ("outcome", "exit_code", "pages")} == {
        "outcome": "finished",
        "exit_code": 0,
        "pages": 1,
    }


def test_import_tells_the_sum_and_each_refused_row(tmp_path: Path):
    links = tmp_path / "links.csv"
    links.write_text(
        "source_url,target_url\nhttp://a.test/,https://b.test/\njavascript:x,https://b.test/\n"
        "http://a.test/,https://b.test/\n"
    )
    done = run("import", links, "--db", tmp_path / "a.db")
    as_json = run("import", links, "--db", tmp_path / "a.db", "--json")

    assert "read 3 = taken 1 + refused 1 + doubled 1 (1 new)" in done.stdout
    assert "line 3:" in done.stdout
    assert {
        key: json.loads(as_json.stdout)[key]
        for key in ("read", "taken", "refused", "doubled", "new")
    } == {"read": 3, "taken": 1, "refused": 1, "doubled": 1, "new": 0}


def test_show_tells_state_and_history(verified: Path, site: Site):
    done = run("show", site.url("/live"), "--db", verified)
    as_json = json.loads(run("show", site.url("/live"), "--db", verified, "--json").stdout)

    assert "present: The link was found on the page." in done.stdout
    assert "history:" in done.stdout
    assert (as_json["link_state"], len(as_json["history"])) == ("present", 1)


def test_what_could_command_a_terminal_is_shown_by_its_code(verified: Path, site: Site):
    done = run("show", site.url("/formula"), "--db", verified)

    assert "\x1b" not in done.stdout
    assert "=1+1\\u001b[31m" in done.stdout


def test_export_as_csv_is_safe_for_spreadsheets_unless_raw(verified: Path):
    safe = list(csv.DictReader(io.StringIO(run("export", "--db", verified).stdout)))
    raw = list(csv.DictReader(io.StringIO(run("export", "--db", verified, "--raw").stdout)))

    assert "'=1+1\x1b[31m" in {row["anchor_text"] for row in safe}
    assert "=1+1\x1b[31m" in {row["anchor_text"] for row in raw}
    assert len(safe) == 3


def test_export_as_json_lines_into_a_file_by_state(verified: Path, tmp_path: Path):
    out = tmp_path / "out.jsonl"
    done = run("export", "--db", verified, "--format", "jsonl", "-o", out, "--state", "missing")

    assert done.returncode == 0
    assert [json.loads(line)["link_state"] for line in out.read_text().splitlines()] == ["missing"]


def test_changes_tells_that_nothing_changed(verified: Path):
    assert "Nothing changed." in run("changes", "--run", 1, "--db", verified).stdout


def test_inspect_a_file(tmp_path: Path):
    page = tmp_path / "page.html"
    page.write_text("<title>T</title><a href='/x' rel='nofollow'>in</a><noscript><a href=y>n</a>")
    told = json.loads(run("inspect", page, "--url", "http://a.test/", "--json").stdout)

    assert told["page"]["title"] == "T"
    assert [
        (link["href"], link["url"], link["rel"], link["countability"]) for link in told["links"]
    ] == [
        ("/x", "http://a.test/x", ["nofollow"], "nofollow"),
        ("y", "http://a.test/y", [], "not_counted"),
    ]


def test_inspect_an_address(site: Site):
    told = json.loads(run("inspect", site.url("/moved/301"), "--target", TARGET, "--json").stdout)

    assert [(link["url"], link["match_level"]) for link in told["links"]] == [(TARGET, "exact")]


def test_inspect_in_batch_answers_every_line(tmp_path: Path):
    page = tmp_path / "page.html"
    page.write_text("<a href='/x'>in</a>")
    lines = [
        json.dumps({"id": 1, "path": str(page), "url": "http://a.test/"}),
        "no json",
        json.dumps({"id": 3, "path": str(tmp_path / "nothing")}),
        json.dumps(["no object"]),
        json.dumps({"id": 5, "path": str(page), "url": "nonsense"}),
    ]
    done = run("inspect", "--batch", stdin="\n".join(lines))
    told = [json.loads(line) for line in done.stdout.splitlines()]

    assert done.returncode == 0, done.stderr
    assert [row["id"] for row in told] == [1, None, 3, None, 5]
    assert ["error" in row for row in told] == [False, True, True, True, True]


BAD_INPUT = [  # (arguments, what the one line says)
    (["verify", "--links", "nothing.csv"], "nothing.csv"),
    (["verify", "--links", "empty.csv"], "empty.csv"),
    (["verify", "--links", "words.csv"], "words.csv"),
    (["verify", "--links", "good.csv", "--target", "no host"], "no host"),
    (["import", "nothing.csv"], "nothing.csv"),
    (["verify"], "no such database"),
    (["verify", "--db", "foreign.db"], "another program"),
    (["verify", "--db", "text.db"], "text.db"),
    (["verify", "--db", "zero.db"], "empty (0 bytes)"),
    (["verify", "--db", "newer.db"], "newer linkcrawler"),
    (["verify", "--links", "good.csv", "--db", "foreign.db"], "another program"),
    (["verify", "--links", "good.csv", "--db", "nowhere/a.db"], "nowhere"),
    (["show", "http://a.test/", "--db", "nothing.db"], "nothing.db"),
    (["changes", "--db", "text.db"], "text.db"),
    (["export", "--db", "zero.db"], "zero.db"),
    (["inspect", "nothing.html"], "nothing.html"),
    (["inspect", "http://["], "http://["),
]


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """Return a folder with lists and databases that can't be used."""
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "words.csv").write_text("just\nsome\nwords\n")
    (tmp_path / "good.csv").write_text("http://a.test/,https://b.test/\n")
    (tmp_path / "text.db").write_text("this is no database, but a text of some length " * 20)
    (tmp_path / "zero.db").write_text("")
    for name, version, identity in (("foreign", 0, 0), ("newer", 99, 0x6C637277)):
        connection = sqlite3.connect(tmp_path / f"{name}.db")
        connection.execute("CREATE TABLE t (a)")
        connection.execute(f"PRAGMA application_id = {identity}")
        connection.execute(f"PRAGMA user_version = {version}")
        connection.commit()
        connection.close()
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "said"),
    BAD_INPUT,
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else "",
)
def test_bad_input_is_one_clear_line_exit_2_and_changes_nothing(
    bad: Path, arguments: list[str], said: str
):
    before = {path.name: path.read_bytes() for path in bad.iterdir()}
    done = run(*arguments, cwd=bad)
    after = {path.name: path.read_bytes() for path in bad.iterdir() if path.suffix != ".lock"}

    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert before == after


def test_a_list_with_a_bad_row_goes_on_without_it(site: Site, tmp_path: Path):
    links = tmp_path / "links.csv"
    links.write_text(
        f"source_url,target_url\n{site.url('/live')},{TARGET}\nmailto:x@y.test,{TARGET}\n"
    )
    done = run("verify", "--links", links, "--db", tmp_path / "a.db", "-s", "DOWNLOAD_DELAY=0")

    assert done.returncode == 0
    assert "taken 1 + refused 1" in done.stdout
    assert "line 3:" in done.stdout


def test_two_runs_at_once_are_refused_with_75(bad: Path):
    with FileLock(bad / "a.db.lock"):
        done = run("verify", "--links", "good.csv", "--db", "a.db", cwd=bad)

    assert done.returncode == 75
    assert "another run holds the database" in done.stderr


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_demo_comes_out_as_expected_on_two_nights(tmp_path: Path):
    port, db = _free_port(), tmp_path / "demo.db"
    for night in (1, 2):
        done = run("demo", "--verify", "--port", port, "--db", db, "--json")
        assert done.returncode == 0, done.stderr
        connection = sqlite3.connect(db)
        found = {
            (page, target): (page_state, link_state)
            for page, target, page_state, link_state in connection.execute(
                "SELECT referring_page, target, page_state, link_state FROM backlink_status"
            )
        }
        connection.close()
        expected = {
            key: (str(expectation.page_state), str(expectation.link_state))
            for key, expectation in expected_on(night, port).items()
        }
        assert expected == found
    assert "missing" in run("changes", "--db", db).stdout


def test_the_demo_says_when_its_port_is_taken(tmp_path: Path):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        done = run("demo", "--port", holder.getsockname()[1], "--db", tmp_path / "a.db")

    assert done.returncode == 2
    assert "--port" in done.stderr


def test_the_demo_holds_enough_to_show():
    pages = {page for page, _, night in EXPECTED if night == 1}
    states = {str(expected.link_state) for expected in EXPECTED.values()}

    assert len(pages) >= 40
    assert {str(state) for state in LinkState} - {"lost"} <= states
    assert {Placement.COMMENT, Placement.FORUM_POST, Placement.FOOTER} <= {
        expected.placement for expected in EXPECTED.values()
    }
    assert all(f":{DEFAULT_PORT}/" in page for page in pages)
