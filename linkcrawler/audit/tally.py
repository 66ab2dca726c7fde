"""How often each tool's list was right."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from linkcrawler.audit.desk import Desk, ToolRecord
from linkcrawler.audit.material import Referrer, SeenLink, SourceClaim
from linkcrawler.states import LinkState, NofollowFrom

_GONE = frozenset({LinkState.MISSING, LinkState.LOST})
_QUALIFIERS = frozenset({"nofollow", "ugc", "sponsored"})
_BY_PAGE = frozenset({NofollowFrom.META, NofollowFrom.HEADER})
_LOST = "coalesce(claimed_lost, 0) = 1"
_LIVE = "coalesce(claimed_lost, 0) = 0"
CLAIMED_LIVE_GONE = f"{_LIVE} AND link_state IN ('missing', 'lost')"
"""Condition on ``claims`` of ``ToolRecord.live_gone``."""

CLAIMED_LOST_THERE = f"{_LOST} AND link_state = 'present'"
"""The same of ``ToolRecord.lost_there``."""


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


def claims_where(desk: Desk, condition: str, what: str = "count(*)") -> str:
    """Return a query on what lists claim of the own site's links."""
    return f"SELECT {what} FROM claims WHERE target_site = {desk.sql_site()} AND {condition}"


def claim_list(desk: Desk, condition: str) -> str:
    """Return a query that lists such claims."""
    columns = "backlink_id, referring_page, target, source, claimed_last_seen, link_state"
    return claims_where(desk, condition, columns) + " ORDER BY source, referring_page"


def tools_sql(desk: Desk) -> str:
    """Return the query of ``ToolTally.result``: a row for each tool."""
    is_told = "link_state <> 'unknown'"
    rel_told = "link_state = 'present' AND claimed_rel IS NOT NULL"
    by_page = "nofollow_from IN (" + ", ".join(f"'{each}'" for each in sorted(_BY_PAGE)) + ")"
    is_qualified = f"(coalesce({by_page}, 0) OR {_names_one('rel')})"
    sums = {
        "links": "true",
        "live": f"{is_told} AND {_LIVE}",
        "live_gone": CLAIMED_LIVE_GONE,
        "lost": f"{is_told} AND {_LOST}",
        "lost_there": CLAIMED_LOST_THERE,
        "rel_told": rel_told,
        "rel_wrong": f"{rel_told} AND {_names_one('claimed_rel')} <> {is_qualified}",
        "unknown": f"NOT {is_told}",
    }
    counts = ", ".join(f"total({condition}) AS {name}" for name, condition in sums.items())
    return claims_where(desk, "true", f"source, {counts}") + (
        " GROUP BY source ORDER BY links DESC, source"
    )


def _names_one(column: str) -> str:
    """Return the condition that one of the qualifiers is among the tokens of a column."""
    tokens = f"' ' || replace(lower(coalesce({column}, '')), ',', ' ') || ' '"
    return "(" + " OR ".join(f"instr({tokens}, ' {each} ')" for each in sorted(_QUALIFIERS)) + ")"
