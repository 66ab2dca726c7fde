"""Fixtures that several test files share."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from tests.site import TARGET, Site

ROOT = Path(__file__).parent.parent

# How long an example takes says more of the machine than of the code.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """Serve the local web for the tests of one file."""
    with Site() as served:
        yield served


@dataclass
class Crawl:
    """What a run of ``scrapy crawl verify`` in a process of its own came to."""

    exit_code: int
    out: str
    err: str
    db: Path

    def status(self) -> dict[tuple[str, str], dict[str, object]]:
        """Return ``backlink_status`` by referring page and target."""
        return {(row["referring_page"], row["target"]): row for row in self.rows("backlink_status")}

    def rows(self, view: str) -> list[dict[str, object]]:
        """Return the rows of a view or table."""
        with closing(sqlite3.connect(self.db)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(f"SELECT * FROM {view}")]


FAST = (
    "DOWNLOAD_DELAY=0",
    "DOWNLOAD_TIMEOUT=3",
    "CONCURRENT_REQUESTS_PER_DOMAIN=8",
    "LINKCRAWLER_RENDER=0",  # what a browser adds has tests of its own
)


def command(
    db: Path,
    links: Path | str | None,
    *settings: str,
    target: str | None,
    line: str = "up",
) -> list[str]:
    """Return the command line of a crawl; probes of our own line say that it is ``line``."""
    arguments = [sys.executable, "-W", "error", "-m", "tests.probes", line]
    arguments += ["scrapy", "crawl", "verify", "-a", f"db={db}"]
    if links is not None:
        arguments += ["-a", f"links={links}"]
    if target is not None:
        arguments += ["-a", f"target={target}"]
    for setting in (*FAST, "LOG_LEVEL=INFO", *settings):
        arguments += ["-s", setting]
    return arguments


def environment(*, private: bool = True) -> dict[str, str]:
    """Return the environment of a crawl, loopback allowed."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("LINKCRAWLER_")}
    return {**kept, "LINKCRAWLER_ALLOW_PRIVATE": "1"} if private else kept


def crawl(
    db: Path,
    links: Path | str | None,
    *settings: str,
    target: str | None = None,
    private: bool = True,
    stdin: str | None = None,
    variables: dict[str, str] | None = None,
    line: str = "up",
) -> Crawl:
    """Run the spider in a process of its own."""
    done = subprocess.run(
        command(db, links, *settings, target=target, line=line),
        cwd=ROOT,
        env={**environment(private=private), **(variables or {})},
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    return Crawl(done.returncode, done.stdout, done.stderr, db)


def write_list(path: Path, pages: list[str], target: str = TARGET) -> Path:
    """Write a list of backlinks to one target."""
    path.write_text(
        "".join(f"{page},{target}\n" for page in ["source_url", *pages]).replace(
            f"source_url,{target}", "source_url,target_url"
        )
    )
    return path
