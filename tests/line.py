"""The command with a line that fails by plan, in a process of its own; no probe leaves it.

    python -m tests.line PLAN nightly --db FILE ...

``PLAN`` is JSON: ``how`` the line fails, and ``down``, a list of (at which request, for how many
pauses); no number of pauses: it stays down. Hosts named ``dead...`` never resolve.
"""

import asyncio
import json
import sys
from typing import Any

from scrapy import Request
from scrapy.http import HtmlResponse, Response

import spiders.verify
from linkcrawler.cli import main
from linkcrawler.crawl import line, outage
from linkcrawler.crawl.failure import FetchError
from linkcrawler.crawl.handler import CurlDownloadHandler
from linkcrawler.states import FetchOutcome

PORTAL = "/portal-login"


class Line:
    """A line that goes down and comes back by plan."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.how = plan["how"]
        self._is_stuck = plan["stuck"]
        self._left: list[list[Any]] = plan["down"]
        self._pauses: int | None = None
        self._requests = 0
        self.is_down = False

    def count(self) -> None:
        """Take note of a request that begins."""
        self._requests += 1
        if not self.is_down and self._left and self._requests > self._left[0][0]:
            self.is_down, self._pauses = True, self._left.pop(0)[1]

    async def pause(self, seconds: float) -> None:
        """Let time go by."""
        sys.stderr.write(f"pause {seconds:g}\n")
        sys.stderr.flush()
        # A while even so: pages in flight end during a pause.
        await asyncio.sleep(600 if self._is_stuck else 1)
        if self._pauses is not None:
            self._pauses -= 1
            self.is_down = self._pauses > 0

    async def resolve(self, name: str) -> list[str]:
        """Answer as the resolver does."""
        return [] if self.is_down and self.how in ("dns", "no resolver") else ["93.184.216.34"]

    async def connect(self, address: str, port: int) -> bool:
        """Answer as the network does."""
        return not (self.is_down and self.how == "network")


def install(failing: Line) -> None:
    """Put the line in place of this machine's."""
    download = CurlDownloadHandler.download_request

    async def download_request(self: CurlDownloadHandler, request: Request) -> Response:
        host, _, port = request.url.split("/")[2].partition(":")
        failing.count()
        how = failing.how if failing.is_down else "up"
        if how == "dns" or host.startswith("dead"):
            raise FetchError(FetchOutcome.DNS_FAILURE, "Could not resolve host")
        if how == "network":
            outcome = (FetchOutcome.REFUSED, FetchOutcome.TIMEOUT)[len(host) % 2]
            raise FetchError(outcome, "no way there")
        # The portal knows its own port; a site at another is told the same.
        portal = f"http://portal.localhost:{PORTS[-1]}{PORTAL}"
        if how == "redirect" and host != "portal.localhost":
            return HtmlResponse(request.url, status=302, headers={"Location": portal})
        if how == "same page":
            return (await download(self, request.replace(url=portal))).replace(url=request.url)
        if how == "private":
            raise FetchError(FetchOutcome.GUARDED, "private address 10.0.0.1")
        if not host.endswith("localhost"):
            raise FetchError(FetchOutcome.DNS_FAILURE, "no request leaves this machine")
        if how == "blocked":
            return HtmlResponse(request.url, status=403, headers={"cf-mitigated": "challenge"})
        PORTS.append(port)
        return await download(self, request)

    CurlDownloadHandler.download_request = download_request  # type: ignore[method-assign]
    line.resolve, line.connect, outage.pause = failing.resolve, failing.connect, failing.pause
    if failing.how != "no resolver":
        line._is_local = lambda host: False  # else names of this machine need none
    spiders.verify.RETRY_WAIT_S = 0.0


PORTS: list[str] = []

if __name__ == "__main__":
    plan = json.loads(sys.argv.pop(1))
    PORTS.append(str(plan["port"]))
    install(Line(plan))
    main()
