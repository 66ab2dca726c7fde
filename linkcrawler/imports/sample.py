"""The first rows of a list, read with one delimiter, and what their cells hold."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest

from linkcrawler.imports.addresses import (
    host_of,
    is_bare_host,
    is_full_address,
    is_picture,
    unwrapped,
)
from linkcrawler.imports.records import BLANKS, ONE_COLUMN, LineFeed, Record, read_records
from linkcrawler.imports.target import TargetSite

SAMPLE_LINES = 200
SAMPLE_CHARS = 4 * 1024 * 1024
SAMPLE_ROWS = 50
HEADER_ROWS = 20
"""Lines of preamble that a header may stand below, such as Moz's."""

# One column first: where no delimiter occurs, all read the same.
DELIMITERS = (ONE_COLUMN, "\t", ",", ";", "|", BLANKS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Some rows under one delimiter."""

    delimiter: str
    rows: Sequence[Record]

    def below(self, row: int) -> "Sample":
        """Return the rows from number ``row`` on, as many as are looked at for their content."""
        return Sample(delimiter=self.delimiter, rows=self.rows[row : row + SAMPLE_ROWS])

    def addresses(self, index: int) -> int:
        """Count the cells of a column that are addresses."""
        return sum(host_of(cell) is not None for cell in self.cells(index))

    def fitness(self, index: int) -> int:
        """Rate a column by its addresses: 2 with scheme, 1 without, 0 if it holds none."""
        return _fitness(self.cells(index))

    def holds_hosts(self, index: int) -> bool:
        """Tell whether a column names hosts alone, and no page of them."""
        cells = [cell for cell in self.cells(index) if host_of(cell) is not None]
        return bool(cells) and all(map(is_bare_host, cells))

    def holds_pictures(self, index: int) -> bool:
        """Tell whether the addresses of a column are those of pictures, such as screenshots."""
        cells = [cell for cell in self.cells(index) if host_of(cell) is not None]
        return bool(cells) and all(map(is_picture, cells))

    def repeats(self, index: int, page: int) -> bool:
        """Tell a column that holds no more than the domain of the page in the same row."""
        pairs = [
            (host_of(cells[index].strip()), host_of(cells[page].strip()))
            for _, cells in self.rows
            if max(index, page) < len(cells)
        ]
        told = [(host.name, of.name) for host, of in pairs if host and of]
        return self.holds_hosts(index) and all(
            f".{of}".endswith(f".{host.removeprefix('www.')}") for host, of in told
        )

    def lies_on(self, site: TargetSite, index: int) -> bool:
        """Tell whether most filled cells of a column point at ``site``."""
        hosts = [host_of(cell) for cell in self.cells(index)]
        on_site = sum(host is not None and site.holds(host) for host in hosts)
        return on_site > 0 and 2 * on_site >= len(hosts)

    def address_columns(self) -> list[int]:
        """Return the columns that hold addresses, those with schemes first."""
        columns = islice(zip_longest(*(row.cells for row in self.rows)), self.width())
        fitness = [_fitness(filter(None, column)) for column in columns]
        return [index for wanted in (2, 1) for index, fit in enumerate(fitness) if fit == wanted]

    def width(self) -> int:
        """Return how many cells most rows have; 0 if they differ too much."""
        widths = Counter(len(row.cells) for row in self.rows).most_common(1)
        return widths[0][0] if widths and 2 * widths[0][1] >= len(self.rows) else 0

    def cells(self, index: int) -> Iterator[str]:
        """Yield the filled cells of a column."""
        for _, cells in self.rows:
            if index < len(cells) and (cell := cells[index].strip()):
                yield cell


def _fitness(cells: Iterable[str]) -> int:
    """Rate the filled cells of a column; bad ones may be among them, as may odd titles."""
    filled = full = bare = 0
    for cell in map(str.strip, cells):
        filled += cell != ""
        if "." in cell or "/" in cell:
            is_full = is_full_address(cell)
            full += is_full
            bare += not is_full and host_of(cell) is not None
    if full and 4 * full >= filled:
        return 2
    return int(full + bare > 0 and 2 * (full + bare) >= filled)


def take_sample(lines: Iterator[str]) -> list[str]:
    """Take the lines from which the layout is told."""
    taken: list[str] = []
    chars = 0
    for line in islice(lines, SAMPLE_LINES):
        taken.append(line)
        chars += len(line)
        if chars > SAMPLE_CHARS:
            break
    return taken


def read_samples(lines: Sequence[str], *, comments: bool) -> list[Sample]:
    """Read the lines with each delimiter; with ``comments``, without those that begin with #."""
    return [
        Sample(delimiter=delimiter, rows=_rows(LineFeed(lines, comments=comments), delimiter))
        for delimiter in DELIMITERS
    ]


def _rows(feed: LineFeed, delimiter: str) -> list[Record]:
    records = read_records(feed, delimiter)
    return [with_addresses(record) for record in records if isinstance(record, Record)]


def with_addresses(record: Record) -> Record:
    """Return a row with the addresses that stand in formulas as cells of their own."""
    return record._replace(cells=[unwrapped(cell) for cell in record.cells])
