"""Is a page still the one that held the link? Its fingerprint of then and its facts of now tell."""

from linkcrawler.models import Fingerprint, PageFacts
from linkcrawler.page.sketch import is_same_page, resemblance
from linkcrawler.states import Resemblance

_SAME_DESIGN = 0.5  # file names of styles and scripts change with each of their versions


def compare(good: Fingerprint | None, facts: PageFacts | None) -> Resemblance | None:
    """Return how a page resembles what it was; ``None``: that or the page is not known."""
    if good is None or facts is None:
        return None
    if is_same_page(good.text_sketch, facts.text_sketch):
        return Resemblance.SAME
    has_title = _plain(good.title) == _plain(facts.title)
    if has_title and _is_same_design(good.template_sketch, facts.template_sketch):
        return Resemblance.EDITED
    return Resemblance.DIFFERENT


def _is_same_design(one: str | None, other: str | None) -> bool:
    """Tell whether two pages are of one design; plain ones that bear no marks are of none."""
    if one is None or other is None:
        return one is other
    return resemblance(one, other) >= _SAME_DESIGN


def _plain(title: str | None) -> str:
    return " ".join((title or "").casefold().split())
