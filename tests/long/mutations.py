"""Answers damaged at random: no crash, no hang, and no loss where the damage can be noticed.

``python -m tests.long.mutations NUMBER``. The seeds are what the hostile web answers, whole pages
with the link, and texts of robots.txt. Each mutation is served on loopback, fetched by our
handler, read and judged. A page whose framing tells that it was cut may never be called missing.
"""

import asyncio
import gzip
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.spiders import Spider

from linkcrawler.config import project_settings
from linkcrawler.crawl.failure import FetchError
from linkcrawler.crawl.fetch import answer_of, fetch_from_failure, fetch_from_response, location_of
from linkcrawler.crawl.handler import CurlDownloadHandler
from linkcrawler.crawl.robots import _read, _rules_of
from linkcrawler.crawl.visit import Visit
from linkcrawler.judge import judge
from linkcrawler.models import Verdict
from linkcrawler.page import CostlyPageError, read_page
from linkcrawler.states import LinkState
from linkcrawler.urls import join
from tests.hostile import CASES, HostileWeb
from tests.hostile.web import WHOLE
from tests.long.running import number_and_seed
from tests.make import due, known
from tests.site import TARGET

NOW = datetime(2026, 11, 24, tzinfo=UTC)
AT_ONCE = 16
PART = 5_000
TIMEOUT_S = 3.0
STUCK_S = 20.0
SLOW_S = 2.0
MAX_SEED_BYTES = 64 << 10
ABSENT = (LinkState.MISSING, LinkState.LOST)

ROBOTS = (
    b"User-agent: *\nDisallow: /private\nAllow: /private/open\nCrawl-delay: 5\n",
    b"User-agent: linkcrawler\nUser-agent: Googlebot\nDisallow: /*.php$\n\nUser-agent: *\nDisallow:",
    b"\xef\xbb\xbfuser-agent : *\r\ndisallow : /a%3Cd\r\nsitemap: https://a.example/s.xml\r\n",
    b"User-agent: *\n" + b"Disallow: /" + b"*a" * 200 + b"$\n",
)


def framed(body: bytes, *lines: str, chunked: bool = False) -> bytes:
    """Return an answer that tells where it ends."""
    how = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {len(body)}"
    head = "\r\n".join(("HTTP/1.1 200 OK", "Content-Type: text/html", how, *lines)) + "\r\n\r\n"
    if not chunked:
        return head.encode() + body
    pieces = [body[n : n + 97] for n in range(0, len(body), 97)]
    return head.encode() + b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in pieces) + b"0\r\n\r\n"


PAGES = (
    framed(WHOLE),
    framed(WHOLE, chunked=True),
    framed(gzip.compress(WHOLE), "Content-Encoding: gzip"),
    framed(gzip.compress(WHOLE), "Content-Encoding: gzip", chunked=True),
)
"""With the link, and framed: a cut can be noticed."""


@dataclass(frozen=True, slots=True)
class Mutation:
    """An answer, and whether it may be called missing."""

    answer: bytes
    may_be_missing: bool


def cut(answer: bytes, chance: random.Random) -> bytes:
    """Leave out the end."""
    return answer[: chance.randrange(len(answer))]


def flip(answer: bytes, chance: random.Random) -> bytes:
    """Change some bytes."""
    damaged = bytearray(answer)
    for _ in range(chance.choice((1, 1, 2, 5, 50))):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    return bytes(damaged)


def break_head(answer: bytes, chance: random.Random) -> bytes:
    """Double, drop, lengthen or garble a line of the head."""
    head, _, body = answer.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    at = chance.randrange(len(lines))
    change: Callable[[bytes], list[bytes]] = chance.choice(
        (
            lambda line: [line, line],
            lambda line: [],
            lambda line: [line + b"9" * chance.randrange(300)],
            lambda line: [line.replace(b":", b"", 1)],
            lambda line: [b" " + line],
            lambda line: [line, bytes(chance.randrange(256) for _ in range(40))],
        )
    )
    lines[at : at + 1] = change(lines[at])
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def break_body(answer: bytes, chance: random.Random) -> bytes:
    """Take a piece out of the body, put one in twice, or put noise between."""
    head, _, body = answer.partition(b"\r\n\r\n")
    begin = chance.randrange(len(body) + 1)
    piece = body[begin : begin + chance.randrange(1, 200)]
    noise = bytes(chance.randrange(256) for _ in range(20))
    instead = chance.choice((b"", piece * 2, noise + piece, b"\r\nffffffff\r\n" + piece))
    return head + b"\r\n\r\n" + body[:begin] + instead + body[begin + len(piece) :]


def mutations(seeds: list[bytes], number: int, chance: random.Random) -> list[Mutation]:
    """Return so many damaged answers."""
    made = []
    for _ in range(number):
        if chance.random() < 0.3:
            made.append(Mutation(cut(chance.choice(PAGES), chance), may_be_missing=False))
            continue
        how = chance.choice((cut, flip, break_head, break_body))
        made.append(Mutation(how(chance.choice((*seeds, *PAGES)), chance), may_be_missing=True))
    return made


class Server:
    """Serves the mutation that the path names."""

    def __init__(self) -> None:
        self.answers: dict[str, bytes] = {}
        self.address = ""

    async def start(self) -> asyncio.Server:
        """Listen on loopback."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=256)
        self.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        return server

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            path = (await reader.readuntil(b"\r\n\r\n")).split(b" ", 2)[1].decode()
            writer.write(self.answers[path])
            await writer.drain()
        writer.close()


async def verdict_of(handler: CurlDownloadHandler, url: str) -> Verdict:
    """Fetch, read and judge one page, as a crawl does."""
    visit = Visit(page=due(known(target=TARGET), url=url))
    request = Request(url, meta={"download_timeout": TIMEOUT_S})
    facts, seen = None, None
    try:
        response = await handler.download_request(request)
    except FetchError as error:
        fetch = fetch_from_failure(error, visit)
    else:
        response.request = request
        fetch = fetch_from_response(response, visit, NOW)
        join(url, location_of(response) or "")
        _rules_of(_read(response))
        with suppress(CostlyPageError):
            facts, seen = read_page(answer_of(response, hops=0), [TARGET], NOW)
    (verdict,) = judge(visit.evidence(NOW, fetch, facts, seen)[0]).values()
    return verdict


def seeds_of_hostile_web() -> list[bytes]:
    """Return what the hostile web answers, as far as it comes at once."""
    return asyncio.run(_record())


async def _record() -> list[bytes]:
    seeds = []
    with tempfile.TemporaryDirectory() as folder, HostileWeb(Path(folder)) as web:
        for case in CASES.values():
            if case.is_quick and case.port == "plain" and case.listed is None:
                seeds.append(await _ask(web.ports["plain"], case.host, case.name))
    return [seed for seed in seeds if b"\r\n\r\n" in seed]


async def _ask(port: int, host: str, name: str) -> bytes:
    came = b""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET /{name} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(0.5):
            while len(came) < MAX_SEED_BYTES and (piece := await reader.read(1 << 16)):
                came += piece
    writer.close()
    return came[:MAX_SEED_BYTES]


@dataclass
class Found:
    """What went wrong, and what came of the rest."""

    crashes: list[str]
    hangs: list[str]
    false_losses: list[str]
    states: Counter[str]


async def play(made: list[Mutation]) -> Found:
    """Serve, fetch, read and judge each."""
    settings = project_settings()
    settings.setdict({"LINKCRAWLER_ALLOW_PRIVATE": "1"}, priority="cmdline")
    handler, served = CurlDownloadHandler(Crawler(Spider, settings)), Server()
    server = await served.start()
    found = Found([], [], [], Counter())
    left = iter(enumerate(made))

    async def work() -> None:
        for number, mutation in left:
            path = f"/{number}"
            served.answers[path] = mutation.answer
            began = time.process_time()
            try:
                async with asyncio.timeout(STUCK_S):
                    verdict = await verdict_of(handler, served.address + path)
            except TimeoutError:
                found.hangs.append(f"{number}: {mutation.answer[:200]!r}")
            except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
                found.crashes.append(f"{number}: {type(error).__name__}: {error}")
            else:
                found.states[verdict.reason.value] += 1
                if verdict.link_state in ABSENT and not mutation.may_be_missing:
                    found.false_losses.append(f"{number}: {mutation.answer[-200:]!r}")
            if time.process_time() - began > AT_ONCE * SLOW_S:
                found.hangs.append(f"{number}: took {time.process_time() - began:.1f} s of CPU")
            del served.answers[path]

    try:
        await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    finally:
        await handler.close()
        server.close()
    return found


def play_robots(number: int, chance: random.Random) -> list[str]:
    """Read so many damaged texts of robots.txt; return what went wrong."""
    wrong = []
    for _ in range(number):
        text = flip(chance.choice(ROBOTS), chance)
        text = cut(text, chance) if chance.random() < 0.3 else text
        began = time.process_time()
        try:
            rules = _rules_of(text)
            rules.lets_googlebot("https://a.example/private/x?y=z")
            with suppress(FetchError):
                rules.check("https://a.example/private/x?y=z")
            assert rules.asked_delay_s >= 0
        except Exception as error:  # noqa: BLE001 - as above
            wrong.append(f"{type(error).__name__}: {error}: {text[:200]!r}")
        if time.process_time() - began > SLOW_S:
            wrong.append(f"slow: {text[:200]!r}")
    return wrong


def main() -> None:
    """Play the number of mutations that was asked for, a tenth as many of robots.txt beside them."""
    number, chance = number_and_seed(2_000)
    seeds = seeds_of_hostile_web()
    wrong: list[str] = []
    states: Counter[str] = Counter()
    for begin in range(0, number, PART):
        found = asyncio.run(play(mutations(seeds, min(PART, number - begin), chance)))
        states += found.states
        wrong += [f"crash {each}" for each in found.crashes]
        wrong += [f"hang {each}" for each in found.hangs]
        wrong += [f"FALSE LOSS {each}" for each in found.false_losses]
    wrong += [f"robots.txt {each}" for each in play_robots(number // 10, chance)]
    print(f"{number} mutations of {len(seeds) + len(PAGES)} answers: {dict(states.most_common())}")
    print(f"{number // 10} mutations of {len(ROBOTS)} texts of robots.txt")
    print(f"wrong: {len(wrong)}", *wrong[:20], sep="\n  ")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
