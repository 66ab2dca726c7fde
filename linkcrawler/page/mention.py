"""Addresses that stand in a text or in a script, without being a link."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from linkcrawler.page.match import Target
from linkcrawler.page.tree import Tree, attribute
from linkcrawler.urls import written_host

# The data that frameworks build their pages from; other JSON is read by machines alone.
_PAGE_DATA = frozenset({"__NEXT_DATA__", "__NUXT_DATA__", "ng-state", "shoebox"})
_ESCAPED_CHARACTER = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(/))")


def may_mention(page: bytes, target: Target) -> bool:
    """Tell whether the page holds the target's host at all; if not, no walk through it is due."""
    folded = page.lower()
    return any(host.encode() in folded for host in {target.host, written_host(target.host)})


def mentions(text: str, target: Target) -> bool:
    """Tell whether ``text`` holds the target's address, and not the start of a longer one.

    Of a whole site any address will do. A mail address is none.
    """
    host = "|".join(re.escape(name) for name in {target.host, written_host(target.host)})
    if target.whole_site:
        address = rf"(?<![\w@-])(?:{host})(?![\w-]|\.\w)"
    else:
        path, query = re.escape(target.text_path), re.escape(target.text_query)
        page = rf"{path}/?\?{query}(?![\w-])" if query else rf"{path}(?![\w-]|\.\w)(?!/[\w%])"
        address = rf"(?<![\w.@-])(?:www\.)?(?:{host})(?::\d{{1,5}})?{page}"
    return re.search(address, unquote(text).lower()) is not None


def unescaped(script: str) -> str:
    """Return a script with the letters that it writes as escapes; many write slashes so."""
    return _ESCAPED_CHARACTER.sub(
        lambda escape: escape[3] or chr(int(escape[1] or escape[2], 16)), script
    )


def scripts(tree: Tree) -> Iterator[str]:
    """Yield the inline scripts, and the data that frameworks build pages from."""
    for node in tree.css("script"):
        is_data = "json" in (attribute(node, "type") or "").lower()
        if not is_data or (attribute(node, "id") or "") in _PAGE_DATA:
            yield node.text() or ""
