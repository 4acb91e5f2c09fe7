"""Which layers arrays by name make: what a text says, or one Linear after the other."""

import re
from collections.abc import Mapping
from typing import Any

from numpy.typing import NDArray

from gradviz.errors import InputError, meant
from gradviz.messages.message import Message, joined, say
from gradviz.session.document import MAX_LAYERS
from gradviz.session.layers import LAYER_KINDS, LINEAR
from gradviz.session.matrices.names import LAYERS


def text_in(array: NDArray[Any]) -> str:
    """Return a text that is kept as an array, of one or several words."""
    return " ".join(map(str, array.ravel().tolist()))


def kinds_in(arrays: Mapping[str, NDArray[Any]]) -> list[str]:
    """Return the layers as names of their W, or of an activation."""
    weights = [name for name in arrays if name.startswith("W")]
    if LAYERS in arrays:
        text = text_in(arrays[LAYERS]).strip(" ,;\t\n")
        return _numbered(re.split(r"[,;\s]+", text), weights)
    if "W" in arrays:
        if len(weights) > 1:
            raise InputError(
                say(
                    "there is W, of one layer, and {other}, of a network: name one",
                    other=weights[1],
                )
            )
        return ["W"]
    if not weights:
        raise InputError(say("there is no W; there is {names}", names=joined(arrays, ", ")))
    return _numbered([LINEAR] * len(weights), weights)


def _numbered(kinds: list[str], weights: list[str]) -> list[str]:
    if len(kinds) > MAX_LAYERS:
        raise InputError(
            say(
                "there are {count} layers: a network has at most {most}",
                count=len(kinds),
                most=MAX_LAYERS,
            )
        )
    found: list[str] = []
    for kind in kinds:
        name = kind
        if kind == LINEAR:
            used = [int(other[1:] or 0) for other in found if other.startswith("W")]
            name = "W" if weights == ["W"] else f"W{max(used, default=0) + 1}"
        elif kind not in LAYER_KINDS and kind not in weights:
            raise InputError(
                say(
                    "{text}: {kind} is no layer gradviz knows; there are {kinds}{hint}",
                    text=LAYERS,
                    kind=repr(kind),
                    kinds=joined(LAYER_KINDS, ", "),
                    hint=meant(kind, LAYER_KINDS),
                )
            )
        if name.startswith("W") and name not in weights:
            raise InputError(_missing(name, weights))
        found.append(name)
    left = [name for name in weights if name not in found]
    if left:
        raise InputError(
            say(
                "{matrix} is used by no layer; {text} says {kinds}",
                matrix=left[0],
                text=LAYERS,
                kinds=joined(kinds, ", "),
            )
        )
    return found


def _missing(name: str, weights: list[str]) -> Message:
    if not weights:
        return say("{matrix} is missing; of the matrices of layers there is none", matrix=name)
    return say(
        "{matrix} is missing; of the matrices of layers there is {names}",
        matrix=name,
        names=joined(weights, ", "),
    )
