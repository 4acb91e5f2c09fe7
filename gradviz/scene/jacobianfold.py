"""Why a matrix product is enough: all copies of a block fold onto each other.

Every sample multiplies its part of y_gradᵀ onto the same W. So the copies of W slide onto one,
the parts of y_gradᵀ and of x_gradᵀ come to stand under each other, and what is left is
X_gradᵀ = Y_gradᵀ W: flipped about the diagonal, Wᵀ Y_grad. By W the copies are those of Xᵀ, one
for each row, and what is left is Y_grad Xᵀ.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from gradviz.arrays import Matrix
from gradviz.scene.attention import attention
from gradviz.scene.cells import Grid, Look
from gradviz.scene.chips import faded
from gradviz.scene.corner import Corner, Margins, Sizes, corner_in
from gradviz.scene.frame import Cells, Label, Mark, Span
from gradviz.scene.jacobiancells import copy_cells
from gradviz.scene.jacobiansetting import ProductSetting
from gradviz.scene.namebar import Bar, name_with_bar
from gradviz.scene.notation import Notation
from gradviz.scene.words import name_spans
from gradviz.timeline.easing import ease, span, staggered
from gradviz.timeline.product import band

MOST_COPIES = 64
"""Copies that are seen to move; more than these only fade over."""
_MOST_CELLS = 4096
_OVERLAP = 0.55
_LEAVE, _ARRIVE = (0.0, 0.3), (0.9, 1.0)  # of the first step; of all of them


@dataclass(frozen=True, slots=True)
class _Part:
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
    kind = setting.phase.kind
    folded = _corner(setting, is_turned=False)
    if kind == "flip":
        share = 1.0 if setting.shown.moment.rest else setting.shown.moment.progress
        flipping = tuple(_flipping(setting, folded, ease(share)))
        if share < 1.0:
            return flipping
        return (*flipping, *_lit(setting, _corner(setting, is_turned=True), is_turned=True))
    moment = setting.shown.moment
    share = 1.0 if moment.rest else (moment.step + moment.progress) / setting.phase.count
    names = faded(_names(setting, folded, is_turned=False), span(share, *_ARRIVE))
    if share >= 1.0:  # one of each, that can be pointed at
        lit = _lit(setting, folded, is_turned=False)
        return (*_resting(setting, folded, is_turned=False), *names, *lit)
    return (*_folding(setting, folded, share), *names)


def leaving(setting: ProductSetting) -> float:
    """Return how much is left of what does not fold: 1 before, 0 soon after."""
    if setting.phase.kind == "flip":
        return 0.0
    moment = setting.shown.moment
    return 1.0 - span(moment.step + moment.progress, *_LEAVE)


def _parts(setting: ProductSetting) -> tuple[_Part, _Part, _Part]:
    """Return the matrices that stand left, above, and where these meet."""
    of, wrt = setting.options.of, setting.options.wrt
    passes, lin = setting.shown.passes, setting.lin
    layer = next(layer for layer in passes.layers if of == layer.Y)
    if wrt[0] not in "Wb":
        return (
            _Part("y_grad", f"{of}_grad", lin.cotangent, is_turned=True),
            _Part("J", str(layer.W), passes.matrix(str(layer.W)), is_turned=False),
            _Part("x_grad", f"{wrt}_grad", lin.gradient, is_turned=True),
        )
    return (
        _Part("y_grad", f"{of}_grad", lin.cotangent, is_turned=False),
        _Part("J", layer.X, passes.matrix(layer.X), is_turned=True),
        _Part("x_grad", f"{wrt}_grad", lin.gradient, is_turned=False),
    )


def _corner(setting: ProductSetting, *, is_turned: bool) -> Corner:
    """Return where the three matrices stand: folded, or flipped after that."""
    pattern, style = setting.lin.jacobian.pattern, setting.shown.style
    rows, cols = pattern.copies, pattern.cols
    if is_turned:
        rows, cols = cols, rows
    area = setting.window.shrunk(top=_HEADING * style.text)
    return corner_in(area, Sizes(rows, pattern.rows, cols, False), Margins.roomy(style.text), style)


_HEADING = 60.0


# --- folding


def _folding(setting: ProductSetting, folded: Corner, share: float) -> Iterator[Mark]:
    pattern = setting.lin.jacobian.pattern
    is_small = pattern.entries <= _MOST_CELLS and pattern.copies <= MOST_COPIES
    if not is_small or setting.is_enlarged:
        yield from faded(_resting(setting, folded, is_turned=False), ease(share))
        return
    for copy in range(pattern.copies):
        way = ease(_way(copy, pattern.copies, setting.phase.count, share))
        yield from _copy(setting, folded, copy, way)


def _way(copy: int, copies: int, steps: int, share: float) -> float:
    """Return how far a copy has come: at a key frame every copy stands still.

    The first step moves the first copy to its place, and then the second one onto it.
    """
    for step in range(steps):
        movers = [n + 1 for n in band(step, steps, copies - 1)]
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
        lin.jacobian.window(rows, cols),
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


def _grid(part: _Part, place: Grid, *, is_turned: bool) -> Grid:
    """Return where the cells of a matrix stand, at rest: as it is, or its transpose."""
    rows, cols = part.values.shape
    return replace(place, rows=rows, cols=cols, flipped=part.is_turned != is_turned)


def _lit(setting: ProductSetting, corner: Corner, *, is_turned: bool) -> tuple[Mark, ...]:
    """Return what a pointed cell has to do with the others in what is left."""
    pointed, passes = setting.shown.pointed, setting.shown.passes
    if pointed is None or not passes.has(pointed) or setting.is_enlarged:
        return ()
    placed = _placed(setting, corner, is_turned=is_turned)
    grids = tuple((part.name, _grid(part, place, is_turned=is_turned)) for part, place in placed)
    return attention(passes, pointed, grids, setting.shown.style.theme)


def _resting(setting: ProductSetting, corner: Corner, *, is_turned: bool) -> tuple[Mark, ...]:
    """Return the three matrices in their places; `is_turned` after the flip."""
    marks: list[Mark] = []
    for part, place in _placed(setting, corner, is_turned=is_turned):
        grid = _grid(part, place, is_turned=is_turned)
        look = replace(setting.look(part.part), name=part.name)
        cells = setting.matrix(part.values, grid, look)
        marks += [] if cells is None else [cells]
    return tuple(marks)


def _placed(
    setting: ProductSetting, corner: Corner, *, is_turned: bool
) -> tuple[tuple[_Part, Grid], ...]:
    left, top, right = _parts(setting)
    if is_turned:
        return ((top, corner.left), (left, corner.top), (right, corner.right))
    return ((left, corner.left), (top, corner.top), (right, corner.right))


def _flipping(setting: ProductSetting, folded: Corner, share: float) -> Iterator[Mark]:
    """Yield what is left on its way over the diagonal, number by number."""
    turned = _corner(setting, is_turned=True)
    before = _resting(setting, folded, is_turned=False)
    after = _resting(setting, turned, is_turned=True)
    if share <= 0.0 or share >= 1.0:
        is_turned = share >= 1.0
        yield from after if is_turned else before
        yield from _names(setting, turned if is_turned else folded, is_turned=is_turned)
        return
    count = sum(part.values.size for part in _parts(setting))
    if count > 600:
        yield from faded(before, 1.0 - share)
        yield from faded(after, share)
    else:
        starts = {part.name: grid for part, grid in _placed(setting, folded, is_turned=False)}
        for part, grid in _placed(setting, turned, is_turned=True):
            yield from _cells_over(setting, part, (starts[part.name], grid), share)
    yield from faded(_names(setting, folded, is_turned=False), 1.0 - span(share, 0.0, 0.3))
    yield from faded(_names(setting, turned, is_turned=True), span(share, 0.7, 1.0))


def _cells_over(
    setting: ProductSetting, part: _Part, grids: tuple[Grid, Grid], share: float
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


def _names(setting: ProductSetting, corner: Corner, *, is_turned: bool) -> tuple[Mark, ...]:
    """Return the formula of what is left, and the names of its matrices."""
    style = setting.shown.style
    theme, text = style.theme, style.text
    marks: list[Mark] = []
    for part, grid in _placed(setting, corner, is_turned=is_turned):
        spans = name_spans(_written(setting, part, is_turned=is_turned), theme.text, "semibold")
        bar = Bar(theme.palette(part.name), setting.scale(part.part).limit)
        if grid is corner.top:
            at = grid.right + 20 * text, (grid.y + grid.bottom) / 2
            marks += name_with_bar(spans, bar, at, style)
        else:
            at = (grid.x + grid.right) / 2, grid.bottom + 24 * text
            marks += name_with_bar(spans, bar, at, style, grid.right - grid.x + 40 * text)
    area, formula = setting.window, product_of_matrices(setting, is_turned=is_turned)
    title = (Span("Folded: one matrix product for all", theme.text, "semibold"),)
    marks.append(Label(area.x, area.y + 20 * text, title, 17 * text, max_width=area.width * 0.6))
    marks.append(Label(area.x, area.y + 50 * text, formula, 21 * text, max_width=area.width * 0.6))
    return tuple(marks)


def product_of_matrices(setting: ProductSetting, *, is_turned: bool) -> tuple[Span, ...]:
    """Return what is left when all copies are folded: "X_gradᵀ = Y_gradᵀ W"; or its transpose."""
    color = setting.shown.style.theme.text
    left, above, product = (
        _written(setting, part, is_turned=is_turned) for part in _parts(setting)
    )
    first, second = (above, left) if is_turned else (left, above)
    return (
        *name_spans(product, color),
        Span(" = ", color),
        *name_spans(first, color),
        Span(" ", color),
        *name_spans(second, color),
    )


def _written(setting: ProductSetting, part: _Part, *, is_turned: bool) -> str:
    """Return the name of what stands in the picture, "W^T" where that is a transpose."""
    is_flipped = setting.shown.notation.is_flipped(part.name)
    return part.name + ("^T" if is_flipped != (part.is_turned != is_turned) else "")
