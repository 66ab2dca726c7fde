"""What a run came to, in words a site owner understands."""

from itertools import islice

from linkcrawler import store
from linkcrawler.crawl.session import Session
from linkcrawler.judge import TOLD_AFTER
from linkcrawler.states import LinkState, PageState, Reason, RunOutcome

NAMED = 20
"""Losses and doubts that are named one by one."""


def summary_lines(session: Session) -> list[str]:
    """Return the summary, a line each."""
    lines = list_lines(session.report) if session.report else []
    if session.run is None:
        due = store.next_due(session.db)
        return [*lines, f"Nothing is due before {due}." if due else "There is nothing to verify."]
    lines += _state_lines(session)
    lines += _change_lines(session)
    lines += _named(session, "lost", "Lost in this run, confirmed:")
    lines += _named(session, "missing", "Not found, to be confirmed by the next runs:")
    lines += session.notes
    match session.outcome:
        case RunOutcome.INTERRUPTED:
            lines.append("The run was interrupted; start it again to go on where it stopped.")
        case RunOutcome.UNHEALTHY:
            lines.append(unhealthy(session))
    return lines


def unhealthy(session: Session) -> str:
    """Return what was wrong with a run, and what that means for its answers."""
    cause = session.cause.sentence if session.cause else "The run was not healthy."
    return f"{cause} No state was made worse; the next run asks again."


def list_lines(report: store.ImportReport) -> list[str]:
    """Return what became of a list, its first refused rows named."""
    told = (
        f"{report.name}: read {report.read:,} = taken {report.taken:,}"
        f" + refused {report.refused:,} + doubled {report.doubled:,} ({report.new:,} new)"
    )
    lines = [told]
    lines += [
        f"  line {row.line}: {plain(row.sentence)}"
        + (f" ({plain(row.value)})" if row.value else "")
        for row in report.first_refused[:NAMED]
    ]
    if report.refused > NAMED:
        lines.append(f"  ... and {report.refused - NAMED:,} more refused rows")
    lines += [f"  {plain(note)}" for note in report.notes]
    if report.vanished:
        lines.append(f"  {_vanished(report)}")
    return lines


def _vanished(report: store.ImportReport) -> str:
    whose = report.source or "this list"
    told = (
        f"{report.vanished:,} backlinks that {whose} held the last time are not in it any more;"
        " they stay known and are verified as before."
    )
    return f"{told} That is more than half: is the file whole?" if report.has_shrunk else told


def plain(text: str) -> str:
    """Return text that others wrote without what would steer a terminal or break the line."""
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)


def _state_lines(session: Session) -> list[str]:
    assert session.run is not None
    counts = session.counts
    total = sum(counts.get(state.value, 0) for state in LinkState)
    lines = [f"Run {session.run.id}: {total:,} of {session.run.backlinks:,} backlinks answered"]
    for state in LinkState:
        if counts.get(state.value):
            lines.append(f"  {state.value:<10}{counts[state.value]:>9,}  {state.sentence}")
        if state is LinkState.UNKNOWN:
            lines += _unknown_lines(session)
            lines += _silent_lines(session)
    return lines


def _unknown_lines(session: Session) -> list[str]:
    """Return why links could not be told, the commonest reason first."""
    assert session.run is not None
    rows = store.iterate(
        session.db,
        "SELECT reason, count(*) AS number FROM backlink_state"
        " WHERE run_id = ? AND link_state = 'unknown' GROUP BY 1 ORDER BY 2 DESC, 1",
        [session.run.id],
    )
    return [f"    {row['number']:>17,}  {Reason(str(row['reason'])).sentence}" for row in rows]


def _silent_lines(session: Session) -> list[str]:
    """Return how many links are on sites that have not answered for long."""
    assert session.run is not None
    (row,) = store.iterate(
        session.db,
        "SELECT count(*) AS number FROM backlink_state WHERE run_id = ?"
        " AND link_state = 'unknown' AND page_state IN (?, ?)"
        " AND julianday(last_checked_at) - julianday(unverifiable_since_at) >= ?",
        [session.run.id, PageState.UNREACHABLE, PageState.DNS_FAILURE, TOLD_AFTER.days],
    )
    silent = f"    {row['number']:>17,}  On sites that have been silent for {TOLD_AFTER.days} days."
    return [silent] if row["number"] else []


def _change_lines(session: Session) -> list[str]:
    """Return how many changes the run found, by kind."""
    assert session.run is not None
    rows = store.iterate(
        session.db,
        "SELECT kind, count(*) AS number FROM event WHERE run_id = ? GROUP BY 1 ORDER BY 2 DESC, 1",
        [session.run.id],
    )
    kinds = [f"{row['number']:,} {row['kind']}" for row in rows]
    return [f"Changes since the looks before: {', '.join(kinds)}"] if kinds else []


def _named(session: Session, kind: str, heading: str) -> list[str]:
    assert session.run is not None
    own = store.Wanted(site_role="own")  # what a competitor loses is among the changes
    found = store.find_events(session.db, run_id=session.run.id, kinds=[kind], wanted=own)
    rows = list(islice(found, NAMED + 1))
    if not rows:
        return []
    lines = [heading]
    for row in rows[:NAMED]:
        lines.append(f"  {plain(str(row['referring_page']))} -> {plain(str(row['target']))}")
        lines.append(f"    {Reason(str(row['reason'])).sentence}")
    return lines + (["  ... and more: linkcrawler changes"] if len(rows) > NAMED else [])
