"""Runs of the crawl against the hostile web."""

import json
import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from linkcrawler.settings import EXTENSIONS
from tests.hostile.web import CANARY_HOST, Case, HostileWeb

ROOT = Path(__file__).parent.parent.parent
TARGET = "https://target.example/guide"
"""Taken for public, since the hostile web lives there; the canary's address is not."""


@dataclass
class Result:
    """What a run came to."""

    exit_code: int
    err: str
    rows: dict[str, dict[str, Any]]
    """By referring page."""

    observations: int
    probe: dict[str, Any]
    started_at: str

    def seconds_to(self, page: str) -> float:
        """Return how long after the start of the run the page was answered for."""
        told = datetime.fromisoformat(self.rows[page]["last_checked_at"])
        return (told - datetime.fromisoformat(self.started_at)).total_seconds()

    def verdict(self, page: str) -> tuple[str, str, str] | None:
        """Return (page state, link state, reason) of a page."""
        row = self.rows.get(page)
        return (row["page_state"], row["link_state"], row["reason"]) if row else None


def command(db: Path, links: Path, probe: Path, *settings: str) -> list[str]:
    """Return the command line of a run with the guard on and the probe in it."""
    arguments = [sys.executable, "-m", "tests.probes", "up", "scrapy", "crawl", "verify"]
    arguments += ["-a", f"db={db}", "-a", f"links={links}"]
    extensions = json.dumps({**EXTENSIONS, "tests.hostile.probe.Probe": 0})
    for setting in (
        f"EXTENSIONS={extensions}",
        f"PROBE_FILE={probe}",
        "LOG_LEVEL=WARNING",
        *settings,
    ):
        arguments += ["-s", setting]
    return arguments


def environment(web: HostileWeb) -> dict[str, str]:
    """Return an environment that trusts the web's authority and offers the canary as a proxy."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("LINKCRAWLER_")}
    proxy = f"http://{CANARY_HOST}:{web.ports['canary']}"
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy", "HTTPS_PROXY"), proxy)
    opened = ", ".join(("127.0.0.1", "::1", *(f":{port}" for port in web.ports.values())))
    return {
        **kept,
        **proxies,
        "SSL_CERT_FILE": str(web.authority.file),
        "LINKCRAWLER_ALLOW_PRIVATE": opened,
        "LINKCRAWLER_RENDER": "0",
    }


def write_list(path: Path, web: HostileWeb, cases: Iterable[Case], seed: int) -> None:
    """Write the cases as a list of backlinks, shuffled."""
    rows = [f"{web.url(case)},{TARGET}\n" for case in cases]
    random.Random(seed).shuffle(rows)
    path.write_text("source_url,target_url\n" + "".join(rows))


def read(db: Path, probe: Path, exit_code: int, err: str) -> Result:
    """Read what a run has stored."""
    with closing(sqlite3.connect(db)) as connection:
        connection.row_factory = sqlite3.Row
        rows = [dict(row) for row in connection.execute("SELECT * FROM backlink_status")]
        (observations,) = connection.execute("SELECT count(*) FROM observation").fetchone()
        (started_at,) = connection.execute("SELECT min(started_at) FROM runs").fetchone()
    told = json.loads(probe.read_text()) if probe.exists() else {}
    return Result(
        exit_code, err, {row["referring_page"]: row for row in rows}, observations, told, started_at
    )


def run(
    web: HostileWeb, cases: Iterable[Case], folder: Path, *settings: str, seed: int = 1
) -> Result:
    """Run the crawl over the cases, to its end."""
    links, db, probe = folder / "links.csv", folder / "hostile.db", folder / "probe.json"
    write_list(links, web, cases, seed)
    done = subprocess.run(
        command(db, links, probe, *settings),
        cwd=ROOT,
        env=environment(web),
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    return read(db, probe, done.returncode, done.stderr)


def wrong(web: HostileWeb, cases: Iterable[Case], result: Result) -> dict[str, Any]:
    """Return by case what it came to, where that is not among what is accepted."""
    found = {case.name: result.verdict(web.url(case)) for case in cases}
    by_name = {case.name: case for case in cases}
    return {name: said for name, said in found.items() if said not in by_name[name].accept}
