"""Power fails at any moment of a run: whatever of the log had reached the disk, it is consistent.

``python -m tests.long.power STEP`` cuts the write-ahead log of a run at every STEP-th place: at the
end of each frame, and in the middle of it. What a crash leaves beyond the last sync is such a
prefix; a frame that was written out of turn fails its checksum, as a cut one does.
Source: SQLite, "Database File Format", "The Write-Ahead Log".
"""

import shutil
import struct
import tempfile
from contextlib import closing
from pathlib import Path

from linkcrawler import store
from linkcrawler.states import RunOutcome
from tests.long.running import ask, fill, is_whole, number_and_seed
from tests.make import FOUND, NOW, TARGET, look, owed

PAGES = 50
BATCH = 10
_WAL_HEADER_BYTES = 32
_FRAME_HEADER_BYTES = 24


def a_run(folder: Path) -> tuple[Path, list[tuple[int, int]]]:
    """Do a run whose log is never written back; return its files and what each batch had synced.

    That is (bytes of the log, pages answered) after each batch that was acknowledged.
    """
    path = folder / "a.db"
    fill(path, [f"https://a{n}.example/" for n in range(PAGES)], TARGET)
    kept = folder / "kept.db"
    wal = Path(f"{path}-wal")
    synced = []
    with closing(store.open_database(path)) as db:
        assert db.execute("PRAGMA synchronous").fetchone() == (2,)
        db.execute("PRAGMA wal_autocheckpoint = 0")
        run = store.begin_run(db, NOW, listed=False, target=None)
        assert run is not None
        writer = store.LookWriter(db, run.id)
        pages = list(owed(db))
        for first in range(0, PAGES, BATCH):
            batch = pages[first : first + BATCH]
            writer.write([look(page, FOUND, NOW) for page in batch])
            synced.append((wal.stat().st_size, first + len(batch)))
        store.finish_run(db, run.id, RunOutcome.FINISHED, NOW)
        shutil.copy(path, kept)
        shutil.copy(wal, f"{kept}-wal")
    return kept, synced


def cuts(wal: Path) -> list[int]:
    """Return the places at which the log is cut, in bytes from its start."""
    page_bytes = struct.unpack(">I", wal.read_bytes()[8:12])[0]
    frame = _FRAME_HEADER_BYTES + page_bytes
    ends = range(_WAL_HEADER_BYTES, wal.stat().st_size + 1, frame)
    return sorted({0, 7, *ends, *(end + frame // 2 for end in ends[:-1]), *(e + 9 for e in ends)})


def after_power_loss(kept: Path, cut: int, folder: Path) -> tuple[int, int]:
    """Open what the disk holds then; return the pages that have their rows and those owed."""
    path = folder / "b.db"
    shutil.copy(kept, path)
    Path(f"{path}-wal").write_bytes(Path(f"{kept}-wal").read_bytes()[:cut])
    with closing(store.open_database(path)):
        pass
    assert is_whole(path)
    [(answered, owes)] = ask(
        path, "SELECT (SELECT count(*) FROM backlink_state), (SELECT count(*) FROM owed)"
    )
    [(torn,)] = ask(
        path,
        "SELECT count(*) FROM backlink JOIN page ON page.id = backlink.page_id"
        " JOIN backlink_state AS state ON state.backlink_id = backlink.id"
        " JOIN owed ON owed.page_id = page.id",
    )
    assert torn == 0
    return answered, owes


def replay(step: int) -> int:
    """Cut at every STEP-th place, check each, and return how many there were."""
    with tempfile.TemporaryDirectory() as made:
        kept, synced = a_run(Path(made))
        places = cuts(Path(f"{kept}-wal"))[::step]
        for cut in places:
            with tempfile.TemporaryDirectory() as folder:
                answered, owes = after_power_loss(kept, cut, Path(folder))
            acknowledged = max((pages for size, pages in synced if size <= cut), default=0)
            assert answered >= acknowledged, (cut, answered, acknowledged)
            assert answered % BATCH == 0, (cut, answered)
            assert answered + owes in (0, PAGES), (cut, answered, owes)
    return len(places)


def main() -> None:
    step, _ = number_and_seed(1)
    print(f"power lost at {replay(step)} places of the log: consistent at each, nothing missing")


if __name__ == "__main__":
    main()
