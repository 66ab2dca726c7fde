"""A small web to try linkcrawler on: invented sites, served on loopback, that change overnight.

All backlinks lead to Velo Alpina, an invented cycling company. ``DemoWeb`` serves the web,
``write_list`` writes the backlink list to verify, ``EXPECTED`` says what a verification should
find on the first and on the second night. All later nights are as the second.
"""

import csv
from collections.abc import Mapping
from pathlib import Path

from linkcrawler.demo.atlas import claims
from linkcrawler.demo.expected import Expected
from linkcrawler.demo.visit import Visit
from linkcrawler.demo.web import DEFAULT_PORT, DemoWeb

__all__ = [
    "DEFAULT_PORT",
    "EXPECTED",
    "DemoWeb",
    "Expected",
    "demo_backlinks",
    "expected_on",
    "write_list",
]

LIST_HEADER = ("Referring page URL", "Target URL", "Anchor", "Nofollow")
"""Column names as an Ahrefs export has them."""


def demo_backlinks(port: int) -> list[tuple[str, str]]:
    """Return the listed backlinks, each a referring page and its target."""
    visit = Visit(port=port, night=1)
    return [
        (visit.url(site.host, page.path), visit.target(claim.target))
        for site, page, claim in claims()
    ]


def write_list(path: Path, port: int) -> None:
    """Write the backlink list of the demo web as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(LIST_HEADER)
        for backlink, (_, _, claim) in zip(demo_backlinks(port), claims(), strict=True):
            writer.writerow((*backlink, claim.anchor, str(claim.nofollow).lower()))


def expected_on(night: int, port: int) -> dict[tuple[str, str], Expected]:
    """Return what a look on ``night`` should come to, by referring page and target."""
    return {
        backlink: claim.expected_on(night)
        for backlink, (_, _, claim) in zip(demo_backlinks(port), claims(), strict=True)
    }


EXPECTED: Mapping[tuple[str, str, int], Expected] = {
    (*backlink, night): expected
    for night in (1, 2)
    for backlink, expected in expected_on(night, DEFAULT_PORT).items()
}
"""By referring page, target and night, as served on the default port."""
