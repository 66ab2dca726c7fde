"""Lists of domains that a user calls harmful: one a line, as in a disavow or a hosts file."""

from collections.abc import Iterable, Set

from linkcrawler.domains import site_of
from linkcrawler.errors import InputError
from linkcrawler.urls import parse_web

ACCEPTED_HARMFUL = (
    "a domain on each line, such as example.com, domain:example.com or 0.0.0.0 example.com;"
    " # begins a comment"
)
_SINKS = frozenset({"0.0.0.0", "127.0.0.1", "::", "::1"})  # noqa: S104 - read, never listened on
_OF_HOSTS_FILES = frozenset(
    {"localhost", "localhost.localdomain", "local", "broadcasthost", "0.0.0.0"}  # noqa: S104
)


def read_harmful(lines: Iterable[str], name: str, wanted: Set[str]) -> set[str]:
    """Return the hosts of a list that are, or are on, one of the ``wanted`` domains.

    A host such as ``bad.example.com`` stands for itself alone, never for all of ``example.com``.
    Raises ``InputError`` with the line that names no domain.
    """
    found = set()
    for number, line in enumerate(lines, start=1):
        host = _host(line, name, number)
        if host is not None and any(each in wanted for each in _parents(host)):
            bare = host.removeprefix("www.")
            found.add(bare if site_of(host) == bare else host)
    return found


def _host(line: str, name: str, number: int) -> str | None:
    words = line.lstrip("\ufeff").partition("#")[0].split()
    if words and words[0].lower() in _SINKS and len(words) > 1:
        del words[0]
    if not words or words[0].lower() in _OF_HOSTS_FILES:
        return None
    written = words[0].lower().removeprefix("domain:").removeprefix("*.")
    address = parse_web(written if "://" in written else f"http://{written}")
    if len(words) > 1 or address is None or "." not in address.host:
        raise InputError(f"{name} line {number:,} names no domain; give {ACCEPTED_HARMFUL}.")
    if address.path not in ("", "/") or address.query:
        raise InputError(
            f"{name} line {number:,} is a page, not a domain; give {ACCEPTED_HARMFUL}."
        )
    return address.host


def _parents(host: str) -> Iterable[str]:
    yield host
    while "." in host:
        host = host.partition(".")[2]
        yield host
