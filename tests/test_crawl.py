"""The whole crawl against the local web: every way a server behaves, one answer each."""

import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import ROOT, Crawl, command, crawl, environment, write_list
from tests.site import EXPECTED, NOT_FOUND, TARGET, Site, document

# Too long for a label of a host name: resolvers refuse it without asking anybody.
NO_NAME = "x" * 70


@pytest.fixture(scope="module")
def everything(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    """Crawl every path of the local web once."""
    folder = tmp_path_factory.mktemp("everything")
    links = write_list(folder / "links.csv", [site.place(path) for path in EXPECTED])
    return crawl(folder / "all.db", links)


@pytest.mark.parametrize("path", EXPECTED)
def test_each_behaviour_of_a_server_has_its_states(everything: Crawl, site: Site, path: str):
    row = everything.status()[site.place(path), TARGET]
    expected = EXPECTED[path]

    assert (expected.page_state, expected.link_state, expected.reason) == (
        row["page_state"],
        row["link_state"],
        row["reason"],
    )
    assert expected.extra == {name: row[name] for name in expected.extra}


def test_the_run_ends_well_with_one_check_for_each_backlink(everything: Crawl):
    (run,) = everything.rows("runs")

    assert everything.exit_code == 0, everything.err
    assert (run["outcome"], run["backlinks"]) == ("finished", len(EXPECTED))
    assert {1} == {row["checks"] for row in everything.rows("backlink_status")}
    assert len(EXPECTED) == len(everything.rows("observation"))
    assert everything.rows("owed") == []


def test_a_first_run_tells_no_changes(everything: Crawl):
    assert everything.rows("change_events") == []


def test_each_page_is_fetched_once_whatever_number_of_backlinks(site: Site, tmp_path: Path):
    page = site.url("/live/many")
    targets = [TARGET, "https://target.example/other", "target.example"]
    links = tmp_path / "links.csv"
    links.write_text("".join(f"{page},{target}\n" for target in targets))

    done = crawl(tmp_path / "a.db", links)

    assert site.paths().count("/live/many") == 1
    states = {target: done.status()[page, target]["link_state"] for target in targets}
    assert {TARGET: "present", targets[1]: "elsewhere", targets[2]: "present"} == states


def test_redirects_to_one_page_all_get_their_answer(site: Site, tmp_path: Path):
    pages = [site.url(f"/moved/301/{n}") for n in range(5)] + [site.url("/live/after-301")]
    done = crawl(tmp_path / "a.db", write_list(tmp_path / "links.csv", pages))

    assert {"present"} == {row["link_state"] for row in done.status().values()}
    assert len(pages) == len(done.status())


def test_spellings_of_a_page_are_kept_as_given_and_fetched_once(site: Site, tmp_path: Path):
    page = site.url("/live/spelled", host="SPELL.localhost")
    spellings = [page, page.replace("SPELL", "spell"), page + "#comments"]
    done = crawl(tmp_path / "a.db", write_list(tmp_path / "links.csv", spellings))

    assert {(spelling, TARGET) for spelling in spellings} == set(done.status())
    assert site.paths().count("/live/spelled") == 1


def test_a_sighting_survives_a_refresh_to_a_page_without_the_link(site: Site, tmp_path: Path):
    site.pages["/two"] = (
        f'<meta http-equiv=refresh content="3; url=/removed/after-two"><a href="{TARGET}">x</a>'
    )
    page, links = site.url("/two"), tmp_path / "links.csv"
    links.write_text(f"{page},{TARGET}\n{page},https://target.example/other\n")
    status = crawl(tmp_path / "a.db", links).status()

    assert status[page, TARGET]["link_state"] == "present"
    assert status[page, "https://target.example/other"]["link_state"] == "missing"


def test_where_a_refresh_leads_takes_back_no_sighting_and_proves_no_absence(
    site: Site, tmp_path: Path
):
    page, links = site.url("/led-away"), tmp_path / "links.csv"
    links.write_text(f"{page},{TARGET}\n{page},https://target.example/other\n")
    done = crawl(tmp_path / "a.db", links)

    told = {target: row["link_state"] for (_, target), row in done.status().items()}
    assert told == {TARGET: "present", "https://target.example/other": "unknown"}
    assert {row["checks"] for row in done.rows("backlink_status")} == {1}


def test_robots_are_asked_once_and_obeyed(site: Site, tmp_path: Path):
    site.robots["polite.localhost"] = (200, "User-agent: *\nDisallow: /secret\n")
    site.robots["broken.localhost"] = (500, "User-agent: *\nAllow: /\n")
    site.robots["denying.localhost"] = (403, "User-agent: *\nDisallow: /\n")
    pages = {
        site.url("/secret/1", "polite.localhost"): "robots_disallowed",
        site.url("/secret/2", "polite.localhost"): "robots_disallowed",
        site.url("/live/3", "polite.localhost"): "link_found",
        site.url("/live/4", "broken.localhost"): "robots_unavailable",
        site.url("/live/5", "denying.localhost"): "link_found",
    }
    done = crawl(tmp_path / "a.db", write_list(tmp_path / "links.csv", list(pages)))

    assert pages == {page: row["reason"] for (page, _), row in done.status().items()}
    assert not [path for path in site.paths() if path.startswith("/secret/")]
    assert site.counts["polite.localhost/robots.txt"] == 1


def test_a_link_counts_under_the_original_that_its_page_names(site: Site, tmp_path: Path):
    site.robots["google.localhost"] = (200, "User-agent: Googlebot\nDisallow: /live\n")
    head = f'<link rel=canonical href="{site.url("/live/original", "originals.localhost")}">'
    bare = head.replace("/live/original", "/removed/original")
    site.pages["/copy/with"] = document(f'<a href="{TARGET}" rel=nofollow>x</a>', head)
    site.pages["/copy/without"] = document("", head)
    site.pages["/copy/of-bare"] = document(f'<a href="{TARGET}">x</a>', bare)
    site.pages["/copy/of-none"] = document("", bare)
    pages = {
        site.url("/copy/with"): ("present", "link_found", "followed", None, "200"),
        site.url("/copy/without"): ("present", "link_found_original", "followed", None, "200"),
        site.url("/copy/of-bare"): (
            *("present", "link_found", "not_counted", "canonical_away", "200"),
        ),
        site.url("/copy/of-none"): ("missing", "not_found_first_check", None, None, "200"),
        site.url("/live/google", "google.localhost"): (
            *("present", "link_found", "not_counted", "robots_blocked", None),
        ),
    }
    done = crawl(tmp_path / "a.db", write_list(tmp_path / "links.csv", list(pages)))

    columns = "link_state reason countability not_counted_because original_look".split()
    told = {page: tuple(row[name] for name in columns) for (page, _), row in done.status().items()}
    assert told == pages


def test_an_original_that_redirected_to_its_page_is_not_asked_for_again(site: Site, tmp_path: Path):
    for name, link in (("with", f'<a href="{TARGET}">x</a>'), ("without", "")):
        old = site.url(f"/to-kept/circle/{name}")
        site.pages[f"/circle/{name}"] = document(link, f'<link rel=canonical href="{old}">')
    pages = [site.url(f"/to-kept/circle/{name}") for name in ("with", "without")]
    done = crawl(tmp_path / "a.db", write_list(tmp_path / "links.csv", pages))

    columns = "link_state reason countability not_counted_because original_look".split()
    told = {page: tuple(row[name] for name in columns) for (page, _), row in done.status().items()}
    assert told == {
        pages[0]: ("present", "link_found_moved", "not_counted", "canonical_away", "200"),
        pages[1]: ("missing", "not_found_first_check", None, None, "200"),
    }
    circle = [path for path in site.paths() if path.endswith(("circle/with", "circle/without"))]
    assert len(circle) == 2 * len(pages)


def test_an_original_that_can_not_be_read_takes_nothing_back(site: Site, tmp_path: Path):
    for name, original in (("refusing", "/status/403"), ("dead", f"http://{NO_NAME}.test/")):
        head = f'<link rel=canonical href="{original}">'
        site.pages[f"/copy/{name}"] = document(f'<a href="{TARGET}">x</a>', head)
    pages = [site.url("/copy/refusing"), site.url("/copy/dead")]
    done = crawl(tmp_path / "a.db", write_list(tmp_path / "links.csv", pages))

    looks = {page: row["original_look"] for (page, _), row in done.status().items()}
    assert dict(zip(pages, ("403", "dns_failure"), strict=True)) == looks
    assert {"link_found"} == {row["reason"] for row in done.status().values()}


def test_robots_are_asked_for_once_a_day_over_runs(site: Site, tmp_path: Path):
    site.robots["daily.localhost"] = (200, "User-agent: *\nDisallow: /secret\n")
    links = write_list(tmp_path / "a.csv", [site.url("/secret/1", "daily.localhost")])
    first = crawl(tmp_path / "a.db", links)
    second = crawl(tmp_path / "a.db", links)

    assert site.counts["daily.localhost/robots.txt"] == 1
    for done in (first, second):
        assert {"robots_disallowed"} == {row["reason"] for row in done.status().values()}


def test_old_rules_hold_while_robots_can_not_be_read(site: Site, tmp_path: Path):
    site.robots["failing.localhost"] = (200, "User-agent: *\nDisallow: /secret\n")
    pages = [site.url(path, "failing.localhost") for path in ("/secret/1", "/live/1")]
    links = write_list(tmp_path / "a.csv", pages)
    crawl(tmp_path / "a.db", links)
    site.robots["failing.localhost"] = (503, "")
    told = []
    for age in ("2 days", "40 days"):
        with closing(sqlite3.connect(tmp_path / "a.db")) as db, db:
            moment = "strftime('%Y-%m-%dT%H:%M:%SZ', 'now', ?)"
            db.execute(f"UPDATE robots SET fetched_at = {moment}", [f"-{age}"])
        rows = crawl(tmp_path / "a.db", links).status()
        told.append([rows[page, TARGET]["reason"] for page in pages])

    assert told == [["robots_disallowed", "link_found"], ["robots_unavailable"] * 2]


def test_a_page_behind_a_cookie_bounce_is_read(site: Site, tmp_path: Path):
    page = site.url("/bounce")
    done = crawl(tmp_path / "a.db", write_list(tmp_path / "links.csv", [page]))

    assert done.status()[page, TARGET]["link_state"] == "present"


def test_a_robots_txt_that_was_lost_on_the_way_is_asked_for_again(site: Site, tmp_path: Path):
    site.robots_lost["shaky.localhost"] = 1
    pages = [site.url("/live/1", "shaky.localhost")]
    done = crawl(tmp_path / "a.db", write_list(tmp_path / "links.csv", pages))

    assert {"link_found"} == {row["reason"] for row in done.status().values()}


def test_a_kept_robots_txt_that_can_not_be_read_is_asked_for_anew(site: Site, tmp_path: Path):
    links = write_list(tmp_path / "a.csv", [site.url("/live/1", "kept.localhost")])
    site.robots["kept.localhost"] = (200, "User-agent: *\nAllow: /\n")
    crawl(tmp_path / "a.db", links)
    with closing(sqlite3.connect(tmp_path / "a.db")) as db, db:
        db.execute("UPDATE robots SET body = x'00ff'")
    done = crawl(tmp_path / "a.db", links)

    assert {"link_found"} == {row["reason"] for row in done.status().values()}


def test_the_password_of_a_redirect_to_nowhere_is_not_stored(site: Site, tmp_path: Path):
    pages = [site.url("/to/ftp-login"), site.url("/to/broken-login")]
    done = crawl(tmp_path / "a.db", write_list(tmp_path / "links.csv", pages))
    kept = b"".join(file.read_bytes() for file in tmp_path.glob("a.db*"))

    assert {"bad_redirect"} == {row["reason"] for row in done.status().values()}
    assert b"files.example" in kept
    assert b"nowhere" in kept
    assert b"hunter2" not in kept
    assert "hunter2" not in done.err


def test_a_host_that_refuses_is_not_asked_for_all_its_pages(site: Site, tmp_path: Path):
    pages = [site.url(f"/busy/{n}", "busy.localhost") for n in range(12)]
    settings = ("CONCURRENT_REQUESTS_PER_DOMAIN=1",)
    done = crawl(tmp_path / "a.db", write_list(tmp_path / "links.csv", pages), *settings)

    assert {"rate_limited"} == {row["reason"] for row in done.status().values()}
    assert len(done.status()) == 12
    assert sum(path.startswith("/busy/") for path in site.paths()) - 1 <= 5


def test_a_page_of_a_random_name_tells_soft_404s_from_pages(site: Site, tmp_path: Path):
    before = len(site.asked)
    site.pages["/hard/about-404s"] = NOT_FOUND
    site.homes["site.localhost"] = f"<title>Home</title><p>{'All rides of the season. ' * 20}"
    site.homes["down.localhost"] = NOT_FOUND
    site.homes["notice.localhost"] = "/removed/list"
    pages = {
        site.url("/says-200/1"): ("soft_404", "missing"),
        site.url("/says-200/2"): ("soft_404", "missing"),
        site.url("/collapses/1"): ("soft_404", "missing"),
        # A site that says the same of its home page, too, says nothing of its pages.
        site.url("/says-200/1", "down.localhost"): ("soft_404", "unknown"),
        site.url("/collapses/1", "notice.localhost"): ("soft_404", "unknown"),
        site.url("/hard/about-404s"): ("ok", "missing"),
        site.url("/moved/301/1"): ("moved", "present"),
    }
    links = write_list(tmp_path / "links.csv", list(pages))
    done = crawl(tmp_path / "a.db", links, "CONCURRENT_REQUESTS_PER_DOMAIN=1")

    told = {
        page: (row["page_state"], row["link_state"]) for (page, _), row in done.status().items()
    }
    assert told == pages
    own = [each.path for each in site.asked[before:] if each.host == "site.localhost"]
    assert sum(path.startswith("/says-200/") for path in own) == 3
    assert own.count("/") == 1


def test_private_addresses_are_not_opened(site: Site, tmp_path: Path):
    before = len(site.asked)
    pages = [
        site.url("/live", "127.0.0.1"),
        site.url("/live", "localhost"),
        site.url("/live", "2130706433"),
        site.url("/live", "[::ffff:127.0.0.1]"),
    ]
    done = crawl(tmp_path / "a.db", write_list(tmp_path / "links.csv", pages), private=False)

    assert {"guarded"} == {row["page_state"] for row in done.status().values()}
    assert before == len(site.asked)


def test_pages_that_can_not_be_resolved_are_unknown(tmp_path: Path):
    pages = [f"http://{NO_NAME}{n}.test/" for n in range(3)]
    done = crawl(tmp_path / "a.db", write_list(tmp_path / "links.csv", pages))

    assert {("dns_failure", "unknown")} == {
        (row["page_state"], row["link_state"]) for row in done.status().values()
    }


def test_a_run_in_which_no_site_answers_is_unhealthy_where_our_line_is_down(tmp_path: Path):
    pages = [f"http://{NO_NAME}{n}.test/" for n in range(6)]
    links = write_list(tmp_path / "links.csv", pages)
    theirs = crawl(tmp_path / "a.db", links)
    ours = crawl(tmp_path / "b.db", links, line="down")

    assert (theirs.exit_code, ours.exit_code) == (0, 3)
    told = [[run["outcome"], run["cause"]] for run in theirs.rows("runs") + ours.rows("runs")]
    assert told == [["finished", None], ["unhealthy", "dns"]]


def test_the_user_agent_names_the_tool_and_the_contact_and_nothing_of_the_user(
    site: Site, tmp_path: Path
):
    links = write_list(tmp_path / "links.csv", [site.url("/live/agent")])
    crawl(tmp_path / "a.db", links, "LINKCRAWLER_CONTACT=crawl@owner.example")

    (asked,) = [asked for asked in site.asked if asked.path == "/live/agent"]
    agent = "Mozilla/5.0 (compatible; linkcrawler/0.1) (crawl@owner.example)"
    assert asked.headers["user-agent"] == agent
    assert not {"referer", "cookie", "authorization"} & set(asked.headers)
    assert "target.example" not in str(asked.headers)


def test_one_page_at_a_time_for_a_host_by_default(site: Site, tmp_path: Path):
    pages = [site.url(f"/live/{n}", "slow.localhost") for n in range(4)]
    links = write_list(tmp_path / "links.csv", pages)
    started = time.monotonic()
    crawl(tmp_path / "a.db", links, "CONCURRENT_REQUESTS_PER_DOMAIN=1", "DOWNLOAD_DELAY=0.5")

    assert site.peak["slow.localhost"] == 1
    assert time.monotonic() - started > 1.5


def test_a_second_night_tells_what_changed(site: Site, tmp_path: Path):
    kinds = {
        "/page/kept": (f"<a href='{TARGET}'>guide</a>", f"<a href='{TARGET}'>guide</a>"),
        "/page/gone": (f"<a href='{TARGET}'>guide</a>", "nothing"),
        "/page/weak": (
            f"<a href='{TARGET}'>guide</a>",
            f"<a rel=nofollow href='{TARGET}'>guide</a>",
        ),
        "/page/back": ("nothing", f"<a href='{TARGET}'>guide</a>"),
    }
    links = write_list(tmp_path / "links.csv", [site.url(path) for path in kinds])
    site.pages = {path: document(first) for path, (first, _) in kinds.items()}
    crawl(tmp_path / "a.db", links)
    site.pages = {path: document(second) for path, (_, second) in kinds.items()}
    done = crawl(tmp_path / "a.db", links)

    told = {
        (str(event["referring_page"]).rpartition("/")[2], event["kind"], event["field"])
        for event in done.rows("change_events")
    }
    assert {
        ("gone", "missing", None),
        ("weak", "changed", "rel"),
        ("weak", "changed", "countability"),
        ("back", "found", None),
    } == told
    assert done.exit_code == 0


def test_without_a_list_only_what_is_due_is_verified(site: Site, tmp_path: Path):
    links = write_list(tmp_path / "links.csv", [site.url("/live/due")])
    crawl(tmp_path / "a.db", links)
    done = crawl(tmp_path / "a.db", None)

    assert done.exit_code == 0
    assert "Nothing is due before" in done.out
    assert len(done.rows("runs")) == 1


def test_standard_input_and_a_site_as_target(site: Site, tmp_path: Path):
    page = site.url("/live/stdin")
    done = crawl(tmp_path / "a.db", "-", stdin=f"{page}\n", target="target.example")

    assert done.status()[page, "target.example"]["link_state"] == "present"


def test_a_killed_run_goes_on_where_it_stopped(site: Site, tmp_path: Path):
    pages = [site.url(f"/live/{n}", f"host{n % 20}.localhost") for n in range(300)]
    links, db = write_list(tmp_path / "links.csv", pages), tmp_path / "a.db"
    slow = ("DOWNLOAD_DELAY=0.2", "CONCURRENT_REQUESTS_PER_DOMAIN=1")
    process = subprocess.Popen(
        command(db, links, *slow, target=None),
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        time.sleep(0.1)
        if db.exists() and len(_looks(db)) >= 60:
            break
    process.send_signal(signal.SIGKILL)
    process.wait()
    finished = _looks(db)
    before = dict(site.counts)

    done = crawl(db, links)

    assert 60 <= len(finished) < 300
    assert done.exit_code == 0, done.err
    assert {1} == {row["checks"] for row in done.rows("backlink_status")}
    assert len(done.status()) == 300
    (run,) = done.rows("runs")
    assert (run["outcome"], run["backlinks"], run["present"]) == ("finished", 300, 300)
    again = [url for url in finished if site.counts[_key(url)] != before[_key(url)]]
    assert again == []


def test_an_interrupted_run_exits_4_and_goes_on(site: Site, tmp_path: Path):
    pages = [site.url(f"/live/{n}", "one.localhost") for n in range(40)]
    links, db = write_list(tmp_path / "links.csv", pages), tmp_path / "a.db"
    slow = ("DOWNLOAD_DELAY=0.2", "CONCURRENT_REQUESTS_PER_DOMAIN=1", "CLOSESPIDER_ITEMCOUNT=5")

    first = crawl(db, links, *slow)
    second = crawl(db, None)

    assert first.exit_code == 4
    assert "interrupted" in first.out
    assert second.exit_code == 0
    assert {1} == {row["checks"] for row in second.rows("backlink_status")}
    assert len(second.rows("page_look")) == 40


def _looks(db: Path) -> list[str]:
    try:
        with closing(sqlite3.connect(f"file:{db}?mode=ro", uri=True)) as connection:
            return [
                row[0]
                for row in connection.execute(
                    "SELECT url FROM page JOIN page_look ON page_look.page_id = page.id"
                )
            ]
    except sqlite3.Error:
        return []


def _key(url: str) -> str:
    host, _, path = url.removeprefix("http://").partition("/")
    return f"{host.rpartition(':')[0]}/{path}"
