"""A long list against a local server: import time, time to the first answer, memory on the way.

    python benchmarks/many_pages.py --pages 10000 --hosts 5000 [--import-only]

The pages are served on loopback by this process under ``*.localhost`` names; nothing leaves the
machine. Figures are of this machine, with its load.
"""

import argparse
import asyncio
import os
import random
import re
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

PARAGRAPH = (
    "<p>The road climbs through larch woods to the old customs house, where riders fill their "
    "bottles and look back at the lake far below them.</p>"
)


def page(number: int) -> bytes:
    """Return a page of about 30 KB with a menu, text and one or two links to the target."""
    menu = "".join(f'<li><a href="/section/{n}">Section {n}</a></li>' for n in range(40))
    body = PARAGRAPH * 150
    return (
        f"<!doctype html><html lang=en><title>Page {number}</title><nav><ul>{menu}</ul></nav>"
        f"<main><h1>Page {number}</h1>{body}<p>See <a href='https://target.example/a/{number}'>"
        f"the first guide</a> and <a rel=nofollow href='https://target.example/b/{number}'>the "
        f"second</a>, both of which are worth the time it takes to read them.</p></main></html>"
    ).encode()


PAGES = [page(number) for number in range(50)]


class Server(asyncio.Protocol):
    """Answers every GET with a page, and robots.txt with 404."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        self._transport = transport

    def data_received(self, received: bytes) -> None:
        """Answer one request."""
        path = received.split(b" ", 2)[1]
        if path == b"/robots.txt":
            self._transport.write(b"HTTP/1.1 404 X\r\nContent-Length: 0\r\n\r\n")
            return
        number = int(path.rpartition(b"/")[2])
        body = PAGES[number % 50].replace(b"/%d'" % (number % 50), b"/%d'" % number)
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
        self._transport.write(head.encode() + body)


def write_list(path: Path, *, pages: int, hosts: int, port: int) -> None:
    """Write two backlinks for each page, shuffled."""
    order = list(range(pages))
    random.Random(1).shuffle(order)
    with path.open("w") as out:
        out.write("Source URL,Target URL\n")
        for number in order:
            source = f"http://host{number % hosts}.localhost:{port}/page/{number}"
            out.write(f"{source},https://target.example/a/{number}\n")
            out.write(f"{source},https://target.example/b/{number}\n")


def memory_mb(pid: int) -> float:
    """Return the resident memory of a process, in MB; 0.0 once it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    found = re.search(r"VmRSS:\s+(\d+)", status)
    return int(found[1]) / 1024 if found else 0.0


def answered(db: Path) -> int:
    """Return how many pages have an answer."""
    try:
        with closing(sqlite3.connect(f"file:{db}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM page_look").fetchone()[0])
    except sqlite3.Error:
        return 0


async def follow(command: list[str], db: Path, every: int) -> None:
    """Run the command; print memory each time so many more pages are answered."""
    started = time.monotonic()
    environment = {**os.environ, "LINKCRAWLER_ALLOW_PRIVATE": "1"}
    process = await asyncio.create_subprocess_exec(*command, env=environment)
    first, mark = None, every
    while process.returncode is None:
        await asyncio.sleep(0.2)
        done = answered(db)
        if done and first is None:
            first = time.monotonic() - started
            print(f"first answers stored after {first:.1f} s")
        if done >= mark:
            took = time.monotonic() - started
            print(
                f"{done:>8,} pages: {memory_mb(process.pid):6.0f} MB RSS, {done / took:.0f} pages/s"
            )
            mark += every
    print(f"exit code {process.returncode} after {time.monotonic() - started:.1f} s")


async def main() -> None:
    """Serve, import, verify."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--hosts", type=int, default=5_000)
    parser.add_argument("--import-only", action="store_true")
    options = parser.parse_args()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Server, "127.0.0.1", 0, backlog=1_024)
    port = server.sockets[0].getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        links, db = Path(folder) / "links.csv", Path(folder) / "many.db"
        write_list(links, pages=options.pages, hosts=options.hosts, port=port)
        tool = str(Path(sys.executable).parent / "linkcrawler")
        started = time.monotonic()
        done = await asyncio.create_subprocess_exec(tool, "import", str(links), "--db", str(db))
        await done.wait()
        print(f"import: {time.monotonic() - started:.1f} s, {db.stat().st_size / 1e6:.0f} MB")
        if not options.import_only:
            scrapy = str(Path(sys.executable).parent / "scrapy")
            pace = ["-s", "DOWNLOAD_DELAY=0", "-s", "LOG_LEVEL=WARNING"]
            command = [scrapy, "crawl", "verify", "-a", f"db={db}", *pace]
            await follow(command, db, every=max(1_000, options.pages // 10))
    server.close()


asyncio.run(main())
