"""What is owed to whom: put in with the run's end, held, told once, never lost."""

from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import timedelta

import pytest

from linkcrawler import store
from linkcrawler.alert import Alerts
from linkcrawler.alert.send import message_of
from linkcrawler.crawl.session import Session
from linkcrawler.models import Agreement
from linkcrawler.states import RunOutcome
from linkcrawler.store.outbox import MAX_ATTEMPTS, MassLoss
from tests.make import (
    DAY,
    ELSEWHERE,
    FOUND,
    GONE,
    HOUR,
    NOW,
    REMOVED,
    TIMED_OUT,
    backlink,
    look,
    owed,
    rows,
)

A = store.Recipient(fingerprint="aaaaaaaa", label="slack://...")
B = store.Recipient(fingerprint="bbbbbbbb", label="mailtos://mail.example")


@pytest.fixture
def db(tmp_path):
    with closing(store.open_database(tmp_path / "backlinks.db")) as opened:
        opened.execute("PRAGMA synchronous = OFF")
        yield opened


def take(db, number):
    pages = [f"https://blog.example.org/{n}" for n in range(number)]
    store.take_list(db, [backlink(page) for page in pages], "list.csv", NOW)
    return pages


def night(db, day, answers, *, outcome=RunOutcome.FINISHED, recipients=(A,), default=FOUND):
    """Do one whole run, day after day; a page that is not named gets the default."""
    at = NOW + day * DAY
    run = store.begin_run(db, at, listed=False, target=None, recipients=recipients)
    writer = store.LookWriter(db, run.id)
    writer.write([look(page, answers.get(page.url, default), at) for page in owed(db)])
    store.finish_run(db, run.id, outcome, at, recipients)
    return run.id


def outbox(db, *columns):
    columns = columns or ("run_id", "kind", "state")
    found = rows(db, f"SELECT {', '.join(columns)} FROM outbox ORDER BY id")
    return [tuple(row.values()) for row in found]


def texts(db):
    """Return the text of each owed alert that still tells something."""
    told = [message_of(db, alert, NOW) for alert in store.owed_alerts(db)]
    return [message.text for message in told if message]


def drain(db):
    """Mark all that is owed as sent, and return it."""
    due = store.owed_alerts(db)
    for alert in due:
        store.mark_sending(db, alert, NOW)
        store.mark_sent(db, alert, NOW)
    return [(alert.run_id, alert.kind.value) for alert in due]


def test_a_first_run_and_a_night_without_news_put_nothing_in(db):
    take(db, 3)
    night(db, 0, {})
    night(db, 1, {})

    assert outbox(db) == []


def test_a_run_with_news_owes_each_target_one_alert(db):
    pages = take(db, 3)
    night(db, 0, {}, recipients=(A, B))
    night(db, 1, {pages[0]: REMOVED, pages[1]: REMOVED}, recipients=(A, B))

    assert outbox(db, "run_id", "kind", "state", "fingerprint", "label") == [
        (2, "changes", "pending", A.fingerprint, A.label),
        (2, "changes", "pending", B.fingerprint, B.label),
    ]
    assert "MISSING: 2 links on 2 pages of example.org" in texts(db)[0]


def test_where_nobody_is_to_be_told_nothing_is_owed(db):
    pages = take(db, 3)
    night(db, 0, {}, recipients=())
    night(db, 1, {pages[0]: REMOVED}, recipients=())

    assert outbox(db) == []


def test_run_and_alert_are_one_transaction(db):
    pages = take(db, 2)
    night(db, 0, {})
    run = store.begin_run(db, NOW + DAY, listed=False, target=None)
    answers = [look(page, REMOVED, NOW + DAY) for page in owed(db) if page.url == pages[0]]
    store.LookWriter(db, run.id).write(answers)
    db.execute("DROP TABLE outbox")

    with pytest.raises(store.StorageError):
        store.finish_run(db, run.id, RunOutcome.FINISHED, NOW + DAY, (A,))

    assert rows(db, "SELECT outcome FROM run WHERE id = 2") == [{"outcome": "running"}]


def test_a_run_that_is_finished_twice_owes_one_alert(db):
    pages = take(db, 2)
    night(db, 0, {})
    run_id = night(db, 1, {pages[0]: REMOVED})
    drain(db)
    store.finish_run(db, run_id, RunOutcome.FINISHED, NOW + DAY, (A,))

    assert outbox(db) == [(2, "changes", "sent")]


def test_an_interrupted_run_is_told_when_it_is_finished(db):
    pages = take(db, 3)
    night(db, 0, {})
    at = NOW + DAY
    run = store.begin_run(db, at, listed=False, target=None, recipients=(A,))
    writer = store.LookWriter(db, run.id)
    writer.write([look(p, REMOVED, at) for p in owed(db) if p.url == pages[0]])
    store.finish_run(db, run.id, RunOutcome.INTERRUPTED, at, (A,))
    assert outbox(db) == []

    night(db, 1.1, {pages[1]: REMOVED})

    assert outbox(db) == [(2, "changes", "pending")]
    assert "2 missing" in texts(db)[0]


@pytest.mark.parametrize("outcome", [RunOutcome.INTERRUPTED, None])
def test_an_interrupted_run_that_is_too_old_to_go_on_is_told_all_the_same(db, outcome):
    pages = take(db, 3)
    night(db, 0, {})
    at = NOW + DAY
    run = store.begin_run(db, at, listed=False, target=None, recipients=(A,))
    writer = store.LookWriter(db, run.id)
    writer.write([look(p, REMOVED, at) for p in owed(db) if p.url == pages[0]])
    if outcome:
        store.finish_run(db, run.id, outcome, at, (A,))

    night(db, 3, {pages[0]: REMOVED})

    assert outbox(db) == [(2, "changes", "pending")]


# --- unhealthy runs --------------------------------------------------------------------------------


def test_an_outage_is_told_once_and_no_link_with_it(db):
    take(db, 6)
    night(db, 0, {})
    for day in (1, 2, 3):
        night(db, day, {}, outcome=RunOutcome.UNHEALTHY, default=TIMED_OUT)
    night(db, 4, {})

    assert outbox(db) == [(2, "outage", "pending")]
    assert "made no state worse" in texts(db)[0]


def test_a_second_outage_is_told_again(db):
    take(db, 6)
    night(db, 0, {})
    for day, answer, outcome in [
        (1, TIMED_OUT, RunOutcome.UNHEALTHY),
        (2, FOUND, RunOutcome.FINISHED),
        (3, TIMED_OUT, RunOutcome.UNHEALTHY),
    ]:
        night(db, day, {}, outcome=outcome, default=answer)

    assert [kind for _, kind, _ in outbox(db)] == ["outage", "outage"]


def test_the_all_clear_after_a_doubt_that_was_told_is_told(db):
    pages = take(db, 3)
    night(db, 0, {})
    night(db, 1, {pages[0]: TIMED_OUT})
    night(db, 2, {})

    told = texts(db)
    assert ["UNVERIFIABLE" in told[0], "VERIFIABLE" in told[1]] == [True, True]


# --- mass loss -------------------------------------------------------------------------------------

LOSSES = [  # (gone, live, is suspect)
    (20, 20, False),
    (21, 21, True),
    (21, 419, True),
    (21, 420, False),
    (50, 1_000, False),
    (51, 1_000, True),
    (0, 0, False),
]


@pytest.mark.parametrize(("gone", "live", "is_suspect"), LOSSES)
def test_a_mass_loss_is_more_than_20_and_more_than_5_percent(gone, live, is_suspect):
    assert MassLoss(gone=gone, live=live).is_suspect is is_suspect


def test_a_mass_loss_is_held_with_one_notice(db):
    pages = take(db, 100)
    night(db, 0, {})
    night(db, 1, dict.fromkeys(pages[:30], REMOVED))

    assert outbox(db) == [(2, "changes", "held"), (2, "held", "pending")]
    assert store.mass_loss_of(db, 2) == MassLoss(gone=30, live=100, is_held=True)
    assert "30 of 100 links no more that were live (30 %)" in texts(db)[0]


def test_a_few_losses_are_told_at_once(db):
    pages = take(db, 100)
    night(db, 0, {})
    night(db, 1, dict.fromkeys(pages[:20], REMOVED))

    assert outbox(db) == [(2, "changes", "pending")]


def test_links_that_were_never_there_are_no_mass_loss(db):
    take(db, 100)
    night(db, 0, {}, default=TIMED_OUT)
    night(db, 1, {}, default=REMOVED)

    assert outbox(db) == [(2, "changes", "pending")]
    assert store.mass_loss_of(db, 2) is None


def test_a_true_mass_loss_is_told_after_the_next_run_and_its_losses_are_not_held_again(db):
    pages = take(db, 100)
    gone = dict.fromkeys(pages[:30], REMOVED)
    night(db, 0, {})
    night(db, 1, gone)
    assert drain(db) == [(2, "held")]

    night(db, 2, gone)
    told = texts(db)
    assert drain(db) == [(2, "changes")]
    assert "MISSING: 30 links" in told[0]
    assert "held after a mass loss" in told[0]

    night(db, 3, gone)
    assert "LOST: 30 links on 30 pages" in texts(db)[0]
    assert drain(db) == [(4, "changes")]


def test_a_mass_loss_that_is_lost_by_the_next_run_is_told_once(db):
    pages = take(db, 100)
    gone = dict.fromkeys(pages[:30], GONE)
    night(db, 0, {})
    night(db, 1, gone)
    drain(db)
    night(db, 2, gone)

    assert [text.splitlines()[0] for text in texts(db)] == ["Run 3: 30 lost."]


def test_a_false_mass_loss_is_never_told_link_by_link(db):
    pages = take(db, 100)
    night(db, 0, {})
    night(db, 1, dict.fromkeys(pages[:30], REMOVED))
    drain(db)
    night(db, 2, {})

    assert texts(db) == []
    assert rows(db, "SELECT state FROM alert_hold") == [{"state": "refuted"}]


def test_an_early_loss_that_was_none_is_not_told_after_a_false_mass_loss(db):
    pages = [f"https://blog.example.org/{n}" for n in range(100)]
    agreed = Agreement(until="2099-01-01")
    listed = [replace(backlink(page), agreement=agreed) for page in pages]
    store.take_list(db, listed, "list.csv", NOW)
    night(db, 0, {})
    night(db, 1, dict.fromkeys(pages[:15], GONE))
    drain(db)
    night(db, 2, dict.fromkeys(pages[:30], GONE))
    drain(db)
    night(db, 3, {pages[0]: GONE})

    lines = texts(db)[0].splitlines()
    kinds = [line for line in lines if line.startswith(("LOST", "MISSING", "DEVIATION"))]
    assert kinds == [
        "LOST: 1 link of example.org",
        "DEVIATION (until): 1 link of example.org",
    ]


def test_what_is_still_gone_after_a_false_mass_loss_is_told(db):
    pages = take(db, 100)
    night(db, 0, {})
    night(db, 1, dict.fromkeys(pages[:30], REMOVED) | {pages[50]: ELSEWHERE})
    drain(db)
    night(db, 2, {pages[0]: REMOVED, pages[50]: ELSEWHERE})

    assert ["MISSING: 1 link of" in text for text in texts(db)] == [True]
    assert "CHANGED (target): 1 link" in texts(db)[0]


def test_a_run_that_could_not_look_confirms_nothing(db):
    pages = take(db, 100)
    night(db, 0, {})
    night(db, 1, dict.fromkeys(pages[:30], REMOVED))
    drain(db)
    night(db, 2, dict.fromkeys(pages[:30], TIMED_OUT))
    night(db, 3, {}, default=TIMED_OUT, outcome=RunOutcome.UNHEALTHY)

    assert ("changes", "held") in {(kind, state) for _, kind, state in outbox(db)}


def test_what_no_run_looks_at_again_is_told_after_a_week(db):
    pages = take(db, 100)
    night(db, 0, {})
    night(db, 1, dict.fromkeys(pages[:30], REMOVED))
    drain(db)
    night(db, 9, dict.fromkeys(pages[:30], TIMED_OUT))

    assert (2, "changes", "pending") in outbox(db)


def test_what_is_held_can_be_sent_by_hand(db):
    pages = take(db, 100)
    night(db, 0, {})
    night(db, 1, dict.fromkeys(pages[:30], REMOVED))

    assert store.release_held(db) == 1
    assert store.release_held(db) == 0
    assert ["MISSING: 30 links" in text for text in texts(db)] == [True]  # and no notice any more
    assert outbox(db) == [(2, "changes", "pending"), (2, "held", "pending")]


def test_a_mass_loss_is_known_also_where_nobody_is_told(db):
    pages = take(db, 100)
    night(db, 0, {}, recipients=())
    night(db, 1, dict.fromkeys(pages[:30], REMOVED), recipients=())

    assert outbox(db) == []
    assert store.mass_loss_of(db, 2) == MassLoss(gone=30, live=100, is_held=True)


def test_a_run_says_that_its_alert_is_held(db, tmp_path):
    pages = take(db, 30)
    night(db, 0, {})
    done = Session(
        db=db,
        reader=db,
        path=tmp_path,
        clock=lambda: NOW + DAY,
        run=store.begin_run(db, NOW + DAY, listed=False, target=None),
        report=None,
        writer=None,
        alerts=Alerts(),
        _stack=ExitStack(),
    )
    done.writer = store.LookWriter(db, done.run.id)
    done.write([look(page, REMOVED, NOW + DAY) for page in owed(db)])
    done.finish()

    (note,) = done.notes
    assert note == (
        f"{len(pages)} of 30 live links are gone at once: the alert is held until the next run has"
        " looked at them again."
    )


# --- on the way ------------------------------------------------------------------------------------


@pytest.fixture
def one(db):
    """Return a database that owes one alert."""
    pages = take(db, 2)
    night(db, 0, {})
    night(db, 1, {pages[0]: REMOVED})
    return db


def test_an_alert_that_arrived_is_owed_no_more(one):
    drain(one)

    assert store.owed_alerts(one) == []
    assert outbox(one, "state", "attempts") == [("sent", 1)]


def test_an_attempt_that_was_cut_off_is_owed_under_the_same_key_and_says_so(one):
    before = store.owed_alerts(one)[0]
    store.mark_sending(one, before, NOW)

    (after,) = store.owed_alerts(one)

    assert (after.key, after.is_uncertain) == (before.key, True)
    assert len(after.key) == 32
    assert "may have been sent before" in message_of(one, after, NOW).text


def test_an_alert_that_failed_is_owed_until_it_is_given_up(one):
    for attempt in range(MAX_ATTEMPTS):
        (alert,) = store.owed_alerts(one)
        store.mark_sending(one, alert, NOW)
        is_over = store.mark_unsent(one, alert, "answered 500")

        assert is_over is (attempt == MAX_ATTEMPTS - 1)

    assert store.owed_alerts(one) == []
    assert outbox(one, "state", "attempts", "error") == [("failed", MAX_ATTEMPTS, "answered 500")]


@pytest.mark.parametrize(
    ("waited", "words"),
    [(HOUR, None), (30 * HOUR, "30 hours old"), (timedelta(days=5), "5 days old")],
)
def test_a_late_alert_tells_its_age(one, waited, words):
    (alert,) = store.owed_alerts(one)
    text = message_of(one, alert, NOW + DAY + waited).text

    assert (words in text) if words else ("old:" not in text)
