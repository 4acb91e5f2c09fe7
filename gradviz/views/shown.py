"""What the parts of a picture are drawn from, besides the choices of its view."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from gradviz.engine.passes import Passes
from gradviz.language.notation import Notation
from gradviz.scene.layout.viewport import WHOLE, Viewport
from gradviz.scene.marks.scale import Scale
from gradviz.scene.marks.style import Style
from gradviz.timeline.timeline import Moment


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """The numbers of a network at a moment of a view, in a style, with nothing pointed at.

    Attributes
    ----------
    passes : Passes
        Of the whole network.
    moment : Moment
        Of the timeline of the view.
    scales : mapping of str to Scale
        By the names that matrices have in the network.
    style : Style
    viewport : Viewport
        What is seen of the content, and how large.
    """

    passes: Passes
    moment: Moment
    scales: Mapping[str, Scale]
    style: Style
    viewport: Viewport = WHOLE

    @property
    def notation(self) -> Notation:
        """How names and indices of cells are written."""
        return self.style.notation

    def styled(self, style: Style) -> "Shown":
        """Return the same in another style."""
        return replace(self, style=style)
