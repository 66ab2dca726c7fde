"""A run on a cluster of local processes, one of which is killed half-way; as the server saw it.

``python -m tests.long.cluster PAGES`` crawls so many pages of a server on loopback.
"""

import asyncio
import os
import signal
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from tests.long.running import ask, is_whole, number_and_seed, start, variables
from tests.long.running import command as command_of

TARGET = "https://target.example/guide"
TEXT = "<p>" + "Riders who cross the pass in June still find snow beside the road. " * 200 + "</p>"
PAGE = f'<!doctype html><title>A page</title>{TEXT}<p><a href="{TARGET}">the guide</a></p>'
ANSWER_S = 0.02
"""What an answer takes, so that two at once would be seen."""


@dataclass
class Seen:
    """What the server saw of a domain: when each request came, and when it was answered."""

    open: int = 0
    at_once: int = 0
    pages: list[tuple[float, float]] = field(default_factory=list)

    @property
    def gap_s(self) -> float:
        """The shortest time between an answer and the next request for a page."""
        ordered = sorted(self.pages)
        gaps = [later[0] - earlier[1] for earlier, later in pairwise(ordered)]
        return min(gaps, default=float("inf"))


class Server:
    """Serves one page at every address of every host."""

    def __init__(self) -> None:
        self.seen: dict[str, Seen] = defaultdict(Seen)
        self.paths: Counter[str] = Counter()
        self.port = 0

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        except (asyncio.IncompleteReadError, ConnectionError):  # of a crawl that was killed
            writer.close()
            return
        path = head.split(" ", 2)[1]
        host = head.lower().split("\r\nhost:", 1)[1].split("\r\n", 1)[0].strip()
        seen = self.seen[host]
        seen.open += 1
        seen.at_once = max(seen.at_once, seen.open)
        began = time.monotonic()
        await asyncio.sleep(ANSWER_S)
        seen.open -= 1
        if path == "/robots.txt":
            head, body = "404 Not Found", ""
        else:
            head, body = "200 OK", PAGE
            self.paths[f"{host}{path}"] += 1
            seen.pages.append((began, time.monotonic()))
        writer.write(
            f"HTTP/1.1 {head}\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n"
            f"Connection: close\r\n\r\n{body}".encode()
        )
        writer.close()

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Serve while this goes on."""
        ready, over = threading.Event(), threading.Event()

        async def serve() -> None:
            server = await asyncio.start_server(self._answer, "127.0.0.1", 0, backlog=1_000)
            async with server:
                self.port = server.sockets[0].getsockname()[1]
                ready.set()
                await asyncio.to_thread(over.wait)

        thread = threading.Thread(target=lambda: asyncio.run(serve()))
        thread.start()
        ready.wait(10)
        try:
            yield
        finally:
            over.set()
            thread.join(10)


@dataclass(frozen=True)
class Figures:
    """What a run came to, as it told itself and as the server saw it."""

    exit_code: int
    out: str
    err: str
    took_s: float
    states: list[tuple[object, ...]]
    """(link state, looks, backlinks)."""

    events: int
    owed: int
    at_once: int
    """Most requests at once for one domain."""

    gap_s: float
    """Shortest gap of any domain, in seconds."""

    asked: int
    twice: int
    """Pages that were asked for more than once, for the worker that was killed."""

    killed: int
    left_behind: list[str]
    """Files and processes that a run should have taken away."""


def verify(
    folder: Path, pages: int, domains: int, *more: object, gap_s: float, kills: bool
) -> Figures:
    """Verify pages spread over domains on three local workers; kill one half-way if asked to."""
    server, db, links = Server(), folder / "a.db", folder / "links.csv"
    with server.serving():
        links.write_text(
            "source_url,target_url\n"
            + "".join(
                f"http://d{n % domains}.localhost:{server.port}/{n},{TARGET}\n"
                for n in range(pages)
            )
        )
        asked = command_of(
            "verify", db, "--links", links, *more, settings=(f"DOWNLOAD_DELAY={gap_s}",)
        )
        began = time.monotonic()
        with start(asked, env=variables(), start_new_session=True) as process:
            killed = _kill_half_way(process.pid, server, pages) if kills else 0
            out, err = process.communicate(timeout=1_500)
        took_s = time.monotonic() - began
    assert is_whole(db)
    return Figures(
        exit_code=process.returncode,
        out=out,
        err=err,
        took_s=took_s,
        states=ask(db, "SELECT link_state, checks, count(*) FROM backlink_status GROUP BY 1, 2"),
        events=int(str(ask(db, "SELECT count(*) FROM event")[0][0])),
        owed=int(str(ask(db, "SELECT count(*) FROM owed")[0][0])),
        at_once=max(seen.at_once for seen in server.seen.values()),
        gap_s=min(seen.gap_s for seen in server.seen.values()),
        asked=server.paths.total(),
        twice=sum(number > 1 for number in server.paths.values()),
        killed=killed,
        left_behind=[
            each.name
            for each in folder.iterdir()
            if each.name not in ("links.csv", "a.db", "a.db.lock")
        ]
        + [f"process {each}" for each in crawls_below(process.pid)],
    )


def _kill_half_way(coordinator: int, server: Server, pages: int) -> int:
    """Kill a worker that is crawling, once half of the pages were asked for; return how many."""
    until = time.monotonic() + 600
    while time.monotonic() < until and server.paths.total() < pages // 2:
        time.sleep(0.1)
    for crawl in crawls_below(coordinator):
        os.kill(_parent(crawl), signal.SIGKILL)
        return 1
    return 0


def crawls_below(coordinator: int) -> list[int]:
    """Return the processes that crawl a shard for a coordinator."""
    crawls = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            is_crawl = b"linkcrawler.cluster.crawl" in (folder / "cmdline").read_bytes()
            if is_crawl and coordinator in (_parent(int(folder.name)), *_parents(int(folder.name))):
                crawls.append(int(folder.name))
        except OSError:  # it ended meanwhile
            continue
    return crawls


def _parents(process: int) -> Iterator[int]:
    while process > 1:
        process = _parent(process)
        yield process


def _parent(process: int) -> int:
    return int(Path("/proc", str(process), "stat").read_text().rpartition(")")[2].split()[1])


def main() -> None:
    pages, _ = number_and_seed(20_000)
    with tempfile.TemporaryDirectory() as folder:
        found = verify(
            Path(folder),
            pages,
            max(12, pages // 50),
            "--cluster",
            "local:3",
            gap_s=0.5,
            kills=True,
        )
    print(found.err[-3_000:])
    assert found.exit_code == 0, found.out
    assert found.states == [("present", 1, pages)], found.states
    assert (found.events, found.owed, found.left_behind) == (0, 0, [])
    assert found.at_once == 1, found.at_once
    print(
        f"{pages:,} pages in {found.took_s:.0f} s on 3 workers, {found.killed} killed half-way:"
        f" each backlink has one answer; {found.asked:,} requests for pages, {found.twice:,} pages"
        f" asked twice; at most {found.at_once} at once on a domain, shortest gap"
        f" {found.gap_s:.2f} s of 0.5 s"
    )


if __name__ == "__main__":
    main()
