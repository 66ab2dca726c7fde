"""Shards: cut out of a run, crawled elsewhere, and merged as if all had been done in one process."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linkcrawler import store
from linkcrawler.crawl.session import StoredLedger, open_session
from linkcrawler.errors import DatabaseError
from linkcrawler.models import Reading
from linkcrawler.states import RunCause, RunOutcome
from linkcrawler.store.runs import RESUME_WITHIN
from tests.make import (
    DAY,
    ELSEWHERE,
    FOUND,
    HOUR,
    NOT_FOUND,
    NOW,
    REMOVED,
    SOFT,
    TARGET,
    TIMED_OUT,
    backlink,
    look,
    rows,
)

HOSTS = [f"{name}.example" for name in "abcde"]
PAGES = [f"https://{host}/{number}" for host in HOSTS for number in (1, 2)]
ANSWERS = (FOUND, REMOVED, NOT_FOUND, SOFT, TIMED_OUT, ELSEWHERE)
RECIPIENT = store.Recipient(fingerprint="aaaaaaaa", label="slack://...")

# What is numbered as it comes is told by what it is of.
QUERIES = {
    "page": "SELECT * FROM page",
    "owed": "SELECT * FROM owed",
    "run": "SELECT * FROM run",
    "page_look": "SELECT * FROM page_look",
    "reading": "SELECT * FROM reading",
    "page_trait": "SELECT * FROM page_trait",
    "robots": "SELECT * FROM robots",
    "distrusted": "SELECT * FROM distrusted",
    "state_before": "SELECT backlink_id, run_id FROM state_before",
    "look_before": "SELECT * FROM look_before",
    "alert_hold": "SELECT * FROM alert_hold",
    "outbox": "SELECT run_id, kind, fingerprint, state FROM outbox",
    "state": "SELECT state.*, seen.run_id AS seen_by, seen.at AS seen_at, NULL AS observation_id"
    " FROM backlink_state AS state JOIN observation AS seen ON seen.id = state.observation_id"
    " AND seen.backlink_id = state.backlink_id",
    "observation": "SELECT *, NULL AS id FROM observation",
    "sighting": "SELECT sighting.*, seen.backlink_id, seen.run_id, NULL AS observation_id"
    " FROM sighting JOIN observation AS seen ON seen.id = sighting.observation_id",
    "event": "SELECT *, NULL AS id FROM event",
}


def everything(path: Path) -> dict[str, list[str]]:
    with closing(store.open_reader(path)) as db:
        return {name: sorted(map(repr, rows(db, sql))) for name, sql in QUERIES.items()}


def opened(path: Path) -> store.Database:
    db = store.open_database(path)
    db.execute("PRAGMA synchronous = OFF")
    return db


def fill(path: Path) -> None:
    links = [backlink(page, target) for page in PAGES for target in (TARGET, "https://t.example/")]
    with closing(opened(path)) as db:
        store.take_list(db, links, "list.csv", NOW)


def answered(page, answer, at):
    """Return a look that brings also what is kept of an unchanged page, and a distrust."""
    seen = look(page, answer, at)
    reading = Reading(
        url=page.url,
        etag=f'"{at:%d}"',
        last_modified=None,
        body_hash=b"x",
        plain_hash=None,
        read_at=at,
        read_by="1",
        content=b"content",
        shown=None,
        shown_at=None,
    )
    more = {"reading": reading, "belied": page.url if answer is SOFT else None}
    return replace(seen, evidence=replace(seen.evidence, **more))


def crawl(path, at, answers, *, limit=10_000, cause=None):
    """Go on with the run of a database as a crawl does; answers are by host."""
    session = open_session(db=str(path), clock=lambda: at)
    try:
        pages = StoredLedger(session.reader).next_pages((0, 0), limit)
        for _, page in pages:
            origin = "/".join(page.url.split("/")[:3])
            session.keep_robots(origin, f"# {at}".encode())
            session.write([answered(page, answers[page.key], at)])
        session.cause = cause
        session.finish()
        return session.exit_code
    finally:
        session.close()


def begin(path, at):
    with closing(opened(path)) as db:
        return store.begin_run(db, at, listed=False, target=None, recipients=[RECIPIENT])


def finish(path, run, at, outcome=RunOutcome.FINISHED, cause=None):
    with closing(opened(path)) as db:
        return store.finish_run(db, run.id, outcome, at, [RECIPIENT], cause=cause)


def cut(path, run, folder, at, number=2):
    """Cut the run into so many shards, by domains in turn."""
    with closing(opened(path)) as db:
        domains = [each for each, _, _ in store.owed_domains(db)]
    shards = []
    for each in range(number):
        shard = Path(folder, f"{run.id}-{next(NUMBERS)}.db")
        store.cut_shard(path, shard, run.id, domains[each::number], at)
        shards.append(shard)
    return shards


NUMBERS = count()


def merge(path, shard, run, **options):
    with closing(opened(path)) as db:
        return store.merge_shard(db, shard, run.id, **options)


nights = st.lists(
    st.fixed_dictionaries({host: st.sampled_from(ANSWERS) for host in HOSTS}),
    min_size=1,
    max_size=4,
)
quick = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])


@quick
@given(nights=nights, number=st.integers(1, 4), pages_at_once=st.integers(1, 5))
def test_shards_come_to_the_same_rows_as_one_process(
    tmp_path_factory, nights, number, pages_at_once
):
    folder = tmp_path_factory.mktemp("shards")
    one, many = folder / "one.db", folder / "many.db"
    fill(one)
    fill(many)
    for day, answers in enumerate(nights):
        at = NOW + day * 15 * DAY
        run = begin(one, at)
        crawl(one, at + HOUR, answers)
        finish(one, run, at + 2 * HOUR)

        run = begin(many, at)
        for shard in cut(many, run, folder, at, number):
            crawl(shard, at + HOUR, answers)
            merge(many, shard, run, pages_at_once=pages_at_once)
        finish(many, run, at + 2 * HOUR)

    assert everything(many) == everything(one)


def test_a_shard_that_is_merged_twice_changes_nothing(tmp_path):
    run, shards = cut_night(tmp_path)
    path = tmp_path / "many.db"
    for shard in shards:
        merge(path, shard, run)
    with closing(sqlite3.connect(path)) as db:
        before = list(db.iterdump())
    again = [merge(path, shard, run) for shard in shards]

    with closing(sqlite3.connect(path)) as db:
        assert list(db.iterdump()) == before
    assert [each.pages for each in again] == [0, 0]


def cut_night(folder, answers=None, at=NOW + 20 * DAY):
    """Return the second run of a database, in two shards that are crawled."""
    path = folder / "many.db"
    fill(path)
    begin(path, NOW)
    crawl(path, NOW, dict.fromkeys(HOSTS, FOUND))
    run = begin(path, at)
    shards = cut(path, run, folder, at)
    for shard in shards:
        crawl(shard, at, answers or dict.fromkeys(HOSTS, REMOVED))
    return run, shards


def test_a_merge_that_was_cut_off_is_gone_on_with(tmp_path, monkeypatch):
    run, shards = cut_night(tmp_path)
    path = tmp_path / "many.db"
    strike = store.merging._strike
    calls = count()

    def struck(*arguments, **options):
        if next(calls) == 1:
            raise sqlite3.OperationalError("disk I/O error")
        strike(*arguments, **options)

    monkeypatch.setattr(store.merging, "_strike", struck)
    with pytest.raises(sqlite3.OperationalError):
        merge(path, shards[0], run, pages_at_once=1)
    merged = merge(path, shards[0], run, pages_at_once=1)
    merge(path, shards[1], run)

    with closing(opened(path)) as db:
        assert rows(db, "SELECT count(*) AS n FROM owed") == [{"n": 0}]
        assert rows(db, "SELECT DISTINCT link_state, checks FROM backlink_status") == [
            {"link_state": "missing", "checks": 2}
        ]
        assert rows(db, "SELECT count(*) AS n FROM event") == [{"n": 2 * len(PAGES)}]
    assert merged.pages == 5


def test_a_part_of_a_shard_is_merged_and_the_rest_stays_owed(tmp_path):
    path = tmp_path / "many.db"
    fill(path)
    run = begin(path, NOW)
    [shard] = cut(path, run, tmp_path, NOW, 1)
    assert crawl(shard, NOW, dict.fromkeys(HOSTS, FOUND), limit=4) == 4
    merged = merge(path, shard, run)
    [rest] = cut(path, run, tmp_path, NOW, 1)
    assert crawl(rest, NOW, dict.fromkeys(HOSTS, FOUND)) == 0
    last = merge(path, rest, run)

    assert (merged.pages, merged.left, last.pages, last.left) == (4, 6, 6, 0)
    with closing(opened(path)) as db:
        assert rows(db, "SELECT DISTINCT checks FROM backlink_status") == [{"checks": 1}]
        assert rows(db, "SELECT count(*) AS n FROM observation") == [{"n": 2 * len(PAGES)}]


def test_a_shard_in_doubt_makes_no_state_worse_and_its_pages_are_due(tmp_path):
    path, at = tmp_path / "many.db", NOW + 20 * DAY
    fill(path)
    begin(path, NOW)
    crawl(path, NOW, dict.fromkeys(HOSTS, FOUND))
    run = begin(path, at)
    [shard] = cut(path, run, tmp_path, at, 1)
    assert crawl(shard, at, dict.fromkeys(HOSTS, TIMED_OUT), cause=RunCause.DNS, limit=4) == 3

    refused = merge(path, shard, run, takes_doubtful=False)
    assert (refused.cause, refused.pages) == (RunCause.DNS, 0)
    merged = merge(path, shard, run)
    assert (merged.cause, merged.pages, merged.left) == (RunCause.DNS, len(PAGES), 0)
    with closing(opened(path)) as db:
        assert rows(db, "SELECT DISTINCT link_state FROM backlink_status") == [
            {"link_state": "present"}
        ]
        assert rows(db, "SELECT DISTINCT next_check_at AS at FROM page") == [{"at": None}]
        assert rows(db, "SELECT count(*) AS n FROM event") == [{"n": 0}]


def test_a_run_in_doubt_undoes_what_its_shards_brought(tmp_path):
    run, shards = cut_night(tmp_path)
    path = tmp_path / "many.db"
    for shard in shards:
        merge(path, shard, run)
    finish(path, run, NOW + 21 * DAY, RunOutcome.UNHEALTHY, RunCause.NETWORK)

    with closing(opened(path)) as db:
        assert rows(db, "SELECT DISTINCT link_state, lost_at FROM backlink_status") == [
            {"link_state": "present", "lost_at": None}
        ]
        assert rows(db, "SELECT count(*) AS n FROM event") == [{"n": 0}]


def test_a_shard_that_was_killed_in_an_outage_is_asked_again(tmp_path):
    path = tmp_path / "many.db"
    fill(path)
    run = begin(path, NOW)
    [shard] = cut(path, run, tmp_path, NOW, 1)
    crawl(shard, NOW, dict.fromkeys(HOSTS, TIMED_OUT), limit=4)
    with closing(opened(shard)) as db, store.writing(db):
        store.suspect_run(db, run.id, RunCause.DNS)
    merged = merge(path, shard, run)

    assert (merged.pages, merged.left, merged.cause) == (0, len(PAGES), None)


def test_a_page_that_was_answered_in_part_is_answered_once(tmp_path):
    path = tmp_path / "many.db"
    fill(path)
    run = begin(path, NOW)
    with closing(opened(path)) as db:
        page = next(iter(store.owed_pages(db, (0, 0), 1)))[1]
        first = replace(page, backlinks=page.backlinks[:1])
        store.LookWriter(db, run.id).write([look(first, FOUND, NOW)])
    [shard] = cut(path, run, tmp_path, NOW, 1)
    crawl(shard, NOW, dict.fromkeys(HOSTS, FOUND))
    merge(path, shard, run)

    with closing(opened(path)) as db:
        assert rows(db, "SELECT DISTINCT checks FROM backlink_status") == [{"checks": 1}]
        assert rows(db, "SELECT count(*) AS n FROM observation") == [{"n": 2 * len(PAGES)}]


def test_shards_of_a_run_that_takes_days_are_of_that_run(tmp_path):
    path, late = tmp_path / "many.db", NOW + RESUME_WITHIN + timedelta(hours=5)
    fill(path)
    run = begin(path, NOW)
    [shard] = cut(path, run, tmp_path, late, 1)
    crawl(shard, late, dict.fromkeys(HOSTS, FOUND))

    assert merge(path, shard, run).pages == len(PAGES)


def test_a_shard_of_another_run_or_a_damaged_one_is_refused(tmp_path):
    run, shards = cut_night(tmp_path)
    path = tmp_path / "many.db"
    with pytest.raises(DatabaseError, match="another run"):
        merge(path, shards[0], replace(run, id=run.id + 1))
    shards[1].write_bytes(shards[1].read_bytes()[:5_000])
    with pytest.raises(DatabaseError):
        merge(path, shards[1], run)

    with closing(opened(path)) as db:
        assert rows(db, "SELECT count(*) AS n FROM owed") == [{"n": len(PAGES)}]


def test_a_shard_holds_all_that_is_known_of_its_pages_and_nothing_of_others(tmp_path):
    path = tmp_path / "many.db"
    fill(path)
    begin(path, NOW)
    crawl(path, NOW, dict.fromkeys(HOSTS, FOUND))
    run = begin(path, NOW + 20 * DAY)
    with closing(opened(path)) as db:
        domain = store.owed_domains(db)[0][0]
        shard = tmp_path / "shard.db"
        store.cut_shard(path, shard, run.id, [domain], NOW)
        [(_, whole), *_] = store.owed_pages(db, (0, 0), 1, domain)
    with closing(opened(shard)) as db:
        [(_, part), *_] = store.owed_pages(db, (0, 0), 1)
        counts = [
            rows(db, f"SELECT count(*) AS n FROM {table}")[0]["n"]
            for table in ("page", "reading", "page_look", "page_trait", "backlink_state", "robots")
        ]
        kept = store.kept_robots(db, "https://a.example")

    assert part == whole
    assert part.reading is not None
    assert counts == [2, 2, 2, 2, 4, 1]
    assert kept is not None


def test_a_shard_of_another_database_brings_nothing(tmp_path):
    run, shards = cut_night(tmp_path)
    other = tmp_path / "other.db"
    with closing(opened(other)) as db:
        store.take_list(db, [backlink(f"https://o.example/{n}") for n in range(9)], "o.csv", NOW)
    begin(other, NOW)
    crawl(other, NOW, {"o.example": FOUND})
    begin(other, NOW + 20 * DAY)

    assert [merge(other, shard, run).pages for shard in shards] == [0, 0]
