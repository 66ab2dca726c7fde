"""Transactions that write, and wait for another process that does."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlite_utils import Database

ROOM_KIB = 128 << 10
"""Of pages that a long transaction may hold in memory."""


@contextmanager
def roomy(db: Database) -> Iterator[None]:
    """Let a transaction of millions of rows hold more of the database in memory, and no longer.

    Addresses come in no order, so each row asks for another page of their index. Pages that have no
    room go to the write-ahead log, in which each is the longer searched for the longer it is.
    """
    [usual] = db.conn.execute("PRAGMA cache_size").fetchone()
    db.conn.execute(f"PRAGMA cache_size = -{ROOM_KIB}")
    try:
        yield
    finally:
        db.conn.execute(f"PRAGMA cache_size = {usual}")
        db.conn.execute("PRAGMA shrink_memory")


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
