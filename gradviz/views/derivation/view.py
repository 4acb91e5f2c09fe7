"""The derivation of the backward formulas, with the numbers of a document's layer."""

from dataclasses import dataclass, replace
from functools import cached_property

from gradviz.language.notation import Notation
from gradviz.messages.message import Message, say
from gradviz.scene.marks.frame import Frame, Point
from gradviz.session.looks.derivation import DerivationLook
from gradviz.timeline.phase import Phase
from gradviz.timeline.timeline import Timeline
from gradviz.views.derivation.picture import (
    derivation_at,
    derivation_key,
    derivation_still,
    derivation_time,
    derivation_title,
    derivation_titles,
)
from gradviz.views.derivation.timeline import derivation_timeline
from gradviz.views.request import Request
from gradviz.views.still import Still
from gradviz.views.view import Choices, View


@dataclass(frozen=True, eq=False)
class DerivationView(View):
    """From Y = W X to W_grad = Y_grad Xᵀ, step by step."""

    @property
    def options(self) -> DerivationLook:
        """Which derivation."""
        return self.document.view.derivation

    @cached_property
    def timeline(self) -> Timeline:
        """Its steps."""
        return derivation_timeline(self.passes, self.options.by, self.options.layer)

    def title(self, phase: Phase) -> Message:
        """Return "Transpose both sides"."""
        return derivation_title(phase, self._notation)

    def titles(self, phase: Phase) -> tuple[Message, ...]:
        """Return the same in full and in shorter words."""
        return derivation_titles(phase, self._notation)

    def key(self, key: tuple[Phase, int] | None, notation: Notation) -> Message:
        """Return what a step completes."""
        return say("start") if key is None else derivation_key(*key, notation)

    def still(self, request: Request) -> Still:
        """Return the picture of a time."""
        return derivation_still(self.shown(request), self.options)

    def of_layer(self, layer: int) -> Choices:
        """Return the choice of a layer."""
        return {"derivation": replace(self.document.view.derivation, layer=layer)}

    def time_at(self, frame: Frame, at: Point) -> float | None:
        """Return when the step is complete whose heading is at a point."""
        phase = derivation_at(frame, *at)
        return None if phase is None else derivation_time(self.timeline, phase)

    @property
    def _notation(self) -> Notation:
        return Notation(convention=self.document.convention)
