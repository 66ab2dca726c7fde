"""Compare our list of links with Chromium's DOM on a folder of pages: address, text and order.

    python -m benchmarks.chromium_links FOLDER MANIFEST.jsonl [--limit N]

The manifest has a JSON object a line with ``id`` and ``url``; the pages are ``FOLDER/<id>.html``.
Prints every page that differs; the exit code is 1 if one does.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Error

from tests.chromium import blank_page, links_of
from tests.test_browser_links import ours


def pages(folder: Path, manifest: Path, limit: int) -> Iterator[tuple[str, str, bytes]]:
    """Yield (id, url, body) of the pages of the manifest."""
    for number, line in enumerate(manifest.read_text("utf-8").splitlines()):
        if limit and number >= limit:
            return
        entry = json.loads(line)
        url = entry["url"] if entry["url"].startswith("http") else f"http://page.test/{number}"
        yield entry["id"], url, (folder / f"{entry['id']}.html").read_bytes()


def main() -> int:
    """Compare all pages; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("manifest", type=Path)
    parser.add_argument("--limit", type=int, default=0)
    options = parser.parse_args()
    compared = links = differ = failed = 0
    with blank_page() as page:
        for name, url, body in pages(options.folder, options.manifest, options.limit):
            try:
                theirs = links_of(page, body, url)
            except Error as error:
                failed += 1
                print(f"{name}: the browser failed: {str(error).splitlines()[0]}")
                continue
            mine = ours(body, url)
            compared, links = compared + 1, links + len(theirs)
            if mine != theirs:
                differ += 1
                tell(name, mine, theirs)
            if compared % 200 == 0:
                print(f"... {compared} pages, {differ} differ", file=sys.stderr)
    print(f"{compared} pages, {links} links, {differ} pages differ, {failed} failed in the browser")
    return 1 if differ else 0


def tell(name: str, mine: list[tuple[str, str]], theirs: list[tuple[str, str]]) -> None:
    """Print where two lists part."""
    pairs = enumerate(zip(mine, theirs, strict=False))
    where = next((n for n, (left, right) in pairs if left != right), min(len(mine), len(theirs)))
    print(f"{name}: {len(mine)} against {len(theirs)}, first at {where}:")
    print(f"    ours     {mine[where : where + 1]}")
    print(f"    Chromium {theirs[where : where + 1]}")


if __name__ == "__main__":
    sys.exit(main())
