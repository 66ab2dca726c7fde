"""URLs as browsers read them; the only user of ``ada_url``."""

import re
from dataclasses import dataclass
from functools import lru_cache

import ada_url

_CREDENTIALS = re.compile(r"^(\s*[A-Za-z][A-Za-z0-9+.-]*:[/\\]{2,})[^/\\?#]*@")
_CREDENTIALS_WITHIN = re.compile(
    r"""(\b[A-Za-z][A-Za-z0-9+.-]*:[/\\]{1,3}|(?<![:/\\])[/\\]{2})[^/\\?#\s"'<>]*@"""
)


@dataclass(frozen=True, slots=True)
class WebAddress:
    """An http or https URL, parsed by the WHATWG URL standard."""

    href: str
    scheme: str
    host: str
    """Lower-case, punycode, without the port."""

    port: str
    """Empty for the scheme's own port."""

    path: str
    query: str
    """Without the question mark."""

    fragment: str

    @property
    def origin(self) -> str:
        """Scheme, host and port, without a slash at the end."""
        port = f":{self.port}" if self.port else ""
        return f"{self.scheme}://{self.host}{port}"


def join(base: str, href: str) -> str | None:
    """Resolve ``href`` against ``base`` as a browser does; ``None`` if it is no URL.

    Source: WHATWG URL Standard.
    """
    try:
        return ada_url.join_url(base, href)
    except ValueError:
        return None


# What is resolved without a parser: a host of letters with a path, or what stands beside the base,
# of characters that no URL changes, without steps up (``..``) or escapes of them.
_KEPT = r"A-Za-z0-9_~!$&()*+,;=@/\-"
_PLAIN_PATH = rf"(?:[{_KEPT}:]++|(?<!/)\.|%(?!2[eE]))*+"
_PLAIN_END = rf"(?:\?[{_KEPT}:?.%]*+)?+(?:#[{_KEPT}:?.%]*+)?+"
_PLAIN = re.compile(
    rf"(?P<whole>https?://(?:(?!xn--)[a-z0-9][a-z0-9-]*+\.)+[a-z]{{2,}}/{_PLAIN_PATH}{_PLAIN_END})"
    rf"|(?P<rooted>/(?![/.]){_PLAIN_PATH}{_PLAIN_END})"
    rf"|(?P<fragment>#[{_KEPT}:?.%]*+)"
    rf"|(?P<beside>[A-Za-z0-9_](?:[{_KEPT}]++|(?<!/)\.|%(?!2[eE]))*+(?:\?[{_KEPT}?.%]*+)?+)"
)


class Base:
    """What the addresses of one page are resolved against.

    Most are so plain that cutting and joining is as good as parsing them, and cheaper.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        whole = join(url, "")
        self._starts: dict[str, str] = {}
        if whole is not None and whole.startswith(("http://", "https://")):
            self._starts = {
                "whole": "",
                "rooted": (join(url, "/") or "")[:-1],
                "fragment": whole,
                "beside": join(url, ".") or "",
            }

    def join(self, href: str) -> str | None:
        """Resolve ``href`` as ``join`` does."""
        plain = _PLAIN.fullmatch(href)
        start = self._starts.get(plain.lastgroup or "") if plain is not None else None
        return join(self._url, href) if start is None else start + href


@lru_cache(maxsize=4_096)
def parse_web(url: str) -> WebAddress | None:
    """Parse an http or https URL with a host; ``None`` for anything else."""
    try:
        parsed = ada_url.URL(url)
    except ValueError:
        return None
    if parsed.protocol not in ("http:", "https:") or not parsed.hostname:
        return None
    return WebAddress(
        href=parsed.href,
        scheme=parsed.protocol[:-1],
        host=parsed.hostname,
        port=parsed.port,
        path=parsed.pathname,
        query=parsed.search[1:],
        fragment=parsed.hash[1:],
    )


def web_href(url: str) -> str | None:
    """Return an http or https URL in normal form; ``None`` for anything else.

    It is what ``parse_web`` finds as ``href``, for a third of the time.
    """
    try:
        href = ada_url.normalize_url(url)
    except ValueError:
        return None
    return href if href.startswith(("http://", "https://")) else None


def web_host(href: str) -> str | None:
    """Return the host of a URL as ``join`` returns it; ``None`` if it is not http or https.

    A resolved URL is in normal form, so cutting it is as good as parsing it, and far cheaper.
    """
    scheme, colon, rest = href.partition("://")
    if not colon or scheme not in ("http", "https"):
        return None
    authority = rest.partition("/")[0].rpartition("@")[2]
    if authority.startswith("["):
        return authority.partition("]")[0] + "]"
    return authority.partition(":")[0] or None


def written_host(host: str) -> str:
    """Return ``host`` as people write it: punycode as the letters that it stands for."""
    if "xn--" not in host:
        return host
    try:
        return ada_url.idna_to_unicode(host)
    except ValueError:
        return host


def without_fragment(url: str) -> str:
    """Return ``url`` up to its fragment."""
    return url.partition("#")[0]


def without_credentials(url: str) -> str:
    """Return ``url`` without user name and password, which are never stored or shown."""
    if "@" not in url:
        return url
    try:
        parsed = ada_url.URL(url)
    except ValueError:  # what can't be opened may hold a password all the same
        return _CREDENTIALS.sub(r"\1", url, count=1)
    if not (parsed.username or parsed.password):
        return url
    parsed.username = ""
    parsed.password = ""
    return parsed.href


def told_safely(text: str) -> str:
    """Return a sentence without the user names and passwords of the addresses in it."""
    return _CREDENTIALS_WITHIN.sub(r"\1", text)
