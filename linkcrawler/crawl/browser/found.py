"""Where a Chromium is."""

import shutil
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def on_path() -> list[str]:
    """Return the system's own, the best first."""
    return [path for name in _NAMES if (path := shutil.which(name))]


def browser_path(named: str) -> str | None:
    """Return the one that a run would start first; ``None``: there is none.

    ``named`` is the user's choice, or empty.
    """
    if named:
        return shutil.which(named) or (named if Path(named).exists() else None)
    try:
        with sync_playwright() as driver:
            bundled = driver.chromium.executable_path
    except (Error, OSError):  # no driver, so nothing could be started
        return None
    if Path(bundled).exists():
        return bundled
    return next(iter(on_path()), None)
