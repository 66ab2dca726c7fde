"""Hosts that refuse one page after the other, and so are let be for the rest of the run."""

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TypeVar

from linkcrawler.models import Fetch
from linkcrawler.states import NETWORK_FAILURES, FetchOutcome
from linkcrawler.urls import parse_web, without_credentials

LET_BE_AFTER = 5
LONG_WAIT_S = 120.0
"""A Retry-After beyond this puts the host off to the next run."""

SILENT_LET_BE_AFTER = 1
"""The same at the second tries of a host that has not answered for any page."""

_HOSTS_KEPT = 10_000
Kept = TypeVar("Kept")
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
        self._silent: OrderedDict[str, bool] = OrderedDict()
        """Of the first tries: hosts that gave no answer at all, and (false) those that did."""

    def learn(self, url: str, fetch: Fetch) -> None:
        """Take note of a first try, at the host that was asked last; it counts as no refusal."""
        is_silent = fetch.outcome in _REFUSALS
        host = _host_of(url)
        if not is_silent or host not in self._silent:
            _keep(self._silent, host, is_silent)

    def count(self, url: str, fetch: Fetch) -> None:
        """Take note of how a fetch ended, at the host that was asked last."""
        host = _host_of(url)
        is_busy = fetch.status == 429 or (fetch.status == 503 and fetch.retry_after_s is not None)
        is_error = self._errors and (fetch.status or 0) >= 500
        if fetch.outcome not in _REFUSALS:
            self._silent.pop(host, None)
            if not (is_busy or is_error):
                self._hosts.pop(host, None)
                return
        known = self._hosts.get(host)
        refusals = known.refusals + 1 if known else 1
        if (fetch.retry_after_s or 0.0) > LONG_WAIT_S:  # it said when; that is not tonight
            refusals = max(refusals, LET_BE_AFTER)
        _keep(self._hosts, host, _Host(refusals, fetch))

    def count_redirect(self, url: str) -> None:
        """Take note that a host answered, if only by naming another."""
        host = _host_of(url)
        self._hosts.pop(host, None)
        _keep(self._silent, host, False)

    def instead_of(self, url: str) -> Fetch | None:
        """Return what to say of a page without asking for it; ``None``: ask for it."""
        host = _host_of(url)
        known = self._hosts.get(host)
        most = SILENT_LET_BE_AFTER if self._silent.get(host) else LET_BE_AFTER
        if known is None or known.refusals < most:
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


def _keep(known: OrderedDict[str, Kept], host: str, what: Kept) -> None:
    known[host] = what
    while len(known) > _HOSTS_KEPT:
        known.popitem(last=False)


def _host_of(url: str) -> str:
    address = parse_web(url)
    return address.host if address else ""
