"""Settings that weaken what protects us, or those we visit."""

from collections.abc import Iterator
from importlib.util import find_spec

from linkcrawler.config import Config
from linkcrawler.doctor.finding import Finding, ok, warning


def check_settings(config: Config, *, obeys_robots: bool) -> Iterator[Finding]:
    """Yield what the settings come to."""
    yield _guard(config)
    if obeys_robots:
        yield ok("robots", "robots.txt is obeyed.")
    else:
        yield warning(
            "robots",
            "ROBOTSTXT_OBEY is off, so pages are fetched that their sites ask robots to leave.",
            "Leave it on, but for sites of your own.",
        )
    if config.contact:
        yield ok("contact", f"The user agent names a contact: {config.contact}.")
    else:
        yield warning(
            "contact",
            "The user agent names no contact, so sites that mind can only block us.",
            "Set LINKCRAWLER_CONTACT to an address or a URL of yours.",
        )
    if config.warc:
        yield _archive(config)


def _archive(config: Config) -> Finding:
    if find_spec("warcio") is None:
        return warning(
            "archive",
            "LINKCRAWLER_WARC is set, but the package warcio is not there, so nothing is archived.",
            "Install it: pip install warcio.",
        )
    only = "pages with a link that changed or is missing" if config.warc_changes else "every page"
    return ok("archive", f"What is received of {only} is archived in {config.warc}.")


def _guard(config: Config) -> Finding:
    guard = config.guard
    if guard.is_open:
        return warning(
            "guard",
            "LINKCRAWLER_ALLOW_PRIVATE opens every private address, so a page can have your own"
            " network read.",
            "Name the networks that are needed, such as 10.0.0.0/8, or none.",
        )
    if guard.networks:
        named = ", ".join(map(str, guard.networks))
        return warning(
            "guard",
            f"LINKCRAWLER_ALLOW_PRIVATE opens {named}, so a page can have these read.",
            "Nothing, where your own pages are there.",
        )
    return ok("guard", "Only public addresses are opened.")
