"""How a list is laid out: its delimiter, its header, and what each column holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from linkcrawler.errors import InputError
from linkcrawler.imports.addresses import host_of, is_bare_host
from linkcrawler.imports.columns import metrics_of, roles_of
from linkcrawler.imports.content import Content
from linkcrawler.imports.exports import DISAVOW, OWN, SCREAMING_FROG, export_of
from linkcrawler.imports.records import CELLS, ONE_COLUMN, Record
from linkcrawler.imports.roles import Role
from linkcrawler.imports.sample import Sample
from linkcrawler.imports.source import ACCEPTED
from linkcrawler.imports.tables import Table, find_table
from linkcrawler.imports.target import TargetSite

_MAX_NAME_CHARS = 200

# Names that other tables give to their own pages, and to what is no page at all.
_VAGUE_PAGE_NAMES = frozenset({"url", "page", "pageurl", "source", "from", "backlink"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column that is used."""

    index: int
    """From 0."""

    name: str
    """As the header spells it; without header its number, from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What was found out about a list."""

    delimiter: str | None
    """``None``: one cell a line, or rows that come as cells.

    A space stands for any number of spaces and tabs.
    """

    encoding: str
    """Of the text; or what it is instead: ``xlsx`` or ``json``."""

    header: tuple[str, ...] | None
    """``None``: the first row is a backlink already."""

    header_line: int
    """Line on which the header begins, from 1; 0 where there is none."""

    columns: Mapping[Role, Column]
    tool: str | None
    """The tool that writes such a header, as a guess; ``None``: not known."""

    report: str | None = None
    """Which of the tool's reports it is."""

    metrics: Mapping[str, Column] = field(default_factory=dict)
    """By the trade's names, such as ``DR``."""

    notes_above: int = 0
    """Rows above the header that hold no page, such as the title of the report."""

    @property
    def has_comments(self) -> bool:
        """Tell whether a line that begins with ``#`` is a comment, as in plain lists."""
        return self.header is None or self.delimiter is None


class NoTargetError(InputError):
    """A list of backlinks that does not say where they lead, and neither did the user."""


def find_layout(content: Content, *, name: str, site: TargetSite | None) -> Layout:
    """Tell the layout from the first rows of a list.

    Raises ``InputError`` if the list holds no addresses, is another kind of table, or names no
    target where ``site`` names none either.
    """
    table = find_table(content, name)
    indexes = None if table is None else _indexes(table, site)
    if table is None or indexes is None:
        raise InputError(f"{name} holds no web address in its first lines; give {ACCEPTED}.")
    _refuse_other_tables(table, indexes, name, site)
    _require_target(indexes, name, site)
    header = None if table.header is None else tuple(table.header.cells)
    delimiter = table.below.delimiter
    export = export_of(set(table.keys))
    is_disavow = header is None and any(map(_names_domain, table.below.rows))
    return Layout(
        delimiter=None if delimiter in (ONE_COLUMN, CELLS) else delimiter,
        encoding=content.encoding,
        header=header,
        header_line=0 if table.header is None else table.header.line,
        columns={role: _column(header, index) for role, index in indexes.items()},
        tool=export.tool if export else DISAVOW if is_disavow else None,
        report=export.report if export else None,
        metrics={name: _column(header, at) for name, at in metrics_of(table.keys).items()},
        notes_above=sum(not is_row_above(record, site) for record in table.above),
    )


def is_row_above(record: Record, site: TargetSite | None) -> bool:
    """Tell a row of pages above a header from the notes that tools put there.

    A note may name the user's own site, which is no referring page.
    """
    cell = record.cells[0].strip()
    host = None if is_bare_host(cell) else host_of(cell)
    return host is not None and not (site and site.holds(host))


def _names_domain(record: Record) -> bool:
    return record.cells[0].lower().startswith("domain:")


def _require_target(indexes: Mapping[Role, int], name: str, site: TargetSite | None) -> None:
    if Role.TARGET not in indexes and site is None:
        raise NoTargetError(
            f"{name} has no column that says where its links point; "
            "give the target, a host name such as example.com or a URL."
        )


def _column(header: tuple[str, ...] | None, index: int) -> Column:
    name = header[index].strip("\ufeff \t\r\n") if header and index < len(header) else ""
    return Column(index=index, name=name[:_MAX_NAME_CHARS] or str(index + 1))


def _indexes(table: Table, site: TargetSite | None) -> dict[Role, int] | None:
    """Say which column plays which role; ``None``: none holds pages."""
    keys, below = table.keys, table.below
    named = roles_of(keys)
    unnamed = [
        index
        for index in below.address_columns()
        if all(index not in columns for columns in named.values())
    ]
    page = _best(below, named.pop(Role.REFERRING_PAGE, []))
    target = _best(below, named.pop(Role.TARGET, named.get(Role.AGREED_TARGET, [])))
    if target is not None and _holds_frames(below, target):
        target = None
    if page is None or (unnamed and _is_misnamed(table, page)):
        page, target = _by_content(below, unnamed, target, site)
    elif target is None and site:
        target = _on_site(below, unnamed, site)
    if page is None:
        return None
    indexes = {role: columns[0] for role, columns in named.items()}
    export = export_of(set(keys))
    if export and export.tool == SCREAMING_FROG and Role.LINK_KIND in indexes:
        indexes[Role.ELEMENT_KIND] = indexes.pop(Role.LINK_KIND)
    if not (export and export.tool == OWN):
        indexes.pop(Role.OTHER_CLAIMS, None)
    if target is not None:
        indexes[Role.TARGET] = target
    return {Role.REFERRING_PAGE: page} | indexes


def _best(below: Sample, named: Sequence[int]) -> int | None:
    """Choose among columns with fitting names: by what they hold, then by their names."""
    return max(named, key=below.fitness, default=None)


_FRAMES = frozenset({"_blank", "_self", "_parent", "_top", "_new"})


def _holds_frames(below: Sample, index: int) -> bool:
    """Tell a column of the attribute ``target``, such as ``_blank``."""
    cells = list(below.cells(index))
    return bool(cells) and all(cell.lower() in _FRAMES for cell in cells)


def _is_misnamed(table: Table, page: int) -> bool:
    """Tell a "Page" that holds a number, or a "Source" that holds a word."""
    is_filled = any(table.below.cells(page))
    return table.keys[page] in _VAGUE_PAGE_NAMES and is_filled and not table.below.addresses(page)


def _by_content(
    below: Sample, columns: Sequence[int], target: int | None, site: TargetSite | None
) -> tuple[int | None, int | None]:
    """Take the first column of addresses as pages and the next one as targets.

    A column on the user's own site is the target's, wherever it stands.
    """
    if not columns:
        is_list = below.delimiter == ONE_COLUMN and below.addresses(0) > 0
        return (0 if is_list else None), target
    pages = [index for index in columns if not below.holds_pictures(index)] or columns
    page = pages[0]
    others = [index for index in pages[1:] if not below.repeats(index, page)]
    if target is not None or not others:
        return page, target
    own = _on_site(below, others, site) if site else None
    if own is None and site and below.lies_on(site, page):
        return others[0], page
    return page, others[0] if own is None else own


def _on_site(below: Sample, columns: Sequence[int], site: TargetSite) -> int | None:
    """Return the first of ``columns`` that points at ``site``."""
    return next((index for index in columns if below.lies_on(site, index)), None)


def _refuse_other_tables(
    table: Table, indexes: Mapping[Role, int], name: str, site: TargetSite | None
) -> None:
    """Refuse tables of own pages and of domains in a language that we don't know."""
    page = indexes[Role.REFERRING_PAGE]
    if table.header is None or len(table.header.cells) < 2 or Role.TARGET in indexes:
        return
    key = table.keys[page] if page < len(table.keys) else ""
    if Role.REFERRING_PAGE in roles_of([key]) and key not in _VAGUE_PAGE_NAMES:
        return
    if site and table.below.lies_on(site, page):
        raise InputError(
            f"{name} is a table of pages on {site.host}; "
            "give a list of the pages elsewhere that link to it."
        )
    if table.below.holds_hosts(page):
        raise InputError(
            f"{name} is a table of domains; give a list of their pages, such as an export "
            "of backlinks."
        )
