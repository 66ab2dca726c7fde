"""Of a run over the targets: what each look came to, and into the database at the end."""

import asyncio
from typing import Self

from scrapy.crawler import Crawler

from linkcrawler.crawl.targets import TargetsSession
from linkcrawler.models import Evidence, Look


class TargetsPipeline:
    """Hands the evidence to the session, which judges it and writes it once the run is over."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the step; the session is the spider's."""
        return cls(crawler)

    def process_item(self, item: object) -> object:
        """Take a look; other items pass through."""
        evidence = item.evidence if isinstance(item, Look) else item
        if isinstance(evidence, Evidence):
            self._session().take(evidence)
        return item

    async def close_spider(self) -> None:
        """Write what was seen."""
        await asyncio.to_thread(self._session().finish)

    def _session(self) -> TargetsSession:
        session = getattr(self._crawler.spider, "session", None)
        if not isinstance(session, TargetsSession):
            raise TypeError("TargetsPipeline works for the spider 'targets' alone")
        return session
