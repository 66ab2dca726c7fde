"""Our own settings, read once into typed values."""

import os
from dataclasses import dataclass
from typing import Self

from scrapy.settings import BaseSettings

NAMES = {
    "LINKCRAWLER_ALLOW_PRIVATE": "1 lets the crawl open private and loopback addresses.",
    "LINKCRAWLER_CONTACT": "Address or URL put into the user agent, for those we visit.",
    "LINKCRAWLER_MAX_BODY_BYTES": "Decoded bytes of a page that are read; the rest is left.",
    "LINKCRAWLER_MAX_WIRE_BYTES": "Bytes of a page that are received; the rest is left.",
}
"""Every setting with its use; the manual and a test read this."""


_MAX_BODY_BYTES = 16 << 20
_MAX_WIRE_BYTES = 8 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What ``LINKCRAWLER_*`` and Scrapy's own settings for pace come to."""

    allow_private: bool = False
    contact: str = ""
    max_body_bytes: int = _MAX_BODY_BYTES
    max_wire_bytes: int = _MAX_WIRE_BYTES
    pages_at_once: int = 100
    pages_at_once_per_key: int = 1
    gap_s: float = 1.0
    timeout_s: float = 20.0
    user_agent: str = ""

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """Read the settings; a ``LINKCRAWLER_*`` one may also come from the environment."""

        def own(name: str) -> str:
            value = settings.get(name)
            return str(value if value is not None else os.environ.get(name, ""))

        contact = own("LINKCRAWLER_CONTACT")
        agent = str(settings.get("USER_AGENT") or "")
        return cls(
            allow_private=own("LINKCRAWLER_ALLOW_PRIVATE").lower() in ("1", "true", "yes"),
            contact=contact,
            max_body_bytes=int(own("LINKCRAWLER_MAX_BODY_BYTES") or _MAX_BODY_BYTES),
            max_wire_bytes=int(own("LINKCRAWLER_MAX_WIRE_BYTES") or _MAX_WIRE_BYTES),
            pages_at_once=max(1, settings.getint("CONCURRENT_REQUESTS")),
            pages_at_once_per_key=max(1, settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")),
            gap_s=settings.getfloat("DOWNLOAD_DELAY"),
            timeout_s=settings.getfloat("DOWNLOAD_TIMEOUT"),
            user_agent=f"{agent} ({contact})" if contact else agent,
        )
