"""What a run came to, in lines that a person and a terminal can take."""

from contextlib import ExitStack, closing

import pytest

from linkcrawler import store
from linkcrawler.crawl.session import Session
from linkcrawler.journal import journal_lines
from linkcrawler.models import RefusedRow
from linkcrawler.states import Reason, RunCause, RunOutcome
from linkcrawler.summary import NAMED, list_lines, summary_lines
from tests.make import (
    DAY,
    FOUND,
    NOT_FOUND,
    NOW,
    REMOVED,
    TARGET,
    TIMED_OUT,
    backlink,
    look,
    owed,
    refused,
)

PAGES = [f"https://{name}.example/" for name in "abcd"]


def report(**changes):
    counts = {"read": 1, "taken": 1, "refused": 0, "doubled": 0, "new": 1, **changes}
    return store.ImportReport(id=1, name="list.csv", **counts)


LISTS = [
    (report(), ["list.csv: read 1 = taken 1 + refused 0 + doubled 0 (1 new)"]),
    (
        report(read=12_345, taken=12_000, refused=0, doubled=345, new=0),
        ["list.csv: read 12,345 = taken 12,000 + refused 0 + doubled 345 (0 new)"],
    ),
    (
        report(
            read=3,
            taken=1,
            refused=2,
            first_refused=(
                refused(2, "no URL"),
                RefusedRow(line=3, column="", value="", reason="no target"),
            ),
        ),
        [
            "list.csv: read 3 = taken 1 + refused 2 + doubled 0 (1 new)",
            "  line 2: no URL. (??)",
            "  line 3: no target.",
        ],
    ),
]


@pytest.mark.parametrize(("told", "lines"), LISTS)
def test_what_became_of_a_list(told, lines):
    assert list_lines(told) == lines


def test_refused_rows_are_named_up_to_a_number():
    rows = tuple(refused(line) for line in range(1, NAMED + 1))

    lines = list_lines(report(read=1_100, taken=100, refused=1_000, first_refused=rows))

    assert len(lines) == 1 + NAMED + 1
    assert lines[-1] == "  ... and 980 more refused rows"


@pytest.fixture
def db(tmp_path):
    with closing(store.open_database(tmp_path / "backlinks.db")) as opened:
        yield opened


def session(db, path, at=NOW, answers=None, outcome=RunOutcome.FINISHED):
    """Do one run and return its session as it stands at the end."""
    run = store.begin_run(db, at, listed=False, target=None)
    done = Session(
        db=db,
        reader=db,
        path=path,
        clock=lambda: at,
        run=run,
        report=None,
        writer=store.LookWriter(db, run.id) if run else None,
        _stack=ExitStack(),
    )
    if run:
        looks = [
            look(page, answers[page.url] if isinstance(answers, dict) else answers, at)
            for page in owed(db)
        ]
        done.write(looks)
        done.outcome = outcome
        done.counts = store.finish_run(db, run.id, outcome, at)
    return done


def test_a_run_is_told_by_state_reason_change_and_name(db, tmp_path):
    store.take_list(db, [backlink(page) for page in PAGES], "list.csv", NOW)
    session(db, tmp_path, NOW, FOUND)
    for day in (1, 2, 3):
        a, b, c, d = PAGES
        answers = {a: FOUND, b: NOT_FOUND, c: TIMED_OUT, d: REMOVED if day == 3 else FOUND}
        done = session(db, tmp_path, NOW + day * DAY, answers)

    assert summary_lines(done) == [
        "Run 4: 4 of 4 backlinks answered",
        "  present           1  The link is there.",
        "  missing           1  The link was not found; this has to be confirmed.",
        "  lost              1  The link is gone, and that was confirmed.",
        "  unknown           1  It could not be told whether the link is there.",
        f"    {1:>17,}  {Reason.TIMEOUT.sentence}",
        "Changes since the looks before: 1 lost, 1 missing",
        "Lost in this run, confirmed:",
        f"  {PAGES[1]} -> {TARGET}",
        f"    {Reason.PAGE_NOT_FOUND.sentence}",
        "Not found, to be confirmed by the next runs:",
        f"  {PAGES[3]} -> {TARGET}",
        f"    {Reason.LINK_REMOVED.sentence}",
    ]


def test_a_run_without_news_is_short(db, tmp_path):
    store.take_list(db, [backlink(page) for page in PAGES], "list.csv", NOW)

    done = session(db, tmp_path, NOW, FOUND)

    assert summary_lines(done) == [
        "Run 1: 4 of 4 backlinks answered",
        "  present           4  The link is there.",
    ]


def test_what_competitors_lose_is_counted_and_not_named(db, tmp_path):
    rival = store.ListRows(name="r.csv", rows=[backlink(PAGES[1], "https://rival.example/")])
    store.take_lists(db, [rival], NOW, role="competitor")
    session(db, tmp_path, NOW, FOUND)
    for day in (1, 2, 3):
        done = session(db, tmp_path, NOW + day * DAY, NOT_FOUND)

    assert summary_lines(done) == [
        "Run 4: 1 of 1 backlinks answered",
        "  lost              1  The link is gone, and that was confirmed.",
        "Changes since the looks before: 1 lost",
    ]
    assert [line for line in journal_lines(done, 1.0) if "rival" in line] == []
    assert done.exit_code == 0


def test_losses_are_named_up_to_a_number(db, tmp_path):
    pages = [f"https://p{number}.example/" for number in range(NAMED + 5)]
    store.take_list(db, [backlink(page) for page in pages], "list.csv", NOW)
    session(db, tmp_path, NOW, FOUND)

    lines = summary_lines(session(db, tmp_path, NOW + DAY, REMOVED))

    assert sum(line.startswith("  https://") for line in lines) == NAMED
    assert lines[-1] == "  ... and more: linkcrawler changes"


@pytest.mark.parametrize(
    ("outcome", "line"),
    [
        (
            RunOutcome.INTERRUPTED,
            "The run was interrupted; start it again to go on where it stopped.",
        ),
        (
            RunOutcome.UNHEALTHY,
            f"{RunCause.DNS.sentence} No state was made worse; the next run asks again.",
        ),
    ],
)
def test_a_run_that_did_not_end_well_says_so(db, tmp_path, outcome, line):
    store.take_list(db, [backlink(PAGES[0])], "list.csv", NOW)

    done = session(db, tmp_path, NOW, TIMED_OUT, outcome)
    done.cause = RunCause.DNS

    assert summary_lines(done)[-1] == line


def test_nothing_to_verify(db, tmp_path):
    assert summary_lines(session(db, tmp_path)) == ["There is nothing to verify."]


def test_nothing_due(db, tmp_path):
    store.take_list(db, [backlink(PAGES[0])], "list.csv", NOW)
    session(db, tmp_path, NOW, FOUND)

    assert summary_lines(session(db, tmp_path)) == [
        "Nothing is due before 2026-11-24T22:00:00+00:00."
    ]


HOSTILE = [
    "https://a.example/\x1b[2Jx",
    "https://a.example/\r\nLost in this run, confirmed:",
    "https://a.example/\x9b31m",
    "https://a.example/\u202egpj",
    "https://a.example/\u2028x",
    "https://a.example/\x00",
]


@pytest.mark.parametrize("page", HOSTILE)
def test_what_others_wrote_can_not_steer_the_terminal(db, tmp_path, page):
    store.take_list(db, [backlink(page, TARGET + page[18:])], "list.csv", NOW)
    session(db, tmp_path, NOW, FOUND)
    done = session(db, tmp_path, NOW + DAY, REMOVED)
    done.report = report(
        first_refused=(RefusedRow(line=2, column="", value=page, reason="no target"),)
    )

    written = "\n".join(summary_lines(done)).split("\n")

    assert all(line.isprintable() for line in written)
    assert sum(line.startswith("Lost in this run") for line in written) == 0
