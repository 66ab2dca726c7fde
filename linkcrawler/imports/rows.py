"""Records of a list -> backlinks, and the rows that can't be used."""

from collections.abc import Iterable, Iterator, Sequence

from linkcrawler.cells import restored
from linkcrawler.imports.addresses import host_of, shown, why_refused
from linkcrawler.imports.columns import Role
from linkcrawler.imports.exports import OWN
from linkcrawler.imports.layout import Column, Layout
from linkcrawler.imports.records import BrokenRecord, Record
from linkcrawler.imports.rel import claimed_rel
from linkcrawler.imports.target import TargetSite
from linkcrawler.models import Backlink, Claim, RefusedRow

_LINK_ELEMENTS = frozenset({"hyperlink", "ahref"})
_CLAIMS = frozenset(Role) - {Role.REFERRING_PAGE, Role.TARGET, Role.ELEMENT_KIND}


def read_rows(
    records: Iterable[Record | BrokenRecord], layout: Layout, site: TargetSite | None
) -> Iterator[Backlink | RefusedRow]:
    """Yield one answer for each record below the header.

    Without a target column each backlink gets the user's target; with one, that is a filter.
    """
    reader = _RowReader(layout, site)
    for record in records:
        if record.line <= layout.header_line:
            continue
        yield reader.read(record) if isinstance(record, Record) else reader.refuse(record)


class _RowReader:
    """What stays the same from row to row, looked up once."""

    def __init__(self, layout: Layout, site: TargetSite | None) -> None:
        columns = layout.columns
        self._page = columns[Role.REFERRING_PAGE]
        self._target = columns.get(Role.TARGET)
        self._element = columns.get(Role.ELEMENT_KIND)
        self._claims = {role: columns[role].index for role in columns if role in _CLAIMS}
        self._header = layout.header or ()
        self._site = site
        self._is_own = layout.tool == OWN

    def read(self, record: Record) -> Backlink | RefusedRow:
        """Return the backlink of a row, or why there is none."""
        if self._is_own:
            record = record._replace(cells=[restored(cell) for cell in record.cells])
        line, cells = record
        if self._element and _cell(cells, self._element).lower() not in _LINK_ELEMENTS:
            return _refusal(record, self._element, "Only hyperlinks are checked; this is none.")
        page = _cell(cells, self._page)
        if host_of(page) is None:
            return _refusal(record, self._page, why_refused(page))
        target = self._site.written if self._site else ""
        if self._target:
            target = _cell(cells, self._target)
            if problem := self._problem_of_target(target):
                return _refusal(record, self._target, problem)
        return Backlink(referring_page=page, target=target, claim=self._claim(cells), line=line)

    def refuse(self, record: BrokenRecord) -> RefusedRow:
        """Return the refusal of a row that can't be told apart."""
        index = record.column
        name = "" if index is None else str(index + 1)
        if index is not None and index < len(self._header):
            name = self._header[index].strip() or name
        return RefusedRow(
            line=record.line, column=name, value=shown(record.cell.strip()), reason=record.reason
        )

    def _problem_of_target(self, target: str) -> str | None:
        host = host_of(target)
        if host is None:
            return why_refused(target)
        if self._site is None or self._site.holds(host):
            return None
        return f"This points elsewhere than to {self._site.host}, the target that was asked for."

    def _claim(self, cells: Sequence[str]) -> Claim:
        if not self._claims:
            return _NO_CLAIM
        return Claim(
            anchor_text=self._text(cells, Role.ANCHOR_TEXT),
            rel=claimed_rel(cells, self._claims),
            first_seen=self._text(cells, Role.FIRST_SEEN),
            last_seen=self._text(cells, Role.LAST_SEEN),
        )

    def _text(self, cells: Sequence[str], role: Role) -> str | None:
        index = self._claims.get(role)
        return None if index is None or index >= len(cells) else cells[index].strip() or None


_NO_CLAIM = Claim()


def _cell(cells: Sequence[str], column: Column) -> str:
    return cells[column.index].strip() if column.index < len(cells) else ""


def _refusal(record: Record, column: Column, reason: str) -> RefusedRow:
    if column.index >= len(record.cells):
        reason = f"The row ends before this column; it has {len(record.cells)} cells."
    value = shown(_cell(record.cells, column))
    return RefusedRow(line=record.line, column=column.name, value=value, reason=reason)
