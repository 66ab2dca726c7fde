"""Nights over pages that change and pages that do not, and over servers that tell the truth or lie."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from tests.conftest import ROOT, environment, write_list
from tests.make import DAY, NOW
from tests.site import LINK, TARGET, Asked, Kept, Site, document

TAG = {"ETag": '"v1"'}
DATE = {"Last-Modified": "Tue, 24 Nov 2026 01:00:00 GMT"}
NOISE = "<!-- 17 queries --><script>var t = 17</script><input type=hidden name=t value=17>"
OTHER_NOISE = NOISE.replace("17", "4711")


@dataclass
class Nights:
    """A database, and runs over it at times of our choice."""

    site: Site
    db: Path
    asked: dict[int, list[Asked]] = field(default_factory=dict)
    said: dict[int, str] = field(default_factory=dict)
    states: dict[int, dict[str, dict[str, object]]] = field(default_factory=dict)
    read_at: dict[int, dict[str, int]] = field(default_factory=dict)
    """By the run's day, the day of the last full look at each address."""

    def run(self, day: int, links: Path | None = None) -> None:
        """Do the run of a day, from 0."""
        before = len(self.site.asked)
        given = [str(self.db), (NOW + day * DAY).isoformat(), *([str(links)] if links else [])]
        done = subprocess.run(
            [sys.executable, "-W", "error", "-m", "tests.one_night", *given],
            cwd=ROOT,
            env=environment(),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode in (0, 1), done.stderr
        self.asked[day], self.said[day] = self.site.asked[before:], done.stdout
        self.states[day] = {str(row["referring_page"]): row for row in self.rows("backlink_status")}
        self.read_at[day] = {
            str(row["url"]): (datetime.fromisoformat(str(row["read_at"])) - NOW).days
            for row in self.rows("reading")
        }

    def rows(self, what: str) -> list[dict[str, object]]:
        """Return the rows of a view or table."""
        with closing(sqlite3.connect(self.db)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(f"SELECT * FROM {what}")]

    def state(self, day: int, path: str) -> tuple[object, object]:
        """Return link state and reason of a page after the run of a day."""
        row = self.states[day][self.url(path)]
        return row["link_state"], row["reason"]

    def seen_at(self, day: int, path: str) -> object:
        """Return the day of which the page's bytes are, as they stand after the run of a day."""
        at = datetime.fromisoformat(str(self.states[day][self.url(path)]["page_seen_at"]))
        return (at - NOW).days

    def conditions(self, day: int, path: str) -> list[tuple[str | None, str | None]]:
        """Return the conditions under which a page was asked for on a day, request by request."""
        return [
            (asked.headers.get("if-none-match"), asked.headers.get("if-modified-since"))
            for asked in self.asked[day]
            if asked.path == path and asked.host == _host(path)
        ]

    def url(self, path: str) -> str:
        return self.site.url(path, _host(path))


def _host(path: str) -> str:
    """Each page has a host of its own, since a lie of one is held against its host."""
    return path.rpartition("/")[2] + ".localhost"


PAGES: dict[str, Kept] = {
    "honest": Kept(document(LINK), TAG),
    "dated": Kept(document(LINK), DATE),
    "weak": Kept(document(LINK), {"ETag": 'W/"v1-gzip"'} | DATE, {"ETag": '"v1"'}),
    "bare": Kept(document(LINK)),
    "noisy": Kept(document(LINK) + NOISE),
    "noisy-loses": Kept(document(LINK) + "<!-- 17 queries -->"),
    "liar": Kept(document(LINK), TAG, lies=True),
    "missing": Kept(document("nothing"), TAG, lies=True),
    "noindex-later": Kept(document(LINK), TAG, {"X-Robots-Tag": "noindex"}),
    "other-tag": Kept(document(LINK), TAG, {"ETag": '"v2"'}, lies=True),
    "walled": Kept(document(LINK), TAG, {"cf-mitigated": "challenge"}),
    "refuses": Kept(document(LINK), TAG, refuses=412),
    "fails": Kept(document(LINK), TAG, refuses=503),
    "canonical": Kept(document(LINK, "<link rel=canonical href=/live/original>"), TAG),
    "to-expire": Kept(
        document(LINK, "<meta name=robots content='unavailable_after: 2026-11-26'>"), TAG
    ),
    "closed-later": Kept(document(LINK), TAG),
    "redirected": Kept(document(LINK), TAG),
}


@pytest.fixture(scope="module")
def nights(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Nights:
    """Run five nights, between which some pages lose their link."""
    folder = tmp_path_factory.mktemp("nights")
    run = Nights(site, folder / "nights.db")
    site.kept |= {f"/kept/{name}": page for name, page in PAGES.items()}
    paths = [f"/kept/{name}" for name in PAGES if name != "redirected"]
    paths += ["/to-kept/kept/redirected", "/status/304/unasked"]
    run.run(0, write_list(folder / "links.csv", [run.url(path) for path in paths]))
    PAGES["noisy"].body = PAGES["noisy"].body.replace(NOISE, OTHER_NOISE)
    site.robots["closed-later.localhost"] = (200, "User-agent: Googlebot\nDisallow: /\n")
    PAGES["honest"].body = document(LINK) + "<p>a word</p>"  # nobody will be told before day 2
    run.run(1)
    PAGES["honest"].headers = {"ETag": '"v2"'}
    for name in ("honest", "dated", "bare", "noisy-loses", "liar", "redirected"):
        PAGES[name].body = PAGES[name].body.replace(LINK, "nothing")
    PAGES["dated"].headers = {"Last-Modified": "Thu, 26 Nov 2026 01:00:00 GMT"}
    PAGES["redirected"].headers = {"ETag": '"v2"'}
    run.run(2)
    run.run(9)
    run.run(17)
    run.run(18)
    return run


FOUND = ("present", "link_found")
REMOVED = ("missing", "link_removed")
V1, SINCE = '"v1"', DATE["Last-Modified"]

ASKED = [  # (page, conditions of each request on day 1)
    ("honest", [(V1, None)]),
    ("dated", [(None, SINCE)]),
    ("weak", [('W/"v1-gzip"', SINCE)]),
    ("bare", [(None, None)]),
    ("noisy", [(None, None)]),
    ("missing", [(None, None)]),
    ("canonical", [(None, None)]),
    ("to-expire", [(None, None)]),
    ("noindex-later", [(V1, None), (None, None)]),
    ("other-tag", [(V1, None), (None, None)]),
    ("walled", [(V1, None), (None, None)]),
    ("refuses", [(V1, None), (None, None)]),
]


@pytest.mark.parametrize(("name", "conditions"), ASKED)
def test_a_server_is_asked_whether_a_page_changed_only_where_a_no_answers_everything(
    nights: Nights, name: str, conditions: list[tuple[str | None, str | None]]
):
    assert nights.conditions(1, f"/kept/{name}") == conditions


def test_a_page_that_is_not_modified_keeps_its_reading_and_tells_its_age(nights: Nights):
    before, after = (nights.states[day][nights.url("/kept/honest")] for day in (0, 1))
    told = ("last_checked_at", "last_present_at", "next_check_at", "checks")

    assert {**before, **{name: after[name] for name in told}} == after
    assert (nights.seen_at(1, "/kept/honest"), nights.seen_at(1, "/kept/bare")) == (0, 1)
    assert after["http_status"] == 200


@pytest.mark.parametrize("name", ["honest", "dated", "bare", "noisy-loses"])
def test_a_link_that_goes_is_missed_the_same_night(nights: Nights, name: str):
    assert nights.state(1, f"/kept/{name}") == FOUND
    assert nights.state(2, f"/kept/{name}") == REMOVED


def test_the_server_behind_a_redirect_is_asked_too(nights: Nights):
    path = "/to-kept/kept/redirected"

    assert nights.conditions(1, path) == [(None, None)]
    assert nights.conditions(1, "/kept/redirected") == [(V1, None)]
    assert nights.state(1, path) == ("present", "link_found_moved")
    assert nights.state(2, path) == REMOVED


def test_an_absence_is_never_taken_from_a_word(nights: Nights):
    conditions = [nights.conditions(day, "/kept/missing") for day in (1, 2, 9)]

    assert conditions == [[(None, None)]] * 3
    assert nights.state(0, "/kept/missing")[0] == "missing"
    assert nights.conditions(9, "/kept/honest") == [(None, None)]


def test_noise_is_no_change_but_no_full_look_either(nights: Nights):
    url = nights.url("/kept/noisy")

    assert [nights.state(day, "/kept/noisy") for day in (1, 2, 9, 17)] == [FOUND] * 4
    assert [nights.seen_at(day, "/kept/noisy") for day in (1, 9, 17)] == [1, 9, 17]
    assert [nights.read_at[day][url] for day in (1, 9, 17)] == [0, 0, 17]


def test_equal_bytes_are_a_full_look(nights: Nights):
    assert [nights.read_at[day][nights.url("/kept/bare")] for day in (1, 2, 9)] == [1, 2, 9]


def test_what_a_304_says_otherwise_has_the_page_read_whole(nights: Nights):
    assert nights.seen_at(1, "/kept/noindex-later") == 1
    assert nights.seen_at(1, "/kept/other-tag") == 1
    assert nights.seen_at(1, "/kept/walled") == 1
    assert nights.conditions(2, "/kept/other-tag") == [(None, None)]
    assert nights.state(1, "/kept/refuses") == FOUND


def test_a_server_that_fails_on_a_condition_is_asked_without_one(nights: Nights):
    assert nights.conditions(1, "/kept/fails") == [(V1, None), (None, None)]
    assert nights.state(1, "/kept/fails") == FOUND


def test_a_304_that_nobody_asked_for_says_nothing_of_the_link(nights: Nights):
    assert nights.state(0, "/status/304/unasked") == ("unknown", "bad_redirect")
    assert nights.state(2, "/status/304/unasked")[0] == "unknown"


def test_a_page_that_is_not_modified_is_judged_anew(nights: Nights):
    before, after = (nights.states[day][nights.url("/kept/closed-later")] for day in (0, 1))

    assert nights.conditions(1, "/kept/closed-later") == [(V1, None)]
    assert (before["countability"], after["countability"]) == ("followed", "not_counted")
    assert after["not_counted_because"] == "robots_blocked"


def test_a_page_that_is_to_leave_the_index_is_read_each_time(nights: Nights):
    before, after = (nights.states[day][nights.url("/kept/to-expire")] for day in (1, 2))

    assert (before["countability"], after["not_counted_because"]) == ("followed", "noindex")


def test_a_lie_lasts_for_two_weeks_at_most_and_is_told_once(nights: Nights):
    assert [nights.state(day, "/kept/liar") for day in (2, 9)] == [FOUND, FOUND]
    assert nights.seen_at(9, "/kept/liar") == 0
    assert nights.state(17, "/kept/liar") == REMOVED
    assert nights.said[17].count("calls pages unchanged that changed") == 1
    assert "liar.localhost" in nights.said[17]
    assert "calls pages unchanged" not in "".join(nights.said[day] for day in (0, 1, 2, 9, 18))
    assert [row["origin"] for row in nights.rows("distrusted")] == [
        nights.url("/kept/liar").removesuffix("/kept/liar")
    ]


@pytest.fixture
def alone(site: Site, tmp_path: Path) -> Callable[[Kept], Nights]:
    """Return a way to have one page in a database of its own, after its first night."""

    def take(page: Kept) -> Nights:
        name = tmp_path.name.replace("_", "-")
        site.kept[f"/kept/{name}"] = page
        run = Nights(site, tmp_path / "a.db")
        run.run(0, write_list(tmp_path / "links.csv", [run.url(f"/kept/{name}")]))
        return run

    return take


def test_a_server_that_lied_is_not_asked_again(alone: Callable[[Kept], Nights]):
    page = Kept(document(LINK), TAG, lies=True)
    run = alone(page)
    (path,) = (asked.path for asked in run.asked[0] if asked.path.startswith("/kept"))
    page.body = document("nothing")
    run.run(15)
    page.body = document(LINK)
    run.run(16)
    run.run(17)

    assert [run.state(day, path) for day in (15, 16, 17)] == [REMOVED, FOUND, FOUND]
    assert run.conditions(17, path) == [(None, None)]


def test_a_server_that_says_304_whatever_it_is_asked_proves_nothing(
    alone: Callable[[Kept], Nights],
):
    page = Kept(document(LINK), TAG)
    run = alone(page)
    (path,) = (asked.path for asked in run.asked[0] if asked.path.startswith("/kept"))
    page.always, page.told = True, {"X-Robots-Tag": "noindex"}
    run.run(1)

    assert run.conditions(1, path) == [(V1, None), (None, None)]
    assert run.state(1, path) == ("unknown", "bad_redirect")


def test_a_backlink_that_is_added_later_has_its_page_read(
    alone: Callable[[Kept], Nights], tmp_path: Path
):
    other = "https://target.example/other"
    run = alone(Kept(document(LINK), TAG))
    (path,) = (asked.path for asked in run.asked[0] if asked.path.startswith("/kept"))
    both = tmp_path / "both.csv"
    both.write_text(f"source_url,target_url\n{run.url(path)},{TARGET}\n{run.url(path)},{other}\n")
    run.run(1, both)

    assert run.conditions(1, path) == [(None, None)]
    assert {row["target"]: row["link_state"] for row in run.rows("backlink_status")} == {
        TARGET: "present",
        other: "elsewhere",
    }


def test_a_reading_of_another_version_is_not_gone_on_from(alone: Callable[[Kept], Nights]):
    run = alone(Kept(document(LINK), TAG))
    (path,) = (asked.path for asked in run.asked[0] if asked.path.startswith("/kept"))
    with closing(sqlite3.connect(run.db)) as connection, connection:
        connection.execute("UPDATE reading SET read_by = '0.0.1 abc'")
    run.run(1)

    assert run.conditions(1, path) == [(None, None)]
    assert run.rows("reading")[0]["read_by"] != "0.0.1 abc"


def test_a_reading_that_is_damaged_is_made_anew(alone: Callable[[Kept], Nights]):
    run = alone(Kept(document(LINK), TAG))
    (path,) = (asked.path for asked in run.asked[0] if asked.path.startswith("/kept"))
    with closing(sqlite3.connect(run.db)) as connection, connection:
        connection.execute("UPDATE reading SET content = x'00'")
    run.run(1)

    assert (run.conditions(1, path), run.state(1, path)) == ([(None, None)], FOUND)
