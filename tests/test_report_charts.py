"""Where the marks of a chart stand."""

import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkcrawler.audit.parts import Chart, ChartKind, Series, Unit
from linkcrawler.report.charts import MAX_BARS, NARROW, WIDE, draw, left_out
from linkcrawler.report.scale import ends, ticks


def chart(kind: ChartKind, labels: list[str], *rows: list[float | None], **more: object) -> Chart:
    """Return a chart with a series for each row."""
    series = [Series(name=f"series {n}", values=row) for n, row in enumerate(rows)]
    return Chart(key="key", title="t", kind=kind, labels=labels, series=series, text="x", **more)


def test_bars_are_as_long_as_their_values():
    drawing = draw(chart(ChartKind.BARS, ["a", "b", "c"], [10, 5, None]), WIDE)

    ten, five = drawing.rects
    assert ten.width == pytest.approx(2 * five.width)
    assert ten.x == five.x
    assert [label.text for label in drawing.labels if label.kind == "value"] == ["10", "5"]
    assert [label.text for label in drawing.labels if label.kind == "unknown"] == ["not known"]


def test_a_bar_below_zero_goes_the_other_way():
    drawing = draw(chart(ChartKind.BARS, ["a", "b"], [10, -5]), WIDE)

    up, down = drawing.rects
    (axis,) = (line for line in drawing.lines if line.kind == "axis")
    assert up.x == pytest.approx(axis.x1)
    assert down.x + down.width == pytest.approx(axis.x1)


def test_parts_of_a_stack_follow_each_other_and_the_sum_is_told():
    drawing = draw(chart(ChartKind.STACK, ["a"], [30], [None], [10]), WIDE)

    first, second = drawing.rects
    assert second.x == pytest.approx(first.x + first.width)
    assert first.width == pytest.approx(3 * second.width)
    assert "40" in [label.text for label in drawing.labels if label.kind == "value"]


def test_gains_stand_above_the_axis_and_losses_below():
    drawing = draw(chart(ChartKind.GAIN_LOSS, ["a", "b"], [4, None], [2, 3]), WIDE)

    axis = next(line.y1 for line in drawing.lines if line.kind == "axis")
    assert [rect.kind for rect in drawing.rects] == ["gain", "loss", "loss"]
    assert drawing.rects[0].y + drawing.rects[0].height == pytest.approx(axis)
    assert drawing.rects[1].y == pytest.approx(axis)
    assert all("−" not in label.text for label in drawing.labels)


def test_a_value_that_is_not_known_is_a_gap_in_a_line():
    drawing = draw(chart(ChartKind.LINES, list("abcdef"), [1, 2, None, 3, None, 4]), WIDE)

    lines = [path.d for path in drawing.paths if path.kind.startswith("line")]
    dots = [path.tip for path in drawing.paths if path.kind.startswith("dot")]
    assert [d.count("L") for d in lines] == [1]
    assert dots == ["a: 1", "b: 2", "d: 3", "f: 4"]


def test_many_days_stand_below_columns_and_many_words_beside_bars():
    days = [f"2026-10-{day:02d}" for day in range(1, 32)]
    words = [f"a rather long label number {number}" for number in range(60)]

    columns = draw(chart(ChartKind.BARS, days, list(range(31))), WIDE)
    rows = draw(chart(ChartKind.BARS, words, list(range(60))), WIDE)

    assert len({round(rect.x) for rect in columns.rects}) == 31
    assert len({round(rect.x) for rect in rows.rects}) == 1
    assert columns.height < 300


def test_labels_of_an_axis_do_not_touch():
    days = [f"2026-{month:02d}-01" for month in range(1, 13)] * 4
    for width in (WIDE, NARROW):
        drawing = draw(chart(ChartKind.LINES, days, [1.0] * 48), width)
        below = [label for label in drawing.labels if label.text.startswith("2026")]
        steps = [b.x - a.x for a, b in itertools.pairwise(below)]
        assert below
        assert min(steps) > 70


def test_no_more_bars_than_can_be_read_are_drawn():
    many = chart(ChartKind.BARS, [f"label number {n}" for n in range(200)], list(range(200)))

    assert len(draw(many, WIDE).rects) == MAX_BARS
    assert left_out(many) == 140


@pytest.mark.parametrize("kind", ChartKind)
def test_nothing_known_is_no_picture(kind: ChartKind):
    assert draw(chart(kind, [], []), WIDE) is None
    assert draw(chart(kind, ["a", "b"], [None, float("nan")]), WIDE) is None
    assert draw(chart(kind, ["a"]), WIDE) is None


@pytest.mark.parametrize(
    ("low", "high", "whole", "expected"),
    [
        (0, 10, True, [0, 2.5, 5, 7.5, 10]),
        (0, 1, True, [0, 1]),
        (0, 41, True, [0, 20, 40, 60]),
        (-11, 41, True, [-20, 0, 20, 40, 60]),
        (0, 1, False, [0, 0.25, 0.5, 0.75, 1]),
    ],
)
def test_ticks_are_round(low: float, high: float, whole: bool, expected: list[float]):
    if whole and expected == [0, 2.5, 5, 7.5, 10]:
        expected = [0, 3, 6, 9, 12]  # a count has no halves

    assert ticks(low, high, whole=whole) == pytest.approx(expected)


NUMBERS = st.one_of(st.none(), st.floats(), st.integers(), st.just(10**400))


@settings(max_examples=200)
@given(
    st.sampled_from(ChartKind),
    st.lists(st.text(max_size=40), min_size=1, max_size=70),
    st.lists(st.lists(NUMBERS, max_size=70), min_size=1, max_size=9),
    st.sampled_from(Unit),
    st.sampled_from([WIDE, NARROW]),
)
def test_every_mark_is_on_the_plane(
    kind: ChartKind, labels: list[str], rows: list, unit: Unit, width: float
):
    drawing = draw(chart(kind, labels, *rows, unit=unit), width)
    if drawing is None:
        return
    for rect in drawing.rects:
        assert -0.1 <= rect.x <= rect.x + rect.width <= width + 0.1
        assert -0.1 <= rect.y <= rect.y + rect.height <= drawing.height + 0.1
        assert rect.width >= 0
    for line in drawing.lines:
        assert all(-0.1 <= x <= width + 0.1 for x in (line.x1, line.x2))
        assert all(-0.1 <= y <= drawing.height + 0.1 for y in (line.y1, line.y2))
    for label in drawing.labels:
        assert -0.1 <= label.x <= width + 0.1
        assert -0.1 <= label.y <= drawing.height + 4
    for path in drawing.paths:
        assert re.fullmatch(r"[MLmlhvaz0-9. -]+", path.d), path.d


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=9), st.booleans())
def test_ticks_hold_all_values(values: list[float], whole: bool):
    low, high = ends(values)
    marks = ticks(low, high, whole=whole)

    assert 2 <= len(marks) <= 9
    slack = (marks[1] - marks[0]) * 1e-6  # less than can be seen
    assert marks[0] <= low + slack
    assert marks[-1] >= high - slack
