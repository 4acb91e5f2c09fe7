"""What vec by columns or by rows does to a Jacobian, seen: every copy of the block spreads out.

Stacked sample by sample the copies stand one after another, I ⊗ W; stacked row by row they are
interleaved, W ⊗ I. On the way the rows and columns of each copy move apart, all at once.
"""

from collections.abc import Iterator
from dataclasses import replace

from gradviz.arrays import Matrix, freeze
from gradviz.engine.jacobians.pattern import Pattern
from gradviz.scene.marks.frame import Cells, Frame, Mark
from gradviz.scene.marks.grid import Grid
from gradviz.timeline.easing import ease
from gradviz.views.jacobian.cells import copy_cells
from gradviz.views.jacobian.setting import ProductSetting

_MOST_COPIES, _MOST_CELLS = 64, 4096


def can_reorder(pattern: Pattern) -> bool:
    """Tell whether another order moves the copies of a block, and few enough to be followed."""
    is_moved = pattern.copies > 1 and max(pattern.rows, pattern.cols) > 1
    return is_moved and pattern.copies <= _MOST_COPIES and pattern.entries <= _MOST_CELLS


def reordering(setting: ProductSetting, frame: Frame, share: float) -> Frame:
    """Return the picture on the way from the other order to that of a setting.

    Parameters
    ----------
    setting : ProductSetting
    frame : Frame
        The picture of the setting, where it all leads to.
    share : float
        0..1.
    """
    moving = ("J", "y_grad", "dx", "x_grad", "dy")
    others = [m for m in frame.marks if not (isinstance(m, Cells) and m.ref in moving)]
    return replace(frame, marks=(*others, *_copies(setting, ease(share))))


def _copies(setting: ProductSetting, way: float) -> Iterator[Mark]:
    lin, plan = setting.lin, setting.plan
    after = lin.jacobian.pattern
    before = replace(after, is_interleaved=not after.is_interleaved)
    has_sums = setting.is_over("left"), setting.is_over("right")
    for copy in range(after.copies):
        rows = before.rows_of(copy), after.rows_of(copy)
        cols = before.cols_of(copy), after.cols_of(copy)
        one = (range(1), range(1))
        block = freeze(lin.jacobian.window(rows[1], cols[1]))
        yield _moved(setting, "J", block, plan.jacobian, (rows, cols), way)
        row = lin.cotangent_row[:, _slice(rows[1])]
        yield _moved(setting, "y_grad", row, plan.cotangent, (one, rows), way)
        column = lin.tangent_column[_slice(cols[1])]
        yield _moved(setting, "dx", column, plan.tangent, (cols, one), way)
        if has_sums[0]:
            row = lin.gradient_row[:, _slice(cols[1])]
            yield _moved(setting, "x_grad", row, plan.gradient, (one, cols), way)
        if has_sums[1]:
            column = lin.moved_column[_slice(rows[1])]
            yield _moved(setting, "dy", column, plan.moved, (rows, one), way)


def _moved(
    setting: ProductSetting,
    part: str,
    values: Matrix,
    grid: Grid,
    lines: tuple[tuple[range, range], tuple[range, range]],
    way: float,
) -> Cells:
    """Return a copy whose lines are on the way from one run of lines to another."""
    (row, down), (col, across) = (_between(*pair, way) for pair in lines)
    rows, cols = values.shape
    x, y = grid.x + col * grid.pitch_x, grid.y + row * grid.pitch_y
    place = replace(grid, x=x, y=y, rows=rows, cols=cols)
    return copy_cells(values, place, setting.look(part), (down, across))


def _between(before: range, after: range, way: float) -> tuple[float, float]:
    """Return where lines begin, and how far apart they are."""
    first = before.start + (after.start - before.start) * way
    return first, before.step + (after.step - before.step) * way


def _slice(lines: range) -> slice:
    return slice(lines.start, lines.stop, lines.step)
