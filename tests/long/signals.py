"""SIGTERM and SIGINT, once and twice, and SIGKILL, at moments of chance; then on to the end.

``python -m tests.long.signals NUMBER``: rows told are there, none is doubled, the file is whole,
and the next start asks for nothing again but what was in flight.
"""

import json
import signal
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.long.running import ask, command, done, fill, is_whole, number_and_seed, start
from tests.site import TARGET, Site

PAGES = 60
KINDS = (
    *((signal.SIGTERM, False), (signal.SIGTERM, True)),
    *((signal.SIGINT, False), (signal.SIGINT, True), (signal.SIGKILL, False)),
)
SETTINGS = ("DOWNLOAD_DELAY=0.03", "CONCURRENT_REQUESTS_PER_DOMAIN=4")


def interrupted(
    site: Site, folder: Path, number: signal.Signals, *, twice: bool, after_s: float
) -> tuple[int, float]:
    """Signal a run after so many seconds, and let another end its work.

    Returns the exit code of the first and the seconds that it took to end.
    """
    db = folder / f"{number.name}{after_s:.3f}{twice}.db"
    paths = [f"/sig{after_s:.4f}{number.name}{twice}/{n}" for n in range(PAGES)]
    for path in paths:
        site.pages[path] = f'<p>x</p><a href="{TARGET}">x</a>'
    fill(db, [site.url(path) for path in paths], TARGET)
    asked = command("nightly", db, settings=SETTINGS)
    process = start(asked)
    time.sleep(after_s)
    process.send_signal(number)
    told = time.monotonic()
    if twice:
        time.sleep(0.05)
        process.send_signal(number)
    _, err = process.communicate(timeout=60)
    took_s = time.monotonic() - told
    assert is_whole(db)
    # Before the first line of ours, Python ends as a signal ends it, and nothing was begun.
    assert "Traceback" not in err or process.returncode in (130, -number), err
    before = ask(db, "SELECT backlink_id, last_checked_at FROM backlink_state")
    first = _asked(site)
    if process.returncode not in (0, 75) or len(before) < PAGES:
        second = done(asked)
        assert second.returncode == 0, second.stderr
    asked_twice = _asked(site) - first
    again = [path for path in paths if first[path] and asked_twice[path]]
    assert len(ask(db, "SELECT * FROM backlink_state WHERE link_state = 'present'")) == PAGES
    assert set(before) <= set(ask(db, "SELECT backlink_id, last_checked_at FROM backlink_state"))
    assert len(ask(db, "SELECT * FROM observation")) == PAGES
    assert ask(db, "SELECT DISTINCT outcome FROM run") == [("finished",)]
    assert len(again) <= PAGES - len(before)
    return process.returncode, took_s


def _asked(site: Site) -> Counter[str]:
    """Return how often each path was asked for."""
    return Counter({"/" + key.partition("/")[2]: number for key, number in site.counts.items()})


def main() -> None:
    number, chance = number_and_seed(50)
    codes: dict[str, Counter[int]] = {}
    slowest: dict[str, float] = {}
    with Site() as site, tempfile.TemporaryDirectory() as folder:
        for _ in range(number):
            kind, twice = chance.choice(KINDS)
            name = f"{kind.name}{' twice' if twice else ''}"
            code, took_s = interrupted(
                site, Path(folder), kind, twice=twice, after_s=chance.uniform(0.2, 3.2)
            )
            codes.setdefault(name, Counter())[code] += 1
            slowest[name] = max(slowest.get(name, 0.0), took_s)
            for left in Path(folder).iterdir():
                left.unlink()
    for name, found in sorted(codes.items()):
        print(f"{name}: exit codes {json.dumps(found)}, slowest end {slowest[name]:.1f} s")


if __name__ == "__main__":
    main()
