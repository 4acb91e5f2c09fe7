"""A document from arrays by name, laid out as people of a convention write them.

`names` tells what their names mean. In a network the text `layers` says what the layers are:
"linear,relu,linear"; "W1,relu,W1" uses one matrix twice. Without it the network is one Linear
after the other. A text `loss` says what starts the backward pass, a text `convention` how all is
laid out. Without them, with T the loss is squared_error (a Y_grad beside it is kept as the seed),
with Y_grad alone it is the seed, with neither the loss is sum. A missing X is the example's if it
fits, else small integers; the document knows that it was made up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from gradviz.arrays import Matrix, as_matrix
from gradviz.engine.convention import Convention, is_flipped
from gradviz.engine.layers import Activation, Layer, Linear
from gradviz.engine.network import Network
from gradviz.engine.wiring import LayerNames
from gradviz.errors import InputError, ShapeError
from gradviz.messages.message import joined, say, say_many
from gradviz.session.document import (
    LOSS_CHOICES,
    TARGETED,
    Document,
    LossChoice,
    example,
    network_document,
)
from gradviz.session.fills import integers
from gradviz.session.looks.choice import check_choice
from gradviz.session.matrices.arraynames import LOSS
from gradviz.session.matrices.flipped import check_flipped
from gradviz.session.matrices.layerkinds import kinds_in, text_in
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
            raise InputError(
                say(
                    "the text {text} says {loss}, which needs {matrix}: there is none",
                    text=LOSS,
                    loss=loss,
                    matrix=name,
                )
            )
    return cast("LossChoice", loss)


def check_arrays(
    arrays: Mapping[str, NDArray[Any]], convention: Convention, layer_count: int
) -> tuple[list[str], dict[str, Matrix]]:
    """Return the kinds of the layers, and the matrices as they are in the file."""
    kinds = kinds_in(arrays)
    if layer_count and len(kinds) != layer_count:
        raise InputError(
            say_many(
                "there are {outputs} outputs, up to {last}, but {count} layer: "
                'say what they are in a text {text}, such as "linear,relu,linear"',
                "there are {outputs} outputs, up to {last}, but {count} layers: "
                'say what they are in a text {text}, such as "linear,relu,linear"',
                len(kinds),
                outputs=layer_count,
                last=f"Y{layer_count}",
                text=LAYERS,
            )
        )
    for name in arrays:
        if name.startswith("b") and f"W{name[1:]}" not in kinds:
            raise InputError(
                say(
                    "{bias} is the bias of no layer; there is {names}",
                    bias=name,
                    names=joined(arrays, ", "),
                )
            )
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
        check_flipped(shown, kinds, convention)
    return kinds, shown


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
        raise InputError(say("there is no X, and no W that says how large it is"))
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
            say(
                "{matrix} has one axis of {count}; save it with two: "
                "{matrix}[:, None] is a column, {matrix}[None, :] a row",
                matrix=name,
                count=array.size,
            )
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
            say(
                "T has one axis of {count}: as classes its entries are whole numbers from 0 "
                "to {last}: got {entry}; other targets are {size}, as Y is",
                count=classes.size,
                last=rows - 1,
                entry=repr(bad[0]),
                size=f"{rows}×{classes.size}",
            )
        )
    return as_matrix((np.arange(rows)[:, None] == classes).astype(float), "T")
