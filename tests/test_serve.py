"""Browsing: what is there, who may ask, and that it never holds up a run."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from linkcrawler import columns, store
from linkcrawler.serve.queries import QUERIES
from tests import chromium
from tests.conftest import ROOT
from tests.make import DAY, FOUND, NOW, REMOVED, TIMED_OUT, backlink, facts, fetch, link, night
from tests.serving import ask, served

SHOP = "https://www.example.com/shop"
LIVE, GONE, WEAK, DARK = (
    f"https://{name}.example.org/page" for name in ("live", "gone", "weak", "dark")
)
SECRET = "https://user:hunter2-secret@secret.example.net/page"


def fill(db: Path, now: datetime) -> None:
    """Put five backlinks into a database, with a week of nights."""
    database = store.open_database(db)
    rows = [
        backlink(LIVE, SHOP, anchor_text="another text", rel=""),
        backlink(GONE, SHOP, last_seen="2020-01-02", lost=True),
        *(backlink(page, SHOP) for page in (WEAK, DARK, SECRET)),
    ]
    store.take_list(database, rows, "list.csv", now)
    weak = (fetch(), facts(), (link(rel=("nofollow",)),))
    for number in range(5):
        first = number == 0
        night(
            database,
            now + number * DAY,
            {
                LIVE: FOUND,
                GONE: FOUND if first else REMOVED,
                WEAK: FOUND if first else weak,
                DARK: TIMED_OUT,
                SECRET: FOUND,
            },
        )
    database.close()


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("serve") / "a b?#%.db"  # none of it may confuse an address
    fill(path, datetime.now(UTC) - timedelta(days=5))
    return path


@pytest.fixture(scope="module")
def address(db: Path) -> Iterator[str]:
    with served(db) as at:
        yield at


def answer_of(address: str, query: str, **parameters: str) -> list[dict[str, object]]:
    path = f"/backlinks/{query}.json?{urlencode({'_shape': 'objects', **parameters})}"
    return json.loads(ask(address, path)[1])["rows"]


ANSWERS = [  # (question, column, its values)
    ("lost_this_week", "referring_page", [GONE]),
    ("weakened", "referring_page", [WEAK]),
    ("by_domain", "referring_domain", ["example.org", "example.net"]),
    ("disagreement", "referring_page", [LIVE]),
    ("by_language", "page_language", ["en", "not told"]),
    ("unverifiable", "reason", ["timeout"]),
]


@pytest.mark.parametrize(("query", "column", "values"), ANSWERS, ids=lambda value: str(value)[:20])
def test_each_question_has_its_answer(address: str, query: str, column: str, values: list[str]):
    assert values == [row[column] for row in answer_of(address, query)]


def test_the_history_of_a_page_is_told(address: str):
    told = [row["link_state"] for row in answer_of(address, "history", page=GONE)]

    assert (told[-1], told[0]) == ("present", "lost")


@pytest.mark.parametrize(
    ("page", "looks"),
    [(SECRET, True), (SECRET.replace("user:hunter2-secret@", ""), True), (f"{SECRET}s", False)],
)
def test_the_history_of_a_page_is_told_with_its_password_and_without(
    address: str, page: str, looks: bool
):
    assert bool(answer_of(address, "history", page=page)) == looks


def test_every_question_has_a_test():
    assert {query for query, *_ in ANSWERS} | {"history"} == set(QUERIES)


def test_the_first_page_leads_to_questions_and_views_and_hides_the_tables(address: str):
    first, _ = ask(address, "/")
    answer, body = ask(address, "/backlinks")

    assert (first.status, first.headers["location"]) == (302, "/backlinks")
    assert answer.status == 200
    for name in (*QUERIES, *columns.VIEWS):
        assert f'href="/backlinks/{name}"' in body, name
    for table in ("page_look", "backlink_state", "outbox", "_sqlite_migrations"):
        assert table not in body


@pytest.mark.parametrize("view", columns.VIEWS)
def test_each_view_tells_what_its_columns_mean(address: str, view: str):
    answer, body = ask(address, f"/backlinks/{view}")

    assert answer.status == 200
    for column in columns.VIEWS[view]:
        assert f"<dt>{column.name}</dt>" in body


def test_backlinks_are_offered_by_their_states(address: str):
    _, body = ask(address, "/backlinks/backlink_status")

    for facet in ("link_state", "countability", "placement", "page_language", "referring_domain"):
        assert f'data-column="{facet}"' in body


def test_passwords_of_the_list_are_not_shown(address: str):
    pages = ["/backlinks/backlink_status", "/backlinks/backlink_status.json?_shape=array"]
    pages += [
        "/backlinks/backlink_status.csv?_stream=1",
        *(f"/backlinks/{view}" for view in columns.VIEWS),
    ]
    bodies = [ask(address, page)[1] for page in pages]

    assert all("hunter2" not in body for body in bodies)
    assert "https://secret.example.net/page" in bodies[1]


REFUSED = [  # (method, path, host, status)
    ("GET", "/backlinks", "evil.test", 403),
    ("GET", "/", "127.0.0.1.evil.test:80", 403),
    ("GET", "/backlinks", "localhost:1", 200),
    ("POST", "/backlinks", None, 405),
    ("PUT", "/backlinks/backlink_status", None, 405),
    ("GET", "/backlinks.db", None, 403),
    ("GET", "/backlinks?" + urlencode({"sql": "delete from page"}), None, 400),
    ("GET", "/backlinks?" + urlencode({"sql": "attach 'x' as y"}), None, 400),
    ("GET", "/_internal", None, 403),
]


@pytest.mark.parametrize(("method", "path", "host", "status"), REFUSED)
def test_who_may_ask_what(address: str, method: str, path: str, host: str | None, status: int):
    assert status == ask(address, path, method=method, host=host)[0].status


def test_a_question_that_takes_too_long_is_ended(address: str):
    sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    # Less than its own limit, for which nobody is to wait here.
    answer, body = ask(address, "/backlinks?" + urlencode({"sql": sql, "_timelimit": 500}))

    assert answer.status == 400
    assert "time limit" in body.lower() or "interrupted" in body.lower()


def test_pages_may_load_and_tell_nothing(address: str):
    answer, _ = ask(address, "/backlinks/backlink_status")

    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["access-control-allow-origin"] is None


def test_without_datasette_it_says_how_to_get_it(db: Path):
    code = (
        "import sys; sys.modules['datasette'] = None; sys.modules['datasette.app'] = None\n"
        "from linkcrawler.cli.root import root\n"
        f"root(['serve', '--db', {str(db)!r}])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )

    assert done.returncode == 2
    assert "linkcrawler[serve]" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_port_that_is_taken_and_a_database_that_is_none_are_told(db: Path, tmp_path: Path):
    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "linkcrawler", "serve", *map(str, arguments)],
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )

    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        taken = run("--db", db, "--port", holder.getsockname()[1])
    none = run("--db", tmp_path / "none.db")

    assert [taken.returncode, none.returncode] == [2, 2]
    assert "--port" in taken.stderr
    assert "no such database" in none.stderr


class Nights(Thread):
    """Writes night after night until it is stopped."""

    def __init__(self, db: Path) -> None:
        super().__init__()
        self.enough = Event()
        self.commits = 0
        self.failures: list[Exception] = []
        self._db = db

    def run(self) -> None:
        """Write until there is enough."""
        try:
            database = store.open_database(self._db)
            while not self.enough.is_set():
                self.commits += 1
                night(database, NOW + self.commits * DAY, FOUND)
            database.close()
        except Exception as error:  # noqa: BLE001 - told where the thread is waited for
            self.failures.append(error)


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[tuple[str, Nights]]:
    """Serve a database that is being written."""
    path = tmp_path / "busy.db"
    database = store.open_database(path)
    rows = [backlink(f"https://blog{n}.example.org/p", SHOP) for n in range(60)]
    store.take_list(database, rows, "list.csv", NOW)
    database.close()
    nights = Nights(path)
    with served(path) as address:
        nights.start()
        try:
            yield address, nights
        finally:
            nights.enough.set()
            nights.join(timeout=60)
        assert nights.failures == []
        # While the server still has its connections: nothing of it holds the log back.
        with closing(store.open_database(path).conn) as writer:
            blocked, pages, moved = writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            assert (blocked, pages) == (0, moved)


def test_readers_never_hold_up_a_writer_and_see_its_news(busy: tuple[str, Nights]):
    address, nights = busy
    seen = []
    for _ in range(15):
        assert ask(address, "/backlinks/backlink_status")[0].status == 200
        seen.append(answer_of(address, "backlink_status", _size="1")[0]["checks"])

    assert seen == sorted(seen)
    assert seen[-1] > seen[0]
    assert nights.commits > 3


@pytest.mark.skipif(not chromium.is_there(), reason="there is no Chromium")
def test_a_browser_clicks_through_while_nights_are_written(busy: tuple[str, Nights]):
    address, nights = busy
    expect.set_options(timeout=30_000)
    with chromium.blank_page() as page:
        rows = page.locator("table.rows-and-columns tbody tr")
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        page.goto(address)
        page.get_by_role("link", name="By domain").click()
        expect(page.get_by_role("heading", name="By domain")).to_be_visible()
        page.go_back()
        page.get_by_role("link", name="Backlinks", exact=True).click()
        page.get_by_role("link", name="present", exact=True).first.click()
        expect(rows).to_have_count(50)
        assert "link_state=present" in page.url
        page.get_by_role("link", name="Next page").click()
        expect(rows).to_have_count(10)
        page.goto(address)
        page.get_by_role("button", name="Run SQL").click()
        expect(page.locator("td.col-backlinks").first).to_be_visible()
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(f"{address}/backlinks/backlink_status")
            assert page.evaluate("document.documentElement.scrollWidth") <= width

    assert errors == []
    assert nights.commits > 1
