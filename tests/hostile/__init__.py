"""A hostile web: servers that attack, and what each attack may come to."""

from tests.hostile import (  # noqa: F401 - each registers its cases
    bombs,
    controls,
    cut,
    headers,
    links,
    markup,
    numbers,
    private,
    redirects,
    robots,
    slow,
    tls,
    walls,
)
from tests.hostile.web import CASES, Case, HostileWeb

__all__ = ["CASES", "Case", "HostileWeb"]
