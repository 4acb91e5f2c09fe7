"""The Jacobian view: row × matrix × column, multiplied from the left and from the right."""

from dataclasses import replace

import numpy as np

from gradviz.arrays import Matrix
from gradviz.refs import CellRef
from gradviz.scene.corner.layout import Area
from gradviz.scene.layout.page import adapted, below, content_area, ground_around, page
from gradviz.scene.marks.chips import faded
from gradviz.scene.marks.frame import Box, Frame, Mark
from gradviz.session.looks.jacobian import JacobianLook
from gradviz.views.jacobian.captions import caption
from gradviz.views.jacobian.fold import fold, leaving, lit_in_fold
from gradviz.views.jacobian.highlight import lit
from gradviz.views.jacobian.layout import plan_in
from gradviz.views.jacobian.motion import LEFT, RIGHT, motion, partial_sum
from gradviz.views.jacobian.reorder import can_reorder, reordering
from gradviz.views.jacobian.setting import ProductSetting, linearization_of
from gradviz.views.jacobian.titles import heading, name_of_jacobian, names
from gradviz.views.jacobian.zoom import zoom_map
from gradviz.views.shown import Shown
from gradviz.views.still import Still

_ROOM = (560.0, 470.0)
_MOST_BLOCKS = 64
_SMALLEST_BLOCK = 12.0


def jacobian_still(shown: Shown, options: JacobianLook, tangent: Matrix) -> Still:
    """Return dl = y_gradᵀ J dx at a moment, ready to be lit up.

    Parameters
    ----------
    shown : Shown
    options : JacobianLook
        Suited to the network.
    tangent : Matrix, of the shape of what is differentiated by
        How it moves: dX.
    """
    return _still(_setting(shown, options, tangent))


def jacobian_reordering(
    shown: Shown, options: JacobianLook, tangent: Matrix, share: float
) -> Frame:
    """Return the same on the way from the other order of vec; `share` is 0..1.

    Where nothing could be followed, it is there at once.
    """
    setting = _setting(shown, options, tangent)
    frame = _still(setting).frame
    is_plain = setting.phase.kind not in ("fold", "flip") and not setting.is_enlarged
    if not (is_plain and can_reorder(setting.lin.jacobian.pattern)):
        return frame
    return reordering(setting, frame, share)


def _setting(shown: Shown, options: JacobianLook, tangent: Matrix) -> ProductSetting:
    shown = shown.styled(adapted(shown.style, _ROOM))
    area = content_area(shown.style)
    lin = linearization_of(shown.passes, options, tangent)
    plan = plan_in(area, lin.shape, shown.style)
    if not shown.viewport.is_whole:
        plan = plan.mapped(lambda grid: shown.viewport.grid_of(grid, area))
    return ProductSetting(shown, options, lin, plan, area)


def _still(setting: ProductSetting) -> Still:
    """Return the picture: the product, what it folds into over it, and what frames both."""
    style, area = setting.shown.style, setting.window
    is_folding = setting.phase.kind in ("fold", "flip")
    share = leaving(setting) if is_folding else 1.0
    product = () if share == 0.0 else faded(_product(setting), share)
    folded = fold(setting) if is_folding else ()
    over = (*zoom_map(setting), *ground_around(area, style)) if setting.is_enlarged else ()
    over += below(caption(setting), style, area)
    marks = (*product, *folded, *over)
    frame = page(style, marks, area)

    def light(ref: CellRef) -> Frame:
        in_product = () if share == 0.0 else faded(lit(setting, ref), share)
        in_fold = lit_in_fold(setting, ref) if is_folding else ()
        return replace(frame, marks=(*product, *in_product, *folded, *in_fold, *over))

    return Still(frame, light)


def _product(setting: ProductSetting) -> tuple[Mark, ...]:
    """Return row × matrix × column, and what moves between them."""
    told = () if setting.is_enlarged else (*heading(setting), *names(setting))
    under = () if setting.is_enlarged else name_of_jacobian(setting)
    return (*told, *under, *_standing(setting), *motion(setting))


def _standing(setting: ProductSetting) -> tuple[Mark, ...]:
    """Return the factors, and what there is of the products."""
    lin, plan = setting.lin, setting.plan
    row, has_row = partial_sum(setting, LEFT)
    column, has_column = partial_sum(setting, RIGHT)
    found = [
        setting.vector("y_grad", lin.cotangent_row, plan.cotangent),
        setting.jacobian(),
        setting.vector("dx", lin.tangent_column, plan.tangent),
        setting.vector("x_grad", row, plan.gradient, has_row),
        setting.vector("dy", column, plan.moved, has_column),
        setting.vector("dl", lin.dl_cell, plan.dl, np.array([[setting.is_over("left dl")]])),
    ]
    return (*_ground(setting), *(cells for cells in found if cells is not None))


def _ground(setting: ProductSetting) -> tuple[Mark, ...]:
    """Return the ground of J, on which what is never touched is bare, and its blocks' edges."""
    theme, window = setting.shown.style.theme, setting.window
    pattern, grid = setting.lin.jacobian.pattern, setting.plan.jacobian
    out = max(2.0, grid.gap)
    whole = _clipped(Area(*grid.box), out, window)
    if pattern.is_dense or whole is None:
        return ()
    edges: list[Mark] = [Box(*whole.sides, 4.0, theme.panel, theme.line, 1.0)]
    is_block = not pattern.is_interleaved and pattern.copies <= _MOST_BLOCKS
    if is_block and pattern.rows * grid.pitch_y >= _SMALLEST_BLOCK:
        for copy in range(pattern.copies):
            block = grid.part(pattern.rows_of(copy), pattern.cols_of(copy))
            part = _clipped(Area(*block.box), out, window)
            if part is not None:
                edges.append(Box(*part.sides, 4.0, stroke=theme.strong_line, stroke_width=1.0))
    return tuple(edges)


def _clipped(area: Area, out: float, window: Area) -> Area | None:
    """Return an area with a margin, as far as it is in the window."""
    left, top = max(area.x - out, window.x), max(area.y - out, window.y)
    right, bottom = min(area.right + out, window.right), min(area.bottom + out, window.bottom)
    return Area(left, top, right - left, bottom - top) if left < right and top < bottom else None
