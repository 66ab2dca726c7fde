"""Records of a list -> backlinks, and the rows that can't be used."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from linkcrawler.cells import restored
from linkcrawler.imports.addresses import (
    ACCEPTED,
    host_of,
    is_mangled,
    shown,
    unwrapped,
    why_refused,
)
from linkcrawler.imports.agreements import AgreementReader
from linkcrawler.imports.claims import NO_LINKS, ClaimReader, read_claims
from linkcrawler.imports.exports import OWN
from linkcrawler.imports.layout import Column, Layout, is_row_above
from linkcrawler.imports.records import BrokenRecord, Record
from linkcrawler.imports.roles import AGREED, CLAIMS, SITE_ROLES, Role
from linkcrawler.imports.target import TargetSite
from linkcrawler.models import Backlink, Claim, RefusedRow

# In the languages of Screaming Frog, and of those who work with it.
_LINK_ELEMENTS = frozenset(
    {"hyperlink", "ahref", "link", "lien", "hyperlien", "lien hypertexte", "enlace"}
    | {"hipervínculo", "hiperenlace", "collegamento", "collegamento ipertestuale", "hiperlink"}
    | {"hiperligação", "hiperłącze", "гиперссылка", "ハイパーリンク", "リンク"}
)

_MANGLED = "Letters of this address were mangled when the file was saved; export it once more"
_NO_CLAIMS: Mapping[str, Claim] = {}


def read_rows(
    records: Iterable[Record | BrokenRecord], layout: Layout, site: TargetSite | None
) -> Iterator[Backlink | RefusedRow]:
    """Yield one answer for each record, but for the header and the notes above it.

    Without a target column each backlink gets the user's target; with one, that is a filter.
    """
    reader = _RowReader(layout, site)
    for record in records:
        if not isinstance(record, Record):
            yield reader.refuse(record)
        elif record.line > layout.header_line:
            yield reader.read(record)
        elif record.line < layout.header_line and is_row_above(record, site):
            yield reader.read_above(record)


class _RowReader:
    """What stays the same from row to row, looked up once."""

    def __init__(self, layout: Layout, site: TargetSite | None) -> None:
        columns = layout.columns
        indexes = {role: column.index for role, column in columns.items()}
        self._page = columns[Role.REFERRING_PAGE]
        self._target = columns.get(Role.TARGET)
        self._element = columns.get(Role.ELEMENT_KIND)
        self._role = columns.get(Role.SITE_ROLE)
        self._others = columns.get(Role.OTHER_CLAIMS)
        self._kind = columns.get(Role.LINK_KIND) or self._page
        self._header = list(layout.header or ())
        self._tool = layout.tool
        self._site = site
        # Only as text has it a "'" before what a spreadsheet would run.
        self._is_own_text = layout.tool == OWN and layout.delimiter is not None
        self._claims = ClaimReader(
            {role: index for role, index in indexes.items() if role in CLAIMS},
            {name: column.index for name, column in layout.metrics.items()},
        )
        self._agreements = AgreementReader(
            {role: index for role, index in indexes.items() if role in AGREED}
        )

    def read(self, record: Record) -> Backlink | RefusedRow:
        """Return the backlink of a row, or why there is none."""
        if self._is_own_text:
            record = record._replace(cells=[restored(cell) for cell in record.cells])
        line, cells = record
        if self._element and _cell(cells, self._element).lower() not in _LINK_ELEMENTS:
            return _refusal(record, self._element, "This is no hyperlink", "a hyperlink")
        page = unwrapped(_cell(cells, self._page))
        if host_of(page) is None:
            if cells == self._header:
                return _refusal(record, self._page, "This is the header once more")
            return _refusal(record, self._page, why_refused(page), ACCEPTED)
        target = self._site.written if self._site else ""
        if self._target:
            target = unwrapped(_cell(cells, self._target))
            host = host_of(target)
            if host is None:
                return _refusal(record, self._target, why_refused(target), ACCEPTED)
            if self._site and not self._site.admits(host, target):
                return _refusal(record, self._target, self._points_elsewhere(self._site))
        for address, column in ((page, self._page), (target, self._target)):
            if column and is_mangled(address):
                return _refusal(record, column, _MANGLED, ACCEPTED)
        if self._element and _is_internal(page, target):
            return _refusal(record, self._page, "This is a link within one site, and no backlink")
        claim = self._claims.read(cells)
        if self._tool and claim.link_kind in NO_LINKS:
            kind = f"{self._tool} calls this a {claim.link_kind}, which no link on the page shows"
            return _refusal(record, self._kind, kind, "a link")
        return Backlink(
            referring_page=page,
            target=target,
            claim=claim,
            other_claims=read_claims(_cell(cells, self._others)) if self._others else _NO_CLAIMS,
            agreement=self._agreements.read(cells),
            site_role=self._site_role(cells),
            line=line,
        )

    def _site_role(self, cells: Sequence[str]) -> str | None:
        role = _cell(cells, self._role) if self._role else ""
        return role if role in SITE_ROLES else None

    def read_above(self, record: Record) -> Backlink | RefusedRow:
        """Return what a row says that stands above the header: a page, and maybe a target."""
        page, *others = (cell.strip() for cell in record.cells)
        target = next((cell for cell in others if host_of(cell)), None)
        if target is None and self._site is None:
            reason = "This row stands above the header and names no target"
            return _refusal(record, Column(index=0, name="1"), reason, "a target for it")
        host = None if target is None else host_of(target)
        if host and target and self._site and not self._site.admits(host, target):
            at = record.cells.index(next(c for c in record.cells if c.strip() == target))
            column = Column(index=at, name=str(at + 1))
            return _refusal(record, column, self._points_elsewhere(self._site))
        written = self._site.written if self._site else ""
        return Backlink(referring_page=page, target=target or written, line=record.line)

    def refuse(self, record: BrokenRecord) -> RefusedRow:
        """Return the refusal of a row that can't be told apart."""
        index = record.column
        name = "" if index is None else str(index + 1)
        if index is not None and index < len(self._header):
            name = self._header[index].strip() or name
        return RefusedRow(
            line=record.line, column=name, value=shown(record.cell.strip()), reason=record.reason
        )

    @staticmethod
    def _points_elsewhere(site: TargetSite) -> str:
        where = shown(site.written) if site.page else site.host
        return f"This points elsewhere than to {where}, the target that was asked for"


def _is_internal(page: str, target: str) -> bool:
    """Tell two pages of one host; of a crawl, most links are such."""
    hosts = [host_of(page), host_of(target)]
    names = {host.name.removeprefix("www.") for host in hosts if host}
    return len(names) == 1


def _cell(cells: Sequence[str], column: Column) -> str:
    return cells[column.index].strip() if column.index < len(cells) else ""


def _refusal(record: Record, column: Column, reason: str, accepted: str = "") -> RefusedRow:
    if column.index >= len(record.cells):
        reason = f"The row ends before this column; it has {len(record.cells)} cells"
    return RefusedRow(
        line=record.line,
        column=column.name,
        value=shown(_cell(record.cells, column)),
        reason=reason,
        accepted=accepted,
    )
