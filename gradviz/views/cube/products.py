"""What is in the cube: planes and lines of products, and the sums they have come to."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gradviz.arrays import Matrix, freeze
from gradviz.language.notation import PRODUCTS, Axis
from gradviz.memo import by_identity
from gradviz.scene.corner.setting import Setting
from gradviz.scene.marks.scale import Scale
from gradviz.timeline.phase import Phase
from gradviz.timeline.timeline import Moment
from gradviz.views.cube.layout import LACKS, axes_of
from gradviz.views.cube.timeline import slab


@dataclass(frozen=True, slots=True, eq=False)
class BoxProduct:
    """One of the three products that share the box, and how far it has come.

    Attributes
    ----------
    role : {"Y", "X_grad", "W_grad"}
        What it gives.
    setting : Setting
        Of the layer.
    phase : Phase
        In which it is computed.
    done : int
        Steps that are complete.
    step : int or None
        The step that is running; None if nothing moves.
    progress : float
        0..1, how far that step has come.
    """

    role: str
    setting: Setting
    phase: Phase
    done: int
    step: int | None
    progress: float

    @property
    def axis(self) -> Axis:
        """The index that is summed over."""
        return LACKS[self.role[0]]

    @property
    def axes(self) -> tuple[Axis, Axis]:
        """What runs down and along its planes."""
        return axes_of(self.role)

    @property
    def factors(self) -> tuple[str, str]:
        """The two matrices whose entries are multiplied."""
        return PRODUCTS[self.role]

    @property
    def planes(self) -> int:
        """How many planes there are in the box."""
        return int(self.setting.factors(self.role)[0].shape[1])

    @property
    def is_complete(self) -> bool:
        """Whether all planes are added."""
        return self.done >= self.phase.count

    def slab(self, step: int) -> range:
        """Return the planes that a step adds, one as a rule."""
        return slab(step, self.phase.count, self.planes)

    def plane(self, step: int) -> Matrix:
        """Return the products of a step; of several planes, their sum. The same object again."""
        left, right = self.setting.factors(self.role)
        planes = self.slab(step)
        return _planes(left, right, planes.start, planes.stop)

    def total(self) -> Matrix | None:
        """Return the sum of the planes so far, the entries themselves at the end; None before."""
        if self.done == 0:
            return None
        if self.is_complete:
            return self.setting.passes.matrix(self.role)
        left, right = self.setting.factors(self.role)
        return _planes(left, right, 0, self.slab(self.done - 1).stop)

    def line(self, axis: Axis, place: Mapping[Axis, int]) -> Matrix:
        """Return the products along an axis, shape (1, count), at a place of the two others."""
        where: dict[Axis, int | slice] = {**place, axis: slice(None)}
        lines = []
        for factor in self.factors:
            rows, cols = axes_of(factor)
            lines.append(self.setting.passes.matrix(factor)[where[rows], where[cols]])
        with np.errstate(all="ignore"):
            return freeze(np.atleast_2d(lines[0] * lines[1]))

    @property
    def scale(self) -> Scale:
        """The colour scale of products: that of their sums, as far as it reaches."""
        scale = self.setting.scale(self.role)
        left, right = self.setting.factors(self.role)
        largest = _largest(left, right)
        return scale if largest <= scale.limit else Scale(largest, scale.curve, scale.threshold)


def product_of(role: str, setting: Setting, moment: Moment) -> BoxProduct:
    """Return a product as it is at a moment.

    Parameters
    ----------
    role : {"Y", "X_grad", "W_grad"}
    setting : Setting
    moment : Moment
        Of a timeline of `gradviz.views.cube.timeline`.
    """
    index = next(n for n, phase in enumerate(moment.phases) if phase.role == role)
    moves = index == moment.phase and moment.progress < 1.0
    step, progress = (moment.step, moment.progress) if moves else (None, 1.0)
    return BoxProduct(role, setting, moment.phases[index], moment.done(index), step, progress)


@by_identity(32)
def _planes(left: Matrix, right: Matrix, start: int, stop: int) -> Matrix:
    with np.errstate(all="ignore"):
        return freeze(left[:, start:stop] @ right[start:stop])


@by_identity(16)
def _largest(left: Matrix, right: Matrix) -> float:
    """Return the largest magnitude of all finite products, or 0."""
    with np.errstate(all="ignore"):
        columns = _finite(left).max(axis=0)
        rows = _finite(right).max(axis=1)
        return float(_finite(columns * rows).max())


def _finite(values: Matrix) -> Matrix:
    return np.where(np.isfinite(values), np.abs(values), 0.0)
