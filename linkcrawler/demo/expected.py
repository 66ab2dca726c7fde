"""What a verification of the demo web should find, backlink by backlink."""

from dataclasses import dataclass, replace

from linkcrawler.states import (
    Countability,
    LinkState,
    NofollowFrom,
    NotCountedBecause,
    PageState,
    Placement,
)

_QUALIFIERS = {  # the first of these in a rel names the countability
    "sponsored": Countability.SPONSORED,
    "ugc": Countability.UGC,
    "nofollow": Countability.NOFOLLOW,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What one look at one backlink should come to; ``None`` in a field expects nothing."""

    page_state: PageState = PageState.OK
    link_state: LinkState = LinkState.PRESENT
    """As a single look tells it: ``missing`` becomes ``lost`` once it is confirmed."""

    countability: Countability | None = None
    not_counted_because: NotCountedBecause | None = None
    nofollow_from: NofollowFrom | None = None
    placement: Placement | None = None
    rel: tuple[str, ...] | None = None
    anchor_text: str | None = None
    page_language: str | None = None
    js_only: bool = False
    """The link exists only after scripts have run; a rendering crawler may find it."""

    on_second_ask: bool = False
    """Holds for a crawler that waits out a short Retry-After and asks again."""


def found(placement: Placement, language: str, rel: str = "") -> Expected:
    """Expect a link on a page that can be read; no ``language`` where there is too little text."""
    tokens = tuple(rel.split())
    named = [countability for token, countability in _QUALIFIERS.items() if token in tokens]
    return Expected(
        countability=named[0] if named else Countability.FOLLOWED,
        nofollow_from=NofollowFrom.REL if named else None,
        placement=placement,
        rel=tokens,
        page_language=language or None,
    )


def not_counted(because: NotCountedBecause, expected: Expected) -> Expected:
    """Expect that the link is there and does not count."""
    return replace(expected, countability=Countability.NOT_COUNTED, not_counted_because=because)


def moved(expected: Expected) -> Expected:
    """Expect the same behind a redirect."""
    return replace(expected, page_state=PageState.MOVED)


def with_anchor(anchor_text: str, expected: Expected) -> Expected:
    """Expect this anchor text, too."""
    return replace(expected, anchor_text=anchor_text)


def missing(page_state: PageState = PageState.OK) -> Expected:
    """Expect that the link is not there."""
    return Expected(page_state=page_state, link_state=LinkState.MISSING)


def unknown(page_state: PageState) -> Expected:
    """Expect that nothing can be told of the link."""
    return Expected(page_state=page_state, link_state=LinkState.UNKNOWN)
