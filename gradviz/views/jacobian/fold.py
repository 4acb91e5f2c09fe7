"""Why a matrix product is enough: all copies of a block fold onto each other.

Every sample multiplies its part of y_gradᵀ onto the same W. So the copies of W slide onto one,
the parts of y_gradᵀ and of x_gradᵀ come to stand under each other, and what is left is
X_gradᵀ = Y_gradᵀ W: flipped about the diagonal, Wᵀ Y_grad. By W the copies are those of Xᵀ, one
for each row, and what is left is Y_grad Xᵀ.
"""

from collections.abc import Iterator
from dataclasses import replace

from gradviz.arrays import Matrix, freeze
from gradviz.language.notation import Notation
from gradviz.refs import CellRef
from gradviz.scene.corner.layout import Corner
from gradviz.scene.marks.cells import Look
from gradviz.scene.marks.chips import faded
from gradviz.scene.marks.frame import Cells, Mark
from gradviz.scene.marks.grid import Grid
from gradviz.timeline.easing import ease, span, staggered
from gradviz.views.jacobian.cells import copy_cells
from gradviz.views.jacobian.folded import (
    FoldedMatrix,
    corner_of,
    lit_in,
    names_of,
    parts_of,
    placed_parts,
    resting,
)
from gradviz.views.jacobian.setting import ProductSetting
from gradviz.views.jacobian.timeline import FLIP_FADE, FOLD_FADE, MOST_FLIPPED, rows_of_step

MOST_COPIES = 64
"""Copies that are seen to move; more than these only fade over."""
_MOST_CELLS = 4096
_OVERLAP = 0.55
_ARRIVE = (0.9, 1.0)  # of all steps: names of what is left


def needs_flip(wrt: str, notation: Notation) -> bool:
    """Tell whether what is folded has to be flipped to be what people write.

    Examples
    --------
    >>> needs_flip("X", Notation()), needs_flip("W", Notation())
    (True, False)
    >>> torch = Notation(convention="xwt")
    >>> needs_flip("X", torch), needs_flip("W", torch)
    (False, False)
    """
    is_flipped = notation.is_flipped(wrt)
    return is_flipped if wrt[0] in "Wb" else not is_flipped


def fold(setting: ProductSetting) -> tuple[Mark, ...]:
    """Return the picture while copies fold, and while what is left is flipped."""
    folded, share = corner_of(setting, is_turned=False), _share(setting)
    if setting.phase.kind == "flip":
        return tuple(_flipping(setting, folded, ease(share)))
    names = faded(names_of(setting, folded, is_turned=False), span(share, *_ARRIVE))
    if share >= 1.0:
        return (*resting(setting, folded, is_turned=False), *names)
    return (*_folding(setting, folded, share), *names)


def lit_in_fold(setting: ProductSetting, ref: CellRef) -> tuple[Mark, ...]:
    """Return what lights up once there is one of each matrix, which can be pointed at."""
    if _share(setting) < 1.0:
        return ()
    is_turned = setting.phase.kind == "flip"
    return lit_in(setting, ref, corner_of(setting, is_turned=is_turned), is_turned=is_turned)


def _share(setting: ProductSetting) -> float:
    """Return how much of the folding, or of the flipping after it, is done."""
    moment = setting.shown.moment
    return 1.0 if moment.rest else (moment.step + moment.progress) / setting.phase.count


def leaving(setting: ProductSetting) -> float:
    """Return how much is left of what does not fold: 1 before, 0 soon after."""
    if setting.phase.kind == "flip":
        return 0.0
    moment = setting.shown.moment
    return 1.0 - span(moment.step + moment.progress, 0.0, FOLD_FADE)


# --- folding


def _folding(setting: ProductSetting, folded: Corner, share: float) -> Iterator[Mark]:
    pattern = setting.lin.jacobian.pattern
    is_small = pattern.entries <= _MOST_CELLS and pattern.copies <= MOST_COPIES
    if not is_small or setting.is_enlarged:
        yield from faded(resting(setting, folded, is_turned=False), ease(share))
        return
    ways = [
        _way(copy, pattern.copies, setting.phase.count, share) for copy in range(pattern.copies)
    ]
    moving = [list(_copy(setting, folded, copy, ease(way))) for copy, way in enumerate(ways)]
    yield from (block for block, *_ in moving)
    yield from (row for _, *rows in moving for row in rows)  # over copies that wait


def _way(copy: int, copies: int, steps: int, share: float) -> float:
    """Return how far a copy has come: at a key frame every copy stands still.

    The first step moves the first copy to its place, and then the second one onto it.
    """
    for step in range(steps):
        movers = [n + 1 for n in rows_of_step(step, steps, copies - 1)]
        movers = [0, *movers] if step == 0 else movers
        if copy in movers:
            within = span(share * steps - step, 0.0, 1.0)
            return staggered(within, movers.index(copy), len(movers), _OVERLAP)
    return 0.0


def _copy(setting: ProductSetting, folded: Corner, copy: int, way: float) -> Iterator[Mark]:
    """Yield one copy of the block with its part of both rows, on the way to its place."""
    pattern, plan, lin = setting.lin.jacobian.pattern, setting.plan, setting.lin
    rows, cols = pattern.rows_of(copy), pattern.cols_of(copy)
    apart = float(rows.step), float(cols.step)
    yield _moved(
        freeze(lin.jacobian.window(rows, cols)),
        _at(plan.jacobian, rows.start, cols.start),
        folded.top,
        setting.look("J"),
        (apart, way),
    )
    cotangent = lin.cotangent_row[:, rows.start : rows.stop : rows.step]
    gradient = lin.gradient_row[:, cols.start : cols.stop : cols.step]
    yield _moved(
        cotangent,
        _at(plan.cotangent, 0, rows.start),
        _at(folded.left, copy, 0),
        setting.look("y_grad"),
        ((1.0, apart[0]), way),
    )
    yield _moved(
        gradient,
        _at(plan.gradient, 0, cols.start),
        _at(folded.right, copy, 0),
        setting.look("x_grad"),
        ((1.0, apart[1]), way),
    )


def _at(grid: Grid, row: int, col: int) -> Grid:
    """Return a grid that begins at a cell of another one."""
    return replace(grid, x=grid.x + col * grid.pitch_x, y=grid.y + row * grid.pitch_y)


def _moved(
    values: Matrix, start: Grid, end: Grid, look: Look, how: tuple[tuple[float, float], float]
) -> Cells:
    """Return a block on the way between two places, its lines closing up."""
    apart, way = how
    rows, cols = values.shape

    def between(first: float, last: float) -> float:
        return first + (last - first) * way

    grid = Grid(
        between(start.x, end.x),
        between(start.y, end.y),
        between(start.pitch_x, end.pitch_x),
        between(start.pitch_y, end.pitch_y),
        rows,
        cols,
    )
    down = between(start.pitch_y * apart[0], end.pitch_y) / grid.pitch_y
    across = between(start.pitch_x * apart[1], end.pitch_x) / grid.pitch_x
    return copy_cells(values, grid, look, (down, across))


# --- what is left, and its flip


def _flipping(setting: ProductSetting, folded: Corner, share: float) -> Iterator[Mark]:
    """Yield what is left on its way over the diagonal, number by number."""
    turned = corner_of(setting, is_turned=True)
    before = resting(setting, folded, is_turned=False)
    after = resting(setting, turned, is_turned=True)
    if share <= 0.0 or share >= 1.0:
        is_turned = share >= 1.0
        yield from after if is_turned else before
        yield from names_of(setting, turned if is_turned else folded, is_turned=is_turned)
        return
    count = sum(part.values.size for part in parts_of(setting))
    if count > MOST_FLIPPED:
        yield from faded(before, 1.0 - share)
        yield from faded(after, share)
    else:
        starts = {part.name: grid for part, grid in placed_parts(setting, folded, is_turned=False)}
        for part, grid in placed_parts(setting, turned, is_turned=True):
            yield from _cells_over(setting, part, (starts[part.name], grid), share)
    yield from faded(names_of(setting, folded, is_turned=False), 1.0 - span(share, 0.0, FLIP_FADE))
    yield from faded(names_of(setting, turned, is_turned=True), span(share, 1.0 - FLIP_FADE, 1.0))


def _cells_over(
    setting: ProductSetting, part: FoldedMatrix, grids: tuple[Grid, Grid], share: float
) -> Iterator[Mark]:
    """Yield a matrix line by line, each number on its straight way to its mirrored place."""
    look = setting.look(part.part)
    start, end = (
        replace(grid, rows=part.values.shape[0], cols=part.values.shape[1], flipped=is_turned)
        for grid, is_turned in zip(grids, (part.is_turned, not part.is_turned), strict=True)
    )
    for row in range(part.values.shape[0]):
        for col in range(part.values.shape[1]):
            (x0, y0, w0, h0), (x1, y1, w1, h1) = start.cell(row, col), end.cell(row, col)
            width, height = w0 + (w1 - w0) * share, h0 + (h1 - h0) * share
            grid = Grid(
                x0 + (x1 - x0) * share,
                y0 + (y1 - y0) * share,
                width + start.gap,
                height + start.gap,
                1,
                1,
            )
            one = part.values[row : row + 1, col : col + 1]
            yield copy_cells(one, grid, look, (1.0, 1.0))
