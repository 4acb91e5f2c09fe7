"""The field in which the loss is chosen."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from gradviz.gui.guard import guarded
from gradviz.gui.state.workspace import Workspace
from gradviz.language.losses import LOSS_WORDS
from gradviz.session.edits import set_loss


@guarded
class LossBox(QComboBox):
    """Chooses the loss of the document, or the seed made by hand."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._output = ""
        for loss, words in LOSS_WORDS.items():
            self.addItem(words.title, loss)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setAccessibleName("Loss")
        self.show_loss()
        self.activated.connect(self._on_activated)
        workspace.document_changed.connect(self.show_loss)

    def show_loss(self) -> None:
        """Show the loss that the document has."""
        document = self._workspace.document
        output = document.network.names[-1].Y
        if output != self._output:
            self._output = output
            for place, words in enumerate(LOSS_WORDS.values()):
                self.setItemText(place, words.title.format(Y=output))
            self.setToolTip(f"What turns {output} into the one number l")
        self.setCurrentIndex(self.findData(document.loss))

    def _on_activated(self, index: int) -> None:
        new = set_loss(self._workspace.document, self.itemData(index))
        title = self.itemText(index).partition("  ")[0]
        self._workspace.edit(new, f"Loss: {title}")

    # --- Qt

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
