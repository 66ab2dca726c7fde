"""``backup``, ``prune``, ``doctor`` and ``nightly``: keeping a database over years."""

import json
import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from linkcrawler import doctor, store
from linkcrawler.cli.root import root
from linkcrawler.config import Config
from linkcrawler.crawl.guard import Guard
from linkcrawler.doctor import Grade, machine
from linkcrawler.doctor.database import rows as check_rows
from linkcrawler.doctor.settings import check_settings
from linkcrawler.store.health import examine
from tests.long.running import ask, command, done, fill, is_whole
from tests.make import DAY, FOUND, NOT_FOUND, NOW, REMOVED, backlink, night, refused, rows
from tests.site import TARGET, Site

A, B = "https://a.example/", "https://b.example/"


def call(*arguments: object) -> tuple[int, str]:
    ended = CliRunner().invoke(root, [str(argument) for argument in arguments])
    return ended.exit_code, ended.output


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a database with five nights over two years, and a loss in them."""
    with closing(store.open_database(tmp_path / "a.db")) as db:
        store.take_list(db, [backlink(A), backlink(B)], "list", NOW)
        answers = [FOUND, REMOVED, FOUND, NOT_FOUND, NOT_FOUND]
        for number, answer in enumerate(answers):
            at = NOW - (800 - 200 * number) * DAY
            night(db, at, {A: answer, B: FOUND})
    return tmp_path / "a.db"


# --- backup ----------------------------------------------------------------------------------------


def test_a_backup_is_whole_and_holds_the_same(path: Path, tmp_path: Path):
    code, told = call("backup", "--db", path, "--to", tmp_path / "b.db")
    sql = "SELECT * FROM backlink_status"

    assert code == 0
    assert "whole" in told
    assert is_whole(tmp_path / "b.db")
    assert ask(path, sql) == ask(tmp_path / "b.db", sql)
    assert ask(tmp_path / "b.db", "PRAGMA application_id") == ask(path, "PRAGMA application_id")
    assert not list(tmp_path.glob("*.part*"))


def test_a_backup_has_a_name_of_its_own_beside_the_database(path: Path):
    code, told = call("backup", "--db", path, "--json")
    place = Path(json.loads(told)["backup"])

    assert code == 0
    assert place.parent == path.parent
    assert json.loads(told)["bytes"] == place.stat().st_size


def test_a_backup_writes_over_nothing_unless_it_is_forced(path: Path, tmp_path: Path):
    there = tmp_path / "b.db"
    there.write_text("mine")

    assert call("backup", "--db", path, "--to", there)[0] == 2
    assert there.read_text() == "mine"
    assert call("backup", "--db", path, "--to", path, "--force")[0] == 2
    assert call("backup", "--db", path, "--to", tmp_path)[0] == 2
    assert call("backup", "--db", path, "--to", tmp_path / "no" / "b.db")[0] == 2
    assert call("backup", "--db", path, "--to", there, "--force")[0] == 0
    assert is_whole(there)


def test_backups_while_a_run_writes_are_each_of_one_moment(path: Path, tmp_path: Path):
    stop = threading.Event()

    def write() -> None:
        number = 0
        with closing(store.open_database(path)) as db:
            db.execute("PRAGMA synchronous = OFF")
            while not stop.is_set():
                number += 1
                pages = [backlink(f"https://n{number}x{each}.example/") for each in range(10)]
                store.take_list(db, pages, "more", NOW)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            assert call("backup", "--db", path, "--to", tmp_path / f"{number}.db")[0] == 0
    finally:
        stop.set()
        writer.join()

    for number in range(5):
        assert is_whole(tmp_path / f"{number}.db")
        [(count,)] = ask(tmp_path / f"{number}.db", "SELECT count(*) FROM backlink")
        assert (count - 2) % 10 == 0


# --- prune -----------------------------------------------------------------------------------------


def test_pruning_keeps_each_state_and_the_last_good_observation(path: Path):
    now = "SELECT * FROM backlink_status"
    before = ask(path, now)
    code, told = call("prune", "--db", path, "--older-than", "300d", "--json")
    pruned = {name: each["rows"] for name, each in json.loads(told)["pruned"].items()}

    assert code == 0
    assert ask(path, now) == before
    # Of A: found, removed, found, not found. The second "found" is its last good one.
    assert pruned["observation"] == 2
    assert pruned["run"] == 3
    assert [row[0] for row in ask(path, "SELECT id FROM run")] == [4, 5]
    kept = ask(path, "SELECT link_state FROM observation WHERE backlink_id = 1 ORDER BY id")
    assert ("present",) in kept
    orphans = "SELECT * FROM sighting WHERE observation_id NOT IN (SELECT id FROM observation)"
    assert ask(path, orphans) == []
    assert ask(path, "SELECT * FROM event WHERE run_id NOT IN (SELECT id FROM run)") == []
    assert is_whole(path)


def test_a_dry_run_tells_the_same_and_changes_nothing(path: Path):
    before = path.read_bytes()
    dry = call("prune", "--db", path, "--older-than", "300d", "--json", "--dry-run")[1]
    after = path.read_bytes()
    real = call("prune", "--db", path, "--older-than", "300d", "--json", "--shrink")[1]

    assert before == after
    assert json.loads(dry)["pruned"] == json.loads(real)["pruned"]


def test_pruning_keeps_what_the_last_list_of_a_name_could_not_use(tmp_path: Path):
    path = tmp_path / "lists.db"
    with closing(store.open_database(path)) as db:
        for name, days in (("a.csv", 0), ("a.csv", 1), ("b.csv", 0), ("c.csv", 50), ("c.csv", 51)):
            lines = [backlink(A), refused(line=days + 7)]
            store.take_list(db, lines, name, NOW + days * DAY)
        gone = store.prune(db, NOW + 20 * DAY)

    assert {each.table: each.rows for each in gone}["refused_row"] == 1
    kept = ask(path, "SELECT name, line FROM refused_row JOIN import ON import.id = import_id")
    assert kept == [("a.csv", 8), ("b.csv", 7), ("c.csv", 57), ("c.csv", 58)]


def test_a_pruned_database_goes_on(path: Path):
    call("prune", "--db", path, "--older-than", "1d", "--shrink")
    with closing(store.open_database(path)) as db:
        assert night(db, NOW + 7 * DAY, {A: FOUND, B: FOUND})["present"] == 2
        kinds = rows(db, "SELECT kind FROM event WHERE run_id = (SELECT max(id) FROM run)")

    assert {row["kind"] for row in kinds} == {"recovered"}


@pytest.mark.parametrize("age", ["", "0d", "400", "-1d", "1h", "99999y", "d"])
def test_what_is_no_age_is_refused(path: Path, age: str):
    assert call("prune", "--db", path, "--older-than", age)[0] == 2


def test_pruning_waits_for_no_run(path: Path):
    with store.hold(path):
        assert call("prune", "--db", path, "--older-than", "1d")[0] == 75
        assert call("prune", "--db", path, "--older-than", "1d", "--dry-run")[0] == 0


# --- doctor ----------------------------------------------------------------------------------------


def test_the_doctor_tells_each_check_with_its_grade(path: Path):
    code, told = call("doctor", "--db", path, "--json", "-s", "LINKCRAWLER_RENDER=0")
    findings = {each["check"]: each for each in json.loads(told)["findings"]}

    assert code in (0, 1)
    assert json.loads(told)["exit_code"] == code
    assert {"python", "sqlite", "user", "open_files", "proxy", "folder", "room", "clock"} <= set(
        findings
    )
    assert {"database", "schema", "rows", "size", "unverifiable", "last_run", "guard"} <= set(
        findings
    )
    assert findings["database"]["grade"] == "ok"
    assert all(each["advice"] for each in findings.values() if each["grade"] != "ok")
    assert "MB by table" in findings["size"]["sentence"]


def test_the_doctor_changes_nothing_and_makes_nothing(tmp_path: Path):
    call("doctor", "--db", tmp_path / "a.db", "-s", "LINKCRAWLER_RENDER=0")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"a text " * 100, bytes(5000)])
def test_the_doctor_fails_a_database_that_is_none(tmp_path: Path, content: bytes):
    (tmp_path / "a.db").write_bytes(content)
    code, told = call("doctor", "--db", tmp_path / "a.db", "-s", "LINKCRAWLER_RENDER=0")

    assert code == 2
    assert "FAILURE database" in told


def test_the_doctor_tells_that_a_run_is_going_on(path: Path):
    with store.hold(path):
        assert examine(path, NOW).is_held
    assert not examine(path, NOW).is_held


def test_rows_that_are_gone_are_a_failure(path: Path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM backlink WHERE id = 1")
        connection.commit()

    assert check_rows(examine(path, NOW)).grade is Grade.FAILURE


MACHINES = [
    (machine.sqlite("3.34.1"), Grade.FAILURE),
    (machine.sqlite("3.40.1"), Grade.OK),
    (machine.sqlite("3.51.3"), Grade.OK),
    (machine.open_files(64, 100), Grade.WARNING),
    (machine.open_files(None, 100), Grade.OK),
    (machine.open_files(4096, 100), Grade.OK),
    (machine.room(1 << 20, 0), Grade.FAILURE),
    (machine.room(300 << 20, 100 << 20), Grade.WARNING),
    (machine.room(10 << 30, 100 << 20), Grade.OK),
    (machine.proxies({"https_proxy": "http://user:secret@proxy"}), Grade.WARNING),
    (machine.proxies({}), Grade.OK),
    (machine.check_clock(datetime(1970, 1, 1, tzinfo=UTC), []), Grade.FAILURE),
    (machine.check_clock(NOW, ["2038-01-19T00:00:00+00:00", None]), Grade.WARNING),
    (machine.check_clock(NOW, ["2026-11-23T00:00:00+00:00", None]), Grade.OK),
]


@pytest.mark.parametrize(("finding", "grade"), MACHINES, ids=lambda value: str(value)[:60])
def test_each_measure_has_its_grade(finding: doctor.Finding, grade: Grade):
    assert finding.grade is grade
    assert bool(finding.advice) == (grade is not Grade.OK)
    assert "secret" not in finding.sentence


def test_the_wal_reset_bug_is_told_where_it_is():
    told = {text: "WAL-reset" in machine.sqlite(text).sentence for text in ("3.44.5", "3.44.6")}

    assert told == {"3.44.5": True, "3.44.6": False}


def test_settings_that_weaken_the_guard_are_warnings():
    closed = list(check_settings(Config(contact="a@b.example"), obeys_robots=True))
    opened = list(check_settings(Config(guard=Guard(is_open=True)), obeys_robots=False))
    named = list(check_settings(Config(guard=Guard.from_setting("10.0.0.0/8")), obeys_robots=True))

    assert {finding.grade for finding in closed} == {Grade.OK}
    assert {finding.grade for finding in opened} == {Grade.WARNING}
    assert "10.0.0.0/8" in named[0].sentence


def test_an_archive_is_told_and_its_package_missed(monkeypatch: pytest.MonkeyPatch):
    config = Config(contact="a@b.example", warc="archives", warc_changes=True)
    *_, there = check_settings(config, obeys_robots=True)
    monkeypatch.setattr("linkcrawler.doctor.settings.find_spec", lambda _: None)
    *_, missed = check_settings(config, obeys_robots=True)

    assert (there.grade, missed.grade) == (Grade.OK, Grade.WARNING)
    assert "that changed or is missing is archived in archives" in there.sentence


def test_the_network_is_looked_at_where_that_is_asked_for(site: Site):
    open_guard = Guard(is_open=True)
    good, bad = site.url("/live", "127.0.0.1"), "http://127.0.0.1:1/"

    def grades(*probes: str, guard: Guard = open_guard) -> list[Grade]:
        return [finding.grade for finding in doctor.check_network(probes, guard)]

    assert grades(good) == [Grade.OK]
    assert grades(good, bad) == [Grade.WARNING]
    assert grades(bad, "nonsense") == [Grade.FAILURE]
    assert grades(good.replace("http:", "https:")) == [Grade.FAILURE]
    assert grades(good, guard=Guard()) == [Grade.WARNING, Grade.FAILURE]


def test_a_browser_that_does_not_start_is_told():
    assert doctor.check_browser(Config(render_pages=0)).grade is Grade.OK
    assert doctor.check_browser(Config(browser="/nonexistent/chromium")).grade is Grade.WARNING
    assert doctor.check_browser(Config(browser="/bin/false")).grade is Grade.WARNING


# --- nightly ---------------------------------------------------------------------------------------


def test_a_night_tells_each_fact_on_a_line_and_keeps_to_its_budget(site: Site, tmp_path: Path):
    db = tmp_path / "a.db"
    paths = [f"/nightly/{number}" for number in range(4)]
    for each in paths:
        site.pages[each] = f'<p>x</p><a href="{TARGET}">x</a>'
    fill(db, [site.url(each) for each in paths], TARGET)
    first = done(command("nightly", db, "--budget", 3))
    second = done(command("nightly", db, "--json"))
    third = done(command("nightly", db))

    assert (first.returncode, first.stderr) == (0, "")
    assert [line.split(" in ")[0] for line in first.stdout.splitlines()] == [
        "run 1: finished; 3 of 3 backlinks on 3 pages",
        "run 1: present 3",
    ]
    told = json.loads(second.stdout)
    assert (told["run"], told["pages"], told["exit_code"]) == (2, 1, 0)
    assert third.returncode == 0
    assert third.stdout.startswith("nothing due before ")


def test_a_night_without_a_database_is_refused(tmp_path: Path):
    code, told = call("nightly", "--db", tmp_path / "a.db")

    assert code == 2
    assert "no such database" in told
