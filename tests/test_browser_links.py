"""Our list of links against Chromium's DOM: address, text and order."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from linkcrawler.page import Answer, inspect_page
from linkcrawler.states import AnchorSource, NotCountedBecause
from tests.nasty import snippets

pytest.importorskip("playwright", reason="Playwright is not installed")
from tests.chromium import blank_page, comparable, is_there, links_of, squeeze

NOT_IN_THE_DOM = {NotCountedBecause.NOSCRIPT_ONLY, NotCountedBecause.NOT_CRAWLABLE}
URL = "http://page.test/dir/page.html?q=1"

# Where we part from Chromium, and why that is right for us.
EXPLAINED = {
    "<base href=http://[><base href=/b/><a href=c>d</a>": (
        "a base that is no address is no base to the HTML Standard; Chromium resolves nothing then"
    ),
}


def ours(body: bytes, url: str) -> list[tuple[str, str]]:
    """Return (address, text) of the links that a browser with scripts has."""
    kind = (("content-type", "text/html; charset=utf-8"),)
    _, links = inspect_page(Answer(url=url, status=200, headers=kind, body=body), datetime.now(UTC))
    return [
        (
            comparable(link.href if link.url is None else link.url),
            squeeze(link.anchor_text if link.anchor_source is AnchorSource.TEXT else ""),
        )
        for link in links
        if link.not_counted_because not in NOT_IN_THE_DOM
    ]


@pytest.fixture(scope="module")
def page() -> Iterator[object]:
    """Return a page of a real Chromium."""
    if not is_there():
        pytest.skip("no Chromium: install the package chromium, or 'playwright install chromium'")
    with blank_page() as opened:
        yield opened


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_links_equal_chromiums_on_every_snippet(page):
    differ = {}
    for snippet in snippets():
        body = snippet.encode("utf-8", "surrogatepass")
        mine, theirs = ours(body, URL), links_of(page, body, URL)
        if mine != theirs and snippet not in EXPLAINED:
            differ[snippet] = (mine, theirs)

    assert differ == {}


def test_there_are_enough_snippets():
    assert len(set(snippets())) >= 150
