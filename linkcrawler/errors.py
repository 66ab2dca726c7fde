"""What a person must fix, as exceptions.

LinkcrawlerError
|-- InputError        a list, target or address that can't be used          exit code 2
|-- DatabaseError     the database can't be used as it is                   exit code 2
`-- DatabaseBusyError another run holds the database                        exit code 75
"""

from typing import ClassVar


class LinkcrawlerError(Exception):
    """Anything that stops a command before it has changed something."""

    exit_code: ClassVar[int] = 2


class InputError(LinkcrawlerError):
    """A list, a target or an address that can't be used; the message says what would be."""


class DatabaseError(LinkcrawlerError):
    """A database that is foreign, damaged, read-only or of a newer version."""


class DatabaseBusyError(LinkcrawlerError):
    """Another run holds the database."""

    exit_code: ClassVar[int] = 75
