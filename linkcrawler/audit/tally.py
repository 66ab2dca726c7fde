"""How often each tool's list was right."""

from collections.abc import Sequence

from linkcrawler.audit.desk import ToolRecord
from linkcrawler.audit.material import Referrer


class ToolTally:
    """Compares what the lists claim of own links with what was seen."""

    def see(self, referrer: Referrer) -> None:
        """Take in the claims about a referrer's links."""

    def result(self) -> Sequence[ToolRecord]:
        """Return a record for each tool, the one with the most links first."""
        return ()
