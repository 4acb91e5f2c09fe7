"""The Steepest view of a document: in which direction the loss rises most."""

from dataclasses import dataclass
from functools import cached_property

from gradviz.language.notation import Notation
from gradviz.scene.flow import FlowOptions
from gradviz.scene.marks.frame import Frame
from gradviz.scene.shown import Shown
from gradviz.scene.steepest import steepest
from gradviz.scene.steepest_picture import views
from gradviz.scene.steepest_rooms import rooms
from gradviz.scene.steepest_words import steepest_key, steepest_title
from gradviz.session.views.view import View
from gradviz.timeline.phase import Phase
from gradviz.timeline.steepest import Turn, steepest_timeline, turn_at
from gradviz.timeline.timeline import Timeline


@dataclass(frozen=True, eq=False)
class SteepestView(View):
    """x and y as planes, dl against the angle of dx."""

    @cached_property
    def timeline(self) -> Timeline:
        """Once round the circle, and to the gradient."""
        return steepest_timeline(is_line=self.document.K == 1)

    def title(self, phase: Phase) -> str:
        """Return what a phase is called."""
        return steepest_title(phase)

    def key(self, key: tuple[Phase, int] | None, notation: Notation) -> str:
        """Return where dx points."""
        del notation
        return "start" if key is None else steepest_key(*key)

    def frame(self, shown: Shown, flow: FlowOptions) -> Frame:
        """Return the picture of a time, without axes: these are pyqtgraph's, in the window."""
        del flow
        places, options = rooms(shown.style), self.document.view.steepest
        drawn = views(shown.passes, options, shown.notation, places.aspects)
        turn = turn_at(shown.moment, drawn.steepest)
        return steepest(drawn, turn if options.angle is None else Turn(options.angle), places)
