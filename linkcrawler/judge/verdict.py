"""From the evidence of one look at a page to the verdict on each of its backlinks."""

from dataclasses import replace

from linkcrawler.domains import site_of_url
from linkcrawler.judge.case import Case
from linkcrawler.judge.countability import Count, count_link
from linkcrawler.judge.table import decide
from linkcrawler.models import (
    Evidence,
    KnownBacklink,
    LinkObservation,
    OriginalLook,
    PageFacts,
    Sighting,
    StepLook,
    Verdict,
)
from linkcrawler.page.match import is_equivalent
from linkcrawler.states import LinkState, Placement, Reason

# A comment on a page of no known kind may be called a post.
_MAYBE_COMMENT = frozenset({None, Placement.COMMENT, Placement.FORUM_POST, Placement.UNKNOWN})
# What a list comes to whose link may stand one step on.
_ONE_STEP_ON = frozenset(
    {Reason.ENTRY_UNREAD, Reason.PUSHED_OFF, Reason.WRONG_TARGET, Reason.MENTION_ONLY}
    | {Reason.PAGE_REDIRECTED}
)


def judge(evidence: Evidence) -> dict[int, Verdict]:
    """Return the verdict on each backlink of the page, by the backlink's id."""
    return {backlink.id: judge_backlink(evidence, backlink) for backlink in evidence.page.backlinks}


def judge_backlink(evidence: Evidence, backlink: KnownBacklink) -> Verdict:
    """Return the verdict on one backlink: the first row of the table that fits."""
    case = case_of(evidence, backlink)
    page_state, link_state, reason = decide(case)
    verdict = Verdict(page_state=page_state, link_state=link_state, reason=reason)
    if link_state is LinkState.MISSING:
        return replace(verdict, resemblance=case.resemblance if case.ever_present else None)
    if reason is Reason.LINK_FOUND_ONE_STEP_ON and case.proving_step:
        return _found_one_step_on(verdict, case.proving_step)
    link = case.proof or case.proof_on_original
    if link_state is LinkState.PRESENT and link:
        return _present(verdict, link, _count(case, link))
    if link_state is LinkState.ELSEWHERE:
        return replace(verdict, link=case.near)
    return verdict


def steps_to_take(evidence: Evidence) -> list[str]:
    """Return the pages one step on from a list that its missing links may stand on.

    These are the pages of the entries that held them, and then the next page of the list.
    """
    facts = evidence.facts
    if facts is None or facts.list_kind is None:
        return []
    entries: dict[str, None] = {}
    is_missing = False
    for backlink in evidence.page.backlinks:
        case = case_of(evidence, backlink)
        if case.may_be_pushed_off and decide(case)[2] in _ONE_STEP_ON:
            is_missing = True
            if case.entry_url is not None:
                entries[case.entry_url] = None
    if is_missing and facts.next_page is not None:
        entries[facts.next_page] = None
    return list(entries)


def case_of(evidence: Evidence, backlink: KnownBacklink) -> Case:
    """Return the evidence for one backlink of a page."""
    last = backlink.last
    original, facts = _original_for(evidence, backlink.target), evidence.facts
    if facts and original and _is_named_back(evidence, original):
        original, facts = None, replace(facts, canonical_away=False)
    return Case(
        fetch=evidence.fetch,
        facts=facts,
        sighting=evidence.sightings.get(backlink.id, Sighting()),
        ever_present=last is not None and last.last_present_at is not None,
        original=original,
        sighting_on_original=(
            original.sightings.get(backlink.id, Sighting()) if original else Sighting()
        ),
        may_be_comment=last is None or last.placement in _MAYBE_COMMENT,
        rendering=evidence.rendering,
        good=evidence.page.good,
        placement=last.placement if last else None,
        entry_url=last.entry_url if last else None,
        steps=tuple(_step_of(look, backlink) for look in evidence.steps),
    )


def _step_of(look: StepLook, backlink: KnownBacklink) -> Case:
    return Case(
        fetch=look.fetch,
        facts=look.facts,
        sighting=look.sightings.get(backlink.id, Sighting()),
        ever_present=True,
        step_url=look.url,
    )


def _original_for(evidence: Evidence, target: str) -> OriginalLook | None:
    """Return the look at the original, unless that is a page of the target's own site.

    What a site says of itself is no backlink, as where an article was first published there.
    """
    look, facts = evidence.original, evidence.facts
    if look is None:
        return None
    named = facts.canonical if facts else None
    sites = {site_of_url(url) for url in (named, look.fetch.final_url) if url}
    return None if site_of_url(target) in sites else look


def _is_named_back(evidence: Evidence, original: OriginalLook) -> bool:
    """Tell whether the two pages name each other, which says nothing of either."""
    named = original.facts.canonical if original.facts else None
    return is_equivalent(named, evidence.fetch.final_url) is True


def _found_one_step_on(verdict: Verdict, step: Case) -> Verdict:
    """Return the verdict on a link that stands on another page, with how it counts there."""
    link, facts, at = step.proof, step.facts, step.fetch.final_url or step.step_url
    assert link is not None
    assert facts is not None
    count = count_link(link, facts, googlebot_allowed=step.fetch.googlebot_allowed)
    link = replace(link, entry_url=link.entry_url or at)
    return replace(_present(verdict, link, count), found_at=at)


def _present(verdict: Verdict, link: LinkObservation, count: Count) -> Verdict:
    """Return the verdict on a link that is there, with how it counts."""
    return replace(
        verdict,
        link=link,
        countability=count.countability,
        not_counted_because=count.not_counted_because,
        nofollow_from=count.nofollow_from,
    )


def _count(case: Case, link: LinkObservation) -> Count:
    """Count the link under the page's original, where it stands there too."""
    on_original = case.proof_on_original
    if case.original and on_original:
        look, link = case.original, on_original
        return count_link(
            link, look.facts or PageFacts(), googlebot_allowed=look.fetch.googlebot_allowed
        )
    return count_link(
        link, case.facts or PageFacts(), googlebot_allowed=case.fetch.googlebot_allowed
    )
