"""Transactions that write, and wait for another process that does."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlite_utils import Database


@contextmanager
def writing(db: Database) -> Iterator[None]:
    """Do all or nothing, with the right to write from the start; within another: as a part of it.

    A transaction that reads first and then writes fails at once where another process is writing,
    whatever its time limit. Source: SQLite, "BEGIN TRANSACTION", 2.2 and "Write-Ahead Logging".
    """
    if db.conn.in_transaction:
        with db.atomic():
            yield
        return
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.conn.execute("COMMIT")
    except BaseException:
        db.rollback()
        raise
