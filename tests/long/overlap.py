"""Twenty starts at once: one runs, nineteen say so and exit with 75; a killed run's lock is free.

``python -m tests.long.overlap ROUNDS``
"""

import tempfile
import time
from pathlib import Path

from tests.long.running import ask, command, fill, is_whole, number_and_seed, start
from tests.site import TARGET, Site


def overlap(site: Site, folder: Path, starts: int) -> tuple[list[int], float]:
    """Start so many at once; return their exit codes, and the seconds of the slowest refusal."""
    db = folder / "overlap.db"
    pages = [site.url(f"/held/{n}") for n in range(6)]
    for page in pages:
        site.pages[page.removeprefix(site.url(""))] = f'<a href="{TARGET}">x</a>'
    fill(db, pages, TARGET)
    begun = time.monotonic()
    asked = command(
        "nightly", db, settings=("DOWNLOAD_DELAY=1.5", "CONCURRENT_REQUESTS_PER_DOMAIN=1")
    )
    running = [start(asked) for _ in range(starts)]
    codes: dict[int, int] = {}
    slowest = 0.0
    while len(codes) < starts:
        for index, process in enumerate(running):
            if index not in codes and process.poll() is not None:
                codes[index] = process.returncode
                if process.returncode == 75:
                    slowest = time.monotonic() - begun
        time.sleep(0.02)
    for process in running:
        process.communicate()
    assert is_whole(db)
    assert ask(db, "SELECT count(*), min(outcome) FROM run") == [(1, "finished")]
    asked_for = [number for key, number in site.counts.items() if "/held/" in key]
    assert asked_for == [1] * len(pages), site.counts
    return sorted(codes.values()), slowest


def main() -> None:
    rounds, _ = number_and_seed(10)
    for number in range(rounds):
        with Site() as site, tempfile.TemporaryDirectory() as folder:
            codes, slowest = overlap(site, Path(folder), 20)
        assert codes == [0] + [75] * 19, codes
        print(f"{number + 1}: 1 ran, 19 exit 75, the slowest after {slowest:.1f} s", flush=True)


if __name__ == "__main__":
    main()
