"""Which layer has which matrices: the names in a network, and the roles they play in a layer.

In its layer a matrix is W, X, Y or b, or the gradient of one of them; in the network it has a
name of its own. Y1 is the Y of the first layer and the X of the second.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from gradviz.engine.layers import Layer, Linear
from gradviz.engine.trace import Record
from gradviz.messages.message import Message, say, verbatim
from gradviz.values import Value

ROLES = ("W", "X", "b", "Y")
_LETTERS = ("W", "b", "P")
_GRAD = "_grad"


@dataclass(frozen=True, slots=True)
class LayerNames(Value):
    """The names of the matrices of one layer.

    Attributes
    ----------
    kind : str
        "linear", or the name of an activation.
    W, b : str or None
        None where the layer has none.
    X, Y : str
        Its input and its output.

    Examples
    --------
    >>> second = LayerNames("linear", "W2", None, "Y1", "Y2")
    >>> second.name("X_grad"), second.name("T"), second.role("Y2_grad"), second.role("X")
    ('Y1_grad', 'T', 'Y_grad', None)
    """

    kind: str
    W: str | None
    b: str | None
    X: str
    Y: str

    @property
    def is_linear(self) -> bool:
        """Whether it is a product, and no activation."""
        return self.kind == "linear"

    def name(self, role: str) -> str:
        """Return the name of the matrix in a role, "Y1_grad" for "X_grad".

        Raises
        ------
        KeyError
            If the layer has nothing in that role: "b" without a bias.
        """
        stem = role.removesuffix(_GRAD)
        found = "T" if stem == "T" else getattr(self, stem) if stem in ROLES else None
        if found is None:
            raise KeyError(role)
        return str(found) + role[len(stem) :]

    def role(self, name: str) -> str | None:
        """Return the role that a matrix plays in this layer, or None."""
        stem = name.removesuffix(_GRAD)
        for role in ROLES:
            if getattr(self, role) == stem:
                return role + name[len(stem) :]
        return "T" if name == "T" else None


@dataclass(frozen=True, slots=True)
class Wiring:
    """The layers of a network by name, and the operations they come to.

    Attributes
    ----------
    names : tuple of LayerNames
        As they are shown: a single layer has plain names, W, X, Y.
    records : tuple of Record
        In forward order; they number their matrices always: W1, X, Y1, P1 before its bias.
    """

    names: tuple[LayerNames, ...]
    records: tuple[Record, ...]


def numbered(name: str, layers: Sequence[LayerNames]) -> str:
    """Return what operations call a matrix or its gradient, by any of its names.

    All that takes the name of a matrix asks here what it means. Without a number Y is the last
    output; W, b and P, the product before b is added, are the only ones where there is one.

    Returns
    -------
    str
        The key in `Passes.primals`; a name that has no such meaning comes back as it is.

    Examples
    --------
    >>> from gradviz.engine.layers import Activation
    >>> alone, row = wire([Linear([[1]])]).names, wire([Linear([[1]]), Activation("relu")]).names
    >>> [numbered(name, alone) for name in ("W", "W_grad", "W1_grad", "Y", "X", "b")]
    ['W1', 'W1', 'W1', 'Y1', 'X', 'b1']
    >>> [numbered(name, row) for name in ("W", "W1", "Y", "Y1", "Y2_grad")]
    ['W1', 'W1', 'Y2', 'Y1', 'Y2']
    """
    stem = name.removesuffix(_GRAD)
    if stem == "Y":
        return f"Y{len(layers)}"
    if stem not in _LETTERS:
        return stem
    if len(layers) == 1:
        return f"{stem}1"
    there = meanings(stem, layers)
    return there[0] if len(there) == 1 else stem


def meanings(letter: str, layers: Sequence[LayerNames]) -> tuple[str, ...]:
    """Return all that a letter may mean: "W" is W1 or W2 in a network of two Linear.

    Examples
    --------
    >>> network = wire([Linear([[1]], [2]), Linear([[3]])]).names
    >>> meanings("W", network), meanings("b", network)
    (('W1', 'W2'), ('b1',))
    """
    found = (
        f"P{place}" if letter == "P" and layer.b else getattr(layer, letter, None)
        for place, layer in enumerate(layers, start=1)
    )
    number = "1" if len(layers) == 1 and letter != "P" else ""
    return tuple(dict.fromkeys(f"{name}{number}" for name in found if name))


def shown(name: str, layers: Sequence[LayerNames]) -> str:
    """Return the one name by which a matrix is shown, by any of its names.

    Examples
    --------
    >>> from gradviz.engine.layers import Activation
    >>> alone, row = wire([Linear([[1]])]).names, wire([Linear([[1]]), Activation("relu")]).names
    >>> [shown(name, alone) for name in ("W", "W1_grad", "Y1", "X")]
    ['W', 'W_grad', 'Y', 'X']
    >>> [shown(name, row) for name in ("W", "W1_grad", "Y", "Y1")]
    ['W1', 'W1_grad', 'Y2', 'Y1']
    """
    key = numbered(name, layers)
    if len(layers) == 1 and key in ("W1", "b1", "Y1"):
        key = key[0]
    return key + _GRAD if name.endswith(_GRAD) else key


def uses(name: str, layers: Sequence[LayerNames]) -> tuple[int, ...]:
    """Return the layers that have a matrix as their W or b, counted from 0, by any of its names.

    Examples
    --------
    >>> tied = [LayerNames("linear", "W1", None, "X", "Y1")] * 2
    >>> uses("W1", tied), uses("X", tied)
    ((0, 1), ())
    """
    name = shown(name, layers)
    return tuple(n for n, layer in enumerate(layers) if name in (layer.W, layer.b))


def layer_title(layers: Sequence[LayerNames], layer: int) -> Message:
    """Return what a linear layer is called by its weights; those that are tied tell their place.

    Examples
    --------
    >>> ends = (("X", "Y1"), ("Y1", "Y2"))
    >>> tied = [LayerNames("linear", "W1", None, *pair) for pair in ends]
    >>> str(layer_title(tied, 1)), str(layer_title(tied[:1], 0))
    ('W1 in layer 2', 'W1')
    """
    name = str(layers[layer].W)
    is_tied = sum(name == other.W for other in layers) > 1
    if is_tied:
        return say("{matrix} in layer {layer}", matrix=name, layer=layer + 1)
    return verbatim(name)


def product_layer(layers: Sequence[LayerNames], layer: int | None = None) -> int | None:
    """Return the linear layer that is shown for a layer: itself, or the nearest one before it.

    Without one before it, or without a layer, it is the first of all.

    Parameters
    ----------
    layers : sequence of LayerNames
    layer : int, optional
        Counted from 0.

    Returns
    -------
    int or None
        None where no layer is linear.

    Examples
    --------
    >>> from gradviz.engine.layers import Activation
    >>> relu, linear = Activation("relu"), Linear([[1]])
    >>> [product_layer(wire([relu, linear, relu]).names, layer) for layer in (None, 0, 2, 99)]
    [1, 1, 1, 1]
    """
    linear = [n for n, names in enumerate(layers) if names.is_linear]
    before = [n for n in linear if layer is not None and n <= layer]
    return before[-1] if before else linear[0] if linear else None


def wire(layers: Sequence[Layer]) -> Wiring:
    """Return the wiring of layers that feed each other; a Linear that comes twice has one name.

    Examples
    --------
    >>> from gradviz.engine.layers import Activation
    >>> wiring = wire([Linear([[1]], [0]), Activation("relu"), Linear([[2]])])
    >>> for names in wiring.names:
    ...     print(names.kind, names.W, names.b, names.X, names.Y)
    linear W1 b1 X Y1
    relu None None Y1 Y2
    linear W2 None Y2 Y3
    >>> for record in wiring.records:
    ...     print(record)
    P1 = matmul(W1, X)
    Y1 = add_bias(P1, b1)
    Y2 = relu(Y1)
    Y3 = matmul(W2, Y2)
    """
    numbers: dict[int, int] = {}
    return _wired(
        tuple(
            (numbers.setdefault(id(layer), len(numbers) + 1), layer.b is not None)
            if isinstance(layer, Linear)
            else layer.name
            for layer in layers
        )
    )


def wire_one(layer: LayerNames) -> Wiring:
    """Return the wiring of a layer that stands by itself."""
    return _wired(((1, layer.b is not None) if layer.is_linear else layer.kind,))


@lru_cache(maxsize=256)
def _wired(kinds: tuple[str | tuple[int, bool], ...]) -> Wiring:
    """Wire layers, told by the name of an activation or the number of a W and if it has a b."""
    names = []
    source = "X"
    for place, kind in enumerate(kinds, start=1):
        output = f"Y{place}"
        if isinstance(kind, str):
            names.append(LayerNames(kind, None, None, source, output))
        else:
            number, has_bias = kind
            bias = f"b{number}" if has_bias else None
            names.append(LayerNames("linear", f"W{number}", bias, source, output))
        source = output
    records = tuple(record for layer in names for record in _operations(layer))
    if len(names) == 1:
        W, b = (letter if getattr(names[0], letter) else None for letter in "Wb")
        names = [LayerNames(names[0].kind, W, b, "X", "Y")]
    return Wiring(tuple(names), records)


def _operations(layer: LayerNames) -> tuple[Record, ...]:
    if layer.W is None:
        return (Record(layer.kind, (layer.X,), layer.Y),)
    if layer.b is None:
        return (Record("matmul", (layer.W, layer.X), layer.Y),)
    product = "P" + layer.Y[1:]
    return (
        Record("matmul", (layer.W, layer.X), product),
        Record("add_bias", (product, layer.b), layer.Y),
    )
