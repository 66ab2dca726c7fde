"""What a drawing is made of; the template gives it the look."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Rect:
    """A bar, or a part of one."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    """Class of its style: ``s0`` to ``s7``, ``gain``, ``loss``."""

    tip: str
    """What it stands for, shown where somebody points at it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the grid (``grid``) or an axis (``axis``)."""

    x1: float
    y1: float
    x2: float
    y2: float
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A line through values that follow each other (``line``), or the dot of one (``dot``)."""

    d: str
    kind: str
    tip: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A text at a place."""

    x: float
    y: float
    text: str
    kind: str
    """``name`` of a bar, ``value``, ``within`` a bar, ``unknown``, or ``tick`` of an axis."""

    anchor: str = "start"
    """``start``, ``middle`` or ``end``."""

    tip: str = ""
    """The whole text, where it was cut."""


@dataclass(slots=True, kw_only=True)
class Drawing:
    """All marks of a chart, in CSS pixels; lines lie below bars, texts above them."""

    width: float
    height: float
    lines: list[Line] = field(default_factory=list)
    rects: list[Rect] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
