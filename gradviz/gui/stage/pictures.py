"""The middle of the window: the stage, or a view with plots of its own."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QToolTip, QWidget

from gradviz.gui.guard import guarded
from gradviz.gui.stage.stage import Stage
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.widgets.focus_frame import FocusFrame
from gradviz.scene.marks.frame import Frame
from gradviz.scene.marks.style import Style
from gradviz.session.document import Document
from gradviz.session.looks.choices import VIEWS

if TYPE_CHECKING:
    from gradviz.gui.steepest.view import SteepestView

_STEEPEST = "steepest"
_DIGITS = "".join(str(n) for n in range(1, len(VIEWS) + 1))
"""Keys of the views, where no number is typed."""


@guarded
class Pictures(QStackedWidget):
    """Shows what the document is looked at with; a view with plots is made when it is first shown.

    Parameters
    ----------
    workspace : Workspace
    parent : QWidget
    """

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.stage = Stage(workspace, self)
        self._framed = FocusFrame(workspace, self.stage, "ground", self)
        self.addWidget(self._framed)
        self._steepest: SteepestView | None = None
        workspace.document_changed.connect(self._on_document_changed)
        self._follow()

    @property
    def steepest(self) -> "SteepestView":
        """The view of the steepest direction."""
        from gradviz.gui.steepest.view import SteepestView

        if self._steepest is None:
            self._steepest = SteepestView(self._workspace, self)
            self._steepest.chosen.connect(self._on_chosen)
            self._steepest.canvas.addActions(self.stage.actions())  # the keys of the time
            self.addWidget(self._steepest)
        return self._steepest

    @property
    def picture(self) -> QWidget:
        """What takes the keys: the picture that is shown."""
        return self.steepest.canvas if self._is_steepest else self.stage

    def screen_size(self) -> QSize:
        """Return how large the picture is on the screen."""
        return self.picture.size()

    def frame_for(self, style: Style) -> Frame:
        """Return the view as it stands in another size or theme, for a file."""
        return (self.steepest if self._is_steepest else self.stage).frame_for(style)

    @property
    def _is_steepest(self) -> bool:
        return self._workspace.document.view.view == _STEEPEST

    def _on_chosen(self, options: object) -> None:
        if options != self._workspace.document.view.steepest:
            self._workspace.look_at(steepest=options)

    def _on_document_changed(self, old: Document, new: Document) -> None:
        QToolTip.hideText()  # it told of the picture before
        if new.view.view != old.view.view:
            self._workspace.hover(None)
        self._follow()

    def _follow(self) -> None:
        if not self._is_steepest:
            self._show(self._framed)
            return
        view = self.steepest
        if view.options != self._workspace.document.view.steepest:
            view.set_options(self._workspace.document.view.steepest)
        self._show(view)

    def _show(self, widget: QWidget) -> None:
        """Show another picture; it takes over the keys, if the one before had them."""
        before, focus = self.currentWidget(), QApplication.focusWidget()
        if widget is before:
            return
        had_keys = before is not None and focus is not None and before.isAncestorOf(focus)
        self.setCurrentWidget(widget)
        if had_keys:
            self.picture.setFocus()

    # --- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Show another view for a digit that the picture did not take for a number."""
        text, held = event.text(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if text and text in _DIGITS and not held:
            self._workspace.look_at(view=VIEWS[_DIGITS.index(text)])
            return
        super().keyPressEvent(event)
