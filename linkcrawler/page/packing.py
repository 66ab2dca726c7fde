"""What a page showed, as a few hundred bytes, and back without loss."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from enum import StrEnum
from typing import Any

from linkcrawler.models import LinkObservation, PageFacts, PageTraits, RobotsRules, Sighting
from linkcrawler.states import (
    AnchorSource,
    ListKind,
    MatchLevel,
    NofollowFrom,
    NotCountedBecause,
    Placement,
    Signal,
)

MAX_BYTES = 16 << 10
"""Of what is packed; a page with hundreds of links to the targets is read anew instead."""

_Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Content:
    """What a page said of itself and showed of each target, and the headers that went into it."""

    facts: PageFacts
    sightings: dict[str, Sighting]
    """By the target as it was given."""

    headers: _Headers


class UnpackingError(ValueError):
    """Bytes that hold no content, or one of another version."""


def pack(facts: PageFacts, sightings: Mapping[str, Sighting], headers: _Headers) -> bytes | None:
    """Return the content in few bytes; ``None``: it is too large to be worth keeping."""
    told = {"facts": _bare(facts), "seen": _bare(dict(sightings)), "headers": headers}
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    squeezer = zlib.compressobj(9, zdict=_USUAL)
    packed = squeezer.compress(text.encode("utf-8", "surrogatepass")) + squeezer.flush()
    return packed if len(packed) <= MAX_BYTES else None


def unpack(packed: bytes) -> Content:
    """Return what was packed; raises ``UnpackingError``."""
    opener = zlib.decompressobj(zdict=_USUAL)
    try:
        text = opener.decompress(packed)
        if not opener.eof:
            raise UnpackingError("it breaks off")
        told = json.loads(text.decode("utf-8", "surrogatepass"))
        return Content(
            facts=_facts(**told["facts"]),
            sightings={target: _sighting(**seen) for target, seen in told["seen"].items()},
            headers=tuple((name, value) for name, value in told["headers"]),
        )
    except (zlib.error, ValueError, TypeError, KeyError, AttributeError) as error:
        raise UnpackingError(str(error)) from error


def _bare(value: Any) -> Any:
    """Return a value for JSON; fields that are as usual are left out."""
    if is_dataclass(value):
        return {
            field.name: _bare(held)
            for field in fields(value)
            if (held := getattr(value, field.name)) != field.default or field.default is MISSING
        }
    if isinstance(value, dict):
        return {name: _bare(held) for name, held in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    return [_bare(each) for each in value] if isinstance(value, tuple) else value


def _facts(
    *,
    robots: Mapping[str, Any] | None = None,
    signals: list[str] | None = None,
    list_kind: str | None = None,
    traits: Mapping[str, Any] | None = None,
    **others: Any,
) -> PageFacts:
    return PageFacts(
        traits=_traits(**(traits or {})),
        robots=_robots(**(robots or {})),
        list_kind=None if list_kind is None else ListKind(list_kind),
        signals=frozenset(Signal(signal) for signal in signals or ()),
        **others,
    )


def _traits(
    *, terms: list[str] | None = None, owner_ids: list[str] | None = None, **others: Any
) -> PageTraits:
    return PageTraits(terms=tuple(terms or ()), owner_ids=tuple(owner_ids or ()), **others)


def _robots(
    *, noindex_from: str | None = None, nofollow_from: str | None = None, **others: Any
) -> RobotsRules:
    return RobotsRules(
        noindex_from=_member(NofollowFrom, noindex_from),
        nofollow_from=_member(NofollowFrom, nofollow_from),
        **others,
    )


def _sighting(*, links: list[dict[str, Any]] | None = None, **others: Any) -> Sighting:
    return Sighting(links=tuple(_link(**link) for link in links or ()), **others)


_ENUMS: dict[str, type[StrEnum]] = {
    "anchor_source": AnchorSource,
    "placement": Placement,
    "match_level": MatchLevel,
    "not_counted_because": NotCountedBecause,
}


def _link(*, rel: list[str] | None = None, **others: Any) -> LinkObservation:
    told: dict[str, Any] = {
        name: _ENUMS[name](held) if name in _ENUMS and held is not None else held
        for name, held in others.items()
    }
    return LinkObservation(rel=tuple(rel or ()), **told)


def _member(closed: type[NofollowFrom], value: str | None) -> NofollowFrom | None:
    return None if value is None else closed(value)


def _names(*classes: type[Any]) -> str:
    return "".join(f'"{field.name}":' for each in classes for field in fields(each))


# What nearly every content holds, the most usual last. Source: zlib, "deflateSetDictionary".
_USUAL = (
    _names(RobotsRules, PageTraits, PageFacts, Sighting, LinkObservation)
    + '["content-language","de"],["x-robots-tag","noindex"],["link","<https:// rel=canonical"]'
    + '"href":"https://www.","url":"https://www.","anchor_source":"text","rel":["nofollow","ugc",'
    + '"noopener","noreferrer","sponsored","external"],"placement":"content","placement_rule":'
    + '"element article","match_level":"exact","dom_path":"html > body > div > main > article > '
    + 'section > ul > li:nth-of-type(2) > p:nth-of-type(3) > a","left_context":"","right_context":"'
    + '","html":"<a href=\\"https://www." rel=\\"nofollow noopener\\" target=\\"_blank\\" class=\\"'
    + '"}]}},"headers":[["content-type","text/html; charset=UTF-8"]]}'
    + '{"facts":{"title":"","canonical":"https://www.","declared_language":"en","language":"en",'
    + '"words":,"links_on_page":,"external_links_on_page":,"text_sketch":"","template_sketch":"",'
    + '"traits":{"terms":["","external_domains":,"owner_ids":["G-","GTM-","UA-"],"compression":2.},'
    + '"media_type":"text/html","encoding":"utf-8"},"seen":{"https://":{"links":[{"position":'
).encode()
