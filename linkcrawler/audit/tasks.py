"""What there is to do, one task a row, the most valuable first."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from linkcrawler.audit.asking import Ask, quality_order
from linkcrawler.audit.cases import CLOSED, CaseState
from linkcrawler.audit.desk import Desk, LostLink
from linkcrawler.audit.disavowal import knows_of_unnatural
from linkcrawler.audit.material import TargetPage
from linkcrawler.audit.measures import day_of
from linkcrawler.audit.policy import Policy
from linkcrawler.audit.spikes import by_loss, find_spikes, is_recent, outflow_sentence
from linkcrawler.audit.study import DomainStudy, Quality
from linkcrawler.audit.wording import counted
from linkcrawler.domains import site_of
from linkcrawler.states import PageState
from linkcrawler.urls import WebAddress, parse_web

BUILD_AT_MOST = 20
REPAIR = "Repair your page"


class Kind(StrEnum):
    """What sort of work it is."""

    RECLAIM = "reclaim"
    FIX = "fix"
    ASK = "ask"
    BUILD = "build"
    WATCH = "watch"
    REMOVE = "remove"


class Task(NamedTuple):
    """Something to do."""

    kind: Kind
    what: str
    where: str
    why: str
    contact: str | None
    evidence: int | None
    """Number of a backlink that shows it."""

    value: int
    """0 is the most: the class A to D of the domain as 0 to 4, see ``_value``."""

    authority: float | None
    effort: int
    """0: in your own hands; 1: somebody known is asked; 2: somebody is to be found first; 3: to be
    won; 4: nothing can be done but look again."""

    @property
    def order(self) -> tuple[int, float, int, str, str, int]:
        """Value first (class, then authority), effort second; the rest makes it definite."""
        authority = 1.0 if self.authority is None else -self.authority
        return self.value, authority, self.effort, self.kind, self.where, self.evidence or 0


def all_tasks(desk: Desk) -> Mapping[Kind, Sequence[Task]]:
    """Return all tasks by kind, in their order."""
    makers = {
        Kind.RECLAIM: _reclaim,
        Kind.FIX: _fix,
        Kind.ASK: _ask,
        Kind.BUILD: _build,
        Kind.WATCH: _watch,
        Kind.REMOVE: _remove,
    }
    return {kind: sorted(make(desk), key=lambda task: task.order) for kind, make in makers.items()}


def _value(quality: str | None, authority: float | None, policy: Policy) -> int:
    """Return the value of a class; one that is not known is told by the authority, if that is."""
    if quality is None and authority is not None and authority >= policy.good_authority:
        return quality_order(Quality.B)
    return quality_order(quality)


def _effort(contact: str | None) -> int:
    return 1 if contact else 2


def _reclaim(desk: Desk) -> Iterator[Task]:
    studies = {study.domain: study for study in desk.own}
    for lost in desk.lost:
        study = studies.get(lost.domain)
        quality = study.quality if study else None
        if quality is Quality.X:
            continue  # good riddance
        authority = study.authority if study else None
        contact = lost.contact or (study.has_contact if study else None)
        yield Task(
            kind=Kind.RECLAIM,
            what="Ask for the lost link again",
            where=lost.referring_page,
            why=_why_lost(lost, study),
            contact=contact,
            evidence=lost.backlink_id,
            value=_value(quality, authority, desk.policy),
            authority=authority,
            effort=_effort(contact),
        )


def _why_lost(lost: LostLink, study: DomainStudy | None) -> str:
    text = (lost.anchor_text or "").strip()
    anchor = f" ({text})" if text else ""
    told = f"The link to {lost.target}{anchor} is confirmed gone since {lost.lost_at[:10]}."
    if study and study.present:
        told += f" The domain still gives you {counted(study.present, 'other link')}."
    return told


def _fix(desk: Desk) -> Iterator[Task]:
    faults = {one.target: fault for one in desk.targets if (fault := fault_of(one)) is not None}
    linking: dict[str, list[DomainStudy]] = {}
    for study in desk.own:
        for target in study.targets.keys() & faults.keys():
            linking.setdefault(target, []).append(study)
    for target, giving in linking.items():
        why, is_hard = faults[target]
        best = min(giving, key=lambda study: (quality_order(study.quality), study.domain))
        links = sum(study.targets[target] for study in giving)
        yield Task(
            kind=Kind.FIX,
            what=REPAIR if is_hard else "Look at your page",
            where=target,
            why=(
                f"{why} {counted(links, 'link')} of {counted(len(giving), 'domain')}"
                f" {'leads' if links == 1 else 'lead'} there."
            ),
            contact=None,
            evidence=best.example_id,
            value=_value(best.quality, best.authority, desk.policy) + (not is_hard),
            authority=best.authority,
            effort=0,
        )


BROKEN = (PageState.GONE, PageState.SOFT_404, PageState.SERVER_ERROR)
"""States of an own page that make links to it come to nothing."""


def fault_of(target: TargetPage) -> tuple[str, bool] | None:
    """Return what is wrong with an own page, and whether links to it come to nothing.

    ``None``: nothing is, or it could not be told, which is not the same as broken.
    """
    state = target.page_state
    if state == PageState.GONE:
        return f"It is not there any more ({target.http_status or 'gone'}).", True
    if state == PageState.SOFT_404:
        return "It answers, but only to say that it was not found.", True
    if state == PageState.SERVER_ERROR:
        return f"Your server failed at the last look ({target.http_status or 'error'}).", True
    if state not in (PageState.OK, PageState.MOVED):
        return None
    if target.noindex_from:
        return "It asks search engines not to index it (noindex).", False
    if target.canonical_away:
        return f"It names another page as its original: {target.canonical}.", False
    if target.final_url and _leads_away(target.target, target.final_url):
        return f"It leads on to {target.final_url}; check that this is the right page.", False
    return None


def _leads_away(target: str, final_url: str) -> bool:
    """Tell whether an address leads to another page; https, www and a slash make no other."""
    there = parse_web(final_url)
    here = parse_web(target if "://" in target else f"http://{target}")
    if here is None or there is None:
        return False
    if site_of(here.host) == site_of(there.host) and here.path in ("", "/"):
        return False  # a front page that chooses a language
    return _place(here) != _place(there)


def _place(address: WebAddress) -> tuple[str, str, str]:
    return address.host.removeprefix("www."), address.path.rstrip("/"), address.query


_WHAT = {
    Ask.NOFOLLOW: "Ask whether the nofollow is meant",
    Ask.MENTION: "Ask for a link where you are named",
    Ask.TARGET: "Ask for the right page",
    Ask.ANCHOR: "Hint: offer words for the link",
}


def _ask(desk: Desk) -> Iterator[Task]:
    for row in desk.ask:
        ask = Ask(row.kind) if row.kind else Ask.TARGET
        # A hint, and what gains nothing for sure, come after what does.
        later = {Ask.NOFOLLOW: 0, Ask.MENTION: 0, Ask.TARGET: 1, Ask.ANCHOR: 4}[ask]
        yield Task(
            kind=Kind.ASK,
            what=_WHAT[ask],
            where=row.referring_page,
            why=row.why,
            contact=row.contact,
            evidence=row.backlink_id,
            value=_value(row.quality, row.authority, desk.policy) + later,
            authority=row.authority,
            effort=_effort(row.contact),
        )


def _build(desk: Desk) -> Iterator[Task]:
    for opening in desk.gap.to_win[:BUILD_AT_MOST]:
        best, sites = opening.best, [study.site for study in opening.studies]
        yield Task(
            kind=Kind.BUILD,
            what="Try to win a link",
            where=best.example_page or opening.domain,
            why=(
                f"{opening.domain} gives a class {best.quality} link to"
                f" {counted(len(sites), 'competitor')} ({', '.join(sites[:3])}) and none to you."
            ),
            contact=None,
            evidence=best.example_id,
            value=quality_order(best.quality),
            authority=opening.authority,
            effort=3,
        )


def _watch(desk: Desk) -> Iterator[Task]:
    for study in desk.own:
        missing = study.states.get("missing", 0)
        if missing and study.quality is not Quality.X:
            yield Task(
                kind=Kind.WATCH,
                what="Wait for the next look",
                where=study.domain,
                why=(
                    f"{counted(missing, 'link')} {'was' if missing == 1 else 'were'} not found at"
                    " the last look; that is not confirmed yet."
                ),
                contact=study.has_contact,
                evidence=study.example_id,
                value=_value(study.quality, study.authority, desk.policy),
                authority=study.authority,
                effort=4,
            )
    today = day_of(desk.now)
    for spike in find_spikes(by_loss(desk.own), today, desk.policy):
        if is_recent(spike, today):
            yield Task(
                kind=Kind.WATCH,
                what="Look at what was lost at once",
                where=desk.site,
                why=outflow_sentence(spike),
                contact=None,
                evidence=None,
                value=quality_order(Quality.B),
                authority=None,
                effort=4,
            )


def _remove(desk: Desk) -> Iterator[Task]:
    worked = _worked_domains(desk)
    for study in desk.own:
        if not is_harmful(study) or study.domain in worked:
            continue
        reasons = " ".join(sign.sentence for sign in study.signs if sign.weight > 0)
        is_unnatural = knows_of_unnatural(study.signs)
        yield Task(
            kind=Kind.REMOVE,
            what="Review, and ask for removal if it is yours to undo",
            where=study.domain,
            why=reasons or "It is a candidate for harm.",
            contact=study.has_contact,
            evidence=study.example_id,
            # Payment and schemes are what Google acts on; spam it ignores by itself.
            value=quality_order(Quality.B if is_unnatural else Quality.D),
            authority=study.authority,
            effort=_effort(study.has_contact),
        )


def is_harmful(study: DomainStudy) -> bool:
    """Tell a candidate for harm whose links are there."""
    return study.quality is Quality.X and study.present > 0


def _worked_domains(desk: Desk) -> set[str]:
    """Return domains that somebody works on, or that were set aside."""
    done = (*CLOSED, CaseState.EXPORTED, CaseState.CANDIDATE)
    return {case.domain for case in desk.cases if case.page is None and case.state in done}
