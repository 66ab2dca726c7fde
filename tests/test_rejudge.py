"""Judging again offline: what is archived comes to what it came to, unless the rules changed."""

import asyncio
import gzip
import io
import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from linkcrawler import store
from linkcrawler.cli.rejudge import NO_PACKAGE
from linkcrawler.cli.root import root
from linkcrawler.crawl.readers import Readers
from linkcrawler.crawl.rejudge import PageAgain, rejudge
from linkcrawler.warc.captures import Captures
from linkcrawler.warc.exchange import Role, Shown
from tests.conftest import Crawl, crawl, write_list
from tests.make import backlink
from tests.site import EXPECTED, LINK, TARGET, TEXT, Site, document
from tests.test_warc import AT, URL, exchange, visit, write

HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n"
GONE = "https://target.example/gone"


def run(*arguments: object) -> tuple[int, str]:
    """Return exit code and output of ``linkcrawler rejudge``."""
    done = CliRunner().invoke(root, ["rejudge", *map(str, arguments)])
    return done.exit_code, done.output


@pytest.fixture(scope="module")
def crawled(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    """Crawl the local web with an archive in the folder ``warc`` beside the database."""
    folder = tmp_path_factory.mktemp("crawled")
    pages = [site.place(path) for path in [*EXPECTED, "/bounce", "/says-200", "/collapses"]]
    done = crawl(
        folder / "a.db",
        write_list(folder / "links.csv", pages),
        f"LINKCRAWLER_WARC={folder / 'warc'}",
    )
    assert done.exit_code == 0
    return done


def archives(done: Crawl) -> list[Path]:
    return list((done.db.parent / "warc").iterdir())


def test_an_unchanged_crawl_differs_nowhere(crawled: Crawl):
    pages = len(EXPECTED) + 3

    assert run(*archives(crawled), "--db", crawled.db) == (
        0,
        f"Judged again: {pages} backlinks on {pages} pages; 0 differ from what was said then.\n",
    )


def test_a_changed_target_differs_with_what_was_then_and_what_is_now(
    crawled: Crawl, site: Site, tmp_path: Path
):
    db = tmp_path / "changed.db"
    with closing(sqlite3.connect(crawled.db)) as old, closing(sqlite3.connect(db)) as new:
        old.backup(new)
        new.execute("UPDATE target SET target = ?", [GONE])
        new.commit()
    before = db.read_bytes()
    code, out = run(*archives(crawled), "--db", db)

    assert code == 1
    assert f"{site.url('/live')} -> {GONE}\n    then present, page ok: The link was found" in out
    assert "    now  elsewhere, page ok: The page links to your site" in out
    assert db.read_bytes() == before
    code, out = run(*archives(crawled), "--db", db, "--json")
    *told, counts = map(json.loads, out.splitlines())
    assert (code, counts["exit_code"], counts["differ"]) == (1, 1, len(told))
    (live,) = [each for each in told if each["referring_page"] == site.url("/live")]
    assert live["differs_in"] == ["link_state", "reason"]
    assert (live["then"]["link_state"], live["now"]["link_state"]) == ("present", "elsewhere")


def test_a_confirmed_loss_is_a_missing_link_to_one_look(crawled: Crawl, tmp_path: Path):
    db = tmp_path / "lost.db"
    with closing(sqlite3.connect(crawled.db)) as old, closing(sqlite3.connect(db)) as new:
        old.backup(new)
        new.execute("UPDATE observation SET link_state = 'lost' WHERE link_state = 'missing'")
        new.commit()

    assert run(*archives(crawled), "--db", db)[0] == 0


def test_records_before_damage_are_used_and_the_damage_is_told(crawled: Crawl, tmp_path: Path):
    (path,) = archives(crawled)
    cut = tmp_path / "cut.warc.gz"
    cut.write_bytes(path.read_bytes()[:-20])
    code, out = run(cut, "--db", crawled.db)

    assert code == 2
    assert f"Judged again: {len(EXPECTED) + 2} backlinks" in out
    assert f"linkcrawler: {cut}: record " in out
    assert "the file ends in the middle of it" in out


@pytest.mark.parametrize("content", [b"", b"<p>no archive", b"\x1f\x8bxxxxxxxxx"])
def test_what_is_no_warc_is_an_error_beside_those_that_are(
    crawled: Crawl, tmp_path: Path, content: bytes
):
    wrong = tmp_path / "wrong.warc"
    wrong.write_bytes(content)
    code, out = run(wrong, *archives(crawled), "--db", crawled.db)

    assert code == 2
    assert f"Judged again: {len(EXPECTED) + 3} backlinks" in out
    assert f"linkcrawler: {wrong}: record 1 at byte 0: " in out


@pytest.mark.parametrize("arguments", [(), ("/nowhere/x.warc",), ("/",)])
def test_what_can_not_be_opened_is_bad_input(crawled: Crawl, arguments: tuple[str, ...]):
    assert run(*arguments, "--db", crawled.db)[0] == 2


def test_the_package_is_needed(crawled: Crawl, monkeypatch):
    monkeypatch.setattr("linkcrawler.cli.rejudge.find_spec", lambda _: None)
    code, out = run(*archives(crawled), "--db", crawled.db)

    assert (code, out) == (2, f"linkcrawler: {NO_PACKAGE}\n")


def test_a_database_is_needed(crawled: Crawl, tmp_path: Path):
    code, _ = run(*archives(crawled), "--db", tmp_path / "none.db")

    assert (code, (tmp_path / "none.db").exists()) == (2, False)


# --- archives made by hand ------------------------------------------------------------------------


def judged(tmp_path: Path, *paths: Path, page: str = URL, then: str | None = None) -> PageAgain:
    """Return what the archives come to for one backlink of a page."""
    with closing(store.open_database(tmp_path / "made.db")) as db:
        store.take_list(db, [backlink(page, TARGET)], "list.csv", AT)
        captures = Captures()
        for path in paths:
            captures.add(path)
        assert captures.damages == []

        async def only() -> list[PageAgain]:
            with Readers(0) as readers:
                return [each async for each in rejudge(db, captures, readers, 1 << 20)]

        (found,) = asyncio.run(only())
        return found


def now(page: PageAgain) -> tuple[str | None, ...]:
    (one,) = page.backlinks
    return one.now["page_state"], one.now["link_state"], one.now["reason"]


def html(text: str, url: str = URL, **changes: object):
    body = text.encode()
    return exchange(url, HTML % len(body), body, **changes)


SHELL = "<!doctype html><title>App</title><div id=root></div><script src=/app.js></script>"


def test_what_a_browser_showed_is_looked_at_as_it_was_then(tmp_path: Path):
    shown = Shown(
        url=URL, at=AT, status=200, headers=(), documents=((URL, document(LINK).encode()),)
    )
    path = write(tmp_path, visit(html(SHELL), shown=shown, rendering="whole"))

    assert now(judged(tmp_path, path)) == ("ok", "present", "link_found")


@pytest.mark.parametrize(
    ("rendering", "reason"), [("failed", "render_failed"), ("skipped", "needs_render")]
)
def test_a_look_in_a_browser_that_failed_is_not_taken_for_one(
    tmp_path: Path, rendering: str, reason: str
):
    path = write(tmp_path, visit(html(SHELL), rendering=rendering))

    assert now(judged(tmp_path, path)) == ("needs_render", "unknown", reason)


def test_a_page_that_names_an_original_is_judged_by_both(tmp_path: Path):
    other = "https://other.example/original"
    page = html(document("nothing", f'<link rel=canonical href="{other}">'))
    path = write(tmp_path, visit(page, html(document(LINK), other, role=Role.ORIGINAL)))

    assert now(judged(tmp_path, path)) == ("ok", "present", "link_found_original")


def test_an_original_that_did_not_answer_leaves_the_link_open(tmp_path: Path):
    other = "https://other.example/original"
    page = html(document("nothing", f'<link rel=canonical href="{other}">'))
    path = write(tmp_path, visit(page, original={"outcome": "timeout", "detail": ""}))

    assert now(judged(tmp_path, path)) == ("ok", "unknown", "original_unread")


def test_a_failed_fetch_is_judged_by_how_it_ended(tmp_path: Path):
    path = write(tmp_path, visit(outcome="dns_failure", detail="no such host"))

    assert now(judged(tmp_path, path)) == ("dns_failure", "unknown", "dns_failure")


def test_the_last_attempt_counts_also_where_it_brought_no_answer(tmp_path: Path):
    first = html(document(LINK), attempt=1)
    path = write(tmp_path, visit(first, attempts=2, outcome="timeout", detail=""))

    assert now(judged(tmp_path, path)) == ("unreachable", "unknown", "timeout")


def test_a_bad_certificate_proves_no_absence(tmp_path: Path):
    path = write(tmp_path, visit(html(document("nothing")), tls_error="expired"))

    assert now(judged(tmp_path, path)) == ("tls_error", "unknown", "tls_error")


def test_a_list_that_other_pages_were_looked_at_from_is_not_judged_by_itself(tmp_path: Path):
    again = judged(tmp_path, write(tmp_path, visit(html(document("nothing")), one_step_on=1)))

    assert (again.backlinks, again.problem) == (
        (),
        "it is a list from which other pages were looked at",
    )


def test_an_address_with_a_login_is_found_by_its_number(tmp_path: Path):
    path = write(tmp_path, visit(html(document(LINK)), page_id=1))

    assert now(judged(tmp_path, path, page="https://me:pw@blog.example.org/post"))[1] == "present"


NONSENSE = [
    {"steps": [{"record": "x"}]},
    {"steps": "x"},
    {"steps": [{"record": "<urn:uuid:0>", "url": URL, "role": "page"}]},
    {"shown": {"documents": []}},
    {"sibling": {"x": 1}},
    {"outcome": "new in a later version"},
    {"at": "yesterday"},
    {"page": 7},
]


@pytest.mark.parametrize("facts", NONSENSE)
def test_nonsense_in_an_archive_is_told_and_never_a_verdict(tmp_path: Path, facts: dict):
    body = json.dumps({"linkcrawler_visit": 1, "page": URL, "at": AT.isoformat(), **facts}).encode()
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    record = writer.create_warc_record(
        URL, "metadata", io.BytesIO(body), len(body), warc_content_type="application/json"
    )
    writer.write_record(record)
    (tmp_path / "x.warc.gz").write_bytes(out.getvalue())

    assert judged(tmp_path, tmp_path / "x.warc.gz").problem


# --- archives of other tools ----------------------------------------------------------------------


def other_tool(
    path: Path, *answers: tuple[str, str, int, dict[str, str], bytes], **headers: str
) -> Path:
    """Write answers (type, address, status, HTTP headers, body) a second apart, as wget does."""
    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=True)
        for count, (kind, url, status, http, body) in enumerate(answers):
            head = StatusAndHeaders(f"{status} X", list(http.items()), protocol="HTTP/1.1")
            at = (AT + timedelta(seconds=count)).strftime("%Y-%m-%dT%H:%M:%SZ")
            own = {
                "WARC-Date": at,
                **{name.replace("_", "-"): each for name, each in headers.items()},
            }
            writer.write_record(
                writer.create_warc_record(
                    url, kind, io.BytesIO(body), len(body), http_headers=head, warc_headers_dict=own
                )
            )
    return path


TYPE = {"Content-Type": "text/html"}
PAGE = document(LINK).encode()
BARE = document("nothing").encode()


def test_a_chain_of_another_tool_is_followed(tmp_path: Path):
    path = other_tool(
        tmp_path / "wget.warc.gz",
        ("response", URL, 301, {"Location": "/new"}, b""),
        ("response", "https://blog.example.org/new", 200, TYPE, PAGE),
    )
    found = judged(tmp_path, path)

    assert now(found) == ("moved", "present", "link_found_moved")
    assert (found.backlinks[0].then, found.backlinks[0].differs_in) == (None, ("link_state",))


def test_a_bounce_over_the_same_address_ends(tmp_path: Path):
    path = other_tool(
        tmp_path / "wget.warc.gz",
        *[("response", URL, 302, {"Location": URL}, b"")] * 3,
    )

    assert now(judged(tmp_path, path)) == ("unreachable", "unknown", "redirect_loop")


def test_a_hop_that_is_absent_is_told(tmp_path: Path):
    path = other_tool(tmp_path / "wget.warc.gz", ("response", URL, 301, {"Location": "/new"}, b""))

    problem = "no answer of https://blog.example.org/new is in the archive"
    assert judged(tmp_path, path).problem == problem


def test_of_many_answers_the_last_is_judged(tmp_path: Path):
    path = other_tool(
        tmp_path / "wget.warc.gz",
        ("response", URL, 200, TYPE, PAGE),
        ("response", URL, 410, TYPE, b"gone"),
    )

    assert now(judged(tmp_path, path)) == ("gone", "missing", "page_gone")


def test_a_truncated_record_proves_no_absence(tmp_path: Path):
    path = other_tool(
        tmp_path / "x.warc.gz", ("response", URL, 200, TYPE, BARE), WARC_Truncated="length"
    )

    assert now(judged(tmp_path, path)) == ("incomplete", "unknown", "incomplete")


def test_a_body_that_its_coding_breaks_off_proves_no_absence(tmp_path: Path):
    body = gzip.compress(BARE * 50)[:-40]
    coded = {**TYPE, "Content-Encoding": "gzip"}
    path = other_tool(tmp_path / "x.warc.gz", ("response", URL, 200, coded, body))

    assert now(judged(tmp_path, path)) == ("incomplete", "unknown", "incomplete")


def test_a_body_that_the_other_tool_has_decoded_is_read_as_it_is(tmp_path: Path):
    coded = {**TYPE, "Content-Encoding": "gzip"}
    path = other_tool(tmp_path / "x.warc.gz", ("response", URL, 200, coded, PAGE))

    assert now(judged(tmp_path, path)) == ("ok", "present", "link_found")


def test_a_revisit_is_the_answer_that_it_names(tmp_path: Path):
    path = other_tool(
        tmp_path / "x.warc.gz",
        ("response", URL, 200, TYPE, PAGE),
        ("revisit", URL, 200, TYPE, b""),
    )

    assert now(judged(tmp_path, path)) == ("ok", "present", "link_found")


def test_a_revisit_of_what_is_not_there_is_told(tmp_path: Path):
    path = other_tool(tmp_path / "x.warc.gz", ("revisit", URL, 200, TYPE, b""))

    assert "had not changed since before" in str(judged(tmp_path, path).problem)


def test_what_an_archive_says_can_not_command_the_terminal(tmp_path: Path):
    db = tmp_path / "made.db"
    with closing(store.open_database(db)) as opened:
        store.take_list(opened, [backlink(URL, TARGET)], "list.csv", AT)
    target = "/\x1b[31m\u202ex"
    path = other_tool(tmp_path / "x.warc.gz", ("response", URL, 301, {"Location": target}, b""))
    _, out = run(path, "--db", db)

    assert "not judged" in out
    assert not {"\x1b", "\u202e"} & set(out)


def test_pages_of_another_database_are_told(tmp_path: Path):
    path = write(tmp_path, visit(html(TEXT), page="https://else.example/"))

    assert judged(tmp_path, path).problem == "it is no page of the database"


def test_the_verdict_of_then_is_that_of_its_time(tmp_path: Path):
    db = tmp_path / "made.db"
    with closing(store.open_database(db)) as opened:
        store.take_list(opened, [backlink(URL, TARGET)], "list.csv", AT)
        for day, state in ((-2, "present"), (0, "unknown"), (2, "missing")):
            at = store_stamp(AT + timedelta(days=day))
            opened.execute(
                "INSERT INTO observation (backlink_id, run_id, at, page_state, link_state, reason)"
                " VALUES (1, 1, ?, 'ok', ?, 'link_found')",
                [at, state],
            )
    path = write(tmp_path, visit(html(document("nothing"))))
    found = judged(tmp_path, path)

    assert found.backlinks[0].then["link_state"] == "unknown"
    assert now(found) == ("ok", "missing", "link_removed")  # it had been seen before


def store_stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
