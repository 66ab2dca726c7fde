"""Times as the store keeps them: aware UTC, ISO 8601, to the second, sortable as text."""

from datetime import UTC, date, datetime


def stamp(moment: datetime) -> str:
    """Return an aware time as ``2026-11-24T02:00:00+00:00``."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def read_stamp(text: str | None) -> datetime | None:
    """Return the time that ``stamp`` wrote; ``None`` for NULL."""
    return None if text is None else datetime.fromisoformat(text)


def read_day(text: str | None) -> date | None:
    """Return the day of ``YYYY-MM-DD``; ``None`` for NULL and for what is told otherwise."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
