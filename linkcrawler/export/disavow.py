"""Google's disavow format, for the domains that the user names one by one.

Source: Google Search Console Help, "Disavow links to your site".
"""

from collections.abc import Iterable, Set
from typing import BinaryIO

from linkcrawler.domains import is_shared, site_of_url
from linkcrawler.errors import InputError
from linkcrawler.export.layout import Row
from linkcrawler.store import page_url
from linkcrawler.urls import parse_web, without_credentials, without_fragment

MAX_LINES = 100_000
MAX_BYTES = 2_000_000
MAX_URL_CHARS = 2_048

_HEADER = (
    "# Written by linkcrawler: what was selected, nothing was judged harmful.\n"
    "# Uploading a file replaces the one that was uploaded before.\n"
)


def write_disavow(
    out: BinaryIO, rows: Iterable[Row], *, own_sites: Set[str], by_page: bool
) -> list[str]:
    """Write a line for each selected domain, or with ``by_page`` for each selected page.

    Pages of hosts that many people share are always written one by one. Own sites are never
    written. Returns what was left out, a sentence each. Raises ``InputError`` where it would be
    more than Google takes, or nothing.
    """
    lines: set[str] = set()
    own = too_long = 0
    for row in rows:
        url = without_credentials(page_url(str(row["referring_page"])))
        address, site = parse_web(url), site_of_url(url)
        if address is None or site is None:
            continue
        if site in own_sites:
            own += 1
        elif not by_page and not is_shared(site):
            lines.add(f"domain:{site}")
        elif len(url := without_fragment(address.href)) > MAX_URL_CHARS:
            too_long += 1
        else:
            lines.add(url)
    text = _HEADER + "".join(f"{line}\n" for line in sorted(lines))
    _require_fit(text, lines)
    out.write(text.encode("ascii"))
    told = []
    if own:
        told.append(f"{own:,} backlinks are on sites of your own, which are never disavowed.")
    if too_long:
        told.append(f"{too_long:,} pages have addresses of more than {MAX_URL_CHARS:,} characters.")
    return told


def _require_fit(text: str, lines: Set[str]) -> None:
    if not lines:
        raise InputError("there is nothing to disavow; nothing was written")
    if text.count("\n") > MAX_LINES or len(text) > MAX_BYTES:
        raise InputError(
            f"the list has {text.count(chr(10)):,} lines and {len(text):,} bytes; Google takes"
            f" {MAX_LINES:,} and {MAX_BYTES:,}, so nothing was written"
        )
