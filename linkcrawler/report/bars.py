"""Bars that lie, each beside its label: there is room for words."""

from dataclasses import dataclass

from linkcrawler.report.marks import Drawing, Label, Line, Rect
from linkcrawler.report.plot import LETTER, Plot, Spans, all_ends
from linkcrawler.report.scale import Scale, ends
from linkcrawler.report.values import NOT_KNOWN, compact, readable, shown

_VALUE_ROOM = 62.0
"""Pixels beside a bar for its value."""

_WITHIN_FROM = 38.0
"""Pixels that a part of a bar needs to have its value in it."""


def draw_rows(plot: Plot, spans: Spans, *, is_stack: bool) -> Drawing:
    """Return the marks; there is no axis with ticks, as each bar tells its value."""
    bars = 1 if is_stack else len(plot.values)
    is_roomy = len(plot.labels) <= 20
    thick = 20.0 if bars == 1 and is_roomy else 14.0
    gap = 10.0 if is_roomy else 4.0
    step = thick * bars + gap + (4.0 if bars > 1 else 0.0)
    beside = min(plot.width * 0.4, max(map(len, plot.labels)) * LETTER + 14)
    drawing = Drawing(width=plot.width, height=step * len(plot.labels) + 2)
    rows = _Rows(plot=plot, spans=spans, scale=_scale(plot, spans, beside), drawing=drawing)
    letters = max(4, int((beside - 10) / LETTER))
    for at, label in enumerate(plot.labels):
        top = 1 + (step - thick * bars) / 2 + at * step
        middle = top + thick * bars / 2
        name = readable(label, letters)
        drawing.labels.append(
            Label(
                x=beside - 10,
                y=middle + 4,
                text=name,
                anchor="end",
                kind="name",
                tip=label if name != label else "",
            )
        )
        for number in range(len(spans)):
            if is_stack:
                rows.bar(number, at, top, thick)
                rows.value_within(number, at, middle)
            else:
                rows.bar(number, at, top + number * thick, thick - (2 if bars > 1 else 0))
                rows.value_beside(number, at, top + (number + 0.5) * thick)
        if is_stack:
            rows.total_beside(at, middle)
    zero = rows.scale(0)
    drawing.lines.append(Line(x1=zero, y1=0, x2=zero, y2=drawing.height, kind="axis"))
    return drawing


def _scale(plot: Plot, spans: Spans, beside: float) -> Scale:
    low, high = ends(all_ends(spans))
    start = beside + (_VALUE_ROOM if low < 0 else 0)
    return Scale(low=low, high=high, start=start, end=plot.width - _VALUE_ROOM)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """What is drawn, and on what."""

    plot: Plot
    spans: Spans
    scale: Scale
    drawing: Drawing

    def bar(self, number: int, at: int, y: float, height: float) -> None:
        """Draw a value as a bar, or a part of one."""
        span = self.spans[number][at]
        if span is None:
            return
        left, right = sorted((self.scale(span.start), self.scale(span.end)))
        self.drawing.rects.append(
            Rect(
                x=left,
                y=y,
                width=right - left,
                height=height,
                kind=self.plot.kinds[number],
                tip=self.plot.tip(number, at),
            )
        )

    def value_beside(self, number: int, at: int, middle: float) -> None:
        """Write the value at the end of its bar, or that it is not known."""
        span = self.spans[number][at]
        if span is None:
            place = self.scale(0) + 6
            self.drawing.labels.append(Label(x=place, y=middle + 4, text=NOT_KNOWN, kind="unknown"))
        else:
            self._beside(span.end, self._told(span.value), middle)

    def value_within(self, number: int, at: int, middle: float) -> None:
        """Write the value in its part of a bar, where it has the room."""
        span = self.spans[number][at]
        if span is None:
            return
        left, right = sorted((self.scale(span.start), self.scale(span.end)))
        if right - left >= _WITHIN_FROM:
            self.drawing.labels.append(
                Label(
                    x=(left + right) / 2,
                    y=middle + 4,
                    text=compact(span.value, self.plot.unit),
                    anchor="middle",
                    kind=f"within on-{self.plot.kinds[number]}",
                )
            )

    def total_beside(self, at: int, middle: float) -> None:
        """Write the sum of the parts that are known, or that none is."""
        values = [value for series in self.plot.values if (value := series[at]) is not None]
        if not values:
            self.value_beside(0, at, middle)
            return
        high = sum(value for value in values if value > 0)
        total = sum(values)
        end = high if high > 0 or total >= 0 else total
        self._beside(end, self._told(total), middle)

    def _beside(self, end: float, text: str, middle: float) -> None:
        is_left = end < 0
        self.drawing.labels.append(
            Label(
                x=self.scale(end) + (-6 if is_left else 6),
                y=middle + 4,
                text=text,
                anchor="end" if is_left else "start",
                kind="value",
            )
        )

    def _told(self, value: float) -> str:
        whole = shown(value, self.plot.unit)
        return whole if len(whole) * LETTER < _VALUE_ROOM - 4 else compact(value, self.plot.unit)
