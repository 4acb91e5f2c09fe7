"""From the loss to a cell, edge by edge: a gradient multiplies along paths and adds across them."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from gradviz.arrays import Matrix
from gradviz.engine.graph.dependence import known_cell
from gradviz.engine.graph.edges import Edge, Flow, edges_of, flow_of, strength_of, strongest_edges
from gradviz.engine.graph.links import LOSS_CELL, LayerLink, Reach, Vector, link_factors, reach
from gradviz.engine.passes import Passes
from gradviz.errors import InputError
from gradviz.messages.message import say
from gradviz.refs import CellRef

LIMIT = 2000
"""Edges of a step that are kept, unless told otherwise."""

_WORK = 4_000_000  # edges of a step that are looked at for the strongest
_GRAD = "_grad"


@dataclass(frozen=True, slots=True)
class PathStep:
    """The edges that light up together: those of one layer.

    Attributes
    ----------
    layer : int or None
        Counted from 0; None for the loss.
    edges : tuple of Edge
        Sample by sample, in each by the row of the cell that is further from the loss.
    omitted : int
        How many weaker ones were left out.
    """

    layer: int | None
    edges: tuple[Edge, ...]
    omitted: int


@dataclass(frozen=True, slots=True)
class Path:
    """One way between the loss and a cell.

    Attributes
    ----------
    edges : tuple of Edge
        In the direction of travel.
    products : tuple of float
        The factors multiplied up to each edge; the last is what this path gives to the gradient.
    """

    edges: tuple[Edge, ...]
    products: tuple[float, ...]

    @property
    def cells(self) -> tuple[CellRef, ...]:
        """All cells on the way, both ends included."""
        return (self.edges[0].start, *(edge.end for edge in self.edges))

    @property
    def product(self) -> float:
        """All factors multiplied."""
        return self.products[-1]


@dataclass(frozen=True, slots=True, eq=False)
class Paths:
    """All paths between the loss and a cell; see `trace_back`.

    Attributes
    ----------
    passes : Passes
    ref : CellRef
        The cell.
    steps : tuple of Step
        In the order in which they light up.
    flow : Flow
        What travels, between all pairs of cells that the paths connect, however many were kept
        as edges.
    """

    passes: Passes
    ref: CellRef
    steps: tuple[PathStep, ...]
    flow: Flow

    @property
    def reach(self) -> Reach:
        """All pairs of cells that the paths connect."""
        return self.flow.reach

    @property
    def is_backward(self) -> bool:
        """Whether they run from the loss back to a gradient, and no derivatives forward."""
        return self.flow.is_backward

    @property
    def gradient(self) -> CellRef:
        """The cell of the gradient that all paths add up to, whichever way they run."""
        cell = self.flow.cell
        return CellRef(cell.name + _GRAD, cell.row, cell.col)

    @property
    def total(self) -> float:
        """The number of that gradient."""
        return float(self.passes.matrix(self.gradient.name)[self.gradient.row, self.gradient.col])

    def amount(self, ref: CellRef) -> float:
        """Return the number that has travelled to a cell on the way.

        Backward that is the gradient there; forward the derivative by the traced cell, at the
        loss its gradient. The number that starts out is 1.
        """
        if ref == (LOSS_CELL if self.is_backward else self.ref):
            return 1.0
        if ref == LOSS_CELL:
            return self.total
        if self.is_backward:
            return float(self.passes.matrix(ref.name)[ref.row, ref.col])
        return float(self.flow.tangents[ref.name][ref.row, ref.col - self.reach.samples.start])

    def arrived(self, step: PathStep, ref: CellRef) -> float:
        """Return what a step brings to a cell, by all its edges; of a tied W or b a share."""
        name = ref.name.removesuffix(_GRAD)
        if step.layer is None or not self.is_backward or len(self.passes.uses(name)) < 2:
            return self.amount(ref)
        return self.share(step.layer)

    def share(self, layer: int) -> float:
        """Return what one of the layers that use the traced W or b says of its gradient."""
        role = self.passes.layers[layer].role(self.gradient.name)
        return float(self.passes.local(layer).matrix(str(role))[self.ref.row, self.ref.col])

    @property
    def count(self) -> int:
        """How many paths there are, those that are blocked included."""
        return self.reach.count

    def strongest_path(self) -> Path:
        """Return the path whose product is the largest in absolute value."""
        flow = self.flow
        with np.errstate(all="ignore"):
            pairs = _strongest_pairs(flow)
            trail = pairs[::-1] if flow.is_backward else pairs
            edges = tuple(next(edges_of(flow, *pair)) for pair in trail)
            products = np.cumprod([edge.factor for edge in edges]).tolist()
        return Path(edges, tuple(products))


def trace_back(passes: Passes, ref: CellRef, limit: int = LIMIT) -> Paths:
    """Return the paths between the loss and a cell, layer by layer.

    For a gradient they run from the loss back to the cell; what travels is the gradient. For a
    value they run from the cell to the loss; what travels is the derivative of each number by
    the cell, and what arrives at the loss is the gradient of the cell.

    Parameters
    ----------
    passes : Passes
    ref : CellRef
        A cell of X, W, b or Y, or of one of their gradients, by its name in the network.
    limit : int, optional
        Of each step no more edges are kept, those through which most of the gradient comes. In
        a step of more than 4 million only the strongest samples are looked at.

    Raises
    ------
    InputError
        If there is no such cell, or it is one of T or of the product before a bias, P1.

    References
    ----------
    .. [1] A. Griewank, A. Walther, "Evaluating Derivatives", 2nd ed., SIAM, 2008, section 3.2:
       a gradient as the sum over paths of the products of their edges.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> p = backprop([[2, 3], [4, 5]], [[1], [1]], Y_grad=[[10], [1]])
    >>> paths = trace_back(p, CellRef("X_grad", 0, 0))
    >>> for step in paths.steps:
    ...     for edge in step.edges:
    ...         print(edge.start, "->", edge.end, edge.factor_ref, edge.contribution)
    l[0,0] -> Y_grad[0,0] Y_grad[0,0] 10.0
    l[0,0] -> Y_grad[1,0] Y_grad[1,0] 1.0
    Y_grad[0,0] -> X_grad[0,0] W[0,0] 20.0
    Y_grad[1,0] -> X_grad[0,0] W[1,0] 4.0
    >>> paths.count
    2
    >>> paths.strongest_path().product
    20.0
    """
    ref = known_cell(passes, ref)
    value = CellRef(ref.name.removesuffix(_GRAD), ref.row, ref.col)
    if value.name == "T" or value.name.startswith("P"):
        raise InputError(
            say(
                "paths lead to X, W, b, Y and their gradients: {name} is none of these",
                name=ref.name,
            )
        )
    found = reach(passes, value)
    with np.errstate(all="ignore"):
        flow = flow_of(passes, ref, found)
        grouped = groupby(found.links, key=lambda link: link.layer)
        steps = [_step(flow, layer, tuple(links), limit) for layer, links in grouped]
    return Paths(passes, ref, tuple(reversed(steps) if flow.is_backward else steps), flow)


def _step(flow: Flow, layer: int | None, links: tuple[LayerLink, ...], limit: int) -> PathStep:
    samples = flow.reach.samples
    pairs = sum(len(link.rows_in) for link in links)
    everything = pairs * len(samples)
    if everything <= limit:
        edges = [
            edge
            for sample in samples
            for link in links
            for edge in edges_of(flow, link, np.arange(len(link.rows_in)), sample)
        ]
    else:
        edges = strongest_edges(flow, links, limit, max(1, _WORK // pairs))
    return PathStep(layer, tuple(edges), everything - len(edges))


def _strongest_pairs(flow: Flow) -> list[tuple[LayerLink, int, int]]:
    """Return the links, pairs and samples of the strongest path, from the cell to the loss."""
    best = _largest_products(flow)
    samples = flow.reach.samples
    name, row = flow.cell.name, flow.cell.row
    trail: list[tuple[LayerLink, int, int]] = []
    while name != LOSS_CELL.name:
        options = []
        for link in (link for link in flow.reach.links if link.source == name):
            for sample in samples:
                product = _products(flow, link, best, sample)
                product[link.rows_in != row] = -1.0
                pair = int(product.argmax())
                options.append((float(product[pair]), link, pair, sample))
        _, link, pair, sample = max(options, key=lambda option: option[0])
        trail.append((link, pair, sample))
        samples = range(sample, sample + 1)
        name, row = link.output, int(link.rows_out[pair])
    return trail


def _largest_products(flow: Flow) -> dict[str, Matrix]:
    """Return, for every cell on the way, the largest product of a path from it to the loss."""
    samples = flow.reach.samples
    best: dict[str, Matrix] = {LOSS_CELL.name: np.ones((1, len(samples)))}
    for link in reversed(flow.reach.links):
        if link.role in ("W", "b"):
            continue
        height = flow.passes.matrix(link.source).shape[0]
        found = best.setdefault(link.source, np.zeros((height, len(samples))))
        for column, sample in enumerate(samples):
            products = _products(flow, link, best, sample)
            found[link.rows_in[:: link.fan], column] = products.reshape(-1, link.fan).max(axis=1)
    return best


def _products(flow: Flow, link: LayerLink, best: Mapping[str, Matrix], sample: int) -> Vector:
    along = link_factors(flow.passes, link, flow.cell, sample)
    return strength_of(along * best[link.output][link.rows_out, sample - flow.reach.samples.start])
