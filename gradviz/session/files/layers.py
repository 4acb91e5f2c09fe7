"""The layers of a session, made of what a file says of each."""

from collections.abc import Sequence

from gradviz.arrays import Matrix, size
from gradviz.engine.layers import Activation, Layer, Linear
from gradviz.errors import InputError, ShapeError
from gradviz.messages.message import Message, joined, say
from gradviz.session.files.loader import Loader
from gradviz.session.files.models import LayerModel
from gradviz.session.layers import LINEAR


def to_layers(models: Sequence[LayerModel], X: Matrix, loader: Loader) -> list[Layer]:
    """Return layers whose sizes fit together.

    Raises
    ------
    InputError, ShapeError
        Name the place in the file.
    """
    layers: list[Layer] = []
    source, values = "X", X
    for place, model in enumerate(models):
        layer = _to_layer(model, layers, loader)
        layers.append(layer)
        if isinstance(layer, Activation):
            continue
        name, W, width = f"network[{place}].W", layer.W, len(values)
        if W.shape[1] != width:
            raise ShapeError(
                say(
                    "{W} needs as many columns as {source} has rows: {source} is {source_size}, "
                    "{W} is {size}; {needed} would fit",
                    W=name,
                    source=source,
                    source_size=size(values),
                    size=size(W),
                    needed=f"{len(W)}×{width}",
                )
            )
        source, values = name, W
    return layers


def _to_layer(model: LayerModel, before: Sequence[Layer], loader: Loader) -> Layer:
    """Return one layer; messages name its place, which is behind those that come before."""
    here = f"network[{len(before)}]"
    if model.kind != LINEAR:
        for key in ("W", "b", "tied_to"):
            if getattr(model, key) is not None:
                raise InputError(
                    say(
                        "{place}: {kind} has none; leave it out",
                        place=f"{here}.{key}",
                        kind=model.kind,
                    )
                )
        return Activation.named(model.kind)
    if model.tied_to is None:
        if model.W is None:
            raise InputError(say("{place} is missing", place=f"{here}.W"))
        b = None if model.b is None else loader.column(model.b, f"{here}.b")
        return Linear(loader.matrix(model.W, f"{here}.W"), b)
    if model.W is not None or model.b is not None:
        raise InputError(
            say("{place}: has tied_to and W or b; a layer has its own or another's", place=here)
        )
    linear = {place: layer for place, layer in enumerate(before) if isinstance(layer, Linear)}
    if model.tied_to not in linear:
        raise InputError(_not_tied(f"{here}.tied_to", model.tied_to, [*linear]))
    return linear[model.tied_to]


def _not_tied(place: str, given: int, linear: Sequence[int]) -> Message:
    if not linear:
        return say(
            "{place}: needs an earlier linear layer: got {given}; there are none",
            place=place,
            given=given,
        )
    return say(
        "{place}: needs an earlier linear layer: got {given}; there are {layers}",
        place=place,
        given=given,
        layers=joined(map(str, linear), ", "),
    )
