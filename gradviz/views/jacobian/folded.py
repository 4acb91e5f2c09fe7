"""What is left when all copies of a block are folded: a matrix product, and its transpose."""

from dataclasses import dataclass, replace

from gradviz.arrays import Matrix
from gradviz.messages.message import say
from gradviz.refs import CellRef
from gradviz.scene.corner.highlight import attention
from gradviz.scene.corner.layout import Corner, Margins, Sizes, corner_in
from gradviz.scene.layout.namebar import Bar, beside, name_with_bar, under
from gradviz.scene.layout.page import text_lines
from gradviz.scene.marks.frame import Mark, Span
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.spans import name_spans, told
from gradviz.views.jacobian.entries import is_share
from gradviz.views.jacobian.setting import ProductSetting

_HEADING = 60.0  # scene units for the formula, times the text factor


@dataclass(frozen=True, slots=True)
class FoldedMatrix:
    """One of the three matrices of the product that is left.

    Attributes
    ----------
    part : str
        The part of the picture that it comes from: "y_grad", "J" or "x_grad".
    name : str
        What it is called in the network: "Y_grad".
    values : Matrix
        As the network has it.
    is_turned : bool
        Whether the folded picture shows its transpose.
    """

    part: str
    name: str
    values: Matrix
    is_turned: bool


def parts_of(setting: ProductSetting) -> tuple[FoldedMatrix, FoldedMatrix, FoldedMatrix]:
    """Return the matrices that stand left, above, and where these meet."""
    of, wrt = setting.options.of, setting.options.wrt
    passes, lin = setting.shown.passes, setting.lin
    layer = next(layer for layer in passes.layers if of == layer.Y)
    if wrt[0] not in "Wb":
        return (
            FoldedMatrix("y_grad", f"{of}_grad", lin.cotangent, is_turned=True),
            FoldedMatrix("J", str(layer.W), passes.matrix(str(layer.W)), is_turned=False),
            FoldedMatrix("x_grad", f"{wrt}_grad", lin.gradient, is_turned=True),
        )
    return (
        FoldedMatrix("y_grad", f"{of}_grad", lin.cotangent, is_turned=False),
        FoldedMatrix("J", layer.X, passes.matrix(layer.X), is_turned=True),
        FoldedMatrix("x_grad", f"{wrt}_grad", lin.gradient, is_turned=False),
    )


def corner_of(setting: ProductSetting, *, is_turned: bool) -> Corner:
    """Return where the three matrices stand: folded, or flipped after that."""
    pattern, style = setting.lin.jacobian.pattern, setting.shown.style
    rows, cols = pattern.copies, pattern.cols
    if is_turned:
        rows, cols = cols, rows
    area = setting.window.shrunk(top=_HEADING * style.text)
    return corner_in(area, Sizes(rows, pattern.rows, cols, False), Margins.roomy(style.text), style)


def grid_of(part: FoldedMatrix, place: Grid, *, is_turned: bool) -> Grid:
    """Return where the cells of a matrix stand, at rest: as it is, or its transpose."""
    rows, cols = part.values.shape
    return replace(place, rows=rows, cols=cols, flipped=part.is_turned != is_turned)


def lit_in(
    setting: ProductSetting, ref: CellRef, corner: Corner, *, is_turned: bool
) -> tuple[Mark, ...]:
    """Return what a pointed cell has to do with the others in what is left."""
    passes = setting.shown.passes
    if not passes.has(ref) or setting.is_enlarged:
        return ()
    grids = tuple(
        (part.name, grid_of(part, place, is_turned=is_turned))
        for part, place in placed_parts(setting, corner, is_turned=is_turned)
    )
    return attention(passes, ref, grids, setting.shown.style.theme)


def resting(setting: ProductSetting, corner: Corner, *, is_turned: bool) -> tuple[Mark, ...]:
    """Return the three matrices in their places; `is_turned` after the flip."""
    marks: list[Mark] = []
    for part, place in placed_parts(setting, corner, is_turned=is_turned):
        grid = grid_of(part, place, is_turned=is_turned)
        look = replace(setting.look(part.part), name=part.name)
        cells = setting.matrix(part.values, grid, look)
        if cells is not None and _is_share(setting, part):
            cells = replace(cells, ref="")  # it is but a share of what has that name
        marks += [] if cells is None else [cells]
    return tuple(marks)


def placed_parts(
    setting: ProductSetting, corner: Corner, *, is_turned: bool
) -> tuple[tuple[FoldedMatrix, Grid], ...]:
    """Return each matrix with its place: left, above, and where these meet."""
    left, top, right = parts_of(setting)
    if is_turned:
        return ((top, corner.left), (left, corner.top), (right, corner.right))
    return ((left, corner.left), (top, corner.top), (right, corner.right))


def names_of(setting: ProductSetting, corner: Corner, *, is_turned: bool) -> tuple[Mark, ...]:
    """Return the formula of what is left, and the names of its matrices."""
    style = setting.shown.style
    theme, text = style.theme, style.text
    marks: list[Mark] = []
    for part, grid in placed_parts(setting, corner, is_turned=is_turned):
        spans = name_spans(_written(setting, part, is_turned=is_turned), theme.text, "semibold")
        bar = Bar(theme.palette(part.name), setting.scale(part.part).limit)
        if grid is corner.top:
            marks += name_with_bar(spans, bar, beside(grid, style), style)
        else:
            room = grid.right - grid.x + 40 * text
            marks += name_with_bar(spans, bar, under(grid, style), style, room)
    area, formula = setting.window, product_of_matrices(setting, is_turned=is_turned)
    words = say("Folded: one matrix product for all")
    title = told(words, style, theme.text, "semibold")
    lines = [(20.0, title, 17.0), (50.0, formula, 21.0)]
    return (*marks, *text_lines(lines, area, style, area.width * 0.6))


def product_of_matrices(setting: ProductSetting, *, is_turned: bool) -> tuple[Span, ...]:
    """Return what is left when all copies are folded: "X_gradᵀ = Y_gradᵀ W"; or its transpose."""
    color = setting.shown.style.theme.text
    left, above, product = (
        _written(setting, part, is_turned=is_turned) for part in parts_of(setting)
    )
    first, second = (above, left) if is_turned else (left, above)
    return (
        *name_spans(product, color),
        Span(" = ", color),
        *name_spans(first, color),
        Span(" ", color),
        *name_spans(second, color),
    )


def _written(setting: ProductSetting, part: FoldedMatrix, *, is_turned: bool) -> str:
    """Return the name of what stands in the picture, "W^T" where that is a transpose."""
    is_flipped = setting.shown.notation.is_flipped(part.name)
    name = setting.shown.notation.share(part.name) if _is_share(setting, part) else part.name
    return name + ("^T" if is_flipped != (part.is_turned != is_turned) else "")


def _is_share(setting: ProductSetting, part: FoldedMatrix) -> bool:
    return part.part == "x_grad" and is_share(setting.shown.passes, setting.options)
