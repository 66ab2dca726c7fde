"""A crawl spends nothing on log lines that are not shown, and little on the search for garbage."""

import gc
import logging
from collections.abc import Iterator

import pytest
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.spiders import Spider

from linkcrawler.config import project_settings
from linkcrawler.crawl.thrift import Thrift


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Leave the process as it was."""
    thresholds, logger = gc.get_threshold(), logging.getLogger("scrapy.core")
    level = logger.level
    yield
    gc.set_threshold(*thresholds)
    gc.unfreeze()
    logger.setLevel(level)


@pytest.mark.parametrize(("level", "is_shown"), [("INFO", False), ("DEBUG", True)])
def test_lines_below_the_level_are_not_made(level: str, is_shown: bool):
    settings = project_settings()
    settings.set("LOG_LEVEL", level)
    crawler = Crawler(Spider, settings)
    extension = Thrift.from_crawler(crawler)
    crawler.signals.send_catch_log(signals.spider_opened)

    assert logging.getLogger("scrapy.core.engine").isEnabledFor(logging.DEBUG) is is_shown
    assert gc.get_freeze_count() > 0
    del extension


def test_a_crawl_has_it():
    assert f"{Thrift.__module__}.{Thrift.__name__}" in project_settings().getdict("EXTENSIONS")
