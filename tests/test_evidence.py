"""Evidence beside the verdict: what proves it, in one text, and in plain words."""

import json
from contextlib import closing
from dataclasses import replace

import pytest
from click.testing import CliRunner

from linkcrawler import store
from linkcrawler.cli.proof import proof_lines
from linkcrawler.cli.root import root
from linkcrawler.models import Hop
from linkcrawler.states import FetchOutcome, Signal
from linkcrawler.store.evidence import MAX_HEADER_CHARACTERS
from linkcrawler.store.evidence import evidence_of as evidence_of_look
from linkcrawler.urls import told_safely
from tests.make import (
    DAY,
    ELSEWHERE,
    FOUND,
    GONE,
    NOW,
    REMOVED,
    TIMED_OUT,
    WALLED,
    backlink,
    due,
    facts,
    failure,
    fetch,
    led_to,
    link,
    look,
    night,
    rows,
)

A = "https://a.example/"
SKETCH = "-".join(f"{number:08x}" for number in range(8))
OTHER = "-".join(f"{number:08x}" for number in range(8, 16))


@pytest.fixture
def db(tmp_path):
    with closing(store.open_database(tmp_path / "a.db")) as opened:
        store.take_list(opened, [backlink(A)], "list.csv", NOW)
        yield opened


def evidence_of(db, *answers):
    """Return what is stored beside the observation of the last of so many nights."""
    for count, answer in enumerate(answers):
        night(db, NOW + count * DAY, answer)
    (row,) = rows(db, "SELECT evidence FROM observation ORDER BY id DESC LIMIT 1")
    return json.loads(row["evidence"]) if row["evidence"] else None


def test_a_link_that_is_there_as_always_needs_no_more_than_its_row(db):
    assert evidence_of(db, FOUND) is None


def test_an_archived_link_that_is_there_as_always_names_its_archive_and_no_more():
    seen = replace(look(due(), FOUND, NOW), archived="x.warc.gz")

    assert evidence_of_look(seen, seen.checks[0]) == '{"warc":"x.warc.gz"}'


@pytest.mark.parametrize("answer", [REMOVED, GONE, TIMED_OUT, WALLED, ELSEWHERE])
def test_all_else_has_evidence_from_the_first_look_on(db, answer):
    assert evidence_of(db, answer)


def test_a_change_of_a_link_that_is_there_has_evidence(db):
    nofollow = (FOUND[0], FOUND[1], (link(rel=("nofollow",)),))

    assert evidence_of(db, FOUND, nofollow) == {"title": "A post", "words": 400}


def test_the_evidence_is_the_chain_the_answer_and_the_page(db):
    answer = replace(
        led_to("https://a.example/new", start=A),
        headers=(("content-type", "text/html"), ("server", "nginx"), ("location", "/x")),
        hops=(Hop(url=A, status=301), Hop(url="https://a.example/hop", status=200)),
        ip_address="192.0.2.7",
        tls_error="self-signed certificate",
        incomplete="size",
        body_bytes=5_000,
    )
    seen = facts(
        Signal.FRAMES, title="Gone fishing", words=120, text_sketch=SKETCH, template_sketch=OTHER
    )

    assert evidence_of(db, (answer, seen, ())) == {
        "hops": [[A, 301], ["https://a.example/hop", 200]],
        "headers": [["content-type", "text/html"], ["server", "nginx"]],
        "ip_address": "192.0.2.7",
        "tls_error": "self-signed certificate",
        "incomplete": "size",
        "body_bytes": 5_000,
        "title": "Gone fishing",
        "words": 120,
        "text_sketch": SKETCH,
        "template_sketch": OTHER,
        "signals": ["frames"],
    }


def test_a_failure_is_told_by_its_closed_word(db):
    told = evidence_of(db, (failure(FetchOutcome.REFUSED, tls_error="expired"), None, ()))

    assert told == {"outcome": "refused", "tls_error": "expired"}


def test_headers_hold_no_login_and_have_an_end(db):
    answer = fetch(headers=(("link", "<https://me:hunter2@a.example/>; rel=x" + "y" * 9_000),))
    ((name, value),) = evidence_of(db, (answer, facts(), ()))["headers"]

    assert (name, len(value)) == ("link", MAX_HEADER_CHARACTERS)
    assert value.startswith("<https://a.example/>")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("0; url=https://me:hunter2@a.example/x", "0; url=https://a.example/x"),
        (r"https:\\me@a.example", r"https:\\a.example"),
        ("//me:pw@a.example/, //you@b.example/", "//a.example/, //b.example/"),
        ("https://a.example/@me", "https://a.example/@me"),
        ("https://a.example/?mail=me@b.example", "https://a.example/?mail=me@b.example"),
        ("mail me@a.example", "mail me@a.example"),
        ("", ""),
    ],
)
def test_logins_in_a_text_are_left_out(text: str, shown: str):
    assert told_safely(text) == shown


def test_the_last_good_look_is_kept_beside_a_loss_as_it_was_then(db):
    night(db, NOW, FOUND)
    db.execute(
        "UPDATE page_look SET good_at = '2026-01-01T00:00:00+00:00', good_title = 'Tours',"
        " good_text_sketch = ?",
        [SKETCH],
    )
    night(db, NOW + DAY, (fetch(), facts(title="Casino", text_sketch=OTHER), ()))
    db.execute("UPDATE page_look SET good_title = 'Casino'")
    found = list(store.history(db, 1))

    good = {"at": "2026-01-01T00:00:00+00:00", "title": "Tours", "text_sketch": SKETCH}
    assert found[-1]["evidence"]["good"] == good
    lines = list(proof_lines(found[-1], found[0]))
    assert "compared with that look, its text is another, its design not known" in lines
    assert any("title 'Tours'" in line for line in lines)


def test_an_event_names_the_observation_that_proves_it(db):
    for count, answer in enumerate((FOUND, REMOVED, REMOVED, REMOVED)):
        night(db, NOW + count * DAY, answer)
    events = rows(db, "SELECT kind, observation_id FROM change_events ORDER BY id")

    assert events == [
        {"kind": "missing", "observation_id": 2},
        {"kind": "lost", "observation_id": 3},
    ]


def test_an_event_of_the_page_alone_names_the_observation_that_still_holds(db):
    night(db, NOW, FOUND)
    night(db, NOW + DAY, (FOUND[0], facts(language="de"), FOUND[2]))

    assert rows(db, "SELECT field, observation_id FROM change_events") == [
        {"field": "page_language", "observation_id": 1}
    ]


@pytest.fixture
def shown(db, tmp_path):
    """Return what ``show`` prints of the one backlink."""

    def show(*arguments: str) -> str:
        done = CliRunner().invoke(root, ["show", *arguments, "--db", str(tmp_path / "a.db")])
        assert done.exit_code == 0, done.output
        return done.output

    return show


def test_show_tells_the_evidence_in_plain_words(db, shown):
    night(db, NOW, FOUND)
    answer = replace(led_to("https://a.example/new", start=A), ip_address="192.0.2.7")
    night(db, NOW + DAY, (answer, facts(title="\x1b[31mred"), ()))
    text = shown(A)

    assert f"    {A} led on with status 301" in text
    assert "    https://a.example/new answered with status 200, from 192.0.2.7" in text
    assert "the link was last seen anew at" in text
    assert "as it stood: <a href=" in text
    assert "\x1b" not in text
    assert r"\u001b[31mred" in text


def test_show_takes_the_number_of_a_backlink(db, shown):
    night(db, NOW, GONE)

    assert shown("1") == shown(A)
    (told,) = map(json.loads, shown("1", "--json").splitlines())
    assert told["history"][-1]["evidence"]["title"] == "410"


@pytest.mark.parametrize("number", ["0", "2", "9" * 18, "9" * 40, "-1", "1.0"])
def test_a_number_of_no_backlink_is_refused(db, tmp_path, number):
    done = CliRunner().invoke(root, ["show", "--db", str(tmp_path / "a.db"), "--", number])

    assert done.exit_code == 2
    assert "number of a backlink" in done.output


def test_evidence_stays_small(db):
    answer = fetch(headers=tuple((f"x-{n}", "y" * 50) for n in range(3)))
    evidence_of(db, (answer, facts(text_sketch=SKETCH, template_sketch=OTHER), ()))

    assert rows(db, "SELECT max(length(evidence)) AS n FROM observation")[0]["n"] < 700
