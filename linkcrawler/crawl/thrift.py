"""What is done for each page and nobody sees, spared: unseen log lines, garbage, kept memory."""

import gc
import logging
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler

from linkcrawler.process import return_large_blocks

_ALLOCATIONS = 20_000
"""New objects after which garbage is looked for; a page makes some hundred, hardly any in rings."""


class Thrift:
    """A Scrapy extension that sets the process up for very many small pieces of work."""

    def __init__(self, crawler: Crawler) -> None:
        self._level = str(crawler.settings.get("LOG_LEVEL"))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Set the process up when the crawl starts, with all that it imports there."""
        thrift = cls(crawler)
        crawler.signals.connect(thrift._opened, signals.spider_opened)
        return thrift

    def _opened(self) -> None:
        # Scrapy writes lines for each page, and its handler then drops what is below the level.
        logging.getLogger("scrapy.core").setLevel(self._level)
        gc.collect()
        gc.freeze()
        gc.set_threshold(_ALLOCATIONS, 20, 20)
        return_large_blocks()
