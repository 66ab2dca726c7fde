"""Our own trouble never looks like theirs: the line fails in every way, at every time."""

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.line import PORTAL
from tests.long.running import ask, fill, variables
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
    with closing(sqlite3.connect(db)) as connection, connection:
        connection.execute("UPDATE page SET next_check_at = NULL")
        connection.execute("DELETE FROM robots")
    plan = json.dumps({"how": how, "down": down, "port": site.port})
    asked = [sys.executable, "-m", "tests.line", plan, "nightly", "--db", str(db), "--json"]
    done = subprocess.run(
        [*asked, *SETTINGS],
        cwd=ROOT,
        env=variables(LINKCRAWLER_ALERTS="command:/bin/true"),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.stdout, done.stderr
    return Night(db, done.returncode, json.loads(done.stdout), done.stderr)


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
    "redirect": "captive_portal",
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
