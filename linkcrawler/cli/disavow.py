"""``disavow``: Google's disavow file of what was marked, joined with the one that is there."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from linkcrawler import export as writing
from linkcrawler import store
from linkcrawler.audit.cases import TO_DISAVOW
from linkcrawler.audit.disavowal import (
    NOT_NEEDED,
    Brought,
    Rules,
    knows_of_unnatural,
    plan_disavowal,
    signs_of,
)
from linkcrawler.cli.auditing import own_site, profile_of
from linkcrawler.cli.options import db_option, echo_json, json_option, tell
from linkcrawler.errors import InputError
from linkcrawler.export.disavow import (
    MAX_BYTES,
    OldFile,
    difference,
    disavow_text,
    joined,
    read_disavow,
    site_of_line,
)
from linkcrawler.store import cases as keeping
from linkcrawler.store.audit import audited_sites
from linkcrawler.taking import store_errors
from linkcrawler.text import plain


@click.command()
@click.argument("file", required=False, default=writing.STANDARD_OUTPUT, metavar="[FILE|-]")
@click.option(
    "--merge",
    type=click.Path(path_type=Path),
    metavar="OLD",
    help="Keep the lines of the file that you uploaded before.",
)
@click.option("--diff", is_flag=True, help="Show what would change; write nothing.")
@click.option("--by-page", is_flag=True, help="Never whole domains: their pages one by one.")
@click.option("--force", is_flag=True, help="Also what nobody was asked about, or only lately.")
@click.option(
    "--manual-action",
    is_flag=True,
    help="Google told you of a manual action; nobody need be asked first.",
)
@click.option("--site", metavar="DOMAIN", help="Your site; needed where there are several.")
@click.option(
    "--profile",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The audit file, for its asked_days and known_good; default: as audit.",
)
@json_option
@db_option
def disavow(*, file: str, as_json: bool, db: Path, **options: Any) -> None:
    """Write what was marked with 'outreach candidate' as Google's disavow file; whole or not.

    Uploading a file replaces the one before, so give that with --merge. Nothing is uploaded.
    """
    made = _make(db, file, _Asked(**options))
    if options["diff"]:
        _tell_difference(made, as_json=as_json)
        return
    if made.not_ours:
        raise InputError(
            f"{plain(file)} would lose {_counted(made.not_ours)} that no case of yours is about;"
            f" keep what it has with --merge {plain(file)}, or name another file (--diff shows what"
            " would change)"
        )
    with writing.whole_file(file) as out:
        out.write(made.text.encode("utf-8"))
    if file != writing.STANDARD_OUTPUT:
        with closing(store.open_database(db)) as opened, store_errors(db):
            note = f"Written into {Path(file).name}."
            keeping.mark_exported(opened, made.case_ids, made.now, note)
        if as_json:
            echo_json({"file": file, "lines": made.lines, "told": made.told})
        else:
            click.echo(f"{plain(file)}: {_counted(made.lines)}")
    _warn(made.told)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    merge: Path | None
    diff: bool
    by_page: bool
    force: bool
    manual_action: bool
    site: str | None
    profile: Path | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    text: str
    before: list[str]
    """Lines of the file that it is compared with."""

    lines: int
    now: datetime
    not_ours: int = 0
    """Lines of the file that would be lost, and that no case of ours ever stood for."""

    case_ids: list[int] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


def _make(db: Path, file: str, asked: _Asked) -> _Made:
    """Return the file as it would be written. Raises ``InputError`` where there is nothing."""
    profile, policy = profile_of(asked.profile, db)
    now = datetime.now(UTC)
    with closing(store.open_reader(db)) as opened:
        site = own_site(asked.site, audited_sites(opened), db)
        own = store.own_sites(opened)
        signs = keeping.domain_signs(opened, site)
        cases = keeping.find_cases(opened, site, sorted(TO_DISAVOW))
        known = {case.domain for each in own for case in keeping.find_cases(opened, each)}
        brought = [
            Brought(
                case,
                keeping.linking_pages(opened, site, case.id),
                keeping.steps_of(opened, case.id),
                signs_of(signs.get(case.domain, "")),
            )
            for case in cases
        ]
    plan = plan_disavowal(
        brought,
        Rules(
            own_sites=own,
            asked_days=policy.asked_days,
            now=now,
            known_good=frozenset(profile.known_good),
            by_page=asked.by_page,
            is_forced=asked.force or asked.manual_action,
        ),
    )
    old = _old(asked.merge, own) if asked.merge is not None else OldFile()
    told = [*plan.left_out, *old.told, *_advice(asked, signs)]
    before, not_ours = list(old.lines), 0
    if asked.merge is None:
        there = _old(Path(file), own) if _is_there(file) else OldFile()
        before = list(there.lines)
        not_ours = len(there.told) + sum(site_of_line(line) not in known for line in before)
    if not cases and asked.merge is None:
        _warn(told)
        raise InputError(
            "no case is marked to be disavowed, so nothing was written; 'linkcrawler outreach"
            " candidate DOMAIN' marks one after its owner was asked"
        )
    if not plan.lines and not old.lines:
        _warn(told)
        raise InputError("there is nothing to disavow; nothing was written")
    text = disavow_text(joined(old, plan.lines), loose=old.loose)
    count = sum(not line.startswith("#") and bool(line) for line in text.split("\n"))
    return _Made(
        text=text,
        before=before,
        lines=count,
        now=now,
        not_ours=not_ours,
        case_ids=plan.case_ids,
        told=told,
    )


def _advice(asked: _Asked, signs: dict[str, str]) -> Iterator[str]:
    if asked.manual_action:
        return
    if not signs:
        yield (
            "No audit of this site has been made, so it is not known whether these domains give"
            " good links too; 'linkcrawler audit' tells."
        )
    elif not any(knows_of_unnatural(signs_of(each)) for each in signs.values()):
        yield NOT_NEEDED


def _is_there(file: str) -> bool:
    return file != writing.STANDARD_OUTPUT and Path(file).is_file()


def _old(path: Path, own: frozenset[str]) -> OldFile:
    try:
        with path.open("rb") as stream:
            return read_disavow(stream.read(MAX_BYTES + 1), str(path), own)
    except OSError as error:
        raise InputError(f"{path}: can't be read ({error.strerror or error})") from error


def _tell_difference(made: _Made, *, as_json: bool) -> None:
    changes = difference(made.before, made.text)
    if as_json:
        echo_json({"changes": changes, "lines": made.lines, "told": made.told})
        return
    tell(changes or ["Nothing would change."])
    _warn(made.told)


def _counted(lines: int) -> str:
    return "1 line" if lines == 1 else f"{lines:,} lines"


def _warn(told: list[str]) -> None:
    for sentence in told:
        click.echo(f"linkcrawler: {plain(sentence)}", err=True)
