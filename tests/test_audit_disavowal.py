"""What goes into a disavow file, and what never does."""

import io
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcrawler.audit.cases import CaseState, Step
from linkcrawler.audit.desk import Case
from linkcrawler.audit.disavowal import Brought, LinkingPage, Rules, page_line, plan_disavowal
from linkcrawler.errors import InputError
from linkcrawler.export.disavow import (
    MAX_BYTES,
    difference,
    disavow_text,
    joined,
    read_disavow,
    write_disavow,
)

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
LONG_AGO, LATELY = "2026-11-01T00:00:00+00:00", "2026-11-20T00:00:00+00:00"
OWN = frozenset({"example.com"})


def case(domain: str = "spam.example", **changes: object) -> Case:
    usual = Case(domain, None, "candidate", LONG_AGO, LONG_AGO, "", id=1)
    return usual._replace(**changes)


def page(url: str = "https://spam.example/1", **changes: object) -> LinkingPage:
    return LinkingPage(url, 1, is_gone=False, is_good=False, is_harmful=True)._replace(**changes)


def plan(what: Case, *pages: LinkingPage, steps: tuple[Step, ...] = (), **rules: object):
    usual = {"own_sites": OWN, "asked_days": 14, "now": NOW}
    return plan_disavowal(
        [Brought(what, pages or (page(),), steps, ())], Rules(**{**usual, **rules})
    )


PLANS = [  # (case, pages, rules, lines)
    (case(), (page(),), {}, ["domain:spam.example"]),
    (case(), (page(),), {"by_page": True}, ["https://spam.example/1"]),
    (case(page="https://spam.example/1"), (page(),), {}, ["https://spam.example/1"]),
    # Nobody asked, or only lately.
    (case(asked_at=None), (page(),), {}, []),
    (case(asked_at=LATELY), (page(),), {}, []),
    (case(asked_at=None), (page(),), {"is_forced": True}, ["domain:spam.example"]),
    (case(asked_at=LATELY), (page(),), {"is_forced": True}, ["domain:spam.example"]),
    (case(asked_at=LATELY, refused_at=LATELY), (page(),), {}, ["domain:spam.example"]),
    (case(asked_at=LATELY), (page(),), {"asked_days": 3}, ["domain:spam.example"]),
    # What a file once held stays in it: an upload replaces the one before.
    (case(state="exported", asked_at=None), (page(),), {}, ["domain:spam.example"]),
    # Only what a person marked.
    *((case(state=state), (page(),), {"is_forced": True}, [])
      for state in sorted(set(CaseState) - {"candidate", "exported"})),
    # Own sites and known good ones: never, whatever is forced.
    (case("example.com"), (page("https://example.com/"),), {"is_forced": True}, []),
    (case(), (page(),), {"known_good": {"spam.example"}, "is_forced": True}, []),
    # Hosts that many share: by page; a blog on a platform stands for itself.
    (case("wordpress.com"), (page("https://wordpress.com/x"),), {}, ["https://wordpress.com/x"]),
    (case("blogspot.com"), (page("https://blogspot.com/x"),), {}, ["https://blogspot.com/x"]),
    (case("co.uk"), (page("https://co.uk/x"),), {}, ["https://co.uk/x"]),
    (case("192.0.2.7"), (page("http://192.0.2.7/x"),), {}, ["http://192.0.2.7/x"]),
    (case("a.wordpress.com"), (page("https://a.wordpress.com/x"),), {}, ["domain:a.wordpress.com"]),
    # A domain that gives good links too.
    (case(), (page(), page("https://spam.example/2", is_good=True, is_harmful=False)), {},
     ["https://spam.example/1"]),
    (case(), (page(is_good=True, is_harmful=False),), {}, []),
    (case(), (page(is_good=True, is_harmful=False),), {"is_forced": True}, []),
    (case(page="https://spam.example/1"), (page(is_good=True),), {}, []),
    # What is gone.
    (case(), (page(is_gone=True),), {}, []),
    (case(), (page(is_gone=True), page("https://spam.example/2")), {"by_page": True},
     ["https://spam.example/2"]),
    # As Google takes addresses.
    (case("xn--mnchen-3ya.example"), (page("https://münchen.example/ü#f"),), {"by_page": True},
     ["https://xn--mnchen-3ya.example/%C3%BC"]),
    (case(), (page("https://spam.example/" + "x" * 2_048),), {"by_page": True}, []),
]  # fmt: skip


@pytest.mark.parametrize(("what", "pages", "rules", "lines"), PLANS)
def test_each_case_gives_its_lines_or_a_reason(what, pages, rules, lines):
    found = plan(what, *pages, **rules)

    assert sorted(found.lines) == lines
    assert found.case_ids == ([1] if lines else [])
    assert lines or len(found.left_out) == 1


def test_the_reason_names_the_day_up_to_which_an_owner_may_answer():
    assert plan(case(asked_at=LATELY)).left_out == [
        "spam.example: its owner was asked on 2026-11-20 and has 14 days to answer, up to 2026-12-04"
    ]


def test_the_comments_tell_what_was_done():
    steps = (
        Step("2026-11-01T00:00:00+00:00", "asked", "By their form.", None, "form@spam.example"),
        Step("2026-11-05T00:00:00+00:00", "reminded", "", None),
        Step("2026-11-06T00:00:00+00:00", "exported", "Written into a.txt.", None),
    )
    text = disavow_text(plan(case(), steps=steps).lines)

    assert text.splitlines()[2:] == [
        (
            "# Contacted the owner of spam.example on 2026-11-01 to ask for removal of the link."
            " By their form."
        ),
        "# Reminded the owner of spam.example on 2026-11-05.",
        "domain:spam.example",
    ]


# --- the format -----------------------------------------------------------------------------------

OLD = """\ufeff# all of mine

# bought in 2019
domain:Bought.example\r
http://bought.example/page
domain:m\u00fcnchen.example
# a page
https://user:secret@other.example/\u00fc#f
spam.example
domain:https://x.example/
domain:x.example/path
ftp://x.example/
domain:wordpress.com
domain:co.uk
domain:www.example.com
https://shop.example.com/
"""


def test_an_old_file_is_joined_and_what_is_wrong_in_it_is_told_by_line():
    old = read_disavow(OLD.encode(), "old.txt", OWN)
    text = disavow_text(joined(old, {"domain:new.example": ["why"]}), header=(), loose=old.loose)

    assert text == (
        "# all of mine\n\n# bought in 2019\ndomain:bought.example\n# why\ndomain:new.example\n"
        "domain:xn--mnchen-3ya.example\n# a page\nhttps://other.example/%C3%BC\n"
    )
    assert [re.sub(": .*", "", told) for told in old.told] == [
        f"old.txt, line {number}" for number in range(9, 17)
    ]


def test_a_page_of_a_domain_that_is_disavowed_goes_and_its_comment_stays():
    text = disavow_text(
        {"domain:a.example": ["one"], "http://x.a.example/": ["two"], "http://ba.example/": []},
        header=(),
    )

    assert text == "# one\n# two\ndomain:a.example\nhttp://ba.example/\n"


@pytest.mark.parametrize("body", [b"\xff\xfe", b"domain:\xe9.example", b"#" * (MAX_BYTES + 1)])
def test_what_is_no_disavow_file_is_refused(body):
    with pytest.raises(InputError, match=r"old\.txt"):
        read_disavow(body, "old.txt", OWN)


def test_the_difference_is_told_by_line():
    assert difference(["domain:a.example", "domain:b.example"], "# x\ndomain:b.example\nhttp://c.example/\n") == [
        "- domain:a.example",
        "+ http://c.example/",
    ]  # fmt: skip


COMMENTS = st.lists(st.text(max_size=60), max_size=3)
HOSTS = st.sampled_from(["a.example", "b.example", "x.a.example", "münchen.example"])
LINES = st.builds("domain:{}".format, st.sampled_from(["a.example", "b.example"])) | st.builds(
    "http://{}/{}".format, HOSTS, st.text(alphabet="abc/ ?#ü\n", max_size=8)
).map(page_line).filter(bool)


@given(lines=st.dictionaries(LINES, COMMENTS, min_size=1, max_size=8), loose=COMMENTS)
def test_whatever_notes_hold_each_line_is_one_that_google_takes(lines, loose):
    text = disavow_text(lines, loose=loose)
    body = [each for each in text.split("\n")[:-1] if each and not each.startswith("# ")]

    assert len(text.splitlines()) == len(text.split("\n")) - 1
    assert all(re.fullmatch(r"domain:[a-z0-9.-]+|https?://[!-~]+", each) for each in body)
    assert body == sorted(set(body))
    assert set(body) <= set(lines)
    wholes = {each.removeprefix("domain:") for each in body if each.startswith("domain:")}
    assert not any(
        f".{each.split('/')[2]}".endswith(f".{whole}")
        for each in body
        if "/" in each
        for whole in wholes
    )


@given(lines=st.dictionaries(LINES, COMMENTS, min_size=1, max_size=8), loose=COMMENTS)
def test_joining_a_file_with_itself_changes_nothing(lines, loose):
    text = disavow_text(lines, loose=loose)
    old = read_disavow(text.encode("utf-8"), "old.txt", OWN)

    assert old.told == []
    assert text == disavow_text(joined(old, lines), loose=old.loose)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body):
    try:
        old = read_disavow(body, "old.txt", OWN)
    except InputError:
        return
    assert all(line == line.strip() and line.isascii() for line in old.lines)


def test_the_selection_of_an_export_is_written_in_the_same_form():
    out = io.BytesIO()
    write_disavow(
        out, [{"referring_page": "http://b.example/"}], own_sites=OWN, by_page=False
    )  # fmt: skip

    assert out.getvalue().splitlines()[-1] == b"domain:b.example"
