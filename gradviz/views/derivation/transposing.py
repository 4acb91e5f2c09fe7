"""The rule for W_grad out of that for X_grad: transpose, rename, apply, transpose back.

The picture is the corner of the layer and its mirror image, with the numbers of the moment. With
Y = X W the statements are written the other way round, and what comes out is the mirrored rule;
with Y = X Wᵀ the rule for W_grad stands as soon as the names are put back, and only the picture
is turned back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from gradviz.arrays import Mask, Matrix
from gradviz.scene.corner.highlight import Grids
from gradviz.scene.corner.layout import Area, Corner
from gradviz.scene.corner.motion import motion
from gradviz.scene.corner.pane import axes
from gradviz.scene.marks.chips import faded, outlined
from gradviz.scene.marks.frame import Cells, Mark
from gradviz.scene.marks.grid import Grid
from gradviz.timeline.easing import ease, span
from gradviz.timeline.phase import Phase
from gradviz.views.derivation.called import GRADIENTS, Called, LatexNames
from gradviz.views.derivation.mirror import (
    MOST_CELLS,
    Mirror,
    Sheet,
    flip,
    mirror_in,
    mirror_line,
)
from gradviz.views.derivation.names import matrix_names, renamed
from gradviz.views.derivation.setting import Case, derived
from gradviz.views.derivation.statement import Argument, argument
from gradviz.views.derivation.timeline import FLIP_FADE, RENAMING, SWAP, rows_of

_TURNED = ("rename", "rule", "names")
_SEEDED = ("names", "back", "check")
_FLIPS = ("transpose", "back")
_THERE = 0.6  # of a step that writes several rows at once: they are there


@dataclass(frozen=True, eq=False)
class Scenery:
    """The picture of one moment."""

    case: Case
    area: Area

    @cached_property
    def said(self) -> Argument:
        """All that is said."""
        return argument(self.case.notation, has_bias=self.case.setting.sizes.has_bias)

    @cached_property
    def mirror(self) -> Mirror:
        """Where matrices stand, both ways."""
        setting = self.case.setting
        is_flipped = setting.notation.is_drawn_flipped
        return mirror_in(self.area, setting.sizes, setting.style, is_flipped=is_flipped)

    @property
    def phase(self) -> str:
        """The step of the derivation."""
        return self.case.phase.name

    @property
    def is_turned(self) -> bool:
        """Whether all is transposed, flips aside."""
        return self.phase in _TURNED

    @property
    def is_seeding(self) -> bool:
        """Whether gradients take the place of values."""
        return self.phase == "rule" and self.case.step == 0

    @property
    def swapped(self) -> float:
        """How far gradients have taken the place of values, in the step in which they do."""
        return ease(span(self.case.progress, *SWAP)) if self.is_seeding else 0.0

    @cached_property
    def roles(self) -> Mapping[str, str]:
        """What is in the places of W, X and Y, and of b if there is one."""
        if self.phase in _SEEDED or (self.phase == "rule" and not self.is_seeding):
            return {place: GRADIENTS[place] for place in "WXY"}
        places = "WXYb" if self.case.setting.sizes.has_bias else "WXY"
        return {place: place for place in places}

    @property
    def told(self) -> Mapping[str, str]:
        """What names and scales are told of: the larger part of what is to be seen."""
        if self.swapped < 0.5:
            return self.roles
        return {place: GRADIENTS[place] for place in "WXY"}

    @cached_property
    def called(self) -> Called:
        """What is called what."""
        return Called.of(self.said, self.case.notation)

    def corner(self, *, is_turned: bool) -> Corner:
        """Return where matrices stand."""
        corner = self.mirror.turned if is_turned else self.mirror.corner
        return corner if "b" in self.roles else replace(corner, bias=None)

    def cells(self, place: str, role: str, *, is_turned: bool) -> Cells:
        """Return a matrix in its place, as far as it is there."""
        setting, grid = self.case.setting, self.corner(is_turned=is_turned).place(place)
        values = derived(setting.passes) if role == "W_grad" else setting.passes.matrix(role)
        cells = setting.cells(values, grid, setting.look(role), self._mask(role, values))
        return replace(cells, ref="") if setting.is_shared(role) else cells  # it is but a share

    def _mask(self, role: str, values: Matrix) -> Mask | None:
        if self.phase == "product" and role == "Y":
            there = int(ease(span(self.case.progress, 0.1, 0.9)) * values.shape[1] + 1e-9)
        elif self.phase == "rule" and role == "W_grad":
            rows = rows_of(self.case.step, self.case.phase, values.shape[1])
            is_there = self.case.progress >= (1.0 if len(rows) == 1 else _THERE)
            there = rows.stop if is_there else rows.start
        else:
            return None
        written = np.zeros(values.shape, dtype=np.bool_)
        written[:, :there] = True
        return written


def transposed_picture(case: Case, area: Area) -> tuple[tuple[Mark, ...], Grids]:
    """Return the matrices at the moment of a derivation, and where they stand, if they do."""
    scene = Scenery(case, area)
    if scene.phase in _FLIPS and 0.0 < case.progress < 1.0:
        return _flipping(scene), ()
    is_turned = scene.is_turned or (scene.phase, case.progress) in (
        ("transpose", 1.0),
        ("back", 0.0),
    )
    marks = [*_axes(scene, is_turned=is_turned), *_matrices(scene, is_turned=is_turned)]
    marks += _names(scene, is_turned=is_turned)
    if scene.phase == "rule" and case.step:
        marks += _rule(scene)
    corner = scene.corner(is_turned=is_turned)
    grids = tuple((case.setting.name(r), corner.place(p)) for p, r in scene.roles.items())
    if scene.phase == "check":
        marks += _checked(scene, corner)
    return tuple(marks), grids if scene.phase not in ("product", "rule") else ()


def _matrices(scene: Scenery, *, is_turned: bool) -> tuple[Mark, ...]:
    """Return all matrices; while gradients take the place of values, both."""
    marks: tuple[Mark, ...] = ()
    swap = scene.swapped
    for place, role in scene.roles.items():
        new = GRADIENTS[place] if swap else role
        if new == role:
            marks += (scene.cells(place, role, is_turned=is_turned),)
            continue
        marks += faded((scene.cells(place, role, is_turned=is_turned),), 1.0 - swap)
        if new != "b_grad":
            marks += faded((scene.cells(place, new, is_turned=is_turned),), swap)
    return marks


def _axes(scene: Scenery, *, is_turned: bool) -> tuple[Mark, ...]:
    name = "W_grad" if scene.told["W"] == "W_grad" else "Y"
    return axes(scene.corner(is_turned=is_turned), scene.case.setting, name, letters=True)


def _places(scene: Scenery, *, is_turned: bool) -> dict[str, Grid]:
    corner = scene.corner(is_turned=is_turned)
    return {role: corner.place(place) for place, role in scene.told.items()}


def _names(scene: Scenery, *, is_turned: bool) -> tuple[Mark, ...]:
    """Return what matrices are called, while they get new names both the old and the new one."""
    before, after, share = _name_change(scene)
    places = _places(scene, is_turned=is_turned)
    first, last = (_by_role(scene, names) for names in (before, after))
    return matrix_names(renamed(first, last, share), places, scene.case.setting, scene.area)


def _by_role(scene: Scenery, names: LatexNames) -> dict[str, str]:
    return {role: names.get(place, "") for place, role in scene.told.items()}


def _name_change(scene: Scenery) -> tuple[LatexNames, LatexNames, float]:
    """Return what is called what before the step and after it, and how far that has come."""
    called, progress, is_first = scene.called, scene.case.progress, scene.case.step == 0
    share = span(progress, *RENAMING)
    match scene.phase:
        case "product":
            return called.plain, called.plain, 1.0
        case "transpose":
            now = called.plain if progress == 0.0 else called.transposed
            return now, now, 1.0
        case "rename":
            return called.transposed, called.primed, share
        case "rule":
            before = called.primed if is_first else called.seeded
            return before, called.seeded, span(progress, *SWAP)
        case "names":
            return (
                (called.seeded, called.raw, share)
                if is_first
                else (called.raw, called.result, share)
            )
        case _:
            now = called.result if (scene.phase, progress) == ("back", 0.0) else called.answer
            return now, now, 1.0


def _flipping(scene: Scenery) -> tuple[Mark, ...]:
    """Return all matrices on their way over the mirror, and what fades meanwhile."""
    case, setting = scene.case, scene.case.setting
    was_turned = scene.phase == "back"
    sheets = [
        Sheet(
            scene.cells(place, role, is_turned=was_turned),
            scene.cells(place, role, is_turned=not was_turned),
            scene.corner(is_turned=was_turned).place(place),
        )
        for place, role in scene.roles.items()
    ]
    count = sum(setting.passes.matrix(role).size for role in scene.roles.values())
    names = scene.called
    ends = (names.result, names.answer) if was_turned else (names.plain, names.transposed)
    gone = 1.0 - span(case.progress, 0.0, FLIP_FADE)
    come = span(case.progress, 1.0 - FLIP_FADE, 1.0)
    marks: list[Mark] = []
    for called, is_turned, opacity in (
        (ends[0], was_turned, gone),
        (ends[1], not was_turned, come),
    ):
        if opacity > 0.0:
            told = ((_by_role(scene, called), 1.0),)
            places = _places(scene, is_turned=is_turned)
            marks += faded(_axes(scene, is_turned=is_turned), opacity)
            marks += faded(matrix_names(told, places, setting, scene.area), opacity)
    shown = min(span(case.progress, 0.0, 0.1), 1.0 - span(case.progress, 0.92, 1.0))
    marks += faded(tuple(mirror_line(scene.mirror, setting.style)), shown)
    marks += flip(sheets, scene.mirror, case.progress, setting.style, has_cells=count <= MOST_CELLS)
    return tuple(marks)


def _rule(scene: Scenery) -> tuple[Mark, ...]:
    """Return what moves while rows of X′_grad are written, as the backward pass has it."""
    case = scene.case
    K, N = case.setting.passes.matrix("X").shape
    M = case.setting.passes.matrix("Y").shape[0]
    rows = rows_of(case.step, case.phase, K)
    corner = _as_primed(scene.corner(is_turned=True))
    target = corner.place("X_grad")
    if len(rows) == 1:
        phase = Phase("X_grad", "X_grad", 0, "linear", K, M, N, "rows", 0.0, 1.0, 0)
        return motion(case.primed(phase, rows[0], case.progress), corner)
    theme = case.setting.style.theme
    done = outlined(target, rows, range(M), theme.bright)
    return done + outlined(corner.place("W"), range(N), rows, theme.j)


def _as_primed(turned: Corner) -> Corner:
    """Return a corner that is turned as that of the layer which the transposes are."""

    def own(grid: Grid) -> Grid:
        return replace(grid, rows=grid.cols, cols=grid.rows, flipped=not grid.flipped)

    left, top, right = map(own, (turned.left, turned.top, turned.right))
    return Corner(left, top, right, None, not turned.is_flipped)


def _checked(scene: Scenery, corner: Corner) -> tuple[Mark, ...]:
    """Return an outline round every entry that was compared."""
    grid, setting = corner.place("W"), scene.case.setting
    if scene.case.alike == "other":
        return ()
    edge = outlined(grid, range(grid.rows), range(grid.cols), setting.style.theme.good, 2.5)
    return faded(edge, span(scene.case.progress, 0.1, 0.6))
