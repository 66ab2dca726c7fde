"""What a page shows of its targets, taken together."""

from collections.abc import Mapping
from typing import Any

from linkcrawler.models import Sighting


def all_found(sightings: Mapping[Any, Sighting]) -> bool:
    """Tell whether the page holds every target's link; false where no target was asked for."""
    return bool(sightings) and all(seen.proves for seen in sightings.values())
