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
from linkcrawler.store.outbox import (
    AlertKind,
    AlertState,
    MassLoss,
    OwedAlert,
    Recipient,
    alert_events,
    mark_dropped,
    mark_sending,
    mark_sent,
    mark_unsent,
    mass_loss_of,
    owed_alerts,
    release_held,
)
from linkcrawler.store.pruning import Pruned, find_prunable, prune, shrink
from linkcrawler.store.queries import (
    STATUS_COLUMNS,
    count_runs,
    find_events,
    find_status,
    has_run,
    history,
    last_run,
)
from linkcrawler.store.readings import distrusted
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
    "AlertKind",
    "AlertState",
    "AnyDatabaseError",
    "ImportReport",
    "KeptRobots",
    "LookWriter",
    "MassLoss",
    "OwedAlert",
    "Pruned",
    "Recipient",
    "Run",
    "StorageError",
    "alert_events",
    "back_up",
    "begin_run",
    "count_runs",
    "distrusted",
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
    "last_run",
    "mark_dropped",
    "mark_sending",
    "mark_sent",
    "mark_unsent",
    "mass_loss_of",
    "next_due",
    "open_database",
    "open_reader",
    "owed_alerts",
    "owed_pages",
    "page_url",
    "prune",
    "release_held",
    "shrink",
    "take_list",
]
