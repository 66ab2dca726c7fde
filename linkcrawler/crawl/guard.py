"""Which addresses may be connected to: public ones, judged as they are connected."""

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
_COMPATIBLE = IPv6Network("::/96")
_TRANSLATED = IPv6Network("::ffff:0:0:0/96")


@lru_cache(maxsize=4_096)
def is_forbidden(address: str) -> bool:
    """Tell whether ``address`` (a literal IP address) is not a public unicast address.

    IPv6 addresses that carry an IPv4 address are judged by it too. What is no IP address is
    forbidden. Source: IANA special-purpose address registries, as Python's ``ipaddress`` has them.
    """
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return True
    if isinstance(parsed, IPv6Address):
        inner = _embedded(parsed)
        if any(_is_special(carried) for carried in inner):
            return True
        if inner and (parsed.ipv4_mapped or parsed in _NAT64[0]):
            return False
    return _is_special(parsed)


def _is_special(address: IPv4Address | IPv6Address) -> bool:
    return not address.is_global or address.is_multicast or address.is_reserved


def _embedded(address: IPv6Address) -> list[IPv4Address]:
    found: list[IPv4Address | None] = [address.ipv4_mapped, address.sixtofour]
    if address.teredo:
        found += address.teredo
    if any(address in network for network in (*_NAT64, _COMPATIBLE, _TRANSLATED)):
        found.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return [inner for inner in found if inner is not None]
