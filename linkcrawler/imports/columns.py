"""Which column of a header holds what."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from linkcrawler.imports.metrics import METRIC_NAMES
from linkcrawler.imports.names import ROLE_NAMES
from linkcrawler.imports.roles import Role

_SPACING = re.compile(r"[\s_\-]+")
_SORT_MARK = re.compile(r"\s*\((?:asc|desc)\)$", re.IGNORECASE)


def header_key(name: str) -> str:
    """Return ``name`` without what tools and spreadsheets change in it.

    That is letter case, spaces, underscores and hyphens, a byte order mark, and the mark of the
    column that the report was sorted by.
    """
    name = unicodedata.normalize("NFKC", name).strip(" \t\r\n\ufeff")
    return _SPACING.sub("", _SORT_MARK.sub("", name).casefold())


_ROLES: Mapping[str, tuple[Role, int]] = {
    header_key(name): (role, rank)
    for role, names in ROLE_NAMES.items()
    for rank, name in enumerate(names)
}
_METRICS: Mapping[str, str] = {
    header_key(name): metric for metric, names in METRIC_NAMES.items() for name in names
}


def roles_of(keys: Sequence[str]) -> dict[Role, list[int]]:
    """Return the columns whose names are known, the best name of a role first."""
    found: dict[Role, list[tuple[int, int]]] = {}
    for index, key in enumerate(keys):
        if key in _ROLES:
            role, rank = _ROLES[key]
            found.setdefault(role, []).append((rank, index))
    return {role: [index for _, index in sorted(ranked)] for role, ranked in found.items()}


def metrics_of(keys: Sequence[str]) -> dict[str, int]:
    """Return the columns of metrics by their canonical names, the first of each."""
    found: dict[str, int] = {}
    for index, key in enumerate(keys):
        if key in _METRICS:
            found.setdefault(_METRICS[key], index)
    return found


def is_page_name(key: str) -> bool:
    """Tell a name that only referring pages have; "URL" is none."""
    return _ROLES.get(key, (None, 0))[0] is Role.REFERRING_PAGE and key != "url"
