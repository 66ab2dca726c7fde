"""A look as a whole: a check of each backlink of the page, and what changed since the last ones."""

from linkcrawler.judge.changes import diff_checks
from linkcrawler.judge.confirm import confirm
from linkcrawler.judge.verdict import judge
from linkcrawler.models import ChangeEvent, Check, Evidence, Look, Sighting

_NOTHING = Sighting()


def checks_of(evidence: Evidence) -> tuple[Check, ...]:
    """Return a check of each backlink of the page, in their order."""
    verdicts = judge(evidence)
    return tuple(
        confirm(
            verdicts[backlink.id],
            backlink,
            evidence.sightings.get(backlink.id, _NOTHING).links,
            evidence.checked_at,
            changed_at=evidence.page.changed_at,
        )
        for backlink in evidence.page.backlinks
    )


def events_of(look: Look) -> tuple[ChangeEvent, ...]:
    """Return what changed since the last checks, in the order of the look's checks."""
    facts = look.evidence.facts
    language = facts.language if facts else None
    return tuple(event for check in look.checks for event in diff_checks(check, language))
