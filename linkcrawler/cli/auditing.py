"""What ``audit`` and ``report`` share: the options, and making the audit."""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import click

from linkcrawler import store
from linkcrawler.audit.desk import Case, LostLink, Week
from linkcrawler.audit.material import Referrer, TargetPage
from linkcrawler.audit.parts import Audit
from linkcrawler.audit.policy import Policy
from linkcrawler.audit.profile import Profile, read_profile
from linkcrawler.audit.ratings import combined, from_ratings
from linkcrawler.audit.run import Asked, make_audit
from linkcrawler.audit.study import DomainStudy, LinkFinding
from linkcrawler.cli.moments import read_moment
from linkcrawler.cli.options import Decorated, db_option
from linkcrawler.errors import DatabaseError, InputError
from linkcrawler.imports.authority import RATED_BY_DOMAIN, RATED_BY_PAGE, read_ranks
from linkcrawler.imports.harmful import ACCEPTED_HARMFUL, read_harmful
from linkcrawler.store import audit as material
from linkcrawler.store.cases import find_cases
from linkcrawler.taking import store_errors

LOST_LINKS = 1_000
"""Lost links that are handed to the to-do list, the last ones."""

MAX_LINE = 4_096
"""Bytes of a line of a list of harmful domains."""


def audit_options(command: Decorated) -> Decorated:
    """Add the options that say what is audited."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return db_option(command)


_OPTIONS: Sequence[Callable[[Decorated], Decorated]] = (
    click.option("--site", metavar="DOMAIN", help="Your site; needed where there are several."),
    click.option(
        "--profile",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Brands, keywords, audience, thresholds. Default: the .toml beside the database.",
    ),
    click.option(
        "--authority",
        type=click.Path(path_type=Path),
        multiple=True,
        metavar="FILE",
        help="Ranks of domains: Common Crawl, Tranco, Majestic Million, Open PageRank.",
    ),
    click.option(
        "--harmful",
        type=click.Path(path_type=Path),
        multiple=True,
        metavar="FILE",
        help="A list of domains that you call harmful, one a line.",
    ),
    click.option("--since", help="Compare with the last audit up to this time."),
    click.option("--no-keep", is_flag=True, help="Do not keep what is found in the database."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditOptions:
    """The options as they were given."""

    db: Path
    site: str | None
    profile: Path | None
    authority: tuple[Path, ...]
    harmful: tuple[Path, ...]
    since: str | None
    no_keep: bool


def audit_of(options: AuditOptions) -> Audit:
    """Make the audit that was asked for, and keep it. Raises ``LinkcrawlerError``."""
    profile, policy = profile_of(options.profile, options.db)
    since = options.since and read_moment("--since", options.since, is_end=True)
    opened = store.open_reader(options.db)
    sites = material.audited_sites(opened)
    site = own_site(options.site, sites, options.db)
    own = {each.site for each in sites if each.role == "own"}
    wanted = [site, *(each.site for each in sites if each.site not in own)]
    ranks = _ranks(options, opened, wanted, policy)
    if options.harmful:
        harmful = _harmful(options, material.referring_domains(opened, wanted))
        profile = replace(profile, harmful={**harmful, **profile.harmful})
    if not options.no_keep:
        opened.close()
        with _may_not_be_kept():
            opened = store.open_database(options.db)
    now = datetime.now(UTC)
    before_at, before = material.last_figures(opened, site, since)
    asked = Asked(
        site=site,
        now=now,
        profile=profile,
        policy=policy,
        ranks=ranks,
        before_at=before_at or None,
        before=before,
        database=options.db.name,
        last_run_at=material.last_run_at(opened),
    )
    records = _Records(opened, site, wanted)
    if options.no_keep:
        with material.one_moment(opened):
            return make_audit(asked, records, _forget)
    with _may_not_be_kept(), store_errors(options.db):
        findings = material.Findings(opened)
        with material.one_moment(opened):
            audit = make_audit(asked, records, findings.add)
        findings.keep(site, audit.at, audit.figures())
    return audit


@contextmanager
def _may_not_be_kept() -> Iterator[None]:
    """Tell with an error of the database how the audit does without writing."""
    try:
        yield
    except DatabaseError as error:
        raise DatabaseError(f"{error}; with --no-keep nothing is written") from error


def _forget(_study: DomainStudy, _findings: Sequence[LinkFinding]) -> None:
    """Take what need not be kept."""


@dataclass(frozen=True, slots=True)
class _Records:
    """The store, as an audit asks it."""

    db: store.Database
    site: str
    sites: Sequence[str]

    def referrers(self) -> Iterator[Referrer]:
        return material.referrers(self.db, self.sites)

    def targets(self) -> Sequence[TargetPage]:
        return material.target_pages(self.db, self.site)

    def weeks(self) -> Sequence[Week]:
        return material.weeks_of(self.db, self.site)

    def lost(self) -> Sequence[LostLink]:
        return material.lost_links(self.db, self.site, LOST_LINKS)

    def cases(self) -> Sequence[Case]:
        return find_cases(self.db, self.site)

    def totals(self) -> Mapping[str, int]:
        return material.totals(self.db, self.site)


def profile_of(path: Path | None, db: Path) -> tuple[Profile, Policy]:
    """Return what an audit file tells; without a ``path`` the one beside the database, if any.

    Raises ``InputError``.
    """
    beside = db.with_suffix(".toml")
    file = path or (beside if beside.is_file() else None)
    return (Profile(), Policy()) if file is None else read_profile(_text(file), str(file))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 (byte {error.start})") from error
    except OSError as error:
        raise InputError(f"{path}: can't be read ({error.strerror or error})") from error


def own_site(asked: str | None, sites: Sequence[material.AuditedSite], db: Path) -> str:
    """Return the own site that ``--site`` names, or the only one. Raises ``InputError``."""
    own = [each.site for each in sites if each.role == "own"]
    if asked is not None:
        site = asked.strip().lower().removeprefix("www.").rstrip(".")
        if site not in own:
            raise InputError(
                f"--site {asked}: no backlinks of such a site of your own in {db};"
                f" there are {', '.join(own[:10]) or 'none'}"
            )
        return site
    if not own:
        raise InputError(f"{db}: there are no backlinks; 'linkcrawler import' takes lists")
    if len(own) > 1:
        raise InputError(
            f"{db} holds backlinks of {len(own)} sites; name one with --site: {', '.join(own[:10])}"
        )
    return own[0]


def _ranks(
    options: AuditOptions, opened: store.Database, sites: Sequence[str], policy: Policy
) -> Mapping[str, tuple[float, str]]:
    """Return the authority of domains. Where a ranked list tells it, tools' ratings do not.

    The list compares with the whole web; a rating is compared with the other referring domains.
    """
    ratings = material.ratings(opened, sites)
    rated = from_ratings(ratings, RATED_BY_DOMAIN, RATED_BY_PAGE, policy.authority_min_domains)
    lists = []
    for path in options.authority:
        with _opened(path) as stream:
            ranked = read_ranks(stream, str(path), ratings.keys())
        lists.append((ranked.tool, ranked.percentiles))
    return {**rated, **combined(lists)}


def _harmful(options: AuditOptions, wanted: Set[str]) -> dict[str, str]:
    """Return hosts of the lists of harmful domains, with the name of the list."""
    found: dict[str, str] = {}
    for path in options.harmful:
        with _opened(path) as stream:
            lines = (line.decode("utf-8", "replace") for line in _short_lines(stream, path))
            for host in read_harmful(lines, str(path), wanted):
                found.setdefault(host, path.name)
    return found


def _short_lines(stream: BinaryIO, path: Path) -> Iterator[bytes]:
    while line := stream.readline(MAX_LINE):
        if len(line) == MAX_LINE:
            raise InputError(f"{path}: not a list of domains; give {ACCEPTED_HARMFUL}.")
        yield line


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        stream = path.open("rb")
    except OSError as error:
        raise InputError(f"{path}: can't be read ({error.strerror or error})") from error
    with stream:
        yield stream
