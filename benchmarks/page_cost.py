"""CPU for reading a page, by step, on a folder of pages.

    python -m benchmarks.page_cost FOLDER [--limit N]

Reads ``FOLDER/*.html``. Prints median, 99th percentile and worst of the whole, with every link
placed and with one target alone, and the share of each step. Where trafilatura or parsel are
installed, they read the same pages in the same run.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from linkcrawler.page import Answer, CostlyPageError, inspect_page, read_page
from linkcrawler.page.decode import decode_html
from linkcrawler.page.facts import facts_of, open_page
from linkcrawler.page.language import detect_language
from linkcrawler.page.links import Surroundings, find_links, observe
from linkcrawler.page.tree import parse

NOW = datetime(2026, 1, 1, tzinfo=UTC)
URL = "http://page.test/article"


def cost_ms(function: Callable[[bytes], object], bodies: Sequence[bytes]) -> list[float]:
    """Return the CPU milliseconds of each call, sorted; a page that is refused costs too."""
    costs = []
    for body in bodies:
        started = time.process_time()
        with suppress(CostlyPageError):
            function(body)
        costs.append((time.process_time() - started) * 1_000)
    return sorted(costs)


def answer(body: bytes) -> Answer:
    """Return the body as a server would send it."""
    return Answer(
        url=URL, status=200, headers=(("content-type", "text/html; charset=utf-8"),), body=body
    )


def steps() -> dict[str, Callable[[bytes], object]]:
    """Return what is measured; each step holds those before it that it needs."""

    def links(body: bytes) -> object:
        return list(find_links(parse(body), URL))

    def places(body: bytes) -> object:
        tree = parse(body)
        around = Surroundings(tree, URL, brief=True)
        return [observe(link, None, around) for link in find_links(tree, URL)]

    def facts(body: bytes) -> object:
        return facts_of(open_page(answer(body)), (), NOW)

    def language(body: bytes) -> object:
        return detect_language(body.decode("utf-8", "replace")[2_000:6_000])

    found: dict[str, Callable[[bytes], object]] = {
        "decode": lambda body: decode_html(body, "text/html"),
        "parse": parse,
        "parse, links": links,
        "parse, links, places, anchors": places,
        "parse, facts with language": facts,
        "language alone": language,
        "whole, every link": lambda body: inspect_page(answer(body), NOW, brief=True),
        "whole, one target": lambda body: read_page(answer(body), ["https://example.com/x"], NOW),
    }
    if find_spec("parsel"):
        from parsel import Selector

        def parsel(body: bytes) -> object:
            page = Selector(text=body.decode("utf-8", "replace").replace("\0", ""))
            return [
                (a.attrib["href"], "".join(a.xpath(".//text()").getall()))
                for a in page.xpath("//a[@href]")
            ]

        found["parsel: hrefs and texts"] = parsel
    if find_spec("trafilatura"):
        import trafilatura

        found["trafilatura: main text"] = lambda body: trafilatura.extract(body, include_links=True)
    return found


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int, default=500)
    options = parser.parse_args()
    paths = sorted(options.folder.glob("*.html"))
    if not paths:
        parser.error(f"{options.folder}: no *.html files in it")
    random.Random(1).shuffle(paths)
    bodies = [path.read_bytes() for path in paths[: options.limit]]
    inspect_page(answer(bodies[0]), NOW)
    size = statistics.median(len(body) for body in bodies) / 1_000
    print(f"{len(bodies)} pages, median {size:.0f} KB; CPU ms: median, 99th percentile, worst")
    for name, function in steps().items():
        costs = cost_ms(function, bodies)
        worst = costs[-1]
        high = costs[int(len(costs) * 0.99)]
        print(f"  {name:<32}{statistics.median(costs):8.2f}{high:9.2f}{worst:9.2f}")


if __name__ == "__main__":
    main()
