"""Choices of the views, made to fit a network: whatever changes it, they name what is there.

The one place for it: a `Document` fits its choices whenever it is made, by an edit, an undo, a
file or a choice, so no view has to ask whether its layer, sample or matrix exists.
"""

import math
from dataclasses import fields, replace

from gradviz.engine.network import Network
from gradviz.session.looks.adjoint import AdjointOptions, maps_that_fit
from gradviz.session.looks.choices import ViewChoices
from gradviz.session.looks.cube import DEFAULT_TURN, CubeOptions, turned
from gradviz.session.widths import widths


def fitted(view: ViewChoices, network: Network, X_shape: tuple[int, int]) -> ViewChoices:
    """Return the choices as far as a network has what they name; the same object if it has all.

    A layer or sample beyond the last becomes the last; a matrix that is gone, what there is by
    default.

    Parameters
    ----------
    view : ViewChoices
    network : Network
    X_shape : (int, int)
        K, N.

    Examples
    --------
    >>> from gradviz.engine.layers import Linear
    >>> chosen = ViewChoices(cube=CubeOptions(layer=7, focus="Y"))
    >>> fitted(chosen, Network([Linear([[1]])]), (1, 1)).cube
    CubeOptions(layer=0, turn=Turn(yaw=40.0, pitch=28.0), focus='Y')
    """
    rows, samples = X_shape
    fitting = replace(
        view,
        jacobian=view.jacobian.fitted(network.names, network.records, samples),
        adjoint=_adjoint(view.adjoint, network),
        steepest=view.steepest.fitted(_heights(network, rows), samples),
        cube=_cube(view.cube, network),
        derivation=replace(view.derivation, layer=_layer(view.derivation.layer, network)),
    )
    return view if fitting == view else fitting


def carried(
    before: ViewChoices, now: ViewChoices, network: Network, X_shape: tuple[int, int]
) -> ViewChoices:
    """Return the choices of now for a document of before: what had to be fitted comes back.

    Whatever somebody chose since goes with them. What differs only because it was made to fit
    the network of now is as it was.

    Parameters
    ----------
    before : ViewChoices
        Of a document that an undo goes back to, or a redo to.
    now : ViewChoices
    network : Network
    X_shape : (int, int)
        Of the document of now.
    """
    fitting = fitted(before, network, X_shape)
    chosen = {
        field.name: value
        for field in fields(now)
        if (value := getattr(now, field.name)) != getattr(fitting, field.name)
    }
    return replace(before, **chosen) if chosen else before


def _layer(chosen: int | None, network: Network) -> int | None:
    return None if chosen is None else min(max(chosen, 0), len(network.layers) - 1)


def _heights(network: Network, X_rows: int) -> dict[str, int]:
    """Return the rows of X and of every output, by name."""
    names = ("X", *(layer.Y for layer in network.names))
    return dict(zip(names, widths(network.layers, X_rows), strict=True))


def _adjoint(chosen: AdjointOptions, network: Network) -> AdjointOptions:
    layer = _layer(chosen.layer, network)
    shown = len(network.layers) - 1 if layer is None else layer
    fits = chosen.by in maps_that_fit(network, shown)
    return replace(chosen, layer=layer, by=chosen.by if fits else "transpose")


def _cube(chosen: CubeOptions, network: Network) -> CubeOptions:
    turn = turned(chosen.turn, 0.0, 0.0)
    is_angle = math.isfinite(turn.yaw) and math.isfinite(turn.pitch)
    return replace(
        chosen, layer=_layer(chosen.layer, network), turn=turn if is_angle else DEFAULT_TURN
    )
