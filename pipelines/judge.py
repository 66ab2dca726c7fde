"""Step 100: from evidence to a check of each backlink."""

from linkcrawler.judge import confirm, judge
from linkcrawler.models import Evidence, Look, Sighting


class JudgePipeline:
    """Turns each ``Evidence`` into a ``Look`` with its checks; other items pass through."""

    def process_item(self, item: object) -> object:
        """Return the look with one check for each backlink of the page."""
        if not isinstance(item, Evidence):
            return item
        verdicts = judge(item)
        nothing = Sighting()
        checks = tuple(
            confirm(
                verdicts[backlink.id],
                backlink,
                item.sightings.get(backlink.id, nothing).links,
                item.checked_at,
                changed_at=item.page.changed_at,
            )
            for backlink in item.page.backlinks
        )
        return Look(evidence=item, checks=checks)
