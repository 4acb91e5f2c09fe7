"""How the Flow view is looked at: how it is arranged, and how a product is made."""

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from gradviz.messages.message import say
from gradviz.session.looks.choice import Alternative, Choice, OneOf, check_choice
from gradviz.session.looks.look import ViewLook
from gradviz.session.looks.supply import Supply
from gradviz.timeline.phase import SWEEPS, Sweep

Arrangement: TypeAlias = Literal["focus", "triptych", "column", "gradients"]
Slots: TypeAlias = Literal["both", "values", "gradients"]


@dataclass(frozen=True, slots=True)
class FlowLook(ViewLook):
    """How the Flow view is looked at.

    Attributes
    ----------
    arrangement : {"focus", "triptych", "column", "gradients"}
        One layer with one corner large and the others small, or with all three at one size;
        the whole network as a column; or how large its gradients are.
    sweep : {"cells", "columns", "rows", "outer"}
        How a product is made: number by number, by columns, by rows, or as a sum of outer
        products; as in Y = W X, so that a change of convention flips it too.
    slots : {"both", "values", "gradients"}
        What the places of a column show.

    Raises
    ------
    InputError
        If there is no such arrangement, sweep or choice of slots.
    """

    arrangement: Arrangement = "focus"
    sweep: Sweep = "cells"
    slots: Slots = "both"

    def __post_init__(self) -> None:
        check_choice("arrangement", self.arrangement, get_args(Arrangement))
        check_choice("sweep", self.sweep, SWEEPS)
        check_choice("slots", self.slots, get_args(Slots))

    def choices(self, supply: Supply) -> tuple[Choice, ...]:
        """Return the arrangement, the sweep, and what the column shows."""
        return (
            OneOf(
                "arrangement",
                say("Arrangement"),
                say("How the layers of the network are arranged"),
                _ARRANGEMENTS,
                self.arrangement,
                control="buttons",
            ),
            OneOf(
                "sweep",
                say("Sweep"),
                say("How a product is made"),
                _sweeps(is_flipped=supply.notation.is_drawn_flipped),
                self.sweep,
                say("sweep"),
                control="menu",
            ),
            OneOf(
                "slots",
                say("Places of the column"),
                say("What the places of the column show"),
                _SLOTS,
                self.slots,
                control="commands",
            ),
        )


_ARRANGEMENTS = (
    Alternative(
        say("&Focus"),
        "focus",
        say("One corner large, the others small above it"),
        "focus",
        ("Ctrl+1",),
    ),
    Alternative(
        say("&Triptych"),
        "triptych",
        say("The three corners side by side at one size"),
        "triptych",
        ("Ctrl+2",),
    ),
    Alternative(
        say("C&olumn"),
        "column",
        say("The whole network, layer under layer; samples run down the right"),
        "column",
        ("Ctrl+3",),
    ),
    Alternative(
        say("&Gradients"),
        "gradients",
        say("How large the gradient is, layer by layer, on its way back"),
        "gradients",
        ("Ctrl+4",),
    ),
)
_SLOTS = (
    Alternative(
        say("&Both"),
        "both",
        say("Each place of the column shows its value and its gradient"),
        "slots-both",
    ),
    Alternative(
        say("&Values"), "values", say("Each place of the column shows its value"), "slots-values"
    ),
    Alternative(
        say("&Gradients"),
        "gradients",
        say("Each place of the column shows its gradient"),
        "slots-gradients",
    ),
)


def _sweeps(*, is_flipped: bool) -> tuple[Alternative, ...]:
    """Return the sweeps, called as they are drawn: a flip turns columns into rows."""
    columns, rows = ("rows", "columns") if is_flipped else ("columns", "rows")
    return (
        Alternative(
            say("C&ell by cell"),
            "cells",
            say("Each number of a product as a sum"),
            "sweep-cells",
        ),
        Alternative(
            say("Column b&y column"),
            columns,
            say("A product as a matrix that acts on columns"),
            "sweep-columns",
        ),
        Alternative(
            say("&Row by row"),
            rows,
            say("A product as a matrix that acts on rows"),
            "sweep-rows",
        ),
        Alternative(
            say("&Outer products"),
            "outer",
            say("A product as a sum of rank-one matrices"),
            "sweep-outer",
        ),
    )
