"""The pace of a crawl as the sites see it: gaps, delays, and sites that ask for a break."""

import time
from itertools import pairwise
from pathlib import Path

from tests.conftest import crawl, write_list
from tests.site import Site

ONE_AT_A_TIME = "CONCURRENT_REQUESTS_PER_DOMAIN=1"


def test_where_pages_lead_to_is_asked_at_its_own_pace(site: Site, tmp_path: Path):
    """Many sites redirect to one page each of another: it sees one at a time, a second apart."""
    where = site.url("/live/hub", "hub.localhost")
    for number in range(4):
        site.pages[f"/to-hub/{number}"] = f'<meta http-equiv=refresh content="0; url={where}">'
    pages = [site.url(f"/to-hub/{n}", f"guest{n}.localhost") for n in range(4)]
    links = write_list(tmp_path / "links.csv", pages)
    done = crawl(tmp_path / "a.db", links, "DOWNLOAD_DELAY=1", ONE_AT_A_TIME)

    times = [asked.at for asked in site.asked if asked.host == "hub.localhost"]
    assert {"present"} == {row["link_state"] for row in done.status().values()}
    assert len(times) == 5  # robots.txt and four times the page
    assert min(after - before for before, after in pairwise(times)) >= 0.99


def test_a_site_that_a_page_leads_to_is_put_aside_when_it_says_so(site: Site, tmp_path: Path):
    where = site.url("/flaky/hub", "busy-hub.localhost")
    site.pages["/to-busy"] = f'<meta http-equiv=refresh content="0; url={where}">'
    pages = [site.url("/to-busy", "first.localhost")]
    pages += [site.url(f"/live/{n}", "busy-hub.localhost") for n in range(30)]
    settings = (ONE_AT_A_TIME, "DOWNLOAD_DELAY=0.1")
    done = crawl(tmp_path / "a.db", write_list(tmp_path / "links.csv", pages), *settings)

    assert {"present"} == {row["link_state"] for row in done.status().values()}
    asked = [each for each in site.asked if each.host == "busy-hub.localhost"]
    refused = next(n for n, each in enumerate(asked) if each.path == "/flaky/hub")
    assert asked[refused + 1].at - asked[refused].at >= 0.99


def test_a_host_that_pages_lead_to_is_let_be_once_it_asks_for_that(site: Site, tmp_path: Path):
    where = site.url("/busy/hub", "closed-hub.localhost")
    site.pages["/to-closed"] = f'<meta http-equiv=refresh content="0; url={where}">'
    pages = [site.url("/to-closed", f"led{n}.localhost") for n in range(5)]
    settings = (ONE_AT_A_TIME,)
    done = crawl(tmp_path / "a.db", write_list(tmp_path / "links.csv", pages), *settings)

    assert {"rate_limited"} == {row["page_state"] for row in done.status().values()}
    assert site.counts["closed-hub.localhost/busy/hub"] == 1


def test_a_crawl_delay_is_kept(site: Site, tmp_path: Path):
    site.robots["delay.localhost"] = (200, "User-agent: *\nCrawl-delay: 1\n")
    pages = [site.url(f"/live/{n}", "delay.localhost") for n in range(3)]
    settings = (ONE_AT_A_TIME,)
    began = time.monotonic()
    done = crawl(tmp_path / "a.db", write_list(tmp_path / "links.csv", pages), *settings)

    assert time.monotonic() - began > 2
    assert {"present"} == {row["link_state"] for row in done.status().values()}


def test_a_crawl_delay_is_kept_after_a_failure(site: Site, tmp_path: Path):
    site.robots["hangs.localhost"] = (200, "User-agent: *\nCrawl-delay: 2\n")
    pages = [site.url(path, "hangs.localhost") for path in ("/hang/1", "/hang/2")]
    settings = ("CONCURRENT_REQUESTS_PER_DOMAIN=1", "DOWNLOAD_TIMEOUT=1")
    done = crawl(tmp_path / "a.db", write_list(tmp_path / "links.csv", pages), *settings)
    asked = [each.at for each in site.asked if each.path.startswith("/hang/")]

    assert len(asked) == len(pages) + 1  # the first was tried again, for all of the host
    assert all(later - earlier > 2 for earlier, later in pairwise(asked))
    assert {"timeout"} == {row["reason"] for row in done.status().values()}


def test_a_crawl_delay_is_kept_in_the_next_run_without_asking_again(site: Site, tmp_path: Path):
    site.robots["slow.localhost"] = (200, "User-agent: *\nCrawl-delay: 2\n")
    pages = [site.url(f"/live/{n}", "slow.localhost") for n in range(2)]
    crawl(tmp_path / "a.db", write_list(tmp_path / "one.csv", pages[:1]), ONE_AT_A_TIME)
    crawl(tmp_path / "a.db", write_list(tmp_path / "two.csv", pages), ONE_AT_A_TIME)

    asked = [each for each in site.asked if each.host == "slow.localhost"]
    assert [each.path for each in asked].count("/robots.txt") == 1
    assert asked[-1].at - asked[-2].at >= 2


def test_a_longer_crawl_delay_is_told(site: Site, tmp_path: Path):
    site.robots["slower.localhost"] = (200, "User-agent: *\nCrawl-delay: 3600\n")
    page = site.url("/live/1", "slower.localhost")
    done = crawl(tmp_path / "a.db", write_list(tmp_path / "links.csv", [page]))

    assert {"link_found"} == {row["reason"] for row in done.status().values()}
    assert "more than 60 s between two pages" in done.err
