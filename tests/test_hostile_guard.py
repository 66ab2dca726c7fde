"""The guard judges the address that a socket is opened to, whatever name or spelling led there."""

import asyncio
import random
import socket
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

import pycurl
import pytest
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.spiders import Spider

from linkcrawler.config import Config, project_settings
from linkcrawler.crawl import handler
from linkcrawler.crawl.bodies import Bodies
from linkcrawler.crawl.failure import FetchError
from linkcrawler.crawl.guard import is_forbidden
from linkcrawler.crawl.places import Places
from linkcrawler.crawl.transfer import Transfer
from linkcrawler.states import FetchOutcome
from linkcrawler.urls import parse_web
from tests.hostile import CASES, HostileWeb
from tests.test_guard import BLOCKS, first_middle_last

# libcurl works on a copy of each socket; the original is closed by its end of life.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def spellings_v4(address: str) -> list[str]:
    """Return ways to write an IPv4 address that browsers and resolvers take."""
    number = int(IPv4Address(address))
    a, b, c, d = IPv4Address(address).packed
    return [
        address,
        f"{address}.",
        str(number),
        f"0x{number:08x}",
        f"0X{number:X}",
        f"0{number:o}",
        f"0x{a:x}.0x{b:x}.0x{c:x}.0x{d:x}",
        f"0{a:o}.0{b:o}.0{c:o}.0{d:o}",
        f"{a}.{b}.{(c << 8) | d}",
        f"{a}.{(b << 16) | (c << 8) | d}",
        f"0x{a:x}.{b}.0{c:o}.{d}",
        address.translate({ord(str(n)): 0xFF10 + n for n in range(10)}),
        address.replace(".", "\u3002"),
        address.replace(".", "\uff61"),
        "".join(f"%{ord(each):02x}" for each in address),
        f"[::ffff:{address}]",
        f"[::ffff:{number >> 16:x}:{number & 0xFFFF:x}]",
        f"[0:0:0:0:0:ffff:{address}]",
        f"[64:ff9b::{address}]",
        f"[::{address}]",
        f"[::ffff:0:{address}]",
    ]


def spellings_v6(address: str) -> list[str]:
    """Return ways to write an IPv6 address in a URL."""
    parsed = IPv6Address(address)
    return [
        f"[{parsed.compressed}]",
        f"[{parsed.exploded}]",
        f"[{parsed.exploded.upper()}]",
        f"[{':'.join(group.lstrip('0') or '0' for group in parsed.exploded.split(':'))}]",
    ]


def connected(host: str) -> str | None:
    """Return the address that is connected to for a host that is one, as ``inet_ntop`` has it."""
    address = parse_web(f"http://{host}/")
    if address is None:
        return None
    found = socket.getaddrinfo(address.host.strip("[]"), 80, flags=socket.AI_NUMERICHOST)
    return str(found[0][4][0])


IN_BLOCKS = sorted({address for block in BLOCKS for address in first_middle_last(block)})
TABLE = [
    (address, host)
    for address in IN_BLOCKS
    for host in (spellings_v6(address) if ":" in address else spellings_v4(address))
]


def test_no_spelling_of_a_special_address_gets_through():
    # An IPv6 address that only carries a special IPv4 one is one more special address.
    through = []
    for _, host in TABLE:
        where = connected(host)
        if where is not None and not is_forbidden(where):
            through.append((host, where))

    assert len(TABLE) > 1_000
    assert through == []


def test_public_addresses_are_not_refused():
    chosen = random.Random(4)
    public = []
    while len(public) < 200:
        address = IPv4Address(chosen.getrandbits(32))
        if address.is_global and not address.is_multicast and address.packed[0] < 224:
            public.append(str(address))

    assert [address for address in public if is_forbidden(address)] == [
        address for address in public if address.startswith("192.88.99.")
    ]


class ResolvingHandler(handler.CurlDownloadHandler):
    """Resolves names as a test says: ``host:port:address,address``."""

    names: list[str] = []  # noqa: RUF012 - set by each test

    def _set_up(self, curl, request, transfer):
        super()._set_up(curl, request, transfer)
        curl.setopt(pycurl.RESOLVE, self.names)


def fetch(url: str, *names: str):
    """Fetch with a resolver of our own; return the response or the error."""

    async def once():
        downloads = ResolvingHandler(Crawler(Spider, project_settings()))
        downloads.names = list(names)
        try:
            return await downloads.download_request(Request(url))
        except FetchError as error:
            return error
        finally:
            await downloads.close()

    return asyncio.run(once())


@pytest.fixture
def web(tmp_path: Path):
    with HostileWeb(tmp_path) as served:
        yield served


@pytest.mark.parametrize(
    "answers",
    ["127.0.0.2", "127.0.0.2,10.0.0.1", "10.0.0.1,127.0.0.2", "[::ffff:127.0.0.2]", "0.0.0.0"],
)
def test_a_name_that_resolves_to_private_addresses_is_not_opened(web: HostileWeb, answers: str):
    port = web.ports["canary"]
    error = fetch(f"http://private.test:{port}/", f"private.test:{port}:{answers}")

    assert error.outcome is FetchOutcome.GUARDED
    assert web.canary_hits == []


def test_of_a_good_and_a_private_answer_only_the_good_one_is_connected(
    web: HostileWeb, monkeypatch: pytest.MonkeyPatch
):
    port = web.ports["plain"]
    monkeypatch.setenv("LINKCRAWLER_ALLOW_PRIVATE", f"127.0.0.1, :{port}")
    for answers in ("127.0.0.2,127.0.0.1", "127.0.0.1,127.0.0.2"):
        got = fetch(f"http://both.test:{port}/control-1", f"both.test:{port}:{answers}")
        assert got.status == 200
    assert web.canary_hits == []


def test_a_fault_of_the_good_address_is_told_as_that_fault(
    web: HostileWeb, monkeypatch: pytest.MonkeyPatch
):
    port = web.ports["plain"]
    monkeypatch.setenv("LINKCRAWLER_ALLOW_PRIVATE", f"127.0.0.1, :{port}")
    path = CASES["cut-reset-before-head"].name
    error = fetch(f"http://both.test:{port}/{path}", f"both.test:{port}:127.0.0.2,127.0.0.1")

    assert error.outcome is FetchOutcome.CONNECTION_LOST


def test_what_is_connected_is_what_was_judged_however_often_a_name_changes():
    """Rebinding: each connection opens its socket to an address that is judged at that moment."""
    chosen = random.Random(5)
    for _ in range(500):
        transfer = Transfer(Config(), Places(), Bodies())
        address = str(chosen.choice(("127.0.0.2", "8.8.8.8", "10.0.0.1", "::1", "1.1.1.1")))
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        kind = (family, socket.SOCK_STREAM, socket.IPPROTO_TCP, (address, 80))
        opened = transfer.open_socket(0, kind)
        if is_forbidden(address):
            assert opened == pycurl.SOCKET_BAD
            assert transfer.forbidden == f"private address {address}"
        else:
            assert isinstance(opened, socket.socket)
            opened.close()


@pytest.mark.parametrize("scheme", ["file", "ftp", "gopher", "dict", "telnet", "scp", "smb"])
def test_the_handler_itself_speaks_only_the_web(scheme: str):
    error = fetch(f"{scheme}://127.0.0.1/etc/hostname")

    assert isinstance(error, FetchError)
