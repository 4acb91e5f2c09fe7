"""The field in which the loss is chosen."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget

from gradviz.gui.commands.command import CommandTable
from gradviz.gui.guard import guarded
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.widgets.scrolling import pass_wheel_on
from gradviz.language.losses import LOSS_WORDS
from gradviz.messages.message import say


@guarded
class LossBox(QComboBox):
    """Chooses the loss of the document, or the seed made by hand.

    Parameters
    ----------
    workspace : Workspace
    commands : CommandTable
        Holds what it runs: those of the losses, and "seed-hand".
    parent : QWidget, optional
    """

    def __init__(
        self, workspace: Workspace, commands: CommandTable, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._commands = commands
        self._output = ""
        for loss, words in LOSS_WORDS.items():
            self.addItem(workspace.write(words.title("Y")), loss)
        pass_wheel_on(self)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # after a click the keys are the picture's
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setAccessibleName(workspace.write(say("Loss")))
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
                self.setItemText(place, self._workspace.write(words.title(output)))
            told = say("What turns {output} into the one number l", output=output)
            self.setToolTip(self._workspace.write(told))
        self.setCurrentIndex(self.findData(document.loss))

    def _on_activated(self, index: int) -> None:
        loss = self.itemData(index)
        name = "seed-hand" if loss == "seed" else f"loss-{loss}"
        self._commands.action(name).trigger()
