"""What a command imports before it does its work: reading a database needs no crawler."""

import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from linkcrawler.database import hold
from linkcrawler.errors import DatabaseBusyError
from tests.conftest import ROOT, environment, write_list
from tests.long.running import fill
from tests.site import TARGET

WATCH = """
import sys
from linkcrawler.cli.root import root
try:
    root(sys.argv[1:], prog_name="linkcrawler")
except SystemExit as end:
    names = ("scrapy", "twisted", "pycurl", "sqlite_utils", "linkcrawler.page", "datasette")
    print("code", end.code, *(name for name in names if name in sys.modules), file=sys.stderr)
"""


def watched(*arguments: object, cwd: Path = ROOT) -> tuple[int, set[str]]:
    """Run a command; return its exit code, and which of the heavy modules it imported."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", WATCH, *map(str, arguments)],
        cwd=cwd,
        env={**environment(), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    word, code, *imported = done.stderr.splitlines()[-1].split()
    assert word == "code", done.stderr
    return int(code), set(imported)


@pytest.fixture
def db(tmp_path: Path) -> Path:
    fill(tmp_path / "a.db", ["http://a.test/"], TARGET)
    return tmp_path / "a.db"


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["nightly", "--help"], ["export", "--help"]]
)
def test_help_imports_nothing_heavy(arguments: list[str]):
    code, imported = watched(*arguments)

    assert code == 0
    assert {"scrapy", "twisted", "pycurl", "datasette"} & imported == set()


@pytest.mark.parametrize(
    "arguments",
    [["show", "http://a.test/"], ["changes", "--since", "2026-01-01"], ["export"]],
    ids=lambda arguments: arguments[0],
)
def test_reading_a_database_imports_no_crawler(db: Path, arguments: list[str]):
    code, imported = watched(*arguments, "--db", db)

    assert code == 0
    assert {"scrapy", "twisted", "pycurl"} & imported == set()


def test_taking_lists_imports_no_crawler(tmp_path: Path):
    write_list(tmp_path / "links.csv", ["http://a.test/", "javascript:x"])
    options = ("--rejects", tmp_path / "rejects.csv", "--db", tmp_path / "a.db")
    code, imported = watched("import", tmp_path / "links.csv", *options)

    assert code == 0
    assert {"scrapy", "twisted", "pycurl"} & imported == set()


@pytest.mark.parametrize("command", ["nightly", "verify"])
def test_a_second_start_is_refused_before_it_imports_what_a_crawl_needs(db: Path, command: str):
    with FileLock(f"{db}.lock"):
        code, imported = watched(command, "--db", db)

    assert (code, imported) == (75, set())


def test_a_run_without_a_list_holds_the_database_once_and_lets_go(db: Path):
    code, _ = watched("nightly", "--db", db, "-s", "LINKCRAWLER_RENDER=0")

    assert code in (0, 3)
    with hold(db), pytest.raises(DatabaseBusyError), hold(db):
        pass


SECOND_STARTS = [
    *(
        (command, [links])
        for command in ("verify", "import", "crawl")
        for links in ("good.csv", "none.csv", "-")
    ),
    ("verify", []),
    ("crawl", []),
]


@pytest.mark.parametrize(("command", "links"), SECOND_STARTS)
def test_another_run_is_told_at_once_whatever_the_list(
    db: Path, tmp_path: Path, command: str, links: list[str]
):
    write_list(tmp_path / "good.csv", ["http://b.test/"])
    before = db.read_bytes()
    named = [str(tmp_path / each) if each != "-" else each for each in links]
    if command == "crawl":
        program = ["-m", "scrapy", "crawl", "verify", "-a", f"db={db}"]
        program += [argument for each in named for argument in ("-a", f"links={each}")]
    else:
        given = named if command == "import" else [a for each in named for a in ("--links", each)]
        program = ["-m", "linkcrawler", command, *given, "--db", str(db)]
    with FileLock(f"{db}.lock"):
        done = subprocess.run(
            [sys.executable, *program],
            cwd=ROOT,
            env={**environment(), "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )

    assert (done.returncode, "another run holds" in done.stderr) == (75, True)
    assert db.read_bytes() == before


@pytest.mark.parametrize("name", ["none.csv", "bad.csv"])
def test_a_bad_list_leaves_no_database_and_no_lock(tmp_path: Path, name: str):
    (tmp_path / "bad.csv").write_text("no address\n")
    new = tmp_path / "new.db"

    assert watched("verify", "--links", tmp_path / name, "--db", new)[0] == 2
    assert {path.name for path in tmp_path.iterdir()} == {"bad.csv"}
