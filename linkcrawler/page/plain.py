"""A page without what a reading never looks at: comments, scripts, values of form fields.

Many pages differ from one minute to the next in nothing else: times of making, tokens of forms,
nonces. The markup is cut into tokens as a parser does it, since a comment in an attribute or in a
text area is none. Where that can't be told without building the tree, there is no plain page.
Source: HTML Standard, "Tokenization".
"""

import re

from linkcrawler.page.cost import TAG_ATTRIBUTES

MAX_PLAIN_BYTES = 256 << 10
"""Larger pages are read anew: it is done beside the crawl, and not in its way."""

# The usual tag, without the care that stray quotes and cut tags need.
_USUAL = rb"(?:[^<>\"'=]++|=\s*+(?:\"[^\"<]*+\"|'[^'<]*+'|[^\s\"'<>][^\s<>]*+)?+)*+>"
_REST_OF_TAG = rb"(?:" + _USUAL + rb"|" + TAG_ATTRIBUTES + rb">?+)"
# What begins a text of its own, has something to leave out, or changes how the rest is read.
_MARKED = (
    rb"script|style|title|textarea|xmp|iframe|noembed|noframes|noscript|plaintext|frameset"
    rb"|input|meta|svg|math|select"
)
_TOKENS = re.compile(
    rb"(?:[^<]++"
    rb"|</?(?!(?:" + _MARKED + rb")[\s/>])[a-z][^\s/>]*+" + _REST_OF_TAG + rb"|<[?][^>]*+>?+"
    rb"|</(?![a-z])[^>]*+>?+"
    rb"|<!(?!--|\[CDATA\[)[^>]*+>?+"
    rb"|<(?![a-z!?/]))++"
    rb"|(?P<comment><!--(?:-?>|.*?(?:--!?>|\Z)))"
    rb"|(?P<tag><(?P<end>/?)(?P<name>" + _MARKED + rb")(?=[\s/>])" + _REST_OF_TAG + rb")"
    rb"|(?P<odd><!\[CDATA\[)",
    re.I | re.S,
)
_TEXTS = frozenset(
    b"script style title textarea xmp iframe noembed noframes noscript".split(),
)
_FOREIGN = (b"svg", b"math", b"select")
"""Elements in which texts are none, and tags none."""

_ENDS = {name: re.compile(rb"</" + name + rb"(?=[\s/>])|\Z", re.I) for name in _TEXTS}
_VALUE = rb"\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>]++)"
_NONCE = re.compile(rb"\snonce" + _VALUE, re.I)
_FIELD_VALUE = re.compile(rb"\s(?:value|nonce)" + _VALUE, re.I)
_TOKEN_META = re.compile(rb"\sname\s*+=\s*+[\"']?csrf-(?:token|param)[\"'\s/>]", re.I)
_CONTENT = re.compile(rb"\scontent" + _VALUE, re.I)
# What placement reads: the kind of page, as it tells search engines.
_READ_SCRIPT = b"ld+json"


def plain_page(html: bytes) -> bytes | None:
    """Return a page, in UTF-8, without what no reading looks at once every link was found.

    Comments and scripts leave their place behind. ``None``: the page is too large, or parts of it
    can't be told apart for sure.
    """
    if len(html) > MAX_PLAIN_BYTES:
        return None
    kept: list[bytes] = []
    foreign = dict.fromkeys(_FOREIGN, 0)
    position = 0
    while position < len(html):
        found = _TOKENS.match(html, position)
        if found is None or found["odd"]:
            return None
        position = found.end()
        if found["comment"]:
            kept.append(b"<!---->")
        elif not found["tag"]:
            kept.append(found[0])
        else:
            name = found["name"].lower()
            if name in (b"plaintext", b"frameset"):
                return None
            if name in foreign:
                foreign[name] = max(0, foreign[name] + (-1 if found["end"] else 1))
            kept.append(found[0] if found["end"] else _without_tokens(name, found["tag"]))
            if name in _TEXTS and not found["end"]:
                ends = _ENDS[name].search(html, position)
                text = html[position : ends.start()] if ends else html[position:]
                position += len(text)
                if _may_be_markup(name, text, in_foreign=any(foreign.values())):
                    return None
                if name != b"script" or _READ_SCRIPT in found["tag"].lower():
                    kept.append(text)
    return b"".join(kept)


def _may_be_markup(name: bytes, text: bytes, *, in_foreign: bool) -> bool:
    """Tell whether a parser may find tags in what is a text here, or go on past its end."""
    if in_foreign:
        return b"<" in text
    return name == b"script" and b"<!--" in text and b"<script" in text.lower()


def _without_tokens(name: bytes, tag: bytes) -> bytes:
    """Return a tag without the values that change with each visit."""
    if name == b"input":
        return _FIELD_VALUE.sub(b"", tag)
    if name == b"meta" and _TOKEN_META.search(tag) and b"http-equiv" not in tag.lower():
        return _CONTENT.sub(b"", tag)
    return _NONCE.sub(b"", tag) if name in (b"script", b"style") else tag
