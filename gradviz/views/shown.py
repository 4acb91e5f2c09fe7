"""What every view is drawn from, besides its own choices."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from gradviz.engine.passes import Passes
from gradviz.language.notation import Notation
from gradviz.refs import CellRef
from gradviz.scene.layout.viewport import WHOLE, Viewport
from gradviz.scene.marks.scale import Scale
from gradviz.scene.marks.style import Style
from gradviz.timeline.timeline import Moment, Timeline


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """Numbers, time and style of one picture.

    Attributes
    ----------
    passes : Passes
        Of the whole network.
    timeline : Timeline
        Of the view that is drawn.
    seconds : float
    scales : mapping of str to Scale
        By the names that matrices have in the network.
    style : Style
    pointed : CellRef, optional
        The cell whose sources and targets are lit up.
    viewport : Viewport
        What is seen of the content, and how large.
    """

    passes: Passes
    timeline: Timeline
    seconds: float
    scales: Mapping[str, Scale]
    style: Style
    pointed: CellRef | None = None
    viewport: Viewport = WHOLE

    @property
    def moment(self) -> Moment:
        """The moment of the time."""
        return self.timeline.at(self.seconds)

    @property
    def notation(self) -> Notation:
        """How names and indices of cells are written."""
        return Notation(self.style.base, self.style.convention)

    def pointing_at(self, ref: CellRef | None) -> "Shown":
        """Return the same with another entry pointed at, or none."""
        return replace(self, pointed=ref)

    def styled(self, style: Style) -> "Shown":
        """Return the same in another style."""
        return replace(self, style=style)
