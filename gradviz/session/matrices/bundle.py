"""A document from arrays by name, laid out as people of a convention write them.

`names` tells what their names mean. In a network the text `layers` says what the layers are:
"linear,relu,linear"; "W1,relu,W1" uses one matrix twice. Without it the network is one Linear
after the other. A text `loss` says what starts the backward pass, a text `convention` how all is
laid out. Without them, with T the loss is squared_error (a Y_grad beside it is kept as the seed),
with Y_grad alone it is the seed, with neither the loss is sum. A missing X is the example's if it
fits, else small integers; the document knows that it was made up.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from gradviz.arrays import Matrix, as_matrix, size
from gradviz.engine.convention import Convention, is_flipped
from gradviz.engine.layers import Activation, Layer, Linear
from gradviz.engine.network import Network
from gradviz.engine.wiring import LayerNames
from gradviz.errors import InputError, ShapeError, meant
from gradviz.session.document import (
    LOSS_CHOICES,
    MAX_LAYERS,
    TARGETED,
    Document,
    LossChoice,
    example,
    network_document,
)
from gradviz.session.fills import integers
from gradviz.session.layers import LAYER_KINDS, LINEAR
from gradviz.session.looks.choice import check_choice
from gradviz.session.matrices.arraynames import LOSS
from gradviz.session.matrices.names import LAYERS, TEXTS
from gradviz.session.matrices.tables import presented
from gradviz.session.widths import check_entries, widths

MADE_SAMPLES = 4
"""Samples of an X that is made up because the file has none."""


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


def to_document(
    arrays: Mapping[str, NDArray[Any]], convention: Convention = "wx", layer_count: int = 0
) -> Document:
    """Make a document of arrays by name.

    Parameters
    ----------
    arrays : mapping of str to array
        "W" (M, K), and as far as there are "X" (K, N), "T" and "Y_grad" (M, N), "b" (M,) or
        (M, 1); transposed where the convention has them so, and b (1, M). T may be N classes.
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
    kinds, shown = check_arrays(arrays, convention, layer_count)
    matrices = {name: presented(name, values, convention) for name, values in shown.items()}
    network = Network(_layers(kinds, matrices))
    T, Y_grad = matrices.get("T"), matrices.get("Y_grad")
    loss = _loss(arrays)
    target = T if T is not None else Y_grad
    samples = MADE_SAMPLES if target is None else target.shape[1]
    made = None if "X" in matrices else _made_input(network, samples)
    X = matrices["X"] if made is None else made
    document = network_document(network, X, loss=loss, target=T, seed=Y_grad)
    return replace(document, convention=convention, stand_in=made)


def _loss(arrays: Mapping[str, NDArray[Any]]) -> LossChoice:
    """Return what starts the backward pass."""
    if LOSS not in arrays:
        return "squared_error" if "T" in arrays else "seed" if "Y_grad" in arrays else "sum"
    loss = text_in(arrays[LOSS])
    check_choice(LOSS, loss, LOSS_CHOICES)
    for name, is_needed in (("T", loss in TARGETED), ("Y_grad", loss == "seed")):
        if is_needed and name not in arrays:
            raise InputError(f"the text {LOSS} says {loss}, which needs {name}: there is none")
    return cast("LossChoice", loss)


def text_in(array: NDArray[Any]) -> str:
    """Return a text that is kept as an array, of one or several words."""
    return " ".join(map(str, array.ravel().tolist()))


def check_arrays(
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
        name: as_shown(values, name, convention)
        for name, values in arrays.items()
        if name not in TEXTS and not (name == "T" and values.ndim == 1)
    }
    if "T" in arrays and "T" not in shown:
        weights = [shown[kind] for kind in kinds if kind in shown]
        outputs = weights[-1].shape[is_flipped(convention, "W")] if weights else len(shown["X"])
        classes = one_hot(arrays["T"], outputs)
        shown["T"] = presented("T", classes, convention)
    if convention != "wx":
        _check_flipped(shown, kinds, convention)
    return kinds, shown


def _kinds(arrays: Mapping[str, NDArray[Any]]) -> list[str]:
    """Return the layers as names of their W, or of an activation."""
    weights = [name for name in arrays if name.startswith("W")]
    if LAYERS in arrays:
        text = text_in(arrays[LAYERS]).strip(" ,;\t\n")
        return _numbered(re.split(r"[,;\s]+", text), weights)
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
                f"{meant(kind, LAYER_KINDS)}"
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
            made[kind] = Linear(matrices[kind], bias) if is_linear else Activation.named(kind)
    return [made[kind] for kind in kinds]


def _made_input(network: Network, samples: int) -> Matrix:
    K = next((layer.W.shape[1] for layer in network.layers if isinstance(layer, Linear)), 0)
    if not K:
        raise InputError("there is no X, and no W that says how large it is")
    check_entries(network.names, widths(network.layers, K), samples)
    X = example().X
    return X if X.shape == (K, samples) else integers((K, samples))


def as_shown(array: NDArray[Any], name: str, convention: Convention) -> Matrix:
    """Return an array as the matrix that it is in the file."""
    if name.startswith("b") and array.ndim < 2:
        array = array.reshape(-1)
        array = array[None, :] if is_flipped(convention, name) else array[:, None]
    if array.ndim == 1:
        raise ShapeError(
            f"{name} has one axis of {array.size}; save it with two: "
            f"{name}[:, None] is a column, {name}[None, :] a row"
        )
    with np.errstate(all="ignore"):  # a long double may be beyond float64
        return as_matrix(array, name)


def one_hot(classes: NDArray[Any], rows: int) -> Matrix:
    """Return classes as a target: a column for each sample, with a 1 in the row of its class.

    Where there is one row the entries are the target themselves.

    Raises
    ------
    InputError
        If an entry is no class.

    Examples
    --------
    >>> one_hot(np.array([2, 0]), 3)
    array([[0., 1.],
           [0., 0.],
           [1., 0.]])
    """
    if rows == 1:
        return as_matrix(classes[None, :], "T")
    bad = [value for value in classes.tolist() if value not in range(rows)]
    if bad:
        raise InputError(
            f"T has one axis of {classes.size}: as classes its entries are whole numbers from 0 "
            f"to {rows - 1}: got {bad[0]!r}; other targets are {rows}×{classes.size}, as Y is"
        )
    return as_matrix((np.arange(rows)[:, None] == classes).astype(float), "T")


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
