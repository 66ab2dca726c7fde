"""The crawl against a hostile web: every attack ends in one row, and none in a false loss.

Threats are those of the threat model: T1 to T14 network and files, T15 to T26 the machine, T27 to
T36 a false verdict. All cases are crawled in one run, between healthy pages, with the guard on.
"""

import asyncio
import gzip
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from linkcrawler import store
from linkcrawler.crawl.readers import Readers
from linkcrawler.crawl.rejudge import PageAgain, rejudge
from linkcrawler.warc.captures import Captures
from tests.hostile import CASES, HostileWeb
from tests.hostile.runs import Result, run, wrong
from tests.test_warc import read_by_warcio

QUICK = [case for case in CASES.values() if case.is_quick]
FAST = ("DOWNLOAD_DELAY=0", "DOWNLOAD_TIMEOUT=3", "CONCURRENT_REQUESTS_PER_DOMAIN=8")
MAX_RSS_MB = 768
MAX_ENDLESS_BYTES = 96 << 20
"""What is read at most of six redirects, and what the buffers between us and the server hold."""


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostileWeb]:
    with HostileWeb(tmp_path_factory.mktemp("hostile")) as served:
        yield served


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("run")


@pytest.fixture(scope="module")
def everything(web: HostileWeb, folder: Path) -> Result:
    return run(web, QUICK, folder, *FAST, f"LINKCRAWLER_WARC={folder / 'warc'}")


def _param(case):
    marks = [pytest.mark.xfail(reason=case.xfail, strict=True)] if case.xfail else []
    return pytest.param(case, id=case.name, marks=marks)


@pytest.mark.parametrize("case", [_param(case) for case in QUICK])
def test_each_attack_comes_to_what_it_may(web: HostileWeb, everything: Result, case):
    assert everything.verdict(web.url(case)) in case.accept


def test_every_threat_has_a_case():
    known = {case.threat for case in CASES.values()}
    elsewhere = {  # where a threat is not one of answers
        "T3": "test_hostile_guard.py",
        "T4": "test_hostile_guard.py",
        "T10": "the runs here offer the canary as a proxy",
        "T13": "test_nothing_listens_and_only_the_web_is_spoken",
        "T25": "no browser reads pages in this crawl",
        "T26": "test_feeder.py",
    }

    assert {f"T{n}" for n in range(1, 37)} - known == set(elsewhere)


def test_every_backlink_has_one_row_and_the_run_ends_well(everything: Result):
    assert everything.exit_code == 0, everything.err
    assert everything.observations == len(QUICK) == len(everything.rows)
    assert {1} == {row["checks"] for row in everything.rows.values()}


def test_nothing_is_called_internal_error(everything: Result):
    assert [url for url, row in everything.rows.items() if row["reason"] == "internal_error"] == []
    assert "Traceback" not in everything.err


def test_nothing_private_is_connected_to(web: HostileWeb, everything: Result):
    assert everything.rows
    assert web.canary_hits == []


def test_the_server_itself_did_not_fail(web: HostileWeb, everything: Result):
    assert everything.rows
    assert web.errors == []


def test_no_site_learns_more_than_it_must(web: HostileWeb, everything: Result):
    assert everything.rows
    # A browser, too, sends the password that a redirect names; nowhere else is one sent.
    asked = [each for each in web.asked if each.host != "redirect-userinfo.localhost"]
    told = [str(each.headers) for each in asked]
    assert not [
        text for text in told if re.search(r"target\.example|'referer'|authorization", text)
    ]


def test_cookies_of_one_check_reach_no_other(web: HostileWeb, everything: Result):
    assert everything.rows
    hosts = {asked.host for asked in web.asked if "cookie" in asked.headers}
    assert hosts <= {"cookie-bounce.localhost"}


def test_passwords_of_redirects_are_not_stored(everything: Result):
    assert "hunter2" not in str(everything.rows)
    assert "hunter2" not in everything.err


def test_what_is_archived_is_valid_and_holds_no_secret(everything: Result, folder: Path):
    assert everything.rows
    (path,) = (folder / "warc").iterdir()
    whole = gzip.decompress(path.read_bytes()).lower()

    assert [each["type"] for each in read_by_warcio(path)].count("metadata") == len(QUICK)
    secrets = (b"hunter2", b"\nset-cookie", b"\ncookie", b"\nauthorization")
    assert [each for each in secrets if each in whole] == []


def test_judged_again_offline_every_attack_comes_to_the_same(everything: Result, folder: Path):
    assert everything.rows
    captures = Captures()
    captures.add(next((folder / "warc").iterdir()))

    async def again() -> list[PageAgain]:
        with closing(store.open_reader(folder / "hostile.db")) as db, Readers(2, 2.0) as readers:
            return [each async for each in rejudge(db, captures, readers, 16 << 20)]

    found = asyncio.run(again())
    assert [
        each.problem for each in found if each.problem and "was not read" not in each.problem
    ] == []
    differing = [one for each in found for one in each.backlinks if one.differs_in]
    # What was not read within the crawl's deadline may be read today.
    assert [one for one in differing if one.then and one.then["reason"] != "incomplete"] == []
    assert len(found) == len(QUICK)


def test_nothing_listens_and_only_the_web_is_spoken(everything: Result):
    probe = everything.probe

    assert probe["listening"] == []
    assert probe["schemes"] == ["http", "https"]
    off = {name: value for name, value in probe["settings"].items() if name.endswith("ENABLED")}
    assert set(off.values()) == {False}
    assert probe["settings"]["ROBOTSTXT_OBEY"] is True
    assert probe["downloader_middlewares"] == [
        *("RobotsMiddleware", "DefaultHeadersMiddleware", "UserAgentMiddleware"),
    ]
    assert not {"TelnetConsole", "RemoteControl"} & set(probe["extensions"])


def test_no_site_is_asked_again_and_again(web: HostileWeb, everything: Result):
    assert everything.rows
    asked = Counter(".".join(each.host.split(".")[-2:]) for each in web.asked)

    # Ten redirects and one more page, each with the robots.txt of its host; each tried twice.
    assert {site: times for site, times in asked.items() if times > 44} == {}


def test_what_never_ends_is_cut(web: HostileWeb, everything: Result):
    assert everything.rows
    sent = {host: sent for host, sent in web.endless_bytes.items() if sent > MAX_ENDLESS_BYTES}

    assert [host for host in sent if not host.startswith("chunk-extension")] == []


def test_chunk_extensions_that_never_end_are_cut(web: HostileWeb, everything: Result):
    assert everything.rows
    assert web.endless_bytes["chunk-extension-flood.localhost"] < MAX_ENDLESS_BYTES


def test_memory_stays_bounded(everything: Result):
    assert everything.probe["max_rss_mb"] < MAX_RSS_MB


def test_a_link_that_is_missing_once_is_not_lost(web: HostileWeb, tmp_path: Path):
    cases = [CASES["control-without-1"], CASES["gzip-layers-2"]]
    result = run(web, cases, tmp_path, *FAST)

    assert wrong(web, cases, result) == {}
    assert {row["link_state"] for row in result.rows.values()} == {"missing", "present"}
