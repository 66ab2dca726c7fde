"""Referring pages, one a line, as Screaming Frog's list mode and other crawlers take them."""

from collections.abc import Iterable
from typing import BinaryIO

from linkcrawler.export.layout import Row
from linkcrawler.store import page_url
from linkcrawler.urls import without_credentials


def write_page_list(out: BinaryIO, rows: Iterable[Row]) -> list[str]:
    """Write the address of each page once, with its scheme; return nothing that has to be told."""
    written: set[str] = set()
    for row in rows:
        url = without_credentials(page_url(str(row["referring_page"])))
        if url not in written:
            written.add(url)
            out.write(f"{url}\n".encode())
    return []
