"""Whether there is a browser for pages that scripts build."""

import subprocess
from importlib.util import find_spec

from linkcrawler.config import Config
from linkcrawler.crawl.render import NO_BROWSER, NO_PACKAGE
from linkcrawler.doctor.finding import Finding, ok, warning

_VERSION_WITHIN_S = 15.0


def check_browser(config: Config) -> Finding:
    """Return which browser would be used, and that it starts."""
    if not config.render_pages:
        return ok("browser", "No browser is used, by LINKCRAWLER_RENDER or LINKCRAWLER_BROWSER.")
    if not (find_spec("playwright") and find_spec("scrapy_playwright")):
        return _missing(NO_PACKAGE)
    from linkcrawler.crawl.browser.found import browser_path  # noqa: PLC0415 - it takes a second

    path = browser_path(config.browser)
    if path is None:
        return _missing(NO_BROWSER)
    try:
        asked = [path, "--version"]
        done = subprocess.run(  # noqa: S603 - the path is the user's own
            asked, capture_output=True, timeout=_VERSION_WITHIN_S, check=True, text=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        return warning(
            "browser",
            f"The browser {path} does not start ({error}).",
            "Name one that does with LINKCRAWLER_BROWSER, or off.",
        )
    return ok("browser", f"{done.stdout.strip() or 'A browser'} at {path}.")


def _missing(sentence: str) -> Finding:
    told, _, advice = sentence.partition(" To have one: ")
    return warning("browser", told, f"To have one: {advice}")
