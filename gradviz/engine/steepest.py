"""Which way is up: l as a function of one or two entries of a column, and how it changes around.

Samples do not meet: the columns of X pass through a network side by side. So l at many points of
a plane is one forward pass in which every point is a column; what the other samples add to l
stays as it is.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from gradviz.arrays import Matrix, freeze
from gradviz.engine.jacobians.chain import chain_jacobian
from gradviz.engine.losses import loss_terms
from gradviz.engine.passes import Passes
from gradviz.engine.rules import LOSSES
from gradviz.engine.trace import Record, forward

Vector: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Plane:
    """Two entries of one column that move, or one; everything else is held fixed.

    Attributes
    ----------
    passes : Passes
    key : str
        Whose column, by its key in `Passes.primals`: "X", or an output, "Y1".
    sample : int
        Which column, counted from 0.
    rows : tuple of int
        The entries that move, one or two, counted from 0.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> plane = Plane(backprop([[2, 1]], [[3], [1]]), "X", 0, (0, 1))
    >>> plane.loss, plane.point, plane.gradient
    (7.0, array([3., 1.]), array([2., 1.]))
    >>> plane.changes(np.array([[1.0, 0.0], [0.0, 0.5]]))
    array([2. , 0.5])
    """

    passes: Passes
    key: str
    sample: int
    rows: tuple[int, ...]

    @property
    def loss(self) -> float:
        """The loss l as everything is; with a hand-made seed ⟨Y_grad, Y⟩."""
        if self.passes.loss is not None:
            return self.passes.loss
        with np.errstate(all="ignore"):
            last = self.passes.output
            return float(np.vdot(self.passes.cotangents[last], self.passes.primals[last]))

    @property
    def point(self) -> Vector:
        """The entries as they are."""
        return self.passes.primals[self.key][list(self.rows), self.sample]

    @property
    def gradient(self) -> Vector:
        """The derivatives of l by these entries."""
        return self.passes.cotangents[self.key][list(self.rows), self.sample]

    def changes(self, steps: Matrix) -> Vector:
        """Return the true dl = l(x + dx) − l(x) of steps.

        Taken of what this sample adds to l alone: other samples do not drown a small change.

        Parameters
        ----------
        steps : Matrix, shape (entries that move, steps)
        """
        with np.errstate(all="ignore"):
            return self._changes(steps)

    def moved(self, steps: Matrix, of: "Plane") -> Matrix:
        """Return how the entries of another plane, further on, truly move with steps of these.

        Returns
        -------
        Matrix, shape (entries that move in `of`, steps)
        """
        with np.errstate(all="ignore"):
            values = self._forward(self._columns(steps))[of.key][list(of.rows)]
            return freeze(values[:, :-1] - values[:, -1:])

    def jacobian(self, of: "Plane") -> Matrix:
        """Return ∂ entries of `of` / ∂ entries of this, the part of J that the two planes see.

        A row is a backward sweep with a single column: nothing else of J is built.
        """
        J = chain_jacobian(self.passes, wrt=self._name(self.key), of=self._name(of.key))
        across = np.array(self.rows) + self.sample * len(self.passes.primals[self.key])
        ordered = np.sort(across)
        step = max(int(ordered[-1] - ordered[0]), 1)
        cols = range(int(ordered[0]), int(ordered[-1]) + 1, step)
        height = len(self.passes.primals[of.key])
        rows = [of.sample * height + row for row in of.rows]
        found = np.vstack([J.window(range(row, row + 1), cols) for row in rows])
        return freeze(found[:, np.searchsorted(ordered, across)])

    # --- inside

    def _changes(self, steps: Matrix) -> Vector:
        parts = self._parts(self._forward(self._columns(steps))[self.passes.output])
        found: Vector = parts[:-1] - parts[-1]
        return found

    def _columns(self, steps: Matrix) -> Matrix:
        """Return the column after each of the steps, and at last as it is."""
        column = self.passes.primals[self.key][:, self.sample]
        columns = np.repeat(column[:, None], steps.shape[1] + 1, axis=1)
        columns[list(self.rows), :-1] += steps
        return columns

    def _parts(self, Y: Matrix) -> Vector:
        """Return what the sample adds to l with each of these columns as its output."""
        passes, own = self.passes, slice(self.sample, self.sample + 1)
        if passes.loss_name is None:
            weighed: Vector = (passes.cotangents[passes.output][:, own] * Y).sum(axis=0)
            return weighed
        target = None if passes.target is None else passes.target[:, own]
        parts: Vector = loss_terms(passes.loss_name, Y, target).sum(axis=0)
        if LOSSES[passes.loss_name].is_mean:  # over as many samples as there are, not points
            parts = parts * (Y.shape[1] / passes.primals["X"].shape[1])
        return parts

    def _forward(self, columns: Matrix) -> dict[str, Matrix]:
        return forward(self._onwards, {**self._parameters, self.key: freeze(columns)})

    @cached_property
    def _onwards(self) -> tuple[Record, ...]:
        """The operations from here to the output."""
        records = self.passes.operations
        made = [n for n, record in enumerate(records) if record.output == self.key]
        return records[made[0] + 1 :] if made else records

    @cached_property
    def _parameters(self) -> dict[str, Matrix]:
        return {name: M for name, M in self.passes.primals.items() if name[0] in "Wb"}

    def _name(self, key: str) -> str:
        """Return what a key is called in a network of one layer, "Y" for "Y1"."""
        return self.passes.name(key)


@dataclass(frozen=True, slots=True, eq=False)
class Around:
    """dl along a circle, against the angle of dx.

    Attributes
    ----------
    angles : ndarray
        Radians.
    steps : Matrix, shape (entries that move, angles)
        dx, of one length all of them.
    first, true : ndarray
        x_grad · dx, a cosine, and l(x + dx) − l(x).
    """

    angles: Vector
    steps: Matrix
    first: Vector
    true: Vector


def around(plane: Plane, radius: float, angles: Vector) -> Around:
    """Return how l changes on a circle around the point, to first order and truly.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> plane = Plane(backprop([[2, 1]], [[3], [1]]), "X", 0, (0, 1))
    >>> found = around(plane, 0.5, np.array([0.0, np.pi]))
    >>> found.first, found.true
    (array([ 1., -1.]), array([ 1., -1.]))
    """
    steps = radius * directions(angles, len(plane.rows))
    with np.errstate(all="ignore"):
        first: Vector = plane.gradient @ steps
    return Around(angles, freeze(steps), first, plane.changes(steps))


def directions(angles: Vector, entries: int) -> Matrix:
    """Return directions of length 1, shape (entries, angles); on a line there are only two.

    Examples
    --------
    >>> directions(np.array([0.0, 2.0]), 1)
    array([[ 1., -1.]])
    """
    across = np.cos(angles)
    if entries == 1:
        return np.where(across >= 0.0, 1.0, -1.0)[None, :]
    return np.vstack([across, np.sin(angles)])


def steepest_angle(gradient: Vector) -> float | None:
    """Return the angle of the dx that makes x_grad · dx largest, 0..2π: that of the gradient.

    None where the gradient is zero, or not finite: then no direction is steepest.

    References
    ----------
    .. [1] S. Boyd, L. Vandenberghe, "Convex Optimization", Cambridge, 2004, section 9.4.1: of
       all steps of one Euclidean length the one along the gradient makes the most of it
       (Cauchy-Schwarz).

    Examples
    --------
    >>> steepest_angle(np.array([0.0, 3.0])) == np.pi / 2, steepest_angle(np.zeros(2))
    (True, None)
    """
    if not np.isfinite(gradient).all() or not gradient.any():
        return None
    up = float(gradient[1]) if len(gradient) > 1 else 0.0
    return math.atan2(up, float(gradient[0])) % math.tau
