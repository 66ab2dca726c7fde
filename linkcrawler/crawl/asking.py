"""Asking for an address outside of the ledger, to see where our line leads."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from scrapy import Request
from scrapy.http import Response

from linkcrawler.crawl.failure import CrowdedError, FetchError, NoRoomError
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

TIMES = 30
WAIT_S = 1.0
"""So often, and after so long, it is asked again where there is no room for the connection."""

Download = Callable[[Request], Awaitable[Response]]


async def ask_for_sign(
    url: str,
    make_request: Callable[[Visit, str], Request],
    download: Download,
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
            response = await _when_there_is_room(request, download)
        except FetchError as error:
            return sign_of(page, fetch_from_failure(error, visit), None)
        except (CrowdedError, NoRoomError):
            return None
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


async def _when_there_is_room(request: Request, download: Download) -> Response:
    """Ask, once the pages in flight leave room for it; raises what ``download`` raises."""
    for _ in range(TIMES):
        try:
            return await download(request.copy())
        except (CrowdedError, NoRoomError):
            await asyncio.sleep(WAIT_S)
    return await download(request)
