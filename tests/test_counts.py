"""What a page costs, in counts: these do not depend on the machine nor on its load.

The ceilings lie a little above what a page takes today. Who makes one fail has added work to each
page of each night: a statement, a task, a signal, a copy to another process. Where that is worth
it, raise the ceiling in the same change and say why.
"""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.pages import make_page
from linkcrawler.page import Answer, read_page
from tests import counting
from tests.conftest import ROOT, command, environment, write_list
from tests.site import LINK, TARGET, Kept, Site, document

CALLS_TO_READ = 28_500
"""Of a page of 105 KB with some 190 links."""

HOSTS = 10
SERIAL = ("CONCURRENT_REQUESTS=1", "LINKCRAWLER_PARSE_WORKERS=1", "DOWNLOAD_TIMEOUT=60")


def counted(site: Site, db: Path, links: Path) -> dict[str, float]:
    """Crawl once, and return what a page took."""
    report = db.with_suffix(".json")
    line = command(db, links, *SERIAL, target=None)
    asked = len(site.asked)
    subprocess.run(
        [*line[:3], "-m", "tests.counting", str(report), *line[line.index("scrapy") :]],
        cwd=ROOT,
        env={**environment(), "PYTHONHASHSEED": "0"},
        check=True,
        capture_output=True,
        timeout=120,
    )
    found = json.loads(report.read_text())
    return {**found, "requests": (len(site.asked) - asked) / counting.PAGES}


@pytest.fixture(scope="module")
def nights(site: Site, tmp_path_factory: pytest.TempPathFactory) -> dict[int, dict[str, float]]:
    """Verify pages that do not change, in two nights."""
    folder = tmp_path_factory.mktemp("counts")
    for number in range(counting.PAGES):
        page = Kept(body=document(LINK), headers={"ETag": f'"{number}"'})
        site.kept[f"/kept/{number}"] = page
    pages = [
        site.url(f"/kept/{number}", f"www.site{number % HOSTS}.localhost")
        for number in range(counting.PAGES)
    ]
    links = write_list(folder / "links.csv", pages)
    return {night: counted(site, folder / "run.db", links) for night in (1, 2)}


CEILINGS = {  # a page; (first night, second night, in which no page changed)
    "requests": (1.09, 1.0),  # a robots.txt for each of the hosts, which is kept
    "statements": (6.8, 5.4),
    "commits": (0.05, 0.05),
    "tasks": (7.2, 7.2),
    "signals": (9.2, 9.2),
    "log_records": (0.0, 0.0),
    "bytes_to_readers": (1_600, 0),  # of which the page is 1,200
    "bytes_from_readers": (1_050, 0),
    "calls": (5_000, 4_100),
    "blocks_kept": (60, 60),  # caches that are not full yet
}


@pytest.mark.parametrize("night", [1, 2])
@pytest.mark.parametrize("name", CEILINGS)
def test_a_page_costs_no_more_than_it_did(nights, name: str, night: int):
    assert nights[night][name] <= CEILINGS[name][night - 1]


def test_what_is_counted_is_seen(nights):
    # A ceiling holds nothing once the work goes ways that are not counted.
    seen = {name for name, count in nights[1].items() if count > 0}

    assert {"requests", "statements", "commits", "calls", "bytes_to_readers"} <= seen
    assert set(CEILINGS) == set(nights[1])


def test_reading_a_page_takes_no_more_calls_than_it_did():
    now = datetime(2026, 11, 24, tzinfo=UTC)
    answers = [
        Answer(
            url=f"https://host{number}.example/post",
            status=200,
            headers=(("content-type", "text/html; charset=utf-8"),),
            body=make_page(
                number, f"https://host{number}.example/post", {"article": LINK}
            ).encode(),
        )
        for number in range(10)
    ]
    read_page(answers[0], [TARGET], now)  # what is made once
    counting.counts.clear()
    sys.setprofile(counting.count_call)
    try:
        for answer in answers:
            read_page(answer, [TARGET], now)
    finally:
        sys.setprofile(None)

    assert counting.counts["calls"] / len(answers) <= CALLS_TO_READ
