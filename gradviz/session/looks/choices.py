"""How a document is looked at, as far as that belongs to the document."""

import math
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args

from gradviz.errors import InputError
from gradviz.messages.message import Message, say
from gradviz.session.looks.adjoint import AdjointLook
from gradviz.session.looks.choice import Alternative, OneOf, check_choice
from gradviz.session.looks.cube import CubeLook
from gradviz.session.looks.derivation import DerivationLook
from gradviz.session.looks.flow import FlowLook
from gradviz.session.looks.jacobian import JacobianLook
from gradviz.session.looks.look import INLINE, LEFT_OUT, ViewLook
from gradviz.session.looks.race import RaceLook
from gradviz.session.looks.steepest import SteepestLook

ViewName: TypeAlias = Literal[
    "flow", "jacobian", "race", "adjoint", "steepest", "cube", "derivation"
]
VIEWS: tuple[ViewName, ...] = get_args(ViewName)
"""In the order in which they are offered."""
ScaleKind: TypeAlias = Literal["matrix", "shared", "fixed"]
CurveKind: TypeAlias = Literal["linear", "symlog"]

_OF_ALL = {
    "view": ViewName,
    "scale": ScaleKind,
    "curve": CurveKind,
}


@dataclass(frozen=True, slots=True)
class ViewChoices:
    """How a document is looked at, as far as it is saved with it.

    Attributes
    ----------
    view : {"flow", "jacobian", "race", "adjoint", "steepest", "cube", "derivation"}
        What is looked at.
    scale : {"matrix", "shared", "fixed"}
        Whose largest entry gets the strongest colour: each matrix its own, all matrices
        one, or `limit`.
    limit : float
        The end of the colour scale when `scale` is "fixed"; finite, above 0.
    curve : {"linear", "symlog"}
        How values run along the colour scale.
    flow, jacobian, race, adjoint, steepest, cube, derivation : ViewLook
        How each view is looked at.

    Raises
    ------
    InputError
        If a choice does not exist or `limit` is not a positive finite number.
    """

    view: ViewName = "flow"
    scale: ScaleKind = "matrix"
    limit: float = 1.0
    curve: CurveKind = "linear"
    flow: FlowLook = field(default_factory=FlowLook, metadata={INLINE: True})
    jacobian: JacobianLook = field(
        default_factory=JacobianLook, metadata={LEFT_OUT: JacobianLook()}
    )
    race: RaceLook = field(default_factory=RaceLook, metadata={INLINE: True})
    adjoint: AdjointLook = field(default_factory=AdjointLook)
    steepest: SteepestLook = field(default_factory=SteepestLook)
    cube: CubeLook = field(default_factory=CubeLook)
    derivation: DerivationLook = field(default_factory=DerivationLook)

    def __post_init__(self) -> None:
        for name, kind in _OF_ALL.items():
            check_choice(name, getattr(self, name), get_args(kind))
        if not (math.isfinite(self.limit) and self.limit > 0):
            raise InputError(
                say("limit needs a finite number above 0: it is {limit}", limit=str(self.limit))
            )

    def look(self, view: ViewName) -> ViewLook:
        """Return how a view is looked at."""
        look: ViewLook = getattr(self, view)
        return look

    def choices(self) -> tuple[OneOf, ...]:
        """Return what there is to choose for all views: which is shown, and their colours."""
        return (
            OneOf(
                "view",
                say("View"),
                say("What is looked at"),
                _VIEWS,
                self.view,
                control="commands",
            ),
            OneOf(
                "scale",
                say("Scale"),
                say("What gets the strongest colour"),
                _SCALES,
                self.scale,
                control="commands",
            ),
            OneOf(
                "curve",
                say("Curve"),
                say("How colour grows"),
                _CURVES,
                self.curve,
                control="commands",
            ),
        )


def _view(name: ViewName, title: Message, tip: Message) -> Alternative:
    return Alternative(title, name, tip, f"view-{name}", (f"Alt+{VIEWS.index(name) + 1}",))


_VIEWS = (
    _view("flow", say("&Flow"), say("Numbers on their way, forward and back")),
    _view(
        "jacobian",
        say("&Jacobian"),
        say("A row times the Jacobian times a column, from the left and from the right"),
    ),
    _view("race", say("Race"), say("Which side to multiply from: a race between two bracketings")),
    _view("adjoint", say("A&djoint"), say("Why the transpose: two numbers that stay equal")),
    _view("steepest", say("Steepes&t"), say("In which direction the loss rises fastest")),
    _view("cube", say("Cube"), say("All products in one box, summed along each of its axes")),
    _view("derivation", say("Derivati&on"), say("The backward formulas, derived step by step")),
)
_SCALES = (
    Alternative(
        say("&Each matrix its own"),
        "matrix",
        say("The strongest colour is the largest entry of each matrix"),
        "scale-matrix",
    ),
    Alternative(
        say("&One for all"),
        "shared",
        say("The strongest colour is the largest entry of all values, or of all gradients"),
        "scale-shared",
    ),
    Alternative(
        say("&Fixed as it is now"),
        "fixed",
        say("Keep the present largest entry as the strongest colour, whatever is edited"),
        "scale-fixed",
    ),
)
_CURVES = (
    Alternative(
        say("&Linear"), "linear", say("Colour grows evenly with the number"), "curve-linear"
    ),
    Alternative(
        say("Lo&garithmic"),
        "symlog",
        say("Colour grows with the order of magnitude; the sign is kept"),
        "curve-symlog",
    ),
)
