"""What a network is made of."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias, cast

from numpy.typing import ArrayLike

from gradviz.arrays import Matrix, as_matrix, size
from gradviz.engine.convention import (
    CONVENTIONS,
    Convention,
    check_convention,
    feature_axis,
    fitting,
    input_axis,
    line,
    presented,
)
from gradviz.engine.rules import ACTIVATIONS, ActivationName
from gradviz.errors import InputError, ShapeError, meant
from gradviz.messages.message import NOTHING, Message, say
from gradviz.values import Value


@dataclass(frozen=True, slots=True, eq=False, init=False)
class Linear(Value):
    """A linear layer, Y = W X + b.

    Parameters
    ----------
    W : array_like, shape (M, K)
        Weights: M numbers out for K numbers in.
    b : array_like, shape (M,) or (M, 1), optional
        Bias, added to every sample. Without it nothing is added.
    convention : {"wx", "xw", "xwt"}, optional
        How W and b are laid out: as in Y = W X, or Y = X W, with W (K, M) and b (1, M), or
        Y = X Wᵀ as torch.nn.Linear has it, with W (M, K) and b (1, M). By default as its network
        has it, which by default is Y = W X.

    Attributes
    ----------
    W : Matrix, shape (M, K)
    b : Matrix, shape (M, 1), or None
        Both float64, read-only and laid out as they were given.
    convention : {"wx", "xw", "xwt"} or None

    Raises
    ------
    ShapeError
        If W does not have two axes or b has not one entry per row of W.
    InputError
        If an entry is not a real number.

    Examples
    --------
    >>> layer = Linear([[2, -1, 0.5], [1, 3, -2]], b=[10, 20])
    >>> layer.b
    array([[10.],
           [20.]])
    >>> Linear([[2, -1, 0.5], [1, 3, -2]], b=[[10, 20]])
    Traceback (most recent call last):
    gradviz.errors.ShapeError: b needs one entry for each row of W, in a column: \
W is 2×3, so b is 2×1; it is 1×2; it fits with convention="xwt", Y = X Wᵀ (torch.nn.Linear)
    """

    W: Matrix
    b: Matrix | None
    convention: Convention | None = None

    def __init__(
        self, W: ArrayLike, b: ArrayLike | None = None, convention: Convention | None = None
    ) -> None:
        if convention is not None:
            check_convention(convention)
        weights = as_matrix(W, "W")
        object.__setattr__(self, "W", weights)
        bias = None if b is None else _as_bias(b, weights, convention or "wx")
        object.__setattr__(self, "b", bias)
        object.__setattr__(self, "convention", convention)

    def plain(self, convention: Convention) -> "Linear":
        """Return the same layer as Y = W X has it; itself if it is so already.

        Parameters
        ----------
        convention : {"wx", "xw", "xwt"}
            In which it is written where it does not say so itself.

        Raises
        ------
        ShapeError
            If b does not suit W, read so.
        """
        own = self.convention or convention
        if own == "wx":
            return self
        b = None if self.b is None else _as_bias(self.b.ravel(), self.W, own)
        W = presented("W", self.W, own)
        return Linear(W, None if b is None else presented("b", b, own))


@dataclass(frozen=True, slots=True)
class Activation(Value):
    """A function of the numbers that pass, without weights.

    Parameters
    ----------
    name : str
        One of `gradviz.ActivationName`; what each of them is, and its derivative, is a line each
        in `gradviz.engine.rules`. "softmax" works on each column, all others on each number by
        itself. They agree with PyTorch's of the same name: leaky_relu has 0.01 below 0.

    Raises
    ------
    InputError
        If there is no such function; the message lists those there are.

    Examples
    --------
    >>> Activation("relu")
    Activation(name='relu')
    >>> Activation("step")
    Traceback (most recent call last):
    gradviz.errors.InputError: there is no activation 'step': there are identity, relu, ...
    """

    name: ActivationName

    def __post_init__(self) -> None:
        name: object = self.name
        if not isinstance(name, str) or name not in ACTIVATIONS:
            raise InputError(
                say(
                    "there is no activation {name}: there are {names}{hint}",
                    name=repr(name),
                    names=", ".join(ACTIVATIONS),
                    hint=meant(name, ACTIVATIONS),
                )
            )

    @classmethod
    def named(cls, name: str) -> "Activation":
        """Return the activation of a name that is only read at run time; raises as above."""
        return cls(cast("ActivationName", name))


Layer: TypeAlias = Linear | Activation


def as_layers(given: Iterable[Layer]) -> tuple[Layer, ...]:
    """Return the layers that a network is to be made of.

    Raises
    ------
    InputError
        If there is none, or something that is none.
    """
    if isinstance(given, Linear | Activation) or not isinstance(given, Iterable):
        raise InputError(
            say(
                "a network is made of a list of Linear and Activation: got {type}",
                type=type(given).__name__,
            )
        )
    layers = tuple(given)
    if not layers:
        raise InputError(say("a network needs at least one layer"))
    entries: tuple[object, ...] = layers
    for place, layer in enumerate(entries, start=1):
        if not isinstance(layer, Linear | Activation):
            remedy = say('; make Linear(its weight, its bias, convention="xwt") of it')
            raise InputError(
                say(
                    "a network is made of Linear and Activation: layer {place} is {what}{hint}",
                    place=place,
                    what=repr(layer),
                    hint=remedy if hasattr(layer, "weight") else NOTHING,  # one of Torch
                )
            )
    return layers


def common_convention(layers: tuple[Layer, ...], given: Convention | None) -> Convention:
    """Return how a network is written: as is said of it, or else of its layers.

    Raises
    ------
    InputError
        If nothing is said of it, and two things of its layers.
    """
    if given is not None:
        check_convention(given)
        return given
    said: Convention | None = None
    for layer in layers:
        own = layer.convention if isinstance(layer, Linear) else None
        if own is None or own == said:
            continue
        if said is not None:
            raise InputError(
                say(
                    "the layers are written as {one} and {other}: say how X and the output are, "
                    "Network(layers, convention=...)",
                    one=said,
                    other=own,
                )
            )
        said = own
    return said or "wx"


def plain_layers(layers: tuple[Layer, ...], convention: Convention) -> tuple[Layer, ...]:
    """Return the layers as Y = W X has them; one that comes twice comes twice again."""
    plain = {
        id(layer): layer.plain(convention) if isinstance(layer, Linear) else layer
        for layer in layers
    }
    return tuple(plain[id(layer)] for layer in layers)


def _as_bias(values: ArrayLike, W: Matrix, convention: Convention) -> Matrix:
    b = as_matrix(values, "b", flat=line(1 - feature_axis(convention)))
    if b.shape == _bias_shape(W, convention):
        return b
    raise ShapeError(_bias_misfit(b, W, convention))


def _bias_misfit(b: Matrix, W: Matrix, convention: Convention) -> Message:
    """Say that b does not suit W, as both are written."""
    match convention:
        case "wx":
            needed = say("b needs one entry for each row of W, in a column")
        case "xw":
            needed = say("b needs one entry for each column of W, in a row")
        case "xwt":
            needed = say("b needs one entry for each row of W, in a row")
    rows, cols = _bias_shape(W, convention)
    return say(
        "{needed}: W is {W}, so b is {wanted}; it is {b}{hint}",
        needed=needed,
        W=size(W),
        wanted=f"{rows}×{cols}",
        b=size(b),
        hint=fitting(other for other in CONVENTIONS if b.shape == _bias_shape(W, other)),
    )


def _bias_shape(W: Matrix, convention: Convention) -> tuple[int, int]:
    """Return the size that b has as it is written."""
    count = int(W.shape[1 - input_axis(convention)])
    return (count, 1) if feature_axis(convention) == 0 else (1, count)
