"""Files of backlinks into the database: all of them, or nothing is changed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from pathlib import Path

from linkcrawler import store
from linkcrawler.database import hold_known
from linkcrawler.errors import DatabaseError, InputError
from linkcrawler.imports import BacklinkFile, BacklinkList, open_file, split_labels
from linkcrawler.models import Backlink, RefusedRow
from linkcrawler.urls import parse_web

OnRefused = Callable[[str, RefusedRow], None]
"""Is told of each refused row, with the name of its list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """What files are taken as."""

    target: str | None = None
    """What the rows point at where a list does not say, and a filter where it does."""

    role: str | None = None
    """Whose the sites are that are linked to; ``None``: as known, else one's own."""

    labels: Sequence[str] = ()
    encoding: str | None = None
    """What text is read in; ``None``: what its bytes show."""

    on_refused: OnRefused | None = None


def take_files(
    stack: ExitStack,
    path: Path,
    files: Sequence[str],
    taking: Taking,
    now: datetime,
    *,
    is_held: bool = False,
) -> tuple[store.Database, list[store.ImportReport]]:
    """Open the files, then the database, and take the lists into it, a report for each.

    ``is_held``: the caller holds the database already. What can't be used leaves no new database
    behind. Raises ``LinkcrawlerError``.
    """
    if taking.target is not None:
        check_target(taking.target)
    is_held = is_held or stack.enter_context(hold_known(path))
    opened: list[tuple[BacklinkFile, BacklinkList]] = []
    lists = _open_all(stack, files, taking, opened)
    first = next(lists)
    if not is_held:
        stack.enter_context(store.hold(path))
    labels = list(chain.from_iterable(map(split_labels, taking.labels)))
    is_new = not path.exists()
    database = store.open_database(path)
    try:
        reports = store.take_lists(
            database, chain([first], lists), now, role=taking.role, labels=labels
        )
    except BaseException:
        database.close()
        if is_new:
            _remove(path)
        raise
    return database, [
        replace(report, notes=tuple(_notes(file, each, opened[position + 1 :])))
        for position, (report, (file, each)) in enumerate(zip(reports, opened, strict=True))
    ]


def take_into(
    path: Path, files: Sequence[str], taking: Taking, now: datetime
) -> list[store.ImportReport]:
    """Take files into the database at ``path``; raises as ``take_files`` does."""
    with store_errors(path), ExitStack() as stack:
        database, reports = take_files(stack, path, files, taking, now)
        database.close()
        return reports


def _open_all(
    stack: ExitStack,
    files: Sequence[str],
    taking: Taking,
    opened: list[tuple[BacklinkFile, BacklinkList]],
) -> Iterator[store.ListRows]:
    for name in files:
        with open_file(name, target=taking.target, encoding=taking.encoding) as file:
            stack.callback(file.close)  # should nobody ask for what comes after
            for each in file.lists:
                opened.append((file, each))
                yield store.ListRows(
                    name=each.name,
                    rows=_telling(each, taking.on_refused) if taking.on_refused else each.rows,
                    source=each.layout.tool or "",
                    report=each.layout.report or "",
                )


def _telling(each: BacklinkList, on_refused: OnRefused) -> Iterator[Backlink | RefusedRow]:
    for row in each.rows:
        if isinstance(row, RefusedRow):
            on_refused(each.name, row)
        yield row


def _notes(
    file: BacklinkFile, each: BacklinkList, later: Iterable[tuple[BacklinkFile, BacklinkList]]
) -> Iterator[str]:
    if encoding := each.guessed_encoding:
        yield guess_of(each.name, encoding)
    if count := each.layout.notes_above:
        yield f"{count:,} lines above the header of {each.name} hold no page."
    if all(other is not file for other, _ in later):
        yield from file.skipped


def guess_of(name: str, encoding: str) -> str:
    """Return the sentence on what the bytes of a list can't tell for certain."""
    return (
        f"{name}: what is no UTF-8 is read as {encoding}, which is a guess;"
        " where letters are wrong, say the right one with --encoding."
    )


def together(reports: Sequence[store.ImportReport]) -> store.ImportReport:
    """Return one report of several lists; of one list it is its own."""
    if len(reports) == 1:
        return reports[0]
    return replace(
        reports[0],
        name=", ".join(report.name for report in reports),
        read=sum(report.read for report in reports),
        taken=sum(report.taken for report in reports),
        refused=sum(report.refused for report in reports),
        doubled=sum(report.doubled for report in reports),
        new=sum(report.new for report in reports),
        vanished=sum(report.vanished for report in reports),
        held=sum(report.held for report in reports),
        first_refused=tuple(chain.from_iterable(report.first_refused for report in reports)),
        notes=tuple(chain.from_iterable(report.notes for report in reports)),
    )


@contextmanager
def store_errors(path: Path) -> Iterator[None]:
    """Tell what the store can't do, such as on a full disk, as a ``DatabaseError``."""
    try:
        yield
    except store.AnyDatabaseError as error:
        raise DatabaseError(f"{path}: the database can't be written ({error})") from error


def check_target(target: str) -> None:
    """Raise ``InputError`` unless ``target`` is a host name or a web address."""
    text = target.strip()
    address = parse_web(text if "://" in text else f"http://{text}")
    if address is None or not ("." in address.host or address.host == "localhost"):
        raise InputError(
            f"target {target!r} is no site; give a host name such as example.com"
            " or an address such as https://example.com/page"
        )


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
