"""The gates of a good link: each is passed, is not, or can't be told (``None``)."""

from collections.abc import Mapping, Set
from datetime import date
from typing import NamedTuple

from linkcrawler.audit.days import days_there
from linkcrawler.audit.material import SeenLink, SeenPage
from linkcrawler.audit.policy import Policy
from linkcrawler.audit.signs import Sign
from linkcrawler.audit.study import Quality
from linkcrawler.states import Placement

Passed = bool | None


class Gate(NamedTuple):
    """What a gate says in each case; ``must``: a link that does not pass it is weak."""

    must: bool
    passed: Sign
    failed: Sign | None


GATES: Mapping[str, Gate] = {
    "place": Gate(True, Sign.IN_CONTENT, Sign.TEMPLATE),
    "neighbours": Gate(True, Sign.FEW_NEIGHBOURS, Sign.MANY_NEIGHBOURS),
    "text": Gate(True, Sign.OWN_TEXT, Sign.LITTLE_TEXT),
    "topic": Gate(True, Sign.RELEVANT, Sign.OFF_TOPIC),
    "age": Gate(False, Sign.STABLE, Sign.YOUNG),
    "language": Gate(False, Sign.FITS_AUDIENCE, Sign.OTHER_LANGUAGE),
    "authority": Gate(False, Sign.HAS_AUTHORITY, Sign.LOW_AUTHORITY),
}
"""For a link that counts in full. All have to be passed for class A."""


def place_passed(placement: str | None) -> Passed:
    """Tell whether a link stands in the content of its page."""
    if placement is None or placement == Placement.UNKNOWN:
        return None
    return placement == Placement.CONTENT


def neighbours_passed(page: SeenPage, policy: Policy) -> Passed:
    """Tell whether few links lead elsewhere for the text that the page has."""
    if page.external_links is None or page.words is None:
        return None
    allowed = max(page.words, policy.min_words) * policy.max_external_per_100_words / 100
    return page.external_links <= allowed


def text_passed(page: SeenPage, policy: Policy) -> Passed:
    """Tell whether a page has a text of its own."""
    return None if page.words is None else page.words >= policy.min_words


def age_passed(link: SeenLink, policy: Policy, today: str) -> Passed:
    """Tell whether a link has been there for long.

    A link that was there at our first look may be of any age; while it is young to us, its age is
    not known.
    """
    first, last = days_there(link, today)
    if first is None or last is None:
        return None
    if (date.fromisoformat(last) - date.fromisoformat(first)).days >= policy.stable_days:
        return True
    was_there_before = (
        first == (link.first_seen_at or "")[:10] and link.first_checked_at == link.first_seen_at
    )
    return None if was_there_before else False


def language_passed(page: SeenPage, audience: Set[str]) -> Passed:
    """Tell whether a page is in a language of the audience."""
    if not audience or page.language is None:
        return None
    return page.language.partition("-")[0] in audience


def class_of(gates: Mapping[str, Passed]) -> Quality:
    """Return the class of a link that counts in full and is no candidate for harm.

    C: it fails a gate that it must pass. A: it passes all. B: the rest, so also where a gate can't
    be told.
    """
    if any(gates[name] is False for name, gate in GATES.items() if gate.must):
        return Quality.C
    if all(gates[name] for name in GATES):
        return Quality.A
    return Quality.B


def signs_of(gates: Mapping[str, Passed]) -> list[Sign]:
    """Return what the gates say; one that can't be told says nothing."""
    return [
        sign
        for name, gate in GATES.items()
        if gates[name] is not None and (sign := gate.passed if gates[name] else gate.failed)
    ]
