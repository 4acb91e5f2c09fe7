"""Sizes in a document: which matrix has which of them, and how the others follow one.

A size is told by its place: 0 is the rows of X, n the rows of what layer n gives out, `SAMPLES`
the columns of X. One rule for all edits: what was there stays, new entries are 0, the rows of
each W stay and its columns follow what comes in, and places that are `joined` are one size.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from gradviz.arrays import Matrix, freeze
from gradviz.engine.layers import Layer, Linear
from gradviz.engine.losses import is_of_softmax
from gradviz.engine.network import Network
from gradviz.engine.wiring import wire
from gradviz.errors import InputError, ShapeError
from gradviz.messages.message import Message, listed, say, verbatim
from gradviz.session.document import Document
from gradviz.session.targets import with_renormalised_columns
from gradviz.session.widths import check_entries, joined, widths

EDITOR_LIMIT = 64
"""Largest size that can be reached by editing; larger matrices come from files."""

SAMPLES = -1
"""The place of N."""


def sizes_of(document: Document, name: str, shape: tuple[int, int]) -> dict[int, int]:
    """Return the sizes, by place, that a document has when the matrix `name` has this shape.

    Raises
    ------
    ShapeError
        If it is a W that has to be square, because of layers that share a matrix.

    Examples
    --------
    >>> from gradviz.session.document import example
    >>> sizes_of(example(), "X", (3, 5)), sizes_of(example(), "W", (2, 7))
    ({0: 3, -1: 5}, {1: 2, 0: 7})
    """
    rows, cols = shape
    network = document.network
    if name == "X":
        return {0: rows, SAMPLES: cols}
    if name in ("T", document.seed_name):
        return {len(network.layers): rows, SAMPLES: cols}
    place = next(n for n, layer in enumerate(network.names) if name in (layer.W, layer.b))
    if name == network.names[place].b:
        return {place + 1: rows}
    groups = joined(network.layers)
    if rows != cols and groups[place] == groups[place + 1]:
        square = max(shape)
        raise ShapeError(
            say(
                "{name} needs as many rows as columns, because layers share a matrix: "
                "got {rows}×{cols}; {square}×{square} would fit",
                name=name,
                rows=rows,
                cols=cols,
                square=square,
            )
        )
    return {place + 1: rows, place: cols}


def check_limits(document: Document, sizes: Mapping[int, int]) -> None:
    """Refuse sizes that cannot be reached in the editor; those that stay are not judged.

    Raises
    ------
    InputError
    """
    current = widths(document.network.layers, document.K)
    for place, count in sizes.items():
        now = document.N if place == SAMPLES else current[place]
        if count != now and not 1 <= count <= EDITOR_LIMIT:
            raise InputError(
                say(
                    "{size} goes from 1 to {most} in the editor: got {given}; larger matrices "
                    "open from .npz, .npy and .csv files",
                    size=size_title(document, place),
                    most=EDITOR_LIMIT,
                    given=count,
                )
            )


def size_title(document: Document, place: int) -> Message:
    """Return what people call a size: M, K or N, in a network "the width of Y2".

    Examples
    --------
    >>> from gradviz.session.document import example
    >>> [str(size_title(example(), place)) for place in (1, 0, SAMPLES)]
    ['M', 'K', 'N']
    """
    if place == SAMPLES:
        return verbatim("N")
    if document.is_one_linear:
        return verbatim("KM"[place])
    name = document.network.names[place - 1].Y if place else "X"
    return say("the width of {name}", name=name)


def resized(document: Document, sizes: Mapping[int, int]) -> Document:
    """Return the document with some sizes changed, as far as `check_entries` lets it.

    Under "cross_entropy" T keeps columns of probabilities, see `with_renormalised_columns`.

    Parameters
    ----------
    document : Document
    sizes : mapping of int to int
        By place.

    Raises
    ------
    InputError
        If two sizes that are always one are to differ, or a matrix would be too large.

    Examples
    --------
    >>> from gradviz.session.document import example
    >>> resized(example(), {1: 3, 0: 2}).W
    array([[ 2., -1.],
           [ 1.,  3.],
           [ 0.,  0.]])
    """
    return refitted(document, document.network.layers, sizes)


def refitted(
    document: Document, layers: Sequence[Layer], sizes: Mapping[int, int] | None = None
) -> Document:
    """Return the document with these layers for its own, every size following the first.

    Parameters
    ----------
    document : Document
    layers : sequence of Linear and Activation
        Their sizes need not fit together: each W keeps its rows, its columns follow. Where
        layers share a matrix the first size from the input on counts.
    sizes : mapping of int to int, optional
        By place: sizes to have in place of those there are.
    """
    sizes = sizes or {}
    groups = joined(layers)
    fixed = _by_group(document, groups, sizes)
    own = widths(layers, document.K)
    fitting = tuple(fixed.get(first, own[first]) for first in groups)
    N = sizes.get(SAMPLES, document.N)
    check_entries(wire(layers).names, fitting, N)
    fitted = _fitted(layers, fitting)
    is_same = fitted == document.network.layers
    X, M = _padded(document.X, fitting[0], N), fitting[-1]
    target = _padded(document.target, M, N)
    if target is not document.target and is_of_softmax(document.loss):
        target = with_renormalised_columns(target)
    if is_same and X is document.X and target is document.target:
        return document
    return replace(
        document,
        network=document.network if is_same else Network(fitted),
        X=X,
        stand_in=X if document.made_up else document.stand_in,
        target=target,
        seed=_padded(document.seed, M, N),
    )


def _by_group(
    document: Document, groups: Sequence[int], sizes: Mapping[int, int]
) -> dict[int, int]:
    fixed: dict[int, int] = {}
    for place, count in sizes.items():
        if place == SAMPLES:
            continue
        if fixed.setdefault(groups[place], count) != count:
            names = listed(size_title(document, other) for other in sizes if other != SAMPLES)
            raise InputError(
                say(
                    "{sizes} are one size in this network: got {one} and {other}; give one of them",
                    sizes=names,
                    one=fixed[groups[place]],
                    other=count,
                )
            )
    return fixed


def _fitted(layers: Sequence[Layer], sizes: Sequence[int]) -> tuple[Layer, ...]:
    """Return the layers with each W and b of its size; those that were shared still are."""
    made: dict[int, Linear] = {}
    for place, layer in enumerate(layers):
        if isinstance(layer, Linear) and id(layer) not in made:
            made[id(layer)] = _fitted_linear(layer, sizes[place + 1], sizes[place])
    return tuple(made.get(id(layer), layer) for layer in layers)


def _fitted_linear(layer: Linear, M: int, K: int) -> Linear:
    if layer.W.shape == (M, K):
        return layer
    return Linear(_padded(layer.W, M, K), None if layer.b is None else _padded(layer.b, M, 1))


def _padded(values: Matrix, rows: int, cols: int) -> Matrix:
    if values.shape == (rows, cols):
        return values
    result = np.zeros((rows, cols))
    kept = values[:rows, :cols]
    result[: kept.shape[0], : kept.shape[1]] = kept
    return freeze(result)
