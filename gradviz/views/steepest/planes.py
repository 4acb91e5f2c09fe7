"""The two planes of the Steepest view as marks: level lines, circle and ellipse, arrows."""

import math
from collections.abc import Iterator, Sequence

import numpy as np

from gradviz.arrays import Matrix
from gradviz.engine.steepest import Vector
from gradviz.messages.message import say
from gradviz.scene.layout.axes import Plot, axis_across, axis_up, edge
from gradviz.scene.marks.colormap import blend
from gradviz.scene.marks.frame import Box, Color, Label, Mark, Point, Polyline, Span
from gradviz.scene.marks.spans import told
from gradviz.views.steepest.arrows import name_place, named_arrow
from gradviz.views.steepest.captions import held_fixed, title
from gradviz.views.steepest.grips import CIRCLE, DOT, POINT, RADIUS, TIP, X_PLANE
from gradviz.views.steepest.layout import PlotRooms
from gradviz.views.steepest.levels import Level
from gradviz.views.steepest.setting import ANGLES, PlaneSide, Views
from gradviz.views.steepest.timeline import DxTurn

LONG = 1.5  # radii: how long the arrow of x_grad is drawn, whatever its length
_LONG_Y = 0.66  # of half a window: the same of y_grad
NAMED = 0.6  # of its growing: when the arrow of a gradient gets its name
_APART = 34.0  # scene units between two labels of levels, at text 1
_CANDIDATES = 36
_TRULY = 0.02  # of its size: where the true image is that near to the ellipse, it is not drawn


def plots(shown: Views, places: PlotRooms) -> tuple[Plot, Plot]:
    """Return both planes where they stand."""
    return Plot(shown.x.window, places.x), Plot(shown.y.window, places.y)


def quiet_marks(shown: Views, places: PlotRooms) -> Iterator[Mark]:
    """Yield what stands still while dx moves: level lines and what is said of the planes."""
    lengths = (shown.radius * LONG, _long_y(shown))
    both = zip((shown.x, shown.y), plots(shown, places), lengths, strict=True)
    for side, plot, length in both:
        yield edge(plot, places.style, X_PLANE if side is shown.x else "")
        yield from axis_across(plot, places.style)
        if not side.is_line:
            yield from axis_up(plot, places.style, places.left)
        for level in side.levels:
            yield from _level(level, plot, places)
        if side.is_line:
            ends = (
                plot.at(side.window.x - side.window.half_x, 0.0),
                plot.at(side.window.x + side.window.half_x, 0.0),
            )
            yield Polyline(ends, 1.0, places.style.theme.strong_line)
        yield from _labels(side, plot, places, length)
        yield from _heads(side, plot, shown, places)
        if not side.levels:
            yield _flat(plot, places)


def x_marks(shown: Views, turn: DxTurn, places: PlotRooms) -> Iterator[Mark]:
    """Yield what moves in the x-plane: the circle, x_grad, dx and its handles."""
    theme, text = places.style.theme, places.style.text
    plot, _ = plots(shown, places)
    at, step = _two(shown.x.plane.point), _two(shown.step(turn.angle))
    if not shown.x.is_line:
        look = (1.5 * text, _soft(theme.accent, places))
        yield from _way(shown.around.steps, at, plot, look, CIRCLE)
    arrow = ("x_grad", _two(shown.x.plane.gradient), shown.radius * LONG)
    yield from _gradient(plot, at, arrow, turn, places, step)
    yield from _arrow(plot, (at, step), ("dx", 3.0), places)
    yield from _point("x", plot.at(*at), _two(shown.x.plane.gradient), places, POINT)
    for end, size, ref in ((step, 11.0, TIP), (-step, 8.0, RADIUS)):
        place = _to(plot, at, end)
        if plot.holds(*place):
            yield _ring(place, size * text, theme.accent, places, ref)


def y_marks(shown: Views, turn: DxTurn, places: PlotRooms) -> Iterator[Mark]:
    """Yield what moves in the y-plane: as much of the image as is known, dy and y_grad."""
    theme, text = places.style.theme, places.style.text
    _, plot = plots(shown, places)
    at, J = _two(shown.y.plane.point), shown.jacobian
    known = turn.swept + 1e-9 >= ANGLES
    image = J @ shown.around.steps[:, known]
    if image.shape[1] > 1:
        if _is_apart(shown):
            yield from _dotted(shown.images[:, known], at, plot, theme.muted)
        if shown.x.is_line:
            for end in np.unique(image, axis=1).T:
                yield _dot(_to(plot, at, _two(end)), 6 * text, theme.accent)
        else:
            yield from _way(image, at, plot, (2.0 * text, _soft(theme.accent, places)))
    gradient = _two(shown.y.plane.gradient)
    arrow = ("y_grad", gradient, _long_y(shown))
    step = _two(J @ shown.step(turn.angle))
    yield from _gradient(plot, at, arrow, turn, places, step)
    yield from _arrow(plot, (at, step), ("dy", 3.0), places)
    yield from _point("y", plot.at(*at), gradient, places)


# --- pieces


def _level(level: Level, plot: Plot, places: PlotRooms) -> Iterator[Mark]:
    theme, text = places.style.theme, places.style.text
    color = theme.muted if level.is_own else blend(theme.ground, theme.muted, 0.45)
    width = (1.8 if level.is_own else 1.0) * text
    for line in level.lines:
        yield Polyline(tuple(map(tuple, plot.all_at(line).tolist())), width, color)


def _long_y(shown: Views) -> float:
    """Return how long the arrow of y_grad is drawn, whatever its length."""
    return _LONG_Y * min(shown.y.window.half_x, shown.y.window.half_y)


def _labels(side: PlaneSide, plot: Plot, places: PlotRooms, arrow: float) -> Iterator[Mark]:
    """Yield the value of each level line, where it has most room.

    The name of the gradient stands at the end of its arrow, which is `arrow` long.
    """
    theme, text = places.style.theme, places.style.text
    size = 10.5 * text
    at, gradient = _two(side.plane.point), _two(side.plane.gradient)
    length = float(np.hypot(*gradient))
    is_drawn = length > 0.0 and np.isfinite(length)
    tip = at + gradient * (arrow / length) if is_drawn else at
    taken = [plot.at(*at), plot.at(*tip)]
    for level in sorted(side.levels, key=lambda level: not level.is_own):
        half = 0.31 * size * len(level.told) + 3 * text
        place = _roomiest(level, plot, taken, (half + 2, size))
        if place is None:
            continue
        taken.append(place)
        x, y = place
        yield Box(x - half, y - 0.62 * size, 2 * half, 1.24 * size, 3.0, theme.ground)
        color = theme.text if level.is_own else theme.muted
        yield Label(x, y + 0.36 * size, (Span(level.told, color),), size, "center")


def _roomiest(
    level: Level, plot: Plot, taken: Sequence[Point], margin: tuple[float, float]
) -> Point | None:
    """Return the point of a level line that is farthest from what is told already, or None."""
    points = np.vstack(level.lines)
    x, y = plot.all_at(points[:: max(len(points) // _CANDIDATES, 1)]).T
    area, (out, up) = plot.area, margin
    inside = (x > area.x + out) & (x < area.right - out)
    inside &= (y > area.y + up) & (y < area.bottom - up)
    if not inside.any():
        return None
    x, y = x[inside], y[inside]
    there = np.array(taken)
    away = np.hypot(np.subtract.outer(x, there[:, 0]), np.subtract.outer(y, there[:, 1]))
    from_point = away[:, 0]
    room = np.minimum(away[:, 1:].min(axis=1, initial=np.inf), 0.8 * from_point)
    best = int(room.argmax())
    return (float(x[best]), float(y[best])) if room[best] >= _APART * up / 10.5 else None


def _heads(side: PlaneSide, plot: Plot, shown: Views, places: PlotRooms) -> Iterator[Mark]:
    """Yield the title of a plane, and what is held fixed."""
    theme, text, area = places.style.theme, places.style.text, plot.area
    left, width = area.x - places.left + 8 * text, area.width + places.left - 10 * text
    spans = told(title(side, shown.notation), places.style, theme.text, "semibold")
    yield Label(left, 20 * text, spans, 14 * text, max_width=width)
    fixed = told(held_fixed(side, shown.notation), places.style)
    yield Label(left, 38 * text, fixed, 12 * text, max_width=width)


def _flat(plot: Plot, places: PlotRooms) -> Label:
    style, text, area = places.style, places.style.text, plot.area
    spans = told(say("l is the same everywhere here: no level lines"), style)
    x, y = area.x + area.width / 2, area.bottom - 10 * text
    return Label(x, y, spans, 12 * text, "center", max_width=area.width - 12)


def _gradient(
    plot: Plot,
    at: Vector,
    arrow: tuple[str, Vector, float],
    turn: DxTurn,
    places: PlotRooms,
    step: Vector,
) -> Iterator[Mark]:
    """Yield a gradient that grows to a length that is told, whatever its own; 0 has no arrow.

    Its name keeps clear of that of `step`, dx or dy.
    """
    name, gradient, long = arrow
    size = math.hypot(*gradient.tolist())
    if size == 0.0 or turn.found == 0.0:
        return
    grown = gradient / size * long * min(turn.found * 1.4, 1.0)
    look = (name if turn.found > NAMED else "_grad", 5.0)
    start = plot.at(*at)
    taken = name_place(plot, (start, _to(plot, at, step)), "dx", places.style.text)
    yield from named_arrow(plot, (start, _to(plot, at, grown)), look, places, taken)


def _arrow(
    plot: Plot, arrow: tuple[Vector, Vector], look: tuple[str, float], places: PlotRooms
) -> Iterator[Mark]:
    """Yield an arrow from a point along a step, and its name beside it."""
    at, step = arrow
    yield from named_arrow(plot, (plot.at(*at), _to(plot, at, step)), look, places)


def _point(
    name: str, at: Point, gradient: Vector, places: PlotRooms, ref: str = ""
) -> Iterator[Mark]:
    """Yield the point itself, and its name on the side that the gradient leaves free."""
    theme, text = places.style.theme, places.style.text
    yield _dot(at, DOT * text, theme.text, ref)
    size = math.hypot(*gradient.tolist())
    across, up = (gradient / size).tolist() if size > 0.0 else (1.0, 1.0)
    x, y = at[0] - 14 * text * across, at[1] + 14 * text * up + 4.5 * text
    yield Label(x, y, (Span(name, theme.text, "semibold"),), 14 * text, "center")


def _way(
    steps: Matrix, at: Vector, plot: Plot, look: tuple[float, Color], ref: str = ""
) -> Iterator[Mark]:
    """Yield the line through points that are steps from one, as far as it is seen."""
    for piece in plot.pieces(_all_to(plot, at, steps)):
        yield Polyline(piece, *look, ref=ref)


def _dotted(steps: Matrix, at: Vector, plot: Plot, color: Color) -> Iterator[Mark]:
    """Yield a line of dots through what is finite, and seen."""
    for x, y in _all_to(plot, at, steps)[::3].tolist():
        if math.isfinite(x + y) and plot.holds(x, y):
            yield Polyline(((x, y),), 2.6, color)


def _is_apart(shown: Views) -> bool:
    """Tell whether the true image of the circle is seen to be another than the ellipse."""
    image = shown.jacobian @ shown.around.steps
    with np.errstate(all="ignore"):
        gap = np.abs(shown.images - image).max()
    return not gap <= _TRULY * max(float(np.abs(image).max()), 1e-300)


def _dot(at: Point, size: float, color: Color, ref: str = "") -> Polyline:
    return Polyline((at,), size, color, ref=ref)


def _ring(at: Point, size: float, color: Color, places: PlotRooms, ref: str) -> Box:
    """Return a handle: something that can be dragged."""
    left, top, ground = at[0] - size / 2, at[1] - size / 2, places.style.theme.ground
    thick = 2.0 * places.style.text
    return Box(left, top, size, size, size / 2, ground, color, thick, ref=ref, for_hands=True)


def _to(plot: Plot, at: Vector, step: Vector) -> Point:
    """Return where a step from a point leads, however small beside the numbers of the point."""
    (x, y), window, area = plot.at(*at), plot.window, plot.area
    across, up = step.tolist()
    return (
        x + across / window.half_x * area.width / 2,
        y - up / window.half_y * area.height / 2,
    )


def _all_to(plot: Plot, at: Vector, steps: Matrix) -> Matrix:
    """Return where many steps from a point lead, shape (steps, 2)."""
    window, area = plot.window, plot.area
    scale = np.array([area.width / 2 / window.half_x, -area.height / 2 / window.half_y])
    with np.errstate(all="ignore"):
        placed: Matrix = _all_two(steps) * scale + plot.at(*at)
    return placed


def _two(numbers: Vector) -> Vector:
    """Return a point of a plane; on a line the second number is 0."""
    return numbers if len(numbers) > 1 else np.array([float(numbers[0]), 0.0])


def _all_two(steps: Matrix) -> Matrix:
    """Return steps as points, shape (steps, 2)."""
    return steps.T if len(steps) > 1 else np.vstack([steps, np.zeros_like(steps)]).T


def _soft(color: Color, places: PlotRooms) -> Color:
    return blend(color, places.style.theme.ground, 0.25)
