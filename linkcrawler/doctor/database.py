"""The database: whole, ours, of our version, and what it holds."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from linkcrawler.doctor.finding import Finding, failure, ok, warning
from linkcrawler.errors import DatabaseError
from linkcrawler.states import RunOutcome
from linkcrawler.store.health import LONG_UNKNOWN, Health, examine

_WAL_BYTES = 256 << 20
_BIGGEST = 5


def check_database(path: Path, now: datetime) -> tuple[list[Finding], Health | None]:
    """Return what the database comes to; no ``Health`` where it can't be used, or there is none."""
    if not path.exists():
        advice = "'linkcrawler import' or 'linkcrawler verify' makes one."
        return [warning("database", f"There is no {path} yet.", advice)], None
    try:
        health = examine(path, now)
    except DatabaseError as error:
        advice = "Restore a backup in its place, its -wal and -shm files moved away with it."
        return [failure("database", f"{error}.", advice)], None
    return [ok("database", f"{path} is whole."), *_findings(health)], health


def _findings(health: Health) -> Iterator[Finding]:
    yield schema(health)
    yield rows(health)
    yield _size(health)
    yield _unknown(health)
    yield last_run(health)


def schema(health: Health) -> Finding:
    """Return whether the tables are of our version; a newer one is refused before."""
    if health.version < health.knows:
        return warning(
            "schema",
            f"The database is of schema {health.version}, this linkcrawler knows {health.knows}.",
            "Nothing: the next command brings it up to date, after a copy beside it.",
        )
    return ok("schema", f"The database is of schema {health.version}.")


def rows(health: Health) -> Finding:
    """Return whether the backlinks are all there."""
    told = f"{health.backlinks:,} backlinks"
    if health.backlinks < health.most_backlinks:
        return failure(
            "rows",
            f"{told}, and a run once had {health.most_backlinks:,}: rows are gone.",
            "Restore a backup; linkcrawler never deletes a backlink.",
        )
    return ok("rows", f"{told}.")


def _size(health: Health) -> Finding:
    biggest = ", ".join(
        f"{name} {size / 1e6:,.1f}" for name, size in list(health.tables.items())[:_BIGGEST]
    )
    told = f"{health.size_bytes / 1e6:,.1f} MB, {health.free_bytes / 1e6:,.1f} of it free" + (
        f" (MB by table: {biggest})." if biggest else "."
    )
    if health.wal_bytes > _WAL_BYTES:
        return warning(
            "size",
            f"{told} The file -wal beside it has {health.wal_bytes / 1e6:,.1f} MB.",
            "End what reads the database for hours: it keeps the -wal from being emptied.",
        )
    return ok("size", told)


def _unknown(health: Health) -> Finding:
    days = LONG_UNKNOWN.days
    if health.long_unknown:
        return ok(
            "unverifiable",
            f"{health.long_unknown:,} backlinks are unknown and were not seen for {days} days or"
            f" more, one since {health.unknown_since}.",
        )
    return ok("unverifiable", f"No backlink is unknown and not seen for {days} days.")


def last_run(health: Health) -> Finding:
    """Return how the last run ended."""
    run = health.last_run
    if run is None:
        return ok("last_run", "There was no run yet.")
    told = f"Run {run.id} of {run.pages:,} pages, begun {run.started_at}"
    if health.is_held:
        return ok("last_run", f"{told}, or an import, is going on: the database is held.")
    match run.outcome:
        case RunOutcome.FINISHED:
            return ok("last_run", f"{told}, finished {run.finished_at}.")
        case RunOutcome.UNHEALTHY:
            why = f" {run.cause.sentence}" if run.cause else ""
            return warning(
                "last_run", f"{told}, was not healthy.{why}", "Look at the network, with --network."
            )
        case _:
            return warning(
                "last_run", f"{told}, was interrupted.", "Start it again: it goes on there."
            )
