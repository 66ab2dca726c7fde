"""A real Chromium that parses a page with scripting on, while no script runs and nothing loads."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Error, Page, Route, sync_playwright

# A walk of its own: text as a reader sees it, a space for each break.
READ_LINKS = """() => {
  const unseen = new Set(['script','style','template','noscript','head','title','textarea','select',
    'iframe','object','svg','math','datalist','noframes','noembed']);
  const text = (node) => {
    let out = '';
    for (const child of node.childNodes) {
      if (child.nodeType === 3) out += child.data;
      if (child.nodeType === 1 && !unseen.has(child.localName)) out += text(child);
    }
    return out;
  };
  return Array.from(document.links, (a) => [a.href, text(a)]);
}"""


def executable() -> str | None:
    """Return the system's Chromium; ``None``: use the one that Playwright installed."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def is_there() -> bool:
    """Tell whether there is a Chromium at all."""
    if executable():
        return True
    try:
        with sync_playwright() as playwright:
            return Path(playwright.chromium.executable_path).exists()
    except Error:
        return False


@contextmanager
def blank_page() -> Iterator[Page]:
    """Open a page in a browser of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable(),
            args=["--no-sandbox", "--blink-settings=imagesEnabled=false"],
        )
        try:
            yield browser.new_page()
        finally:
            browser.close()


def links_of(page: Page, body: bytes, url: str) -> list[tuple[str, str]]:
    """Return (address, text) of ``document.links`` once the page is parsed."""

    def answer(route: Route) -> None:
        if route.request.is_navigation_request() and route.request.frame == page.main_frame:
            headers = {
                "Content-Type": "text/html; charset=utf-8",
                "Content-Security-Policy": "script-src 'none'; frame-src 'none'",
            }
            route.fulfill(status=200, headers=headers, body=body)
        else:
            route.abort()

    page.route("**/*", answer)
    try:
        page.goto(url, wait_until="domcontentloaded", timeout=20_000)
        found = page.evaluate(READ_LINKS)
    finally:
        page.unroute("**/*")
    return [(comparable(address), squeeze(text)) for address, text in found]


def comparable(address: str) -> str:
    """Return an address without what Chromium does otherwise than the URL Standard.

    Of other schemes than http and https only the scheme stays: ``javascript:`` is escaped oddly.
    """
    scheme, _, rest = address.partition(":")
    if scheme.lower() not in ("http", "https"):
        return scheme
    if re.search(r"[%\s]", rest.lstrip("/").partition("/")[0]):
        return "invalid"  # the standard refuses such a host, Chromium does not
    return address.replace("|", "%7C")  # Chromium escapes it, the standard does not


def squeeze(text: str) -> str:
    """Drop all white space (where a break counts is another test's) and what is past 200 letters."""
    return "".join(text.split()).replace("\u200b", "")[:200]
