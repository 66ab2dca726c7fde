"""Web archives of real crawls: what is in them, what is not, and that they cost no verdict."""

import errno
import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from linkcrawler.config import Config
from linkcrawler.crawl.archive import NO_PACKAGE, Archive
from linkcrawler.warc.folder import WarcFolder
from tests.conftest import ROOT, Crawl, crawl, write_list
from tests.make import NOW, REMOVED, due, look
from tests.site import EXPECTED, LINK, Site, document
from tests.test_warc import read_by_warcio

MORE = ["/bounce", "/to/broken-login", "/to/ftp-login"]


def archive_in(folder: Path) -> list[dict[str, object]]:
    """Return all records of a folder's archives."""
    return [record for path in sorted(folder.iterdir()) for record in read_by_warcio(path)]


def visits_in(folder: Path) -> dict[str, dict]:
    """Return what the metadata says of each page, by its address."""
    told = [json.loads(each["body"]) for each in archive_in(folder) if each["type"] == "metadata"]
    assert len(told) == len({each["page"] for each in told})
    return {each["page"]: each for each in told}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("archived")


@pytest.fixture(scope="module")
def done(site: Site, folder: Path) -> Crawl:
    """Crawl the local web with an archive."""
    links = write_list(folder / "links.csv", [site.place(path) for path in [*EXPECTED, *MORE]])
    return crawl(folder / "a.db", links, f"LINKCRAWLER_WARC={folder / 'warc'}")


def test_every_page_has_its_visit_and_no_verdict_is_another(done: Crawl, site: Site, folder: Path):
    told = visits_in(folder / "warc")

    assert set(told) == {site.place(path) for path in [*EXPECTED, *MORE]}
    for path, expected in EXPECTED.items():
        (verdict,) = told[site.place(path)]["verdicts"]
        assert (verdict["page_state"], verdict["link_state"], verdict["reason"]) == (
            *(expected.page_state, expected.link_state, expected.reason),
        )
    assert done.exit_code == 0
    assert "could not be archived" not in done.err + done.out


def test_the_answers_of_a_chain_stand_in_their_order(done: Crawl, site: Site, folder: Path):
    visit = visits_in(folder / "warc")[site.url("/chain/5")]
    by_id = {each["headers"]["WARC-Record-ID"]: each for each in archive_in(folder / "warc")}
    records = [by_id[step["record"]] for step in visit["steps"]]

    assert [step["url"] for step in visit["steps"]] == [
        *(site.url(f"/chain/{n}") for n in range(5, -1, -1)),
        site.url("/live/after-chain"),
    ]
    assert [each["http"].get_statuscode() for each in records] == ["302"] * 6 + ["200"]
    assert records[0]["http"].get_header("Location") == "/chain/4"


def test_a_page_that_is_asked_for_again_has_both_answers(done: Crawl, site: Site, folder: Path):
    steps = visits_in(folder / "warc")[site.url("/flaky")]["steps"]

    assert [(step["attempt"], step["status"]) for step in steps] == [(1, 503), (2, 200)]


def answer(folder: Path, url: str) -> dict[str, object]:
    """Return the response of an address."""
    (found,) = [
        each
        for each in archive_in(folder)
        if each["type"] == "response" and each["headers"]["WARC-Target-URI"] == url
    ]
    return found


def test_bodies_are_as_the_server_coded_them_with_chunks_undone(
    done: Crawl, site: Site, folder: Path
):
    page = document(LINK).encode()
    coded = answer(folder / "warc", site.url("/gzip"))
    chunked = answer(folder / "warc", site.url("/chunked"))

    assert coded["http"].get_header("Content-Encoding") == "gzip"
    assert gzip.decompress(coded["body"]) == page
    assert chunked["body"] == page
    assert chunked["http"].get_header("Transfer-Encoding") is None
    assert chunked["http"].get_header("X-Archive-Orig-Transfer-Encoding") == "chunked"


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/bomb", "length"),
        ("/endless", "length"),
        ("/drip/without", "time"),
        ("/cut/without", "disconnect"),
        ("/bad-gzip", "unspecified"),
        ("/live", None),
    ],
)
def test_what_hit_a_limit_is_truncated(done: Crawl, site: Site, folder: Path, path: str, why: str):
    assert answer(folder / "warc", site.url(path))["headers"].get("WARC-Truncated") == why


def test_no_cookie_and_no_login_is_archived(done: Crawl, site: Site, folder: Path):
    whole = b"".join(gzip.decompress(path.read_bytes()) for path in (folder / "warc").iterdir())

    assert site.url("/bounce").encode() in whole
    assert not [each for each in (b"hunter2", b"seen=1", b"Cookie") if each in whole]


def test_evidence_names_the_archive(done: Crawl, folder: Path):
    (name,) = [path.name for path in (folder / "warc").iterdir()]

    told = [json.loads(row["evidence"]) for row in done.rows("observation")]
    assert {each["warc"] for each in told} == {name}


def test_with_changes_only_what_may_have_to_be_proven_is_archived(site: Site, tmp_path: Path):
    pages = [site.url(path) for path in ("/live", "/removed", "/status/403", "/chain/2")]
    setting = f"LINKCRAWLER_WARC=changes:{tmp_path / 'warc'}"
    crawl(tmp_path / "a.db", write_list(tmp_path / "links.csv", pages), setting)

    assert set(visits_in(tmp_path / "warc")) == {site.url("/removed")}


def test_a_page_that_comes_to_two_looks_is_archived_once(site: Site, tmp_path: Path):
    page, links = site.url("/led-away"), tmp_path / "links.csv"
    links.write_text(f"{page},https://target.example/guide\n{page},https://target.example/other\n")
    done = crawl(tmp_path / "a.db", links, f"LINKCRAWLER_WARC={tmp_path / 'warc'}")

    assert len(visits_in(tmp_path / "warc")[page]["steps"]) == 2
    assert all("warc" in json.loads(row["evidence"]) for row in done.rows("observation"))


def test_an_archive_that_can_not_be_written_is_told_once_and_costs_no_verdict(
    site: Site, tmp_path: Path
):
    pages = [site.url(path) for path in ("/live", "/removed", "/moved/301", "/gzip")]
    links = write_list(tmp_path / "links.csv", pages)
    setting = f"LINKCRAWLER_WARC={links}/folder"
    done = crawl(tmp_path / "a.db", links, setting)

    assert done.exit_code == 0
    states = {row["link_state"] for row in done.rows("backlink_status")}
    assert (len(done.status()), states) == (4, {"present", "missing"})
    assert done.out.count("the archive can't be written") == 1


def test_without_its_package_the_archive_is_off_and_that_is_told(tmp_path: Path, monkeypatch):
    monkeypatch.setattr("linkcrawler.crawl.archive.find_spec", lambda _: None)
    told: list[str] = []

    assert not Archive(Config(warc=str(tmp_path / "x")), 1, told.append).is_on
    assert told == [NO_PACKAGE]
    assert list(tmp_path.iterdir()) == []


_WITHOUT_WARCIO = """
import sys
sys.modules["warcio"] = None
import linkcrawler.cli.root, linkcrawler.doctor, pipelines.archive, spiders.verify
"""


def test_nothing_but_archives_needs_the_package():
    done = subprocess.run([sys.executable, "-c", _WITHOUT_WARCIO], cwd=ROOT, check=False)

    assert done.returncode == 0


def test_a_disk_that_fills_up_in_a_run_is_told_once_and_ends_the_archive(
    tmp_path: Path, monkeypatch
):
    def fill(*_: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(WarcFolder, "append", fill)
    told: list[str] = []
    archive = Archive(Config(warc=str(tmp_path)), 1, told.append)
    looks = [look(due(), REMOVED, NOW) for _ in range(3)]

    assert [archive.write(each) for each in looks] == [None, None, None]
    assert (len(told), archive.is_on) == (1, False)
    assert "No space left on device" in told[0]


def test_a_page_that_can_not_be_archived_ends_no_archive(tmp_path: Path, monkeypatch):
    told: list[str] = []
    archive = Archive(Config(warc=str(tmp_path)), 1, told.append)
    with monkeypatch.context() as broken:
        broken.setattr("linkcrawler.crawl.archive._ended", lambda _: 1 / 0)
        assert archive.write(look(due(), REMOVED, NOW)) is None
    name = archive.write(look(due(), REMOVED, NOW))
    archive.close()

    assert name is not None
    assert (tmp_path / name).exists()
    assert told == ["Some pages could not be archived; the log says which."]


def test_without_the_setting_nothing_is_archived(site: Site, tmp_path: Path):
    crawl(tmp_path / "a.db", write_list(tmp_path / "links.csv", [site.url("/removed")]))

    assert not list(tmp_path.rglob("*.warc*"))
