"""Times as the store keeps them: aware UTC, ISO 8601, to the second, sortable as text."""

from datetime import UTC, datetime


def stamp(moment: datetime) -> str:
    """Return an aware time as ``2026-11-24T02:00:00+00:00``."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def read_stamp(text: str | None) -> datetime | None:
    """Return the time that ``stamp`` wrote; ``None`` for NULL."""
    return None if text is None else datetime.fromisoformat(text)
