"""Step 300: into the database, in batches, ledger and results together."""

import asyncio
import logging
from typing import Self

from scrapy.crawler import Crawler

from linkcrawler.crawl.session import Session
from linkcrawler.models import Look

BATCH_PAGES = 200
FLUSH_AFTER_S = 1.0

logger = logging.getLogger(__name__)


class StorePipeline:
    """Collects looks and writes them in one transaction for each batch.

    A batch is written when it is full or a second old, so that a kill costs a second of work and
    a slow crawl is visible while it runs.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._batch: list[Look] = []
        self._writing = asyncio.Lock()
        self._timer: asyncio.Task[None] | None = None
        self._closing: asyncio.Future[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the step; the session is the spider's."""
        return cls(crawler)

    async def process_item(self, item: object) -> object:
        """Take a look into the batch; other items pass through."""
        if not isinstance(item, Look):
            return item
        self._batch.append(item)
        if len(self._batch) >= BATCH_PAGES:
            await self._flush()
        elif self._timer is None or self._timer.done():
            self._timer = asyncio.create_task(self._flush_later())
        return item

    async def close_spider(self) -> None:
        """Write what is left and close the run."""
        if self._timer:
            self._timer.cancel()
        await self._flush()
        await asyncio.to_thread(self._session().finish)

    async def _flush_later(self) -> None:
        while True:
            await asyncio.sleep(FLUSH_AFTER_S)
            # Cancelling must not let go of the lock while the thread is still writing.
            await asyncio.shield(self._flush())
            if not self._batch:  # what came meanwhile has no other timer
                return

    async def _flush(self) -> None:
        async with self._writing:
            batch, self._batch = self._batch, []
            if not batch:
                return
            try:
                await asyncio.to_thread(self._session().write, batch)
            except Exception:  # whatever it is, nothing more can be stored: end the run
                logger.critical("a batch could not be stored; its pages stay owed", exc_info=True)
                self._stop()

    def _stop(self) -> None:
        engine = self._crawler.engine
        if engine is not None and not self._session().stopping:
            self._session().stopping = True
            self._closing = asyncio.ensure_future(engine.close_spider_async(reason="store_failed"))

    def _session(self) -> Session:
        session = getattr(self._crawler.spider, "session", None)
        if not isinstance(session, Session):
            raise TypeError("StorePipeline works for the spider 'verify' alone")
        return session
