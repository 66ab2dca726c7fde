"""Every page is fed once, as politeness allows, and no key keeps the others waiting.

The crawl is played on a loop whose clock jumps to whatever happens next: hours pass in no time.
"""

import asyncio
import selectors
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkcrawler.crawl import feeder as feeding
from linkcrawler.crawl.feeder import HEAVY, WINDOW, Feeder
from linkcrawler.crawl.places import PAGES_IN_BROWSER
from linkcrawler.crawl.put_off import BESIDE_OTHERS_S, LEAD, PutOff
from linkcrawler.models import DuePage

STUCK_S = 600.0
TICK_S = 1e-8
SLACK_S = 1e-3


class Jumping(selectors.DefaultSelector):
    """Never waits; a wait that nobody could end is an error, not a hang."""

    loop = None

    def select(self, timeout=None):
        assert timeout is not None, "everybody waits and nothing will happen"
        if timeout > 0:
            self.loop.now += timeout
        return super().select(0)


class JumpingLoop(asyncio.SelectorEventLoop):
    def __init__(self):
        selector = Jumping()
        super().__init__(selector)
        selector.loop = self
        self.now = 1_000.0

    def time(self):
        self.now += TICK_S  # a clock that stands still would let a wait of a nanosecond spin
        return self.now


class FakeLedger:
    """Owed pages by key id, as the store gives them: in order, and gone once answered for."""

    def __init__(self, sizes):
        self.pages = {}
        number = 0
        for key_id, size in enumerate(sizes, 1):
            first, number = number + 1, number + size
            self.pages[key_id] = [
                DuePage(id=each, url=f"http://k{key_id}/{each}", key=f"k{key_id}", backlinks=())
                for each in range(first, number + 1)
            ]
        self.order = [(key_id, page) for key_id, pages in self.pages.items() for page in pages]
        self.places = [(key_id, page.id) for key_id, page in self.order]
        self.answered = set()
        self.reads = 0

    def heavy(self, more_than):
        sizes = [(key_id, f"k{key_id}", len(pages)) for key_id, pages in self.pages.items()]
        return sorted((each for each in sizes if each[2] > more_than), key=lambda each: -each[2])

    def next_pages(self, after, limit):
        self.reads += 1
        found = []
        for key_id, page in self.order[bisect_right(self.places, after) :]:
            if len(found) == limit:
                break
            if page.id not in self.answered:
                found.append((key_id, page))
        return found

    def pages_of(self, key_id, after_page, limit):
        owed = [page for page in self.pages[key_id] if page.id not in self.answered]
        return [page for page in owed if page.id > after_page][:limit]


@dataclass(kw_only=True)
class Crawl:
    """One crawl, and what it did as the servers would have seen it."""

    ledger: FakeLedger
    at_once: int = 10
    per_key: int = 1
    gap_s: float = 1.0
    fetch_s: float | Callable[[DuePage], float] = 0.5
    postponed: dict[int, float] = field(default_factory=dict)
    """Seconds for which a page is put back when it is first fetched, by its id."""

    put_off: dict[int, float] = field(default_factory=dict)
    """Seconds for which a page is put off at least, to the end, when it is first fetched."""

    dead: set[int] = field(default_factory=set)
    """Pages that never give a sign."""

    lost: set[int] = field(default_factory=set)
    """Pages that the spider gives up."""

    led: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """Keys that a page is led to, one after the other, after its own."""

    shown: frozenset[int] = frozenset()
    """Pages that are shown by the browser wherever they are led to."""

    browser_s: float = 4.0
    at_browser: set[int] = field(default_factory=set)
    flying: set[int] = field(default_factory=set)
    most_in_browser: int = 0
    addresses: dict[str, str] = field(default_factory=dict)
    """The IP addresses of the keys that share one."""

    per_address: int = 8
    narrowed: Counter[int] = field(default_factory=Counter)
    """Times that this machine has no room for a page."""

    too_large: Counter[int] = field(default_factory=Counter)
    """Times that there is no room for the body of a page."""

    stop_after: int | None = None
    fed: list[tuple[float, DuePage]] = field(default_factory=list)
    """What was asked for, and when since the start."""

    vanished: list[tuple[float, int]] = field(default_factory=list)
    early: list[int] = field(default_factory=list)
    """Pages of a key that was put aside, fed before its time."""

    tried: int = 0
    """How often an address was found full."""

    at_key: dict[int, str] = field(default_factory=dict)
    """Where each page is asked for now."""

    at_address: Counter[str] = field(default_factory=Counter)
    most_per_address: int = 0
    in_flight: Counter[str] = field(default_factory=Counter)
    free_since: dict[str, float] = field(default_factory=dict)
    aside_until: dict[str, float] = field(default_factory=dict)
    may_come: dict[int, float] = field(default_factory=dict)
    """When a page that was put off may come again."""

    most_at_once: int = 0
    most_per_key: int = 0
    least_gap_s: float = float("inf")
    most_keys: int = 0
    most_pages_held: int = 0
    end: float = 0.0

    def ids(self):
        return [page.id for _, page in self.fed]

    def times(self, *keys):
        return [at for at, page in self.fed if page.key in keys]

    async def run(self):
        loop = asyncio.get_running_loop()
        self.start = loop.time()
        self.feeder = Feeder(
            self.ledger,
            at_once=self.at_once,
            at_once_per_key=self.per_key,
            gap_s=self.gap_s,
            at_once_per_address=self.per_address,
            clock=loop.time,
        )
        tasks = []
        async for fed in self.feeder:
            at = loop.time() - self.start
            if fed.vanished:
                self.vanished.append((at, fed.page.id))
                continue
            if self.put_back(fed.page):
                continue
            self.look_at(fed.page, at)
            if fed.page.id in self.dead:
                self.leave(fed.page)  # the server has long hung up
            else:
                tasks.append(asyncio.create_task(self.fetch(fed.page)))
            if len(self.fed) == self.stop_after:
                self.feeder.stop()
        self.end = loop.time() - self.start
        await asyncio.gather(*tasks)

    def put_back(self, page):
        """Act for a machine or an address that has no room for the page."""
        key = self.at_key.setdefault(page.id, page.key)
        address = self.addresses.get(key)
        if self.narrowed[page.id]:
            self.narrowed[page.id] -= 1
            self.feeder.narrow(page, 5.0)
            return True
        if address and self.at_address[address] == self.per_address:
            self.tried += 1
            self.feeder.crowd_out(page, address)
            return True
        self.at_address[address] += bool(address)
        self.most_per_address = max(self.most_per_address, self.at_address[address])
        return False

    def leave(self, page):
        key = self.at_key[page.id]
        self.flying.discard(page.id)
        self.in_flight[key] -= 1
        self.at_address[self.addresses.get(key)] -= 1

    def look_at(self, page, at):
        keys = self.feeder._keys.values()
        self.most_keys = max(self.most_keys, len(keys))
        self.most_pages_held = max(
            self.most_pages_held, sum(len(each.pages) for each in keys if each.pages)
        )
        self.fed.append((at, page))
        self.flying.add(page.id)
        key = self.at_key[page.id]
        self.most_in_browser = max(self.most_in_browser, len(self.at_browser & self.flying))
        self.in_flight[key] += 1
        self.most_at_once = max(self.most_at_once, self.in_flight.total())
        self.most_per_key = max(self.most_per_key, self.in_flight[key])
        self.least_gap_s = min(self.least_gap_s, at - self.free_since.get(key, -9e9))
        if self.per_key > 1:  # then the gap is between starts
            self.free_since[key] = at
        if at < self.may_come.get(page.id, 0.0) - SLACK_S:
            self.early.append(page.id)
        if at < self.aside_until.get(key, 0.0) - SLACK_S:
            self.early.append(page.id)

    async def fetch(self, page):
        if page.id in self.at_browser:
            await asyncio.sleep(self.browser_s)
        else:
            await asyncio.sleep(self.fetch_s(page) if callable(self.fetch_s) else self.fetch_s)
        at = asyncio.get_running_loop().time() - self.start
        key = self.at_key[page.id]
        self.leave(page)
        self.at_browser.discard(page.id)
        if self.per_key == 1:
            self.free_since[key] = at
        if self.led.get(page.id):
            self.at_key[page.id], *rest = self.led[page.id]
            self.led[page.id] = tuple(rest)
            in_browser = page.id in self.shown
            self.at_browser |= {page.id} if in_browser else set()
            self.feeder.lead(page, self.at_key[page.id], in_browser=in_browser)
        elif self.too_large[page.id]:
            self.too_large[page.id] -= 1
            self.feeder.put_back(page, 5.0)
        elif page.id in self.postponed:
            wait_s = self.postponed.pop(page.id)
            self.aside_until[key] = max(self.aside_until.get(key, 0.0), at + wait_s)
            self.at_key[page.id] = page.key
            self.feeder.postpone(page, wait_s)
        elif page.id in self.put_off:
            self.may_come[page.id] = at + self.put_off.pop(page.id)
            self.at_key[page.id] = page.key
            assert self.feeder.put_off(page, self.may_come[page.id] - at, 0.0)
        elif page.id in self.lost:
            self.feeder.lose(page)
        else:
            self.ledger.answered.add(page.id)
            self.feeder.release(page)


def play(sizes, **how):
    """Feed a crawl to its end; ``sizes`` are the pages of each key."""
    ledger = sizes if isinstance(sizes, FakeLedger) else FakeLedger(sizes)
    done = Crawl(ledger=ledger, **how)
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        runner.run(done.run())
    return done


def feed(sizes, take, **how):
    """Feed by hand: ``take`` is given the feeder and what it feeds."""

    async def crawl():
        loop = asyncio.get_running_loop()
        feeder = Feeder(FakeLedger(sizes), at_once_per_key=1, clock=loop.time, **how)
        fed = []
        async for each in feeder:
            fed.append((each.page.id, each.vanished))
            take(feeder, each)
        return fed

    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        return runner.run(crawl())


def near(*seconds):
    return pytest.approx(list(seconds), abs=SLACK_S)


# --- every page once -------------------------------------------------------------------------------

WORKLOADS = {
    "nothing": [],
    "one page": [1],
    "one key": [10],
    "many keys": [1] * 300,
    "a heavy key": [HEAVY + 1],
    "just not heavy": [HEAVY] * 3,
    "two batches of a heavy key": [2 * HEAVY],
    "two batches and a page": [2 * HEAVY + 1],
    "heavy between light ones": [1, 100, 2, 1, 90, 3],
    "heavy only": [40, 50, 60, 70],
    "over the window": [10] * (WINDOW // 10 + 50),
}


@pytest.mark.parametrize("sizes", WORKLOADS.values(), ids=WORKLOADS)
@pytest.mark.parametrize(("at_once", "per_key"), [(10, 1), (1, 1), (100, 4)])
def test_every_page_is_fed_once(sizes, at_once, per_key):
    gap_s = 0.0 if at_once == 1 else 1.0

    done = play(sizes, at_once=at_once, per_key=per_key, gap_s=gap_s)

    assert sorted(done.ids()) == list(range(1, sum(sizes) + 1))
    assert done.most_at_once <= at_once
    assert done.most_per_key <= per_key
    assert done.least_gap_s >= gap_s - SLACK_S
    assert done.vanished == []


def test_an_empty_ledger_ends_at_once():
    done = play([])

    assert done.fed == []
    assert done.end == pytest.approx(0.0, abs=SLACK_S)


def test_a_crawl_ends_with_its_last_answer():
    done = play([1, 1, 1], fetch_s=0.5)

    assert done.end == pytest.approx(0.5)


def test_the_gap_runs_from_the_answer():
    done = play([3], gap_s=2.0, fetch_s=0.5)

    assert done.times("k1") == near(0, 2.5, 5.0)


def test_several_at_once_for_a_key_keep_the_gap_between_their_starts():
    done = play([4], per_key=2, gap_s=1.0, fetch_s=10.0)

    assert done.times("k1") == near(0, 1, 11, 12)


def test_no_gap_keeps_a_key_busy():
    done = play([100], per_key=8, gap_s=0.0, fetch_s=1.0)

    assert done.most_per_key == 8
    assert done.end == pytest.approx(100 / 8, abs=1.0)


# --- nobody waits for a slow key -------------------------------------------------------------------


def test_the_longest_queue_goes_first():
    done = play([1] * 50 + [60] + [1] * 50, at_once=5)

    assert done.fed[0][1].key == "k51"
    assert done.end == pytest.approx(60 * 1.5, abs=2.0)  # no longer than its own queue asks for


def test_light_keys_are_not_kept_waiting_by_a_heavy_one():
    done = play([200] + [1] * 100, at_once=10)

    assert max(done.times(*(f"k{number}" for number in range(2, 102)))) < 10
    assert done.end == pytest.approx(200 * 1.5, abs=2.0)


@pytest.mark.parametrize("fetch_s", [0.5, 5.0, 40.0])
def test_light_keys_flow_beside_more_heavy_keys_than_there_is_room_for(fetch_s):
    heavies, lights = 150, 300

    done = play(
        [60] * heavies + [1] * lights,
        at_once=100,
        fetch_s=lambda page: fetch_s * (0.5 + page.id * 7919 % 1_000 / 1_000),
    )

    light = done.times(*(f"k{number}" for number in range(heavies + 1, heavies + lights + 1)))
    assert sorted(done.ids()) == list(range(1, heavies * 60 + lights + 1))
    assert max(light) < 0.35 * done.end
    # Nor do they cost the night anything to speak of.
    assert done.end < 1.15 * max(60 * (1 + fetch_s), (heavies * 60 + lights) * fetch_s / 100)


def test_slow_hosts_keep_nobody_waiting():
    slow = {"k1", "k2", "k3"}

    done = play(
        [20, 20, 20] + [2] * 100,
        at_once=10,
        fetch_s=lambda page: 40.0 if page.key in slow else 0.2,
    )

    assert max(done.times(*(f"k{number}" for number in range(4, 104)))) < 20


# --- put back, lost and vanished -------------------------------------------------------------------


def test_a_page_that_was_put_back_comes_after_its_wait():
    done = play([1, 1], postponed={1: 30.0})

    assert done.times("k1") == near(0, 30.5)
    assert done.times("k2") == near(0)


def test_its_key_waits_with_it_and_the_others_do_not():
    done = play([5, 5], postponed={1: 30.0})

    assert done.ids().count(1) == 2
    assert done.times("k1") == near(0, 30.5, 32, 33.5, 35, 36.5)
    assert max(done.times("k2")) < 10


@pytest.mark.parametrize("sizes", [[8], [80]])
@pytest.mark.parametrize("per_key", [1, 2, 4])
@pytest.mark.parametrize("gap_s", [0.0, 0.1, 1.0])
def test_a_key_that_was_put_aside_is_left_alone_until_its_time(sizes, per_key, gap_s):
    done = play(sizes, per_key=per_key, gap_s=gap_s, postponed={1: 60.0, 5: 20.0})

    assert done.early == []
    assert sorted(done.ids()) == sorted([1, 5, *range(1, sizes[0] + 1)])


def test_a_wait_is_never_shorter_than_the_gap():
    done = play([2], gap_s=3.0, postponed={1: 0.0})

    assert done.least_gap_s >= 3.0


def test_a_page_that_was_put_off_comes_after_all_others_of_its_key():
    done = play([20], put_off={1: 5.0})

    assert done.ids() == [*range(1, 21), 1]
    assert done.times("k1")[:3] == near(0, 1.5, 3.0)  # its key goes on meanwhile
    assert done.early == []


def test_it_comes_beside_the_last_pages_of_others_after_a_longer_wait():
    done = play([3, 40], put_off={1: 5.0})
    again = done.times("k1")[-1]

    assert 0.5 + 5 + BESIDE_OTHERS_S <= again <= 0.5 + 5 + BESIDE_OTHERS_S + 1 + SLACK_S
    assert done.ids()[-1] == 43
    assert done.early == []


def test_it_comes_late_in_a_long_night_and_does_not_lengthen_it():
    done = play([3, 300], put_off={1: 5.0})
    again = done.times("k1")[-1]
    left = sum(at > again for at in done.times("k2"))

    assert LEAD - 2 <= left <= LEAD + 1
    assert done.end == pytest.approx(300 * 1.5 - 1.0, abs=SLACK_S)


def test_a_site_with_many_pages_that_were_put_off_begins_sooner():
    done = play([100, 200], put_off=dict.fromkeys(range(1, 101), 5.0))

    assert done.end == pytest.approx(200 * 1.5 - 1.0, abs=10)


def test_what_hung_comes_after_what_failed_fast():
    first, *others = (page for _, page in FakeLedger([3]).order)
    late = PutOff()
    late.put(first, 5.0, took_s=20.0)
    for page in others:
        late.put(page, 7.0, took_s=0.1)

    assert late.take(4.0) == []
    assert late.take(8.0) == [*others, first]
    assert len(late) == 0


def test_it_comes_no_sooner_than_its_wait_where_there_is_nothing_else():
    done = play([1], put_off={1: 5.0})

    assert done.times("k1") == near(0, 5.5)
    assert done.end == pytest.approx(6.0, abs=SLACK_S)


def test_it_waits_for_pages_of_its_key_that_are_not_read_yet():
    done = play([3 * HEAVY, 2], put_off={1: 5.0}, at_once=9)

    assert done.ids()[-1] == 1
    assert done.early == []


def test_pages_that_are_put_off_keep_the_gap_of_their_key():
    done = play([HEAVY + 9], put_off=dict.fromkeys(range(1, HEAVY + 10), 5.0), gap_s=2.0)

    assert sorted(done.ids()) == sorted([*range(1, HEAVY + 10)] * 2)
    assert done.least_gap_s >= 2.0 - SLACK_S


def test_a_page_that_was_put_off_unasked_costs_its_key_no_gap():
    def take(feeder, fed):
        if len(at) < 3:
            assert feeder.put_off(fed.page, 5.0)
        else:
            feeder.release(fed.page)
        at.append(asyncio.get_running_loop().time())

    at: list[float] = []
    fed = feed([3], take, at_once=1, gap_s=60.0)

    assert [number for number, _ in fed] == [1, 2, 3, 1, 2, 3]
    assert at[2] - at[0] < 1
    assert at[4] - at[3] >= 60.0 - SLACK_S


def test_only_so_many_are_put_off(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(feeding, "MOST_PUT_OFF", 2)
    taken: list[bool] = []

    def take(feeder, fed):
        taken.append(feeder.put_off(fed.page, 5.0, 0.0) if len(taken) < 3 else False)
        feeder.release(fed.page)

    assert [number for number, _ in feed([3], take, at_once=1, gap_s=0.0)] == [1, 2, 3, 1, 2]
    assert taken[:3] == [True, True, False]


def test_a_feeder_that_holds_pages_for_its_end_can_be_stopped():
    def take(feeder, fed):
        assert feeder.put_off(fed.page, 900.0, 0.0)
        asyncio.get_running_loop().call_later(10.0, feeder.stop)

    assert feed([1], take, at_once=1, gap_s=0.0) == [(1, False)]


def test_a_page_that_is_lost_is_fed_as_vanished():
    done = play([3], lost={2})

    assert sorted(done.ids()) == [1, 2, 3]
    assert [number for _, number in done.vanished] == [2]


def test_a_page_that_gives_no_sign_is_fed_as_vanished_after_ten_minutes():
    done = play([3, 1], dead={1})

    assert [number for _, number in done.vanished] == [1]
    assert STUCK_S <= done.vanished[0][0] <= STUCK_S + 6
    assert sorted(done.ids()) == [1, 2, 3, 4]


def test_pages_that_give_no_sign_leave_their_room_to_others():
    done = play([1] * 40, at_once=10, dead=set(range(1, 11)))

    assert sorted(number for _, number in done.vanished) == list(range(1, 11))
    assert sorted(done.ids()) == list(range(1, 41))


def test_an_answer_that_was_lost_after_its_release_is_fed_as_vanished():
    def take(feeder, fed):
        feeder.release(fed.page)
        if fed.page.id == 1 and not fed.vanished:
            feeder.lose_answered(fed.page)

    assert feed([2], take, at_once=1, gap_s=1.0) == [(1, False), (1, True), (2, False)]


def test_a_second_word_on_a_page_changes_nothing():
    def take(feeder, fed):
        feeder.release(fed.page)
        feeder.release(fed.page)
        feeder.postpone(fed.page, 5.0)
        feeder.lose(fed.page)

    assert feed([3], take, at_once=3, gap_s=1.0) == [(1, False), (2, False), (3, False)]


@pytest.mark.parametrize("stop_after", [1, 7, 50])
def test_a_feeder_that_is_stopped_feeds_no_more(stop_after):
    done = play([30] * 10, stop_after=stop_after)

    assert len(done.fed) == stop_after


def test_a_feeder_that_waits_can_be_stopped():
    def take(feeder, fed):
        feeder.release(fed.page)
        asyncio.get_running_loop().call_later(10.0, feeder.stop)

    assert feed([5], take, at_once=5, gap_s=60.0) == [(1, False)]


# --- pages that lead elsewhere ---------------------------------------------------------------------


def test_a_page_that_leads_elsewhere_leaves_its_key_to_the_next():
    done = play([2, 3], led={1: ("k2",)}, fetch_s=1.0)

    asked = [(round(at), page.id) for at, page in done.fed]
    assert asked == [(0, 3), (0, 1), (2, 1), (2, 2), (4, 4), (6, 5)]
    assert done.least_gap_s >= 1.0 - SLACK_S


def test_a_page_that_leads_on_at_its_own_site_keeps_the_gap_and_goes_first():
    done = play([2], led={1: ("k1",)}, gap_s=2.0, fetch_s=0.5)

    assert [(round(at, 1), page.id) for at, page in done.fed] == [(0, 1), (2.5, 1), (5, 2)]


def test_a_page_on_its_way_does_not_wait_for_those_that_have_not_begun():
    done = play([1] * 200, led={1: ("k1",) * 3}, at_once=2, gap_s=1.0, fetch_s=1.0)

    asked = [round(at) for at, page in done.fed if page.id == 1]
    assert [after - before for before, after in pairwise(asked)] == [2, 2, 2]


def test_a_page_is_led_to_a_key_of_no_page_of_its_own():
    done = play([1, 1], led={1: ("elsewhere",), 2: ("elsewhere",)}, fetch_s=0.5)

    assert [round(at, 1) for at, _ in done.fed] == [0, 0, 0.5, 2.0]
    assert done.feeder._keys == {}


def test_many_pages_led_to_one_site_do_not_fill_the_memory():
    pages = 3 * WINDOW

    done = play([1] * pages, at_once=100, led=dict.fromkeys(range(1, pages + 1), ("hub",)))

    assert len(done.fed) == 2 * pages
    assert done.most_pages_held <= WINDOW + feeding._BATCH


def test_a_page_put_back_elsewhere_starts_anew_and_puts_that_key_aside():
    done = play([2, 1], led={1: ("k2",)}, postponed={1: 30.0}, gap_s=1.0, fetch_s=0.5)

    assert done.early == []
    assert done.times("k1")[-1] < 10  # its own key waits for nobody
    assert sorted(done.ids()) == [1, 1, 1, 2, 3]


# --- addresses and machines without room -----------------------------------------------------------


def test_a_site_goes_on_while_its_pages_wait_for_the_browser():
    few = [1] * 20
    led = {number: (f"k{number}",) for number in range(1, 21)} | {21: ("k21",)}
    done = play([*few, 30], led=led, shown=frozenset(led), browser_s=30.0, at_once=30)
    others = [at for at, page in done.fed if page.key == "k21" and page.id != 21]

    assert done.most_in_browser == PAGES_IN_BROWSER
    assert max(others) < 31 * 1.5 + 30.0  # no longer than its own page in the browser takes


def test_a_site_whose_pages_in_sight_all_wait_for_the_browser_goes_on():
    """A heavy key reads on while those that it has in sight wait."""
    shown = range(1, HEAVY + 9)
    led = dict.fromkeys(shown, ("k1",))
    done = play([3 * HEAVY], led=led, shown=frozenset(shown), browser_s=500.0, per_key=5, at_once=9)
    last = max(at for at, page in done.fed if page.id > len(shown))

    assert last < 3 * HEAVY * 1.5 * 2
    assert done.most_in_browser == PAGES_IN_BROWSER
    assert Counter(done.ids()) == Counter(range(1, 3 * HEAVY + 1)) + Counter(shown)


def others_and_a_crowd(crowded, others, pages, **how):
    addresses = {f"k{number}": "1.2.3.4" for number in range(1, crowded + 1)}
    return play([pages] * (crowded + others), addresses=addresses, at_once=100, **how)


@pytest.mark.parametrize("fetch_s", [0.5, 20.0])
def test_a_crowd_at_one_address_keeps_nobody_else_waiting(fetch_s):
    alone = play([4] * 50, at_once=100, fetch_s=fetch_s)

    done = others_and_a_crowd(500, 50, 4, fetch_s=fetch_s)

    others = done.times(*(f"k{number}" for number in range(501, 551)))
    assert max(others) < 1.1 * alone.end + 2
    assert done.most_per_address == 8
    assert done.vanished == []
    assert len(done.fed) == 4 * 550
    # The address itself is kept busy to the end.
    assert done.end < 1.1 * (500 * 4 * fetch_s / 8) + fetch_s + 2
    assert done.feeder._at_address == {}
    assert done.feeder._crowds == {}
    assert done.feeder._crowded_pages == 0
    assert done.feeder._for_browser == set()


def test_a_full_address_is_not_tried_again_and_again():
    done = others_and_a_crowd(500, 0, 1, fetch_s=40.0)

    # Each key once, and some of them each second while those that came first are slow.
    assert done.tried < 500 + 8 * 40 * 2


def test_a_crowd_of_any_size_does_not_fill_the_memory_nor_the_window(monkeypatch):
    monkeypatch.setattr(feeding, "CROWD", 3_000)

    done = others_and_a_crowd(6_000, 3_000, 1, fetch_s=0.5)

    assert len(done.fed) == 9_000
    assert done.most_pages_held <= WINDOW + 3_000 + feeding._BATCH


def test_a_machine_without_room_has_fewer_pages_at_once():
    done = play([1] * 40, at_once=20, narrowed=Counter({11: 1}), fetch_s=2.0)

    assert sorted(done.ids()) == list(range(1, 41))
    assert max(done.times("k11")) == pytest.approx(5.0, abs=2.1)
    assert 10 <= done.feeder._at_once < 20


def test_a_machine_that_had_no_room_for_a_moment_has_it_again():
    done = play([1] * 400, at_once=20, narrowed=Counter({2: 1}), fetch_s=2.0)

    assert done.feeder._at_once == 20


def test_where_only_bodies_have_no_room_as_many_pages_go_out_at_once_as_before():
    done = play([1] * 40, at_once=20, too_large=Counter([*range(1, 11)] * 3), fetch_s=2.0)

    assert Counter(done.ids()) == Counter({n: 4 if n <= 10 else 1 for n in range(1, 41)})
    assert done.feeder._at_once == 20
    assert done.end == pytest.approx(3 * 7.0 + 2.0, abs=1.0)


def test_a_page_whose_body_had_no_room_is_not_asked_for_again_within_the_gap_of_its_site():
    done = play([2], gap_s=30.0, too_large=Counter({1: 2}), fetch_s=2.0)

    assert done.least_gap_s >= 30.0 - SLACK_S


# --- what is held in memory ------------------------------------------------------------------------


def test_light_keys_stream_past():
    done = play([1] * 10_000, at_once=100, fetch_s=0.5)

    assert len(done.fed) == 10_000
    assert done.most_pages_held <= WINDOW + feeding._BATCH
    assert done.most_keys <= WINDOW + feeding._BATCH + 4 * 100 * 2
    assert done.feeder._keys == {}
    assert done.feeder._in_flight == {}


def test_a_heavy_key_is_read_a_few_pages_at_a_time():
    done = play([5_000], gap_s=0.0, fetch_s=0.01)

    assert done.most_pages_held <= HEAVY


def test_many_heavy_keys_do_not_fill_the_memory():
    done = play([HEAVY + 1] * 1_000, at_once=100, fetch_s=0.5)

    assert len(done.fed) == 1_000 * (HEAVY + 1)
    assert done.most_pages_held <= 2 * WINDOW + 1_000


def test_of_very_many_heavy_keys_a_page_each_is_in_sight():
    done = play([HEAVY + 1] * 5_000, stop_after=10)

    assert 5_000 <= done.most_pages_held <= 5_000 + 100


def test_a_heavy_key_is_jumped_over_not_read_through():
    ledger = FakeLedger([1, 20_000, 1])

    done = play(ledger, stop_after=10)

    assert {"k1", "k3"} <= {page.key for _, page in done.fed}
    assert ledger.reads < 10


# --- any workload ----------------------------------------------------------------------------------


NAMES = ("k1", "k2", "k3", "k4", "hub")


def steps_of(steps, pages):
    return Counter({number: times for number, times in steps.items() if number in pages})


@st.composite
def workloads(draw):
    sizes = draw(st.lists(st.one_of(st.integers(1, 4), st.integers(30, 70)), max_size=12))
    pages = sum(sizes)
    some = st.sets(st.integers(1, max(1, pages)), max_size=4)
    dead, lost = draw(some), draw(some)
    return {
        "sizes": sizes,
        "at_once": draw(st.integers(1, 12)),
        "per_key": draw(st.integers(1, 3)),
        "gap_s": draw(st.sampled_from([0.0, 0.25, 1.0, 7.0])),
        "postponed": draw(
            st.dictionaries(st.integers(1, max(1, pages)), st.floats(0, 120), max_size=5)
        ),
        "put_off": draw(
            st.dictionaries(st.integers(1, max(1, pages)), st.floats(0, 120), max_size=9)
        ),
        "dead": dead,
        "lost": lost,
        "led": draw(
            st.dictionaries(
                st.integers(1, max(1, pages)),
                st.lists(st.sampled_from(["k1", "k2", "hub"]), max_size=3).map(tuple),
                max_size=5,
            )
        ),
        "shown": draw(st.frozensets(st.integers(1, max(1, pages)), max_size=5)),
        "addresses": dict.fromkeys(draw(st.sets(st.sampled_from(NAMES))), "1.2.3.4"),
        "per_address": draw(st.integers(1, 3)),
        "narrowed": Counter(draw(st.dictionaries(st.integers(1, 80), st.integers(0, 2)))),
        "fetch_s": draw(st.sampled_from([0.0, 0.3, lambda page: (page.id * 7919 % 50) / 10])),
    }


@given(workloads())
@settings(max_examples=150, deadline=None)
def test_any_workload_is_fed_politely_and_whole(work):
    again = work["postponed"].keys() - work["dead"]
    at_end = work["put_off"].keys() - work["dead"]
    steps = Counter({n: len(work["led"][n]) for n in work["led"].keys() - work["dead"]})
    done = play(**work)

    pages = set(range(1, sum(work["sizes"]) + 1))
    fed = Counter(done.ids())
    vanished = sorted(number for _, number in done.vanished)
    assert fed == (
        Counter(pages) + Counter(again & pages) + Counter(at_end & pages) + steps_of(steps, pages)
    )
    assert vanished == sorted((work["dead"] | work["lost"]) & pages)
    assert done.most_at_once <= work["at_once"]
    assert done.most_per_key <= work["per_key"]
    assert done.least_gap_s >= work["gap_s"] - SLACK_S
    assert done.most_per_address <= work["per_address"]
    assert done.most_in_browser <= PAGES_IN_BROWSER
    assert done.early == []
    assert done.feeder._in_flight == {}
    assert done.feeder._crowds == {}
    assert done.feeder._at_address == {}
    assert done.feeder._crowded_pages == 0
