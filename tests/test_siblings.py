"""Which pages in doubt are looked beside: the crawl's tests tell what that comes to."""

import pytest

from linkcrawler.crawl.siblings import is_suspect
from linkcrawler.crawl.visit import Read
from linkcrawler.states import Reason
from tests.make import facts, fetch, led_to

SITE = "http://site.example"
SUSPECTS = [  # (page, reason told so far, whether a random name beside it tells more)
    (fetch(url=f"{SITE}/a/page"), Reason.MAYBE_NOT_FOUND, True),
    (fetch(url=f"{SITE}/page/"), Reason.PAGE_REPLACED, True),
    (fetch(url=f"{SITE}/"), Reason.MAYBE_NOT_FOUND, False),  # nothing stands beside a root
    (fetch(url=SITE), Reason.MAYBE_NOT_FOUND, False),
    (fetch(url=f"{SITE}/page"), Reason.LINK_REMOVED, False),
    (led_to(f"{SITE}/", start=f"{SITE}/page"), Reason.LINK_REMOVED, True),
    (led_to(f"{SITE}/page", start=f"{SITE}/"), Reason.LINK_REMOVED, False),
    (led_to(f"{SITE}/", start=f"{SITE}/page"), Reason.LINK_FOUND, False),
]


@pytest.mark.parametrize(("fetched", "reason", "expected"), SUSPECTS)
def test_a_page_is_looked_beside_where_that_may_tell_more(fetched, reason, expected):
    assert is_suspect(Read(fetched, facts(), {}), [reason]) == expected
