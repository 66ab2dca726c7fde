"""What breaks at night: full disks, read-only ones, kills, signals, overlaps, closed streams.

The same in large numbers: ``make test-long``.
"""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from linkcrawler import store
from linkcrawler.errors import DatabaseError
from linkcrawler.states import RunOutcome
from linkcrawler.store import opening, schema
from linkcrawler.store.due import CLOCK_MAY_DIFFER
from tests.conftest import ROOT
from tests.long import failing, full, kills, migrations, points, power, reading
from tests.long.overlap import overlap
from tests.long.running import ask, command, done, fill, is_whole, start, variables
from tests.long.signals import interrupted
from tests.make import DAY, FOUND, HOUR, NOW, REMOVED, backlink, look, night, owed, rows
from tests.site import TARGET, Site

NOBODY = 65_534


@pytest.fixture
def db(tmp_path: Path, site: Site) -> Path:
    """Return a database that owes three pages."""
    pages = [site.url(f"/night/{tmp_path.name}/{n}") for n in range(3)]
    for page in pages:
        site.pages[page.removeprefix(site.url(""))] = f'<p>x</p><a href="{TARGET}">x</a>'
    fill(tmp_path / "a.db", pages, TARGET)
    return tmp_path / "a.db"


def states(db: Path) -> list[tuple[object, ...]]:
    return ask(db, "SELECT link_state, count(*) FROM backlink_status GROUP BY 1")


# --- full disks ------------------------------------------------------------------------------------


@pytest.mark.parametrize("more_pages", [1, 2, 5, 9, 14, 20, 30, 45])
def test_a_full_disk_leaves_whole_steps_and_the_next_run_goes_on(tmp_path: Path, more_pages: int):
    assert full.by_pages(tmp_path, more_pages) in ("list", "run", "whole")


def test_a_file_that_can_not_grow_is_one_line_and_exit_2(tmp_path: Path):
    assert full.by_file_size(tmp_path, 100_000) == 2


@pytest.mark.parametrize("limit", [2_000, 60_000])
@pytest.mark.parametrize("name", full.OUTPUTS)
def test_an_output_that_finds_no_room_leaves_the_one_before(tmp_path: Path, name: str, limit: int):
    assert full.by_output(full.fill_outputs(tmp_path), name, limit) in (0, 2)


def test_a_run_whose_store_fails_is_closed_as_interrupted(tmp_path: Path):
    from linkcrawler.crawl.session import open_session  # noqa: PLC0415

    fill(tmp_path / "a.db", ["https://a.example/"], TARGET)
    session = open_session(db=str(tmp_path / "a.db"))
    session.db.execute("PRAGMA query_only = ON")
    session.finish()
    session.close()

    assert session.exit_code == 4
    assert "could not be closed" in session.notes[0]


@pytest.mark.skipif(sys.platform == "win32", reason="locks of POSIX")
def test_a_reader_that_comes_and_goes_leaves_the_wal_to_the_run(tmp_path: Path):
    from linkcrawler.crawl.session import open_session  # noqa: PLC0415

    path = tmp_path / "a.db"
    fill(path, ["https://a.example/"], TARGET)
    session = open_session(db=str(path))
    reading = (
        f"import sqlite3; sqlite3.connect({str(path)!r}).execute('SELECT * FROM runs').close()"
    )
    subprocess.run([sys.executable, "-c", reading], check=True)
    kept = Path(f"{path}-wal").exists()
    session.close()

    assert kept


# --- read-only -------------------------------------------------------------------------------------

AS_NOBODY = f"""
import os, sys
sys.path.insert(0, {str(ROOT)!r})
import difflib, encodings.idna, filelock, sqlite3, tempfile, traceback, uuid
import linkcrawler.config, linkcrawler.crawl.session, linkcrawler.journal, linkcrawler.summary
from linkcrawler.cli import main
from linkcrawler.cli.root import COMMANDS, root
for name in COMMANDS:  # they come when they are asked for, and nobody may not read everything
    root.get_command(None, name)
if os.geteuid() == 0:
    os.setgid({NOBODY})
    os.setuid({NOBODY})
sys.argv = ["linkcrawler", *sys.argv[1:]]
main()
"""


def as_nobody(asked: list[str]) -> subprocess.CompletedProcess[str]:
    return done([sys.executable, "-c", AS_NOBODY, *asked[3:]])


@pytest.fixture
def reachable(tmp_path: Path) -> Path:
    """Return a folder that other users can look into."""
    for folder in (tmp_path, *tmp_path.parents[:4]):
        if folder.stat().st_uid == os.geteuid() and "pytest" in str(folder):
            folder.chmod(folder.stat().st_mode | 0o755)
    return tmp_path


@pytest.mark.skipif(sys.platform != "linux", reason="users and rights of Linux")
@pytest.mark.parametrize("what", ["file", "folder"])
def test_read_only_is_told_before_the_first_request_and_can_be_read(
    db: Path, site: Site, reachable: Path, what: str
):
    db.chmod(0o444)
    reachable.chmod(0o777 if what == "file" else 0o555)
    asked_before = len(site.asked)
    verify = as_nobody(command("nightly", db))
    listed = as_nobody(command("export", db))
    changes = as_nobody(command("changes", db))
    shown = as_nobody(command("show", db, "https://target.example/guide"))
    reachable.chmod(0o755)

    assert verify.returncode == 2, verify.stderr
    assert "can't be written" in verify.stderr
    assert len(verify.stderr.strip().splitlines()) == 1
    assert len(site.asked) == asked_before
    assert (listed.returncode, len(listed.stdout.splitlines())) == (0, 4), listed.stderr
    assert (changes.returncode, shown.returncode) == (0, 0), shown.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="users and rights of Linux")
def test_a_folder_that_can_not_be_looked_into_is_one_line_and_exit_2(db: Path, reachable: Path):
    reachable.chmod(0o700)
    nightly, shown = (as_nobody(command(each, db)) for each in ("nightly", "changes"))
    reachable.chmod(0o755)

    for done_ in (nightly, shown) if os.geteuid() == 0 else ():
        assert done_.returncode == 2, done_.stderr
        assert "ermission denied" in done_.stderr
        assert len(done_.stderr.strip().splitlines()) == 1


def test_an_older_database_that_can_not_be_written_says_so(tmp_path: Path, monkeypatch):
    path = tmp_path / "a.db"
    migrations.make_old(path, 3)

    def refuse(_path: Path) -> None:
        raise DatabaseError("the folder can't be written")

    monkeypatch.setattr(opening, "hold", refuse)
    with pytest.raises(DatabaseError, match=f"schema 2, this one knows {schema.VERSION}"):
        store.open_reader(path)


# --- migrations ------------------------------------------------------------------------------------


def test_before_a_migration_a_copy_is_kept(tmp_path: Path):
    path = tmp_path / "a.db"
    migrations.make_old(path, 3)
    store.open_database(path).close()
    kept = tmp_path / f"a.db.before-{schema.VERSION}"

    assert ask(kept, "PRAGMA user_version") == [(migrations.FIRST,)]
    assert ask(kept, "SELECT count(*) FROM backlink") == [(3,)]
    assert ask(path, "PRAGMA user_version") == [(schema.VERSION,)]


def test_a_new_database_has_no_copy_beside_it(tmp_path: Path):
    store.open_database(tmp_path / "a.db").close()

    assert [each.name for each in tmp_path.iterdir()] == ["a.db"]


def test_a_migration_that_fails_changes_nothing(tmp_path: Path, monkeypatch):
    path = tmp_path / "a.db"
    migrations.make_old(path, 3)
    apply = schema.migrations.apply

    def fail(db):
        apply(db)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(schema.migrations, "apply", fail)
        with pytest.raises(KeyboardInterrupt):
            store.open_database(path)

    assert ask(path, "SELECT count(*) FROM _sqlite_migrations") == [(migrations.FIRST,)]
    store.open_database(path).close()
    assert ask(path, "SELECT count(*) FROM backlink_status") == [(3,)]


def test_a_migration_that_is_killed_leaves_old_or_new(tmp_path: Path):
    chance = random.Random(3)
    for number in range(4):
        path = tmp_path / f"{number}.db"
        migrations.make_old(path, 500)
        migrations.killed(path, chance.uniform(0, 0.1))


# --- damage ----------------------------------------------------------------------------------------


def test_a_wal_of_another_database_is_refused(tmp_path: Path):
    ours, other = tmp_path / "a.db", tmp_path / "b.db"
    fill(ours, [f"https://ours{n}.example/" for n in range(50)], TARGET)
    with closing(store.open_database(other)) as opened:
        rows_of = [backlink(f"https://other{n}.example/") for n in range(50)]
        store.take_list(opened, rows_of, "other", NOW)
        wal = Path(f"{other}-wal").read_bytes()
    before = ours.read_bytes()
    Path(f"{ours}-wal").write_bytes(wal)

    for opening_it in (store.open_database, opening.check_fit):
        with pytest.raises(DatabaseError, match=r"damaged|of another database"):
            opening_it(ours)
    assert ours.read_bytes() == before


def test_a_wal_of_its_own_is_taken(tmp_path: Path):
    path, copied = tmp_path / "a.db", tmp_path / "c.db"
    fill(path, [f"https://a{n}.example/" for n in range(50)], TARGET)
    with closing(store.open_database(path)) as opened:
        store.take_list(opened, [backlink("https://new.example/")], "more", NOW)
        copied.write_bytes(path.read_bytes())
        Path(f"{copied}-wal").write_bytes(Path(f"{path}-wal").read_bytes())

    store.open_database(copied).close()
    assert ask(copied, "SELECT count(*) FROM backlink") == [(51,)]


# --- overlap and signals ---------------------------------------------------------------------------


def test_of_starts_at_once_one_runs(site: Site, tmp_path: Path):
    codes, _ = overlap(site, tmp_path, 4)

    assert codes == [0, 75, 75, 75]


@pytest.mark.parametrize(
    ("number", "twice"),
    [
        (signal.SIGTERM, False),
        (signal.SIGTERM, True),
        (signal.SIGINT, False),
        (signal.SIGKILL, False),
    ],
    ids=str,
)
def test_a_signal_ends_a_run_that_then_goes_on(
    site: Site, tmp_path: Path, number: signal.Signals, twice: bool
):
    code, took_s = interrupted(site, tmp_path, number, twice=twice, after_s=1.2)

    assert code in (0, 4, -number)
    assert took_s < 25


@pytest.mark.parametrize("twice", [False, True])
def test_a_page_that_hangs_does_not_keep_a_run_from_ending(site: Site, tmp_path: Path, twice: bool):
    fill(tmp_path / "a.db", [site.url("/hang"), site.url("/live")], TARGET)
    brief = "from linkcrawler.crawl import ending; ending.IN_HAND_S = 1; "
    brief += "from linkcrawler.cli import main; main()"
    process = start([sys.executable, "-c", brief, *command("nightly", tmp_path / "a.db")[3:]])
    while not any(asked.path == "/hang" for asked in site.asked):
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    begun = time.monotonic()
    if twice:
        time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    site.asked.clear()

    assert process.returncode == 4
    assert time.monotonic() - begun < (2 if twice else 5)


# --- streams, environment, open files --------------------------------------------------------------


@pytest.mark.parametrize(
    ("redirect", "limit"),
    [
        (">&- 2>&-", ""),
        (">/dev/full", ""),
        ("2>&1 >/dev/null | head -c 0", ""),
        ("", "ulimit -n 48;"),
    ],
)
def test_a_run_goes_on_without_anybody_to_tell(db: Path, redirect: str, limit: str):
    line = " ".join(command("nightly", db))
    asked = f"set -o pipefail; {limit} {line} {redirect}"
    code = subprocess.run(["bash", "-c", asked], cwd=ROOT, env=variables(), check=False).returncode

    assert code == 0
    assert states(db) == [("present", 3)]


def test_scrapy_s_command_runs_without_streams(db: Path):
    asked = [sys.executable, "-m", "scrapy", "crawl", "verify", "-a", f"db={db}"]
    line = " ".join([*asked, "-s", "DOWNLOAD_DELAY=0", "-s", "LINKCRAWLER_RENDER=0"])
    closed = f"{line} <&- >&- 2>&-"
    code = subprocess.run(["bash", "-c", closed], cwd=ROOT, env=variables(), check=False).returncode

    assert code == 0
    assert states(db) == [("present", 3)]


def test_no_home_and_a_locale_of_c_change_nothing(db: Path):
    ended = done(command("nightly", db), env=variables(HOME="/nonexistent", LC_ALL="C", TERM=""))

    assert ended.returncode == 0, ended.stderr
    assert states(db) == [("present", 3)]


# --- clocks ----------------------------------------------------------------------------------------

JUMPS = [
    -HOUR,
    HOUR,
    -3 * HOUR,
    3 * HOUR,
    DAY,
    -DAY,
    30 * DAY,
    -30 * DAY,
    datetime(1970, 1, 1, tzinfo=UTC) - NOW,
    datetime(2038, 1, 20, tzinfo=UTC) - NOW,
    timedelta(seconds=1),
    timedelta(0),
    400 * DAY,
    -400 * DAY,
]


def run_if_due(db: object, at: datetime) -> bool:
    run = store.begin_run(db, at, listed=False, target=None)
    if run is not None:
        looks = [look(page, FOUND, at) for page in owed(db)]
        store.LookWriter(db, run.id).write(looks)
        store.finish_run(db, run.id, RunOutcome.FINISHED, at)
    return run is not None


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_a_clock_that_jumps_between_runs_loses_nothing(tmp_path: Path, jump: timedelta):
    with closing(store.open_database(tmp_path / "a.db")) as db:
        store.take_list(db, [backlink("https://a.example/")], "list", NOW)
        night(db, NOW, FOUND)
        while_wrong = run_if_due(db, NOW + jump)
        # The clock is right again, and a night later everything was looked at again.
        after = [run_if_due(db, NOW + late) for late in (DAY, 2 * DAY)]

        assert any(after)
        assert while_wrong == (jump >= 20 * HOUR or jump < -CLOCK_MAY_DIFFER)
        [status] = rows(db, "SELECT link_state, lost_at FROM backlink_status")
    assert status == {"link_state": "present", "lost_at": None}
    assert is_whole(tmp_path / "a.db")


ZONES = [  # where a cron line says 02:30, and a day around which the clocks change there
    ("Europe/Berlin", "2026-03-29"),  # there is no 02:30
    ("Europe/Berlin", "2026-10-25"),  # there are two
    ("America/St_Johns", "2026-03-08"),
    ("America/St_Johns", "2026-11-01"),
    ("Australia/Lord_Howe", "2026-10-04"),  # by half an hour
    ("Australia/Lord_Howe", "2026-04-05"),
    ("Pacific/Apia", "2011-12-30"),  # there is no such day
    ("Asia/Kathmandu", "2026-03-29"),
]


@pytest.mark.parametrize(("zone", "day"), ZONES)
def test_where_clocks_change_there_is_one_run_a_night(tmp_path: Path, zone: str, day: str):
    there = ZoneInfo(zone)
    local = [datetime.fromisoformat(f"{day} 02:30") + n * DAY for n in range(-3, 4)]
    # A time that is there twice comes twice; one that is not there comes an hour later.
    starts = sorted(
        {at.replace(tzinfo=there, fold=fold).astimezone(UTC) for at in local for fold in (0, 1)}
    )
    with closing(store.open_database(tmp_path / "a.db")) as db:
        store.take_list(db, [backlink("https://a.example/")], "list", starts[0])
        ran = [at for at in starts if run_if_due(db, at)]
        kept = rows(db, "SELECT started_at FROM runs ORDER BY id")

    assert len({at.astimezone(there).date() for at in ran}) == len(ran)
    assert all(DAY - HOUR <= b - a <= DAY + HOUR for a, b in pairwise(ran))
    assert len(ran) >= len(local) - 1
    assert [row["started_at"] for row in kept] == [at.isoformat() for at in ran]


@pytest.mark.parametrize("zone", ["Pacific/Apia", "America/St_Johns", "No/Where"])
def test_times_are_kept_and_asked_for_in_utc_wherever_the_machine_is(db: Path, zone: str):
    began = datetime.now(UTC).replace(microsecond=0)
    ended = done(command("nightly", db), env=variables(TZ=zone))
    since = done(
        command("export", db, "--since", f"{began:%Y-%m-%dT%H:%M:%S}", "--format", "jsonl"),
        env=variables(TZ=zone),
    )

    assert ended.returncode == 0, ended.stderr
    [(started,)] = ask(db, "SELECT started_at FROM runs")
    assert str(started).endswith("+00:00")
    assert timedelta() <= datetime.fromisoformat(str(started)) - began < HOUR
    assert len(since.stdout.splitlines()) == 3


# --- statements that fail, power that fails --------------------------------------------------------


@pytest.fixture(scope="module")
def statements() -> int:
    return failing.statements()


@pytest.mark.parametrize("error", failing.ERRORS)
@pytest.mark.parametrize("percent", [1, 10, 30, 40, 55, 70, 80, 94])
def test_a_statement_that_fails_costs_no_row(
    tmp_path: Path, statements: int, percent: int, error: str
):
    assert failing.failed_once(tmp_path, statements * percent // 100, error) in (2, 4)


def test_what_power_loss_leaves_is_consistent():
    assert power.replay(7) > 20


# --- the same night again --------------------------------------------------------------------------

OF_A_RUN = ("last_checked_at", "last_present_at", "next_check_at", "checks", "page_seen_at")


def told(db: object) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Return what is told of the links, but for when it was looked at, and what has changed."""
    status = rows(db, "SELECT * FROM backlink_status ORDER BY id")
    same = [{key: row[key] for key in row if key not in OF_A_RUN} for row in status]
    return same, rows(db, "SELECT * FROM change_events ORDER BY id")


def test_the_same_night_again_tells_nothing_new(tmp_path: Path):
    pages = [f"https://a{n}.example/" for n in range(20)]
    links = [backlink(page) for page in pages]
    one = store.Recipient(fingerprint="aaaaaaaa", label="slack://...")
    with closing(store.open_database(tmp_path / "a.db")) as db:
        store.take_list(db, links, "list", NOW)
        night(db, NOW, FOUND)
        answers = {page: REMOVED if n % 4 else FOUND for n, page in enumerate(pages)}
        first = None
        for hours in (24, 25, 26):
            store.take_list(db, links, "list", NOW + hours * HOUR)
            for stopped in (True, True, False):  # twice resumed
                at = NOW + hours * HOUR
                run = store.begin_run(db, at, listed=True, target=None, recipients=[one])
                owes = list(owed(db))
                done_now = owes[: len(owes) // 2] if stopped else owes
                looks = [look(page, answers[page.url], at) for page in done_now]
                store.LookWriter(db, run.id).write(looks)
                outcome = RunOutcome.INTERRUPTED if stopped else RunOutcome.FINISHED
                store.finish_run(db, run.id, outcome, at, [one])
            assert first is None or told(db) == first
            first = told(db)
        alerts = rows(db, "SELECT run_id, kind FROM outbox")
    assert [event["kind"] for event in first[1]] == ["missing"] * 15
    assert len(alerts) == 1


# --- kills -----------------------------------------------------------------------------------------


def test_a_kill_loses_no_row_that_was_told(tmp_path: Path):
    fill(tmp_path / "a.db", [f"https://a{n}.example/" for n in range(kills.PAGES)], TARGET)

    assert kills.killed_until_done(tmp_path / "a.db", [0.01, 0.03])[1] == kills.PAGES


@pytest.mark.parametrize("killed_at", [1, 4, 9, 16, 25, 26, 28, 33])
def test_a_kill_at_a_named_point_leaves_whole_steps(tmp_path: Path, killed_at: int):
    assert points.killed(tmp_path, killed_at) == str(-signal.SIGKILL)


# --- readers ---------------------------------------------------------------------------------------


def test_readers_all_night_long_fail_no_commit(tmp_path: Path):
    done = reading.night(tmp_path, 1_000)

    assert (done.batches, done.answers > 0) == (5, True)
    assert 0 < done.wal_bytes < 64 << 20
