"""A corner and its transpose, on either side of one mirror: a flip about the diagonal.

X stands above Y and W left of it, around a square of K×K free cells. Mirrored about the
diagonal of that square every matrix becomes its transpose, and W and X change places, as the
factors of a product do that is transposed. Cells are square, so that the mirror is exact.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from math import cos, pi, sin

import numpy as np

from gradviz.scene.corner.layout import LARGEST_PITCH, Area, Corner, Sizes
from gradviz.scene.marks.chips import faded
from gradviz.scene.marks.frame import Cells, Mark, Point, Polygon, Polyline
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.style import Style
from gradviz.timeline.easing import ease, span
from gradviz.views.derivation.names import LETTER, QUADRANT

MOST_CELLS = 200
"""With more cells than these their outlines flip only: nobody could follow single ones."""

_LEFT, _TOP, _BOTTOM, _BETWEEN = 30.0, 36.0, 62.0, 34.0  # scene units at text 1
_LETTERS, _RIGHT = 30.0, 112.0  # on the right, without and with the name of X
_WAVE = 0.42  # of the time: how much later the last cells begin than the first
_DASH = 12.0


@dataclass(frozen=True, slots=True)
class Mirror:
    """Two corners, one the mirror image of the other.

    Attributes
    ----------
    corner : Corner
        As the convention draws it.
    turned : Corner
        All of it transposed.
    start, end : tuple of float
        The line about which one becomes the other.
    """

    corner: Corner
    turned: Corner
    start: Point
    end: Point


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A matrix that is flipped: as it is drawn before and after, and where it comes from."""

    before: Cells
    after: Cells
    start: Grid

    @property
    def is_whole(self) -> bool:
        """Whether it is drawn entry by entry; from afar a cell stands for several of them."""
        down, across = self.before.shape
        drawn = (across, down) if self.before.flipped else (down, across)
        return drawn == (self.start.rows, self.start.cols)


def mirror_in(area: Area, sizes: Sizes, style: Style, *, is_flipped: bool) -> Mirror:
    """Return the largest corner in an area whose mirror image fits there too.

    Parameters
    ----------
    area : Area
    sizes : Sizes
    style : Style
    is_flipped : bool
        Whether W stands on top as the convention draws it.
    """
    text = style.text
    between = style.snap(_BETWEEN * text)
    gap = style.snap(between / 2) if sizes.has_bias else 0.0
    count = sizes.K + max(sizes.M, sizes.N) + sizes.has_bias
    room = _without_names(area, _LETTERS * text, text)
    pitch = _pitch(room, count, between + gap, style)
    if sizes.K * pitch + between < (QUADRANT + LETTER) * text:  # the name of X stands beside it
        room = _without_names(area, _RIGHT * text, text)
        pitch = _pitch(room, count, between + gap, style)
    used = count * pitch + between + gap
    beyond = (pitch + gap) if sizes.has_bias else 0.0
    x = style.snap(room.x + (room.width - used) / 2 + beyond)
    y = style.snap(room.y + (room.height - used) / 2 + beyond)
    far = sizes.K * pitch + between
    corners = [_corner((x, y), (pitch, far, gap), sizes, is_flipped=f) for f in (False, True)]
    reach = far + max(sizes.M, sizes.N) * pitch
    before, after = 12 * text + beyond, reach + 8 * text
    ends = (x - before, y - before), (x + after, y + after)
    return Mirror(corners[is_flipped], corners[not is_flipped], *ends)


def _without_names(area: Area, right: float, text: float) -> Area:
    """Return an area without the room of names and axis letters."""
    return area.shrunk(left=_LEFT * text, top=_TOP * text, right=right, bottom=_BOTTOM * text)


def _pitch(room: Area, count: int, between: float, style: Style) -> float:
    """Return the size of so many square cells and what is between them, both ways."""
    side = min(room.width, room.height) - between
    return style.whole(max(min(side / count, LARGEST_PITCH * style.text), 0.01))


def _corner(
    origin: Point, lengths: tuple[float, float, float], sizes: Sizes, *, is_flipped: bool
) -> Corner:
    (x, y), (pitch, far, gap) = origin, lengths
    M, K, N = sizes.M, sizes.K, sizes.N
    left, top = ((K, N), (M, K)) if is_flipped else ((M, K), (K, N))
    bias = None
    if sizes.has_bias:
        before = -pitch - gap
        place = (x + far, y + before) if is_flipped else (x + before, y + far)
        bias = Grid(*place, pitch, pitch, M, 1, flipped=is_flipped)
    return Corner(
        Grid(x, y + far, pitch, pitch, *left, flipped=is_flipped),
        Grid(x + far, y, pitch, pitch, *top, flipped=is_flipped),
        Grid(x + far, y + far, pitch, pitch, M, N, flipped=is_flipped),
        bias,
        is_flipped,
    )


def flip(
    sheets: Iterable[Sheet], mirror: Mirror, share: float, style: Style, *, has_cells: bool
) -> Iterator[Mark]:
    """Yield matrices on their way over the mirror, the nearest cells last.

    Parameters
    ----------
    sheets : iterable of Sheet
    mirror : Mirror
    share : float
        0..1.
    style : Style
    has_cells : bool
        Whether there are so few cells that each is seen to travel. Outlines do if not, and
        where a matrix is not drawn entry by entry.
    """
    sheets = tuple(sheets)
    if not (has_cells and all(sheet.is_whole for sheet in sheets)):
        for sheet in sheets:
            yield from _outline(sheet, mirror, share)
        return
    flying = [one for sheet in sheets for one in _flying(sheet, mirror, share, style)]
    flying.sort(key=lambda one: one[0])
    yield from (cells for _, cells in flying)


def mirror_line(mirror: Mirror, style: Style) -> Iterator[Mark]:
    """Yield the line about which all flips, dashed."""
    (x0, y0), (x1, y1) = mirror.start, mirror.end
    count = max(int(abs(x1 - x0) / (_DASH * style.text)), 1) | 1
    for n in range(0, count, 2):
        ends = [(x0 + (x1 - x0) * m / count, y0 + (y1 - y0) * m / count) for m in (n, n + 1)]
        yield Polyline((ends[0], ends[1]), 2.0, style.theme.accent)


def _over(start: Point, mirror: Mirror, share: float) -> tuple[Point, float]:
    """Return where a point is that flips, and how near: -1 is farthest away, 1 nearest."""
    (x0, y0), (x1, _) = mirror.start, mirror.end
    along = (start[0] - x0 + start[1] - y0) / 2
    late = _WAVE * min(max(along / max(x1 - x0, 1.0), 0.0), 1.0)
    turn = pi * ease(span(share, late, late + 1.0 - _WAVE))
    off = (start[0] - x0 - (start[1] - y0)) / 2  # right of and above the mirror: positive
    x, y = x0 + along + off * cos(turn), y0 + along - off * cos(turn)
    return (x, y), -sin(turn) * off / max(x1 - x0, 1.0) * 2


def _flying(
    sheet: Sheet, mirror: Mirror, share: float, style: Style
) -> Iterator[tuple[float, Cells]]:
    """Yield each cell on its way, and how near it is; on whole pixels it is painted once."""
    start = sheet.start
    for (row, col), cells in zip(
        np.ndindex(start.rows, start.cols), _singles(sheet.before), strict=True
    ):
        x, y, width, height = start.cell(row, col)
        (to_x, to_y), near = _over((x + width / 2, y + height / 2), mirror, share)
        to_x, to_y = style.snap(to_x - width / 2), style.snap(to_y - height / 2)
        yield near, _placed(cells, to_x, to_y)


@lru_cache(maxsize=1024)
def _placed(cells: Cells, x: float, y: float) -> Cells:
    """Return a cell somewhere; it is kept, so that the next frame finds it painted."""
    return replace(cells, x=x, y=y)


@lru_cache(maxsize=8)
def _singles(cells: Cells) -> tuple[Cells, ...]:
    """Return cells one by one, row after row of the matrix, upright and with nothing to hit."""
    rows, cols = cells.shape[::-1] if cells.flipped else cells.shape
    places = np.ndindex(rows, cols)
    return tuple(
        _alone(cells, *((col, row) if cells.flipped else (row, col))) for row, col in places
    )


def _alone(cells: Cells, down: int, across: int) -> Cells:
    one = (slice(down, down + 1), slice(across, across + 1))
    return replace(
        cells.taken(one),
        pitch_x=cells.cell_width,
        pitch_y=cells.cell_height,
        gap=0.0,
        ref="",
    )


def _outline(sheet: Sheet, mirror: Mirror, share: float) -> Iterator[Mark]:
    """Yield the outline of a large matrix that flips; its cells go before, and come after."""
    x, y, width, height = sheet.start.box
    corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    points = tuple(_over(corner, mirror, share)[0] for corner in corners)
    red, green, blue, _ = color = sheet.before.line
    yield Polygon(points, (red, green, blue, 60), color, 2.0)
    yield from faded((replace(sheet.before, ref=""),), 1.0 - span(share, 0.0, 0.2))
    yield from faded((replace(sheet.after, ref=""),), span(share, 0.8, 1.0))
