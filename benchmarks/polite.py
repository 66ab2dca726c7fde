"""Politeness as the server sees it: gaps, pages at once, and how soon we come back when told off.

    python -m benchmarks.polite [--pages 1000] [--hosts 50] [--gap 0.2]

Every tenth page answers first with 429 and Retry-After: 2. Nothing leaves loopback.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.hostile import HostileWeb  # noqa: E402
from tests.hostile.runs import TARGET, command, environment, read  # noqa: E402
from tests.hostile.web import Asked  # noqa: E402

RETRY_AFTER_S = 2.0
SLACK_S = 0.01
"""Clocks of two processes, and the way through the kernel."""


def main() -> None:
    """Crawl, then look at what the server noted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=1_000)
    parser.add_argument("--hosts", type=int, default=50)
    parser.add_argument("--gap", type=float, default=0.2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, HostileWeb(Path(name)) as web:
        links, db, probe = (Path(name) / each for each in ("links.csv", "run.db", "probe.json"))
        port = web.ports["plain"]
        rows = ["source_url,target_url"]
        for number in range(options.pages):
            kind = "flaky-429" if number % 10 == 3 else "control-1"
            site, host = number % options.hosts, f"www{number % 3}"
            rows.append(f"http://{host}.site{site}.localhost:{port}/{kind}/{number},{TARGET}")
        links.write_text("\n".join(rows) + "\n")
        started = time.monotonic()
        process = subprocess.run(
            command(db, links, probe, f"DOWNLOAD_DELAY={options.gap}"),
            cwd=ROOT,
            env=environment(web),
            check=False,
        )
        took = time.monotonic() - started
        result = read(db, probe, process.returncode, "")
        print(f"{options.pages} pages, {len(result.rows)} rows, {took:.1f} s")
        print("reasons:", dict(Counter(row["reason"] for row in result.rows.values())))
        tell(web, options.gap)


def tell(web: HostileWeb, gap_s: float) -> None:
    """Print gaps and overlaps for each site: all its hosts together are one site."""
    sites: dict[str, list[Asked]] = {}
    for asked in web.asked:
        sites.setdefault(".".join(asked.host.split(".")[-2:]), []).append(asked)
    gaps, early, overlaps, returns, disregarded = [], 0, 0, [], 0
    for visits in sites.values():
        visits.sort(key=lambda asked: asked.since)
        answered: set[str] = set()
        for before, after in pairwise(visits):
            gap = after.since - before.until
            overlaps += gap < 0
            was_refused = "/flaky-429/" in before.path and before.path not in answered
            answered.add(before.path)
            disregarded += was_refused and gap < RETRY_AFTER_S - SLACK_S
            if "robots.txt" not in before.path + after.path:
                gaps.append(gap)
                early += gap < gap_s - SLACK_S
        refused: dict[str, float] = {}
        for asked in visits:
            if "/flaky-429/" in asked.path:
                if asked.path in refused:
                    returns.append(asked.since - refused[asked.path])
                refused[asked.path] = asked.until
    gaps.sort()
    middle = gaps[len(gaps) // 2]
    print(f"sites {len(sites)}, requests {len(web.asked)}, two at once {overlaps}")
    print(f"gap between pages: least {gaps[0]:.3f} s, median {middle:.3f} s, too short {early}")
    robots = sum(asked.path == "/robots.txt" for asked in web.asked)
    print(f"robots.txt fetched {robots} times for {len({a.host for a in web.asked})} hosts")
    if returns:
        soon = sum(wait < RETRY_AFTER_S - SLACK_S for wait in returns)
        print(
            f"after 429 with Retry-After 2: {len(returns)} returns, "
            f"least {min(returns):.2f} s, early {soon}"
        )
    print(f"a site asked for another page before its Retry-After was over: {disregarded} times")


if __name__ == "__main__":
    main()
