"""Which columns a table has, under which names: the view's own, or those another tool takes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from linkcrawler.columns import Column, Kind
from linkcrawler.errors import InputError
from linkcrawler.states import Countability, LinkState

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column of a table."""

    header: str
    kind: Kind
    value: Callable[[Row], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The columns of a table, in order."""

    fields: tuple[Field, ...]

    @property
    def headers(self) -> list[str]:
        """Return the names of the columns."""
        return [field.header for field in self.fields]

    def cells(self, row: Row) -> list[object]:
        """Return the values of a row of the view, as this table has them."""
        return [field.value(row) for field in self.fields]


def _own(column: Column) -> Field:
    name = column.name
    return Field(header=name, kind=column.kind, value=lambda row: row[name])


def _named(header: str, name: str, kind: Kind = Kind.TEXT) -> Field:
    return Field(header=header, kind=kind, value=lambda row: row[name])


def _day(header: str, name: str) -> Field:
    return Field(header=header, kind=Kind.TEXT, value=lambda row: str(row[name] or "")[:10])


def _empty(header: str) -> Field:
    return Field(header=header, kind=Kind.TEXT, value=lambda _row: "")


def _follow(row: Row) -> str:
    """Return whether a present link is followed, as ``yes`` or ``no``; empty: it is not known."""
    if row["link_state"] != LinkState.PRESENT:
        return ""
    return "yes" if row["countability"] == Countability.FOLLOWED else "no"


# Source: the help pages of the tools, "Importing links via CSV" and "CSV format".
COLUMN_SETS: Mapping[str, Layout] = {
    "linkody": Layout(
        fields=(
            _named("URL FROM", "referring_page", Kind.URL),
            _empty("TAGS"),
            _empty("NOTES"),
            _named("EXPECTED LANDING PAGE URL", "target", Kind.URL),
            Field(header="EXPECTED FOLLOW", kind=Kind.TEXT, value=_follow),
            _named("EXPECTED ANCHOR", "anchor_text"),
            _day("ADDED", "first_seen_at"),
            _empty("EXPIRES"),
            _empty("COST"),
        )
    ),
    "tracelinker": Layout(
        fields=(
            _named("source_url", "referring_page", Kind.URL),
            _named("target_url", "target", Kind.URL),
            _named("anchor_text", "anchor_text"),
            _named("rel", "rel"),
            _day("first_seen", "first_seen_at"),
            _day("last_seen", "last_present_at"),
            _empty("dr"),
            _named("note", "link_state"),
        )
    ),
}


def layout_of(view: Sequence[Column], wanted: str | None) -> Layout:
    """Return the layout for ``--columns``: a tool's name, or names of the view with commas.

    ``None`` means all columns of the view. Raises ``InputError`` where there is no such column.
    """
    if wanted is None:
        return Layout(fields=tuple(map(_own, view)))
    known = {column.name: column for column in view}
    found = COLUMN_SETS.get(wanted.strip().lower())
    if found is not None:
        if "link_state" not in known:
            raise InputError(f"--columns {wanted} is of backlinks, and can't be had of changes")
        return found
    names = [name.strip() for name in wanted.split(",")]
    strangers = [name for name in names if name not in known]
    if strangers:
        raise InputError(
            f"--columns: there is no column {strangers[0]!r}; {', '.join(COLUMN_SETS)},"
            f" screaming-frog, or some of {', '.join(known)} with commas are"
        )
    return Layout(fields=tuple(_own(known[name]) for name in names))
