"""Section: Should I disavow anything?"""

from datetime import UTC, timedelta

from linkcrawler.audit.cases import (
    CLOSED,
    WAITING,
    CaseState,
    day_of,
    is_reminder_due,
    why_not_ripe,
)
from linkcrawler.audit.desk import Case, Desk
from linkcrawler.audit.disavowal import knows_of_unnatural
from linkcrawler.audit.parts import Column, Figure, Section, Table, Tone, Unit
from linkcrawler.audit.tasks import is_harmful
from linkcrawler.audit.wording import counted

KEY = "removal"
QUESTION = "Should I disavow anything?"

_COLUMNS = (
    Column(name="state", title="State"),
    Column(name="state_at", title="Since", unit=Unit.DAY),
    Column(name="domain", title="Domain"),
    Column(name="page", title="Page", unit=Unit.URL),
    Column(name="asked_at", title="Asked", unit=Unit.DAY),
    Column(name="contact", title="Contact"),
    Column(name="next", title="Next"),
)
_ORDER = {
    state.value: number
    for number, state in enumerate(
        (
            CaseState.CANDIDATE,
            CaseState.REFUSED,
            CaseState.NO_REPLY,
            CaseState.REMINDED,
            CaseState.ASKED,
            CaseState.CONTACT_FOUND,
            CaseState.REVIEW,
            CaseState.EXPORTED,
            CaseState.REMOVED,
            CaseState.DISMISSED,
        )
    )
}


_UNSEEN = (
    "Whether Google took a manual action is told by Search Console alone; nobody else can see it."
)
_CLOSING = (
    "A case is closed as removed only where a trusted run confirmed that all of its links are gone."
)


def section(desk: Desk) -> Section:
    """Answer the question."""
    cases = sorted(
        desk.cases, key=lambda case: (_ORDER[case.state], case.at, case.domain, case.page or "")
    )
    rows = [_row(desk, case) for case in cases[: desk.policy.table_rows]]
    table = Table(
        key="removal_cases",
        title="Where removals stand",
        columns=_COLUMNS,
        rows=rows,
        total=len(cases),
        sql=f"SELECT * FROM removal_cases WHERE target_site = {desk.sql_site()}",
    )
    return Section(
        key=KEY,
        question=QUESTION,
        answer=_answer(desk),
        tone=Tone.WATCH if _is_unnatural(desk) or _ripe(desk) else Tone.GOOD,
        figures=_figures(desk),
        tables=[table] if cases else (),
        notes=(_UNSEEN, _CLOSING),
    )


def _is_unnatural(desk: Desk) -> bool:
    return any(knows_of_unnatural(study.signs) for study in desk.own if is_harmful(study))


def _ripe(desk: Desk) -> list[Case]:
    return [
        case
        for case in desk.cases
        if case.state == CaseState.CANDIDATE
        and why_not_ripe(case, desk.policy.asked_days, desk.now) is None
    ]


def _answer(desk: Desk) -> str:
    if not desk.own:
        return "There are no verified links yet, so nothing speaks for disavowing."
    ripe, open_cases = len(_ripe(desk)), [each for each in desk.cases if each.state not in CLOSED]
    if ripe:
        it = "it" if ripe == 1 else "them"
        return (
            f"{counted(ripe, 'case')} you marked {'is' if ripe == 1 else 'are'} ripe:"
            f" the owners had their chance. 'linkcrawler disavow' writes {it} down; do so only if"
            " Google told you of a manual action, or you know that the links were paid for or made"
            " for ranking."
        )
    if open_cases:
        return (
            f"Not yet: {counted(len(open_cases), 'case')} {'is' if len(open_cases) == 1 else 'are'}"
            " being worked on. Ask the owners first; a disavow file is the last step."
        )
    if _is_unnatural(desk):
        return (
            "Probably not, but some links look paid for or made for ranking. Review them first"
            " (above). If you had a part in them, ask their owners to remove them; disavow only"
            " what stays of those, or what a manual action in Search Console is about."
        )
    return (
        "No. No links are known that look paid for or made for ranking, and Google says that it"
        " ignores most spam by itself. Only a manual action in Search Console would change that."
    )


def _figures(desk: Desk) -> list[Figure]:
    asked = tuple(sorted(state.value for state in WAITING))
    harmful = {study.domain for study in desk.own if is_harmful(study)}
    with_case = {case.domain for case in desk.cases}
    site = desk.sql_site()
    unworked = (
        f"FROM audited_domains WHERE target_site = {site}"
        " AND quality = 'X' AND present > 0 AND referring_domain NOT IN ("
        f"SELECT referring_domain FROM removal_cases WHERE target_site = {site})"
    )
    return [
        Figure(
            key="removal_unreviewed",
            title="Candidates for harm without a case",
            value=len(harmful - with_case),
            meaning="Domains of class X whose links are there and that nobody has looked at.",
            sql=f"SELECT count(*) {unworked}",
            links_sql=f"SELECT * {unworked}",
        ),
        _states(desk, "removal_candidates", "Marked to be disavowed", (CaseState.CANDIDATE.value,)),
        _states(desk, "removal_asked", "Owners who were asked", asked),
        _states(desk, "removal_removed", "Removed, and confirmed", (CaseState.REMOVED.value,)),
        _states(desk, "removal_refused", "Refused", (CaseState.REFUSED.value,)),
        _states(desk, "removal_exported", "In a disavow file", (CaseState.EXPORTED.value,)),
        _ready(desk),
    ]


def _states(desk: Desk, key: str, title: str, states: tuple[str, ...]) -> Figure:
    named = ", ".join(f"'{state}'" for state in states)
    cases = f"FROM removal_cases WHERE target_site = {desk.sql_site()} AND state IN ({named})"
    return Figure(
        key=key,
        title=title,
        value=sum(case.state in states for case in desk.cases),
        meaning=f"Cases that stand at {' or '.join(states)} now.",
        sql=f"SELECT count(*) {cases}",
        links_sql=f"SELECT * {cases}",
    )


def _ready(desk: Desk) -> Figure:
    days = desk.policy.asked_days
    # Stamps are in UTC and to the second, so they compare as texts.
    last_at = (desk.now - timedelta(days=days)).astimezone(UTC).isoformat(timespec="seconds")
    cases = (
        f"FROM removal_cases WHERE target_site = {desk.sql_site()} AND state = 'candidate'"
        " AND asked_at IS NOT NULL AND (refused_at IS NOT NULL OR"
        f" asked_at <= '{last_at}')"
    )
    return Figure(
        key="removal_ready",
        title="Ripe to be disavowed",
        value=len(_ripe(desk)),
        meaning=f"Marked cases whose owner refused, or was asked {days} or more days ago.",
        sql=f"SELECT count(*) {cases}",
        links_sql=f"SELECT * {cases}",
    )


def _row(desk: Desk, case: Case) -> tuple[str | None, ...]:
    return (
        case.state,
        day_of(case.at),
        case.domain,
        case.page,
        day_of(case.asked_at) or None,
        case.contact,
        _next(desk, case),
    )


_NEXT = {
    CaseState.REVIEW: "Look at it; find whom to ask.",
    CaseState.CONTACT_FOUND: "Ask: 'linkcrawler outreach draft' writes the text.",
    CaseState.REFUSED: "Mark it as a candidate if it was paid or made for ranking.",
    CaseState.NO_REPLY: "Mark it as a candidate if it was paid or made for ranking.",
    CaseState.EXPORTED: "Nothing; keep it in the file.",
    CaseState.REMOVED: "Nothing.",
    CaseState.DISMISSED: "Nothing.",
}


def _next(desk: Desk, case: Case) -> str:
    if case.state in WAITING:
        is_due = is_reminder_due(case, desk.policy.reminder_days, desk.now)
        return "Remind the owner." if is_due else "Wait for an answer."
    if case.state == CaseState.CANDIDATE:
        why = why_not_ripe(case, desk.policy.asked_days, desk.now)
        return "Ripe: 'linkcrawler disavow' writes it." if why is None else f"Not yet: {why}."
    return {state.value: told for state, told in _NEXT.items()}[case.state]
