"""How the matrices of the adjoint exhibit are written, in every convention."""

from dataclasses import dataclass
from typing import Literal

from gradviz.language.notation import Notation
from gradviz.scene.corner.equations import Spans
from gradviz.scene.marks.frame import Color, Span, Weight
from gradviz.scene.marks.spans import name_spans
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
    color : Color
    weight : {"regular", "semibold"}
    """

    notation: Notation
    by: By
    is_moved: bool
    is_inverse: bool
    color: Color
    weight: Weight = "regular"

    def text(self, told: str) -> Spans:
        """Return plain text in the look of these names."""
        return (Span(told, self.color, self.weight),)

    @property
    def forward(self) -> Spans:
        """The factor that carries dX to dY: W, or Wᵀ where people write that."""
        return (*self._w, *self._raised("T" if self._has_transpose("Y") else ""))

    @property
    def back(self) -> Spans:
        """The back-map: Wᵀ, W or W⁻¹, as people write it."""
        if self.by == "W":
            return self.forward
        if self.by == "transpose":
            return (*self._w, *self._raised("T" if self._has_transpose("X_grad") else ""))
        mark = "−1" if self.is_inverse else "+"
        if self._has_transpose("Y"):
            mark = "−T" if self.is_inverse else "+T"
        return (*self._w, *self._raised(mark))

    @property
    def seed(self) -> Spans:
        """The gradient that comes in."""
        return name_spans(self.notation.name("Y_grad"), self.color, self.weight)

    @property
    def forward_product(self) -> Spans:
        """W dX, in the order in which people write it."""
        return self._product(self.forward, self.text("dX"), "Y")

    @property
    def back_product(self) -> Spans:
        """Wᵀ Y_grad, in the order in which people write it."""
        return self._product(self.back, self.seed, "X_grad")

    @property
    def left(self) -> Spans:
        """⟨Y_grad, W dX⟩."""
        return (
            *self.text("⟨"),
            *self.seed,
            *self.text(", "),
            *self.forward_product,
            *self.text("⟩"),
        )

    @property
    def right(self) -> Spans:
        """⟨Wᵀ Y_grad, dX⟩."""
        return (*self.text("⟨"), *self.back_product, *self.text(", dX⟩"))

    @property
    def _w(self) -> Spans:
        spans = name_spans(self.notation.name("W"), self.color, self.weight)
        if not self.is_moved:
            return spans
        return (*spans, Span("t", self.color, self.weight, script=-1))

    def _raised(self, mark: str) -> Spans:
        return (Span(mark, self.color, self.weight, script=1),) if mark else ()

    def _has_transpose(self, role: Literal["Y", "X_grad"]) -> bool:
        order, factors = self.notation.order(role), self.notation.factors(role)
        return factors[order.index("W")].endswith("^T")

    def _product(self, w: Spans, other: Spans, role: Literal["Y", "X_grad"]) -> Spans:
        first = self.notation.order(role)[0] == "W"
        space = self.text(" ")
        return (*w, *space, *other) if first else (*other, *space, *w)
