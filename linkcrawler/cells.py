"""Cells of a table that a spreadsheet would run, made harmless, and back as they were.

A spreadsheet runs a cell that begins with ``=``, ``+``, ``-`` or ``@``. It takes a ``;``, a tab or
a line break within a cell for the end of it where it splits the table otherwise than we do, so
what follows those is a beginning too.

Source: OWASP ASVS 4.0, 5.3.10, and "CSV Injection".
"""

import re

_FORMULA = "=+\\-@\\0\uff1d\uff0b\uff0d\uff20"
_BLANKS = "[ \xa0\ufeff]*"
_BEGINNING = (
    rf"(?:\A({_BLANKS})('{{}})(?=[{_FORMULA}\t\r\n])"
    rf"|(?<=[;|\t\r\n])({_BLANKS})('{{}})(?=[{_FORMULA}]))"
)
_RUNS = re.compile(_BEGINNING.format("*", "*"))
_DEFUSED = re.compile(_BEGINNING.format("+", "+"))


def defused(cell: str) -> str:
    """Return ``cell`` with a ``'`` before whatever a spreadsheet would run."""
    return _RUNS.sub(
        lambda match: f"{match[1] or match[3] or ''}'{match[2] or match[4] or ''}", cell
    )


def restored(cell: str) -> str:
    """Return the cell that ``defused`` was given."""
    return _DEFUSED.sub(
        lambda match: f"{match[1] or match[3] or ''}{(match[2] or match[4])[1:]}", cell
    )
