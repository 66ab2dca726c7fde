"""Scrapy's downloader with our politeness key for slots."""

from scrapy import Request
from scrapy.core.downloader import Downloader
from scrapy.utils.httpobj import urlparse_cached

from linkcrawler.domains import site_of


class PoliteDownloader(Downloader):
    """Keeps one slot for a registered domain, for redirects and robots.txt alike.

    Scrapy's own key is copied along redirects, and robots.txt requests never get one.
    """

    def get_slot_key(self, request: Request) -> str:
        """Return the registered domain of the request's host."""
        return site_of((urlparse_cached(request).hostname or "").lower())

    def needs_backout(self) -> bool:
        """Leave the number of pages at once to the feeder, which counts pages, not requests."""
        return False
