"""A web to measure crawlers on: made-up pages on many hosts, served by a process of its own.

Every host is an address of 127.0.0.0/8, so that each tool finds it without a resolver, and the
ports are open on loopback alone. Six hosts of seven speak TLS. Bodies are compressed before the
clock starts. A quarter of the hosts each has entity tags, dates of change, nothing, and nothing on
pages that differ each night in a comment, a script and a token. Linux only.
"""

import asyncio
import gzip
import hashlib
import multiprocessing
import random
import resource
import socket
import time
from collections import Counter
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self

from benchmarks.certificates import Authority
from benchmarks.pages import make_page

KINDS = ("tag", "date", "bare", "noisy")
_PLACES = ("article",) * 6 + ("comment",) * 2 + ("sidebar", "footer")
_RELS = {"comment": ("nofollow", "ugc nofollow", "nofollow ugc")}
_SERVER_S = 120
"""Time that the server may take to make its pages."""

HOSTS_A_CERTIFICATE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the web holds; every process tells the same from it."""

    pages: int
    hosts: int
    small: bool = False
    """Pages of 8 KB, for lists so long that others would not fit into memory."""

    missing: float = 0.04
    """Share of the pages that never hold their link."""

    changed: float = 0.02
    """Share of the pages that lose it in the second night."""

    tls: bool = True
    """``False``: no host speaks TLS."""

    port: int = 0
    tls_ports: tuple[int, ...] = ()
    """A port for each group of hosts, which have a certificate together."""

    def address(self, host: int) -> str:
        """Return the address of the host of that number."""
        return f"127.{1 + host // 62_500}.{host // 250 % 250}.{1 + host % 250}"

    def kind(self, number: int) -> str:
        """Return the kind of a page's host."""
        return KINDS[number % self.hosts % len(KINDS)]

    def url(self, number: int) -> str:
        """Return the address of a page."""
        host = number % self.hosts
        if self.tls and host % 7:
            port = self.tls_ports[host // HOSTS_A_CERTIFICATE]
            return f"https://{self.address(host)}:{port}/post/{number}"
        return f"http://{self.address(host)}:{self.port}/post/{number}"

    def target(self, number: int) -> str:
        """Return the target that a page is listed for."""
        return f"http://127.200.0.1:{self.port}/guide/{number * 7 % 200}"

    def is_changed(self, number: int) -> bool:
        """Tell whether the page is another one in the second night."""
        return self._draw(number, "changed") < self.changed and not self._is_missing(number)

    def has_link(self, number: int, night: int) -> bool:
        """Tell whether the page holds its link: what a tool should find."""
        return not (self._is_missing(number) or (night > 1 and self.is_changed(number)))

    def truth(self, night: int) -> dict[tuple[str, str], bool]:
        """Return whether the link is there, by page and target."""
        return {
            (self.url(number), self.target(number)): self.has_link(number, night)
            for number in range(self.pages)
        }

    def body(self, number: int, night: int) -> bytes:
        """Return a page as it is served."""
        chance = random.Random(-1 - number)
        place = chance.choice(_PLACES)
        rel = chance.choice(_RELS.get(place, ("", "", "", "nofollow")))
        text = chance.choice(("the guide", "a map of the pass", "read on", "where to stay"))
        link = f'<a{f" rel={rel!r}" if rel else ""} href="{self.target(number)}">{text}</a>'
        links = {place: link} if self.has_link(number, night) else {}
        page = make_page(number, self.url(number), links, small=self.small)
        return (page + self._noise(number, night)).encode()

    def _noise(self, number: int, night: int) -> str:
        if self.kind(number) != "noisy":
            return ""
        made = hashlib.sha256(f"{number} {night}".encode()).hexdigest()[:32]
        return f'<!-- {made} --><script>t="{made}"</script><input type="hidden" value="{made}">\n'

    def _is_missing(self, number: int) -> bool:
        return self._draw(number, "missing") < self.missing

    def _draw(self, number: int, what: str) -> float:
        return random.Random(f"{what} {number}").random()


class Web:
    """The web, served while the ``with`` block runs."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.took_s = 0.0
        """Time that making the pages took."""

        self.authority_pem = b""
        """Certificate that clients have to trust."""

        self._here, there = multiprocessing.Pipe()
        self._process = multiprocessing.Process(target=_serve, args=(plan, there), daemon=True)

    def __enter__(self) -> Self:
        """Make the pages and open the port."""
        began = time.monotonic()
        self._process.start()
        self.plan, self.authority_pem = self._answer()
        self.took_s = time.monotonic() - began
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the server."""
        self._here.send(("stop", None))
        self._process.join(10)
        self._process.kill()

    def begin(self, night: int) -> None:
        """Serve the pages of a night, and count anew."""
        self._here.send(("begin", night))
        self._answer()

    def counts(self) -> Counter[str]:
        """Return what was counted since: ``requests``, ``pages``, ``robots``, ``bytes``...

        ``cpu_ms`` is what the server took of the processor.
        """
        self._here.send(("counts", None))
        found: Counter[str] = self._answer()
        return found

    def _answer(self) -> Any:
        if not self._here.poll(_SERVER_S + self.plan.pages / 200):
            raise TimeoutError("the server of the benchmark does not answer")
        return self._here.recv()


def _serve(plan: Plan, pipe: Connection) -> None:
    try:
        import uvloop
    except ImportError:
        asyncio.run(_serve_until_stopped(plan, pipe))
    else:
        uvloop.run(_serve_until_stopped(plan, pipe))


async def _serve_until_stopped(plan: Plan, pipe: Connection) -> None:
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    most_files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most_files, most_files))
    authority, groups = Authority(), range(0, plan.hosts, HOSTS_A_CERTIFICATE)
    listening = [_listen() for _ in range(1 + len(groups) * plan.tls)]
    first, *others = (each.getsockname()[1] for each in listening)
    plan = replace(plan, port=first, tls_ports=tuple(others))
    shelf = Shelf(plan)
    for each, group in zip(listening, (None, *groups), strict=False):
        hosts = [] if group is None else range(group, group + HOSTS_A_CERTIFICATE)
        context = authority.context([plan.address(host) for host in hosts]) if hosts else None
        await loop.create_server(lambda: _Server(shelf), sock=each, backlog=4_096, ssl=context)
    pipe.send((plan, authority.pem))

    def obey() -> None:
        try:
            order, value = pipe.recv()
        except EOFError:
            order, value = "stop", None
        if order == "begin":
            shelf.begin(value)
            pipe.send(None)
        elif order == "counts":
            pipe.send(shelf.told())
        else:
            stopped.set()

    loop.add_reader(pipe.fileno(), obey)
    await stopped.wait()


def _listen() -> socket.socket:
    """Open a port on all addresses of 127.0.0.0/8, which no other network can reach."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"lo")
    listening.bind(("0.0.0.0", 0))
    return listening


class Shelf:
    """Answers, ready to be sent, and the count of what was."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.night = 1
        self.counts: Counter[str] = Counter()
        self._cpu_s = 0.0
        self._first = [self._answers(number, 1) for number in range(plan.pages)]
        self._second: dict[int, tuple[bytes, bytes, bytes]] = {}

    def begin(self, night: int) -> None:
        """Go to a night; what differs in the second is made when it is first asked for."""
        if night > 1 and not self._second:
            differ = (
                number
                for number in range(self.plan.pages)
                if self.plan.is_changed(number) or self.plan.kind(number) == "noisy"
            )
            self._second = {number: self._answers(number, night) for number in differ}
        self.night = night
        self.counts.clear()
        self._cpu_s = _cpu_s()

    def told(self) -> Counter[str]:
        """Return the counts."""
        return self.counts + Counter(cpu_ms=round(1_000 * (_cpu_s() - self._cpu_s)))

    def _answers(self, number: int, night: int) -> tuple[bytes, bytes, bytes]:
        """Return the whole answer, the one for whom it is not news, and the validator."""
        version = 2 if night > 1 and self.plan.is_changed(number) else 1
        name, value = {
            "tag": (b"ETag", b'"%d-%d"' % (number, version)),
            "date": (b"Last-Modified", b"Tue, %02d Nov 2026 01:00:00 GMT" % (2 + version)),
        }.get(self.plan.kind(number), (b"X-Cache", b"miss"))
        body = gzip.compress(self.plan.body(number, night), 5, mtime=0)
        whole = (
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nVary: Accept-Encoding"
            b"\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n%s: %s\r\n\r\n%s"
            % (len(body), name, value, body)
        )
        known = b"HTTP/1.1 304 Not Modified\r\n%s: %s\r\n\r\n" % (name, value)
        return whole, known, value if name != b"X-Cache" else b""

    def answer(self, head: bytes) -> bytes:
        """Return the answer to a request, and count it."""
        path = head.split(b" ", 2)[1]
        self.counts["requests"] += 1
        if path.startswith(b"/post/"):
            self.counts["pages"] += 1
            found = self._page(int(path[6:]), head)
        elif path == b"/robots.txt":
            self.counts["robots"] += 1
            found = _ROBOTS
        else:
            found = _ELSE
        self.counts["bytes"] += len(found)
        return found

    def _page(self, number: int, head: bytes) -> bytes:
        known = self._second.get(number) if self.night > 1 else None
        whole, unchanged, validator = known or self._first[number]
        if validator and b"\nif-" in head.lower() and validator in head:
            self.counts["not_modified"] += 1
            whole = unchanged
        self.counts[f"bytes_{self.plan.kind(number)}"] += len(whole)
        return whole


def _plain(media_type: bytes, body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s" % (
        media_type,
        len(body),
        body,
    )


_ROBOTS = _plain(b"text/plain", b"User-agent: *\nDisallow: /wp-admin/\n")
_ELSE = _plain(b"text/html; charset=utf-8", b"<!doctype html><title>A page</title><h1>A page</h1>")


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


class _Server(asyncio.Protocol):
    """Answers the requests of a connection one after the other."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        self._transport: Any = transport
        self._shelf.counts["connections"] += 1

    def data_received(self, received: bytes) -> None:
        """Answer each request that is whole."""
        self._received += received
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            head, self._received = self._received[:end], self._received[end + 4 :]
            self._transport.write(self._shelf.answer(head))
            if b"connection: close" in head.lower():
                self._transport.close()
