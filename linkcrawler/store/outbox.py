"""Alerts that are owed: put in with the end of a run, held after a mass loss, marked as they go."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlite_utils import Database

from linkcrawler.states import RunOutcome
from linkcrawler.store.times import stamp
from linkcrawler.store.writing import writing

MASS_LOSS_FLOOR = 20
MASS_LOSS_SHARE = 0.05
"""More links gone in one run than both, of those that were live, are a mass loss."""

HELD_AT_MOST = timedelta(days=7)
"""An alert whose links no run looks at again is not held for ever."""

MAX_ATTEMPTS = 20


class AlertKind(StrEnum):
    """What an alert tells."""

    CHANGES = "changes"
    HELD = "held"
    OUTAGE = "outage"


class AlertState(StrEnum):
    """Where an alert is on its way."""

    HELD = "held"
    PENDING = "pending"
    SENDING = "sending"
    """Left behind by a kill: it is not known whether it arrived."""

    SENT = "sent"
    FAILED = "failed"
    """Given up after ``MAX_ATTEMPTS``."""

    DROPPED = "dropped"
    """Nothing of it was true any more when its turn came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Whom an alert is for, without anything that has to be kept secret."""

    fingerprint: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedAlert:
    """A row of the outbox that is to be sent."""

    id: int
    run_id: int
    kind: AlertKind
    recipient: Recipient
    key: str
    """The same at every attempt, so that a receiver can tell a repetition."""

    attempts: int
    put_at: str
    is_uncertain: bool
    """An attempt was cut off: the alert may have arrived already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MassLoss:
    """How many of the live links a run no longer found."""

    gone: int
    live: int
    is_held: bool = False
    """The alert of that run waits for the next one."""

    @property
    def is_suspect(self) -> bool:
        """Tell whether so many at once are rather a fault of ours."""
        return self.gone > max(MASS_LOSS_FLOOR, self.live * MASS_LOSS_SHARE)


def put_alerts(
    db: Database,
    run_id: int,
    outcome: RunOutcome,
    now: datetime,
    recipients: Sequence[Recipient],
) -> None:
    """Put in what a run has to tell; the caller's transaction ends the run as well."""
    if outcome is RunOutcome.UNHEALTHY:
        if not _was_unhealthy_before(db, run_id):
            _put(db, run_id, AlertKind.OUTAGE, AlertState.PENDING, now, recipients)
        # What is left of its events was seen on pages that came, and is told by no other run.
        if next(alert_events(db, run_id), None) is not None:
            _put(db, run_id, AlertKind.CHANGES, AlertState.PENDING, now, recipients)
        return
    _settle_holds(db, run_id, now)
    if next(alert_events(db, run_id), None) is None:
        return
    loss = _mass_loss(db, run_id)
    if not loss.is_suspect:
        _put(db, run_id, AlertKind.CHANGES, AlertState.PENDING, now, recipients)
        return
    db.execute(
        "INSERT OR IGNORE INTO alert_hold (run_id, at, gone, live, state)"
        " VALUES (?, ?, ?, ?, 'held')",
        [run_id, stamp(now), loss.gone, loss.live],
    )
    _put(db, run_id, AlertKind.CHANGES, AlertState.HELD, now, recipients)
    _put(db, run_id, AlertKind.HELD, AlertState.PENDING, now, recipients)


def _put(
    db: Database,
    run_id: int,
    kind: AlertKind,
    state: AlertState,
    now: datetime,
    recipients: Sequence[Recipient],
) -> None:
    for recipient in recipients:
        db.execute(
            "INSERT OR IGNORE INTO outbox (run_id, kind, fingerprint, label, key, state, put_at)"
            " VALUES (?, ?, ?, ?, lower(hex(randomblob(16))), ?, ?)",
            [run_id, kind, recipient.fingerprint, recipient.label, state, stamp(now)],
        )


def _was_unhealthy_before(db: Database, run_id: int) -> bool:
    row = db.execute(
        "SELECT outcome FROM run WHERE id < ? ORDER BY id DESC LIMIT 1", [run_id]
    ).fetchone()
    return row is not None and row[0] == RunOutcome.UNHEALTHY


# Nobody is alarmed by what a competitor loses.
_IS_OWN = """'own' = (
    SELECT target.role FROM backlink JOIN target ON target.id = backlink.target_id
    WHERE backlink.id = state.backlink_id)"""

# A loss that an earlier mass loss already stands for, and that was confirmed, is not braked twice.
_GONE = f"""
SELECT count(DISTINCT event.backlink_id) FROM event
JOIN backlink_state AS state ON state.backlink_id = event.backlink_id
WHERE event.run_id = :run AND event.kind IN ('missing', 'lost')
    AND state.last_present_at IS NOT NULL AND {_IS_OWN}
    AND NOT EXISTS (
        SELECT 1 FROM event AS before JOIN alert_hold ON alert_hold.run_id = before.run_id
        WHERE before.id = (
            SELECT max(id) FROM event AS earlier WHERE earlier.backlink_id = event.backlink_id
                AND earlier.id < event.id AND earlier.kind IN ('missing', 'lost', 'recovered'))
        AND before.kind <> 'recovered' AND alert_hold.state = 'confirmed')
"""


def _mass_loss(db: Database, run_id: int) -> MassLoss:
    gone = int(db.execute(_GONE, {"run": run_id}).fetchone()[0])
    still = db.execute(
        "SELECT count(*) FROM backlink_state AS state WHERE run_id = ? AND known_state = 'present'"
        f" AND {_IS_OWN}",
        [run_id],
    ).fetchone()[0]
    return MassLoss(gone=gone, live=gone + int(still))


def _settle_holds(db: Database, run_id: int, now: datetime) -> None:
    """Let go of what is held once a later run has looked at half of those links again."""
    holds = db.execute(
        "SELECT run_id, at, gone FROM alert_hold WHERE state = 'held' AND run_id < ?", [run_id]
    ).fetchall()
    for held_run, at, gone in holds:
        told, absent = db.execute(
            "SELECT count(*), coalesce(sum(state.known_state <> 'present'), 0)"
            " FROM backlink_state AS state WHERE state.run_id = ?"
            " AND state.link_state <> 'unknown' AND state.backlink_id IN ("
            "SELECT backlink_id FROM event WHERE run_id = ? AND kind IN ('missing', 'lost'))"
            f" AND {_IS_OWN}",
            [run_id, held_run],
        ).fetchone()
        is_old = abs(now - datetime.fromisoformat(at)) > HELD_AT_MOST
        if told * 2 >= gone or is_old:
            is_confirmed = absent * 2 >= told
            _release(db, held_run, "confirmed" if is_confirmed else "refuted", run_id)


def _release(db: Database, held_run: int, state: str, by_run: int | None) -> None:
    db.execute(
        "UPDATE alert_hold SET state = ?, settled_by = ? WHERE run_id = ?",
        [state, by_run, held_run],
    )
    db.execute(
        "UPDATE outbox SET state = ? WHERE run_id = ? AND state = ?",
        [AlertState.PENDING, held_run, AlertState.HELD],
    )


def release_held(db: Database) -> int:
    """Confirm by hand what is held; return how many runs that were."""
    with writing(db):
        held = db.execute("SELECT run_id FROM alert_hold WHERE state = 'held'").fetchall()
        for (run_id,) in held:
            _release(db, run_id, "confirmed", None)
    return len(held)


# What was never told needs no all-clear: links that a mass loss was held for, or that an unhealthy
# run could not tell. Of a run that was held, only the losses that still hold are told.
_ALERT_EVENTS = """
SELECT told.*, domain.name AS referring_domain, look.final_url, look.http_status, look.page_title,
    state.anchor_text, state.last_present_at
FROM change_events AS told
JOIN backlink ON backlink.id = told.backlink_id
JOIN page ON page.id = backlink.page_id
JOIN domain ON domain.id = page.domain_id
JOIN target ON target.id = backlink.target_id
LEFT JOIN page_look AS look ON look.page_id = page.id
LEFT JOIN backlink_state AS state ON state.backlink_id = backlink.id
WHERE told.run_id = :run AND target.role = 'own'
AND NOT (told.kind = 'verifiable' AND EXISTS (
    SELECT 1 FROM event AS before JOIN run ON run.id = before.run_id
    WHERE run.outcome = 'unhealthy' AND before.id = (
        SELECT max(id) FROM event AS earlier WHERE earlier.backlink_id = told.backlink_id
            AND earlier.id < told.id AND earlier.kind = 'unverifiable')))
AND NOT (told.kind = 'recovered' AND EXISTS (
    SELECT 1 FROM event AS before JOIN alert_hold ON alert_hold.run_id = before.run_id
    WHERE (alert_hold.state = 'held' OR alert_hold.settled_by = told.run_id) AND before.id = (
        SELECT max(id) FROM event AS earlier WHERE earlier.backlink_id = told.backlink_id
            AND earlier.id < told.id AND earlier.kind IN ('missing', 'lost'))))
AND NOT (EXISTS (SELECT 1 FROM alert_hold WHERE alert_hold.run_id = told.run_id) AND (
    ((told.kind IN ('missing', 'lost') OR told.field IS 'until')
        AND state.known_state = 'present')
    OR (told.kind = 'missing' AND state.known_state = 'lost')))
ORDER BY told.id
"""


def alert_events(db: Database, run_id: int) -> Iterator[dict[str, object]]:
    """Yield the events of a run that an alert tells, with what proves them."""
    cursor = db.execute(_ALERT_EVENTS, {"run": run_id})
    names = [column[0] for column in cursor.description]
    for row in cursor:
        yield dict(zip(names, row, strict=True))


def mass_loss_of(db: Database, run_id: int) -> MassLoss | None:
    """Return the mass loss that a run's alert was held for; ``None``: it was not held."""
    row = db.execute(
        "SELECT gone, live, state FROM alert_hold WHERE run_id = ?", [run_id]
    ).fetchone()
    return MassLoss(gone=row[0], live=row[1], is_held=row[2] == "held") if row else None


def owed_alerts(db: Database) -> list[OwedAlert]:
    """Return what is to be sent, oldest first."""
    rows = db.execute(
        "SELECT id, run_id, kind, fingerprint, label, key, attempts, put_at, state FROM outbox"
        " WHERE state IN (?, ?) ORDER BY id",
        [AlertState.PENDING, AlertState.SENDING],
    ).fetchall()
    return [
        OwedAlert(
            id=number,
            run_id=run_id,
            kind=AlertKind(kind),
            recipient=Recipient(fingerprint=fingerprint, label=label),
            key=key,
            attempts=attempts,
            put_at=put_at,
            is_uncertain=state == AlertState.SENDING,
        )
        for number, run_id, kind, fingerprint, label, key, attempts, put_at, state in rows
    ]


def mark_sending(db: Database, alert: OwedAlert, now: datetime) -> None:
    """Say that an attempt begins, before it does."""
    with writing(db):
        db.execute(
            "UPDATE outbox SET state = ?, attempts = attempts + 1, tried_at = ? WHERE id = ?",
            [AlertState.SENDING, stamp(now), alert.id],
        )


def mark_sent(db: Database, alert: OwedAlert, now: datetime) -> None:
    """Say that the alert arrived; it is never sent again."""
    with writing(db):
        db.execute(
            "UPDATE outbox SET state = ?, sent_at = ?, error = NULL WHERE id = ?",
            [AlertState.SENT, stamp(now), alert.id],
        )


def mark_dropped(db: Database, alert: OwedAlert) -> None:
    """Say that nothing of the alert is true any more."""
    with writing(db):
        db.execute("UPDATE outbox SET state = ? WHERE id = ?", [AlertState.DROPPED, alert.id])


def mark_unsent(db: Database, alert: OwedAlert, why: str) -> bool:
    """Say that an attempt failed; return whether the alert is given up now."""
    is_over = alert.attempts + 1 >= MAX_ATTEMPTS
    state = AlertState.FAILED if is_over else AlertState.PENDING
    with writing(db):
        db.execute("UPDATE outbox SET state = ?, error = ? WHERE id = ?", [state, why, alert.id])
    return is_over
