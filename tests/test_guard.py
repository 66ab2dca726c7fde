"""Sockets are opened to public addresses only, however the address is written or wrapped."""

from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcrawler.crawl.guard import Guard, is_forbidden

# The IANA special-purpose registries, and what no page can live at. Source: iana.org,
# "IPv4 Special-Purpose Address Registry", "IPv6 Special-Purpose Address Registry",
# "IPv6 Address Space".
BLOCKS = [
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
    *("172.16.0.0/12", "192.0.0.0/24", "192.0.0.0/29", "192.0.2.0/24", "192.88.99.0/24"),
    *("192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4"),
    *("233.252.0.0/24", "240.0.0.0/4", "255.255.255.255/32", "::/128", "::1/128", "::/96"),
    *("64:ff9b:1::/48", "100::/64", "100:0:0:1::/64", "200::/7", "400::/6", "800::/5"),
    *("1000::/4", "2001::/23", "2001::/32", "2001:2::/48", "2001:10::/28", "2001:20::/28"),
    *("2001:db8::/32", "2002::/16", "3fff::/20", "4000::/3", "5f00::/16", "6000::/3"),
    *("8000::/3", "a000::/3", "c000::/3", "e000::/4", "f000::/5", "f800::/6", "fc00::/7"),
    *("fd00:ec2::/32", "fe00::/9", "fe80::/10", "fec0::/10", "ff00::/8"),
]


def first_middle_last(block):
    network = ip_network(block)
    first, last = int(network.network_address), int(network.broadcast_address)
    make = type(network.network_address)
    return [str(make(number)) for number in sorted({first, (first + last) // 2, last})]


IN_BLOCKS = [address for block in BLOCKS for address in first_middle_last(block)]
PRIVATE_V4 = ["127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.0.1", "100.64.0.1", "0.0.0.0"]
PUBLIC_V4 = ["8.8.8.8", "93.184.216.34", "1.1.1.1"]

WRAPPINGS = {  # how an IPv6 address carries an IPv4 one
    "mapped": lambda inner: IPv6Address((0xFFFF << 32) | inner),
    "compatible": IPv6Address,
    "translated": lambda inner: IPv6Address((0xFFFF << 48) | inner),
    "NAT64": lambda inner: IPv6Address((0x64FF9B << 96) | inner),
    "local NAT64": lambda inner: IPv6Address((0x64FF9B << 96) | (1 << 80) | inner),
    "6to4": lambda inner: IPv6Address((0x2002 << 112) | (inner << 80) | 1),
    "Teredo server": lambda inner: IPv6Address((0x20010000 << 96) | (inner << 64) | 0xFFFF),
    "Teredo client": lambda inner: IPv6Address(
        (0x20010000 << 96) | (int(IPv4Address("8.8.8.8")) << 64) | (inner ^ 0xFFFFFFFF)
    ),
    "ISATAP": lambda inner: IPv6Address((0x20010470 << 96) | (0x5EFE << 32) | inner),
    "global ISATAP": lambda inner: IPv6Address((0x20010470 << 96) | (0x02005EFE << 32) | inner),
}
OPEN_WRAPPINGS = {"mapped", "NAT64", "ISATAP", "global ISATAP"}
"""Those that lead somewhere public, if what they carry is public."""


def wrapped(name, inner):
    return str(WRAPPINGS[name](int(IPv4Address(inner))))


IN_WRAPPINGS = [wrapped(name, inner) for name in WRAPPINGS for inner in PRIVATE_V4]
SPELLINGS = [
    *("::ffff:127.0.0.1", "::FFFF:7f00:1", "0:0:0:0:0:ffff:127.0.0.1", "0::1", "::127.0.0.1"),
    *("fe80::1%eth0", "fe80::1%25eth0", "::1%lo", "127.0.0.1%lo"),
    *("fd00:ec2::254", "2001:db8::1", "FEC0::1"),
]
NO_ADDRESSES = [
    *("", " ", "localhost", "example.com", "127.1", "0x7f000001", "2130706433", "0177.0.0.1"),
    *("010.0.0.1", "127.0.0.1:80", "[::1]", "::1]", "1.2.3", "1.2.3.4.5", "256.1.1.1", "8.8.8.8 "),
    *("8.8.8.8\n", "8.8.8.8\x00", "\uff11.1.1.1", "1\u30021.1.1", "8.8.8.8/32", ":::1", "12345::1"),
    "%eth0",
]
FORBIDDEN = [*IN_BLOCKS, *IN_WRAPPINGS, *SPELLINGS, *NO_ADDRESSES]

PUBLIC = [
    *("1.1.1.1", "8.8.8.8", "9.9.9.9", "93.184.216.34", "151.101.1.140", "104.16.0.1"),
    *("1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0"),
    *("126.255.255.255", "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255"),
    *("172.32.0.0", "191.255.255.255", "192.0.1.0", "192.0.3.0", "192.88.98.255", "192.88.100.0"),
    *("192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "198.51.99.255"),
    *("198.51.101.0", "203.0.112.255", "203.0.114.0", "223.255.255.255"),
    *("2606:4700:4700::1111", "2001:4860:4860::8888", "2a00:1450:4001:80b::200e"),
    *("2620:fe::fe", "2600::", "2400:cb00::1", "2c0f:fb50::1", "2001:200::1", "2003::1"),
    *("2001:470:1f0b::1", "2800:3f0:4001::1", "2001:db7:ffff::1", "2001:db9::1", "3ffe::1"),
    *(wrapped(name, inner) for name in sorted(OPEN_WRAPPINGS) for inner in PUBLIC_V4),
]


def test_the_tables_are_as_long_as_they_should_be():
    assert len(set(FORBIDDEN)) >= 200
    assert len(set(PUBLIC)) >= 40


@pytest.mark.parametrize("address", sorted(set(FORBIDDEN)))
def test_what_is_not_public_is_forbidden(address):
    assert is_forbidden(address)


@pytest.mark.parametrize("address", sorted(set(PUBLIC)))
def test_what_is_public_is_not_forbidden(address):
    assert not is_forbidden(address)


@pytest.mark.parametrize("name", sorted(WRAPPINGS.keys() - OPEN_WRAPPINGS))
@pytest.mark.parametrize("inner", PUBLIC_V4)
def test_a_tunnel_that_leads_to_no_public_address_is_forbidden_whatever_it_carries(name, inner):
    assert is_forbidden(wrapped(name, inner))


@given(st.ip_addresses(v=4), st.sampled_from(sorted(WRAPPINGS)))
def test_a_wrapped_address_is_never_more_open_than_what_it_carries(inner, name):
    carried_is_forbidden = is_forbidden(str(inner))

    assert is_forbidden(wrapped(name, inner)) is (
        carried_is_forbidden or name not in OPEN_WRAPPINGS
    )


@given(st.one_of(*(st.ip_addresses(network=block) for block in BLOCKS)))
def test_every_address_of_a_special_block_is_forbidden(address):
    assert is_forbidden(str(address))


@given(st.text(max_size=40))
def test_no_text_raises(text):
    assert is_forbidden(text) in (True, False)


@given(st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)))
def test_nothing_that_python_calls_private_gets_through(address):
    is_private = address.is_private or address.is_multicast or address.is_loopback

    if is_private and getattr(address, "ipv4_mapped", None) is None:
        assert is_forbidden(str(address))


ALLOWED = [  # (setting, address, port, whether it may be opened)
    ("", "93.184.216.34", 443, True),
    ("", "93.184.216.34", 8080, True),
    ("", "93.184.216.34", 22, False),
    ("", "10.1.2.3", 80, False),
    ("0", "127.0.0.1", 80, False),
    ("1", "127.0.0.1", 9, True),
    ("yes", "10.0.0.1", 80, True),
    ("10.0.0.0/8", "10.1.2.3", 80, True),
    ("10.0.0.0/8", "10.1.2.3", 6379, False),
    ("10.0.0.0/8, :9000", "10.1.2.3", 9000, True),
    ("10.0.0.0/8", "192.168.0.1", 80, False),
    ("10.0.0.0/8", "93.184.216.34", 22, False),
    ("10.1.2.3", "10.1.2.3", 80, True),
    ("10.1.2.3", "10.1.2.4", 80, False),
    ("fd00::/8, :8081", "fd00::1", 80, True),
    ("fd00::/8, :8081", "93.184.216.34", 8081, True),
    ("fd00::/8, :8081", "::1", 8081, False),
]


@pytest.mark.parametrize(("setting", "address", "port", "allowed"), ALLOWED)
def test_what_a_user_allows_is_opened_and_nothing_else(setting, address, port, allowed):
    assert (Guard.from_setting(setting).refusal(address, port) is None) is allowed


@pytest.mark.parametrize(
    "setting",
    ["intranet.example", "10.0.0.0/99", ":http", "8081;9", "2", "01", ":0", ":65536", ":808100"],
)
def test_an_allowance_that_is_none_is_refused(setting):
    with pytest.raises(ValueError, match=r"."):
        Guard.from_setting(setting)
