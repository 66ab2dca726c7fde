"""The second look: pages in a real browser, and what becomes of them where it fails."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from linkcrawler.config import Config, project_settings
from linkcrawler.crawl import memory
from linkcrawler.crawl.render import (
    MAX_RESTARTS,
    NO_BROWSER,
    NO_PACKAGE,
    RESTARTS_WITHIN_S,
    Restarts,
)
from tests.conftest import ROOT, Crawl, command, crawl, environment, write_list
from tests.scripted import EXPECTED_SHOWN, Canary
from tests.site import TARGET, Site

pytest.importorskip("scrapy_playwright", reason="scrapy-playwright is not installed")
from tests.chromium import is_there

RENDER = "LINKCRAWLER_RENDER=100"


@pytest.fixture(scope="module")
def browser() -> None:
    """Skip a test where there is no browser."""
    if not is_there():
        pytest.skip("no Chromium: install the package chromium, or 'playwright install chromium'")


@pytest.fixture(scope="module")
def shown(browser: None, site: Site, tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    """Crawl every page made by scripts once."""
    folder = tmp_path_factory.mktemp("shown")
    links = write_list(folder / "links.csv", [site.url(path) for path in EXPECTED_SHOWN])
    return crawl(folder / "a.db", links, RENDER)


@pytest.mark.parametrize("path", EXPECTED_SHOWN)
def test_each_page_made_by_scripts_has_its_states(shown: Crawl, site: Site, path: str):
    row = shown.status()[site.url(path), TARGET]
    expected = EXPECTED_SHOWN[path]

    assert (expected.page_state, expected.link_state, expected.reason) == (
        row["page_state"],
        row["link_state"],
        row["reason"],
    )
    assert expected.extra == {name: row[name] for name in expected.extra}


def test_one_browser_shows_them_all_and_the_run_ends_well(shown: Crawl, site: Site):
    (run,) = shown.rows("runs")

    assert shown.exit_code == 0, shown.err
    assert run["outcome"] == "finished"
    assert "'playwright/browser_count': 1" in shown.err
    assert {1} == {row["checks"] for row in shown.rows("backlink_status")}


def test_pages_that_are_as_they_were_are_shown_in_every_third_night(
    browser: None, site: Site, tmp_path: Path
):
    paths = ["/js-link", "/js-fetched", "/js-nothing"]  # in a row, so that it is one's night
    links = write_list(tmp_path / "links.csv", [site.url(path) for path in paths])
    first = crawl(tmp_path / "a.db", links, RENDER)
    then = first.status()
    second = crawl(tmp_path / "a.db", links, RENDER)

    assert "'playwright/page_count': 3" in first.err
    assert "'playwright/page_count': 1" in second.err
    for key, row in second.status().items():
        before = then[key]
        assert [row[name] for name in ("link_state", "reason", "rendered", "anchor_text")] == [
            before[name] for name in ("link_state", "reason", "rendered", "anchor_text")
        ]
        assert row["checks"] == 2
    seen_again = [
        row["page_seen_at"] > first_row["page_seen_at"]
        for row, first_row in zip(second.status().values(), then.values(), strict=True)
    ]
    assert sum(seen_again) == 1
    assert second.rows("change_events") == []


def test_what_a_widget_shows_is_a_comment_that_does_not_count(shown: Crawl, site: Site):
    row = shown.status()[site.url("/js-widget"), TARGET]

    assert (row["countability"], row["anchor_text"]) == ("not_counted", "the guide")


def test_popups_and_pictures_are_not_opened(shown: Crawl, site: Site):
    assert not [path for path in site.paths() if "/popup-" in path]


def test_the_browser_names_the_tool_as_the_crawl_does(shown: Crawl, site: Site):
    agents = {asked.headers["user-agent"] for asked in site.asked if asked.path == "/api/article"}

    assert agents == {"Mozilla/5.0 (compatible; linkcrawler/0.1)"}


@pytest.mark.parametrize("is_guarded", [False, True])
def test_a_page_reaches_no_private_address(
    browser: None, site: Site, tmp_path: Path, is_guarded: bool
):
    canary = Canary()
    try:
        with canary.listening():
            page = site.url(f"/js-private/{canary.port}", "127.0.0.1")
            links = write_list(tmp_path / "links.csv", [page])
            allowed = {
                "LINKCRAWLER_ALLOW_PRIVATE": f"127.0.0.1, :{site.port}" if is_guarded else "1"
            }
            done = crawl(tmp_path / "a.db", links, RENDER, variables=allowed)
    except OSError:
        pytest.skip("this system has no 127.0.0.2")

    assert done.status()[page, TARGET]["link_state"] != "present"
    assert "'playwright/page_count': 1" in done.err
    assert bool(canary.hits) is not is_guarded, canary.hits


def run_and_kill(db: Path, links: Path, stop: Callable[[int], bool]) -> tuple[Crawl, int]:
    """Crawl, and kill each browser that ``stop`` names by its number; return how many were."""
    process = subprocess.Popen(
        command(db, links, RENDER, target=None),
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    )
    seen: list[int] = []
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        for browser in _browsers(process.pid):
            if browser not in seen:
                seen.append(browser)
                if stop(len(seen)):
                    time.sleep(0.7)  # let it open a page
                    with suppress(ProcessLookupError):
                        os.kill(browser, signal.SIGKILL)
        time.sleep(0.05)
    process.kill()
    out, _ = process.communicate()
    return Crawl(process.returncode, out, "", db), len(seen)


def _browsers(ancestor: int) -> list[int]:
    """Return the ids of the browsers among the processes under ``ancestor``."""
    waiting, found = [ancestor], []
    while waiting:
        process = waiting.pop()
        line = memory._read(process, "cmdline")
        if b"--remote-debugging-pipe" in line and b"--type=" not in line:
            found.append(process)  # what is under it may bear its name while it starts
        else:
            waiting += memory._children(process)
    return found


needs_proc = pytest.mark.skipif(
    not Path("/proc/self/task").exists(), reason="the browser's process is found by /proc"
)


@needs_proc
def test_a_browser_that_is_killed_is_started_again(browser: None, site: Site, tmp_path: Path):
    pages = [site.url(f"/js-link/{n}") for n in range(4)]
    links = write_list(tmp_path / "links.csv", pages)
    done, browsers = run_and_kill(tmp_path / "a.db", links, lambda number: number == 1)

    assert (done.exit_code, browsers) == (0, 2)
    assert {"present"} == {row["link_state"] for row in done.status().values()}


@needs_proc
def test_a_browser_that_never_lives_loses_no_row(browser: None, site: Site, tmp_path: Path):
    pages = [site.url(f"/js-nothing/{n}") for n in range(9)]
    links = write_list(tmp_path / "links.csv", pages)
    done, browsers = run_and_kill(tmp_path / "a.db", links, lambda _: True)

    # On a busy machine a browser may end before it is counted.
    assert done.exit_code == 0
    assert 1 < browsers <= 1 + MAX_RESTARTS
    assert {("needs_render", "unknown")} == {
        (row["page_state"], row["link_state"]) for row in done.status().values()
    }
    assert "The browser ended" in done.out


def test_without_a_browser_the_crawl_works_and_says_so(site: Site, tmp_path: Path):
    pages = {"/js-link": "unknown", "/js-widget": "unknown", "/live": "present"}
    links = write_list(tmp_path / "links.csv", [site.url(path) for path in pages])
    nowhere = {"PATH": str(tmp_path), "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path)}
    done = crawl(tmp_path / "a.db", links, RENDER, variables=nowhere)

    told = {path: done.status()[site.url(path), TARGET]["link_state"] for path in pages}
    assert (told, done.exit_code) == (pages, 0)
    assert done.out.count(NO_BROWSER) == 1


def test_without_the_package_the_crawl_works_and_says_so(site: Site, tmp_path: Path):
    package = tmp_path / "scrapy_playwright"
    package.mkdir()
    (package / "__init__.py").write_text("raise ImportError")
    links = write_list(tmp_path / "links.csv", [site.url("/js-link"), site.url("/live")])
    done = crawl(tmp_path / "a.db", links, RENDER, variables={"PYTHONPATH": str(tmp_path)})

    assert sorted(str(row["link_state"]) for row in done.status().values()) == [
        "present",
        "unknown",
    ]
    assert (done.exit_code, done.out.count(NO_PACKAGE)) == (0, 1)


def test_a_browser_that_can_not_be_started_is_told(browser: None, site: Site, tmp_path: Path):
    links = write_list(tmp_path / "links.csv", [site.url("/js-link")])
    done = crawl(tmp_path / "a.db", links, RENDER, "LINKCRAWLER_BROWSER=/nowhere/chromium")

    assert done.exit_code == 0
    assert "fails to start" in done.out
    assert "/nowhere/chromium" in done.out


@pytest.mark.parametrize(
    ("given", "browser", "pages"),
    [
        ({}, "", 500),
        ({"LINKCRAWLER_RENDER": "7"}, "", 7),
        ({"LINKCRAWLER_RENDER": "0"}, "", 0),
        ({"LINKCRAWLER_BROWSER": "/opt/chrome"}, "/opt/chrome", 500),
        ({"LINKCRAWLER_BROWSER": "off", "LINKCRAWLER_RENDER": "7"}, "", 0),
    ],
)
def test_the_settings_name_the_browser_and_the_pages(given, browser: str, pages: int, monkeypatch):
    for name in ("LINKCRAWLER_RENDER", "LINKCRAWLER_BROWSER"):
        monkeypatch.delenv(name, raising=False)
    settings = project_settings()
    settings.setdict(given)
    config = Config.from_settings(settings)

    assert (config.browser, config.render_pages) == (browser, pages)


def test_nothing_of_a_browser_is_loaded_before_a_page_needs_one():
    code = (
        "import sys, linkcrawler.crawl.render, linkcrawler.crawl.second_look;"
        "print([name for name in sys.modules if 'playwright' in name])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"


def test_the_browser_is_started_again_three_times_within_ten_minutes():
    now = [0.0]
    restarts = Restarts(lambda: now[0])

    assert [restarts.take() for _ in range(5)] == [True, True, True, True, False]
    now[0] = RESTARTS_WITHIN_S + 1
    assert restarts.take()
