"""The end of a run that was told to stop: pages in hand have a while, and then no more."""

import asyncio
import logging
import signal
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler

IN_HAND_S = 20.0
"""Time for pages in hand after SIGTERM or Ctrl-C; what is not answered then is asked again."""

_LOOK_EVERY_S = 0.5

logger = logging.getLogger(__name__)


class Ending:
    """A Scrapy extension that sends a second signal where the first does not end the run."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._watching: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Watch a crawl from its start to its end."""
        ending = cls(crawler)
        crawler.signals.connect(ending._opened, signals.spider_opened)
        crawler.signals.connect(ending._closed, signals.spider_closed)
        return ending

    def _opened(self) -> None:
        self._watching = asyncio.ensure_future(self._watch())

    def _closed(self) -> None:
        if self._watching is not None:
            self._watching.cancel()

    async def _watch(self) -> None:
        # Off as soon as Scrapy was told to stop, of which it sends no signal.
        while self._crawler.crawling:  # noqa: ASYNC110
            await asyncio.sleep(_LOOK_EVERY_S)
        await asyncio.sleep(IN_HAND_S)
        logger.warning("some pages did not end within %g s; the next start asks again", IN_HAND_S)
        signal.raise_signal(signal.SIGTERM)
