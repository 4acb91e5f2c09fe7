"""The adjoint identity of a document's layer: two numbers that stay equal."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from gradviz.arrays import Matrix
from gradviz.engine.wiring import product_layer
from gradviz.language.notation import Notation
from gradviz.messages.message import Message, say
from gradviz.refs import CellRef
from gradviz.scene.marks.frame import Frame, Point
from gradviz.session.looks.adjoint import AdjointLook
from gradviz.timeline.phase import Phase
from gradviz.timeline.timeline import Timeline
from gradviz.views.adjoint.picture import adjoint_key, adjoint_still, adjoint_title
from gradviz.views.adjoint.slider import slider_at
from gradviz.views.adjoint.timeline import adjoint_timeline
from gradviz.views.request import Request
from gradviz.views.still import Still
from gradviz.views.view import Choices, Grip, View

if TYPE_CHECKING:
    from gradviz.explain.explanation import Explanation

_SHOWN = "dX"
"""What the picture calls the tangent, whatever is the input of the layer."""


@dataclass(frozen=True, eq=False)
class AdjointView(View):
    """⟨Y_grad, W dX⟩ beside ⟨Wᵀ Y_grad, dX⟩."""

    @cached_property
    def options(self) -> AdjointLook:
        """What carries Y_grad back, of which layer."""
        return replace(self.document.view.adjoint, layer=self._layer)

    @property
    def tangent(self) -> Matrix | None:
        """The matrix dX, whatever the input of the layer is; None where nothing is a product."""
        return None if self.tangent_name is None else self.document.matrix(self.tangent_name)

    @property
    def _layer(self) -> int:
        """The layer that was chosen; by default the last, whose Y_grad is the seed."""
        chosen = self.document.view.adjoint.layer
        return len(self.passes.layers) - 1 if chosen is None else chosen

    @property
    def tangent_name(self) -> str | None:
        """What moves, "dX" or "dY1"; None in a network without a product."""
        layer = product_layer(self.passes.layers, self._layer)
        return None if layer is None else f"d{self.passes.layers[layer].X}"

    @cached_property
    def timeline(self) -> Timeline:
        """Both products and both sums."""
        return adjoint_timeline(self.passes, self.options.layer)

    def title(self, phase: Phase) -> Message:
        """Return "Sum with dX"."""
        return adjoint_title(phase)

    def key(self, key: tuple[Phase, int] | None, notation: Notation) -> Message:
        """Return the cell that is complete."""
        return say("start") if key is None else adjoint_key(*key, notation)

    def still(self, request: Request) -> Still:
        """Return the picture of a time."""
        return adjoint_still(self.shown(request), self.options, self.tangent)

    def of_layer(self, layer: int) -> Choices:
        """Return the choice of a layer."""
        return {"adjoint": replace(self.document.view.adjoint, layer=layer)}

    # --- cells

    @property
    def names(self) -> tuple[str, ...]:
        """What the picture shows, in reading order."""
        layer = product_layer(self.passes.layers, self._layer)
        if layer is None:
            return ()
        names = self.passes.layers[layer]
        return (str(names.W), _SHOWN, names.name("Y_grad"))

    def entry(self, ref: CellRef) -> CellRef:
        """Return which entry of a tangent a cell of dX is."""
        return replace(ref, name=self.tangent_name or _SHOWN) if ref.name == _SHOWN else ref

    def cells(self, ref: CellRef) -> tuple[CellRef, ...]:
        """Return where a tangent is shown."""
        return (replace(ref, name=_SHOWN),) if ref.name == self.tangent_name else (ref,)

    def shape(self, name: str) -> tuple[int, int] | None:
        """Return how large a matrix is, that of the tangent too."""
        if name != self.tangent_name:
            return super().shape(name)
        rows, cols = self.document.matrix(name).shape
        return int(rows), int(cols)

    def value(self, ref: CellRef) -> float:
        """Return the number of an entry."""
        if ref.name == self.tangent_name:
            return float(self.document.matrix(ref.name)[ref.row, ref.col])
        return super().value(ref)

    def matrix(self, name: str) -> Matrix | None:
        """Return a matrix as people of the convention write it, that of the tangent too."""
        if name != self.tangent_name:
            return super().matrix(name)
        return self.presented(name, self.document.matrix(name))

    # --- words

    def explain(self, ref: CellRef, notation: Notation, *, with_check: bool) -> "Explanation":
        """Return what there is to say of an entry, of the tangent too."""
        if ref.name != self.tangent_name or not self.has(ref):
            return super().explain(ref, notation, with_check=with_check)
        from gradviz.views.adjoint.explain import explain_tangent

        return explain_tangent(ref, self.value(ref), notation)

    # --- the slider

    def grip_at(self, frame: Frame, at: Point) -> Grip | None:
        """Return the slider from general to orthogonal W."""
        if slider_at(frame, *at) is None:
            return None
        told = say("Drag from W itself to the nearest orthogonal matrix")
        return Grip("slider", "horizontal", told)

    def dragged(self, grip: Grip, start: Point, to: Point, frame: Frame) -> Choices:
        """Return another place of the slider."""
        del grip, start
        share = slider_at(frame, *to, is_held=True)
        if share is None:
            return {}
        return {"adjoint": replace(self.document.view.adjoint, orthogonal=share)}
