"""A run on a cluster: the same rows as on one machine, whatever becomes of its workers."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from filelock import FileLock

from tests.conftest import ROOT
from tests.long.cluster import TARGET, Server, crawls_below, verify
from tests.long.running import ask, command, done, start, variables

PAGES = 200
TIMES = ("at", "first_seen_at", "first_checked_at", "last_checked_at", "last_present_at")
TIMES += ("page_seen_at", "next_check_at")

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")


def cluster(*address: object) -> tuple[object, ...]:
    return ("--cluster", *(address or ("local:3",)))


def status(db: Path) -> list[dict[str, object]]:
    with closing(sqlite3.connect(db)) as connection:
        connection.row_factory = sqlite3.Row
        rows = [dict(row) for row in connection.execute("SELECT * FROM backlink_status")]
    return [{name: row[name] for name in row if name not in TIMES} for row in rows]


def write_links(path: Path, port: int, pages: int, domains: int) -> Path:
    path.write_text(
        "source_url,target_url\n"
        + "".join(f"http://d{n % domains}.localhost:{port}/{n},{TARGET}\n" for n in range(pages))
    )
    return path


def test_a_worker_that_is_killed_costs_no_answer_and_no_politeness(tmp_path: Path):
    found = verify(tmp_path, PAGES, 12, *cluster(), gap_s=0.2, kills=True)

    assert found.exit_code == 0, found.err
    assert found.states == [("present", 1, PAGES)]
    assert (found.events, found.owed, found.left_behind) == (0, 0, [])
    assert found.killed == 1
    assert found.at_once == 1
    assert found.gap_s > 0.15
    assert found.asked < 2 * PAGES


@contextmanager
def scheduler(folder: Path):
    """Run a scheduler and a worker with two threads, as on other machines; yield the address."""
    file = folder / "scheduler.json"
    where = {"cwd": folder, "env": variables(), "stderr": subprocess.DEVNULL}
    dask = [sys.executable, "-m", "distributed.cli.dask_{}", "--no-dashboard"]
    dask += ["--scheduler-file", str(file)]

    def begin(what: str, *more: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen([*(each.format(what) for each in dask), *more], **where)

    begun = [begin("scheduler", "--host", "127.0.0.1", "--port", "0")]
    try:
        begun.append(begin("worker", "--nthreads", "2", "--local-directory", str(folder)))
        until = time.monotonic() + 60
        while not file.exists() or '"address"' not in file.read_text():
            assert time.monotonic() < until
            time.sleep(0.1)
        yield json.loads(file.read_text())["address"]
    finally:
        for each in reversed(begun):
            each.terminate()
            each.wait(60)


@pytest.mark.parametrize("has_folder", [False, True])
def test_a_scheduler_elsewhere_comes_to_the_rows_of_one_process(tmp_path: Path, has_folder: bool):
    server = Server()
    shared = ("--cluster-folder", tmp_path / "shared") if has_folder else ()
    with server.serving(), scheduler(tmp_path) as address:
        links = write_links(tmp_path / "links.csv", server.port, 120, 6)
        one, many = tmp_path / "one.db", tmp_path / "many.db"
        options = ("--links", links)
        alone = done(command("verify", one, *options))
        spread = done(command("verify", many, *options, *cluster(address), *shared))

    assert (alone.returncode, spread.returncode) == (0, 0), spread.stderr
    assert status(one) == status(many)
    assert alone.stdout == spread.stdout
    for table in ("reading", "page_trait", "robots", "observation", "sighting", "page_look"):
        sql = f"SELECT count(*) FROM {table}"
        assert ask(one, sql) == ask(many, sql), table
    assert not (tmp_path / "shared").exists() or not list((tmp_path / "shared").iterdir())


def test_a_night_on_a_cluster_keeps_to_its_budget_and_looks_at_what_is_due(tmp_path: Path):
    server = Server()
    db = tmp_path / "a.db"
    with server.serving():
        links = write_links(tmp_path / "links.csv", server.port, 30, 6)
        done(command("import", db, links))
        first = done(command("nightly", db, "--budget", 20, *cluster("local:2")))
        second = done(command("nightly", db, "--json"))

    assert (first.returncode, second.returncode) == (0, 0), first.stderr
    assert first.stdout.startswith("run 1: finished; 20 of 20 backlinks on 20 pages in ")
    assert json.loads(second.stdout)["pages"] == 10
    assert [row["link_state"] for row in status(db)] == ["present"] * 30


def test_an_interrupted_run_keeps_what_came_and_goes_on(tmp_path: Path):
    server, db = Server(), tmp_path / "a.db"
    with server.serving():
        links = write_links(tmp_path / "links.csv", server.port, PAGES, 4)
        asked = command("verify", db, "--links", links, *cluster("local:2"))
        with start([*asked, "-s", "DOWNLOAD_DELAY=0.2"], start_new_session=True) as process:
            until = time.monotonic() + 60
            while server.paths.total() < PAGES // 4 and time.monotonic() < until:
                time.sleep(0.05)
            process.send_signal(signal.SIGTERM)
            _, err = process.communicate(timeout=120)
        assert process.returncode == 4, err
        assert not crawls_below(process.pid)
        [(answered,)] = ask(db, "SELECT count(*) FROM backlink_state")
        assert ask(db, "SELECT count(*) FROM owed") == [(PAGES - answered,)]
        assert answered >= PAGES // 4
        again = done(command("verify", db, *cluster("local:2")))

    assert again.returncode == 0, again.stderr
    assert ask(db, "SELECT link_state, checks, count(*) FROM backlink_status GROUP BY 1, 2") == [
        ("present", 1, PAGES)
    ]
    assert ask(db, "SELECT id, outcome FROM run") == [(1, "finished")]
    assert server.paths.total() == PAGES


@pytest.mark.parametrize("is_local", [True, False])
def test_a_coordinator_that_is_killed_leaves_no_crawl_and_the_next_goes_on(
    tmp_path: Path, is_local: bool
):
    server, db = Server(), tmp_path / "a.db"
    with server.serving(), scheduler(tmp_path) as address:
        where = cluster("local:2" if is_local else address)
        links = write_links(tmp_path / "links.csv", server.port, PAGES, 4)
        asked = command("verify", db, "--links", links, *where)
        with start([*asked, "-s", "DOWNLOAD_DELAY=0.5"], start_new_session=True) as process:
            until = time.monotonic() + 60
            while server.paths.total() < 20 and time.monotonic() < until:
                time.sleep(0.05)
            process.kill()
        again = done(command("verify", db, *where))

    assert again.returncode == 0, again.stderr
    assert ask(db, "SELECT link_state, checks, count(*) FROM backlink_status GROUP BY 1, 2") == [
        ("present", 1, PAGES)
    ]
    assert max(seen.at_once for seen in server.seen.values()) == 1
    assert {each.name for each in tmp_path.iterdir() if "-run-" in each.name} == set()


BAD = [
    (("--cluster", "local:0"), "from 1 to 256 processes"),
    (("--cluster", "tcp://127.0.0.1:9"), "no Dask scheduler answers there"),
    (("--cluster", "ftp://127.0.0.1:9"), "no Dask scheduler answers there"),
    (("--cluster-folder", "x"), "of use with --cluster alone"),
    (("--cluster", "local:1", "--cluster-folder", "/proc/none"), "can't be written"),
]


@pytest.mark.parametrize(("options", "told"), BAD)
def test_what_can_not_be_used_is_told_and_nothing_is_changed(tmp_path: Path, options, told):
    links = write_links(tmp_path / "links.csv", 9, 1, 1)
    found = done(command("verify", tmp_path / "a.db", "--links", links, *options))

    assert found.returncode == 2, found.stderr
    assert told in " ".join(found.stderr.split())
    assert not (tmp_path / "a.db").exists()


def test_without_dask_it_says_what_to_install(tmp_path: Path):
    script = (
        "import importlib.util as u; real = u.find_spec\n"
        "u.find_spec = lambda n, *a: None if n == 'distributed' else real(n, *a)\n"
        "from linkcrawler.cli import main; main()"
    )
    asked = command("verify", tmp_path / "a.db", *cluster())[3:]
    found = subprocess.run(
        [sys.executable, "-c", script, *asked],
        cwd=ROOT,
        env=variables(),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )

    assert found.returncode == 2
    assert "install linkcrawler[cluster]" in found.stderr


def test_a_database_that_is_held_is_told_before_a_worker_is_started(tmp_path: Path):
    db = tmp_path / "a.db"
    db.touch()
    with FileLock(f"{db}.lock"):
        found = done(command("verify", db, *cluster("tcp://127.0.0.1:9")))

    assert found.returncode == 75


def test_workers_with_another_linkcrawler_are_refused(tmp_path: Path):
    other = tmp_path / "other" / "linkcrawler-9.9.dist-info"
    other.mkdir(parents=True)
    (other / "METADATA").write_text("Metadata-Version: 2.1\nName: linkcrawler\nVersion: 9.9\n")
    path = os.pathsep.join([str(other.parent), str(ROOT)])
    links = write_links(tmp_path / "links.csv", 9, 1, 1)
    with scheduler(tmp_path) as address:
        asked = command("verify", tmp_path / "a.db", "--links", links, *cluster(address))
        found = done(asked, env=variables(PYTHONPATH=path))

    assert found.returncode == 2
    assert "linkcrawler 9.9, and tcp://" in found.stderr
    assert "install the same on every worker" in found.stderr
