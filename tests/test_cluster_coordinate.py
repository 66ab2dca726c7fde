"""The coordinator, with workers that are made up: what it merges, tries again, tells and gives up."""

import zlib
from concurrent.futures import Future
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from linkcrawler import store
from linkcrawler.cluster import coordinate
from linkcrawler.cluster.coordinate import Coordinator
from linkcrawler.cluster.orders import Order, Result
from linkcrawler.config import shared_settings
from linkcrawler.crawl.session import open_session
from linkcrawler.states import RunCause
from tests.make import DAY, FOUND, NOW, REMOVED, TIMED_OUT, backlink, rows
from tests.test_store_merging import crawl

HOSTS = [f"{name}.example" for name in "abcd"]
AT = NOW + 20 * DAY
HERE, ELSEWHERE = "tcp://10.0.0.1:1", "tcp://10.0.0.2:1"


class Client:
    """Does at once what it is asked, by a function of (order, workers)."""

    def __init__(self, work):
        self._work = work
        self.kept: dict[str, str] = {}
        self.orders: list[Order] = []

    def submit(self, _function, order, *, workers, **_options):
        self.orders.append(order)
        future = Future()
        future.release = lambda: None
        try:
            future.set_result(self._work(order, workers))
        except OSError as error:
            future.set_exception(error)
        return future

    def get_metadata(self, keys, default):
        return self.kept.get(keys[0], default)

    def set_metadata(self, keys, value):
        self.kept[keys[0]] = value

    def subscribe_topic(self, *_):
        pass

    def cancel(self, futures):
        assert not futures


class Engine:
    folder, local_workers, slots = None, 0, 4

    def __init__(self, work, workers):
        self.client = Client(work)
        self._workers = workers

    def others(self, worker):
        return [each for each in self._workers if each != worker]


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr(coordinate, "wait", lambda *_, **__: None)
    monkeypatch.setattr("linkcrawler.cluster.shards.LEAST_PAGES", 2)


@pytest.fixture
def db(tmp_path):
    """Return a database whose links were all seen, two pages on each of four hosts."""
    path = tmp_path / "a.db"
    links = [backlink(f"https://{host}/{number}") for host in HOSTS for number in (1, 2)]
    with closing(store.open_database(path)) as opened:
        store.take_list(opened, links, "list.csv", NOW)
        store.begin_run(opened, NOW, listed=False, target=None)
    crawl(path, NOW, dict.fromkeys(HOSTS, FOUND))
    return path


def crawled(order, folder, answer, *, worker=HERE, cause=None, limit=10_000):
    """Crawl an order as a worker does, and return its result."""
    file = Path(folder, f"{order.number}-{order.attempt}.db")
    file.write_bytes(zlib.decompress(order.content))
    code = crawl(file, AT, dict.fromkeys(HOSTS, answer), cause=cause, limit=limit)
    return Result(exit_code=code, worker=worker, content=zlib.compress(file.read_bytes()))


@contextmanager
def verified(path, work, workers=(HERE,)):
    """Verify on made-up workers; yield the session, closed, and what was ordered."""
    session = open_session(db=str(path), clock=lambda: AT)
    engine = Engine(work, workers)
    try:
        Coordinator(session, engine, {}, lambda *_: None).run()
        session.finish()
        yield session, engine.client
    finally:
        session.close()


def states(session):
    return {
        row["link_state"]: row["n"]
        for row in rows(
            session.db, "SELECT link_state, count(*) AS n FROM backlink_status GROUP BY 1"
        )
    }


def test_all_is_asked_once_and_merged(db, tmp_path):
    with verified(db, lambda order, _: crawled(order, tmp_path, REMOVED)) as (session, client):
        assert states(session) == {"missing": 8}
        assert (session.exit_code, session.notes) == (0, [])
        assert [order.number for order in client.orders] == [1, 2, 3, 4]
        assert list(client.kept.values()) == [""]


def test_a_shard_in_doubt_is_tried_on_another_host(db, tmp_path):
    def work(order, workers):
        if order.number == 2 and not workers:
            return crawled(order, tmp_path, TIMED_OUT, cause=RunCause.DNS)
        assert workers in (None, [ELSEWHERE])
        return crawled(order, tmp_path, REMOVED, worker=ELSEWHERE)

    with verified(db, work, (HERE, ELSEWHERE)) as (session, client):
        assert states(session) == {"missing": 8}
        assert (session.exit_code, session.notes) == (0, [])
        assert [(each.number, each.attempt) for each in client.orders][-1] == (2, 2)


def test_a_shard_in_doubt_without_another_host_is_told_and_worsens_nothing(db, tmp_path):
    def work(order, _):
        is_bad = order.number == 2
        cause = RunCause.DNS if is_bad else None
        return crawled(order, tmp_path, TIMED_OUT if is_bad else REMOVED, cause=cause)

    with verified(db, work) as (session, _):
        assert states(session) == {"missing": 6, "present": 2}
        assert session.exit_code == 0
        assert len(session.notes) == 1
        assert RunCause.DNS.sentence in session.notes[0]
        assert rows(session.db, "SELECT count(*) AS n FROM owed") == [{"n": 0}]


def test_a_run_with_most_pages_in_doubt_is_not_healthy(db, tmp_path):
    def work(order, _):
        is_bad = order.number > 1
        cause = RunCause.DNS if is_bad else None
        return crawled(order, tmp_path, TIMED_OUT if is_bad else REMOVED, cause=cause)

    with verified(db, work) as (session, _):
        assert states(session) == {"present": 8}
        assert (session.exit_code, session.cause) == (3, RunCause.DNS)


def test_what_a_crawl_left_is_tried_once_more_and_then_stays_owed(db, tmp_path):
    def work(order, _):
        if order.number == 2:
            return crawled(order, tmp_path, REMOVED, limit=1 if order.attempt == 1 else 0)
        return crawled(order, tmp_path, REMOVED)

    with verified(db, work) as (session, client):
        assert states(session) == {"missing": 7, "present": 1}
        assert session.exit_code == 4
        assert [(each.number, each.attempt) for each in client.orders][-1] == (2, 2)
        assert "stays owed" in session.notes[0]


def test_a_worker_that_refuses_or_fails_is_told(db, tmp_path):
    def work(order, _):
        if order.number == 1:
            return Result(exit_code=None, worker=HERE, why="the worker has another version")
        if order.number == 2:
            raise OSError("the scheduler is gone")
        if order.number == 3:
            return Result(exit_code=0, worker=HERE, content=zlib.compress(b"no database"))
        return crawled(order, tmp_path, REMOVED)

    with verified(db, work) as (session, _):
        told = " ".join(session.notes)
        assert session.exit_code == 4
        assert states(session) == {"missing": 2, "present": 6}
        assert "another version" in told
        assert "the scheduler is gone" in told
        assert "not a SQLite database" in told or "is empty" in told


def test_archives_of_two_shards_are_in_folders_of_their_own(db, tmp_path):
    session = open_session(db=str(db), clock=lambda: AT)
    engine = Engine(lambda order, _: crawled(order, tmp_path, REMOVED), (HERE,))
    try:
        Coordinator(session, engine, {"LINKCRAWLER_WARC": "/w"}, lambda *_: None).run()
    finally:
        session.close()

    assert [each.settings["LINKCRAWLER_WARC"] for each in engine.client.orders][:2] == [
        "/w/shard-00001-1",
        "/w/shard-00002-1",
    ]


def test_no_secret_and_nothing_of_this_machine_alone_is_shared(monkeypatch):
    for name in ("ALERTS", "WEBHOOK_SECRET", "BROWSER", "PARSE_WORKERS", "CONTACT"):
        monkeypatch.setenv(f"LINKCRAWLER_{name}", "here")
    shared = shared_settings({"DOWNLOAD_DELAY": "2", "LINKCRAWLER_ALERTS": "mailto://secret"})

    assert shared == {
        "DOWNLOAD_DELAY": "2",
        "LINKCRAWLER_CONTACT": "here",
        "LINKCRAWLER_ALERTS": "",
        "LINKCRAWLER_WEBHOOK_SECRET": "",
    }
