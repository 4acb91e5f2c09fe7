"""What functions take that need a forward and a backward pass, and what they make of it.

Passes, a Document, a Network with its X, or the W and X of one layer: one place decides.
"""

import os
from typing import TypeAlias, TypedDict, Unpack, cast

from numpy.typing import ArrayLike

from gradviz.engine.backprop import backprop
from gradviz.engine.convention import Convention
from gradviz.engine.layers import Activation, Layer, Linear
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes
from gradviz.engine.rules import LossName
from gradviz.errors import InputError
from gradviz.messages.message import NOTHING, Message, joined, say, verbatim
from gradviz.session.document import Document, network_document
from gradviz.session.document import passes as run
from gradviz.session.edits import set_convention

Source: TypeAlias = Passes | Document | Network | ArrayLike


class Given(TypedDict, total=False):
    """What goes with W and X, or with a Network and X: as for `gradviz.backprop`."""

    b: ArrayLike | None
    Y_grad: ArrayLike | None
    loss: LossName | None
    target: ArrayLike | None


def as_passes(
    call: str,
    source: Source,
    X: ArrayLike | None = None,
    convention: Convention | None = None,
    **given: Unpack[Given],
) -> Passes:
    """Return the passes of a source, written as its convention has it.

    Parameters
    ----------
    call : str
        The public function that asks, for messages.
    source : Passes, Document, Network or array_like
        An array is the W of one layer.
    X : array_like, optional
        What goes into a Network or a W. The others have theirs.
    convention : {"wx", "xw", "xwt"}, optional
        How X and what comes out is written; by default as the source has it.
    **given
        As for `gradviz.backprop`; nothing of it beside what has run already.

    Raises
    ------
    InputError, ShapeError
        If the source is none, X is missing or too much, or they do not fit together.

    Examples
    --------
    >>> as_passes("show", Network([Linear([[1, 2]])]), [[3], [4]]).Y
    array([[11.]])
    >>> as_passes("show", [[1, 2]])
    Traceback (most recent call last):
    gradviz.errors.InputError: show needs Passes, a Document, or a Network or W with its X: \
got list and no X
    """
    if isinstance(source, Passes | Document):
        _refuse_more(call, source, X, given)
        passes = source if isinstance(source, Passes) else run(source).presented(source.convention)
        return passes if convention is None else passes.presented(convention)
    check_source(call, source, X)
    samples = cast("ArrayLike", X)
    if not isinstance(source, Network):
        return backprop(source, samples, convention=convention, **given)
    if given.get("b") is not None:
        raise InputError(
            say("{call} got a Network, whose Linear layers have their b: leave b out", call=call)
        )
    network = source if convention is None else source.presented(convention)
    ending = {name: given.get(name) for name in ("Y_grad", "loss", "target")}
    return network.backprop(samples, **ending)  # type: ignore[arg-type]  # by name, as given


def check_source(call: str, source: object, X: object) -> None:
    """Refuse what is no source, and a Network or W without its X.

    Raises
    ------
    InputError
        Says what was got, and what it can be made into.
    """
    if isinstance(X, Passes | Document | Network):
        raise InputError(
            say("{call} takes the {kind} first: swap the two", call=call, kind=type(X).__name__)
        )
    if fault := _fault(source, has_X=X is not None):
        raise InputError(
            say(
                "{call} needs Passes, a Document, or a Network or W with its X: got {fault}",
                call=call,
                fault=fault,
            )
        )


def as_document(
    call: str,
    source: Source,
    X: ArrayLike | None = None,
    convention: Convention | None = None,
    **given: Unpack[Given],
) -> Document:
    """Return a source as a document, as `as_passes` takes it; a document itself as it is.

    Raises
    ------
    InputError, ShapeError
        As `as_passes` does, or if it is larger than a document may be.

    Examples
    --------
    >>> as_document("save", [[1, 2]], [[3], [4]], loss="mse", target=[[5]]).loss
    'mse'
    """
    if isinstance(source, Document):
        _refuse_more(call, source, X, given)
        return source if convention is None else set_convention(source, convention)
    passes = as_passes(call, source, X, convention, **given)
    document = network_document(
        _network(passes),
        passes.primals["X"],
        loss=passes.loss_name or "seed",
        target=passes.target,
        seed=passes.cotangents[passes.output] if passes.loss_name is None else None,
    )
    return set_convention(document, passes.convention)


def _network(passes: Passes) -> Network:
    """Return the network that passes are of; a matrix used twice is one Linear again."""
    made: dict[str, Layer] = {}
    layers: list[Layer] = []
    for names in passes.layers:
        if names.W is None:
            layers.append(Activation.named(names.kind))
            continue
        if names.W not in made:
            W = passes.primals[passes.key(names.W)]
            b = None if names.b is None else passes.primals[passes.key(names.b)]
            made[names.W] = Linear(W, b)
        layers.append(made[names.W])
    return Network(layers)


def _refuse_more(call: str, source: Passes | Document, X: object, given: Given) -> None:
    """Refuse what is given beside something that has run, or is all there to run, already."""
    more = ["X"] if X is not None else []
    more += [name for name, value in given.items() if value is not None]
    if not more:
        return
    names = joined(more, ", ")
    if isinstance(source, Passes):
        told = say(
            "{call} got Passes, which have their own already: leave {names} out",
            call=call,
            names=names,
        )
    else:
        told = say(
            "{call} got a Document, which has its own already: leave {names} out",
            call=call,
            names=names,
        )
    raise InputError(told)


def _fault(source: object, *, has_X: bool) -> Message:
    """Say what a source is instead of one; nothing where it may be a Network or a W."""
    kind = type(source).__name__
    if isinstance(source, str | bytes | os.PathLike):
        return say(
            "{kind} {text}: gv.open reads files, gv.matrix written numbers",
            kind=kind,
            text=repr(source),
        )
    if isinstance(source, Linear | Activation):
        return say("{kind}: put it into a Network", kind=kind)
    if isinstance(source, list | tuple) and any(isinstance(e, Linear | Activation) for e in source):
        return say("{kind} of layers: make a Network of it", kind=kind)
    if hasattr(source, "weight") and not _is_array(source):  # a layer of Torch
        return say('{kind}: take its weight as W, its bias as b, and convention="xwt"', kind=kind)
    if has_X:
        return NOTHING
    if isinstance(source, Network) or _is_array(source):
        return say("{kind} and no X", kind=kind)
    return verbatim(kind)


def _is_array(source: object) -> bool:
    is_array = any(hasattr(source, name) for name in ("__array__", "__dlpack__"))
    return is_array or isinstance(source, list | tuple)
