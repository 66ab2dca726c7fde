"""The report in a real browser: for all readers, on all screens, and with nobody's script."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from linkcrawler.report.html import render_report
from tests.audits import HOSTILE, hostile_audit, sample_audit

pytest.importorskip("playwright", reason="Playwright is not installed")
from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import executable, is_there

CANARY = "window.hits = []; window.hit = (who) => window.hits.push(who);"

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return a Chromium for all tests here."""
    if not is_there():
        pytest.skip("no Chromium: install the package chromium, or 'playwright install chromium'")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("reports")
    made = {
        "sample": render_report(sample_audit(), client="Bergblick Touren GmbH"),
        "hostile": render_report(hostile_audit(), title=HOSTILE, client=HOSTILE),
    }
    for name, text in made.items():
        (folder / f"{name}.html").write_bytes(text.encode())
    return {name: folder / f"{name}.html" for name in made}


@pytest.fixture
def opened(browser: Browser, files: dict[str, Path]) -> Iterator[Open]:
    """Open a report as a reader has it."""
    contexts = []

    def open_it(
        name: str = "sample", *, width: int = 1280, scripts: bool = True, scheme: str = "light",
        free: bool = False,
    ) -> Page:  # fmt: skip
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            color_scheme=scheme,
            reduced_motion="reduce",
            bypass_csp=free,
        )
        contexts.append(context)
        context.add_init_script(CANARY)
        page = context.new_page()
        page.told = []
        page.on("dialog", lambda dialog: (page.told.append("dialog"), dialog.dismiss()))
        page.on("request", lambda request: page.told.append(request.url[:80]))
        page.on("console", lambda message: page.told.append(message.text))
        page.on("pageerror", lambda error: page.told.append(str(error)))
        page.on("popup", lambda _: page.told.append("popup"))
        page.goto(files[name].as_uri())
        return page

    yield open_it
    for context in contexts:
        context.close()


@pytest.mark.parametrize("free", [False, True], ids=["policy", "no policy"])
def test_no_text_of_others_runs_or_loads(opened: Open, free: bool):
    page = opened("hostile", free=free)
    for details in page.locator("details").all():
        details.evaluate("(each) => each.open = true")
    page.mouse.move(600, 400)
    page.keyboard.press("Tab")
    page.wait_for_timeout(200)

    assert page.evaluate("window.hits") == []
    assert page.told == [page.url]  # the file itself


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_readers_with_aids_can_use_it(opened: Open, width: int, scheme: str):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = opened(width=width, scheme=scheme, free=True)
    for details in page.locator("details").all():
        details.evaluate("(each) => each.open = true")

    found = axe.Axe().run(page).response["violations"]

    assert [(each["id"], [node["target"] for node in each["nodes"][:3]]) for each in found] == []


@pytest.mark.parametrize("name", ["sample", "hostile"])
@pytest.mark.parametrize("width", [390, 800, 1280])
def test_the_page_is_as_wide_as_the_screen(opened: Open, name: str, width: int):
    page = opened(name, width=width)

    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_it_is_whole_without_scripts(opened: Open):
    page = opened(scripts=False)
    sample = sample_audit()

    for section in sample.sections:
        assert page.get_by_role("heading", name=section.question).first.is_visible()
        for table in section.tables:
            if table.rows:
                place = page.get_by_role("table", name=table.title)
                assert place.locator("tbody tr").count() == len(table.rows)
    assert page.get_by_role("button").count() == 0
    assert page.get_by_role("searchbox").count() == 0


def test_a_table_is_sorted_by_what_stands_in_it(opened: Open):
    page = opened()
    table = page.get_by_role("table", name="The best links")
    column = table.locator("tbody td:nth-child(5)")

    table.get_by_role("button", name="Authority").click()
    down = column.all_text_contents()
    table.get_by_role("button", name="Authority").press("Enter")
    up = column.all_text_contents()

    known = [text for text in down if text != "–"]
    assert known == sorted(known, key=int, reverse=True)
    assert up == [*reversed(known), "–", "–"]  # what is not known stays last
    assert table.locator("th[aria-sort=ascending]").text_content() == "Authority"


def test_a_table_is_filtered(opened: Open):
    page = opened()
    table = page.get_by_role("table", name="The best links")

    page.get_by_role("searchbox").first.fill("GIPFELBUCH")

    assert table.locator("tbody tr:visible").count() == 1
    assert "1 of 12 rows" in page.get_by_role("status").text_content()


def test_a_query_is_copied(opened: Open):
    page = opened()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])

    page.get_by_role("button", name="Copy Query 1", exact=True).click()
    page.get_by_role("button", name="Copied").or_(page.get_by_text("Copied")).first.wait_for()

    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == sample_audit().sections[0].figures[0].sql


def test_paper_has_the_answers_and_no_controls(opened: Open):
    page = opened()
    page.emulate_media(media="print", color_scheme="light")

    assert page.locator(".lead:visible").count() == len(sample_audit().sections)
    assert page.locator(".filter:visible, .copy:visible, nav:visible").count() == 0
    assert page.locator("svg.wide:visible").count() > 0
    assert page.locator("svg.narrow:visible").count() == 0
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
