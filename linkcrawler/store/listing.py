"""Taking lists of backlinks into the store, in one transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import islice

from sqlite_utils import Database

from linkcrawler.errors import InputError
from linkcrawler.models import Backlink, RefusedRow
from linkcrawler.store.staging import prepare, stage
from linkcrawler.store.times import stamp
from linkcrawler.store.writing import roomy, writing

_BATCH = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRows:
    """The rows of one list, and where it is from."""

    name: str
    rows: Iterable[Backlink | RefusedRow]
    source: str = ""
    """The tool that wrote it; empty: not known."""

    report: str = ""
    """Which of the tool's reports it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What became of a list: ``read = taken + refused + doubled``."""

    id: int
    name: str
    read: int
    taken: int
    refused: int
    doubled: int
    new: int
    """Of those taken, how many the store did not know yet."""

    first_refused: tuple[RefusedRow, ...] = ()
    source: str = ""
    report: str = ""
    site: str = ""
    """The one site that the list is about; empty: it is about several."""

    vanished: int = 0
    """Backlinks that the last export of this kind held and the present one does not."""

    held: int = 0
    """Backlinks that this source was known to hold before, and still does."""

    notes: tuple[str, ...] = ()
    """What else is to be told of the list, a sentence each."""

    @property
    def has_shrunk(self) -> bool:
        """Tell whether more than half is gone since the export before."""
        return self.vanished > self.held


def take_list(
    db: Database, rows: Iterable[Backlink | RefusedRow], name: str, now: datetime
) -> ImportReport:
    """Store one list; see ``take_lists``."""
    return take_lists(db, [ListRows(name=name, rows=rows)], now)[0]


def take_lists(
    db: Database,
    lists: Iterable[ListRows],
    now: datetime,
    *,
    role: str | None = None,
    labels: Sequence[str] = (),
) -> list[ImportReport]:
    """Store lists; which backlinks they held stays in the temporary table ``listed``.

    ``role`` is whose the sites are that they link to; ``None``: as known, and else one's own.
    Raises ``InputError`` if no row of a list can be used; nothing is changed then, nor when
    ``lists`` or their rows raise.
    """
    prepare(db)
    with roomy(db), writing(db):
        reports = [_take(db, each, now) for each in lists]
        for label in labels:
            db.execute("INSERT OR IGNORE INTO label SELECT backlink_id, ? FROM listed", [label])
        if role is not None:
            _set_role(db, role)
        _make_due(db)
        reports = _with_vanished(db, reports)
        for report in reports:
            db.execute(
                "UPDATE import SET read = ?, taken = ?, refused = ?, doubled = ?, new = ?,"
                " site = ?, vanished = ? WHERE id = ?",
                [
                    *(report.read, report.taken, report.refused, report.doubled, report.new),
                    *(report.site, report.vanished, report.id),
                ],
            )
    return reports


def _take(db: Database, listed: ListRows, now: datetime) -> ImportReport:
    new_before, taken_before = _count(db, "backlink"), _count(db, "listed")
    claims_before = _claims(db, listed.source)
    import_id = db.execute(
        "INSERT INTO import (at, name, source, report) VALUES (?, ?, ?, ?) RETURNING id",
        [stamp(now), listed.name, listed.source, listed.report],
    ).fetchone()[0]
    read = refused = 0
    first_refused: list[RefusedRow] = []
    sites: set[str] = set()
    iterator = iter(listed.rows)
    while batch := list(islice(iterator, _BATCH)):
        bad = [row for row in batch if isinstance(row, RefusedRow)]
        good = (row for row in batch if isinstance(row, Backlink))
        sites |= stage(db, good, import_id, listed.source, now)
        _keep_refused(db, bad, import_id)
        first_refused += bad[: 20 - len(first_refused)]
        read, refused = read + len(batch), refused + len(bad)
    if read == refused:
        raise InputError(_nothing_usable(listed.name, first_refused, read))
    taken = _count(db, "listed") - taken_before
    return ImportReport(
        id=import_id,
        name=listed.name,
        read=read,
        taken=taken,
        refused=refused,
        doubled=read - refused - taken,
        new=_count(db, "backlink") - new_before,
        first_refused=tuple(first_refused),
        source=listed.source,
        report=listed.report,
        site=sites.pop() if len(sites) == 1 else "",
        held=taken - (_claims(db, listed.source) - claims_before),
    )


def _set_role(db: Database, role: str) -> None:
    """Say whose the listed targets are; targets of one site are one owner's."""
    listed = (
        "SELECT target.{} FROM listed JOIN backlink ON backlink.id = listed.backlink_id"
        " JOIN target ON target.id = backlink.target_id"
    )
    db.execute(
        f"UPDATE target SET role = ? WHERE id IN ({listed.format('id')})"
        f" OR (site <> '' AND site IN ({listed.format('site')}))",
        [role],
    )


# A claim keeps the import that last held its backlink; those that the import before this one held,
# and that this one did not take over, are gone from the export.
_VANISHED = """
WITH before AS (
    SELECT id, at FROM import WHERE id < :first AND source = :source AND report = :report
        AND site = :site AND (:source <> '' OR name = :name)
)
SELECT count(*) FROM claim WHERE source = :source
    AND import_id IN (SELECT id FROM before WHERE at = (SELECT max(at) FROM before))
"""


def _with_vanished(db: Database, reports: Sequence[ImportReport]) -> list[ImportReport]:
    """Say of the last list of each kind what the export before it had more."""
    told = []
    first = min((report.id for report in reports), default=0)
    kinds = [_kind(report) for report in reports]
    for position, report in enumerate(reports):
        if kinds[position] in kinds[position + 1 :]:
            told.append(report)
            continue
        vanished = db.execute(_VANISHED, {**asdict(report), "first": first}).fetchone()[0]
        same = [each for each, kind in zip(reports, kinds, strict=True) if kind == kinds[position]]
        held = sum(each.held for each in same)
        told.append(replace(report, vanished=int(vanished), held=held))
    return told


def _kind(report: ImportReport) -> tuple[str, str, str, str]:
    return report.source, report.report, report.site, "" if report.source else report.name


def _make_due(db: Database) -> None:
    """Make the pages of listed backlinks fall due that no look has answered for yet."""
    db.execute(
        "UPDATE page SET next_check_at = NULL WHERE next_check_at IS NOT NULL AND id IN ("
        "SELECT backlink.page_id FROM listed JOIN backlink ON backlink.id = listed.backlink_id"
        " LEFT JOIN backlink_state AS state ON state.backlink_id = backlink.id"
        " WHERE state.backlink_id IS NULL)"
    )


def _keep_refused(db: Database, rows: list[RefusedRow], import_id: int) -> None:
    db.table("refused_row").insert_all(
        {
            "import_id": import_id,
            "line": row.line,
            "column": row.column,
            "value": row.value,
            "reason": row.sentence,
        }
        for row in rows
    )


def _count(db: Database, table: str) -> int:
    return int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def _claims(db: Database, source: str) -> int:
    return int(db.execute("SELECT count(*) FROM claim WHERE source = ?", [source]).fetchone()[0])


def _nothing_usable(name: str, refused: list[RefusedRow], read: int) -> str:
    if not refused:
        return f"{name}: the list is empty; a URL on each line or a table with URLs is expected"
    first = refused[0]
    return (
        f"{name}: none of the {read} rows can be used;"
        f" the first, line {first.line}: {first.sentence}"
    )
