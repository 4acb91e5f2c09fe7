"""Edits of the layers: pure functions from a document to a document, as those in `edits`.

Layers are counted from 0 here, and from 1 in messages. All sizes follow by the rule of
`gradviz.session.sizes`: each W keeps its rows, its columns follow what comes in, and so do T
and the seed. Layers that share a matrix go on sharing it, whatever is done to their sizes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from numpy.typing import ArrayLike

from gradviz.arrays import as_matrix, size
from gradviz.engine.layers import Activation, Layer, Linear
from gradviz.engine.rules import ACTIVATIONS
from gradviz.errors import InputError, ShapeError
from gradviz.messages.message import say
from gradviz.session.document import MAX_LAYERS, Document
from gradviz.session.fills import check_seed, fill_values, xavier
from gradviz.session.layer_refusals import (
    no_activation,
    no_bias,
    no_fitting_width,
    no_initialiser,
    no_kind,
    no_layer,
    no_parameter,
    no_place,
    no_width,
    not_shared,
    nothing_to_share,
)
from gradviz.session.parameters import biased, parameters, substituted, with_values
from gradviz.session.sizes import EDITOR_LIMIT, check_limits, refitted, resized
from gradviz.session.widths import joined, widths

LINEAR = "linear"
LAYER_KINDS: tuple[str, ...] = (LINEAR, *ACTIVATIONS)
"""What a layer can be."""

INITIALISERS = ("xavier", "he", "orthogonal")
"""The fills that are made for weights."""


def add_layer(
    document: Document, index: int, kind: str, *, width: int | None = None, seed: int = 0
) -> Document:
    """Put a layer in, so that it has this index: 0 is before all, the count of layers after.

    A Linear comes without a bias, its W made by `xavier`.

    Parameters
    ----------
    document : Document
    index : int
    kind : str
        One of `LAYER_KINDS`.
    width : int, optional
        What a Linear gives out; by default as much as comes in.
    seed : int

    Raises
    ------
    InputError
        If there is no such place or kind, no more layers fit, or not that width.

    Examples
    --------
    >>> from gradviz.session.document import example
    >>> from gradviz.session.editable import editable
    >>> document = add_layer(add_layer(example(), 0, "linear", width=5), 1, "relu")
    >>> editable(document), document.matrix("W1").shape, document.matrix("W2").shape
    (('X', 'W1', 'W2', 'T'), (5, 3), (2, 5))
    """
    layers = document.network.layers
    if len(layers) >= MAX_LAYERS:
        raise InputError(
            say("a network has at most {most} layers: remove one first", most=MAX_LAYERS)
        )
    if not 0 <= index <= len(layers):
        raise no_place(index, len(layers))
    if kind not in LAYER_KINDS:
        raise no_kind(kind, LAYER_KINDS)
    if kind == LINEAR:
        new: Layer = _made_linear(document, index, width, seed)
    elif width is None:
        new = Activation.named(kind)
    else:
        raise no_width(kind, width)
    return refitted(document, (*layers[:index], new, *layers[index:]))


def remove_layer(document: Document, index: int) -> Document:
    """Take a layer out.

    Raises
    ------
    InputError
        If it is the only one, or there is no such layer.
    """
    _layer(document, index)
    layers = document.network.layers
    if len(layers) == 1:
        raise InputError(
            say("a network needs at least one layer: add another before removing this one")
        )
    return refitted(document, (*layers[:index], *layers[index + 1 :]))


def move_layer(document: Document, index: int, to: int) -> Document:
    """Take a layer out and put it in again, so that it has the index `to`.

    Raises
    ------
    InputError
        If there is no such layer or place.

    Examples
    --------
    >>> from gradviz.session.document import example
    >>> document = move_layer(add_layer(example(), 1, "relu"), 1, 0)
    >>> [names.kind for names in document.network.names]
    ['relu', 'linear']
    """
    layer = _layer(document, index)
    _layer(document, to)
    if index == to:
        return document
    layers = list(document.network.layers)
    del layers[index]
    layers.insert(to, layer)
    return refitted(document, layers)


def set_activation(document: Document, index: int, name: str) -> Document:
    """Make another function of an activation.

    Raises
    ------
    InputError
        If the layer is a Linear, or there is no such function or layer.
    """
    if isinstance(_layer(document, index), Linear):
        raise no_activation(index, name)
    layers = list(document.network.layers)
    layers[index] = Activation.named(name)
    return refitted(document, layers)


def resize_layer(document: Document, index: int, width: int) -> Document:
    """Change how many rows a layer gives out.

    All that is one size with it follows: an activation gives out what comes in, and layers that
    share a matrix take in, and give out, as much as each other.

    Raises
    ------
    InputError
        If there is no such layer, or `width` is not 1 to `EDITOR_LIMIT`.

    Examples
    --------
    >>> from gradviz.session.document import example
    >>> resize_layer(example(), 0, 3).W
    array([[ 2. , -1. ,  0.5],
           [ 1. ,  3. , -2. ],
           [ 0. ,  0. ,  0. ]])
    """
    _layer(document, index)
    sizes = {index + 1: width}
    check_limits(document, sizes)
    return resized(document, sizes)


def set_layer_bias(document: Document, index: int, on: bool) -> Document:
    """Give a Linear a bias of zeros, or take it away; layers that share it have it too.

    Raises
    ------
    InputError
        If the layer is no Linear, or not there.
    """
    layer = _linear(document, index, no_bias)
    changed = {id(layer): biased(layer, on)}
    return refitted(document, substituted(document.network.layers, changed))


def tie_layers(document: Document, index: int, to: int | None) -> Document:
    """Let a Linear use the very matrix and bias of another, or give it a copy of its own.

    Parameters
    ----------
    document : Document
    index : int
        The layer that gives up its own matrix.
    to : int or None
        The layer whose matrix it uses from now on; None ends the sharing.

    Raises
    ------
    InputError
        If one of them is no Linear, or not there.
    ShapeError
        If their sizes differ: says which would fit.
    """
    layer = _linear(document, index, nothing_to_share)
    layers = list(document.network.layers)
    if to is None:
        if layers.count(layer) > 1:
            layers[index] = Linear(layer.W, layer.b)
        return refitted(document, layers)
    other = _linear(document, to, nothing_to_share)
    if layer.W.shape != other.W.shape:
        raise not_shared(document, index, to)
    layers[index] = other
    return refitted(document, layers)


def initialise(document: Document, scheme: str, seed: int = 0) -> Document:
    """Make all W anew by one of `INITIALISERS`, each from numbers of its own; biases become 0.

    Raises
    ------
    InputError
        If there is no such scheme, or the seed is below 0.
    """
    if scheme not in INITIALISERS:
        raise no_initialiser(scheme, INITIALISERS)
    check_seed(seed)
    made = {}
    for n, (name, values) in enumerate(parameters(document.network).items()):
        kind, stream = ("zeros", 0) if name.startswith("b") else (scheme, seed * 2 * MAX_LAYERS + n)
        made[name] = fill_values(kind, (values.shape[0], values.shape[1]), stream)
    return with_parameters(document, made)


def with_parameters(document: Document, values: Mapping[str, ArrayLike]) -> Document:
    """Set many W and b at once; sizes stay.

    Parameters
    ----------
    document : Document
    values : mapping of str to array_like
        By name: "W" and "b" of a single Linear, else "W1", "b1", "W2", ...

    Raises
    ------
    InputError
        If there is none of a name.
    ShapeError
        If one has another size.

    Examples
    --------
    >>> from gradviz.session.document import example
    >>> with_parameters(example(), {"W": example().W * 2}).W[1].tolist()
    [2.0, 6.0, -4.0]
    """
    current = parameters(document.network)
    changed = {}
    for name, entries in values.items():
        if name not in current:
            raise no_parameter(name, current)
        matrix = as_matrix(entries, name)
        if matrix.shape != current[name].shape:
            raise ShapeError(
                say(
                    "{name} is {size}: got {given}",
                    name=name,
                    size=size(current[name]),
                    given=size(matrix),
                )
            )
        if matrix.tobytes() != current[name].tobytes():
            changed[name] = matrix
    if not changed:
        return document
    return replace(document, network=with_values(document.network, changed))


def _made_linear(document: Document, index: int, width: int | None, seed: int) -> Linear:
    layers = document.network.layers
    K = widths(layers, document.K)[index]
    M = K if width is None else width
    if not 1 <= M <= EDITOR_LIMIT and width is not None:
        raise InputError(
            say(
                "a width goes from 1 to {most} in the editor: got {width}",
                most=EDITOR_LIMIT,
                width=M,
            )
        )
    needed = _needed_width(document, layers, index)
    if needed not in (None, M):
        if width is not None:
            raise no_fitting_width(index, width, needed or M)
        M = needed or M
    return Linear(xavier((M, K), seed))


def _needed_width(document: Document, layers: Sequence[Layer], index: int) -> int | None:
    """Return what a Linear put in has to give out, None where that is free."""
    place = index + 1
    first = joined((*layers[:index], Linear([[0.0]]), *layers[index:]))[place]
    return None if first == place else widths(layers, document.K)[first]


def _layer(document: Document, index: int) -> Layer:
    layers = document.network.layers
    if not 0 <= index < len(layers):
        raise no_layer(index, len(layers))
    return layers[index]


def _linear(document: Document, index: int, refusal: Callable[[int, str], InputError]) -> Linear:
    """Return a layer that is a Linear; `refusal` is raised of an activation, by its name."""
    layer = _layer(document, index)
    if isinstance(layer, Activation):
        raise refusal(index, layer.name)
    return layer
