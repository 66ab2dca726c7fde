"""Our own settings, read once into typed values."""

import math
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from scrapy.settings import BaseSettings, Settings

from linkcrawler.alert import Alerts, read_secret, read_targets
from linkcrawler.crawl.guard import Guard
from linkcrawler.errors import InputError
from linkcrawler.process import open_file_limit, pages_that_fit, processors

NAMES = {
    "LINKCRAWLER_ALERTS": (
        "Where alerts go: Apprise addresses, webhook+https://..., command:/path; with commas or on"
        " lines, or @FILE that holds them."
    ),
    "LINKCRAWLER_ALLOW_PRIVATE": (
        "Private networks and further ports that may be opened, with commas:"
        " 10.0.0.0/8, 192.168.1.5, :8081; 1: all of them."
    ),
    "LINKCRAWLER_BROWSER": "Path of the Chromium for pages made by scripts; off: use none.",
    "LINKCRAWLER_CONTACT": "Address or URL put into the user agent, for those we visit.",
    "LINKCRAWLER_MAX_BODY_BYTES": "Decoded bytes of a page that are read; the rest is left.",
    "LINKCRAWLER_MAX_WIRE_BYTES": "Bytes of a page that are received; the rest is left.",
    "LINKCRAWLER_PAGES_PER_ADDRESS": "Pages fetched at once from one IP address; 0: any number.",
    "LINKCRAWLER_PARSE_WORKERS": "Processes that read pages; 0: the crawl reads them itself.",
    "LINKCRAWLER_RENDER": "Pages of a run that are looked at in a browser; 0: none.",
    "LINKCRAWLER_WARC": (
        "Folder for web archives (WARC) of what was received; changes:FOLDER: only of pages with a"
        " link that changed or is missing; empty: none."
    ),
    "LINKCRAWLER_WEBHOOK_SECRET": "Key that webhooks are signed with, or @FILE that holds it.",
}
"""Every setting with its use; the manual and a test read this."""


def project_settings() -> Settings:
    """Return the settings of the project, for what runs outside of ``scrapy``'s own command."""
    settings = Settings()
    settings.setmodule("linkcrawler.settings", priority="project")
    return settings


def alerts_of(settings: BaseSettings) -> Alerts:
    """Read where alerts go; kept apart from ``Config``, since few may know the secrets.

    Raises ``InputError`` where a target can't be used.
    """
    secret = read_secret(_own(settings, _SECRET_NAME), _SECRET_NAME)
    return Alerts(
        targets=read_targets(_own(settings, "LINKCRAWLER_ALERTS"), secret),
        secret=secret,
        guard=Config.from_settings(settings).guard,
    )


def _own(settings: BaseSettings, name: str) -> str:
    """Return a setting of ours, from the settings or else from the environment."""
    value = settings.get(name)
    return str(value if value is not None else os.environ.get(name, ""))


def shared_settings(overrides: Mapping[str, str]) -> dict[str, str]:
    """Return the settings that crawls on other machines are to have, as far as they are set.

    What is of one machine alone is left to each, and nobody else is to know whom alerts go to.
    """
    ours = {name: os.environ[name] for name in NAMES if name in os.environ}
    of_others = dict.fromkeys(("LINKCRAWLER_ALERTS", _SECRET_NAME), "")
    shared = {name: value for name, value in ours.items() if name not in _OF_ONE_MACHINE}
    return {**shared, **overrides, **of_others}


_OF_ONE_MACHINE = frozenset({"LINKCRAWLER_BROWSER", "LINKCRAWLER_PARSE_WORKERS"})
_SECRET_NAME = "LINKCRAWLER_WEBHOOK_SECRET"  # noqa: S105 - the name of a setting
_MAX_BODY_BYTES = 16 << 20
_MAX_WIRE_BYTES = 8 << 20
_RENDER_PAGES = 500
_MAX_WORKERS = 1_000
_ENOUGH_WORKERS = 4
"""The crawl itself takes half as long for a page as its reading does, so more would wait for it."""

_ONLY_CHANGES = "changes:"
_MAX_S = 3_600


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What ``LINKCRAWLER_*`` and Scrapy's own settings for pace come to."""

    guard: Guard = field(default_factory=Guard)
    browser: str = ""
    """Path of a Chromium; empty: the one that is found."""

    contact: str = ""
    max_body_bytes: int = _MAX_BODY_BYTES
    max_wire_bytes: int = _MAX_WIRE_BYTES
    parse_workers: int = 1
    render_pages: int = _RENDER_PAGES
    pages_at_once: int = 100
    pages_at_once_per_key: int = 1
    gap_s: float = 1.0
    pages_per_address: int | None = None
    """Pages at once from one IP address, 0: any number; ``None``: not set."""

    timeout_s: float = 40.0
    user_agent: str = ""
    warc: str = ""
    """Folder for web archives; empty: none are written."""

    warc_changes: bool = False
    """Archive only pages with a link that changed or is missing."""

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """Read the settings; a ``LINKCRAWLER_*`` one may also come from the environment.

        Raises ``InputError`` where a value is not of the kind that the setting takes.
        """

        def own(name: str) -> str:
            return _own(settings, name)

        def number(name: str, given: object, least: float, most: float = sys.maxsize) -> float:
            try:
                value = float(str(given))
            except ValueError:
                value = math.nan
            if not least <= value <= most:
                upper = f" and at most {most:g}" if most < sys.maxsize else ""
                raise InputError(
                    f"{name}={given}: a number of at least {least:g}{upper} is expected"
                )
            return value

        def whole(name: str, given: object, least: float, most: float = sys.maxsize) -> int:
            value = number(name, given, least, most)
            if value != int(value):
                raise InputError(f"{name}={given}: a whole number is expected")
            return int(value)

        def own_number(name: str, default: int, least: int, most: float = sys.maxsize) -> int:
            return whole(name, own(name) or default, least, most)

        contact = own("LINKCRAWLER_CONTACT").strip()
        if not (contact.isascii() and contact.isprintable()):
            raise InputError(
                f"LINKCRAWLER_CONTACT={contact!r}: an e-mail address or a URL is expected, in one"
                " line of ASCII"
            )
        browser = own("LINKCRAWLER_BROWSER")
        is_off = browser.lower() in ("off", "no", "none", "0", "false")
        agent = str(settings.get("USER_AGENT") or "")
        allowed = own("LINKCRAWLER_ALLOW_PRIVATE")
        try:
            guard = Guard.from_setting(allowed)
        except ValueError as error:
            raise InputError(
                f"LINKCRAWLER_ALLOW_PRIVATE={allowed}: {error}; networks such as 10.0.0.0/8 and"
                " ports such as :8081 are expected, or 1 for all"
            ) from error
        archives = own("LINKCRAWLER_WARC").strip()
        if archives == _ONLY_CHANGES:
            raise InputError(
                f"LINKCRAWLER_WARC={archives}: a folder is expected, such as changes:archives"
            )
        pages_at_once = whole("CONCURRENT_REQUESTS", settings.get("CONCURRENT_REQUESTS"), 1)
        fitting = pages_that_fit(open_file_limit())
        per_address = own("LINKCRAWLER_PAGES_PER_ADDRESS")
        return cls(
            guard=guard,
            browser="" if is_off else browser,
            contact=contact,
            max_body_bytes=own_number("LINKCRAWLER_MAX_BODY_BYTES", _MAX_BODY_BYTES, 1),
            max_wire_bytes=own_number("LINKCRAWLER_MAX_WIRE_BYTES", _MAX_WIRE_BYTES, 1),
            parse_workers=own_number(
                "LINKCRAWLER_PARSE_WORKERS",
                min(max(1, processors() - 1), _ENOUGH_WORKERS),
                0,
                _MAX_WORKERS,
            ),
            render_pages=0 if is_off else own_number("LINKCRAWLER_RENDER", _RENDER_PAGES, 0),
            pages_at_once=pages_at_once if fitting is None else min(pages_at_once, fitting),
            pages_at_once_per_key=whole(
                "CONCURRENT_REQUESTS_PER_DOMAIN", settings.get("CONCURRENT_REQUESTS_PER_DOMAIN"), 1
            ),
            gap_s=number("DOWNLOAD_DELAY", settings.get("DOWNLOAD_DELAY"), 0, _MAX_S),
            pages_per_address=(
                own_number("LINKCRAWLER_PAGES_PER_ADDRESS", 0, 0) if per_address else None
            ),
            timeout_s=number("DOWNLOAD_TIMEOUT", settings.get("DOWNLOAD_TIMEOUT"), 0.1, _MAX_S),
            user_agent=agent if contact in agent else f"{agent} ({contact})",
            warc=archives.removeprefix(_ONLY_CHANGES),
            warc_changes=archives.startswith(_ONLY_CHANGES),
        )
