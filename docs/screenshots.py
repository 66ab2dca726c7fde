"""Pictures of a report for the manual: ``python docs/screenshots.py report.html``.

Needs Playwright and Chromium, as the tests of rendering do.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

IMAGES = Path(__file__).parent / "images"

Shot = tuple[str, int, int, str, str | None]

SHOTS: tuple[Shot, ...] = (
    ("report.png", 1280, 900, "light", None),
    ("report-section.png", 1280, 1000, "light", ".chapter:nth-of-type(4)"),
    ("report-phone.png", 390, 844, "dark", None),
)
"""Name, width, height, scheme, and what is scrolled to."""


def main() -> None:
    """Take all pictures of the report that is named."""
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_file():
        sys.exit("usage: python docs/screenshots.py REPORT.html, as 'linkcrawler report' writes it")
    report = Path(sys.argv[1]).resolve()
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for shot in SHOTS:
            _take(browser, report, shot)
        browser.close()


def _take(browser: Browser, report: Path, shot: Shot) -> None:
    name, width, height, scheme, at = shot
    page = browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page.goto(report.as_uri())
    if at is not None:
        page.locator(at).first.scroll_into_view_if_needed()
        page.locator(at).first.evaluate("(place) => place.scrollIntoView()")
    page.screenshot(path=IMAGES / name)
    page.close()


if __name__ == "__main__":
    main()
