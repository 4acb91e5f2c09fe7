"""The Steepest view of a document: in which direction the loss rises most."""

from dataclasses import dataclass
from functools import cached_property

from gradviz.language.notation import Notation
from gradviz.scene.marks.frame import Frame
from gradviz.timeline.phase import Phase
from gradviz.timeline.timeline import Timeline
from gradviz.views.flow.picture import FlowOptions
from gradviz.views.shown import Shown
from gradviz.views.steepest.captions import steepest_key, steepest_title
from gradviz.views.steepest.layout import rooms
from gradviz.views.steepest.picture import steepest
from gradviz.views.steepest.setting import views
from gradviz.views.steepest.timeline import Turn, steepest_timeline, turn_at
from gradviz.views.view import View


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
