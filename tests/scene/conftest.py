"""The example as the Flow view needs it."""

from dataclasses import dataclass

import pytest

from gradviz.engine.passes import Passes
from gradviz.scene.cells import GRADIENTS
from gradviz.scene.flow import FlowOptions, flow
from gradviz.scene.frame import Frame
from gradviz.scene.scale import ScaleChoice, scales_for
from gradviz.scene.style import Style
from gradviz.session.document import Document, example, passes
from gradviz.timeline.timeline import Timeline, timeline_of


@dataclass(frozen=True)
class Shown:
    """A document ready to be drawn at any time."""

    passes: Passes
    timeline: Timeline

    def frame(
        self, seconds: float, style: Style | None = None, options: FlowOptions | None = None
    ) -> Frame:
        matrices = {name: self.passes.matrix(name) for name in self.passes.names}
        scales = scales_for(matrices, GRADIENTS, ScaleChoice())
        shown = style or Style(1000, 700)
        return flow(self.passes, self.timeline, seconds, scales, shown, options or FlowOptions())


def shown(document: Document) -> Shown:
    made = passes(document)
    return Shown(made, timeline_of(made))


@pytest.fixture
def example_shown() -> Shown:
    return shown(example())
