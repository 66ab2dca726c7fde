"""What the scripts that linkcrawler is measured against share: the list, a look at a page, rows."""

import csv
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

FIELDS = ("source_url", "target_url", "present", "rel", "anchor_text")
AGENT = "Mozilla/5.0 (compatible; benchmark)"
AT_ONCE = 100
TIMEOUT_S = 20


def read_list(path: str) -> dict[str, list[str]]:
    """Return the targets of each page."""
    pages: dict[str, list[str]] = {}
    with Path(path).open(newline="") as file:
        for row in csv.DictReader(file):
            pages.setdefault(row["source_url"], []).append(row["target_url"])
    return pages


class Rows:
    """The result: a CSV file with a row for each backlink."""

    def __init__(self, path: str) -> None:
        self._file = Path(path).open("w", newline="")  # noqa: SIM115 - open until ``close``
        self._writer = csv.writer(self._file)
        self._writer.writerow(FIELDS)

    def look(self, url: str, targets: list[str], status: int, body: bytes) -> None:
        """Look for the targets of a page, all of which are in UTF-8 here."""
        if status != 200:
            self.fail(url, targets)
            return
        found: dict[str, tuple[str, str]] = {}
        for link in LexborHTMLParser(body).css("a[href]"):
            href = link.attributes["href"] or ""
            if href in targets and href not in found:
                found[href] = (link.attributes.get("rel") or "", " ".join(link.text().split()))
        for target in targets:
            self._writer.writerow((url, target, int(target in found), *found.get(target, ("", ""))))

    def fail(self, url: str, targets: list[str]) -> None:
        """Write that a page told nothing."""
        self._writer.writerows((url, target, "", "", "") for target in targets)

    def close(self) -> None:
        """Write what is left."""
        self._file.close()
