"""Memory of a run by the length of its list: it should not grow with it.

    python -m benchmarks.memory [--pages 2000 --pages 10000] [--small] [--long]

Each list is verified on a new database. Prints the most memory that all processes of the run had
together (what they share is counted once), what they had in the middle of the second tenth of the
run and of the last, and the size of the database. ``--small`` makes pages of 8 KB, ``--long`` adds
a list of 100,000 such pages, which takes a quarter of an hour or more.
"""

import argparse
from collections.abc import Sequence
from statistics import median

from benchmarks.machine import describe, require_linux
from benchmarks.options import at_least
from benchmarks.rounds import Contender, Outcome, hosts_for, open_course, say
from benchmarks.web import Plan

LONG = 100_000


def row(plan: Plan, outcome: Outcome) -> str:
    """Return a line of the table."""
    usage = outcome.usage
    cells = (
        f"{plan.pages:,}{' small' if plan.small else ''}",
        f"{plan.hosts:,}",
        f"{usage.peak_mb:,.0f}",
        f"{in_tenth(usage.memory_mb, 2):,.0f}",
        f"{in_tenth(usage.memory_mb, 10):,.0f}",
        f"{outcome.pages_a_second:,.0f}",
        f"{outcome.cpu_ms_a_page:.2f}",
        f"{outcome.right:.1%}",
    )
    return f"| {' | '.join(cells)} |"


def in_tenth(series: Sequence[tuple[float, float]], tenth: int) -> float:
    """Return the median of the memory in a tenth of a run, the first being 1."""
    end_s = series[-1][0]
    begin, end = end_s * (tenth - 1) / 10, end_s * tenth / 10
    return median([mb for at_s, mb in series if begin <= at_s <= end])


def main() -> None:
    """Verify lists of each length."""
    require_linux()
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--pages", action="append", type=at_least(10, 200_000), help="default: 2000 and 10000"
    )
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--long", action="store_true")
    options = parser.parse_args()
    plans = [
        Plan(pages=pages, hosts=hosts_for(pages), small=options.small)
        for pages in options.pages or (2_000, 10_000)
    ]
    if options.long:
        plans.append(Plan(pages=LONG, hosts=hosts_for(LONG), small=True))
    print(f"{describe()}.\n")
    print("| pages | hosts | peak MB | second tenth | last tenth | pages/s | CPU s/1,000 | right |")
    print("|---|---|---|---|---|---|---|---|", flush=True)
    for plan in plans:
        with open_course(plan, say) as course:
            outcome = course.run(Contender(tool="linkcrawler"))
        if outcome is not None:
            print(row(plan, outcome), flush=True)


if __name__ == "__main__":
    main()
