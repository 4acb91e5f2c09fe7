"""The network as a graph of cells: which cells two neighbouring matrices connect, and how strongly.

Y[i,j] depends on X[k,j] by the factor W[i,k]: forward, a change of X[k,j] is multiplied by it;
backward, so is the gradient of Y[i,j]. A link is all such pairs of one layer and one of its
inputs, as far as they lie between a chosen cell and the loss.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gradviz.arrays import Indices, Matrix
from gradviz.engine.passes import Passes
from gradviz.engine.rules import ELEMENTWISE, softmax
from gradviz.refs import CellRef

LOSS_CELL = CellRef("l", 0, 0)
"""Stands for the loss: where all paths end, or start."""

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class LayerLink:
    """Pairs of cells of an output and one input of a layer; the same pairs in every sample.

    Attributes
    ----------
    layer : int or None
        Counted from 0; None for the loss.
    role : str
        What the input is in its layer: "X", "W" or "b"; "Y" for what goes into the loss.
    source, output : str
        Names of the input and of the output, "l" for the loss.
    rows_in, rows_out : Indices, shape (pairs,)
        Rows of the two cells, all pairs of one cell of the input after another.
    """

    layer: int | None
    role: str
    source: str
    output: str
    rows_in: Indices
    rows_out: Indices

    @property
    def fan(self) -> int:
        """How many cells of the output each cell of the input goes into."""
        return int(np.count_nonzero(self.rows_in == self.rows_in[0]))


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """What lies between a cell and the loss.

    Attributes
    ----------
    links : tuple of LayerLink
        In forward order, the loss last.
    samples : range
        The columns that take part: one for a cell of X or Y, all for one of W or b.
    count : int
        How many paths there are.
    """

    links: tuple[LayerLink, ...]
    samples: range
    count: int


def reach(passes: Passes, ref: CellRef) -> Reach:
    """Return the links between a cell and the loss.

    Parameters
    ----------
    passes : Passes
    ref : CellRef
        A cell of a value, no gradient: X, W, b or Y, by its name in the network.
    """
    rows: dict[str, Indices] = {}
    counts: dict[str, int] = {}
    uses = passes.uses(ref.name)
    samples = range(passes.primals["X"].shape[1]) if uses else range(ref.col, ref.col + 1)
    if not uses:
        rows[ref.name], counts[ref.name] = np.array([ref.row]), 1
    links = []
    for index, layer in enumerate(passes.layers):
        found = _through(passes, index, rows[layer.X]) if layer.X in rows else []
        if index in uses:
            role = "W" if ref.name == layer.W else "b"
            here = np.array([ref.row])
            found.append(LayerLink(index, role, ref.name, layer.Y, here, here))
        if not found:
            continue
        links += found
        rows[layer.Y] = np.unique(np.concatenate([link.rows_out for link in found]))
    last = passes.layers[-1].Y
    end = rows[last]
    links.append(LayerLink(None, "Y", last, LOSS_CELL.name, end, np.zeros_like(end)))
    return Reach(tuple(links), samples, _count(tuple(links), ref, len(samples)))


def link_factors(passes: Passes, link: LayerLink, ref: CellRef, sample: int) -> Vector:
    """Return ∂output/∂input for every pair of a link, in one sample.

    Parameters
    ----------
    passes : Passes
    link : LayerLink
    ref : CellRef
        The cell that `reach` was asked for.
    sample : int
    """
    if link.layer is None:
        seed: Vector = passes.matrix(f"{link.source}_grad")[link.rows_in, sample]
        return seed
    layer = passes.layers[link.layer]
    if link.role == "b":
        return np.ones(1)
    if link.role == "W":
        return passes.matrix(layer.X)[ref.col, sample : sample + 1]
    if layer.W is not None:
        return passes.matrix(layer.W)[link.rows_out, link.rows_in]
    column = passes.matrix(layer.X)[:, sample : sample + 1]
    if layer.kind == "softmax":
        return _softmax_jacobian(column)[link.rows_out, link.rows_in]
    slopes: Vector = ELEMENTWISE[layer.kind].derivative(column)[link.rows_in, 0]
    return slopes


def factor_cell(
    passes: Passes, link: LayerLink, ref: CellRef, rows: tuple[int, int], sample: int
) -> CellRef | None:
    """Return the cell that a factor is, or is a derivative at; None for the 1 of a bias.

    `rows` are those of the input and of the output.
    """
    row_in, row_out = rows
    if link.layer is None:
        return CellRef(f"{link.source}_grad", row_in, sample)
    layer = passes.layers[link.layer]
    if link.role == "b":
        return None
    if link.role == "W":
        return CellRef(layer.X, ref.col, sample)
    if layer.W is not None:
        return CellRef(layer.W, row_out, row_in)
    return CellRef(layer.X, row_in, sample)


def _through(passes: Passes, index: int, rows: Indices) -> list[LayerLink]:
    """Return the link from the X of a layer to its Y; one, in a list to be added to."""
    layer = passes.layers[index]
    height = passes.matrix(layer.Y).shape[0]
    if layer.is_linear or layer.kind == "softmax":
        rows_in, rows_out = np.repeat(rows, height), np.tile(np.arange(height), len(rows))
    else:
        rows_in = rows_out = rows
    return [LayerLink(index, "X", layer.X, layer.Y, rows_in, rows_out)]


def _count(links: tuple[LayerLink, ...], ref: CellRef, samples: int) -> int:
    """Return the number of paths in all samples; every cell of a matrix has as many."""
    ways = {LOSS_CELL.name: 1}
    total = 0
    for link in reversed(links):
        found = link.fan * ways[link.output]
        if link.source == ref.name:
            total += found
        ways[link.source] = found
    return total * samples


def _softmax_jacobian(column: Matrix) -> Matrix:
    """Return diag(p) - p pᵀ."""
    p = softmax(column)
    J: Matrix = np.diagflat(p) - p @ p.T
    return J
