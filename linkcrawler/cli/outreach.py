"""``outreach``: cases of links that are to be removed, and texts to write to their owners."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from linkcrawler import store
from linkcrawler.audit.cases import CaseState, Step, day_of, is_reminder_due, why_no_move
from linkcrawler.audit.desk import Case
from linkcrawler.audit.drafts import LANGUAGES, Draft, DraftKind, language_of, make_draft
from linkcrawler.audit.policy import Policy
from linkcrawler.cli.auditing import own_site
from linkcrawler.cli.moments import read_moment
from linkcrawler.cli.options import Decorated, db_option, echo_json, json_option
from linkcrawler.errors import InputError
from linkcrawler.store import cases as keeping
from linkcrawler.store.audit import audited_sites
from linkcrawler.taking import store_errors
from linkcrawler.text import plain

MAX_NOTE_CHARS = 2_000
DRAFTED_LINKS = 10
"""Links that a text names."""

_site_option = click.option(
    "--site", metavar="DOMAIN", help="Your site; needed where there are several."
)
_subjects = click.argument("subjects", metavar="DOMAIN|PAGE|ID...", nargs=-1, required=True)


def _step_options(command: Decorated) -> Decorated:
    for option in reversed(
        (
            _subjects,
            _site_option,
            click.option("--note", default="", help="What to keep with the step."),
            click.option("--contact", help="Whom to ask: an address, a form, a name."),
            click.option("--on", "day", metavar="DAY", help="When it was, such as 2026-11-24."),
            json_option,
            db_option,
        )
    ):
        command = option(command)
    return command


@click.group()
def outreach() -> None:
    """Keep account of links that are to be removed, and draft texts to their owners.

    Nothing is sent from here. A run that confirms that all links of a case are gone closes it.
    """


@outreach.command("list")
@click.option(
    "--state", "states", type=click.Choice([each.value for each in CaseState]), multiple=True
)
@click.option("--history", is_flag=True, help="All steps of each case.")
@_site_option
@json_option
@db_option
def list_cases(
    *, states: tuple[str, ...], history: bool, site: str | None, as_json: bool, db: Path
) -> None:
    """List the cases, and say which owners should be reminded."""
    opened = store.open_reader(db)
    chosen = own_site(site, audited_sites(opened), db)
    now = datetime.now(UTC)
    found = keeping.find_cases(opened, chosen, states)
    for case in found:
        steps = keeping.steps_of(opened, case.id) if history else ()
        _tell_case(chosen, case, steps, as_json=as_json, now=now)
    if not found and not as_json:
        click.echo("There are no such cases." if states else _NONE)


_NONE = "There are no cases; 'linkcrawler outreach review DOMAIN' opens one."


def _tell_case(
    site: str, case: Case, steps: Sequence[Step], *, as_json: bool, now: datetime
) -> None:
    is_due = is_reminder_due(case, Policy().reminder_days, now)
    if as_json:
        told = {"site": site, **case._asdict(), "reminder_due": is_due}
        if steps:
            told["steps"] = [step._asdict() for step in steps]
        echo_json(told)
        return
    name = plain(case.page or case.domain)
    click.echo(f"{case.state:<13} {day_of(case.at)}  {name}")
    if case.asked_at is not None:
        reminded = f", reminded {case.reminders} x" if case.reminders else ""
        due = "; a reminder is due" if is_due else ""
        click.echo(f"    asked {day_of(case.asked_at)}{reminded}{due}")
    if case.contact:
        click.echo(f"    contact: {plain(case.contact)}")
    if case.note and not steps:
        click.echo(f"    {plain(case.note)}")
    for step in steps:
        said = (f"{day_of(step.at)} {step.state}", step.note, step.contact)
        click.echo(f"    {': '.join(plain(each) for each in said if each)}")


@contextmanager
def _database(db: Path) -> Iterator[store.Database]:
    """Open a database that is there for writing; a step must not make one."""
    store.open_reader(db).close()
    with closing(store.open_database(db)) as opened, store_errors(db):
        yield opened


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """What the command line says of a step."""

    subjects: tuple[str, ...]
    site: str | None
    note: str
    contact: str | None
    day: str | None
    as_json: bool
    db: Path


def _moving(state: CaseState) -> Callable[..., None]:
    def move(**options: Any) -> None:
        given = _Given(**options)

        def step(opened: store.Database, subject: keeping.Subject, at: datetime) -> None:
            case = keeping.open_case(opened, subject, at)
            if (why := why_no_move(case, state)) is not None:
                raise InputError(plain(why))
            keeping.move_case(
                opened, case.id, state, at, note=_short(given.note), contact=given.contact
            )

        _take_step(given, step)

    return move


def _take_step(
    given: _Given, step: Callable[[store.Database, keeping.Subject, datetime], None]
) -> None:
    """Take a step with each of the cases, all or none, and tell where they stand."""
    now = datetime.now(UTC)
    at = _at(given.day, now)
    with _database(given.db) as opened:
        site = own_site(given.site, audited_sites(opened), given.db)
        named = [keeping.subject_of(opened, site, text) for text in given.subjects]
        subjects = list(dict.fromkeys(named))
        with store.writing(opened):
            for subject in subjects:
                step(opened, subject, at)
        for subject in subjects:
            after = keeping.case_of(opened, subject)
            assert after is not None
            _tell_case(site, after, (), as_json=given.as_json, now=now)


def _short(note: str) -> str:
    if len(note) > MAX_NOTE_CHARS:
        raise InputError(f"--note has {len(note):,} characters; {MAX_NOTE_CHARS:,} are kept")
    return note.strip()


def _at(day: str | None, now: datetime) -> datetime:
    if day is None:
        return now
    at = datetime.fromisoformat(read_moment("--on", day))
    if at > now:
        raise InputError(f"--on {day}: that is still to come")
    return at


_MOVES = {
    "review": (CaseState.REVIEW, "Open a case, or look at one again."),
    "contact": (CaseState.CONTACT_FOUND, "Note whom to ask, with --contact."),
    "asked": (CaseState.ASKED, "Note that you asked the owner to remove the link."),
    "reminded": (CaseState.REMINDED, "Note that you asked again."),
    "refused": (CaseState.REFUSED, "Note that the owner refused."),
    "no-reply": (CaseState.NO_REPLY, "Note that there was no answer."),
    "candidate": (CaseState.CANDIDATE, "Mark it as what you mean to disavow."),
    "dismiss": (CaseState.DISMISSED, "Set it aside: the link may stay."),
}
for _name, (_state, _help) in _MOVES.items():
    outreach.command(_name, help=_help)(_step_options(_moving(_state)))


@outreach.command()
@_step_options
def note(**options: Any) -> None:
    """Add a note or a contact to cases, which stay in their state."""
    given = _Given(**options)
    if not given.note.strip() and given.contact is None:
        raise click.UsageError("give --note or --contact")

    def step(opened: store.Database, subject: keeping.Subject, at: datetime) -> None:
        case = keeping.case_of(opened, subject)
        if case is None:
            name = plain(subject.page or subject.domain)
            raise InputError(f"{name}: there is no case; 'linkcrawler outreach review' opens one")
        keeping.annotate_case(opened, case.id, at, note=_short(given.note), contact=given.contact)

    _take_step(given, step)


@outreach.command()
@click.argument("subject", metavar="DOMAIN|PAGE|ID")
@click.option(
    "--kind",
    type=click.Choice([each.value for each in DraftKind]),
    default=DraftKind.REMOVAL.value,
    show_default=True,
    help="What is asked for.",
)
@click.option(
    "--language", type=click.Choice(LANGUAGES), help="Default: that of the page, or else English."
)
@_site_option
@json_option
@db_option
def draft(*, subject: str, kind: str, db: Path, as_json: bool, **options: Any) -> None:
    """Write a text to the owner of a page; you go over it and send it yourself."""
    opened = store.open_reader(db)
    site = own_site(options["site"], audited_sites(opened), db)
    about = keeping.subject_of(opened, site, subject)
    wanted = DraftKind(kind)
    found = keeping.links_to_name(opened, about, wanted, DRAFTED_LINKS)
    if not found.links:
        raise InputError(f"{plain(subject)}: {_NO_LINKS[wanted]}")
    made = make_draft(
        wanted,
        options["language"] or language_of(found.languages),
        site=site,
        domain=about.domain,
        links=found.links,
        contact=found.contact,
    )
    _tell_draft(made, as_json=as_json)


_NO_LINKS = {
    DraftKind.REMOVAL: "no link to your site was seen there at the last look",
    DraftKind.RECLAIM: "no link that was there is confirmed as lost",
    DraftKind.NOFOLLOW: "no link there is marked nofollow",
    DraftKind.TARGET: "no link there leads to another page of your site than the list says",
}


def _tell_draft(made: Draft, *, as_json: bool) -> None:
    if as_json:
        echo_json(asdict(made))
        return
    if made.contact:
        click.echo(f"To: {plain(made.contact)}")
    click.echo(f"Subject: {made.subject}\n\n{made.body}")
