"""Looks at a crawl from inside: how long its loop stood still, what it listens on, how it is set.

Enabled through Scrapy's ``EXTENSIONS``. With ``PROBE_OPENS`` the guard takes these addresses for
public ones, so that a hostile server on loopback is reached while everything else stays guarded.
"""

import asyncio
import json
import resource
import sys
import threading
import time
import traceback
from pathlib import Path
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler

TICK_S = 0.02
LONG_S = 0.15
"""A stall of the loop is looked at from outside once it has lasted so long."""


class Probe:
    """Writes what it saw to the file of the setting ``PROBE_FILE``, once the spider is closed."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._blocks: list[tuple[float, float, float]] = []
        self._is_closed = False
        self._cpu = 0.0
        self._answered: dict[str, float] = {}
        self._listening: set[str] = set()
        self._stalled_in: list[str] = []
        self._started = 0.0

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
        self._cpu = time.thread_time()
        self._tick()
        self._main = threading.get_ident()
        threading.Thread(target=self._look_on, daemon=True).start()

    def _look_on(self) -> None:
        """Note where the loop stands still; from a thread of its own."""
        seen = 0.0
        looks = 0
        while not self._is_closed:
            time.sleep(0.03)
            looks += 1
            if looks % 16 == 1:
                self._listening |= listening_sockets()
            due = self._due
            if due != seen and time.monotonic() - due > LONG_S:
                seen = due
                frame = sys._current_frames().get(self._main)
                stack = traceback.extract_stack(frame)[-5:]
                where = " < ".join(
                    f"{each.name} {Path(each.filename).name}:{each.lineno}"
                    for each in reversed(stack)
                )
                self._stalled_in.append(f"at {due - self._started:.1f} s: {where}")

    def _tick(self) -> None:
        now = time.monotonic()
        late = now - self._due
        cpu = time.thread_time()
        if late > TICK_S:
            self._blocks = sorted([*self._blocks, (cpu - self._cpu, late, now - self._started)])[
                -20:
            ]
        self._cpu = cpu
        self._due = now + TICK_S
        self._timer = self._loop.call_later(TICK_S, self._tick)

    def closed(self) -> None:
        """Write the report."""
        self._is_closed = True
        self._timer.cancel()
        crawler = self._crawler
        engine: Any = crawler.engine
        extensions: Any = crawler.extensions
        handlers = engine.downloader.handlers
        told = {
            "seconds": time.monotonic() - self._started,
            "blocks": [
                (round(cpu, 3), round(late, 3), round(at, 1))
                for cpu, late, at in reversed(self._blocks)
            ],
            "stalled_in": self._stalled_in,
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
    for each in Path("/proc/self/fd").iterdir():
        try:
            link = str(each.readlink())
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
