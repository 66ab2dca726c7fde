"""How often each tool's list was right."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from linkcrawler.audit.desk import ToolRecord
from linkcrawler.audit.material import Referrer, SeenLink, SourceClaim
from linkcrawler.states import LinkState, NofollowFrom

_GONE = frozenset({LinkState.MISSING, LinkState.LOST})
_QUALIFIERS = frozenset({"nofollow", "ugc", "sponsored"})
_BY_PAGE = frozenset({NofollowFrom.META, NofollowFrom.HEADER})


class ToolTally:
    """Compares what the lists claim of own links with what was seen."""

    def __init__(self) -> None:
        self._counts: dict[str, Counter[str]] = defaultdict(Counter)

    def see(self, referrer: Referrer) -> None:
        """Take in the claims about a referrer's links."""
        for link in referrer.links:
            for claim in link.claims:
                self._counts[claim.source].update(_told(link, claim))

    def result(self) -> Sequence[ToolRecord]:
        """Return a record for each tool, the one with the most links first."""
        records = [ToolRecord(source=source, **counts) for source, counts in self._counts.items()]
        return sorted(records, key=lambda record: (-record.links, record.source))


def _told(link: SeenLink, claim: SourceClaim) -> list[str]:
    """Return the counts that a claim adds to."""
    if link.link_state == LinkState.UNKNOWN:
        return ["links", "unknown"]
    counts = ["links"]
    if claim.lost:
        counts += ["lost", "lost_there"] if link.is_present else ["lost"]
    else:
        counts += ["live", "live_gone"] if link.link_state in _GONE else ["live"]
    if link.is_present and claim.rel is not None:
        counts.append("rel_told")
        if bool(_QUALIFIERS.intersection(claim.rel.split())) != _is_qualified(link):
            counts.append("rel_wrong")
    return counts


def _is_qualified(link: SeenLink) -> bool:
    """Tell whether the link or its page says that it is not to be followed.

    Tools have one word for all of them, so which one it is makes no difference here.
    """
    if link.nofollow_from in _BY_PAGE:
        return True
    return not _QUALIFIERS.isdisjoint((link.rel or "").lower().replace(",", " ").split())
