"""What a pointed cell has to do with the others, lit up in a Jacobian picture.

A closed outline is where a number comes from, four corners are where it goes, as in the Flow
view. Names are those of the picture: "y_grad", "J", "dx", "x_grad", "dy", "dl".
"""

import numpy as np

from gradviz.refs import CellRef
from gradviz.scene.corner.highlight import clipped, corners
from gradviz.scene.corner.layout import Area
from gradviz.scene.marks.chips import cell_area, outline
from gradviz.scene.marks.frame import Mark
from gradviz.scene.marks.grid import Grid
from gradviz.views.jacobian.entries import in_picture
from gradviz.views.jacobian.setting import ProductSetting

_MOST = 64


def lit(setting: ProductSetting, pointed: CellRef) -> tuple[Mark, ...]:
    """Return outlines for the pointed cell, for its sources, and corners for what it feeds."""
    marks: list[Mark] = []
    found = in_picture(pointed, setting.shown.passes, setting.options)
    if len(found) > _MOST:
        return ()
    for ref in found:
        marks += _of(setting, ref)
    return clipped(marks, setting.window) if setting.is_enlarged else tuple(marks)


def _of(setting: ProductSetting, ref: CellRef) -> list[Mark]:
    theme, plan, pattern = setting.shown.style.theme, setting.plan, setting.lin.jacobian.pattern
    grids = {
        "y_grad": plan.cotangent,
        "J": plan.jacobian,
        "dx": plan.tangent,
        "x_grad": plan.gradient,
        "dy": plan.moved,
        "dl": plan.dl,
    }
    row, col = ref.row, ref.col
    one, marks = range(1), list[Mark]()
    every_row, every_col = (range(size) for size in setting.lin.shape)

    def source(name: str, rows: range, cols: range) -> None:
        for area in _areas(grids[name], rows, cols):
            marks.append(outline(area, theme.accent, 2.0, grids[name].radius))

    def feeds(name: str, rows: range, cols: range) -> None:
        for area in _areas(grids[name], rows, cols):
            marks.extend(corners(area, theme.accent))

    match ref.name:
        case "x_grad":
            copy = int(pattern.col(np.array([col]))[0][0])
            source("J", pattern.rows_of(copy), range(col, col + 1))
            source("y_grad", one, pattern.rows_of(copy))
            feeds("dl", one, one)
        case "dx":
            copy = int(pattern.col(np.array([row]))[0][0])
            feeds("dy", pattern.rows_of(copy), one)
            source("J", pattern.rows_of(copy), range(row, row + 1))
        case "dy":
            copy = int(pattern.row(np.array([row]))[0][0])
            source("J", range(row, row + 1), pattern.cols_of(copy))
            source("dx", pattern.cols_of(copy), one)
            feeds("dl", one, one)
        case "y_grad":
            copy = int(pattern.row(np.array([col]))[0][0])
            feeds("x_grad", one, pattern.cols_of(copy))
            source("J", range(col, col + 1), pattern.cols_of(copy))
        case "J":
            feeds("x_grad", one, range(col, col + 1))
            feeds("dy", range(row, row + 1), one)
            source("y_grad", one, range(row, row + 1))
            source("dx", range(col, col + 1), one)
        case "dl":
            source("x_grad", one, every_col)
            source("dx", every_col, one)
            source("y_grad", one, every_row)
            source("dy", every_row, one)
    here = grids[ref.name]
    marks.append(outline(cell_area(here, row, col), theme.bright, 2.5, here.radius))
    return marks


def _areas(grid: Grid, rows: range, cols: range) -> list[Area]:
    """Return the rectangles of cells: one for lines side by side, else one for each."""
    down, across = (
        [line] if line.step == 1 else [range(at, at + 1) for at in line] for line in (rows, cols)
    )
    if len(down) * len(across) > _MOST:
        return []
    return [Area(*grid.part(row, col).box) for row in down for col in across]
