"""The Steepest view: its choices, and the picture under them."""

from dataclasses import fields, replace

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gradviz.gui.state.workspace import Workspace
from gradviz.gui.steepest.bar import SteepestBar
from gradviz.gui.steepest.canvas import SteepestCanvas
from gradviz.gui.widgets.focus_frame import FocusFrame
from gradviz.scene.marks.frame import Frame
from gradviz.scene.marks.style import Style
from gradviz.session.looks.steepest import SteepestOptions
from gradviz.timeline.timeline import Timeline
from gradviz.views.steepest.timeline import steepest_timeline


class SteepestView(QWidget):
    """Shows in which direction l rises most: x and y as planes, dl against the angle of dx.

    The tip of dx turns when it is dragged, the circle gets wider, x moves and with it the
    entries of X. While the time of the workspace is that of `timeline`, dx goes round with it;
    who turns dx stops the time, and dx stays until the time moves again.

    Parameters
    ----------
    workspace : Workspace
    parent : QWidget, optional
    """

    chosen = Signal(object)
    """Somebody chose or dragged, or the time took dx back: these are the new SteepestOptions."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.bar = SteepestBar(self)
        self.canvas = SteepestCanvas(workspace, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(FocusFrame(workspace, self.canvas, "ground", self), 1)
        self.setObjectName("steepest-view")
        self.bar.chosen.connect(self._on_bar_chosen)
        self.canvas.chosen.connect(self.chosen)
        self.canvas.drawn.connect(self._on_drawn)

    @property
    def options(self) -> SteepestOptions:
        """The choices as they were made; what a document lacks is kept for another."""
        return self.canvas.options

    def set_options(self, options: SteepestOptions) -> None:
        """Make other choices; nothing is emitted."""
        self.canvas.set_options(options)

    @property
    def timeline(self) -> Timeline:
        """The timeline that the player needs while this is the view."""
        return steepest_timeline(is_line=self._workspace.document.K == 1)

    @property
    def told(self) -> str:
        """What is said of the moment."""
        return self.canvas.told

    def refresh(self) -> None:
        """Draw what there is now, without waiting for the event loop."""
        self.canvas.refresh()

    def paint_to(self, painter: QPainter, rect: QRectF) -> None:
        """Draw the picture on any device, laid out anew for a rectangle; vectors stay vectors.

        Parameters
        ----------
        painter : QPainter
            On an image, SVG, PDF, a widget.
        rect : QRectF
            Logical pixels of the painter; texts have the size they have on the screen.
        """
        self.canvas.paint_to(painter, rect)

    def frame_for(self, style: Style) -> Frame:
        """Return the picture as it stands in another size or theme, axes too, for a file."""
        return self.canvas.frame_for(style)

    # --- inside

    def _on_bar_chosen(self, chosen: SteepestOptions) -> None:
        """Take over what was changed only: a length that follows X goes on following it."""
        shown = self.canvas.views.options
        changed = {
            field.name: value
            for field in fields(chosen)
            if (value := getattr(chosen, field.name)) != getattr(shown, field.name)
        }
        self.canvas.set_options(replace(self.canvas.options, **changed))
        self.chosen.emit(self.canvas.options)

    def _on_drawn(self) -> None:
        shown, turn = self.canvas.views, self.canvas.turn
        self.bar.show_options(shown.options, turn.angle, shown.passes, shown.notation)
