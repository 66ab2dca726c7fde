"""Own links that are there but could count for more, to be asked about."""

from collections.abc import Sequence

from linkcrawler.audit.desk import LinkRow
from linkcrawler.audit.material import Referrer
from linkcrawler.audit.study import DomainStudy, LinkFinding


class AskList:
    """Gathers links such as a nofollow by mistake or one to a wrong page."""

    def see(self, referrer: Referrer, study: DomainStudy, findings: Sequence[LinkFinding]) -> None:
        """Take in a referrer with what was found of it."""

    def result(self) -> Sequence[LinkRow]:
        """Return the links, the most valuable ones first."""
        return ()
