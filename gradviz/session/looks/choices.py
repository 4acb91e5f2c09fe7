"""How a document is looked at, as far as that belongs to the document."""

import math
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args

from gradviz.errors import InputError, meant
from gradviz.session.looks.adjoint import AdjointOptions
from gradviz.session.looks.cube import CubeOptions
from gradviz.session.looks.derivation import DerivationOptions
from gradviz.session.looks.jacobian import JacobianOptions
from gradviz.session.looks.race import RaceOptions
from gradviz.session.looks.steepest import SteepestOptions

ViewName: TypeAlias = Literal[
    "flow", "jacobian", "race", "adjoint", "steepest", "cube", "derivation"
]
VIEWS: tuple[ViewName, ...] = get_args(ViewName)
"""In the order in which they are offered."""
Arrangement: TypeAlias = Literal["focus", "triptych", "column", "gradients"]
Scale: TypeAlias = Literal["matrix", "shared", "fixed"]
Curve: TypeAlias = Literal["linear", "symlog"]
Sweep: TypeAlias = Literal["cells", "columns", "rows", "outer"]
Slots: TypeAlias = Literal["both", "values", "gradients"]

_CHOICES = {
    "view": ViewName,
    "arrangement": Arrangement,
    "scale": Scale,
    "curve": Curve,
    "sweep": Sweep,
    "slots": Slots,
}


@dataclass(frozen=True, slots=True)
class ViewChoices:
    """How a document is looked at, as far as it is saved with it.

    Attributes
    ----------
    view : {"flow", "jacobian", "race", "adjoint", "steepest", "cube", "derivation"}
        What is looked at.
    arrangement : {"focus", "triptych", "column", "gradients"}
        One layer with one corner large and the others small, or with all three at one size;
        the whole network as a column; or how large its gradients are.
    scale : {"matrix", "shared", "fixed"}
        Whose largest entry gets the strongest colour: each matrix its own, all matrices
        one, or `limit`.
    limit : float
        The end of the colour scale when `scale` is "fixed"; finite, above 0.
    curve : {"linear", "symlog"}
        How values run along the colour scale.
    sweep : {"cells", "columns", "rows", "outer"}
        How a product is made: number by number, by columns, by rows, or as a sum of outer
        products.
    slots : {"both", "values", "gradients"}
        What the places of a column show.
    jacobian : JacobianOptions
        Which Jacobian.
    race : tuple of int, optional
        Sizes of a chain of Jacobians; by default those of the network.
    adjoint : AdjointOptions
        What carries Y_grad back. Its tangent is kept with the document.
    steepest : SteepestOptions
        Which planes, and where dx points.
    cube : CubeOptions
        From where the box is looked at.
    derivation : DerivationOptions
        Which derivation.

    Raises
    ------
    InputError
        If a choice does not exist or `limit` is not a positive finite number.
    """

    view: ViewName = "flow"
    arrangement: Arrangement = "focus"
    scale: Scale = "matrix"
    limit: float = 1.0
    curve: Curve = "linear"
    sweep: Sweep = "cells"
    slots: Slots = "both"
    jacobian: JacobianOptions = field(default_factory=JacobianOptions)
    race: tuple[int, ...] | None = None
    adjoint: AdjointOptions = field(default_factory=AdjointOptions)
    steepest: SteepestOptions = field(default_factory=SteepestOptions)
    cube: CubeOptions = field(default_factory=CubeOptions)
    derivation: DerivationOptions = field(default_factory=DerivationOptions)

    def __post_init__(self) -> None:
        for name, kind in _CHOICES.items():
            check_choice(name, getattr(self, name), get_args(kind))
        if not (math.isfinite(self.limit) and self.limit > 0):
            raise InputError(f"limit needs a finite number above 0: it is {self.limit}")
        if self.race is not None:
            RaceOptions(self.race)  # refuses sizes that there are not


def check_choice(name: str, value: object, choices: tuple[str, ...]) -> None:
    """Refuse a value that is none of the choices.

    Raises
    ------
    InputError
        Lists the choices.
    """
    if not isinstance(value, str) or value not in choices:
        raise InputError(
            f"{name} needs one of {', '.join(choices)}: got {value!r}{meant(value, choices)}"
        )
