"""Step 200: what changed since the last check."""

from dataclasses import replace

from linkcrawler.judge import diff_checks
from linkcrawler.models import Look


class ChangesPipeline:
    """Adds to each ``Look`` the change events of its checks; other items pass through."""

    def process_item(self, item: object) -> object:
        """Return the look with its events."""
        if not isinstance(item, Look):
            return item
        language = item.evidence.facts.language if item.evidence.facts else None
        events = [event for check in item.checks for event in diff_checks(check, language)]
        return replace(item, events=tuple(events)) if events else item
