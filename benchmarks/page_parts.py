"""CPU for reading a verified page, by part, on real pages.

    python -m benchmarks.page_parts FOLDER [--limit N] [--repeat N]

The folder is that of ``score_corpus``. Each page is read for a link that it holds, in the way that
the crawl reads it, as a cold process would: once. Prints the milliseconds of each part, without
those of the parts within it: median, mean, 99th percentile, and the share of the whole. The clock
of the process is read twice for each call of a part, which adds some hundredths to the whole.
"""

import argparse
import importlib
import pickle
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.score_corpus import lines, pages
from linkcrawler.domains import site_of_url
from linkcrawler.page import Answer, CostlyPageError, inspect_page
from linkcrawler.page.reading import read_page

NOW = datetime(2026, 1, 1, tzinfo=UTC)
HEADERS = (("content-type", "text/html; charset=utf-8"),)

# The part, and the function that it is, where it is called.
PARTS = (
    ("decode", "facts.markup_of"),
    ("guard against costly pages", "tree.check_cost"),
    ("parse", "facts.parse"),
    ("links: noscript", "links.parse"),
    ("base address", "facts.base_url"),
    ("links", "reading.find_links"),
    ("embedded links", "reading.find_embedded"),
    ("links to the target", "reading._links_to"),
    ("observe", "reading.observe"),
    ("anchor", "links.anchor_of"),
    ("place", "placement.Places.of"),
    ("place: set up", "links.Places"),
    ("path", "links.Surroundings.path"),
    ("context", "links._context"),
    ("facts", "reading.facts_of"),
    ("facts: canonical", "facts._canonical"),
    ("facts: robots", "facts._robots"),
    ("facts: refresh", "facts._refresh"),
    ("facts: comment widget", "facts._comment_widget"),
    ("facts: kind of list", "facts.list_kind"),
    ("facts: next page of a list", "facts.next_page"),
    ("main text", "facts._main_text"),
    ("language", "facts.detect_language"),
    ("text sketch", "facts.text_sketch"),
    ("template sketch", "facts.template_sketch"),
    ("traits", "facts.traits_of"),
    ("traits: terms", "traits.terms_of"),
    ("traits: domains", "traits._external_domains"),
    ("traits: offers", "traits._offers"),
    ("traits: labels", "traits._labels"),
    ("traits: owner ids", "traits.owner_ids"),
    ("traits: compression", "traits.compression_of"),
    ("signs in the body", "reading.signs_in_body"),
    ("entries of a list", "reading._with_entries"),
)


@dataclass
class Watch:
    """The time that each part took on the page in hand, without the parts within it."""

    took: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    under_way: list[float] = field(default_factory=list)

    def part(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function, watched."""

        def watched(*arguments: Any, **named: Any) -> Any:
            self.under_way.append(0.0)
            started = time.process_time_ns()
            try:
                found = function(*arguments, **named)
                return list(found) if isinstance(found, Iterator) else found
            finally:
                spent = time.process_time_ns() - started
                self.took[name] += (spent - self.under_way.pop()) / 1e6
                if self.under_way:
                    self.under_way[-1] += spent

        return watched


@contextmanager
def watching(watch: Watch) -> Iterator[Callable[..., Any]]:
    """Put a watch on each part; yields what reads a page."""
    put_back: list[tuple[Any, str, Any]] = []
    for name, place in PARTS:
        module, *path, function = place.split(".")
        holder: Any = importlib.import_module(f"linkcrawler.page.{module}")
        for step in path:
            holder = getattr(holder, step)
        put_back.append((holder, function, getattr(holder, function)))
        setattr(holder, function, watch.part(name, getattr(holder, function)))
    try:
        yield watch.part("the rest", read_page)
    finally:
        for holder, function, was in put_back:
            setattr(holder, function, was)


def with_target(url: str, body: bytes) -> tuple[Answer, str | None]:
    """Return the page as a server sends it, and a link of another site in the middle of it."""
    answer = Answer(url=url, status=200, headers=HEADERS, body=body)
    try:
        _, links = inspect_page(answer, NOW, brief=True)
    except CostlyPageError:
        return answer, None
    own = site_of_url(url)
    others = [link.url for link in links if link.url and site_of_url(link.url) not in (own, None)]
    return answer, others[len(others) // 2] if others else None


def row(name: str, costs: list[float], of: float) -> str:
    """Return a line of the table."""
    costs = sorted(costs)
    high = costs[int(len(costs) * 0.99)]
    mean = statistics.mean(costs)
    return f"  {name:<28}{statistics.median(costs):8.3f}{mean:8.3f}{high:9.3f}{mean / of:8.1%}"


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int, default=500)
    parser.add_argument("--repeat", type=int, default=1, help="readings of each page; least counts")
    options = parser.parse_args()
    manifest = {str(entry["id"]): entry for entry in lines(options.folder / "manifest.jsonl")}
    kept = [(url, body) for _, url, body in pages(options.folder, manifest)]
    random.Random(1).shuffle(kept)
    prepared = [with_target(url, body) for url, body in kept[: options.limit]]
    chosen = [(answer, target) for answer, target in prepared if target]
    plain, sizes, by_part = [], [], defaultdict(list)
    for answer, target in chosen:
        costs = []
        for _ in range(options.repeat):
            started = time.process_time_ns()
            with suppress(CostlyPageError):
                found = read_page(answer, [target], NOW)
            costs.append((time.process_time_ns() - started) / 1e6)
        plain.append(min(costs))
        sizes.append(len(pickle.dumps(found, protocol=pickle.HIGHEST_PROTOCOL)))
    watch = Watch()
    with watching(watch) as read:
        for answer, target in chosen:
            best: dict[str, float] = {}
            for _ in range(options.repeat):
                watch.took.clear()
                with suppress(CostlyPageError):
                    read(answer, [target], NOW)
                best = min(
                    best or watch.took.copy(), watch.took, key=lambda took: sum(took.values())
                )
                best = dict(best)
            for name in ("the rest", *(name for name, _ in PARTS)):
                by_part[name].append(best.get(name, 0.0))
    whole = statistics.mean(plain)
    size = statistics.mean(len(answer.body) for answer, _ in chosen) / 1_000
    pickled = statistics.mean(sizes)
    print(f"{len(chosen)} pages, mean {size:.0f} KB; pickled result {pickled:.0f} bytes")
    print(f"  {'CPU ms':<28}{'median':>8}{'mean':>8}{'99th':>9}{'share':>8}")
    print(row("whole, unwatched", plain, whole))
    watched = statistics.mean(map(sum, zip(*by_part.values(), strict=True)))
    for name, costs in sorted(by_part.items(), key=lambda each: -statistics.mean(each[1])):
        print(row(name, costs, watched))


if __name__ == "__main__":
    main()
