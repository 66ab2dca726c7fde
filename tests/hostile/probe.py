"""Looks at a crawl from inside: how long its loop stood still, what it listens on, how it is set.

Enabled through Scrapy's ``EXTENSIONS``. With ``PROBE_OPENS`` the guard takes these addresses for
public ones, so that a hostile server on loopback is reached while everything else stays guarded.
"""

import asyncio
import json
import os
import resource
import time
from pathlib import Path
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler

from linkcrawler.crawl import handler

TICK_S = 0.02


class Probe:
    """Writes what it saw to the file of the setting ``PROBE_FILE``, once the spider is closed."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._blocks: list[tuple[float, float]] = []
        self._answered: dict[str, float] = {}
        self._listening: set[str] = set()
        self._started = 0.0
        self._next_look = 0.0
        opened = frozenset(crawler.settings.getlist("PROBE_OPENS"))
        if opened:
            judge = handler.is_forbidden
            handler.is_forbidden = lambda address: address not in opened and judge(address)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Connect to the start and the end of the run."""
        probe = cls(crawler)
        crawler.signals.connect(probe.opened, signals.spider_opened)
        crawler.signals.connect(probe.closed, signals.spider_closed)
        return probe

    def opened(self) -> None:
        """Begin to measure."""
        self._loop = asyncio.get_running_loop()
        self._started = self._due = time.monotonic()
        self._tick()

    def _tick(self) -> None:
        now = time.monotonic()
        late = now - self._due
        if late > TICK_S:
            self._blocks = sorted([*self._blocks, (late, now - self._started)])[-20:]
        if now > self._next_look:
            self._next_look = now + 0.5
            self._listening |= listening_sockets()
            now = time.monotonic()
        self._due = now + TICK_S
        self._timer = self._loop.call_later(TICK_S, self._tick)

    def closed(self) -> None:
        """Write the report."""
        self._timer.cancel()
        crawler = self._crawler
        engine: Any = crawler.engine
        extensions: Any = crawler.extensions
        handlers = engine.downloader.handlers
        told = {
            "seconds": time.monotonic() - self._started,
            "blocks": [(round(late, 3), round(at, 1)) for late, at in reversed(self._blocks)],
            "listening": sorted(self._listening | listening_sockets()),
            "max_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "children_max_rss_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
            "cpu_s": time.process_time(),
            "extensions": [type(each).__name__ for each in extensions.middlewares],
            "downloader_middlewares": [
                type(each).__name__ for each in engine.downloader.middleware.middlewares
            ],
            "schemes": sorted(
                scheme for scheme in handlers._schemes if handlers._get_handler(scheme) is not None
            ),
            "settings": {
                name: crawler.settings.get(name)
                for name in (
                    *("TELNETCONSOLE_ENABLED", "REMOTE_CONTROL_ENABLED", "COOKIES_ENABLED"),
                    *("REFERER_ENABLED", "HTTPPROXY_ENABLED", "REDIRECT_ENABLED", "RETRY_ENABLED"),
                    *("METAREFRESH_ENABLED", "ROBOTSTXT_OBEY", "DOWNLOAD_TIMEOUT"),
                )
            },
            "stats": {
                key: value
                for key, value in (crawler.stats.get_stats() if crawler.stats else {}).items()
                if isinstance(value, int | float | str)
            },
        }
        Path(crawler.settings["PROBE_FILE"]).write_text(json.dumps(told, indent=1))


def listening_sockets() -> set[str]:
    """Return the TCP and UDP addresses that this process waits on, as the kernel writes them."""
    own = set()
    for each in os.listdir("/proc/self/fd"):
        try:
            link = os.readlink(f"/proc/self/fd/{each}")
        except OSError:
            continue
        if link.startswith("socket:["):
            own.add(link[8:-1])
    found = set()
    for table in ("tcp", "tcp6"):
        try:
            lines = Path(f"/proc/self/net/{table}").read_text().splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            fields = line.split()
            if fields[3] == "0A" and fields[9] in own:
                found.add(f"{table} {fields[1]}")
    return found
