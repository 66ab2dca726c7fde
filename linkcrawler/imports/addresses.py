"""Cells that should hold an address: which host they name, or why they can't be used."""

import re
from functools import lru_cache
from typing import NamedTuple

from linkcrawler.urls import parse_web, without_credentials

MAX_ADDRESS_CHARS = 8_192
MAX_SHOWN_CHARS = 200
ACCEPTED = "an address such as https://example.com/page"
"""What is needed where an address is refused."""

_UNREADABLE = "\ufffd"

# Whether a URL is valid hangs on what stands before its path (WHATWG URL Standard, "special"
# schemes), so a list of a million pages on a thousand hosts parses a thousand URLs.
_ORIGIN = re.compile(r"https?://[^/?#\\\s]+(?=[/?#\\]|\Z)", re.IGNORECASE)

_LABEL = r"[^\s/?#\\:@.\[\],;|\"'<>()!*]+"
_BARE_HOST = re.compile(
    rf"(?:(?:{_LABEL}\.)+[^\W\d_]{_LABEL}|(?:\d{{1,3}}\.){{3}}\d{{1,3}})\.?(?::\d{{1,5}})?"
    r"(?=[/?#]|\Z)"
)
_FILE_NAME = re.compile(
    r"[^/?#]+\.(?:html?|php\d?|aspx?|jsp|cgi|pdf|jpe?g|png|gif|svg|webp|xml|txt|docx?|xlsx?|csv|js"
    r"|css|json)(?:[?#]|\Z)",
    re.IGNORECASE,
)
# Named in the reason. Any other word before a colon may be a user name, which is not shown.
_SCHEME = re.compile(
    r"(about|blob|chrome|data|feed|file|ftps?|geo|irc|javascript|magnet|mailto|skype|sms|tel|urn"
    r"|view-source|whatsapp|wss?|android-app|ios-app):",
    re.IGNORECASE,
)

# Up to the last "@": what can't be parsed may hold a password with any character.
_PASSWORD = re.compile(
    r"\A((?:mailto:|https?:[/\\]*|[a-z][a-z0-9+.\-]*:[/\\]+)?+)[^@]*:.*@", re.IGNORECASE | re.DOTALL
)


# A formula with the address as its first text: HYPERLINK in the languages of spreadsheets.
_FORMULA = re.compile(r"=\s*\w+\s*\(\s*\"((?:[^\"]|\"\")*)\"\s*(?:[,;].*)?\)\s*", re.DOTALL)

# How UTF-8 looks that was taken for windows-1252.
_TWICE = re.compile("[\u00c2-\u00f4][^\x00-\x7f]")


def unwrapped(cell: str) -> str:
    """Return the address of a cell such as ``=HYPERLINK("https://example.com/"; "here")``."""
    if not cell.startswith("="):
        return cell
    match = _FORMULA.fullmatch(cell)
    return match[1].replace('""', '"').strip() if match and host_of(match[1].strip()) else cell


def is_mangled(cell: str) -> bool:
    """Tell an address in which each foreign letter became two when somebody saved the file.

    The page that it names is another one, which is not there.
    """
    if cell.isascii() or not _TWICE.search(cell):
        return False
    try:
        cell.encode("cp1252").decode()
    except UnicodeError:
        return False
    return True


class Host(NamedTuple):
    """The host that an address names."""

    name: str
    """Lower-case, punycode."""

    port: str
    """Empty for the scheme's own port."""


def is_full_address(cell: str) -> bool:
    """Tell an http or https URL with its scheme."""
    return _ORIGIN.match(cell) is not None and host_of(cell) is not None


def is_bare_host(cell: str) -> bool:
    """Tell a host name without scheme and path."""
    match = _BARE_HOST.match(cell)
    return match is not None and match.end() == len(cell) and host_of(cell) is not None


def is_picture(cell: str) -> bool:
    """Tell the address of a picture, which holds no links."""
    return _PICTURE.search(cell) is not None


_PICTURE = re.compile(r"//[^/?#]+/[^?#]*\.(?:jpe?g|png|gif|svg|webp|ico|avif|bmp)(?:[?#]|\Z)", re.I)


def host_of(cell: str) -> Host | None:
    """Return the host of a URL, with or without its scheme; ``None``: it can't be used."""
    if len(cell) > MAX_ADDRESS_CHARS or _UNREADABLE in cell:
        return None
    if match := _ORIGIN.match(cell):
        return _parse(match[0])
    if match := _BARE_HOST.match(cell):
        return None if _FILE_NAME.match(cell) else _parse("http://" + match[0])
    # Rare spellings that browsers take, such as "http:/\host" or a tab within.
    return _parse(cell) if cell[:4].lower() == "http" else None


@lru_cache(maxsize=65_536)
def _parse(url: str) -> Host | None:
    address = parse_web(url)
    return None if address is None else Host(address.host, address.port)


def why_refused(cell: str) -> str:
    """Say why ``host_of`` finds no host in ``cell``; ``ACCEPTED`` would be accepted."""
    scheme = _SCHEME.match(cell)
    if not cell:
        return "The cell is empty"
    if len(cell) > MAX_ADDRESS_CHARS:
        return f"The address is longer than {MAX_ADDRESS_CHARS:,} characters"
    if _UNREADABLE in cell:
        return "The address holds a character that can't be read"
    if cell.startswith("#"):
        return "This is a fragment without an address"
    if cell.lower().startswith("domain:"):
        return "This is a whole domain, whose pages are not known"
    if _FILE_NAME.match(cell) or cell.startswith(("/", ".")):
        return "This is a path without a host"
    return f'"{scheme[0]}" is no page on the web' if scheme else "This is no valid web address"


def shown(cell: str) -> str:
    """Return ``cell`` as people may see it: without passwords, and not too long."""
    cell = cell[: MAX_ADDRESS_CHARS + 1]
    masked = without_credentials(cell)
    if masked == cell and "@" in cell and parse_web(cell) is None:
        masked = _PASSWORD.sub(r"\1***@", re.sub(r"[\t\r\n]", " ", cell))
    return masked[:MAX_SHOWN_CHARS]
