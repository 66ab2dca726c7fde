"""Which addresses may be connected to: public ones, judged as they are connected."""

from dataclasses import dataclass
from functools import lru_cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Self

# Named here, since the lists of ``ipaddress`` differ from one Python to the next. Source: the
# IANA IPv4 and IPv6 special-purpose address registries; multicast and reserved space with them.
_SPECIAL_V4 = tuple(
    IPv4Network(block)
    for block in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    )
)
_GLOBAL_V6 = IPv6Network("2000::/3")
"""All that is given out for unicast; the rest is special or reserved."""

_SPECIAL_V6 = tuple(
    IPv6Network(block) for block in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)
_MAPPED = IPv6Network("::ffff:0:0/96")
_NAT64 = IPv6Network("64:ff9b::/96")
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})
"""The half of an interface identifier before the IPv4 address. Source: RFC 5214, section 6.1."""


MAX_PORT = 65_535
WEB_PORTS = frozenset({80, 443, 8080, 8443})

_ALL = frozenset({"1", "true", "yes", "on"})
_NONE = frozenset({"", "0", "false", "no", "off"})


@dataclass(frozen=True, slots=True)
class Guard:
    """Decides on each address and port that is about to be connected to."""

    is_open: bool = False
    """Everything is allowed."""

    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    """Private networks that are allowed."""

    ports: frozenset[int] = WEB_PORTS

    @classmethod
    def from_setting(cls, text: str) -> Self:
        """Read ``LINKCRAWLER_ALLOW_PRIVATE``: ``1``, or networks and ports with commas.

        Raises ``ValueError`` where a part is neither a network nor a port.
        """
        text = text.strip().lower()
        if text in _NONE:
            return cls()
        if text in _ALL:
            return cls(is_open=True)
        networks, ports = [], set(WEB_PORTS)
        for part in (part.strip() for part in text.split(",")):
            if part.startswith(":") and part[1:].isascii() and part[1:].isdigit():
                if not (len(part) <= len(":65535") and 0 < int(part[1:]) <= MAX_PORT):
                    raise ValueError(f"{part!r} is no port")
                ports.add(int(part[1:]))
            elif part:
                networks.append(ip_network(part, strict=False))
        return cls(networks=tuple(networks), ports=frozenset(ports))

    def refusal(self, address: str, port: int) -> str | None:
        """Return why a connection to a literal IP address may not be made; ``None``: it may."""
        if self.is_open:
            return None
        if is_forbidden(address) and not self._allows(address):
            return f"private address {address}"
        return None if port in self.ports else f"port {port}, at which no web page is expected"

    def _allows(self, address: str) -> bool:
        parsed = literal(address)
        return parsed is not None and any(parsed in network for network in self.networks)


def literal(address: str) -> IPv4Address | IPv6Address | None:
    """Parse a literal IP address, its zone left out; ``None`` if it is none."""
    try:
        return ip_address(address.partition("%")[0])
    except ValueError:
        return None


@lru_cache(maxsize=4_096)
def is_forbidden(address: str) -> bool:
    """Tell whether ``address`` (a literal IP address) is not a public unicast address.

    An IPv6 address that leads to an IPv4 address is judged by that one too. What is no IP address
    is forbidden.
    """
    parsed = literal(address)
    if parsed is None:
        return True
    if isinstance(parsed, IPv4Address):
        return _is_special(parsed)
    if parsed in _MAPPED or parsed in _NAT64:
        return _is_special(_carried(parsed))
    if int(parsed) >> 32 & 0xFFFFFFFF in _ISATAP and _is_special(_carried(parsed)):
        return True
    return parsed not in _GLOBAL_V6 or any(parsed in block for block in _SPECIAL_V6)


def _is_special(address: IPv4Address) -> bool:
    return any(address in block for block in _SPECIAL_V4)


def _carried(address: IPv6Address) -> IPv4Address:
    return IPv4Address(int(address) & 0xFFFFFFFF)
