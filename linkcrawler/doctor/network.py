"""Whether names resolve and a page could be fetched; only where that is asked for."""

import socket
import ssl
from collections.abc import Iterator, Sequence

import certifi

from linkcrawler.crawl.guard import Guard, is_forbidden
from linkcrawler.doctor.finding import Finding, failure, ok, warning
from linkcrawler.urls import parse_web

PROBES = ("https://example.com/", "https://www.iana.org/", "https://www.wikipedia.org/")
"""Sites that are hardly ever all down at once."""

TIMEOUT_S = 10.0


def check_network(probes: Sequence[str], guard: Guard) -> Iterator[Finding]:
    """Yield what DNS and a connection to each of the addresses come to."""
    problems: dict[str, str] = {}
    private: list[str] = []
    for probe in probes:
        problem = _try(probe, guard, private)
        if problem:
            problems[probe] = problem
    told = "; ".join(f"{probe}: {problem}" for probe, problem in problems.items())
    if private:
        yield warning(
            "captive",
            f"Names of the web lead to private addresses: {', '.join(private)}.",
            "Look for a login page of this network, or a resolver that filters.",
        )
    if len(problems) == len(probes):
        yield failure(
            "network",
            f"No site could be reached: {told}.",
            "Look at the network, its resolver and its firewall.",
        )
    elif problems:
        yield warning("network", f"Some sites could not be reached: {told}.", "Try once more.")
    else:
        yield ok("network", f"DNS and connections work ({len(probes)} of {len(probes)}).")


def _try(probe: str, guard: Guard, private: list[str]) -> str | None:
    """Return why the address can't be reached; ``None``: it can."""
    address = parse_web(probe)
    if address is None:
        return "no web address"
    secure = probe.startswith("https:")
    host = address.host.strip("[]")
    port = int(address.port or (443 if secure else 80))
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        return f"DNS: {error.strerror or error}"
    where = str(found[0][4][0])
    if not guard.is_open and is_forbidden(where):
        private.append(f"{host} to {where}")
        return "its address is private"
    try:
        with socket.create_connection((host, port), timeout=TIMEOUT_S) as plain:
            if secure:
                trusted = ssl.create_default_context(cafile=certifi.where())
                trusted.wrap_socket(plain, server_hostname=host).close()
    except OSError as error:  # what TLS raises is one of these
        return str(error.strerror or error)
    return None
