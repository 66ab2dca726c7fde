"""Step 100: from evidence to a check of each backlink."""

from linkcrawler.judge import checks_of
from linkcrawler.models import Evidence, Look


class JudgePipeline:
    """Turns each ``Evidence`` into a ``Look`` with its checks; other items pass through."""

    def process_item(self, item: object) -> object:
        """Return the look with one check for each backlink of the page."""
        if not isinstance(item, Evidence):
            return item
        return Look(evidence=item, checks=checks_of(item))
