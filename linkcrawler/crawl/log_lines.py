"""What Scrapy says of requests and answers: a line each, with no password and no page in it."""

import logging
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure

from linkcrawler.models import Evidence, Look
from linkcrawler.text import plain
from linkcrawler.urls import told_safely, without_credentials


class LogLines(LogFormatter):
    """Names the page in place of the item, which holds all that a stranger wrote on it."""

    def crawled(self, request: Request, response: Response, spider: Spider) -> LogFormatterResult:
        """Say that an answer came."""
        return _line(logging.DEBUG, f"fetched ({response.status})", request.url)

    def scraped(
        self, item: Any, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """Say that a page has its answers."""
        return _line(logging.DEBUG, "answered", _page_of(item))

    def dropped(
        self,
        item: Any,
        exception: BaseException,
        response: Response | Failure | None,
        spider: Spider,
    ) -> LogFormatterResult:
        """Say that a pipeline left an answer out, which none of ours does."""
        return _line(logging.ERROR, f"left out ({type(exception).__name__})", _page_of(item))

    def item_error(
        self,
        item: Any,
        exception: BaseException,
        response: Response | Failure | None,
        spider: Spider,
    ) -> LogFormatterResult:
        """Say that a pipeline failed."""
        return _line(logging.ERROR, f"failed ({type(exception).__name__})", _page_of(item))

    def spider_error(
        self,
        failure: Failure,
        request: Request,
        response: Response | Failure,
        spider: Spider,
    ) -> LogFormatterResult:
        """Say that the spider failed."""
        return _line(logging.ERROR, "failed", request.url)

    def download_error(
        self, failure: Failure, request: Request, spider: Spider, errmsg: str | None = None
    ) -> LogFormatterResult:
        """Say that no answer came."""
        why = f"no answer ({plain(told_safely(errmsg))})" if errmsg else "no answer"
        return _line(logging.ERROR, why, request.url)


def _page_of(item: object) -> str:
    if isinstance(item, Look):
        item = item.evidence
    return item.page.url if isinstance(item, Evidence) else type(item).__name__


def _line(level: int, what: str, url: str) -> LogFormatterResult:
    args = {"what": what, "url": plain(without_credentials(url))}
    return {"level": level, "msg": "%(what)s: %(url)s", "args": args}
