"""Hosts that refuse one page after the other, and so are let be for the rest of the run."""

from collections import OrderedDict
from dataclasses import dataclass, replace

from linkcrawler.models import Fetch
from linkcrawler.states import NETWORK_FAILURES, FetchOutcome
from linkcrawler.urls import parse_web, without_credentials

LET_BE_AFTER = 5
LONG_WAIT_S = 120.0
"""A Retry-After beyond this puts the host off to the next run."""

_HOSTS_KEPT = 10_000
_REFUSALS = NETWORK_FAILURES | {FetchOutcome.TLS_ERROR}


@dataclass(slots=True)
class _Host:
    refusals: int
    last: Fetch


class Refusing:
    """Counts the refusals in a row of each host; any other answer ends the row."""

    def __init__(self, *, errors: bool = False) -> None:
        """Count server errors too, where ``errors`` says so."""
        self._errors = errors
        self._hosts: OrderedDict[str, _Host] = OrderedDict()

    def count(self, url: str, fetch: Fetch) -> None:
        """Take note of how a fetch ended, at the host that was asked last."""
        host = _host_of(url)
        is_busy = fetch.status == 429 or (fetch.status == 503 and fetch.retry_after_s is not None)
        is_error = self._errors and (fetch.status or 0) >= 500
        if fetch.outcome not in _REFUSALS and not (is_busy or is_error):
            self._hosts.pop(host, None)
            return
        known = self._hosts.get(host)
        refusals = known.refusals + 1 if known else 1
        if (fetch.retry_after_s or 0.0) > LONG_WAIT_S:  # it said when; that is not tonight
            refusals = max(refusals, LET_BE_AFTER)
        self._hosts[host] = _Host(refusals, fetch)
        while len(self._hosts) > _HOSTS_KEPT:
            self._hosts.popitem(last=False)

    def count_redirect(self, url: str) -> None:
        """Take note that a host answered, if only by naming another."""
        self._hosts.pop(_host_of(url), None)

    def instead_of(self, url: str) -> Fetch | None:
        """Return what to say of a page without asking for it; ``None``: ask for it."""
        known = self._hosts.get(_host_of(url))
        if known is None or known.refusals < LET_BE_AFTER:
            return None
        ended = f"status {known.last.status}" if known.last.status else known.last.outcome.value
        return replace(
            known.last,
            url=without_credentials(url),
            final_url=None,
            hops=(),
            elapsed_s=None,
            detail=f"not asked for: pages of this host ended before with {ended}",
        )

    def is_put_off(self, url: str) -> bool:
        """Tell whether the page's host said itself to come back in another run."""
        known = self._hosts.get(_host_of(url))
        return known is not None and (known.last.retry_after_s or 0.0) > LONG_WAIT_S


def _host_of(url: str) -> str:
    address = parse_web(url)
    return address.host if address else ""
