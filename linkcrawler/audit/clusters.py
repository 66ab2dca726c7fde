"""Languages and countries of linking domains, and which of them stand out."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from linkcrawler.audit.desk import Desk
from linkcrawler.audit.languages import audience_languages, language_name
from linkcrawler.audit.measures import verified_rivals
from linkcrawler.audit.robust import middle
from linkcrawler.audit.study import DomainStudy


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Linking domains of one language or country."""

    code: str
    name: str
    studies: Sequence[DomainStudy]
    share: float
    usual: float | None
    """The competitors' median share; ``None``: none was verified."""

    is_foreign: bool
    is_told: bool
    """Whether it is large enough to be looked at."""


def country_of(study: DomainStudy) -> str:
    """Return the country of a country-code domain; empty: a generic one."""
    return study.country or ""


def audience_of(desk: Desk) -> frozenset[str]:
    """Return the languages of the audience; empty: they are not known."""
    return audience_languages(desk.profile, desk.targets, desk.policy)


def home_countries(desk: Desk) -> frozenset[str]:
    """Return the countries that are stated."""
    return frozenset(desk.profile.countries)


def clusters_of(
    desk: Desk,
    linking: Sequence[DomainStudy],
    code_of: Callable[[DomainStudy], str],
    audience: frozenset[str],
) -> list[Cluster]:
    """Return the languages or countries of linking domains, the most frequent one first.

    Shares are of the domains whose language is known. Countries' are of all: a generic ending is
    an answer too.
    """
    by_country = code_of is country_of
    groups: dict[str, list[DomainStudy]] = {}
    for study in linking:
        if code := code_of(study):
            groups.setdefault(code, []).append(study)
    rivals = [Counter(map(code_of, studies)) for studies in verified_rivals(desk).values()]
    if not by_country:
        for codes in rivals:
            del codes[""]
    total = len(linking) if by_country else sum(map(len, groups.values()))
    found = []
    for code, studies in groups.items():
        usual = middle([codes[code] / codes.total() for codes in rivals if codes.total()])
        is_foreign = bool(audience) and code not in audience
        share = len(studies) / total
        found.append(
            Cluster(
                code=code,
                name=f".{code}" if by_country else language_name(code),
                studies=studies,
                share=share,
                usual=usual,
                is_foreign=is_foreign,
                is_told=is_foreign and _stands_out(desk, code, len(studies), share, usual),
            )
        )
    return sorted(found, key=lambda each: (-len(each.studies), each.code))


def _stands_out(desk: Desk, code: str, number: int, share: float, usual: float | None) -> bool:
    policy = desk.policy
    if share < policy.foreign_share or number < policy.foreign_domains:
        return False
    if usual is None:
        return code != "en"  # English links to everybody; only competitors tell what is usual
    return share >= policy.foreign_factor * usual
