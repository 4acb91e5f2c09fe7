"""Choices of the views, made to fit a network: whatever changes it, they name what is there.

The one place for it: a `Document` fits its choices whenever it is made, by an edit, an undo, a
file or a choice, so no view has to ask whether its layer, sample or matrix exists.
"""

from dataclasses import fields, replace

from gradviz.arrays import Matrix
from gradviz.engine.network import Network
from gradviz.session.looks.choices import VIEWS, ViewChoices
from gradviz.session.looks.supply import Supply


def fitted(view: ViewChoices, network: Network, X: Matrix) -> ViewChoices:
    """Return the choices as far as a network has what they name; the same object if it has all.

    A layer or sample beyond the last becomes the last; a matrix that is gone, what there is by
    default.

    Examples
    --------
    >>> from gradviz.arrays import as_matrix
    >>> from gradviz.engine.layers import Linear
    >>> from gradviz.session.looks.cube import CubeLook
    >>> chosen = ViewChoices(cube=CubeLook(layer=7, focus="Y"))
    >>> fitted(chosen, Network([Linear([[1]])]), as_matrix([[1]], "X")).cube
    CubeLook(layer=0, turn=Turn(yaw=40.0, pitch=28.0), focus='Y')
    """
    supply = Supply(network, X)
    fitting = {name: view.look(name).fitted(supply) for name in VIEWS}
    changed = {name: look for name, look in fitting.items() if look != view.look(name)}
    return replace(view, **changed) if changed else view  # type: ignore[arg-type]  # by its name


def carried(before: ViewChoices, now: ViewChoices, network: Network, X: Matrix) -> ViewChoices:
    """Return the choices of now for a document of before: what had to be fitted comes back.

    Whatever somebody chose since goes with them. What differs only because it was made to fit
    the network of now is as it was.

    Parameters
    ----------
    before : ViewChoices
        Of a document that an undo goes back to, or a redo to.
    now : ViewChoices
    network : Network
    X : Matrix
        Of the document of now.
    """
    fitting = fitted(before, network, X)
    chosen = {
        field.name: value
        for field in fields(now)
        if (value := getattr(now, field.name)) != getattr(fitting, field.name)
    }
    return replace(before, **chosen) if chosen else before
