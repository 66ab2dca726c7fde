"""Processes of the command, and databases for them."""

import os
import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from linkcrawler import store
from tests.conftest import ROOT, environment
from tests.make import NOW, backlink

FAST = (
    "DOWNLOAD_DELAY=0",
    "LINKCRAWLER_RENDER=0",
    "ROBOTSTXT_OBEY=0",
    "LINKCRAWLER_PARSE_WORKERS=0",
)


def command(name: str, db: Path, *more: object, settings: tuple[str, ...] = ()) -> list[str]:
    """Return the command line of ``linkcrawler``."""
    asked = [sys.executable, "-m", "linkcrawler", name, "--db", str(db), *map(str, more)]
    for setting in (*FAST, *settings) if name in ("verify", "nightly") else ():
        asked += ["-s", setting]
    return asked


def variables(**changes: str) -> dict[str, str]:
    """Return the environment of a process of ours."""
    return {**environment(), "PYTHONPATH": str(ROOT), **changes}


def start(asked: list[str], **options: object) -> subprocess.Popen[str]:
    """Start a process."""
    usual = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8"}
    return subprocess.Popen(asked, cwd=ROOT, **{"env": variables(), **usual, **options})


def done(asked: list[str], **options: object) -> subprocess.CompletedProcess[str]:
    """Run a process to its end."""
    with start(asked, **options) as process:
        out, err = process.communicate(timeout=120)
    return subprocess.CompletedProcess(asked, process.returncode, out, err)


def fill(db: Path, pages: list[str], target: str) -> None:
    """Take a list into a database."""
    with closing(store.open_database(db)) as opened:
        store.take_list(opened, [backlink(page, target) for page in pages], "list", NOW)


def ask(db: Path, sql: str) -> list[tuple[object, ...]]:
    """Return the rows of a query, read as any reader would."""
    with closing(sqlite3.connect(db)) as connection:
        return connection.execute(sql).fetchall()


def is_whole(db: Path) -> bool:
    """Tell whether SQLite finds the file whole."""
    return ask(db, "PRAGMA integrity_check") == [("ok",)]


def number_and_seed(default: int) -> tuple[int, random.Random]:
    """Return how often, and a source of chance: the arguments of each script."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else default
    seed = int(os.environ.get("SEED", "1"))
    return number, random.Random(seed)
