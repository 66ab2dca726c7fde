"""What failed for now is asked for again when all else was; an outage costs no verdict."""

from pathlib import Path

import pytest

from tests.conftest import crawl, write_list
from tests.site import TARGET, Answering, Site, document, route

LINK = f'<a href="{TARGET}">the guide</a>'


@route("/outage")
async def _outage(answering: Answering) -> None:
    """Fail in the way that the path says, for the first request of each address."""
    how = answering.asked.path.split("/")[2]
    if answering.count > 1 and how != "host":
        await answering.send(document(LINK))
    elif how.isdigit():
        await answering.send("", int(how))
    elif how == "lost":
        answering.writer.transport.abort()
    elif how == "host":
        asked = answering.site.asked
        count = sum(answering.asked.host == each.host for each in asked)
        if count > 1 + 5:  # robots.txt and five pages; then the host is there again
            await answering.send(document(LINK))
        else:
            answering.writer.transport.abort()
    elif how == "soon":
        await answering.send("", 503, {"Retry-After": "6"})


@pytest.mark.parametrize("how", ["500", "502", "503", "504", "429", "lost"])
def test_what_failed_once_is_asked_for_again_after_all_else(site: Site, tmp_path: Path, how: str):
    host = f"shaky-{how}.localhost"
    pages = [site.url(f"/outage/{how}/1", host)]
    pages += [site.url(f"/live/{how}-{n}", host) for n in range(8)]
    links = write_list(tmp_path / "a.csv", pages)
    done = crawl(tmp_path / "a.db", links, "CONCURRENT_REQUESTS_PER_DOMAIN=1")
    asked = [each for each in site.asked if each.host == host and each.path != "/robots.txt"]

    assert {"present"} == {row["link_state"] for row in done.status().values()}
    assert {1} == {row["checks"] for row in done.status().values()}
    assert [each.path for each in asked].count(f"/outage/{how}/1") == 2
    assert asked[-1].path == f"/outage/{how}/1"


def test_a_retry_after_is_kept_by_the_page_and_its_host(site: Site, tmp_path: Path):
    host = "soon.localhost"
    pages = [site.url(f"/outage/soon/{n}", host) for n in range(2)]
    links = write_list(tmp_path / "a.csv", pages)
    done = crawl(tmp_path / "a.db", links, "CONCURRENT_REQUESTS_PER_DOMAIN=1")
    asked = [each.at for each in site.asked if each.host == host and each.path != "/robots.txt"]

    assert {"present"} == {row["link_state"] for row in done.status().values()}
    assert asked[1] - asked[0] >= 6
    assert asked[2] - asked[0] >= 6
    assert asked[3] - asked[1] >= 6


def test_an_outage_of_a_host_costs_no_verdict(site: Site, tmp_path: Path):
    host = "out.localhost"
    pages = [site.url(f"/outage/host/{n}", host) for n in range(12)]
    links = write_list(tmp_path / "a.csv", pages)
    done = crawl(tmp_path / "a.db", links, "CONCURRENT_REQUESTS_PER_DOMAIN=1")
    paths = [each.path for each in site.asked if each.host == host and each.path != "/robots.txt"]

    # After five failures in a row the host is let be, and has a new chance at the end.
    assert {"present"} == {row["link_state"] for row in done.status().values()}
    assert len(paths) == 12 + 5


def test_a_host_that_stays_down_is_asked_a_few_times_only(site: Site, tmp_path: Path):
    pages = [site.url(f"/status/500/{n}", "down.localhost") for n in range(12)]
    links = write_list(tmp_path / "a.csv", pages)
    done = crawl(tmp_path / "a.db", links, "CONCURRENT_REQUESTS_PER_DOMAIN=1")
    asked = [each for each in site.asked if each.host == "down.localhost"]

    assert {"server_error"} == {row["reason"] for row in done.status().values()}
    assert len(asked) == 1 + 12 + 5


def test_robots_that_could_not_be_read_are_asked_for_again_at_the_end(site: Site, tmp_path: Path):
    host = "robots-out.localhost"
    site.robots_lost[host] = 1
    pages = [site.url(f"/live/{n}", host) for n in range(3)]
    links = write_list(tmp_path / "a.csv", pages)
    done = crawl(tmp_path / "a.db", links, "CONCURRENT_REQUESTS_PER_DOMAIN=1")

    assert {"link_found"} == {row["reason"] for row in done.status().values()}
    assert site.counts[f"{host}/robots.txt"] == 2


def test_an_interrupted_run_owes_what_it_put_off(site: Site, tmp_path: Path):
    pages = [site.url("/outage/503/owed", "owed.localhost"), site.url("/live/owed")]
    links = write_list(tmp_path / "a.csv", pages)
    first = crawl(tmp_path / "a.db", links, "CLOSESPIDER_ITEMCOUNT=1")
    second = crawl(tmp_path / "a.db", None)

    assert (first.exit_code, second.exit_code) == (4, 0)
    assert {"present"} == {row["link_state"] for row in second.status().values()}
    assert {1} == {row["checks"] for row in second.status().values()}
