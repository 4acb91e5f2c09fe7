"""The middle of the window: the stage in its frame."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QToolTip, QVBoxLayout, QWidget

from gradviz.gui.guard import guarded
from gradviz.gui.stage.stage import Stage
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.widgets.focus_frame import FocusFrame
from gradviz.scene.marks.frame import Frame
from gradviz.scene.marks.style import Style
from gradviz.session.document import Document
from gradviz.session.looks.choices import VIEWS

_DIGITS = "".join(str(n) for n in range(1, len(VIEWS) + 1))
"""Keys of the views, where no number is typed."""


@guarded
class Pictures(QWidget):
    """Shows what the document is looked at with.

    Parameters
    ----------
    workspace : Workspace
    parent : QWidget
    """

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.stage = Stage(workspace, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(FocusFrame(workspace, self.stage, "ground", self))
        workspace.document_changed.connect(self._on_document_changed)

    @property
    def picture(self) -> QWidget:
        """What takes the keys."""
        return self.stage

    def screen_size(self) -> QSize:
        """Return how large the picture is on the screen."""
        return self.stage.size()

    def frame_for(self, style: Style) -> Frame:
        """Return the view as it stands in another size or theme, for a file."""
        return self.stage.frame_for(style)

    def _on_document_changed(self, old: Document, new: Document) -> None:
        QToolTip.hideText()  # it told of the picture before
        if new.view.view != old.view.view:
            self._workspace.hover(None)

    # --- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Show another view for a digit that the picture did not take for a number."""
        text, held = event.text(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if text and text in _DIGITS and not held:
            self._workspace.look_at(view=VIEWS[_DIGITS.index(text)])
            return
        super().keyPressEvent(event)
