"""What is asked for: a picture of a document at a time, in a style."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gradviz.engine.passes import Passes
from gradviz.refs import CellRef
from gradviz.scene.corner.pane import PaneName
from gradviz.scene.layout.viewport import WHOLE, Viewport
from gradviz.scene.marks.style import Style
from gradviz.session.document import Document

if TYPE_CHECKING:
    from gradviz.timeline.trace import Trace


@dataclass(frozen=True, slots=True)
class Request:
    """Everything that a picture depends on: equal requests give equal pixels.

    Documents, passes and traces are told by identity.

    Attributes
    ----------
    document : Document
        Its `view` says which view is asked for, and how that is looked at.
    passes : Passes
        Of the document.
    seconds : float
        On the timeline of the view.
    style : Style
    viewport : Viewport
        What is seen of the content, and how large.
    pointed : CellRef, optional
        The entry whose sources and targets are lit up.
    focus : {"Y", "Y_grad", "X_grad", "W_grad"}, optional
        The corner that is large; by default the one in which something moves.
    layer : int, optional
        The layer that is shown, counted from 0; by default the one in which something moves.
    muted : frozenset of int
        Samples whose part in W_grad and b_grad is left out.
    trace : Trace, optional
        The paths that light up, in the column and with everything computed.
    held : (Document, Passes), optional
        As they were when something was taken hold of: what would run away under the hand that
        drags it stays where it was.
    """

    document: Document
    passes: Passes
    seconds: float
    style: Style
    viewport: Viewport = WHOLE
    pointed: CellRef | None = None
    focus: PaneName | None = None
    layer: int | None = None
    muted: frozenset[int] = frozenset()
    trace: "Trace | None" = None
    held: tuple[Document, Passes] | None = None

    def styled(self, style: Style) -> "Request":
        """Return the same in another style."""
        return replace(self, style=style)

    def at(self, seconds: float) -> "Request":
        """Return the same at another time."""
        return replace(self, seconds=seconds)

    def unpointed(self) -> "Request":
        """Return the same with nothing pointed at."""
        return replace(self, pointed=None)
