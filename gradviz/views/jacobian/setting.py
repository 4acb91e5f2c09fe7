"""What every part of a Jacobian picture is drawn from: which Jacobian, its numbers, its place."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from gradviz.arrays import Mask, Matrix
from gradviz.engine.jacobians.chain import ChainJacobian
from gradviz.engine.jacobians.layer import Jacobian
from gradviz.engine.jacobians.linearization import Linearization, linearized
from gradviz.engine.passes import Passes
from gradviz.memo import by_identity
from gradviz.messages.line import Line, Run
from gradviz.messages.message import Part, say, verbatim
from gradviz.scene.corner.layout import Area
from gradviz.scene.layout.viewport import visible_cells
from gradviz.scene.marks.cells import Look, matrix_cells
from gradviz.scene.marks.frame import Cells, Color, Span, Weight
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.scale import Scale, fit
from gradviz.scene.marks.spans import told
from gradviz.session.looks.jacobian import JacobianLook
from gradviz.timeline.phase import Phase
from gradviz.views.jacobian.cells import jacobian_cells
from gradviz.views.jacobian.entries import is_share
from gradviz.views.jacobian.layout import ProductPlan
from gradviz.views.shown import Shown

_FINE = 4.0  # device pixels: smaller cells are drawn at the resolution they are seen at
_MOST_FITTED = 500  # rows and columns of a Jacobian that are looked at for its scale
_NAME = re.compile(r"([A-Z])(\d*)")
_THIN = "\u2009"
_ADVANCE = 0.6  # width of a character of the mono family, in font sizes
_LEGIBLE = 13.0  # scene units

PARTS = ("y_grad", "J", "dx", "x_grad", "dy", "dl")
"""What the factors and products of dl = y_gradᵀ J dx are called in a picture."""


@dataclass(frozen=True, slots=True, eq=False)
class ProductSetting:
    """Numbers, time, places and style of one picture of dl = y_gradᵀ J dx.

    Attributes
    ----------
    shown : Shown
    options : JacobianLook
        Suited to the network.
    lin : Linearization
    plan : ProductPlan
        As it is seen.
    window : Area
        The part of the picture that can be enlarged.
    """

    shown: Shown
    options: JacobianLook
    lin: Linearization
    plan: ProductPlan
    window: Area

    # --- time

    @property
    def phase(self) -> Phase:
        """The phase of the moment."""
        moment = self.shown.moment
        return moment.phases[moment.phase]

    def done(self, kind: str) -> int:
        """Return how many steps of a phase are complete; 0 if there is no such phase."""
        moment = self.shown.moment
        found = (n for n, phase in enumerate(moment.phases) if phase.kind == kind)
        return next((moment.done(n) for n in found), 0)

    def is_over(self, kind: str) -> bool:
        """Tell whether a phase is complete."""
        found = next(phase for phase in self.shown.moment.phases if phase.kind == kind)
        return self.done(kind) >= found.count

    # --- names

    @property
    def is_enlarged(self) -> bool:
        """Whether a part of the picture is seen enlarged."""
        return not self.shown.viewport.is_whole

    def is_stacked(self, name: str) -> bool:
        """Tell whether a matrix is made a vector by vec, and is none by itself."""
        return self.options.sample is None or name[0] in "Wb"

    def name(self, part: str, color: Color, weight: Weight = "semibold") -> tuple[Span, ...]:
        """Return what a part is called: y_gradᵀ of one sample, vec(Y_grad)ᵀ of all."""
        return told(verbatim(self.called(part)), self.shown.style, color, weight)

    def called(self, part: str) -> Part:
        """Return the same as a part of a message."""
        of, wrt = self.options.of, self.options.wrt
        if part in ("J", "dl"):
            return part
        source = of if part[-1] == "y" or part == "y_grad" else wrt
        is_gradient = part.endswith("_grad")
        if not self.is_stacked(source):
            return _of_one_sample(source, is_gradient=is_gradient)
        if not is_gradient:
            return (Run(f"vec(d{source[0]}"), Run(source[1:], script=-1), Run(")"))
        sample, name = self.options.sample, f"{source}_grad"
        if part == "x_grad" and is_share(self.shown.passes, self.options):
            name = self.shown.notation.share(name)
        if part == "x_grad" and sample is not None:
            at = self.shown.notation.count(sample)
            return say("vec({name} of sample {sample})^T", name=name, sample=at)
        return f"vec({name})^T"

    # --- cells

    def look(self, part: str) -> Look:
        """Return how a part looks in this picture."""
        return Look.of(part, self.scale(part), self.shown.style)

    def scale(self, part: str) -> Scale:
        """Return the colour scale of a part."""
        if part == "y_grad":
            return self.shown.scales[self.options.of + "_grad"]
        return _scales(self.lin)[part]

    def vector(
        self, part: str, values: Matrix, grid: Grid, written: Mask | None = None
    ) -> Cells | None:
        """Return a row or a column as cells, at the resolution it is seen at; None beyond it."""
        look, pixel = self.look(part), self.shown.style.pixel
        if not self.is_enlarged and min(grid.pitch_x, grid.pitch_y) >= _FINE * pixel:
            return self.legible(matrix_cells(values, grid, look, written))
        cells = visible_cells(values, grid, look, self.window, pixel=pixel, written=written)
        return None if cells is None else self.legible(cells)

    def legible(self, cells: Cells) -> Cells:
        """Return small cells with numbers as large as theirs allow; the same mark again."""
        return legible(cells, self.shown.style.legible)

    def matrix(self, values: Matrix, grid: Grid, look: Look) -> Cells | None:
        """Return a matrix as cells, at the resolution it is seen at; None beyond the window."""
        pixel = self.shown.style.pixel
        if not self.is_enlarged and min(grid.pitch_x, grid.pitch_y) >= _FINE * pixel:
            return matrix_cells(values, grid, look)
        return visible_cells(values, grid, look, self.window, pixel=pixel)

    def is_bare(self, rows: range, cols: range) -> bool:
        """Tell whether nothing in some lines of J can differ from 0."""
        step = max(len(rows), 1), max(len(cols), 1)
        whole = range(rows.start, rows.stop, step[0]), range(cols.start, cols.stop, step[1])
        return not self.lin.jacobian.pattern.bins(*whole).mask.any()

    def jacobian(self) -> Cells | None:
        """Return what is seen of J."""
        pixel = self.shown.style.pixel
        cells = jacobian_cells(
            self.lin.jacobian, self.plan.jacobian, self.look("J"), self.window, pixel
        )
        return None if cells is None else self.legible(cells)


@lru_cache(maxsize=16)
def legible(cells: Cells, factor: float = 1.0) -> Cells:
    """Return small cells with numbers as large as theirs allow; the same mark for the same one.

    Cells of a matrix leave room for five characters, which most numbers here do not need.
    """
    if cells.text is None:
        return cells
    longest = max(int(np.strings.str_len(cells.text).max()), 2)
    room = min(cells.cell_height * 0.66, cells.cell_width * 0.9 / (_ADVANCE * longest))
    size = min(room, _LEGIBLE * factor)
    return cells if size <= cells.font_size else replace(cells, font_size=size)


@by_identity(1)  # of a large layer it holds much memory
def linearization_of(passes: Passes, options: JacobianLook, tangent: Matrix) -> Linearization:
    """Return the numbers of a picture: for the same arguments the very same object.

    Parameters
    ----------
    passes : Passes
    options : JacobianLook
        Suited to the network.
    tangent : Matrix, of the shape of what is differentiated by
        How it moves.
    """
    of, wrt = options.of, options.wrt
    return linearized(passes, of, wrt, options.order, tangent, options.sample)


@lru_cache(maxsize=1)
def _scales(lin: Linearization) -> dict[str, Scale]:
    return {
        "J": fit([_some_of(lin.jacobian)]),
        "dx": fit([lin.tangent_column]),
        "x_grad": fit([lin.gradient_row]),
        "dy": fit([lin.moved_column]),
        "dl": fit([lin.dl_cell]),
    }


def _some_of(jacobian: Jacobian | ChainJacobian) -> Matrix:
    """Return entries of a Jacobian that tell how large they are: of a large one some."""
    if isinstance(jacobian, Jacobian):
        return jacobian.block
    steps = [max(1, -(-size // _MOST_FITTED)) for size in jacobian.shape]
    found = jacobian.pattern.bins(
        *(range(0, s, n) for s, n in zip(jacobian.shape, steps, strict=True))
    )
    return jacobian.entries(found.rows, found.cols)


def _of_one_sample(source: str, *, is_gradient: bool) -> Line:
    """Return the name of a column of a matrix: a small letter, y₂ of Y2."""
    found = _NAME.fullmatch(source)
    letter, number = (found[1].lower(), found[2]) if found else (source, "")
    if not is_gradient:
        return (Run(f"d{letter}"), Run(number, script=-1))
    lowered = _THIN.join(part for part in (number, "grad") if part)
    return (Run(letter), Run(lowered, script=-1), Run("^T"))
