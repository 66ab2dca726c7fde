"""All cases of the hostile web in one run, in several orders: verdicts, time, memory, stalls.

    python -m benchmarks.hostile [--orders 3] [--quick] [--timeout 20] [--only PREFIX]

Nothing leaves loopback. Prints what came out wrong (a false loss first), the run's time, the peak
memory of the main process and of all its processes together, the longest time that the event loop
stood still, and how long the healthy pages among the attacks waited for their answer.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.watch import Memory  # noqa: E402
from tests.hostile import CASES, HostileWeb  # noqa: E402
from tests.hostile.runs import Result, command, environment, read, write_list, wrong  # noqa: E402
from tests.hostile.web import Case  # noqa: E402


def one_run(web: HostileWeb, cases: list[Case], seed: int, settings: list[str]) -> int:
    """Crawl the cases in one order, print what came of it and return how many are wrong."""
    web.asked.clear()
    web.counts.clear()
    web.canary_hits.clear()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        links, db, probe = folder / "links.csv", folder / "run.db", folder / "probe.json"
        write_list(links, web, cases, seed)
        started = time.monotonic()
        with (folder / "log").open("w+") as log:
            process = subprocess.Popen(
                command(db, links, probe, *settings), cwd=ROOT, env=environment(web), stderr=log
            )
            memory = Memory(process.pid, every_s=0.1)
            code = process.wait()
            memory.stop()
            log.seek(0)
            result = read(db, probe, code, log.read())
        took = time.monotonic() - started
    bad = wrong(web, cases, result)
    unexpected = {name: said for name, said in bad.items() if not CASES[name].xfail}
    print(f"\norder {seed}: {len(cases)} cases, {len(result.rows)} rows, exit {code}, {took:.0f} s")
    for name in sorted(bad, key=lambda name: (bad[name] or ("", "", ""))[1]):
        said, case = bad[name], CASES[name]
        is_false_loss = said and said[1] == "missing"
        known = f" (known: {case.xfail})" if case.xfail else ""
        print(f"  {'FALSE LOSS' if is_false_loss else 'wrong'} {case.threat} {name}: {said}{known}")
    print(f"  canary: {len(web.canary_hits)} hits; server faults: {web.errors}")
    print(
        f"  memory: main {memory.main:.0f} MB, all processes {memory.tree:.0f} MB "
        f"({', '.join(f'{part:.0f}' for part in memory.parts)}), "
        f"what they share counted for each {memory.resident:.0f} MB"
    )
    print(f"  loop stood still (CPU s, s, at s): {result.probe.get('blocks', [])[:6]}")
    for where in result.probe.get("stalled_in", [])[:12]:
        print(f"    {where}")
    times = {case.name: result.seconds_to(web.url(case)) for case in cases}
    slowest = sorted(times, key=lambda name: -times[name])[:16]
    print("  slowest (s): " + ", ".join(f"{name} {times[name]:.0f}" for name in slowest))
    own = own_times(web, cases, result)
    longest = sorted(own, key=lambda name: -own[name])[:8]
    print("  from its first request: " + ", ".join(f"{name} {own[name]:.0f}" for name in longest))
    waits = sorted(control_waits(web), reverse=True)
    print(f"  control pages, robots.txt to page (s): {[round(wait, 2) for wait in waits[:5]]}")
    if result.err.strip():
        print("  log:", result.err[-2_000:])
    return len(unexpected)


def own_times(web: HostileWeb, cases: list[Case], result: Result) -> dict[str, float]:
    """Return by case how long after the server's first sight of it the page was answered for."""
    behind = time.time() - time.monotonic()
    by_host = web.asked_by_host()
    told = {}
    for case in cases:
        url = web.url(case)
        asked = by_host.get(urlsplit(url).netloc) or by_host.get(urlsplit(url).hostname or "")
        if asked:
            at = datetime.fromisoformat(result.rows[url]["last_checked_at"]).timestamp()
            told[case.name] = at - min(each.since for each in asked) - behind
    return told


def control_waits(web: HostileWeb) -> list[float]:
    """Return how long each healthy host waited between its robots.txt and its page."""
    waits = []
    for host, asked in web.asked_by_host().items():
        if host.startswith("control-") and len(asked) > 1:
            waits.append(asked[1].since - asked[0].until)
    return waits


def main() -> None:
    """Run in each order."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=3)
    parser.add_argument("--timeout", type=float, default=20.0)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", default="", help="beginning of the names")
    parser.add_argument("--threat", default="", help="such as T17, with the healthy pages")
    options = parser.parse_args()
    cases = [
        case
        for case in CASES.values()
        if case.name.startswith(options.only)
        and (not options.threat or case.threat in (options.threat, "control"))
        and (case.is_quick or not options.quick)
    ]
    settings = [f"DOWNLOAD_TIMEOUT={options.timeout:g}"]
    unexpected = 0
    with tempfile.TemporaryDirectory() as folder, HostileWeb(Path(folder)) as web:
        for seed in range(1, options.orders + 1):
            unexpected += one_run(web, cases, seed, settings)
    sys.exit(1 if unexpected else 0)


if __name__ == "__main__":
    main()
