"""What differs between two checks of the same backlink, and what is not as it was agreed."""

from collections.abc import Iterator, Sequence

from linkcrawler.judge.agreed import deviated_before, deviations
from linkcrawler.models import ChangeEvent, Check, LastSight
from linkcrawler.states import ChangeKind, LinkState

_ABSENT = frozenset({LinkState.MISSING, LinkState.LOST, LinkState.MENTION, LinkState.ELSEWHERE})


def diff_checks(check: Check, page_language: str | None) -> tuple[ChangeEvent, ...]:
    """Return what changed since the last check of the backlink, and what newly is not as agreed.

    The first check has nothing to be compared with but the agreement. ``page_language`` is the
    detected language of the page now; ``None``: it can't be told.
    """
    last = check.backlink.last
    events: list[ChangeEvent] = []
    if last is not None:
        events += _state_events(check, last)
        if check.verdict.link_state is LinkState.PRESENT and last.last_present_at is not None:
            events += _field_events(check, last, page_language)
    events += _deviation_events(check)
    return tuple(events)


def _state_events(check: Check, last: LastSight) -> Iterator[ChangeEvent]:
    """Compare with the last state that was known; looks that told nothing hide nothing."""
    now, known = check.verdict.link_state, last.known_state
    kind: ChangeKind | None = None
    match now:
        case LinkState.UNKNOWN:
            if last.link_state is LinkState.PRESENT:
                kind = ChangeKind.UNVERIFIABLE
        case LinkState.PRESENT:
            kind = _back(last)
        case LinkState.ELSEWHERE:
            if known is LinkState.PRESENT:
                yield _changed(check, "target", last.url, _url(check))
        case LinkState.MENTION | LinkState.MISSING:
            if known is not now and known is not LinkState.LOST:
                kind = ChangeKind.MISSING
        case LinkState.LOST:
            if known is not LinkState.LOST:
                kind = ChangeKind.LOST
    if kind:
        yield ChangeEvent(
            backlink_id=check.backlink.id,
            kind=kind,
            old=last.link_state.value,
            new=now.value,
            reason=check.verdict.reason,
        )


def _back(last: LastSight) -> ChangeKind | None:
    if last.known_state in _ABSENT:
        return ChangeKind.RECOVERED if last.last_present_at else ChangeKind.FOUND
    if last.known_state is None:
        return ChangeKind.FOUND
    return ChangeKind.VERIFIABLE if last.link_state is LinkState.UNKNOWN else None


def _field_events(
    check: Check, last: LastSight, page_language: str | None
) -> Iterator[ChangeEvent]:
    link, verdict = check.verdict.link, check.verdict
    if link is None:
        return
    pairs = (
        ("anchor_text", last.anchor_text, link.anchor_text),
        ("rel", last.rel, _rel(link.rel, last.rel)),
        ("countability", last.countability, verdict.countability),
        ("placement", last.placement, link.placement),
        ("page_language", last.page_language, page_language or last.page_language),
    )
    for field, old, new in pairs:
        if old is not None and old != new:
            yield _changed(check, field, old, new)


def _deviation_events(check: Check) -> Iterator[ChangeEvent]:
    """Tell each deviation once: the first time that it is seen."""
    found = deviations(check)
    told = deviated_before(check) if found else frozenset()
    for each in found:
        if each.field not in told:
            yield ChangeEvent(
                backlink_id=check.backlink.id,
                kind=ChangeKind.DEVIATION,
                field=each.field,
                old=each.agreed,
                new=each.found,
                reason=check.verdict.reason,
            )


def _rel(tokens: Sequence[str], before: str | None) -> str:
    """Return the tokens as they are stored; in the order of before, if they are the same ones."""
    if before is not None and set(before.split()) == set(tokens):
        return before
    return " ".join(tokens)


def _changed(check: Check, field: str, old: str | None, new: str | None) -> ChangeEvent:
    return ChangeEvent(
        backlink_id=check.backlink.id,
        kind=ChangeKind.CHANGED,
        field=field,
        old=None if old is None else str(old),
        new=None if new is None else str(new),
        reason=check.verdict.reason,
    )


def _url(check: Check) -> str | None:
    return check.verdict.link.url if check.verdict.link else None
