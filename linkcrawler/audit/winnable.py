"""Domains that link to competitors and not to the site."""

from typing import NamedTuple

from linkcrawler.audit.asking import quality_order
from linkcrawler.audit.desk import Desk
from linkcrawler.audit.study import DomainStudy, Quality


class GapDomain(NamedTuple):
    """A good domain that links to one or more competitors, and not to us."""

    domain: str
    competitors: tuple[str, ...]
    """Their sites, by name."""

    quality: Quality
    """Its best class among them."""

    authority: float | None
    example_id: int | None
    """Number of its best backlink to a competitor."""

    example_page: str | None


def gap_domains(desk: Desk) -> list[GapDomain]:
    """Return domains with a class A or B link to a competitor and none that is there to us.

    Those that link to the most competitors come first, then by class, authority and name.
    """
    ours = {study.domain for study in desk.own if study.present} | {desk.site}
    ours |= set(desk.competitors)
    found: dict[str, list[DomainStudy]] = {}
    for studies in desk.competitors.values():
        for study in studies:
            if study.quality in (Quality.A, Quality.B) and study.domain not in ours:
                found.setdefault(study.domain, []).append(study)
    gaps = [_gap(domain, studies) for domain, studies in found.items()]
    return sorted(
        gaps,
        key=lambda gap: (
            -len(gap.competitors),
            quality_order(gap.quality),
            -1.0 if gap.authority is None else -gap.authority - 2,
            gap.domain,
        ),
    )


def _gap(domain: str, studies: list[DomainStudy]) -> GapDomain:
    best = min(studies, key=lambda study: (quality_order(study.quality), study.site))
    assert best.quality is not None
    return GapDomain(
        domain=domain,
        competitors=tuple(sorted(study.site for study in studies)),
        quality=best.quality,
        authority=max(
            (study.authority for study in studies if study.authority is not None), default=None
        ),
        example_id=best.example_id,
        example_page=best.example_page,
    )
