"""One page fetched now, outside of a crawl, through the same handler and guard."""

import asyncio

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.spiders import Spider

from linkcrawler.config import Config, project_settings
from linkcrawler.crawl.failure import FetchError
from linkcrawler.crawl.fetch import MAX_HOPS, answer_of, location_of
from linkcrawler.crawl.handler import CurlDownloadHandler
from linkcrawler.errors import InputError
from linkcrawler.page import Answer
from linkcrawler.urls import join, parse_web


def fetch_once(url: str) -> Answer:
    """Fetch a page, its redirects followed.

    Raises ``InputError`` where no answer comes. robots.txt is not asked: a person asked for this
    one page.
    """
    return asyncio.run(_fetch(url))


async def _fetch(url: str) -> Answer:
    settings = project_settings()
    handler = CurlDownloadHandler(Crawler(Spider, settings))
    agent = Config.from_settings(settings).user_agent
    try:
        for hop in range(MAX_HOPS + 1):
            request = Request(url, headers={"User-Agent": agent, "Accept": "text/html,*/*;q=0.8"})
            response = await handler.download_request(request)
            answer = answer_of(response, hops=hop)
            location = location_of(response)
            if location is None:
                return answer
            url = join(answer.url, location) or ""
            if parse_web(url) is None:
                raise InputError(f"{answer.url}: redirects to {location!r}, which is no page")
    except FetchError as error:
        raise InputError(f"{url}: {error.outcome.sentence} ({error.detail})") from error
    finally:
        await handler.close()
    raise InputError(f"{url}: more than {MAX_HOPS} redirects")
