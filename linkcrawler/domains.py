"""Host names and the sites they belong to; the only user of ``tldextract``."""

from functools import lru_cache

import tldextract

from linkcrawler.urls import parse_web

# Platforms whose blogs are sites of their own, but that are not in the public suffix list.
PLATFORM_SUFFIXES = (
    "wordpress.com",
    "medium.com",
    "substack.com",
    "tumblr.com",
    "livejournal.com",
    "weebly.com",
    "typepad.com",
    "over-blog.com",
    "blogspot.de",
)

# The bundled list only: an address here would make the library fetch it at first use.
_extract = tldextract.TLDExtract(
    cache_dir=None,
    suffix_list_urls=(),
    include_psl_private_domains=True,
    extra_suffixes=PLATFORM_SUFFIXES,
)


@lru_cache(maxsize=16_384)
def site_of(host: str) -> str:
    """Return the registrable domain of ``host``, by the public suffix list with its private part.

    ``host`` is lower-case and in ASCII form, as a parsed URL has it. Where no registrable domain
    is told (an IP address, ``localhost``, a platform's own host) it is the host itself, without
    a trailing dot. Under a suffix that the list does not know, as on an intranet, it is the last
    two labels.

    Source: publicsuffix.org, "private domains" and "If no rules match".
    """
    host = host.rstrip(".")
    if host.startswith("["):
        return host
    found = _extract(host)
    if found.domain == "www" and (found.is_private or found.suffix in PLATFORM_SUFFIXES):
        return found.suffix  # the platform's own host, as with and without www
    if not found.suffix and not host.rpartition(".")[2].isdigit():
        return ".".join(host.split(".")[-2:])
    return found.top_domain_under_public_suffix or host


def site_of_url(url: str) -> str | None:
    """Return the registrable domain of a web address; ``None`` where ``url`` is none."""
    address = parse_web(url)
    return site_of(address.host) if address else None


def is_public_suffix(host: str) -> bool:
    """Tell whether anybody may register a name below ``host``, as below ``co.uk``."""
    return _extract(host).suffix == host != ""


def is_shared(site: str) -> bool:
    """Tell whether a registrable domain, as ``site_of`` returns it, is a host that many share.

    That is a platform's own host, such as ``wordpress.com``, or an IP address.
    """
    return (
        site in PLATFORM_SUFFIXES
        or is_public_suffix(site)
        or site.startswith("[")
        or (site.rpartition(".")[2].isdigit())
    )


def is_on_platform(site: str) -> bool:
    """Tell whether a registrable domain is one of many on a platform, as ``alice.github.io`` is."""
    found = _extract(site)
    return found.is_private or found.suffix in PLATFORM_SUFFIXES
