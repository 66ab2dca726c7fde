"""What a look at a page of the user's own means for the links to it."""

from linkcrawler.judge.verdict import judge_backlink
from linkcrawler.models import Evidence, KnownBacklink, PageFacts, TargetLook
from linkcrawler.states import PageState, Reason
from linkcrawler.urls import without_credentials

_BROKEN = frozenset({PageState.GONE, PageState.SOFT_404, PageState.PARKED, PageState.SERVER_ERROR})
_READ = frozenset({PageState.OK, PageState.MOVED})
_KINDS = {200: "by a meta refresh", 301: "for good", 308: "for good"}


def judge_target(
    evidence: Evidence, target_ids: tuple[int, ...], linked_domains: tuple[str, ...]
) -> TargetLook:
    """Return what a look at a target came to, by the rules of referring pages."""
    verdict = judge_backlink(evidence, KnownBacklink(id=0, target=evidence.page.url))
    is_read = verdict.page_state in _READ
    return TargetLook(
        target_ids=target_ids,
        fetch=evidence.fetch,
        checked_at=evidence.checked_at,
        page_state=verdict.page_state,
        # What remains is that the page holds no link to itself.
        reason=None if is_read else verdict.reason,
        facts=(evidence.facts or PageFacts()) if is_read else PageFacts(),
        linked_domains=linked_domains if is_read else (),
    )


def is_broken(look: TargetLook) -> bool:
    """Tell whether links to the target lead nowhere, or count for nothing."""
    return (
        (look.page_state in _BROKEN and look.reason is not Reason.MAYBE_NOT_FOUND)
        or look.reason is Reason.REDIRECT_LOOP
        or (look.page_state in _READ and _is_not_indexed(look.facts))
    )


def sentence_of(look: TargetLook) -> str | None:
    """Return what is to be told of a target; ``None``: it is as it should be."""
    fetch, facts = look.fetch, look.facts
    told: list[str] = []
    if look.page_state is PageState.MOVED and fetch.hops:
        kind = _KINDS.get(fetch.hops[0].status, "for now")
        status = "" if fetch.hops[0].status == 200 else f" ({fetch.hops[0].status})"
        told.append(f"redirects {kind}{status} to {fetch.final_url}")
    elif look.reason is not None:
        status = f"answers {fetch.status}: " if fetch.status and fetch.status >= 400 else ""
        # The sentences are of pages that link; what they say holds of any page.
        told.append(status + look.reason.sentence.rstrip(".").replace("linking ", ""))
    if look.page_state in _READ:
        if facts.canonical_away and facts.canonical:
            told.append(
                f"names another page as its original: {without_credentials(facts.canonical)}"
            )
        if facts.robots.noindex_from:
            told.append(f"is kept out of the index (noindex by {facts.robots.noindex_from})")
    return "; ".join(told) + "." if told else None


def _is_not_indexed(facts: PageFacts) -> bool:
    return facts.canonical_away or facts.robots.noindex_from is not None
