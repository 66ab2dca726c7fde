"""Import a million rows of an Ahrefs export: time and memory, beside a plain csv loop.

    python benchmarks/import_million.py [--rows 1000000] [--keep DIR]

Each way runs in a process of its own on the same file (UTF-16, 37 columns). ``loop`` is
``csv.DictReader`` that does nothing with its rows; ``polars`` is left out where it is not there.
CPU seconds are of the process; elapsed ones hang on what else the machine does.
"""

import argparse
import csv
import io
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

HEADER = (
    "Referring page title|Referring page URL|Language|Platform|Referring page HTTP code|"
    "Domain rating|UR|Domain traffic|Referring domains|Linked domains|External links|"
    "Page traffic|Keywords|Target URL|Left context|Anchor|Right context|Redirect Chain URLs|"
    "Redirect Chain status codes|Type|Is spam|Content|Nofollow|UGC|Sponsored|Rendered|Raw|"
    "Lost status|Drop reason|Discovered status|First seen|Last seen|Lost|Author|Page type|"
    "Page category|Links in group"
).split("|")
TARGETS = 500
SITES = 50_000
PLATFORMS = 20


def write_export(path: Path, rows: int, *, pages: int | None = None, sites: int = SITES) -> None:
    """Write an export as Ahrefs does: every cell quoted, tabs, UTF-16 with a mark.

    With fewer ``pages`` than rows, pages have several links, and a tenth of them lies on platforms.
    """
    with path.open("w", encoding="utf-16", newline="") as out:
        writer = csv.writer(out, delimiter="\t", quoting=csv.QUOTE_ALL)
        writer.writerow(HEADER)
        for number in range(rows):
            page = number if pages is None else number % pages
            site = page * 7_919 % sites
            host = f"www.site-{site}.example"
            if pages is not None and page % 10 == 0:
                host = f"www.platform-{page // 10 % PLATFORMS}.example"
            target = number if pages is None else number + number // pages * 7
            writer.writerow(
                [
                    f"Ein Beitrag über Dinge, Nummer {page}",
                    f"https://{host}/blog/2024/{page}-post.html?utm=x",
                    *("en", "wordpress", 200, site % 100, page % 90, 1_240, 33, 12, 40, 7, 3),
                    f"https://www.example.com/shop/{target % TARGETS}",
                    *("as we said in the text to the left", f"anchor {number % 997}", "and so on"),
                    *("", "", "text", "false", "true", "false", "false", "false", "false", "true"),
                    *("", "", "linkfound", "2024-01-02 03:04:05", "2026-10-11 12:13:14", ""),
                    *("Jo Doe", "Article", "/Shopping/Apparel", 1),
                ]
            )


def loop(path: Path) -> int:
    """Read with the standard library and do nothing else."""
    with path.open(encoding="utf-16", newline="") as file:
        return sum(1 for _ in csv.DictReader(file, delimiter="\t"))


def polars(path: Path) -> int:
    """Read with polars, which wants UTF-8."""
    import polars

    text = io.BytesIO(path.read_text("utf-16").encode())
    return int(polars.read_csv(text, separator="\t", infer_schema=False).height)


def read(path: Path) -> int:
    """Read and understand every row."""
    from linkcrawler.imports import open_file

    with open_file(str(path)) as file:
        return sum(1 for each in file.lists for _ in each.rows)


def take(path: Path) -> int:
    """Read every row and take it into a database."""
    from linkcrawler.taking import Taking, take_into

    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        database = Path(folder) / "backlinks.db"
        (report,) = take_into(database, [str(path)], Taking(), datetime.now(UTC))
        return report.read


WAYS: dict[str, Callable[[Path], int]] = {
    "loop": loop,
    "polars": polars,
    "read": read,
    "take": take,
}


def measure(way: str, path: Path) -> None:
    """Run one way and print what it took."""
    started, started_cpu = time.monotonic(), time.process_time()
    try:
        rows = WAYS[way](path)
    except ModuleNotFoundError as error:
        print(f"{way:<8} not measured: {error}")
        return
    took_s, cpu_s = time.monotonic() - started, time.process_time() - started_cpu
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{way:<8} {rows:>9,} rows {took_s:7.1f} s elapsed {cpu_s:6.1f} s CPU"
        f" {rows / cpu_s:>9,.0f} rows/s {peak_mib:6.0f} MiB"
    )


def main() -> None:
    """Write the file and measure each way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, help="folder for the export; it is kept")
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.way:
        measure(asked.way, asked.file)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = (asked.keep or Path(folder)) / f"ahrefs-{asked.rows}.tsv"
        if not path.exists():
            write_export(path, asked.rows)
        print(f"{path.stat().st_size / 1024**2:,.0f} MiB")
        for way in WAYS:
            command = [sys.executable, __file__, "--way", way, "--file", str(path)]
            subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
