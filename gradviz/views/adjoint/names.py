"""How the matrices of the adjoint exhibit are written, in every convention."""

from dataclasses import dataclass
from typing import Literal

from gradviz.language.notation import Notation
from gradviz.messages.line import Line, Run
from gradviz.messages.message import Message, joined, verbatim
from gradviz.session.looks.adjoint import By


@dataclass(frozen=True, slots=True)
class AdjointNames:
    """What is written where.

    Attributes
    ----------
    notation : Notation
        Of the layer.
    by : {"transpose", "W", "inverse"}
    is_moved : bool
        Whether the slider is not at its start: W is another then.
    is_inverse : bool
        Whether W has an inverse, and not only a pseudo-inverse.
    """

    notation: Notation
    by: By
    is_moved: bool
    is_inverse: bool

    @property
    def forward(self) -> Message:
        """The factor that carries dX to dY: W, or Wᵀ where people write that."""
        return self._raised("^T" if self._has_transpose("Y") else "")

    @property
    def back(self) -> Message:
        """The back-map: Wᵀ, W or W⁻¹, as people write it."""
        if self.by == "W":
            return self.forward
        if self.by == "transpose":
            return self._raised("^T" if self._has_transpose("X_grad") else "")
        mark = "^−1" if self.is_inverse else "^+"
        if self._has_transpose("Y"):
            mark = "^−T" if self.is_inverse else "^+T"
        return self._raised(mark)

    @property
    def W(self) -> str:
        """What W is called in the network, wherever the slider is."""
        return self.notation.name("W")

    @property
    def seed(self) -> Message:
        """The gradient that comes in."""
        return verbatim(self.notation.name("Y_grad"))

    @property
    def forward_product(self) -> Message:
        """W dX, in the order in which people write it."""
        return self._product(self.forward, verbatim("dX"), "Y")

    @property
    def back_product(self) -> Message:
        """Wᵀ Y_grad, in the order in which people write it."""
        return self._product(self.back, self.seed, "X_grad")

    @property
    def left(self) -> Message:
        """⟨Y_grad, W dX⟩."""
        return joined(("⟨", self.seed, ", ", self.forward_product, "⟩"), "")

    @property
    def right(self) -> Message:
        """⟨Wᵀ Y_grad, dX⟩."""
        return joined(("⟨", self.back_product, ", dX⟩"), "")

    def _raised(self, mark: str) -> Message:
        moved: Line = (Run("t", script=-1),) if self.is_moved else ()
        return verbatim((Run(self.W), *moved, Run(mark)))

    def _has_transpose(self, role: Literal["Y", "X_grad"]) -> bool:
        order, factors = self.notation.order(role), self.notation.factors(role)
        return factors[order.index("W")].endswith("^T")

    def _product(self, w: Message, other: Message, role: Literal["Y", "X_grad"]) -> Message:
        is_first = self.notation.order(role)[0] == "W"
        return joined((w, other) if is_first else (other, w))
