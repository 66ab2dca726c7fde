"""Score placement and language against a labelled corpus.

    python -m benchmarks.score_corpus FOLDER

The folder holds ``manifest.jsonl`` (id, url, source_dataset, html_archive, html_member,
has_comments), ``labels.jsonl.gz`` (id, links: index, label, ext) and ``lang.jsonl`` (id, lang).
Prints F1 of comment placement by dataset, over links and over pages, links to other sites apart,
the share of pages without comments that stay untouched, and how often the language is right.
"""

import argparse
import gzip
import json
import os
import tarfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from linkcrawler.page import Answer, CostlyPageError, inspect_page
from linkcrawler.states import Placement

VISITORS = {Placement.COMMENT, Placement.FORUM_POST, Placement.FORUM_SIGNATURE}
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Counts:
    """Right, too many, too few."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, *, said: bool, true: bool) -> None:
        """Count one link."""
        self.right += said and true
        self.wrong += said and not true
        self.missed += true and not said

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 1.0 where there was nothing to find."""
        total = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / total if total else 1.0


def read(page: tuple[str, str, bytes]) -> tuple[str, list[bool], str | None]:
    """Return id, whether each ``a[href]`` is a visitor's, and the language."""
    name, url, body = page
    kind = (("content-type", "text/html; charset=utf-8"),)
    try:
        facts, links = inspect_page(
            Answer(url=url, status=200, headers=kind, body=body), NOW, brief=True
        )
    except CostlyPageError:
        return name, [], None
    return (
        name,
        [link.placement in VISITORS for link in links if link.element == "a"],
        facts.language,
    )


def pages(folder: Path, manifest: dict[str, dict[str, str]]) -> Iterator[tuple[str, str, bytes]]:
    """Yield (id, url, body) of every page."""
    by_archive = defaultdict(list)
    for entry in manifest.values():
        by_archive[entry["html_archive"]].append(entry)
    for archive, entries in by_archive.items():
        found = [path for path in (folder / archive, folder / "html" / archive) if path.exists()]
        with tarfile.open(found[0]) as tar:
            for entry in entries:
                member = tar.extractfile(entry["html_member"])
                if member is not None:
                    yield entry["id"], entry["url"], member.read()


def lines(path: Path) -> Iterator[dict[str, object]]:
    """Yield the objects of a file of JSON lines, gzipped or not."""
    content = path.read_bytes()
    text = gzip.decompress(content) if path.suffix == ".gz" else content
    for row in text.splitlines():
        yield json.loads(row)


def main() -> None:
    """Score the corpus."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    manifest = {str(entry["id"]): entry for entry in lines(folder / "manifest.jsonl")}
    labels = {entry["id"]: entry["links"] for entry in lines(folder / "labels.jsonl.gz")}
    languages = {entry["id"]: entry["lang"] for entry in lines(folder / "lang.jsonl")}
    datasets: dict[str, Counts] = defaultdict(Counts)
    every, external, by_page = Counts(), Counts(), []
    untouched: Counter[bool] = Counter()
    told: Counter[str] = Counter()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for name, visitors, language in pool.map(read, pages(folder, manifest), chunksize=20):
            entry, counts = manifest[name], Counts()
            for label in labels.get(name, []):
                if label["label"] is None:
                    continue
                true = label["label"] == "comment"
                said = label["index"] < len(visitors) and visitors[label["index"]]
                for each in (every, counts, datasets[entry["source_dataset"]]):
                    each.add(said=said, true=true)
                if label["ext"]:
                    external.add(said=said, true=true)
            if counts.right + counts.wrong + counts.missed:
                by_page.append(counts.f1)
            if entry["has_comments"] is False:
                untouched[not any(visitors)] += 1
            if name in languages:
                right = language == str(languages[name]).partition("-")[0]
                told["none" if language is None else "right" if right else "wrong"] += 1
    with_comments = {name: c for name, c in datasets.items() if c.right + c.missed}
    for name, counts in sorted(datasets.items()):
        print(f"{name:<22} F1 {counts.f1:.4f}  {counts}")
    page_f1 = sum(by_page) / len(by_page)
    print(f"all links {every.f1:.4f}, external {external.f1:.4f}, by page {page_f1:.4f}")
    print(
        f"macro over datasets {sum(c.f1 for c in with_comments.values()) / len(with_comments):.4f}"
    )
    print(f"pages without comments untouched {untouched[True] / untouched.total():.4f}")
    answered = told["right"] + told["wrong"]
    print(f"language right {told['right'] / answered:.4f} of {answered}, no answer {told['none']}")


if __name__ == "__main__":
    main()
