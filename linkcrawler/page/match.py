"""Does this link point at this target? Levels from "the same" to "the same site"."""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from linkcrawler.domains import site_of
from linkcrawler.page.redirectors import archived, destination
from linkcrawler.states import MatchLevel
from linkcrawler.urls import WebAddress, parse_web

# Parameters that say where a visitor came from and never which page is meant.
# Source: the global rules of ClearURLs, without those that are identity on some sites.
_TRACKING = re.compile(
    r"(?:amp;)?(?:utm_\w+|mtm_\w+|ga_\w+|gclid|gclsrc|gbraid|wbraid|fbclid|yclid|msclkid|dclid|srsltid"
    r"|twclid|ttclid|igshid|_ga|_gl|_hsenc|_hsmi|__hs\w+|hsCtaTracking|mc_[ec]id|mkt_tok|oly_\w+_id"
    r"|vero_\w+|wt_mc|s_cid|wickedid|_openstat|pk_(?:campaign|kwd|source|medium|content))",
    re.I,
)
_INDEX = re.compile(r"/(?:index\.(?:html?|php|aspx?|jsp)|default\.aspx?)/?$", re.I)
_INDEX_LENGTH = 20
_MAIL = re.compile(r"[^/?#]*@")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.I)
_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_AMP_PATH = re.compile(r"/amp/?$|^/amp(?=/)|\.amp(?=\.html?$|$)", re.I)
_LANGUAGE_PARAMETERS = frozenset({"lang", "hl", "language", "locale"})


@dataclass(frozen=True, slots=True)
class Target:
    """A target with the keys that links are compared with."""

    given: str
    host: str
    site: str
    whole_site: bool
    """The target is a host name: any link to it or its subdomains is meant."""

    exact: str
    equivalent: str
    variant: str
    text_path: str
    """Path in lower case, without escapes and the last slash, as it would stand in a text."""

    text_query: str
    """Query in lower case, without escapes."""


@lru_cache(maxsize=4_096)
def parse_target(given: str) -> Target | None:
    """Read a target as the user gave it; ``None`` if it is no address and no host name."""
    text = given.strip()
    has_scheme = _SCHEME.match(text) is not None
    if not has_scheme and _MAIL.match(text):
        return None
    whole_site = not has_scheme and not re.search(r"[/?#]", text)
    address = parse_web(text if has_scheme else f"http://{text.lstrip('/')}")
    if address is None:
        return None
    host = _bare(address.host)
    path = "" if whole_site else unquote(address.path).rstrip("/")
    return Target(
        given=given,
        host=host,
        site=site_of(address.host),
        whole_site=whole_site,
        exact=exact_key(address),
        equivalent=equivalent_key(address),
        variant=variant_key(address),
        text_path=path.lower(),
        text_query="" if whole_site else unquote(address.query).lower(),
    )


def lies_at(target: Target | None, wanted: Target) -> bool:
    """Tell whether a target is among those that are ``wanted`` as a filter.

    A host name means its site with subdomains, a URL without path its host alone, and any other
    URL that page, however it is spelled. ``None`` is no target at all.
    """
    if target is None:
        return False
    if wanted.whole_site and "." in wanted.host:
        return target.host == wanted.host or target.host.endswith(f".{wanted.host}")
    if wanted.whole_site or wanted.equivalent == f"{wanted.host}?":
        return target.host == wanted.host
    return not target.whole_site and target.equivalent == wanted.equivalent


def match_level(address: WebAddress, target: Target) -> MatchLevel | None:
    """Return how close ``address`` comes to ``target``; ``None`` for a stranger."""
    level = _direct_level(address, target)
    if level is not None and level.proves_presence:
        return level
    led_to = destination(address)
    if led_to is not None:
        through = _direct_level(led_to, target)
        if through is not None and through.proves_presence:
            return MatchLevel.REDIRECTOR
    if level is None and (copy_of := archived(address)) is not None:
        original = _direct_level(copy_of, target)
        if original is not None and original.proves_presence:
            return MatchLevel.ARCHIVED
    return level


def _direct_level(address: WebAddress, target: Target) -> MatchLevel | None:
    if site_of(address.host) != target.site:
        return None
    host = _bare(address.host)
    if target.whole_site:
        at_home = host == target.host or host.endswith("." + target.host)
        return MatchLevel.SITE if at_home else MatchLevel.SAME_SITE
    if exact_key(address) == target.exact:
        return MatchLevel.EXACT
    if equivalent_key(address) == target.equivalent:
        return MatchLevel.EQUIVALENT
    if variant_key(address) == target.variant:
        return MatchLevel.VARIANT
    return MatchLevel.SAME_HOST if host == target.host else MatchLevel.SAME_SITE


def match_url(url: str, target: str) -> MatchLevel | None:
    """Return how close a URL comes to a target, both as text; ``None`` for a stranger."""
    address, wanted = parse_web(url), parse_target(target)
    return match_level(address, wanted) if address and wanted else None


def is_equivalent(one: str | None, other: str | None) -> bool | None:
    """Tell whether two URLs are spellings of one page; ``None`` where either is no web address."""
    there, here = parse_web(one or ""), parse_web(other or "")
    if there is None or here is None:
        return None
    return equivalent_key(there) == equivalent_key(here)


def exact_key(address: WebAddress) -> str:
    """Return the address in the normal form of RFC 3986 section 6.2.2, without a fragment.

    A fragment that is a route of a script-made site (``#/path`` or ``#!path``) is kept.
    """
    query = f"?{_normal_escapes(address.query)}" if address.query else ""
    port = f":{address.port}" if address.port else ""
    path = _normal_escapes(address.path)
    return f"{address.scheme}://{address.host.rstrip('.')}{port}{path}{query}{_route(address)}"


def equivalent_key(address: WebAddress) -> str:
    """Return what is left when scheme, ``www.``, slashes, index files and tracking are ignored.

    The case of the path and every other parameter stay: ``/A`` is not ``/a``.
    """
    path = re.sub(r"/{2,}", "/", _normal_escapes(address.path))
    path = _without_index(path).rstrip("/")
    port = f":{address.port}" if address.port else ""
    query = "&".join(sorted(_kept_parameters(address.query)))
    return f"{_bare(address.host)}{port}{path}?{query}{_route(address)}"


def variant_key(address: WebAddress) -> str:
    """Return what is left when also mobile, AMP, language and letter case are ignored."""
    host = _bare(address.host)
    for prefix in ("m.", "mobile.", "amp."):
        # "m.example.com" is a variant of "example.com", but "m.com" is a site of its own.
        if host.startswith(prefix) and site_of(host) != host:
            host = host.removeprefix(prefix)
    path = _AMP_PATH.sub("", re.sub(r"/{2,}", "/", _normal_escapes(address.path)))
    path = _without_index(path).rstrip("/").lower()
    kept = [
        parameter
        for parameter in _kept_parameters(address.query)
        if parameter.partition("=")[0].lower() not in _LANGUAGE_PARAMETERS
        and parameter.lower() not in ("amp", "amp=1")
    ]
    port = f":{address.port}" if address.port else ""
    return f"{host}{port}{path}?{'&'.join(sorted(kept))}{_route(address)}"


def _without_index(path: str) -> str:
    """Drop index files from the end of a path, however many stand there."""
    end = len(path)
    while True:
        tail = path[max(0, end - _INDEX_LENGTH) : end]
        found = _INDEX.search(tail)
        if found is None:
            return path[:end]
        end -= len(tail) - found.start()


def _bare(host: str) -> str:
    host = host.rstrip(".")
    stripped = host.removeprefix("www.")
    return stripped if "." in stripped or stripped == "localhost" else host


def _route(address: WebAddress) -> str:
    route = address.fragment.partition(":~:")[0]
    if not route.startswith(("/", "!")) or route in ("/", "!", "!/"):
        return ""
    return f"#{route}"


def _kept_parameters(query: str) -> list[str]:
    return [
        _normal_escapes(parameter)
        for parameter in query.split("&")
        if parameter and not _TRACKING.fullmatch(unquote(parameter.partition("=")[0]))
    ]


def _normal_escapes(text: str) -> str:
    return _ESCAPE.sub(_normal_escape, text) if "%" in text else text


def _normal_escape(escape: re.Match[str]) -> str:
    character = chr(int(escape[1], 16))
    return character if character in _UNRESERVED else escape[0].upper()
