"""Why an edit of the layers cannot be done, and what would be right.

Layers are counted from 0 here, and from 1 in messages.
"""

from collections.abc import Collection

from gradviz.arrays import size
from gradviz.errors import InputError, ShapeError
from gradviz.messages.message import joined, say
from gradviz.session.document import Document


def no_layer(index: int, count: int) -> InputError:
    """Return that a network of so many layers has none of an index."""
    return InputError(
        say("there is no layer {layer}: the network has {count}", layer=index + 1, count=count)
    )


def no_kind(kind: str, kinds: Collection[str]) -> InputError:
    """Return that layers are of other kinds."""
    return InputError(
        say(
            "there is no layer {kind}; there are {kinds}",
            kind=repr(kind),
            kinds=joined(kinds, ", "),
        )
    )


def no_initialiser(scheme: str, schemes: Collection[str]) -> InputError:
    """Return that there are other initialisers."""
    return InputError(
        say(
            "there is no initialiser {scheme}; there are {schemes}",
            scheme=repr(scheme),
            schemes=joined(schemes, ", "),
        )
    )


def no_place(index: int, count: int) -> InputError:
    """Return that no layer can be put in at an index."""
    return InputError(
        say(
            "a layer can be put in at places 1 to {last}: got {place}",
            last=count + 1,
            place=index + 1,
        )
    )


def no_width(kind: str, width: int) -> InputError:
    """Return that an activation has no width of its own."""
    return InputError(
        say(
            "{kind} gives out as much as comes in: leave the width {width} out",
            kind=kind,
            width=width,
        )
    )


def no_fitting_width(index: int, width: int, needed: int) -> InputError:
    """Return that a Linear of a width does not fit before what follows."""
    return InputError(
        say(
            "a width of {width} does not fit at place {place}: what follows uses the matrix of an "
            "earlier layer and takes in {needed}; a width of {needed} would fit",
            width=width,
            place=index + 1,
            needed=needed,
        )
    )


def no_activation(index: int, kind: str) -> InputError:
    """Return that a Linear cannot become an activation."""
    return InputError(
        say(
            "layer {layer} is linear, with a matrix of its own: add {kind} as a layer after it",
            layer=index + 1,
            kind=kind,
        )
    )


def no_bias(index: int, kind: str) -> InputError:
    """Return that an activation can have no bias."""
    return InputError(
        say("layer {layer} is {kind}: only a linear layer has a bias", layer=index + 1, kind=kind)
    )


def nothing_to_share(index: int, kind: str) -> InputError:
    """Return that an activation has no matrix to share."""
    return InputError(
        say(
            "layer {layer} is {kind}: only a linear layer has a matrix to share",
            layer=index + 1,
            kind=kind,
        )
    )


def not_shared(document: Document, index: int, to: int) -> ShapeError:
    """Return that two Linears, of other sizes, cannot share a matrix."""
    own, other = (document.network.names[n].name("W") for n in (index, to))
    return ShapeError(
        say(
            "layers {layer} and {other} cannot share a matrix: {W} is {size}, {other_W} is "
            "{other_size}; {W} would fit if it were {other_size}",
            layer=index + 1,
            other=to + 1,
            W=own,
            size=size(document.matrix(own)),
            other_W=other,
            other_size=size(document.matrix(other)),
        )
    )


def no_parameter(name: str, parameters: Collection[str]) -> InputError:
    """Return that a network has no W or b of a name."""
    if not parameters:
        message = say("the network has no parameter {name}; it has none at all", name=repr(name))
    else:
        message = say(
            "the network has no parameter {name}; there are {names}",
            name=repr(name),
            names=joined(parameters, ", "),
        )
    return InputError(message)
