"""Where row, Jacobian and column stand, so that both ways to dl end in the same place.

The Jacobian stands in the middle of a cross. Under it, as wide, stands the row it gives from
the left; beside it, as high, the column it gives from the right:

                            dx
                   J        dy
        y_gradᵀ    x_gradᵀ  dl

A product stands where the row of its left factor meets the column of its right one. So dl is
met by x_gradᵀ and dx, and by y_gradᵀ and dy.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from gradviz.scene.corner.layout import LARGEST_PITCH, Area
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.style import Style

_PAD = 9.0  # free on either side of the lane that weights stand in, times the text factor
_LANE = 0.72  # of a cell
_SMALLEST_LANE = 14.0
"""Cells smaller than this have no lane: what weighs a row is an outline."""
_OFF = 7.0  # free between a line and its weight
_THICK = 10.0  # rows and columns alone are never thinner than this
_WIDEST = 1.5
_BELOW, _BESIDE = 62.0, 94.0  # for names, times the text factor
_QUADRANT = (330.0, 190.0)  # what the words above J take, times the text factor


@dataclass(frozen=True, slots=True)
class ProductPlan:
    """Grids of the three factors and of the three products.

    Attributes
    ----------
    cotangent, jacobian, tangent : Grid
        y_gradᵀ, shape (1, R); J, shape (R, C); dx, shape (C, 1).
    gradient, moved, dl : Grid
        x_gradᵀ, shape (1, C); dy, shape (R, 1); dl, shape (1, 1).
    lane : float
        How large the place is, beside and above J, in which weights stand: a share of a cell.
    words : Area
        The free quadrant above J.
    """

    cotangent: Grid
    jacobian: Grid
    tangent: Grid
    gradient: Grid
    moved: Grid
    dl: Grid
    lane: float
    words: Area

    def mapped(self, place: Callable[[Grid], Grid]) -> "ProductPlan":
        """Return this plan with every grid somewhere else."""
        return replace(
            self,
            cotangent=place(self.cotangent),
            jacobian=place(self.jacobian),
            tangent=place(self.tangent),
            gradient=place(self.gradient),
            moved=place(self.moved),
            dl=place(self.dl),
        )

    def row_weight(self, row: int) -> Area:
        """Return where the weight of a row of J stands: left of the row."""
        x, y, width, height = self.jacobian.cell(row, 0)
        return Area(x - _OFF - width * self.lane, y, width * self.lane, height)

    def col_weight(self, col: int) -> Area:
        """Return where the weight of a column of J stands: above the column."""
        x, y, width, height = self.jacobian.cell(0, col)
        return Area(x, y - _OFF - height * self.lane, width, height * self.lane)


def plan_in(area: Area, shape: tuple[int, int], style: Style) -> ProductPlan:
    """Return the largest plan for a Jacobian of a shape in an area.

    Parameters
    ----------
    area : Area
    shape : tuple of int
        R and C.
    style : Style
    """
    plan = _plan(area, shape, style)
    need = _QUADRANT[1] * style.text
    free = plan.words.height
    if free >= need or plan.words.width < _QUADRANT[0] * style.text:
        return plan
    lowered = _plan(area.shrunk(top=need - free), shape, style)
    top = min(need, lowered.jacobian.y - area.y)
    words = Area(area.x, area.y, lowered.words.right - area.x, max(top, lowered.words.height))
    return replace(lowered, words=words)


def _plan(area: Area, shape: tuple[int, int], style: Style) -> ProductPlan:
    text, (rows, cols) = style.text, shape
    width, height = area.width - _BESIDE * text, area.height - _BELOW * text
    pad, count = 2 * _PAD * text, rows + cols + 1
    px, py = _pitches(width - 2 * pad, height - 2 * pad, count + 2 * _LANE, style)
    lane = _LANE if min(px, py) >= _SMALLEST_LANE else 0.0
    gap_x, gap_y = (style.snap(pad + p * lane) for p in (px, py))
    thick_x, thick_y = max(px, _THICK * text), max(py, _THICK * text)
    px, py = _pitches(
        width - 2 * gap_x - thick_x + px, height - 2 * gap_y - thick_y + py, count, style
    )
    thick_x, thick_y = max(px, _THICK * text), max(py, _THICK * text)
    used_x = (rows + cols) * px + 2 * gap_x + thick_x
    used_y = (rows + cols) * py + 2 * gap_y + thick_y
    x0 = style.snap(area.x + max(0.0, (area.width - used_x - _BESIDE * text) / 2))
    y0 = style.snap(area.y + max(0.0, (height - used_y) / 2))
    x1, y1 = style.snap(x0 + rows * px + gap_x), style.snap(y0 + cols * py + gap_y)
    x2, y2 = style.snap(x1 + cols * px + gap_x), style.snap(y1 + rows * py + gap_y)
    return ProductPlan(
        cotangent=Grid(x0, y2, px, thick_y, 1, rows),
        jacobian=Grid(x1, y1, px, py, rows, cols),
        tangent=Grid(x2, y0, thick_x, py, cols, 1),
        gradient=Grid(x1, y2, px, thick_y, 1, cols),
        moved=Grid(x2, y1, thick_x, py, rows, 1),
        dl=Grid(x2, y2, thick_x, thick_y, 1, 1),
        lane=lane,
        words=Area(area.x, area.y, x2 - 20 * text - area.x, y1 - lane * py - 14 * text - area.y),
    )


def _pitches(width: float, height: float, count: float, style: Style) -> tuple[float, float]:
    """Return the pitches of `count` cells; they may be wider than high, so that digits fit."""
    most = LARGEST_PITCH * style.text
    high = min(height / count, width / count, most)
    wide = min(width / count, high * _WIDEST, max(most * 0.75, high))
    return style.whole(max(wide, 1e-7)), style.whole(max(high, 1e-7))
