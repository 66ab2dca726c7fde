"""A connection that reads, and shows addresses without the passwords in them."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from linkcrawler.columns import VIEWS, Column, Kind
from linkcrawler.store.opening import connect_reading
from linkcrawler.urls import without_credentials

_SHOWN = {
    name: view for name, view in VIEWS.items() if any(column.kind is Kind.URL for column in view)
}
_URLS = {column.name for view in _SHOWN.values() for column in view if column.kind is Kind.URL}
_MAY_HOLD_URLS = _URLS | {"old", "new"}


def connect(path: Path) -> sqlite3.Connection:
    """Connect for reading alone; each query sees what is committed by then.

    The views of the contract are covered by views of this connection with passwords left out;
    the tables, which nobody is led to, hold what the list said.
    """
    connection = connect_reading(path)
    connection.create_function("shown", 1, _shown, deterministic=True)
    for name, view in _SHOWN.items():
        columns = ", ".join(map(_column, view))
        connection.execute(f"CREATE TEMP VIEW {name} AS SELECT {columns} FROM main.{name}")
    connection.execute("PRAGMA query_only = 1")
    return connection


def internal_tables(path: Path) -> list[str]:
    """Return the tables behind the views, which are ours and may change."""
    connection = connect_reading(path)
    try:
        rows: Iterable[tuple[str]] = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
        ).fetchall()
        return [name for (name,) in rows]
    finally:
        connection.close()


def _column(column: Column) -> str:
    name = column.name
    if name not in _MAY_HOLD_URLS:
        return name
    return f"CASE WHEN instr({name}, '@') THEN shown({name}) ELSE {name} END AS {name}"


def _shown(value: str) -> str:
    """Return an address, or any other text that holds an ``@``, as people may see it."""
    return without_credentials(value) if "//" in value else value
