"""Frames as text that diffs well, and how far marks reach."""

from collections import Counter

from gradviz.scene.marks.frame import (
    Arrow,
    Box,
    Cells,
    Color,
    Formula,
    Frame,
    Gradation,
    Label,
    Mark,
    Point,
    Polygon,
    Polyline,
    Quad,
    Span,
    State,
)
from gradviz.scene.marks.typesetting import formula_box

Extent = tuple[float, float, float, float]

_LETTER = 0.62  # width of a letter of the widest kind, in font sizes
_SCRIPT = 0.7
_SCRIPTS = {0: "", 1: "^", -1: "_"}


def dump(frame: Frame) -> str:
    """Return a frame as text: one line a mark, coordinates rounded to 0.1."""
    head = f"frame {_n(frame.width)}×{_n(frame.height)} ground {_color(frame.background)}"
    return "\n".join([head, *map(line, frame.marks)]) + "\n"


def line(mark: Mark) -> str:
    """Return a mark as one line."""
    match mark:
        case Cells():
            told = _cells(mark)
        case Quad():
            axes = f"→ {_at(*mark.right)} ↓ {_at(*mark.down)}"
            told = f"{_at(*mark.origin)} {axes} {_cells(mark.cells)}"
        case Label():
            most = "" if mark.max_width == float("inf") else f" ≤{_n(mark.max_width)}"
            spans = " ".join(map(_span, mark.spans))
            told = f"{_at(mark.x, mark.y)} {mark.anchor} {_n(mark.size)}{most} {spans}"
        case Formula():
            most = "" if mark.max_width == float("inf") else f" ≤{_n(mark.max_width)}"
            look = f"{mark.anchor} {_n(mark.size)}{most} {_color(mark.color)}"
            told = f"{_at(mark.x, mark.y)} {look} {mark.latex}"
        case Arrow():
            told = (
                f"{_at(*mark.start)} → {_at(*mark.end)} width {_n(mark.width)} "
                f"head {_n(mark.head)} {_color(mark.color)}"
            )
        case Polyline():
            points = " – ".join(_at(*point) for point in mark.points)
            told = f"{points} width {_n(mark.width)} {_color(mark.color)}"
        case Polygon():
            points = " – ".join(_at(*point) for point in mark.points)
            told = (
                f"{points} fill {_color(mark.fill)} "
                f"stroke {_n(mark.stroke_width)} {_color(mark.stroke)}"
            )
        case Box():
            told = (
                f"{_rectangle(mark)} radius {_n(mark.radius)} fill {_color(mark.fill)} "
                f"stroke {_n(mark.stroke_width)} {_color(mark.stroke)}"
            )
        case Gradation():
            ends = f"{_color(mark.colors[0])} … {_color(mark.colors[-1])}"
            told = f"{_rectangle(mark)} {len(mark.colors)} colours {ends}"
    name = f" {mark.ref}" if mark.ref else ""
    opacity = "" if mark.opacity == 1.0 else f" opacity {mark.opacity:.2f}"
    return f"{type(mark).__name__.lower()}{name} {told}{opacity}"


def extent(mark: Mark) -> Extent:
    """Return left, top, right, bottom of a mark; of text, what it covers at most."""
    match mark:
        case Cells() | Gradation():
            return (mark.x, mark.y, mark.x + mark.width, mark.y + mark.height)
        case Box():
            out = mark.stroke_width / 2
            right, bottom = mark.x + mark.width, mark.y + mark.height
            return (mark.x - out, mark.y - out, right + out, bottom + out)
        case Quad():
            return _around(mark.outline, 0.0)
        case Label():
            width = text_width(mark)
            left = mark.x - {"left": 0.0, "center": 0.5, "right": 1.0}[mark.anchor] * width
            return (left, mark.y - 0.8 * mark.size, left + width, mark.y + 0.25 * mark.size)
        case Formula():
            left, top, width, height = formula_box(mark)
            return (left, top, left + width, top + height)
        case Arrow():
            return _around((mark.start, mark.end), mark.width / 2)
        case Polyline():
            return _around(mark.points, mark.width / 2)
        case Polygon():
            return _around(mark.points, mark.stroke_width / 2)


def text_width(label: Label) -> float:
    """Return how wide a label is at most."""
    letters = sum(len(span.text) * (_SCRIPT if span.script else 1.0) for span in label.spans)
    return min(_LETTER * label.size * letters, label.max_width)


def text(mark: Mark) -> str:
    """Return what is written in a label, or "" for other marks."""
    return "".join(span.text for span in mark.spans) if isinstance(mark, Label) else ""


def _around(points: tuple[Point, ...], out: float) -> Extent:
    xs, ys = zip(*points, strict=True)
    return (min(xs) - out, min(ys) - out, max(xs) + out, max(ys) + out)


def _cells(cells: Cells) -> str:
    rows, cols = cells.shape
    states = Counter(State(state).name.lower() for state in cells.state.ravel().tolist())
    told = " ".join(f"{count} {name}" for name, count in sorted(states.items()))
    numbers = "no numbers"
    if cells.text is not None:
        numbers = " | ".join(" ".join(t or "·" for t in row) for row in cells.text.tolist())
    return (
        f"{rows}×{cols} {_at(cells.x, cells.y)} pitch {_n(cells.pitch_x)}×{_n(cells.pitch_y)} "
        f"gap {_n(cells.gap)} size {_n(cells.font_size)} [{told}] {numbers}"
    )


def _span(span: Span) -> str:
    weight = "*" if span.weight == "semibold" else ""
    return f'{_SCRIPTS[span.script]}{weight}"{span.text}"{_color(span.color)}'


def _rectangle(mark: Box | Gradation) -> str:
    return f"{_at(mark.x, mark.y)} {_n(mark.width)}×{_n(mark.height)}"


def _at(x: float, y: float) -> str:
    return f"{_n(x)},{_n(y)}"


def _n(value: float) -> str:
    return f"{round(value, 1) + 0.0:g}"


def _color(color: Color) -> str:
    if color[3] == 0:
        return "none"
    return "#" + "".join(f"{part:02x}" for part in (color if color[3] < 255 else color[:3]))
