"""A probe of our own line is never what ends a run."""

import asyncio
from datetime import UTC, datetime

import pytest
from scrapy import Request
from scrapy.http import Response

from linkcrawler.crawl import asking
from linkcrawler.crawl.failure import CrowdedError, NoRoomError
from linkcrawler.crawl.health import Kind, Sign
from linkcrawler.crawl.readers import Readers

NO_ROOM = [CrowdedError("192.0.2.1"), NoRoomError("too many open files")]


@pytest.mark.parametrize("error", NO_ROOM)
@pytest.mark.parametrize(("times", "kind"), [(2, Kind.ANSWERED), (10**6, None)])
def test_a_probe_waits_for_room_and_tells_nothing_without(
    monkeypatch: pytest.MonkeyPatch, error: Exception, times: int, kind: Kind | None
):
    monkeypatch.setattr(asking, "WAIT_S", 0.0)
    asked: list[Request] = []

    async def download(request: Request) -> Response:
        asked.append(request)
        if len(asked) <= times:
            raise error
        return Response(request.url, body=b"hello", request=request)

    async def probe() -> Sign | None:
        with Readers(0) as readers:
            return await asking.ask_for_sign(
                "http://a.example/",
                lambda _, url: Request(url),
                download,
                readers,
                datetime.now(UTC),
            )

    sign = asyncio.run(probe())

    assert (sign.kind if sign else None) == kind
