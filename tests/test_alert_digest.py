"""Alerts as text: causes, ranks, lengths, and what others wrote made harmless."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcrawler.alert import compose, escape
from linkcrawler.alert.digest import EXAMPLES, RANKS, group_events
from linkcrawler.alert.message import BODY_BYTES, EVENT_KEYS, TEXT_CHARACTERS, held_notice
from linkcrawler.states import ChangeKind

AT = "2026-11-24T02:00:00+00:00"


def event(number=1, kind="lost", **changes):
    """Return an event as the store tells it."""
    return {
        "id": number,
        "at": AT,
        "run_id": 7,
        "backlink_id": number,
        "referring_page": f"https://blog.example.org/{number}",
        "target": "https://www.example.com/shop",
        "kind": kind,
        "field": None,
        "old": "missing",
        "new": kind,
        "reason": "link_removed",
        "observation_id": number,
        "referring_domain": "example.org",
        "final_url": f"https://blog.example.org/{number}",
        "http_status": 200,
        "page_title": "A post",
        "anchor_text": "the shop",
        "last_present_at": "2026-11-20T02:00:00+00:00",
        **changes,
    }


def changed(number, name, old, new, **changes):
    return event(number, "changed", field=name, old=old, new=new, reason="link_found", **changes)


def test_300_losses_of_one_redesign_are_one_cause():
    digest = group_events(7, [event(number) for number in range(300)])

    assert [(cause.links, len(cause.pages)) for cause in digest.causes] == [(300, 300)]
    assert len(digest.causes[0].examples) == EXAMPLES
    assert digest.headline == "300 lost"


@pytest.mark.parametrize(
    "other",
    [
        {"kind": "missing"},
        {"reason": "page_gone"},
        {"referring_domain": "example.net"},
        {"final_url": "https://parking.example/"},
        {"final_url": None},
    ],
)
def test_another_kind_reason_site_or_host_is_another_cause(other):
    assert len(group_events(7, [event(1), event(2, **other)]).causes) == 2


def test_what_matters_most_comes_first():
    events = [
        event(1, "verifiable"),
        event(2, "recovered"),
        changed(3, "anchor_text", "a", "b"),
        changed(4, "countability", "followed", "nofollow"),
        event(5, "missing"),
        event(6, "lost", referring_domain="b.example"),
        event(7, "lost", referring_domain="a.example"),
        event(8, "lost", referring_domain="b.example"),
    ]

    told = [
        (cause.kind.value, cause.changed_field, cause.referring_domain)
        for cause in group_events(7, events).causes
    ]

    assert told == [
        ("lost", None, "b.example"),
        ("lost", None, "a.example"),
        ("missing", None, "example.org"),
        ("changed", "countability", "example.org"),
        ("changed", "anchor_text", "example.org"),
        ("recovered", None, "example.org"),
        ("verifiable", None, "example.org"),
    ]


def test_every_kind_has_a_rank():
    assert {kind for kind, _ in RANKS} == set(ChangeKind)


def test_a_rel_that_changed_with_what_the_link_counts_for_is_one_change():
    events = [
        changed(1, "rel", "", "nofollow"),
        changed(1, "countability", "followed", "nofollow"),
        changed(2, "rel", "", "noopener"),
        changed(3, "countability", "followed", "ugc"),
    ]

    told = {cause.changed_field: cause.links for cause in group_events(7, events).causes}

    assert told == {"countability": 2, "rel": 1}


def test_a_deviation_is_told_beside_the_change_and_names_both_sides():
    events = [
        changed(1, "rel", "", "nofollow"),
        changed(1, "countability", "followed", "nofollow"),
        event(
            1,
            "deviation",
            field="countability",
            old="followed",
            new="nofollow",
            reason="link_found",
        ),
    ]

    message = compose(7, events)

    assert message.subject == "Backlinks: 1 deviation, 1 changed (run 7)"
    assert "DEVIATION (countability): 1 link of example.org" in message.text
    assert "  The link is not as it was agreed.\n" in message.text
    assert "    countability: agreed 'followed', found 'nofollow'\n" in message.text


def test_a_change_of_rel_is_not_left_out_for_a_deviation():
    told = group_events(
        7,
        [
            changed(1, "rel", "", "nofollow"),
            event(1, "deviation", field="countability", old="followed", new="not_counted"),
        ],
    )

    assert dict(told.kinds) == {"changed": 1, "deviation": 1}


def test_the_text_names_what_happened_why_and_what_shows_it():
    message = compose(7, [event(1), event(2)], remarks=["Late."])

    assert message.subject == "Backlinks: 2 lost (run 7)"
    assert message.text == (
        "Late.\n"
        "Run 7: 2 lost.\n"
        "\n"
        "LOST: 2 links on 2 pages of example.org\n"
        "  The page is there, but the link is not on it any more.\n"
        "  https://blog.example.org/1 -> https://www.example.com/shop\n"
        "    seen 2026-11-24T02:00:00+00:00; status 200; anchor 'the shop';"
        " last there 2026-11-20T02:00:00+00:00\n"
        "  https://blog.example.org/2 -> https://www.example.com/shop\n"
        "    seen 2026-11-24T02:00:00+00:00; status 200; anchor 'the shop';"
        " last there 2026-11-20T02:00:00+00:00\n"
    )


def test_a_change_is_told_with_both_values():
    text = compose(7, [changed(1, "countability", "followed", "nofollow")]).text

    assert "CHANGED (countability): 1 link of example.org" in text
    assert "countability: 'followed' -> 'nofollow'" in text


def test_where_nothing_happened_there_is_no_alert():
    assert compose(7, []) is None


def test_a_long_alert_ends_with_how_much_more_there_is():
    events = [event(n, referring_domain=f"{n}.example") for n in range(1_000)]

    message = compose(7, events)

    assert len(message.text) <= TEXT_CHARACTERS + 200
    assert message.text.endswith("linkcrawler changes --run 7\n")
    named = message.text.count("LOST:")
    assert f"... and {1_000 - named:,} more of {1_000 - named:,} causes:" in message.text
    assert "`linkcrawler changes --run 7`" in message.markdown


def test_the_json_lines_are_those_of_changes():
    message = compose(7, [event(1), event(2)])

    assert [list(json.loads(line)) for line in message.lines] == [list(EVENT_KEYS)] * 2
    assert message.body.count(b"\n") == 2


def test_json_lines_are_bounded_and_the_rest_is_counted():
    events = [event(n, old="x" * 1_000) for n in range(2_000)]

    message = compose(7, events)
    last = json.loads(message.lines[-1])

    assert len(message.body) <= BODY_BYTES
    assert last == {"kind": "more", "run_id": 7, "events": 2_000 - len(message.lines) + 1}


def test_a_password_in_an_address_is_not_told():
    secret = "hunter2-secret"
    message = compose(
        7,
        [
            event(1, referring_page=f"https://bob:{secret}@blog.example.org/"),
            event(2, final_url=f"https://bob:{secret}@blog.example.org/x"),
            changed(3, "target", f"https://bob:{secret}@example.com/", None),
        ],
    )

    assert secret not in message.text + message.markdown + message.body.decode()


def test_a_lone_surrogate_becomes_an_escape():
    message = compose(7, [event(1, old="\ud800")])

    assert json.loads(message.body)["old"] == "\ud800"


ESCAPED = [  # (as others wrote it, in a chat or mail, in Markdown)
    ("the shop", "the shop", "the shop"),
    ("<!channel> now", "< !channel> now", r"\< \!channel\> now"),
    ("<@U123>", "< @U123>", r"\< \@U123\>"),
    ("<#C1>", "< #C1>", r"\< \#C1\>"),
    ("@everyone @Here @room", "@ everyone @ Here @ room", r"\@ everyone \@ Here \@ room"),
    ("https://medium.com/@someone", "https://medium.com/@someone", None),
    (
        "[x](https://evil.example)",
        "[x] (https://evil.example)",
        r"\[x\] \(https\:\/\/evil\.example\)",
    ),
    ("**bold** `code` <b>", None, r"\*\*bold\*\* \`code\` \<b\>"),
    ("a\r\nBcc: all@example.com", r"a\u000d\u000aBcc: all@example.com", None),
    ("\x1b[31mred\x1b]8;;x\x07", r"\u001b[31mred\u001b]8;;x\u0007", None),
    ("a\u202eb\u200bc\U000e0041d\u2028e", r"a\u202eb\u200bc\ue0041d\u2028e", None),
    (None, "", ""),
    ("x" * 300, "x" * 199 + "\u2026", None),
]


@pytest.mark.parametrize(("written", "chat", "markdown"), ESCAPED)
def test_what_others_wrote_is_harmless(written, chat, markdown):
    if chat is not None:
        assert escape.chat(written) == chat
    if markdown is not None:
        assert escape.markdown(written) == markdown


@given(st.text())
def test_escaped_text_is_one_line_that_calls_nobody(text):
    told = escape.chat(text)

    assert len(told.splitlines()) <= 1
    assert not any(ord(character) < 32 for character in told)
    assert "<!" not in told
    assert "@everyone" not in told.lower()
    assert len(escape.subject(text)) <= 12 * escape.SUBJECT_CHARACTERS


@pytest.mark.parametrize("field", ["referring_page", "target", "anchor_text", "referring_domain"])
def test_no_value_of_a_page_reaches_an_alert_unescaped(field):
    hostile = "<!channel>\r\nBcc: x\x1b[2J@everyone"
    message = compose(7, [event(1, **{field: hostile})])

    for text in (message.subject, message.text, message.markdown):
        assert "<!channel>" not in text
        assert "\nBcc" not in text
        assert "\x1b" not in text
        assert "@everyone" not in text


def test_a_subject_is_one_line():
    assert escape.subject("a\r\nBcc: b\n") == r"a\u000d\u000aBcc: b\u000a"


def test_a_mass_loss_is_told_with_its_share():
    message = held_notice(9, 312, 1_200)

    assert "26 %" in message.subject
    assert "312 of 1,200 links" in message.text
    assert json.loads(message.lines[0])["kind"] == "held"
