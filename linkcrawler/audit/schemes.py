"""What only shows among many domains: networks, and one keyword in many comments."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from ipaddress import AddressValueError, IPv4Address, IPv4Network

from linkcrawler.audit.anchors import Anchor, is_pattern_place
from linkcrawler.audit.material import Referrer, SeenLink
from linkcrawler.audit.policy import Policy
from linkcrawler.domains import is_on_platform

# Networks that stand before sites of everybody, so that sharing one says nothing.
# Source: the address lists of Cloudflare, Fastly, GitHub Pages, Vercel, Netlify, Sucuri.
_SHARED_NETWORKS = [
    IPv4Network(each)
    for each in """173.245.48.0/20 103.21.244.0/22 103.22.200.0/22 103.31.4.0/22 141.101.64.0/18
    108.162.192.0/18 190.93.240.0/20 188.114.96.0/20 197.234.240.0/22 198.41.128.0/17
    162.158.0.0/15 104.16.0.0/13 104.24.0.0/14 172.64.0.0/13 131.0.72.0/22 151.101.0.0/16
    199.232.0.0/16 146.75.0.0/17 185.199.108.0/22 76.76.21.0/24 75.2.60.0/24 99.83.190.0/24
    192.124.249.0/24 185.93.228.0/22 192.0.64.0/18""".split()
]
INSIDE = ("127.", "10.", "192.168.", *(f"172.{number}." for number in range(16, 32)))
"""Beginnings of addresses of no public network. Source: RFC 1918 and RFC 1122, 3.2.1.3."""


def subnet_of(address: str | None) -> str | None:
    """Return the first three bytes of an IPv4 address; ``None``: there is none, or it is inside.

    Sites of an intranet stand on its own addresses, whosever they are.
    """
    if not address or address.count(".") != 3 or ":" in address or address.startswith(INSIDE):
        return None
    return address.rpartition(".")[0]


def is_shared_network(subnet: str) -> bool:
    """Tell whether a /24 is one of a service that stands before sites of everybody."""
    try:
        address = IPv4Address(f"{subnet}.0")
    except AddressValueError:
        return True
    return any(address in network for network in _SHARED_NETWORKS)


class NetworkFinder:
    """Groups domains by what only one owner's have in common."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        # Nearly all keys are of one domain only, which needs no set.
        self._first: dict[tuple[str, ...], str] = {}
        self._domains: dict[tuple[str, ...], set[str]] = {}

    def see(self, referrer: Referrer) -> None:
        """Take in a domain; a blog on a platform shares all with its neighbours."""
        if is_on_platform(referrer.domain):
            return
        for key in {key for link in referrer.links for key in _keys(link)}:
            first = self._first.setdefault(key, referrer.domain)
            if first != referrer.domain:
                self._domains.setdefault(key, {first}).add(referrer.domain)

    def result(self) -> dict[str, str]:
        """Return what each domain of a network shares, in words."""
        found: dict[str, str] = {}
        for key, domains in sorted(self._domains.items()):
            if len(domains) < self._policy.network_domains:
                continue
            if len(key) > 1 and is_shared_network(key[1]):
                continue
            words = (
                f"the owner's id {key[0]}"
                if len(key) == 1
                else f"its design and the network {key[1]}.0/24"
            )
            others = len(domains) - 1
            told = f"{words}, with {others:,} other domain{'' if others == 1 else 's'}"
            for domain in domains:
                found.setdefault(domain, told)
        return found


def _keys(link: SeenLink) -> Iterator[tuple[str, ...]]:
    page = link.page
    for owner_id in page.owner_ids:
        yield (owner_id,)
    subnet = subnet_of(page.ip_address)
    if subnet is not None and page.template_sketch:
        yield (page.template_sketch, subnet)


class AnchorCounter:
    """Counts the domains that use one money anchor, in all and in comments and forums."""

    def __init__(self) -> None:
        self._everywhere: dict[tuple[str, str], int] = defaultdict(int)
        self._in_comments: dict[tuple[str, str], int] = defaultdict(int)

    def see(self, referrer: Referrer, anchors: Mapping[int, Anchor]) -> None:
        """Take in a domain with the anchors of its present links, by the link's number."""
        money = [
            (link, anchors[link.id].text)
            for link in referrer.present
            if anchors[link.id].kind.is_money
        ]
        for text in {text for _, text in money}:
            self._everywhere[referrer.site, text] += 1
        in_comments = {
            text for link, text in money if link.is_followed and is_pattern_place(link.placement)
        }
        for text in in_comments:
            self._in_comments[referrer.site, text] += 1

    def everywhere(self) -> Mapping[tuple[str, str], int]:
        """Return the domains by site and anchor."""
        return dict(self._everywhere)

    def in_comments(self, at_least: int) -> frozenset[tuple[str, str]]:
        """Return site and anchor of what that many domains have in followed comments."""
        return frozenset(key for key, count in self._in_comments.items() if count >= at_least)
