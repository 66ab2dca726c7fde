"""From the bytes of a page to what it says and which links it holds.

Everything here is pure: no clock, no network, no settings.
"""

from typing import TYPE_CHECKING, Any

from linkcrawler.page.answer import Answer
from linkcrawler.page.cost import CostlyPageError
from linkcrawler.page.match import match_url
from linkcrawler.page.sightings import all_found

if TYPE_CHECKING:
    from linkcrawler.page.reading import inspect_page, read_page, read_with_domains

__all__ = [
    "Answer",
    "CostlyPageError",
    "all_found",
    "inspect_page",
    "match_url",
    "read_page",
    "read_with_domains",
]


def __getattr__(name: str) -> Any:
    """Import what reads pages when it is asked for: its patterns take a quarter of a second."""
    if name not in ("inspect_page", "read_page", "read_with_domains"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from linkcrawler.page import reading  # noqa: PLC0415 - that is the point

    return getattr(reading, name)
