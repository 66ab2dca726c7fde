"""Pages that are small to send and enormous to parse, told before a parser sees them.

Every parser of HTML needs time that grows with the square of the depth, and memory for a copy of
each formatting element that is still open in each block that follows: 50 KB can ask for gigabytes.
Source: HTML Standard, "Reconstruct the active formatting elements".
"""

import re
from collections import Counter
from itertools import islice

from linkcrawler.errors import InputError

MAX_DEPTH = 15_000
MAX_COPIES = 2_000_000
MAX_ATTRIBUTES = 10_000
"""Of one tag; parsers compare each with all before it."""

_MANY_TAGS = 20_000  # no real page of a large collection has more; fewer can't be too deep

_NAMES = rb"(b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s/>])"
_OPENING = re.compile(rb"<" + _NAMES, re.I)
_FORMATTING = re.compile(rb"<(/?)" + _NAMES + rb"([^>]{0,200})", re.I)
# Quotes mean something only after the equals sign. Source: HTML Standard, "Tokenization".
_ATTRIBUTE = rb"[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+)?+)?+"
TAG_ATTRIBUTES = rb"(?:[\s/]++|" + _ATTRIBUTE + rb")*+"
"""Pattern of what stands between the name of a tag and its end."""

_WHOLE_TAG = re.compile(rb"<[a-z][^\s/>]*+(" + TAG_ATTRIBUTES + rb")", re.I)
# All up to a tag with more attributes than any that people write; so few pages have one that only
# those are counted. No byte is looked at more than twice: what stands within a tag begins none.
_NO_LONG_TAG = re.compile(
    rb"(?:[^<]++|<(?![a-z])|<[a-z][^\s/>]*+(?:"
    rb"(?:[\s/]++[^\s/>=]++(?:=(?:\"[^\"]*+\"|[^\s\"'>]++))?+){0,32}+>"  # as most are written
    rb"|(?:[\s/]++|" + _ATTRIBUTE + rb"){0,128}+(?:>|\Z)))*+",
    re.I,
)
_ATTRIBUTES = re.compile(_ATTRIBUTE)
_TAG = re.compile(rb"<(/?)([a-z][^\s/>]*)([^>]*)", re.I)
# What has no content, ends by itself where the next of its kind begins, or is formatting.
_SHALLOW = frozenset(
    b"area base br col embed hr img input link meta param source track wbr"
    b" a p li td th tr dd dt option optgroup tbody thead tfoot caption colgroup rb rp rt rtc"
    b" html head body frame frameset script style title textarea"
    b" b big code em font i nobr s small strike strong tt u".split()
)
_DEEP = frozenset(b"div span section article center table ul ol dl blockquote".split())


class CostlyPageError(InputError):
    """A page that would take more time or memory than any page is worth."""


def check_cost(page: bytes) -> None:
    """Raise ``CostlyPageError`` if the page must not be given to the parser."""
    tags = page.count(b"<")
    if len(page) > 2 * MAX_ATTRIBUTES and _has_crowded_tag(page):
        raise CostlyPageError("The page has a tag of too many attributes to be read.")
    if tags * tags <= MAX_COPIES:
        return
    if (
        tags * (tags - page.count(b"</")) > MAX_COPIES
        and tags * len(_OPENING.findall(page)) > MAX_COPIES
        and tags * _open_formatting(page) > MAX_COPIES
    ):
        raise CostlyPageError("The page leaves too many formatting elements open to be read.")
    if tags > _MANY_TAGS and _is_deep(page):
        raise CostlyPageError(f"The page nests over {MAX_DEPTH} elements and can't be read.")


def _has_crowded_tag(page: bytes) -> bool:
    """Tell whether one tag has more attributes than are read; each takes two bytes at least."""
    plain = _NO_LONG_TAG.match(page)
    return (plain is None or plain.end() < len(page)) and any(
        tag.end() - tag.start() > 2 * MAX_ATTRIBUTES
        and next(islice(_ATTRIBUTES.finditer(tag[1]), MAX_ATTRIBUTES, None), None) is not None
        for tag in _WHOLE_TAG.finditer(page)
    )


def _open_formatting(page: bytes) -> int:
    """Count the formatting elements that are not closed; of equal ones three count, as in HTML."""
    opened: Counter[bytes] = Counter()
    different: Counter[tuple[bytes, bytes]] = Counter()
    for slash, name, attributes in _FORMATTING.findall(page):
        tag = name.lower()
        if slash:
            opened[tag] -= 1
        else:
            opened[tag] += 1
            different[tag, attributes] += 1
    kept: Counter[bytes] = Counter()
    for (tag, _), times in different.items():
        kept[tag] += min(times, 3)
    return sum(max(0, min(opened[tag], kept[tag])) for tag in kept)


def _is_deep(page: bytes) -> bool:
    """Tell whether elements are nested too deep; an end tag that ends nothing changes nothing."""
    depth = 0
    opened: Counter[bytes] = Counter()
    for tag in _TAG.finditer(page):
        name = tag[2].lower()
        if name in _SHALLOW:
            continue
        if not tag[1]:
            if tag[3].endswith(b"/") and name not in _DEEP:
                continue  # as in drawings
            opened[name] += 1
            depth += 1
            if depth > MAX_DEPTH:
                return True
        elif opened[name]:
            opened[name] -= 1
            depth -= 1
    return False
