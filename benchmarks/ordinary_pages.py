"""Tell how many ordinary pages are taken for something else.

    python -m benchmarks.ordinary_pages FOLDER [--show SIGNAL]

The folder is that of ``score_corpus``. Each page is read for a link that it does not hold, and
judged as one on which the link stood in the text once. Prints the share of pages that raise each
signal, the share of each reason, the time of the signals, and with ``--show`` the pages.
"""

import argparse
import os
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.score_corpus import lines, pages
from linkcrawler.judge import judge_backlink
from linkcrawler.models import DuePage, Evidence, Fetch, KnownBacklink, LastSight
from linkcrawler.page import Answer, CostlyPageError, read_page
from linkcrawler.states import FetchOutcome, LinkState, PageState, Placement, Reason

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TARGET = "https://nobody-links-here.example/page"
HEADERS = (("content-type", "text/html; charset=utf-8"),)
SEEN = LastSight(
    link_state=LinkState.PRESENT,
    page_state=PageState.OK,
    reason=Reason.LINK_FOUND,
    known_state=LinkState.PRESENT,
    last_present_at=NOW,
    placement=Placement.CONTENT,
)


def read(page: tuple[str, str, bytes]) -> tuple[str, str, int, list[str], str]:
    """Return id, title, words, signals and the reason of the verdict."""
    name, url, body = page
    try:
        facts, seen = read_page(
            Answer(url=url, status=200, headers=HEADERS, body=body), [TARGET], NOW
        )
    except CostlyPageError:
        return name, "", 0, ["costly"], "costly"
    backlink = KnownBacklink(id=1, target=TARGET, last=SEEN)
    evidence = Evidence(
        page=DuePage(id=1, url=url, key="", backlinks=(backlink,)),
        fetch=Fetch(url=url, outcome=FetchOutcome.RESPONSE, final_url=url, status=200),
        checked_at=NOW,
        facts=facts,
        sightings={1: seen[TARGET]},
    )
    reason = judge_backlink(evidence, backlink).reason
    return name, facts.title or "", facts.words, sorted(facts.signals), reason


def main() -> None:
    """Count the signals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", action="append", default=[], metavar="SIGNAL")
    options = parser.parse_args()
    manifest = {str(entry["id"]): entry for entry in lines(options.folder / "manifest.jsonl")}
    raised: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for name, title, words, marks, reason in pool.map(
            read, pages(options.folder, manifest), chunksize=20
        ):
            raised.update(marks)
            reasons[reason] += 1
            if set(marks) & set(options.show) or reason in options.show:
                print(f"{name}\t{words}\t{','.join(marks)}\t{reason}\t{title[:70]}")
    for what, counts in (("signal", raised), ("reason", reasons)):
        for each, number in counts.most_common():
            print(f"{what} {each:<22} {number:>5}  {number / reasons.total():.4f}")


if __name__ == "__main__":
    main()
