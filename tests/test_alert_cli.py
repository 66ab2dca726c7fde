"""Alerts of whole runs and of the commands, in processes of their own."""

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from filelock import FileLock

from tests.conftest import FAST, ROOT, crawl, environment, write_list
from tests.hook import serve_hook
from tests.site import TARGET

SECRET = "s3cret-of-the-hook"
TOKEN = "T0KEN-in-the-address"


@pytest.fixture
def hook():
    with serve_hook() as served:
        yield served


def variables(hook, *paths):
    """Return the environment that names the hook."""
    return {
        "LINKCRAWLER_ALERTS": ", ".join(hook.url(path) for path in paths),
        "LINKCRAWLER_WEBHOOK_SECRET": SECRET,
    }


def run(*arguments, **extra):
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "linkcrawler", *map(str, arguments)],
        cwd=ROOT,
        env={**environment(), **extra},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def first_night(site, tmp_path_factory):
    """Return a folder with database and list after a first run, one link of which is gone since."""
    tmp_path = tmp_path_factory.mktemp("first")
    site.pages["/goes"] = f'<p>x</p><a href="{TARGET}">here</a>'
    site.pages["/stays"] = f'<p>x</p><a href="{TARGET}">here</a>'
    links = write_list(tmp_path / "links.csv", [site.url("/goes"), site.url("/stays")])
    assert crawl(tmp_path / "a.db", links).exit_code == 0
    site.pages["/goes"] = "<p>x</p>" + "<p>A long text of a page that goes on.</p>" * 30
    return tmp_path


@pytest.fixture
def verified(first_night, tmp_path):
    """Return database and list of a first night of one's own."""
    shutil.copytree(first_night, tmp_path, dirs_exist_ok=True)
    return tmp_path / "a.db", tmp_path / "links.csv"


def bytes_of(folder):
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())


def test_a_run_tells_what_it_found_at_its_end_and_never_again(verified, hook, tmp_path):
    db, links = verified
    settings = variables(hook, f"/{TOKEN}")

    done = crawl(db, links, "LOG_LEVEL=DEBUG", variables=settings)
    again = crawl(db, links, "LOG_LEVEL=DEBUG", variables=settings)

    assert [json.loads(body)["kind"] for body in hook.bodies] == ["missing"]
    assert (done.exit_code, again.exit_code) == (0, 0)
    for secret in (SECRET, TOKEN):
        assert secret not in done.out + done.err + again.out + again.err
        assert secret.encode() not in bytes_of(tmp_path)


def test_a_failing_hook_changes_no_exit_code_and_the_next_run_sends(verified, hook, tmp_path):
    db, links = verified
    hook.answers += [500, 500]
    arguments = ("verify", "--links", links, "--db", db)
    settings = [part for setting in FAST for part in ("-s", setting)]

    done = run(*arguments, *settings, **variables(hook, f"/{TOKEN}"))

    assert done.returncode == 0
    assert "could not be sent: answered 500; the next run tries again." in done.stdout
    assert TOKEN not in done.stdout + done.stderr

    nothing_due = run("verify", "--db", db, **variables(hook, f"/{TOKEN}"))

    assert "Nothing is due" in nothing_due.stdout
    assert len(hook.seen) == 3
    with closing(sqlite3.connect(db)) as connection:
        assert connection.execute("SELECT state, attempts FROM outbox").fetchall() == [("sent", 2)]
    assert TOKEN.encode() not in bytes_of(tmp_path)


def test_what_is_owed_is_sent_by_hand(verified, hook):
    db, links = verified
    hook.answers += [500, 500]
    crawl(db, links, variables=variables(hook, "/a"))

    sent = run("alert", "send", "--db", db, **variables(hook, "/a"))
    again = run("alert", "send", "--db", db, **variables(hook, "/a"))

    assert (sent.returncode, sent.stdout) == (0, "Alerts that were owed: 1; that still are: 0.\n")
    assert again.stdout == "Alerts that were owed: 0; that still are: 0.\n"


FORMATS = [  # (format, what it starts with)
    ("text", "Backlinks: 1 missing (run 2)\n\nRun 2: 1 missing."),
    ("markdown", "Run 2\\: 1 missing\\."),
    ("jsonl", '{"id": 1,'),
]


def test_an_alert_is_shown_without_being_sent(verified, hook):
    db, links = verified
    crawl(db, links)

    for form, start in FORMATS:
        shown = run("alert", "show", "--db", db, "--format", form)
        assert shown.stdout.startswith(start), form
    assert run("alert", "show", "--db", db, "--run", 1).stdout == "Nothing changed.\n"
    assert run("alert", "show", "--db", db, "--run", 9).returncode == 2


def test_the_json_lines_are_those_of_changes(verified):
    db, links = verified
    crawl(db, links)

    shown = run("alert", "show", "--db", db, "--format", "jsonl").stdout

    assert shown == run("changes", "--db", db, "--json").stdout


def test_a_test_message_says_which_target_took_it(hook):
    hook.answers += [204, 404]
    done = run("alert", "test", **variables(hook, f"/{TOKEN}", "/b"))

    assert done.stdout.splitlines() == [
        "webhook+http://127.0.0.1: sent",
        "webhook+http://127.0.0.1: answered 404",
    ]
    assert done.returncode == 1


BAD = [  # (environment, words)
    ({}, "LINKCRAWLER_ALERTS names no target"),
    ({"LINKCRAWLER_ALERTS": f"{TOKEN}"}, "entry 1 is no address"),
    ({"LINKCRAWLER_ALERTS": f"webhook+https://x.example/{TOKEN}"}, "needs LINKCRAWLER_WEBHOOK"),
    ({"LINKCRAWLER_ALERTS": f"@/nowhere/{TOKEN}"}, "can't be read"),
]


@pytest.mark.parametrize(("settings", "words"), BAD)
def test_bad_targets_are_told_without_their_secret(settings, words):
    done = run("alert", "test", **settings)

    assert done.returncode == 2
    assert words in done.stderr
    assert TOKEN not in done.stderr


@pytest.mark.parametrize("program", ["linkcrawler", "scrapy"])
def test_a_bad_target_stops_a_run_before_the_list_is_taken(program, tmp_path):
    links = write_list(tmp_path / "links.csv", ["http://127.0.0.1:9/x"])
    db = tmp_path / "a.db"
    if program == "scrapy":
        done = crawl(db, links, variables={"LINKCRAWLER_ALERTS": TOKEN})
        code, err = done.exit_code, done.err
    else:
        started = run("verify", "--links", links, "--db", db, LINKCRAWLER_ALERTS=TOKEN)
        code, err = started.returncode, started.stderr

    assert code == 2
    assert "entry 1 is no address" in err
    assert TOKEN not in err
    assert not db.exists()


def test_alerts_are_not_sent_while_a_run_holds_the_database(verified, hook):
    db, _ = verified
    with FileLock(f"{db}.lock"):
        done = run("alert", "send", "--db", db, **variables(hook, "/a"))

    assert done.returncode == 75
