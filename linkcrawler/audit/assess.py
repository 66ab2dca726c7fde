"""One referring domain and its links, judged by named signals."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from linkcrawler.audit.compass import Compass
from linkcrawler.audit.material import Referrer
from linkcrawler.audit.policy import Policy
from linkcrawler.audit.profile import Profile
from linkcrawler.audit.study import DomainStudy, LinkFinding
from linkcrawler.audit.survey import Survey


class Assessor:
    """Judges referrers by what the survey found of all of them."""

    def __init__(
        self, survey: Survey, compass: Compass, profile: Profile, policy: Policy, now: datetime
    ) -> None:
        self._survey = survey
        self._compass = compass
        self._profile = profile
        self._policy = policy
        self._now = now

    def assess(self, referrer: Referrer) -> tuple[DomainStudy, Sequence[LinkFinding]]:
        """Return what is found of a domain, and of each of its links in their order."""
        study = DomainStudy(
            domain_id=referrer.domain_id,
            domain=referrer.domain,
            site=referrer.site,
            role=referrer.role,
            quality=None,
            pages=referrer.pages,
            links=len(referrer.links),
            states=Counter(link.link_state for link in referrer.links),
        )
        return study, [LinkFinding(backlink_id=link.id) for link in referrer.links]
