"""Section: What should I do?"""

from collections.abc import Mapping, Sequence

from linkcrawler.audit.asking import Ask
from linkcrawler.audit.desk import Desk
from linkcrawler.audit.gap import gap_sql
from linkcrawler.audit.measures import verified_rivals
from linkcrawler.audit.parts import Column, Figure, Section, Table, Tone, Unit
from linkcrawler.audit.tasks import (
    BROKEN,
    BUILD_AT_MOST,
    REPAIR,
    Kind,
    Task,
    all_tasks,
    is_harmful,
)
from linkcrawler.audit.wording import counted

KEY = "todo"
QUESTION = "What should I do?"

BEST_OF_EACH = 10
"""Tasks of a kind in the list of all, so that no kind hides the others."""

_TITLES = {
    Kind.RECLAIM: "Lost links to ask for again",
    Kind.FIX: "Your own pages to repair",
    Kind.ASK: "Links that could count for more",
    Kind.BUILD: "Domains that link to competitors and not to you",
    Kind.WATCH: "To keep an eye on",
    Kind.REMOVE: "Candidates for harm to review",
}
_COLUMNS = (
    Column(name="what", title="What"),
    Column(name="where", title="Where", unit=Unit.URL),
    Column(name="why", title="Why"),
    Column(name="contact", title="Contact"),
    Column(name="evidence", title="Backlink"),
)


_ORDER = (
    "The order: class of the domain first (where it is not known, its authority), authority"
    " second, then what is the least work."
)


_UNSEEN = (
    "Your own pages were not looked at yet, so it is not known whether they work;"
    " 'linkcrawler targets' looks."
)


def section(desk: Desk) -> Section:
    """Answer the question."""
    tasks = all_tasks(desk)
    best = sorted(
        (task for each in tasks.values() for task in each[:BEST_OF_EACH]),
        key=lambda task: task.order,
    )
    total = sum(map(len, tasks.values()))
    tables = [_table(desk, "todo_all", "What to do, the most valuable first", best, total)]
    tables += [
        _table(desk, f"todo_{kind}", _TITLES[kind], each, len(each))
        for kind, each in tasks.items()
        if len(each) > BEST_OF_EACH
    ]
    return Section(
        key=KEY,
        question=QUESTION,
        answer=_answer(desk, best, total),
        tone=_tone(tasks),
        figures=_figures(desk, tasks),
        tables=tables if best else (),
        notes=_notes(desk),
    )


def _answer(desk: Desk, best: Sequence[Task], total: int) -> str:
    if not desk.own:
        return (
            "There are no verified links yet. Import a list and run 'linkcrawler verify'; then this"
            " answer names what is worth doing."
        )
    if not best:
        return "Nothing is waiting to be done: no link was lost, and none is worth asking about."
    first = next((task for task in best if task.kind is not Kind.WATCH), best[0])
    return (
        f"{counted(total, 'task')} {'is' if total == 1 else 'are'} listed, the most valuable first."
        f" Begin with: {_lower(first.what)} ({first.where}). {first.why}"
    )


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _tone(tasks: Mapping[Kind, Sequence[Task]]) -> Tone:
    if _to_repair(tasks):
        return Tone.ACT
    return Tone.WATCH if any(tasks.values()) else Tone.GOOD


def _to_repair(tasks: Mapping[Kind, Sequence[Task]]) -> int:
    return sum(task.what == REPAIR for task in tasks[Kind.FIX])


def _table(desk: Desk, key: str, title: str, tasks: Sequence[Task], total: int) -> Table:
    rows = [
        (task.what, task.where, task.why, task.contact, task.evidence and str(task.evidence))
        for task in tasks[: desk.policy.table_rows]
    ]
    return Table(
        key=key,
        title=title,
        columns=_COLUMNS,
        rows=rows,
        total=total,
        note="'linkcrawler show NUMBER' tells all that is known of a backlink.",
    )


def _notes(desk: Desk) -> list[str]:
    notes = [
        _ORDER,
    ]
    if not desk.targets or all(target.checked_at is None for target in desk.targets):
        notes.append(_UNSEEN)
    if not desk.competitors:
        notes.append(
            "No competitors are known; 'linkcrawler import --role competitor' takes their links,"
            " and this list then names where to win some."
        )
    return notes


def _figures(desk: Desk, tasks: Mapping[Kind, Sequence[Task]]) -> list[Figure]:
    own = f"target_site = {desk.sql_site()}"
    lost = f"FROM backlink_status WHERE {own} AND link_state = 'lost'"
    lost += " AND last_present_at IS NOT NULL"
    missing = f"FROM backlink_status WHERE {own} AND link_state = 'missing'"
    harmful = f"FROM audited_domains WHERE {own} AND quality = 'X' AND present > 0"
    named = ", ".join(f"'{state.value}'" for state in BROKEN)
    broken = f"FROM targets WHERE {own} AND present > 0 AND page_state IN ({named})"
    count_missing = sum(study.states.get("missing", 0) for study in desk.own)
    checked = [target for target in desk.targets if target.checked_at is not None]
    return [
        Figure(
            key="todo_lost_links",
            title="Lost links that were there",
            value=desk.totals.get("lost_seen", len(desk.lost)),
            meaning=(
                "Links that we saw ourselves and whose loss was confirmed. Those of candidates for"
                " harm are not listed as tasks."
            ),
            sql=f"SELECT count(*) {lost}",
            links_sql=f"SELECT * {lost} ORDER BY lost_at DESC",
        ),
        Figure(
            key="todo_broken_targets",
            title="Own pages to repair that links lead to",
            value=_to_repair(tasks) if checked else None,
            meaning=(
                "Pages that are gone, answer only to say that they were not found, or fail, as they"
                " were last seen. What could not be read is not counted."
                if checked
                else "Your pages were not looked at yet."
            ),
            sql=f"SELECT count(*) {broken}" if checked else "",
            links_sql=f"SELECT * {broken}" if checked else "",
            tone=Tone.ACT if _to_repair(tasks) else Tone.PLAIN,
        ),
        *_ask_figures(desk),
        _build_figure(desk, tasks[Kind.BUILD]),
        Figure(
            key="todo_missing_links",
            title="Links not found at the last look",
            value=count_missing,
            meaning="Not confirmed as lost; the next looks decide.",
            sql=f"SELECT count(*) {missing}",
            links_sql=f"SELECT * {missing}",
        ),
        Figure(
            key="todo_harmful_domains",
            title="Domains to review",
            value=sum(map(is_harmful, desk.own)),
            meaning="Referring domains of class X, a candidate for harm, whose links are there.",
            sql=f"SELECT count(*) {harmful}",
            links_sql=f"SELECT * {harmful}",
        ),
    ]


_ASK_TITLES = {
    Ask.NOFOLLOW: "Links that may be nofollow by mistake",
    Ask.MENTION: "Mentions without a link",
    Ask.TARGET: "Links to another page than the list says",
    Ask.ANCHOR: "Followed links without words",
}
_ASK_MEANINGS = {
    Ask.NOFOLLOW: (
        "Links in the text whose own rel says nofollow, of domains that give a followed one too;"
        " paid ones and those with a mark against them are not counted."
    ),
    Ask.MENTION: "The address stands on the page as text; candidates for harm are not counted.",
    Ask.TARGET: (
        "They lead to your site, but not to this target; candidates for harm are not counted."
    ),
    Ask.ANCHOR: (
        "Links in the text that are empty or an address. Only a hint: many of these are natural."
    ),
}
_ASK_STATES = {Ask.MENTION: "mention", Ask.TARGET: "elsewhere"}


def _ask_figures(desk: Desk) -> list[Figure]:
    figures = []
    for ask, title in _ASK_TITLES.items():
        links = _ask_sql(desk, ask)
        figures.append(
            Figure(
                key=f"todo_ask_{ask}",
                title=title,
                value=desk.asks.get(ask.value, 0),
                meaning=_ASK_MEANINGS[ask],
                sql=f"SELECT count(*) FROM ({links})" if links else "",
                links_sql=links,
            )
        )
    return figures


def _ask_sql(desk: Desk, ask: Ask) -> str:
    """Return the query of the links; empty where they are too many to be named one by one."""
    site = desk.sql_site()
    if ask in _ASK_STATES:
        return (
            f"SELECT * FROM backlink_status WHERE target_site = {site}"
            f" AND link_state = '{_ASK_STATES[ask]}' AND referring_domain NOT IN ("
            f"SELECT referring_domain FROM audited_domains WHERE target_site = {site}"
            " AND quality = 'X')"
        )
    # What was agreed and what the page discloses is in no view: the links are named.
    numbers = [row.backlink_id for row in desk.ask if row.kind == ask]
    if len(numbers) < desk.asks.get(ask.value, 0):
        return ""
    return f"SELECT * FROM backlink_status WHERE id IN ({', '.join(map(str, sorted(numbers)))})"


def _build_figure(desk: Desk, tasks: Sequence[Task]) -> Figure:
    rivals = verified_rivals(desk)
    gap = desk.gap
    grades = gap.grades
    links = f"SELECT * FROM ({gap_sql(desk, gap)}) WHERE {grades.sql} LIMIT {BUILD_AT_MOST}"
    return Figure(
        key="todo_gap_domains",
        title="Domains to win a link from",
        value=len(tasks) if rivals else None,
        meaning=(
            f"Domains that link to a competitor and not to you, with a link of {grades.name};"
            f" {BUILD_AT_MOST} at most, those that link to the most competitors."
            if rivals
            else "No competitor's links were verified."
        ),
        sql=f"SELECT count(*) FROM ({links})" if rivals else "",
        links_sql=links if rivals else "",
    )
