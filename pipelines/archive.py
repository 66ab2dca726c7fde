"""Step 250: what was received, into the web archive, where one is wanted."""

import asyncio
from dataclasses import replace
from typing import Self

from scrapy.crawler import Crawler

from linkcrawler.crawl.archive import Archive
from linkcrawler.models import Look


class ArchivePipeline:
    """Archives what each ``Look`` was judged by; other items pass through.

    It comes before the store, so that no row names an archive that does not hold its page.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the step; the archive is the spider's."""
        return cls(crawler)

    async def process_item(self, item: object) -> object:
        """Return the look with the name of the file that holds its page."""
        archive = self._archive()
        if not isinstance(item, Look) or archive is None or not archive.is_on:
            return item
        file = await asyncio.to_thread(archive.write, item)
        return replace(item, archived=file) if file else item

    async def close_spider(self) -> None:
        """Close the file."""
        archive = self._archive()
        if archive is not None:
            await asyncio.to_thread(archive.close)

    def _archive(self) -> Archive | None:
        archive = getattr(self._crawler.spider, "archive", None)
        return archive if isinstance(archive, Archive) else None
