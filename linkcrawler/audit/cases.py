"""The removal of a link as a case: its states, which may follow which, and when it is ripe."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, Self

from linkcrawler.audit.desk import Case


class CaseState(StrEnum):
    """Where a case stands, with its sentence."""

    sentence: str

    def __new__(cls, value: str, sentence: str) -> Self:
        """Make a member with its sentence."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.sentence = sentence
        return member

    REVIEW = "review", "It is to be looked at by a person."
    CONTACT_FOUND = "contact_found", "It is known whom to ask."
    ASKED = "asked", "The owner was asked to take the link away."
    REMINDED = "reminded", "The owner was asked again."
    REMOVED = "removed", "A run confirmed that all of its links are gone."
    REFUSED = "refused", "The owner will not take it away."
    NO_REPLY = "no_reply", "The owner did not answer."
    CANDIDATE = "candidate", "You mean to disavow it."
    EXPORTED = "exported", "It was written into a disavow file."
    DISMISSED = "dismissed", "The link may stay; nothing is to be done."


CLOSED = frozenset({CaseState.REMOVED, CaseState.DISMISSED})
"""Nobody has to do anything about these."""

WAITING = frozenset({CaseState.ASKED, CaseState.REMINDED})
TO_DISAVOW = frozenset({CaseState.CANDIDATE, CaseState.EXPORTED})
"""What a disavow file holds. An upload replaces the file before, so what was exported stays."""

_AFTER_ASKING = frozenset({CaseState.REMINDED, CaseState.REFUSED, CaseState.NO_REPLY})


class Step(NamedTuple):
    """A step of a case's history. Steps are added and never changed."""

    at: str
    """Aware UTC, ISO 8601."""

    state: str
    note: str
    run_id: int | None
    """The run that showed it; ``None``: a person said so."""

    contact: str | None = None
    """Whom to ask, where the step told it."""


def why_no_move(case: Case, to: CaseState) -> str | None:
    """Return why a person can't bring a case to a state; ``None``: it can be done."""
    name = case.page or case.domain
    if case.state == CaseState.REMOVED:
        return f"{name}: all of its links are confirmed gone, so there is nothing left to do"
    if to in _AFTER_ASKING and case.asked_at is None:
        return f"{name}: its owner was not asked yet; 'linkcrawler outreach asked' notes it"
    if to is CaseState.ASKED and case.state in WAITING:
        return (
            f"{name}: asked on {day_of(case.asked_at)} already; 'reminded' notes that it was again"
        )
    return None


def why_not_ripe(case: Case, asked_days: int, now: datetime) -> str | None:
    """Return why a case should not be disavowed yet; ``None``: its owner had the chance."""
    if case.asked_at is None:
        return "its owner was never asked to take the link away"
    if case.refused_at is not None:
        return None
    asked_at = datetime.fromisoformat(case.asked_at)
    from_at = asked_at + timedelta(days=asked_days)
    if now < from_at:
        return (
            f"its owner was asked on {day_of(case.asked_at)} and has"
            f" {asked_days} days to answer, up to {from_at:%Y-%m-%d}"
        )
    return None


def is_reminder_due(case: Case, reminder_days: tuple[int, int], now: datetime) -> bool:
    """Tell whether an owner who was asked, and at most reminded once, should be reminded now."""
    if case.state not in WAITING or case.asked_at is None or case.reminders >= len(reminder_days):
        return False
    days = reminder_days[case.reminders]
    return now >= datetime.fromisoformat(case.asked_at) + timedelta(days=days)


def day_of(at: str | None) -> str:
    """Return the day of a stamp; empty for ``None``."""
    return (at or "")[:10]
