"""The sizes between the layers of a network: which of them are one, and how large they may be."""

from collections.abc import Mapping, Sequence

from gradviz.arrays import Matrix, size
from gradviz.engine.layers import Layer, Linear
from gradviz.engine.network import Network
from gradviz.engine.wiring import LayerNames
from gradviz.errors import InputError, ShapeError
from gradviz.messages.message import say
from gradviz.session.parameters import parameters

MAX_ENTRIES = 4096 * 4096
"""Entries a matrix may have: above it, nothing on a screen or in memory is sensible."""


def widths(layers: Sequence[Layer], K: int) -> tuple[int, ...]:
    """Return how many rows X and the output of each layer have: one number more than layers.

    Parameters
    ----------
    layers : sequence of Linear and Activation
    K : int
        Rows of X.

    Examples
    --------
    >>> from gradviz.engine.layers import Activation
    >>> widths([Linear([[1, 2, 3], [4, 5, 6]]), Activation("relu")], 3)
    (3, 2, 2)
    """
    found = [K]
    for layer in layers:
        found.append(int(layer.W.shape[0]) if isinstance(layer, Linear) else found[-1])
    return tuple(found)


def joined(layers: Sequence[Layer]) -> tuple[int, ...]:
    """Return for each of the `widths` the first one that always equals it.

    An activation gives out as many rows as it takes in; layers that share a matrix take in as
    many as each other, and give out as many.

    Examples
    --------
    >>> from gradviz.engine.layers import Activation
    >>> first, second = Linear([[1, 2]]), Linear([[3], [4]])
    >>> joined([first, Activation("relu"), second])
    (0, 1, 1, 3)
    >>> joined([first, second, first])
    (0, 1, 0, 1)
    """
    first = list(range(len(layers) + 1))

    def join(one: int, other: int) -> None:
        low, high = sorted((first[one], first[other]))
        first[:] = [low if place == high else place for place in first]

    seen: dict[int, int] = {}
    for place, layer in enumerate(layers):
        if isinstance(layer, Linear):
            earlier = seen.setdefault(id(layer), place)
            join(earlier, place)
            join(earlier + 1, place + 1)
        else:
            join(place, place + 1)
    return tuple(first)


def check_sizes(network: Network, X: Matrix, outputs: Mapping[str, Matrix]) -> None:
    """Refuse an X that does not go into a network, and matrices not as large as its output.

    Parameters
    ----------
    network : Network
    X : Matrix
    outputs : mapping of str to Matrix
        T and the seed, by name.

    Raises
    ------
    ShapeError
        Names the matrix.
    """
    name, W = next(iter(parameters(network).items()), ("", None))
    if W is not None and W.shape[1] != X.shape[0]:
        raise ShapeError(
            say(
                "{W} @ X needs as many rows in X as {W} has columns: {W} is {size_W}, X is "
                "{size_X}",
                W=name,
                size_W=size(W),
                size_X=size(X),
            )
        )
    M, N = widths(network.layers, int(X.shape[0]))[-1], int(X.shape[1])
    for name, matrix in outputs.items():
        if matrix.shape != (M, N):
            raise ShapeError(
                say(
                    "{name} needs the size of {output}, {M}×{N}: it is {size}",
                    name=name,
                    output=_output(network.names[-1]),
                    M=M,
                    N=N,
                    size=size(matrix),
                )
            )


def check_entries(names: Sequence[LayerNames], sizes: Sequence[int], N: int) -> None:
    """Refuse sizes at which a matrix would have more than `MAX_ENTRIES` entries.

    Parameters
    ----------
    names : sequence of LayerNames
    sizes : sequence of int
        The `widths`.
    N : int
        Samples.

    Raises
    ------
    InputError
        Names the matrix.
    """
    for layer, K, M in zip(names, sizes, sizes[1:], strict=False):
        if layer.W is not None:
            _check(layer.W, M, K)
        _check(layer.X, K, N)
        _check(_output(layer), M, N)


def _output(layer: LayerNames) -> str:
    """Return what the output of a layer is called; that of one Linear alone by its formula."""
    return "Y = W X" if layer.W == "W" else layer.Y


def _check(name: str, rows: int, cols: int) -> None:
    if rows * cols > MAX_ENTRIES:
        raise InputError(
            say(
                "{name} would be {rows}×{cols}: a matrix has at most {most} entries",
                name=name,
                rows=rows,
                cols=cols,
                most=f"{MAX_ENTRIES:,}",
            )
        )
