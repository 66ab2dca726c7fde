"""Bars and lines above an axis of short labels, such as days."""

from collections.abc import Sequence
from dataclasses import dataclass

from linkcrawler.audit.parts import Unit
from linkcrawler.report.marks import Drawing, Label, Line, Path, Rect
from linkcrawler.report.plot import LETTER, Plot, Spans, all_ends
from linkcrawler.report.scale import Scale, ends, ticks
from linkcrawler.report.values import compact, readable

_ABOVE, _BELOW = 10.0, 30.0
"""Pixels above the highest tick, and below the lowest for the labels."""

_DOTS_UP_TO = 40
"""Values of a line that have dots; more would hide it."""

_DOTS = (
    "M{x} {y}m-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0",
    "M{x} {y}m-3.2 -3.2h6.4v6.4h-6.4z",
    "M{x} {y}m0 -4.6l4.6 4.6l-4.6 4.6l-4.6 -4.6z",
    "M{x} {y}m0 -4.4l4.6 7.8h-9.2z",
)
"""A circle, a square, a diamond, a triangle: series differ by more than colour."""


def draw_columns(plot: Plot, spans: Spans, *, is_stack: bool, is_signed: bool = True) -> Drawing:
    """Return the marks of bars that stand; the parts of a stack on one another.

    ``is_signed``: what is below the axis is less than nothing, and is told so by the ticks.
    """
    ground = _ground(plot, all_ends(spans), is_signed=is_signed)
    side = 1 if is_stack else len(spans)
    thick = min(ground.band * 0.72, 44.0 * side) / side
    for number, series in enumerate(spans):
        for at, span in enumerate(series):
            if span is None:
                continue
            left = ground.middle(at) - thick * side / 2 + (0 if is_stack else number * thick)
            top, bottom = sorted((ground.scale(span.start), ground.scale(span.end)))
            ground.drawing.rects.append(
                Rect(
                    x=left,
                    y=top,
                    width=thick,
                    height=bottom - top,
                    kind=plot.kinds[number],
                    tip=plot.tip(number, at),
                )
            )
    return ground.drawing


def draw_lines(plot: Plot) -> Drawing:
    """Return the marks of lines; a value that is not known leaves a gap."""
    ground = _ground(plot, [v for series in plot.values for v in series if v is not None])
    for number, series in enumerate(plot.values):
        kind = plot.kinds[number]
        points = [
            None if value is None else (ground.middle(at), ground.scale(value))
            for at, value in enumerate(series)
        ]
        for run in _runs(points):
            d = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in run)
            ground.drawing.paths.append(Path(d=d, kind=f"line {kind}"))
        for at, point in enumerate(points):
            if point is not None and (len(points) <= _DOTS_UP_TO or _is_alone(points, at)):
                dot = _DOTS[number % len(_DOTS)].format(x=f"{point[0]:.1f}", y=f"{point[1]:.1f}")
                tip = plot.tip(number, at)
                ground.drawing.paths.append(Path(d=dot, kind=f"dot {kind}", tip=tip))
    return ground.drawing


Point = tuple[float, float]


def _runs(points: Sequence[Point | None]) -> list[list[Point]]:
    """Return the stretches of at least two points that follow each other."""
    runs: list[list[Point]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [run for run in runs if len(run) > 1]


def _is_alone(points: Sequence[Point | None], at: int) -> bool:
    before = points[at - 1] if at > 0 else None
    after = points[at + 1] if at + 1 < len(points) else None
    return before is None and after is None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ground:
    """Axis, grid and labels, which bars and lines stand on."""

    drawing: Drawing
    scale: Scale
    start: float
    band: float
    """Pixels for each label."""

    def middle(self, at: int) -> float:
        """Return the pixel that stands for a label."""
        return self.start + (at + 0.5) * self.band


def _ground(plot: Plot, values: Sequence[float], *, is_signed: bool = True) -> _Ground:
    height = 270.0 if plot.width > 500 else 220.0
    marks = ticks(*ends(values), whole=plot.unit in (Unit.COUNT, Unit.DAYS))
    texts = [compact(mark if is_signed else abs(mark), plot.unit) for mark in marks]
    start = max(map(len, texts)) * LETTER + 10
    scale = Scale(low=marks[0], high=marks[-1], start=height - _BELOW, end=_ABOVE)
    drawing = Drawing(width=plot.width, height=height)
    for mark, text in zip(marks, texts, strict=True):
        y = scale(mark)
        kind = "axis" if mark == 0 else "grid"
        drawing.lines.append(Line(x1=start, y1=y, x2=plot.width, y2=y, kind=kind))
        drawing.labels.append(Label(x=start - 8, y=y + 4, text=text, anchor="end", kind="tick"))
    band = (plot.width - start) / len(plot.labels)
    ground = _Ground(drawing=drawing, scale=scale, start=start, band=band)
    _write_labels(ground, plot)
    return ground


def _write_labels(ground: _Ground, plot: Plot) -> None:
    """Write as many labels below the axis as have room."""
    letters = max(6, min(14, int(ground.band / LETTER)))
    texts = [readable(label, letters) if len(label) > 14 else label for label in plot.labels]
    room = max(map(len, texts)) * LETTER + 12
    every = max(1, -int(-room // ground.band))
    for at in range(0, len(texts), every):
        width = len(texts[at]) * LETTER
        x = min(max(ground.middle(at), width / 2), plot.width - width / 2)
        ground.drawing.labels.append(
            Label(
                x=x,
                y=ground.drawing.height - 7,
                text=texts[at],
                anchor="middle",
                kind="tick",
                tip=plot.labels[at] if texts[at] != plot.labels[at] else "",
            )
        )
