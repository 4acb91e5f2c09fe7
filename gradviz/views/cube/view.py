"""The cube of products of a document's layer."""

from dataclasses import dataclass, replace
from functools import cached_property

from gradviz.language.notation import Axis, Notation
from gradviz.language.words import SUM_OVER
from gradviz.messages.message import Message, say
from gradviz.scene.marks.frame import Frame, Point
from gradviz.session.looks.cube import DEFAULT_TURN, CubeLook, turned
from gradviz.timeline.phase import Phase
from gradviz.timeline.timeline import Timeline
from gradviz.views.cube.picture import cube_key, cube_still, cube_title
from gradviz.views.cube.timeline import cube_timeline
from gradviz.views.request import Request
from gradviz.views.still import Still
from gradviz.views.view import Choices, Grip, View


@dataclass(frozen=True, eq=False)
class CubeView(View):
    """One box, summed along each of its three axes."""

    @property
    def options(self) -> CubeLook:
        """From where it is looked at."""
        return self.document.view.cube

    @cached_property
    def timeline(self) -> Timeline:
        """The three sums."""
        return cube_timeline(self.passes, self.options.layer)

    def title(self, phase: Phase) -> Message:
        """Return "Backward to X"."""
        layer = self.passes.layers[phase.layer]
        return cube_title(phase, Notation(convention=self.document.convention, layer=layer))

    def axis(self, phase: Phase) -> Axis | None:
        """Return the index that a phase sums over."""
        return SUM_OVER.get(phase.role) if phase.role != "Y_grad" else None

    def key(self, key: tuple[Phase, int] | None, notation: Notation) -> Message:
        """Return "Y, k = 2"."""
        return say("start") if key is None else cube_key(*key, notation, self.passes)

    def still(self, request: Request) -> Still:
        """Return the picture of a time."""
        return cube_still(self.shown(request), self.options)

    def of_layer(self, layer: int) -> Choices:
        """Return the choice of a layer."""
        return {"cube": replace(self.document.view.cube, layer=layer)}

    def grip_at(self, frame: Frame, at: Point) -> Grip | None:
        """Return that anything turns the box."""
        del frame, at
        return Grip("turn", "turn", say("Drag to turn the box; double-click to put it back"))

    def dragged(self, grip: Grip, start: Point, to: Point, frame: Frame) -> Choices:
        """Return another turn."""
        del grip, frame
        turn = turned(self.options.turn, to[0] - start[0], to[1] - start[1])
        return {"cube": replace(self.options, turn=turn)}

    def released(self) -> Choices:
        """Return the turn of the beginning: what a double click goes back to."""
        return {"cube": replace(self.options, turn=DEFAULT_TURN)}
