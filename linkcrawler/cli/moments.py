"""Times as people write them on a command line."""

import re
from datetime import UTC, datetime, timedelta

from linkcrawler.errors import InputError
from linkcrawler.store.times import stamp

_DAY = re.compile(r"\d{4}-?\d\d-?\d\d")


def read_moment(option: str, text: str, *, is_end: bool = False) -> str:
    """Return a time that a user wrote as the store keeps times; one without a zone is in UTC.

    A day means its start, or with ``is_end`` its last second. Raises ``InputError`` for no time.
    """
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        if is_end and _DAY.fullmatch(text):
            moment += timedelta(days=1, seconds=-1)
        return stamp(moment)
    except (ValueError, OverflowError) as error:
        raise InputError(
            f"{option} {text!r} is no time; 2026-11-24 or 2026-11-24T02:00 is"
        ) from error
