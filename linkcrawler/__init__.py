"""linkcrawler: is each known backlink really there, and does it count?

``linkcrawler.open("backlinks.db")`` reads what was verified.
"""

from os import PathLike
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # it brings SQLite's helpers, which most of those who import us have no use for
    from linkcrawler.library import Results

__all__ = ["open"]


def open(db: "str | PathLike[str]" = "backlinks.db") -> "Results":  # noqa: A001 - linkcrawler.open
    """Open a database for reading; use it with ``with``, or close it.

    Raises ``linkcrawler.errors.DatabaseError`` where there is none or it can't be used.
    """
    from linkcrawler.library import Results  # noqa: PLC0415 - see above

    return Results(db)
