"""What a command and all that it starts take: time, CPU, memory.

    python -m benchmarks.watch REPORT.json [--cpus 0,1] [--limit SECONDS] -- COMMAND ...

Runs the command below a process of its own that takes in orphans, so that no process of it is left
out, whoever started it and whoever waited for it. Linux only.
"""

import argparse
import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.machine import ROOT

EVERY_S = 0.2
_PR_SET_CHILD_SUBREAPER = 36
_LINGER_S = 15.0
"""Time that what a command leaves behind may take to end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What one run took."""

    exit_code: int
    """-1: it took longer than it was given."""

    wall_s: float
    cpu_s: float
    """User and system time of all processes."""

    peak_mb: float
    """Most memory of all processes at one time; what they share is counted once."""

    busy_s: float
    """CPU time of the whole machine meanwhile."""

    memory_mb: tuple[tuple[float, float], ...] = ()
    """Seconds since the start, and the memory then."""


def watch(
    command: list[str],
    *,
    folder: Path,
    environment: dict[str, str],
    limit_s: float,
    cores: int | None = None,
    log: Path | None = None,
) -> Usage:
    """Run a command in a folder, on the first ``cores`` processors if that is given."""
    report = folder / "usage.json"
    words = [sys.executable, "-m", "benchmarks.watch", str(report), "--limit", f"{limit_s:g}"]
    if cores is not None:
        words += ["--cpus", ",".join(str(cpu) for cpu in sorted(os.sched_getaffinity(0))[:cores])]
    before = busy_s()
    with (log or Path(os.devnull)).open("wb") as out:
        subprocess.run(
            [*words, "--", *command],
            cwd=folder,
            env={**environment, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            check=True,
        )
    found = json.loads(report.read_text())
    return Usage(**found, busy_s=busy_s() - before)


def busy_s() -> float:
    """Return the CPU time of the whole machine since it was started."""
    user, nice, system, _idle, _wait, *rest = (
        int(word) for word in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    )
    return (user + nice + system + sum(rest[:2])) / os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """Return the process and its descendants."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                after_name = (folder / "stat").read_text().rpartition(")")[2]
            except OSError:
                continue
            children.setdefault(int(after_name.split()[1]), []).append(int(folder.name))
    found = [pid]
    for each in found:
        found += children.get(each, [])
    return found


def memory_mb(pid: int) -> tuple[float, float]:
    """Return the memory of a process: all of it, and with its share of what others have too.

    The readers have most of theirs in common with the process that they are forked from, and the
    machine only once. Both are 0.0 once the process is gone.
    """
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0, 0.0
    told = {line.split(":")[0]: line.split()[1] for line in lines}
    return int(told.get("Rss", 0)) / 1024, int(told.get("Pss", 0)) / 1024


class Memory:
    """Watches the memory of a process and of all that it started, in MB."""

    def __init__(self, pid: int, every_s: float = EVERY_S) -> None:
        self.pid = pid
        self.main = self.tree = self.resident = 0.0
        """Most of the process, of all with what they share counted once, and for each."""

        self.parts: list[float] = []
        """Of each process when they had most together."""

        self.series: list[tuple[float, float]] = []
        self._began, self._every_s = time.monotonic(), every_s
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Watch no more."""
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(self._every_s):
            told = {pid: memory_mb(pid) for pid in family(self.pid)}
            self.main = max(self.main, told.get(self.pid, (0.0, 0.0))[0])
            self.resident = max(self.resident, sum(resident for resident, _ in told.values()))
            shares = [share for _, share in told.values()]
            total = sum(shares)
            self.series.append((round(time.monotonic() - self._began, 2), round(total, 1)))
            if total > self.tree:
                self.tree, self.parts = total, sorted(shares, reverse=True)


def _run(command: list[str], limit_s: float) -> dict[str, object]:
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    began = time.monotonic()
    process = subprocess.Popen(command)
    memory = Memory(process.pid)
    try:
        code = process.wait(limit_s)
    except subprocess.TimeoutExpired:
        code = -1
    wall_s = time.monotonic() - began
    memory.stop()
    _end_what_is_left(0.0 if code == -1 else _LINGER_S)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "exit_code": code,
        "wall_s": wall_s,
        "cpu_s": used.ru_utime + used.ru_stime,
        "peak_mb": memory.tree,
        "memory_mb": memory.series,
    }


def _end_what_is_left(linger_s: float) -> None:
    """Wait for all descendants, then end them; only those that were waited for are counted."""
    until = time.monotonic() + linger_s
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            if time.monotonic() > until:
                for each in family(os.getpid())[1:]:
                    try:
                        os.kill(each, signal.SIGKILL)
                    except ProcessLookupError:
                        continue
            time.sleep(0.02)


def main() -> None:
    """Run the command and write what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("report", type=Path)
    parser.add_argument("--cpus", default="")
    parser.add_argument("--limit", type=float, default=3_600.0)
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    if options.cpus:
        os.sched_setaffinity(0, {int(cpu) for cpu in options.cpus.split(",")})
    options.report.write_text(json.dumps(_run(options.command, options.limit)))


if __name__ == "__main__":
    main()
