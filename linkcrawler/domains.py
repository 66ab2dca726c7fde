"""Host names and the sites they belong to; the only user of ``tldextract``."""

from functools import lru_cache

import tldextract

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


@lru_cache(maxsize=65_536)
def site_of(host: str) -> str:
    """Return the registrable domain of ``host``, by the public suffix list with its private part.

    ``host`` is lower-case and in ASCII form, as a parsed URL has it. Where no registrable domain
    is told (an IP address, ``localhost``, a platform's own host, an unknown suffix) it is the
    host itself, without a trailing dot.

    Source: publicsuffix.org, "private domains".
    """
    host = host.rstrip(".")
    if host.startswith("["):
        return host
    return _extract(host).top_domain_under_public_suffix or host
