"""Asking for an address outside of the ledger, to see where our line leads."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from scrapy import Request
from scrapy.http import Response

from linkcrawler.crawl.failure import FetchError
from linkcrawler.crawl.fetch import (
    MAX_HOPS,
    answer_of,
    fetch_from_failure,
    fetch_from_response,
    location_of,
)
from linkcrawler.crawl.health import Sign, sign_of
from linkcrawler.crawl.readers import Readers, UnreadableError
from linkcrawler.crawl.visit import Visit
from linkcrawler.domains import site_of_url
from linkcrawler.models import DuePage, Hop
from linkcrawler.urls import join, parse_web, without_credentials


async def ask_for_sign(
    url: str,
    make_request: Callable[[Visit, str], Request],
    download: Callable[[Request], Awaitable[Response]],
    readers: Readers,
    now: datetime,
) -> Sign | None:
    """Fetch an address, redirects followed; return what that shows of our line, if anything."""
    page = DuePage(id=0, url=url, key=site_of_url(url) or "", backlinks=())
    visit = Visit(page=page)
    while len(visit.hops) <= MAX_HOPS:
        request = make_request(visit, url)
        request.meta["dont_obey_robotstxt"] = True
        try:
            response = await download(request)
        except FetchError as error:
            return sign_of(page, fetch_from_failure(error, visit), None)
        location = location_of(response)
        address = parse_web(join(response.url, location) or "") if location else None
        if address is None:
            fetch = fetch_from_response(response, visit, now)
            try:
                facts, _ = await readers.read(answer_of(response, hops=len(visit.hops)), (), now)
            except UnreadableError:
                return sign_of(page, fetch, None)
            return sign_of(page, fetch, facts)
        visit.hops.append(Hop(url=without_credentials(response.url), status=response.status))
        url = address.href
    return None
