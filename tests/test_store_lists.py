"""Several lists at once: claims by source, agreements, labels, roles, and what vanished."""

import io
from contextlib import closing, suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkcrawler import store
from linkcrawler.errors import InputError
from linkcrawler.imports import open_file
from linkcrawler.models import Agreement, Backlink, Claim
from linkcrawler.states import RunOutcome
from linkcrawler.store import schema
from linkcrawler.store.due import targets_at
from linkcrawler.store.writing import ROOM_KIB
from tests.make import DAY, FOUND, NOW, REMOVED, TARGET, backlink, look, owed, rows

A, B, C = "https://a.example/", "https://b.example/", "https://c.example/"
RIVAL = "https://rival.example/shop"


@pytest.fixture
def db(tmp_path):
    with closing(store.open_database(tmp_path / "backlinks.db")) as opened:
        opened.execute("PRAGMA synchronous = OFF")
        yield opened


def link(page, target=TARGET, *, agreement=None, **claimed):
    agreed = agreement or Agreement()
    return Backlink(referring_page=page, target=target, claim=Claim(**claimed), agreement=agreed)


def listed(*links, source="Ahrefs", report="Backlinks", name="list.csv"):
    return store.ListRows(name=name, rows=links, source=source, report=report)


def take(db, *lists, at=NOW, **options):
    return store.take_lists(db, lists, at, **options)


@pytest.mark.parametrize("is_bad", [False, True])
def test_a_list_has_room_in_memory_while_it_is_taken_and_no_longer(db, is_bad):
    room = []

    def listing():
        room.append(db.execute("PRAGMA cache_size").fetchone()[0])
        yield from [] if is_bad else [link(A)]

    [usual] = db.execute("PRAGMA cache_size").fetchone()
    with suppress(InputError):
        take(db, store.ListRows(name="list.csv", rows=listing()))

    assert room == [-ROOM_KIB]
    assert db.execute("PRAGMA cache_size").fetchone() == (usual,)


def test_each_source_keeps_its_own_claim_and_renews_it(db):
    claimed = {"lost": True, "lost_at": "2026-01-02", "metrics": {"DR": 71.0}}
    take(db, listed(link(A, anchor_text="old", **claimed)))
    take(db, listed(link(A, rel="nofollow"), source="Semrush"))
    take(db, listed(link(A, anchor_text="new", lost=False, metrics={"DR": 72.0})))

    found = rows(
        db, "SELECT source, import_id, anchor_text, rel, lost, lost_at, metrics FROM claim"
    )
    assert [tuple(row.values()) for row in found] == [
        ("Ahrefs", 3, "new", None, 0, None, '{"DR": 72.0}'),
        ("Semrush", 2, None, "nofollow", None, None, None),
    ]


def test_an_agreement_is_completed_and_an_empty_cell_takes_nothing_back(db):
    take(
        db, listed(link(A, agreement=Agreement(target=TARGET, rel="", cost="80", tags=("x", "y"))))
    )
    take(db, listed(link(A, agreement=Agreement(until="2027-01-01", cost="90"))))
    take(db, listed(link(A)))

    (kept,) = rows(db, "SELECT target, rel, until, cost, campaign FROM agreement")
    assert tuple(kept.values()) == (TARGET, "", "2027-01-01", "90", None)
    assert [row["label"] for row in rows(db, "SELECT label FROM label")] == ["x", "y"]


def test_nothing_agreed_is_no_agreement(db):
    take(db, listed(link(A, anchor_text="a"), link(B, agreement=Agreement(tags=("x",)))))

    assert rows(db, "SELECT * FROM agreement") == []


def test_a_label_is_given_to_all_that_the_lists_hold(db):
    take(db, listed(link(A)), listed(link(B), name="b.csv"), labels=["spring", "paid"])
    take(db, listed(link(C)))

    found = rows(db, "SELECT backlink_id, label FROM label ORDER BY 1, 2")
    assert [tuple(row.values()) for row in found] == [
        (1, "paid"),
        (1, "spring"),
        (2, "paid"),
        (2, "spring"),
    ]


def test_what_two_lists_hold_both_is_doubled_in_the_second(db):
    first, second = take(db, listed(link(A), link(B)), listed(link(B), name="b.csv"))

    assert (first.taken, first.doubled, second.taken, second.doubled) == (2, 0, 0, 1)


def test_one_list_that_can_not_be_used_leaves_all_as_it_was(db):
    with pytest.raises(InputError, match=r"b\.csv: the list is empty"):
        take(db, listed(link(A)), listed(name="b.csv"))

    assert rows(db, "SELECT * FROM backlink") == rows(db, "SELECT * FROM import") == []


VANISHED = [  # (lists of the first import, of the second, vanished, shrunk)
    ([listed(link(A), link(B), link(C))], [listed(link(A), link(B))], 1, False),
    ([listed(link(A), link(B), link(C))], [listed(link(A))], 2, True),
    ([listed(link(A))], [listed(link(A), link(B))], 0, False),
    ([listed(link(A), link(B))], [listed(link(A), source="Semrush")], 0, False),
    ([listed(link(A), link(B))], [listed(link(A), report="Broken backlinks")], 0, False),
    ([listed(link(A), link(B, RIVAL))], [listed(link(A))], 0, False),  # another site's export
    ([listed(link(A)), listed(link(B), name="2")], [listed(link(B)), listed(link(A), name="2")], 0, False),
    ([listed(link(A), link(B), source="", report="")], [listed(link(A), source="", report="")], 1, False),
    ([listed(link(A), source="", name="x")], [listed(link(B), source="", name="y")], 0, False),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second", "vanished", "shrunk"), VANISHED)
def test_what_an_export_no_longer_holds_is_told_and_kept(db, first, second, vanished, shrunk):
    take(db, *first)
    known = len(rows(db, "SELECT id FROM backlink"))
    reports = take(db, *second, at=NOW + DAY)

    assert sum(report.vanished for report in reports) == vanished
    assert reports[-1].has_shrunk == shrunk
    assert len(rows(db, "SELECT id FROM backlink")) >= known


def test_what_vanished_once_is_not_told_again(db):
    take(db, listed(link(A), link(B)))
    take(db, listed(link(A)), at=NOW + DAY)
    (report,) = take(db, listed(link(A)), at=NOW + 2 * DAY)

    assert report.vanished == 0


def roles(db):
    return {row["target"]: row["role"] for row in rows(db, "SELECT target, role FROM target")}


def test_a_role_is_that_of_the_whole_site_and_stays_until_another_is_given(db):
    other = "https://www.rival.example/other"
    take(db, listed(link(A), link(A, RIVAL)))
    assert roles(db) == {TARGET: "own", RIVAL: "own"}

    take(db, listed(link(B, other)), role="competitor")
    take(db, listed(link(C, "https://rival.example/third")))
    assert roles(db) == {
        TARGET: "own",
        RIVAL: "competitor",
        other: "competitor",
        "https://rival.example/third": "competitor",
    }

    take(db, listed(link(B, other)), role="own")
    assert set(roles(db).values()) == {"own"}


def night(db, day, answer):
    at = NOW + day * DAY
    run = store.begin_run(db, at, listed=False, target=None)
    writer = store.LookWriter(db, run.id)
    writer.write([look(page, answer, at) for page in owed(db)])
    recipient = store.Recipient(fingerprint="aaaaaaaa", label="slack://...")
    return store.finish_run(db, run.id, RunOutcome.FINISHED, at, [recipient])


@pytest.mark.parametrize(("role", "alerts"), [("competitor", 0), ("own", 1)])
def test_what_a_competitor_loses_alarms_nobody(db, role, alerts):
    take(db, listed(link(A, RIVAL), link(B, RIVAL)), role=role)
    night(db, 0, FOUND)
    counts = {}
    for day in range(1, 20):
        counts = night(db, day, REMOVED) if rows(db, "SELECT 1 FROM page LIMIT 1") else counts

    events = [row["kind"] for row in rows(db, "SELECT DISTINCT kind FROM event ORDER BY 1")]
    assert "missing" in events
    assert bool(rows(db, "SELECT * FROM outbox")) == bool(alerts)
    lost = rows(db, "SELECT sum(newly_lost) AS lost FROM run")[0]["lost"]
    assert bool(lost) == bool(alerts and "lost" in events)


WORDS = st.sampled_from(
    [
        *("https://a.example/x", "b.example/y", "https://example.com/t", "javascript:x", "", '"'),
        *("Source URL", "Target URL", "Anchor", "Nofollow", "Type", "Tags", "Until", "Cost", "DR"),
        *(
            "domain:spam.example",
            "# note",
            "2026-01-02",
            "true",
            "1,240",
            "Hyperlink",
            "{",
            "[",
            "}",
        ),
        *("ü", "я", "\ufeff", "\0", "=1+1", "https://bob:pw@a.example/", "https://a.example/#f"),
    ]
)
LINES = st.lists(st.lists(WORDS, max_size=6), max_size=20)
DELIMITERS = st.sampled_from([",", ";", "\t", "|", " "])
ENCODINGS = st.sampled_from(["utf-8", "utf-16", "utf-8-sig", "cp1252", "cp1251"])


@given(LINES, DELIMITERS, ENCODINGS, st.sampled_from(["example.com", None]))
@settings(max_examples=150, deadline=None)
def test_whatever_a_file_holds_the_sum_is_right_or_nothing_changed(
    tmp_path_factory, lines, delimiter, encoding, target
):
    content = "\n".join(delimiter.join(line) for line in lines).encode(encoding, "replace")
    path = tmp_path_factory.mktemp("fuzz") / "a.db"
    with closing(store.open_database(path)) as db:
        db.execute("PRAGMA synchronous = OFF")
        with suppress(InputError), open_file("-", target=target, stdin=io.BytesIO(content)) as file:
            lists = (store.ListRows(name=each.name, rows=each.rows) for each in file.lists)
            for report in store.take_lists(db, lists, NOW):
                assert report.read == report.taken + report.refused + report.doubled
                assert report.taken == len(rows(db, "SELECT id FROM backlink"))
            return
        assert rows(db, "SELECT id FROM backlink") == []


def test_claims_of_an_older_database_are_kept(tmp_path, monkeypatch):
    path = tmp_path / "old.db"
    whole = schema.migrations.apply
    with monkeypatch.context() as patch:
        patch.setattr(schema.migrations, "apply", lambda db: whole(db, stop_before="nights"))
        with closing(store.open_database(path)) as db:
            db.execute("INSERT INTO domain VALUES (1, 'a.example')")
            db.execute("INSERT INTO page (id, url, domain_id) VALUES (1, ?, 1)", [A])
            db.execute("INSERT INTO target (id, target, site) VALUES (1, 'b.example', 'b.example')")
            db.execute("INSERT INTO backlink VALUES (1, 1, 1, '', '2026-01-01')")
            db.execute("INSERT INTO import (id, at, name) VALUES (1, '2026-01-01', 'list')")
            db.execute("INSERT INTO claim VALUES (1, 1, 'old', 'ugc', '2020', NULL)")
            db.execute(f"PRAGMA user_version = {schema.VERSION - 1}")
            db.conn.commit()

    with closing(store.open_database(path)) as db:
        (kept,) = rows(db, "SELECT source, anchor_text, rel, first_seen, lost FROM claim")
    assert tuple(kept.values()) == ("", "old", "ugc", "2020", None)


FILTERS = [  # (target that is asked for, a target of a list, whether it is meant)
    ("example.com", "https://example.com/shop", True),
    ("example.com", "shop.example.com", True),
    ("www.example.com", "https://shop.example.com/", True),
    ("example.com", "https://notexample.com/", False),
    ("https://example.com", "https://www.example.com/shop", True),
    ("https://example.com/", "https://shop.example.com/", False),
    ("https://example.com/shop", "http://www.example.com/shop/?utm_source=x", True),
    ("https://example.com/shop", "https://example.com/shop#part", True),
    ("https://example.com/shop", "https://example.com/", False),
    ("https://example.com/shop", "https://example.com/shop/shoes", False),
    ("https://example.com/shop", "example.com", False),
    ("https://example.com/?p=1", "https://example.com/?p=2", False),
]


@pytest.mark.parametrize(("asked", "given", "is_meant"), FILTERS)
def test_a_target_means_the_same_for_a_list_and_for_what_is_known(tmp_path, asked, given, is_meant):
    with closing(store.open_database(tmp_path / "a.db")) as database:
        store.take_list(database, [backlink("https://a.example.org/", given)], "a", NOW)
        chosen = bool(targets_at(database, asked))
    content = f"source,target\nhttps://a.example.org/,{given}\n".encode()
    with open_file("-", target=asked, stdin=io.BytesIO(content)) as file:
        (row,) = next(file.lists).rows

    assert (chosen, isinstance(row, Backlink)) == (is_meant, is_meant)
