"""The user's own pages that are linked to: one fetch for each, and what is told of it."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace

import pytest

from linkcrawler import store
from linkcrawler.crawl.targets import address_of, open_targets, pages_of
from linkcrawler.judge.targets import is_broken, judge_target, sentence_of
from linkcrawler.models import Evidence, Hop, RobotsRules
from linkcrawler.page import Answer, read_with_domains
from linkcrawler.page.reading import MAX_LINKED_DOMAINS
from linkcrawler.states import FetchOutcome, NofollowFrom, PageState, RunCause, Signal
from tests.conftest import FAST, ROOT, environment
from tests.make import NOW, PAGE, backlink, due, facts, failure, fetch, led_to, rows
from tests.site import Site

PROSE = "<p>" + "We sell bicycles and tyres for long tours. " * 20 + "</p>"
PAGES = {
    "/t/fine": f"<title>Fine</title>{PROSE}<a href='https://a.other.example/'>x</a><a href='/in'>x</a>",
    "/t/noindex": f"<meta name='robots' content='noindex'>{PROSE}",
    "/t/canonical": f"<link rel='canonical' href='/t/fine'>{PROSE}",
}


def seen(of_fetch, of_page=None):
    return judge_target(
        Evidence(page=due(), fetch=of_fetch, checked_at=NOW, facts=of_page), (1,), ("x.example",)
    )


NOINDEX = RobotsRules(noindex_from=NofollowFrom.META)
LOOKS = [  # (look, broken, what is told)
    (seen(fetch(), facts()), False, None),
    (seen(fetch(404), facts()), True, "answers 404: The page does not exist any more."),
    (seen(fetch(410), facts()), True, "answers 410: "),
    (seen(fetch(503), facts()), True, "answers 503: The site had a server error."),
    (seen(fetch(403), facts()), False, "answers 403: "),
    (seen(failure(FetchOutcome.TIMEOUT)), False, "in time"),
    (seen(failure(FetchOutcome.DNS_FAILURE)), False, "could not be resolved"),
    (seen(failure(FetchOutcome.REDIRECT_LOOP)), True, "redirects without end"),
    (seen(failure(FetchOutcome.ROBOTS_DISALLOWED)), False, "robots.txt"),
    (seen(fetch(), facts(Signal.PARKED, words=9)), True, "park"),
    (seen(fetch(), facts(Signal.MAYBE_NOT_FOUND, words=9)), False, "not certain"),
    (
        seen(led_to("https://blog.example.org/new"), facts()),
        False,
        "for good (301) to https://blog.e",
    ),
    (
        seen(
            fetch(final_url="https://blog.example.org/new", hops=(Hop(url=PAGE, status=302),)),
            facts(),
        ),
        False,
        "redirects for now (302)",
    ),
    (seen(led_to("https://blog.example.org/new"), facts(robots=NOINDEX)), True, "noindex by meta"),
    (seen(fetch(), facts(robots=NOINDEX)), True, "is kept out of the index (noindex by meta)."),
    (
        seen(fetch(), facts(canonical="https://a.example/", canonical_away=True)),
        True,
        "names another page as its original: https://a.example/.",
    ),
    (
        seen(fetch(404), facts(robots=NOINDEX)),
        True,
        "answers 404: The page does not exist any more.",
    ),
]


@pytest.mark.parametrize(("look", "broken", "told"), LOOKS, ids=range(len(LOOKS)))
def test_what_a_look_at_a_target_comes_to(look, broken, told):
    assert is_broken(look) == broken
    assert (sentence_of(look) is None) == (told is None)
    assert (told or "") in (sentence_of(look) or "")
    if look.page_state not in (PageState.OK, PageState.MOVED):
        assert (look.facts.title, look.linked_domains) == (None, ())


ADDRESSES = [
    ("example.com", "http://example.com/"),
    ("www.example.com/shop", "http://www.example.com/shop"),
    ("https://example.com/shop?a=1#part", "https://example.com/shop?a=1"),
    (" https://EXAMPLE.com ", "https://example.com/"),
    ("mailto:a@example.com", "mailto:a@example.com"),
]


@pytest.mark.parametrize(("given", "address"), ADDRESSES)
def test_the_address_of_a_target(given: str, address: str):
    assert address_of(given) == address


def test_targets_of_one_address_are_one_page():
    pages, named_by = pages_of([(1, "example.com"), (2, "http://example.com/#x"), (5, "x.example")])

    assert [page.url for page in pages] == ["http://example.com/", "http://x.example/"]
    assert named_by == {1: (1, 2), 2: (5,)}


def test_the_domains_a_page_links_to_are_bounded():
    body = "".join(f"<a href='https://www.site{n}.example/'>x</a>" for n in range(2_000)).encode()
    answer = Answer(
        url=PAGE, status=200, headers=(("content-type", "text/html"),), body=body + b"<a href='/'>x"
    )
    _, domains = read_with_domains(answer, NOW)

    assert len(domains) == MAX_LINKED_DOMAINS
    assert list(domains) == sorted(domains)
    assert "example.org" not in domains


@pytest.fixture
def db(tmp_path, site):
    site.pages |= PAGES
    path = tmp_path / "a.db"
    targets = [site.url(each) for each in ("/t/fine", "/t/fine#part", "/t/noindex", "/t/canonical")]
    targets += [site.url(each) for each in ("/status/404", "/moved/301", "/loop")]
    opened = store.open_database(path)
    store.take_list(
        opened, [backlink(f"https://a.example/{n}", t) for n, t in enumerate(targets)], "l", NOW
    )
    theirs = backlink("https://a.example/c", site.url("/t/competitor", host="theirs.localhost"))
    store.take_list(opened, [replace(theirs, site_role="competitor")], "m", NOW)
    opened.close()
    return path


def run(*arguments: str, private: bool = True) -> subprocess.CompletedProcess[str]:
    settings = [each for setting in FAST for each in ("-s", setting)]
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.probes", "up", *arguments, *settings],
        cwd=ROOT,
        env=environment(private=private),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def kept(db, sql: str = "SELECT * FROM target_look ORDER BY target_id"):
    with closing(sqlite3.connect(db)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(sql)]


def test_each_own_target_is_fetched_once_and_told(db, site: Site):
    before = len(site.asked)
    done = run("scrapy", "crawl", "targets", "-a", f"db={db}")
    asked = [each.path for each in site.asked[before:]]
    sql = "SELECT target, target_look.* FROM target_look JOIN target ON id = target_id"
    looks = {row.pop("target").removeprefix(site.url("")): row for row in kept(db, sql)}

    assert done.returncode == 1, done.stderr
    assert asked.count("/t/fine") == 1
    assert "/t/competitor" not in asked
    assert {path: look["page_state"] for path, look in looks.items()} == {
        "/t/fine": "ok",
        "/t/fine#part": "ok",
        "/t/noindex": "ok",
        "/t/canonical": "ok",
        "/status/404": "gone",
        "/moved/301": "moved",
        "/loop": "unreachable",
    }
    fine, part = looks["/t/fine"], looks["/t/fine#part"]
    assert (fine["page_title"], fine["page_language"], fine["reason"]) == ("Fine", "en", None)
    assert fine["linked_domains"] == "other.example"
    assert "bicycles" in fine["terms"].split()
    assert {**fine, "target_id": 0} == {**part, "target_id": 0}
    assert looks["/t/noindex"]["noindex_from"] == "meta"
    assert looks["/t/canonical"]["canonical_away"] == 1
    assert json.loads(looks["/moved/301"]["hops"]) == [[site.url("/moved/301"), 301]]
    assert "redirects for good (301) to " in done.stdout
    assert "6 of 6 targets looked at, 4 broken." in done.stdout


def test_the_command_prints_the_view_and_leaves_backlinks_alone(db):
    states = "SELECT * FROM backlink_status"
    before = kept(db, states)
    done = run("linkcrawler", "targets", "--db", str(db), "--json")
    lines = [json.loads(line) for line in done.stdout.splitlines()]

    assert done.returncode == 1, done.stderr
    assert len(lines) == 8
    assert {line["site_role"]: line["checked_at"] is None for line in lines} == {
        "own": False,
        "competitor": True,
    }
    assert kept(db, states) == before
    assert kept(db, "SELECT * FROM run") == []


def test_private_addresses_are_refused(db):
    done = run("linkcrawler", "targets", "--db", str(db), private=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert {row["page_state"] for row in kept(db)} == {"guarded"}


def test_a_database_that_is_held_or_not_there(db, tmp_path):
    with store.hold(db):
        assert run("linkcrawler", "targets", "--db", str(db)).returncode == 75
    assert run("scrapy", "crawl", "targets", "-a", f"db={tmp_path / 'none.db'}").returncode == 2
    assert run("scrapy", "crawl", "targets", "-a", "x=1").returncode == 2


def test_a_run_that_is_not_healthy_keeps_what_was_known(db):
    session = open_targets(str(db))
    good = seen(fetch(), facts(title="Then"))
    session.looks = {1: good}
    session.finish()
    session.close()
    assert session.exit_code == 4  # others were not answered

    session = open_targets(str(db))
    session.looks = {1: seen(failure(FetchOutcome.TIMEOUT))}
    session.cause = RunCause.NETWORK
    session.finish()
    told = rows(session.db, "SELECT page_title, page_state FROM target_look")
    session.close()

    assert session.exit_code == 3
    assert told == [{"page_title": "Then", "page_state": "ok"}]
