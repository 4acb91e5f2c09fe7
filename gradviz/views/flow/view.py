"""The Flow view of a document."""

from dataclasses import dataclass
from functools import cached_property

from gradviz.language.notation import SHARED, Axis, Notation
from gradviz.language.words import KIND_NAMES, SUM_OVER
from gradviz.messages.message import Message, say, verbatim
from gradviz.timeline.phase import Phase
from gradviz.timeline.schedule import timeline_of
from gradviz.timeline.timeline import Timeline
from gradviz.views.flow.key_frames import key_name
from gradviz.views.flow.picture import flow_still
from gradviz.views.request import Request
from gradviz.views.still import Still
from gradviz.views.view import View

_TITLES = {
    "Y": say("forward"),
    "X_grad": say("backward to X"),
    "W_grad": say("backward to W"),
    "b_grad": verbatim("b"),
}


@dataclass(frozen=True, eq=False)
class FlowView(View):
    """Numbers on their way forward and back through the layers."""

    @cached_property
    def timeline(self) -> Timeline:
        """All phases of both passes."""
        return timeline_of(self.passes, self.document.view.flow.sweep)

    def title(self, phase: Phase) -> Message:
        """Return "forward", "W2_grad", "relu", "share of W1_grad, layer 2"."""
        if phase.kind == "loss":
            return say("seed") if self.passes.loss is None else say("loss")
        if self._is_share(phase):
            return say("share of {name}, layer {layer}", name=phase.name, layer=phase.layer + 1)
        if len(self.passes.layers) > 1:
            return verbatim(KIND_NAMES[phase.kind] if phase.kind != "linear" else phase.name)
        return _TITLES[phase.role]

    def titles(self, phase: Phase) -> tuple[Message, ...]:
        """Return the same in full and shorter: a share is told by its layer."""
        if not self._is_share(phase):
            return (self.title(phase),)
        layer = phase.layer + 1
        return (
            self.title(phase),
            say("share of layer {layer}", layer=layer),
            say("share {layer}", layer=layer),
        )

    def axis(self, phase: Phase) -> Axis | None:
        """Return the index that a product sums over."""
        return SUM_OVER[phase.role] if phase.kind == "linear" else None

    def key(self, key: tuple[Phase, int] | None, notation: Notation) -> Message:
        """Return "X_grad[2,1]", "column 2 of Y"."""
        return key_name(key, notation)

    def still(self, request: Request) -> Still:
        """Return the picture of a time; that of a trace has a time of its own."""
        return flow_still(request, self.timeline)

    def _is_share(self, phase: Phase) -> bool:
        """Tell whether a phase writes what one of several layers says of a gradient."""
        is_shared = phase.role in SHARED
        return is_shared and len(self.passes.uses(phase.name.removesuffix("_grad"))) > 1
