"""Scrapy as one writes it in ten minutes: its own selectors, link extractor and CSV export.

scrapy runspider plain_scrapy.py -a links=LINKS.csv -O OUT.csv
"""

from collections.abc import AsyncIterator, Iterator

import scrapy
from scrapy.http import Response
from scrapy.linkextractors import LinkExtractor

from benchmarks.peers.rows import read_list


class PlainSpider(scrapy.Spider):
    """A request for each page, all settings as they come."""

    name = "plain"
    links = ""

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """Ask for each page."""
        for url, targets in read_list(self.links).items():
            yield scrapy.Request(url, self.parse, cb_kwargs={"targets": targets}, dont_filter=True)

    def parse(self, response: Response, targets: list[str]) -> Iterator[dict[str, object]]:
        """Look for the links among all of the page."""
        found = {link.url: link for link in LinkExtractor().extract_links(response)}
        for target in targets:
            link = found.get(target)
            yield {
                "source_url": response.request.url if response.request else response.url,
                "target_url": target,
                "present": int(link is not None),
                "rel": "nofollow" if link and link.nofollow else "",
                "anchor_text": link.text.strip() if link else "",
            }
