"""A response or a failure, as a ``Fetch``."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from linkcrawler.crawl.failure import FetchError
from linkcrawler.crawl.handler import CERTIFICATE
from linkcrawler.crawl.response import INCOMPLETE, UNFRAMED
from linkcrawler.crawl.visit import Visit
from linkcrawler.models import Fetch
from linkcrawler.page import Answer
from linkcrawler.states import NETWORK_FAILURES, FetchOutcome
from linkcrawler.urls import without_credentials

MAX_HOPS = 10
TRY_AGAIN = NETWORK_FAILURES | {FetchOutcome.ROBOTS_UNAVAILABLE}
"""Failures that are often gone by the end of a run."""

SECOND_TRY = "linkcrawler_second_try"
"""Request meta key: the page was asked for before, and something failed that may be over."""

REDIRECTS = frozenset({301, 302, 303, 307, 308})
GOOGLEBOT_ALLOWED = "linkcrawler_googlebot_allowed"
"""Request meta key: whether robots.txt lets Googlebot read the page too."""

KEPT_HEADERS = frozenset(
    {"content-type", "x-robots-tag", "link", "retry-after", "location", "server", "etag"}
    | {"last-modified", "refresh", "content-language", "cf-mitigated", "x-amzn-waf-action"}
    | {"x-sucuri-block"}
)


def answer_of(response: Response, *, hops: int) -> Answer:
    """Return the response as the page room reads it; ``hops`` redirects led to it."""
    return Answer(
        url=response.url,
        status=response.status,
        headers=header_pairs(response),
        body=response.body,
        redirected=hops > 0,
        is_framed=UNFRAMED not in response.flags,
    )


def location_of(response: Response) -> str | None:
    """Return where a redirect leads, as written; ``None`` where the answer is no redirect."""
    value = response.headers.get("Location")
    return _text(value) if value is not None and response.status in REDIRECTS else None


def header_pairs(response: Response) -> tuple[tuple[str, str], ...]:
    """Return the headers with lower-case names, several of one name kept apart."""
    return tuple(
        (name.decode("latin-1").lower(), _text(value))
        for name, values in response.headers.items()
        for value in values or ()
    )


def _text(value: bytes) -> str:
    """Decode a header's value: servers write UTF-8 where the standard knows only ASCII."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def fetch_from_response(response: Response, visit: Visit, now: datetime) -> Fetch:
    """Return the fetch that ended with a response."""
    headers = header_pairs(response)
    retry_after = next((value for name, value in headers if name == "retry-after"), None)
    return Fetch(
        url=without_credentials(visit.page.url),
        outcome=FetchOutcome.RESPONSE,
        final_url=without_credentials(response.url),
        status=response.status,
        headers=tuple(pair for pair in headers if pair[0] in KEPT_HEADERS),
        hops=tuple(visit.hops),
        body_bytes=len(response.body),
        incomplete=incomplete_of(response),
        tls_error=_tls_error(visit, response),
        retry_after_s=retry_after_seconds(retry_after, now) if retry_after else None,
        elapsed_s=response.meta.get("download_latency"),
        ip_address=str(response.ip_address) if response.ip_address else None,
        googlebot_allowed=response.meta.get(GOOGLEBOT_ALLOWED),
    )


def incomplete_of(response: Response) -> str | None:
    """Return why the body is not whole; ``None``: it is."""
    flags = (flag for flag in response.flags if flag.startswith(INCOMPLETE))
    return next((flag.removeprefix(INCOMPLETE) for flag in flags), None)


def _tls_error(visit: Visit, response: Response) -> str | None:
    """Return what is wrong with the certificate, with what it says of itself."""
    says = response.meta.get(CERTIFICATE)
    if visit.tls_error is None or not says:
        return visit.tls_error
    return f"{visit.tls_error} (issued {says})"[:500]


def fetch_from_failure(error: BaseException, visit: Visit) -> Fetch:
    """Return the fetch that ended without a response."""
    match error:
        case FetchError():
            outcome, detail = error.outcome, error.detail
        case IgnoreRequest():
            outcome, detail = FetchOutcome.NOT_ANSWERED, str(error) or "ignored by a middleware"
        case ValueError():
            outcome, detail = FetchOutcome.BAD_URL, str(error)
        case _:
            outcome, detail = FetchOutcome.INTERNAL_ERROR, f"{type(error).__name__}: {error}"
    return failed(visit, outcome, detail)


def failed(visit: Visit, outcome: FetchOutcome, detail: str) -> Fetch:
    """Return a fetch that ended with ``outcome`` and without a response."""
    return Fetch(
        url=without_credentials(visit.page.url),
        outcome=outcome,
        hops=tuple(visit.hops),
        tls_error=visit.tls_error,
        detail=detail[:500],
    )


def retry_after_seconds(value: str, now: datetime) -> float | None:
    """Return how long a ``Retry-After`` header asks us to wait, in seconds; ``None``: nonsense.

    The header holds seconds or an HTTP date; a date in the past is 0.0. ``now`` is aware.
    Source: RFC 9110, section 10.2.3.
    """
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        until = parsedate_to_datetime(value)
    except (ValueError, OverflowError):  # the latter by an offset of very many digits
        return None
    if until.tzinfo is None:  # an HTTP date is GMT even when it forgets to say so
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - now).total_seconds())
