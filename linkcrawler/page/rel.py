"""The ``rel`` attribute."""

import re

_SEPARATORS = re.compile(r"[\s,]+")


def parse_rel(value: str | None) -> tuple[str, ...]:
    """Return the lower-case tokens of a ``rel`` attribute, each once, in page order.

    Pages separate tokens with commas as well as whitespace, and Google reads both. ``None`` (no
    attribute) and ``""`` mean the same: no tokens.

    Source: HTML Standard, "Space-separated tokens"; Google Search Central, "Qualify your outbound
    links to Google".
    """
    if not value:
        return ()
    return tuple(dict.fromkeys(token for token in _SEPARATORS.split(value.lower()) if token))
