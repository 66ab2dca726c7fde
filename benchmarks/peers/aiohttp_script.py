"""A script with aiohttp and Lexbor: no politeness, no robots.txt, no retry.

python -m benchmarks.peers.aiohttp_script LINKS.csv OUT.csv
"""

import asyncio
import sys
from collections.abc import Iterator

import aiohttp

from benchmarks.peers.rows import AGENT, AT_ONCE, TIMEOUT_S, Rows, read_list


async def main(links: str, out: str) -> None:
    """Fetch all pages, a hundred at once."""
    rows, pages = Rows(out), iter(read_list(links).items())
    session = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=AT_ONCE),
        timeout=aiohttp.ClientTimeout(total=TIMEOUT_S),
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": AGENT, "Accept-Encoding": "gzip"},
    )
    async with session:
        await asyncio.gather(*(work(session, pages, rows) for _ in range(AT_ONCE)))
    rows.close()


async def work(
    session: aiohttp.ClientSession, pages: Iterator[tuple[str, list[str]]], rows: Rows
) -> None:
    """Fetch one page after the other."""
    for url, targets in pages:
        try:
            async with session.get(url) as response:
                rows.look(url, targets, response.status, await response.read())
        except (aiohttp.ClientError, TimeoutError):
            rows.fail(url, targets)


if __name__ == "__main__":
    try:
        import uvloop
    except ImportError:
        asyncio.run(main(*sys.argv[1:]))
    else:
        uvloop.run(main(*sys.argv[1:]))
