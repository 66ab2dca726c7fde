"""The results as Python objects: frozen, typed, read as they are asked for.

    with linkcrawler.open("backlinks.db") as results:
        for status in results.statuses(states=["lost"], target="example.com"):
            print(status.referring_page, status.lost_at, status.reason.sentence)

Names are those of the views; times are aware, in UTC; ``None`` means what NULL means there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from linkcrawler import columns, store
from linkcrawler.columns import Column, Kind
from linkcrawler.errors import InputError
from linkcrawler.states import ChangeKind, Countability, LinkState, PageState, Reason, RunCause
from linkcrawler.store.times import stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """A known backlink, and what the last look at it came to."""

    id: int
    referring_page: str
    referring_domain: str
    target: str
    target_site: str
    site_role: str
    page_state: PageState | None
    link_state: LinkState
    reason: Reason
    http_status: int | None
    final_url: str | None
    anchor_text: str | None
    anchor_source: str | None
    rel: str | None
    countability: Countability | None
    nofollow_from: str | None
    not_counted_because: str | None
    placement: str | None
    comment_platform: str | None
    page_language: str | None
    declared_language: str | None
    page_title: str | None
    canonical: str | None
    links_on_page: int | None
    external_links_on_page: int | None
    match_level: str | None
    rendered: bool
    first_seen_at: datetime | None
    first_checked_at: datetime | None
    last_checked_at: datetime | None
    last_present_at: datetime | None
    missing_since_at: datetime | None
    lost_at: datetime | None
    checks: int
    next_check_at: datetime | None
    evidence_html: str | None
    dom_path: str | None
    language_conflict: bool | None
    original_look: str | None
    ip_address: str | None
    entry_url: str | None
    unverifiable_since_at: datetime | None
    labels: str | None
    page_seen_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What differs between two looks at a backlink."""

    id: int
    at: datetime
    run_id: int
    backlink_id: int
    referring_page: str
    target: str
    kind: ChangeKind
    field: str | None
    old: str | None
    new: str | None
    reason: Reason
    observation_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One crawl."""

    id: int
    started_at: datetime
    finished_at: datetime | None
    outcome: str
    pages: int
    backlinks: int
    present: int
    elsewhere: int
    mention: int
    missing: int
    lost: int
    unknown: int
    newly_lost: int
    events: int
    links: str | None
    cause: RunCause | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """A referring domain, and what its backlinks came to."""

    referring_domain: str
    referring_pages: int
    backlinks: int
    present: int
    followed: int
    elsewhere: int
    missing: int
    lost: int
    unknown: int
    first_seen_at: datetime | None
    last_present_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedLink:
    """What the last audit said of a backlink."""

    backlink_id: int
    referring_page: str
    referring_domain: str
    target: str
    target_site: str
    site_role: str
    link_state: LinkState
    countability: Countability | None
    anchor_text: str | None
    rel: str | None
    placement: str | None
    page_language: str | None
    quality: str | None
    anchor_class: str | None
    relevance: float | None
    matched_terms: str
    signs: str
    audited_at: datetime
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedDomain:
    """What the last audit said of a referring domain and a site."""

    referring_domain: str
    target_site: str
    site_role: str
    quality: str | None
    signs: str
    referring_pages: int
    backlinks: int
    present: int
    followed: int
    authority: float | None
    authority_from: str | None
    relevance: float | None
    country: str | None
    gained_on: str | None
    gained_from: str | None
    lost_on: str | None
    audited_at: datetime
    linking_pages: int
    pairs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What was agreed about a backlink."""

    backlink_id: int
    referring_page: str
    target: str
    agreed_target: str | None
    agreed_anchor_text: str | None
    agreed_rel: str | None
    agreed_until: str | None
    cost: str | None
    campaign: str | None
    contact: str | None
    agreed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetPage:
    """A page that backlinks point at, as ``linkcrawler targets`` last saw it."""

    target: str
    target_site: str
    site_role: str
    page_state: PageState | None
    http_status: int | None
    final_url: str | None
    canonical: str | None
    noindex_from: str | None
    page_title: str | None
    page_language: str | None
    checked_at: datetime | None
    backlinks: int
    present: int
    referring_domains: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalCase:
    """Where the removal of links stands."""

    id: int
    target_site: str
    referring_domain: str
    referring_page: str | None
    state: str
    state_at: datetime
    contact: str | None
    note: str
    opened_at: datetime
    contact_found_at: datetime | None
    asked_at: datetime | None
    reminded_at: datetime | None
    reminders: int
    refused_at: datetime | None
    no_reply_at: datetime | None
    candidate_at: datetime | None
    exported_at: datetime | None
    removed_at: datetime | None
    removed_by_run: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What the list of a tool says of a backlink, beside what we saw."""

    backlink_id: int
    referring_page: str
    referring_domain: str
    target: str
    target_site: str
    site_role: str
    source: str
    claimed_anchor_text: str | None
    claimed_rel: str | None
    claimed_first_seen: str | None
    claimed_last_seen: str | None
    claimed_link_kind: str | None
    claimed_lost: bool | None
    claimed_lost_at: str | None
    claimed_lost_reason: str | None
    metrics: str | None
    claimed_at: datetime
    link_state: LinkState
    rel: str | None
    nofollow_from: str | None


_Row = TypeVar(
    "_Row",
    Status,
    Change,
    Run,
    Domain,
    AuditedLink,
    AuditedDomain,
    Agreed,
    TargetPage,
    RemovalCase,
    Claim,
)
_ENUMS: Mapping[str, Any] = {
    "link_state": LinkState,
    "page_state": PageState,
    "reason": Reason,
    "countability": Countability,
    "kind": ChangeKind,
    "cause": RunCause,
}
_KINDS: Mapping[Kind, Any] = {Kind.FLAG: bool, Kind.TIME: datetime.fromisoformat}


class Results:
    """A database that is read. A run may go on meanwhile; each loop sees one moment of it."""

    def __init__(self, db: str | PathLike[str]) -> None:
        self._db = store.open_reader(Path(db))

    def __enter__(self) -> Self:
        """Return the results."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the database."""
        self.close()

    def close(self) -> None:
        """Close the database; what is asked afterwards raises."""
        self._db.close()

    def statuses(
        self,
        url: str | None = None,
        *,
        states: Iterable[LinkState | str] = (),
        target: str | None = None,
        domains: Iterable[str] = (),
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Iterator[Status]:
        """Yield the known backlinks, by their number.

        ``url``: of this referring page or target; ``target``: of this site or page;
        ``since``, ``until``: looked at last in this time. Raises ``InputError`` at once for a
        state that there is none of or a time without a zone.
        """
        rows = store.find_status(
            self._db,
            url,
            states=[_known(LinkState, state) for state in states],
            wanted=_wanted(target, domains, since, until),
        )
        return _typed(Status, columns.STATUS, rows)

    def changes(
        self,
        *,
        run: int | None = None,
        kinds: Iterable[ChangeKind | str] = (),
        target: str | None = None,
        domains: Iterable[str] = (),
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Iterator[Change]:
        """Yield the changes of all runs, or of one, as they came; raises as ``statuses`` does."""
        rows = store.find_events(
            self._db,
            run_id=run,
            kinds=[_known(ChangeKind, kind) for kind in kinds],
            wanted=_wanted(target, domains, since, until),
        )
        return _typed(Change, columns.CHANGES, rows)

    def runs(self) -> Iterator[Run]:
        """Yield the runs, the first one first."""
        return _typed(Run, columns.RUNS, store.find_runs(self._db))

    def domains(self) -> Iterator[Domain]:
        """Yield the referring domains, by name."""
        return _typed(Domain, columns.DOMAINS, store.find_domains(self._db))

    def targets(self) -> Iterator[TargetPage]:
        """Yield the pages that backlinks point at, with the last look at each."""
        return _typed(TargetPage, columns.TARGETS, store.find_targets(self._db))

    def removal_cases(self) -> Iterator[RemovalCase]:
        """Yield the links that are to be removed, by their number."""
        return _typed(RemovalCase, columns.REMOVAL_CASES, store.find_removal_cases(self._db))

    def claims(self) -> Iterator[Claim]:
        """Yield what lists say of the backlinks, by their number and the tool."""
        return _typed(Claim, columns.CLAIMS, store.find_claims(self._db))

    def audited_links(self) -> Iterator[AuditedLink]:
        """Yield what the last audit said of each backlink; nothing before the first one."""
        return _typed(AuditedLink, columns.AUDITED_LINKS, store.find_audited_links(self._db))

    def audited_domains(self) -> Iterator[AuditedDomain]:
        """Yield what the last audit said of each referring domain, for each site."""
        return _typed(AuditedDomain, columns.AUDITED_DOMAINS, store.find_audited_domains(self._db))

    def agreements(
        self, *, target: str | None = None, domains: Iterable[str] = ()
    ) -> Iterator[Agreed]:
        """Yield what was agreed, by the number of the backlink."""
        wanted = store.Wanted(target=target, domains=tuple(domains))
        rows = store.find_agreements(self._db, wanted=wanted)
        return _typed(Agreed, columns.AGREEMENTS, rows)


def _wanted(
    target: str | None,
    domains: Iterable[str],
    since: datetime | None,
    until: datetime | None,
) -> store.Wanted:
    return store.Wanted(
        target=target,
        domains=tuple(domains),
        since=_stamp("since", since),
        until=_stamp("until", until),
    )


def _stamp(name: str, moment: datetime | None) -> str | None:
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise InputError(f"{name}: a time with a zone is expected, such as datetime.now(UTC)")
    return stamp(moment)


def _known(enum: type[LinkState] | type[ChangeKind], value: str) -> str:
    try:
        return enum(value).value
    except ValueError as error:
        raise InputError(f"{value!r} is none of {', '.join(enum)}") from error


def _typed(
    made: type[_Row], view: Sequence[Column], rows: Iterator[dict[str, object]]
) -> Iterator[_Row]:
    """Yield the rows of a view as values of a class whose fields are its columns."""
    convert = {
        column.name: made_of
        for column in view
        if (made_of := _ENUMS.get(column.name) or _KINDS.get(column.kind)) is not None
    }
    for row in rows:
        for name, made_of in convert.items():
            if row[name] is not None:
                row[name] = made_of(row[name])
        yield made(**row)  # type: ignore[arg-type]  # a test compares fields and columns
