"""What travels along the links between a cell and the loss, told as edges."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import ArrayLike

from gradviz.arrays import Matrix
from gradviz.engine.graph.links import (
    LOSS_CELL,
    LayerLink,
    Reach,
    Vector,
    factor_cell,
    link_factors,
)
from gradviz.engine.passes import Passes
from gradviz.refs import CellRef, is_gradient

_GRAD = "_grad"


@dataclass(frozen=True, slots=True)
class Edge:
    """One arrow from a cell to the next.

    Attributes
    ----------
    start, end : CellRef
        In the direction of travel; `LOSS_CELL`, "l", stands for the loss.
    factor : float
        What the number at `start` is multiplied by on its way.
    factor_ref : CellRef or None
        Where the factor is: a cell of W; an X for an edge into W_grad; for an activation the
        number at which its derivative is taken; beside the loss the Y_grad that it says; None
        for a bias, whose factor is 1.
    contribution : float
        What arrives: factor times the number at `start`. Those of all edges into a cell add up
        to the number there.
    through : float
        The part of the traced gradient that comes along this edge: the sum of the products of
        all paths that use it.
    """

    start: CellRef
    end: CellRef
    factor: float
    factor_ref: CellRef | None
    contribution: float
    through: float

    @property
    def is_blocked(self) -> bool:
        """Whether nothing arrives: a dead ReLU, a weight of 0."""
        return self.contribution == 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """What travels between a cell and the loss: gradients one way, tangents the other.

    Attributes
    ----------
    passes : Passes
    cell : CellRef
        Of the value, also where its gradient is traced.
    reach : Reach
    is_backward : bool
        Whether it is gradients, from the loss to the cell, that edges are to tell of.
    tangents : mapping of str to Matrix
        The derivatives of values by the cell, as many columns as there are samples in `reach`.
    """

    passes: Passes
    cell: CellRef
    reach: Reach
    is_backward: bool
    tangents: Mapping[str, Matrix]

    def amounts(self, link: LayerLink, sample: int) -> tuple[Vector, Vector, Vector]:
        """Return factors, tangents at the input and gradients at the output, pair by pair."""
        along = link_factors(self.passes, link, self.cell, sample)
        ahead = np.ones(len(along))
        if link.layer is not None:
            ahead = self.passes.matrix(link.output + _GRAD)[link.rows_out, sample]
        behind = np.ones(len(along))
        if link.role in ("X", "Y"):
            behind = self.tangents[link.source][link.rows_in, sample - self.reach.samples.start]
        return along, behind, ahead


def flow_of(passes: Passes, ref: CellRef, found: Reach) -> Flow:
    """Return what travels between a cell, or the gradient of it, and the loss."""
    cell = CellRef(ref.name.removesuffix(_GRAD), ref.row, ref.col)
    tangents: dict[str, Matrix] = {}
    flow = Flow(passes, cell, found, is_gradient(ref.name), tangents)
    if not passes.uses(cell.name):
        tangents[cell.name] = np.zeros((passes.matrix(cell.name).shape[0], 1))
        tangents[cell.name][cell.row, 0] = 1.0
    with np.errstate(all="ignore"):
        for link in found.links[:-1]:  # the loss has no column
            height = passes.matrix(link.output).shape[0]
            total = tangents.setdefault(link.output, np.zeros((height, len(found.samples))))
            W = passes.layers[link.layer].W if link.layer is not None else None
            if link.role == "X" and W is not None:
                rows = link.rows_in[:: link.fan]
                total += passes.matrix(W)[:, rows] @ tangents[link.source][rows]
                continue
            for column, sample in enumerate(found.samples):
                along, behind, _ = flow.amounts(link, sample)
                total[:, column] += np.bincount(link.rows_out, along * behind, height)
    return flow


def edges_of(flow: Flow, link: LayerLink, pairs: ArrayLike, sample: int) -> Iterator[Edge]:
    """Yield some pairs of a link, told by their indices, as edges."""
    chosen = np.atleast_1d(np.asarray(pairs, dtype=np.int64))
    along, behind, ahead = (numbers[chosen] for numbers in flow.amounts(link, sample))
    arrives = along * (ahead if flow.is_backward else behind)
    numbers = zip(along.tolist(), arrives.tolist(), (behind * along * ahead).tolist(), strict=True)
    rows = zip(link.rows_in[chosen].tolist(), link.rows_out[chosen].tolist(), strict=True)
    suffix = _GRAD if flow.is_backward else ""
    is_parameter = link.role in ("W", "b")
    for (row_in, row_out), (factor, contribution, through) in zip(rows, numbers, strict=True):
        at = flow.cell.col if is_parameter else sample
        near = CellRef(link.source + suffix, row_in, at)
        far = LOSS_CELL if link.layer is None else CellRef(link.output + suffix, row_out, sample)
        start, end = (far, near) if flow.is_backward else (near, far)
        where = factor_cell(flow.passes, link, flow.cell, (row_in, row_out), sample)
        yield Edge(start, end, factor, where, contribution, through)


def strongest_edges(
    flow: Flow, links: tuple[LayerLink, ...], limit: int, samples: int
) -> list[Edge]:
    """Return the edges through which most comes, of so many samples at most, in their order."""
    kept = np.zeros((4, 0))  # strength, sample, link, pair
    for sample in _strongest_samples(flow, links, samples):
        for place, link in enumerate(links):
            along, behind, ahead = flow.amounts(link, sample)
            strength = strength_of(along * behind * ahead)
            pairs = np.arange(len(strength))
            where = [np.full(len(pairs), float(number)) for number in (sample, place)]
            kept = np.hstack([kept, [strength, *where, pairs]])
            if kept.shape[1] > limit:
                kept = kept[:, np.argpartition(-kept[0], limit - 1)[:limit]]
    order = np.lexsort(kept[3:0:-1])
    chosen = kept[1:, order].astype(np.int64).T.tolist()
    edges: list[Edge] = []
    for (sample, place), group in groupby(chosen, key=lambda one: (one[0], one[1])):
        edges += edges_of(flow, links[place], [pair for _, _, pair in group], sample)
    return edges


def _strongest_samples(flow: Flow, links: tuple[LayerLink, ...], count: int) -> list[int]:
    samples = flow.reach.samples
    if count >= len(samples):
        return list(samples)
    names = [(link.source if link.layer is None else link.output) + _GRAD for link in links]
    largest = [
        max(strength_of(flow.passes.matrix(name)[:, sample]).max() for name in names)
        for sample in samples
    ]
    return [samples[n] for n in sorted(np.argsort(-np.array(largest), kind="stable")[:count])]


def strength_of(numbers: Vector) -> Vector:
    """Return absolute values; what is not a number is told as the strongest."""
    return np.nan_to_num(np.abs(numbers), nan=np.inf, posinf=np.inf)
