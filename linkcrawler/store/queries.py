"""What the commands ask of the store. Addresses leave it without the passwords in them."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from linkcrawler import columns
from linkcrawler.store.due import targets_at
from linkcrawler.store.runs import iterate
from linkcrawler.store.staging import CLAIMED, OWN, page_url
from linkcrawler.urls import without_credentials

STATUS_COLUMNS = tuple(column.name for column in columns.STATUS)
"""Columns of ``backlink_status``, in the order of the public contract."""

_STATUS_URLS = [column.name for column in columns.STATUS if column.kind is columns.Kind.URL]
_CHANGE_URLS = ["referring_page", "target", "old", "new"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which backlinks, or changes of them, are asked for; empty: all."""

    target: str | None = None
    """A site or a page that they point at, as ``verify`` takes it."""

    domains: Sequence[str] = ()
    """Referring domains."""

    since: str | None = None
    """Earliest stamp: of the last look, or of the change."""

    until: str | None = None
    """Latest stamp."""

    site_role: str | None = None
    """Whose the sites are that they point at: ``own`` or ``competitor``."""


_MAX_DIGITS = 18
"""Of a number that SQLite takes."""


def find_status(
    db: Database,
    url: str | None = None,
    *,
    states: Sequence[str] = (),
    wanted: Wanted | None = None,
) -> Iterator[dict[str, object]]:
    """Yield rows of ``backlink_status``: of one referring page or target, or all.

    ``url`` may be the number of a backlink, which no page has for an address.
    """
    where, values = _conditions(db, wanted or Wanted(), "backlink_status.id", "last_checked_at")
    if url is not None and url.isascii() and url.isdigit() and len(url) <= _MAX_DIGITS:
        where.append("id = ?")
        values.append(int(url))
    elif url is not None:
        where.append(
            "id IN ("  # each by an index of its own, which one condition with OR would not use
            "SELECT backlink.id FROM page JOIN backlink ON backlink.page_id = page.id"
            " WHERE page.url IN (?, ?)"
            " UNION SELECT id FROM backlink WHERE given = ? AND given <> ''"
            " UNION SELECT backlink.id FROM target JOIN backlink ON backlink.target_id = target.id"
            " WHERE target.target = ?)"
        )
        values += [url, page_url(url), url, url]
    if states:
        where.append(f"link_state IN ({','.join('?' * len(states))})")
        values += states
    rows = iterate(
        db,
        f"SELECT {', '.join(STATUS_COLUMNS)} FROM backlink_status{_where(where)} ORDER BY id",
        values,
    )
    return shown(rows, _STATUS_URLS)


# What we say ourselves stands in the other columns. An entry without value is left out.
_CLAIM = (
    "json_patch('{}', json_object('source', source, "
    + ", ".join(f"'{name}', {name}" for name in CLAIMED if name not in ("lost", "metrics"))
    + ", 'lost', json(CASE lost WHEN 0 THEN 'false' WHEN 1 THEN 'true' ELSE 'null' END)"
    ", 'metrics', json(coalesce(metrics, 'null'))))"
)
_CLAIMS = (
    f"(SELECT nullif(json_group_array(json({_CLAIM})), '[]') FROM (SELECT * FROM claim"
    f" WHERE claim.backlink_id = backlink_status.id AND source <> '{OWN}'"
    f" AND coalesce({', '.join(CLAIMED)}) IS NOT NULL ORDER BY source))"
)


def find_exported(
    db: Database, *, states: Sequence[str] = (), wanted: Wanted | None = None
) -> Iterator[dict[str, object]]:
    """Yield rows as ``find_status`` does, each with what lists say of the backlink."""
    where, values = _conditions(db, wanted or Wanted(), "backlink_status.id", "last_checked_at")
    if states:
        where.append(f"link_state IN ({','.join('?' * len(states))})")
        values += states
    names = [f"backlink_status.{name}" for name in STATUS_COLUMNS]
    names += [f"agreements.{column.name}" for column in columns.TERMS]
    rows = iterate(
        db,
        f"SELECT {', '.join(names)}, {_CLAIMS} AS claims FROM backlink_status"
        f" LEFT JOIN agreements ON agreements.backlink_id = backlink_status.id{_where(where)}"
        " ORDER BY backlink_status.id",
        values,
    )
    return shown(rows, [*_STATUS_URLS, "agreed_target"])


def find_agreements(db: Database, *, wanted: Wanted | None = None) -> Iterator[dict[str, object]]:
    """Yield rows of ``agreements``, by the number of the backlink."""
    where, values = _conditions(db, wanted or Wanted(), "agreements.backlink_id", "agreed_at")
    names = ", ".join(column.name for column in columns.AGREEMENTS)
    rows = iterate(
        db, f"SELECT {names} FROM agreements{_where(where)} ORDER BY backlink_id", values
    )
    return shown(rows, ["referring_page", "target", "agreed_target"])


def _conditions(
    db: Database, wanted: Wanted, backlink: str, time: str
) -> tuple[list[str], list[object]]:
    """Return conditions and their values; ``backlink`` and ``time`` are the columns to ask."""
    where: list[str] = []
    values: list[object] = []
    if wanted.target is not None:
        where.append(
            f"{backlink} IN (SELECT id FROM backlink"
            " WHERE target_id IN (SELECT value FROM json_each(?)))"
        )
        values.append(json.dumps(targets_at(db, wanted.target)))
    if wanted.domains:
        where.append(
            f"{backlink} IN (SELECT backlink.id FROM backlink"
            " JOIN page ON page.id = backlink.page_id JOIN domain ON domain.id = page.domain_id"
            " WHERE domain.name IN (SELECT value FROM json_each(?)))"
        )
        values.append(json.dumps(list(wanted.domains)))
    if wanted.site_role is not None:
        where.append(
            "(SELECT target.role FROM backlink JOIN target ON target.id = backlink.target_id"
            f" WHERE backlink.id = {backlink}) = ?"
        )
        values.append(wanted.site_role)
    if wanted.since is not None:
        where.append(f"{time} >= ?")
        values.append(wanted.since)
    if wanted.until is not None:
        where.append(f"{time} <= ?")
        values.append(wanted.until)
    return where, values


def _where(conditions: Sequence[str]) -> str:
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""


def shown(rows: Iterable[dict[str, object]], names: Sequence[str]) -> Iterator[dict[str, object]]:
    """Yield the rows without ``user:password@`` in the columns of those names."""
    for row in rows:
        for name in names:
            value = row[name]
            if isinstance(value, str) and "@" in value and "//" in value:
                row[name] = without_credentials(value)
        yield row


def history(db: Database, backlink_id: int) -> Iterator[dict[str, object]]:
    """Yield the looks at a backlink that differed from the one before, oldest first.

    ``evidence`` is what ``evidence_of`` wrote, or ``None``.
    """
    for row in iterate(
        db, "SELECT * FROM observation WHERE backlink_id = ? ORDER BY id", [backlink_id]
    ):
        yield {**row, "evidence": json.loads(str(row["evidence"])) if row["evidence"] else None}


def find_events(
    db: Database,
    *,
    run_id: int | None = None,
    since: str | None = None,
    kinds: Sequence[str] = (),
    wanted: Wanted | None = None,
) -> Iterator[dict[str, object]]:
    """Yield rows of ``change_events``: wanted ones, of one run, since a time, or of the last run.

    An empty ``Wanted`` means those of all runs.
    """
    wanted_events = wanted or Wanted(since=since)
    where, values = _conditions(db, wanted_events, "change_events.backlink_id", "at")
    if wanted_events.since is not None:
        # Numbers go up with the time; read from the first that fits, and not all of the years.
        where.append("id >= (SELECT min(+id) FROM event WHERE at >= ?)")
        values.append(wanted_events.since)
    if wanted is None and since is None and run_id is None:
        where.append("run_id = (SELECT max(id) FROM run)")
    if run_id is not None:
        where.append("run_id = ?")
        values.append(run_id)
    if kinds:
        where.append(f"kind IN ({','.join('?' * len(kinds))})")
        values += kinds
    names = ", ".join(column.name for column in columns.CHANGES)
    rows = iterate(db, f"SELECT {names} FROM change_events{_where(where)} ORDER BY id", values)
    return shown(rows, _CHANGE_URLS)


def find_runs(db: Database) -> Iterator[dict[str, object]]:
    """Yield rows of ``runs``, the first one first."""
    names = ", ".join(column.name for column in columns.RUNS)
    yield from iterate(db, f"SELECT {names} FROM runs ORDER BY id")


def find_domains(db: Database) -> Iterator[dict[str, object]]:
    """Yield rows of ``referring_domains``, by name."""
    names = ", ".join(column.name for column in columns.DOMAINS)
    yield from iterate(db, f"SELECT {names} FROM referring_domains ORDER BY referring_domain")


def find_removal_cases(db: Database) -> Iterator[dict[str, object]]:
    """Yield rows of ``removal_cases``, by number."""
    names = ", ".join(column.name for column in columns.REMOVAL_CASES)
    rows = iterate(db, f"SELECT {names} FROM removal_cases ORDER BY id")
    return shown(rows, ["referring_page"])


def find_audited_links(db: Database) -> Iterator[dict[str, object]]:
    """Yield rows of ``audited_links``, by the number of the backlink."""
    names = ", ".join(column.name for column in columns.AUDITED_LINKS)
    rows = iterate(db, f"SELECT {names} FROM audited_links ORDER BY backlink_id")
    return shown(rows, ["referring_page", "target"])


def find_audited_domains(db: Database) -> Iterator[dict[str, object]]:
    """Yield rows of ``audited_domains``, by name and site."""
    names = ", ".join(column.name for column in columns.AUDITED_DOMAINS)
    yield from iterate(
        db, f"SELECT {names} FROM audited_domains ORDER BY referring_domain, target_site"
    )


def find_claims(db: Database) -> Iterator[dict[str, object]]:
    """Yield rows of ``claims``, by the number of the backlink and the tool."""
    names = ", ".join(column.name for column in columns.CLAIMS)
    rows = iterate(db, f"SELECT {names} FROM claims ORDER BY backlink_id, source")
    return shown(rows, ["referring_page", "target"])


def own_sites(db: Database) -> frozenset[str]:
    """Return the sites of the targets that are the user's own."""
    rows = db.execute("SELECT DISTINCT site FROM target WHERE role = 'own'")
    return frozenset(site for (site,) in rows)


def has_run(db: Database, run_id: int) -> bool:
    """Tell whether there is a run of that number."""
    return bool(db.execute("SELECT 1 FROM run WHERE id = ?", [run_id]).fetchone())


def last_run(db: Database) -> int | None:
    """Return the number of the last run; ``None`` if there was none."""
    found = db.execute("SELECT max(id) FROM run").fetchone()[0]
    return None if found is None else int(found)


def count_runs(db: Database, links: str | None = None) -> int:
    """Return how many runs the store holds: all, or those over a list of that name."""
    where = "" if links is None else " WHERE links = :links"
    counted = db.execute(f"SELECT count(*) FROM run{where}", {"links": links})
    return int(counted.fetchone()[0])
