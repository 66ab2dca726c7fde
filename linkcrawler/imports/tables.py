"""Which delimiter and which header make sense of a list: by known names, else by content."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from linkcrawler.errors import InputError
from linkcrawler.imports.addresses import host_of
from linkcrawler.imports.columns import header_key, roles_of
from linkcrawler.imports.content import Content
from linkcrawler.imports.exports import refused_table
from linkcrawler.imports.records import BLANKS, CELLS, ONE_COLUMN, Record
from linkcrawler.imports.roles import Role
from linkcrawler.imports.sample import HEADER_ROWS, SAMPLE_ROWS, Sample

_MAX_NAME_CHARS = 80
_NAME = re.compile(r"(?![/#])(?=.*[^\W\d_])[^:@]*", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A list whose delimiter and header are known."""

    header: Record | None
    below: Sample
    """The first rows of the list, without the header and what stands above it."""

    above: Sequence[Record] = ()
    """What stands above the header: notes of the tool, or rows of another list."""

    @property
    def keys(self) -> list[str]:
        """Return the header's names as they are compared; empty where there is no header."""
        return [] if self.header is None else _keys(self.header)


def find_table(content: Content, name: str) -> Table | None:
    """Make sense of the first rows of a list; ``None``: they hold no address.

    Raises ``InputError`` if it is an export that is no list of backlinks.
    """
    by_names = _table_by_names(content.samples(comments=False), name)
    return by_names or _table_by_content(content.samples(comments=True))


def _table_by_names(samples: Sequence[Sample], name: str) -> Table | None:
    best: tuple[int, Sample, int] | None = None
    for sample in samples:
        for row, record in enumerate(sample.rows[:HEADER_ROWS]):
            score = _known_names(sample.delimiter, record)
            is_weak = score == 1 or sample.delimiter == BLANKS
            if is_weak and _hold_addresses(sample.rows[: row + 1]):
                continue  # a word or two are no header where the list has already begun
            if score and (best is None or score > best[0]):
                best = score, sample, row
    if best is None:
        return None
    _, sample, row = best
    if refused := refused_table(set(_keys(sample.rows[row]))):
        raise InputError(f"{name} is {refused.sentence}.")
    return _table(sample, row)


def _table(sample: Sample, row: int) -> Table:
    return Table(
        header=sample.rows[row], below=sample.below(row + 1), above=tuple(sample.rows[:row])
    )


def _known_names(delimiter: str, record: Record) -> int:
    """Count what a row says as a header; 0 if it is none."""
    # One cell is the same with every delimiter; a header holds names, no addresses.
    is_odd = delimiter != CELLS and (len(record.cells) == 1) != (delimiter == ONE_COLUMN)
    if is_odd or "://" in "".join(record.cells):
        return 0
    keys = _keys(record)
    roles = roles_of(keys)
    if delimiter == BLANKS and sum(map(len, roles.values())) < len(keys):
        return 0
    if Role.REFERRING_PAGE in roles or Role.TARGET in roles:
        return len(roles)
    refused = refused_table(set(keys))
    return len(refused.names) if refused else 0


def _hold_addresses(rows: Sequence[Record]) -> bool:
    """Tell whether a cell is an address; Ahrefs puts hosts with a slash into headers."""
    cells = (cell.strip() for row in rows for cell in row.cells)
    return any(host_of(cell) for cell in cells if not cell.endswith("/"))


def _keys(record: Record) -> list[str]:
    return [_key(cell) if len(cell) <= _MAX_NAME_CHARS else "" for cell in record.cells]


_key = lru_cache(maxsize=4096)(header_key)


def _table_by_content(samples: Sequence[Sample]) -> Table | None:
    best = max(samples, key=_sense)
    if not _sense(best):
        return None
    page = next(iter(best.below(0).address_columns()), 0)
    row = _header_row(best, page)
    if row is None:
        return Table(header=None, below=best.below(0))
    return _table(best, row)


def _sense(sample: Sample) -> int:
    """Rate a delimiter by the addresses that it sets apart; 0: it makes no sense."""
    rows = sample.below(0)
    if sample.delimiter == ONE_COLUMN:
        return min(rows.addresses(0), 1)
    columns = rows.address_columns()
    if not columns or (rows.width() < 2 and sample.delimiter != CELLS):
        return 0
    if len(columns) > 1 or sample.delimiter in ("\t", CELLS):
        return 2 * len(columns)
    # Addresses hold commas and semicolons themselves: what follows must be no part of one.
    is_apart = _header_row(sample, columns[0]) is not None or any(
        re.search(r"\S\s+\S", cell) for row in rows.rows for cell in row.cells[1:]
    )
    return 2 if is_apart and sample.delimiter != BLANKS else 0


def _header_row(sample: Sample, page: int) -> int | None:
    """Return the row of names above the first address in column ``page``."""
    width = sample.below(0).width()
    named = None
    for row, record in enumerate(sample.rows[:SAMPLE_ROWS]):
        if page < len(record.cells) and host_of(record.cells[page].strip()):
            return named
        if len(record.cells) == width and _holds_names(record):
            named = row
    return None


def _holds_names(record: Record) -> bool:
    cells = [cell.strip() for cell in record.cells]
    return any(cells) and all(
        len(cell) <= _MAX_NAME_CHARS and _NAME.fullmatch(cell) and host_of(cell) is None
        for cell in cells
        if cell
    )
