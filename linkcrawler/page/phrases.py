"""Phrases of many languages, written one alternative beside the other, line by line."""


def any_of(lines: str) -> str:
    """Return a pattern that finds any of the alternatives; a line with ``# `` is a comment."""
    stripped = (line.strip() for line in lines.splitlines())
    return "(?:" + "|".join(line for line in stripped if line and not line.startswith("# ")) + ")"
