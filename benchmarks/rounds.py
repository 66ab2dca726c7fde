"""Runs of tools on the same web, one after the other and back, and what they came to."""

import csv
import os
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.tools import TOOLS, Tool
from benchmarks.watch import Usage, watch
from benchmarks.web import Plan, Web

LIMIT_S = 5_400.0
"""Time that a run may take; tools that wait for ever are told as that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """A tool, and what it may use."""

    tool: str
    cores: int | None = None
    """How many processors; ``None``: all."""

    @property
    def name(self) -> str:
        """Return what the table calls it."""
        if self.cores is None:
            return self.tool
        return f"{self.tool}, {self.cores} core{'s' if self.cores > 1 else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One run of one tool."""

    usage: Usage
    served: Counter[str]
    pages: int
    right: float
    """Share of the backlinks whose answer is the true one."""

    others_cores: float
    """Processors that something else kept busy meanwhile."""

    @property
    def pages_a_second(self) -> float:
        """Pages by the time of the whole run, its start included."""
        return self.pages / self.usage.wall_s

    @property
    def cpu_ms_a_page(self) -> float:
        """The same as seconds for a thousand pages."""
        return 1_000 * self.usage.cpu_s / self.pages


class Course:
    """The web and the folders that the runs are made in."""

    def __init__(self, web: Web, folder: Path, say: Callable[[str], None]) -> None:
        self._web = web
        self._folder = folder
        self._say = say
        self._numbered = 0

    def run(self, contender: Contender) -> Outcome | None:
        """Run a tool once; ``None``: it failed, which is told."""
        tool = TOOLS[contender.tool]
        folder = self._new_folder()
        try:
            if tool.follows and self._measured(TOOLS[tool.follows], contender, folder) is None:
                return None
            return self._measured(tool, contender, folder)
        finally:
            shutil.rmtree(folder)

    def _measured(self, tool: Tool, contender: Contender, folder: Path) -> Outcome | None:
        if tool.follows:
            make_due(folder / "run.db")
        self._web.begin(tool.night)
        usage = watch(
            list(tool.command),
            folder=folder,
            environment=tool.variables(folder / "authority.pem"),
            limit_s=LIMIT_S,
            cores=contender.cores,
            log=folder / "log",
        )
        served = self._web.counts()
        if usage.exit_code not in tool.accepts:
            self._tell_failure(contender, usage, folder / "log")
            return None
        outcome = Outcome(
            usage=usage,
            served=served,
            pages=self._web.plan.pages,
            right=share_right(tool.read(folder), self._web.plan.truth(tool.night)),
            others_cores=max(0.0, usage.busy_s - usage.cpu_s - served["cpu_ms"] / 1_000)
            / usage.wall_s,
        )
        self._say(
            f"{contender.name}, night {tool.night}: {outcome.pages_a_second:.0f} pages/s,"
            f" {outcome.cpu_ms_a_page:.2f} CPU s/1,000, {usage.peak_mb:.0f} MB,"
            f" {served['requests']:,} requests, {outcome.right:.1%} right"
        )
        return outcome

    def _new_folder(self) -> Path:
        self._numbered += 1
        folder = self._folder / str(self._numbered)
        folder.mkdir()
        write_list(self._web, folder)
        return folder

    def _tell_failure(self, contender: Contender, usage: Usage, log: Path) -> None:
        self._say(f"{contender.name} ended with {usage.exit_code} after {usage.wall_s:.0f} s:")
        self._say(log.read_text("utf-8", "replace")[-2_000:])


def write_list(web: Web, folder: Path) -> None:
    """Write what a tool is given: the list, its pages alone, and the certificate to be trusted."""
    pairs = sorted(web.plan.truth(1))
    with (folder / "links.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("source_url", "target_url"))
        rows.writerows(pairs)
    (folder / "urls.txt").write_text("".join(f"{page}\n" for page, _ in pairs))
    (folder / "authority.pem").write_bytes(web.authority_pem)


@contextmanager
def open_course(plan: Plan, say: Callable[[str], None]) -> Iterator[Course]:
    """Serve a web, and give a course on it."""
    with tempfile.TemporaryDirectory() as folder, Web(plan) as web:
        say(f"{plan.pages:,} pages on {plan.hosts:,} hosts, made in {web.took_s:.0f} s")
        yield Course(web, Path(folder), say)


def run_rounds(
    course: Course, contenders: Sequence[Contender], rounds: int
) -> dict[Contender, list[Outcome]]:
    """Run each in turn, the next round in the other direction, so that a drift hits all alike."""
    outcomes: dict[Contender, list[Outcome]] = {each: [] for each in contenders}
    for number in range(rounds):
        for contender in contenders if number % 2 == 0 else reversed(contenders):
            outcome = course.run(contender)
            if outcome is not None:
                outcomes[contender].append(outcome)
    return {each: found for each, found in outcomes.items() if found}


def share_right(found: dict[tuple[str, str], bool], truth: dict[tuple[str, str], bool]) -> float:
    """Return how many of the backlinks have the true answer; no answer is a wrong one."""
    return sum(found.get(pair) == is_there for pair, is_there in truth.items()) / len(truth)


def make_due(db: Path) -> None:
    """Let all pages of a database be due, as some weeks later."""
    with closing(sqlite3.connect(db)) as connection, connection:
        connection.execute("UPDATE page SET next_check_at = NULL")


def middle(values: Sequence[float], digits: int) -> str:
    """Return the median with its range."""
    shown = f"{median(values):,.{digits}f}"
    if len(values) == 1:
        return shown
    return f"{shown} [{min(values):,.{digits}f}-{max(values):,.{digits}f}]"


def say(line: str) -> None:
    """Tell how it goes on, beside the result."""
    print(line, file=sys.stderr, flush=True)


def hosts_for(pages: int) -> int:
    """Return how many hosts hold so many pages, in lists as they are."""
    return max(1, min(60_000, round(pages * 0.225)))


def cores_here() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0))
