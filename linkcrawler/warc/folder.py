"""The files of a run in a folder: a new one when one is full, each whole up to its last visit."""

import os
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path

MAX_FILE_BYTES = 1 << 30
"""After which a new file begins, as is the custom."""


class WarcFolder:
    """Appends visits to the files of one run; raises ``OSError`` where the disk takes nothing."""

    def __init__(self, path: Path, run_id: int, max_file_bytes: int = MAX_FILE_BYTES) -> None:
        self._path = path
        self._run_id = run_id
        self._max_file_bytes = max_file_bytes
        self._file: FileIO | None = None
        self._name = ""
        self._number = 0

    def append(self, records: bytes, now: datetime) -> str:
        """Write the records of a visit, all or nothing, and return the name of their file."""
        out = self._file
        if out is None or out.tell() >= self._max_file_bytes:
            out = self._open_next(now)
        end = out.tell()
        try:
            _write_whole(out, records)
        except OSError:
            # What was written of it would look like damage.
            os.ftruncate(out.fileno(), end)
            raise
        return self._name

    def close(self) -> None:
        """Close the file; safe to call twice."""
        out, self._file = self._file, None
        if out is not None:
            out.close()

    def _open_next(self, now: datetime) -> FileIO:
        # Imported where archives are written: it is optional.
        from linkcrawler.warc.records import file_start  # noqa: PLC0415

        self.close()
        self._path.mkdir(parents=True, exist_ok=True)
        self._number += 1
        moment = now.astimezone(UTC).strftime("%Y%m%d%H%M%S")
        self._name = f"linkcrawler-{self._run_id}-{moment}-{self._number:05d}.warc.gz"
        path = self._path / self._name
        out = path.open("xb", buffering=0)
        try:
            _write_whole(out, file_start(self._name, self._run_id))
        except OSError:
            out.close()
            path.unlink()
            raise
        self._file = out
        return out


def _write_whole(out: FileIO, content: bytes) -> None:
    """Write all of it: a disk that fills up takes a part first, and says so only then."""
    rest = memoryview(content)
    while rest:
        rest = rest[out.write(rest) :]
