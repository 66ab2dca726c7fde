"""A response or a failure, as a value; what a server says of waiting, as seconds."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.exceptions import DownloadTimeoutError, IgnoreRequest
from scrapy.http import Request, Response

from linkcrawler.crawl.failure import CertificateError, FetchError
from linkcrawler.crawl.fetch import (
    KEPT_HEADERS,
    answer_of,
    failed,
    fetch_from_failure,
    fetch_from_response,
    header_pairs,
    retry_after_seconds,
)
from linkcrawler.crawl.response import INCOMPLETE
from linkcrawler.crawl.visit import Visit
from linkcrawler.models import Fetch, Hop
from linkcrawler.states import FetchOutcome
from tests.make import NOW, PAGE, due

DAY_S = 86_400.0
RETRY_AFTER = [  # (header, seconds at 2026-11-24 02:00 UTC)
    ("0", 0.0),
    ("120", 120.0),
    ("00120", 120.0),
    ("3600", 3_600.0),
    ("9" * 5_000, 999_999_999.0),  # long enough, and no error
    ("Wed, 25 Nov 2026 02:00:00 GMT", DAY_S),
    ("Tue, 24 Nov 2026 02:00:30 GMT", 30.0),
    ("Tue, 24 Nov 2026 04:00:00 +0200", 0.0),
    ("Tue, 24 Nov 2026 02:01:00 -0000", 60.0),
    ("Wed, 25 Nov 2026 02:00:00", DAY_S),  # an HTTP date is GMT even when it forgets to say so
    ("Wednesday, 25-Nov-26 02:00:00 GMT", DAY_S),  # RFC 850
    ("Wed Nov 25 02:00:00 2026", DAY_S),  # asctime
    ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
    ("Tue, 24 Nov 2026 01:59:59 GMT", 0.0),
    ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
    ("1 Jan 0001 00:00:00 +2359", 0.0),
    ("Fri, 31 Dec 9999 23:59:59 GMT", 251_606_815_199.0),
    ("Fri, 31 Dec 9999 23:59:59 -2359", 251_606_901_539.0),
]
NONSENSE = [
    *("", " ", "soon", "-5", "+5", "1.5", "1e9", "nan", "inf", "-inf", "0x10", "1,2", "120s"),
    *("\u0661\u0662", "\u00b2", "\x00", "120\x00", "12 0", "null", "None", "()", "(" * 200),
    *("Wed, 99 Nov 2026 02:00:00 GMT", "Wed, 25 Foo 2026 02:00:00 GMT", "25 Nov 2026 25:00:00"),
    *("Fri, 31 Dec 99999 23:59:59 GMT", "Wed, 25 Nov 2026 02:00:00 +2400", "2026-11-25"),
    "2026 Jan 00:00:00 999999999999999999999999999999 a",
]


@pytest.mark.parametrize(("value", "seconds"), RETRY_AFTER)
def test_retry_after_seconds(value, seconds):
    assert retry_after_seconds(value, NOW) == seconds


@pytest.mark.parametrize("value", NONSENSE)
def test_retry_after_that_is_nonsense_is_none(value):
    assert retry_after_seconds(value, NOW) is None


pieces = st.sampled_from(
    ["Wed,", "25", "Nov", "2026", "02:00:00", "GMT", "+0000", "-", "/", ":", "(", "9" * 30, "\x00"]
)
values = st.one_of(
    st.text(), st.lists(pieces, max_size=8).map(" ".join), st.lists(pieces).map("".join)
)
clocks = st.sampled_from(
    [
        NOW,
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime.max.replace(tzinfo=UTC),
        datetime.min.replace(tzinfo=UTC),
        NOW.astimezone(timezone(timedelta(hours=-11, minutes=-30))),
    ]
)


@given(values, clocks)
def test_no_retry_after_raises_or_asks_for_less_than_nothing(value, now):
    seconds = retry_after_seconds(value, now)

    assert seconds is None or 0.0 <= seconds < 1e12


def visit(**changes):
    return Visit(page=due(), **changes)


FAILURES = [  # (what the download ended with, outcome, detail)
    *(
        (FetchError(outcome, f"why {outcome}"), outcome, f"why {outcome}")
        for outcome in FetchOutcome
    ),
    (CertificateError("expired"), "tls_error", "expired"),
    (IgnoreRequest("offsite"), "not_answered", "offsite"),
    (IgnoreRequest(), "not_answered", "ignored by a middleware"),
    (ValueError("no scheme"), "bad_url", "no scheme"),
    (UnicodeError("label too long"), "bad_url", "label too long"),
    (RuntimeError("boom"), "internal_error", "RuntimeError: boom"),
    (KeyError("x"), "internal_error", "KeyError: 'x'"),
    (DownloadTimeoutError("late"), "internal_error", "DownloadTimeoutError: late"),
    (MemoryError(), "internal_error", "MemoryError: "),
]


@pytest.mark.parametrize(("error", "outcome", "detail"), FAILURES)
def test_fetch_from_failure(error, outcome, detail):
    assert fetch_from_failure(error, visit()) == Fetch(url=PAGE, outcome=outcome, detail=detail)


def test_a_failure_keeps_what_was_seen_on_the_way():
    hops = [Hop(url="http://a.example/", status=301), Hop(url="http://b.example/", status=302)]

    got = failed(visit(hops=hops, tls_error="expired"), FetchOutcome.TIMEOUT, "x" * 900)

    assert got == Fetch(
        url=PAGE,
        outcome=FetchOutcome.TIMEOUT,
        hops=tuple(hops),
        tls_error="expired",
        detail="x" * 500,
    )


def response(status=200, url=PAGE, headers=None, body=b"<p>hello", **more):
    request = Request(PAGE, meta={"download_latency": 0.25})
    return Response(url, status, headers or {}, body, request=request, **more)


def test_fetch_from_response():
    headers = {"Content-Type": "text/html", "Set-Cookie": "a=b", "X-Robots-Tag": ["noindex", "x"]}
    hops = [Hop(url="http://a.example/", status=301)]

    got = fetch_from_response(
        response(headers=headers, url=PAGE + "/2"), visit(hops=hops, tls_error="expired"), NOW
    )

    assert got == Fetch(
        url=PAGE,
        outcome=FetchOutcome.RESPONSE,
        final_url=PAGE + "/2",
        status=200,
        headers=(("content-type", "text/html"), ("x-robots-tag", "noindex"), ("x-robots-tag", "x")),
        hops=tuple(hops),
        body_bytes=8,
        tls_error="expired",
        elapsed_s=0.25,
    )


@pytest.mark.parametrize("status", [200, 404, 503, 999])
def test_every_status_is_an_answer(status):
    got = fetch_from_response(response(status), visit(), NOW)

    assert (got.outcome, got.status) == ("response", status)


@pytest.mark.parametrize("why", ["size", "timeout", "cut"])
def test_a_body_that_is_not_whole_is_told(why):
    whole = fetch_from_response(response(flags=["cached"]), visit(), NOW)
    cut = fetch_from_response(response(flags=["cached", INCOMPLETE + why]), visit(), NOW)

    assert whole.incomplete is None
    assert cut.incomplete == why


@pytest.mark.parametrize(
    ("value", "seconds"), [("60", 60.0), ("Wed, 25 Nov 2026 02:00:00 GMT", DAY_S), ("x", None)]
)
def test_how_long_to_wait_is_read_from_the_header(value, seconds):
    got = fetch_from_response(response(503, headers={"Retry-After": value}), visit(), NOW)

    assert got.retry_after_s == seconds


def test_no_retry_after_is_not_zero():
    assert fetch_from_response(response(503), visit(), NOW).retry_after_s is None


def test_passwords_are_not_kept():
    page = due(url="https://me:secret@blog.example.org/post")
    at = "https://me:secret@blog.example.org/new"

    got = fetch_from_response(response(url=at), Visit(page=page), NOW)
    lost = failed(Visit(page=page), FetchOutcome.TIMEOUT, "late")

    assert (got.url, got.final_url) == (PAGE, "https://blog.example.org/new")
    assert lost.url == PAGE


def test_headers_are_lower_case_and_kept_apart():
    got = header_pairs(response(headers={"X-Robots-Tag": ["a", b"\xe4"], "ETag": "1"}))

    assert sorted(got) == [("etag", "1"), ("x-robots-tag", "a"), ("x-robots-tag", "ä")]
    assert all(name == name.lower() for name in KEPT_HEADERS)


@pytest.mark.parametrize(
    ("hops", "redirected"), [([], False), ([Hop(url="http://a.example/", status=301)], True)]
)
def test_an_answer_says_whether_it_came_after_a_redirect(hops, redirected):
    got = answer_of(response(404, headers={"Content-Type": "text/html"}), hops=len(hops))

    assert (got.url, got.status, got.body) == (PAGE, 404, b"<p>hello")
    assert got.header("content-type") == "text/html"
    assert got.redirected is redirected
