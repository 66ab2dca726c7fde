"""Scrapy as fast as its settings make it: one request a page, Lexbor, a hundred at once.

scrapy runspider tuned_scrapy.py -a links=LINKS.csv -a out=OUT.csv
"""

from collections.abc import AsyncIterator

import scrapy
from scrapy.http import Response
from twisted.python.failure import Failure

from benchmarks.peers.rows import AGENT, AT_ONCE, TIMEOUT_S, Rows, read_list

_NEEDLESS = {
    "DOWNLOADER_MIDDLEWARES": (
        "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware",
        "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware",
        "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware",
        "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware",
        "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware",
        "scrapy.downloadermiddlewares.retry.RetryMiddleware",
        "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware",
        "scrapy.downloadermiddlewares.cookies.CookiesMiddleware",
        "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware",
        "scrapy.downloadermiddlewares.stats.DownloaderStats",
    ),
    "SPIDER_MIDDLEWARES": (
        "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware",
        "scrapy.spidermiddlewares.referer.RefererMiddleware",
        "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware",
        "scrapy.spidermiddlewares.depth.DepthMiddleware",
    ),
    "EXTENSIONS": (
        "scrapy.extensions.corestats.CoreStats",
        "scrapy.extensions.logstats.LogStats",
        "scrapy.extensions.memusage.MemoryUsage",
        "scrapy.extensions.feedexport.FeedExporter",
        "scrapy.extensions.throttle.AutoThrottle",
        "scrapy.extensions.closespider.CloseSpider",
        "scrapy.extensions.spiderstate.SpiderState",
    ),
}


class TunedSpider(scrapy.Spider):
    """All that finding a link does not need is off."""

    name = "tuned"
    links = out = ""
    custom_settings = {  # noqa: RUF012 - as Scrapy has it
        "CONCURRENT_REQUESTS": AT_ONCE,
        "CONCURRENT_ITEMS": 1,  # the default starts a hundred tasks for each answer
        "DOWNLOAD_TIMEOUT": TIMEOUT_S,
        "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",
        "SCHEDULER_PRIORITY_QUEUE": "scrapy.pqueues.ScrapyPriorityQueue",
        "LOG_LEVEL": "WARNING",
        "TELNETCONSOLE_ENABLED": False,
        "DEFAULT_REQUEST_HEADERS": {"User-Agent": AGENT, "Accept-Encoding": "gzip"},
        **{name: dict.fromkeys(off) for name, off in _NEEDLESS.items()},
    }

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """Ask for each page."""
        self._rows = Rows(self.out)
        for url, targets in read_list(self.links).items():
            kept = {"url": url, "targets": targets}
            yield scrapy.Request(url, self.parse, errback=self.failed, cb_kwargs=kept)

    def parse(self, response: Response, url: str, targets: list[str]) -> None:
        """Look for the links."""
        self._rows.look(url, targets, response.status, response.body)

    def failed(self, failure: Failure) -> None:
        """Write that the page told nothing."""
        self._rows.fail(**failure.request.cb_kwargs)  # type: ignore[attr-defined]  # Scrapy's

    def closed(self, reason: str) -> None:  # noqa: ARG002 - Scrapy says what is handed over
        """Write what is left."""
        self._rows.close()
