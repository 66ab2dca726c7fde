"""Where benchmarks run, and what they say of it."""

import os
import platform
import sys
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).parent.parent


def describe() -> str:
    """Return a line on the machine and the day, for the head of a table."""
    memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    cores = len(os.sched_getaffinity(0))
    return (
        f"{datetime.now(UTC):%Y-%m-%d}: {_processor()}, {cores} cores, {memory_gb:.0f} GiB,"
        f" {platform.system()} {platform.release().split('-')[0]},"
        f" Python {platform.python_version()}"
    )


def versions(*names: str) -> str:
    """Return packages with their versions, those that are there."""
    found = []
    for name in names:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return ", ".join(found)


def require_linux() -> None:
    """End with a sentence where a benchmark can't run."""
    if sys.platform != "linux":
        sys.exit("This benchmark reads /proc and needs the whole of 127.0.0.0/8: it runs on Linux.")


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
