"""Step 200: what changed since the last check."""

from dataclasses import replace

from linkcrawler.judge import events_of
from linkcrawler.models import Look


class ChangesPipeline:
    """Adds to each ``Look`` the change events of its checks; other items pass through."""

    def process_item(self, item: object) -> object:
        """Return the look with its events."""
        if not isinstance(item, Look):
            return item
        events = events_of(item)
        return replace(item, events=events) if events else item
