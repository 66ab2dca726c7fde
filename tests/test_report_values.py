"""Numbers, shares, days and texts as a report has them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcrawler.audit.parts import Audit, Figure, Unit
from linkcrawler.report.values import (
    before_of,
    change_of,
    compact,
    long_day,
    minute_of,
    number_of,
    readable,
    shown,
)
from linkcrawler.text import UNSAFE


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (None, Unit.COUNT, ""),
        (float("nan"), Unit.COUNT, ""),
        (float("inf"), Unit.SHARE, ""),
        (10**400, Unit.COUNT, ""),
        ("a text", Unit.COUNT, "a text"),
        (0, Unit.COUNT, "0"),
        (1184, Unit.COUNT, "1,184"),
        (-3, Unit.COUNT, "−3"),
        (0.004, Unit.COUNT, "<0.01"),
        (2.50, Unit.COUNT, "2.5"),
        (1e18, Unit.COUNT, "1.00e+18"),
        (0.0, Unit.SHARE, "0%"),
        (0.0001, Unit.SHARE, "<0.1%"),
        (0.713, Unit.SHARE, "71.3%"),
        (0.5, Unit.SHARE, "50%"),
        (0.9999, Unit.SHARE, ">99.9%"),
        (1.0, Unit.SHARE, "100%"),
        (0.857, Unit.PER_DAY, "0.86 a day"),
        (1, Unit.DAYS, "1 day"),
        (412.0, Unit.DAYS, "412 days"),
    ],
)
def test_a_value_is_shown_in_its_unit(value: object, unit: Unit, expected: str):
    assert expected == shown(value, unit)


@pytest.mark.parametrize(
    ("now", "before", "unit", "expected"),
    [
        (12, None, Unit.COUNT, None),
        (None, 12, Unit.COUNT, None),
        (12, 12, Unit.COUNT, None),
        (1184, 1172, Unit.COUNT, "+12"),
        (0, 3, Unit.COUNT, "−3"),
        (0.713, 0.698, Unit.SHARE, "+1.5 points"),
        (0.1, 0.1001, Unit.SHARE, "−<0.1 points"),
        (6, 5, Unit.DAYS, "+1 day"),
    ],
)
def test_a_change_has_its_sign_and_its_unit(
    now: float | None, before: float | None, unit: Unit, expected: str | None
):
    figure = Figure(key="key", title="Title", value=now, before=before, unit=unit)

    assert expected == change_of(figure)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0, "0"), (9_999, "9,999"), (12_345, "12.3K"), (-2e6, "−2M"), (3.4e9, "3.4B"), (1e200, "1.0e+200")],
)  # fmt: skip
def test_a_chart_has_short_numbers(value: float, expected: str):
    assert expected == compact(value)


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("plain", 10, "plain"),
        ("0123456789", 10, "0123456789"),
        ("0123456789a", 10, "012345678…"),
        ("two\r\nlines\tand more", 40, "two lines and more"),
        ("a\u202eb\x00", 40, "a\\u202eb\\u0000"),
        ("\ud800", 40, "\ufffd"),
        ("👩\u200d👧", 40, "👩\u200d👧"),
        ("می\u200cخواهم", 40, "می\u200cخواهم"),
        ("Z" + "\u0301" * 50, 60, "Z" + "\u0301" * 3),
    ],
)
def test_a_text_is_made_readable(text: str, limit: int, expected: str):
    assert expected == readable(text, limit)


@given(st.text(), st.integers(4, 50))
def test_no_text_steers_what_is_around_it(text: str, limit: int):
    made = readable(text, limit)

    assert UNSAFE.sub("", made).replace("\u200c", "") == made.replace("\u200d", "").replace(
        "\u200c", ""
    )
    assert len(made) <= limit * 6


@given(st.one_of(st.none(), st.integers(), st.floats(), st.text()), st.sampled_from(Unit))
def test_any_value_is_shown(value: object, unit: Unit):
    assert isinstance(shown(value, unit), str)
    number = number_of(value)
    if number is not None:
        assert compact(number, unit)


def test_days_are_written_out_and_what_is_none_is_left():
    assert long_day("2026-10-01T07:30:00+00:00") == "1 October 2026"
    assert minute_of("2026-10-01T07:30:00+00:00") == "2026-10-01 07:30 UTC"
    assert long_day("soon") == "soon"
    assert minute_of(None) == ""


BEFORE = [  # (time of the audit before, how it is told on 24 November)
    (None, "the last audit"),
    ("2026-10-01T07:30:00+00:00", "2026-10-01"),
    ("2026-11-24T07:30:00+00:00", "2026-11-24 07:30 UTC"),
]


@pytest.mark.parametrize(("before_at", "told"), BEFORE)
def test_an_audit_of_the_same_day_is_told_by_its_minute(before_at, told):
    made = Audit(site="shop.example", at="2026-11-24T20:00:00+00:00", before_at=before_at)

    assert before_of(made) == told
