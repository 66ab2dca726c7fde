"""The SQLite file: schema, lists, runs, results. One process writes, anybody reads."""

from linkcrawler.store.copying import back_up
from linkcrawler.store.listing import ImportReport, page_url, take_list
from linkcrawler.store.opening import (
    AnyDatabaseError,
    StorageError,
    hold,
    open_database,
    open_reader,
)
from linkcrawler.store.pruning import Pruned, find_prunable, prune, shrink
from linkcrawler.store.queries import (
    STATUS_COLUMNS,
    count_runs,
    find_events,
    find_status,
    has_run,
    history,
)
from linkcrawler.store.robots import KeptRobots, kept_robots
from linkcrawler.store.runs import (
    Run,
    begin_run,
    due_again,
    finish_run,
    heavy_keys,
    iterate,
    next_due,
    owed_pages,
)
from linkcrawler.store.writer import LookWriter

__all__ = [
    "STATUS_COLUMNS",
    "AnyDatabaseError",
    "ImportReport",
    "KeptRobots",
    "LookWriter",
    "Pruned",
    "Run",
    "StorageError",
    "back_up",
    "begin_run",
    "count_runs",
    "due_again",
    "find_events",
    "find_prunable",
    "find_status",
    "finish_run",
    "has_run",
    "heavy_keys",
    "history",
    "hold",
    "iterate",
    "kept_robots",
    "next_due",
    "open_database",
    "open_reader",
    "owed_pages",
    "page_url",
    "prune",
    "shrink",
    "take_list",
]
