"""The picture of a derivation by indices: one entry, what it touches, and the sum it becomes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np

from gradviz.arrays import Mask
from gradviz.language.notation import AXES
from gradviz.scene.corner.layout import Area, Corner, Margins, corner_in
from gradviz.scene.corner.motion import motion
from gradviz.scene.corner.pane import axes
from gradviz.scene.marks.cells import passing_cells
from gradviz.scene.marks.chips import faded, outlined
from gradviz.scene.marks.frame import Cells, Color, Mark
from gradviz.scene.marks.grid import Grid
from gradviz.timeline.easing import ease, span
from gradviz.timeline.phase import Phase
from gradviz.timeline.schedule import CLEARING
from gradviz.views.derivation.indices_steps import DerivedEntry
from gradviz.views.derivation.names import LETTER, QUADRANT, matrix_names
from gradviz.views.derivation.statement import latex_of
from gradviz.views.derivation.timeline import SWAP

_DIM = 0.3
_LARGEST_LIT = 4096  # cells that are drawn once more on top of dimmed ones
_FINE = 4.0

Block = tuple[range, range]


@dataclass(frozen=True, eq=False)
class _Scene:
    """The picture of one moment."""

    entry: DerivedEntry
    area: Area

    @cached_property
    def corner(self) -> Corner:
        setting = self.entry.case.setting
        text, is_flipped = setting.style.text, setting.notation.is_drawn_flipped
        close = Margins.close(text)
        corners = [
            corner_in(self.area, setting.sizes, margins, setting.style, is_flipped=is_flipped)
            for margins in (replace(close, right=30 * text), close)
        ]
        quadrant = corners[0].top.x - corners[0].left.x  # where the name of X may stand
        return corners[quadrant < (QUADRANT + LETTER) * text]

    @property
    def phase(self) -> str:
        return self.entry.case.phase.name

    @property
    def is_seeding(self) -> bool:
        """Whether gradients take the place of values."""
        return self.phase == "sum" and self.entry.case.step == 0

    @property
    def swapped(self) -> float:
        """How far gradients have taken the place of values."""
        if self.phase in ("sum", "all"):
            return ease(span(self.entry.case.progress, *SWAP)) if self.is_seeding else 1.0
        return 0.0

    @cached_property
    def lit(self) -> dict[str, Block]:
        """Which cells the step is about, by the roles of their matrices."""
        entry = self.entry
        single = {role: self._single(role) for role in (entry.primal, "Y", entry.other)}
        line = {role: self._line(role) for role in ("Y", entry.other)}
        match self.phase:
            case "chain":
                return {entry.primal: single[entry.primal], "Y": line["Y"]}
            case "entry":
                sources = {"W": self._along("W", "k"), "X": self._along("X", "k")}
                return {**sources, "Y": single["Y"], "b": self._single("b")}
            case "slope":
                return {
                    entry.primal: single[entry.primal],
                    "Y": line["Y"],
                    entry.other: line[entry.other],
                }
            case "sum":
                return {
                    entry.role: single[entry.primal],
                    entry.primal: single[entry.primal],
                    "Y": line["Y"],
                    "Y_grad": line["Y"],
                    entry.other: line[entry.other],
                }
            case _:
                return {role: self._all(role) for role in (entry.role, "Y_grad", entry.other)}

    def _single(self, role: str) -> Block:
        cell = self.entry.cell(role)
        return range(cell.row, cell.row + 1), range(cell.col, cell.col + 1)

    def _line(self, role: str) -> Block:
        return self._along(role, self.entry.letter)

    def _along(self, role: str, letter: str) -> Block:
        """Return the line of a matrix through the entry, along an index."""
        rows, cols = self._all(role)
        row, col = self._single(role)
        return (rows, col) if AXES[role[0]][0] == letter else (row, cols)

    def _all(self, role: str) -> Block:
        rows, cols = self.entry.case.setting.passes.matrix(role).shape
        return range(rows), range(cols)

    def roles(self) -> Iterator[tuple[str, float]]:
        """Yield what is drawn, and how opaque: values, gradients, or both on their way."""
        entry, swapped = self.entry, self.swapped
        places = ["W", "X", "Y", *(["b"] if entry.case.setting.sizes.has_bias else [])]
        grads = {entry.primal: entry.role, "Y": "Y_grad", "b": ""}
        for place in places:
            new = grads.get(place, place)
            if new == place:
                yield place, 1.0
                continue
            if swapped < 1.0:
                yield place, 1.0 - swapped
            if swapped > 0.0 and new:
                yield new, swapped


def indices_picture(entry: DerivedEntry, area: Area) -> tuple[Mark, ...]:
    """Return the matrices at the moment of a derivation by indices."""
    scene, setting = _Scene(entry, area), entry.case.setting
    corner, theme = scene.corner, setting.style.theme
    marks: list[Mark] = []
    for role, opacity in scene.roles():
        marks += faded(_matrix(scene, role), opacity)
    name = entry.role if scene.phase in ("sum", "all", "chain", "slope") else "Y"
    marks += axes(corner, setting, name, letters=True)
    marks += _names(scene)
    for role, block in scene.lit.items():
        if scene.phase != "all" and role in dict(scene.roles()):
            is_own = role in (entry.primal, entry.role)
            color = theme.bright if is_own else theme.axis(_letter(scene))
            marks += outlined(corner.place(role), *block, color, 2.5 if is_own else 2.0)
    if scene.phase == "entry":
        marks += _beside(scene, theme.bright)
    if scene.phase == "sum" and not scene.is_seeding:
        marks += _adding(scene)
    return tuple(marks)


def _letter(scene: _Scene) -> str:
    """Return the index that the step runs along."""
    return "k" if scene.phase == "entry" else scene.entry.letter


def _matrix(scene: _Scene, role: str) -> tuple[Mark, ...]:
    """Return a matrix, dimmed but for what the step is about."""
    entry, setting = scene.entry, scene.entry.case.setting
    grid, values = scene.corner.place(role), setting.passes.matrix(role)
    mask = _known(scene, values.shape) if role == entry.role else None
    cells = setting.cells(values, grid, setting.look(role), mask)
    if setting.is_shared(role):
        cells = replace(cells, ref="")  # it is but a share
    block = scene.lit.get(role)
    if role == entry.role or (block is not None and len(block[0]) * len(block[1]) == values.size):
        return (cells,)
    if block is None:
        return (_dimmed(cells),)
    rows, cols = block
    is_small = len(rows) * len(cols) <= _LARGEST_LIT
    if not is_small or min(grid.pitch_x, grid.pitch_y) < _FINE * setting.style.pixel:
        return (_dimmed(cells),)
    part = values[rows.start : rows.stop, cols.start : cols.stop]
    bright = passing_cells(part, grid.part(rows, cols), setting.look(role))
    return _dimmed(cells), replace(bright, ref="")


def _known(scene: _Scene, shape: tuple[int, ...]) -> Mask:
    """Return which entries of the gradient are there: the one that is derived, then all."""
    entry, progress = scene.entry, scene.entry.case.progress
    known = np.zeros(shape, dtype=np.bool_)
    if scene.phase == "all":
        shown = ease(span(progress, 0.05, 0.8))
        order = np.add.outer(np.arange(shape[0]), np.arange(shape[1]))
        known = (order <= shown * order.max()) & (shown > 0.0)
    is_added = scene.phase == "sum" and not scene.is_seeding and progress == 1.0
    if is_added or scene.phase == "all":
        known[entry.ref.row, entry.ref.col] = True
    return known


@lru_cache(maxsize=16)
def _dimmed(cells: Cells) -> Cells:
    """Return cells nearly faded: for the same cells the very same mark, which is painted once."""
    return replace(cells, opacity=_DIM)


def _beside(scene: _Scene, color: Color) -> tuple[Mark, ...]:
    """Return outlines round the entry and the factor that it is multiplied by."""
    marks: tuple[Mark, ...] = ()
    for role in (scene.entry.primal, scene.entry.other):
        cell = scene.entry.cell(role)
        rows, cols = range(cell.row, cell.row + 1), range(cell.col, cell.col + 1)
        marks += outlined(scene.corner.place(role), rows, cols, color, 2.5)
    return marks


def _names(scene: _Scene) -> tuple[Mark, ...]:
    setting, notation = scene.entry.case.setting, scene.entry.case.notation
    places: dict[str, Grid] = {}
    names: dict[str, str] = {}
    for role, opacity in scene.roles():
        if opacity >= 0.5:
            places[role] = scene.corner.place(role)
            is_turned = notation.is_drawn_flipped != notation.is_flipped(role)
            names[role] = latex_of(role, notation, is_transposed=is_turned)
    return matrix_names(((names, 1.0),), places, setting, scene.area)


def _adding(scene: _Scene) -> tuple[Mark, ...]:
    """Return what moves while the entry is written, as in the backward pass."""
    entry, case = scene.entry, scene.entry.case
    rows, cols = case.setting.passes.matrix(entry.role).shape
    name, layer = case.setting.name(entry.role), case.setting.layer
    phase = Phase(name, entry.role, layer, "linear", rows, cols, entry.terms, "cells", 0.0, 1.0, 0)
    step = phase.step_of(replace(entry.ref, name=name))
    now = motion(case.at(phase, step, case.progress), scene.corner)
    if step == 0 or case.progress >= CLEARING:
        return now
    # in a row of steps, what the one before has left would still be going
    return now[len(motion(case.at(phase, step - 1, 1.0), scene.corner)) :]
