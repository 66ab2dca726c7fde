"""What a run came to, for a journal: each line tells one fact and stands by itself."""

from collections.abc import Iterator

from linkcrawler import store
from linkcrawler.crawl.session import Session
from linkcrawler.states import LinkState, Reason, RunOutcome
from linkcrawler.summary import NAMED, plain, unhealthy

_ENDS = {
    RunOutcome.INTERRUPTED: "interrupted; the next start goes on where it stopped",
    RunOutcome.UNHEALTHY: "not healthy",
}


def journal_lines(session: Session, took_s: float) -> Iterator[str]:
    """Yield the facts of a run that took so many seconds, each on its own line."""
    run = session.run
    if run is None:
        due = store.next_due(session.db)
        yield f"nothing due before {due}" if due else "nothing to verify"
        return
    answered = sum(session.counts.get(state.value, 0) for state in LinkState)
    yield (
        f"run {run.id}: {_ENDS.get(session.outcome, session.outcome.value)};"
        f" {answered} of {run.backlinks} backlinks on {run.pages} pages in {took_s:.0f} s"
        + (" (resumed)" if run.resumed else "")
    )
    if session.outcome is RunOutcome.UNHEALTHY:
        yield f"run {run.id}: {unhealthy(session)}"
    for state in LinkState:
        if number := session.counts.get(state.value):
            yield f"run {run.id}: {state.value} {number}"
    for kind, number in _events(session, run.id):
        yield f"run {run.id}: change: {kind} {number}"
    yield from _named(session, run.id)
    for note in session.notes:
        yield f"run {run.id}: {plain(note)}"


def _events(session: Session, run_id: int) -> list[tuple[str, int]]:
    rows = store.iterate(
        session.db,
        "SELECT kind, count(*) AS number FROM event WHERE run_id = ? GROUP BY 1 ORDER BY 1",
        [run_id],
    )
    return [(str(row["kind"]), int(str(row["number"]))) for row in rows]


def _named(session: Session, run_id: int) -> Iterator[str]:
    """Yield the losses by name; a journal is no place for thousands."""
    own = store.Wanted(site_role="own")
    rows = store.find_events(session.db, run_id=run_id, kinds=["lost"], wanted=own)
    for number, row in enumerate(rows):
        if number == NAMED:
            yield f"run {run_id}: lost: and more, see linkcrawler changes --run {run_id}"
            return
        sentence = Reason(str(row["reason"])).sentence
        page, target = plain(str(row["referring_page"])), plain(str(row["target"]))
        yield f"run {run_id}: lost: {page} -> {target}: {sentence}"
