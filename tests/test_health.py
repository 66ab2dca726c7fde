"""What raises the question whether it is us: tables and properties of the monitor, and the probes."""

import asyncio
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcrawler.crawl import line
from linkcrawler.crawl.guard import Guard
from linkcrawler.crawl.health import ALL_FLOOR, IN_A_ROW, WINDOW, Monitor, Place
from linkcrawler.models import DuePage, Fetch, PageFacts
from linkcrawler.states import FetchOutcome, PageState, RunCause, Signal
from tests.make import facts, failure, fetch, known, led_to, present

DNS = failure(FetchOutcome.DNS_FAILURE)
REFUSED = failure(FetchOutcome.REFUSED)
BLOCKED = fetch(403)
GUARDED = failure(FetchOutcome.GUARDED, detail="private address 10.0.0.1")
INTERNAL = failure(FetchOutcome.INTERNAL_ERROR)
OPEN = Guard(is_open=True)


def page_of(host: int, before: PageState | None = None) -> DuePage:
    """Return a page of a host, with what its last look came to."""
    last = present(page_state=before) if before else None
    return DuePage(
        id=host, url=f"https://h{host}.example/", key=f"h{host}.example", backlinks=(known(last),)
    )


def own(host: int) -> tuple[Fetch, PageFacts]:
    """Return a good answer, another page for each host."""
    url = f"https://h{host}.example/"
    return fetch(final_url=url, ip_address="93.184.216.34"), facts(title=f"Page {host}")


def raised(monitor: Monitor, *, at_end: bool = False) -> RunCause | None:
    suspicion = monitor.suspicion(at_end=at_end)
    return suspicion.cause if suspicion else None


def counted(*ends: Fetch | None, before: PageState | None = None, **options: object) -> Monitor:
    """Return a monitor that saw these ends, each of another host; ``None``: a good one."""
    monitor = Monitor(**options)
    for host, end in enumerate(ends):
        answer, shown = own(host) if end is None else (end, None)
        monitor.see(page_of(host, before), answer, shown)
    return monitor


CASES = [  # (ends of different hosts in their order, what is raised, what at the end)
    ([DNS] * 5, RunCause.DNS, RunCause.DNS),
    ([DNS] * 4, None, RunCause.DNS),
    ([DNS], None, None),
    ([REFUSED] * 5, RunCause.NETWORK, RunCause.NETWORK),
    ([REFUSED, REFUSED, DNS, REFUSED, DNS], RunCause.NETWORK, RunCause.NETWORK),
    ([None, *[DNS] * 9], None, RunCause.DNS),
    ([None, *[DNS] * 10], RunCause.DNS, RunCause.DNS),
    ([*[None] * 40, *[REFUSED] * 10], RunCause.NETWORK, RunCause.NETWORK),
    ([*[None] * 40, DNS, DNS, DNS], None, RunCause.DNS),
    ([*[None] * 40, DNS, DNS], None, None),
    ([*[DNS, None] * 10, DNS], RunCause.DNS, RunCause.DNS),
    ([*[DNS, None, None] * 10], None, None),
    ([INTERNAL] * 9, None, None),
    ([GUARDED] * 5, RunCause.CAPTIVE_PORTAL, RunCause.CAPTIVE_PORTAL),
    ([*[None] * 30, *[GUARDED] * 5], RunCause.CAPTIVE_PORTAL, RunCause.CAPTIVE_PORTAL),
    ([*[GUARDED] * 4, None], None, None),
    ([fetch(511)] * 5, RunCause.CAPTIVE_PORTAL, RunCause.CAPTIVE_PORTAL),
    ([BLOCKED] * 9, None, None),  # none of them was read before
]


@pytest.mark.parametrize(("ends", "meanwhile", "at_end"), CASES)
def test_what_raises_a_suspicion(ends, meanwhile, at_end):
    assert raised(counted(*ends)) == meanwhile
    assert raised(counted(*ends), at_end=True) == at_end


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        (led_to("https://portal.example/login"), facts(title="Login")),
        (fetch(), facts(title="Login", words=6)),
    ],
)
def test_one_page_on_many_hosts_is_a_portal_and_one_with_the_link_is_not(answer, shown):
    monitor, found = Monitor(), Monitor()
    for host in range(ALL_FLOOR):
        monitor.see(page_of(host), answer, shown)
        found.see(page_of(host), fetch(), shown, is_found=True)

    assert (raised(monitor), raised(found)) == (RunCause.CAPTIVE_PORTAL, None)


def test_hosts_that_were_read_before_and_refuse_now_are_a_block():
    challenge = replace(fetch(503), headers=())
    monitor = Monitor()
    for host in range(ALL_FLOOR):
        monitor.see(page_of(host, PageState.OK), challenge, facts(Signal.CHALLENGE_BODY))

    assert raised(monitor) is RunCause.BLOCKED
    assert len(monitor.blocked) == ALL_FLOOR
    assert raised(counted(*[BLOCKED] * 9, before=PageState.OK, watches_blocks=False)) is None


def test_hosts_that_were_down_before_are_no_news():
    assert raised(counted(*[DNS] * 50, before=PageState.DNS_FAILURE), at_end=True) is None


ENDS = st.sampled_from([None, DNS, REFUSED, BLOCKED, GUARDED, INTERNAL])


@given(st.lists(ENDS, max_size=200))
def test_one_host_never_raises_anything(ends):
    monitor = Monitor()
    for end in ends:
        monitor.see(page_of(1, PageState.OK), end or fetch(), None)

        assert monitor.suspicion(at_end=True) is None


@given(st.lists(st.tuples(st.integers(0, 60), ENDS), max_size=200))
def test_what_hosts_showed_before_their_last_fetch_counts_for_nothing(ends):
    monitor = Monitor()
    for host, end in ends:
        monitor.see(page_of(host, PageState.OK), end or fetch())
    for host in range(WINDOW):
        monitor.see(page_of(host), fetch())

    assert raised(monitor, at_end=True) is None
    for host in range(IN_A_ROW):
        monitor.see(page_of(host), DNS)

    assert raised(monitor) is RunCause.DNS


@given(st.lists(ENDS, max_size=120), st.integers(0, 120))
def test_after_a_probe_that_was_fine_a_whole_window_has_to_pass(ends, more):
    monitor = counted(*ends)
    monitor.start_afresh(was_ours=False)
    for host in range(min(more, WINDOW - 1)):
        monitor.see(page_of(host), DNS)

    assert monitor.suspicion() is None
    assert monitor.doubtful == []


@given(st.lists(ENDS, max_size=120))
def test_hosts_that_answer_after_it_end_a_suspicion(ends):
    monitor = counted(*ends)
    for host in range(200, 200 + WINDOW):
        monitor.see(page_of(host), *own(host))

    assert monitor.suspicion(at_end=True) is None


# --- the probes ------------------------------------------------------------------------------------

REMOTE = [Place(host=f"h{n}.example", address=f"93.184.216.{n}", port=443) for n in range(5)]
LOCAL = [Place(host="a.localhost", address="127.0.0.1", port=8080)]
PROBES = [  # (places, some answered in this run, names that resolve, addresses that connect, trouble)
    (REMOTE, True, {"h2.example"}, {"93.184.216.0"}, None),
    (REMOTE, True, {"example.com"}, {"93.184.216.0"}, RunCause.DNS),
    (REMOTE, True, {"h0.example"}, set(), RunCause.NETWORK),
    (REMOTE[:1], True, {"example.com"}, {"93.184.216.0"}, None),
    (REMOTE[:1], True, {"example.com"}, {"1.1.1.1"}, None),
    ([], False, set(), set(), RunCause.DNS),
    ([], False, {"example.com"}, {"1.1.1.1"}, None),
    ([], False, {"example.com"}, set(), RunCause.NETWORK),
    (LOCAL, True, set(), {"127.0.0.1"}, None),
    (LOCAL, True, set(), set(), RunCause.NETWORK),
    ([*LOCAL, *REMOTE], True, {"h1.example"}, {"127.0.0.1"}, RunCause.NETWORK),
]


@pytest.mark.parametrize(("places", "has_answers", "names", "addresses", "trouble"), PROBES)
def test_a_probe_asks_hosts_that_answered_before(
    monkeypatch: pytest.MonkeyPatch, places, has_answers, names, addresses, trouble
):
    async def resolve(name: str) -> list[str]:
        return ["1.1.1.1"] if name in names else []

    async def connect(address: str, port: int) -> bool:
        return address in addresses

    monkeypatch.setattr(line, "resolve", resolve)
    monkeypatch.setattr(line, "connect", connect)

    assert asyncio.run(line.trouble_of(places, OPEN, has_answers=has_answers)) == trouble


def test_a_probe_connects_to_nothing_that_the_guard_refuses(monkeypatch: pytest.MonkeyPatch):
    async def none(*_: object) -> list[str]:
        return []

    async def connect(address: str, port: int) -> bool:
        raise AssertionError((address, port))

    monkeypatch.setattr(line, "resolve", none)
    monkeypatch.setattr(line, "connect", connect)

    assert asyncio.run(line.trouble_of(LOCAL, Guard(), has_answers=True)) is RunCause.NETWORK


def test_a_name_that_is_none_and_a_port_that_is_closed_are_told_as_such():
    async def probe() -> tuple[list[str], bool]:
        return await line.resolve("x" * 70 + ".test"), await line.connect("127.0.0.1", 1)

    assert asyncio.run(probe()) == ([], False)
