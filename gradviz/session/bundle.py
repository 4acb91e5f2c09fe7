"""A document from arrays by name, laid out as people of a convention write them.

Names are W, X, T, Y_grad and b; in a network W1, b1, W2, ... and `layers`, the text that says
what they are: "linear,relu,linear". "W1,relu,W1" uses one matrix twice. Without it the network
is one Linear after the other. With T the loss is squared_error (a Y_grad beside it is kept as
the seed), with Y_grad alone it is the seed, with neither the loss is sum. A missing X is the
example's if it fits, else small integers.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gradviz.arrays import Matrix, as_matrix, freeze, size
from gradviz.engine.layers import Activation, Layer, Linear
from gradviz.engine.network import Network
from gradviz.engine.wiring import LayerNames
from gradviz.errors import InputError, ShapeError
from gradviz.scene.convention import Convention, is_flipped
from gradviz.session.document import MAX_LAYERS, Document, LossChoice, example, network_document
from gradviz.session.fills import integers
from gradviz.session.layers import LAYER_KINDS, LINEAR
from gradviz.session.tables import presented
from gradviz.session.widths import check_entries, widths

LAYERS = "layers"
"""The name of the text that says what the layers are."""
MADE_SAMPLES = 4
"""Samples of an X that is made up because the file has none."""

_GIVEN = re.compile(r"W|X|T|Y_grad|b|[Wb][1-9]\d?|layers")
_WEIGHT = re.compile(r"W\d+")
_COMPUTED = re.compile(r"[YP]\d*|[WXbYP]\d*_grad")
_OUTPUT = re.compile(r"Y(\d+)(?:_grad)?")


def wanted(names: Iterable[str]) -> dict[str, str]:
    """Return which arrays are read, and as what; what was computed is left, it is made anew.

    Raises
    ------
    InputError
        If one of several has no meaning, or there is none.

    Examples
    --------
    >>> wanted(["W1", "W2", "X", "Y1", "Y2", "Y1_grad", "Y2_grad", "W1_grad"])
    {'W1': 'W1', 'W2': 'W2', 'X': 'X', 'Y2_grad': 'Y_grad'}
    """
    there = tuple(names)
    if not there:
        raise InputError("there is no array in it")
    if len(there) == 1:
        return {there[0]: "W"}
    if "W" not in there and "W1" not in there and LAYERS not in there:
        kept = {name: name for name in there}
    else:
        seed = "Y_grad" if "Y_grad" in there else f"Y{outputs(there)}_grad"
        kept = {
            name: "Y_grad" if name == seed else name
            for name in there
            if name == seed or not _COMPUTED.fullmatch(name)
        }
    weights = [name for name in kept.values() if _WEIGHT.fullmatch(name)]
    if len(weights) > MAX_LAYERS:
        raise InputError(
            f"there are the matrices of {len(weights)} layers, {weights[0]} to {weights[-1]}: "
            f"a network has at most {MAX_LAYERS}"
        )
    unknown = [name for name in kept.values() if not _GIVEN.fullmatch(name)]
    if unknown:
        raise InputError(
            f"there is an array {min(unknown)!r}; the names can be W, X, T, Y_grad, b, "
            f"in a network W1, b1, W2, ... and {LAYERS}"
        )
    return kept


def outputs(names: Iterable[str]) -> int:
    """Return the largest n of a Yn or Yn_grad among the names; 0 without any."""
    found = [_OUTPUT.fullmatch(name) for name in names]
    return max((int(match[1]) for match in found if match), default=0)


def described(layers: Sequence[LayerNames]) -> str:
    """Return what layers are, as `to_document` reads it; a matrix used twice is told by name.

    Examples
    --------
    >>> first, last = LayerNames("linear", "W1", None, "X", "Y1"), "Y2"
    >>> relu = LayerNames("relu", None, None, "Y1", last)
    >>> described([first, relu]), described([first, relu, replace(first, X=last, Y="Y3")])
    ('linear,relu', 'W1,relu,W1')
    """
    weights = [layer.W for layer in layers if layer.W is not None]
    is_tied = len(set(weights)) < len(weights)
    return ",".join((layer.W if is_tied else None) or layer.kind for layer in layers)


def check_shapes(
    shapes: Mapping[str, tuple[int, ...]],
    texts: Mapping[str, NDArray[Any]],
    convention: Convention = "wx",
    layer_count: int = 0,
) -> None:
    """Refuse shapes of which `to_document` makes no document, before the arrays are read.

    Raises
    ------
    InputError, ShapeError
        As `to_document` does.
    """
    # Zeros take no memory until somebody writes to them; transposing does.
    zeros = {name: freeze(np.zeros(shape)) for name, shape in shapes.items()}
    check = to_document if convention == "wx" else _checked
    check({**zeros, **texts}, convention, layer_count)


def to_document(
    arrays: Mapping[str, NDArray[Any]], convention: Convention = "wx", layer_count: int = 0
) -> Document:
    """Make a document of arrays by name.

    Parameters
    ----------
    arrays : mapping of str to array
        "W" (M, K), and as far as there are "X" (K, N), "T" and "Y_grad" (M, N), "b" (M,) or
        (M, 1); transposed where the convention has them so, and b (1, M).
    convention : {"wx", "xw", "xwt"}
    layer_count : int
        How many layers are known to be, 0 if that is not known.

    Raises
    ------
    InputError, ShapeError
        If W is missing, an array is no matrix of real numbers, or sizes do not fit.

    Examples
    --------
    >>> document = to_document({"W": np.ones((3, 2)), "X": np.ones((5, 3))}, "xw")
    >>> document.W.shape, document.X.shape
    ((2, 3), (3, 5))
    """
    kinds, shown = _checked(arrays, convention, layer_count)
    matrices = {name: presented(name, values, convention) for name, values in shown.items()}
    network = Network(_layers(kinds, matrices))
    T, Y_grad = matrices.get("T"), matrices.get("Y_grad")
    loss: LossChoice = "sum" if Y_grad is None else "seed"
    target = T if T is not None else Y_grad
    samples = MADE_SAMPLES if target is None else target.shape[1]
    X = matrices["X"] if "X" in matrices else _made_input(network, samples)
    loss = loss if T is None else "squared_error"
    document = network_document(network, X, loss=loss, target=T, seed=Y_grad)
    return replace(document, convention=convention)


def _checked(
    arrays: Mapping[str, NDArray[Any]], convention: Convention, layer_count: int
) -> tuple[list[str], dict[str, Matrix]]:
    """Return the kinds of the layers, and the matrices as they are in the file."""
    kinds = _kinds(arrays)
    if layer_count and len(kinds) != layer_count:
        raise InputError(
            f"there are {layer_count} outputs, up to Y{layer_count}, but {len(kinds)} layers: "
            f'say what they are in a text {LAYERS}, such as "linear,relu,linear"'
        )
    for name in arrays:
        if name.startswith("b") and f"W{name[1:]}" not in kinds:
            raise InputError(f"{name} is the bias of no layer; there is {', '.join(arrays)}")
    shown = {
        name: _shown(values, name, convention) for name, values in arrays.items() if name != LAYERS
    }
    if convention != "wx":
        _check_flipped(shown, kinds, convention)
    return kinds, shown


def _kinds(arrays: Mapping[str, NDArray[Any]]) -> list[str]:
    """Return the layers as names of their W, or of an activation."""
    weights = [name for name in arrays if name.startswith("W")]
    if LAYERS in arrays:
        text = " ".join(map(str, arrays[LAYERS].ravel().tolist()))
        return _numbered(re.split(r"[,;\s]+", text.strip(" ,;\t\n")), weights)
    if "W" in arrays:
        if len(weights) > 1:
            raise InputError(f"there is W, of one layer, and {weights[1]}, of a network: name one")
        return ["W"]
    if not weights:
        raise InputError(f"there is no W; there is {', '.join(arrays)}")
    return _numbered([LINEAR] * len(weights), weights)


def _numbered(kinds: list[str], weights: list[str]) -> list[str]:
    if len(kinds) > MAX_LAYERS:
        raise InputError(f"there are {len(kinds)} layers: a network has at most {MAX_LAYERS}")
    found: list[str] = []
    for kind in kinds:
        name = kind
        if kind == LINEAR:
            used = [int(other[1:] or 0) for other in found if other.startswith("W")]
            name = "W" if weights == ["W"] else f"W{max(used, default=0) + 1}"
        elif kind not in LAYER_KINDS and kind not in weights:
            raise InputError(
                f"{LAYERS}: {kind!r} is no layer gradviz knows; there are {', '.join(LAYER_KINDS)}"
            )
        if name.startswith("W") and name not in weights:
            there = ", ".join(weights) or "none"
            raise InputError(f"{name} is missing; of the matrices of layers there is {there}")
        found.append(name)
    left = [name for name in weights if name not in found]
    if left:
        raise InputError(f"{left[0]} is used by no layer; {LAYERS} says {', '.join(kinds)}")
    return found


def _layers(kinds: list[str], matrices: Mapping[str, Matrix]) -> list[Layer]:
    """Return the layers; names of one W are one Linear."""
    made: dict[str, Layer] = {}
    for kind in kinds:
        if kind not in made:
            is_linear = kind in matrices
            bias = matrices.get("b" + kind[1:]) if is_linear else None
            made[kind] = Linear(matrices[kind], bias) if is_linear else Activation(kind)
    return [made[kind] for kind in kinds]


def _made_input(network: Network, samples: int) -> Matrix:
    K = next((layer.W.shape[1] for layer in network.layers if isinstance(layer, Linear)), 0)
    if not K:
        raise InputError("there is no X, and no W that says how large it is")
    check_entries(network.names, widths(network.layers, K), samples)
    X = example().X
    return X if X.shape == (K, samples) else integers((K, samples))


def _shown(array: NDArray[Any], name: str, convention: Convention) -> Matrix:
    """Return an array as the matrix that it is in the file."""
    if name.startswith("b") and array.ndim == 1:
        array = array[None, :] if is_flipped(convention, name) else array[:, None]
    if array.ndim == 1:
        raise ShapeError(
            f"{name} has one axis of {array.size}; save it with two: "
            f"{name}[:, None] is a column, {name}[None, :] a row"
        )
    with np.errstate(all="ignore"):  # a long double may be beyond float64
        return as_matrix(array, name)


def _check_flipped(
    shown: Mapping[str, Matrix], kinds: Sequence[str], convention: Convention
) -> None:
    """Say what does not fit as people of the convention see it, with samples as rows."""
    X = shown.get("X")
    count, source = (None, "") if X is None else (X.shape[1], f"X is {size(X)}")
    axis = 0 if convention == "xw" else 1  # of W: what comes in
    for kind in kinds:
        if kind not in shown:
            continue
        W, bias = shown[kind], "b" + kind[1:]
        if count not in (None, W.shape[axis]):
            raise ShapeError(
                f"{kind} needs {count} {('rows', 'columns')[axis]}, one for each column that "
                f"comes in: {source}, {kind} is {size(W)}"
            )
        count, source = W.shape[1 - axis], f"{kind} is {size(W)}"
        if bias in shown and shown[bias].shape != (1, count):
            raise ShapeError(
                f"{bias} needs one entry for each {('column', 'row')[axis]} of {kind}, in a row: "
                f"{source}, so {bias} is 1×{count}; it is {size(shown[bias])}"
            )
    for name in {"T", "Y_grad"} & shown.keys():
        rows = len(shown[name] if X is None else X)
        if count is not None and shown[name].shape != (rows, count):
            raise ShapeError(
                f"{name} needs the size of the output, {rows}×{count}: it is {size(shown[name])}"
            )
