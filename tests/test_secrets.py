"""Passwords and tokens: wherever one can stand, no output, log, table or trace of ours tells it.

The database keeps the addresses of the list as they were given; they are needed to fetch the page.
"""

import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet
import pytest
import python_calamine
from click.testing import CliRunner
from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

import linkcrawler
from linkcrawler.cli.root import root
from linkcrawler.crawl.log_lines import LogLines
from tests.conftest import FAST, ROOT, command, environment
from tests.hook import Hook, serve_hook
from tests.make import FOUND, NOW, due, look
from tests.serving import ask, served
from tests.site import TARGET, Site

PLACES = {
    "listed-page": "user and password of a page of the list",
    "listed-target": "of a target of the list",
    "redirect": "of an address that a page leads to",
    "dead-page": "of a page whose server is not there",
    "odd-page": "of a page with a port of its own that is never opened",
    "refused-row": "of a row that can't be used",
    "list-path": "of an address given as the list",
    "asked-url": "of an address that is asked for",
    "setting": "of a setting that is misspelled",
    "alert-target": "token of a webhook",
    "signing": "the key that webhooks are signed with",
    "mail": "password of an Apprise target",
    "command": "argument of a command that is told",
    "proxy": "of a proxy in the environment",
}


def secret(place: str) -> str:
    """Return the secret that stands in a place, in letters that need no escape anywhere."""
    return f"hidden{''.join(word.title() for word in place.split('-'))}Secret"


def at(place: str, address: str) -> str:
    """Return an address with a user name and the place's secret in it."""
    scheme, _, rest = address.partition("://")
    return f"{scheme}://user:{secret(place)}@{rest}"


@dataclass(frozen=True)
class Done:
    """What was run, with all that it told, and where the database is."""

    db: Path
    told: dict[str, str]
    sent: str


def listed(site: Site) -> list[tuple[str, str]]:
    """Return the rows of the list: referring page and target."""
    return [
        (at("listed-page", site.url("/live")), TARGET),
        (site.url("/removed"), at("listed-target", TARGET)),
        (site.url("/leads"), TARGET),
        (at("dead-page", "http://127.0.0.1:9/"), TARGET),
        (at("odd-page", "http://nowhere.invalid:22/"), TARGET),
        (at("refused-row", "ftp://files.example/"), TARGET),
    ]


def commands(db: Path, links: Path, page: str, target: str) -> list[tuple[int, list[object]]]:
    """Return every command that tells something, with the exit code it ends with."""
    fast = [option for setting in (*FAST, "LOG_LEVEL=DEBUG") for option in ("-s", setting)]
    path = at("list-path", "https://lists.example")
    setting = f"linkcrawler_alerts={at('setting', 'mailtos://h')}"
    reading: list[tuple[int, list[object]]] = [
        (0, ["verify", "--links", links, *fast]),
        (0, ["verify", "--links", links, *fast, "--json"]),
        (2, ["import", f"{path}/a.csv"]),
        (2, ["verify", "--links", path]),
        (2, ["nightly", "-s", setting]),
        (2, ["nightly", "-s", at("setting", "mailtos://h")]),
        (2, ["show", at("asked-url", "https://unknown.example/")]),
        (2, ["export", "--target", at("asked-url", "https://[")]),
        (2, ["export", "--domain", at("asked-url", "https://[")]),
        (0, ["show", page]),
        (0, ["show", target, "--json"]),
        (0, ["changes", "--since", "2020-01-01"]),
        (0, ["changes", "--since", "2020-01-01", "--json"]),
        (1, ["doctor"]),
        (0, ["alert", "show"]),
        (1, ["alert", "send"]),
        (0, ["export"]),
        (0, ["export", "--raw"]),
        (0, ["export", "--json"]),
        (0, ["export", "--changes"]),
        (0, ["export", "--columns", "linkody"]),
        (0, ["export", "--columns", "screaming-frog"]),
        (0, ["export", "--format", "disavow", "--domain", "127.0.0.1"]),
        (0, ["export", db.with_name("a.xlsx")]),
        (0, ["export", db.with_name("a.parquet")]),
    ]
    return [
        *((code, [*arguments, "--db", db]) for code, arguments in reading),
        (2, ["inspect", at("asked-url", "http://127.0.0.1:9/")]),
        (1, ["alert", "test"]),
    ]


def environment_with_secrets(folder: Path, hook: Hook) -> dict[str, str]:
    """Return an environment whose every setting holds a secret; the command can't be run."""
    proxy = at("proxy", "http://127.0.0.1:9")
    alerts = [
        hook.url(f"/hook?token={secret('alert-target')}"),
        at("mail", "jsons://127.0.0.1:9/notify"),
        f"command:{folder / 'nothing'} --token {secret('command')}",
    ]
    return {
        **environment(),
        "PYTHONPATH": str(ROOT),
        "http_proxy": proxy,
        "HTTPS_PROXY": proxy,
        "LINKCRAWLER_WEBHOOK_SECRET": secret("signing"),
        "LINKCRAWLER_ALERTS": "\n".join(alerts),
    }


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory, site: Site) -> Done:
    """Do everything there is to do with secrets in every place."""
    folder = tmp_path_factory.mktemp("secrets")
    db, links = folder / "a.db", folder / "links.csv"
    led = at("redirect", site.url("/live"))
    site.pages["/leads"] = f'<meta http-equiv=refresh content="0;url={led}">'
    rows = listed(site)
    links.write_text("source_url,target_url\n" + "".join(f"{a},{b}\n" for a, b in rows))
    told: dict[str, str] = {}
    with serve_hook() as hook:
        variables = environment_with_secrets(folder, hook)

        def run(code: int, arguments: list[object], module: str = "linkcrawler") -> None:
            if arguments[0] not in ("crawl", "verify"):  # what needs no process of its own
                read = CliRunner(env=variables).invoke(root, list(map(str, arguments)))
                assert read.exit_code == code, (arguments, read.output)
                told[f"{len(told)} {arguments[0]}"] = read.output
                return
            ended = subprocess.run(
                [sys.executable, "-m", module, *map(str, arguments)],
                cwd=ROOT,
                env=variables,
                capture_output=True,
                encoding="utf-8",
                timeout=120,
                check=False,
            )
            assert ended.returncode == code, (arguments, ended.stderr)
            told[f"{len(told)} {arguments[0]}"] = ended.stdout + ended.stderr

        crawl = command(db, links, "LOG_LEVEL=DEBUG", target=None)
        run(0, crawl[crawl.index("scrapy") + 1 :], "scrapy")
        site.pages["/live"] = "<p>gone, gone, gone</p>" * 50  # so that there is an alert
        for code, arguments in commands(db, links, rows[0][0], rows[1][1]):
            run(code, arguments)
        sent = b"".join(hook.bodies).decode()
    book = python_calamine.CalamineWorkbook.from_path(folder / "a.xlsx")
    told["workbook"] = repr(book.get_sheet_by_index(0).to_python())
    told["parquet"] = repr(pyarrow.parquet.read_table(folder / "a.parquet").to_pylist())
    with linkcrawler.open(db) as results:
        told["python"] = repr([*results.statuses(), *results.changes(), *results.runs()])
    views = ("backlink_status", "backlink_status.json", "change_events", "runs.csv", "unverifiable")
    with served(db) as address:
        for view in views:
            told[f"serve {view}"] = ask(address, f"/backlinks/{view}")[1]
    return Done(db, told, sent)


@pytest.mark.parametrize("place", PLACES)
def test_nothing_that_is_told_holds_the_secret(done: Done, place: str):
    assert [name for name, text in done.told.items() if secret(place) in text] == []


@pytest.mark.parametrize("place", PLACES)
def test_no_alert_holds_the_secret(done: Done, place: str):
    assert done.sent
    assert secret(place) not in done.sent


def test_the_database_holds_secrets_only_where_the_list_is_kept(done: Done):
    found = set()
    with closing(sqlite3.connect(done.db)) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
        ).fetchall()
        for (table,) in tables:
            cursor = connection.execute(f"SELECT * FROM {table}")
            names = [column[0] for column in cursor.description]
            for row in cursor:
                found |= {
                    (table, name)
                    for name, value in zip(names, row, strict=True)
                    if any(secret(place) in str(value) for place in PLACES)
                }

    assert found == {("page", "url"), ("target", "target")}


def test_a_line_of_the_log_names_the_page_without_its_password():
    page = due(url=at("listed-page", "https://a.example/"))
    request = Request(page.url)
    response = Response(page.url, request=request)
    item = look(page, FOUND, NOW)
    failure = Failure(ValueError(page.url))
    lines = LogLines()
    told = [
        lines.crawled(request, response, None),
        lines.scraped(item, response, None),
        lines.dropped(item, ValueError(), response, None),
        lines.item_error(item, ValueError(), response, None),
        lines.spider_error(failure, request, response, None),
        lines.download_error(failure, request, None, f"no way\nto {page.url}"),
    ]
    texts = [line["msg"] % line["args"] for line in told]

    assert [text for text in texts if secret("listed-page") in text or "\n" in text] == []
    assert [text for text in texts if not text.endswith(": https://a.example/")] == []
