"""The events of a run by their cause: what one redesign did to 300 links is one thing to tell."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from linkcrawler.states import ChangeKind, Reason
from linkcrawler.urls import parse_web

Row = Mapping[str, object]

EXAMPLES = 3
"""Links of a cause that are named."""

RANKS = (
    (ChangeKind.LOST, None),
    (ChangeKind.MISSING, None),
    (ChangeKind.DEVIATION, "until"),
    (ChangeKind.DEVIATION, "target"),
    (ChangeKind.DEVIATION, "countability"),
    (ChangeKind.DEVIATION, "rel"),
    (ChangeKind.DEVIATION, "anchor_text"),
    (ChangeKind.CHANGED, "target"),
    (ChangeKind.CHANGED, "countability"),
    (ChangeKind.CHANGED, "rel"),
    (ChangeKind.CHANGED, "placement"),
    (ChangeKind.CHANGED, "anchor_text"),
    (ChangeKind.CHANGED, "page_language"),
    (ChangeKind.UNVERIFIABLE, None),
    (ChangeKind.RECOVERED, None),
    (ChangeKind.FOUND, None),
    (ChangeKind.VERIFIABLE, None),
)
"""What matters most comes first."""

_RANK = {what: number for number, what in enumerate(RANKS)}


@dataclass(slots=True, kw_only=True)
class Cause:
    """Events of one kind that one thing brought about on one site."""

    kind: ChangeKind
    changed_field: str | None
    reason: Reason
    referring_domain: str
    final_host: str
    """Host that the pages answered at; empty: none did."""

    links: int = 0
    pages: set[str] = field(default_factory=set)
    examples: list[Row] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """Return the reason in words; that a link was found says nothing of what it is like."""
        is_of_kind = self.kind in (ChangeKind.CHANGED, ChangeKind.DEVIATION)
        return self.kind.sentence if is_of_kind else self.reason.sentence

    @property
    def rank(self) -> tuple[int, int, str]:
        """Return its place: by kind, then the most links, then the name."""
        place = _RANK.get((self.kind, self.changed_field), len(RANKS))
        return place, -self.links, self.referring_domain


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What changed in a run, the causes ranked."""

    run_id: int
    causes: tuple[Cause, ...] = ()
    kinds: Mapping[str, int] = field(default_factory=dict)
    """Events by kind."""

    @property
    def events(self) -> int:
        """Return how many events there are."""
        return sum(self.kinds.values())

    @property
    def headline(self) -> str:
        """Return how many links, by kind, in the order of weight."""
        order = dict.fromkeys(kind for kind, _ in RANKS)
        told = [f"{self.kinds[kind]:,} {kind.value}" for kind in order if self.kinds.get(kind)]
        return ", ".join(told)


def group_events(run_id: int, events: Iterable[Row]) -> Digest:
    """Group the events of a run by what brought them about.

    A link whose ``rel`` changed together with what it counts for changed once.
    """
    causes: dict[tuple[object, ...], Cause] = {}
    kinds: Counter[str] = Counter()
    for event in _without_doubles(events):
        kind = ChangeKind(str(event["kind"]))
        reason = Reason(str(event["reason"]))
        name = None if event["field"] is None else str(event["field"])
        domain = str(event["referring_domain"])
        host = _host(event["final_url"])
        kinds[kind] += 1
        cause = causes.setdefault(
            (kind, name, reason, domain, host),
            Cause(
                kind=kind,
                changed_field=name,
                reason=reason,
                referring_domain=domain,
                final_host=host,
            ),
        )
        cause.links += 1
        cause.pages.add(str(event["referring_page"]))
        if len(cause.examples) < EXAMPLES:
            cause.examples.append(event)
    ranked = sorted(causes.values(), key=lambda cause: cause.rank)
    return Digest(run_id=run_id, causes=tuple(ranked), kinds=kinds)


def _without_doubles(events: Iterable[Row]) -> Iterable[Row]:
    """Leave out a change of ``rel`` beside one of countability; the events of a link adjoin."""
    held: Row | None = None
    for event in events:
        is_double = held is not None and _what(event) == (
            held["backlink_id"],
            ChangeKind.CHANGED,
            "countability",
        )
        if held is not None and not is_double:
            yield held
        held = None
        if _what(event)[1:] == (ChangeKind.CHANGED, "rel"):
            held = event
        else:
            yield event
    if held is not None:
        yield held


def _what(event: Row) -> tuple[object, object, object]:
    return event["backlink_id"], event["kind"], event["field"]


def _host(url: object) -> str:
    address = parse_web(str(url)) if url else None
    return address.host if address else ""
