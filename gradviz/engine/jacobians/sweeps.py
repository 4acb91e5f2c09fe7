"""Rows of a Jacobian as backward passes, with a column for each row that is asked for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from gradviz.arrays import Indices, Matrix
from gradviz.engine.jacobians.vec import Order, Shape, unravel
from gradviz.engine.trace import Record, backward

_ROWS = 2048
"""Rows that are made at once: columns of a backward pass."""


@dataclass(frozen=True, slots=True, eq=False)
class Sweeps:
    """What makes rows of ∂vec(of)/∂vec(wrt).

    Attributes
    ----------
    values : mapping of str to Matrix
        All primals.
    path : tuple of Record
        The operations by which `wrt` reaches `of`.
    of, wrt : str
    orders : tuple of {"F", "C"}
        How vec runs through `of`, and through `wrt`.
    """

    values: Mapping[str, Matrix]
    path: tuple[Record, ...]
    of: str
    wrt: str
    orders: tuple[Order, Order]

    def window(self, rows: Indices, cols: Indices) -> Matrix:
        """Return J[rows, cols]."""
        found = np.empty((len(rows), len(cols)))
        for start in range(0, len(rows), _ROWS):
            part = rows[start : start + _ROWS]
            found[start : start + len(part)] = self._rows(part, cols)
        return found

    def entries(self, rows: Indices, cols: Indices) -> Matrix:
        """Return the entries J[rows[n], cols[n]]; each row that is asked for is swept once."""
        found = np.empty(len(rows))
        wanted, which = np.unique(rows, return_inverse=True)
        for start in range(0, len(wanted), _ROWS):
            part = wanted[start : start + _ROWS]
            is_here = (which >= start) & (which < start + len(part))
            found[is_here] = self._entries(part, which[is_here] - start, cols[is_here])
        return found

    def _sweep(self, rows: Indices) -> tuple[dict[str, Matrix], dict[str, Matrix]]:
        """Return values and cotangents of a backward pass with a column for each of some rows."""
        of = self.values[self.of]
        i, j = unravel(rows, shape_of(of), self.orders[0])
        seed = np.zeros((of.shape[0], len(rows)))
        seed[i, np.arange(len(rows))] = 1.0
        alone = {name: self._of_samples(name, j) for r in self.path for name in r.inputs}
        with np.errstate(all="ignore"):
            return alone, backward(self.path, alone, seed)

    def _rows(self, rows: Indices, cols: Indices) -> Matrix:
        alone, grads = self._sweep(rows)
        first, second = unravel(cols, shape_of(self.values[self.wrt]), self.orders[1])
        if not is_parameter(self.wrt):
            _, j = unravel(rows, shape_of(self.values[self.of]), self.orders[0])
            same = np.equal.outer(j, second)  # another sample is never touched
            return np.where(same, grads[self.wrt][first].T, 0.0)
        total = np.zeros((len(rows), len(first)))
        with np.errstate(all="ignore"):
            for said, factor in self._said(alone, grads):
                total += said[first].T * (1.0 if factor is None else factor[second].T)
        return total

    def _entries(self, rows: Indices, at: Indices, cols: Indices) -> Matrix:
        """Return for each `n` the entry in row rows[at[n]] and column cols[n]."""
        alone, grads = self._sweep(rows)
        first, second = unravel(cols, shape_of(self.values[self.wrt]), self.orders[1])
        if not is_parameter(self.wrt):
            found: Matrix = grads[self.wrt][first, at]
            return found
        total = np.zeros(len(at))
        with np.errstate(all="ignore"):
            for said, factor in self._said(alone, grads):
                total += said[first, at] * (1.0 if factor is None else factor[second, at])
        return total

    def _said(
        self, alone: dict[str, Matrix], grads: dict[str, Matrix]
    ) -> Iterator[tuple[Matrix, Matrix | None]]:
        """Yield what every use of a weight, or of a bias, is multiplied from."""
        for record in self.path:
            if self.wrt in record.inputs:
                factor = alone[record.inputs[1]] if record.op == "matmul" else None
                yield grads[record.output], factor

    def _of_samples(self, name: str, samples: Indices) -> Matrix:
        """Return a value for each of some samples; weights and biases are the same for all."""
        value = self.values[name]
        return value if is_parameter(name) else value[:, samples]


def is_parameter(name: str) -> bool:
    """Tell whether it is a matrix that all samples share, a weight or a bias."""
    return name[0] in "Wb"


def shape_of(values: Matrix) -> Shape:
    """Return rows and columns."""
    rows, cols = values.shape
    return rows, cols
