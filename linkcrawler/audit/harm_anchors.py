"""Figures of anchor texts that are made for a ranking."""

from collections.abc import Sequence

from linkcrawler.audit.anchor_mix import (
    distance_sql,
    median_mix,
    mix_of,
    money_anchors,
    share_sql,
    single_share,
    single_share_sql,
)
from linkcrawler.audit.desk import Desk
from linkcrawler.audit.parts import Figure, Tone, Unit
from linkcrawler.audit.study import AnchorClass, DomainStudy
from linkcrawler.audit.wording import counted, link_list, per_cent

_MONEY = (AnchorClass.EXACT, AnchorClass.PARTIAL)


def tone_over(share: float | None, watch: float, act: float = 2.0) -> Tone:
    """Return the tone of a share; the default of ``act`` is never reached."""
    if share is None or share <= watch:
        return Tone.PLAIN
    return Tone.ACT if share > act else Tone.WATCH


def anchor_figures(desk: Desk, linking: Sequence[DomainStudy]) -> list[Figure]:
    """Return the figures of over-optimised anchors."""
    policy = desk.policy
    mix = mix_of(linking, policy.links_per_domain_cap)
    can_tell = bool(desk.profile.keywords)
    exact = mix.get(AnchorClass.EXACT, 0.0) if can_tell else None
    money = sum(mix.get(kind, 0.0) for kind in _MONEY) if can_tell else None
    single = single_share(linking) if can_tell else None
    distance = _distance(desk, linking) if can_tell else None
    cap = f"a domain counts with at most {counted(policy.links_per_domain_cap, 'link')}"
    unknown = "Not known, since no keywords are named in an audit file. "
    told = "" if can_tell else unknown
    kinds = "anchor_class IN ('exact', 'partial')"
    return [
        Figure(
            key="exact_anchor_share",
            title="Anchor texts that are exactly a keyword",
            value=exact,
            unit=Unit.SHARE,
            meaning=f"{told}Share of the links that are there; {cap}. Above"
            f" {per_cent(policy.exact_anchor_share)} it is worth a look.",
            sql=share_sql(desk, (AnchorClass.EXACT,)) if can_tell else "",
            links_sql=link_list(desk, "anchor_class = 'exact'"),
            tone=tone_over(exact, policy.exact_anchor_share),
        ),
        Figure(
            key="money_anchor_share",
            title="Anchor texts made of keywords",
            value=money,
            unit=Unit.SHARE,
            meaning=f"{told}Share of the links that are there whose text is a keyword or holds one;"
            f" {cap}. Sites above {per_cent(policy.money_anchor_critical)} were what Google's"
            " Penguin update of 2012 hit.",
            sql=share_sql(desk, _MONEY) if can_tell else "",
            links_sql=link_list(desk, kinds),
            tone=tone_over(money, policy.money_anchor_critical, policy.money_anchor_critical),
        ),
        Figure(
            key="single_anchor_share",
            title="Domains with the commonest keyword anchor",
            value=single,
            unit=Unit.SHARE,
            meaning=f"{told}Share of the linking domains that use one and the same text made of"
            f" keywords; above {per_cent(policy.single_anchor_share)} it is worth a look.",
            sql=single_share_sql(desk) if can_tell else "",
            links_sql=link_list(desk, kinds),
            tone=_single_tone(desk, linking, single),
        ),
        Figure(
            key="anchor_distance",
            title="Distance of keyword anchors from the competitors'",
            value=distance,
            unit=Unit.SHARE,
            meaning="Your share of exact or partial keyword anchors less the competitors' median,"
            " the larger of the two; above"
            f" {policy.anchor_distance_points:g} percentage points it is worth a look. Not known"
            " without keywords or without competitors' links.",
            sql="" if distance is None else distance_sql(desk, _MONEY),
            links_sql=link_list(desk, kinds),
            tone=tone_over(distance, policy.anchor_distance_points / 100),
        ),
    ]


def _single_tone(desk: Desk, linking: Sequence[DomainStudy], share: float | None) -> Tone:
    """Return the tone; one domain's habit is no pattern, however few domains there are."""
    anchors = money_anchors(linking)
    if not anchors or anchors[0].domains < desk.policy.comment_pattern_domains:
        return Tone.PLAIN
    return tone_over(share, desk.policy.single_anchor_share)


def _distance(desk: Desk, linking: Sequence[DomainStudy]) -> float | None:
    cap = desk.policy.links_per_domain_cap
    usual = median_mix(desk.competitors, cap)
    if not usual:
        return None
    own = mix_of(linking, cap)
    return max(own.get(kind, 0.0) - usual[kind] for kind in _MONEY)
