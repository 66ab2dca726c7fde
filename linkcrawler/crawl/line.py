"""Probes of our own line: does the resolver live, does a connection come about.

Hosts that answered before are asked first, since these ought to be there; well-known ones only
where too few of those are known. Nothing is asked of them: a name is resolved, a connection opened
and closed.
"""

import asyncio
import socket
from collections.abc import Iterable, Sequence

from linkcrawler.crawl.guard import Guard, is_forbidden, literal
from linkcrawler.crawl.health import Place
from linkcrawler.states import RunCause

WELL_KNOWN = ("example.com", "www.iana.org", "www.wikipedia.org")
"""Hosts that are hardly ever all down at once."""

PROBED = 3
"""All of so many have to fail."""

PROBE_S = 10.0
_WEB_PORT = 443


async def trouble_of(
    places: Sequence[Place], guard: Guard, *, has_answers: bool
) -> RunCause | None:
    """Return what is wrong with our line; ``None``: nothing, so those that failed are down.

    ``places`` answered before, the latest first. ``has_answers``: some did in this very run.
    """
    remote = list(dict.fromkeys(place.host for place in places if not _is_local(place.host)))
    if remote or not has_answers:  # a web that is all on this machine needs no resolver
        names = (*remote[:PROBED], *WELL_KNOWN)[:PROBED]
        if not await _any(resolve(name) for name in names):
            return RunCause.DNS
    if await _any(connect(*target) for target in await _targets(places, guard)):
        return None
    return RunCause.NETWORK


async def _targets(places: Sequence[Place], guard: Guard) -> list[tuple[str, int]]:
    """Return the addresses and ports to connect to: public ones, if any are known."""
    known = [
        (place.address, place.port)
        for place in places
        if guard.refusal(place.address, place.port) is None
    ]
    public = [target for target in known if not is_forbidden(target[0])]
    if public or not known:
        for name in WELL_KNOWN[: PROBED - len(public[:PROBED])]:
            found = [each for each in await resolve(name) if not is_forbidden(each)]
            public += [(address, _WEB_PORT) for address in found[:1]]
    return list(dict.fromkeys(public or known))[:PROBED]


async def resolve(name: str) -> list[str]:
    """Return the addresses of a name; none where no resolver has told any.

    A "no such name" is no answer either: the names that are asked for ought to be there, and
    systems say it too where no resolver is to be reached.
    """
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(PROBE_S):
            found = await loop.getaddrinfo(name, _WEB_PORT, type=socket.SOCK_STREAM)
    except (OSError, TimeoutError, UnicodeError):
        return []
    return [str(each[4][0]) for each in found]


async def connect(address: str, port: int) -> bool:
    """Tell whether a connection to a literal address comes about."""
    try:
        async with asyncio.timeout(PROBE_S):
            _, writer = await asyncio.open_connection(address, port)
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True


async def _any(probes: Iterable[object]) -> bool:
    """Tell whether one of the probes succeeds."""
    results = await asyncio.gather(*probes)  # type: ignore[call-overload]
    return any(results)


def _is_local(host: str) -> bool:
    """Tell whether a host is found without a resolver."""
    bare = host.strip("[]")
    return bare == "localhost" or bare.endswith(".localhost") or literal(bare) is not None
