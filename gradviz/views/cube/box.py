"""The box itself: its walls and edges, the axes along it, and the ways to the matrices."""

from collections.abc import Iterator
from itertools import product

from gradviz.language.notation import Axis
from gradviz.scene.marks.frame import Arrow, Color, Label, Mark, Point, Polygon, Polyline, Span
from gradviz.views.cube.faces import Cube
from gradviz.views.cube.layout import IJK, LACKS, axes_of

_THIN, _STRONG = 2.0, 3.5
_HEAD = 12.0
_LETTER = 12.0  # from an edge to the middle of its letter


def walls(cube: Cube) -> Iterator[Mark]:
    """Yield what stands behind everything: the three sides away from the viewer."""
    space, theme = cube.space, cube.setting.style.theme
    for normal in IJK:
        p, q = (axis for axis in IJK if axis != normal)
        back: dict[Axis, float] = {normal: 0 if space.sides[normal] > 0 else space.counts[normal]}
        ends = ((0, 0), (space.counts[p], 0), (space.counts[p], space.counts[q]))
        corners = [space.at({**back, p: a, q: b}) for a, b in (*ends, (0, space.counts[q]))]
        yield Polygon(tuple(corners), theme.panel, theme.line, 1.0)


def ways(cube: Cube) -> Iterator[Mark]:
    """Yield the lines from the box to each matrix; those to the sum are in its axis colour."""
    space, theme = cube.space, cube.setting.style.theme
    for normal in IJK:
        is_sum = normal == cube.product.axis
        color = theme.axis(normal) if is_sum else theme.line
        near = space.counts[normal] if space.sides[normal] > 0 else 0
        p, q = (axis for axis in IJK if axis != normal)
        for a, b in product((0, space.counts[p]), (0, space.counts[q])):
            ends = [space.at({normal: at, p: a, q: b}) for at in (near, space.stand(normal))]
            yield Polyline((ends[0], ends[1]), 1.0, color, 0.55 if is_sum else 1.0)


def front(cube: Cube) -> Iterator[Mark]:
    """Yield the three edges that are nearest: thin, for they cross what is inside."""
    space, theme = cube.space, cube.setting.style.theme
    near: dict[Axis, float] = {
        axis: space.counts[axis] if space.sides[axis] > 0 else 0 for axis in IJK
    }
    for axis in IJK:
        far = {**near, axis: space.counts[axis] - near[axis]}
        yield Polyline((space.at(near), space.at(far)), 1.0, theme.line)


def box_axes(cube: Cube) -> Iterator[Mark]:
    """Yield the axes along three edges of the box, and along each matrix; the sum's are strong."""
    theme, text = cube.setting.style.theme, cube.setting.style.text
    for axis in IJK:
        strong = axis == cube.product.axis
        start, end, (x, y) = cube.space.edge(axis)
        color, off = theme.axis(axis), 4 * text
        ends = _moved(start, (x, y), off), _moved(end, (x, y), off)
        if not strong:
            yield Polyline(ends, _THIN, color)
        else:  # towards the sum
            tail, tip = ends if cube.space.sides[axis] > 0 else ends[::-1]
            yield Arrow(tail, tip, _STRONG, _HEAD * text, color)
        middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        at = _moved(middle, (x, y), off + _LETTER * text)
        span = Span(axis, color, "semibold" if strong else "regular")
        yield Label(at[0], at[1] + 5 * text, (span,), 16 * text, "center")


def block_outline(
    cube: Cube, role: str, rows: range, cols: range, color: Color, width: float
) -> Polygon:
    """Return an outline around a block of a matrix on its face."""
    return Polygon(_block(cube, role, rows, cols), stroke=color, stroke_width=width)


def ticked(cube: Cube, role: str, rows: range, cols: range, color: Color) -> Iterator[Mark]:
    """Yield the four corners of a block of a matrix on its face."""
    corners = _block(cube, role, rows, cols)
    for n, corner in enumerate(corners):
        before, after = corners[n - 1], corners[(n + 1) % 4]
        points = (_towards(corner, before), corner, _towards(corner, after))
        yield Polyline(points, 2.0, color)


def _block(cube: Cube, role: str, rows: range, cols: range) -> tuple[Point, ...]:
    row_axis, col_axis = axes_of(role)
    normal = LACKS[role[0]]
    place: dict[Axis, float] = {normal: cube.space.stand(normal)}
    ends = (
        (rows.start, cols.start),
        (rows.start, cols.stop),
        (rows.stop, cols.stop),
        (rows.stop, cols.start),
    )
    return tuple(cube.space.at({**place, row_axis: r, col_axis: c}) for r, c in ends)


def _moved(point: Point, way: Point, by: float) -> Point:
    return point[0] + way[0] * by, point[1] + way[1] * by


def _towards(start: Point, end: Point) -> Point:
    """Return a point a little way along a side."""
    x, y = end[0] - start[0], end[1] - start[1]
    share = min(0.3, 10.0 / max((x * x + y * y) ** 0.5, 1e-9))
    return start[0] + x * share, start[1] + y * share
