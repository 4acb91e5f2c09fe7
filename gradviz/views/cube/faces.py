"""What stands in the cube and around it: matrices on their faces, planes, single lines."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from gradviz.arrays import Mask, Matrix, freeze
from gradviz.language.notation import AXES, Axis
from gradviz.language.numbers import fitted
from gradviz.memo import by_identity
from gradviz.refs import share_name
from gradviz.scene.corner.layout import Area
from gradviz.scene.corner.setting import Setting
from gradviz.scene.layout.viewport import visible_cells
from gradviz.scene.marks.cells import READABLE, Look, as_written, matrix_cells
from gradviz.scene.marks.frame import Cells, Gradation, Label, Mark, Quad, Span
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.recent import recent
from gradviz.scene.marks.spans import name_spans
from gradviz.views.cube.layout import IJK, LACKS, Space, axes_of
from gradviz.views.cube.products import BoxProduct

_FINE = 4.0
"""Device pixels: smaller cells are drawn at the resolution they are seen at."""
TILE = 0.74
"""Share of a cell of the box that a product covers along each side: what is behind shows."""

_LARGE, _SHORT = 0.42, 3
"""Numbers are so high, in cells, where none has more characters than that."""
_ADVANCE, _FILLED = 0.6, 0.92  # width of a character in font sizes; what may be filled of a cell

_SOLID = 8.0
"""Cells smaller than this have no room around them."""


@dataclass(frozen=True, slots=True, eq=False)
class Cube:
    """A box in a picture with the numbers of a layer.

    Attributes
    ----------
    setting : Setting
    space : Space
    product : BoxProduct
        Whose planes stand in the box.
    """

    setting: Setting
    space: Space
    product: BoxProduct

    def look(self, role: str) -> Look:
        """Return how the matrix in a role looks; a box gives but its layer's share of W_grad."""
        look, setting = self.setting.look(role), self.setting
        if not setting.is_shared(role):
            return look
        return replace(look, name=share_name(setting.name(role), setting.layer))

    def flat(self, values: Matrix, look: Look, written: Mask | None = None) -> Cells:
        """Return numbers as cells in their own plane, from (0, 0) on; the very same mark again."""
        pitch, pixel = self.space.pitch, self.setting.style.pixel
        rows, cols = values.shape
        grid = Grid(0.0, 0.0, pitch, pitch, rows, cols)
        if pitch >= _FINE * pixel:
            cells = _legible(matrix_cells(values, grid, look), self.setting.style.growth)
            return cells if written is None else as_written(cells, written)
        everything = Area(0.0, 0.0, (cols + 1) * pitch, (rows + 1) * pitch)
        seen = visible_cells(values, grid, look, everything, pixel=pixel, written=written)
        return matrix_cells(values, grid, look, written) if seen is None else seen

    def face(self, role: str, opacity: float = 1.0) -> Quad:
        """Return a matrix on its face, as far as it is computed."""
        values, written = self._values(role)
        cells = self.flat(values, self.look(role), written)
        rows, cols = axes_of(role)
        normal = LACKS[role[0]]
        return self.space.quad(cells, rows, cols, {normal: self.space.stand(normal)}, opacity)

    def plane(
        self,
        step: int,
        at: float,
        opacity: float = 1.0,
        there: Mask | None = None,
        *,
        numbers: bool = True,
    ) -> Quad:
        """Return the products of a step as tiles.

        Parameters
        ----------
        step : int
        at : float
            Where they stand along the index that is summed over.
        opacity : float
        there : ndarray of bool, optional
            Which of them there are, by default all.
        numbers : bool
            Whether they are written.
        """
        product = self.product
        cells = tiles(self.flat(product.plane(step), self._product_look(numbers=numbers)))
        if there is not None and not there.all():
            cells = _hidden(cells, there)
        rows, cols = product.axes
        return self.space.quad(cells, rows, cols, {product.axis: at}, opacity)

    def strip(self, role: str, step: int, at: float, opacity: float = 1.0) -> Quad:
        """Return the line (or lines) of a factor that a step multiplies, off its face."""
        summed, planes = self.product.axis, self.product.slab(step)
        rows, cols = axes_of(role)
        values, is_column = self.setting.passes.matrix(role), cols == summed
        cells = self.flat(values, self.look(role))
        if cells.merged == (1, 1):  # in the very looks that it has on its face
            cells = lines_of(cells, planes, is_column=is_column)
        else:
            lines = _lines(values, planes.start, planes.stop, is_column=is_column)
            cells = replace(self.flat(lines, self.look(role)), ref="")
        where: dict[Axis, float] = {LACKS[role[0]]: at, summed: planes.start}
        return self.space.quad(cells, rows, cols, where, opacity)

    def line(self, axis: Axis, place: dict[Axis, int]) -> Quad:
        """Return the products along an axis as a ribbon, in the plane that is seen best."""
        first, second = (other for other in IJK if other != axis)
        cells = tiles(self.flat(self.product.line(axis, place), self._product_look()), 0.86)
        found = []
        for aside, normal in ((first, second), (second, first)):
            where: dict[Axis, float] = {aside: place[aside], normal: place[normal] + 0.5}
            found.append(self.space.quad(cells, aside, axis, where))
        return max(found, key=lambda quad: abs(quad.area))

    def _product_look(self, *, numbers: bool = True) -> Look:
        look = self.setting.look(self.product.role, numbers=numbers)
        return replace(look, scale=self.product.scale)

    def _values(self, role: str) -> tuple[Matrix, Mask | None]:
        """Return a matrix as far as it is known, and which entries are."""
        whole = self.setting.passes.matrix(role)
        if role != self.product.role:
            return whole, None
        total = self.product.total()
        if total is None:
            return whole, _none(whole.shape)
        return total, None


@recent()
def lines_of(cells: Cells, lines: range, *, is_column: bool) -> Cells:
    """Return some rows or columns of cells, from (0, 0) on; they cannot be pointed at."""
    block = slice(lines.start, lines.stop)
    chosen = (slice(None), block) if is_column else (block, slice(None))
    return replace(cells.taken(chosen), ref="")


@recent()
def tiles(cells: Cells, share: float = TILE) -> Cells:
    """Return cells so much smaller, each in the middle of its place; the very same mark again."""
    room = 1.0 if cells.pitch_x < _SOLID else share
    inset = (1.0 - room) * cells.pitch_x
    smaller = (cells.pitch_x - inset) / cells.cell_width
    return replace(
        cells,
        x=cells.x + inset / 2,
        y=cells.y + inset / 2,
        gap=inset,
        font_size=cells.font_size * smaller,
        ref="",
    )


def face_label(role: str, cube: Cube, opacity: float = 1.0) -> Iterator[Mark]:
    """Yield the name of a matrix with its size, and its colour bar, beside its face."""
    setting = cube.setting
    theme, text, notation = setting.style.theme, setting.style.text, setting.notation
    room = cube.space.label(role[0], text)
    middle, small = room.x + room.width / 2, 11 * text
    counts = [cube.space.counts[letter] for letter in AXES[role[0]] if letter]
    turned = "^T" if notation.is_flipped(role) else ""  # the box stands as in Y = W X
    spans = (
        *name_spans(notation.name(role) + turned, theme.text, "semibold"),
        Span(f"  {counts[0]}×{counts[1]}", theme.muted),
    )
    limit = "±" + fitted(np.array([[setting.scale(role).limit]]), room=8, digits=3)[0, 0]
    left, width, low = middle - 44 * text, 52 * text, room.y + 33 * text
    yield Label(
        middle, room.y + 15 * text, spans, 16 * text, "center", opacity, max_width=room.width
    )
    colors = theme.palette(role).ramp(33)
    yield Gradation(left, low - 8 * text, width, 6 * text, colors, opacity)
    for x, told in (
        (left - 12 * text, "−"),
        (left + width + 4 * text, "+"),
        (left + width + 16 * text, limit),
    ):
        span = (Span(told, theme.muted),)
        yield Label(x, low, span, small, opacity=opacity, max_width=44 * text)


def _hidden(cells: Cells, there: Mask) -> Cells:
    """Return tiles without those that are not there: not even their outlines."""
    empty = as_written(cells, there)
    return replace(empty, state=np.where(there, cells.state, np.uint8(4)))


@by_identity(32)
def _lines(values: Matrix, start: int, stop: int, *, is_column: bool) -> Matrix:
    """Return some rows or columns of a matrix, the very same object again."""
    return freeze((values[:, start:stop] if is_column else values[start:stop]).copy())


@recent()
def _legible(cells: Cells, growth: float) -> Cells:
    """Return cells with numbers as large as the longest allows; the very same mark again."""
    text = cells.text
    if text is None or cells.cell_height < READABLE:
        return cells
    letters = max(text.dtype.itemsize // 4, _SHORT)
    widest = cells.cell_width * _FILLED / (_ADVANCE * letters)
    return replace(cells, font_size=min(cells.cell_height * _LARGE * growth, widest))


@lru_cache(maxsize=16)
def _none(shape: tuple[int, int]) -> Mask:
    nothing = np.zeros(shape, dtype=np.bool_)
    nothing.setflags(write=False)
    return nothing
