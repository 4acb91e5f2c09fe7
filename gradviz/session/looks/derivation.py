"""Which derivation is shown."""

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from gradviz.messages.message import say
from gradviz.session.looks.choice import Alternative, Choice, OneOf
from gradviz.session.looks.look import ViewLook
from gradviz.session.looks.supply import Supply

Proof: TypeAlias = Literal["transposing", "indices"]
"""How W_grad = Y_grad Xᵀ is derived; the second way derives X_grad = Wᵀ Y_grad too."""


@dataclass(frozen=True, slots=True)
class DerivationLook(ViewLook):
    """Which derivation is shown, and of which layer.

    Attributes
    ----------
    by : {"transposing", "indices"}
    layer : int, optional
        Index of the layer, counted from 0; for one that is no product the nearest that is.
    """

    by: Proof = "transposing"
    layer: int | None = None

    def fitted(self, supply: Supply) -> "DerivationLook":
        """Return the same of a layer that is there."""
        return replace(self, layer=supply.layer(self.layer))

    def choices(self, supply: Supply) -> tuple[Choice, ...]:
        """Return which derivation, and of which layer."""
        return (
            OneOf(
                "by",
                say("Way"),
                say("How the formulas are derived: with whole matrices, or entry by entry"),
                _WAYS,
                self.by,
                say("by"),
            ),
            supply.layer_choice(self.layer),
        )


_WAYS = (
    Alternative(say("transposing"), "transposing"),
    Alternative(say("indices"), "indices"),
)
