"""The commands ``outreach`` and ``disavow``."""

import json
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from linkcrawler import store
from linkcrawler.audit.drafts import LANGUAGES, DraftKind, DraftLink, make_draft
from linkcrawler.cli.root import root
from tests.make import (
    DAY,
    ELSEWHERE,
    FOUND,
    GONE,
    NOW,
    TARGET,
    backlink,
    facts,
    fetch,
    link,
    night,
    rows,
)

A, B, C = "https://spam.example/1", "https://b.example/", "https://wordpress.com/x"
NOFOLLOW = (fetch(), facts(), (link(rel=("nofollow",)),))


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "a.db"
    with closing(store.open_database(path)) as opened:
        store.take_list(opened, [backlink(page) for page in (A, B, C)], "list.csv", NOW)
        opened.conn.commit()
        night(opened, NOW - 30 * DAY, {A: FOUND, B: NOFOLLOW, C: FOUND})
    return path


@pytest.fixture
def run(db: Path):
    def call(*arguments: str):
        return CliRunner().invoke(root, [*arguments, "--db", str(db)])

    return call


def lines(path: Path) -> list[str]:
    return [line for line in path.read_text("utf-8").splitlines() if line[:1] not in ("#", "")]


def test_the_way_of_a_case_from_review_to_the_file(run, db: Path, tmp_path: Path):
    out = tmp_path / "disavow.txt"
    for step in (
        ("review", "spam.example", "--note", "two\nlines\ndomain:evil.example"),
        ("asked", "spam.example", "--on", "2026-10-28", "--contact", "me@spam.example"),
        ("reminded", "spam.example", "--on", "2026-10-30"),
        ("no-reply", "spam.example", "--on", "2026-11-10"),
        ("candidate", "spam.example"),
    ):
        assert run("outreach", *step).exit_code == 0, step
    done = run("disavow", str(out))

    assert done.exit_code == 0, done.output
    assert lines(out) == ["domain:spam.example"]
    text = out.read_text("utf-8")
    assert "# Contacted the owner of spam.example on 2026-10-28" in text
    assert "two lines domain:evil.example" in text
    assert "me@spam.example" not in text
    (case,) = told(run("outreach", "list", "--history", "--json"))
    assert case["state"] == "exported"
    assert [step["state"] for step in case["steps"]] == [
        "review", "asked", "reminded", "no_reply", "candidate", "exported"
    ]  # fmt: skip
    assert run("disavow", str(out), "--merge", str(out)).exit_code == 0
    assert out.read_text("utf-8") == text


def told(done) -> list[dict[str, object]]:
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


REFUSED = [  # (steps before, words of the sentence)
    ((), "no case is marked"),
    ((("asked", "spam.example", "--on", "2026-11-01"),), "no case is marked"),
    ((("candidate", "spam.example"),), "never asked"),
    ((("dismiss", "spam.example"),), "no case is marked"),
]


@pytest.mark.parametrize(("steps", "words"), REFUSED)
def test_what_should_not_be_disavowed_is_refused_and_no_file_is_written(
    run, tmp_path, steps, words
):
    for step in steps:
        assert run("outreach", *step).exit_code == 0
    done = run("disavow", str(tmp_path / "disavow.txt"))

    assert done.exit_code == 2
    assert words in done.stderr
    assert done.stdout == ""
    assert not (tmp_path / "disavow.txt").exists()
    assert "exported" not in run("outreach", "list").output


@pytest.mark.parametrize("option", ["--force", "--manual-action"])
def test_it_can_be_forced(run, tmp_path: Path, option: str):
    run("outreach", "candidate", "spam.example", "wordpress.com")
    done = run("disavow", str(tmp_path / "disavow.txt"), option)

    assert done.exit_code == 0, done.output
    assert lines(tmp_path / "disavow.txt") == ["domain:spam.example", C]


def test_the_difference_is_shown_and_nothing_is_written(run, tmp_path: Path):
    old = tmp_path / "old.txt"
    old.write_text("domain:old.example\nnonsense\n")
    run("outreach", "candidate", "spam.example")
    done = run("disavow", str(tmp_path / "new.txt"), "--force", "--merge", str(old), "--diff")

    assert done.stdout == "+ domain:spam.example\n"
    assert f"{old}, line 2: " in done.stderr
    assert not (tmp_path / "new.txt").exists()
    assert run("outreach", "list").output.startswith("candidate")
    assert run("disavow", str(old), "--force", "--diff").stdout == (
        "- domain:old.example\n+ domain:spam.example\n"
    )


def test_standard_output_marks_nothing(run):
    run("outreach", "candidate", "spam.example")
    done = run("disavow", "--force")

    assert done.stdout.splitlines()[-1] == "domain:spam.example"
    assert run("outreach", "list").output.startswith("candidate")


MISUSE = [
    (("outreach", "reminded", "spam.example"), "was not asked yet"),
    (("outreach", "refused", "spam.example"), "was not asked yet"),
    (("outreach", "review", "nobody.example"), "no backlinks from it"),
    (("outreach", "review", "spam.example", "nobody.example"), "no backlinks from it"),
    (("outreach", "asked", "spam.example", "--on", "2999-01-01"), "still to come"),
    (("outreach", "asked", "spam.example", "--on", "soon"), "is no time"),
    (("outreach", "note", "spam.example"), "--note or --contact"),
    (("outreach", "note", "spam.example", "--note", "x"), "there is no case"),
    (("outreach", "review", "spam.example", "--note", "x" * 2_001), "2,000"),
    (("outreach", "draft", "spam.example", "--kind", "reclaim"), "confirmed as lost"),
    (("disavow", "x.txt", "--merge", "nowhere.txt"), "can't be read"),
    (("disavow", "x.txt", "--site", "other.example"), "no backlinks of such a site"),
]


@pytest.mark.parametrize(("arguments", "words"), MISUSE)
def test_misuse_is_told_and_changes_nothing(run, monkeypatch, tmp_path, arguments, words):
    monkeypatch.chdir(tmp_path)
    done = run(*arguments)

    assert done.exit_code == 2
    assert words in done.stderr
    assert "There are no cases" in run("outreach", "list").output


def test_an_owner_is_not_asked_twice_without_it_being_a_reminder(run):
    assert run("outreach", "asked", "spam.example").exit_code == 0
    done = run("outreach", "asked", "spam.example")

    assert done.exit_code == 2
    assert "'reminded'" in done.stderr


def test_no_step_makes_a_database(tmp_path: Path):
    done = CliRunner().invoke(
        root, ["outreach", "review", "x.example", "--db", str(tmp_path / "no.db")]
    )

    assert done.exit_code == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(DraftKind))
def test_a_draft_names_page_anchor_target_and_day_on_lines_of_their_own(
    language: str, kind: DraftKind
):
    named = DraftLink(A, TARGET, "the\nshop\u202e", "2026-11-01", "https://www.example.com/other")
    made = make_draft(kind, language, site="example.com", domain="spam.example", links=[named])
    ends = [line.partition(": ")[2] for line in made.body.splitlines()]

    assert {A, TARGET, "the\\u000ashop\\u202e", "2026-11-01", named.linked} <= set(ends)
    assert "example.com" in made.subject
    assert "spam.example" in made.subject
    assert "{" not in made.subject + made.body
    for threat in ("disavow", "google", "lawyer", "anwalt", "penal", "spam "):
        assert threat not in made.body.replace(A, "").lower()


def test_a_draft_is_of_the_links_of_its_kind(run, db: Path):
    assert A in run("outreach", "draft", "spam.example").output
    assert B in run("outreach", "draft", "b.example", "--kind", "nofollow").output
    with closing(store.open_database(db)) as opened:
        for number, answer in enumerate((GONE,) * 4):
            opened.execute("UPDATE page SET next_check_at = NULL")
            opened.conn.commit()
            night(opened, NOW - (9 - number) * DAY, {A: answer, B: ELSEWHERE, C: FOUND})
        assert rows(
            opened, "SELECT link_state FROM backlink_status WHERE referring_page = ?", A
        ) == [{"link_state": "lost"}]
    (made,) = told(run("outreach", "draft", "spam.example", "--kind", "reclaim", "--json"))
    assert "2026-10-25" in made["body"]
    assert "https://www.example.com/" in run("outreach", "draft", B, "--kind", "target").output


OVERWRITTEN = [  # (what the file has, whether it may be written over)
    ("", True),
    ("# a comment\n", True),
    ("domain:spam.example\n", True),  # a case of ours
    ("https://spam.example/other\n", True),
    ("domain:old.example\n", False),
    ("domain:spam.example\nhttps://old.example/page\n", False),
    ("my notes\n", False),
]


@pytest.mark.parametrize(("there", "may"), OVERWRITTEN)
def test_lines_of_no_case_are_not_lost_by_writing_over_their_file(run, tmp_path, there, may):
    out = tmp_path / "disavow.txt"
    out.write_text(there)
    run("outreach", "candidate", "spam.example")
    done = run("disavow", str(out), "--force")

    assert done.exit_code == (0 if may else 2), done.output
    if not may:
        assert "would lose 1 line that no case" in done.stderr
        assert "--merge" in done.stderr
        assert out.read_text() == there
        assert "exported" not in run("outreach", "list").output
        assert run("disavow", str(out), "--force", "--merge", str(out)).exit_code == 0
