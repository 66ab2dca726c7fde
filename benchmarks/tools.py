"""The tools that are compared: how each is started, and what its answers are."""

import csv
import json
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from benchmarks.machine import ROOT

BIN = Path(sys.executable).parent
Answers = dict[tuple[str, str], bool]
"""Whether a link was found, by page and target; none where the tool can't tell."""

_GONE = ("missing", "lost", "elsewhere", "mention")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A tool, as it is started in a folder that holds ``links.csv`` and ``urls.txt``."""

    command: tuple[str, ...]
    read: Callable[[Path], Answers]
    about: str
    """What it is and does, for those who read the table."""

    needs: str = ""
    """The Python package or the program without which it is skipped."""

    night: int = 1
    follows: str = ""
    """The tool whose folder it goes on in, run before it and not measured."""

    accepts: tuple[int, ...] = (0,)
    """Exit codes that mean that it did its work."""

    environment: tuple[tuple[str, str], ...] = ()

    @property
    def missing(self) -> str:
        """Return why the tool can't be run here, as a sentence; empty: it can."""
        if not self.needs or find_program(self.needs) or find_spec(self.needs):
            return ""
        return f"{self.needs} is not installed"

    def variables(self, authority: Path) -> dict[str, str]:
        """Return the environment that the tool runs in; settings of the user's own are left out.

        ``authority`` holds the certificate that is to be trusted.
        """
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("LINKCRAWLER_", "SCRAPY_"))
        }
        return {**kept, "SSL_CERT_FILE": str(authority), **dict(self.environment)}


def find_program(name: str) -> str | None:
    """Return the path of a program beside this Python or on the search path."""
    beside = BIN / name
    return str(beside) if beside.exists() else shutil.which(name)


def read_rows(folder: Path) -> Answers:
    """Read the rows that the scripts write."""
    with (folder / "out.csv").open(newline="") as file:
        return {
            (row["source_url"], row["target_url"]): row["present"] == "1"
            for row in csv.DictReader(file)
            if row["present"]
        }


def read_database(folder: Path) -> Answers:
    """Read what linkcrawler keeps; an unknown state is no answer."""
    with closing(sqlite3.connect(folder / "run.db")) as db:
        states = db.execute("SELECT referring_page, target, link_state FROM backlink_status")
        return {
            (page, target): state == "present"
            for page, target, state in states
            if state == "present" or state in _GONE
        }


def read_lychee(folder: Path) -> Answers:
    """Read the report of lychee, which lists the links to the targets that it saw on each page."""
    report = json.loads((folder / "out.json").read_text())
    seen: dict[str, set[str]] = {}
    for part in ("success_map", "error_map", "redirect_map", "timeout_map", "excluded_map"):
        for page, links in (report.get(part) or {}).items():
            seen.setdefault(page, set()).update(each["url"] for each in links)
    with (folder / "links.csv").open(newline="") as file:
        pairs = [(row["source_url"], row["target_url"]) for row in csv.DictReader(file)]
    return {(page, target): target in seen.get(page, ()) for page, target in pairs}


def _script(module: str) -> tuple[str, ...]:
    return (sys.executable, "-m", f"benchmarks.peers.{module}", "links.csv", "out.csv")


def _spider(file: str, *more: str) -> tuple[str, ...]:
    path = str(ROOT / "benchmarks" / "peers" / file)
    return (sys.executable, "-m", "scrapy", "runspider", path, "-a", "links=links.csv", *more)


def _verify(*more: str) -> tuple[str, ...]:
    # The pace of the others: no gap, a hundred at once. No other tool has a browser.
    settings = ("DOWNLOAD_DELAY=0", "CONCURRENT_REQUESTS_PER_DOMAIN=8", "LINKCRAWLER_RENDER=0")
    words = [word for each in (*settings, "LOG_LEVEL=WARNING") for word in ("-s", each)]
    return (sys.executable, "-m", "scrapy", "crawl", "verify", "-a", "db=run.db", *more, *words)


_LINKCRAWLER = {
    "read": read_database,
    "accepts": (0, 1, 3),  # the second night loses links in masses, which is to be told
    "environment": (
        ("LINKCRAWLER_ALLOW_PRIVATE", "1"),
        ("SCRAPY_SETTINGS_MODULE", "linkcrawler.settings"),
    ),
}

TOOLS: Mapping[str, Tool] = {
    "linkcrawler": Tool(
        command=_verify("-a", "links=links.csv"),
        about="`scrapy crawl verify` on a new database: import, robots.txt, verdicts, history",
        **_LINKCRAWLER,
    ),
    "linkcrawler-night2": Tool(
        command=_verify(),
        about="the same pages a night later, 2 % of them without their link by then",
        night=2,
        follows="linkcrawler",
        **_LINKCRAWLER,
    ),
    "scrapy": Tool(
        command=_spider("plain_scrapy.py", "-O", "out.csv", "-s", "LOG_LEVEL=INFO"),
        read=read_rows,
        about="a Scrapy spider as one writes it in ten minutes: all defaults, LinkExtractor, CSV",
    ),
    "scrapy-tuned": Tool(
        command=_spider("tuned_scrapy.py", "-a", "out=out.csv"),
        read=read_rows,
        about="a Scrapy spider tuned: Lexbor, 100 at once, `CONCURRENT_ITEMS=1`, no needless part",
    ),
    "aiohttp": Tool(
        command=_script("aiohttp_script"),
        read=read_rows,
        about="a script with aiohttp (on uvloop where it is there) and Lexbor, 100 at once",
        needs="aiohttp",
    ),
    "pycurl": Tool(
        command=_script("pycurl_script"),
        read=read_rows,
        about="a script with libcurl and Lexbor, 100 at once",
    ),
    "lychee": Tool(
        command=(
            find_program("lychee") or "lychee",
            *("--files-from", "urls.txt", "--include", "^http://127\\.200\\.0\\.1", "-vv"),
            *("--no-progress", "--format", "json", "--output", "out.json"),
            *("--host-request-interval", "0ms", "--max-concurrency", "100"),
        ),
        read=read_lychee,
        about="lychee, a link checker in Rust: links to the targets alone, each target once",
        needs="lychee",
        accepts=(0, 2),
    ),
}
