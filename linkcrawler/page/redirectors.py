"""Links that go through a redirector, whose destination stands in the address itself."""

import re
from urllib.parse import parse_qsl, unquote

from linkcrawler.domains import site_of
from linkcrawler.urls import WebAddress, parse_web

MAX_DEPTH = 3
_MAX_DESTINATION = 4_096
_MAX_PARAMETERS = 50

# Site of a redirector -> the paths it redirects at, and the parameters that hold the destination.
# Other paths of these sites are pages to share or to search with, which lead nowhere.
# Source: redirect rules of public URL-cleaning lists, checked against links as they are found.
_ANY = re.compile(r".*")
_KNOWN: dict[str, tuple[re.Pattern[str], tuple[str, ...]]] = {
    "facebook.com": (re.compile(r"/l\.php"), ("u",)),
    "instagram.com": (re.compile(r"/?"), ("u",)),
    "messenger.com": (re.compile(r"/l\.php"), ("u",)),
    "youtube.com": (re.compile(r"/redirect"), ("q",)),
    "duckduckgo.com": (re.compile(r"/l/?"), ("uddg",)),
    "vk.com": (re.compile(r"/away(?:\.php)?"), ("to",)),
    "steamcommunity.com": (re.compile(r"/linkfilter/?"), ("url", "u")),
    "umblr.com": (re.compile(r"/redirect"), ("z",)),
    "linkedin.com": (re.compile(r"/(?:redir/redirect|safety/go)/?"), ("url",)),
    "pinterest.com": (re.compile(r"/offsite/?"), ("url",)),
    "disq.us": (_ANY, ("url",)),
    "skimresources.com": (_ANY, ("url",)),
    "viglink.com": (_ANY, ("u", "url")),
    "awin1.com": (_ANY, ("ued", "p")),
    "linksynergy.com": (_ANY, ("murl",)),
    "tradedoubler.com": (_ANY, ("url", "_td_deeplink")),
    "admitad.com": (_ANY, ("ulp",)),
    "slack-redir.net": (_ANY, ("url",)),
}
_GOOGLE = re.compile(r"(?:www\.)?google\.[a-z.]{2,6}")
_BARE_QUERY = frozenset({"href.li", "anonym.to", "anon.to", "nullrefer.com"})
_GENERIC = ("url", "u", "q", "to", "goto", "target", "redirect", "redirect_to", "redir", "link")
_PATH = re.compile(
    r"/(?:go|out|away|exit|leave|external|redirect|redir|jump|link|links|url|click|track|r|l)"
    r"(?:\.php|\.aspx?|\.html?)?/?$",
    re.I,
)


def destination(address: WebAddress, depth: int = MAX_DEPTH) -> WebAddress | None:
    """Return where a redirector's link leads, by its address alone; ``None``: it is none.

    Only destinations that are whole web addresses count: a path says nothing of another site.
    """
    found = _one_step(address)
    if found is None or depth <= 1:
        return found
    return destination(found, depth - 1) or found


def _one_step(address: WebAddress) -> WebAddress | None:
    if address.host in _BARE_QUERY:
        return _web(unquote(address.query))
    names = _names(address)
    if not names:
        return None
    if address.query.count("&") > _MAX_PARAMETERS:
        return None
    parameters = dict(parse_qsl(address.query))
    for name in names:
        if found := _web(parameters.get(name, "")):
            return found
    return None


def _names(address: WebAddress) -> tuple[str, ...]:
    """Return the parameters to look at; none where the address is no redirector's."""
    if _GOOGLE.fullmatch(address.host):
        return ("url", "q") if address.path == "/url" else ()
    if address.host == "out.reddit.com":
        return ("url",)
    known = _KNOWN.get(site_of(address.host))
    if known:
        path, names = known
        return names if path.fullmatch(address.path) else ()
    return _GENERIC if _PATH.search(address.path) else ()


def _web(text: str) -> WebAddress | None:
    is_whole = len(text) < _MAX_DESTINATION and text[:8].lower().startswith(("http://", "https://"))
    return parse_web(text) if is_whole else None


_ARCHIVES = re.compile(
    r"(?:web\.archive\.org/web|archive\.(?:today|is|ph|li|org))/[\w*]+/(https?:/+.+)", re.I
)


def archived(address: WebAddress) -> WebAddress | None:
    """Return the page that an address in a web archive is a copy of; ``None``: it is none."""
    query = f"?{address.query}" if address.query else ""
    copy_of = _ARCHIVES.fullmatch(f"{address.host}{address.path}{query}"[:_MAX_DESTINATION])
    if copy_of is None:
        return None
    return parse_web(re.sub(r"^(https?):/+", r"\1://", copy_of[1]))
