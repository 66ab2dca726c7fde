"""Charts as marks at places: where each bar, line and label stands. Pure; a template draws them.

Position, length and text tell a chart; colours and dashes help only to tell series apart, and
differ in lightness, so that they do in grey too.
"""

from linkcrawler.audit.parts import Chart, ChartKind
from linkcrawler.report.bars import draw_rows
from linkcrawler.report.columns import draw_columns, draw_lines
from linkcrawler.report.marks import Drawing
from linkcrawler.report.plot import Plot, Span, from_zero, stacked
from linkcrawler.report.values import number_of, readable

WIDE, NARROW = 840, 340
"""Widths that are drawn: for a page, and for a phone."""

MAX_BARS = 60
"""Labels that are drawn; the table below a chart has all."""

_MOST_ROWS = 14
"""More bars than this stand as columns, where their labels are short."""

_SHORT = 10
"""Characters of a label that may stand below a column, such as a day."""


def draw(chart: Chart, width: float) -> Drawing | None:
    """Return the marks of a chart of that width; ``None``: it holds no number to draw."""
    plot = _plot(chart, width)
    if not any(value is not None for series in plot.values for value in series):
        return None
    if chart.kind is ChartKind.LINES:
        return draw_lines(plot)
    if chart.kind is ChartKind.GAIN_LOSS:
        return draw_columns(plot, _above_and_below(plot), is_stack=True, is_signed=False)
    is_stack = chart.kind is ChartKind.STACK
    spans = stacked(plot.values) if is_stack else from_zero(plot.values)
    if len(plot.labels) > _MOST_ROWS and max(map(len, plot.labels)) <= _SHORT:
        return draw_columns(plot, spans, is_stack=is_stack)
    return draw_rows(plot, spans, is_stack=is_stack)


def left_out(chart: Chart) -> int:
    """Return how many labels of a chart are not drawn."""
    return 0 if chart.kind is ChartKind.LINES else max(0, len(chart.labels) - MAX_BARS)


def kind_of(chart: Chart, number: int) -> str:
    """Return the class of the style of a series."""
    if chart.kind is ChartKind.GAIN_LOSS:
        return ("gain", "loss")[min(number, 1)]
    return f"s{number % 8}"


def _plot(chart: Chart, width: float) -> Plot:
    labels = [readable(str(label), 120) for label in chart.labels]
    if chart.kind is not ChartKind.LINES:
        labels = labels[:MAX_BARS]
    series = chart.series[:2] if chart.kind is ChartKind.GAIN_LOSS else chart.series
    return Plot(
        labels=labels,
        names=[readable(each.name, 60) for each in series],
        kinds=[kind_of(chart, number) for number in range(len(series))],
        values=[
            [
                number_of(each.values[at]) if at < len(each.values) else None
                for at in range(len(labels))
            ]
            for each in series
        ],
        unit=chart.unit,
        width=width,
    )


def _above_and_below(plot: Plot) -> list[list[Span | None]]:
    """Return spans of which the first series stands above the axis, the second below."""
    return [
        [
            None if value is None else Span(0.0, abs(value) if number == 0 else -abs(value), value)
            for value in series
        ]
        for number, series in enumerate(plot.values)
    ]
