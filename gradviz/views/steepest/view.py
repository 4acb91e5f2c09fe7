"""The Steepest view of a document: in which direction the loss rises most."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType

from gradviz.engine.steepest import steepest_angle
from gradviz.language.notation import Notation
from gradviz.messages.message import Message, say
from gradviz.refs import CellRef, is_gradient
from gradviz.scene.marks.frame import Frame, Point
from gradviz.session.editable import problem
from gradviz.session.looks.steepest import SteepestLook, planes, resolved
from gradviz.timeline.phase import Phase
from gradviz.timeline.timeline import Timeline
from gradviz.views.request import Request
from gradviz.views.scales import scales_of
from gradviz.views.steepest.captions import spoken, steepest_key, steepest_title
from gradviz.views.steepest.grips import handles, moved, turned, widened
from gradviz.views.steepest.layout import PlotRooms, rooms
from gradviz.views.steepest.picture import lit, steepest
from gradviz.views.steepest.setting import Views, views
from gradviz.views.steepest.timeline import DxTurn, steepest_timeline, turn_at
from gradviz.views.still import Still
from gradviz.views.view import Choices, Entries, Grip, View

_GRIPS: Mapping[str, Grip] = MappingProxyType(
    {
        grip.name: grip
        for grip in (
            Grip(
                "tip",
                "turn",
                say("Drag to turn dx; double-click to put it back"),
                stops_time=True,
            ),
            Grip(
                "radius",
                "diagonal",
                say("Drag to make dx longer or shorter; double-click to put it back"),
                stops_time=True,
            ),
            Grip(
                "point",
                "anywhere",
                say("Drag to change x: these entries of X"),
                stops_time=True,
            ),
            Grip("angle", "horizontal", say("Drag to turn dx"), stops_time=True, is_at_once=True),
        )
    }
)


@dataclass(frozen=True, eq=False)
class SteepestView(View):
    """x and y as planes, dl against the angle of dx."""

    @property
    def options(self) -> SteepestLook:
        """What was chosen."""
        return self.document.view.steepest

    @cached_property
    def timeline(self) -> Timeline:
        """Once round the circle, and to the gradient."""
        return steepest_timeline(is_line=self.document.K == 1)

    def title(self, phase: Phase) -> Message:
        """Return what a phase is called."""
        return steepest_title(phase)

    def key(self, key: tuple[Phase, int] | None, notation: Notation) -> Message:
        """Return where dx points."""
        del notation
        return say("start") if key is None else steepest_key(*key)

    # --- the picture

    def still(self, request: Request) -> Still:
        """Return the picture of a time."""
        places = rooms(request.style)
        drawn, scales = self.views(request, places), scales_of(self.document, self.passes)
        frame = steepest(drawn, self.turn(request.seconds), places, scales)
        return Still(frame, lambda ref: lit(frame, ref, drawn, places))

    def suited(self, request: Request) -> Request:
        """Return the same: the rooms of this view know how large its text can be."""
        return request

    def views(self, request: Request, places: PlotRooms) -> Views:
        """Return what is drawn, but for dx; planes in which something is held stand still."""
        notation = request.style.notation
        chosen, held = replace(self.options, angle=None), None
        if request.held is not None:
            document, passes = request.held
            before = replace(document.view.steepest, angle=None)
            seen = views(passes, before, notation, places.aspects)
            held = None if seen.notes else (seen.x.window, seen.y.window)
        found = views(self.passes, chosen, notation, places.aspects, held)
        why = problem(self.document, request.style.base) if found.notes else None
        return found if why is None else replace(found, notes=(*found.notes, why))

    def turn(self, seconds: float) -> DxTurn:
        """Return where dx points: at the end where somebody turned it, else as the time has it."""
        angle = self.options.angle
        x, _ = planes(self.passes, resolved(self.options, self.passes))
        if angle is not None and seconds >= self.timeline.duration:
            return DxTurn(angle)
        return turn_at(self.timeline.at(seconds), steepest_angle(x.gradient))

    def told(self, request: Request) -> Message:
        """Return all that is told of a moment, for who does not see it."""
        return spoken(self.views(request, rooms(request.style)), self.turn(request.seconds))

    # --- cells

    @property
    def names(self) -> tuple[str, ...]:
        """What the axes stand for."""
        of = self.options.of or self.passes.layers[-1].Y
        return ("X", "X_grad", of, f"{of}_grad")

    def time_of(self, ref: CellRef, layer: int | None = None) -> float | None:
        """Return the end for a gradient: there dx has found it."""
        del layer
        return self.timeline.duration if is_gradient(ref.name) else None

    # --- what is dragged

    def grip_at(self, frame: Frame, at: Point) -> Grip | None:
        """Return the tip of dx, x, the circle, or the line in the curve."""
        found = handles(frame)
        name = None if found is None else found.grip_at(at)
        return None if name is None else _GRIPS[name]

    def dragged(self, grip: Grip, start: Point, to: Point, frame: Frame) -> Choices | Entries:
        """Return another angle or length of dx, or other numbers for the two entries of X."""
        found = handles(frame)
        if found is None:
            return {}
        options = resolved(self.options, self.passes)
        x, _ = planes(self.passes, options)
        radius = options.radius or 1.0
        if grip.name == "point":
            numbers = moved(found, x, radius, start, to)
            refs = (CellRef("X", row, x.sample) for row in x.rows)
            return Entries(tuple(zip(refs, numbers, strict=True)))
        if grip.name == "radius":
            return {"steepest": replace(self.options, radius=widened(found, radius, to))}
        return {
            "steepest": replace(
                self.options, angle=turned(found, x, to, is_along=grip.name == "angle")
            )
        }

    def released(self) -> Choices:
        """Return dx as it was before anybody dragged it."""
        return {"steepest": replace(self.options, radius=None, angle=None)}

    def resumed(self) -> Choices:
        """Return that dx follows the time again."""
        return {} if self.options.angle is None else {"steepest": replace(self.options, angle=None)}

    def led(self, seconds: float) -> Choices:
        """Return where dx points."""
        return {"angle": self.turn(seconds).angle}
