"""How far the run is: a bar on a terminal, a line now and then elsewhere."""

import sys
import time
from contextlib import suppress
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bar
from scrapy import signals
from scrapy.crawler import Crawler

from linkcrawler.crawl.session import Session

LINE_EVERY_S = 30.0


class Progress:
    """Tells how far a session is; ``quiet`` means lines in place of a bar."""

    def __init__(self, session: Session, *, quiet: bool) -> None:
        self._session = session
        self._quiet = quiet
        self._started = time.monotonic()
        self._said = self._started
        self._more = ""
        self._bar = Bar(
            TextColumn("verifying"),
            BarColumn(bar_width=None),
            MofNCompleteColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[told]}"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            disable=quiet,
        )
        run = session.run
        self._total = run.backlinks if run else 0
        self._before = run.answered if run else 0
        self._task = self._bar.add_task(
            "verify", total=self._total, completed=self._before, told=""
        )

    def follow(self, crawler: Crawler) -> None:
        """Advance with each answer of a crawl in this process."""
        crawler.signals.connect(self._advance, signals.item_scraped)

    def follow_shards(self, merged: int, shards: int) -> None:
        """Advance with what the shards of a cluster have come to."""
        self._more = f" shards {merged:,}/{shards:,}"
        self._advance()

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._advance()
        self._bar.stop()

    def _advance(self) -> None:
        states = self._session.states
        answered = sum(states.values())
        rate = answered / max(0.001, time.monotonic() - self._started)
        told = f"{rate:,.0f}/s " + " ".join(f"{name} {n:,}" for name, n in sorted(states.items()))
        told += self._more
        if not self._quiet:
            self._bar.update(self._task, completed=self._before + answered, told=told)
        elif time.monotonic() - self._said >= LINE_EVERY_S:
            self._said = time.monotonic()
            _say(f"linkcrawler: {self._before + answered:,} of {self._total:,} answered, {told}\n")


def is_terminal() -> bool:
    """Tell whether somebody sees a bar."""
    return sys.stderr is not None and sys.stderr.isatty()


def _say(line: str) -> None:
    """Write a line, if there is anybody to read it."""
    if sys.stderr is not None:
        with suppress(OSError):
            sys.stderr.write(line)
            sys.stderr.flush()
