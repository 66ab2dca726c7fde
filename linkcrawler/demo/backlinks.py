"""The backlink list of the demo web."""

import csv
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from linkcrawler.demo.atlas import claims
from linkcrawler.demo.site import Claim
from linkcrawler.demo.visit import BUSINESS, Visit

LIST_NAME = "demo-backlinks.csv"
"""What the list is called, also in the runs that the database keeps."""

_HEADER = (
    *("Referring page URL", "Target URL", "Anchor", "Nofollow"),
    *("First seen", "Domain rating", "site_role"),
)
"""Column names as an Ahrefs export has them; the last one is our own."""


def demo_backlinks(port: int) -> list[tuple[str, str]]:
    """Return the listed backlinks, each a referring page and its target."""
    visit = Visit(port=port, night=1)
    return [
        (visit.url(site.host, page.path), visit.url(claim.host, claim.target))
        for site, page, claim in claims()
    ]


def write_list(
    path: Path, port: int, today: date, wanted: Callable[[Claim], bool] = lambda _claim: True
) -> int:
    """Write the backlink list of the demo web as CSV, or a part of it; return its rows.

    The days on which tools saw the links are told back from ``today``.
    """
    rows = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_HEADER)
        for backlink, (_, _, claim) in zip(demo_backlinks(port), claims(), strict=True):
            if wanted(claim):
                writer.writerow((*backlink, *_cells(claim, today)))
                rows += 1
    return rows


def _cells(claim: Claim, today: date) -> tuple[str, ...]:
    seen = "" if claim.weeks_ago is None else str(today - timedelta(weeks=claim.weeks_ago))
    return (
        claim.anchor,
        str(claim.nofollow).lower(),
        seen,
        "" if claim.rating is None else str(claim.rating),
        "own" if claim.host == BUSINESS else "competitor",
    )
