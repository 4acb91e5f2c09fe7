"""The field of the selected row of the layer list: which function, or how wide."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget

from gradviz.engine.rules import ACTIVATIONS
from gradviz.gui.editors.size_box import CountBox
from gradviz.gui.layers.edits import LayerEdits
from gradviz.gui.layers.lines import LayerLine
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.widgets.scrolling import pass_wheel_on
from gradviz.language.words import KIND_NAMES
from gradviz.messages.message import Message, say


class KindField(QComboBox):
    """Chooses the function of the selected activation."""

    def __init__(self, workspace: Workspace, edits: LayerEdits, parent: QWidget) -> None:
        super().__init__(parent)
        for name in ACTIVATIONS:
            self.addItem(KIND_NAMES[name], name)
        self._edits = edits
        pass_wheel_on(self)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # after a click the keys are the list's
        write = workspace.write
        self.setAccessibleName(write(say("Function of the layer")))
        self.setToolTip(
            write(say("What the layer does to each number; softmax works on each sample"))
        )
        self.activated.connect(self._on_activated)

    def show_line(self, line: LayerLine) -> None:
        """Show the function of a layer."""
        self.setCurrentIndex(self.findData(line.kind))

    def _on_activated(self, index: int) -> None:
        self._edits.set_activation(self.itemData(index))


class WidthField(CountBox):
    """How many numbers the selected Linear gives out; what follows takes in as many."""

    def __init__(self, workspace: Workspace, edits: LayerEdits, parent: QWidget) -> None:
        super().__init__(workspace, parent)
        self._edits = edits
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setAccessibleName(workspace.write(say("Width of the layer")))
        self.valueChanged.connect(self._on_value_changed)

    def refusal(self, count: int) -> Message:
        return self._edits.refusal_of_width(count)

    def show_line(self, line: LayerLine) -> None:
        """Show the width of a layer."""
        self.show_count(line.size_out)
        told = say(
            "How many numbers {output} has for each sample; the next layer follows",
            output=f"Y{line.number}",
        )
        self.setToolTip(self._workspace.write(told))

    def _on_value_changed(self, width: int) -> None:
        self._edits.resize(width, ("width", self._edits.selected, self.gesture))
