"""What of the cases goes into a disavow file, and why the rest does not."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from linkcrawler.audit.cases import TO_DISAVOW, CaseState, Step, day_of, why_not_ripe
from linkcrawler.audit.desk import Case
from linkcrawler.audit.signs import Family, Sign
from linkcrawler.domains import is_shared
from linkcrawler.urls import parse_web, without_credentials, without_fragment

WHOLE = "domain:"
MAX_URL_CHARS = 2_048

NOT_NEEDED = (
    "No manual action was told, and the last audit knows of no paid or unnatural links: Google"
    " ignores spam by itself, so nothing has to be disavowed."
)


class LinkingPage(NamedTuple):
    """A page that a case is about."""

    url: str
    backlink_id: int
    is_gone: bool
    """All of its links are confirmed lost."""

    is_good: bool
    """It holds a link of class A or B."""

    is_harmful: bool
    """It holds a link of class X."""

    links: int = 1


class Brought(NamedTuple):
    """A case with all that is known of it."""

    case: Case
    pages: Sequence[LinkingPage]
    steps: Sequence[Step]
    signs: Sequence[Sign]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How careful to be."""

    own_sites: Set[str]
    asked_days: int
    now: datetime
    known_good: Set[str] = frozenset()
    by_page: bool = False
    """Never a whole domain."""

    is_forced: bool = False
    """Also what nobody was asked about, or only lately."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Lines of a disavow file with their comments, and what was left out."""

    lines: dict[str, list[str]] = field(default_factory=dict)
    case_ids: list[int] = field(default_factory=list)
    """The cases that the lines are of."""

    left_out: list[str] = field(default_factory=list)
    """Sentences."""


def plan_disavowal(brought: Iterable[Brought], rules: Rules) -> Plan:
    """Decide what is written: only what a person marked, and never a whole shared domain."""
    plan = Plan()
    for each in brought:
        name = each.case.page or each.case.domain
        why = _why_not(each, rules)
        lines = [] if why else _lines(each, rules)
        if not why and not lines:
            why = (
                "it gives good links too (class A or B), and no page of it is known as harmful;"
                " open a case for the page that is meant"
            )
        if why:
            plan.left_out.append(f"{name}: {why}")
            continue
        taken = [line for line in lines if line is not None]
        if len(taken) < len(lines):
            plan.left_out.append(
                f"{name}: {len(lines) - len(taken):,} addresses of more than"
                f" {MAX_URL_CHARS:,} characters, which Google does not take"
            )
        if taken:
            plan.case_ids.append(each.case.id)
        for line in taken:
            plan.lines.setdefault(line, []).extend(_comments(each))
    return plan


def _why_not(each: Brought, rules: Rules) -> str | None:
    case = each.case
    if case.state not in TO_DISAVOW:
        return f"it stands at {case.state}, not at {CaseState.CANDIDATE.value}"
    if case.domain in rules.own_sites:
        return "a site of your own is never disavowed"
    if case.domain in rules.known_good:
        return "your audit file calls it a good one (known_good)"
    if all(page.is_gone for page in each.pages):
        return "all of its links are gone, so there is nothing to disavow"
    if case.page is not None and each.pages[0].is_good and not rules.is_forced:
        return "the page holds a good link (class A or B)"
    if rules.is_forced or case.state == CaseState.EXPORTED:  # the latter was decided before
        return None
    return why_not_ripe(case, rules.asked_days, rules.now)


def _lines(each: Brought, rules: Rules) -> list[str | None]:
    """Return the line of the domain, or of each page; ``None``: an address that is too long.

    Nothing: it gives good links, and it can't be told which of its pages is meant.
    """
    case = each.case
    there = [page for page in each.pages if not page.is_gone]
    if case.page is None and any(page.is_good for page in there):
        return [page_line(page.url) for page in there if page.is_harmful and not page.is_good]
    # A registrable domain, so a blog on a platform stands for itself and not for the platform.
    if case.page is not None or rules.by_page or is_shared(case.domain):
        return [page_line(page.url) for page in there]
    return [domain_line(case.domain)]


def _comments(each: Brought) -> list[str]:
    """Return the reason and the history, as a person at Google may want to read them."""
    name = each.case.page or each.case.domain
    reasons = " ".join(sign.sentence for sign in each.signs if sign.weight > 0)
    said = [f"{name}: {reasons}"] if reasons else []
    said += [_told(step, name) for step in each.steps if step.state != CaseState.EXPORTED]
    if each.case.asked_at is None:
        said.append(f"Nobody at {name} was asked.")
    return said


_DEEDS: Mapping[str, str] = {
    CaseState.REVIEW: "{name} was looked at on {day}.",
    CaseState.CONTACT_FOUND: "A contact of {name} was found on {day}.",
    CaseState.ASKED: "Contacted the owner of {name} on {day} to ask for removal of the link.",
    CaseState.REMINDED: "Reminded the owner of {name} on {day}.",
    CaseState.REMOVED: "The links of {name} were gone on {day}.",
    CaseState.REFUSED: "The owner of {name} refused on {day}.",
    CaseState.NO_REPLY: "No reply from {name} by {day}.",
    CaseState.CANDIDATE: "{name} was marked to be disavowed on {day}.",
    CaseState.EXPORTED: "{name} was disavowed on {day}.",
    CaseState.DISMISSED: "{name} was set aside on {day}.",
}


def _told(step: Step, name: str) -> str:
    told = _DEEDS[step.state].format(name=name, day=day_of(step.at))
    return f"{told} {step.note}".strip()


def domain_line(domain: str) -> str:
    """Return the line of a whole domain, which is in ASCII form."""
    return f"{WHOLE}{domain}"


def page_line(url: str) -> str | None:
    """Return the line of a page; ``None``: no web address, or too long for Google."""
    address = parse_web(without_credentials(url))
    if address is None:
        return None
    line = without_fragment(address.href)
    return line if len(line) <= MAX_URL_CHARS else None


def signs_of(written: str) -> list[Sign]:
    """Return the signs of a text with blanks between; one of another version is left out."""
    known = {sign.value: sign for sign in Sign}
    return [known[name] for name in written.split() if name in known]


def knows_of_unnatural(signs: Iterable[Sign]) -> bool:
    """Tell whether a sign speaks of payment or of a scheme, which is what disavowing is for.

    Source: Google Search Console Help, "Disavow links to your site".
    """
    return any(sign.family in (Family.PAID, Family.SCHEME) for sign in signs)
