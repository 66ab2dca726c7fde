"""The results as Python objects: those of the views, typed, frozen, read alone."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import FrozenInstanceError, fields, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

import linkcrawler
from linkcrawler import columns, store
from linkcrawler.errors import DatabaseError, InputError
from linkcrawler.library import (
    Agreed,
    AuditedDomain,
    AuditedLink,
    Change,
    Claim,
    Domain,
    RemovalCase,
    Run,
    Status,
    TargetPage,
)
from linkcrawler.models import Agreement
from linkcrawler.states import ChangeKind, LinkState, PageState, Reason
from tests.make import DAY, FOUND, NOW, REMOVED, backlink, night

A, B = "https://a.example.org/1", "https://u:secret@b.example.net/2"
B_SHOWN = "https://b.example.net/2"
SHOP, GUIDE = "https://www.example.com/shop", "https://www.example.com/guide"
CLASSES = {
    "backlink_status": Status,
    "change_events": Change,
    "runs": Run,
    "referring_domains": Domain,
    "audited_links": AuditedLink,
    "audited_domains": AuditedDomain,
    "agreements": Agreed,
    "targets": TargetPage,
    "removal_cases": RemovalCase,
    "claims": Claim,
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    database = store.open_database(tmp_path / "a.db")
    store.take_list(database, [backlink(A, SHOP), backlink(B, GUIDE)], "list.csv", NOW)
    night(database, NOW, FOUND)
    night(database, NOW + DAY, {A: FOUND, B: REMOVED})
    database.close()
    return tmp_path / "a.db"


@pytest.mark.parametrize("view", columns.VIEWS)
def test_class_and_table_of_columns_have_the_columns_of_the_view(path: Path, view: str):
    with closing(sqlite3.connect(path)) as connection:
        found = [row[1] for row in connection.execute(f"PRAGMA table_info({view})")]

    assert found == [column.name for column in columns.VIEWS[view]]
    assert found == [field.name for field in fields(CLASSES[view])]


def test_a_status_is_typed_and_frozen(path: Path):
    with linkcrawler.open(path) as results:
        status = next(results.statuses(A))

    assert (status.referring_page, status.link_state) == (A, LinkState.PRESENT)
    assert (status.page_state, status.reason) == (PageState.OK, Reason.LINK_FOUND)
    assert datetime(2026, 11, 24, 2, 0, tzinfo=UTC) == status.first_seen_at
    assert (status.rendered, status.lost_at) == (False, None)
    with pytest.raises(FrozenInstanceError):
        status.target = "other"


def test_what_is_read_is_chosen(path: Path):
    with linkcrawler.open(str(path)) as results:
        states = [status.link_state for status in results.statuses(states=["missing"])]
        at_guide = [status.target for status in results.statuses(target=GUIDE)]
        of_domain = [status.referring_page for status in results.statuses(domains=["example.net"])]
        late = list(results.statuses(since=NOW + 2 * DAY))
        early = list(results.statuses(until=NOW))

    assert (states, at_guide) == ([LinkState.MISSING], [GUIDE])
    assert (of_domain, late, early) == ([B_SHOWN], [], [])


def test_changes_runs_and_domains(path: Path):
    with linkcrawler.open(path) as results:
        changes = list(results.changes(since=NOW))
        none = list(results.changes(run=1)) + list(results.changes(kinds=[ChangeKind.LOST]))
        runs = list(results.runs())
        domains = list(results.domains())

    assert [(change.kind, change.referring_page) for change in changes] == [
        (ChangeKind.MISSING, B_SHOWN)
    ]
    assert none == []
    assert [(run.id, run.outcome, run.present) for run in runs] == [
        (1, "finished", 2),
        (2, "finished", 1),
    ]
    assert [(domain.referring_domain, domain.present) for domain in domains] == [
        ("example.net", 0),
        ("example.org", 1),
    ]


def test_agreements(path: Path):
    database = store.open_database(path)
    agreed = Agreement(target=GUIDE, rel="", until="2027-01-31", cost="50 EUR")
    row = replace(backlink(B, GUIDE), agreement=agreed)
    store.take_list(database, [row, backlink("https://c.example.org/", SHOP)], "b.csv", NOW)
    database.close()
    with linkcrawler.open(path) as results:
        (found,) = results.agreements(target=GUIDE)
        assert list(results.agreements(domains=["example.org"])) == []

    assert (found.referring_page, found.agreed_target, found.agreed_rel) == (
        B_SHOWN,
        GUIDE,
        "follow",
    )
    assert (found.agreed_until, found.cost, found.contact) == ("2027-01-31", "50 EUR", None)
    assert found.agreed_at == NOW


def test_what_can_not_be_asked_is_told_at_once(path: Path, tmp_path: Path):
    with linkcrawler.open(path) as results:
        with pytest.raises(InputError, match="zone"):
            results.statuses(since=NOW.replace(tzinfo=None))
        with pytest.raises(InputError, match="'gone' is none of present"):
            results.statuses(states=["gone"])
    with pytest.raises(DatabaseError, match="no such database"):
        linkcrawler.open(tmp_path / "none.db")


def test_a_reader_changes_nothing_and_sees_what_is_written_meanwhile(path: Path):
    with linkcrawler.open(path) as results:
        before = sum(1 for _ in results.statuses())
        writer = store.open_database(path)
        store.take_list(writer, [backlink("https://c.example/", SHOP)], "more.csv", NOW)
        after = sum(1 for _ in results.statuses())
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            results._db.execute("DELETE FROM page")
        writer.close()

    assert (before, after) == (2, 3)


def test_importing_it_is_light():
    watch = (
        "import sys, linkcrawler; light = 'sqlite3' not in sys.modules\n"
        "import linkcrawler.library\n"
        "print(light, 'scrapy' in sys.modules, 'twisted' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", watch], capture_output=True, encoding="utf-8", check=True
    )

    assert done.stdout == "True False False\n"
