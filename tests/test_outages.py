"""Our own trouble never looks like theirs: the line fails in every way, at every time."""

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.line import PORTAL
from tests.long.running import ask, fill, start, variables
from tests.site import LINK, TARGET, Site, document

HOSTS = 40
NIGHT = ("DOWNLOAD_DELAY=0", "LINKCRAWLER_RENDER=0", "LINKCRAWLER_PARSE_WORKERS=0")
SETTINGS = [part for each in (*NIGHT, "CONCURRENT_REQUESTS=4") for part in ("-s", each)]
STATE = "SELECT id, link_state, reason, missing_since_at, lost_at, page_title"


@dataclass
class Night:
    """What a run over a line that fails by plan came to."""

    db: Path
    exit_code: int
    told: dict[str, object]
    err: str

    def states(self) -> list[tuple[object, ...]]:
        return ask(self.db, f"{STATE} FROM backlink_status ORDER BY id")

    def column(self, sql: str) -> list[object]:
        return [value for (value,) in ask(self.db, sql)]


def night(db: Path, site: Site, how: str = "up", *down: tuple[int, int | None]) -> Night:
    """Run over all pages, by a line that is ``down`` from a request on, for some pauses."""
    with start_night(db, site, how, *down) as process:
        out, err = process.communicate(timeout=120)
    assert out, err
    return Night(db, process.returncode, json.loads(out), err)


def start_night(
    db: Path, site: Site, how: str, *down: tuple[int, int | None], stuck: bool = False
) -> subprocess.Popen[str]:
    """Start such a run; one that is ``stuck`` waits for good when the line is down."""
    with closing(sqlite3.connect(db)) as connection, connection:
        connection.execute("UPDATE page SET next_check_at = NULL")
        connection.execute("DELETE FROM robots")
    plan = json.dumps({"how": how, "down": down, "port": site.port, "stuck": stuck})
    asked = [sys.executable, "-m", "tests.line", plan, "nightly", "--db", str(db), "--json"]
    return start([*asked, *SETTINGS], env=variables(LINKCRAWLER_ALERTS="command:/bin/true"))


def pages_of(site: Site) -> list[str]:
    """Return pages of many hosts: nearly all with the link, one without, one gone, some dead."""
    for n in range(HOSTS):
        text = document(LINK).replace("A page", f"Page number {n}")
        site.pages[f"/{n}/post"] = text
    site.pages["/0/post"] = document("nothing").replace("A page", "Page number 0")
    site.pages[PORTAL] = "<title>Login</title><p>Welcome. Please pay for this network.</p>"
    pages = [site.url(f"/{n}/post", f"host{n}.localhost") for n in range(HOSTS)]
    dead = [site.url("/", f"dead{n}.localhost") for n in range(3)]
    return [*pages, site.url("/no/such/page", "gone.localhost"), *dead]


@pytest.fixture(scope="module")
def healthy(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Night:
    """Return a database after one good night."""
    db = tmp_path_factory.mktemp("outages") / "a.db"
    fill(db, pages_of(site), TARGET)
    first = night(db, site)
    counts = ask(db, "SELECT link_state, count(*) FROM backlink_status GROUP BY 1 ORDER BY 1")
    assert counts == [("missing", 2), ("present", HOSTS - 1), ("unknown", 3)]
    assert (first.exit_code, first.told["outcome"]) == (0, "finished")
    return first


@pytest.fixture
def db(healthy: Night, tmp_path: Path) -> Path:
    """Return a copy of that database."""
    return Path(shutil.copy(healthy.db, tmp_path / "a.db"))


CAUSES = {
    "dns": "dns",
    "network": "network",
    "same page": "captive_portal",
    "blocked": "blocked",
}
# (when the line goes down, by requests, two a page; after how many pauses it is back), and
# whether the run is whole.
TIMES = {
    "from the start on": ([(0, None)], False),
    "from the middle on": ([(44, None)], False),
    "out and back, twice": ([(14, 1), (60, 2)], True),
    "out near the end, and back": ([(56, 1)], True),
}


@pytest.mark.parametrize("when", TIMES)
@pytest.mark.parametrize("how", CAUSES)
def test_an_outage_of_ours_makes_no_state_worse(
    healthy: Night, db: Path, site: Site, how: str, when: str
):
    down, is_whole = TIMES[when]
    done = night(db, site, how, *down)

    assert done.states() == healthy.states(), done.err
    assert done.column("SELECT kind FROM change_events WHERE run_id = 2") == []
    assert done.column("SELECT count(*) FROM state_before") == [0]
    told = done.column("SELECT kind FROM outbox WHERE run_id = 2")
    (run,) = ask(db, "SELECT outcome, cause FROM runs WHERE id = 2")
    if is_whole:
        assert (done.exit_code, run, told) == (0, ("finished", None), [])
        assert done.told["counts"] == healthy.told["counts"]
        assert len([each for each in done.told["notes"] if "outage" in each]) == 1
    else:
        assert (done.exit_code, run, told) == (3, ("unhealthy", CAUSES[how]), ["outage"])
        assert done.told["cause"] == CAUSES[how]
        assert done.err.count("pause 60") == 3


# --- not ours --------------------------------------------------------------------------------------


def test_hosts_that_are_really_dead_end_no_run(site: Site, tmp_path: Path):
    dead = [site.url("/", f"dead{n}.localhost") for n in range(24)]
    pages = [site.url(f"/live/{n}", f"alive{n}.localhost") for n in range(16)]
    fill(tmp_path / "a.db", [*dead, *pages], TARGET)
    done = night(tmp_path / "a.db", site)

    assert (done.exit_code, done.told["outcome"], done.told["notes"]) == (0, "finished", [])
    assert ask(done.db, "SELECT present, unknown FROM runs") == [(16, 24)]
    assert "pause" not in done.err


def test_where_only_pages_of_this_machine_answer_no_resolver_is_needed(site: Site, tmp_path: Path):
    """Loopback pages on a machine without a network; the names that fail are really dead."""
    pages = [site.url("/live", f"alive{n}.localhost") for n in range(3)]
    dead = [f"http://dead{n}.test/" for n in range(12)]
    fill(tmp_path / "a.db", [*pages, *dead], TARGET)
    done = night(tmp_path / "a.db", site, "no resolver", (0, None))

    assert (done.exit_code, done.told["outcome"]) == (0, "finished")
    assert ask(done.db, "SELECT present, unknown FROM runs") == [(3, 12)]


def test_sites_of_one_host_that_are_all_suspended_are_told_as_that(site: Site, tmp_path: Path):
    pages = [site.url("/live/suspended", f"same{n}.localhost") for n in range(8)]
    fill(tmp_path / "a.db", pages, TARGET)
    night(tmp_path / "a.db", site)
    site.pages["/live/suspended"] = "<title>Account Suspended</title><p>Contact your host.</p>"
    done = night(tmp_path / "a.db", site)
    del site.pages["/live/suspended"]

    assert (done.exit_code, done.told["outcome"]) == (0, "finished")
    assert set(done.column("SELECT reason FROM backlink_status")) == {"placeholder"}


# --- first looks, blocks without an end, kills -----------------------------------------------------


@pytest.mark.parametrize("how", ["dns", "same page", "redirect", "private"])
def test_a_first_look_through_an_outage_finds_nothing_missing(site: Site, tmp_path: Path, how: str):
    fill(tmp_path / "a.db", pages_of(site), TARGET)
    done = night(tmp_path / "a.db", site, how, (0, None))

    assert (done.exit_code, done.told["outcome"]) == (3, "unhealthy")
    assert set(done.column("SELECT link_state FROM backlink_status")) == {"unknown"}
    assert done.column("SELECT count(*) FROM robots") == [0]
    assert night(tmp_path / "a.db", site).told["counts"]["present"] == HOSTS - 1


def test_a_few_hosts_are_enough_at_the_end_of_a_small_run(site: Site, tmp_path: Path):
    pages = [site.url("/live", f"alive{n}.localhost") for n in range(2)]
    fill(tmp_path / "a.db", pages, TARGET)
    night(tmp_path / "a.db", site)
    done = night(tmp_path / "a.db", site, "network", (0, None))

    assert (done.exit_code, done.told["cause"]) == (3, "network")
    assert done.column("SELECT link_state FROM backlink_status") == ["present", "present"]


def test_a_block_without_an_end_is_told_link_by_link_in_the_fourth_night(db: Path, site: Site):
    ends = [night(db, site, "blocked", (0, None)).told["outcome"] for _ in range(4)]

    assert ends == ["unhealthy", "unhealthy", "unhealthy", "finished"]
    assert ask(db, "SELECT kind FROM outbox WHERE kind = 'outage'") == [("outage",)]
    assert ("lost",) not in ask(db, "SELECT link_state FROM backlink_status")


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_run_that_ends_while_it_waits_asks_again_and_can_still_go_back(
    healthy: Night, db: Path, site: Site, number: signal.Signals
):
    process = start_night(db, site, "same page", (44, None), stuck=True)
    assert process.stderr is not None
    while "pause" not in process.stderr.readline():
        assert process.poll() is None
    worse = "SELECT count(*) FROM state_before"
    deadline = time.monotonic() + 60
    while ask(db, worse) == [(0,)]:  # batches are a second old when they are written
        assert time.monotonic() < deadline, "no answer was stored that the portal gave"
        time.sleep(0.05)
    process.send_signal(number)
    process.communicate(timeout=60)
    (outcome, cause) = ask(db, "SELECT outcome, cause FROM runs WHERE id = 2")[0]

    assert (process.returncode, outcome, cause) == (
        (4, "interrupted", "captive_portal")
        if number == signal.SIGTERM
        else (-signal.SIGKILL, "running", "captive_portal")
    )
    again = night(db, site)
    assert (again.told["run"], again.told["outcome"]) == (2, "finished")
    assert again.states() == healthy.states()
    assert again.column("SELECT kind FROM change_events") == []


def test_a_run_that_is_told_to_stop_while_it_waits_at_its_end_goes_on_at_the_next_start(
    site: Site, tmp_path: Path
):
    pages = [site.url("/live", f"alive{n}.localhost") for n in range(2)]
    fill(tmp_path / "a.db", pages, TARGET)
    healthy = night(tmp_path / "a.db", site)
    process = start_night(healthy.db, site, "network", (0, None), stuck=True)
    assert process.stderr is not None
    while "pause" not in process.stderr.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)

    assert process.returncode == 4
    assert ask(healthy.db, "SELECT count(*) FROM owed") == [(0,)]
    assert ask(healthy.db, "SELECT outcome, cause FROM runs WHERE id = 2") == [
        ("unhealthy", "network")
    ]
    again = night(healthy.db, site)
    assert again.states() == healthy.states()
    assert again.column("SELECT outcome FROM runs") == ["finished", "unhealthy", "finished"]
