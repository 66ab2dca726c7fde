"""From the bytes of a page to what it says and which links it holds.

Everything here is pure: no clock, no network, no settings.
"""

from linkcrawler.page.answer import Answer
from linkcrawler.page.cost import CostlyPageError
from linkcrawler.page.match import match_url
from linkcrawler.page.reading import all_found, inspect_page, read_page

__all__ = ["Answer", "CostlyPageError", "all_found", "inspect_page", "match_url", "read_page"]
