"""What a row claims of its link, and what was agreed about it."""

import csv
import io

import pytest

from linkcrawler.imports import open_file
from linkcrawler.imports.agreements import iso_day
from linkcrawler.imports.metrics import METRIC_NAMES, read_number
from linkcrawler.models import Agreement

P, T = "https://blog.example.org/p", "https://example.com/t"


def row_of(**cells: str):
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerows([["Source URL", "Target URL", *cells], [P, T, *cells.values()]])
    with open_file("-", stdin=io.BytesIO(text.getvalue().encode())) as file:
        (row,) = next(file.lists).rows
    return row


LOSSES = [  # (cells, lost, day, reason)
    ({}, None, None, None),
    ({"Lost": "", "Lost status": ""}, False, None, None),
    ({"Lost": "2024-07-01"}, True, "2024-07-01", None),
    ({"Lost status": "notfound"}, True, None, "notfound"),
    ({"Drop reason": "", "Lost": "-"}, False, None, None),
    ({"Lost": "true"}, True, None, None),
    ({"Lost": "false"}, False, None, None),
    ({"Lost link": "false"}, False, None, None),
    ({"Lost link": "TRUE"}, True, None, None),
    ({"FlagDeleted": "1", "DateLost": "07/01/2024"}, True, "07/01/2024", None),
    ({"ReasonLost": "", "DateLost": "", "FlagDeleted": "0"}, False, None, None),
]


@pytest.mark.parametrize(("cells", "lost", "day", "reason"), LOSSES)
def test_a_claimed_loss_is_told_apart_from_none(cells, lost, day, reason):
    claim = row_of(**cells).claim

    assert (claim.lost, claim.lost_at, claim.lost_reason) == (lost, day, reason)


KINDS = [  # (cells, kind, rel)
    ({}, None, None),
    ({"Type": "Image"}, "image", None),
    ({"Link type": "TextLink"}, "text", None),
    ({"Link type": "nofollow"}, None, "nofollow"),
    ({"FlagImageLink": "ImageLink", "FlagFrame": ""}, "image", None),
    ({"FlagMention": "1"}, "mention", None),
    ({"Text": "true", "Form": "true"}, "text", None),
]


@pytest.mark.parametrize(("cells", "kind", "rel"), KINDS)
def test_a_kind_of_link_is_a_word_or_a_flag(cells, kind, rel):
    claim = row_of(**cells).claim

    assert (claim.link_kind, claim.rel) == (kind, rel)


@pytest.mark.parametrize("metric", METRIC_NAMES)
def test_each_metric_has_one_name_whatever_the_tool_calls_it(metric):
    for name in METRIC_NAMES[metric]:
        assert row_of(**{name: "12"}).claim.metrics == {metric: 12.0}


NUMBERS = [  # (cell, number)
    ("7", 7.0),
    (" 0.5 ", 0.5),
    ("0,5", 0.5),
    ("1,240", 1240.0),
    ("1.240.000", 1_240_000.0),
    ("1 240", 1240.0),
    ("12%", 12.0),
    ("-3", -3.0),
    ("", None),
    ("-", None),
    ("n/a", None),
    ("1e999", None),
    ("nan", None),
    ("1" * 50, None),
]


@pytest.mark.parametrize(("cell", "number"), NUMBERS)
def test_numbers_are_read_as_spreadsheets_write_them(cell, number):
    assert read_number(cell) == number


AGREEMENTS = [  # (cells, agreement)
    ({}, Agreement()),
    ({"Expected target": T, "Expected anchor": "the shop"}, Agreement(target=T, anchor_text="the shop")),
    ({"Agreed rel": "dofollow"}, Agreement(rel="")),
    ({"Agreed rel": "Sponsored, nofollow"}, Agreement(rel="sponsored nofollow")),
    ({"Agreed rel": ""}, Agreement()),
    ({"Expected follow": "yes"}, Agreement(rel="")),
    ({"Expected follow": "no"}, Agreement(rel="nofollow")),
    ({"Expected follow": "nofollow"}, Agreement(rel="nofollow")),
    ({"Expires": "31.12.2026"}, Agreement(until="2026-12-31")),
    ({"Until": "for ever"}, Agreement(until="for ever")),
    ({"Cost": "80 EUR", "Campaign": "spring", "Contact": "Jo"}, Agreement(cost="80 EUR", campaign="spring", contact="Jo")),
    ({"Tags": "a, b;a|| c "}, Agreement(tags=("a", "b", "c"))),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "agreement"), AGREEMENTS)
def test_what_was_agreed_is_read_from_columns_with_common_names(cells, agreement):
    row = row_of(**cells)

    assert row.agreement == agreement
    assert row.claim.anchor_text is None


DAYS = [  # (as written, day)
    ("2026-12-31", "2026-12-31"),
    ("2026/1/5", "2026-01-05"),
    ("2026-12-31T23:00:00Z", "2026-12-31"),
    ("31.12.2026", "2026-12-31"),
    ("3.4.2026", "2026-04-03"),
    ("31/12/2026", "2026-12-31"),
    ("12/31/2026", "2026-12-31"),
    ("04/04/2026", "2026-04-04"),
    ("03/04/2026", None),  # nobody knows which is the month
    ("30.02.2026", None),
    ("1/2/26", None),
    ("soon", None),
    ("", None),
]


@pytest.mark.parametrize(("written", "day"), DAYS)
def test_a_day_is_read_where_it_is_certain(written, day):
    assert iso_day(written) == day
