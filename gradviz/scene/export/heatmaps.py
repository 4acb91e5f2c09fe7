"""Chosen matrices as heatmaps side by side, to be taken home: into a paper, onto a slide."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from gradviz.arrays import Matrix, size
from gradviz.engine.convention import is_flipped
from gradviz.engine.passes import Passes
from gradviz.errors import InputError
from gradviz.language.notation import Axis, Notation
from gradviz.language.numbers import MINUS, fitted, number
from gradviz.messages.message import joined, say
from gradviz.scene.export.tiles import Tile, TileRoom, Tiling, tile
from gradviz.scene.layout.page import page
from gradviz.scene.layout.viewport import halvings, merged_grid
from gradviz.scene.marks.cells import READABLE, Look, is_readable, passing_cells
from gradviz.scene.marks.frame import Cells, Color, Frame, Gradation, Label, Mark, Polyline, Span
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.pyramid import extremes
from gradviz.scene.marks.scale import Scale, fit
from gradviz.scene.marks.spans import name_spans
from gradviz.scene.marks.style import Style

DIGITS = 15
"""Significant digits at most: what a float64 holds without telling its rounding."""

_ADVANCE = 0.6  # width of a character of the mono family and, nearly, of the sans, in font sizes
_SHORT = 7  # characters that tell any number, if not to its last digit: "−1e−308"
_TICKS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)

# Shares of a cell, and multiples of the unit of `_Type`.
_HIGHEST = 0.36  # how much of a cell's height a number takes
_FILLED = 0.86  # how much of its width
_WIDEST = 1.5  # columns may be this much wider than rows are high, so that digits fit
_LARGEST_CELL = 300.0
_LONGEST_BAR = 640.0  # as long as the cells are wide, up to this; then
_LONG_BAR = 320.0


@dataclass(frozen=True, slots=True)
class Options:
    """What heatmaps carry besides their names and colours."""

    numbers: bool = True
    bars: bool = True
    indices: bool = True


def heatmaps(
    passes: Passes,
    names: Sequence[str],
    style: Style,
    options: Options | None = None,
    scales: Mapping[str, Scale] | None = None,
) -> Frame:
    """Return matrices as heatmaps side by side, as large as the picture lets them be.

    All cells have one size. Each matrix is laid out as the style's convention writes it. It
    has its name and size above it and, where `options` say so and there is room, its numbers,
    its row and column indices in the axis colours and a colour bar of its own. Nothing is ever
    cut off: type and cells shrink instead.

    Parameters
    ----------
    passes : Passes
    names : sequence of str
        What to show, in this order: "W", "X_grad", "W2_grad", ... Each once; at least one.
    style : Style
        Size, theme, convention and what indices count from.
    options : Options, optional
        By default everything is shown that there is room for.
    scales : mapping of str to Scale, optional
        For each name; by default every matrix fills its own.

    Raises
    ------
    InputError
        If there is no matrix of a name, a name comes twice, or there is none at all.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> picture = heatmaps(backprop([[1, 2]], [[3], [4]]), ["W", "X_grad"], Style(800, 400))
    >>> [mark.ref for mark in picture.marks if isinstance(mark, Cells)]
    ['W', 'X_grad']
    """
    shown = _chosen(passes, names, style)
    type_, tiling, letters = _laid_out(shown, style, options or Options())
    marks: list[Mark] = []
    places = zip(shown.items(), tiling.tiles, tiling.places(), strict=True)
    for (name, values), one, (x, y) in places:
        grid = Grid(
            style.snap(type_.margin + x + one.left),
            style.snap(type_.margin + y + one.top),
            one.pitch_x(tiling.pitch_x),
            one.pitch_y(tiling.pitch_y),
            one.rows,
            one.cols,
        )
        scale = scales[name] if scales else fit([values])
        marks += _Panel(name, values, grid, scale, type_, style).marks(letters)
    return page(style, marks)


@dataclass(frozen=True, slots=True)
class _Type:
    """Lengths of everything written, in multiples of a unit that follows the picture's size."""

    unit: float
    options: Options

    @property
    def name(self) -> float:
        """Font size of a name."""
        return 21 * self.unit

    @property
    def small(self) -> float:
        """Font size of indices and ticks."""
        return 12.5 * self.unit

    @property
    def margin(self) -> float:
        return 30 * self.unit

    @property
    def gap(self) -> float:
        return 32 * self.unit

    @property
    def bar(self) -> float:
        """Height of a colour bar."""
        return 7 * self.unit

    @property
    def least_bar(self) -> float:
        """The width that holds three ticks."""
        return self.small * _ADVANCE * 16

    @property
    def above(self) -> float:
        """Height of the line of column indices."""
        return self.small * 1.45 if self.options.indices else 0.0

    def tile(self, name: str, values: Matrix) -> Tile:
        rows, cols = values.shape
        heading = self.name * _ADVANCE * (len(name) * 0.85 + 1 + len(size(values)))
        bars, indices = self.options.bars, self.options.indices
        left = self.small * (_ADVANCE * len(str(rows)) + 0.6) if indices else 0.0
        return Tile(
            rows,
            cols,
            left=left,
            top=self.name * 1.35 + self.above,
            bottom=self.small * 2.4 + self.bar if bars else 0.0,
            least=left + max(heading, self.least_bar if bars else 0.0),
            thin=9 * self.unit,
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Panel:
    """One matrix in its place; its values as people of the convention write them."""

    name: str
    values: Matrix
    grid: Grid
    scale: Scale
    type: _Type
    style: Style

    def marks(self, letters: int) -> Iterator[Mark]:
        """Return its marks; `letters` is how many characters its cells are to hold."""
        yield self._cells(letters)
        yield self._heading()
        if self.type.options.indices:
            yield from self._indices()
        if self.type.options.bars:
            yield from self._bar()

    def _cells(self, letters: int) -> Cells:
        grid, numbers = self.grid, self.type.options.numbers
        signs_only = numbers and not is_readable(grid)
        look = Look(self.name, self.scale, self.style.theme, signs_only, self.style.text)
        cells = self._seen(look)
        if signs_only or not numbers:
            return cells
        width, height = grid.cell_width * _FILLED, grid.cell_height
        most = max(21 * self.type.unit, height * 0.1)
        font = min(height * _HIGHEST, width / (_ADVANCE * max(letters, 4)), most)
        room = int(width / (_ADVANCE * font) + 1e-6)
        return replace(cells, text=fitted(self.values, room, DIGITS), font_size=font)

    def _seen(self, look: Look) -> Cells:
        """Return the cells; those smaller than a pixel in blocks of what is largest in them."""
        flipped = is_flipped(self.style.convention, self.name)
        down, across = halvings(self.grid, self.style.pixel)
        merged = 2**across if flipped else 2**down, 2**down if flipped else 2**across
        values = extremes(self.values, down, across)
        cells = passing_cells(values, merged_grid(self.grid, down, across), look)
        return replace(cells, flipped=flipped, merged=merged)

    def _heading(self) -> Label:
        theme, type_ = self.style.theme, self.type
        spans = (
            *name_spans(self.name, theme.text, "semibold"),
            Span(f"  {size(self.values)}", theme.muted),
        )
        y = self.grid.y - type_.above - type_.name * 0.5
        return Label(self.grid.x, y, spans, type_.name, ref=self.name)

    def _indices(self) -> Iterator[Label]:
        grid, small, base = self.grid, self.type.small, self.style.base
        letters = Notation(convention=self.style.convention).letters(self.name)
        rows, columns = (self._color(letter) for letter in letters)
        for row in _ticks(grid.rows, small * 1.3 / grid.pitch_y, base):
            y = grid.middle_of(row, 0)[1] + small * 0.36
            span = Span(str(row + base), rows)
            yield Label(grid.x - small * 0.55, y, (span,), small, "right")
        apart = small * (_ADVANCE * len(str(grid.cols)) + 0.7) / grid.pitch_x
        for col in _ticks(grid.cols, apart, base):
            span = Span(str(col + base), columns)
            x = grid.middle_of(0, col)[0]
            yield Label(x, grid.y - small * 0.55, (span,), small, "center")

    def _color(self, letter: Axis | None) -> Color:
        """Return the colour of an axis; of the one along which a bias has one entry, no axis's."""
        theme = self.style.theme
        return theme.muted if letter is None else theme.axis(letter)

    def _bar(self) -> Iterator[Mark]:
        theme, type_, grid = self.style.theme, self.type, self.grid
        cells = grid.right - grid.x
        is_long = cells > _LONGEST_BAR * type_.unit
        width = max(type_.least_bar, _LONG_BAR * type_.unit if is_long else cells)
        x, y = grid.x, grid.bottom + type_.small * 1.1
        colors = theme.palette(self.name)
        yield Gradation(x, y, width, type_.bar, colors.ramp(65))
        zero = x + width / 2
        yield Polyline(((zero, y), (zero, y + type_.bar)), 1.0, theme.strong_line)
        limit = number(self.scale.limit, 3)
        line = y + type_.bar + type_.small * 1.15
        yield Label(x, line, (Span(MINUS + limit, theme.muted),), type_.small)
        yield Label(zero, line, (Span("0", theme.muted),), type_.small, "center")
        yield Label(x + width, line, (Span(limit, theme.muted),), type_.small, "right")


def _chosen(passes: Passes, names: Sequence[str], style: Style) -> dict[str, Matrix]:
    """Return matrices as people of the convention write them."""
    if not names:
        there = joined(passes.names, ", ")
        raise InputError(say("choose at least one matrix: there are {names}", names=there))
    matrices = {name: passes.matrix(name) for name in names}
    shown = {
        name: values.T if is_flipped(style.convention, name) else values
        for name, values in matrices.items()
    }
    if len(shown) < len(names):
        twice = next(name for name in names if list(names).count(name) > 1)
        raise InputError(
            say("{matrix} is chosen more than once: name each matrix once", matrix=twice)
        )
    return shown


def _laid_out(
    shown: Mapping[str, Matrix], style: Style, options: Options
) -> tuple[_Type, Tiling, int]:
    """Choose the largest type that neither crowds the cells out nor towers over them."""
    largest = unit = math.sqrt(style.width * style.height) / 900 * style.text
    while True:
        type_ = _Type(unit, options)
        tiles = [type_.tile(name, values) for name, values in shown.items()]
        width, height = (length - 2 * type_.margin for length in (style.width, style.height))
        tiling = tile(tiles, TileRoom(width, height, type_.gap), _LARGEST_CELL * unit)
        if tiling is not None and tiling.overhead <= 0.5:
            is_modest = type_.name <= 0.3 * tiling.pitch_y or unit <= 0.7 * largest
            if is_modest:
                return type_, *_finished(tiling, shown, style, options)
        unit *= 0.94


def _finished(
    tiling: Tiling, shown: Mapping[str, Matrix], style: Style, options: Options
) -> tuple[Tiling, int]:
    """Widen cells that cannot hold their numbers, and put all edges on whole device pixels."""
    letters = 0
    if options.numbers and tiling.pitch_x >= READABLE:
        letters = max(int(np.strings.str_len(fitted(m, _SHORT)).max()) for m in shown.values())
        wanted = letters * _ADVANCE * _HIGHEST / _FILLED
        tiling = tiling.widened(tiling.pitch_y * min(wanted, _WIDEST))
    pitch_x, pitch_y = (_whole(pitch, style.pixel) for pitch in (tiling.pitch_x, tiling.pitch_y))
    return replace(tiling, pitch_x=pitch_x, pitch_y=pitch_y), letters


def _whole(pitch: float, pixel: float) -> float:
    """Round down to whole device pixels, except for cells that are hardly larger than one."""
    return pitch if pitch < 3 * pixel else int(pitch / pixel) * pixel


def _ticks(count: int, apart: float, base: int) -> list[int]:
    """Return which of `count` indices are written when labels need `apart` cells each.

    Examples
    --------
    >>> _ticks(4, 0.5, 1), _ticks(12, 3.0, 1)
    ([0, 1, 2, 3], [0, 4, 9])
    """
    step = next((step for step in _TICKS if step >= apart), count)
    round_ones = (n for n in range(1, count) if (n + base) % step == 0 and n >= apart)
    return [0, *round_ones]
