"""SIGKILL at moments of chance into a process that writes looks and tells each batch it wrote.

``python -m tests.long.kills NUMBER``: what was told as written is there, nothing is doubled, the
file is whole, and the run goes on with what it still owes.
"""

import signal
import sys
import tempfile
import time
from pathlib import Path

from tests.long.running import ask, fill, is_whole, number_and_seed, start

PAGES = 400
WRITER = """
import sys
from pathlib import Path
from linkcrawler import store
from linkcrawler.states import RunOutcome
from tests.make import FOUND, HOUR, NOW, look, owed

path = Path(sys.argv[1])
with store.hold(path):
    db = store.open_database(path)
    run = store.begin_run(db, NOW + HOUR, listed=False, target=None)
    writer = store.LookWriter(db, run.id)
    pages = list(owed(db))
    print("owes", len(pages), flush=True)
    for at in range(0, len(pages), 5):
        batch = pages[at : at + 5]
        writer.write([look(page, FOUND, NOW + HOUR) for page in batch])
        print("wrote", *(each.id for page in batch for each in page.backlinks), flush=True)
    store.finish_run(db, run.id, RunOutcome.FINISHED, NOW + HOUR)
    print("finished", flush=True)
"""


def killed_until_done(db: Path, waits: list[float]) -> tuple[int, int]:
    """Kill a run after each of the waits, then let it end; return kills that hit, rows told."""
    told: set[int] = set()
    hits = 0
    for wait in [*waits, None]:
        if len(told) == PAGES:  # a start that owes nothing has nothing to show
            break
        process = start([sys.executable, "-c", WRITER, str(db)])
        first = process.stdout.readline()
        before = len(told)
        if wait is None:
            assert first == f"owes {PAGES - _answered(db)}\n" or not first
        else:
            time.sleep(wait)
            process.send_signal(signal.SIGKILL)
        out, err = process.stdout.read(), process.stderr.read()  # what was read ahead as well
        process.communicate(timeout=60)
        assert "Traceback" not in err or "'NoneType'" in err, err  # nothing was owed any more
        for line in out.splitlines():
            if line.startswith("wrote "):
                new = set(map(int, line.split()[1:]))
                assert not new & told, "an answer was asked for twice"
                told |= new
        hits += process.returncode == -signal.SIGKILL
        assert is_whole(db)
        stored = {row[0] for row in ask(db, "SELECT backlink_id FROM backlink_state")}
        assert told <= stored, "a row that was told is lost"
        assert len(stored) - len(told) <= 5 * len(waits)
        told |= stored
        assert len(told) >= before
    [(observations,)] = ask(db, "SELECT count(*) FROM observation")
    [(distinct,)] = ask(db, "SELECT count(DISTINCT backlink_id) FROM observation")
    assert observations == distinct == PAGES
    assert ask(db, "SELECT count(*) FROM run") == [(1,)]
    return hits, len(told)


def _answered(db: Path) -> int:
    return int(str(ask(db, "SELECT count(*) FROM backlink_state")[0][0]))


def main() -> None:
    number, chance = number_and_seed(1000)
    hits = rounds = rows = 0
    while hits < number:
        with tempfile.TemporaryDirectory() as folder:
            db = Path(folder) / "a.db"
            fill(db, [f"https://a{n}.example/" for n in range(PAGES)], "https://b.example/")
            waits = [chance.uniform(0, 0.08) for _ in range(min(10, number - hits))]
            hit, told = killed_until_done(db, waits)
        hits, rows, rounds = hits + hit, rows + told, rounds + 1
    print(
        f"{hits} kills in {rounds} runs of {PAGES} rows: {rows} rows, 0 lost, 0 doubled, 0 corrupt"
    )


if __name__ == "__main__":
    main()
