"""A small web to try linkcrawler on: invented sites, served on loopback, that change overnight.

The backlinks lead to Velo Alpina, an invented cycling company, and some to its competitor.
``DemoWeb`` serves the web, ``write_past`` fills a new database with the year before, ``write_list``
writes the backlink list to verify, ``EXPECTED`` says what a verification should find on the first
and on the second night. All later nights are as the second.
"""

from collections.abc import Mapping

from linkcrawler.demo.atlas import claims
from linkcrawler.demo.backlinks import LIST_NAME, demo_backlinks, write_list
from linkcrawler.demo.expected import Expected
from linkcrawler.demo.past import write_past
from linkcrawler.demo.profile import PROFILE
from linkcrawler.demo.web import DEFAULT_PORT, DemoWeb

__all__ = [
    "DEFAULT_PORT",
    "EXPECTED",
    "LIST_NAME",
    "PROFILE",
    "DemoWeb",
    "Expected",
    "demo_backlinks",
    "expected_on",
    "write_list",
    "write_past",
]


def expected_on(night: int, port: int) -> dict[tuple[str, str], Expected]:
    """Return what a look on ``night`` should come to, by referring page and target."""
    return {
        backlink: claim.expected_on(night)
        for backlink, (_, _, claim) in zip(demo_backlinks(port), claims(), strict=True)
    }


EXPECTED: Mapping[tuple[str, str, int], Expected] = {
    (*backlink, night): expected
    for night in (1, 2)
    for backlink, expected in expected_on(night, DEFAULT_PORT).items()
}
"""By referring page, target and night, as served on the default port."""
