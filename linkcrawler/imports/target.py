"""The site or URL that the rows of a list are said to point at."""

import re
from dataclasses import dataclass

from linkcrawler.errors import InputError
from linkcrawler.imports.addresses import Host, host_of, is_bare_host, is_full_address, shown
from linkcrawler.page.match import Target, lies_at, parse_target

# Without a dot, and yet no slip of the pen.
_LOCAL_HOST = re.compile(r"(?:localhost|\[[0-9a-f:.]+\])(?::\d{1,5})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetSite:
    """What the user gave as ``target``, and what lies on it."""

    written: str
    host: str
    """Without ``www.``, which says nothing about the site."""

    port: str
    """Empty: any port, as none was named."""

    with_subdomains: bool
    page: Target | None
    """The one page that is meant; ``None``: any of the site, or of the host."""

    def holds(self, host: Host) -> bool:
        """Tell whether an address on ``host`` points at this site."""
        if self.port and host.port != self.port:
            return False
        name = _without_www(host.name)
        return name == self.host or (self.with_subdomains and name.endswith("." + self.host))

    def admits(self, host: Host, target: str) -> bool:
        """Tell whether a row that points at ``target``, on ``host``, is wanted.

        It is the rule by which ``verify`` chooses among known targets.
        """
        return self.holds(host) and (self.page is None or lies_at(parse_target(target), self.page))


def read_target(written: str) -> TargetSite:
    """Understand ``target``: see ``lies_at`` for what it means.

    Raises ``InputError`` if it is neither.
    """
    written = written.strip()
    is_name = is_bare_host(written) or _LOCAL_HOST.fullmatch(written) is not None
    host = host_of("http://" + written if is_name else written)
    if host is None or not (is_name or is_full_address(written)):
        raise InputError(
            f'The target "{shown(written)}" is no host; give a host name such as example.com, '
            "or a URL such as https://example.com/page."
        )
    asked = parse_target(written)
    is_page = asked and not asked.whole_site and asked.equivalent != f"{asked.host}?"
    return TargetSite(
        written=written,
        page=asked if is_page else None,
        host=_without_www(host.name),
        port=host.port,
        with_subdomains=is_name,
    )


def _without_www(name: str) -> str:
    return name.rstrip(".").removeprefix("www.")
