"""How a document is looked at, as far as that belongs to the document."""

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from gradviz.errors import InputError

Arrangement: TypeAlias = Literal["focus", "triptych"]
Scale: TypeAlias = Literal["matrix", "shared", "fixed"]
Curve: TypeAlias = Literal["linear", "symlog"]


@dataclass(frozen=True, slots=True)
class ViewChoices:
    """How a document is looked at, as far as it is saved with it.

    Attributes
    ----------
    arrangement : {"focus", "triptych"}
        One corner large and the others small, or all three at one size.
    scale : {"matrix", "shared", "fixed"}
        Whose largest entry gets the strongest colour: each matrix its own, all matrices
        one, or `limit`.
    limit : float
        The end of the colour scale when `scale` is "fixed"; finite, above 0.
    curve : {"linear", "symlog"}
        How values run along the colour scale.

    Raises
    ------
    InputError
        If a choice does not exist or `limit` is not a positive finite number.
    """

    arrangement: Arrangement = "focus"
    scale: Scale = "matrix"
    limit: float = 1.0
    curve: Curve = "linear"

    def __post_init__(self) -> None:
        for name, kind in (("arrangement", Arrangement), ("scale", Scale), ("curve", Curve)):
            check_choice(name, getattr(self, name), get_args(kind))
        if not (math.isfinite(self.limit) and self.limit > 0):
            raise InputError(f"limit needs a finite number above 0: it is {self.limit}")


def check_choice(name: str, value: object, choices: tuple[str, ...]) -> None:
    """Refuse a value that is none of the choices.

    Raises
    ------
    InputError
        Lists the choices.
    """
    if value not in choices:
        raise InputError(f"{name} needs one of {', '.join(choices)}: got {value!r}")
