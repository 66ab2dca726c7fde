"""The database file: ours or refused, refused without a trace, and held by one run at a time."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from linkcrawler import store
from linkcrawler.errors import DatabaseBusyError, DatabaseError
from linkcrawler.store import opening as opening_module
from linkcrawler.store import schema
from linkcrawler.store.schema import APPLICATION_ID, VERSION
from tests.make import NOW, backlink, rows


@pytest.fixture
def path(tmp_path):
    return tmp_path / "backlinks.db"


def fill(path, pages=300):
    with closing(store.open_database(path)) as db:
        store.take_list(db, [backlink(f"https://a{n}.example/") for n in range(pages)], "list", NOW)


def pragma(path, name):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(f"PRAGMA {name}").fetchone()[0]


def contents(folder):
    return {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file()}


def test_a_new_file_is_ours_and_whole(path):
    with closing(store.open_database(path)) as db:
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert db.execute("PRAGMA synchronous").fetchone()[0] == 2
        assert db.execute("PRAGMA busy_timeout").fetchone()[0] == 30_000
        assert set(schema.VIEWS) <= set(db.view_names())

    assert pragma(path, "application_id") == APPLICATION_ID
    assert pragma(path, "user_version") == VERSION


def test_a_file_that_is_opened_again_keeps_what_it_holds(path):
    fill(path, 3)

    with closing(store.open_database(path)) as db:
        assert len(list(store.find_status(db, None))) == 3
    assert pragma(path, "user_version") == VERSION


def test_a_relative_path_is_a_file_of_the_working_folder(path, monkeypatch):
    monkeypatch.chdir(path.parent)

    store.open_database(Path("backlinks.db")).close()

    assert path.is_file()


def test_the_version_is_the_number_of_migrations(path):
    with closing(store.open_database(path)) as db:
        applied = [each.name for each in schema.migrations.applied(db)]

    assert applied[:2] == ["first_tables", "first_views"]
    assert len(applied) == VERSION


@pytest.mark.parametrize("opening", [store.open_database, store.open_reader])
def test_a_database_of_the_first_schema_is_brought_up_to_date(path, opening, monkeypatch):
    with monkeypatch.context() as patch:
        whole = schema.migrations.apply
        patch.setattr(
            schema.migrations,
            "apply",
            lambda db: whole(db, stop_before="originals_and_language_conflicts"),
        )
        with closing(store.open_database(path)) as db:
            db.execute("PRAGMA user_version = 2")

    with closing(opening(path)) as db:
        rows = db.execute("SELECT language_conflict, original_look FROM backlink_status").fetchall()
    assert rows == []
    assert pragma(path, "user_version") == VERSION


@pytest.mark.parametrize("step", ["before the tables", "after the tables"])
def test_a_first_start_that_was_killed_is_gone_on_with(path, step, monkeypatch):
    with monkeypatch.context() as patch:
        whole = schema.migrations.apply

        def killed(db):
            if step == "after the tables":
                whole(db, stop_before="first_views")
            raise KeyboardInterrupt

        patch.setattr(schema.migrations, "apply", killed)
        with pytest.raises(KeyboardInterrupt):
            store.open_database(path)

    with closing(store.open_database(path)) as db:
        assert list(store.find_status(db, None)) == []
    assert pragma(path, "user_version") == VERSION


def test_there_is_never_a_file_that_is_not_yet_ours(path, monkeypatch):
    seen = []
    connect = sqlite3.connect

    def watched(*args, **kwargs):
        seen.append(path.exists() and path.stat().st_size > 0)
        return connect(*args, **kwargs)

    monkeypatch.setattr(sqlite3, "connect", watched)
    store.open_database(path).close()

    # Made under another name, then opened under its own.
    assert seen == [False, True]


# --- refusals --------------------------------------------------------------------------------------


def foreign(path, mode="DELETE"):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA journal_mode = {mode}")
        connection.execute("CREATE TABLE notes (text)")
        connection.execute("INSERT INTO notes VALUES ('dear diary')")
        connection.commit()


def foreign_wal(path):
    foreign(path, "WAL")


def text_file(path):
    path.write_text("referring page,target\n" * 100)


def short_text(path):
    path.write_text("x")


def zero_bytes(path):
    path.write_bytes(b"")


def zeroed_header(path):
    fill(path)
    path.write_bytes(bytes(100) + path.read_bytes()[100:])


def newer(path):
    fill(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")


def half(path):
    fill(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


def cut_in_a_page(path):
    fill(path)
    path.write_bytes(path.read_bytes()[:-1000])


def a_page_of_noise(path):
    fill(path)
    whole = bytearray(path.read_bytes())
    whole[4096 * 3 : 4096 * 4] = bytes(range(256)) * 16
    path.write_bytes(whole)


REFUSALS = {  # maker of the file: words of the message
    foreign: "another program",
    foreign_wal: "another program",
    text_file: "not a SQLite database",
    short_text: "not a SQLite database",
    zero_bytes: "empty (0 bytes)",
    zeroed_header: "not a SQLite database",
    newer: f"newer linkcrawler (schema {VERSION + 1}, this one knows {VERSION})",
    half: "damaged",
    cut_in_a_page: "damaged",
    a_page_of_noise: "damaged",
}


@pytest.mark.parametrize(
    ("make", "words"), REFUSALS.items(), ids=lambda x: getattr(x, "__name__", "")
)
def test_what_is_not_a_whole_database_of_ours_is_refused_and_left_as_it_was(path, make, words):
    make(path)
    before = contents(path.parent)

    with pytest.raises(DatabaseError) as refusal:
        store.open_database(path)

    assert words in str(refusal.value)
    assert str(refusal.value).startswith(f"{path}: ")
    after = contents(path.parent)
    assert after[path.name] == before[path.name]
    if make in (foreign, foreign_wal):
        assert after == before  # not even a file beside a stranger's


@pytest.mark.parametrize("make", [foreign, foreign_wal, text_file, zero_bytes, newer])
def test_a_reader_refuses_the_same(path, make):
    make(path)
    before = path.read_bytes()

    with pytest.raises(DatabaseError, match=path.name):
        store.open_reader(path)

    assert path.read_bytes() == before


@pytest.mark.parametrize("opening", [store.open_database, store.open_reader])
def test_a_folder_is_no_database(tmp_path, opening):
    with pytest.raises(DatabaseError) as refusal:
        opening(tmp_path)

    assert str(refusal.value) == f"{tmp_path}: not a file; a SQLite database is expected"


def test_a_missing_folder_is_not_made(tmp_path):
    path = tmp_path / "missing" / "backlinks.db"

    with pytest.raises(DatabaseError) as refusal:
        store.open_database(path)

    assert str(refusal.value).startswith(f"{path}: the database can't be written")
    assert not path.parent.exists()


def test_a_reader_makes_no_database(path):
    with pytest.raises(DatabaseError, match="no such database"):
        store.open_reader(path)

    assert not path.exists()


def test_a_reader_can_read_and_not_write(path):
    fill(path, 2)

    with closing(store.open_reader(path)) as db:
        assert len(list(store.find_status(db, None))) == 2
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            db.execute("DELETE FROM backlink")


def test_a_reader_that_never_ends_does_not_stop_the_writer(path):
    fill(path, 2)

    with closing(store.open_reader(path)) as reader, closing(store.open_database(path)) as writer:
        reading = store.find_status(reader, None)
        next(reading)
        report = store.take_list(writer, [backlink("https://new.example/")], "more", NOW)

        assert report.new == 1
        assert len(rows(writer, "SELECT id FROM backlink_status")) == 3
        assert len(list(reading)) == 1


def test_the_wal_of_a_long_list_gives_its_room_back(path, monkeypatch):
    monkeypatch.setattr(opening_module, "_MOST_WAL_BYTES", 100_000)
    wal = path.with_name(f"{path.name}-wal")
    with closing(store.open_database(path)) as db:
        db.execute("PRAGMA wal_autocheckpoint = 10")  # pages; there are no thousands of them here
        links = [backlink(f"https://a{n}.example/") for n in range(2_000)]
        store.take_list(db, links, "long.csv", NOW)
        most = wal.stat().st_size
        for n in range(2):
            store.take_list(db, [backlink(f"https://b{n}.example/")], "short.csv", NOW)

        assert most > 500_000
        assert wal.stat().st_size <= 100_000


# --- one run at a time -----------------------------------------------------------------------------

HOLDER = """
import sys, time
from pathlib import Path
from linkcrawler.store import hold
with hold(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(path):
    """Hold the database in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)],
        stdout=subprocess.PIPE,
        cwd=Path(store.__file__).parents[2],
    )
    assert process.stdout.readline() == b"held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_database_is_held_once(path):
    with store.hold(path):
        with pytest.raises(DatabaseBusyError) as busy, store.hold(path):
            pass

        assert str(busy.value) == f"{path}: another run holds the database; wait for it"
        assert busy.value.exit_code == 75
    with store.hold(path):
        pass


def test_a_run_that_fails_lets_go(path):
    with pytest.raises(ZeroDivisionError), store.hold(path):
        _ = 1 / 0

    with store.hold(path):
        pass


def test_two_databases_are_held_apart(tmp_path):
    with store.hold(tmp_path / "a.db"), store.hold(tmp_path / "b.db"):
        pass


def test_another_process_holds_it(path, holder):
    with pytest.raises(DatabaseBusyError), store.hold(path):
        pass


def test_a_lock_left_by_a_killed_process_is_free(path, holder):
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()

    with store.hold(path):
        pass


def test_holding_reads_and_makes_no_database(path):
    with store.hold(path):
        assert not path.exists()


def test_holding_makes_no_folder(tmp_path):
    path = tmp_path / "missing" / "backlinks.db"

    with pytest.raises(DatabaseError, match="missing does not exist"), store.hold(path):
        pass

    assert not path.parent.exists()
